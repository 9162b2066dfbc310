//! The office's time: instants, their wall clock in Beijing, and the only place
//! that asks the system what time it is.
//!
//! China has one time zone without summer time (since 1992), so the wall clock
//! is a fixed offset and every conversion has exactly one answer.

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// Beijing time, UTC+8.
const BEIJING: Offset = Offset::constant(8);

/// The wall clock in Beijing at an instant.
pub fn wall(at: Timestamp) -> DateTime {
    BEIJING.to_datetime(at)
}

/// The day in Beijing at an instant.
pub fn day(at: Timestamp) -> Date {
    wall(at).date()
}

/// The instant at which Beijing's wall clock shows `wall`.
///
/// Clamped to the range of [`Timestamp`] at the ends of the calendar.
pub fn instant(wall: DateTime) -> Timestamp {
    let zone = TimeZone::fixed(BEIJING);
    zone.to_timestamp(wall).unwrap_or(if wall.year() < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// Where the time comes from: the system, or a fixed instant for tests, trial
/// calculations and scripts that play through a year.
#[derive(Debug, Clone, Copy)]
pub enum Clock {
    /// The system's clock.
    System,
    /// Always this instant.
    Fixed(Timestamp),
    /// The system's clock moved by a span: a demonstration in the middle of a year.
    Shifted(SignedDuration),
}

impl Clock {
    /// The instant it is now, in whole milliseconds as events store it.
    pub fn now(self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "the one place that may ask for the time")]
        let now = match self {
            Self::System => Timestamp::now(),
            Self::Fixed(at) => at,
            Self::Shifted(by) => Timestamp::now().saturating_add(by).unwrap_or(Timestamp::MAX),
        };
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }
}
