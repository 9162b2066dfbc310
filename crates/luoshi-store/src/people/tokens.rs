//! Keys for programs.

use jiff::Timestamp;
use serde::Serialize;

use crate::StoreError;
use crate::backend::{execute, on};
use crate::ledger::Ledger;

/// A key for a program, which acts as the person it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct ApiToken {
    /// Its id, to name it by.
    pub id: String,
    /// As whom the program acts.
    pub person: String,
    /// What it is for.
    pub name: String,
    /// What it may do, words with blanks between.
    pub scopes: String,
    /// When it was made.
    pub created_ms: i64,
    /// When it ends; none for never.
    pub expires_ms: Option<i64>,
    /// When it was last used, to the hour.
    pub last_used_ms: Option<i64>,
}

/// Uses are noted once an hour: a write a call would be a waste.
const NOTE_MS: i64 = 3_600_000;

impl Ledger {
    /// Keeps a key under the hash of its secret.
    pub async fn keep_token(&self, token_hash: &str, token: &ApiToken) -> Result<(), StoreError> {
        const SQL: &str = "insert into api_tokens (token_hash, ledger, id, person, name, scopes, created_ms, expires_ms) \
             values ($1, $2, $3, $4, $5, $6, $7, $8)";
        execute!(
            self,
            SQL,
            token_hash,
            self.name(),
            &token.id,
            &token.person,
            &token.name,
            &token.scopes,
            token.created_ms,
            token.expires_ms
        )
        .map(|_| ())
    }

    /// The key of a secret's hash, when it has not ended; its use is noted.
    pub async fn find_token(&self, token_hash: &str, now: Timestamp) -> Result<Option<ApiToken>, StoreError> {
        const SQL: &str = "select id, person, name, scopes, created_ms, expires_ms, last_used_ms from api_tokens \
             where token_hash = $1 and ledger = $2 and coalesce(expires_ms, $3 + 1) > $3";
        let now = now.as_millisecond();
        let token: Option<ApiToken> = on!(&self.store().db, executor => {
            sqlx::query_as(SQL).bind(token_hash).bind(self.name()).bind(now).fetch_optional(executor).await
        })
        .map_err(|e| self.located(e))?;
        if token.as_ref().is_some_and(|t| t.last_used_ms.is_none_or(|last| last + NOTE_MS < now)) {
            self.note_token_use(token_hash, now).await?;
        }
        Ok(token)
    }

    async fn note_token_use(&self, token_hash: &str, now_ms: i64) -> Result<(), StoreError> {
        execute!(self, "update api_tokens set last_used_ms = $2 where token_hash = $1", token_hash, now_ms).map(|_| ())
    }

    /// Every key, newest first.
    pub async fn list_tokens(&self) -> Result<Vec<ApiToken>, StoreError> {
        const SQL: &str = "select id, person, name, scopes, created_ms, expires_ms, last_used_ms from api_tokens \
             where ledger = $1 order by created_ms desc, id";
        on!(&self.store().db, executor => {
            sqlx::query_as(SQL).bind(self.name()).fetch_all(executor).await
        })
        .map_err(|e| self.located(e))
    }

    /// Takes a key back; false when there is none.
    pub async fn drop_token(&self, id: &str) -> Result<bool, StoreError> {
        let dropped = execute!(self, "delete from api_tokens where ledger = $1 and id = $2", self.name(), id)?;
        Ok(dropped > 0)
    }
}
