//! Agencies in the order of a result, with their workload beside. What may be ranked
//! is decided in the ledger: results of agencies with enough items, never people.

use std::collections::BTreeMap;

use luoshi_export::labels::Lang;
use luoshi_ledger::registry::Registry;
use luoshi_ledger::statistics::{self, Figures, GroupBy, NotRanked, RateCode, Settings, Workload, catalogue};
use serde_json::Value;

use super::super::agency_name;
use super::{Period, rates};

/// A ranking.
pub(super) struct Shown {
    pub(super) title: &'static str,
    pub(super) meaning: &'static str,
    pub(super) min_sample: i64,
    pub(super) places: Vec<Place>,
    /// Rates by which can be ranked: code, title, whether it is this one.
    pub(super) choices: Vec<(String, &'static str, bool)>,
}

pub(super) struct Place {
    /// The place, or `—`.
    pub(super) number: String,
    pub(super) agency: String,
    pub(super) rate: super::Shown,
    pub(super) workload: Workload,
    /// Why there is no place.
    pub(super) reason: &'static str,
}

fn code_of(code: RateCode) -> String {
    match serde_json::to_value(code) {
        Ok(Value::String(code)) => code,
        _ => String::new(),
    }
}

/// The ranking by the rate of a code; none when there is no such rate, or it says
/// nothing of results.
pub(super) fn read(
    code: &str,
    groups: &BTreeMap<Option<String>, Figures>,
    period: &Period,
    registry: &Registry,
    lang: Lang,
) -> Option<Shown> {
    let zh = lang == Lang::Zh;
    let title = |one: &'static statistics::Definition| if zh { one.title_zh } else { one.title_en };
    let rankable = || catalogue().iter().filter(|definition| definition.more_is_better.is_some());
    let definition = rankable().find(|definition| code_of(definition.code) == code).or_else(|| rankable().nth(1))?;
    let cohort = period.cohort();
    let ranking = statistics::rank(GroupBy::Agency, definition.code, groups, &cohort, Settings::default()).ok()?;
    let row = |number: String, agency: &str, rate: &statistics::Rate, workload, reason| Place {
        number,
        agency: agency_name(registry, agency).to_owned(),
        rate: rates::of(rate, period, &[("lead", agency)], lang),
        workload,
        reason,
    };
    let placed = ranking.places.iter().map(|one| row(one.place.to_string(), &one.agency, &one.rate, one.workload, ""));
    let unranked = ranking
        .unranked
        .iter()
        .map(|one| row("—".to_owned(), &one.agency, &one.rate, one.workload, reason(one.reason, lang)));
    Some(Shown {
        title: title(definition),
        meaning: if zh { definition.definition_zh } else { definition.definition_en },
        min_sample: ranking.min_sample,
        places: placed.chain(unranked).collect(),
        choices: rankable().map(|one| (code_of(one.code), title(one), one.code == definition.code)).collect(),
    })
}

fn reason(reason: NotRanked, lang: Lang) -> &'static str {
    match reason {
        NotRanked::NoData => lang.pick("无数据，不排名", "not ranked: no data"),
        NotRanked::SmallSample => lang.pick("样本不足，不排名", "not ranked: small sample"),
        NotRanked::FiguresMissing => lang.pick("数据不全，不排名", "not ranked: figures missing"),
    }
}
