//! Projects: by the beginning of the name, then by its wording; amounts of the
//! year against what was invested.

use luoshi_extract::document::{AmountKind, Comparator, Measure, Project};
use luoshi_extract::indicator::Better;
use luoshi_extract::scale;

use super::amount::{self, Wanted};
use super::model::{Figure, Kind, Note, NoteCode, Part, Promise, Row, Verdict};
use super::name::Name;
use super::prepared::Pair;
use super::target;
use super::wording;
use super::work::{self, Work};

/// A row for each named project of the plan.
pub(super) fn rows(pair: &Pair<'_>, targets: &[Row]) -> Vec<Row> {
    let planned: Vec<&Project> = pair.earlier.document.projects.iter().filter(|p| is_planned(pair, p)).collect();
    let mut out: Vec<Row> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for (index, project) in planned.iter().enumerate() {
        let name = plain(&project.name);
        if seen.contains(&name) || name.chars().count() < 4 || is_quantity(&project.name) {
            continue;
        }
        let same: Vec<&Project> = planned.iter().copied().filter(|p| plain(&p.name) == name).collect();
        let next = planned.get(index + 1..).unwrap_or_default().iter().find(|p| plain(&p.name) != name);
        out.push(row(pair, &same, next.copied(), &name, targets));
        seen.push(name);
    }
    out
}

/// Whether a name is a quantity of something (供热管网32公里): that is a task.
pub(super) fn is_quantity(name: &str) -> bool {
    let unit = name.trim_start_matches(|c: char| !c.is_ascii_digit());
    let unit = unit.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    !unit.is_empty() && scale::of_unit(unit).is_some()
}

fn is_planned(pair: &Pair<'_>, project: &Project) -> bool {
    pair.earlier.clause_at(pair.earlier.folded(project.span).0).is_some()
}

/// A project's name without what reports leave out on repeating it: counts,
/// 县 and 市 in front, times and quotation marks behind.
pub(super) fn plain(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    let counted = name.trim_start_matches(|c: char| c.is_ascii_digit());
    let name = if counted.len() < name.len() { counted.trim_start_matches(['个', '项']) } else { &name };
    let name = name.trim_start_matches(['县', '市', '区', '省']);
    let end = name.find(['“', '(']).filter(|at| *at > 6).unwrap_or(name.len());
    let name = name.get(..end).unwrap_or(name);
    let untimed = name.trim_end_matches("月份").trim_end_matches(|c: char| c.is_ascii_digit());
    untimed.to_owned()
}

fn row(pair: &Pair<'_>, same: &[&Project], next: Option<&Project>, name: &str, targets: &[Row]) -> Row {
    let first = same[0];
    let (start, end) = range(pair, first, next);
    let span = pair.earlier.text.span(start, end);
    let mut row = Row {
        key: format!("project@{}-{}", first.span.start, first.span.end),
        promise: Promise {
            kind: Kind::Project,
            passage: pair.earlier.passage(span),
            indicator: None,
            name: Some(first.name.clone()),
            figure: Some(figure(first)),
        },
        counterpart: None,
        verdict: Verdict::NoData,
        rule: target::no_data(),
        parts: Vec::new(),
        notes: Vec::new(),
        decision: None,
    };
    if let Some(year) = pair.five_years_at(first.span) {
        row.verdict = Verdict::NotDue;
        row.rule = target::not_due(year);
        return row;
    }
    invested(pair, same, name, &mut row);
    // The year's amount was compared already.
    let mut names = vec![first.name.clone()];
    if !row.parts.is_empty() {
        names.extend(same.iter().map(|p| format!("{}{}", p.amount, p.unit)));
    }
    let inside = inside(targets, span.start, span.end);
    work::settle(pair, &Work { start, end, name: Name::new(pair, name), names, targets: inside }, &mut row);
    row
}

/// Rows of targets that end inside a range of bytes.
pub(super) fn inside(targets: &[Row], start: u32, end: u32) -> Vec<&Row> {
    targets.iter().filter(|t| t.promise.passage.end > start && t.promise.passage.end <= end).collect()
}

/// From the project's first words to the end of its stretch, or to the next
/// project.
fn range(pair: &Pair<'_>, project: &Project, next: Option<&Project>) -> (usize, usize) {
    let (start, own_end) = pair.earlier.folded(project.span);
    let (_, end) = wording::segment_at(&pair.earlier.text, start);
    let next = next.map_or(usize::MAX, |n| pair.earlier.folded(n.span).0);
    let end = if next > own_end { end.min(next) } else { end };
    let kept = pair.earlier.text.slice(start, end.max(own_end)).trim_end_matches([',', '、', ' ']);
    (start, start + kept.len())
}

fn figure(project: &Project) -> Figure {
    Figure { value: project.amount, value2: None, unit: Some(project.unit.clone()) }
}

/// The amount promised for the year against the amount invested.
fn invested(pair: &Pair<'_>, same: &[&Project], name: &str, row: &mut Row) {
    let Some(annual) = same.iter().find(|p| p.kind == AmountKind::Annual) else {
        return;
    };
    let results = pair.later.document.projects.iter().filter(|p| p.kind == AmountKind::Completed);
    let Some(result) = results.filter(|p| is_same(&plain(&p.name), name)).find(|p| is_reviewed(pair, p)) else {
        return;
    };
    if result.name != annual.name && plain(&result.name) != name {
        row.notes.push(Note::new(NoteCode::OtherName, format!("{} → {}", annual.name, result.name)));
    }
    let wanted = Wanted {
        figure: figure(annual),
        comparator: Comparator::Eq,
        measure: Measure::Level,
        better: Better::Up,
        ceiling: false,
        both_sides: false,
    };
    let found = figure(result);
    let Some(judgement) = amount::judge(&wanted, &found, pair.settings) else {
        return;
    };
    let (verdict, rule) = if judgement.met {
        (Verdict::Met, judgement.rule)
    } else {
        target::partly(pair, &wanted, &found, &judgement.rule)
    };
    let wanted = annual.span.of(pair.earlier.source).to_owned();
    row.parts.push(Part { wanted, found: Some(pair.later.passage(result.span)), likeness: None, verdict, rule });
}

/// Whether two plain names are of one project: the same, or one holds the other.
fn is_same(a: &str, b: &str) -> bool {
    a == b || a.chars().count() >= 6 && b.contains(a) || b.chars().count() >= 6 && a.contains(b)
}

fn is_reviewed(pair: &Pair<'_>, project: &Project) -> bool {
    pair.later.clause_at(pair.later.folded(project.span).0).is_some()
}
