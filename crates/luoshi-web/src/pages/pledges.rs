//! 民生实事: what was promised to the people this year, each with its measures
//! against the schedule, its money and its sentence.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use luoshi_export::labels::Lang;
use luoshi_ledger::item::{Details, Item, ItemKind};
use luoshi_store::{Filter, ItemLine, Sort};
use rust_decimal::Decimal;
use serde::Deserialize;

use super::item::facts::{Measure, measures};
use super::{Frame, agency_name, due, render};
use crate::auth::Viewer;
use crate::{App, WebError, words};

/// Pledges of a year: ten or twenty in practice.
const ROWS: u32 = 100;

#[derive(Template)]
#[template(path = "pledges.html")]
struct Page {
    frame: Frame,
    year: i16,
    pledges: Vec<Shown>,
    closed: usize,
    overdue: usize,
    funds: Vec<Sum>,
    is_cut: bool,
}

/// A pledge.
struct Shown {
    id: String,
    title: String,
    number: Option<u32>,
    lead: String,
    state: &'static str,
    light: Option<&'static str>,
    light_word: &'static str,
    due: String,
    measures: Vec<Measure>,
    /// Planned, arrived, paid.
    funds: Vec<(&'static str, String)>,
    /// The sentence and where it stands.
    source: Option<(String, String)>,
    progress: Option<String>,
}

/// Money of all pledges together.
struct Sum {
    name: &'static str,
    amount: String,
    /// Pledges of which the amount is not known; they are not in the sum.
    missing: usize,
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
    let (lang, now, today) = (viewer.lang, app.now(), app.today());
    let known = app.known().await?;
    let year = asked.year.and_then(|year| year.parse().ok()).unwrap_or_else(|| today.year());
    let of = |year| Filter { kind: Some(ItemKind::Pledge), year: Some(year), ..Filter::default() };
    let mut chosen = year;
    let mut page =
        app.ledger().list_items(&viewer.restrict(of(year), &known.registry), Sort::Number, None, ROWS, now).await?;
    if page.items.is_empty() {
        // Early in the year there are only those of the last one.
        let filter = viewer.restrict(of(year.saturating_sub(1)), &known.registry);
        let before = app.ledger().list_items(&filter, Sort::Number, None, ROWS, now).await?;
        if !before.items.is_empty() {
            (chosen, page) = (year.saturating_sub(1), before);
        }
    }
    let items = app.ledger().list_whole_items(&page).await?;
    let shown = |(line, item): (&ItemLine, &Item)| {
        let light = line.light(now).or(match line.on_time {
            Some(true) => Some("done"),
            Some(false) => Some("done-late"),
            None => None,
        });
        Shown {
            number: number(item),
            lead: agency_name(&known.registry, &line.lead).to_owned(),
            state: words::state_of(&line.state, lang),
            light,
            light_word: words::light(light, lang),
            due: line.settle_due.as_deref().map(due).unwrap_or_default(),
            measures: measures(item, today, lang),
            funds: funds(item).map(|(name, amount)| (lang.pick(name.0, name.1), money(amount, lang))).into(),
            source: item.content.source.as_ref().map(|source| {
                (source.quote.trim().to_owned(), format!("/reports/{}?at={}#here", source.report, source.start))
            }),
            progress: item.progress.as_ref().map(|progress| progress.text.clone()),
            id: line.id.clone(),
            title: line.title.clone(),
        }
    };
    let pledges: Vec<Shown> = page.items.iter().zip(&items).map(shown).collect();
    render(&Page {
        frame: Frame::new(&app, &viewer, "pledges", lang.pick("民生实事", "Pledges")).await?,
        year: chosen,
        closed: page.items.iter().filter(|line| line.closed_on.is_some()).count(),
        overdue: page.items.iter().filter(|line| line.is_open && line.light(now) == Some("red")).count(),
        funds: sums(&items, lang),
        is_cut: page.next.is_some(),
        pledges,
    })
}

fn number(item: &Item) -> Option<u32> {
    match &item.content.details {
        Details::Pledge(part) => part.number,
        _ => None,
    }
}

/// Planned, arrived and paid, in 万元.
fn funds(item: &Item) -> [((&'static str, &'static str), Option<Decimal>); 3] {
    let planned = match &item.content.details {
        Details::Pledge(part) => part.funds_planned,
        _ => None,
    };
    [
        (("计划", "planned"), item.funds.planned.or(planned)),
        (("到位", "arrived"), item.funds.arrived),
        (("支付", "paid"), item.funds.paid),
    ]
}

fn money(amount: Option<Decimal>, lang: Lang) -> String {
    amount.map_or_else(|| lang.pick("无数据", "no data").to_owned(), |amount| words::money(amount, lang))
}

fn sums(items: &[Item], lang: Lang) -> Vec<Sum> {
    let all: Vec<_> = items.iter().map(funds).collect();
    let sum = |index: usize| {
        let amounts: Vec<Decimal> = all.iter().filter_map(|one| one[index].1).collect();
        let name = all.first().map_or(("", ""), |one| one[index].0);
        Sum {
            name: lang.pick(name.0, name.1),
            amount: money((!amounts.is_empty()).then(|| amounts.iter().copied().sum()), lang),
            missing: all.len() - amounts.len(),
        }
    };
    if all.is_empty() { Vec::new() } else { (0..3).map(sum).collect() }
}
