//! Progress reports that come again: which are due, done, late and missing.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Timeline, Trigger, find_stop};
use crate::limit::{clamped, day_end};
use crate::regime::{Every, Regime, ReportRule};
use crate::time::{day, instant};

/// Longest run of periods that is looked through: fifty years of months.
const MAX_PERIODS: usize = 600;

/// How a progress report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReportState {
    /// Not due yet and not given: no progress report is asked for so far, which says
    /// nothing about progress.
    NotDue,
    /// Given within its period.
    Done,
    /// Given after its last day. One report brings everything up to date: nobody
    /// has to write one for each month that was missed.
    Late,
    /// Due and not given.
    Missing,
}

/// A progress report for one period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ReportDue {
    /// Name of its rule.
    pub rule: String,
    /// What people call it.
    pub title: String,
    /// Its last day.
    pub due: Date,
    /// When it was given.
    pub reported_at: Option<Timestamp>,
    /// How it stands.
    pub state: ReportState,
}

/// The progress reports that were due until `now` and the next one of each rule, in
/// the order of the regime and of time. None is asked for whose last day lies
/// within a suspension.
pub fn reports(timeline: &Timeline, regime: &Regime, now: Timestamp) -> Vec<ReportDue> {
    let rules = regime.reports.iter().filter(|rule| rule.when.is_met(timeline, regime));
    rules.flat_map(|rule| of_rule(rule, timeline, now)).collect()
}

fn of_rule(rule: &ReportRule, timeline: &Timeline, now: Timestamp) -> Vec<ReportDue> {
    let Some(start) = timeline.find_first(rule.start) else { return Vec::new() };
    let end = find_stop(&rule.stop, (rule.start, start), timeline).map(|(at, _)| at);
    let mut found = Vec::new();
    let mut since = start;
    for due in list_days(rule, day(start)).take(MAX_PERIODS) {
        let last = instant(day_end(due));
        if end.is_some_and(|end| last >= end) {
            break;
        }
        if !is_paused(timeline, last) {
            found.push(report(rule, due, since, timeline, now));
            since = last;
        }
        if last > now {
            break;
        }
    }
    found
}

fn report(rule: &ReportRule, due: Date, since: Timestamp, timeline: &Timeline, now: Timestamp) -> ReportDue {
    let last = instant(day_end(due));
    let given = timeline.marks.iter().filter(|m| m.trigger == Trigger::Progress && m.at > since && m.at <= now);
    let reported_at = given.map(|m| m.at).min();
    let state = match reported_at {
        Some(at) if at <= last => ReportState::Done,
        Some(_) => ReportState::Late,
        None if now <= last => ReportState::NotDue,
        None => ReportState::Missing,
    };
    ReportDue { rule: rule.name.clone(), title: rule.title.clone(), due, reported_at, state }
}

/// The last days of the periods after `start`.
fn list_days(rule: &ReportRule, start: Date) -> impl Iterator<Item = Date> {
    let wanted = rule.day.unwrap_or(start.day());
    let step = rule.every.months();
    // The first month at which a period can end, counted from January of year 0.
    let month = i32::from(start.year()) * 12 + i32::from(start.month()) - 1;
    let first = match rule.every {
        Every::Month => month,
        Every::Quarter | Every::HalfYear => month - month % i32::from(step) + i32::from(step) - 1,
    };
    (0..).map(move |n| first + n * i32::from(step)).filter_map(move |month| {
        let year = i16::try_from(month / 12).ok()?;
        let due = clamped(year, i8::try_from(month % 12).ok()? + 1, wanted);
        (due > start).then_some(due)
    })
}

fn is_paused(timeline: &Timeline, at: Timestamp) -> bool {
    timeline.pauses.iter().any(|pause| pause.from <= at && pause.to.is_none_or(|to| to > at))
}
