//! Projects on a board by stage (签约 → 开工 → 投产 → 达效), with the rates of each
//! batch and amounts that a reader takes in at once.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use luoshi_export::labels::Lang;
use luoshi_ledger::item::{Details, Item, ItemKind, ProjectStage};
use luoshi_ledger::statistics::{Figures, GroupBy, RateCode};
use luoshi_store::{Filter, ItemLine, Sort};
use rust_decimal::Decimal;
use serde::Deserialize;

use super::board::{Period, Shown, one};
use super::{Frame, agency_name, render};
use crate::access::Permission;
use crate::auth::Viewer;
use crate::{App, WebError, words};

/// Projects on the board; a ledger with more shows the first by number.
const MOST: u32 = 400;

/// Cards in a column; the others are behind a link.
const CARDS: usize = 20;

const STAGES: [(ProjectStage, &str, &str); 6] = [
    (ProjectStage::Planned, "谋划前期", "planned"),
    (ProjectStage::Signed, "签约", "signed"),
    (ProjectStage::Started, "开工在建", "started"),
    (ProjectStage::Built, "建成", "built"),
    (ProjectStage::Commissioned, "投产", "in production"),
    (ProjectStage::AtCapacity, "达效", "at capacity"),
];

#[derive(Template)]
#[template(path = "projects.html")]
struct Page {
    frame: Frame,
    year: Option<i16>,
    count: usize,
    amount: Amount,
    columns: Vec<Column>,
    rates: Vec<Shown>,
    batches: Vec<Batches>,
    is_cut: bool,
}

/// Money of several projects.
struct Amount {
    sum: String,
    /// Projects of which it is not known; they are not in the sum.
    missing: usize,
}

/// A stage with its projects.
struct Column {
    name: &'static str,
    amount: Amount,
    count: usize,
    cards: Vec<Card>,
}

struct Card {
    id: String,
    title: String,
    lead: String,
    total: Option<String>,
    since: Option<String>,
    light: Option<&'static str>,
    light_word: &'static str,
}

/// The batches of one stage with the rate of each.
struct Batches {
    title: &'static str,
    rows: Vec<(String, Shown)>,
}

/// What the address asks for.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    year: Option<String>,
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let (lang, now) = (viewer.lang, app.now());
    let known = app.known().await?;
    let year = asked.year.and_then(|year| year.parse().ok());
    let filter = viewer.restrict(Filter { kind: Some(ItemKind::Project), year, ..Filter::default() }, &known.registry);
    let page = app.ledger().list_items(&filter, Sort::Number, None, MOST, now).await?;
    let items = app.ledger().list_whole_items(&page).await?;
    let placed: Vec<(&ItemLine, &Item)> = page.items.iter().zip(&items).collect();
    let card = |(line, item): &(&ItemLine, &Item)| {
        let light = line.light(now);
        Card {
            lead: agency_name(&known.registry, &line.lead).to_owned(),
            total: total_of(item).map(|amount| words::money(amount, lang)),
            since: item.find_stage(stage(item)).map(|day| day.to_string()),
            light,
            light_word: words::light(light, lang),
            id: line.id.clone(),
            title: line.title.clone(),
        }
    };
    let column = |(at, zh, en): &(ProjectStage, &'static str, &'static str)| {
        let here: Vec<(&ItemLine, &Item)> = placed.iter().filter(|(_, item)| stage(item) == *at).copied().collect();
        Column {
            name: lang.pick(zh, en),
            amount: amount(here.iter().map(|(_, item)| *item), lang),
            count: here.len(),
            cards: here.iter().take(CARDS).map(card).collect(),
        }
    };
    let (rates, batches) =
        if viewer.may(Permission::SeeStatistics) { rates(&app, lang).await? } else { (Vec::new(), Vec::new()) };
    render(&Page {
        frame: Frame::new(&app, &viewer, "projects", lang.pick("项目", "Projects")).await?,
        year,
        count: items.len(),
        amount: amount(items.iter(), lang),
        columns: STAGES.iter().map(column).collect(),
        rates,
        batches,
        is_cut: page.next.is_some(),
    })
}

/// The last stage that was reached; none reached is planned.
fn stage(item: &Item) -> ProjectStage {
    item.stages.iter().map(|day| day.stage).max().unwrap_or(ProjectStage::Planned)
}

fn total_of(item: &Item) -> Option<Decimal> {
    match &item.content.details {
        Details::Project(part) => part.total,
        _ => None,
    }
}

fn amount<'i>(items: impl Iterator<Item = &'i Item>, lang: Lang) -> Amount {
    let (mut sum, mut known, mut missing) = (Decimal::ZERO, false, 0);
    for item in items {
        match total_of(item) {
            Some(amount) => {
                sum += amount;
                known = true;
            }
            None => missing += 1,
        }
    }
    let sum = if known { words::money(sum, lang) } else { lang.pick("无数据", "no data").to_owned() };
    Amount { sum, missing }
}

/// Rates of all projects, and of each batch, from the tally.
async fn rates(app: &App, lang: Lang) -> Result<(Vec<Shown>, Vec<Batches>), WebError> {
    let period = Period::of(None, None, app.today());
    let (store, name) = (app.ledger().store(), app.ledger().name());
    let project = Some(ItemKind::Project.code());
    let all = store.list_figures(name, GroupBy::Kind, project, period.from, period.to).await?;
    let all = Figures::total(all.values());
    let codes = [
        RateCode::SignedStartRate,
        RateCode::StartedCommissionRate,
        RateCode::OutputRate,
        RateCode::NewStartRate,
        RateCode::InvestmentRate,
        RateCode::FundsRate,
    ];
    let rates = codes.map(|code| one(code, &all, &period, &[], lang));
    let mut batches = Vec::new();
    for (by, code) in [
        (GroupBy::SigningBatch, RateCode::SignedStartRate),
        (GroupBy::StartingBatch, RateCode::StartedCommissionRate),
        (GroupBy::CommissioningBatch, RateCode::OutputRate),
    ] {
        let groups: BTreeMap<Option<String>, Figures> =
            store.list_figures(name, by, project, period.from, period.to).await?;
        let rows =
            groups.iter().filter_map(|(label, figures)| Some((label.clone()?, one(code, figures, &period, &[], lang))));
        let rows: Vec<(String, Shown)> = rows.filter(|(_, rate)| rate.has_data).collect();
        if let Some((_, first)) = rows.first() {
            batches.push(Batches { title: first.title, rows });
        }
    }
    Ok((rates.into(), batches))
}
