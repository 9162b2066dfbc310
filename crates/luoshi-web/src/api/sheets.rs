//! Lists as sheets: the items of a filter, the rows of a draft out and in again.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use luoshi_export::labels::Lang;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::{Asked, Raw, invalid};
use super::caller::{Reads, Writes};
use super::list::ItemsAsked;
use crate::auth::Viewer;
use crate::pages::desk;
use crate::pages::items::export;
use crate::{App, WebError};

/// The items of a filter as a workbook that `luoshi import` takes back. `after` and
/// `limit` are not looked at: it has all of them, up to 100 000.
#[utoipa::path(get, path = "/api/v1/items.xlsx", tag = "items", params(ItemsAsked),
    responses((status = 200, description = "The workbook", body = Vec<u8>,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub(crate) async fn items_xlsx(
    State(app): State<App>,
    Reads(viewer): Reads,
    Asked(asked): Asked<ItemsAsked>,
) -> Result<Response, WebError> {
    let (filter, sort) = asked.list(&app.known().await?.registry)?;
    export::xlsx(export::rows_of(&app, &viewer, filter, sort).await?).await
}

/// The items of a filter as csv. `after` and `limit` are not looked at.
#[utoipa::path(get, path = "/api/v1/items.csv", tag = "items", params(ItemsAsked),
    responses((status = 200, description = "The table", body = String, content_type = "text/csv")))]
pub(crate) async fn items_csv(
    State(app): State<App>,
    Reads(viewer): Reads,
    Asked(asked): Asked<ItemsAsked>,
) -> Result<Response, WebError> {
    let (filter, sort) = asked.list(&app.known().await?.registry)?;
    export::csv(&export::rows_of(&app, &viewer, filter, sort).await?)
}

/// The rows of a draft as a workbook, to be corrected and sent back.
#[utoipa::path(get, path = "/api/v1/reports/{id}/draft.xlsx", tag = "drafts", params(("id" = String, Path, description = "Id of the report")),
    responses((status = 200, description = "The workbook", body = Vec<u8>,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub(crate) async fn draft_xlsx(
    State(app): State<App>,
    Reads(viewer): Reads,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    desk::export(State(app), viewer, Path(id)).await
}

/// How a sheet is taken back.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct SheetAsked {
    /// Whether it is only said what would be corrected; true by default.
    trial: Option<bool>,
}

/// A cell that is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WrongCell {
    /// Where: `C12`.
    cell: String,
    message: String,
}

/// A cell that is corrected.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CorrectedCell {
    /// Number of the row of the draft.
    row: u32,
    /// The column.
    what: String,
    before: String,
    after: String,
}

/// What a sheet corrects.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SheetTaken {
    /// Whether it was done; nothing was when a cell is wrong, or for a trial.
    done: bool,
    wrong: Vec<WrongCell>,
    corrections: Vec<CorrectedCell>,
}

/// Takes the workbook of a draft back: all of it or nothing. The body is the file.
#[utoipa::path(post, path = "/api/v1/reports/{id}/draft/sheet", tag = "drafts",
    params(("id" = String, Path, description = "Id of the report"), SheetAsked),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The workbook"),
    responses((status = 200, description = "What it corrects, and whether that was done", body = SheetTaken)))]
pub(crate) async fn take_draft(
    State(app): State<App>,
    Writes(viewer): Writes,
    Path(id): Path<String>,
    Asked(asked): Asked<SheetAsked>,
    Raw(bytes): Raw,
) -> Result<Json<SheetTaken>, WebError> {
    let is_trial = asked.trial.unwrap_or(true);
    let viewer = Viewer { lang: Lang::En, ..viewer };
    let taken = desk::take_sheet(&app, &viewer, &id, bytes, !is_trial).await?;
    if let Some(fault) = taken.fault {
        return Err(invalid("body", fault, "表格未能导入"));
    }
    let wrong = taken.errors.into_iter().map(|one| WrongCell { cell: one.cell, message: one.message });
    let corrected = taken.found.iter().map(|one| CorrectedCell {
        row: one.row,
        what: one.what(Lang::En).to_owned(),
        before: one.before.clone(),
        after: one.after.clone(),
    });
    Ok(Json(SheetTaken { done: taken.is_done, wrong: wrong.collect(), corrections: corrected.collect() }))
}
