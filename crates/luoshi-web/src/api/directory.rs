//! Agencies and people, and who the caller is.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use luoshi_ledger::AgencyId;
use luoshi_ledger::actor::Role;
use luoshi_ledger::registry::{Agency, RegistryEvent};
use luoshi_store::people::{Account, NewAudit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::{Body, invalid};
use super::caller::{Administers, Caller, Reads, Writes};
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
    let event = RegistryEvent::AgencyAdded { agency: agency.clone() };
    app.ledger().change_registry(&[event], &viewer.actor(), app.now()).await?;
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
    let id = AgencyId(id);
    app.known().await?.registry.find(&id).ok_or(WebError::NotFound)?;
    let event = match change {
        AgencyChange::Rename(name) => RegistryEvent::AgencyRenamed { id: id.clone(), name },
        AgencyChange::Move(parent) => RegistryEvent::AgencyMoved { id: id.clone(), parent: parent.map(AgencyId) },
        AgencyChange::Retire(reason) => RegistryEvent::AgencyRetired { id: id.clone(), reason },
    };
    app.ledger().change_registry(&[event], &viewer.actor(), app.now()).await?;
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
    }
}

/// Everybody with an account.
#[utoipa::path(get, path = "/api/v1/people", tag = "directory",
    responses((status = 200, description = "All of them", body = PeopleList)))]
pub(crate) async fn list_people(State(app): State<App>, _: Administers) -> Result<Json<PeopleList>, WebError> {
    Ok(Json(PeopleList { people: app.ledger().list_accounts().await?.into_iter().map(person).collect() }))
}

/// An account. Passwords are set on the pages only.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPerson {
    /// Log-in name.
    person: String,
    name: String,
    /// administrator, supervisor, reviewer, clerk, head, leader or observer.
    role: String,
    /// Code of the agency.
    agency: Option<String>,
    phone: Option<String>,
    active: bool,
}

/// Makes an account, or changes the one of that log-in name.
#[utoipa::path(post, path = "/api/v1/people", tag = "directory", request_body = NewPerson,
    responses((status = 200, description = "The account after it", body = Somebody)))]
pub(crate) async fn keep_person(
    State(app): State<App>,
    Administers(viewer): Administers,
    Body(new): Body<NewPerson>,
) -> Result<Json<Somebody>, WebError> {
    let is_fit = |text: &str| !text.trim().is_empty() && text.chars().count() <= 80 && !text.contains(char::is_control);
    for (field, text) in [("person", &new.person), ("name", &new.name)] {
        if !is_fit(text) {
            return Err(invalid(field, "1 to 80 characters", "1 至 80 个字符"));
        }
    }
    let role = Role::of_code(&new.role).filter(|role| *role != Role::System);
    if role.is_none() {
        return Err(invalid("role", "there is no such role", "没有这种角色"));
    }
    let known = app.known().await?;
    if new.agency.as_ref().is_some_and(|id| known.registry.find(&AgencyId(id.clone())).is_none()) {
        return Err(invalid("agency", "there is no such agency", "没有这个单位"));
    }
    if new.person == viewer.account.person && (role != Some(Role::Administrator) || !new.active) {
        return Err(invalid("person", "nobody takes their own rights away", "不能取消自己的管理员权限"));
    }
    let old = app.ledger().find_account(&new.person).await?;
    let account = Account {
        must_change: old.as_ref().is_none_or(|old| old.must_change),
        created_ms: old.map_or(app.now().as_millisecond(), |old| old.created_ms),
        person: new.person,
        name: new.name,
        role: new.role,
        agency: new.agency,
        phone: new.phone,
        is_active: new.active,
        password: None,
        failures: 0,
        locked_until_ms: 0,
        last_login_ms: None,
    };
    app.ledger().keep_account(&account).await?;
    let detail = format!("{} {}", account.role, if account.is_active { "active" } else { "shut" });
    let audit =
        NewAudit { person: &viewer.account.person, what: "account-kept", target: &account.person, detail: &detail };
    app.ledger().note_audit(audit, app.now()).await?;
    Ok(Json(person(account)))
}
