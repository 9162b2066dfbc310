//! Evidence: a file in, a file out.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use luoshi_ledger::command::Command;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::{Asked, Raw, invalid};
use super::caller::{Reads, Writes};
use crate::forms::Upload;
use crate::pages::{evidence, item};
use crate::{App, WebError};

/// What is said of a file.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FileAsked {
    /// Its name.
    name: String,
    /// What it shows.
    kind: Option<String>,
}

/// A file that was kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeptFile {
    sha256: String,
    name: String,
    kind: String,
    /// Its type, by what is in it.
    media_type: String,
    bytes: u64,
}

/// Attaches a file to an item; the body is the file.
#[utoipa::path(post, path = "/api/v1/items/{id}/evidence", tag = "items",
    params(("id" = String, Path, description = "The item's number"), FileAsked),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file"),
    responses((status = 201, description = "It was kept", body = KeptFile)))]
pub(crate) async fn attach(
    State(app): State<App>,
    Writes(viewer): Writes,
    Path(id): Path<String>,
    Asked(asked): Asked<FileAsked>,
    Raw(bytes): Raw,
) -> Result<(StatusCode, Json<KeptFile>), WebError> {
    let found = item::find(&app, &viewer, &id).await?;
    if asked.name.trim().is_empty() || bytes.is_empty() {
        return Err(invalid("name", "a file with a name, please", "请给出文件和文件名"));
    }
    let known = app.known().await?;
    let upload = Upload { field: "file".to_owned(), name: asked.name, bytes };
    let kept = evidence::keep(&app, &upload, asked.kind.as_deref().unwrap_or("佐证")).await?;
    let shown = KeptFile {
        sha256: kept.sha256.clone(),
        name: kept.name.clone(),
        kind: kept.kind.clone(),
        media_type: kept.media_type.clone(),
        bytes: kept.bytes,
    };
    let actor = viewer.actor_on(&found, &known.registry);
    app.ledger().execute(&found.id, &Command::AttachEvidence(kept), &actor, app.now()).await?;
    Ok((StatusCode::CREATED, Json(shown)))
}

/// A file of an item.
#[utoipa::path(get, path = "/api/v1/items/{id}/evidence/{sha256}", tag = "items",
    params(("id" = String, Path, description = "The item's number"), ("sha256" = String, Path, description = "The file's hash")),
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "*/*")))]
pub(crate) async fn show(
    State(app): State<App>,
    Reads(viewer): Reads,
    Path((id, sha256)): Path<(String, String)>,
) -> Result<Response, WebError> {
    evidence::file(&app, &viewer, &id, &sha256).await
}
