//! Before a draft is issued: what goes to whom, what hinders it and what stays; then
//! the declaration that nothing is secret, and the numbers that were given.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use luoshi_export::labels::Lang;
use luoshi_ledger::draft::{DraftCount, Row, RowStatus};
use luoshi_store::{Bulk, StoreError};

use super::desk::{self, Desk};
use super::{Frame, agency_name, render, reports};
use crate::auth::Viewer;
use crate::forms::{Form, Posted};
use crate::{App, WebError, words};

#[derive(Template)]
#[template(path = "publish.html")]
struct Page {
    frame: Frame,
    id: String,
    title: String,
    form: Form,
    version: i64,
    count: DraftCount,
    agencies: Vec<Share>,
    regimes: Vec<(String, usize)>,
    kinds: Vec<(&'static str, usize)>,
    dated: usize,
    first: String,
    last: String,
    refused: Vec<(u32, String, String)>,
    unknown: Vec<String>,
}

/// What an agency is given.
struct Share {
    name: String,
    lead: usize,
    support: usize,
    first: String,
    last: String,
}

#[derive(Template)]
#[template(path = "published.html")]
struct Published {
    frame: Frame,
    id: String,
    open: usize,
    items: Vec<(String, String, String)>,
}

/// The summary.
pub(crate) async fn show(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Result<Response, WebError> {
    let desk = desk::load(&app, &viewer, &id).await?;
    let form = Form::new(viewer.lang);
    render(&page(&app, &viewer, &desk, form).await?)
}

/// Issues the confirmed rows: all of them or none.
pub(crate) async fn publish(
    State(app): State<App>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    let desk = desk::load(&app, &viewer, &id).await?;
    let lang = viewer.lang;
    let not_secret = form.has("not-secret", "yes");
    if !not_secret {
        form.refuse(
            "not-secret",
            lang.pick("请先确认不涉密；涉密事项严禁录入", "declare first that nothing is secret"),
        );
    }
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.value("version") != desk.draft.version.to_string() {
        status = StatusCode::CONFLICT;
        form.refuse("", stale(lang));
    }
    if !form.is_valid() {
        return refused(&app, &viewer, &desk, form, status).await;
    }
    match app.ledger().publish_draft(&desk.draft, not_secret, &viewer.actor(), app.now()).await {
        Ok(published) if published.items.is_empty() => {
            form.refuse("", lang.pick("没有已核的行可交办", "no row is confirmed"));
            refused(&app, &viewer, &desk, form, status).await
        }
        Ok(published) => {
            let name = |item: &luoshi_ledger::item::Item| {
                agency_name(&desk.known.registry, item.content.lead.as_str()).to_owned()
            };
            let items = published.items.iter();
            let items = items.map(|item| (item.id.to_string(), item.content.title.clone(), name(item))).collect();
            let frame = Frame::new(&app, &viewer, "reports", lang.pick("已交办", "Issued")).await?;
            render(&Published { frame, id, open: published.open, items })
        }
        Err(StoreError::Rejected(rejection)) => {
            form.refuse("", if lang == Lang::Zh { rejection.zh() } else { rejection.to_string() });
            refused(&app, &viewer, &desk, form, status).await
        }
        Err(StoreError::Conflict { .. } | StoreError::Busy { .. }) => {
            let desk = desk::load(&app, &viewer, &id).await?;
            form.refuse("", stale(lang));
            refused(&app, &viewer, &desk, form, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error.into()),
    }
}

fn stale(lang: Lang) -> &'static str {
    lang.pick(
        "打开本页后他人改动了草稿，未交办；请核对下面的最新情况后再交办",
        "somebody changed the draft since this page was opened; nothing was issued: look at it again",
    )
}

async fn refused(
    app: &App,
    viewer: &Viewer,
    desk: &Desk,
    form: Form,
    status: StatusCode,
) -> Result<Response, WebError> {
    let page = page(app, viewer, desk, form).await?;
    Ok((status, Html(page.render()?)).into_response())
}

async fn page(app: &App, viewer: &Viewer, desk: &Desk, form: Form) -> Result<Page, WebError> {
    let lang = viewer.lang;
    let rows: Vec<&Row> = desk.draft.rows.iter().filter(|row| row.status == RowStatus::Confirmed).collect();
    let mut regimes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut kinds: BTreeMap<_, usize> = BTreeMap::new();
    for row in &rows {
        *regimes.entry(regime(row)).or_default() += 1;
        *kinds.entry(row.kind).or_default() += 1;
    }
    let named = |name: &str| {
        let found = desk.known.settings.find_regime(name);
        found.map_or_else(|| name.to_owned(), |(regime, _)| regime.title.clone())
    };
    let dates = rows.iter().filter_map(|row| row.stated_due);
    let day = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let title = lang.pick("交办前核对", "Before it is issued");
    Ok(Page {
        frame: Frame::new(app, viewer, "reports", title).await?,
        id: desk.id().to_owned(),
        title: reports::title_of(&desk.found.line),
        version: desk.draft.version,
        count: desk.draft.count(),
        agencies: shares(&rows, desk),
        regimes: regimes.into_iter().map(|(name, count)| (named(name), count)).collect(),
        kinds: kinds.into_iter().map(|(kind, count)| (words::kind(kind, lang), count)).collect(),
        dated: dates.clone().count(),
        first: day(dates.clone().min()),
        last: day(dates.max()),
        refused: trial(app, viewer, desk, &rows).await?,
        unknown: desk.unknown_agencies(),
        form,
    })
}

fn regime(row: &Row) -> &str {
    row.regime.as_deref().unwrap_or(row.kind.usual_regime())
}

/// What each agency is given, whoever leads most first.
fn shares(rows: &[&Row], desk: &Desk) -> Vec<Share> {
    type Found = (usize, usize, Vec<jiff::civil::Date>);
    let mut by_agency: BTreeMap<&str, Found> = BTreeMap::new();
    for row in rows {
        if let Some(lead) = &row.lead {
            let share = by_agency.entry(lead.as_str()).or_default();
            share.0 += 1;
            share.2.extend(row.stated_due);
        }
        for agency in &row.support {
            by_agency.entry(agency.as_str()).or_default().1 += 1;
        }
    }
    let day = |date: Option<&jiff::civil::Date>| date.map(ToString::to_string).unwrap_or_default();
    let share = |(id, (lead, support, dates)): (&str, Found)| Share {
        name: agency_name(&desk.known.registry, id).to_owned(),
        lead,
        support,
        first: day(dates.iter().min()),
        last: day(dates.iter().max()),
    };
    let mut shares: Vec<Share> = by_agency.into_iter().map(share).collect();
    shares.sort_by_key(|share| std::cmp::Reverse((share.lead, share.support)));
    shares
}

/// The rows that the ledger would refuse, with the reason of each.
async fn trial(app: &App, viewer: &Viewer, desk: &Desk, rows: &[&Row]) -> Result<Vec<(u32, String, String)>, WebError> {
    let issue = |row: &&Row| (row.number as usize, row.content(&desk.draft, regime(row), 0, true));
    let bulk = Bulk { commands: Vec::new(), issues: rows.iter().map(issue).collect() };
    let done = app.ledger().bulk(&bulk, true, &viewer.actor(), app.now()).await?;
    let words = |(number, rejection): &(usize, luoshi_ledger::rejection::Rejection)| {
        let row = rows.iter().find(|row| row.number as usize == *number);
        let title = row.map(|row| luoshi_export::grid::clip(&row.title, 60)).unwrap_or_default();
        let said = if viewer.lang == Lang::Zh { rejection.zh() } else { rejection.to_string() };
        (*number as u32, title, said)
    };
    Ok(done.refused.iter().map(words).collect())
}
