//! What holds for every answer: headers that keep browsers from doing harm, no
//! writing request from other sites, and a page or JSON for what failed.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::auth::Visitor;
use crate::error::Said;
use crate::pages::problem;
use crate::{App, WebError};

/// Nothing is loaded from elsewhere, and scripts and styles only from our files.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
];

/// Refuses writing requests that other sites sent, and sets the headers.
pub(crate) async fn secure(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let mut response = if safe || is_same_site(request.headers()) {
        next.run(request).await
    } else {
        WebError::StaleForm.into_response()
    };
    let busy = response.status() == StatusCode::TOO_MANY_REQUESTS;
    let headers = response.headers_mut();
    if busy {
        headers.entry(header::RETRY_AFTER).or_insert(HeaderValue::from_static("60"));
    }
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Browsers say where a request comes from; programs that are none say nothing and
/// are not led by other sites. Forms carry a token besides, for old browsers.
fn is_same_site(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match text("origin") {
        Some(origin) => origin.split_once("://").map(|(_, host)| host) == text("host"),
        None => true,
    }
}

/// Makes a page, or JSON for programs, of what a handler said went wrong.
pub(crate) async fn answer_errors(State(app): State<App>, request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api/");
    let (mut parts, body) = request.into_parts();
    let visitor = Visitor::of(&mut parts, &app);
    let response = next.run(Request::from_parts(parts, body)).await;
    if api {
        return as_json(response);
    }
    let Some(said) = response.extensions().get::<Said>().cloned() else { return plain(response) };
    if response.status().is_redirection() {
        return response;
    }
    let words = if visitor.lang == luoshi_export::labels::Lang::Zh { said.zh } else { said.en };
    problem::page(response.status(), &words, visitor.lang)
}

/// What went wrong as JSON, for programs; an answer that is right stays as it is.
pub(crate) fn as_json(response: Response) -> Response {
    let status = response.status();
    let said = response.extensions().get::<Said>().cloned();
    let status = if said.is_some() && status.is_redirection() { StatusCode::UNAUTHORIZED } else { status };
    let is_json = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    let said = match said {
        Some(said) => said,
        None if is_json || !(status.is_client_error() || status.is_server_error()) => return response,
        None => axum_said(status),
    };
    let mut error = json!({ "code": said.code, "message": said.en, "message_zh": said.zh });
    if let Some(field) = said.field {
        error["field"] = field.into();
    }
    let mut answer = (status, Json(json!({ "error": error }))).into_response();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        answer.headers_mut().insert(header::ALLOW, allow.clone());
    }
    answer
}

/// What axum itself refuses, in our words.
fn axum_said(status: StatusCode) -> Said {
    let (code, zh) = match status.as_u16() {
        404 => ("not-found", "这里没有内容"),
        405 => ("method-not-allowed", "此地址不支持该方法"),
        413 => ("too-large", "内容过大"),
        _ => ("bad-request", "请求的内容有误"),
    };
    let en = status.canonical_reason().unwrap_or("bad request").to_lowercase();
    Said { code, zh: zh.to_owned(), en, field: None }
}

/// What axum itself refused, such as a body that is too large, has no words of ours.
fn plain(response: Response) -> Response {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || is_html(&response) {
        return response;
    }
    match status.as_u16() {
        405 | 413 => problem::page(status, status.canonical_reason().unwrap_or(""), luoshi_export::labels::Lang::Zh),
        _ => response,
    }
}

fn is_html(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}
