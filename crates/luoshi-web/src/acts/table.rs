//! Every act with its form.

use luoshi_ledger::item::RequestKind::{Extension, Plan, Return, Suspension};

use super::{Act, Field, Input, Verb};

const fn field(name: &'static str, zh: &'static str, en: &'static str, input: Input) -> Field {
    Field { name, title: (zh, en), input, required: true }
}

const fn optional(name: &'static str, zh: &'static str, en: &'static str, input: Input) -> Field {
    Field { name, title: (zh, en), input, required: false }
}

const fn act(verb: Verb, code: &'static str, zh: &'static str, en: &'static str, fields: &'static [Field]) -> Act {
    Act { verb, code, title: (zh, en), fields }
}

const REASON: Field = field("reason", "理由", "Reason", Input::Text);
const GRANTED_BECAUSE: Field = optional("reason", "说明", "Note", Input::Text);
const TEXT: Field = field("text", "内容", "Text", Input::Text);

const CLOCKS: Input =
    Input::Choice(&[("continue", "期限不变，继续计时", "clocks go on"), ("restart", "重新计时", "clocks start again")]);

const LIGHTS: Input = Input::Choice(&[("green", "绿", "green"), ("yellow", "黄", "yellow"), ("red", "红", "red")]);

const SATISFACTION: Input = Input::Choice(&[
    ("satisfied", "满意", "satisfied"),
    ("basically", "基本满意", "mostly satisfied"),
    ("dissatisfied", "不满意", "dissatisfied"),
    ("not-reached", "未联系上", "not reached"),
]);

const SOLVED: Input = Input::Choice(&[("yes", "已解决", "solved"), ("no", "未解决", "not solved")]);

const STAGES: Input = Input::Choice(&[
    ("planned", "谋划", "planned"),
    ("signed", "签约", "signed"),
    ("started", "开工", "started"),
    ("built", "建成", "built"),
    ("commissioned", "投产", "commissioned"),
    ("at-capacity", "达产达效", "at capacity"),
]);

/// Every act, in the order in which a page offers them: the next step of the
/// ordinary course first.
pub const ACTS: &[Act] = &[
    act(
        Verb::Grant(Extension),
        "grant-extension",
        "同意延期",
        "Grant the extension",
        &[GRANTED_BECAUSE, optional("due", "另定日期（不填则按申请）", "Another date (else as asked)", Input::Date)],
    ),
    act(Verb::Refuse(Extension), "refuse-extension", "不同意延期", "Refuse the extension", &[REASON]),
    act(
        Verb::Grant(Return),
        "grant-return",
        "同意退回",
        "Grant the return",
        &[
            field("to", "改由谁牵头", "Who leads now", Input::Agency),
            REASON,
            optional("clocks", "期限", "Clocks", CLOCKS),
        ],
    ),
    act(Verb::Refuse(Return), "refuse-return", "不同意退回", "Refuse the return", &[REASON]),
    act(Verb::Grant(Suspension), "grant-suspension", "同意中止", "Grant the suspension", &[GRANTED_BECAUSE]),
    act(Verb::Refuse(Suspension), "refuse-suspension", "不同意中止", "Refuse the suspension", &[REASON]),
    act(Verb::Grant(Plan), "grant-plan", "批准分步方案", "Approve the plan", &[GRANTED_BECAUSE]),
    act(Verb::Refuse(Plan), "refuse-plan", "不批准分步方案", "Refuse the plan", &[REASON]),
    act(
        Verb::AcceptClosing,
        "accept-closing",
        "办结审核通过",
        "Accept the closing",
        &[
            field("conclusion", "办理结论（承诺事项的结论将公开）", "Conclusion (public for promises)", Input::Text),
            optional("grade", "等次", "Grade", Input::Grade),
        ],
    ),
    act(Verb::SendBack, "send-back", "退回重办", "Send back", &[REASON]),
    act(Verb::Clear, "clear", "销号", "Strike off", &[]),
    act(Verb::Sign, "sign", "签收", "Sign for it", &[]),
    act(
        Verb::Deploy,
        "deploy",
        "研究部署",
        "Set to work",
        &[
            field("text", "研究部署情况", "What was decided", Input::Text),
            optional("handler", "经办人", "Who handles it", Input::Person),
        ],
    ),
    act(
        Verb::FeedBack,
        "feed-back",
        "反馈",
        "Report back",
        &[field("text", "反馈内容", "What is reported", Input::Text)],
    ),
    act(Verb::Contact, "contact", "联系诉求人", "Contact", &[field("text", "联系情况", "What was said", Input::Text)]),
    act(
        Verb::Answer,
        "answer",
        "答复",
        "Answer",
        &[
            field("text", "答复内容", "The answer", Input::Text),
            optional("label", "答复类别", "Label", Input::Label),
            optional("promise", "承诺事项", "What it promises for later", Input::Line),
            optional("promise-due", "承诺期限", "By when", Input::Date),
        ],
    ),
    act(
        Verb::ReportProgress,
        "report-progress",
        "报进展",
        "Report progress",
        &[
            field("text", "进展情况", "What was done", Input::Text),
            optional("values", "指标完成值", "Values", Input::Metrics),
            optional("problems", "存在问题", "What is in the way", Input::Text),
            optional("next", "下步打算", "What comes next", Input::Text),
        ],
    ),
    act(
        Verb::AskClosing,
        "ask-closing",
        "申请办结",
        "Ask to close",
        &[
            field("conclusion", "办结情况", "Conclusion", Input::Text),
            optional("exemption", "未附佐证的理由", "Why there is no evidence", Input::Text),
        ],
    ),
    act(
        Verb::ReachNode,
        "reach-node",
        "完成节点",
        "Reach a node",
        &[field("node", "节点", "Node", Input::Node), field("text", "完成情况", "How", Input::Text)],
    ),
    act(Verb::KeepPromise, "keep-promise", "承诺兑现", "Promise kept", &[TEXT]),
    act(
        Verb::ReachStage,
        "reach-stage",
        "项目阶段",
        "Reach a stage",
        &[field("stage", "阶段", "Stage", STAGES), field("on", "日期", "On", Input::Date)],
    ),
    act(
        Verb::ReportFunds,
        "report-funds",
        "报资金",
        "Report funds",
        &[
            optional("planned", "计划（万元）", "Planned (10,000 yuan)", Input::Number),
            optional("arrived", "到位（万元）", "Arrived (10,000 yuan)", Input::Number),
            optional("paid", "支付或完成（万元）", "Paid or invested (10,000 yuan)", Input::Number),
            optional("output", "年产值（万元）", "Output a year (10,000 yuan)", Input::Number),
        ],
    ),
    act(Verb::Support, "support", "配合意见", "Our share", &[field("text", "配合情况", "Text", Input::Text)]),
    act(
        Verb::AskExtension,
        "ask-extension",
        "申请延期",
        "Ask for an extension",
        &[
            field("due", "申请延至", "New date", Input::Date),
            REASON,
            field("progress", "目前进展", "How far it is", Input::Text),
            optional("clock", "延期的时限", "Which clock", Input::Clock),
        ],
    ),
    act(
        Verb::SubmitPlan,
        "submit-plan",
        "报分步方案",
        "Submit a plan",
        &[REASON, field("nodes", "节点（每行一个：日期 内容）", "Nodes (a line each: date and title)", Input::Nodes)],
    ),
    act(Verb::AskSuspension, "ask-suspension", "申请中止", "Ask for a suspension", &[REASON]),
    act(
        Verb::AskReturn,
        "ask-return",
        "申请退回",
        "Ask to return it",
        &[field("basis", "退回依据", "Basis", Input::Text)],
    ),
    act(
        Verb::Delegate,
        "delegate",
        "委托代办",
        "Name a stand-in",
        &[optional("to", "代办人（不填则收回）", "Who (none takes it back)", Input::Person)],
    ),
    act(
        Verb::Rate,
        "rate",
        "登记评价",
        "Note the rating",
        &[field("satisfaction", "评价", "Rating", SATISFACTION), optional("solved", "是否解决", "Solved", SOLVED)],
    ),
    act(
        Verb::LookBack,
        "look-back",
        "回头看",
        "Look back",
        &[
            field("text", "复查情况", "What was found", Input::Text),
            optional("holds", "整改仍然有效", "It still holds", Input::Check),
        ],
    ),
    act(
        Verb::Direct,
        "direct",
        "批示",
        "Write a directive",
        &[field("text", "批示内容", "Text", Input::Text), optional("due", "要求时限", "By when", Input::Date)],
    ),
    act(
        Verb::Judge,
        "judge",
        "研判",
        "Judge",
        &[field("light", "研判", "Light", LIGHTS), field("text", "理由", "Why", Input::Text)],
    ),
    act(Verb::Resume, "resume", "恢复办理", "Resume", &[REASON]),
    act(
        Verb::Transfer,
        "transfer",
        "调整牵头单位",
        "Change the lead",
        &[
            field("to", "改由谁牵头", "Who leads now", Input::Agency),
            REASON,
            optional("clocks", "期限", "Clocks", CLOCKS),
        ],
    ),
    act(
        Verb::ChangeSupport,
        "change-support",
        "调整配合单位",
        "Change who helps",
        &[optional("agencies", "配合单位（每行一个）", "Agencies (a line each)", Input::Agencies)],
    ),
    act(
        Verb::Amend,
        "amend",
        "调整事项",
        "Correct",
        &[
            optional("title", "事项内容", "Title", Input::Text),
            optional("class", "分类", "Class", Input::Class),
            optional("leader", "牵头领导", "Leader", Input::Line),
            optional("due", "时限", "Stated date", Input::Date),
            REASON,
        ],
    ),
    act(Verb::Reopen, "reopen", "重启", "Reopen", &[REASON, optional("due", "要求时限", "By when", Input::Date)]),
    act(Verb::Withdraw, "withdraw", "撤销", "Withdraw", &[REASON]),
];
