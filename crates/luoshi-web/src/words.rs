//! Codes of the ledger in the words of people.

use luoshi_export::labels::Lang;
use luoshi_ledger::actor::Role;
use luoshi_ledger::item::{ItemKind, State};
use luoshi_ledger::light::Light;
use luoshi_store::Measure;
use rust_decimal::Decimal;

/// A role.
pub fn role(role: Role, lang: Lang) -> &'static str {
    let zh = match role {
        Role::Administrator => "管理员",
        Role::Supervisor => "督查员",
        Role::Reviewer => "审核人",
        Role::Clerk => "经办人",
        Role::Head => "承办单位负责人",
        Role::Leader => "领导",
        Role::Observer => "观察员",
        Role::System => "系统",
    };
    lang.pick(zh, role.code())
}
/// A kind of item.
pub fn kind(kind: ItemKind, lang: Lang) -> &'static str {
    let zh = match kind {
        ItemKind::Task => "任务",
        ItemKind::Target => "指标",
        ItemKind::Project => "项目",
        ItemKind::Pledge => "民生实事",
        ItemKind::Directive => "批示",
        ItemKind::Demand => "诉求",
        ItemKind::Suggestion => "建议",
        ItemKind::Proposal => "提案",
        ItemKind::Finding => "问题",
    };
    lang.pick(zh, kind.code())
}

/// A kind of item by its code.
pub fn kind_of(code: &str, lang: Lang) -> &'static str {
    ItemKind::of_code(code).map_or("", |k| kind(k, lang))
}

/// A state.
pub fn state(state: State, lang: Lang) -> &'static str {
    lang.pick(state.zh(), state.code())
}

/// A state by its code.
pub fn state_of(code: &str, lang: Lang) -> &'static str {
    State::of_code(code).map_or("", |s| state(s, lang))
}

/// A light. Never a colour alone: the word stands beside it.
pub fn light(code: Option<&str>, lang: Lang) -> &'static str {
    match code {
        Some("red") => lang.pick("红·超期", "red, overdue"),
        Some("yellow") => lang.pick("黄·临期", "yellow, near"),
        Some("green") => lang.pick("绿·正常", "green"),
        Some("none") => lang.pick("停表", "paused"),
        Some("done") => lang.pick("按期完成", "in time"),
        Some("done-late") => lang.pick("逾期完成", "late"),
        Some("withdrawn") => lang.pick("已撤销", "withdrawn"),
        _ => "",
    }
}

/// What a number of the statistics counts.
pub fn measure(measure: Measure, lang: Lang) -> &'static str {
    match measure {
        Measure::Assigned => lang.pick("交办", "issued"),
        Measure::Closed => lang.pick("办结", "closed"),
        Measure::ClosedOnTime => lang.pick("按期办结", "closed in time"),
        Measure::ClosedLate => lang.pick("逾期办结", "closed late"),
        Measure::ClosedLimited => lang.pick("办结（有时限）", "closed, with a limit"),
        Measure::Cleared => lang.pick("销号", "struck off"),
        Measure::Withdrawn => lang.pick("撤销", "withdrawn"),
        Measure::Open => lang.pick("在办", "open"),
        Measure::Overdue => lang.pick("超期未结", "overdue"),
        Measure::Due => lang.pick("应办结（已到期）", "due"),
        Measure::DueClosed => lang.pick("应办结中已办结", "due and closed"),
    }
}

/// An amount of money that is given in 万元, in the unit a reader takes in at once.
pub fn money(amount: Decimal, lang: Lang) -> String {
    let yi = Decimal::from(10_000);
    let (amount, unit) = if amount.abs() >= yi {
        (amount / yi, lang.pick("亿元", "×100 million yuan"))
    } else {
        (amount, lang.pick("万元", "×10,000 yuan"))
    };
    let unit = if lang == Lang::Zh { unit.to_owned() } else { format!(" {unit}") };
    format!("{}{unit}", amount.round_dp(2).normalize())
}

/// The code of a clock's light.
pub fn light_code(light: Light) -> &'static str {
    match light {
        Light::NotStarted => "not-started",
        Light::Withdrawn => "withdrawn",
        Light::Done => "done",
        Light::DoneLate => "done-late",
        Light::Green => "green",
        Light::Paused => "none",
        Light::Yellow => "yellow",
        Light::Red => "red",
    }
}

/// What happened, by the kind of its event.
pub fn event(code: &str, lang: Lang) -> &str {
    if lang == Lang::En {
        return code;
    }
    match code {
        "issued" => "交办",
        "signed" => "签收",
        "deployed" => "研究部署",
        "fed-back" => "反馈",
        "progress-reported" => "报进展",
        "evidence-attached" => "附佐证",
        "requested" => "提出申请",
        "granted" => "同意申请",
        "refused" => "不同意申请",
        "extended" => "延期",
        "lead-transferred" => "调整牵头单位",
        "support-changed" => "调整配合单位",
        "supported" => "配合意见",
        "resumed" => "恢复办理",
        "plan-adopted" => "批准分步方案",
        "node-reached" => "完成节点",
        "closed" => "办结",
        "cleared" => "销号",
        "reopened" => "重启",
        "withdrawn" => "撤销",
        "directed" => "批示",
        "judged" => "领导研判",
        "delegated" => "委托代办",
        "amended" => "调整",
        "contacted" => "联系诉求人",
        "answered" => "答复",
        "promise-kept" => "承诺兑现",
        "rated" => "评价",
        "stage-reached" => "项目阶段",
        "funds-reported" => "报资金",
        "looked-back" => "回头看",
        "clock-stopped" => "计时停止",
        "clock-moved" => "期限随节假日通知调整",
        "escalated" => "催办升级",
        other => other,
    }
}
