//! When the rungs of the ladder are reached, outside quiet hours.

use jiff::civil::{Date, DateTime, Time, time};
use jiff::{SignedDuration, Span, Timestamp};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::clock::Clock;
use crate::limit::day_end;
use crate::regime::{Offset, Quiet, Regime, Rung};
use crate::time::{instant, wall};

/// When people are told about a day if there are no quiet hours.
const MORNING: Time = time(9, 0, 0, 0);

/// A rung of the ladder with the moment at which it is reached. Clock, rung and due
/// time name it for ever: who has told people of it once need not do so again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RungDue {
    /// The clock's rule.
    pub clock: String,
    /// The rung's name.
    pub rung: String,
    /// What people call it.
    pub title: String,
    /// The due time it is about.
    pub due: DateTime,
    /// When it is reached.
    pub at: Timestamp,
    /// Who is told, as codes of roles.
    pub audience: Vec<String>,
}

/// The rungs of a clock that runs; none for one that stopped or stands still.
///
/// A rung before the due time is moved back out of quiet hours, but not before the
/// start; any other is moved on. Rungs that quiet hours would push together come on
/// one day each, because a rung is climbed when nothing came of the one below. A
/// clock without quiet hours is never moved.
pub fn rungs(clock: &Clock, regime: &Regime, calendar: &Calendar) -> Vec<RungDue> {
    if !clock.is_running() || clock.paused {
        return Vec::new();
    }
    let keeps_quiet = regime.find_clock(&clock.rule).is_none_or(|rule| rule.quiet);
    let hours = Hours { quiet: regime.quiet.filter(|_| keeps_quiet), calendar };
    let mut before = DateTime::MIN;
    let mut reached = Vec::with_capacity(regime.rungs.len());
    for rung in regime.rungs.iter().filter(|rung| rung.is_for(&clock.rule)) {
        let mut at = moment(rung, clock, &hours);
        if hours.quiet.is_some() && at > clock.due && at <= before {
            at = hours.forward(next_day(before).to_datetime(hours.morning()));
        }
        before = at;
        reached.push(RungDue {
            clock: clock.rule.clone(),
            rung: rung.name.clone(),
            title: rung.title.clone(),
            due: clock.due,
            at: instant(at),
            audience: rung.audience.clone(),
        });
    }
    reached
}

fn next_day(at: DateTime) -> Date {
    at.date().tomorrow().unwrap_or(Date::MAX)
}

fn moment(rung: &Rung, clock: &Clock, hours: &Hours) -> DateTime {
    let (due, start) = (clock.due, wall(clock.started_at));
    let wanted = wanted(rung.offset, due, hours);
    if wanted >= due {
        return hours.forward(wanted);
    }
    let moved = hours.back(wanted, lasts_all_day(due));
    if moved >= start {
        return moved;
    }
    // There was no time left for it: at the start, or when quiet ends if that is
    // still a warning.
    let first = hours.forward(wanted.max(start));
    if first <= due { first } else { start }
}

/// Whether a due time is the end of a day; else it is a time of day.
fn lasts_all_day(due: DateTime) -> bool {
    due == day_end(due.date())
}

/// The moment at a distance from a due time, whatever the hour.
fn wanted(offset: Offset, due: DateTime, hours: &Hours) -> DateTime {
    let date = match offset {
        Offset::Hours(n) => return due.saturating_add(SignedDuration::from_hours(i64::from(n))),
        Offset::Days(n) => due.date().saturating_add(Span::new().days(n)),
        Offset::Workdays(n) if n < 0 => hours.calendar.sub_workdays(due.date(), n.unsigned_abs()),
        Offset::Workdays(n) => hours.calendar.add_workdays(due.date(), n.unsigned_abs()),
    };
    date.to_datetime(if lasts_all_day(due) { hours.morning() } else { due.time() })
}

/// Quiet hours on a calendar.
struct Hours<'c> {
    quiet: Option<Quiet>,
    calendar: &'c Calendar,
}

impl Hours<'_> {
    fn morning(&self) -> Time {
        self.quiet.map_or(MORNING, |quiet| quiet.to)
    }

    fn is_quiet_day(&self, quiet: Quiet, date: Date) -> bool {
        quiet.days_off && !self.calendar.is_workday(date)
    }

    /// The last moment up to `at` that is not quiet. On an earlier day it is the
    /// evening, or where whole days count the morning, when something can still be
    /// done about it.
    fn back(&self, at: DateTime, whole_days: bool) -> DateTime {
        let Some(quiet) = self.quiet else { return at };
        let mut date = at.date();
        if !self.is_quiet_day(quiet, date) {
            if at.time() > quiet.from {
                return date.to_datetime(quiet.from);
            }
            if at.time() >= quiet.to {
                return at;
            }
        }
        loop {
            let Ok(before) = date.yesterday() else { return at };
            date = before;
            if !self.is_quiet_day(quiet, date) {
                return date.to_datetime(if whole_days { quiet.to } else { quiet.from });
            }
        }
    }

    /// The first moment from `at` on that is not quiet.
    fn forward(&self, at: DateTime) -> DateTime {
        let Some(quiet) = self.quiet else { return at };
        let mut date = at.date();
        if !self.is_quiet_day(quiet, date) {
            if at.time() < quiet.to {
                return date.to_datetime(quiet.to);
            }
            if at.time() <= quiet.from {
                return at;
            }
        }
        loop {
            date = next_day(date.to_datetime(quiet.to));
            if date == Date::MAX {
                return at;
            }
            if !self.is_quiet_day(quiet, date) {
                return date.to_datetime(quiet.to);
            }
        }
    }
}
