//! What stands for a provider in a program that was built without the feature `oidc`.

use std::future::Ready;

use super::{Begun, Claim, Fault, Known, ProviderError};

/// A server for logging in: in this program there is none.
#[derive(Debug, Clone)]
pub enum Provider {}

impl Provider {
    /// No provider: the program was built without them.
    pub fn new(
        _issuer: &str,
        _client: &str,
        _secret: Option<String>,
        _claim: Claim,
        _redirect: Option<&str>,
    ) -> Result<Self, ProviderError> {
        Err(ProviderError::NotBuilt)
    }

    pub(crate) fn issuer(&self) -> &str {
        match *self {}
    }

    pub(crate) fn begin(&self, _host: &str) -> Ready<Result<Begun, Fault>> {
        match *self {}
    }

    pub(crate) fn finish(
        &self,
        _host: &str,
        _code: String,
        _nonce: String,
        _verifier: String,
    ) -> Ready<Result<Known, Fault>> {
        match *self {}
    }
}
