//! The steps by which a due time was found.

use jiff::civil::{Date, DateTime, Time};
use serde::Serialize;

use super::Limit;
use crate::calendar::Day;
use crate::clock::Trigger;

/// How a due time was found, step by step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Calculation {
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// What they come to.
    pub due: DateTime,
}

/// What a pause adds, in the unit of the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Added {
    /// Minutes, begun ones not counted; the time itself is added exactly.
    Minutes(i64),
    /// Calendar days.
    Days(u32),
    /// Working days.
    Workdays(u32),
}

/// A code of an item that limits depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// Its class.
    Class,
    /// Its urgency.
    Urgency,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum Step {
    /// It started.
    Started {
        /// By what.
        trigger: Trigger,
        /// When.
        at: DateTime,
    },
    /// It came too late for that day and counts as of another.
    CutOff {
        /// The time of day from which it is too late.
        cutoff: Time,
        /// The day it counts as of.
        counts_as: Date,
    },
    /// The limit is applied.
    Limited {
        /// The limit.
        limit: Limit,
    },
    /// Where the limit stands.
    Based {
        /// Whether the figure was seen there, and not inferred.
        certain: bool,
        /// Where.
        source: String,
    },
    /// A code that decides the limit is not given, so that the regime's first counts.
    Assumed {
        /// Which.
        what: Code,
        /// What people call the first.
        title: String,
        /// The same in English.
        title_en: Option<String>,
    },
    /// A day does not count, with the reason.
    Skipped {
        /// The day.
        day: Day,
    },
    /// A Saturday or Sunday counts, with the notice that says so.
    MakeUp {
        /// The day.
        day: Day,
    },
    /// The month has no such day.
    Clamped {
        /// The day of the month that it should have been.
        wanted: i8,
        /// The month's last day.
        date: Date,
    },
    /// What the limit comes to.
    Reached {
        /// The last moment.
        due: DateTime,
    },
    /// The last day was written down.
    Stated {
        /// The last day.
        due: Date,
        /// The limit that would hold without it; none for the node of a plan.
        instead_of: Option<Limit>,
    },
    /// A pause was added back, or lasts.
    Paused {
        /// Since when.
        from: DateTime,
        /// Until when.
        to: Option<DateTime>,
        /// What it adds; nothing while it lasts.
        added: Option<Added>,
        /// What it comes to.
        due: DateTime,
    },
    /// The last day is off and the next working day takes its place.
    Rolled {
        /// The last day.
        from: Day,
        /// The day in its place.
        to: Date,
    },
    /// A later date was granted.
    Extended {
        /// The new last day.
        due: Date,
        /// The last moment before.
        before: DateTime,
        /// When it was granted.
        granted_at: DateTime,
        /// Why.
        reason: String,
    },
    /// It stopped and keeps the due time it had then.
    Frozen {
        /// What it keeps.
        due: DateTime,
        /// What the calculation would come to today.
        instead_of: DateTime,
    },
    /// A notice of holidays that is not known yet may move it.
    Provisional {
        /// The last day that is known.
        known_through: Date,
    },
}
