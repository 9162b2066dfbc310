//! Sessions: who is logged in at which browser.

use jiff::Timestamp;

use super::Account;
use crate::StoreError;
use crate::backend::{execute, on, on_tx};
use crate::ledger::Ledger;

/// A session that begins.
#[derive(Debug, Clone, Copy)]
pub struct NewSession<'s> {
    /// Hash of the cookie.
    pub token_hash: &'s str,
    /// Who.
    pub person: &'s str,
    /// For whom they act, when they stand in for somebody.
    pub acting_for: Option<&'s str>,
    /// What forms have to send back.
    pub csrf: &'s str,
    /// Whether another server says who it is (OIDC), and no password of ours.
    pub is_external: bool,
    /// When it ends.
    pub expires: Timestamp,
}

/// A session with its account, as one query finds them.
#[derive(Debug, Clone)]
pub struct Session {
    /// Who.
    pub account: Account,
    /// For whom they act.
    pub acting_for: Option<String>,
    /// What forms have to send back.
    pub csrf: String,
    /// Whether another server says who it is (OIDC), and no password of ours.
    pub is_external: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    account: Account,
    acting_for: Option<String>,
    csrf: String,
    is_external: bool,
}

impl Ledger {
    /// Begins a session.
    pub async fn begin_session(&self, session: NewSession<'_>, now: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "insert into sessions (token_hash, ledger, person, acting_for, csrf, is_external, created_ms, \
             expires_ms) values ($1, $2, $3, $4, $5, $6, $7, $8)";
        let begun = async {
            let mut tx = self.store().db.begin().await?;
            on_tx!(&mut tx, executor => {
                sqlx::query("delete from sessions where expires_ms < $1")
                    .bind(now.as_millisecond()).execute(executor).await?;
            });
            on_tx!(&mut tx, executor => {
                sqlx::query(SQL).bind(session.token_hash).bind(self.name()).bind(session.person)
                    .bind(session.acting_for).bind(session.csrf).bind(session.is_external).bind(now.as_millisecond())
                    .bind(session.expires.as_millisecond()).execute(executor).await?;
            });
            tx.commit().await
        };
        begun.await.map_err(|e| self.located(e))
    }

    /// The session of a cookie's hash, when it has not ended and its account is active.
    pub async fn find_session(&self, token_hash: &str, now: Timestamp) -> Result<Option<Session>, StoreError> {
        const SQL: &str = "select a.person, a.name, a.role, a.agency, a.phone, a.is_active, a.password, a.must_change, \
             a.failures, a.locked_until_ms, a.created_ms, a.last_login_ms, s.acting_for, s.csrf, s.is_external \
             from sessions s join accounts a on a.ledger = s.ledger and a.person = s.person \
             where s.token_hash = $1 and s.ledger = $2 and s.expires_ms > $3 and a.is_active";
        let row: Option<Row> = on!(&self.store().db, executor => {
            sqlx::query_as(SQL).bind(token_hash).bind(self.name()).bind(now.as_millisecond())
                .fetch_optional(executor).await
        })
        .map_err(|e| self.located(e))?;
        Ok(row.map(|Row { account, acting_for, csrf, is_external }| Session { account, acting_for, csrf, is_external }))
    }

    /// Ends a session.
    pub async fn end_session(&self, token_hash: &str) -> Result<(), StoreError> {
        execute!(self, "delete from sessions where token_hash = $1", token_hash).map(|_| ())
    }
}
