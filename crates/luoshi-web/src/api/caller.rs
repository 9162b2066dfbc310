//! Who calls: a program with a key, or a page with the cookie of its session. What a
//! caller may do is what their person may do, and of that what the key's scopes name.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use subtle::ConstantTimeEq;

use crate::access::Permission;
use crate::auth::{self, Viewer, Visitor};
use crate::{App, WebError};

/// The header in which a page sends the token of its session back.
const CSRF: &str = "x-csrf-token";

/// What every key begins with.
const PREFIX: &str = "luoshi_";

/// Somebody who calls.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(super) viewer: Viewer,
    scopes: Vec<String>,
}

impl Caller {
    /// What the caller's key names, or everything for a page.
    pub(super) fn scopes(&self) -> &[String] {
        &self.scopes
    }

    pub(super) fn require(&self, needs: &'static str) -> Result<(), WebError> {
        if self.scopes.iter().any(|scope| scope == needs) { Ok(()) } else { Err(WebError::NeedsScope { needs }) }
    }
}

/// The caller of a request.
pub(super) async fn find(parts: &mut Parts, app: &App) -> Result<Caller, WebError> {
    if let Some(secret) = bearer(&parts.headers)? {
        return of_key(&secret, parts, app).await;
    }
    let viewer = auth::find_viewer(parts, app).await?.ok_or(WebError::LogIn { next: "/".to_owned() })?;
    if viewer.account.must_change {
        return Err(WebError::LogIn { next: "/account".to_owned() });
    }
    let is_safe = matches!(parts.method, Method::GET | Method::HEAD);
    let token = parts.headers.get(CSRF).map(header::HeaderValue::as_bytes).unwrap_or_default();
    if !is_safe && (viewer.csrf.is_empty() || !bool::from(token.ct_eq(viewer.csrf.as_bytes()))) {
        return Err(WebError::StaleForm);
    }
    Ok(Caller { viewer, scopes: ["read", "write", "admin"].map(str::to_owned).into() })
}

/// The key that a request carries.
fn bearer(headers: &HeaderMap) -> Result<Option<String>, WebError> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let text = value.to_str().map_err(|_| WebError::BadToken)?;
    let (scheme, secret) = text.split_once(' ').ok_or(WebError::BadToken)?;
    let is_key = scheme.eq_ignore_ascii_case("bearer") && secret.trim().starts_with(PREFIX);
    if is_key { Ok(Some(secret.trim().to_owned())) } else { Err(WebError::BadToken) }
}

async fn of_key(secret: &str, parts: &mut Parts, app: &App) -> Result<Caller, WebError> {
    let token = app.ledger().find_token(&auth::token_hash(secret), app.now()).await?.ok_or(WebError::BadToken)?;
    let account = app.ledger().find_account(&token.person).await?.filter(|account| account.is_active);
    let lang = Visitor::of(parts, app).lang;
    let viewer = account.and_then(|account| auth::viewer(account, None, lang)).ok_or(WebError::BadToken)?;
    Ok(Caller { viewer, scopes: token.scopes.split_whitespace().map(str::to_owned).collect() })
}

/// Makes an extractor of a caller who may do something of a kind.
macro_rules! caller {
    ($(#[$doc:meta])* $name:ident, $needs:literal) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub(crate) struct $name(pub(super) Viewer);

        impl<S: Send + Sync> FromRequestParts<S> for $name
        where
            App: FromRef<S>,
        {
            type Rejection = WebError;

            async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebError> {
                let caller = find(parts, &App::from_ref(state)).await?;
                caller.require($needs)?;
                if $needs == "admin" {
                    caller.viewer.require(Permission::Administer)?;
                }
                Ok(Self(caller.viewer))
            }
        }
    };
}

/// A caller who may write or administer; which of the two it takes is decided later.
#[derive(Debug)]
pub(crate) struct Changes(pub(super) Caller);

impl<S: Send + Sync> FromRequestParts<S> for Changes
where
    App: FromRef<S>,
{
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebError> {
        let caller = find(parts, &App::from_ref(state)).await?;
        if caller.require("admin").is_err() {
            caller.require("write")?;
        }
        Ok(Self(caller))
    }
}

caller!(
    /// A caller who may read.
    Reads,
    "read"
);
caller!(
    /// A caller who may write.
    Writes,
    "write"
);
caller!(
    /// A caller who may administer, in the role of an administrator.
    Administers,
    "admin"
);

impl<S: Send + Sync> FromRequestParts<S> for Caller
where
    App: FromRef<S>,
{
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebError> {
        find(parts, &App::from_ref(state)).await
    }
}
