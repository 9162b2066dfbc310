//! The event log: append all or nothing, read a stream, read since a number.
//!
//! A writer first locks the end of the ledger's chain. Under that lock numbers,
//! versions and hashes are settled, so that appends to one ledger happen one
//! after the other, and appends to different ledgers do not wait for each other
//! on PostgreSQL.

use std::collections::BTreeMap;

use jiff::Timestamp;
use luoshi_ledger::chain::{Checkpoint, Entry, Hash};
use sqlx::QueryBuilder;

use crate::backend::{Tx, on, on_tx};
use crate::projection::{self, Writes};
use crate::search::write as words;
use crate::{Store, StoreError};

/// Rows written with one statement: 11 values each, below the limits of both databases.
const ROWS_A_STATEMENT: usize = 64;

/// Streams looked up with one statement.
const STREAMS_A_STATEMENT: usize = 256;

/// Something that happened and is to be appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// What it happened to: `item/2025-0012`.
    pub stream: String,
    /// The version of the stream before this entry, 0 for a new stream. Entries of
    /// one stream in a batch count on: 3, 4, 5.
    pub expected_version: i64,
    /// What happened.
    pub kind: String,
    /// Shape of the payload.
    pub kind_version: i64,
    /// When, in milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Who did it.
    pub actor: String,
    /// The rest, as canonical JSON.
    pub payload: String,
}

/// The end of a ledger's chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The last row, 0 when there is none.
    pub seq: i64,
    /// Its hash.
    pub hash: Hash,
}

#[derive(sqlx::FromRow)]
struct HeadRow {
    seq: i64,
    hash: String,
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

#[derive(sqlx::FromRow)]
struct KeyRow {
    first_seq: i64,
    last_seq: i64,
}

#[derive(sqlx::FromRow)]
struct CheckpointRow {
    seq: i64,
    hash: String,
    at_ms: i64,
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

impl Store {
    /// Makes an empty ledger. It is fine if there is one of that name already.
    pub async fn create_ledger(&self, name: &str, at: Timestamp) -> Result<(), StoreError> {
        check_text("name of the ledger", name)?;
        if name.is_empty() || name.contains(char::is_whitespace) {
            let why = "it is one word, without white space";
            return Err(StoreError::Unstorable { what: format!("name of the ledger \"{name}\""), why });
        }
        let create = async {
            let mut tx = self.db.begin().await?;
            let made = on_tx!(&mut tx, executor => {
                sqlx::query(
                    "insert into ledgers (name, created_ms, seq, hash) values ($1, $2, 0, $3) \
                     on conflict (name) do nothing",
                )
                .bind(name)
                .bind(at.as_millisecond())
                .bind(Hash::ZERO.to_string())
                .execute(executor)
                .await?
                .rows_affected()
            });
            if made > 0 {
                words::write_cutter(&mut tx, name).await?;
            }
            Ok(tx.commit().await?)
        };
        self.located(create.await)
    }

    /// Names of all ledgers, in order.
    pub async fn list_ledgers(&self) -> Result<Vec<String>, StoreError> {
        const SQL: &str = "select name from ledgers order by name";
        let names = on!(&self.db, executor => sqlx::query_scalar(SQL).fetch_all(executor).await);
        self.located(names.map_err(StoreError::from))
    }

    /// Appends a batch in one transaction, all of it or nothing, and answers when it is durable.
    ///
    /// With a `key`, a retry of the same batch under the same key, after an answer that
    /// was lost, writes nothing and gives the entries that are there.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a stream is not at its expected version.
    pub async fn append(&self, ledger: &str, batch: &[NewEntry], key: Option<&str>) -> Result<Vec<Entry>, StoreError> {
        self.append_with(ledger, batch, key, &Writes::default()).await
    }

    /// Appends a batch and writes what it means for the tables, in one transaction.
    pub(crate) async fn append_with(
        &self,
        ledger: &str,
        batch: &[NewEntry],
        key: Option<&str>,
        writes: &Writes,
    ) -> Result<Vec<Entry>, StoreError> {
        check_batch(batch)?;
        self.located(self.append_durably(ledger, batch, key, writes).await)
    }

    async fn append_durably(
        &self,
        ledger: &str,
        batch: &[NewEntry],
        key: Option<&str>,
        writes: &Writes,
    ) -> Result<Vec<Entry>, StoreError> {
        let mut tx = self.db.begin().await?;
        let head = lock_head(&mut tx, ledger).await?;
        if let Some(key) = key
            && let Some(earlier) = find_append(&mut tx, ledger, key).await?
        {
            return same_as(earlier, batch, key);
        }
        if batch.is_empty() && writes.is_empty() {
            return Ok(Vec::new());
        }
        check_versions(&mut tx, ledger, batch).await?;
        let entries = chain(ledger, head, batch);
        insert(&mut tx, &entries).await?;
        if let Some(key) = key {
            insert_key(&mut tx, ledger, key, &entries).await?;
        }
        move_head(&mut tx, ledger, &entries).await?;
        words::write_events(&mut tx, ledger, &entries).await?;
        projection::write(&mut tx, ledger, writes).await?;
        tx.commit().await?;
        Ok(entries)
    }

    /// The entries of a stream with versions above `after`, in order.
    pub async fn read_stream(&self, ledger: &str, stream: &str, after: i64) -> Result<Vec<Entry>, StoreError> {
        const SQL: &str = "select * from events where ledger = $1 and stream = $2 and version > $3 order by version";
        let rows = on!(&self.db, executor => {
            sqlx::query_as::<_, EventRow>(SQL).bind(ledger).bind(stream).bind(after).fetch_all(executor).await
        });
        self.located(rows.map_err(StoreError::from).and_then(into_entries))
    }

    /// Up to `limit` entries of a ledger with numbers above `after`, in order.
    pub async fn read_since(&self, ledger: &str, after: i64, limit: u32) -> Result<Vec<Entry>, StoreError> {
        let rows = on!(&self.db, executor => {
            sqlx::query_as::<_, EventRow>(READ_SINCE).bind(ledger).bind(after).bind(i64::from(limit)).fetch_all(executor).await
        });
        self.located(rows.map_err(StoreError::from).and_then(into_entries))
    }

    /// The end of a ledger's chain; none when there is no such ledger.
    pub async fn find_head(&self, ledger: &str) -> Result<Option<Head>, StoreError> {
        const SQL: &str = "select seq, hash from ledgers where name = $1";
        let row = on!(&self.db, executor => {
            sqlx::query_as::<_, HeadRow>(SQL).bind(ledger).fetch_optional(executor).await
        });
        let head = row.map_err(StoreError::from).and_then(|row| row.as_ref().map(into_head).transpose());
        self.located(head)
    }

    /// Writes down where the ledger's chain ends now, to be printed or published.
    pub async fn take_checkpoint(&self, ledger: &str, at: Timestamp) -> Result<Checkpoint, StoreError> {
        let Some(head) = self.find_head(ledger).await? else {
            return Err(StoreError::UnknownLedger { name: ledger.to_owned() });
        };
        let checkpoint = Checkpoint { ledger: ledger.to_owned(), seq: head.seq, hash: head.hash, at };
        let keep = async {
            let mut tx = self.db.begin().await?;
            insert_checkpoint(&mut tx, &checkpoint).await?;
            Ok(tx.commit().await?)
        };
        self.located(keep.await)?;
        Ok(checkpoint)
    }

    /// The checkpoints that were taken of a ledger, oldest first.
    pub async fn list_checkpoints(&self, ledger: &str) -> Result<Vec<Checkpoint>, StoreError> {
        let rows = on!(&self.db, executor => {
            sqlx::query_as::<_, CheckpointRow>(LIST_CHECKPOINTS).bind(ledger).fetch_all(executor).await
        });
        self.located(rows.map_err(StoreError::from).and_then(|rows| into_checkpoints(ledger, rows)))
    }

    /// Says in an error where the database is.
    pub(crate) fn located<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        result.map_err(|error| error.at(&self.place))
    }
}

const LIST_CHECKPOINTS: &str = "select seq, hash, at_ms from checkpoints where ledger = $1 order by seq, at_ms";

fn into_checkpoints(ledger: &str, rows: Vec<CheckpointRow>) -> Result<Vec<Checkpoint>, StoreError> {
    let into_checkpoint = |row: CheckpointRow| {
        let damaged = |column| StoreError::Inconsistent { table: "checkpoints", column, id: row.seq.to_string() };
        let hash = row.hash.parse().map_err(|_| damaged("hash"))?;
        let at = Timestamp::from_millisecond(row.at_ms).map_err(|_| damaged("at_ms"))?;
        Ok(Checkpoint { ledger: ledger.to_owned(), seq: row.seq, hash, at })
    };
    rows.into_iter().map(into_checkpoint).collect()
}

/// The checkpoints of a ledger inside a transaction.
pub(crate) async fn read_checkpoints(tx: &mut Tx, ledger: &str) -> Result<Vec<Checkpoint>, StoreError> {
    let rows = on_tx!(tx, executor => {
        sqlx::query_as::<_, CheckpointRow>(LIST_CHECKPOINTS).bind(ledger).fetch_all(executor).await?
    });
    into_checkpoints(ledger, rows)
}

pub(crate) async fn insert_checkpoint(tx: &mut Tx, checkpoint: &Checkpoint) -> Result<(), StoreError> {
    on_tx!(tx, executor => {
        sqlx::query(
            "insert into checkpoints (ledger, seq, hash, at_ms) values ($1, $2, $3, $4) \
             on conflict (ledger, seq, hash) do nothing",
        )
        .bind(&checkpoint.ledger)
        .bind(checkpoint.seq)
        .bind(checkpoint.hash.to_string())
        .bind(checkpoint.at.as_millisecond())
        .execute(executor)
        .await?;
    });
    Ok(())
}

const READ_SINCE: &str = "select * from events where ledger = $1 and seq > $2 order by seq limit $3";

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

fn into_entries(rows: Vec<EventRow>) -> Result<Vec<Entry>, StoreError> {
    rows.into_iter().map(Entry::try_from).collect()
}

fn into_head(row: &HeadRow) -> Result<Head, StoreError> {
    Ok(Head { seq: row.seq, hash: parse_hash(&row.hash, "ledgers", "hash", row.seq)? })
}

/// PostgreSQL keeps no zero byte in a text; SQLite would, and the log must fit both.
pub(crate) fn check_text(what: &str, text: &str) -> Result<(), StoreError> {
    if text.contains('\0') {
        return Err(StoreError::Unstorable { what: what.to_owned(), why: "it has a zero byte" });
    }
    Ok(())
}

fn check_batch(batch: &[NewEntry]) -> Result<(), StoreError> {
    for entry in batch {
        if entry.stream.is_empty() || entry.kind.is_empty() {
            return Err(StoreError::Unstorable { what: "an entry".to_owned(), why: "it names no stream or no kind" });
        }
        for (what, text) in
            [("stream", &entry.stream), ("kind", &entry.kind), ("actor", &entry.actor), ("payload", &entry.payload)]
        {
            check_text(what, text)?;
        }
    }
    Ok(())
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
async fn find_append(tx: &mut Tx, ledger: &str, key: &str) -> Result<Option<Vec<Entry>>, StoreError> {
    const KEY: &str = "select first_seq, last_seq from append_keys where ledger = $1 and key = $2";
    let row = on_tx!(tx, executor => {
        sqlx::query_as::<_, KeyRow>(KEY).bind(ledger).bind(key).fetch_optional(executor).await?
    });
    let Some(row) = row else { return Ok(None) };
    let rows = read_rows_since(tx, ledger, row.first_seq - 1, row.last_seq - row.first_seq + 1).await?;
    into_entries(rows).map(Some)
}

fn same_as(earlier: Vec<Entry>, batch: &[NewEntry], key: &str) -> Result<Vec<Entry>, StoreError> {
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
async fn check_versions(tx: &mut Tx, ledger: &str, batch: &[NewEntry]) -> Result<(), StoreError> {
    let mut versions: BTreeMap<&str, i64> = batch.iter().map(|entry| (&*entry.stream, 0)).collect();
    let streams: Vec<&str> = versions.keys().copied().collect();
    for some in streams.chunks(STREAMS_A_STATEMENT) {
        let rows: Vec<(String, i64)> = on_tx!(tx, executor, Database => {
            let mut query = QueryBuilder::<Database>::new("select stream, max(version) from events where ledger = ");
            query.push_bind(ledger).push(" and stream in (");
            let mut list = query.separated(", ");
            for stream in some {
                list.push_bind(*stream);
            }
            query.push(") group by stream");
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
fn chain(ledger: &str, head: Head, batch: &[NewEntry]) -> Vec<Entry> {
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

async fn insert_key(tx: &mut Tx, ledger: &str, key: &str, entries: &[Entry]) -> Result<(), StoreError> {
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
