//! One's own account: the password, and for whom one stands in.

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use luoshi_store::people::{Delegation, NewAudit};

use super::admin::delegations;
use super::{Frame, go, render, render_refused};
use crate::auth::{self, Viewer};
use crate::forms::{Form, Posted};
use crate::{App, WebError};

#[derive(Template)]
#[template(path = "account.html")]
struct Page {
    frame: Frame,
    form: Form,
    must_change: bool,
    done: bool,
    /// Whom this person may stand in for today.
    principals: Vec<Delegation>,
    acting_for: Option<String>,
    /// Whether this person may let others stand in for them, whom, and who does.
    may_delegate: bool,
    people: Vec<(String, String)>,
    delegates: Vec<Delegation>,
}

async fn page(app: &App, viewer: &Viewer, form: Form, done: bool) -> Result<Page, WebError> {
    let frame = Frame::new(app, viewer, "account", viewer.lang.pick("我的账号", "My account")).await?;
    let person = viewer.account.person.as_str();
    let today = app.today().to_string();
    let delegations = app.ledger().list_delegations(Some(person)).await?;
    let (own, others): (Vec<_>, Vec<_>) = delegations.into_iter().partition(|d| d.person == person);
    let delegates = own.into_iter().filter(|d| d.until_on >= today).collect();
    let principals = others.into_iter().filter(|d| d.from_on <= today && d.until_on >= today).collect();
    let may_delegate = delegations::may_delegate(viewer) && !viewer.account.must_change;
    let people = if may_delegate { delegations::delegates(app, viewer).await? } else { Vec::new() };
    let form = form.or("from", today);
    let acting_for = viewer.acting_for.as_ref().map(|account| account.person.clone());
    let must_change = viewer.account.must_change;
    Ok(Page { frame, form, must_change, done, principals, acting_for, may_delegate, people, delegates })
}

/// The page.
pub(crate) async fn show(State(app): State<App>, viewer: Viewer) -> Result<Response, WebError> {
    let form = Form::new(viewer.lang);
    render(&page(&app, &viewer, form, false).await?)
}

/// Changes the password; every other session of the person ends.
pub(crate) async fn change_password(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    let (old, new) = (form.value("old").to_owned(), form.value("new").to_owned());
    let person = viewer.account.person.as_str();
    if !app.allows_login(std::net::IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED)) {
        return Err(WebError::TooMany);
    }
    if !auth::verify(&app, &old, viewer.account.password.as_deref()).await? {
        form.refuse("old", viewer.lang.pick("原口令不正确", "wrong password"));
    }
    if let Err(fault) = auth::check_new(&new, person) {
        form.refuse("new", fault.said(viewer.lang));
    }
    if new == old {
        form.refuse("new", viewer.lang.pick("新口令与原口令相同", "it is the old one"));
    }
    if form.value("again") != new {
        form.refuse("again", viewer.lang.pick("两次输入不一致", "the two differ"));
    }
    if !form.is_valid() {
        return render_refused(&page(&app, &viewer, form, false).await?);
    }
    let phc = auth::hash(&app, &new).await?;
    app.ledger().set_password(person, &phc, viewer.token_hash.as_deref()).await?;
    let audit = NewAudit { person, what: "password-changed", target: person, detail: "" };
    app.ledger().note_audit(audit, app.now()).await?;
    let mut changed = viewer.clone();
    changed.account.must_change = false;
    render(&page(&app, &changed, Form::new(viewer.lang), true).await?)
}

/// Stands in for somebody from now on, or stops to.
pub(crate) async fn stand_in(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    let person = viewer.account.person.as_str();
    let principal = form.optional("for");
    if let Some(principal) = &principal
        && !app.ledger().is_delegate(principal, person, app.today()).await?
    {
        return Err(WebError::Forbidden);
    }
    if let Some(token_hash) = &viewer.token_hash {
        app.ledger().end_session(token_hash).await?;
    }
    let audit = NewAudit { person, what: "stand-in", target: principal.as_deref().unwrap_or(person), detail: "" };
    app.ledger().note_audit(audit, app.now()).await?;
    let mut response = go("/");
    let cookie = auth::continue_session(&app, &viewer, principal.as_deref()).await?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Lets somebody stand in for the person who asks.
pub(crate) async fn delegate(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    if delegations::keep_own(&app, &viewer, &mut form).await?.is_some() {
        return Ok(go("/account"));
    }
    render_refused(&page(&app, &viewer, form, false).await?)
}

/// Takes back what [`delegate`] gave.
pub(crate) async fn take_back(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, form, .. } = posted;
    delegations::drop_own(&app, &viewer, form.value("delegate")).await?;
    Ok(go("/account"))
}
