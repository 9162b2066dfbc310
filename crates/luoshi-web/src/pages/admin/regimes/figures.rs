//! The figures of a regime in words, each with where it comes from and whether it
//! was seen there.

use luoshi_export::labels::Lang;
use luoshi_ledger::clock::Role;
use luoshi_ledger::item::ItemKind;
use luoshi_ledger::limit::{Language, Limit};
use luoshi_ledger::regime::{Every, Offset, Regime, WarnRule, When};

use crate::words;

/// A figure.
pub(super) struct Figure {
    /// What it is about.
    pub(super) what: String,
    /// How much.
    pub(super) value: String,
    /// For which items; empty for all.
    pub(super) when: String,
    /// Whether it was seen in the source.
    pub(super) certain: bool,
    /// Where it comes from.
    pub(super) source: String,
}

/// The language of what the ledger renders.
pub(in super::super) fn language(lang: Lang) -> Language {
    match lang {
        Lang::Zh => Language::Zh,
        Lang::En => Language::En,
    }
}

/// A title in the language, in Chinese where there is no English.
pub(super) fn titled(zh: &str, en: Option<&String>, lang: Lang) -> String {
    en.filter(|_| lang == Lang::En).cloned().unwrap_or_else(|| zh.to_owned())
}

/// Every figure of a regime, in the order of its file.
pub(super) fn figures(regime: &Regime, lang: Lang) -> Vec<Figure> {
    let mut rows = Rows { rows: Vec::new() };
    let warn = lang.pick("亮黄灯", "light turns yellow");
    rows.add(warn.to_owned(), warning(regime.warn.at, lang), String::new(), (regime.warn.certain, &regime.warn.source));
    for clock in &regime.clocks {
        let title = titled(&clock.title, clock.title_en.as_ref(), lang);
        for limit in &clock.limits {
            let when = conditions(&[&clock.when, &limit.when], regime, lang);
            rows.add(title.clone(), limit.is.render(language(lang)), when, (limit.certain, &limit.source));
        }
        if let Some(own) = &clock.warn {
            rows.add(format!("{title} · {warn}"), warning(own.at, lang), String::new(), (own.certain, &own.source));
        }
    }
    of_nodes(&mut rows, regime, lang);
    of_reports(&mut rows, regime, lang);
    for rung in &regime.rungs {
        let people = rung.audience.iter().map(|code| audience(code, lang)).collect::<Vec<_>>();
        let value = format!("{} → {}", offset(rung.offset, lang), people.join(lang.pick("、", ", ")));
        rows.add(titled(&rung.title, rung.title_en.as_ref(), lang), value, String::new(), (rung.certain, &rung.source));
    }
    of_terms(&mut rows, regime, lang);
    rows.rows
}

struct Rows {
    rows: Vec<Figure>,
}

impl Rows {
    fn add(&mut self, what: String, value: String, when: String, (certain, source): (bool, &String)) {
        self.rows.push(Figure { what, value, when, certain, source: source.clone() });
    }
}

fn of_nodes(rows: &mut Rows, regime: &Regime, lang: Lang) {
    let Some(nodes) = &regime.nodes else { return };
    let what = lang.pick("方案节点", "nodes of a plan").to_owned();
    let value = lang.pick("各节点按自己的日期计时", "each by its own day").to_owned();
    rows.add(what, value, String::new(), (nodes.certain, &nodes.source));
    for node in &nodes.standard {
        let when = conditions(&[&node.when], regime, lang);
        let title = titled(&node.title, node.title_en.as_ref(), lang);
        rows.add(title, node.on.to_string(), when, (node.certain, &node.source));
    }
}

fn of_reports(rows: &mut Rows, regime: &Regime, lang: Lang) {
    for report in &regime.reports {
        let every = match report.every {
            Every::Month => lang.pick("每月", "each month"),
            Every::Quarter => lang.pick("每季", "each quarter"),
            Every::HalfYear => lang.pick("每半年", "each half-year"),
        };
        let value = match (report.day, lang) {
            (Some(day), Lang::Zh) => format!("{every}{day}日"),
            (Some(day), Lang::En) => format!("{every}, day {day}"),
            (None, _) => every.to_owned(),
        };
        let when = conditions(&[&report.when], regime, lang);
        let title = titled(&report.title, report.title_en.as_ref(), lang);
        rows.add(title, value, when, (report.certain, &report.source));
    }
}

fn of_terms(rows: &mut Rows, regime: &Regime, lang: Lang) {
    let language = language(lang);
    let limit = |limit: Option<Limit>| limit.map(|limit| limit.render(language));
    let rule = &regime.extension;
    let mut value = match (rule.max_count, lang) {
        (0, _) => lang.pick("不得延期", "none").to_owned(),
        (count, Lang::Zh) => format!("最多{count}次"),
        (count, Lang::En) => format!("{count} at most"),
    };
    if let Some(by) = limit(rule.by) {
        value = format!("{value}，{} {by}", lang.pick("每次不超过原期限后", "up to, after the first date,"));
    }
    if let Some(within) = limit(rule.within) {
        value = format!("{value}，{} {within}", lang.pick("自起算不超过", "from the start up to"));
    }
    let source = (rule.certain, &rule.source);
    rows.add(lang.pick("延期", "extension").to_owned(), value, String::new(), source);
    if let Some(rule) = &regime.return_rule {
        let value = match lang {
            Lang::Zh => format!("交办后{}内，最多{}次", rule.within.render(language), rule.max_count),
            Lang::En => format!("within {}, {} at most", rule.within.render(language), rule.max_count),
        };
        let source = (rule.certain, &rule.source);
        rows.add(lang.pick("退回", "return").to_owned(), value, String::new(), source);
    }
    let closing = &regime.closing;
    let mut value = lang.pick("不要求佐证", "no evidence needed").to_owned();
    if closing.evidence_required {
        lang.pick("须有佐证", "evidence needed").clone_into(&mut value);
    }
    for list in [&closing.evidence_kinds, &closing.grades] {
        if !list.is_empty() {
            value = format!("{value}；{}", list.join("、"));
        }
    }
    rows.add(lang.pick("办结", "closing").to_owned(), value, String::new(), (closing.certain, &closing.source));
    for label in &regime.labels {
        let what = format!("{} {}", label.code, titled(&label.title, label.title_en.as_ref(), lang));
        rows.add(what, label.meaning.clone(), String::new(), (label.certain, &label.source));
    }
}

/// When a light turns yellow.
fn warning(rule: WarnRule, lang: Lang) -> String {
    match (rule, lang) {
        (WarnRule::Left { percent, min_days: 0 }, Lang::Zh) => format!("剩余时间不足{percent}%"),
        (WarnRule::Left { percent, min_days }, Lang::Zh) => format!("剩余时间不足{percent}%或{min_days}天"),
        (WarnRule::Days(days), Lang::Zh) => format!("期限前{days}天"),
        (WarnRule::Workdays(days), Lang::Zh) => format!("期限前{days}个工作日"),
        (WarnRule::Left { percent, min_days }, Lang::En) => format!("{percent} % or {min_days} days are left"),
        (WarnRule::Days(days), Lang::En) => format!("{days} days before"),
        (WarnRule::Workdays(days), Lang::En) => format!("{days} working days before"),
    }
}

/// When a rung is reached.
fn offset(offset: Offset, lang: Lang) -> String {
    let (count, zh, en) = match offset {
        Offset::Days(count) => (count, "天", "days"),
        Offset::Workdays(count) => (count, "个工作日", "working days"),
        Offset::Hours(count) => (count, "小时", "hours"),
    };
    match (count, lang) {
        (0, _) => lang.pick("到期时", "when it is due").to_owned(),
        (..0, Lang::Zh) => format!("到期前{}{zh}", -count),
        (.., Lang::Zh) => format!("超期{count}{zh}"),
        (..0, Lang::En) => format!("{} {en} before", -count),
        (.., Lang::En) => format!("{count} {en} after"),
    }
}

fn audience(code: &str, lang: Lang) -> String {
    let role = luoshi_ledger::actor::Role::of_code(code);
    role.map_or_else(|| code.to_owned(), |role| words::role(role, lang).to_owned())
}

/// Conditions in words, all of which have to be met; empty for every item.
pub(super) fn conditions(all: &[&When], regime: &Regime, lang: Lang) -> String {
    let mut parts = Vec::new();
    for when in all {
        let among = |codes: &[String], list: &[luoshi_ledger::regime::Choice]| {
            let name = |code: &String| {
                let choice = list.iter().find(|choice| choice.code == *code);
                choice.map_or_else(|| code.clone(), |choice| titled(&choice.title, choice.title_en.as_ref(), lang))
            };
            codes.iter().map(name).collect::<Vec<_>>().join("、")
        };
        parts.push(
            when.kind
                .iter()
                .filter_map(|code| ItemKind::of_code(code))
                .map(|k| words::kind(k, lang))
                .collect::<Vec<_>>()
                .join("、"),
        );
        parts.push(among(&when.class, &regime.classes));
        parts.push(among(&when.urgency, &regime.urgencies));
        parts.push(match when.role {
            Some(Role::Support) => lang.pick("配合单位", "supporting agencies").to_owned(),
            Some(_) => lang.pick("牵头单位", "the lead").to_owned(),
            None => String::new(),
        });
        parts.push(match when.stated {
            Some(true) => lang.pick("写明时限的", "with a stated date").to_owned(),
            Some(false) => lang.pick("未写明时限的", "without a stated date").to_owned(),
            None => String::new(),
        });
    }
    parts.retain(|part| !part.is_empty());
    parts.join("，")
}
