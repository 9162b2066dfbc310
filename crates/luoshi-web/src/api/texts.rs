//! The text of a report, and why a figure was read from it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::{Asked, invalid};
use super::caller::Reads;
use crate::access::Permission;
use crate::pages::report;
use crate::{App, WebError};

/// The text of a report's file, in whose characters all spans count.
#[utoipa::path(get, path = "/api/v1/reports/{id}/text", tag = "reports", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The text", body = String, content_type = "text/plain")))]
pub(crate) async fn text(
    State(app): State<App>,
    Reads(viewer): Reads,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    viewer.require(Permission::SeeReports)?;
    let found = report::find(&app, &id).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], found.read.text.clone()).into_response())
}

/// What is to be explained: one of the two.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExplanationAsked {
    /// Number of a fact in the report's document, from 1.
    fact: Option<usize>,
    /// Words of the text.
    phrase: Option<String>,
}

/// Why something was read, or how far a phrase got.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Explanation {
    /// Lines of the derivation, as `luoshi read --explain` prints them.
    lines: Vec<String>,
}

/// Which rule made a fact from which words; for a phrase that gave nothing, how far it got.
#[utoipa::path(get, path = "/api/v1/reports/{id}/explanation", tag = "reports",
    params(("id" = String, Path, description = "Its id"), ExplanationAsked),
    responses((status = 200, description = "Why", body = Explanation)))]
pub(crate) async fn explanation(
    State(app): State<App>,
    Reads(viewer): Reads,
    Path(id): Path<String>,
    Asked(asked): Asked<ExplanationAsked>,
) -> Result<Json<Explanation>, WebError> {
    viewer.require(Permission::SeeReports)?;
    let found = report::find(&app, &id).await?;
    let phrase = asked.phrase.unwrap_or_default();
    let traced = report::trace(&found, &phrase, asked.fact);
    let traced =
        traced.ok_or_else(|| invalid("fact", "no such fact; or give a phrase", "没有这个数据；也可给出文字"))?;
    Ok(Json(Explanation { lines: traced.lines().map(str::to_owned).collect() }))
}
