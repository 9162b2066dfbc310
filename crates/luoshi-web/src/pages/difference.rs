//! A corrected version of a report against what was issued from another: shows what
//! differs and changes nothing.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use luoshi_ledger::draft::{Change, compare};
use luoshi_store::ReportLine;

use super::{Frame, desk, render, reports};
use crate::auth::Viewer;
use crate::forms::Form;
use crate::{App, WebError};

#[derive(Template)]
#[template(path = "difference.html")]
struct Page {
    frame: Frame,
    id: String,
    title: String,
    versions: Vec<ReportLine>,
    with: String,
    items: usize,
    same: usize,
    groups: Vec<(&'static str, Vec<Change>)>,
}

/// The difference with the report that the address names.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, WebError> {
    let desk = desk::load(&app, &viewer, &id).await?;
    let lang = viewer.lang;
    let form = Form::of_query(lang, query.as_deref());
    let versions = reports::versions(&app, &desk.found.line).await?;
    let with = form.value("with");
    if !with.is_empty() && !versions.contains_key(with) {
        return Err(WebError::NotFound);
    }
    let with = if with.is_empty() { versions.keys().next().cloned().unwrap_or_default() } else { with.to_owned() };
    let items = app.ledger().list_items_of_report(&with).await?;
    let rows = desk.draft.rows;
    let count = items.len();
    let found = app.compute(move || compare(&items, &rows)).await?;
    let groups = vec![
        (lang.pick("文字有变", "Changed"), found.changed),
        (lang.pick("本版本中没有", "Gone"), found.gone),
        (lang.pick("本版本新增", "Added"), found.added),
    ];
    render(&Page {
        frame: Frame::new(&app, &viewer, "reports", lang.pick("版本比较", "Versions compared")).await?,
        id,
        title: reports::title_of(&desk.found.line),
        versions: versions.into_values().collect(),
        with,
        items: count,
        same: found.same,
        groups,
    })
}
