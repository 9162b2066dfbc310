//! What no regime can be.

use std::collections::BTreeSet;
use std::fmt::Display;

use super::ladder::NODES;
use super::{ClockRule, Quiet, Regime, RegimeError, Rung, Warn, WarnRule, When};
use crate::limit::{Limit, Roll};

/// The longest limits that are believed: ten years, in each unit.
const MAX_DAYS: u32 = 3660;
const MAX_MONTHS: u32 = 120;
const MAX_HOURS: u32 = 24 * 366;

/// Kinds of items that conditions may name.
const KINDS: [&str; 9] =
    ["task", "target", "project", "pledge", "directive", "demand", "suggestion", "proposal", "finding"];

/// A place in a regime, to complain about.
struct Place<'r> {
    regime: &'r Regime,
    name: String,
}

type Checked = Result<(), RegimeError>;

impl Place<'_> {
    fn refuse(&self, field: &'static str, value: impl Display, problem: impl Into<String>) -> Checked {
        Err(RegimeError::Value {
            regime: self.regime.name.clone(),
            place: self.name.clone(),
            field,
            value: value.to_string(),
            problem: problem.into(),
        })
    }
}

pub(super) fn check(regime: &Regime) -> Checked {
    let place = |name: String| Place { regime, name };
    let whole = place("the whole".to_owned());
    require_text(&whole, "name", &regime.name)?;
    require_text(&whole, "title", &regime.title)?;
    if regime.clocks.is_empty() {
        return whole.refuse("clock", "[]", "is empty: a regime needs a clock");
    }
    require_distinct(&whole, "clock", regime.clocks.iter().map(|c| c.name.as_str()))?;
    require_distinct(&whole, "rung", regime.rungs.iter().map(|r| r.name.as_str()))?;
    require_distinct(&whole, "report", regime.reports.iter().map(|r| r.name.as_str()))?;
    require_distinct(&whole, "label", regime.labels.iter().map(|l| l.code.as_str()))?;
    require_distinct(&whole, "class", regime.classes.iter().map(|c| c.code.as_str()))?;
    require_distinct(&whole, "urgency", regime.urgencies.iter().map(|c| c.code.as_str()))?;
    if !regime.clocks.iter().any(|clock| clock.settles) {
        return whole.refuse("settles", false, "for every clock: one must settle the item");
    }
    check_warn(&place("warn".to_owned()), &regime.warn, None)?;
    for clock in &regime.clocks {
        check_clock(&place(format!("clock \"{}\"", clock.name)), clock)?;
    }
    if let Some(Quiet { from, to, .. }) = regime.quiet
        && from <= to
    {
        return place("quiet".to_owned()).refuse("from", from, format!("is not after {to}, at which quiet ends"));
    }
    for report in &regime.reports {
        let place = place(format!("report \"{}\"", report.name));
        require_text(&place, "source", &report.source)?;
        check_when(&place, &report.when)?;
        if let Some(day) = report.day.filter(|day| !(1..=31).contains(day)) {
            return place.refuse("day", day, "is not a day of a month");
        }
    }
    if let Some(nodes) = &regime.nodes {
        let place = place("nodes".to_owned());
        require_text(&place, "source", &nodes.source)?;
        require_distinct(&place, "standard", nodes.standard.iter().map(|node| node.title.as_str()))?;
        for node in &nodes.standard {
            require_text(&place, "title", &node.title)?;
            require_text(&place, "source", &node.source)?;
            check_when(&place, &node.when)?;
        }
        nodes.warn.as_ref().map_or(Ok(()), |warn| check_warn(&place, warn, None))?;
    }
    check_rungs(regime)?;
    check_terms(regime)
}

fn check_clock(place: &Place, clock: &ClockRule) -> Checked {
    require_text(place, "title", &clock.title)?;
    let is_code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !clock.name.chars().all(is_code) || clock.name.is_empty() {
        return place.refuse("name", quoted(&clock.name), "is not kebab-case");
    }
    if clock.name == NODES || clock.name.starts_with("node-") {
        return place.refuse("name", quoted(&clock.name), "is kept for the nodes of plans");
    }
    if clock.stop.is_empty() {
        return place.refuse("stop", "[]", "is empty: the clock would never stop");
    }
    if clock.stop.contains(&clock.start) {
        return place.refuse("stop", clock.start.en(), "is what starts the clock");
    }
    if clock.limits.is_empty() {
        return place.refuse("limit", "[]", "is empty: a clock needs a limit");
    }
    check_when(place, &clock.when)?;
    for rule in &clock.limits {
        check_limit(place, "limit", rule.is)?;
        check_when(place, &rule.when)?;
        require_text(place, "source", &rule.source)?;
        let hours = matches!(rule.is, Limit::Hours(_));
        if let (true, Some(cutoff)) = (hours, clock.cutoff) {
            return place.refuse("cutoff", cutoff, "has no meaning for a limit in hours");
        }
        if hours && clock.roll != Roll::None {
            return place.refuse("roll", "next-workday", "has no meaning for a limit in hours");
        }
        if let Some(warn) = &clock.warn {
            check_warn(place, warn, Some(rule.is))?;
        }
    }
    let shadowed = clock.limits.iter().rev().skip(1).any(|rule| rule.when.is_any());
    if shadowed {
        return place.refuse("when", "{}", "holds for every item, so that the limits after it never apply");
    }
    Ok(())
}

fn check_limit(place: &Place, field: &'static str, limit: Limit) -> Checked {
    let (count, max) = match limit {
        Limit::Days(count) | Limit::Workdays(count) => (count, MAX_DAYS),
        Limit::Months(count) => (count, MAX_MONTHS),
        Limit::Hours(count) => (count, MAX_HOURS),
        Limit::SameDay | Limit::MonthDay(_) | Limit::QuarterEnd => return Ok(()),
    };
    let words = limit.render(crate::limit::Language::En);
    if count == 0 {
        return place.refuse(field, words, "is no time; write \"same-day\" for the day itself");
    }
    if count > max {
        return place.refuse(field, words, "is more than ten years, or a year of hours");
    }
    Ok(())
}

/// A warning within the limit, as far as both count the same.
fn check_warn(place: &Place, warn: &Warn, limit: Option<Limit>) -> Checked {
    require_text(place, "source", &warn.source)?;
    match warn.at {
        WarnRule::Left { percent, .. } if percent > 100 => {
            place.refuse("warn", format!("{percent} %"), "is more than the whole span")
        }
        WarnRule::Days(days) if limit.is_some_and(|l| span(l).is_some_and(|span| days > span)) => {
            place.refuse("warn", format!("{days} days"), "is more than the limit")
        }
        WarnRule::Workdays(days) if matches!(limit, Some(Limit::Workdays(span)) if days > span) => {
            place.refuse("warn", format!("{days} working days"), "is more than the limit")
        }
        WarnRule::Left { min_days, .. } if limit.is_some_and(|l| span(l).is_some_and(|span| min_days > span)) => {
            place.refuse("warn", format!("{min_days} days"), "is more than the limit")
        }
        _ => Ok(()),
    }
}

/// The days of a limit, as far as they are known without a start.
fn span(limit: Limit) -> Option<u32> {
    match limit {
        Limit::Days(days) => Some(days),
        Limit::Months(months) => Some(months * 31),
        Limit::Hours(hours) => Some(hours.div_ceil(24)),
        _ => None,
    }
}

fn check_rungs(regime: &Regime) -> Checked {
    let place = |rung: &Rung| Place { regime, name: format!("rung \"{}\"", rung.name) };
    for rung in &regime.rungs {
        require_text(&place(rung), "title", &rung.title)?;
        require_text(&place(rung), "source", &rung.source)?;
        if rung.audience.is_empty() {
            return place(rung).refuse("audience", "[]", "is empty: nobody would be told");
        }
        let is_known = |name: &str| regime.find_clock(name).is_some() || (name == NODES && regime.nodes.is_some());
        let unknown = rung.clocks.iter().find(|name| !is_known(name));
        if let Some(name) = unknown {
            return place(rung).refuse("clocks", quoted(name), "is not a clock of this regime");
        }
    }
    for [lower, upper] in regime.rungs.array_windows() {
        if lower.offset.hours() > upper.offset.hours() {
            let problem = format!("comes before the rung \"{}\" below it", lower.name);
            return place(upper).refuse("offset", upper.offset, problem);
        }
    }
    Ok(())
}

fn check_terms(regime: &Regime) -> Checked {
    let place = |name: &str| Place { regime, name: name.to_owned() };
    let extension = place("extension");
    require_text(&extension, "source", &regime.extension.source)?;
    for (field, limit) in [("by", regime.extension.by), ("within", regime.extension.within)] {
        limit.map_or(Ok(()), |limit| check_limit(&extension, field, limit))?;
    }
    if let Some(rule) = &regime.return_rule {
        check_limit(&place("return"), "within", rule.within)?;
        require_text(&place("return"), "source", &rule.source)?;
    }
    let closing = place("closing");
    require_text(&closing, "source", &regime.closing.source)?;
    require_distinct(&closing, "grades", regime.closing.grades.iter().map(String::as_str))?;
    require_distinct(&closing, "evidence-kinds", regime.closing.evidence_kinds.iter().map(String::as_str))
}

fn check_when(place: &Place, when: &When) -> Checked {
    let regime = place.regime;
    let known = |code: &String, list: &[super::Choice]| list.iter().any(|choice| choice.code == *code);
    if let Some(kind) = when.kind.iter().find(|kind| !KINDS.contains(&kind.as_str())) {
        return place.refuse("kind", quoted(kind), "is not a kind of item");
    }
    if let Some(class) = when.class.iter().find(|class| !known(class, &regime.classes)) {
        return place.refuse("class", quoted(class), "is not a class of this regime");
    }
    match when.urgency.iter().find(|urgency| !known(urgency, &regime.urgencies)) {
        Some(urgency) => place.refuse("urgency", quoted(urgency), "is not an urgency of this regime"),
        None => Ok(()),
    }
}

fn require_text(place: &Place, field: &'static str, text: &str) -> Checked {
    if text.trim().is_empty() { place.refuse(field, quoted(text), "is empty") } else { Ok(()) }
}

fn require_distinct<'r>(place: &Place, field: &'static str, names: impl Iterator<Item = &'r str>) -> Checked {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return place.refuse(field, quoted(name), "stands twice");
        }
    }
    Ok(())
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}
