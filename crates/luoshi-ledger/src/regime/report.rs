//! Progress reports that come again.

use serde::{Deserialize, Serialize};

use super::When;
use crate::clock::Trigger;

/// A progress report that is due again and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReportRule {
    /// Stable name within the regime: `monthly`.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// What people call it in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
    /// How often.
    pub every: Every,
    /// The day of the month, clamped to the month's last; that of the start if there
    /// is none. For quarters and half-years, of their last month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<i8>,
    /// From what on.
    pub start: Trigger,
    /// Until what, whichever comes first; withdrawing ends them anyway.
    pub stop: Vec<Trigger>,
    /// For which items.
    #[serde(default, skip_serializing_if = "When::is_any")]
    pub when: When,
    /// Whether this was seen in the source, and not inferred.
    pub certain: bool,
    /// Where it comes from.
    pub source: String,
}

/// How often a report is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Every {
    /// Each month.
    Month,
    /// In March, June, September and December.
    Quarter,
    /// In June and December.
    HalfYear,
}

impl Every {
    /// Months from one to the next.
    pub fn months(self) -> i8 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::HalfYear => 6,
        }
    }
}
