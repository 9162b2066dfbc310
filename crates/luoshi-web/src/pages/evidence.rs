//! Evidence: files handed in on an item, and looking at them.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use luoshi_ledger::command::Command;
use luoshi_ledger::item::Evidence;
use luoshi_store::StoreError;

use super::{go, item};
use crate::auth::Viewer;
use crate::forms::{Posted, Upload};
use crate::{App, WebError};

/// Attaches files to an item: each is checked, kept, and named by an event.
pub(crate) async fn attach(
    State(app): State<App>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    let Posted { viewer, mut form, files } = posted;
    let found = item::find(&app, &viewer, &id).await?;
    let kind = form.optional("kind").unwrap_or_else(|| "佐证".to_owned());
    if files.is_empty() {
        form.refuse("file", viewer.lang.pick("请选择文件", "please choose a file"));
        return item::refused(&app, &viewer, found, form).await;
    }
    let known = app.known().await?;
    let actor = viewer.actor_on(&found, &known.registry);
    for file in files {
        let evidence = match keep(&app, &file, &kind).await {
            Ok(evidence) => evidence,
            Err(WebError::Evidence(error)) if error.is_refusal() => {
                form.refuse("file", format!("{}：{}", file.name, error.zh()));
                return item::refused(&app, &viewer, found, form).await;
            }
            Err(error) => return Err(error),
        };
        let command = Command::AttachEvidence(evidence);
        match app.ledger().execute(&found.id, &command, &actor, app.now()).await {
            Ok(_) => {}
            Err(StoreError::Rejected(rejection)) => {
                form.refuse("file", rejection.zh());
                return item::refused(&app, &viewer, found, form).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(go(&format!("/items/{id}#evidence")))
}

/// Keeps a file and says what an item notes of it.
pub(crate) async fn keep(app: &App, file: &Upload, kind: &str) -> Result<Evidence, WebError> {
    let kept = app.evidence().keep(file.bytes.to_vec()).await?;
    let name: String = file.name.chars().filter(|c| !c.is_control()).take(200).collect();
    Ok(Evidence {
        sha256: kept.sha256,
        name,
        kind: kind.to_owned(),
        media_type: kept.media_type.to_owned(),
        bytes: kept.bytes,
    })
}

/// Gives a file to whoever sees the item. Pictures and pdf open in the browser, all
/// else is saved; nothing in a file can run, whatever it says it is.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path((id, sha256)): Path<(String, String)>,
) -> Result<Response, WebError> {
    file(&app, &viewer, &id, &sha256).await
}

/// The answer that holds a file of an item.
pub(crate) async fn file(app: &App, viewer: &Viewer, id: &str, sha256: &str) -> Result<Response, WebError> {
    let item = item::find(app, viewer, id).await?;
    let evidence = item.evidence.iter().find(|evidence| evidence.sha256 == sha256).ok_or(WebError::NotFound)?;
    let bytes = app.evidence().read(sha256).await?;
    let inline = evidence.media_type.starts_with("image/") || evidence.media_type == "application/pdf";
    let name: String = form_urlencoded::byte_serialize(evidence.name.as_bytes()).collect();
    let disposition =
        format!("{}; filename*=UTF-8''{}", if inline { "inline" } else { "attachment" }, name.replace('+', "%20"));
    let headers = [
        (header::CONTENT_TYPE, evidence.media_type.clone()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'; style-src 'unsafe-inline'".to_owned()),
        (header::CACHE_CONTROL, "private, max-age=3600".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}
