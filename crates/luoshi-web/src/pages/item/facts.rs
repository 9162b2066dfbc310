//! What the page says of an item: its dates with why, its measures, its requests and
//! its history.

use jiff::civil::Date;
use luoshi_export::labels::Lang;
use luoshi_ledger::event::Recorded;
use luoshi_ledger::item::{Details, Item, Request};
use luoshi_ledger::light;
use luoshi_ledger::limit::Language;
use luoshi_ledger::schedule::{self, Plan, Progress, Settings, Standing};
use luoshi_ledger::time::wall;
use luoshi_store::Known;
use rust_decimal::Decimal;

use super::super::{Names, agency_name, due, minutes};
use crate::history::Teller;
use crate::words;

/// A clock with its date and why it is that date.
pub(crate) struct Step {
    pub(crate) title: String,
    pub(crate) due: String,
    pub(crate) moved_from: Option<String>,
    pub(crate) light: &'static str,
    pub(crate) word: &'static str,
    pub(crate) stopped: Option<String>,
    pub(crate) provisional: bool,
    pub(crate) why: Vec<String>,
}

/// The item's clocks in the order of its regime: the track 1-3-7-1-0.
pub(crate) fn steps(item: &Item, known: &Known, now: jiff::Timestamp, lang: Lang) -> Vec<Step> {
    let Some(regime) = known.settings.regime_of(item) else { return Vec::new() };
    let calendar = known.settings.calendar();
    let language = match lang {
        Lang::Zh => Language::Zh,
        Lang::En => Language::En,
    };
    item.explain(regime, calendar)
        .into_iter()
        .map(|(clock, calculation)| {
            let light = words::light_code(light::light(&clock, regime, calendar, now));
            Step {
                title: clock.title.clone(),
                due: due(&clock.due.to_string()),
                moved_from: (clock.due != clock.original_due).then(|| due(&clock.original_due.to_string())),
                light,
                word: words::light(Some(light), lang),
                stopped: clock.stopped_at.map(|at| minutes(wall(at))),
                provisional: clock.provisional && clock.is_running(),
                why: calculation.render(language),
            }
        })
        .collect()
}

/// A metric with how far it is, and a bar for it.
pub(in crate::pages) struct Measure {
    pub(in crate::pages) what: String,
    pub(in crate::pages) target: String,
    pub(in crate::pages) value: Option<String>,
    pub(in crate::pages) says: String,
    /// Widths of the bar in per cent: covered and expected by now.
    pub(in crate::pages) covered: Option<String>,
    pub(in crate::pages) expected: Option<String>,
}

/// The item's metrics against their schedule as of a day.
pub(in crate::pages) fn measures(item: &Item, today: Date, lang: Lang) -> Vec<Measure> {
    let settings = Settings::default();
    let metrics = (0u32..).zip(&item.content.metrics);
    metrics
        .filter_map(|(index, metric)| {
            let progress = item.progress_of(index, &settings, today)?;
            let standing = schedule::standing(&progress, &Plan::Elapsed, metric.period, &settings, today);
            let target = match metric.target2 {
                Some(upper) => format!("{}–{upper}{}", metric.target, metric.unit),
                None => format!("{}{}", metric.target, metric.unit),
            };
            let reported = item.values.get(&index);
            let value = reported.map(|last| format!("{}{} ({})", last.value.normalize(), metric.unit, last.as_of));
            Some(Measure {
                what: metric.what.clone(),
                target,
                value,
                says: says(&progress, &standing, lang),
                covered: progress.capped_share().map(width),
                expected: expected(&standing).map(width),
            })
        })
        .collect()
}

/// A share as a width in per cent, within the bar.
fn width(share: Decimal) -> String {
    let percent = (share * Decimal::ONE_HUNDRED).round_dp(1);
    percent.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED).normalize().to_string()
}

fn expected(standing: &Standing) -> Option<Decimal> {
    match standing {
        Standing::Judged(judged) => judged.expected,
        Standing::NoData { .. } | Standing::NotYetDue => None,
    }
}

/// No figure, no progress and not yet due are three things.
fn says(progress: &Progress, standing: &Standing, lang: Lang) -> String {
    match progress {
        Progress::NoData { reason } => {
            let why = if lang == Lang::Zh { reason.zh() } else { reason.en() };
            format!("{}：{why}", lang.pick("无数据", "no data"))
        }
        Progress::NotYetDue => lang.pick("未到上报时间", "not yet due").to_owned(),
        Progress::Value(_) | Progress::NoProgress(_) => {
            let share = progress.share().map(|s| (s * Decimal::ONE_HUNDRED).round_dp(1).normalize());
            let share = share.map(|s| format!("{s}%")).unwrap_or_default();
            match standing {
                Standing::Judged(judged) => format!("{share} · {}", lang.pick(judged.pace.zh(), judged.pace.en())),
                Standing::NoData { .. } | Standing::NotYetDue => share,
            }
        }
    }
}

/// What an item of its kind keeps beside the common core, each with its word. Who
/// asked for something is not among it.
pub(super) fn details(item: &Item, lang: Lang) -> Vec<(&'static str, String)> {
    let wan =
        |amount: &Option<Decimal>| amount.map(|a| format!("{} {}", a.normalize(), lang.pick("万元", "× 10,000 yuan")));
    let fields = match &item.content.details {
        Details::None => Vec::new(),
        Details::Project(part) => vec![
            (lang.pick("总投资", "Total investment"), wan(&part.total)),
            (lang.pick("年度计划投资", "Planned for the year"), wan(&part.annual)),
            (lang.pick("批次", "Batch"), part.cohort.clone()),
        ],
        Details::Pledge(part) => vec![(lang.pick("计划资金", "Funds planned"), wan(&part.funds_planned))],
        Details::Demand(part) => vec![
            (lang.pick("渠道", "Channel"), part.channel.clone()),
            (lang.pick("类型", "Type"), part.type_.clone()),
            (lang.pick("重复于", "Repeats"), part.repeats.as_ref().map(ToString::to_string)),
        ],
        Details::Suggestion(part) => vec![
            (lang.pick("编号", "Number"), part.number.clone()),
            (lang.pick("领衔", "By"), part.deputy.clone()),
            (lang.pick("会议", "Session"), part.session.clone()),
        ],
        Details::Finding(part) => vec![
            (lang.pick("检查", "Inspection"), part.inspection.clone()),
            (lang.pick("清单序号", "Number"), part.number.clone()),
            (lang.pick("整改类型", "Type"), part.rectification.clone()),
            (lang.pick("回头看", "Look back on"), part.look_back_on.map(|on| on.to_string())),
        ],
    };
    fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// A request as the page shows it.
pub(super) struct Asked {
    pub(super) what: &'static str,
    pub(super) who: String,
    pub(super) at: String,
    pub(super) reason: String,
    pub(super) more: Vec<String>,
    pub(super) decision: Option<String>,
    pub(super) granted: bool,
}

/// The requests of an item, the newest first.
pub(super) fn requests(item: &Item, names: &Names, lang: Lang) -> Vec<Asked> {
    item.requests.iter().rev().map(|request| asked(request, names, lang)).collect()
}

fn asked(request: &Request, names: &Names, lang: Lang) -> Asked {
    let mut more = Vec::new();
    more.extend(request.due.map(|due| format!("{} {due}", lang.pick("延至", "until"))));
    more.extend(request.progress.clone());
    more.extend(request.exemption.clone());
    more.extend(request.nodes.iter().map(|node| format!("{} {}", node.due, node.title)));
    let decision = request.decided.as_ref().map(|decided| {
        let word = if decided.granted { lang.pick("同意", "granted") } else { lang.pick("不同意", "refused") };
        let reason = decided.reason.as_deref().map(|r| format!("：{r}")).unwrap_or_default();
        format!("{} {} {word}{reason}", minutes(wall(decided.at)), names.of(&decided.by))
    });
    Asked {
        what: lang.pick(request.kind.zh(), request.kind.code()),
        who: names.of(&request.by).to_owned(),
        at: minutes(wall(request.at)),
        reason: request.reason.clone(),
        more,
        granted: request.decided.as_ref().is_some_and(|decided| decided.granted),
        decision,
    }
}

/// Something that happened.
pub(super) struct Happened {
    pub(super) at: String,
    pub(super) who: String,
    pub(super) what: String,
    pub(super) text: String,
}

/// Everything that happened to an item, the newest first.
pub(super) fn history(item: &Item, history: &[Recorded], known: &Known, names: &Names, lang: Lang) -> Vec<Happened> {
    let agency = |id: &str| agency_name(&known.registry, id).to_owned();
    let regime = known.settings.regime_of(item).map(AsRef::as_ref);
    let teller = Teller { item, regime, agency: &agency, lang };
    let happened = |one: &Recorded| {
        let actor = &one.actor;
        let mut who = names.of(&actor.person).to_owned();
        if let Some(agency) = &actor.agency {
            who = format!("{who}（{}）", agency_name(&known.registry, agency.as_str()));
        }
        if let Some(principal) = &actor.acting_for {
            who = format!("{who} {} {}", lang.pick("代", "for"), names.of(principal));
        }
        if actor.role == luoshi_ledger::actor::Role::System {
            lang.pick("系统", "the program").clone_into(&mut who);
        }
        Happened {
            at: minutes(wall(one.at)),
            who,
            what: words::event(&one.event.kind(), lang).to_owned(),
            text: teller.tell(&one.event),
        }
    };
    history.iter().rev().map(happened).collect()
}
