//! Who acts, in which role and for whom.

use serde::{Deserialize, Serialize};

use crate::id::{AgencyId, PersonId};

/// What somebody may do in general.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// 管理员.
    Administrator,
    /// 督查员: issues, decides requests, escalates.
    Supervisor,
    /// 审核人: reviews closings.
    Reviewer,
    /// 经办人.
    Clerk,
    /// 承办单位负责人.
    Head,
    /// 分管领导.
    Leader,
    /// 观察员: deputies, audit; sees and does nothing.
    Observer,
    /// The program itself, for what the clocks bring about.
    System,
}

impl Role {
    /// Every role that a person can have.
    pub const PEOPLE: [Self; 7] =
        [Self::Administrator, Self::Supervisor, Self::Reviewer, Self::Clerk, Self::Head, Self::Leader, Self::Observer];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Supervisor => "supervisor",
            Self::Reviewer => "reviewer",
            Self::Clerk => "clerk",
            Self::Head => "head",
            Self::Leader => "leader",
            Self::Observer => "observer",
            Self::System => "system",
        }
    }

    /// The role of a code, for people.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::PEOPLE.into_iter().find(|role| role.code() == code)
    }
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The person.
    pub person: PersonId,
    /// In which role.
    pub role: Role,
    /// For which agency, when the role belongs to one.
    pub agency: Option<AgencyId>,
    /// Whose delegate the person is in this act.
    pub acting_for: Option<PersonId>,
}

impl Actor {
    /// The program itself.
    pub fn system() -> Self {
        Self { person: PersonId::from("system"), role: Role::System, agency: None, acting_for: None }
    }

    /// Whether the person supervises: may decide what agencies ask for.
    pub fn supervises(&self) -> bool {
        matches!(self.role, Role::Supervisor | Role::Administrator)
    }
}
