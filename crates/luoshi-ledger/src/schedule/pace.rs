//! What the schedule asks by a day (序时进度), and whether a metric keeps it.
//!
//! By elapsed time: on 30 June of a promise for the year, 181 of 365 days are over
//! and 49.59 % are asked. By nodes: “一季度开工,二季度完成30%” asks nothing of the
//! share before the second quarter ends, then 30 % until the next node.

use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::metric::{Period, Settings};
use super::progress::{Basis, Measured, NoData, Progress};

/// How the way is spread over the period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", content = "nodes", rename_all = "kebab-case")]
pub enum Plan {
    /// Evenly over the days.
    Elapsed,
    /// In steps; nothing is interpolated between them.
    Nodes(Vec<Node>),
}

/// A node of a plan (形象进度 of a quarter).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Node {
    /// The last day allowed.
    pub on: Date,
    /// What must be reached by then.
    pub required: Required,
}

/// What a node asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Required {
    /// A part of the way, between 0 and 1.
    Share(Decimal),
    /// Something that a person finds done: 主体封顶.
    Text {
        /// In words.
        text: String,
        /// The day on which it was done.
        done_on: Option<Date>,
    },
}

/// Why a plan is ill-formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// There are no nodes.
    #[error("the plan has no nodes")]
    Empty,
    /// A node is not after the one before it.
    #[error("node {0} is not after the one before it")]
    Unordered(Date),
    /// A node lies outside the period.
    #[error("node {0} is outside the period")]
    OutsidePeriod(Date),
    /// A share is not between 0 and 1, or below that of an earlier node.
    #[error("the share of node {0} is not between that of the node before it and 100 %")]
    Share(Date),
}

impl Plan {
    /// Checks what must hold before a plan is stored.
    pub fn check(&self, period: Period) -> Result<(), PlanError> {
        let Self::Nodes(nodes) = self else { return Ok(()) };
        if nodes.is_empty() {
            return Err(PlanError::Empty);
        }
        let mut before = None;
        let mut reached = Decimal::ZERO;
        for node in nodes {
            if before.is_some_and(|before| node.on <= before) {
                return Err(PlanError::Unordered(node.on));
            }
            if !period.contains(node.on) {
                return Err(PlanError::OutsidePeriod(node.on));
            }
            if let Required::Share(share) = node.required {
                if share < reached || share > Decimal::ONE {
                    return Err(PlanError::Share(node.on));
                }
                reached = share;
            }
            before = Some(node.on);
        }
        Ok(())
    }
}

/// Whether the schedule is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "kebab-case")]
pub enum Standing {
    /// Compared.
    Judged(Judgement),
    /// Nothing to compare, and why. This is not “behind”.
    NoData {
        /// Why.
        reason: NoData,
    },
    /// Nothing is asked yet.
    NotYetDue,
}

/// The outcome of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Judgement {
    /// Ahead, on, behind.
    pub pace: Pace,
    /// Share asked by `on`; none for a line that is held and for nodes in words.
    pub expected: Option<Decimal>,
    /// Covered minus expected, in percentage points with two decimals.
    pub gap_points: Option<Decimal>,
    /// The day for which both are compared: that of the figure.
    pub on: Date,
}

/// Ahead of the schedule, on it, or behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pace {
    /// By more than the tolerance, or a node early.
    Ahead,
    /// Within the tolerance, or between two nodes.
    On,
    /// By more than the tolerance, or a node in words is overdue.
    Behind,
}

/// The share that the plan asks by the end of a day, between 0 and 1; none for a
/// plan in words only. Days count whole: on the last day all is asked.
pub fn expected(plan: &Plan, period: Period, day: Date) -> Option<Decimal> {
    match plan {
        Plan::Elapsed => {
            let whole = days(period.from, period.to) + 1;
            let over = (days(period.from, day) + 1).clamp(0, whole);
            Decimal::from(over).checked_div(Decimal::from(whole))
        }
        Plan::Nodes(nodes) => {
            let mut shares = list_shares(nodes).peekable();
            shares.peek()?;
            Some(shares.take_while(|(on, _)| *on <= day).last().map_or(Decimal::ZERO, |(_, share)| share))
        }
    }
}

/// Compares progress with the plan.
///
/// A figure is compared with what was asked on the figure's own day, so that the
/// time it takes to report makes nobody late; a figure older than the settings
/// allow says nothing any more. Who has met the target is not behind. Nodes in
/// words are judged on `today`: one that is overdue and not done is behind,
/// whatever the figures.
pub fn standing(progress: &Progress, plan: &Plan, period: Period, settings: &Settings, today: Date) -> Standing {
    if today < period.from {
        return Standing::NotYetDue;
    }
    let in_words = judge_words(plan, today);
    if in_words == Some(Pace::Behind) {
        return judged_in_words(Pace::Behind, today);
    }
    let measured = match progress {
        Progress::Value(measured) | Progress::NoProgress(measured) => measured,
        Progress::NoData { reason } => {
            return in_words
                .map_or_else(|| Standing::NoData { reason: reason.clone() }, |pace| judged_in_words(pace, today));
        }
        Progress::NotYetDue => return in_words.map_or(Standing::NotYetDue, |pace| judged_in_words(pace, today)),
    };
    let last_day = today.min(period.to);
    let on = measured.figure.as_ref().map_or(last_day, |figure| figure.as_of);
    if days(on, last_day) > settings.stale_after_days {
        return Standing::NoData { reason: NoData::Stale { as_of: on } };
    }
    if measured.basis == Basis::Line {
        let pace = if measured.met { Pace::On } else { Pace::Behind };
        return Standing::Judged(Judgement { pace, expected: None, gap_points: None, on });
    }
    match expected(plan, period, on) {
        Some(expected) => judge_share(measured, plan, expected, settings, on),
        None => in_words.map_or(Standing::NotYetDue, |pace| judged_in_words(pace, today)),
    }
}

fn judge_share(measured: &Measured, plan: &Plan, expected: Decimal, settings: &Settings, on: Date) -> Standing {
    let gap = measured.share.checked_sub(expected).and_then(|gap| gap.checked_mul(Decimal::ONE_HUNDRED));
    let Some(gap) = gap else { return Standing::NoData { reason: NoData::OutOfRange } };
    let gap = gap.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    // Between nodes there is room: ahead is who has reached the next one early.
    let next = match plan {
        Plan::Elapsed => None,
        Plan::Nodes(nodes) => list_shares(nodes).find(|(date, _)| *date > on).map(|(_, share)| share),
    };
    let is_ahead = next.map_or(gap > settings.tolerance_points, |next| measured.share >= next && next > expected);
    let is_behind = gap < -settings.tolerance_points && !measured.met;
    let pace = match (is_ahead, is_behind) {
        (true, _) => Pace::Ahead,
        (false, true) => Pace::Behind,
        (false, false) => Pace::On,
    };
    Standing::Judged(Judgement { pace, expected: Some(expected), gap_points: Some(gap), on })
}

/// How the nodes in words stand; none when there are none.
fn judge_words(plan: &Plan, today: Date) -> Option<Pace> {
    let Plan::Nodes(nodes) = plan else { return None };
    let mut pace = None;
    for node in nodes {
        let Required::Text { done_on, .. } = &node.required else { continue };
        let is_done = done_on.is_some_and(|day| day <= today);
        match (node.on < today, is_done) {
            (true, false) => return Some(Pace::Behind),
            (false, true) => pace = Some(Pace::Ahead),
            _ => pace = pace.or(Some(Pace::On)),
        }
    }
    pace
}

fn judged_in_words(pace: Pace, on: Date) -> Standing {
    Standing::Judged(Judgement { pace, expected: None, gap_points: None, on })
}

fn list_shares(nodes: &[Node]) -> impl Iterator<Item = (Date, Decimal)> + '_ {
    nodes.iter().filter_map(|node| match node.required {
        Required::Share(share) => Some((node.on, share)),
        Required::Text { .. } => None,
    })
}

fn days(from: Date, to: Date) -> i32 {
    from.duration_until(to).as_hours().try_into().map_or(i32::MAX, |hours: i32| hours / 24)
}
