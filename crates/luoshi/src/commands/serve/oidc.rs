//! The options for logging in at another server. The secret is never an argument: others
//! on the machine can read those.

use std::path::PathBuf;

use anyhow::{Context, ensure};
use clap::ValueEnum;
use luoshi_web::oidc::{Claim, Provider};

/// Where the secret stands, when it is not in a file.
const SECRET: &str = "LUOSHI_OIDC_CLIENT_SECRET";

/// How people may log in at another server.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Log-in at another server (OpenID Connect)")]
pub(super) struct OidcArgs {
    /// Let people log in with their account of this server as well; passwords here stay
    #[arg(long = "oidc-issuer", env = "LUOSHI_OIDC_ISSUER", value_name = "URL", requires = "client_id")]
    issuer: Option<String>,
    /// What this server is called there
    #[arg(long = "oidc-client-id", env = "LUOSHI_OIDC_CLIENT_ID", value_name = "ID", requires = "issuer")]
    client_id: Option<String>,
    /// The file with its secret there, or LUOSHI_OIDC_CLIENT_SECRET; none for a public client
    #[arg(long = "oidc-client-secret-file", env = "LUOSHI_OIDC_CLIENT_SECRET_FILE", value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// What names the account here when somebody comes for the first time; later they are
    /// known by their subject. People must not be able to choose it themselves there
    #[arg(
        long = "oidc-claim",
        env = "LUOSHI_OIDC_CLAIM",
        value_enum,
        default_value = "preferred-username",
        value_name = "CLAIM"
    )]
    claim: Word,
    /// The whole address that is registered there for coming back, when it is not
    /// /login/oidc/back of the host that people ask
    #[arg(long = "oidc-redirect", env = "LUOSHI_OIDC_REDIRECT", value_name = "URL")]
    redirect: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Word {
    PreferredUsername,
    Email,
}

impl OidcArgs {
    /// The server, when there is one.
    pub(super) fn provider(&self) -> anyhow::Result<Option<Provider>> {
        let (Some(issuer), Some(client)) = (&self.issuer, &self.client_id) else { return Ok(None) };
        let claim = match self.claim {
            Word::PreferredUsername => Claim::PreferredUsername,
            Word::Email => Claim::Email,
        };
        let provider = Provider::new(issuer, client, self.secret()?, claim, self.redirect.as_deref());
        Ok(Some(provider.context("cannot log people in at another server")?))
    }

    fn secret(&self) -> anyhow::Result<Option<String>> {
        let Some(file) = &self.secret_file else {
            return Ok(std::env::var(SECRET).ok().filter(|secret| !secret.is_empty()));
        };
        let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let secret = text.trim();
        ensure!(!secret.is_empty(), "{} is empty", file.display());
        Ok(Some(secret.to_owned()))
    }
}
