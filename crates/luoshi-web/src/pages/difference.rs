//! A corrected version of a report against what was issued from another: shows what
//! differs and changes nothing.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use luoshi_ledger::draft::{Change, Difference, compare};
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

/// What differs from what was issued from another version.
pub(crate) struct Found {
    title: String,
    versions: BTreeMap<String, ReportLine>,
    /// Id of the other version; empty when there is none.
    pub(crate) with: String,
    /// Items that were issued from it.
    pub(crate) items: usize,
    pub(crate) difference: Difference,
}

/// Compares a report with another version of it; with the first when none is named.
pub(crate) async fn find(app: &App, viewer: &Viewer, id: &str, with: &str) -> Result<Found, WebError> {
    let desk = desk::load(app, viewer, id).await?;
    let versions = reports::versions(app, &desk.found.line).await?;
    if !with.is_empty() && !versions.contains_key(with) {
        return Err(WebError::NotFound);
    }
    let with = if with.is_empty() { versions.keys().next().cloned().unwrap_or_default() } else { with.to_owned() };
    let items = app.ledger().list_items_of_report(&with).await?;
    let rows = desk.draft.rows;
    let count = items.len();
    let difference = app.compute(move || compare(&items, &rows)).await?;
    Ok(Found { title: reports::title_of(&desk.found.line), versions, with, items: count, difference })
}

/// The difference with the report that the address names.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, WebError> {
    let lang = viewer.lang;
    let form = Form::of_query(lang, query.as_deref());
    let Found { title, versions, with, items, difference: found } =
        find(&app, &viewer, &id, form.value("with")).await?;
    let groups = vec![
        (lang.pick("文字有变", "Changed"), found.changed),
        (lang.pick("本版本中没有", "Gone"), found.gone),
        (lang.pick("本版本新增", "Added"), found.added),
    ];
    render(&Page {
        frame: Frame::new(&app, &viewer, "reports", lang.pick("版本比较", "Versions compared")).await?,
        id,
        title,
        versions: versions.into_values().collect(),
        with,
        items,
        same: found.same,
        groups,
    })
}
