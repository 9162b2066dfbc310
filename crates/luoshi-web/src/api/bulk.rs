//! What belongs to the list of items: saved views, one act on many items.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use luoshi_ledger::ItemId;
use luoshi_store::people::SavedView;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::acts::values;
use super::body::{Body, invalid};
use super::caller::{Reads, Writes};
use super::form::by_form;
use crate::access::Permission;
use crate::acts::Act;
use crate::pages::items::bulk::{self, Refusal};
use crate::pages::items::{LIST_FIELDS, MOST_VIEW_CHARS, save_view};
use crate::{App, WebError};

/// A filter with a name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownView {
    name: String,
    /// The query of the list's address: `light=red&kind=task`.
    query: String,
}

fn shown(view: SavedView) -> ShownView {
    ShownView { name: view.name, query: view.query }
}

/// Filters with names.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Views {
    views: Vec<ShownView>,
}

/// The caller's saved views, by name.
#[utoipa::path(get, path = "/api/v1/views", tag = "items",
    responses((status = 200, description = "All of them", body = Views)))]
pub(crate) async fn list(State(app): State<App>, Reads(viewer): Reads) -> Result<Json<Views>, WebError> {
    let views = app.ledger().list_views(&viewer.account.person).await?;
    Ok(Json(Views { views: views.into_iter().map(shown).collect() }))
}

/// What a view shows.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewView {
    /// The query of the list's address: `light=red&kind=task`.
    query: String,
}

/// Keeps a view of the caller under a name; one that is there is replaced.
#[utoipa::path(put, path = "/api/v1/views/{name}", tag = "items", params(("name" = String, Path, description = "Its name")),
    request_body = NewView, responses((status = 200, description = "The view", body = ShownView)))]
pub(crate) async fn keep(
    State(app): State<App>,
    Writes(viewer): Writes,
    Path(name): Path<String>,
    Body(new): Body<NewView>,
) -> Result<Json<ShownView>, WebError> {
    let name = name.trim().to_owned();
    if name.is_empty() || name.chars().count() > MOST_VIEW_CHARS || name.contains(char::is_control) {
        return Err(invalid("name", "1 to 40 characters", "1 至 40 个字符"));
    }
    for (field, _) in form_urlencoded::parse(new.query.as_bytes()) {
        if !LIST_FIELDS.contains(&field.as_ref()) {
            return Err(invalid(
                "query",
                format!("the list has no field \"{field}\""),
                format!("列表没有字段“{field}”"),
            ));
        }
    }
    Ok(Json(shown(save_view(&app, &viewer, name, &new.query.replace("%00", "")).await?)))
}

/// Forgets a view of the caller.
#[utoipa::path(delete, path = "/api/v1/views/{name}", tag = "items", params(("name" = String, Path, description = "Its name")),
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn forget(
    State(app): State<App>,
    Writes(viewer): Writes,
    Path(name): Path<String>,
) -> Result<StatusCode, WebError> {
    let person = viewer.account.person.as_str();
    if app.ledger().list_views(person).await?.iter().all(|view| view.name != name) {
        return Err(WebError::NotFound);
    }
    app.ledger().drop_view(person, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One act on many items.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BulkAct {
    /// clear, transfer, amend, direct or withdraw.
    act: String,
    /// Numbers of the items, 1 to 500.
    id: Vec<String>,
    /// The fields of the act, by name.
    #[serde(default)]
    #[schema(value_type = Object)]
    fields: Map<String, Value>,
}

/// What was done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BulkDone {
    /// So many items.
    done: usize,
}

/// An item that refused.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RefusedItem {
    id: String,
    /// The stable code of the refusal.
    code: String,
    message: String,
    message_zh: String,
}

fn refused(one: Refusal) -> RefusedItem {
    RefusedItem { id: one.item, code: one.code.to_owned(), message: one.en, message_zh: one.zh }
}

/// Does an act on many items: on all of them or, when one refuses, on none. The error
/// `items-refused` has `items`, each with its own code.
#[utoipa::path(post, path = "/api/v1/items/bulk", tag = "items", request_body = BulkAct,
    responses((status = 200, description = "It was done", body = BulkDone)))]
pub(crate) async fn perform(
    State(app): State<App>,
    Writes(viewer): Writes,
    Body(asked): Body<BulkAct>,
) -> Result<Response, WebError> {
    viewer.require(Permission::Draft)?;
    let act = Act::find(&asked.act).ok_or_else(|| invalid("act", "there is no such act", "没有这种办理"))?;
    let Some(first) = asked.id.first() else {
        return Err(invalid("id", "choose 1 to 500 items", "请选择 1 至 500 个事项"));
    };
    let first = app.ledger().require_item(&ItemId::from(first.as_str())).await?;
    let mut sent = values(act, &first, &asked.fields)?;
    sent.push(("act".to_owned(), asked.act.clone()));
    sent.extend(asked.id.iter().map(|id| ("id".to_owned(), id.replace('\0', ""))));
    let done = by_form(&app, &viewer, sent, |app, viewer, form| Box::pin(bulk::perform(app, viewer, form))).await?;
    if done.refused.is_empty() {
        return Ok(Json(BulkDone { done: done.items }).into_response());
    }
    let error = json!({
        "code": "items-refused",
        "message": "nothing was done: some items refuse",
        "message_zh": "未办理：有的事项不能这样办",
        "items": done.refused.into_iter().map(refused).collect::<Vec<_>>(),
    });
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "error": error }))).into_response())
}
