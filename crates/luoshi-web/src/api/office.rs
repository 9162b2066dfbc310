//! The office: its place, the audit log, backups, the indicators that reading knows.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use luoshi_extract::indicator::{Better, Indicator, catalogue};
use luoshi_ledger::settings::Settings;
use luoshi_store::people::Audited;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::{Asked, Body, invalid};
use super::caller::{Administers, Reads};
use super::form::{by_form, fields};
use super::hooks::at;
use crate::access::Permission;
use crate::pages::admin::{self, backup};
use crate::{App, WebError};

/// Whose ledger it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownOffice {
    place: Option<String>,
    /// Code of the level: province, prefecture, county and so on.
    level: Option<String>,
}

fn shown(settings: &Settings) -> Json<ShownOffice> {
    let office = settings.office();
    Json(ShownOffice { place: office.map(|one| one.place.clone()), level: office.map(|one| one.level.clone()) })
}

/// Whose ledger it is.
#[utoipa::path(get, path = "/api/v1/office", tag = "office",
    responses((status = 200, description = "The place", body = ShownOffice)))]
pub(crate) async fn show(State(app): State<App>, Reads(_): Reads) -> Result<Json<ShownOffice>, WebError> {
    Ok(shown(&app.known().await?.settings))
}

/// Whose ledger it shall be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOffice {
    place: String,
    /// Code of the level.
    level: String,
}

/// Names the place and its level anew.
#[utoipa::path(put, path = "/api/v1/office", tag = "office", request_body = NewOffice,
    responses((status = 200, description = "The place after it", body = ShownOffice)))]
pub(crate) async fn set(
    State(app): State<App>,
    Administers(viewer): Administers,
    Body(new): Body<NewOffice>,
) -> Result<Json<ShownOffice>, WebError> {
    let sent = fields(&[("place", Some(&new.place)), ("level", Some(&new.level))]);
    by_form(&app, &viewer, sent, |app, viewer, form| Box::pin(admin::set_place(app, viewer, form))).await?;
    Ok(shown(&app.known().await?.settings))
}

/// Which entries of the audit log.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditAsked {
    /// `next` of the page before.
    before: Option<i64>,
    /// Entries on the page, 1 to 500; 100 by default.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// An entry of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownAudit {
    seq: i64,
    at: String,
    /// Who; for a failed log-in, the name that was tried.
    person: String,
    /// Code of what was done.
    what: String,
    /// To what.
    target: String,
    detail: String,
}

/// A page of the audit log, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditPage {
    entries: Vec<ShownAudit>,
    /// `before` of the next page; null when this is the last.
    next: Option<i64>,
}

/// Log-ins, changes of accounts and settings, reading of personal data; the newest first.
#[utoipa::path(get, path = "/api/v1/audit", tag = "office", params(AuditAsked),
    responses((status = 200, description = "A page", body = AuditPage)))]
pub(crate) async fn audit(
    State(app): State<App>,
    _: Administers,
    Asked(asked): Asked<AuditAsked>,
) -> Result<Json<AuditPage>, WebError> {
    let limit = asked.limit.unwrap_or(100);
    if !(1..=500).contains(&limit) {
        return Err(invalid("limit", "1 to 500", "1 至 500"));
    }
    let mut found = app.ledger().list_audit(asked.before, limit + 1).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|last| last.seq);
    let entry = |one: Audited| ShownAudit {
        seq: one.seq,
        at: at(one.at_ms),
        person: one.person,
        what: one.what,
        target: one.target,
        detail: one.detail,
    };
    Ok(Json(AuditPage { entries: found.into_iter().map(entry).collect(), next }))
}

/// A backup on the server.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownBackup {
    name: String,
    bytes: u64,
    sha256: String,
    at: Option<String>,
    /// Rows of the logs in it.
    entries: i64,
}

fn kept(one: &backup::Kept) -> ShownBackup {
    ShownBackup {
        name: one.name.clone(),
        bytes: one.manifest.bytes,
        sha256: one.manifest.sha256.clone(),
        at: one.at().map(|at| at.to_string()),
        entries: one.entries(),
    }
}

/// Backups.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Backups {
    backups: Vec<ShownBackup>,
}

/// The backups on the server, the newest first. They are not handed out.
#[utoipa::path(get, path = "/api/v1/backups", tag = "office",
    responses((status = 200, description = "All of them", body = Backups)))]
pub(crate) async fn backups(State(app): State<App>, _: Administers) -> Result<Json<Backups>, WebError> {
    Ok(Json(Backups { backups: backup::list(&app).await?.iter().map(kept).collect() }))
}

/// A backup that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MadeBackup {
    backup: ShownBackup,
    /// Files of evidence that could not be copied; should be 0.
    evidence_lacking: usize,
}

/// Makes a backup on the server, with evidence, while others work.
#[utoipa::path(post, path = "/api/v1/backups", tag = "office",
    responses((status = 201, description = "It was made", body = MadeBackup)))]
pub(crate) async fn back_up(
    State(app): State<App>,
    Administers(viewer): Administers,
) -> Result<(StatusCode, Json<MadeBackup>), WebError> {
    let made = backup::create(&app, &viewer).await?;
    Ok((StatusCode::CREATED, Json(MadeBackup { backup: kept(&made.kept), evidence_lacking: made.lacking })))
}

/// What a comparison of a backup with its manifest found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComparedBackup {
    whole: bool,
    /// What is wrong with it.
    found: Option<String>,
}

/// Compares a backup with its manifest.
#[utoipa::path(post, path = "/api/v1/backups/{name}/check", tag = "office", params(("name" = String, Path, description = "Its name")),
    responses((status = 200, description = "What was found", body = ComparedBackup)))]
pub(crate) async fn check(
    State(app): State<App>,
    Administers(viewer): Administers,
    Path(name): Path<String>,
) -> Result<Json<ComparedBackup>, WebError> {
    let wrong = backup::compare(&app, &viewer, &name).await?;
    Ok(Json(ComparedBackup { whole: wrong.is_none(), found: wrong.map(|error| error.to_string()) }))
}

/// An indicator that reading knows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownIndicator {
    id: String,
    name: String,
    aliases: Vec<String>,
    /// What it is measured in.
    dimensions: Vec<String>,
    /// up, down or neither.
    better: String,
    core: bool,
}

fn indicator(one: &Indicator) -> ShownIndicator {
    let better = match one.better {
        Better::Up => "up",
        Better::Down => "down",
        Better::Neither => "neither",
    };
    ShownIndicator {
        id: one.id.to_owned(),
        name: one.name.to_owned(),
        aliases: one.aliases().map(str::to_owned).collect(),
        dimensions: one.dimensions().map(str::to_owned).collect(),
        better: better.to_owned(),
        core: one.core,
    }
}

/// Indicators.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Indicators {
    indicators: Vec<ShownIndicator>,
}

/// The indicators that reading knows. The code tables stand in the regimes.
#[utoipa::path(get, path = "/api/v1/indicators", tag = "rules",
    responses((status = 200, description = "All of them", body = Indicators)))]
pub(crate) async fn indicators(State(_): State<App>, Reads(viewer): Reads) -> Result<Json<Indicators>, WebError> {
    viewer.require(Permission::SeeSettings)?;
    Ok(Json(Indicators { indicators: catalogue().iter().map(indicator).collect() }))
}
