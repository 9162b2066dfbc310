//! The ladder of escalation and its quiet hours.

use std::fmt;

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

/// What a rung calls the clocks of nodes.
pub(super) const NODES: &str = "nodes";

/// A rung of the ladder: 提醒, 蓝, 橙, 红督办单, 通报.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rung {
    /// Stable name within the regime: `remind`.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// What people call it in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
    /// When, counted from the due time.
    pub offset: Offset,
    /// Who is told, as codes of roles: `clerk`, `head`, `supervisor`, `leader` …
    pub audience: Vec<String>,
    /// The clocks it is for, `nodes` for those of plans; all if there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clocks: Vec<String>,
    /// Whether the figure was seen in the source, and not inferred.
    pub certain: bool,
    /// Where it comes from.
    pub source: String,
}

impl Rung {
    /// Whether it is for the clock of that name.
    pub fn is_for(&self, clock: &str) -> bool {
        let clock = clock.split_once(super::SUPPORT_MARK).map_or(clock, |(rule, _)| rule);
        let named = |one: &String| one == clock || (one == NODES && clock.starts_with("node-"));
        self.clocks.is_empty() || self.clocks.iter().any(named)
    }
}

/// A distance from the due time; before it if negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Offset {
    /// Calendar days from the last day, at the hour at which quiet ends.
    Days(i32),
    /// Working days from the last day, at the hour at which quiet ends.
    Workdays(i32),
    /// Hours from the due time.
    Hours(i32),
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days(n) => write!(f, "{{ days = {n} }}"),
            Self::Workdays(n) => write!(f, "{{ workdays = {n} }}"),
            Self::Hours(n) => write!(f, "{{ hours = {n} }}"),
        }
    }
}

impl Offset {
    /// Roughly in hours, to compare rungs.
    pub(super) fn hours(self) -> i64 {
        match self {
            Self::Days(n) | Self::Workdays(n) => i64::from(n) * 24,
            Self::Hours(n) => i64::from(n),
        }
    }
}

/// When nobody is reminded: what falls into it before a due time is moved back to
/// its beginning, so that a warning never comes after the event; what falls into it
/// later is moved on to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Quiet {
    /// From this time of day.
    pub from: Time,
    /// Until this time of the next day.
    pub to: Time,
    /// Whether weekends and holidays are quiet as well.
    pub days_off: bool,
}
