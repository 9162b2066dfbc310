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
/// start; any other is moved on. A clock without quiet hours is never moved.
pub fn rungs(clock: &Clock, regime: &Regime, calendar: &Calendar) -> Vec<RungDue> {
    if !clock.is_running() || clock.paused {
        return Vec::new();
    }
    let keeps_quiet = regime.find_clock(&clock.rule).is_none_or(|rule| rule.quiet);
    let hours = Hours { quiet: regime.quiet.filter(|_| keeps_quiet), calendar };
    let rungs = regime.rungs.iter().filter(|rung| rung.is_for(&clock.rule));
    rungs
        .map(|rung| RungDue {
            clock: clock.rule.clone(),
            rung: rung.name.clone(),
            title: rung.title.clone(),
            due: clock.due,
            at: instant(moment(rung, clock, &hours)),
            audience: rung.audience.clone(),
        })
        .collect()
}

fn moment(rung: &Rung, clock: &Clock, hours: &Hours) -> DateTime {
    let (due, start) = (clock.due, wall(clock.started_at));
    let lasts_all_day = due == day_end(due.date());
    let wanted = match rung.offset {
        Offset::Hours(n) => due.saturating_add(SignedDuration::from_hours(i64::from(n))),
        Offset::Days(n) => {
            let date = due.date().saturating_add(Span::new().days(n));
            if lasts_all_day { date.to_datetime(hours.morning()) } else { date.to_datetime(due.time()) }
        }
        Offset::Workdays(n) => {
            let days = n.unsigned_abs();
            let date = due.date();
            let date =
                if n < 0 { hours.calendar.sub_workdays(date, days) } else { hours.calendar.add_workdays(date, days) };
            if lasts_all_day { date.to_datetime(hours.morning()) } else { date.to_datetime(due.time()) }
        }
    };
    if wanted > due {
        return hours.forward(wanted);
    }
    let moved = hours.back(wanted);
    if moved >= start {
        return moved;
    }
    // There was no time left for it: at the start, or when quiet ends if that is
    // still a warning.
    let first = hours.forward(wanted.max(start));
    if first <= due { first } else { start }
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

    /// The last moment up to `at` that is not quiet: on an earlier day, its morning,
    /// when people can still do something about it.
    fn back(&self, at: DateTime) -> DateTime {
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
                return date.to_datetime(quiet.to);
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
            let Ok(after) = date.tomorrow() else { return at };
            date = after;
            if !self.is_quiet_day(quiet, date) {
                return date.to_datetime(quiet.to);
            }
        }
    }
}
