//! Agencies and people, and who the caller is.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use luoshi_ledger::AgencyId;
use luoshi_ledger::registry::{Agency, RegistryEvent};
use luoshi_store::people::Account;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::attempt::Secret;
use super::body::{Body, invalid};
use super::caller::{Administers, Caller, Reads, Writes};
use super::form::{by_form, fields};
use crate::access::Permission;
use crate::pages::admin::{agencies, people};
use crate::{App, WebError};

/// Who calls.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    person: String,
    name: String,
    role: String,
    agency: Option<String>,
    scopes: Vec<String>,
}

/// Who the caller is and what their key allows.
#[utoipa::path(get, path = "/api/v1/me", tag = "directory", responses((status = 200, description = "The caller", body = Me)))]
pub(crate) async fn me(caller: Caller) -> Json<Me> {
    let viewer = &caller.viewer;
    Json(Me {
        person: viewer.account.person.clone(),
        name: viewer.account.name.clone(),
        role: viewer.role.code().to_owned(),
        agency: viewer.agency.as_ref().map(ToString::to_string),
        scopes: caller.scopes().to_vec(),
    })
}

/// An agency.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownAgency {
    /// Its code, which never changes.
    id: String,
    name: String,
    parent: Option<String>,
    active: bool,
}

/// Agencies.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Agencies {
    agencies: Vec<ShownAgency>,
}

fn shown(agency: &Agency) -> ShownAgency {
    ShownAgency {
        id: agency.id.to_string(),
        name: agency.name.clone(),
        parent: agency.parent.as_ref().map(ToString::to_string),
        active: agency.active,
    }
}

/// The directory of agencies.
#[utoipa::path(get, path = "/api/v1/agencies", tag = "directory",
    responses((status = 200, description = "All of them", body = Agencies)))]
pub(crate) async fn list_agencies(State(app): State<App>, Reads(_): Reads) -> Result<Json<Agencies>, WebError> {
    Ok(Json(Agencies { agencies: app.known().await?.registry.list().map(shown).collect() }))
}

/// An agency to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAgency {
    name: String,
    /// Its code; by default its name.
    id: Option<String>,
    /// Code of the agency it belongs to.
    parent: Option<String>,
}

/// Adds an agency.
#[utoipa::path(post, path = "/api/v1/agencies", tag = "directory", request_body = NewAgency,
    responses((status = 201, description = "It was added", body = ShownAgency)))]
pub(crate) async fn add_agency(
    State(app): State<App>,
    Writes(viewer): Writes,
    Body(new): Body<NewAgency>,
) -> Result<(StatusCode, Json<ShownAgency>), WebError> {
    let agency = Agency {
        id: AgencyId(new.id.unwrap_or_else(|| new.name.clone())),
        name: new.name,
        parent: new.parent.map(AgencyId),
        active: true,
    };
    agencies::apply(&app, &viewer, RegistryEvent::AgencyAdded { agency: agency.clone() }).await?;
    Ok((StatusCode::CREATED, Json(shown(&agency))))
}

/// A change of an agency: exactly one of these.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) enum AgencyChange {
    /// Its new name.
    Rename(String),
    /// It belongs to this agency now; null for none.
    Move(Option<String>),
    /// It was closed or merged, for this reason.
    Retire(String),
}

/// Renames, moves or retires an agency.
#[utoipa::path(post, path = "/api/v1/agencies/{id}", tag = "directory", params(("id" = String, Path, description = "Its code")),
    request_body = AgencyChange, responses((status = 200, description = "The agency after it", body = ShownAgency)))]
pub(crate) async fn change_agency(
    State(app): State<App>,
    Writes(viewer): Writes,
    Path(id): Path<String>,
    Body(change): Body<AgencyChange>,
) -> Result<Json<ShownAgency>, WebError> {
    viewer.require(Permission::KeepAgencies)?;
    let id = AgencyId(id);
    app.known().await?.registry.find(&id).ok_or(WebError::NotFound)?;
    let event = match change {
        AgencyChange::Rename(name) => RegistryEvent::AgencyRenamed { id: id.clone(), name },
        AgencyChange::Move(parent) => RegistryEvent::AgencyMoved { id: id.clone(), parent: parent.map(AgencyId) },
        AgencyChange::Retire(reason) => RegistryEvent::AgencyRetired { id: id.clone(), reason },
    };
    agencies::apply(&app, &viewer, event).await?;
    let known = app.known().await?;
    known.registry.find(&id).map(shown).map(Json).ok_or(WebError::NotFound)
}

/// Somebody with an account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Somebody {
    /// Log-in name.
    person: String,
    name: String,
    role: String,
    agency: Option<String>,
    active: bool,
    /// The first password, when it was just given; shown this once, and to be changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_password: Option<String>,
}

/// People with accounts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PeopleList {
    people: Vec<Somebody>,
}

fn person(account: Account) -> Somebody {
    Somebody {
        person: account.person,
        name: account.name,
        role: account.role,
        agency: account.agency,
        active: account.is_active,
        first_password: None,
    }
}

/// Everybody with an account.
#[utoipa::path(get, path = "/api/v1/people", tag = "directory",
    responses((status = 200, description = "All of them", body = PeopleList)))]
pub(crate) async fn list_people(State(app): State<App>, _: Administers) -> Result<Json<PeopleList>, WebError> {
    Ok(Json(PeopleList { people: app.ledger().list_accounts().await?.into_iter().map(person).collect() }))
}

/// An account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPerson {
    /// Log-in name.
    person: String,
    name: String,
    /// administrator, supervisor, reviewer, clerk, head, leader or observer.
    role: String,
    /// Name or code of the agency.
    agency: Option<String>,
    phone: Option<String>,
    /// Whether they may log in; a new account is active.
    active: bool,
}

/// Makes an account with a first password, or changes the one of that log-in name.
#[utoipa::path(post, path = "/api/v1/people", tag = "directory", request_body = NewPerson,
    responses((status = 200, description = "The account after it", body = Somebody)))]
pub(crate) async fn keep_person(
    State(app): State<App>,
    Administers(viewer): Administers,
    Body(new): Body<NewPerson>,
) -> Result<Response, WebError> {
    let known = app.known().await?;
    let named = |agency: String| known.registry.find(&AgencyId(agency.clone())).map_or(agency, |one| one.name.clone());
    let agency = new.agency.map(named);
    let is_new = app.ledger().find_account(&new.person).await?.is_none();
    if is_new && !new.active {
        return Err(invalid("active", "a new account is active", "新建的账号须可登录"));
    }
    let sent = fields(&[
        (if is_new { "person" } else { "id" }, Some(&new.person)),
        ("name", Some(&new.name)),
        ("role", Some(&new.role)),
        ("agency", agency.as_deref()),
        ("phone", new.phone.as_deref()),
        ("active", new.active.then_some("yes")),
    ]);
    if is_new {
        let made = by_form(&app, &viewer, sent, |app, viewer, form| Box::pin(people::create(app, viewer, form)));
        let (account, password) = made.await?;
        return Ok(with_password(account, password));
    }
    let changed = by_form(&app, &viewer, sent, |app, viewer, form| Box::pin(people::change(app, viewer, form)));
    Ok(Json(person(changed.await?)).into_response())
}

fn with_password(account: Account, password: String) -> Response {
    let shown = Somebody { first_password: Some(password.clone()), ..person(account) };
    (Secret::once(password), Json(shown)).into_response()
}

/// Gives somebody a first password again; their sessions end.
#[utoipa::path(post, path = "/api/v1/people/{person}/password", tag = "directory", params(("person" = String, Path, description = "Log-in name")),
    responses((status = 200, description = "The account with its first password", body = Somebody)))]
pub(crate) async fn reset_password(
    State(app): State<App>,
    Administers(viewer): Administers,
    Path(person): Path<String>,
) -> Result<Response, WebError> {
    let (account, password) = people::reset(&app, &viewer, &person).await?;
    Ok(with_password(account, password))
}

/// Opens an account that was locked after wrong passwords.
#[utoipa::path(post, path = "/api/v1/people/{person}/unlock", tag = "directory", params(("person" = String, Path, description = "Log-in name")),
    responses((status = 200, description = "The account", body = Somebody)))]
pub(crate) async fn unlock(
    State(app): State<App>,
    Administers(viewer): Administers,
    Path(name): Path<String>,
) -> Result<Json<Somebody>, WebError> {
    Ok(Json(person(people::open(&app, &viewer, &name).await?)))
}
