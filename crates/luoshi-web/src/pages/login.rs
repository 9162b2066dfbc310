//! Logging in and out, and the language of the pages.

pub(crate) mod external;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use luoshi_export::labels::Lang;
use luoshi_store::people::NewAudit;
use serde::Deserialize;

use super::{go, render, render_refused};
use crate::auth::{self, Visitor};
use crate::forms::{Form, Posted};
use crate::{App, Demo, WebError, assets};

#[derive(Template)]
#[template(path = "login.html")]
struct Page<'p> {
    lang: Lang,
    version: &'static str,
    place: String,
    form: Form,
    demo: Option<&'p Demo>,
    /// Where to go for logging in at another server.
    external: Option<String>,
}

/// Where to go after logging in.
#[derive(Debug, Deserialize)]
pub(crate) struct Next {
    next: Option<String>,
}

async fn page(app: &App, lang: Lang, form: Form) -> Result<Page<'_>, WebError> {
    let known = app.known().await?;
    let place = known.settings.office().map(|office| office.place.clone()).unwrap_or_default();
    let external = app.options().oidc.as_ref().map(|_| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        format!("/login/oidc?{}", query.append_pair("next", form.value("next")).finish())
    });
    Ok(Page { lang, version: &assets::VERSION, place, form, demo: app.options().demo.as_ref(), external })
}

/// The page for logging in; the one for the first start while there is nobody.
pub(crate) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<Next>,
) -> Result<Response, WebError> {
    if app.ledger().count_accounts().await? == 0 {
        return Ok(go("/setup"));
    }
    let form = Form::new(visitor.lang).or("next", query.next.unwrap_or_default());
    render(&page(&app, visitor.lang, form).await?)
}

/// Logs in. Whether name or password was wrong is not said.
pub(crate) async fn log_in(
    State(app): State<App>,
    visitor: Visitor,
    request: axum::extract::Request,
) -> Result<Response, WebError> {
    if !app.allows_login(visitor.from) {
        return Err(WebError::TooMany);
    }
    let (values, _) = crate::forms::read(request, &app).await?;
    let mut form = Form::with(visitor.lang, values);
    let (person, password) = (form.required("person"), form.value("password").to_owned());
    if password.is_empty() {
        form.required("password");
    }
    if !form.is_valid() {
        return render_refused(&page(&app, visitor.lang, form).await?);
    }
    let lang = visitor.lang;
    let now = app.now();
    let account = app.ledger().find_account(&person).await?.filter(|account| account.is_active);
    if account.as_ref().is_some_and(|account| account.is_locked(now)) {
        note(&app, &person, "login-locked").await?;
        let words =
            lang.pick("口令错误次数过多，请 15 分钟后再试", "too many wrong passwords: try again in 15 minutes");
        form.refuse("", words);
        return render_refused(&page(&app, lang, form).await?);
    }
    let phc = account.as_ref().and_then(|account| account.password.as_deref());
    if !auth::verify(&app, &password, phc).await? {
        app.ledger().note_wrong_password(&person, now).await?;
        note(&app, &person, "login-refused").await?;
        form.refuse("", lang.pick("用户名或口令不正确", "wrong name or password"));
        return render_refused(&page(&app, lang, form).await?);
    }
    app.ledger().note_login(&person, now).await?;
    note(&app, &person, "login").await?;
    let cookie = auth::begin_session(&app, &person).await?;
    let mut response = go(local(form.value("next")));
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

async fn note(app: &App, person: &str, what: &str) -> Result<(), WebError> {
    let person: String = person.chars().take(80).collect();
    let audit = NewAudit { person: &person, what, target: "", detail: "" };
    Ok(app.ledger().note_audit(audit, app.now()).await?)
}

/// An address of ours: a link that leads elsewhere after logging in would be a trap.
fn local(next: &str) -> &str {
    let second = next.as_bytes().get(1);
    let ours = next.starts_with('/') && !matches!(second, Some(b'/' | b'\\'));
    if ours { next } else { "/" }
}

/// Logs out.
pub(crate) async fn log_out(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    if let Some(token_hash) = &posted.viewer.token_hash {
        app.ledger().end_session(token_hash).await?;
    }
    let mut response = go("/login");
    response.headers_mut().append(header::SET_COOKIE, auth::forget_session(&app)?);
    Ok(response)
}

/// Sets the language of the pages, for whoever asks.
pub(crate) async fn set_language(
    State(app): State<App>,
    request: axum::extract::Request,
) -> Result<Response, WebError> {
    let back = request.headers().get(header::REFERER).and_then(|v| v.to_str().ok()).map(path).unwrap_or_default();
    let (values, _) = crate::forms::read(request, &app).await?;
    let form = Form::with(Lang::Zh, values);
    let lang = if form.has("lang", "en") { Lang::En } else { Lang::Zh };
    let mut response = go(local(&back));
    response.headers_mut().append(header::SET_COOKIE, auth::language_cookie(lang, &app)?);
    Ok(response.into_response())
}

/// The path of an address.
fn path(address: &str) -> String {
    let after = address.split_once("://").map_or(address, |(_, rest)| rest);
    after.find('/').and_then(|at| after.get(at..)).unwrap_or("/").to_owned()
}

#[cfg(test)]
mod tests {
    use super::{local, path};

    #[test]
    fn only_own_addresses_are_gone_to() {
        for (next, to) in [
            ("/items?light=red", "/items?light=red"),
            ("", "/"),
            ("https://example.com", "/"),
            ("//example.com", "/"),
            ("/\\example.com", "/"),
        ] {
            assert_eq!(local(next), to, "{next}");
        }
        assert_eq!(path("http://localhost:13710/my?tab=1"), "/my?tab=1");
    }
}
