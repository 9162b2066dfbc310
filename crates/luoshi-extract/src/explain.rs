//! Which rule made a fact from which words, and how far a phrase got that gave
//! none.

use std::fmt::Write as _;

use crate::document::{AmountKind, Comparator, Document, Fact, Measure, Reading, Role, Trace};
use crate::fact;
use crate::lexicon::{Word, lexicon};
use crate::passage::{self, Passage};
use crate::span::Span;
use crate::text::Text;
use crate::token::{self, Kind, Token};
use crate::{clause, place};

/// Explains a fact by its number (from 1, the contract's facts first, then the
/// catalogue's others, document by document), or everything read from a phrase
/// that the text holds.
pub fn explain(source: &str, reading: &Reading, query: &str) -> String {
    let count = reading.documents.iter().flat_map(all_facts).count();
    match query.trim().parse::<usize>() {
        Ok(number) if number <= count => explain_number(source, reading, number),
        _ => explain_phrase(source, reading, query.trim()),
    }
}

/// All facts of a document in the order of their numbers.
fn all_facts(document: &Document) -> impl Iterator<Item = &Fact> {
    document.facts.iter().chain(&document.more_facts)
}

fn explain_number(source: &str, reading: &Reading, number: usize) -> String {
    let mut out = String::new();
    if let Some(fact) = number.checked_sub(1).and_then(|n| reading.documents.iter().flat_map(all_facts).nth(n)) {
        write_fact(&mut out, source, number, fact);
    }
    out
}

fn write_fact(out: &mut String, source: &str, number: usize, fact: &Fact) {
    let value = fact.value.map_or_else(|| "—".to_owned(), |v| v.to_string());
    let upper = fact.value2.map(|v| format!("—{v}")).unwrap_or_default();
    let unit = fact.unit.as_deref().unwrap_or_default();
    let _ = writeln!(
        out,
        "第{number}条 {}({}) {} {value}{upper}{unit} {}",
        fact.name,
        fact.indicator,
        measure_label(fact.measure),
        comparator_label(fact.comparator)
    );
    let _ = writeln!(out, "  原文: {}", one_line(fact.span.of(source)));
    write_trace(out, source, &fact.trace);
}

fn write_trace(out: &mut String, source: &str, trace: &Trace) {
    let _ = writeln!(out, "  规则: {}", trace.rule);
    for (label, span) in &trace.words {
        let _ = writeln!(out, "    {label}: {}", one_line(span.of(source)));
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn explain_phrase(source: &str, reading: &Reading, phrase: &str) -> String {
    let mut out = String::new();
    let text = Text::new(source);
    let Some(place) = find(&text, phrase) else {
        let _ = writeln!(out, "文中没有“{phrase}”");
        return out;
    };
    let span = text.span(place.0, place.1);
    let mut number = 0;
    let mut found = 0;
    for fact in reading.documents.iter().flat_map(all_facts) {
        number += 1;
        if fact.span.overlaps(span) {
            write_fact(&mut out, source, number, fact);
            found += 1;
        }
    }
    for document in &reading.documents {
        found += write_others(&mut out, source, document, span);
    }
    if found == 0 {
        let _ = writeln!(out, "“{phrase}”没有读出指标数据、项目或时限");
    }
    write_journal(&mut out, &text, reading, place);
    out
}

/// Projects and deadlines that overlap `span`; gives how many.
fn write_others(out: &mut String, source: &str, document: &Document, span: Span) -> usize {
    let mut found = 0;
    for project in document.projects.iter().filter(|p| p.span.overlaps(span)) {
        let _ =
            writeln!(out, "项目 {} {}{} {}", project.name, project.amount, project.unit, amount_label(project.kind));
        write_trace(out, source, &project.trace);
        found += 1;
    }
    for deadline in document.deadlines.iter().filter(|d| d.span.overlaps(span)) {
        let _ = writeln!(out, "时限 {} → {}", one_line(deadline.time.of(source)), deadline.due);
        write_trace(out, source, &deadline.trace);
        found += 1;
    }
    found
}

/// The folded range of a phrase, which may be quoted as printed or as folded.
fn find(text: &Text<'_>, phrase: &str) -> Option<(usize, usize)> {
    let folded = Text::new(phrase);
    let at = text.folded().find(folded.folded()).filter(|_| !folded.folded().is_empty())?;
    Some((at, at + folded.folded().len()))
}

/// What each word of the sentence was taken for, and why quantities that gave
/// nothing did not.
fn write_journal(out: &mut String, text: &Text<'_>, reading: &Reading, place: (usize, usize)) {
    let folded = text.folded();
    let start = clause::sentence_start(folded, 0, place.0);
    let end = folded.get(place.1..).and_then(|t| t.find(['。', '!', '?', '\n'])).map_or(folded.len(), |p| place.1 + p);
    let span = text.span(start, end);
    let Some(document) = reading.documents.iter().find(|d| d.span.contains(span)) else { return };
    let role = document.sections.iter().rev().find(|s| s.span.overlaps(span)).map_or(Role::Review, |s| s.role);
    let year = document.year.unwrap_or(0);
    let names = place::of(document.region.as_ref(), document.year);
    let passage = Passage {
        start,
        end,
        role,
        year,
        five_years: passage::plan_of(year),
        opens_main: false,
        leads_parts: false,
        place: &names,
    };
    let tokens = token::tokens(lexicon(), folded, start, end);
    let _ = writeln!(out, "这句话({})的词:", role_label(role));
    for token in &tokens {
        if let Some(label) = label(token) {
            let _ = writeln!(out, "    {label}: {}", text.slice(token.start, token.end));
        }
    }
    let misses = fact::misses(text, lexicon(), &passage, &tokens);
    if !misses.is_empty() {
        let _ = writeln!(out, "没有用上的数:");
    }
    for ((from, to), reason) in misses {
        let _ = writeln!(out, "    {}: {reason}", text.slice(from, to));
    }
}

/// What a token was taken for.
fn label(token: &Token) -> Option<&'static str> {
    Some(match token.kind {
        Kind::Word(Word::Indicator(_) | Word::Compound(_)) => "指标",
        Kind::Word(Word::Noun) => "其他量",
        Kind::Word(Word::Grow | Word::RiseTo) => "升",
        Kind::Word(Word::Fall | Word::FallTo) => "降",
        Kind::Word(Word::Gap) => "差距",
        Kind::Word(Word::Sync) => "同步",
        Kind::Word(Word::Economy) => "经济",
        Kind::Word(Word::Share) => "占比",
        Kind::Word(Word::Respectively | Word::Both) => "并列",
        Kind::Word(Word::Annual) => "年均",
        Kind::Word(Word::Hedge) => "力争",
        Kind::Word(Word::Reach) => "达到",
        Kind::Word(Word::Work | Word::Total) => "工作",
        Kind::Word(Word::Benefit) => "受益",
        Kind::Word(Word::Scope) => "范围",
        Kind::Word(Word::Plan | Word::FiveAhead | Word::FiveBack) | Kind::Year(_) | Kind::Years(..) => "时间",
        Kind::Quantity(_) => "数量",
        _ => return None,
    })
}

fn measure_label(measure: Measure) -> &'static str {
    match measure {
        Measure::Level => "数值",
        Measure::Growth => "增速",
        Measure::PpChange => "百分点变化",
        Measure::Share => "占比",
        Measure::Rank => "位次",
        Measure::Relation => "关系",
    }
}

fn comparator_label(comparator: Comparator) -> &'static str {
    match comparator {
        Comparator::Eq => "等于",
        Comparator::Ge => "以上",
        Comparator::Gt => "高于",
        Comparator::Le => "以内",
        Comparator::Lt => "低于",
        Comparator::About => "左右",
        Comparator::Range => "区间",
        Comparator::Sync => "同步",
        Comparator::Above => "快于所比的指标",
    }
}

fn amount_label(kind: AmountKind) -> &'static str {
    match kind {
        AmountKind::Total => "总投资",
        AmountKind::Annual => "年度投资",
        AmountKind::Completed => "完成投资",
        AmountKind::Unspecified => "未说明",
    }
}

fn role_label(role: Role) -> &'static str {
    match role {
        Role::Review => "工作回顾",
        Role::Plan => "工作安排",
        Role::FiveYear => "今后五年",
        Role::SelfConstruction => "政府自身建设",
        Role::Glossary => "名词解释",
        Role::Other => "其他",
    }
}
