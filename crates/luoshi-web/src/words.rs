//! Codes of the ledger in the words of people.

use luoshi_export::labels::Lang;
use luoshi_ledger::actor::Role;
use luoshi_ledger::draft::RowStatus;
use luoshi_ledger::item::{ItemKind, ProjectStage, State};
use luoshi_ledger::light::Light;
use luoshi_ledger::schedule::{Comparator, Metric};
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

/// A kind of marks in a report's text, by its code.
pub fn mark(code: &str, lang: Lang) -> &'static str {
    match code {
        "facts" => lang.pick("指标数据", "figures"),
        "projects" => lang.pick("项目", "projects"),
        "deadlines" => lang.pick("时限", "deadlines"),
        "tasks" => lang.pick("任务", "tasks"),
        "pledges" => lang.pick("民生实事", "pledges"),
        "terms" => lang.pick("名词解释", "terms"),
        _ => "",
    }
}

/// What is doubtful in a reading, by its code.
pub fn doubt(code: &str, lang: Lang) -> &'static str {
    match code {
        "no-region" => lang.pick("没有读出是哪个地方的报告", "the place is not told"),
        "unknown-region-code" => lang.pick("地名不在行政区划表中", "the place is not in the table of divisions"),
        "no-year" => lang.pick("没有读出计划年度", "the year is not told"),
        "no-delivery-date" => lang.pick("没有读出报告日期", "the day is not told"),
        "no-speaker" => lang.pick("没有读出报告人", "the speaker is not told"),
        "no-plan-part" => lang.pick("没有找到工作安排部分，任务可能不全", "no part with plans was found"),
        "heading-missing" => lang.pick("此前似乎缺了一个小标题", "a heading seems to be missing before it"),
        "heading-number-lost" => lang.pick("小标题没有序号", "the heading has no number"),
        "unit-lost" => lang.pick("数字没有单位", "the figure has no unit"),
        _ => lang.pick("存疑", "doubtful"),
    }
}

/// What became of a row of a draft.
pub fn row_status(status: &RowStatus, lang: Lang) -> &'static str {
    match status {
        RowStatus::Open => lang.pick("待核", "open"),
        RowStatus::Confirmed => lang.pick("已核", "confirmed"),
        RowStatus::Dropped(_) => lang.pick("舍弃", "dropped"),
        RowStatus::Replaced(_) => lang.pick("已拆并", "replaced"),
        RowStatus::Issued(_) => lang.pick("已交办", "issued"),
    }
}

/// What was done on the desk, before the number of rows.
pub fn desk_act(code: &str, lang: Lang) -> Option<&'static str> {
    Some(match code {
        "confirm" => lang.pick("已确认", "confirmed"),
        "save" => lang.pick("已保存", "saved"),
        "assign" => lang.pick("已指定", "assigned"),
        "split" => lang.pick("已拆分", "split"),
        "merge" => lang.pick("已合并", "merged"),
        "drop" => lang.pick("已舍弃", "dropped"),
        "restore" => lang.pick("已恢复为待核", "open again"),
        "import" => lang.pick("已按表格更新", "brought up to date from the sheet"),
        "agencies" => lang.pick("单位名录新增", "agencies added"),
        _ => return None,
    })
}

/// How a target binds.
pub fn comparator(comparator: Comparator, lang: Lang) -> &'static str {
    match comparator {
        Comparator::Eq => lang.pick("达到", "reach"),
        Comparator::Ge => lang.pick("以上", "at least"),
        Comparator::Gt => lang.pick("超过", "more than"),
        Comparator::Le => lang.pick("以内", "at most"),
        Comparator::Lt => lang.pick("低于", "less than"),
        Comparator::About => lang.pick("左右", "about"),
        Comparator::Range => lang.pick("区间", "from … to"),
    }
}

/// A metric as people write it: `新改建农村公路 100公里以上`.
pub fn metric(metric: &Metric, lang: Lang) -> String {
    let figure = format!("{}{}", metric.target.normalize(), metric.unit);
    let figure = match (metric.comparator, metric.target2) {
        (Comparator::Range, Some(upper)) => {
            format!("{}—{}{}", metric.target.normalize(), upper.normalize(), metric.unit)
        }
        (Comparator::Eq | Comparator::Range, _) => figure,
        (one, _) if lang == Lang::En => format!("{} {figure}", comparator(one, lang)),
        (Comparator::Gt | Comparator::Lt, _) => format!("{}{figure}", comparator(metric.comparator, lang)),
        (one, _) => format!("{figure}{}", comparator(one, lang)),
    };
    format!("{} {figure}", metric.what)
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

/// What somebody says of an answer.
pub fn satisfaction(code: &str, lang: Lang) -> &str {
    if lang == Lang::En {
        return code;
    }
    match code {
        "satisfied" => "满意",
        "basically" => "基本满意",
        "dissatisfied" => "不满意",
        "not-reached" => "未联系上",
        other => other,
    }
}

/// A stage of a project.
pub fn stage(stage: ProjectStage, lang: Lang) -> &'static str {
    match stage {
        ProjectStage::Planned => lang.pick("谋划", "planned"),
        ProjectStage::Signed => lang.pick("签约", "signed"),
        ProjectStage::Started => lang.pick("开工", "started"),
        ProjectStage::Built => lang.pick("建成", "built"),
        ProjectStage::Commissioned => lang.pick("投产", "commissioned"),
        ProjectStage::AtCapacity => lang.pick("达产达效", "at capacity"),
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
