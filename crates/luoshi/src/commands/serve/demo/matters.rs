//! Matters that came in beside the report: directives under 13710, hotline and
//! enterprise demands, suggestions, findings, at every point of their lives.

use jiff::civil::{Date, DateTime, date};
use luoshi_ledger::AgencyId;
use luoshi_ledger::actor::Role;
use luoshi_ledger::command::Command;
use luoshi_ledger::item::{Content, DemandPart, Details, FindingPart, Item, ItemKind, People, Promise, SuggestionPart};
use luoshi_ledger::time;
use luoshi_store::Ledger;

use super::life::Step;
use super::{clerk, person, supervisor};

/// How far a matter has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Far {
    /// Sent back as somebody else's duty, and not decided on yet.
    Returned,
    Issued,
    Signed,
    Deployed,
    FedBack,
    Asked,
    Cleared,
}

/// A matter: what, to whom, when, of which class, how far.
struct Matter {
    kind: ItemKind,
    title: &'static str,
    lead: &'static str,
    issued: DateTime,
    class: Option<&'static str>,
    details: Details,
    far: Far,
}

/// Issues the matters and gives what was done on them.
pub(super) async fn steps(ledger: &Ledger) -> anyhow::Result<Vec<Step>> {
    let agencies: Vec<String> = matters().iter().map(|matter| matter.lead.to_owned()).collect();
    let start = time::instant(date(2025, 3, 3).at(9, 30, 0, 0));
    ledger.add_agencies(&agencies, &supervisor(), start).await?;
    let mut steps = Vec::new();
    for matter in matters() {
        let item = ledger.issue(&content(&matter), &supervisor(), time::instant(matter.issued)).await?;
        steps.extend(life(&matter, &item));
    }
    Ok(steps)
}

fn matters() -> Vec<Matter> {
    let mut matters = directives();
    matters.extend(demands());
    matters.extend(suggestions());
    matters
}

fn directives() -> Vec<Matter> {
    let on = |day: Date, hour| day.at(hour, 0, 0, 0);
    let directive = |title, lead, issued, class, far| Matter {
        kind: ItemKind::Directive,
        title,
        lead,
        issued,
        class: Some(class),
        details: Details::None,
        far,
    };
    vec![
        directive(
            "排查东关片区雨污管网堵点，本周内拿出整改清单",
            "县住房城乡建设局",
            on(date(2025, 7, 15), 8),
            "ordinary",
            Far::Issued,
        ),
        directive("核查霁水河支流违规采砂线索", "县水利局", on(date(2025, 7, 14), 10), "ordinary", Far::Returned),
        directive("核实媒体反映的农村校车超员问题", "县教育局", on(date(2025, 7, 14), 15), "ordinary", Far::Deployed),
        directive(
            "研究夜市外摆占道问题并提出规范意见",
            "县商务局",
            on(date(2025, 7, 10), 9),
            "ordinary",
            Far::Deployed,
        ),
        directive(
            "解决霁水大道路灯大面积不亮问题",
            "县住房城乡建设局",
            on(date(2025, 7, 3), 9),
            "ordinary",
            Far::FedBack,
        ),
        directive("化解御景园小区办证历史遗留问题", "县自然资源局", on(date(2025, 6, 18), 9), "complex", Far::FedBack),
        directive(
            "查清霁水河下游水体异味原因",
            "市生态环境局霁川分局",
            on(date(2025, 6, 9), 9),
            "ordinary",
            Far::Cleared,
        ),
        directive("落实高考期间噪声管控措施", "县教育局", on(date(2025, 5, 28), 9), "ordinary", Far::Cleared),
        directive("调度农贸市场改造进度", "县商务局", on(date(2025, 7, 8), 9), "ordinary", Far::Asked),
    ]
}

fn demands() -> Vec<Matter> {
    let demand = |title, lead, issued, class: &'static str, who: (&str, &str, &str), far| Matter {
        kind: ItemKind::Demand,
        title,
        lead,
        issued,
        class: Some(class),
        details: Details::Demand(DemandPart {
            person: Some(who.0.to_owned()),
            contact: Some(who.1.to_owned()),
            channel: Some(who.2.to_owned()),
            type_: Some("求助".to_owned()),
            repeats: None,
        }),
        far,
    };
    let on = |day, hour| date(2025, 7, day).at(hour, 30, 0, 0);
    vec![
        demand("小区二次供水水压不足", "县水利局", on(14, 9), "help", ("邓女士", "13900000011", "电话"), Far::Signed),
        demand(
            "公交三路末班车时间过早",
            "县交通运输局",
            on(11, 10),
            "advice",
            ("仇先生", "13900000012", "网络"),
            Far::Deployed,
        ),
        demand(
            "咨询灵活就业社保补贴办理条件",
            "县人力资源社会保障局",
            on(10, 11),
            "consultation",
            ("祁女士", "13900000013", "电话"),
            Far::Cleared,
        ),
        demand(
            "夜间施工噪声扰民",
            "县住房城乡建设局",
            on(9, 9),
            "complaint",
            ("童先生", "13900000014", "电话"),
            Far::Deployed,
        ),
        demand(
            "企业反映用电增容审批时间长",
            "县工业和信息化局",
            on(8, 15),
            "help",
            ("霁川金穗食品公司", "13900000015", "企业端口"),
            Far::FedBack,
        ),
    ]
}

fn suggestions() -> Vec<Matter> {
    let of_deputy = |number: &str, deputy: &str| {
        Details::Suggestion(SuggestionPart {
            number: Some(number.to_owned()),
            deputy: Some(deputy.to_owned()),
            session: Some("十六届人大五次会议".to_owned()),
        })
    };
    let found = |number: &str| {
        Details::Finding(FindingPart {
            inspection: Some("省安全生产督导检查".to_owned()),
            number: Some(number.to_owned()),
            rectification: Some("立行立改".to_owned()),
            look_back_on: None,
        })
    };
    let matter = |kind, title, lead, issued: Date, class, details, far| Matter {
        kind,
        title,
        lead,
        issued: issued.at(9, 0, 0, 0),
        class,
        details,
        far,
    };
    vec![
        matter(
            ItemKind::Suggestion,
            "关于增加城区学校周边停车泊位的建议",
            "县教育局",
            date(2025, 3, 18),
            None,
            of_deputy("017", "郝秀英"),
            Far::Asked,
        ),
        matter(
            ItemKind::Suggestion,
            "关于扶持乡镇特色民宿发展的建议",
            "县商务局",
            date(2025, 4, 22),
            None,
            of_deputy("023", "谷大川"),
            Far::Deployed,
        ),
        matter(
            ItemKind::Proposal,
            "关于完善社区养老服务站运营机制的提案",
            "县民政局",
            date(2025, 4, 2),
            None,
            of_deputy("政协06", "柏松年"),
            Far::FedBack,
        ),
        matter(
            ItemKind::Finding,
            "两家危化品企业应急预案未按期演练",
            "县应急管理局",
            date(2025, 7, 1),
            Some("immediate"),
            found("3"),
            Far::Deployed,
        ),
        matter(
            ItemKind::Finding,
            "三处在建工地临边防护缺失",
            "县住房城乡建设局",
            date(2025, 6, 24),
            Some("immediate"),
            found("7"),
            Far::Cleared,
        ),
    ]
}

fn content(matter: &Matter) -> Content {
    let leader = (matter.kind == ItemKind::Directive).then(|| "xianzhang".into());
    Content {
        title: matter.title.to_owned(),
        kind: matter.kind,
        details: matter.details.clone(),
        source: None,
        more_sources: Vec::new(),
        class: matter.class.map(str::to_owned),
        urgency: (matter.kind == ItemKind::Demand).then(|| "ordinary".to_owned()),
        lead: AgencyId::from(matter.lead),
        support: Vec::new(),
        people: People { leader, ..People::default() },
        regime: matter.kind.usual_regime().to_owned(),
        regime_version: 0,
        stated_due: None,
        stated_due_text: None,
        metrics: Vec::new(),
        nodes: Vec::new(),
        parent: None,
        reopens: None,
        year: 2025,
        region: Some("霁川县".to_owned()),
        section: None,
        upstream: None,
        not_secret: true,
    }
}

/// What was done on a matter, as far as it has come.
fn life(matter: &Matter, item: &Item) -> Vec<Step> {
    let lead = clerk(&item.content.lead);
    let reviewer = person("shenhe", Role::Reviewer);
    let after = |days, hours: i64| {
        let at = matter.issued.saturating_add(jiff::Span::new().days(days).hours(hours));
        at.min(super::BEGINS)
    };
    let answered = matches!(matter.kind, ItemKind::Demand | ItemKind::Suggestion | ItemKind::Proposal);
    let label = matches!(matter.kind, ItemKind::Suggestion | ItemKind::Proposal).then(|| "B".to_owned());
    let promise = label.as_ref().map(|_| Promise {
        text: "新增泊位120个并投入使用".to_owned(),
        due: date(2025, 11, 30),
        kept_at: None,
    });
    let mut steps = Vec::new();
    if matter.far == Far::Returned {
        let basis = "按三定规定，河道采砂由县自然资源局牵头，我局配合。".to_owned();
        let at = after(0, 3);
        steps.push(Step { at, actor: lead.clone(), item: item.id.clone(), command: Command::AskReturn { basis } });
    }
    let mut add = |far, at, actor: &_, command| {
        if matter.far >= far {
            steps.push(Step { at, actor: luoshi_ledger::actor::Actor::clone(actor), item: item.id.clone(), command });
        }
    };
    add(Far::Signed, after(0, 1), &lead, Command::Sign);
    let text = "已安排专人现场核查，当日研究处置措施。".to_owned();
    add(Far::Deployed, after(0, 2), &lead, Command::Deploy { text, handler: Some(lead.person.clone()) });
    let text = "已现场核实，问题属实，正在组织整改。".to_owned();
    add(Far::FedBack, after(2, 3), &lead, Command::FeedBack { text });
    if answered {
        let text = "经核实研究，现将办理情况答复如下：相关措施已纳入年度计划并逐项落实。".to_owned();
        add(Far::Asked, after(2, 4), &lead, Command::Answer { label, text, promise });
    }
    let conclusion = "已按要求整改到位，群众反映良好，申请办结。".to_owned();
    let exemption = Some("现场情况已由督查人员核验".to_owned());
    add(Far::Asked, after(3, 0), &lead, Command::AskClosing { conclusion, exemption });
    let conclusion = "经现场复核，情况属实。".to_owned();
    add(Far::Cleared, after(3, 4), &reviewer, Command::AcceptClosing { grade: None, conclusion });
    add(Far::Cleared, after(3, 6), &supervisor(), Command::Clear);
    steps
}
