//! The page for what failed: what is wrong, and where to go on.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use luoshi_export::labels::Lang;

use crate::assets;

#[derive(Template)]
#[template(path = "problem.html")]
struct Problem<'p> {
    lang: Lang,
    version: &'static str,
    status: u16,
    words: &'p str,
}

/// The page of a failure.
pub(crate) fn page(status: StatusCode, words: &str, lang: Lang) -> Response {
    let page = Problem { lang, version: &assets::VERSION, status: status.as_u16(), words };
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => (status, words.to_owned()).into_response(),
    }
}
