//! People as the server knows them that the office logs in with (OIDC), and log-ins
//! that were sent there.

use jiff::Timestamp;

use crate::StoreError;
use crate::backend::{execute, on, on_tx};
use crate::ledger::Ledger;

/// A log-in that was sent to the other server.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LoginAttempt {
    /// What the answer has to repeat, so that it cannot be an older one.
    pub nonce: String,
    /// What shows that who asked and who fetches are one (PKCE).
    pub verifier: String,
    /// Where to go afterwards.
    pub next: String,
}

impl Ledger {
    /// Keeps a log-in until it comes back or has taken too long.
    pub async fn begin_login(
        &self,
        state_hash: &str,
        attempt: &LoginAttempt,
        expires: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const SQL: &str = "insert into login_attempts (state_hash, ledger, nonce, verifier, next, expires_ms) \
             values ($1, $2, $3, $4, $5, $6)";
        let begun = async {
            let mut tx = self.store().db.begin().await?;
            on_tx!(&mut tx, executor => {
                sqlx::query("delete from login_attempts where expires_ms < $1")
                    .bind(now.as_millisecond()).execute(executor).await?;
            });
            on_tx!(&mut tx, executor => {
                sqlx::query(SQL).bind(state_hash).bind(self.name()).bind(&attempt.nonce).bind(&attempt.verifier)
                    .bind(&attempt.next).bind(expires.as_millisecond()).execute(executor).await?;
            });
            tx.commit().await
        };
        begun.await.map_err(|e| self.located(e))
    }

    /// Takes up a log-in that came back in time; it cannot be taken up again.
    pub async fn take_login(&self, state_hash: &str, now: Timestamp) -> Result<Option<LoginAttempt>, StoreError> {
        const SQL: &str = "delete from login_attempts where state_hash = $1 and ledger = $2 and expires_ms > $3 \
             returning nonce, verifier, next";
        let taken = async {
            let mut tx = self.store().db.begin().await?;
            let attempt: Option<LoginAttempt> = on_tx!(&mut tx, executor => {
                sqlx::query_as(SQL).bind(state_hash).bind(self.name()).bind(now.as_millisecond())
                    .fetch_optional(executor).await?
            });
            tx.commit().await?;
            Ok(attempt)
        };
        taken.await.map_err(|e| self.located(e))
    }

    /// Who somebody of the other server is here.
    pub async fn find_identity(&self, issuer: &str, subject: &str) -> Result<Option<String>, StoreError> {
        const SQL: &str = "select person from identities where ledger = $1 and issuer = $2 and subject = $3";
        on!(&self.store().db, executor => {
            sqlx::query_scalar(SQL).bind(self.name()).bind(issuer).bind(subject).fetch_optional(executor).await
        })
        .map_err(|e| self.located(e))
    }

    /// Notes who somebody of the other server is here; false when either is somebody
    /// else's already.
    pub async fn link_identity(
        &self,
        issuer: &str,
        subject: &str,
        person: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "insert into identities (ledger, issuer, subject, person, created_ms) \
             values ($1, $2, $3, $4, $5) on conflict do nothing";
        execute!(self, SQL, self.name(), issuer, subject, person, now.as_millisecond()).map(|rows| rows == 1)
    }

    /// As whom a person is known elsewhere: issuers and subjects.
    pub async fn list_identities(&self, person: &str) -> Result<Vec<(String, String)>, StoreError> {
        const SQL: &str = "select issuer, subject from identities where ledger = $1 and person = $2 order by issuer";
        on!(&self.store().db, executor => {
            sqlx::query_as(SQL).bind(self.name()).bind(person).fetch_all(executor).await
        })
        .map_err(|e| self.located(e))
    }

    /// Forgets as whom a person is known elsewhere; false when it was nobody.
    pub async fn unlink_identities(&self, person: &str) -> Result<bool, StoreError> {
        const SQL: &str = "delete from identities where ledger = $1 and person = $2";
        execute!(self, SQL, self.name(), person).map(|rows| rows > 0)
    }
}
