//! `luoshi stats --rank`: agencies in the order of a rate, with the workload beside.
//! What may be ranked at all is decided in the ledger: agencies' results, never people.

use std::fmt::Write as _;

use luoshi_export::grid::{Align, Grid};
use luoshi_export::labels::Lang;
use luoshi_ledger::statistics::{Cohort, NotRanked, Ranking, RateCode, Workload, catalogue};

use super::{name_of, value};
use crate::desk::Desk;
use crate::view;

/// The code of a rate that can be ranked.
pub(super) fn parse_rate(code: &str) -> Result<RateCode, String> {
    let rankable = || catalogue().iter().filter(|definition| definition.more_is_better.is_some());
    let codes: Vec<String> = rankable().map(|definition| word(definition.code)).collect();
    let found = rankable().zip(&codes).find(|(_, known)| *known == code);
    found.map(|(definition, _)| definition.code).ok_or_else(|| format!("there are {}", codes.join(", ")))
}

fn word(code: RateCode) -> String {
    serde_json::to_value(code).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The ranking for a person: places, then those without one and why.
pub(super) fn text(ranking: &Ranking, cohort: &Cohort, desk: &Desk) -> String {
    let lang = desk.lang();
    let definition = ranking.definition;
    let zh = lang == Lang::Zh;
    let mut text = format!("{}\n", if zh { cohort.zh() } else { cohort.en() });
    let _ = writeln!(
        text,
        "{}: {} · {} {}\n",
        if zh { definition.title_zh } else { definition.title_en },
        if zh { definition.definition_zh } else { definition.definition_en },
        lang.pick("样本不少于", "least sample"),
        ranking.min_sample,
    );
    let mut grid = Grid::new([Align::End, Align::Start, Align::End, Align::End, Align::Start, Align::Start].to_vec());
    for place in &ranking.places {
        let agency = desk.agency_name(&place.agency).to_owned();
        let [rate, fraction] = value(&place.rate, lang);
        grid.push(vec![place.place.to_string(), agency, rate, fraction, workload(place.workload, lang), String::new()]);
    }
    for left in &ranking.unranked {
        let agency = desk.agency_name(&left.agency).to_owned();
        let [rate, fraction] = value(&left.rate, lang);
        let reason = reason(left.reason, lang).to_owned();
        grid.push(vec!["—".to_owned(), agency, rate, fraction, workload(left.workload, lang), reason]);
    }
    text + &view::lines(&grid, desk)
}

fn workload(workload: Workload, lang: Lang) -> String {
    format!(
        "{} {} · {} {} · {} {}",
        name_of("assigned", lang),
        workload.assigned,
        name_of("closed", lang),
        workload.closed,
        name_of("open", lang),
        workload.open,
    )
}

fn reason(reason: NotRanked, lang: Lang) -> &'static str {
    match reason {
        NotRanked::NoData => lang.pick("无数据，不排名", "not ranked: no data"),
        NotRanked::SmallSample => lang.pick("样本不足，不排名", "not ranked: small sample"),
        NotRanked::FiguresMissing => lang.pick("数据不全，不排名", "not ranked: figures missing"),
    }
}
