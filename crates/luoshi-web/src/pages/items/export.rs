//! Exactly the items that a list shows, as a sheet that can come back or as csv.

use std::io::Cursor;

use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use luoshi_export::labels::Lang;
use luoshi_export::sheet::{self, SheetRow};
use luoshi_ledger::ItemId;
use luoshi_ledger::item::Item;
use luoshi_ledger::registry::Registry;
use luoshi_store::{Filter, ItemLine, Sort};

use super::super::agency_name;
use super::{filter, parse, sort};
use crate::auth::Viewer;
use crate::forms::Form;
use crate::{App, WebError, words};

/// Rows fetched at once.
const PAGE: u32 = 1_000;

/// Most rows of a sheet.
const MOST: usize = 100_000;

/// A workbook.
pub(crate) async fn export_xlsx(
    State(app): State<App>,
    viewer: Viewer,
    RawQuery(query): RawQuery,
) -> Result<Response, WebError> {
    xlsx(rows(&app, &viewer, query.as_deref().unwrap_or_default()).await?).await
}

/// Rows as a workbook that can come back.
pub(crate) async fn xlsx(rows: Vec<SheetRow>) -> Result<Response, WebError> {
    let written = tokio::task::spawn_blocking(move || {
        let mut bytes = Cursor::new(Vec::new());
        sheet::write(&rows, &mut bytes).map(|()| bytes.into_inner())
    });
    let bytes = written.await.map_err(internal)?.map_err(internal)?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(file(bytes, kind, "ledger.xlsx"))
}

/// A csv with a byte order mark, as spreadsheets want it.
pub(crate) async fn export_csv(
    State(app): State<App>,
    viewer: Viewer,
    RawQuery(query): RawQuery,
) -> Result<Response, WebError> {
    csv(&rows(&app, &viewer, query.as_deref().unwrap_or_default()).await?)
}

/// Rows as csv.
pub(crate) fn csv(rows: &[SheetRow]) -> Result<Response, WebError> {
    let mut bytes = Vec::new();
    sheet::write_csv(rows, &mut bytes).map_err(internal)?;
    Ok(file(bytes, "text/csv; charset=utf-8", "ledger.csv"))
}

fn internal(error: impl std::fmt::Display) -> WebError {
    WebError::Internal(error.to_string())
}

fn file(bytes: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

async fn rows(app: &App, viewer: &Viewer, query: &str) -> Result<Vec<SheetRow>, WebError> {
    let mut form = Form::with(viewer.lang, parse(query));
    let known = app.known().await?;
    rows_of(app, viewer, filter(&mut form, &known.registry), sort(&form)).await
}

/// The items of a filter that somebody may see, as rows of the sheet.
pub(crate) async fn rows_of(app: &App, viewer: &Viewer, filter: Filter, sort: Sort) -> Result<Vec<SheetRow>, WebError> {
    let known = app.known().await?;
    let filter = viewer.restrict(filter, &known.registry);
    let now = app.now();
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let page = app.ledger().list_items(&filter, sort, after.as_ref(), PAGE, now).await?;
        for line in &page.items {
            let item = app.ledger().require_item(&ItemId(line.id.clone())).await?;
            rows.push(row(&item, line, &known.registry, now));
        }
        after = page.next;
        if after.is_none() || rows.len() >= MOST {
            return Ok(rows);
        }
    }
}

/// An item as a row of the sheet. Its words are Chinese: the sheet can come back.
fn row(item: &Item, line: &ItemLine, registry: &Registry, now: jiff::Timestamp) -> SheetRow {
    let content = &item.content;
    let name = |id: &str| agency_name(registry, id).to_owned();
    SheetRow {
        number: Some(item.id.to_string()),
        kind: words::kind(content.kind, Lang::Zh).to_owned(),
        title: content.title.clone(),
        class: content.class.clone(),
        lead: name(content.lead.as_str()),
        support: content.support.iter().map(|agency| name(agency.as_str())).collect(),
        leader: content.people.leader.as_ref().map(ToString::to_string),
        due: content.stated_due,
        section: content.section.clone(),
        state: item.state.zh().to_owned(),
        light: words::light(line.light(now), Lang::Zh).to_owned(),
        next_due: line.next_due.as_deref().and_then(|due| due.split('T').next()?.parse().ok()),
        quote: content.source.as_ref().map(|source| source.quote.trim().to_owned()).unwrap_or_default(),
        mark: None,
    }
}
