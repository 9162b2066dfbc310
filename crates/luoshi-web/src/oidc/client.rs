//! A provider, with the crate `openidconnect`.

use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata, CoreUserInfoClaims};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};

use super::http::Http;
use super::{Begun, Claim, Fault, Known, ProviderError};

/// A server for logging in.
#[derive(Debug, Clone)]
pub struct Provider {
    issuer: IssuerUrl,
    client: ClientId,
    secret: Option<ClientSecret>,
    claim: Claim,
    redirect: Option<RedirectUrl>,
    http: Http,
}

impl Provider {
    /// A provider. `redirect` is the whole address to which it sends people back; none
    /// takes the host that they asked, with `/login/oidc/back`.
    pub fn new(
        issuer: &str,
        client: &str,
        secret: Option<String>,
        claim: Claim,
        redirect: Option<&str>,
    ) -> Result<Self, ProviderError> {
        let redirect = redirect.map(|address| {
            let url = RedirectUrl::new(address.to_owned());
            url.map_err(|_| ProviderError::NoAddress(address.to_owned()))
        });
        let url = IssuerUrl::new(issuer.to_owned()).map_err(|_| ProviderError::NoAddress(issuer.to_owned()))?;
        let host = url.url().host_str().unwrap_or_default();
        let is_here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        if url.url().scheme() != "https" && !(url.url().scheme() == "http" && is_here) {
            return Err(ProviderError::NotSecret(issuer.to_owned()));
        }
        let http = Http::new().map_err(|error| ProviderError::Client(error.to_string()))?;
        let (client, secret) = (ClientId::new(client.to_owned()), secret.map(ClientSecret::new));
        Ok(Self { issuer: url, client, secret, claim, redirect: redirect.transpose()?, http })
    }

    /// The issuer, as accounts are linked to it.
    pub(crate) fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    async fn metadata(&self) -> Result<CoreProviderMetadata, Fault> {
        let found = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http).await;
        found.map_err(|error| Fault::Unreachable(said(&error)))
    }

    /// The address to come back to.
    fn back(&self, host: &str) -> Result<RedirectUrl, Fault> {
        match &self.redirect {
            Some(redirect) => Ok(redirect.clone()),
            None => RedirectUrl::new(format!("{host}/login/oidc/back"))
                .map_err(|_| Fault::Invalid("the request names no host to come back to".to_owned())),
        }
    }

    /// Begins a log-in of somebody who asked `host` (`https://…`).
    pub(crate) async fn begin(&self, host: &str) -> Result<Begun, Fault> {
        let client =
            CoreClient::from_provider_metadata(self.metadata().await?, self.client.clone(), self.secret.clone())
                .set_redirect_uri(self.back(host)?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let scope = match self.claim {
            Claim::PreferredUsername => "profile",
            Claim::Email => "email",
        };
        let (url, state, nonce) = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
            .add_scope(Scope::new(scope.to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        Ok(Begun {
            url: url.to_string(),
            state: state.secret().clone(),
            nonce: nonce.secret().clone(),
            verifier: verifier.secret().clone(),
        })
    }

    /// Fetches who came back with a code.
    pub(crate) async fn finish(
        &self,
        host: &str,
        code: String,
        nonce: String,
        verifier: String,
    ) -> Result<Known, Fault> {
        let client =
            CoreClient::from_provider_metadata(self.metadata().await?, self.client.clone(), self.secret.clone())
                .set_redirect_uri(self.back(host)?);
        let request =
            client.exchange_code(AuthorizationCode::new(code)).map_err(|error| Fault::Unreachable(said(&error)))?;
        let answer = request.set_pkce_verifier(PkceCodeVerifier::new(verifier)).request_async(&self.http).await;
        let answer = answer.map_err(|error| match error {
            openidconnect::RequestTokenError::Request(error) => Fault::Unreachable(said(&error)),
            other => Fault::Invalid(said(&other)),
        })?;
        let token = answer.id_token().ok_or_else(|| Fault::Invalid("there is no id token".to_owned()))?;
        let verifier = client.id_token_verifier();
        let claims = token.claims(&verifier, &Nonce::new(nonce)).map_err(|error| Fault::Invalid(said(&error)))?;
        if let Some(expected) = claims.access_token_hash() {
            let algorithm = token.signing_alg().map_err(|error| Fault::Invalid(said(&error)))?;
            let key = token.signing_key(&verifier).map_err(|error| Fault::Invalid(said(&error)))?;
            let actual = AccessTokenHash::from_token(answer.access_token(), algorithm, key);
            if actual.map_err(|error| Fault::Invalid(said(&error)))? != *expected {
                return Err(Fault::Invalid("the access token is another one's".to_owned()));
            }
        }
        let subject = claims.subject().clone();
        let stated = match self.claim {
            Claim::PreferredUsername => claims.preferred_username().map(|name| name.as_str().to_owned()),
            Claim::Email => verified(claims.email(), claims.email_verified()),
        };
        // Most providers say names only where the access token is shown to them.
        let name = match client.user_info(answer.access_token().clone(), Some(subject.clone())) {
            Ok(request) if stated.is_none() => {
                let info: CoreUserInfoClaims =
                    request.request_async(&self.http).await.map_err(|error| Fault::Unreachable(said(&error)))?;
                match self.claim {
                    Claim::PreferredUsername => info.preferred_username().map(|name| name.as_str().to_owned()),
                    Claim::Email => verified(info.email(), info.email_verified()),
                }
            }
            _ => stated,
        };
        Ok(Known { subject: subject.as_str().to_owned(), name })
    }
}

/// An address counts when the provider has seen that it is theirs.
fn verified(email: Option<&openidconnect::EndUserEmail>, is_verified: Option<bool>) -> Option<String> {
    email.filter(|_| is_verified == Some(true)).map(|email| email.as_str().to_owned())
}

/// An error with what caused it; none of them names a secret.
fn said(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Claim, Provider};

    #[test]
    fn tokens_do_not_travel_in_clear_text() {
        let refused = |issuer: &str, redirect| {
            let provider = Provider::new(issuer, "luoshi", None, Claim::Email, redirect);
            provider.err().map(|error| error.to_string())
        };
        assert_eq!(refused("https://login.example.gov.cn/realms/county", None), None);
        assert_eq!(refused("http://127.0.0.1:8080", None), None);
        assert_eq!(
            refused("https://login.example.gov.cn", Some("https://luoshi.example.gov.cn/login/oidc/back")),
            None
        );
        insta::assert_snapshot!(refused("http://login.example.gov.cn", None).unwrap(), @r#""http://login.example.gov.cn" has to be https; http is for this machine alone"#);
        insta::assert_snapshot!(refused("login", None).unwrap(), @r#""login" is no address like https://login.example.gov.cn"#);
    }

    #[test]
    fn a_secret_is_not_printed() {
        let secret = Some("tell-nobody".to_owned());
        let provider = Provider::new("https://a.example", "luoshi", secret, Claim::Email, None).unwrap();
        assert!(!format!("{provider:?}").contains("tell-nobody"));
    }
}
