//! The steps of an append, inside its transaction: lock the end of the chain,
//! compare versions, number and chain the entries, write them, move the end.

use std::collections::BTreeMap;

use luoshi_ledger::chain::{Entry, Hash};
use sqlx::QueryBuilder;

use super::rows::{HeadRow, into_entries, into_head, read_rows_since};
use super::{Head, NewEntry};
use crate::StoreError;
use crate::backend::{Tx, on_tx};

/// Rows written with one statement: 11 values each, below the limits of both databases.
const ROWS_A_STATEMENT: usize = 64;

/// Streams looked up with one statement.
const STREAMS_A_STATEMENT: usize = 256;

#[derive(sqlx::FromRow)]
struct KeyRow {
    first_seq: i64,
    last_seq: i64,
}

pub(crate) async fn lock_head(tx: &mut Tx, ledger: &str) -> Result<Head, StoreError> {
    let sql = tx.lock_head();
    let row = on_tx!(tx, executor => {
        sqlx::query_as::<_, HeadRow>(sql).bind(ledger).fetch_optional(executor).await?
    });
    let Some(row) = row else { return Err(StoreError::UnknownLedger { name: ledger.to_owned() }) };
    into_head(&row)
}

/// The entries that an earlier append with this key wrote.
pub(super) async fn find_append(tx: &mut Tx, ledger: &str, key: &str) -> Result<Option<Vec<Entry>>, StoreError> {
    const KEY: &str = "select first_seq, last_seq from append_keys where ledger = $1 and key = $2";
    let row = on_tx!(tx, executor => {
        sqlx::query_as::<_, KeyRow>(KEY).bind(ledger).bind(key).fetch_optional(executor).await?
    });
    let Some(row) = row else { return Ok(None) };
    let rows = read_rows_since(tx, ledger, row.first_seq - 1, row.last_seq - row.first_seq + 1).await?;
    into_entries(rows).map(Some)
}

pub(super) fn same_as(earlier: Vec<Entry>, batch: &[NewEntry], key: &str) -> Result<Vec<Entry>, StoreError> {
    let is_same = earlier.len() == batch.len()
        && earlier.iter().zip(batch).all(|(old, new)| {
            old.stream == new.stream
                && old.version == new.expected_version + 1
                && old.kind == new.kind
                && old.payload == new.payload
        });
    if is_same { Ok(earlier) } else { Err(StoreError::KeyReused { key: key.to_owned() }) }
}

/// Compares every stream of the batch with what is expected of it.
pub(super) async fn check_versions(tx: &mut Tx, ledger: &str, batch: &[NewEntry]) -> Result<(), StoreError> {
    let mut versions: BTreeMap<&str, i64> = batch.iter().map(|entry| (&*entry.stream, 0)).collect();
    let streams: Vec<&str> = versions.keys().copied().collect();
    for some in streams.chunks(STREAMS_A_STATEMENT) {
        let rows: Vec<(String, i64)> = on_tx!(tx, executor, Database => {
            // One look into the index for each stream, whatever the database believes
            // about a table that has grown since it last counted it.
            let mut query = QueryBuilder::<Database>::new("with wanted (stream) as (");
            query.push_values(some, |mut row, stream| {
                row.push_bind(*stream);
            });
            query.push(") select stream, coalesce((select max(version) from events where ledger = ");
            query.push_bind(ledger).push(" and events.stream = wanted.stream), 0) from wanted");
            query.build_query_as().fetch_all(executor).await?
        });
        for (stream, version) in rows {
            if let Some(known) = versions.get_mut(&*stream) {
                *known = version;
            }
        }
    }
    for entry in batch {
        let Some(version) = versions.get_mut(&*entry.stream) else { continue };
        if *version != entry.expected_version {
            let stream = entry.stream.clone();
            return Err(StoreError::Conflict { stream, expected: entry.expected_version, found: *version });
        }
        *version += 1;
    }
    Ok(())
}

/// Gives the batch its numbers and hashes.
pub(super) fn chain(ledger: &str, head: Head, batch: &[NewEntry]) -> Vec<Entry> {
    let mut prev = head.hash;
    let mut entries = Vec::with_capacity(batch.len());
    for (seq, new) in (head.seq + 1..).zip(batch) {
        let mut entry = Entry {
            ledger: ledger.to_owned(),
            seq,
            stream: new.stream.clone(),
            version: new.expected_version + 1,
            kind: new.kind.clone(),
            kind_version: new.kind_version,
            at_ms: new.at_ms,
            actor: new.actor.clone(),
            payload: new.payload.clone(),
            prev_hash: Hash::ZERO,
            hash: Hash::ZERO,
        };
        entry.chain_to(&prev);
        prev = entry.hash;
        entries.push(entry);
    }
    entries
}

pub(crate) async fn insert(tx: &mut Tx, entries: &[Entry]) -> Result<(), StoreError> {
    for some in entries.chunks(ROWS_A_STATEMENT) {
        on_tx!(tx, executor, Database => {
            let mut query = QueryBuilder::<Database>::new(
                "insert into events (ledger, seq, stream, version, kind, kind_version, at_ms, actor, payload, \
                 prev_hash, hash) ",
            );
            query.push_values(some, |mut row, entry| {
                row.push_bind(&*entry.ledger)
                    .push_bind(entry.seq)
                    .push_bind(&*entry.stream)
                    .push_bind(entry.version)
                    .push_bind(&*entry.kind)
                    .push_bind(entry.kind_version)
                    .push_bind(entry.at_ms)
                    .push_bind(&*entry.actor)
                    .push_bind(&*entry.payload)
                    .push_bind(entry.prev_hash.to_string())
                    .push_bind(entry.hash.to_string());
            });
            query.build().execute(executor).await?;
        });
    }
    Ok(())
}

pub(super) async fn insert_key(tx: &mut Tx, ledger: &str, key: &str, entries: &[Entry]) -> Result<(), StoreError> {
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Ok(()) };
    on_tx!(tx, executor => {
        sqlx::query("insert into append_keys (ledger, key, first_seq, last_seq) values ($1, $2, $3, $4)")
            .bind(ledger)
            .bind(key)
            .bind(first.seq)
            .bind(last.seq)
            .execute(executor)
            .await?;
    });
    Ok(())
}

pub(crate) async fn move_head(tx: &mut Tx, ledger: &str, entries: &[Entry]) -> Result<(), StoreError> {
    let Some(last) = entries.last() else { return Ok(()) };
    on_tx!(tx, executor => {
        sqlx::query("update ledgers set seq = $1, hash = $2 where name = $3")
            .bind(last.seq)
            .bind(last.hash.to_string())
            .bind(ledger)
            .execute(executor)
            .await?;
    });
    Ok(())
}
