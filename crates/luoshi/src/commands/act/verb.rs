//! The acts as words of the command line.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use jiff::civil::Date;
use luoshi_ledger::PersonId;
use luoshi_ledger::command::{Command, Reassignment};
use luoshi_ledger::event::{ClockPolicy, ReportedValue};
use luoshi_ledger::item::{Funds, PlanNode, ProjectStage, Promise, RequestKind};
use rust_decimal::Decimal;

use crate::desk::Desk;
use crate::evidence;

/// An act.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// 签收: sign for it
    Sign,
    /// 研究部署: say how it is set to work
    Deploy {
        /// What was decided
        text: String,
        /// Who handles it
        #[arg(long, value_name = "PERSON")]
        handler: Option<String>,
    },
    /// 反馈: the first report upward
    FeedBack {
        /// How the matter is handled
        text: String,
    },
    /// 报进展: progress, with values of metrics
    Report {
        /// What was done
        text: String,
        /// What is in the way
        #[arg(long, value_name = "TEXT")]
        problems: Option<String>,
        /// What comes next
        #[arg(long, value_name = "TEXT")]
        next: Option<String>,
        /// A metric's number and its value today: 1=6.5
        #[arg(long = "value", value_name = "N=VALUE")]
        values: Vec<String>,
    },
    /// 佐证: attach a file
    Attach {
        /// The file; its type is known by its content
        file: PathBuf,
        /// What it shows, a word of the regime
        #[arg(long, default_value = "佐证", value_name = "KIND")]
        kind: String,
    },
    /// 申请退回: not our duty
    AskReturn {
        /// By what it is not our duty
        #[arg(long, value_name = "TEXT")]
        basis: String,
    },
    /// 申请延期: a later date for a clock
    AskExtension {
        /// The date asked for
        #[arg(long, value_name = "DATE")]
        due: Date,
        /// Why it takes longer
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// How far the matter is
        #[arg(long, value_name = "TEXT")]
        progress: String,
        /// Which clock [default: the one it is settled by]
        #[arg(long, value_name = "CLOCK")]
        clock: Option<String>,
    },
    /// 申请中止: stop the clocks for a while
    AskSuspension {
        /// Why the clocks should stand still
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// 报分步方案: a plan with nodes, for a leader to approve
    SubmitPlan {
        /// Why it takes longer
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// A node: 2025-09-30=主体完工
        #[arg(long = "node", value_name = "DATE=TITLE", required = true)]
        nodes: Vec<String>,
    },
    /// 申请办结: done
    AskClosing {
        /// What was done
        #[arg(long, value_name = "TEXT")]
        conclusion: String,
        /// Why there is no evidence
        #[arg(long, value_name = "TEXT")]
        exemption: Option<String>,
    },
    /// 同意申请: grant the pending request of a kind
    Grant {
        /// What was asked for
        #[arg(value_enum)]
        request: Asked,
        /// Why, or on what condition
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
        /// An extension's date, when another than the one asked for is granted
        #[arg(long, value_name = "DATE")]
        due: Option<Date>,
        /// Who leads after a return
        #[arg(long, value_name = "AGENCY")]
        to: Option<String>,
        /// What happens to the clocks after a return
        #[arg(long, value_enum, default_value = "restart")]
        clocks: Clocks,
    },
    /// 不同意申请: refuse the pending request of a kind
    Refuse {
        /// What was asked for
        #[arg(value_enum)]
        request: Asked,
        /// Why not
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// 办结审核通过: accept the closing
    AcceptClosing {
        /// What the review found
        #[arg(long, value_name = "TEXT")]
        conclusion: String,
        /// 优, 良, 合格, 不合格
        #[arg(long, value_name = "GRADE")]
        grade: Option<String>,
    },
    /// 退回重办: send the closing back
    SendBack {
        /// What is missing
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// 销号: strike off
    Clear,
    /// 重启: a new directive reopens the matter as a linked item
    Reopen {
        /// What the new directive says
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// The stated date of the linked item
        #[arg(long, value_name = "DATE")]
        due: Option<Date>,
    },
    /// 恢复办理: end a suspension
    Resume {
        /// Why it goes on
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// 撤销: take it out of the ledger
    Withdraw {
        /// Why it is withdrawn
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// 批示: a leader's directive on the item
    Direct {
        /// What is directed
        text: String,
        /// A new stated date
        #[arg(long, value_name = "DATE")]
        due: Option<Date>,
    },
    /// 研判: a leader's judgement beside the computed light
    Judge {
        /// The light as the leader sees it
        #[arg(value_enum)]
        light: JudgedLight,
        /// Why
        text: String,
    },
    /// 调整牵头单位: another agency leads
    Transfer {
        /// The agency that leads from now on
        #[arg(long, value_name = "AGENCY")]
        to: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// What happens to the clocks
        #[arg(long, value_enum, default_value = "continue")]
        clocks: Clocks,
    },
    /// 调整配合单位: which agencies help
    SetSupport {
        /// An agency that helps; none takes all away
        #[arg(long = "agency-name", value_name = "AGENCY")]
        agencies: Vec<String>,
    },
    /// 配合意见: a helping agency's share
    Support {
        /// The share, in words
        text: String,
    },
    /// 完成节点: a node of the plan is reached
    ReachNode {
        /// Its number, from 1
        node: u32,
        /// What was reached
        text: String,
    },
    /// 代办: somebody acts for the handler
    Delegate {
        /// The person; none takes it back
        to: Option<String>,
    },
    /// 调整: correct title, class, leader or date
    Amend {
        /// Why it is corrected
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Another title
        #[arg(long, value_name = "TEXT")]
        title: Option<String>,
        /// Another class of its regime
        #[arg(long, value_name = "CLASS")]
        class: Option<String>,
        /// Another leader in charge
        #[arg(long, value_name = "PERSON")]
        leader: Option<String>,
        /// Another stated date
        #[arg(long, value_name = "DATE")]
        due: Option<Date>,
    },
    /// 联系诉求人: the person who asked was reached
    Contact {
        /// What was said
        text: String,
    },
    /// 答复: the answer
    Answer {
        /// What is answered
        text: String,
        /// A, B, C, D of the code table
        #[arg(long, value_name = "LABEL")]
        label: Option<String>,
        /// What it promises for later: 2026-06-30=建成投用
        #[arg(long, value_name = "DATE=TEXT")]
        promise: Option<String>,
    },
    /// 承诺兑现: what the answer promised is done
    KeepPromise {
        /// How it was kept
        text: String,
    },
    /// 评价: what the person who asked says
    Rate {
        /// What they say
        #[arg(value_enum)]
        satisfaction: Satisfaction,
        /// Whether the problem is solved
        #[arg(long, value_name = "true|false")]
        solved: Option<bool>,
    },
    /// 项目阶段: a project reached a stage
    ReachStage {
        /// The stage
        #[arg(value_enum)]
        stage: StageWord,
        /// On which day
        #[arg(long, value_name = "DATE")]
        on: Date,
    },
    /// 资金: money, in 万元
    Funds {
        /// Planned
        #[arg(long, value_name = "AMOUNT")]
        planned: Option<Decimal>,
        /// Arrived
        #[arg(long, value_name = "AMOUNT")]
        arrived: Option<Decimal>,
        /// Paid or invested
        #[arg(long, value_name = "AMOUNT")]
        paid: Option<Decimal>,
        /// Output value a year that is reached
        #[arg(long, value_name = "AMOUNT")]
        output: Option<Decimal>,
    },
    /// 回头看: a cleared finding was looked at again
    LookBack {
        /// Whether the rectification holds
        #[arg(long)]
        holds: bool,
        /// What was seen
        text: String,
    },
}

/// What was asked for.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Asked {
    /// 退回
    Return,
    /// 延期
    Extension,
    /// 中止
    Suspension,
    /// 分步方案
    Plan,
}

impl From<Asked> for RequestKind {
    fn from(asked: Asked) -> Self {
        match asked {
            Asked::Return => Self::Return,
            Asked::Extension => Self::Extension,
            Asked::Suspension => Self::Suspension,
            Asked::Plan => Self::Plan,
        }
    }
}

/// What happens to the clocks.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Clocks {
    /// They go on
    Continue,
    /// They start again
    Restart,
}

impl From<Clocks> for ClockPolicy {
    fn from(clocks: Clocks) -> Self {
        match clocks {
            Clocks::Continue => Self::Continue,
            Clocks::Restart => Self::Restart,
        }
    }
}

/// A light a leader may judge.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum JudgedLight {
    /// 绿
    Green,
    /// 黄
    Yellow,
    /// 红
    Red,
}

/// What somebody says of an answer.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Satisfaction {
    /// 满意
    Satisfied,
    /// 基本满意
    Basically,
    /// 不满意
    Dissatisfied,
    /// 未联系上
    NotReached,
}

/// A stage of a project.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum StageWord {
    /// 谋划
    Planned,
    /// 签约
    Signed,
    /// 开工
    Started,
    /// 建成
    Built,
    /// 投产
    Commissioned,
    /// 达产达效
    AtCapacity,
}

impl From<StageWord> for ProjectStage {
    fn from(word: StageWord) -> Self {
        match word {
            StageWord::Planned => Self::Planned,
            StageWord::Signed => Self::Signed,
            StageWord::Started => Self::Started,
            StageWord::Built => Self::Built,
            StageWord::Commissioned => Self::Commissioned,
            StageWord::AtCapacity => Self::AtCapacity,
        }
    }
}

impl Verb {
    /// The command of the ledger.
    pub(crate) fn command(self, desk: &Desk) -> anyhow::Result<Command> {
        Ok(match self {
            Self::Sign => Command::Sign,
            Self::Deploy { text, handler } => Command::Deploy { text, handler: handler.map(PersonId) },
            Self::FeedBack { text } => Command::FeedBack { text },
            Self::Report { text, problems, next, values } => {
                let values = values.iter().map(|v| reported(v, desk.today())).collect::<Result<_, _>>()?;
                Command::ReportProgress { text, problems, next, values }
            }
            Self::Attach { file, kind } => Command::AttachEvidence(evidence::keep(desk, &file, &kind)?),
            Self::ReachNode { node, text } => Command::ReachNode { node: index(node), text },
            Self::Support { text } => Command::Support { text },
            Self::Delegate { to } => Command::Delegate { to: to.map(PersonId) },
            Self::ReachStage { stage, on } => Command::ReachStage { stage: stage.into(), on },
            Self::Funds { planned, arrived, paid, output } => {
                Command::ReportFunds(Funds { planned, arrived, paid, output })
            }
            Self::Contact { text } => Command::Contact { text },
            Self::Answer { text, label, promise } => {
                let promise = promise.as_deref().map(dated).transpose()?;
                let promise = promise.map(|(due, text)| Promise { text, due, kept_at: None });
                Command::Answer { label, text, promise }
            }
            Self::KeepPromise { text } => Command::KeepPromise { text },
            Self::Rate { satisfaction, solved } => Command::Rate { satisfaction: word(&satisfaction), solved },
            request @ (Self::AskReturn { .. }
            | Self::AskExtension { .. }
            | Self::AskSuspension { .. }
            | Self::SubmitPlan { .. }
            | Self::AskClosing { .. }
            | Self::Grant { .. }
            | Self::Refuse { .. }) => request.request(desk)?,
            office => office.of_office(desk),
        })
    }

    /// Requests and their decisions.
    fn request(self, desk: &Desk) -> anyhow::Result<Command> {
        Ok(match self {
            Self::AskExtension { due, reason, progress, clock } => {
                Command::AskExtension { clock, reason, progress, due }
            }
            Self::AskSuspension { reason } => Command::AskSuspension { reason },
            Self::SubmitPlan { reason, nodes } => {
                let node = |text: &String| dated(text).map(|(due, title)| PlanNode { title, due, done_at: None });
                Command::SubmitPlan { reason, nodes: nodes.iter().map(node).collect::<Result<_, _>>()? }
            }
            Self::AskClosing { conclusion, exemption } => Command::AskClosing { conclusion, exemption },
            Self::Grant { request, reason, due, to, clocks } => {
                let reassign = to.map(|to| Reassignment {
                    to: desk.agency_id(&to),
                    reason: reason.clone().unwrap_or_default(),
                    clocks: clocks.into(),
                });
                Command::Grant { request: request.into(), reason, due, reassign }
            }
            Self::Refuse { request, reason } => Command::Refuse { request: request.into(), reason },
            Self::AskReturn { basis } => Command::AskReturn { basis },
            other => other.of_office(desk),
        })
    }

    /// What the supervision office, reviewers and leaders do.
    fn of_office(self, desk: &Desk) -> Command {
        match self {
            Self::AcceptClosing { conclusion, grade } => Command::AcceptClosing { grade, conclusion },
            Self::SendBack { reason } => Command::SendBack { reason },
            Self::Resume { reason } => Command::Resume { reason },
            Self::Withdraw { reason } => Command::Withdraw { reason },
            Self::Direct { text, due } => Command::Direct { text, due },
            Self::Judge { light, text } => Command::Judge { light: word(&light), text },
            Self::Transfer { to, reason, clocks } => {
                Command::TransferLead(Reassignment { to: desk.agency_id(&to), reason, clocks: clocks.into() })
            }
            Self::SetSupport { agencies } => {
                Command::ChangeSupport { support: agencies.iter().map(|a| desk.agency_id(a)).collect() }
            }
            Self::Amend { reason, title, class, leader, due } => {
                Command::Amend { title, class, leader: leader.map(PersonId), stated_due: due, reason }
            }
            Self::LookBack { holds, text } => Command::LookBack { holds, text },
            _ => Command::Clear,
        }
    }
}

/// The code of a word of the command line.
fn word(value: &impl ValueEnum) -> String {
    value.to_possible_value().map(|v| v.get_name().to_owned()).unwrap_or_default()
}

/// People count from 1.
fn index(number: u32) -> u32 {
    number.saturating_sub(1)
}

/// `2025-09-30=主体完工`.
fn dated(text: &str) -> anyhow::Result<(Date, String)> {
    let (date, title) = text.split_once('=').ok_or_else(|| anyhow::anyhow!("\"{text}\" is not DATE=TEXT"))?;
    let date = date.trim().parse().map_err(|_| anyhow::anyhow!("\"{date}\" is not a date like 2025-09-30"))?;
    Ok((date, title.trim().to_owned()))
}

/// `1=6.5`: the first metric has this value today.
fn reported(text: &str, today: Date) -> anyhow::Result<ReportedValue> {
    let (metric, value) = text.split_once('=').ok_or_else(|| anyhow::anyhow!("\"{text}\" is not N=VALUE"))?;
    let metric = metric.trim().parse().map_err(|_| anyhow::anyhow!("\"{metric}\" is not a metric's number"))?;
    let value = value.trim().parse().map_err(|_| anyhow::anyhow!("\"{value}\" is not a number"))?;
    Ok(ReportedValue { metric: index(metric), value, as_of: today })
}
