//! Promises of work: what a task, a pledge or a project consists of, and what
//! came of each part.
//!
//! A part is a quantity (改造老旧小区26个) or a step in words (10月底前主体封顶).
//! A promise with neither is answered by wording alone.

use luoshi_extract::document::{Comparator, Measure, Metric};
use luoshi_extract::indicator::Better;
use luoshi_extract::read_metrics;
use luoshi_extract::scale;

use super::amount::Wanted;
use super::figure::{self, Query};
use super::model::{Figure, Note, NoteCode, Part, Row, Rule, Verdict};
use super::name::Name;
use super::prepared::{Measured, Pair};
use super::step;
use super::target;
use super::unread;

/// A promise of work: a folded range of the earlier report.
pub(super) struct Work<'w> {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The name that every answer must have, of a project.
    pub(super) name: Option<Name>,
    /// Names in which numbers are part of the name (100兆瓦).
    pub(super) names: Vec<String>,
    /// Rows of targets that lie inside.
    pub(super) targets: Vec<&'w Row>,
}

/// Dimensions that are limits of time, not results.
const TIMES: &[&str] = &["days", "hours", "minutes", "years"];

/// Settles a row of work: its parts, its counterpart, its verdict.
pub(super) fn settle(pair: &Pair<'_>, work: &Work<'_>, row: &mut Row) {
    let clauses = clauses_in(pair, work);
    if pair.settings.hedge.are_in(pair.earlier.text.slice(work.start, work.end)) {
        row.notes.push(Note::new(NoteCode::Hedged, ""));
    }
    for target in &work.targets {
        row.parts.push(Part {
            wanted: target.promise.passage.quote.clone(),
            found: target.counterpart.clone(),
            likeness: None,
            verdict: target.verdict,
            rule: target.rule.clone(),
        });
    }
    for &clause in &clauses {
        let before = row.parts.len();
        for (metric, place) in metrics_in(pair, work, clause) {
            quantity(pair, work, clause, &metric, &place, row);
        }
        if let Some(words) = unread::find(pair, work, clause) {
            row.parts.push(Part {
                wanted: words,
                found: None,
                likeness: None,
                verdict: Verdict::NoData,
                rule: unread::rule(),
            });
        }
        let silent = row.parts.iter().skip(before).all(|p| p.verdict == Verdict::NoData);
        if silent && promises_step(pair, work, clause, before > 0) {
            step(pair, work, clause, before, row);
        }
    }
    if row.parts.is_empty() {
        step::settle_soft(pair, work, row);
    }
    combine(row);
}

/// Settles a promised step; when it is answered, it stands for the quantities of
/// its clause of which nothing is known (开放首批3处院落).
fn step(pair: &Pair<'_>, work: &Work<'_>, clause: usize, before: usize, row: &mut Row) {
    let part = step::settle(pair, work, clause, &mut row.notes);
    let quantities = row.parts.len() > before;
    if part.verdict != Verdict::NoData {
        row.parts.truncate(before);
        row.parts.push(part);
    } else if !quantities {
        row.parts.push(part);
    }
}

/// Whether a clause promises a step of its own: not one that only puts a time to
/// the quantity before it (12月底前全部完工), nor the verb of a target.
fn promises_step(pair: &Pair<'_>, work: &Work<'_>, clause: usize, follows: bool) -> bool {
    let Some(bounds) = pair.earlier.clauses.get(clause) else {
        return false;
    };
    let span = pair.earlier.text.span(bounds.start, bounds.end);
    let of_target = work.targets.iter().any(|t| {
        let passage = &t.promise.passage;
        passage.end > span.start && passage.end <= span.end
    });
    let words = words_of(pair, clause);
    let bare = follows && work.name.is_none() && !step::names_thing(pair, words);
    !of_target && !bare && step::is_promised(pair.settings, words)
}

/// Whether a range holds anything of its own beside the targets in it.
pub(super) fn has_own_parts(pair: &Pair<'_>, work: &Work<'_>) -> bool {
    clauses_in(pair, work)
        .into_iter()
        .any(|clause| !metrics_in(pair, work, clause).is_empty() || promises_step(pair, work, clause, true))
}

/// Indices of the clauses of the earlier report in a range.
pub(super) fn clauses_in(pair: &Pair<'_>, work: &Work<'_>) -> Vec<usize> {
    let clauses = &pair.earlier.clauses;
    let first = clauses.partition_point(|c| c.end <= work.start);
    (first..clauses.len()).take_while(|i| clauses[*i].start < work.end).collect()
}

pub(super) fn words_of<'p>(pair: &'p Pair<'_>, clause: usize) -> &'p str {
    pair.earlier.clauses.get(clause).map_or("", |c| pair.earlier.text.slice(c.start, c.end))
}

/// The quantities that a clause promises, without those that only describe
/// (总投资, 亿元以上项目, a number in a name) or belong to a target.
fn metrics_in(pair: &Pair<'_>, work: &Work<'_>, clause: usize) -> Vec<(Metric, Measured)> {
    let Some(bounds) = pair.earlier.clauses.get(clause) else {
        return Vec::new();
    };
    let (start, end) = (bounds.start.max(work.start), bounds.end.min(work.end));
    let metrics = read_metrics(&pair.earlier.text, start, end);
    let places = pair.earlier.measure(&metrics, &pair.common);
    metrics
        .into_iter()
        .filter_map(|m| places.iter().find(|p| p.span == m.span).map(|p| (m, p.clone())))
        .filter(|(metric, place)| !describes(pair, work, metric, place))
        .collect()
}

/// Whether a quantity describes something instead of promising it.
fn describes(pair: &Pair<'_>, work: &Work<'_>, metric: &Metric, place: &Measured) -> bool {
    let text = &pair.earlier.text;
    let (start, end) = pair.earlier.folded(metric.span);
    let Some(bounds) = pair.earlier.clauses.get(place.clause) else {
        return true;
    };
    let (before, after) = (text.slice(bounds.start, start), text.slice(end, bounds.end));
    let quote = text.slice(start, end);
    let Some(scale) = &place.scale else {
        return true;
    };
    let timed = TIMES.contains(&scale.dimension) && !pair.settings.down.end(before);
    let threshold = quote.ends_with("以上") && !after.is_empty() && !after.starts_with(['、', '(']);
    let named = work.names.iter().any(|n| n.contains(quote));
    // 三条产业链 counts what is known, not what is to be done.
    let known = scale.dimension == "count" && quote.starts_with(|c| "一二三四五六七八九十两".contains(c));
    let of_target = work.targets.iter().any(|t| {
        let passage = &t.promise.passage;
        passage.start <= metric.span.start && metric.span.end <= passage.end
    });
    let origin = before.ends_with(['由', '从', '第']);
    let who = pair.settings.beside.are_in(before);
    timed
        || threshold
        || named
        || known
        || of_target
        || origin
        || who
        || after.starts_with('的')
        || scale.dimension == "money"
            && (before.ends_with("总投资") || after.starts_with("改造") || after.starts_with("建设"))
        || scale.dimension == "count" && scale.base == "件" && after.contains("民生实事")
}

/// Settles one promised quantity.
fn quantity(pair: &Pair<'_>, work: &Work<'_>, clause: usize, metric: &Metric, place: &Measured, row: &mut Row) {
    let words = pair.earlier.text.slice(work.start, work.end);
    let (at, _) = pair.earlier.folded(metric.span);
    let before = pair.earlier.clauses.get(clause).map_or("", |c| pair.earlier.text.slice(c.start, at));
    let wanted = wanted(pair, metric, before);
    let whole = joined(pair, work, clause);
    let query = Query { element: &place.pairs, whole: &whole, words, name: work.name.as_ref() };
    let quote = wanted_words(pair, work, clause, metric);
    let Some(found) = figure::answer(pair, &query, &wanted) else {
        row.parts.push(Part {
            wanted: quote,
            found: None,
            likeness: None,
            verdict: Verdict::NoData,
            rule: target::no_data(),
        });
        return;
    };
    let level = pair.settings.level.are_in(before) || place.scale.as_ref().is_some_and(|s| s.dimension == "percent");
    let (verdict, rule) = if found.judgement.met {
        (Verdict::Met, found.judgement.rule)
    } else if level {
        (Verdict::Missed, found.judgement.rule)
    } else {
        target::partly(pair, &wanted, &found.figure, &found.judgement.rule)
    };
    row.notes.extend(found.judgement.notes.into_iter().map(|(code, detail)| Note::new(code, detail)));
    if verdict == Verdict::Partly {
        row.notes.push(Note::new(NoteCode::Setting, "shortfall-of-work"));
    }
    row.parts.push(Part { wanted: quote, found: Some(found.passage), likeness: Some(found.likeness), verdict, rule });
}

/// The figure that keeps a promised quantity of no catalogued indicator.
fn wanted(pair: &Pair<'_>, metric: &Metric, before: &str) -> Wanted {
    let down = pair.settings.down.end(before);
    let percent = metric.unit.as_deref().and_then(scale::of_unit).is_some_and(|s| s.dimension == "percent");
    Wanted {
        figure: Figure { value: metric.value, value2: metric.value2, unit: metric.unit.clone() },
        comparator: if down && metric.comparator == Comparator::Eq { Comparator::Le } else { metric.comparator },
        measure: if percent { Measure::Share } else { Measure::Level },
        better: if down { Better::Down } else { Better::Up },
        ceiling: false,
        both_sides: false,
    }
}

/// The clause's words up to the quantity's end, without what stands before an
/// earlier element of its list.
fn wanted_words(pair: &Pair<'_>, work: &Work<'_>, clause: usize, metric: &Metric) -> String {
    let Some(bounds) = pair.earlier.clauses.get(clause) else {
        return String::new();
    };
    let (start, end) = pair.earlier.folded(metric.span);
    let first = bounds.start.max(work.start);
    let lead = pair.earlier.text.slice(first, start);
    let from = lead.rfind('、').map_or(0, |at| at + '、'.len_utf8());
    pair.earlier.text.clean_quote(first + from, end)
}

/// The pairs of a clause and of the one that names the thing (the work's first).
pub(super) fn joined(pair: &Pair<'_>, work: &Work<'_>, clause: usize) -> Vec<(char, char)> {
    let head = clauses_in(pair, work).first().copied();
    let clauses = [head.filter(|h| *h != clause), Some(clause)];
    let mut pairs: Vec<(char, char)> = clauses
        .into_iter()
        .flatten()
        .filter_map(|i| pair.earlier.clauses.get(i))
        .flat_map(|c| c.pairs.iter().copied())
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The verdict of a promise from those of its parts: kept when every part is,
/// missed when every part is, without data when of none anything is known, not
/// due when all are; anything else was kept in part.
pub(super) fn combine(row: &mut Row) {
    let count = |verdict| row.parts.iter().filter(|p| p.verdict == verdict).count();
    let all = row.parts.len();
    let (met, missed, partly) = (count(Verdict::Met), count(Verdict::Missed), count(Verdict::Partly));
    let (silent, later) = (count(Verdict::NoData), count(Verdict::NotDue));
    let known = met + missed + partly;
    row.counterpart = row.parts.iter().find_map(|p| p.found.clone());
    row.verdict = match () {
        () if all == 0 || known == 0 && silent > 0 => Verdict::NoData,
        () if known == 0 => Verdict::NotDue,
        () if met + later == all => Verdict::Met,
        () if missed == known => {
            if silent == 0 {
                Verdict::Missed
            } else {
                Verdict::Partly
            }
        }
        () => Verdict::Partly,
    };
    if silent > 0 && known > 0 {
        row.notes.push(Note::new(NoteCode::PartsWithoutData, format!("{silent}/{all}")));
    }
    match row.parts.as_slice() {
        [] => {}
        [only] => row.rule = only.rule.clone(),
        _ if known == 0 => row.rule = target::no_data(),
        _ => {
            row.rule = Rule::new(
                "parts",
                format!("{all}项内容：兑现{met}，部分{partly}，未兑现{missed}，无数据{silent}"),
                format!("{all} parts: {met} met, {partly} partly, {missed} missed, {silent} without data"),
            );
        }
    }
}
