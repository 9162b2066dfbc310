//! What somebody may ask of an item.

use jiff::civil::Date;

use crate::event::{ClockPolicy, ReportedValue};
use crate::id::{AgencyId, ItemId, PersonId};
use crate::item::{Content, Evidence, Funds, PlanNode, ProjectStage, Promise, RequestKind};

/// A command on an item. Each variant's comment names who gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant says what its fields hold")]
pub enum Command {
    /// Supervisor: issue (交办).
    Issue(Box<Content>),
    /// Lead agency: sign for it (签收).
    Sign,
    /// Lead agency: say how it is set to work, and who handles it (研究部署).
    Deploy { text: String, handler: Option<PersonId> },
    /// Lead agency: the first report upward (反馈).
    FeedBack { text: String },
    /// Lead agency: progress, with values of metrics.
    ReportProgress { text: String, problems: Option<String>, next: Option<String>, values: Vec<ReportedValue> },
    /// An agency of the item: attach a file.
    AttachEvidence(Evidence),
    /// Lead agency: not our duty, with the basis.
    AskReturn { basis: String },
    /// Lead agency: a later date for a clock.
    AskExtension { clock: Option<String>, reason: String, progress: String, due: Date },
    /// Lead agency: stop the clocks for a while.
    AskSuspension { reason: String },
    /// Lead agency: a plan with nodes, for a leader to approve.
    SubmitPlan { reason: String, nodes: Vec<PlanNode> },
    /// Lead agency: done, with evidence or the reason why there is none.
    AskClosing { conclusion: String, exemption: Option<String> },
    /// Supervisor (plan: leader): grant a pending request other than a closing.
    Grant { request: RequestKind, reason: Option<String>, due: Option<Date>, reassign: Option<Reassignment> },
    /// Supervisor (plan: leader): refuse a pending request other than a closing.
    Refuse { request: RequestKind, reason: String },
    /// Reviewer: accept a closing (办结审核).
    AcceptClosing { grade: Option<String>, conclusion: String },
    /// Reviewer: send a closing back (退回重办).
    SendBack { reason: String },
    /// Supervisor: strike off (销号).
    Clear,
    /// Supervisor or leader: a new directive reopened the matter as another item.
    Reopen { as_item: ItemId, reason: String },
    /// Supervisor: end a suspension.
    Resume { reason: String },
    /// Supervisor: take the item out of the ledger.
    Withdraw { reason: String },
    /// Leader: a directive on the item (批示).
    Direct { text: String, due: Option<Date> },
    /// Leader: a judgement beside the computed light.
    Judge { light: String, text: String },
    /// Supervisor: another agency leads.
    TransferLead(Reassignment),
    /// Supervisor: which agencies help.
    ChangeSupport { support: Vec<AgencyId> },
    /// Supporting agency: its share for the lead.
    Support { text: String },
    /// Lead agency: a node of the plan is reached.
    ReachNode { node: u32, text: String },
    /// Handler: somebody acts for me; none takes it back.
    Delegate { to: Option<PersonId> },
    /// Supervisor: correct title, class, leader or stated date, with the reason.
    Amend {
        title: Option<String>,
        class: Option<String>,
        leader: Option<PersonId>,
        stated_due: Option<Date>,
        reason: String,
    },
    /// Lead agency: the person who asked was reached.
    Contact { text: String },
    /// Lead agency: the answer.
    Answer { label: Option<String>, text: String, promise: Option<Promise> },
    /// Lead agency: what the answer promised is done.
    KeepPromise { text: String },
    /// Supervisor: what the person who asked says.
    Rate { satisfaction: String, solved: Option<bool> },
    /// Lead agency: a project reached a stage.
    ReachStage { stage: ProjectStage, on: Date },
    /// Lead agency: money.
    ReportFunds(Funds),
    /// Supervisor: a cleared finding was looked at again.
    LookBack { holds: bool, text: String },
    /// The program: emit what the clocks have brought about.
    Sweep,
    /// The program: the calendar changed by this notice; the due times before it.
    Recalculate { notice: String, before: Vec<(String, jiff::civil::DateTime)> },
}

/// Who leads from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reassignment {
    /// The new lead.
    pub to: AgencyId,
    /// Why.
    pub reason: String,
    /// What happens to the clocks.
    pub clocks: ClockPolicy,
}
