//! An item (督办事项): one thing that somebody has to settle, with who, by when
//! and what happened to it so far.
//!
//! An item is made from its events alone ([`Item::replay`]) and is never changed
//! otherwise. What depends on the time of day (lights, overdue, progress) is not in
//! it; it is computed from it.

mod apply;
mod kind;
mod outcome;
mod progress;
mod request;
mod state;
mod timeline;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use apply::Inapplicable;
pub(crate) use apply::escalation_key;
pub use kind::{
    DemandPart, Details, FindingPart, ItemKind, PledgePart, ProjectPart, ProjectStage, StageDay, SuggestionPart,
};
pub use progress::roll_up;
pub use request::{Decided, Request, RequestKind};
pub use state::State;

pub use crate::id::{AgencyId, ItemId, PersonId, ReportId};

/// What an item says, as it was issued and amended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// What has to be done, in one sentence.
    pub title: String,
    /// What it is.
    pub kind: ItemKind,
    /// What its kind keeps beyond this.
    #[serde(default)]
    pub details: Details,
    /// The sentence it comes from. Never changes: an item keeps its sentence
    /// through edits, splits and merges.
    pub source: Option<Source>,
    /// Further sentences, of rows that were merged into this one.
    #[serde(default)]
    pub more_sources: Vec<Source>,
    /// Class within its regime (`ordinary`, `complex`), which decides the limit.
    pub class: Option<String>,
    /// Urgency within its regime.
    pub urgency: Option<String>,
    /// The one agency that answers for it.
    pub lead: AgencyId,
    /// Agencies that help.
    #[serde(default)]
    pub support: Vec<AgencyId>,
    /// People responsible.
    #[serde(default)]
    pub people: People,
    /// Name of the set of clocks.
    pub regime: String,
    /// Version of the regime at issue; a later edit of the regime leaves the item alone.
    pub regime_version: u32,
    /// The date its text states; wins over the regime's limit.
    pub stated_due: Option<Date>,
    /// How the text states it (年底前).
    pub stated_due_text: Option<String>,
    /// The nodes it is issued with: steps of its sentence, or those of its regime. A
    /// plan that is adopted later takes their place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nodes: Vec<PlanNode>,
    /// What it can be measured by.
    #[serde(default)]
    pub metrics: Vec<crate::schedule::Metric>,
    /// The item this one is a part of.
    pub parent: Option<ItemId>,
    /// The item this one reopens.
    pub reopens: Option<ItemId>,
    /// The plan year.
    pub year: i16,
    /// The place.
    pub region: Option<String>,
    /// Heading of its part of the report.
    pub section: Option<String>,
    /// The superior government's reference for a matter handed down.
    pub upstream: Option<String>,
    /// Somebody declared that the matter holds no state secret. Required: secret
    /// matters are never entered (朔政办发〔2017〕85号; 尧区政办发〔2017〕104号).
    pub not_secret: bool,
}

/// Where an item's sentence stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The report.
    pub report: ReportId,
    /// First character of the quote in the report's decoded text.
    pub start: u32,
    /// The character after its last.
    pub end: u32,
    /// Exactly those characters.
    pub quote: String,
}

/// People responsible.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// 牵头领导 (分管领导).
    pub leader: Option<PersonId>,
    /// 第一责任人: head of the lead agency.
    pub head: Option<PersonId>,
    /// 具体责任人, 经办人.
    pub handler: Option<PersonId>,
    /// Who acts for the handler for now (秘书代办).
    pub delegate: Option<PersonId>,
}

/// The share of an agency that helps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Whose.
    pub agency: AgencyId,
    /// When it was given.
    pub at: Timestamp,
}

/// A file that shows something was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// SHA-256 of its bytes, in hexadecimal; the name under which it is kept.
    pub sha256: String,
    /// Its name as handed in.
    pub name: String,
    /// What it shows: 照片, 文件, 验收单 …, a word of the regime.
    pub kind: String,
    /// Its type by content.
    pub media_type: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// A node of an approved plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanNode {
    /// What shall be reached.
    pub title: String,
    /// By when.
    pub due: Date,
    /// When it was.
    pub done_at: Option<Timestamp>,
}

/// The last value reported for a metric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricValue {
    /// How much.
    pub value: Decimal,
    /// On which day it held.
    pub as_of: Date,
}

/// The last report of progress.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgressNote {
    /// When it came in.
    pub at: Timestamp,
    /// What was done.
    pub text: String,
    /// What is in the way.
    pub problems: Option<String>,
    /// What comes next.
    pub next: Option<String>,
}

/// A leader's judgement of how an item stands, beside the computed light.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Who judged.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// `green`, `yellow` or `red`.
    pub light: String,
    /// Why.
    pub text: String,
}

/// The answer to a suggestion or proposal, or to a demand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// When it was given.
    pub at: Timestamp,
    /// Label of the local code table (A, B, C, D); none for a demand.
    pub label: Option<String>,
    /// What it says.
    pub text: String,
    /// What it promises for later, and by when; stays open after the answer.
    pub promise: Option<Promise>,
}

/// What an answer promises for later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// What.
    pub text: String,
    /// By when.
    pub due: Date,
    /// When it was kept.
    pub kept_at: Option<Timestamp>,
}

/// What the person who asked says of the answer. Whether the agency is done
/// (办结) and whether the problem is solved (解决) are two things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// When.
    pub at: Timestamp,
    /// `satisfied`, `basically`, `dissatisfied`, or `not-reached`.
    pub satisfaction: String,
    /// Whether the problem is solved, when they said so.
    pub solved: Option<bool>,
}

/// Money of a pledge or project, in 万元.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Funds {
    /// Planned.
    pub planned: Option<Decimal>,
    /// Arrived.
    pub arrived: Option<Decimal>,
    /// Paid or invested.
    pub paid: Option<Decimal>,
    /// Output value a year that is reached (达效).
    pub output: Option<Decimal>,
}

/// An item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its number.
    pub id: ItemId,
    /// How many events made it.
    pub version: i64,
    /// Where it stands.
    pub state: State,
    /// Where it stood before a review or a suspension.
    pub before: Option<State>,
    /// What it says.
    pub content: Content,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When the last thing happened to it.
    pub last_at: Timestamp,
    /// What its clocks depend on: each start and stop with its time.
    pub marks: Vec<crate::clock::Mark>,
    /// When its clocks stood still.
    pub pauses: Vec<crate::clock::Pause>,
    /// Granted extensions.
    pub extensions: Vec<crate::clock::Extension>,
    /// Due times of clocks that have stopped, by rule: a later notice of
    /// holidays does not change them.
    pub frozen: BTreeMap<String, DateTime>,
    /// What escalations were sent: clock, rung and due time.
    pub escalated: Vec<String>,
    /// Requests, decided ones included.
    pub requests: Vec<Request>,
    /// Its nodes: those it was issued with, or those of the plan that was adopted.
    pub nodes: Vec<PlanNode>,
    /// Evidence, each file once.
    pub evidence: Vec<Evidence>,
    /// The last report of progress; none when there was never one.
    pub progress: Option<ProgressNote>,
    /// The last value of each metric, by its index.
    pub values: BTreeMap<u32, MetricValue>,
    /// Who asked for the closing that is under review, or was accepted.
    pub submitter: Option<PersonId>,
    /// Grade of the accepted closing.
    pub grade: Option<String>,
    /// Conclusion of the accepted closing.
    pub conclusion: Option<String>,
    /// The last judgement of a leader.
    pub judgement: Option<Judgement>,
    /// The last answer.
    pub answer: Option<Answer>,
    /// The last rating.
    pub rating: Option<Rating>,
    /// Agencies that have given their share to the lead.
    pub supported: Vec<Share>,
    /// The day each stage of a project was reached.
    pub stages: Vec<StageDay>,
    /// Money.
    pub funds: Funds,
    /// Linked items that reopened this one.
    pub reopened_as: Vec<ItemId>,
    /// Who led before, with the time they stopped.
    pub former_leads: Vec<(AgencyId, Timestamp)>,
}

impl Item {
    /// The pending request of a kind.
    pub fn find_pending(&self, kind: RequestKind) -> Option<&Request> {
        self.requests.iter().find(|r| r.kind == kind && r.decided.is_none())
    }

    /// Whether the public may know of it: a promise with its sentence in a report that
    /// was issued and not withdrawn.
    pub fn is_public(&self) -> bool {
        self.content.kind.is_promise() && self.content.source.is_some() && self.state != State::Withdrawn
    }

    /// How many extensions were granted on a clock.
    pub fn count_extensions(&self, clock: &str) -> usize {
        self.extensions.iter().filter(|e| e.clock == clock).count()
    }
}
