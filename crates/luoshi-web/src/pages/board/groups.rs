//! The period by agency, leader, section or kind.

use std::collections::BTreeMap;

use luoshi_export::labels::Lang;
use luoshi_ledger::statistics::{Figures, GroupBy, RateCode};
use luoshi_store::NOT_STATED;

use super::{Number, Period, Shown, list, rates};
use crate::words;

/// Groups that a page shows unless all are asked for.
const ROWS: usize = 40;

/// Rates that stand in the table.
const RATES: [RateCode; 4] =
    [RateCode::ClosingRate, RateCode::OnTimeClosingRate, RateCode::OnTimeFeedbackRate, RateCode::OverdueRate];

/// By what the period can be shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct By {
    pub(crate) code: &'static str,
    pub(crate) group: GroupBy,
    /// The field of the list's filter.
    field: &'static str,
    pub(crate) zh: &'static str,
    pub(crate) en: &'static str,
}

pub(crate) const ALL: [By; 4] = [
    By { code: "agency", group: GroupBy::Agency, field: "lead", zh: "责任单位", en: "agency" },
    By { code: "leader", group: GroupBy::Leader, field: "leader", zh: "分管领导", en: "leader" },
    By { code: "section", group: GroupBy::Section, field: "section", zh: "报告板块", en: "section" },
    By { code: "kind", group: GroupBy::Kind, field: "kind", zh: "事项类别", en: "kind" },
];

/// By what was asked, or by agency.
pub(crate) fn find(code: Option<&str>) -> By {
    ALL.into_iter().find(|by| Some(by.code) == code).unwrap_or(ALL[0])
}

/// A group of the period.
pub(crate) struct Group {
    pub(crate) name: String,
    /// Issued, open, overdue, closed.
    pub(crate) numbers: Vec<Number>,
    pub(crate) rates: Vec<Shown>,
}

/// A number of counted items with the list of them.
pub(crate) fn counted(name: &str, value: i64, code: &str, period: &Period, group: &[(&str, &str)]) -> Number {
    let (from, to) = (period.from.to_string(), period.to.to_string());
    let mut fields = vec![("count", code), ("from", &*from), ("to", &*to)];
    fields.extend_from_slice(group);
    Number { name: name.to_owned(), value: value.to_string(), href: Some(list(&fields)) }
}

/// The same in a table, where a zero opens nothing.
fn counted_in_row(name: &str, value: i64, code: &str, period: &Period, group: &[(&str, &str)]) -> Number {
    let number = counted(name, value, code, period, group);
    Number { href: number.href.filter(|_| value != 0), ..number }
}

/// The groups, those with the most to do first, leaders by their names, and how many
/// were left out. Nobody is ranked by this: the order is that of the workload.
pub(crate) fn group_rows(
    by: By,
    groups: &BTreeMap<Option<String>, Figures>,
    period: &Period,
    all: bool,
    printed: &impl Fn(&str) -> String,
    lang: Lang,
) -> (Vec<Group>, usize) {
    let mut sorted: Vec<(&Option<String>, &Figures)> = groups.iter().collect();
    if by.group != GroupBy::Leader {
        sorted.sort_by_key(|(_, figures)| std::cmp::Reverse(figures.at.open));
    }
    let most = if all { sorted.len() } else { ROWS };
    let left_out = sorted.len().saturating_sub(most);
    let row = |(key, figures): (&Option<String>, &Figures)| {
        let name = match key {
            Some(key) if by.group == GroupBy::Kind => words::kind_of(key, lang).to_owned(),
            Some(key) => printed(key),
            None => lang.pick("（未注明）", "(not stated)").to_owned(),
        };
        row(by, name, key.as_deref().unwrap_or(NOT_STATED), figures, period, lang)
    };
    (sorted.into_iter().take(most).map(row).collect(), left_out)
}

fn row(by: By, name: String, key: &str, figures: &Figures, period: &Period, lang: Lang) -> Group {
    let group = [(by.field, key)];
    let numbers = [
        ("交办", "issued", figures.within.assigned, "assigned"),
        ("在办", "open", figures.at.open, "open"),
        ("超期", "overdue", figures.at.open_overdue, "overdue"),
        ("办结", "closed", figures.within.closed, "closed"),
    ]
    .map(|(zh, en, value, code)| counted_in_row(lang.pick(zh, en), value, code, period, &group));
    let rates = RATES.map(|code| rates::one(code, figures, period, &group, lang));
    Group { name, numbers: numbers.into(), rates: rates.into() }
}
