//! Who is asking: the visitor of any page, the viewer who has logged in, and how
//! sessions begin and end.
//!
//! The cookie holds 256 random bits, the database a hash of them. A session ends
//! after twelve hours, when the password changes and when the account is shut.

mod password;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use jiff::{SignedDuration, Timestamp};
use luoshi_export::labels::Lang;
use luoshi_ledger::AgencyId;
use luoshi_ledger::actor::Role;
use luoshi_store::StoreError;
use luoshi_store::people::{Account, NewSession};
use sha2::{Digest, Sha256};

use crate::{App, WebError};

pub use password::{PasswordFault, check_new, hash, verify};

const SESSION_COOKIE: &str = "luoshi_session";
const LANGUAGE_COOKIE: &str = "luoshi_language";
const LOGIN_COOKIE: &str = "luoshi_login";

/// How long somebody stays logged in: a working day.
const SESSION: SignedDuration = SignedDuration::from_hours(12);

/// Whoever opens a page.
#[derive(Debug, Clone, Copy)]
pub struct Visitor {
    /// The language they read.
    pub lang: Lang,
    /// Where they come from.
    pub from: IpAddr,
}

impl Visitor {
    /// The visitor of a request.
    pub(crate) fn of(parts: &mut Parts, app: &App) -> Self {
        let lang = match find_cookie(&parts.headers, LANGUAGE_COOKIE) {
            Some("en") => Lang::En,
            _ => Lang::Zh,
        };
        Self { lang, from: address(parts, app) }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor
where
    App: FromRef<S>,
{
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts, &App::from_ref(state)))
    }
}

/// Somebody who has logged in.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// Their account.
    pub account: Account,
    /// Their role; when they stand in for somebody, that person's.
    pub role: Role,
    /// The agency that role is for.
    pub agency: Option<AgencyId>,
    /// For whom they stand in.
    pub acting_for: Option<Account>,
    /// What their forms have to send back.
    pub csrf: String,
    /// Hash of their cookie; none for a program.
    pub token_hash: Option<String>,
    /// Whether another server says who they are (OIDC), and no password of ours.
    pub is_external: bool,
    /// The language they read.
    pub lang: Lang,
}

impl<S: Send + Sync> FromRequestParts<S> for Viewer
where
    App: FromRef<S>,
{
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebError> {
        let app = App::from_ref(state);
        let viewer = find_viewer(parts, &app).await?;
        let next = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let viewer = viewer.ok_or(WebError::LogIn { next })?;
        if viewer.account.must_change && parts.uri.path() != "/account" && parts.uri.path() != "/logout" {
            return Err(WebError::LogIn { next: "/account".to_owned() });
        }
        Ok(viewer)
    }
}

/// The viewer of a request, when somebody is logged in.
pub(crate) async fn find_viewer(parts: &mut Parts, app: &App) -> Result<Option<Viewer>, WebError> {
    let lang = Visitor::of(parts, app).lang;
    let Some(token) = find_cookie(&parts.headers, SESSION_COOKIE) else { return Ok(None) };
    let token_hash = token_hash(token);
    let Some(session) = app.ledger().find_session(&token_hash, app.now()).await? else { return Ok(None) };
    let acting_for = match &session.acting_for {
        Some(person) => find_principal(app, person, &session.account.person).await?,
        None => None,
    };
    let is_external = session.is_external;
    // Whoever never types a first password need not change it.
    let must_change = session.account.must_change && !is_external;
    let viewer = viewer(Account { must_change, ..session.account }, acting_for, lang);
    Ok(viewer.map(|viewer| Viewer { csrf: session.csrf, token_hash: Some(token_hash), is_external, ..viewer }))
}

/// Whom a delegate stands in for today, when it still is so.
async fn find_principal(app: &App, person: &str, delegate: &str) -> Result<Option<Account>, StoreError> {
    if !app.ledger().is_delegate(person, delegate, app.today()).await? {
        return Ok(None);
    }
    Ok(app.ledger().find_account(person).await?.filter(|account| account.is_active))
}

/// The viewer of an account; none when its role is one that this program does not know.
pub(crate) fn viewer(account: Account, acting_for: Option<Account>, lang: Lang) -> Option<Viewer> {
    let source = acting_for.as_ref().unwrap_or(&account);
    let role = Role::of_code(&source.role)?;
    let agency = source.agency.clone().map(AgencyId);
    Some(Viewer { role, agency, acting_for, csrf: String::new(), token_hash: None, is_external: false, lang, account })
}

/// Begins a session and gives the cookie for it.
pub(crate) async fn begin_session(app: &App, person: &str) -> Result<HeaderValue, WebError> {
    begin(app, person, None, false).await
}

/// Begins a session of somebody who logged in at another server.
pub(crate) async fn begin_external_session(app: &App, person: &str) -> Result<HeaderValue, WebError> {
    begin(app, person, None, true).await
}

/// Begins the session that follows a viewer's, in which they stand in for somebody or
/// for nobody any more.
pub(crate) async fn continue_session(
    app: &App,
    viewer: &Viewer,
    acting_for: Option<&str>,
) -> Result<HeaderValue, WebError> {
    begin(app, &viewer.account.person, acting_for, viewer.is_external).await
}

async fn begin(app: &App, person: &str, acting_for: Option<&str>, is_external: bool) -> Result<HeaderValue, WebError> {
    let (token, csrf) = (random()?, random()?);
    let now = app.now();
    let expires = now.saturating_add(SESSION).unwrap_or(Timestamp::MAX);
    let token_hash = token_hash(&token);
    let session = NewSession { token_hash: &token_hash, person, acting_for, csrf: &csrf, is_external, expires };
    app.ledger().begin_session(session, now).await?;
    cookie(SESSION_COOKIE, &token, SESSION.as_secs(), app)
}

/// The cookie that makes a browser forget its session.
pub(crate) fn forget_session(app: &App) -> Result<HeaderValue, WebError> {
    cookie(SESSION_COOKIE, "", 0, app)
}

/// The cookie by which a browser is known again that was sent to another server.
pub(crate) fn login_cookie(state: &str, seconds: i64, app: &App) -> Result<HeaderValue, WebError> {
    cookie(LOGIN_COOKIE, state, seconds, app)
}

/// What [`login_cookie`] left.
pub(crate) fn find_login(headers: &HeaderMap) -> Option<&str> {
    find_cookie(headers, LOGIN_COOKIE)
}

/// The cookie that keeps a language for a year.
pub(crate) fn language_cookie(lang: Lang, app: &App) -> Result<HeaderValue, WebError> {
    cookie(LANGUAGE_COOKIE, lang.pick("zh", "en"), 365 * 24 * 3600, app)
}

fn cookie(name: &str, value: &str, seconds: i64, app: &App) -> Result<HeaderValue, WebError> {
    let secure = if app.options().secure { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).map_err(|_| WebError::Internal("a cookie cannot be written".to_owned()))
}

fn find_cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, value)| value)
}

/// 256 random bits, in hexadecimal.
pub(crate) fn random() -> Result<String, WebError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| WebError::Internal("the system gives no random numbers".to_owned()))?;
    Ok(hexadecimal(&bytes))
}

/// What the database keeps instead of a token.
pub(crate) fn token_hash(token: &str) -> String {
    hexadecimal(&Sha256::digest(token))
}

/// Bytes as people write them.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or('?');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Where a request comes from: the connection, or what the proxy before us says.
fn address(parts: &Parts, app: &App) -> IpAddr {
    let forwarded = || {
        let header = parts.headers.get("x-forwarded-for")?.to_str().ok()?;
        header.rsplit(',').next()?.trim().parse().ok()
    };
    if let Some(address) = app.options().behind_proxy.then(forwarded).flatten() {
        return address;
    }
    let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    connection.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(address)| address.ip())
}
