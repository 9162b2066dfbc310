//! The audit log: who logged in, changed an account, read personal data.

use jiff::Timestamp;
use serde::Serialize;

use crate::StoreError;
use crate::backend::{on, on_tx};
use crate::ledger::Ledger;

/// Something to be noted.
#[derive(Debug, Clone, Copy)]
pub struct NewAudit<'a> {
    /// Who did it; for a failed log-in, the name that was tried.
    pub person: &'a str,
    /// What: a stable code such as `login`.
    pub what: &'a str,
    /// To what.
    pub target: &'a str,
    /// More about it. Never a secret or personal data.
    pub detail: &'a str,
}

/// Something that was noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Audited {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at_ms: i64,
    /// Who.
    pub person: String,
    /// What.
    pub what: String,
    /// To what.
    pub target: String,
    /// More about it.
    pub detail: String,
}

impl Ledger {
    /// Notes something.
    pub async fn note_audit(&self, audit: NewAudit<'_>, now: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "insert into audit (ledger, seq, at_ms, person, what, target, detail) \
             values ($1, $2, $3, $4, $5, $6, $7)";
        const LAST: &str = "select coalesce(max(seq), 0) from audit where ledger = $1";
        let noted = async {
            let mut tx = self.store().db.begin().await?;
            let lock = tx.lock_head();
            on_tx!(&mut tx, executor => {
                sqlx::query(lock).bind(self.name()).fetch_optional(executor).await?;
            });
            let last: i64 = on_tx!(&mut tx, executor => {
                sqlx::query_scalar(LAST).bind(self.name()).fetch_one(executor).await?
            });
            on_tx!(&mut tx, executor => {
                sqlx::query(SQL).bind(self.name()).bind(last + 1).bind(now.as_millisecond()).bind(audit.person)
                    .bind(audit.what).bind(audit.target).bind(audit.detail).execute(executor).await?;
            });
            tx.commit().await
        };
        noted.await.map_err(|e| self.located(e))
    }

    /// The newest entries before a number, newest first.
    pub async fn list_audit(&self, before: Option<i64>, limit: u32) -> Result<Vec<Audited>, StoreError> {
        const SQL: &str = "select seq, at_ms, person, what, target, detail from audit \
             where ledger = $1 and seq < $2 order by seq desc limit $3";
        on!(&self.store().db, executor => {
            sqlx::query_as(SQL).bind(self.name()).bind(before.unwrap_or(i64::MAX)).bind(i64::from(limit))
                .fetch_all(executor).await
        })
        .map_err(|e| self.located(e))
    }
}
