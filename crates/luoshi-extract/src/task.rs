//! The plan part cut into rows, as a 分解表 has them.
//!
//! A row is one thing that somebody can be asked about: a sentence of the plan
//! with a verb of commitment and an object, or a part of it between semicolons;
//! of the sentence of targets, each target. Addresses to the deputies, appeals
//! and judgements are no rows, nor are the short phrases that open a paragraph
//! as its title.

use std::sync::LazyLock;

use crate::agency::{AssignContext, Assigner};
use crate::clause;
use crate::document::{Deadline, Fact, Project, Role, Task};
use crate::metric;
use crate::number;
use crate::passage::Passage;
use crate::phrase::Phrases;
use crate::rhetoric::{self, Sentence};
use crate::span::Span;
use crate::table::rows;
use crate::text::Text;
use crate::token::Token;

/// Verbs of commitment.
static COMMITMENTS: LazyLock<Phrases<()>> =
    LazyLock::new(|| Phrases::new(rows(include_str!("../data/commitments.csv")).map(|[verb]| (verb, ()))));

/// What else was read in the document, for the rows to point at.
pub(crate) struct Found<'f> {
    pub(crate) facts: &'f [Fact],
    pub(crate) projects: &'f [Project],
    pub(crate) deadlines: &'f [Deadline],
}

/// A row's folded range.
type Row = (usize, usize);

/// Reads the tasks of a passage of the plan; `section` is its index, `number`
/// the first row's number.
pub(crate) fn read(
    text: &Text<'_>,
    passage: &Passage<'_>,
    section: Option<usize>,
    tokens: &[Token],
    found: &Found<'_>,
    context: &AssignContext<'_>,
    number: u32,
) -> Vec<Task> {
    let mut rows = Vec::new();
    for (sentence, kind) in working_sentences(text.folded(), passage, tokens) {
        cut(text, passage, sentence, kind, found.facts, &mut rows);
    }
    rows.into_iter()
        .zip(number..)
        .map(|((start, end), number)| task(text, section, (start, end), tokens, found, context, number))
        .collect()
}

/// The sentences of a passage without its topic phrases, addresses and appeals.
fn working_sentences(folded: &str, passage: &Passage<'_>, tokens: &[Token]) -> Vec<(Row, Sentence)> {
    let mut appeal = false;
    let mut out = Vec::new();
    for (start, end) in clause::sentences(folded, tokens, passage.start, passage.end) {
        let sentence = folded.get(start..end).unwrap_or_default();
        appeal |= sentence.trim_start().starts_with("各位代表");
        let kind = rhetoric::classify(sentence);
        if kind != Sentence::Rhetoric && (!appeal || number::has_digits(sentence)) {
            out.push(((start, end), kind));
        }
        // An appeal to the deputies ends with its paragraph or its exclamation.
        if folded.get(end..).is_some_and(|t| t.starts_with(['!', '\n', '?'])) {
            appeal = false;
        }
    }
    out
}

/// Cuts a sentence into rows.
fn cut(text: &Text<'_>, passage: &Passage<'_>, (start, end): Row, kind: Sentence, facts: &[Fact], out: &mut Vec<Row>) {
    let folded = text.folded();
    let sentence = folded.get(start..end).unwrap_or_default();
    // Before the numbered parts only the targets ask for anything.
    if kind == Sentence::Targets || passage.leads_parts && facts_in(text.span(start, end), facts) >= 3 {
        return cut_targets(text, start, end, facts, out);
    }
    // Under a main heading, before its numbered parts, stands the guidance.
    if passage.leads_parts || passage.role != Role::Plan {
        return;
    }
    let from = out.len();
    let mut at = start;
    for part in sentence.split(';') {
        push(folded, at, at + part.len(), out);
        at += part.len() + 1;
    }
    if out.len() == from {
        push(folded, start, end, out);
    }
}

/// The sentence of targets: a row for each clause that holds a target.
fn cut_targets(text: &Text<'_>, start: usize, end: usize, facts: &[Fact], out: &mut Vec<Row>) {
    let whole = text.span(start, end);
    for (from, to) in clause::clauses(text.folded(), start, end) {
        let span = text.span(from, to);
        let first = facts.partition_point(|f| f.span.start < whole.start);
        let holds = facts
            .get(first..)
            .unwrap_or_default()
            .iter()
            .take_while(|f| f.span.start < whole.end)
            .any(|f| ends_in(f.span, span));
        if holds {
            out.push((from, to));
        }
    }
}

/// How many facts end inside a span. The facts stand in order.
fn facts_in(span: Span, facts: &[Fact]) -> usize {
    let first = facts.partition_point(|f| f.span.end <= span.start);
    facts
        .get(first..)
        .unwrap_or_default()
        .iter()
        .take_while(|f| f.span.start < span.end)
        .filter(|f| ends_in(f.span, span))
        .count()
}

fn ends_in(inner: Span, outer: Span) -> bool {
    inner.end > outer.start && inner.end <= outer.end
}

/// Adds a row when it commits to something or names a figure; 一是 and its like are not part of it.
fn push(folded: &str, start: usize, end: usize, out: &mut Vec<Row>) {
    let words = folded.get(start..end).unwrap_or_default();
    let lead = words.len() - words.trim_start().len();
    let words = words.trim();
    let start = start + lead + list_mark(words);
    let end = start + folded.get(start..end).map_or(0, |w| w.trim_end().len());
    let row = folded.get(start..end).unwrap_or_default();
    if row.chars().count() >= 6 && (number::has_digits(row) || COMMITMENTS.find_all(row).next().is_some()) {
        out.push((start, end));
    }
}

/// Bytes of 一是, (1), 1. at the start of a row.
fn list_mark(row: &str) -> usize {
    let numerals = row.len() - row.trim_start_matches(|c: char| "一二三四五六七八九十".contains(c)).len();
    if numerals > 0 && row.get(numerals..).is_some_and(|t| t.starts_with('是')) {
        return numerals + '是'.len_utf8();
    }
    let digits = row.len() - row.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let after = row.get(digits..).unwrap_or_default();
    if digits > 0
        && (after.starts_with('、')
            || after.starts_with('.') && !after.get(1..).is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit())))
    {
        return digits + after.chars().next().map_or(0, char::len_utf8);
    }
    0
}

fn task(
    text: &Text<'_>,
    section: Option<usize>,
    (start, end): Row,
    tokens: &[Token],
    found: &Found<'_>,
    context: &AssignContext<'_>,
    number: u32,
) -> Task {
    let span = text.span(start, end);
    Task {
        number,
        section,
        deadlines: indices(found.deadlines, span, |d| d.time),
        facts: indices(found.facts, span, |f| f.span),
        projects: indices(found.projects, span, |p| p.span),
        metrics: metric::read(text, start, end, tokens),
        agencies: Assigner::standard().assign(text.slice(start, end), context),
        span,
    }
}

/// Indices of the pieces that end inside a row. The pieces stand in order.
fn indices<T>(pieces: &[T], row: Span, span: impl Fn(&T) -> Span) -> Vec<usize> {
    let first = pieces.partition_point(|p| span(p).end <= row.start);
    pieces
        .iter()
        .enumerate()
        .skip(first)
        .take_while(|(_, p)| span(p).start < row.end)
        .filter(|(_, p)| ends_in(span(p), row))
        .map(|(index, _)| index)
        .collect()
}
