//! Reading a report without keeping it: a file or a text in, the published JSON out.

use axum::Json;
use axum::extract::State;
use luoshi_export::contract::{Report, SourceInfo};
use luoshi_source::Options;
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;

use super::body::{Asked, Raw};
use super::caller::Reads;
use crate::{App, WebError};

/// What is said of a file.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReadAsked {
    /// Its name, which the result repeats; formats are told by content.
    name: Option<String>,
}

/// Reads a work report (txt, html, docx, pdf, csv, xlsx); the body is the file or the
/// text. The result is that of `luoshi read --format json`, see `luoshi schema`.
#[utoipa::path(post, path = "/api/v1/read", tag = "reports", params(ReadAsked),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file"),
    responses((status = 200, description = "What was read", body = Object)))]
pub(crate) async fn read(
    State(app): State<App>,
    Reads(_): Reads,
    Asked(asked): Asked<ReadAsked>,
    Raw(bytes): Raw,
) -> Result<Json<Value>, WebError> {
    let name = asked.name.unwrap_or_else(|| "-".to_owned());
    let options = Options { text_column: None, max_bytes: app.options().max_file_bytes, pdftotext: true };
    let work = move || {
        let source = luoshi_source::read_bytes(&name, bytes.to_vec(), &options).map_err(unreadable)?;
        let reading = luoshi_extract::read(&source.text, &source.parts);
        let info = SourceInfo {
            path: source.path.clone(),
            sha256: source.sha256.clone(),
            format: source.format.as_str().to_owned(),
            encoding: source.encoding.to_owned(),
        };
        super::value(&Report::new(info, &source.text, &reading))
    };
    Ok(Json(app.compute(work).await??))
}

/// A file that cannot be made out.
#[expect(clippy::needless_pass_by_value, reason = "as `map_err` gives it")]
pub(super) fn unreadable(error: luoshi_source::SourceError) -> WebError {
    WebError::Field {
        code: "unreadable-file",
        field: "body".to_owned(),
        en: error.to_string(),
        zh: "文件无法读取".to_owned(),
    }
}
