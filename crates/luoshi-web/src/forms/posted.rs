//! What a form sent: fields and files, after its token was checked.

use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRef, FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use subtle::ConstantTimeEq;

use super::Form;
use crate::auth::{self, Viewer};
use crate::{App, WebError};

/// The field that carries the token.
const TOKEN: &str = "csrf";

/// A file that was handed in.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The field.
    pub field: String,
    /// Its name as handed in; never used as a path.
    pub name: String,
    /// Its bytes.
    pub bytes: Bytes,
}

/// A form of somebody who is logged in, sent from one of our pages.
#[derive(Debug)]
pub struct Posted {
    /// Who sent it.
    pub viewer: Viewer,
    /// Its fields.
    pub form: Form,
    /// Its files; fields for files that were left empty are not among them.
    pub files: Vec<Upload>,
}

impl<S: Send + Sync> FromRequest<S> for Posted
where
    App: FromRef<S>,
{
    type Rejection = WebError;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebError> {
        let app = App::from_ref(state);
        let (mut parts, body) = request.into_parts();
        let viewer = auth::find_viewer(&mut parts, &app).await?;
        let viewer = viewer.ok_or(WebError::LogIn { next: "/".to_owned() })?;
        let path = parts.uri.path();
        if viewer.account.must_change && path != "/account" && path != "/logout" && path != "/language" {
            return Err(WebError::LogIn { next: "/account".to_owned() });
        }
        let (values, files) = read(Request::from_parts(parts, body), &app).await?;
        let token = values.iter().find(|(name, _)| name == TOKEN).map_or("", |(_, value)| value.as_str());
        if viewer.csrf.is_empty() || !bool::from(token.as_bytes().ct_eq(viewer.csrf.as_bytes())) {
            return Err(WebError::StaleForm);
        }
        let form = Form::with(viewer.lang, values);
        Ok(Self { viewer, form, files })
    }
}

type Fields = Vec<(String, String)>;

/// The fields and files of a request, in either of the two ways in which browsers
/// send forms.
pub(crate) async fn read(request: Request, app: &App) -> Result<(Fields, Vec<Upload>), WebError> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    let most = app.options().max_file_bytes / 1_000_000;
    if kind.starts_with("multipart/form-data") {
        let parts = Multipart::from_request(request, app).await;
        return read_parts(parts.map_err(|e| WebError::BadRequest(e.to_string()))?, most).await;
    }
    let body = Bytes::from_request(request, app).await.map_err(|refused| match refused.status() {
        StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge { most },
        _ => WebError::BadRequest("the body ended early".to_owned()),
    })?;
    let fields = form_urlencoded::parse(&body).map(|(name, value)| (name.into_owned(), clean(&value)));
    Ok((fields.collect(), Vec::new()))
}

async fn read_parts(mut parts: Multipart, most: u64) -> Result<(Fields, Vec<Upload>), WebError> {
    let refused = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge { most },
        _ => WebError::BadRequest(error.body_text()),
    };
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    while let Some(part) = parts.next_field().await.map_err(refused)? {
        let field = part.name().unwrap_or_default().to_owned();
        let name = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.map_err(refused)?;
        match name {
            Some(name) if !(name.is_empty() && bytes.is_empty()) => files.push(Upload { field, name, bytes }),
            Some(_) => {}
            None => fields.push((field, clean(&String::from_utf8_lossy(&bytes)))),
        }
    }
    Ok((fields, files))
}

/// Browsers send line ends as two characters; a zero byte no database keeps.
fn clean(value: &str) -> String {
    value.replace("\r\n", "\n").replace('\0', "")
}
