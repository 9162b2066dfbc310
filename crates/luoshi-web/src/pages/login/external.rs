//! Logging in at the office's own server (统一身份认证): there and back, and who
//! somebody of that server is here. Nobody gets an account by it.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::{SignedDuration, Timestamp};
use luoshi_export::labels::Lang;
use luoshi_store::people::{Account, LoginAttempt, NewAudit};
use serde::Deserialize;
use subtle::ConstantTimeEq;

use super::{Next, local, page};
use crate::auth::{self, Visitor};
use crate::forms::Form;
use crate::oidc::{Fault, Known, Provider};
use crate::pages::go;
use crate::{App, WebError};

/// How long somebody may take at the other server.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

/// What the other server sends back.
#[derive(Debug, Deserialize)]
pub(crate) struct Answer {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
}

/// Why somebody who came from there is not let in.
enum Refusal {
    /// The log-in is none of this browser, or took too long.
    Stale,
    /// The other server did not let them in, or they went back.
    Cancelled,
    Fault(Fault),
    /// They have no account here.
    Unknown(Option<String>),
    /// Their account is somebody else's there.
    Taken,
    Shut,
    Locked,
}

/// Sends the browser to the other server.
pub(crate) async fn start(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Query(query): Query<Next>,
) -> Result<Response, WebError> {
    let provider = provider(&app)?;
    if !app.allows_login(visitor.from) {
        return Err(WebError::TooMany);
    }
    let begun = match provider.begin(&host(&headers, &app)).await {
        Ok(begun) => begun,
        Err(fault) => return refused(&app, visitor, &Refusal::Fault(fault)).await,
    };
    let now = app.now();
    let expires = now.saturating_add(PATIENCE).unwrap_or(Timestamp::MAX);
    let next = local(query.next.as_deref().unwrap_or_default()).chars().take(2_000).collect();
    let attempt = LoginAttempt { nonce: begun.nonce, verifier: begun.verifier, next };
    app.ledger().begin_login(&auth::token_hash(&begun.state), &attempt, expires, now).await?;
    let mut response = Redirect::to(&begun.url).into_response();
    let cookie = auth::login_cookie(&begun.state, PATIENCE.as_secs(), &app)?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Lets in whom the other server has sent back.
pub(crate) async fn back(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> Result<Response, WebError> {
    let provider = provider(&app)?;
    if !app.allows_login(visitor.from) {
        return Err(WebError::TooMany);
    }
    let state = answer.state.unwrap_or_default();
    let own = auth::find_login(&headers).unwrap_or_default();
    let is_own = !own.is_empty() && bool::from(own.as_bytes().ct_eq(state.as_bytes()));
    let attempt = if is_own { app.ledger().take_login(&auth::token_hash(&state), app.now()).await? } else { None };
    let Some(attempt) = attempt else { return refused(&app, visitor, &Refusal::Stale).await };
    let (Some(code), None) = (answer.code, answer.error) else {
        return refused(&app, visitor, &Refusal::Cancelled).await;
    };
    let known = match provider.finish(&host(&headers, &app), code, attempt.nonce, attempt.verifier).await {
        Ok(known) => known,
        Err(fault) => return refused(&app, visitor, &Refusal::Fault(fault)).await,
    };
    let account = match find(&app, provider, &known).await? {
        Ok(account) => account,
        Err(refusal) => return refused(&app, visitor, &refusal).await,
    };
    app.ledger().note_login(&account.person, app.now()).await?;
    note(&app, &account.person, "login", "oidc").await?;
    let cookie = auth::begin_external_session(&app, &account.person).await?;
    let mut response = go(local(&attempt.next));
    for cookie in [cookie, auth::login_cookie("", 0, &app)?] {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn provider(app: &App) -> Result<&Provider, WebError> {
    app.options().oidc.as_ref().ok_or(WebError::NotFound)
}

/// The host that was asked, as an address. A wrong one leads nowhere: the other server
/// sends people back to addresses it knows.
fn host(headers: &HeaderMap, app: &App) -> String {
    let scheme = if app.options().secure { "https" } else { "http" };
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    format!("{scheme}://{host}")
}

/// The account of somebody whom the other server knows: the one that is linked, or the
/// one whose log-in name it says, which is linked then.
async fn find(app: &App, provider: &Provider, known: &Known) -> Result<Result<Account, Refusal>, WebError> {
    let (issuer, subject) = (provider.issuer(), known.subject.as_str());
    let linked = app.ledger().find_identity(issuer, subject).await?;
    let Some(person) = linked.as_ref().or(known.name.as_ref()) else { return Ok(Err(Refusal::Unknown(None))) };
    let Some(account) = app.ledger().find_account(person).await? else {
        return Ok(Err(Refusal::Unknown(Some(person.clone()))));
    };
    if !account.is_active {
        note(app, person, "login-refused", "oidc").await?;
        return Ok(Err(Refusal::Shut));
    }
    if account.is_locked(app.now()) {
        note(app, person, "login-locked", "oidc").await?;
        return Ok(Err(Refusal::Locked));
    }
    if linked.is_none() {
        if !app.ledger().link_identity(issuer, subject, person, app.now()).await?
            && app.ledger().find_identity(issuer, subject).await?.as_ref() != Some(person)
        {
            note(app, person, "login-refused", "oidc").await?;
            return Ok(Err(Refusal::Taken));
        }
        note(app, person, "identity-linked", subject).await?;
    }
    Ok(Ok(account))
}

/// The page for logging in again, with why; a password is taken there as ever.
async fn refused(app: &App, visitor: Visitor, refusal: &Refusal) -> Result<Response, WebError> {
    if let Refusal::Fault(fault) = refusal {
        tracing::warn!(error = %fault, "a log-in at the other server failed");
    }
    let mut form = Form::new(visitor.lang);
    form.refuse("", refusal.words(visitor.lang));
    let page = page(app, visitor.lang, form).await?;
    Ok((refusal.status(), Html(page.render()?)).into_response())
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::Stale => StatusCode::BAD_REQUEST,
            Self::Fault(_) => StatusCode::BAD_GATEWAY,
            Self::Cancelled | Self::Unknown(_) | Self::Taken | Self::Shut | Self::Locked => StatusCode::FORBIDDEN,
        }
    }

    fn words(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            Self::Stale => (
                "这次登录已失效或不是从本页发起的，请重新登录",
                "this log-in has expired or was not begun here: log in again",
            ),
            Self::Cancelled => ("统一身份认证未通过或已取消", "the other server did not log you in"),
            Self::Fault(Fault::Unreachable(_)) => (
                "统一身份认证服务暂时无法访问，请稍后再试，或用本系统口令登录",
                "the server for logging in does not answer: try later, or use your password here",
            ),
            Self::Fault(Fault::Invalid(_)) => (
                "统一身份认证的答复有误，未能登录；请重试或告知管理员",
                "the answer of the other server is not right: try again or tell an administrator",
            ),
            Self::Unknown(Some(name)) => {
                return match lang {
                    Lang::Zh => format!("统一身份认证账号“{name}”在本系统没有对应的账号，请联系管理员"),
                    Lang::En => format!("“{name}” has no account here: ask an administrator"),
                };
            }
            Self::Unknown(None) => (
                "统一身份认证没有提供用户名，无法找到本系统的账号，请联系管理员",
                "the other server names no account of yours here: ask an administrator",
            ),
            Self::Taken => (
                "同名账号已与另一个统一身份认证账号关联，请联系管理员",
                "the account of that name is linked to somebody else there: ask an administrator",
            ),
            Self::Shut => ("您的账号已停用，请联系管理员", "your account is shut: ask an administrator"),
            Self::Locked => ("口令错误次数过多，请 15 分钟后再试", "too many wrong passwords: try again in 15 minutes"),
        };
        lang.pick(zh, en).to_owned()
    }
}

async fn note(app: &App, person: &str, what: &str, detail: &str) -> Result<(), WebError> {
    let audit = NewAudit { person, what, target: "", detail };
    Ok(app.ledger().note_audit(audit, app.now()).await?)
}
