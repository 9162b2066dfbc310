//! Requests (申请): what an agency asks for and somebody else decides. They are
//! records beside the state, so that one decision can never colour another.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::PersonId;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestKind {
    /// 退回: not our duty.
    Return,
    /// 延期.
    Extension,
    /// 中止.
    Suspension,
    /// 分步方案: a plan with nodes for a matter that takes longer than its limit.
    Plan,
    /// 办结.
    Closing,
}

impl RequestKind {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Return => "return",
            Self::Extension => "extension",
            Self::Suspension => "suspension",
            Self::Plan => "plan",
            Self::Closing => "closing",
        }
    }

    /// The Chinese name.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Return => "退回",
            Self::Extension => "延期",
            Self::Suspension => "中止",
            Self::Plan => "分步方案",
            Self::Closing => "办结",
        }
    }
}

/// A request, and how it was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its number within the item, from 1.
    pub number: u32,
    /// What is asked for.
    pub kind: RequestKind,
    /// Who asks.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Why: the reason, the basis, or the conclusion.
    pub reason: String,
    /// How far the matter is (extensions).
    pub progress: Option<String>,
    /// The clock to extend.
    pub clock: Option<String>,
    /// The new date asked for.
    pub due: Option<Date>,
    /// The nodes of a plan.
    #[serde(default)]
    pub nodes: Vec<super::PlanNode>,
    /// Why no evidence is attached (closings).
    pub exemption: Option<String>,
    /// The decision, once there is one.
    pub decided: Option<Decided>,
}

/// A decision on a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Who decided.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Whether it was granted.
    pub granted: bool,
    /// Why, or on what condition.
    pub reason: Option<String>,
}
