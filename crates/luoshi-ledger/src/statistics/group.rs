//! By what items are counted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::contribution::steps;
use super::outcome::{Batch, Outcome};
use super::steps::Steps;

/// By what items are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupBy {
    /// Lead agency.
    Agency,
    /// Leader in charge. Counted, never ranked.
    Leader,
    /// Kind of item.
    Kind,
    /// Class of item.
    Class,
    /// Section of the report.
    Section,
    /// Division.
    Region,
    /// Month of issue, as `2025-03`.
    Month,
    /// Batch in which a project was signed.
    SigningBatch,
    /// Batch in which it started.
    StartingBatch,
    /// Batch in which it went into production.
    CommissioningBatch,
}

impl GroupBy {
    /// All of them, in order.
    pub const ALL: [Self; 10] = [
        Self::Agency,
        Self::Leader,
        Self::Kind,
        Self::Class,
        Self::Section,
        Self::Region,
        Self::Month,
        Self::SigningBatch,
        Self::StartingBatch,
        Self::CommissioningBatch,
    ];

    /// The group of an item; none when the item has nothing of the sort.
    pub fn key(self, outcome: &Outcome) -> Option<String> {
        let project = outcome.project.as_ref();
        let label = |batch: Option<&Batch>| batch.map(|batch| batch.label.clone());
        match self {
            Self::Agency => outcome.agency.clone(),
            Self::Leader => outcome.leader.clone(),
            Self::Kind => Some(outcome.kind.clone()),
            Self::Class => outcome.class.clone(),
            Self::Section => outcome.section.clone(),
            Self::Region => outcome.region.clone(),
            Self::Month => Some(outcome.issued_on.strftime("%Y-%m").to_string()),
            Self::SigningBatch => label(project.and_then(|project| project.signed.as_ref())),
            Self::StartingBatch => label(project.and_then(|project| project.started.as_ref())),
            Self::CommissioningBatch => label(project.and_then(|project| project.commissioned.as_ref())),
        }
    }
}

/// Steps by group.
pub type Tally = BTreeMap<Option<String>, Steps>;

/// Counts items by group, from the start.
pub fn tally<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>, by: GroupBy) -> Tally {
    let mut tally = Tally::new();
    for outcome in outcomes {
        *tally.entry(by.key(outcome)).or_default() += &steps(outcome);
    }
    tally
}
