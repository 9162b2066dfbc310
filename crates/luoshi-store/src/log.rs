//! The event log: append all or nothing, read a stream, read since a number.
//!
//! A writer first locks the end of the ledger's chain. Under that lock numbers,
//! versions and hashes are settled, so that appends to one ledger happen one
//! after the other, and appends to different ledgers do not wait for each other
//! on PostgreSQL.

mod append;
mod checkpoints;
mod rows;

use jiff::Timestamp;
use luoshi_ledger::chain::{Entry, Hash};

use crate::backend::{on, on_tx};
use crate::projection::{self, Writes};
use crate::search::write as words;
use crate::{Store, StoreError};

use append::{chain, check_versions, find_append, insert_key, move_head, same_as};
pub(crate) use append::{insert, lock_head};
pub(crate) use checkpoints::{insert_checkpoint, read_checkpoints};
pub(crate) use rows::{EventRow, read_rows_since};
use rows::{HeadRow, READ_SINCE, into_entries, into_head};

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

    /// Says in an error where the database is.
    pub(crate) fn located<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        result.map_err(|error| error.at(&self.place))
    }
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
