//! Comparing: an indicator over the years and places of all reports that were read,
//! results against promises. Every figure leads to its sentence.

pub(crate) mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use luoshi_export::labels::Lang;
use luoshi_extract::document::Measure;
use luoshi_extract::indicator;
use luoshi_store::ReportLine;

use super::{Frame, render};
use crate::access::Permission;
use crate::auth::Viewer;
use crate::chart::Chart;
use crate::readings::FactLine;
use crate::{App, WebError};

use table::{Line, Table};

/// Places in the picture; the table has all.
const MOST_DRAWN: usize = 3;

#[derive(Template)]
#[template(path = "compare.html")]
struct Page {
    frame: Frame,
    choices: Vec<Choice>,
    places: Vec<(String, bool)>,
    years: Vec<i16>,
    lines: Vec<Line>,
    chart: Option<String>,
    title: String,
    left_out: usize,
    reports: usize,
}

/// An indicator in one measure, with how many figures there are of it.
pub(crate) struct Choice {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) figures: usize,
    pub(crate) is_chosen: bool,
}

/// An indicator over places and years.
pub(crate) struct Compared {
    /// What can be compared.
    pub(crate) choices: Vec<Choice>,
    /// Places, and whether they are in the table.
    pub(crate) places: Vec<(String, bool)>,
    pub(crate) table: Table,
    title: String,
    reports: usize,
}

/// A report with the figures that were read from it.
struct Read {
    report: ReportLine,
    place: String,
    facts: Arc<Vec<FactLine>>,
}

type Key = (usize, &'static str);

/// Compares an indicator of some places; of all of them when none is asked for.
pub(crate) async fn compare(
    app: &App,
    viewer: &Viewer,
    indicator: &str,
    asked: &BTreeSet<&str>,
) -> Result<Compared, WebError> {
    viewer.require(Permission::SeeStatistics)?;
    let lang = viewer.lang;
    let read = read(app, lang).await?;
    let counts = count(&read);
    let chosen = choose(&counts, indicator);
    let names: BTreeSet<&str> = read.iter().map(|one| one.place.as_str()).collect();
    let is_shown = |place: &str| asked.is_empty() || asked.contains(place);
    let shown: Vec<&Read> = read.iter().filter(|one| is_shown(&one.place)).collect();
    let table = chosen.map(|key| Table::of(&shown, name_of(key.0).0, key.1)).unwrap_or_default();
    let choice = |(key, figures): (&Key, &usize)| Choice {
        code: code(*key),
        name: title_of(*key, lang),
        figures: *figures,
        is_chosen: Some(*key) == chosen,
    };
    Ok(Compared {
        choices: counts.iter().map(choice).collect(),
        places: names.into_iter().map(|name| (name.to_owned(), is_shown(name))).collect(),
        title: chosen.map(|key| title_of(key, lang)).unwrap_or_default(),
        reports: read.len(),
        table,
    })
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    RawQuery(query): RawQuery,
) -> Result<Response, WebError> {
    let lang = viewer.lang;
    let fields: Vec<(String, String)> =
        form_urlencoded::parse(query.as_deref().unwrap_or_default().as_bytes()).into_owned().collect();
    let value = |name: &str| fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let asked = fields.iter().filter(|(name, _)| name == "place").map(|(_, value)| value.as_str()).collect();
    let Compared { choices, places, table, title, reports } =
        compare(&app, &viewer, value("indicator"), &asked).await?;
    let drawn: Chart = table.chart(&title, MOST_DRAWN, lang);
    render(&Page {
        frame: Frame::new(&app, &viewer, "compare", lang.pick("指标对比", "Comparison")).await?,
        choices,
        places,
        years: table.years(),
        chart: (!drawn.is_empty()).then(|| drawn.svg()),
        lines: table.lines(),
        left_out: table.places().saturating_sub(MOST_DRAWN),
        title,
        reports,
    })
}

/// Every report with its figures, by year; of several versions of a year the last.
async fn read(app: &App, lang: Lang) -> Result<Vec<Read>, WebError> {
    let mut last = BTreeMap::new();
    for report in app.ledger().list_reports().await? {
        last.insert((report.region.clone(), report.year), report);
    }
    let mut read = Vec::with_capacity(last.len());
    for report in last.into_values() {
        let facts = app.read_facts(&report).await?;
        let place = report.region.clone().unwrap_or_else(|| lang.pick("（地区不明）", "(no place)").to_owned());
        read.push(Read { report, place, facts });
    }
    Ok(read)
}

/// How many figures there are of each indicator and measure, in the order of the
/// catalogue.
fn count(read: &[Read]) -> BTreeMap<Key, usize> {
    let mut counts = BTreeMap::new();
    let places: BTreeMap<&str, usize> =
        indicator::catalogue().iter().enumerate().map(|(place, one)| (one.id, place)).collect();
    for fact in read.iter().flat_map(|one| one.facts.iter()) {
        let place = places.get(fact.indicator).copied().unwrap_or_default();
        *counts.entry((place, measure_code(fact.measure))).or_insert(0) += 1;
    }
    counts
}

/// The indicator that most people look for first.
const FIRST: &str = "gdp:growth";

/// What was asked for, else growth, else what most is known of.
fn choose(counts: &BTreeMap<Key, usize>, asked: &str) -> Option<Key> {
    let find = |wanted: &str| counts.keys().find(|key| code(**key) == wanted);
    let most = || counts.iter().rev().max_by_key(|(_, figures)| **figures).map(|(key, _)| key);
    find(asked).or_else(|| find(FIRST)).or_else(most).copied()
}

fn name_of(place: usize) -> (&'static str, &'static str) {
    indicator::catalogue().get(place).map_or(("", ""), |one| (one.id, one.name))
}

fn code(key: Key) -> String {
    format!("{}:{}", name_of(key.0).0, key.1)
}

fn title_of(key: Key, lang: Lang) -> String {
    let (id, name) = name_of(key.0);
    format!("{} · {}", lang.pick(name, id), measure_name(key.1, lang))
}

fn measure_code(measure: Measure) -> &'static str {
    match measure {
        Measure::Level => "level",
        Measure::Growth => "growth",
        Measure::PpChange => "pp-change",
        Measure::Share => "share",
        Measure::Rank => "rank",
        Measure::Relation => "relation",
    }
}

fn measure_name(code: &'static str, lang: Lang) -> &'static str {
    let zh = match code {
        "level" => "数值",
        "growth" => "增速",
        "pp-change" => "增减百分点",
        "share" => "占比",
        "rank" => "位次",
        _ => "与他项比较",
    };
    lang.pick(zh, code)
}
