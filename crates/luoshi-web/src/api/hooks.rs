//! Hooks: programs that are told what happens to items.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use luoshi_store::hooks::{Delivery, Hook};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::attempt::Secret;
use super::body::Body;
use super::caller::Administers;
use super::form::{by_form, fields};
use crate::hooks::keep;
use crate::{App, WebError};

/// Messages that are shown of a hook.
const MESSAGES: u32 = 100;

/// A hook.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownHook {
    id: String,
    name: String,
    url: String,
    /// Kinds of events that are sent; empty for all.
    kinds: Vec<String>,
    created_at: String,
    /// Why nothing is sent: by-hand, failing or gone; null while it is at work.
    paused: Option<String>,
    /// Number of the last row of the log that was sent or passed over.
    cursor: i64,
    /// Failures in a row of the message after it.
    failures: i64,
    /// When that message is tried again; null when nothing waits.
    next_try_at: Option<String>,
    last_delivered_at: Option<String>,
}

/// A moment of the database.
pub(super) fn at(ms: i64) -> String {
    Timestamp::from_millisecond(ms).map(|at| at.to_string()).unwrap_or_default()
}

fn shown(hook: Hook) -> ShownHook {
    ShownHook {
        kinds: hook.kinds.split_whitespace().map(str::to_owned).collect(),
        created_at: at(hook.created_ms),
        next_try_at: (hook.attempts > 0 && hook.paused.is_none()).then(|| at(hook.next_ms)),
        last_delivered_at: hook.last_ok_ms.map(at),
        id: hook.id,
        name: hook.name,
        url: hook.url,
        paused: hook.paused,
        cursor: hook.cursor_seq,
        failures: hook.attempts,
    }
}

/// Hooks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Hooks {
    hooks: Vec<ShownHook>,
}

/// Every hook, the oldest first.
#[utoipa::path(get, path = "/api/v1/hooks", tag = "hooks",
    responses((status = 200, description = "All of them", body = Hooks)))]
pub(crate) async fn list(State(app): State<App>, _: Administers) -> Result<Json<Hooks>, WebError> {
    Ok(Json(Hooks { hooks: app.ledger().list_hooks().await?.into_iter().map(shown).collect() }))
}

/// A hook to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewHook {
    /// What it is for.
    name: String,
    /// Where messages go: https or http, without name and password.
    url: String,
    /// Kinds of events that are sent, as the history of an item has them; all without one.
    #[serde(default)]
    kind: Vec<String>,
}

/// A hook that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MadeHook {
    hook: ShownHook,
    /// What its messages are signed with; shown this once.
    secret: String,
}

/// Makes a hook, which is told what happens from now on.
#[utoipa::path(post, path = "/api/v1/hooks", tag = "hooks", request_body = NewHook,
    responses((status = 201, description = "It was made", body = MadeHook)))]
pub(crate) async fn make(
    State(app): State<App>,
    Administers(viewer): Administers,
    Body(new): Body<NewHook>,
) -> Result<Response, WebError> {
    let mut sent = fields(&[("name", Some(&new.name)), ("url", Some(&new.url))]);
    sent.extend(new.kind.into_iter().map(|kind| ("kind".to_owned(), kind)));
    let hook = by_form(&app, &viewer, sent, |app, viewer, form| Box::pin(keep::make(app, viewer, form))).await?;
    let secret = hook.secret.clone();
    let made = MadeHook { hook: shown(hook), secret: secret.clone() };
    Ok((StatusCode::CREATED, Secret::once(secret), Json(made)).into_response())
}

/// A message that was sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownDelivery {
    number: i64,
    at: String,
    /// The row of the log it told of; null for a test.
    seq: Option<i64>,
    /// What happened.
    kind: String,
    /// Which try it was, from 1.
    attempt: i64,
    delivered: bool,
    /// HTTP status; null when there was no answer.
    status: Option<i64>,
    /// What went wrong: a code, sometimes with more after a colon; null when it was delivered.
    error: Option<String>,
    took_ms: i64,
}

fn delivery(one: Delivery) -> ShownDelivery {
    ShownDelivery {
        number: one.number,
        at: at(one.at_ms),
        seq: (one.seq > 0).then_some(one.seq),
        delivered: one.is_delivered(),
        attempt: one.attempt,
        status: one.status,
        took_ms: one.took_ms,
        kind: one.kind,
        error: Some(one.error).filter(|error| !error.is_empty()),
    }
}

/// A hook with its last messages.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WholeHook {
    hook: ShownHook,
    /// The newest first.
    deliveries: Vec<ShownDelivery>,
}

async fn whole(app: &App, hook: Hook) -> Result<Json<WholeHook>, WebError> {
    let deliveries = app.ledger().list_deliveries(&hook.id, MESSAGES).await?;
    Ok(Json(WholeHook { hook: shown(hook), deliveries: deliveries.into_iter().map(delivery).collect() }))
}

/// A hook with its last messages.
#[utoipa::path(get, path = "/api/v1/hooks/{id}", tag = "hooks", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The hook", body = WholeHook)))]
pub(crate) async fn show(
    State(app): State<App>,
    Administers(viewer): Administers,
    Path(id): Path<String>,
) -> Result<Json<WholeHook>, WebError> {
    whole(&app, keep::find(&app, &viewer, &id).await?).await
}

/// Forgets a hook and what was sent.
#[utoipa::path(delete, path = "/api/v1/hooks/{id}", tag = "hooks", params(("id" = String, Path, description = "Its id")),
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn drop(
    State(app): State<App>,
    Administers(viewer): Administers,
    Path(id): Path<String>,
) -> Result<StatusCode, WebError> {
    keep::drop(&app, &viewer, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a message that says nothing; the newest of the deliveries is what came of it.
#[utoipa::path(post, path = "/api/v1/hooks/{id}/test", tag = "hooks", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "It was sent", body = WholeHook)))]
pub(crate) async fn test(
    State(app): State<App>,
    Administers(viewer): Administers,
    Path(id): Path<String>,
) -> Result<Json<WholeHook>, WebError> {
    keep::test(&app, &viewer, &id).await?;
    whole(&app, keep::find(&app, &viewer, &id).await?).await
}

/// Sends nothing any more, until it is resumed.
#[utoipa::path(post, path = "/api/v1/hooks/{id}/pause", tag = "hooks", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "It is paused", body = WholeHook)))]
pub(crate) async fn pause(
    State(app): State<App>,
    Administers(viewer): Administers,
    Path(id): Path<String>,
) -> Result<Json<WholeHook>, WebError> {
    keep::pause(&app, &viewer, &id).await?;
    whole(&app, keep::find(&app, &viewer, &id).await?).await
}

/// From where a hook goes on.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Resumption {
    /// Whether what happened meanwhile is left out.
    skip: bool,
}

/// Sends again, at once.
#[utoipa::path(post, path = "/api/v1/hooks/{id}/resume", tag = "hooks", params(("id" = String, Path, description = "Its id")),
    request_body = Resumption, responses((status = 200, description = "It is at work", body = WholeHook)))]
pub(crate) async fn resume(
    State(app): State<App>,
    Administers(viewer): Administers,
    Path(id): Path<String>,
    Body(asked): Body<Resumption>,
) -> Result<Json<WholeHook>, WebError> {
    keep::resume(&app, &viewer, &id, asked.skip).await?;
    whole(&app, keep::find(&app, &viewer, &id).await?).await
}
