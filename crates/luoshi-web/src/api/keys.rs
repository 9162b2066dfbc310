//! Keys for programs, and who stands in for whom.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use luoshi_store::people::{ApiToken, Delegation};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::attempt::Secret;
use super::body::Body;
use super::caller::{Administers, Changes, Reads};
use super::form::{by_form, fields};
use super::hooks::at;
use crate::access::Permission;
use crate::pages::admin::{delegations, tokens};
use crate::{App, WebError};

/// A key, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownKey {
    id: String,
    /// Log-in name of the person as whom its program acts.
    person: String,
    name: String,
    scopes: Vec<String>,
    created_at: String,
    expires_at: Option<String>,
    /// To the hour.
    last_used_at: Option<String>,
}

fn shown(token: ApiToken) -> ShownKey {
    ShownKey {
        scopes: token.scopes.split_whitespace().map(str::to_owned).collect(),
        created_at: at(token.created_ms),
        expires_at: token.expires_ms.map(at),
        last_used_at: token.last_used_ms.map(at),
        id: token.id,
        person: token.person,
        name: token.name,
    }
}

/// Keys.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Keys {
    keys: Vec<ShownKey>,
}

/// Every key, the newest first.
#[utoipa::path(get, path = "/api/v1/keys", tag = "directory",
    responses((status = 200, description = "All of them", body = Keys)))]
pub(crate) async fn list(State(app): State<App>, _: Administers) -> Result<Json<Keys>, WebError> {
    Ok(Json(Keys { keys: app.ledger().list_tokens().await?.into_iter().map(shown).collect() }))
}

/// A key to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKey {
    /// What it is for.
    name: String,
    /// Log-in name of the person as whom its program acts.
    person: String,
    /// read, write, admin.
    scope: Vec<String>,
    /// Its last day, as 2025-12-31; for ever without one.
    until: Option<String>,
}

/// A key that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MadeKey {
    key: ShownKey,
    /// The key itself; shown this once.
    secret: String,
}

/// Makes a key.
#[utoipa::path(post, path = "/api/v1/keys", tag = "directory", request_body = NewKey,
    responses((status = 201, description = "It was made", body = MadeKey)))]
pub(crate) async fn make(
    State(app): State<App>,
    Administers(viewer): Administers,
    Body(new): Body<NewKey>,
) -> Result<Response, WebError> {
    let mut sent = fields(&[("name", Some(&new.name)), ("person", Some(&new.person)), ("until", new.until.as_deref())]);
    sent.extend(new.scope.into_iter().map(|scope| ("scope".to_owned(), scope)));
    let act = by_form(&app, &viewer, sent, |app, viewer, form| Box::pin(tokens::create(app, viewer, form)));
    let (token, secret) = act.await?;
    let made = MadeKey { key: shown(token), secret: secret.clone() };
    Ok((StatusCode::CREATED, Secret::once(secret), Json(made)).into_response())
}

/// Takes a key back: programs that use it are refused from now on.
#[utoipa::path(delete, path = "/api/v1/keys/{id}", tag = "directory", params(("id" = String, Path, description = "Its id")),
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn revoke(
    State(app): State<App>,
    Administers(viewer): Administers,
    Path(id): Path<String>,
) -> Result<StatusCode, WebError> {
    tokens::take_back(&app, &viewer, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Somebody stands in for somebody.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownDelegation {
    /// Who is stood in for.
    person: String,
    /// Who stands in.
    delegate: String,
    /// First day.
    from: String,
    /// Last day.
    until: String,
}

fn stands_in(one: Delegation) -> ShownDelegation {
    ShownDelegation { person: one.person, delegate: one.delegate, from: one.from_on, until: one.until_on }
}

/// Who stands in for whom.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Delegations {
    delegations: Vec<ShownDelegation>,
}

/// Who stands in for whom: all of it for administrators, what names them for others.
#[utoipa::path(get, path = "/api/v1/delegations", tag = "directory",
    responses((status = 200, description = "Who stands in", body = Delegations)))]
pub(crate) async fn list_delegations(
    State(app): State<App>,
    Reads(viewer): Reads,
) -> Result<Json<Delegations>, WebError> {
    let own = (!viewer.may(Permission::Administer)).then_some(viewer.account.person.as_str());
    let delegations = app.ledger().list_delegations(own).await?;
    Ok(Json(Delegations { delegations: delegations.into_iter().map(stands_in).collect() }))
}

/// Who is to stand in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDelegation {
    /// For whom, which takes the scope admin; for the caller without one.
    person: Option<String>,
    /// Log-in name of who stands in.
    delegate: String,
    /// First day, as 2025-03-03.
    from: String,
    /// Last day.
    until: String,
}

/// Lets somebody stand in: heads and leaders for themselves, administrators for anybody.
#[utoipa::path(post, path = "/api/v1/delegations", tag = "directory", request_body = NewDelegation,
    responses((status = 200, description = "It is so", body = ShownDelegation)))]
pub(crate) async fn delegate(
    State(app): State<App>,
    Changes(caller): Changes,
    Body(new): Body<NewDelegation>,
) -> Result<Json<ShownDelegation>, WebError> {
    let sent = fields(&[
        ("person", new.person.as_deref()),
        ("delegate", Some(&new.delegate)),
        ("from", Some(&new.from)),
        ("until", Some(&new.until)),
    ]);
    let viewer = &caller.viewer;
    let kept = if new.person.is_some() {
        caller.require("admin")?;
        by_form(&app, viewer, sent, |app, viewer, form| Box::pin(delegations::keep_any(app, viewer, form))).await?
    } else {
        caller.require("write")?;
        by_form(&app, viewer, sent, |app, viewer, form| Box::pin(delegations::keep_own(app, viewer, form))).await?
    };
    Ok(Json(stands_in(kept)))
}

/// Lets somebody no longer stand in: people for themselves, administrators for anybody.
#[utoipa::path(delete, path = "/api/v1/delegations/{person}/{delegate}", tag = "directory",
    params(("person" = String, Path, description = "For whom"), ("delegate" = String, Path, description = "Who stands in")),
    responses((status = 204, description = "It is no longer so")))]
pub(crate) async fn take_back(
    State(app): State<App>,
    Changes(caller): Changes,
    Path((person, delegate)): Path<(String, String)>,
) -> Result<StatusCode, WebError> {
    let viewer = &caller.viewer;
    let is_own = person == viewer.account.person && caller.scopes().iter().all(|scope| scope != "admin");
    caller.require(if is_own { "write" } else { "admin" })?;
    if !is_own {
        viewer.require(Permission::Administer)?;
    }
    let there = app.ledger().list_delegations(Some(&person)).await?;
    if !there.iter().any(|one| one.person == person && one.delegate == delegate) {
        return Err(WebError::NotFound);
    }
    if is_own {
        delegations::drop_own(&app, viewer, &delegate).await?;
    } else {
        delegations::drop_any(&app, viewer, &person, &delegate).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
