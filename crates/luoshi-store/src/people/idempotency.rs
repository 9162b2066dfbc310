//! Idempotency keys: a writing call that is tried again does nothing twice.

use jiff::Timestamp;

use crate::StoreError;
use crate::backend::on;
use crate::ledger::Ledger;

/// How long an answer is kept, in milliseconds: a day.
const KEEP_MS: i64 = 24 * 3_600_000;

/// A status that stands for “somebody is at it”.
const PENDING: i64 = 0;

/// The answer that a call with a key got.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Answered {
    /// Hash of the request it was given for.
    pub request_hash: String,
    /// HTTP status.
    pub status: i64,
    /// Body.
    pub body: String,
}

/// What a call with a key finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempt {
    /// Nobody used the key: go on, then say what came of it.
    First,
    /// The same key is at work elsewhere.
    Running,
    /// It has been answered.
    Answered(Answered),
}

impl Ledger {
    /// Takes a key for a request, or finds what came of it before.
    pub async fn begin_attempt(
        &self,
        person: &str,
        key: &str,
        request_hash: &str,
        now: Timestamp,
    ) -> Result<Attempt, StoreError> {
        const TAKE: &str = "insert into idempotency_keys \
             (ledger, person, idempotency_key, request_hash, status, body, at_ms) values ($1, $2, $3, $4, 0, '', $5) \
             on conflict (ledger, person, idempotency_key) do nothing";
        const FIND: &str = "select request_hash, status, body from idempotency_keys \
             where ledger = $1 and person = $2 and idempotency_key = $3";
        let now = now.as_millisecond();
        execute!(self, "delete from idempotency_keys where at_ms < $1", now - KEEP_MS)?;
        if execute!(self, TAKE, self.name(), person, key, request_hash, now)? == 1 {
            return Ok(Attempt::First);
        }
        let found: Option<Answered> = on!(&self.store().db, executor => {
            sqlx::query_as(FIND).bind(self.name()).bind(person).bind(key).fetch_optional(executor).await
        })
        .map_err(|e| self.located(e))?;
        Ok(match found {
            Some(answered) if answered.status != PENDING => Attempt::Answered(answered),
            _ => Attempt::Running,
        })
    }

    /// Says what came of a call; one that failed through no fault of its own
    /// (`status` 500 and more) leaves the key free for a retry.
    pub async fn end_attempt(&self, person: &str, key: &str, status: u16, body: &str) -> Result<(), StoreError> {
        const KEEP: &str = "update idempotency_keys set status = $4, body = $5 \
             where ledger = $1 and person = $2 and idempotency_key = $3";
        const FREE: &str = "delete from idempotency_keys where ledger = $1 and person = $2 and idempotency_key = $3";
        if status >= 500 {
            return execute!(self, FREE, self.name(), person, key).map(|_| ());
        }
        execute!(self, KEEP, self.name(), person, key, i64::from(status), body).map(|_| ())
    }
}
