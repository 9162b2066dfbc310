//! Of which items and which days a rate speaks.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The items and the days of a rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Cohort {
    /// First day of what happened; none for a state on `to`.
    pub from: Option<Date>,
    /// Last day.
    pub to: Date,
    /// Which items, in the words of the office: 前四期签约项目. None for all.
    pub of: Option<String>,
}

impl Cohort {
    /// All items, with what happened within the days and the state at their end.
    pub fn within(from: Date, to: Date) -> Self {
        Self { from: Some(from), to, of: None }
    }

    /// In Chinese: 截至2025-10-31.
    pub fn zh(&self) -> String {
        let of = self.of.as_ref().map(|of| format!("({of})")).unwrap_or_default();
        match self.from {
            Some(from) => format!("{from}至{}{of}", self.to),
            None => format!("截至{}{of}", self.to),
        }
    }

    /// In English: as of 2025-10-31.
    pub fn en(&self) -> String {
        let of = self.of.as_ref().map(|of| format!(" ({of})")).unwrap_or_default();
        match self.from {
            Some(from) => format!("{from} to {}{of}", self.to),
            None => format!("as of {}{of}", self.to),
        }
    }
}
