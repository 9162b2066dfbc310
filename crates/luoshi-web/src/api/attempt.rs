//! Around every call: how many are left, and idempotency keys, by which a call that is
//! tried again does nothing twice.

use std::time::Duration;

use axum::Extension;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use luoshi_store::people::{Attempt, Keyed};
use sha2::{Digest, Sha256};

use super::caller;
use crate::auth::{self, Visitor};
use crate::{App, WebError, guard};

const KEY: &str = "idempotency-key";
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");

/// How often a call that takes long renews its hold on its key, which lasts a minute.
const RENEWAL: Duration = Duration::from_secs(15);

/// Longest key, in characters.
const MAX_KEY: usize = 200;

/// Counts calls by who makes them and says how many are left.
pub(super) async fn count(State(app): State<App>, visitor: Visitor, request: Request, next: Next) -> Response {
    // The hash of the key, so that no secret lies in the table of counts.
    let caller = match request.headers().get(header::AUTHORIZATION) {
        Some(value) => auth::hexadecimal(&Sha256::digest(value.as_bytes())),
        None => visitor.from.to_string(),
    };
    let Some((limit, remaining)) = app.allows_call(&caller) else {
        return guard::as_json(WebError::TooMany.into_response());
    };
    let mut response = guard::as_json(next.run(request).await);
    response.headers_mut().insert(LIMIT, HeaderValue::from(limit));
    response.headers_mut().insert(REMAINING, HeaderValue::from(remaining));
    response
}

/// Answers a call whose key was used before as it was answered then.
pub(super) async fn keep(State(app): State<App>, request: Request, next: Next) -> Response {
    let writes = matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH | Method::DELETE);
    let key = request.headers().get(KEY).and_then(|key| key.to_str().ok()).map(str::to_owned);
    match key {
        Some(key) if writes => match attempt(&app, key, request, next).await {
            Ok(response) => response,
            Err(error) => guard::as_json(error.into_response()),
        },
        _ => next.run(request).await,
    }
}

/// A secret that an answer shows once: with a key the answer is kept, but not this.
#[derive(Clone)]
pub(super) struct Secret(String);

impl Secret {
    /// Marks an answer that shows a secret.
    pub(super) fn once(secret: String) -> Extension<Self> {
        Extension(Self(secret))
    }
}

/// A call with a key, as it is at work.
struct Running {
    app: App,
    person: String,
    key: String,
    hash: String,
    holder: String,
}

impl Running {
    fn keyed(&self) -> Keyed<'_> {
        Keyed { person: &self.person, key: &self.key, request_hash: &self.hash, holder: &self.holder }
    }

    /// Runs it to its end, and keeps the key meanwhile.
    async fn run(self, request: Request, next: Next) -> Result<Response, WebError> {
        let call = next.run(request);
        tokio::pin!(call);
        let mut renewals = tokio::time::interval(RENEWAL);
        renewals.tick().await;
        let response = loop {
            tokio::select! {
                response = &mut call => break response,
                _ = renewals.tick() => {
                    // A busy database is asked again at the next tick; the lease lasts for several.
                    let _ = self.app.ledger().renew_attempt(self.keyed(), self.app.now()).await;
                }
            }
        };
        let (parts, body) = guard::as_json(response).into_parts();
        let bytes = to_bytes(body, usize::MAX).await;
        let bytes = bytes.map_err(|_| WebError::Internal("an answer ended early".to_owned()))?;
        let mut body = String::from_utf8_lossy(&bytes).into_owned();
        if let Some(Secret(secret)) = parts.extensions.get() {
            body = body.replace(secret, "***");
        }
        self.app.ledger().end_attempt(self.keyed(), parts.status.as_u16(), &body).await?;
        Ok(Response::from_parts(parts, Body::from(bytes)))
    }
}

async fn attempt(app: &App, key: String, request: Request, next: Next) -> Result<Response, WebError> {
    if key.is_empty() || key.chars().count() > MAX_KEY {
        return Err(super::body::invalid(KEY, "1 to 200 characters", "1 至 200 个字符"));
    }
    let (mut parts, body) = request.into_parts();
    let person = caller::find(&mut parts, app).await?.viewer.account.person;
    let most = app.options().max_upload_bytes();
    let body = to_bytes(body, most).await.map_err(|_| WebError::TooLarge { most: most as u64 / 1_000_000 })?;
    let hash = request_hash(&parts.method, &parts.uri.to_string(), &body);
    let running = Running { app: app.clone(), person, key, hash, holder: auth::random()? };
    match app.ledger().begin_attempt(running.keyed(), app.now()).await? {
        Attempt::Running => Err(WebError::KeyRunning),
        Attempt::Other => Err(WebError::KeyReused),
        Attempt::Answered(answered) => Ok(replay(answered.status, answered.body)),
        Attempt::First => {
            let request = Request::from_parts(parts, Body::from(body));
            // Goes on when the caller has gone, so that the key has an answer.
            let done = tokio::spawn(running.run(request, next));
            done.await.map_err(|_| WebError::Internal("a call ended early".to_owned()))?
        }
    }
}

fn request_hash(method: &Method, uri: &str, body: &Bytes) -> String {
    let hash = Sha256::new().chain_update(method.as_str()).chain_update([0]).chain_update(uri).chain_update([0]);
    auth::hexadecimal(&hash.chain_update(body).finalize())
}

fn replay(status: i64, body: String) -> Response {
    let status = u16::try_from(status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let headers = [(header::CONTENT_TYPE, "application/json"), (REPLAYED, "true")];
    (status.unwrap_or(StatusCode::OK), headers, body).into_response()
}
