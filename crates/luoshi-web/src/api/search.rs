//! Search over items, what was written on them, and reports.

use axum::Json;
use axum::extract::State;
use luoshi_store::{Filter, HitKind, SearchAfter, SearchQuery};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::body::{Asked, invalid};
use super::caller::Reads;
use crate::access::Permission;
use crate::{App, WebError};

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchAsked {
    /// Words, as a person types them.
    words: String,
    /// item, report or progress; by default everything.
    kind: Option<String>,
    /// Plan year.
    year: Option<i16>,
    /// Where the page begins: `next` of the page before.
    after: Option<String>,
}

/// A page of hits.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Found {
    /// The words that every hit has.
    words: Vec<String>,
    /// Whether the hits have them as parts of other words.
    parts: bool,
    #[schema(value_type = Vec<Object>)]
    hits: Value,
    /// `after` of the next page; null when this is the last.
    next: Option<String>,
}

fn after(text: &str) -> Option<SearchAfter> {
    let mut pieces = text.split('@');
    let (kind, number, parts) = (pieces.next()?, pieces.next()?, pieces.next()?);
    Some(SearchAfter { kind: HitKind::of_code(kind)?, number: number.parse().ok()?, parts: parts == "parts" })
}

/// Looks for words in what the caller may see.
#[utoipa::path(get, path = "/api/v1/search", tag = "items", params(SearchAsked),
    responses((status = 200, description = "A page of hits", body = Found)))]
pub(crate) async fn search(
    State(app): State<App>,
    Reads(viewer): Reads,
    Asked(asked): Asked<SearchAsked>,
) -> Result<Json<Found>, WebError> {
    let known = app.known().await?;
    let no_kind = || invalid("kind", "item, report or progress", "须为 item、report 或 progress");
    let asked_kind = asked.kind.as_deref().map(|code| HitKind::of_code(code).ok_or_else(no_kind)).transpose()?;
    let may = |kind: &HitKind| *kind != HitKind::Report || viewer.may(Permission::SeeReports);
    let kinds: Vec<HitKind> =
        HitKind::ALL.into_iter().filter(|kind| asked_kind.is_none_or(|asked| asked == *kind)).filter(may).collect();
    let no_page = || invalid("after", "no page begins there", "没有这一页");
    let query = SearchQuery {
        words: asked.words.chars().filter(|c| !c.is_control()).take(200).collect(),
        kinds,
        filter: viewer.restrict(Filter { year: asked.year, ..Filter::default() }, &known.registry),
        limit: 50,
        after: asked.after.as_deref().map(|text| after(text).ok_or_else(no_page)).transpose()?,
    };
    let page = app.ledger().search(&query, app.now()).await?;
    let next = page
        .next
        .map(|next| format!("{}@{}@{}", next.kind.code(), next.number, if next.parts { "parts" } else { "words" }));
    Ok(Json(Found { words: page.words, parts: page.parts, hits: super::value(&page.hits)?, next }))
}
