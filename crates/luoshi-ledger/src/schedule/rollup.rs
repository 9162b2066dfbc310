//! The progress of a parent from that of its children.
//!
//! A parent is shown only when every child has a share. One child without a figure,
//! or not yet begun, withholds it, and the parent says which: a mean over the
//! children that happen to report would reward silence.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::progress::{Basis, Measured, NoData, Progress};

/// A child with its weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// The child's id, as it is shown when it is missing.
    pub id: String,
    /// Its weight. Every weight means what it says: shares are multiplied by it and
    /// divided by the sum. 1 for all is the plain mean, and so is 2 for all.
    pub weight: Decimal,
    /// Its progress.
    pub progress: Progress,
}

impl Child {
    /// A child of weight 1.
    pub fn equal(id: impl Into<String>, progress: Progress) -> Self {
        Self { id: id.into(), weight: Decimal::ONE, progress }
    }
}

/// A child without a share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Missing {
    /// The child's id.
    pub id: String,
    /// Its own reason; none when it is not yet due.
    pub reason: Option<NoData>,
}

/// A parent's progress and how it came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RollUp {
    /// The parent's progress.
    pub progress: Progress,
    /// What each child adds, in the children's order.
    pub parts: Vec<Part>,
}

/// What a child adds to its parent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Part {
    /// The child's id.
    pub id: String,
    /// Its weight as given.
    pub weight: Decimal,
    /// Its share between 0 and 1, as it counts here; overshoot of one child does not
    /// make up for another.
    pub share: Option<Decimal>,
}

/// Rolls children up. A child of weight 0 is shown and neither counts nor withholds.
pub fn roll_up(children: &[Child]) -> RollUp {
    let parts = children
        .iter()
        .map(|child| Part { id: child.id.clone(), weight: child.weight, share: child.progress.capped_share() })
        .collect();
    RollUp { progress: mean(children), parts }
}

fn mean(children: &[Child]) -> Progress {
    if children.iter().any(|child| child.weight < Decimal::ZERO) {
        return Progress::none(NoData::NoWeights);
    }
    let counted: Vec<&Child> = children.iter().filter(|child| !child.weight.is_zero()).collect();
    if counted.is_empty() {
        return Progress::none(NoData::NoWeights);
    }
    if counted.iter().all(|child| child.progress == Progress::NotYetDue) {
        return Progress::NotYetDue;
    }
    let missing: Vec<Missing> = counted.iter().filter_map(|child| find_missing(child)).collect();
    if !missing.is_empty() {
        return Progress::none(NoData::ChildrenMissing { missing });
    }
    let Some(share) = weighted(&counted) else {
        return Progress::none(NoData::OutOfRange);
    };
    let met = counted.iter().filter_map(|child| child.progress.measured()).all(|measured| measured.met);
    let measured = Measured { share, met, basis: Basis::Children, figure: None, restated_from: None };
    if share.is_zero() { Progress::NoProgress(measured) } else { Progress::Value(measured) }
}

fn find_missing(child: &Child) -> Option<Missing> {
    let reason = match &child.progress {
        Progress::Value(_) | Progress::NoProgress(_) => return None,
        Progress::NotYetDue => None,
        Progress::NoData { reason } => Some(reason.clone()),
    };
    Some(Missing { id: child.id.clone(), reason })
}

fn weighted(children: &[&Child]) -> Option<Decimal> {
    let mut sum = Decimal::ZERO;
    let mut weights = Decimal::ZERO;
    for child in children {
        let share = child.progress.capped_share()?;
        sum = sum.checked_add(share.checked_mul(child.weight)?)?;
        weights = weights.checked_add(child.weight)?;
    }
    sum.checked_div(weights)
}
