//! Growth without a number: 两位数增长, 实现正增长, 继续下降, 与上年持平.

use luoshi_extract::document::{Comparator, Measure, Nature};
use luoshi_extract::indicator::{self, Indicator};
use luoshi_extract::span::Span;
use rust_decimal::Decimal;

use super::amount::{self, Wanted};
use super::derived;
use super::model::{Figure, Kind, Note, NoteCode, Promise, Row, Verdict};
use super::prepared::{Pair, Side};
use super::settings::Settings;
use super::target;

/// A growth that a phrase gives an indicator.
struct Said {
    indicator: &'static Indicator,
    comparator: Comparator,
    value: Decimal,
    span: Span,
}

/// Rows for the targets that are phrases; `listed` are those with a number.
pub(super) fn rows(pair: &Pair<'_>, listed: &[Row]) -> Vec<Row> {
    let answers = said(&pair.later, pair.settings);
    said(&pair.earlier, pair.settings)
        .into_iter()
        .filter(|promise| !listed.iter().any(|row| holds(row, promise)))
        .map(|promise| row(pair, &promise, &answers))
        .collect()
}

/// Whether a row is of the same indicator in the same clause.
fn holds(row: &Row, promise: &Said) -> bool {
    let passage = &row.promise.passage;
    row.promise.indicator.as_deref() == Some(promise.indicator.id)
        && passage.end > promise.span.start
        && passage.start < promise.span.end
}

/// What phrases say in the clauses of a report.
fn said(side: &Side<'_>, settings: &Settings) -> Vec<Said> {
    let mut out = Vec::new();
    for clause in &side.clauses {
        let words = side.text.slice(clause.start, clause.end);
        let Some((at, phrase)) = settings.phrase.iter().find_map(|p| words.find(&p.word).map(|at| (at, p))) else {
            continue;
        };
        let before = words.get(..at).unwrap_or_default();
        for (from, indicator) in indicators_in(before) {
            out.push(Said {
                indicator,
                comparator: phrase.comparator.into(),
                value: phrase.value,
                span: side.text.span(clause.start + from, clause.start + at + phrase.word.len()),
            });
        }
    }
    out
}

/// The indicators named in `words`, the longest name first where names overlap,
/// with where each begins.
fn indicators_in(words: &str) -> Vec<(usize, &'static Indicator)> {
    let mut found: Vec<(usize, usize, &'static Indicator)> = Vec::new();
    let names = indicator::catalogue().iter().flat_map(|i| i.aliases().map(move |a| (i, a)));
    for (indicator, alias) in names.filter(|(_, a)| a.chars().count() >= 3) {
        if let Some(at) = words.find(alias) {
            found.push((at, at + alias.len(), indicator));
        }
    }
    found.sort_by_key(|(from, to, _)| (std::cmp::Reverse(to - from), *from));
    let mut kept: Vec<(usize, usize, &'static Indicator)> = Vec::new();
    for (from, to, indicator) in found {
        let free = kept.iter().all(|(f, t, k)| (to <= *f || from >= *t) && k.id != indicator.id);
        if free {
            kept.push((from, to, indicator));
        }
    }
    kept.sort_by_key(|(from, ..)| *from);
    kept.into_iter().map(|(from, _, indicator)| (from, indicator)).collect()
}

fn row(pair: &Pair<'_>, promise: &Said, answers: &[Said]) -> Row {
    let unit = Some("%".to_owned());
    let figure = Figure { value: promise.value, value2: None, unit: unit.clone() };
    let mut row = Row {
        key: format!("target@{}-{}/{}", promise.span.start, promise.span.end, promise.indicator.id),
        promise: Promise {
            kind: Kind::Target,
            passage: pair.earlier.passage(promise.span),
            indicator: Some(promise.indicator.id.to_owned()),
            name: Some(promise.indicator.name.to_owned()),
            figure: Some(figure.clone()),
        },
        counterpart: None,
        verdict: Verdict::NoData,
        rule: target::no_data(),
        parts: Vec::new(),
        notes: Vec::new(),
        decision: None,
    };
    let wanted = Wanted {
        figure,
        comparator: promise.comparator,
        measure: Measure::Growth,
        better: promise.indicator.better,
        ceiling: false,
        both_sides: false,
    };
    let id = promise.indicator.id;
    let stated = pair.year.and_then(|year| derived::find(&pair.later, id, Measure::Growth, year));
    let stated = stated.filter(|f| f.nature == Nature::Actual).and_then(|f| Some((f.value?, f.span)));
    let spoken = || answers.iter().find(|a| a.indicator.id == id && a.comparator == Comparator::Eq);
    if let Some((value, span)) = stated.or_else(|| spoken().map(|a| (a.value, a.span)))
        && let Some(judgement) = amount::judge(&wanted, &Figure { value, value2: None, unit }, pair.settings)
    {
        row.counterpart = Some(pair.later.passage(span));
        row.verdict = if judgement.met { Verdict::Met } else { Verdict::Missed };
        row.rule = judgement.rule;
        row.notes.extend(judgement.notes.into_iter().map(|(code, detail)| Note::new(code, detail)));
    }
    row.notes.retain(|n| n.code != NoteCode::Setting);
    row
}
