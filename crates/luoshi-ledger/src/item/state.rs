//! The states of an item.

use serde::{Deserialize, Serialize};

/// Where an item stands. A draft is a row of a draft ledger and not yet an
/// item; overdue is computed a clock at a time and is no state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// 待签收.
    Issued,
    /// 待部署.
    Signed,
    /// 办理中.
    InProgress,
    /// 待办结审核.
    ClosingReview,
    /// 已办结: the agency is done. Whether the person's problem is solved is
    /// kept apart.
    Closed,
    /// 已销号.
    Cleared,
    /// 退回审核.
    ReturnReview,
    /// 中止.
    Suspended,
    /// 已撤销.
    Withdrawn,
}

impl State {
    /// Every state, in the order of an item's life.
    pub const ALL: [Self; 9] = [
        Self::Issued,
        Self::Signed,
        Self::InProgress,
        Self::ClosingReview,
        Self::Closed,
        Self::Cleared,
        Self::ReturnReview,
        Self::Suspended,
        Self::Withdrawn,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Signed => "signed",
            Self::InProgress => "in-progress",
            Self::ClosingReview => "closing-review",
            Self::Closed => "closed",
            Self::Cleared => "cleared",
            Self::ReturnReview => "return-review",
            Self::Suspended => "suspended",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The Chinese name.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Issued => "待签收",
            Self::Signed => "待部署",
            Self::InProgress => "办理中",
            Self::ClosingReview => "待办结审核",
            Self::Closed => "已办结",
            Self::Cleared => "已销号",
            Self::ReturnReview => "退回审核",
            Self::Suspended => "中止",
            Self::Withdrawn => "已撤销",
        }
    }

    /// Whether somebody still has to do something for the matter itself.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Cleared | Self::Withdrawn)
    }
}
