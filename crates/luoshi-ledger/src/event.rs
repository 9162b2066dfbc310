//! What happened to an item: a closed list, the only thing that is kept for ever.
//!
//! An event is stored under its kind and the version of that kind. The shape of
//! a released kind never changes; a new shape is a new version, and
//! [`ItemEvent::decode`] brings old ones up to date. `tests/events` keeps one of
//! every kind and version.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::id::{AgencyId, ItemId, PersonId};
use crate::item::{Content, Evidence, Funds, PlanNode, ProjectStage, Promise, Request};

/// What happens to the clocks when an item gets another lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockPolicy {
    /// They go on: the time lost with the wrong agency is lost.
    Continue,
    /// They start again.
    Restart,
}

/// A value of a metric, as reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedValue {
    /// Index of the metric.
    pub metric: u32,
    /// How much.
    pub value: Decimal,
    /// On which day it held.
    pub as_of: Date,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each variant says what its fields hold")]
pub enum ItemEvent {
    /// The item was issued (交办). The first event, and only that.
    Issued { content: Box<Content> },
    /// 签收.
    Signed {},
    /// 研究部署.
    Deployed { text: String, handler: Option<PersonId> },
    /// 反馈: the first report upward.
    FedBack { text: String },
    /// 进展.
    ProgressReported { text: String, problems: Option<String>, next: Option<String>, values: Vec<ReportedValue> },
    /// 佐证.
    EvidenceAttached { evidence: Evidence },
    /// A request was made; closings and returns put the item under review.
    Requested { request: Box<Request> },
    /// A request was granted.
    Granted { number: u32, reason: Option<String> },
    /// A request was refused.
    Refused { number: u32, reason: String },
    /// A granted extension moved a due date; the original stays in the record.
    Extended { clock: String, from: DateTime, to: Date, reason: String },
    /// A returned or transferred item has another lead.
    LeadTransferred { to: AgencyId, reason: String, clocks: ClockPolicy },
    /// Agencies that help were added or taken away.
    SupportChanged { support: Vec<AgencyId> },
    /// An agency that helps gave its share to the lead.
    Supported { agency: AgencyId, text: String },
    /// 中止 ended.
    Resumed { reason: String },
    /// The plan with nodes is in force.
    PlanAdopted { nodes: Vec<PlanNode> },
    /// A node of the plan was reached.
    NodeReached { node: u32, text: String },
    /// 办结: the closing was accepted.
    Closed { grade: Option<String>, conclusion: String },
    /// 销号.
    Cleared {},
    /// A new directive reopened the matter as another item.
    Reopened { as_item: ItemId, reason: String },
    /// 撤销.
    Withdrawn { reason: String },
    /// 批示.
    Directed { text: String, due: Option<Date> },
    /// A leader's judgement beside the computed light.
    Judged { light: String, text: String },
    /// The person who handles it named somebody to act for them, or took it back.
    Delegated { to: Option<PersonId> },
    /// Title, class, leader or stated date were corrected; the reason is kept.
    Amended {
        title: Option<String>,
        class: Option<String>,
        leader: Option<PersonId>,
        stated_due: Option<Date>,
        reason: String,
    },
    /// The person who asked was reached (demands).
    Contacted { text: String },
    /// An answer was given (demands, suggestions, proposals).
    Answered { label: Option<String>, text: String, promise: Option<Promise> },
    /// What an answer had promised was kept.
    PromiseKept { text: String },
    /// The person who asked said what they think of it.
    Rated { satisfaction: String, solved: Option<bool> },
    /// A project reached a stage.
    StageReached { stage: ProjectStage, on: Date },
    /// Money was reported.
    FundsReported { funds: Funds },
    /// A cleared finding was looked at again (回头看).
    LookedBack { holds: bool, text: String },
    /// A clock stopped; its due time stays as it was then.
    ClockStopped { clock: String, due: DateTime, on_time: bool },
    /// A notice of holidays moved the due time of a running clock.
    ClockMoved { clock: String, from: DateTime, to: DateTime, notice: String },
    /// A rung of the escalation ladder was reached.
    Escalated { clock: String, rung: String, due: DateTime, audience: Vec<String> },
}

/// An event with when it happened and who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// When it happened.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// What happened.
    pub event: ItemEvent,
}

/// A stored event cannot be understood.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// It was written by a newer program.
    #[error("event \"{kind}\" has version {found}, this program knows up to {known}; use a newer luoshi")]
    Newer {
        /// Its kind.
        kind: String,
        /// Its version.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// Its data is not what its kind and version promise.
    #[error("event \"{kind}\" version {version} has unreadable data")]
    Malformed {
        /// Its kind.
        kind: String,
        /// Its version.
        version: i64,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
}

impl ItemEvent {
    /// The version in which events are written now; all kinds are at their first.
    pub const VERSION: i64 = 1;

    /// The stable names of everything that can happen. The compiler does not list the
    /// variants of a type, so the list is here; a kind without a stored example fails.
    pub const KINDS: [&str; 34] = [
        "amended",
        "answered",
        "cleared",
        "clock-moved",
        "clock-stopped",
        "closed",
        "contacted",
        "delegated",
        "deployed",
        "directed",
        "escalated",
        "evidence-attached",
        "extended",
        "fed-back",
        "funds-reported",
        "granted",
        "issued",
        "judged",
        "lead-transferred",
        "looked-back",
        "node-reached",
        "plan-adopted",
        "progress-reported",
        "promise-kept",
        "rated",
        "refused",
        "reopened",
        "requested",
        "resumed",
        "signed",
        "stage-reached",
        "support-changed",
        "supported",
        "withdrawn",
    ];

    /// The stable name of what happened.
    pub fn kind(&self) -> String {
        encode(self).0
    }

    /// Kind and data, as they are stored. Keys are in alphabetical order, so
    /// that the same event always has the same bytes.
    pub fn encode(&self) -> (String, String) {
        encode(self)
    }

    /// The event of a stored kind, version and data.
    pub fn decode(kind: &str, version: i64, data: &str) -> Result<Self, DecodeError> {
        decode(kind, version, data)
    }
}

/// Kind and data of any event type that is tagged as [`ItemEvent`] is.
pub(crate) fn encode<E: Serialize>(event: &E) -> (String, String) {
    let value = serde_json::to_value(event).unwrap_or_default();
    let kind = value.get("kind").and_then(|k| k.as_str()).unwrap_or_default().to_owned();
    let data = value.get("data").map_or_else(|| "{}".to_owned(), ToString::to_string);
    (kind, data)
}

/// The reverse of [`encode`].
pub(crate) fn decode<E: for<'de> Deserialize<'de>>(kind: &str, version: i64, data: &str) -> Result<E, DecodeError> {
    if version > ItemEvent::VERSION {
        return Err(DecodeError::Newer { kind: kind.to_owned(), found: version, known: ItemEvent::VERSION });
    }
    let malformed = |source| DecodeError::Malformed { kind: kind.to_owned(), version, source };
    let data: serde_json::Value = serde_json::from_str(data).map_err(malformed)?;
    serde_json::from_value(serde_json::json!({ "kind": kind, "data": data })).map_err(malformed)
}
