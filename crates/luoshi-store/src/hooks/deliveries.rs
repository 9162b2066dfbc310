//! The last messages of each hook, and what came of them.

use jiff::Timestamp;
use serde::Serialize;

use crate::StoreError;
use crate::backend::{on, on_tx};
use crate::ledger::Ledger;

/// Messages that are remembered of each hook.
const KEEP: i64 = 100;

/// A message that was sent.
#[derive(Debug, Clone, Copy)]
pub struct NewDelivery<'a> {
    /// The row of the log it told of; 0 for a test.
    pub seq: i64,
    /// What happened.
    pub kind: &'a str,
    /// Which try it was, from 1.
    pub attempt: i64,
    /// HTTP status; none when there was no answer.
    pub status: Option<i64>,
    /// What went wrong; empty when it was delivered.
    pub error: &'a str,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
}

/// A message as it is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Delivery {
    /// Its number within the hook, from 1.
    pub number: i64,
    /// When it was sent.
    pub at_ms: i64,
    /// The row of the log it told of; 0 for a test.
    pub seq: i64,
    /// What happened.
    pub kind: String,
    /// Which try it was, from 1.
    pub attempt: i64,
    /// HTTP status; none when there was no answer.
    pub status: Option<i64>,
    /// What went wrong; empty when it was delivered.
    pub error: String,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
}

impl Delivery {
    /// Whether it was delivered.
    pub fn is_delivered(&self) -> bool {
        self.error.is_empty()
    }
}

impl Ledger {
    /// Remembers a message; the oldest of the hook are forgotten. Nothing when the hook
    /// has gone meanwhile.
    pub async fn note_delivery(&self, hook: &str, new: NewDelivery<'_>, now: Timestamp) -> Result<(), StoreError> {
        // Locks the hook's row, so that two who note have different numbers.
        const LOCK: &str = "update hooks set name = name where ledger = $1 and id = $2";
        const NOTE: &str = "insert into hook_deliveries (ledger, hook, number, at_ms, seq, kind, attempt, status, error, \
             took_ms) select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, $8, $9 from hook_deliveries \
             where ledger = $1 and hook = $2";
        const FORGET: &str = "delete from hook_deliveries where ledger = $1 and hook = $2 and number <= \
             (select max(number) from hook_deliveries where ledger = $1 and hook = $2) - $3";
        let noted = async {
            let mut tx = self.store().db.begin().await?;
            let there = on_tx!(&mut tx, executor => {
                sqlx::query(LOCK).bind(self.name()).bind(hook).execute(executor).await?.rows_affected()
            });
            if there == 0 {
                return Ok(());
            }
            on_tx!(&mut tx, executor => {
                sqlx::query(NOTE).bind(self.name()).bind(hook).bind(now.as_millisecond()).bind(new.seq).bind(new.kind)
                    .bind(new.attempt).bind(new.status).bind(new.error).bind(new.took_ms).execute(executor).await?;
            });
            on_tx!(&mut tx, executor => {
                sqlx::query(FORGET).bind(self.name()).bind(hook).bind(KEEP).execute(executor).await?;
            });
            tx.commit().await
        };
        noted.await.map_err(|e: sqlx::Error| self.located(e))
    }

    /// The last messages of a hook, the newest first.
    pub async fn list_deliveries(&self, hook: &str, limit: u32) -> Result<Vec<Delivery>, StoreError> {
        const SQL: &str = "select number, at_ms, seq, kind, attempt, status, error, took_ms from hook_deliveries \
             where ledger = $1 and hook = $2 order by number desc limit $3";
        on!(&self.store().db, executor => {
            sqlx::query_as(SQL).bind(self.name()).bind(hook).bind(i64::from(limit)).fetch_all(executor).await
        })
        .map_err(|e| self.located(e))
    }
}
