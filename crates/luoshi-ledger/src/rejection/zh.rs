//! Refusals in Chinese, for people.

use super::Rejection;
use crate::item::State;
use crate::time::wall;

impl Rejection {
    /// What is wrong and what to do, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::UnknownItem(id) => format!("没有编号为 {id} 的事项"),
            Self::ItemExists(id) => format!("编号 {id} 已被使用"),
            Self::WrongState { state, needs } => {
                let needs: Vec<_> = needs.iter().map(|s: &State| s.zh()).collect();
                format!("事项当前为“{}”，此操作须在“{}”时进行", state.zh(), needs.join("”或“"))
            }
            Self::NotAllowed { person, needs, .. } => format!("{person} 无权进行此操作，须由{}办理", role_zh(needs)),
            Self::OwnReview(person) => format!("{person} 是本次申请人，不能自己审核，请由他人审核"),
            Self::Missing(what) => format!("缺少{}", field_zh(what)),
            Self::SecretUndeclared => "请先声明不涉密；涉密事项严禁录入".to_owned(),
            Self::UnknownAgency(agency) => format!("单位名录中没有“{agency}”，请先添加"),
            Self::InactiveAgency(agency) => format!("“{agency}”已停用"),
            Self::LeadIsSupport(agency) => format!("“{agency}”已是牵头单位，不能同时为配合单位"),
            Self::WrongDetails(kind) => format!("附加信息与事项类别（{kind}）不符"),
            Self::DueBeforeStart { due, start } => format!("日期 {due} 早于 {start}"),
            Self::InFuture { on, today } => format!("日期 {on} 在将来（今天是 {today}）"),
            Self::ClockBackwards { now, last } => {
                format!("本机时间 {} 早于该事项最近一次记录的时间 {}，请校准时钟", wall(*now), wall(*last))
            }
            Self::AlreadyPending(kind) => format!("已有{}申请等待决定", kind.zh()),
            Self::NothingPending(kind) => format!("没有等待决定的{}申请", kind.zh()),
            Self::NoClock(clock) => format!("该事项没有正在运行的计时“{clock}”"),
            Self::NotExtendable(clock) => format!("计时“{clock}”不可延期"),
            Self::Expired { clock, due } => format!("计时“{clock}”已于 {due} 到期，延期须在到期前申请"),
            Self::NotLater { asked, due } => format!("申请的日期 {asked} 不晚于现行期限 {due}"),
            Self::TooManyExtensions { clock, limit } => format!("计时“{clock}”已延期 {limit} 次，达到上限"),
            Self::TooManyReturns(limit) => format!("已申请退回 {limit} 次，达到上限"),
            Self::TooFar { asked, latest } => format!("申请的日期 {asked} 超过允许的最晚日期 {latest}"),
            Self::ReturnWindowClosed(until) => format!("退回须在 {until} 前申请"),
            Self::EvidenceMissing(kinds) => format!("办结须附佐证（{kinds}），或说明免附理由"),
            Self::NoExemption => "本时限规则不允许免附佐证".to_owned(),
            Self::NotInTable { value, allowed } => format!("“{value}”不在代码表中，可选：{allowed}"),
            Self::NoTable(value) => {
                format!("该事项的时限规则没有“{value}”所属的代码表，请不填此项，或先在时限规则中添加代码表")
            }
            Self::NoSuchPart { what, index } => {
                format!("该事项没有第 {} 个{}", index + 1, if *what == "node" { "节点" } else { "指标" })
            }
            Self::Undecided(kind) => format!("{}申请尚未决定，不能进行此操作", kind.zh()),
            Self::CyclicParent(id) => format!("{id} 不能成为自己的上级事项"),
            Self::OpenParts { open, first } => format!("尚有 {open} 个子事项未结，如 {first}"),
            Self::UnknownRegime(name) => format!("没有名为“{name}”的时限规则"),
        }
    }
}

fn role_zh(needs: &str) -> &str {
    match needs {
        "a supervisor" => "督查员",
        "a supervisor or leader" => "督查员或领导",
        "a leader" => "领导",
        "a reviewer" => "审核人",
        "the lead agency" => "牵头单位",
        "a supporting agency" => "配合单位",
        "an agency of the item" => "承办单位",
        "the program" => "系统",
        other => other,
    }
}

fn field_zh(what: &str) -> &str {
    match what {
        "title" => "标题",
        "text" => "内容",
        "reason" => "理由",
        "basis" => "退回依据",
        "progress" => "办理进展",
        "conclusion" => "办结结论",
        "nodes" => "方案节点",
        "lead agency" => "牵头单位",
        "answer" => "答复",
        "handler" => "经办人",
        other => other,
    }
}
