//! The kinds of items and what each keeps beyond the common core.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What an item is (事项类别).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// 任务: a row of the 分解表.
    Task,
    /// 指标: a figure to reach.
    Target,
    /// 项目.
    Project,
    /// 民生实事.
    Pledge,
    /// 批示: a leader's directive.
    Directive,
    /// 诉求: of a citizen or an enterprise.
    Demand,
    /// 建议: of a deputy of the people's congress.
    Suggestion,
    /// 提案: of a member of the CPPCC.
    Proposal,
    /// 问题: of an inspection, an audit or a hazard check.
    Finding,
}

impl ItemKind {
    /// Every kind, in the order in which lists show them.
    pub const ALL: [Self; 9] = [
        Self::Task,
        Self::Target,
        Self::Project,
        Self::Pledge,
        Self::Directive,
        Self::Demand,
        Self::Suggestion,
        Self::Proposal,
        Self::Finding,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Target => "target",
            Self::Project => "project",
            Self::Pledge => "pledge",
            Self::Directive => "directive",
            Self::Demand => "demand",
            Self::Suggestion => "suggestion",
            Self::Proposal => "proposal",
            Self::Finding => "finding",
        }
    }

    /// The kind of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether it is something that a government promises to the public in its report,
    /// as against what it is told or asked.
    pub fn is_promise(self) -> bool {
        matches!(self, Self::Task | Self::Target | Self::Project | Self::Pledge)
    }

    /// The regime that runs the kind's clocks unless the office names another.
    pub fn usual_regime(self) -> &'static str {
        match self {
            Self::Task | Self::Target | Self::Project => "annual",
            Self::Pledge => "pledge",
            Self::Directive => "13710",
            Self::Demand => "hotline-12345",
            Self::Suggestion | Self::Proposal => "suggestion",
            Self::Finding => "finding",
        }
    }
}

/// What an item of a kind keeps beyond the common core. Tasks, targets and
/// directives have all they need there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Details {
    /// Nothing more.
    #[default]
    None,
    /// Of a project.
    Project(ProjectPart),
    /// Of a pledge.
    Pledge(PledgePart),
    /// Of a demand.
    Demand(DemandPart),
    /// Of a suggestion or a proposal.
    Suggestion(SuggestionPart),
    /// Of a finding.
    Finding(FindingPart),
}

impl Details {
    /// Whether these details belong to items of `kind`.
    pub fn fit(&self, kind: ItemKind) -> bool {
        match self {
            Self::None => true,
            Self::Project(_) => kind == ItemKind::Project,
            Self::Pledge(_) => kind == ItemKind::Pledge,
            Self::Demand(_) => kind == ItemKind::Demand,
            Self::Suggestion(_) => matches!(kind, ItemKind::Suggestion | ItemKind::Proposal),
            Self::Finding(_) => kind == ItemKind::Finding,
        }
    }
}

/// Where a project stands (三个一批: 签约 → 开工 → 投产 → 达效).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProjectStage {
    /// 谋划、前期.
    Planned,
    /// 签约.
    Signed,
    /// 开工、在建.
    Started,
    /// 建成.
    Built,
    /// 投产、投用.
    Commissioned,
    /// 达产达效.
    AtCapacity,
}

/// What a project keeps. Amounts are in 万元.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectPart {
    /// Total investment.
    pub total: Option<Decimal>,
    /// Investment planned for the year.
    pub annual: Option<Decimal>,
    /// Output value a year that was expected when it was signed.
    pub expected_output: Option<Decimal>,
    /// The batch it was signed in (“2025年第一批”): rates are taken within a cohort.
    pub cohort: Option<String>,
    /// The day each stage is planned for.
    pub planned: Vec<StageDay>,
}

/// A stage and its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageDay {
    /// The stage.
    pub stage: ProjectStage,
    /// Its day.
    pub on: Date,
}

/// What a pledge keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PledgePart {
    /// Its printed ordinal.
    pub number: Option<u32>,
    /// Funds planned, in 万元.
    pub funds_planned: Option<Decimal>,
}

/// What a demand keeps. Who asks is personal data: masked wherever it is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandPart {
    /// Who asks.
    pub person: Option<String>,
    /// How to reach them.
    pub contact: Option<String>,
    /// Where it came in: 电话, 网络, 企业端口.
    pub channel: Option<String>,
    /// 咨询, 求助, 投诉, 举报, 建议.
    pub type_: Option<String>,
    /// The earlier demand it repeats; counted once.
    pub repeats: Option<super::ItemId>,
}

/// What a suggestion or a proposal keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestionPart {
    /// Its number in the session.
    pub number: Option<String>,
    /// The deputy or member who leads it.
    pub deputy: Option<String>,
    /// The session (十六届人大五次会议).
    pub session: Option<String>,
}

/// What a finding keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingPart {
    /// The inspection, audit or check.
    pub inspection: Option<String>,
    /// Its number in their list.
    pub number: Option<String>,
    /// 立行立改, 分阶段整改, 持续整改.
    pub rectification: Option<String>,
    /// The day to look back (回头看).
    pub look_back_on: Option<Date>,
}
