//! Pledges and tasks: promises of work that are answered by wording.

use luoshi_extract::document::{Pledge, Task};

use super::model::{Kind, Part, Promise, Row, Rule, Verdict};
use super::prepared::Pair;
use super::project::{self, inside};
use super::target;
use super::work::{self, Work};

/// A row for each of the enumerated 民生实事.
pub(super) fn pledges(pair: &Pair<'_>, targets: &[Row]) -> Vec<Row> {
    let pledges = &pair.earlier.document.pledges;
    let all_done = all_done(pair, pledges.len());
    pledges.iter().map(|pledge| self::pledge(pair, pledge, targets, all_done)).collect()
}

fn pledge(pair: &Pair<'_>, pledge: &Pledge, targets: &[Row], all_done: Option<usize>) -> Row {
    let (start, end) = pair.earlier.folded(pledge.span);
    let mut row = blank(pair, Kind::Pledge, start, end);
    row.promise.name = Some(pledge.number.to_string());
    let targets = inside(targets, pledge.span.start, pledge.span.end);
    work::settle(pair, &Work { start, end, name: None, names: Vec::new(), targets }, &mut row);
    if row.verdict == Verdict::NoData
        && let Some(clause) = all_done
    {
        row.counterpart = pair.later.clause_passage(clause, clause);
        row.verdict = Verdict::Met;
        row.rule =
            Rule::new("all-pledges-done", "报告说明民生实事全部办结", "the report says that all pledges are done");
        row.parts.clear();
    }
    row
}

/// The clause that says that all pledges were settled, when it says so of as
/// many as were promised.
fn all_done(pair: &Pair<'_>, count: usize) -> Option<usize> {
    pair.follows.then_some(())?;
    let numeral = numeral(count)?;
    pair.later.clauses.iter().position(|clause| {
        let words = pair.later.text.slice(clause.start, clause.end);
        let named = words.contains("实事")
            && (words.contains(&format!("{numeral}件")) || words.contains(&format!("{count}件")));
        named && pair.settings.all_done.are_in(words) && pair.settings.shortfall_in(words).is_none()
    })
}

/// A count up to twenty in Chinese numerals.
fn numeral(count: usize) -> Option<String> {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match count {
        1..=9 => Some(DIGITS[count].to_owned()),
        10..=19 => Some(format!("十{}", DIGITS[count - 10])),
        20 => Some("二十".to_owned()),
        _ => None,
    }
}

/// A row for each row of the plan that promises more than the targets, projects
/// and pledges listed already: every promise is counted once.
pub(super) fn tasks(pair: &Pair<'_>, listed: &[Row]) -> Vec<Row> {
    pair.earlier.document.tasks.iter().filter_map(|task| self::task(pair, task, listed)).collect()
}

fn task(pair: &Pair<'_>, task: &Task, listed: &[Row]) -> Option<Row> {
    let (start, end) = pair.earlier.folded(task.span);
    let covers = |row: &Row| {
        let passage = &row.promise.passage;
        let shared = task.span.end.min(passage.end).saturating_sub(task.span.start.max(passage.start));
        // Punctuation and a list's mark may be more on either side.
        shared + 24 >= task.span.len() as u32
    };
    if listed.iter().any(|r| r.promise.kind != Kind::Target && covers(r)) {
        return None;
    }
    // The row that announces the list of pledges holds the first of them.
    if listed.iter().any(|r| r.promise.kind == Kind::Pledge && r.promise.passage.end == task.span.end) {
        return None;
    }
    let targets: Vec<&Row> =
        inside(listed, task.span.start, task.span.end).into_iter().filter(|r| r.promise.kind == Kind::Target).collect();
    let work = Work { start, end, name: None, names: names(pair, task), targets };
    if !work.targets.is_empty() && !work::has_own_parts(pair, &work) {
        return None;
    }
    let mut row = blank(pair, Kind::Task, start, end);
    if let Some(year) = later_year(pair, task).or_else(|| pair.five_years_at(task.span)) {
        row.verdict = Verdict::NotDue;
        row.rule = target::not_due(year);
        return Some(row);
    }
    work::settle(pair, &work, &mut row);
    Some(row)
}

/// The year for which a task is promised, when all its deadlines lie in later
/// years than the one reviewed.
fn later_year(pair: &Pair<'_>, task: &Task) -> Option<i16> {
    let year = pair.year?;
    let deadlines = task.deadlines.iter().filter_map(|d| pair.earlier.document.deadlines.get(*d));
    let first = deadlines.map(|d| d.due.year()).min()?;
    (first > year).then_some(first)
}

/// Names of the projects of a task, in which numbers are no promise.
fn names(pair: &Pair<'_>, task: &Task) -> Vec<String> {
    let projects = task.projects.iter().filter_map(|p| pair.earlier.document.projects.get(*p));
    projects.map(|p| p.name.clone()).filter(|n| !project::is_quantity(n)).collect()
}

fn blank(pair: &Pair<'_>, kind: Kind, start: usize, end: usize) -> Row {
    let span = pair.earlier.text.span(start, end);
    let word = if kind == Kind::Pledge { "pledge" } else { "task" };
    Row {
        key: format!("{word}@{}-{}", span.start, span.end),
        promise: Promise { kind, passage: pair.earlier.passage(span), indicator: None, name: None, figure: None },
        counterpart: None,
        verdict: Verdict::NoData,
        rule: target::no_data(),
        parts: Vec::<Part>::new(),
        notes: Vec::new(),
        decision: None,
    }
}
