//! The requests to the provider: https with the certificates of the system, ten
//! seconds, no redirects (they would let a provider send us anywhere), small answers.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

/// How long a provider may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Longest answer, in bytes: keys of a large provider take some ten thousand.
const LONGEST: usize = 1_000_000;

/// A connection to the provider.
#[derive(Debug, Clone)]
pub(super) struct Http(reqwest::Client);

/// Why there was no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum HttpFault {
    #[error(transparent)]
    Request(#[from] reqwest::Error),
    #[error("the answer cannot be read")]
    Answer(#[from] axum::http::Error),
    #[error("the answer is too long")]
    TooLong,
}

impl Http {
    pub(super) fn new() -> Result<Self, reqwest::Error> {
        // Fails when it was done before, by whoever else talks to other servers.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client =
            reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self(client))
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpFault;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpFault>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let mut answer = self.0.execute(request.try_into()?).await?;
            let mut whole = axum::http::Response::builder().status(answer.status());
            if let Some(headers) = whole.headers_mut() {
                answer.headers().clone_into(headers);
            }
            let mut body = Vec::new();
            while let Some(chunk) = answer.chunk().await? {
                body.extend_from_slice(&chunk);
                if body.len() > LONGEST {
                    return Err(HttpFault::TooLong);
                }
            }
            Ok(whole.body(body)?)
        })
    }
}
