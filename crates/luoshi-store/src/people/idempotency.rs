//! Idempotency keys: a writing call that is tried again does nothing twice.
//!
//! While a call is at work, its row has the status 0 and names who is at it in place
//! of the answer. Whoever is at it renews the row; one that was not renewed for a
//! minute belongs to a call that nobody will end, and the key can be taken again.

use jiff::Timestamp;

use crate::StoreError;
use crate::backend::{execute, on};
use crate::ledger::Ledger;

/// How long an answer is kept, in milliseconds: a day.
const KEEP_MS: i64 = 24 * 3_600_000;

/// How long a call holds its key without renewing it, in milliseconds: a minute.
const LEASE_MS: i64 = 60_000;

/// A status that stands for “somebody is at it”.
const PENDING: i64 = 0;

/// A call with a key.
#[derive(Debug, Clone, Copy)]
pub struct Keyed<'a> {
    /// Who calls.
    pub person: &'a str,
    /// Their key.
    pub key: &'a str,
    /// Hash of the request.
    pub request_hash: &'a str,
    /// Names this try, and no other.
    pub holder: &'a str,
}

/// The answer that a call with a key got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// HTTP status.
    pub status: i64,
    /// Body.
    pub body: String,
}

/// What a call with a key finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempt {
    /// Nobody used the key, or whoever did is gone: go on, then say what came of it.
    First,
    /// The same key is at work elsewhere.
    Running,
    /// It was used for another request.
    Other,
    /// It has been answered.
    Answered(Answered),
}

impl Ledger {
    /// Takes a key for a request, or finds what came of it before.
    pub async fn begin_attempt(&self, call: Keyed<'_>, now: Timestamp) -> Result<Attempt, StoreError> {
        const TAKE: &str = "insert into idempotency_keys \
             (ledger, person, idempotency_key, request_hash, status, body, at_ms) \
             values ($1, $2, $3, $4, 0, $5, $6) \
             on conflict (ledger, person, idempotency_key) do update set body = excluded.body, at_ms = excluded.at_ms \
             where idempotency_keys.status = 0 and idempotency_keys.at_ms <= $7 \
             and idempotency_keys.request_hash = excluded.request_hash";
        const FIND: &str = "select request_hash, status, body from idempotency_keys \
             where ledger = $1 and person = $2 and idempotency_key = $3";
        let now = now.as_millisecond();
        execute!(self, "delete from idempotency_keys where at_ms < $1", now - KEEP_MS)?;
        let lapsed = now - LEASE_MS;
        let Keyed { person, key, request_hash, holder } = call;
        if execute!(self, TAKE, self.name(), person, key, request_hash, holder, now, lapsed)? == 1 {
            return Ok(Attempt::First);
        }
        let found: Option<(String, i64, String)> = on!(&self.store().db, executor => {
            sqlx::query_as(FIND).bind(self.name()).bind(person).bind(key).fetch_optional(executor).await
        })
        .map_err(|e| self.located(e))?;
        Ok(match found {
            Some((hash, ..)) if hash != request_hash => Attempt::Other,
            Some((_, status, body)) if status != PENDING => Attempt::Answered(Answered { status, body }),
            _ => Attempt::Running,
        })
    }

    /// Says that a call is still at work; false when its key was taken by another try.
    pub async fn renew_attempt(&self, call: Keyed<'_>, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str = "update idempotency_keys set at_ms = $5 \
             where ledger = $1 and person = $2 and idempotency_key = $3 and status = 0 and body = $4";
        let renewed = execute!(self, SQL, self.name(), call.person, call.key, call.holder, now.as_millisecond())?;
        Ok(renewed == 1)
    }

    /// Says what came of a call; one that failed through no fault of its own
    /// (`status` 500 and more) leaves the key free for a retry. Nothing is said when
    /// another try has taken the key meanwhile.
    pub async fn end_attempt(&self, call: Keyed<'_>, status: u16, body: &str) -> Result<(), StoreError> {
        const KEEP: &str = "update idempotency_keys set status = $5, body = $6 \
             where ledger = $1 and person = $2 and idempotency_key = $3 and status = 0 and body = $4";
        const FREE: &str = "delete from idempotency_keys \
             where ledger = $1 and person = $2 and idempotency_key = $3 and status = 0 and body = $4";
        let Keyed { person, key, holder, .. } = call;
        if status >= 500 {
            return execute!(self, FREE, self.name(), person, key, holder).map(|_| ());
        }
        execute!(self, KEEP, self.name(), person, key, holder, i64::from(status), body).map(|_| ())
    }
}
