//! `luoshi reconcile --series`: each indicator over the years.

use std::fmt::Write as _;

use luoshi_export::grid::{Align, Grid};
use luoshi_export::labels::Lang;
use luoshi_extract::indicator;
use luoshi_ledger::reconcile::{self, Account, Figure, Reconciliation, Series, Year, labels};
use serde::Serialize;

use super::super::Outcome;
use crate::desk::Desk;
use crate::view;

/// The indicators of one place.
#[derive(Serialize)]
struct Place<'a> {
    reports: Vec<&'a str>,
    series: Vec<Series>,
}

impl<'a> Place<'a> {
    fn new(accounts: &[Account<'a>], chain: &[Reconciliation]) -> Self {
        let reports = accounts.iter().map(|account| account.report).collect();
        Self { reports, series: reconcile::series_of(accounts, chain) }
    }
}

/// Prints the indicators of each place.
pub(super) fn answer(
    places: &[Vec<Account<'_>>],
    chains: &[Vec<Reconciliation>],
    desk: &Desk,
) -> anyhow::Result<Outcome> {
    let answer: Vec<Place> = places.iter().zip(chains).map(|(accounts, chain)| Place::new(accounts, chain)).collect();
    let outcome = desk.answer(&answer, || answer.iter().map(|place| text(place, desk)).collect())?;
    Ok(if answer.iter().all(|place| place.series.is_empty()) { Outcome::NothingFound } else { outcome })
}

/// One line a year under each indicator that somebody promised something for, or
/// that has more than one year.
fn text(place: &Place, desk: &Desk) -> String {
    let lang = desk.lang();
    let mut text = format!("{}\n", place.reports.join(" → "));
    let says = |series: &&Series| series.years.len() > 1 || series.years.iter().any(|year| year.target.is_some());
    for series in place.series.iter().filter(says) {
        let known = indicator::catalogue().iter().find(|one| one.id == series.indicator);
        let name = known.map_or(series.indicator.as_str(), |one| lang.pick(one.name, one.id));
        let _ = writeln!(text, "\n{name} · {}", measure(&series.measure, lang));
        let mut grid = Grid::new(vec![Align::Start; 5]);
        for year in &series.years {
            grid.push(cells(year, lang));
        }
        text += &view::lines(&grid, desk);
    }
    text
}

fn cells(year: &Year, lang: Lang) -> Vec<String> {
    let named = |name: &str, figure: Option<&Figure>| {
        figure.map_or_else(|| format!("{name} —"), |figure| format!("{name} {}", render(figure)))
    };
    let verdict = year.verdict.map(labels::verdict);
    vec![
        format!("  {}", year.year),
        named(lang.pick("承诺", "promised"), year.target.as_ref()),
        named(lang.pick("结果", "result"), year.result.as_ref()),
        year.restated.as_ref().map(|f| named(lang.pick("后报", "restated"), Some(f))).unwrap_or_default(),
        verdict.map(|label| format!("[{}]", lang.pick(label.zh, label.en))).unwrap_or_default(),
    ]
}

fn render(figure: &Figure) -> String {
    let unit = figure.unit.as_deref().unwrap_or_default();
    match figure.value2 {
        Some(upper) => format!("{}–{}{unit}", figure.value.normalize(), upper.normalize()),
        None => format!("{}{unit}", figure.value.normalize()),
    }
}

fn measure(code: &str, lang: Lang) -> &str {
    let zh = match code {
        "level" => "数值",
        "growth" => "增速",
        "pp-change" => "增减百分点",
        "share" => "占比",
        "rank" => "位次",
        "relation" => "与他项比较",
        other => other,
    };
    if lang == Lang::Zh { zh } else { code }
}
