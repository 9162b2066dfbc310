//! Everything about an item that its clocks depend on, and no more.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// What happened to an item, as far as clocks start and stop by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    /// 交办.
    Issued,
    /// 签收.
    Signed,
    /// 研究部署.
    Deployed,
    /// 反馈办理情况.
    FedBack,
    /// 报送进展.
    Progress,
    /// 方案和节点批准.
    PlanApproved,
    /// 申请办结.
    ClosingAsked,
    /// 审核办结.
    Closed,
    /// 销号.
    Cleared,
    /// 撤销.
    Withdrawn,
    /// 联系诉求人.
    Contacted,
    /// 答复.
    Answered,
    /// 评价.
    Rated,
    /// 评价不满意.
    Dissatisfied,
    /// A node of the plan is done (节点完成); never a mark, but what stops a node's clock.
    NodeDone,
}

impl Trigger {
    /// Its Chinese name.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Issued => "交办",
            Self::Signed => "签收",
            Self::Deployed => "部署",
            Self::FedBack => "反馈",
            Self::Progress => "报送进展",
            Self::PlanApproved => "方案批准",
            Self::ClosingAsked => "申请办结",
            Self::Closed => "审核办结",
            Self::Cleared => "销号",
            Self::Withdrawn => "撤销",
            Self::Contacted => "联系诉求人",
            Self::Answered => "答复",
            Self::Rated => "评价",
            Self::Dissatisfied => "评价不满意",
            Self::NodeDone => "节点完成",
        }
    }

    /// Its English name.
    pub fn en(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Signed => "signed",
            Self::Deployed => "deployed",
            Self::FedBack => "fed back",
            Self::Progress => "progress reported",
            Self::PlanApproved => "plan approved",
            Self::ClosingAsked => "closing asked for",
            Self::Closed => "closed",
            Self::Cleared => "cleared",
            Self::Withdrawn => "withdrawn",
            Self::Contacted => "person contacted",
            Self::Answered => "answered",
            Self::Rated => "rated",
            Self::Dissatisfied => "rated dissatisfied",
            Self::NodeDone => "node done",
        }
    }
}

/// Something that happened, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// What.
    pub trigger: Trigger,
    /// When.
    pub at: Timestamp,
}

/// A time in which the item was suspended (中止).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// Since when.
    pub from: Timestamp,
    /// Until when; none while it lasts.
    pub to: Option<Timestamp>,
}

/// A later date that was granted for one clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// The clock's name.
    pub clock: String,
    /// The new last day.
    pub due: Date,
    /// When it was granted; the last one granted is in force.
    pub granted_at: Timestamp,
    /// Why.
    pub reason: String,
}

/// A node of an approved plan: what must be reached by a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// What must be reached.
    pub title: String,
    /// The last day for it.
    pub due: Date,
    /// When it was reached.
    #[serde(default)]
    pub done_at: Option<Timestamp>,
}

/// What the agency is in the item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// 牵头、主办.
    #[default]
    Lead,
    /// 配合、协办.
    Support,
}

/// Everything about an item that its clocks depend on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Timeline {
    /// Code of the item's kind: `task`, `demand` …
    pub kind: String,
    /// Code of its class: `ordinary`, `complex` …; the one it has now counts, also
    /// for clocks that started before it changed.
    #[serde(default)]
    pub class: Option<String>,
    /// Code of its urgency.
    #[serde(default)]
    pub urgency: Option<String>,
    /// Whose clocks they are.
    #[serde(default)]
    pub role: Role,
    /// The year of the plan, for limits that are a day of it.
    pub year: i16,
    /// A last day that was written into the item itself.
    #[serde(default)]
    pub stated_due: Option<Date>,
    /// What happened, in order of time.
    #[serde(default)]
    pub marks: Vec<Mark>,
    /// When it stood still, in order of time.
    #[serde(default)]
    pub pauses: Vec<Pause>,
    /// Later dates, in order of time.
    #[serde(default)]
    pub extensions: Vec<Extension>,
    /// Nodes of the plan that was approved.
    #[serde(default)]
    pub nodes: Vec<Node>,
    /// Due times of clocks that have stopped, as they were then: no notice of
    /// holidays and no change of class moves them any more.
    #[serde(default)]
    pub frozen: BTreeMap<String, DateTime>,
}

impl Timeline {
    /// When `trigger` happened for the first time.
    pub fn find_first(&self, trigger: Trigger) -> Option<Timestamp> {
        self.marks.iter().filter(|m| m.trigger == trigger).map(|m| m.at).min()
    }

    /// When `trigger` happened for the first time at or after `from`.
    pub fn find_since(&self, trigger: Trigger, from: Timestamp) -> Option<Timestamp> {
        self.marks.iter().filter(|m| m.trigger == trigger && m.at >= from).map(|m| m.at).min()
    }

    /// When `trigger` happened for the last time.
    pub fn find_last(&self, trigger: Trigger) -> Option<Timestamp> {
        self.marks.iter().filter(|m| m.trigger == trigger).map(|m| m.at).max()
    }
}
