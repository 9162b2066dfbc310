//! From a start and a limit to the last moment allowed.
//!
//! The day of the start does not count (当日不计,从次日起算), and the last day lasts
//! until midnight. “1 month” is the same day of the next month, or that month's
//! last day where it has no such day. Limits in days are calendar days; limits in
//! working days skip weekends and holidays and count make-up workdays (调休).
//!
//! A pause is added back in the unit of the limit: hours exactly, otherwise whole
//! days. The day on which it begins is paused, the day on which it ends is not, so
//! that a pause from Friday to Monday adds three calendar days but one working
//! day, and a pause over a weekend adds no working day at all. The day of the start
//! does not count and therefore cannot be paused: else what comes later could be due
//! earlier. While a pause lasts nobody knows its length, and the due time is that of
//! its beginning.
//!
//! There is one algorithm. [`due`] runs it without taking notes, [`explain`] with.

mod compute;
mod render;
mod step;

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::clock::{Extension, Pause, Trigger};

pub use compute::{due, explain};
pub use render::Language;
pub use step::{Added, Calculation, Code, Step};

/// How long something may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// Until midnight of the day it starts (当天).
    SameDay,
    /// Calendar days.
    Days(u32),
    /// Working days.
    Workdays(u32),
    /// Calendar months.
    Months(u32),
    /// Hours of the clock, nights and holidays included.
    Hours(u32),
    /// A day of the plan's year, whenever it starts.
    MonthDay(MonthDay),
    /// The last day of the quarter in which it starts.
    QuarterEnd,
}

impl Limit {
    /// Whether it counts working days, so that holidays move it.
    pub fn counts_workdays(self) -> bool {
        matches!(self, Self::Workdays(_))
    }
}

/// A day of any year; 29 February is 28 where there is no such day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    month: i8,
    day: i8,
}

impl MonthDay {
    /// The day in a leap year, if there is one.
    pub fn new(month: i8, day: i8) -> Option<Self> {
        Date::new(2024, month, day).is_ok().then_some(Self { month, day })
    }

    /// The day in `year`.
    pub fn of(self, year: i16) -> Date {
        clamped(year, self.month, self.day)
    }
}

/// The day of a month, or the month's last where it has no such day.
pub(crate) fn clamped(year: i16, month: i8, day: i8) -> Date {
    let first = Date::new(year, month, 1).unwrap_or(Date::MAX);
    Date::new(year, month, day).unwrap_or_else(|_| first.last_of_month())
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

/// A text is not a day of a year.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a day of a year, such as \"12-31\"")]
pub struct MonthDayError(String);

impl FromStr for MonthDay {
    type Err = MonthDayError;

    fn from_str(text: &str) -> Result<Self, MonthDayError> {
        let parts = text.split_once('-');
        let numbers = parts.and_then(|(month, day)| Some((month.parse().ok()?, day.parse().ok()?)));
        numbers.and_then(|(month, day)| Self::new(month, day)).ok_or_else(|| MonthDayError(text.to_owned()))
    }
}

impl Serialize for MonthDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MonthDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What happens to a last day on which nobody works.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Roll {
    /// It stays: the limits of 13710 are calendar days.
    #[default]
    None,
    /// The next working day takes its place, as in 民法典第二百零三条.
    NextWorkday,
}

/// A last day that was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stated {
    /// In the item: it takes the place of a limit.
    InItem(Date),
    /// As a node of a plan.
    OfNode(Date),
}

/// What a due time depends on.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'t> {
    /// What started it.
    pub trigger: Trigger,
    /// When.
    pub started_at: Timestamp,
    /// How long it may take.
    pub limit: Limit,
    /// What comes at this time of day or later counts as of the next day, and for
    /// limits in working days of the next working day; so does then what comes on a
    /// day off.
    pub cutoff: Option<Time>,
    /// What happens to a last day on which nobody works.
    pub roll: Roll,
    /// The plan's year.
    pub year: i16,
    /// A last day that takes the place of the limit.
    pub stated: Option<Stated>,
    /// The pauses that count, in order of time.
    pub pauses: &'t [Pause],
    /// All extensions of the item, in order of time; those of `clock` count.
    pub extensions: &'t [Extension],
    /// The clock's name.
    pub clock: &'t str,
    /// When it stopped: later pauses and extensions do not count.
    pub stopped_at: Option<Timestamp>,
    /// The due time it had when it stopped.
    pub frozen: Option<DateTime>,
}

impl Terms<'static> {
    /// A limit from a start and nothing else.
    pub fn plain(trigger: Trigger, started_at: Timestamp, limit: Limit, year: i16) -> Self {
        Self {
            trigger,
            started_at,
            limit,
            cutoff: None,
            roll: Roll::None,
            year,
            stated: None,
            pauses: &[],
            extensions: &[],
            clock: "",
            stopped_at: None,
            frozen: None,
        }
    }
}

/// A due time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The last moment allowed, without extensions.
    pub original: DateTime,
    /// The last moment allowed.
    pub at: DateTime,
    /// Whether a pause lasts that began before it.
    pub paused: bool,
    /// Whether a notice of holidays that is not known yet may move it.
    pub provisional: bool,
}

/// The last moment of a day: events count milliseconds.
pub fn day_end(date: Date) -> DateTime {
    date.at(23, 59, 59, 999_000_000)
}
