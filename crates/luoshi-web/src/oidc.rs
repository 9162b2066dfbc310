//! Logging in at another server (统一身份认证, OpenID Connect): the authorization code
//! flow with PKCE, by the book of the crate `openidconnect`.
//!
//! Who somebody is there is decided here: the subject of a token whose signature,
//! issuer, audience, age and nonce are right. Who that is in the office is decided by
//! [`crate::pages::login`]. What the provider offers and its keys are asked for anew at
//! each log-in, so that a key that was changed there needs nothing here.
//!
//! With the feature `oidc`; without it there is a [`Provider`] that cannot be made.

#[cfg(not(feature = "oidc"))]
mod absent;
#[cfg(feature = "oidc")]
mod client;
#[cfg(feature = "oidc")]
mod http;

#[cfg(not(feature = "oidc"))]
pub use absent::Provider;
#[cfg(feature = "oidc")]
pub use client::Provider;

/// Which word of the provider names the account here, when somebody comes for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// `preferred_username`.
    PreferredUsername,
    /// `email`, when the provider has verified it.
    Email,
}

/// Why a provider cannot be used as it was named.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// An address that is none.
    #[error("\"{0}\" is no address like https://login.example.gov.cn")]
    NoAddress(String),
    /// Passwords and tokens would travel in clear text.
    #[error("\"{0}\" has to be https; http is for this machine alone")]
    NotSecret(String),
    /// This program was built without the feature `oidc`.
    #[error("this program was built without OpenID Connect; build it with --features oidc")]
    NotBuilt,
    /// The connection cannot be made ready.
    #[error("cannot make ready for https: {0}")]
    Client(String),
}

/// What went wrong at the provider.
#[cfg_attr(not(feature = "oidc"), expect(dead_code, reason = "only a provider makes it"))]
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// It does not answer, or not as a provider does.
    #[error("the server for logging in does not answer: {0}")]
    Unreachable(String),
    /// It answered, and the answer is not to be trusted.
    #[error("the answer of the server for logging in is not right: {0}")]
    Invalid(String),
}

/// A log-in on its way to the provider.
pub(crate) struct Begun {
    /// Where the browser goes.
    pub(crate) url: String,
    /// What has to come back from there, and from the same browser.
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) verifier: String,
}

/// Somebody whom the provider knows.
pub(crate) struct Known {
    /// What it calls them for ever.
    pub(crate) subject: String,
    /// What it says that their account here is called.
    pub(crate) name: Option<String>,
}
