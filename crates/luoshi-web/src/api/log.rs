//! The log: running the clocks, checking that nothing was changed, checkpoints.

use axum::Json;
use axum::extract::State;
use luoshi_store::Checkpoint;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::body::{Body, invalid};
use super::caller::{Administers, Reads};
use crate::pages::admin::log::{self, Checked};
use crate::{App, WebError};

/// Runs the clocks up to now, as the server does by itself every ten minutes.
#[utoipa::path(post, path = "/api/v1/sweep", tag = "log",
    responses((status = 200, description = "Rungs that were reached and dates that moved", body = Object)))]
pub(crate) async fn sweep(State(app): State<App>, _: Administers) -> Result<Json<Value>, WebError> {
    Ok(Json(super::value(&app.ledger().sweep(app.now()).await?)?))
}

/// Checkpoints that were published, to compare with.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Published {
    /// Lines, as `luoshi db checkpoint` prints them.
    checkpoints: Vec<String>,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Verified {
    /// Whether everything is as it must be.
    clean: bool,
    /// Rows of the log.
    entries: i64,
    /// With how many checkpoints it was compared.
    checkpoints: usize,
    /// How many files of evidence were looked at.
    evidence: usize,
    /// What is not as it must be, a line each.
    found: Vec<String>,
}

/// Recomputes the whole log and every table, and compares evidence with its hashes.
#[utoipa::path(post, path = "/api/v1/verify", tag = "log", request_body = Published,
    responses((status = 200, description = "What was found", body = Verified)))]
pub(crate) async fn verify(
    State(app): State<App>,
    Administers(viewer): Administers,
    Body(published): Body<Published>,
) -> Result<Json<Verified>, WebError> {
    let parse = |line: &String| {
        line.parse::<Checkpoint>().map_err(|error| invalid("checkpoints", error.to_string(), "检查点有误"))
    };
    let published: Vec<Checkpoint> = published.checkpoints.iter().map(parse).collect::<Result<_, _>>()?;
    let Checked { findings, evidence, broken } = log::check(&app, &viewer, &published).await?;
    let found = findings.to_string();
    Ok(Json(Verified {
        clean: findings.is_clean() && broken.is_empty(),
        entries: findings.entries,
        checkpoints: findings.checkpoints,
        evidence,
        found: found.lines().map(str::to_owned).chain(broken.iter().map(ToString::to_string)).collect(),
    }))
}

/// The end of the log at one moment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownCheckpoint {
    seq: i64,
    hash: String,
    at: String,
    /// The line to publish.
    line: String,
}

/// Checkpoints.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Checkpoints {
    checkpoints: Vec<ShownCheckpoint>,
}

fn shown(checkpoint: &Checkpoint) -> ShownCheckpoint {
    ShownCheckpoint {
        seq: checkpoint.seq,
        hash: checkpoint.hash.to_string(),
        at: checkpoint.at.to_string(),
        line: checkpoint.to_string(),
    }
}

/// Checkpoints that were taken.
#[utoipa::path(get, path = "/api/v1/checkpoints", tag = "log",
    responses((status = 200, description = "All of them", body = Checkpoints)))]
pub(crate) async fn list(State(app): State<App>, Reads(_): Reads) -> Result<Json<Checkpoints>, WebError> {
    let ledger = app.ledger();
    let taken = ledger.store().list_checkpoints(ledger.name()).await?;
    Ok(Json(Checkpoints { checkpoints: taken.iter().map(shown).collect() }))
}

/// Takes a checkpoint.
#[utoipa::path(post, path = "/api/v1/checkpoints", tag = "log",
    responses((status = 200, description = "It was taken", body = ShownCheckpoint)))]
pub(crate) async fn take(
    State(app): State<App>,
    Administers(viewer): Administers,
) -> Result<Json<ShownCheckpoint>, WebError> {
    Ok(Json(shown(&log::write_down(&app, &viewer).await?)))
}
