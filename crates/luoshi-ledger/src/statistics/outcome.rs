//! What statistics needs of an item, and nothing else.
//!
//! Days are those of the office's calendar. Whether something was in time is
//! decided by its clock, which knows hours; here a day after the last one is late
//! in any case.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An item as statistics sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Outcome {
    /// Code of the kind: `task`, `demand`.
    pub kind: String,
    /// Code of the class.
    pub class: Option<String>,
    /// The lead agency.
    pub agency: Option<String>,
    /// The leader in charge.
    pub leader: Option<String>,
    /// The section of the report or the theme.
    pub section: Option<String>,
    /// The division.
    pub region: Option<String>,
    /// Whether it repeats another item, to which it is linked.
    pub repeat: bool,
    /// The day of issue.
    pub issued_on: Date,
    /// The last day to settle it, as extended; none while suspended or without limit.
    pub due_on: Option<Date>,
    /// The last day that was first set, before any extension.
    pub original_due_on: Option<Date>,
    /// The day of closing (办结).
    pub closed_on: Option<Date>,
    /// Whether it was closed late by its clock, on the last day after the hour.
    pub closed_late: bool,
    /// The day of clearing (销号).
    pub cleared_on: Option<Date>,
    /// The day on which it was taken back.
    pub withdrawn_on: Option<Date>,
    /// Each feedback that was asked for.
    pub feedbacks: Vec<Timed>,
    /// First contact with the person, where a regime asks for it.
    pub contact: Option<Timed>,
    /// The last call to the person after closing (回访).
    pub callback: Option<Callback>,
    /// For suggestions and proposals: the answer that is due.
    pub answer: Option<Answer>,
    /// For projects.
    pub project: Option<Project>,
}

impl Outcome {
    /// An item of a kind, issued on a day, of which nothing else is known yet.
    pub fn issued(kind: impl Into<String>, issued_on: Date) -> Self {
        Self {
            kind: kind.into(),
            class: None,
            agency: None,
            leader: None,
            section: None,
            region: None,
            repeat: false,
            issued_on,
            due_on: None,
            original_due_on: None,
            closed_on: None,
            closed_late: false,
            cleared_on: None,
            withdrawn_on: None,
            feedbacks: Vec::new(),
            contact: None,
            callback: None,
            answer: None,
            project: None,
        }
    }
}

/// Something with a last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Timed {
    /// The last day allowed.
    pub due_on: Date,
    /// The day on which it was done.
    pub done_on: Option<Date>,
    /// Whether its clock found it late within the day.
    pub late: bool,
}

impl Timed {
    /// Whether it was done in time.
    pub fn is_on_time(self) -> bool {
        self.done_on.is_some_and(|day| day <= self.due_on) && !self.late
    }
}

/// A call to the person whose problem it was. The agency being done says nothing
/// about the problem being solved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Callback {
    /// The day of the call.
    pub on: Date,
    /// What the person says about the problem; none when not reached or not said.
    pub solved: Option<bool>,
    /// What the person says about the handling.
    pub opinion: Option<Opinion>,
}

/// A judgement by a person outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Opinion {
    /// The day on which it came back.
    pub on: Date,
    /// The judgement.
    pub satisfaction: Satisfaction,
    /// Whether a reviewer set it aside, on record (不合理诉求、客观因素).
    pub excluded: bool,
}

/// How satisfied someone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Satisfaction {
    /// 满意.
    Satisfied,
    /// 基本满意.
    MostlySatisfied,
    /// 不满意.
    Dissatisfied,
}

/// The answer to a suggestion or a proposal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Answer {
    /// The day of the answer.
    pub answered_on: Option<Date>,
    /// Its label by the place's own table; none when the label is another one.
    pub label: Option<Label>,
    /// The deputy's opinion, when it came back.
    pub opinion: Option<Opinion>,
}

/// Labels of answers. What “planned” is differs between places, so the place's
/// table maps its words to these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Label {
    /// Solved or basically solved.
    A,
    /// Being solved, or planned.
    B,
    /// Not possible for now.
    C,
    /// Kept for reference.
    D,
}

/// A project as statistics sees it. Amounts are in 万元 and as last reported.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Project {
    /// The batch in which it was signed, due when its projects must have started.
    pub signed: Option<Batch>,
    /// The batch in which it started, due when its projects must be in production.
    pub started: Option<Batch>,
    /// The batch in which it went into production, due when its projects must have
    /// reached their output.
    pub commissioned: Option<Batch>,
    /// Whether the year's plan has it start.
    pub planned_new: bool,
    /// The day of the start of building.
    pub started_on: Option<Date>,
    /// The day of going into production.
    pub commissioned_on: Option<Date>,
    /// The day the contract was signed.
    pub contract_on: Option<Date>,
    /// The day from which the contract is performed.
    pub performed_on: Option<Date>,
    /// Expected output value of a year.
    pub output_expected: Option<Decimal>,
    /// Actual output value of the year.
    pub output_actual: Option<Decimal>,
    /// Investment planned for the year.
    pub investment_planned: Option<Decimal>,
    /// Investment done.
    pub investment_done: Option<Decimal>,
    /// Funds planned.
    pub funds_planned: Option<Decimal>,
    /// Total of the contract.
    pub contract_total: Option<Decimal>,
    /// Funds arrived.
    pub funds_arrived: Option<Decimal>,
}

/// Projects that are counted together (三个一批的一期).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Batch {
    /// Its name: 2024年第三次.
    pub label: String,
    /// The day from which the batch is looked at; earlier it is not yet due.
    pub due_on: Date,
}
