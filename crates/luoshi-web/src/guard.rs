//! What holds for every answer: headers that keep browsers from doing harm, no
//! writing request from other sites, and a page or JSON for what failed.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
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
    let busy = response.status() == axum::http::StatusCode::TOO_MANY_REQUESTS;
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
    let Some(said) = response.extensions().get::<Said>().cloned() else { return plain(response, api) };
    if api {
        let status =
            if response.status().is_redirection() { axum::http::StatusCode::UNAUTHORIZED } else { response.status() };
        let body = json!({ "error": { "code": said.code, "message": said.en, "message_zh": said.zh } });
        return (status, Json(body)).into_response();
    }
    if response.status().is_redirection() {
        return response;
    }
    let words = if visitor.lang == luoshi_export::labels::Lang::Zh { said.zh } else { said.en };
    problem::page(response.status(), &words, visitor.lang)
}

/// What axum itself refused, such as a body that is too large, has no words of ours.
fn plain(response: Response, api: bool) -> Response {
    let status = response.status();
    if api || !(status.is_client_error() || status.is_server_error()) || is_html(&response) {
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
