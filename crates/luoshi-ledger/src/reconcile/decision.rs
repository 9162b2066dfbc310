//! What a person makes of the rows: confirmed or corrected, and the counts that
//! follow.

use serde::{Deserialize, Serialize};

use super::model::{Kind, Reconciliation, Verdict};

/// What a person decided about a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Decision {
    /// Key of the row.
    pub row: String,
    /// Confirmed or corrected.
    pub outcome: Outcome,
    /// The verdict that stands.
    pub verdict: Verdict,
    /// Why; a correction must say so.
    pub reason: Option<String>,
    /// Who decided.
    pub by: String,
}

/// Whether a person agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The verdict of the rules stands.
    Confirmed,
    /// Another verdict stands.
    Corrected,
}

/// Why a decision is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecisionError {
    /// No row has this key.
    #[error("no row \"{0}\" in this reconciliation")]
    UnknownRow(String),
    /// A confirmation names another verdict than the rules'.
    #[error("row \"{0}\" is confirmed with another verdict; correct it instead")]
    NotTheVerdict(String),
    /// A correction says what the rules say.
    #[error("row \"{0}\" is corrected to the verdict it has; confirm it instead")]
    NothingCorrected(String),
    /// A correction without a reason.
    #[error("row \"{0}\" is corrected without a reason")]
    NoReason(String),
    /// Nobody decided.
    #[error("row \"{0}\" is decided by nobody")]
    NobodyDecided(String),
}

impl Reconciliation {
    /// Notes a person's decision on its row; a later decision replaces an
    /// earlier one.
    pub fn apply(&mut self, decision: Decision) -> Result<(), DecisionError> {
        let key = decision.row.clone();
        let Some(row) = self.rows.iter_mut().find(|r| r.key == key) else {
            return Err(DecisionError::UnknownRow(key));
        };
        let reasoned = decision.reason.as_ref().is_some_and(|r| !r.trim().is_empty());
        match decision.outcome {
            _ if decision.by.trim().is_empty() => return Err(DecisionError::NobodyDecided(key)),
            Outcome::Confirmed if decision.verdict != row.verdict => return Err(DecisionError::NotTheVerdict(key)),
            Outcome::Corrected if decision.verdict == row.verdict => return Err(DecisionError::NothingCorrected(key)),
            Outcome::Corrected if !reasoned => return Err(DecisionError::NoReason(key)),
            Outcome::Confirmed | Outcome::Corrected => row.decision = Some(decision),
        }
        Ok(())
    }

    /// Counts the rows of a kind, or of all kinds.
    pub fn tally(&self, kind: Option<Kind>) -> Tally {
        let mut tally = Tally::default();
        for row in self.rows.iter().filter(|r| kind.is_none_or(|k| r.promise.kind == k)) {
            tally.promised += 1;
            tally.decided += usize::from(row.decision.is_some());
            *match row.settled() {
                Verdict::Met => &mut tally.met,
                Verdict::Missed => &mut tally.missed,
                Verdict::Partly => &mut tally.partly,
                Verdict::NoData => &mut tally.no_data,
                Verdict::NotDue => &mut tally.not_due,
            } += 1;
        }
        tally
    }
}

/// How many promises came to what.
///
/// The rate of kept promises is `met` out of `known()`: rows without data and
/// rows not yet due are in neither number, and are shown beside the rate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Tally {
    /// All rows.
    pub promised: usize,
    /// Kept; the numerator.
    pub met: usize,
    /// Not kept.
    pub missed: usize,
    /// In part.
    pub partly: usize,
    /// The later report says nothing.
    pub no_data: usize,
    /// For a later year.
    pub not_due: usize,
    /// Rows that a person confirmed or corrected.
    pub decided: usize,
}

impl Tally {
    /// Rows of which the result is known; the denominator.
    pub fn known(&self) -> usize {
        self.met + self.missed + self.partly
    }
}
