//! Lights (灯) and the ladder of escalation: how a clock stands, computed and never
//! set by hand.
//!
//! A light says how a clock stands, not how the work does: an item on which nothing
//! was reported is green until its warning, and progress is another question with
//! its own answers (see [`crate::schedule`]).

mod ladder;

use jiff::Timestamp;
use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::clock::{Clock, Trigger};
use crate::regime::{Regime, WarnRule};
use crate::time::instant;

pub use ladder::{RungDue, rungs};

/// How a clock stands, or an item by all its clocks. The order is that in which one
/// of several speaks for the item: the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Light {
    /// No clock has started.
    NotStarted,
    /// Done in time.
    Done,
    /// Done after the due time.
    DoneLate,
    /// The item was withdrawn.
    Withdrawn,
    /// It runs, with time left.
    Green,
    /// It stands still.
    Paused,
    /// It runs, and the warning has come.
    Yellow,
    /// It runs, and its due time has passed.
    Red,
}

/// The light of a clock at `now`; what stopped it later does not count yet.
pub fn light(clock: &Clock, regime: &Regime, calendar: &Calendar, now: Timestamp) -> Light {
    if now < clock.started_at {
        Light::NotStarted
    } else if clock.stopped_at.is_some_and(|at| at <= now) {
        match clock.stopped_by {
            Some(Trigger::Withdrawn) => Light::Withdrawn,
            _ if clock.is_late() => Light::DoneLate,
            _ => Light::Done,
        }
    } else if clock.paused {
        Light::Paused
    } else if clock.is_overdue(now) {
        Light::Red
    } else if now >= yellow(clock, regime, calendar) {
        Light::Yellow
    } else {
        Light::Green
    }
}

/// The light of an item with these clocks: that of the worst.
pub fn overall(clocks: &[Clock], regime: &Regime, calendar: &Calendar, now: Timestamp) -> Light {
    clocks.iter().map(|clock| light(clock, regime, calendar, now)).max().unwrap_or(Light::NotStarted)
}

/// When the light of a clock turns yellow, at its start at the earliest; none if it
/// stopped or stands still.
pub fn yellow_at(clock: &Clock, regime: &Regime, calendar: &Calendar) -> Option<Timestamp> {
    (clock.is_running() && !clock.paused).then(|| yellow(clock, regime, calendar))
}

fn yellow(clock: &Clock, regime: &Regime, calendar: &Calendar) -> Timestamp {
    let due = instant(clock.due);
    let at = match regime.warn_of(&clock.rule).at {
        WarnRule::Left { percent, min_days } => {
            let span = due.as_millisecond() - clock.started_at.as_millisecond();
            let share = span / 100 * i64::from(percent);
            let left = share.max(i64::from(min_days) * 24 * 3_600_000);
            Timestamp::from_millisecond(due.as_millisecond() - left).unwrap_or(clock.started_at)
        }
        WarnRule::Days(days) => {
            let first = clock.due.date().saturating_sub(jiff::Span::new().days(days));
            instant(first.to_datetime(Time::midnight()))
        }
        WarnRule::Workdays(days) => {
            let first = calendar.sub_workdays(clock.due.date(), days);
            instant(first.to_datetime(Time::midnight()))
        }
    };
    at.max(clock.started_at)
}
