//! Rows of the log as the database gives them, and the entries they are.

use luoshi_ledger::chain::{Entry, Hash};

use super::Head;
use crate::StoreError;
use crate::backend::{Tx, on_tx};

#[derive(sqlx::FromRow)]
pub(super) struct HeadRow {
    pub(super) seq: i64,
    pub(super) hash: String,
}

#[derive(sqlx::FromRow)]
pub(crate) struct EventRow {
    ledger: String,
    seq: i64,
    stream: String,
    version: i64,
    kind: String,
    kind_version: i64,
    at_ms: i64,
    actor: String,
    payload: String,
    prev_hash: String,
    hash: String,
}

fn parse_hash(text: &str, table: &'static str, column: &'static str, id: i64) -> Result<Hash, StoreError> {
    text.parse().map_err(|_| StoreError::Inconsistent { table, column, id: id.to_string() })
}

impl TryFrom<EventRow> for Entry {
    type Error = StoreError;

    fn try_from(row: EventRow) -> Result<Self, StoreError> {
        Ok(Self {
            prev_hash: parse_hash(&row.prev_hash, "events", "prev_hash", row.seq)?,
            hash: parse_hash(&row.hash, "events", "hash", row.seq)?,
            ledger: row.ledger,
            seq: row.seq,
            stream: row.stream,
            version: row.version,
            kind: row.kind,
            kind_version: row.kind_version,
            at_ms: row.at_ms,
            actor: row.actor,
            payload: row.payload,
        })
    }
}

impl EventRow {
    /// The row even if a hash in it is damaged; that hash then fits nothing.
    pub(crate) fn into_entry_for_verification(self) -> Entry {
        let damaged = |text: &str| text.parse().unwrap_or(Hash::of(text.as_bytes()));
        Entry {
            prev_hash: damaged(&self.prev_hash),
            hash: damaged(&self.hash),
            ledger: self.ledger,
            seq: self.seq,
            stream: self.stream,
            version: self.version,
            kind: self.kind,
            kind_version: self.kind_version,
            at_ms: self.at_ms,
            actor: self.actor,
            payload: self.payload,
        }
    }
}

pub(super) const READ_SINCE: &str = "select * from events where ledger = $1 and seq > $2 order by seq limit $3";

/// Rows above `after` inside a transaction.
pub(crate) async fn read_rows_since(
    tx: &mut Tx,
    ledger: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<EventRow>, StoreError> {
    Ok(on_tx!(tx, executor => {
        sqlx::query_as::<_, EventRow>(READ_SINCE).bind(ledger).bind(after).bind(limit).fetch_all(executor).await?
    }))
}

pub(super) fn into_entries(rows: Vec<EventRow>) -> Result<Vec<Entry>, StoreError> {
    rows.into_iter().map(Entry::try_from).collect()
}

pub(super) fn into_head(row: &HeadRow) -> Result<Head, StoreError> {
    Ok(Head { seq: row.seq, hash: parse_hash(&row.hash, "ledgers", "hash", row.seq)? })
}
