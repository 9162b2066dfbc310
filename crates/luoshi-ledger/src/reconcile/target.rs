//! Targets: figures of indicators, by id, measure and year.

use luoshi_extract::document::{Comparator, Fact, Measure, Nature};
use luoshi_extract::indicator::{self, Better};
use rust_decimal::Decimal;

use super::amount::{self, Judgement, Wanted};
use super::derived;
use super::figure;
use super::model::{Figure, Kind, Note, NoteCode, Passage, Promise, Row, Rule, Verdict};
use super::prepared::Pair;
use super::relation;
use super::wording;

/// A row for each target of the earlier report.
pub(super) fn rows(pair: &Pair<'_>) -> Vec<Row> {
    let targets = pair.earlier.facts().into_iter().filter(|f| f.nature == Nature::Target);
    targets.map(|target| row(pair, target)).collect()
}

fn row(pair: &Pair<'_>, target: &Fact) -> Row {
    let mut row = blank(pair, target);
    if target.hedged {
        row.notes.push(Note::new(NoteCode::Hedged, ""));
    }
    if pair.year.is_some_and(|y| target.period.last > y) {
        row.verdict = Verdict::NotDue;
        row.rule = not_due(target.period.last);
        return row;
    }
    if target.measure == Measure::Relation {
        relation::settle(pair, target, &mut row);
        return row;
    }
    let Some(wanted) = wanted(pair, target) else {
        return row;
    };
    if let Some((result, figure)) = nearest(pair, target, &mut row.notes)
        && let Some(judgement) = amount::judge(&wanted, &figure, pair.settings)
    {
        note_names(pair, target, result, &mut row);
        row.counterpart = Some(pair.later.passage(result.span));
        conclude(pair, &wanted, judgement, &figure, target.indicator, &mut row);
    } else {
        derived::settle(pair, target, &wanted, &mut row);
    }
    derived::note_restated(pair, target, &mut row);
    row
}

/// The rule of a promise for a later year.
pub(super) fn not_due(year: i16) -> Rule {
    Rule::new("not-due", format!("承诺期限为{year}年"), format!("promised for {year}"))
}

/// The rule of a promise without an answer.
pub(super) fn no_data() -> Rule {
    Rule::new("no-counterpart", "后一份报告没有对应内容", "the later report says nothing of it")
}

fn blank(pair: &Pair<'_>, target: &Fact) -> Row {
    let figure = target.value.map(|value| Figure { value, value2: target.value2, unit: target.unit.clone() });
    Row {
        key: format!("target@{}-{}/{}", target.span.start, target.span.end, target.indicator),
        promise: Promise {
            kind: Kind::Target,
            passage: pair.earlier.passage(target.span),
            indicator: Some(target.indicator.to_owned()),
            name: Some(target.name.to_owned()),
            figure,
        },
        counterpart: None,
        verdict: Verdict::NoData,
        rule: no_data(),
        parts: Vec::new(),
        notes: Vec::new(),
        decision: None,
    }
}

/// The figure that keeps the target.
pub(super) fn wanted(pair: &Pair<'_>, target: &Fact) -> Option<Wanted> {
    let better = indicator::find(target.indicator).map_or(Better::Neither, |i| i.better);
    Some(Wanted {
        figure: Figure { value: target.value?, value2: target.value2, unit: target.unit.clone() },
        comparator: target.comparator,
        measure: target.measure,
        better,
        ceiling: pair.settings.ceiling.holds(target.indicator),
        both_sides: pair.settings.both_sides.holds(target.indicator),
    })
}

/// Writes a judgement into a row.
pub(super) fn conclude(
    pair: &Pair<'_>,
    wanted: &Wanted,
    judgement: Judgement,
    found: &Figure,
    indicator: &str,
    row: &mut Row,
) {
    row.rule = judgement.rule;
    row.notes.extend(judgement.notes.into_iter().map(|(code, detail)| Note::new(code, detail)));
    row.verdict = if judgement.met { Verdict::Met } else { Verdict::Missed };
    let adds_up = indicator::find(indicator).is_some_and(|i| i.adds_up) || is_work(pair, &row.promise.passage);
    if !judgement.met
        && adds_up
        && wanted.measure == Measure::Level
        && !amount::is_percentage(wanted.figure.unit.as_deref())
    {
        shortfall(pair, wanted, found, row);
    }
}

/// Whether a target's clause counts work to be done (新增停车位800个), whatever the
/// indicator.
fn is_work(pair: &Pair<'_>, passage: &Passage) -> bool {
    let earlier = &pair.earlier;
    let end = earlier.text.folded_at(passage.end);
    let clause = earlier.clause_at(end.saturating_sub(1)).and_then(|i| earlier.clauses.get(i));
    let words = clause.map_or("", |c| earlier.text.slice(c.start, end));
    pair.settings.work.are_in(words)
}

/// Work that adds up and fell short was done in part, unless nothing was done.
pub(super) fn shortfall(pair: &Pair<'_>, wanted: &Wanted, found: &Figure, row: &mut Row) {
    let (verdict, rule) = partly(pair, wanted, found, &row.rule);
    if verdict != row.verdict {
        row.notes.push(Note::new(NoteCode::Setting, "shortfall-of-work"));
    }
    (row.verdict, row.rule) = (verdict, rule);
}

/// The verdict on work that fell short, with the share that was done.
pub(super) fn partly(pair: &Pair<'_>, wanted: &Wanted, found: &Figure, rule: &Rule) -> (Verdict, Rule) {
    let share = amount::convert(found, wanted.figure.unit.as_deref(), pair.settings)
        .and_then(|f| f.value.saturating_mul(Decimal::ONE_HUNDRED).checked_div(wanted.figure.value))
        .filter(|share| *share > Decimal::ZERO && *share < Decimal::ONE_HUNDRED);
    let Some(share) = share else {
        return (Verdict::Missed, rule.clone());
    };
    let share = amount::shown(share.round_dp(1), Some("%"));
    let rule = Rule::new("part-of-the-work", format!("{}，完成{share}", rule.zh), format!("{}, {share} done", rule.en));
    (pair.settings.shortfall_of_work.verdict, rule)
}

/// The result that answers a target: same indicator, measure and year, in a unit
/// that can be compared; of several the one whose sentence is most like the
/// target's. Notes why figures of the indicator were passed over.
fn nearest<'f>(pair: &Pair<'f>, target: &Fact, notes: &mut Vec<Note>) -> Option<(&'f Fact, Figure)> {
    let same: Vec<&Fact> = pair.later.results.iter().copied().filter(|f| f.indicator == target.indicator).collect();
    let measured: Vec<&Fact> = same.iter().copied().filter(|f| same_measure(target, f)).collect();
    let timely: Vec<&Fact> = measured.iter().copied().filter(|f| same_period(target, f)).collect();
    let usable: Vec<(&Fact, Figure)> = timely
        .iter()
        .filter_map(|f| Some((*f, Figure { value: f.value?, value2: f.value2, unit: f.unit.clone() })))
        .filter(|(_, figure)| amount::convert(figure, target.unit.as_deref(), pair.settings).is_some())
        .collect();
    let own: Vec<(&Fact, Figure)> = usable.iter().filter(|(f, _)| is_own(pair, target, f)).cloned().collect();
    if let (true, Some((foreign, _))) = (own.is_empty(), usable.first()) {
        notes.push(Note::new(NoteCode::ScopeDiffers, foreign.span.of(pair.later.source)));
        return None;
    }
    let usable = own;
    if usable.is_empty() {
        let passed =
            [(&timely, NoteCode::UnitDiffers), (&measured, NoteCode::PeriodDiffers), (&same, NoteCode::MeasureDiffers)];
        if let Some((facts, code)) = passed.into_iter().find(|(facts, _)| !facts.is_empty()) {
            notes.push(Note::new(code, facts[0].span.of(pair.later.source)));
        }
        return None;
    }
    if usable.len() > 1 {
        notes.push(Note::new(NoteCode::SeveralFigures, usable.len().to_string()));
    }
    let about = around(pair, target, true);
    // `max_by_key` takes the last of equals; the first statement is the main one.
    usable.into_iter().rev().max_by_key(|(f, _)| {
        let near = around(pair, f, false);
        pair.rarity.alike(&about, &near)
    })
}

/// Whether a result is not of a place that the target does not name.
fn is_own(pair: &Pair<'_>, target: &Fact, result: &Fact) -> bool {
    let (at, _) = pair.later.folded(result.span);
    let start = pair.later.clause_at(at).and_then(|i| pair.later.clauses.get(i)).map_or(at, |c| c.start);
    let (from, _) = pair.earlier.folded(target.span);
    let (start_of_promise, end) = wording::segment_at(&pair.earlier.text, from);
    let promise = pair.earlier.text.slice(start_of_promise, end);
    !figure::is_of_other_place(pair, pair.later.text.slice(start, at), promise)
}

/// The pairs of the stretch up to a fact's end.
fn around(pair: &Pair<'_>, fact: &Fact, earlier: bool) -> Vec<(char, char)> {
    let side = if earlier { &pair.earlier } else { &pair.later };
    let (start, end) = side.folded(fact.span);
    let (from, _) = wording::segment_at(&side.text, start);
    pair.common.pairs(side.text.slice(from, end))
}

/// Whether two facts measure the same: a rate's own value and a share are both
/// percentages of the indicator.
fn same_measure(target: &Fact, result: &Fact) -> bool {
    let percentage =
        |f: &Fact| matches!(f.measure, Measure::Level | Measure::Share) && amount::is_percentage(f.unit.as_deref());
    target.measure == result.measure || percentage(target) && percentage(result)
}

/// Whether a result is of the target's years: a level promised for the end of
/// several years is answered by the last of them.
fn same_period(target: &Fact, result: &Fact) -> bool {
    let stands = matches!(result.measure, Measure::Level | Measure::Share | Measure::Rank);
    target.period == result.period
        || stands && target.period.last == result.period.last && result.period.first == result.period.last
}

/// Points out that the indicator goes by another name, or is counted otherwise.
fn note_names(pair: &Pair<'_>, target: &Fact, result: &Fact, row: &mut Row) {
    let before = alias_in(target.indicator, pair.earlier.words(target.span));
    let after = alias_in(result.indicator, pair.later.words(result.span));
    if let (Some(before), Some(after)) = (before, after)
        && !before.starts_with(after)
        && !after.starts_with(before)
    {
        row.notes.push(Note::new(NoteCode::Renamed, format!("{before} → {after}")));
    }
    if pair.settings.recount.are_in(pair.later.words(result.span)) {
        row.notes.push(Note::new(NoteCode::Recounted, result.span.of(pair.later.source)));
    }
    if matches!(result.comparator, Comparator::About | Comparator::Range) {
        row.notes.push(Note::new(NoteCode::Approximate, result.span.of(pair.later.source)));
    }
}

/// The longest name of an indicator in `words`.
pub(super) fn alias_in(id: &str, words: &str) -> Option<&'static str> {
    indicator::find(id)?.aliases().filter(|a| words.contains(a)).max_by_key(|a| a.len())
}
