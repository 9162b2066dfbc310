//! The tables again from the log.
//!
//! Rebuilding happens in one transaction: whoever reads meanwhile sees the old
//! tables, and a process that is killed leaves them. Items are replayed one after
//! the other in the order of their ids, so that memory does not grow with the log.

use luoshi_ledger::ItemId;
use luoshi_ledger::chain::Checkpoint;
use luoshi_ledger::item::Item;
use luoshi_ledger::report::ReportEvent;
use luoshi_ledger::settings::{Settings, SettingsEvent};
use sqlx::AssertSqlSafe;

use crate::backend::{Tx, on, on_tx};
use crate::ledger::{Ledger, recorded};
use crate::log::{EventRow, lock_head, read_rows_since};
use crate::projection::{self, ItemRow, ReportRow, Writes};
use crate::search::{index, write as words};
use crate::{Entry, Findings, Store, StoreError};

/// Rows of the log that are read at a time.
pub(crate) const PAGE: i64 = 4_000;

/// The tables that are made from the log.
pub(crate) const TABLES: [&str; 10] = [
    "items",
    "item_bodies",
    "item_agencies",
    "reports",
    "outcomes",
    "tally",
    "item_words",
    "event_words",
    "report_words",
    "cutters",
];

impl Store {
    /// Drops what a ledger's tables say and makes it again from the log. Gives the
    /// number of items.
    pub async fn rebuild(&self, ledger: &str) -> Result<u64, StoreError> {
        self.located(self.rebuild_tables(ledger).await)
    }

    async fn rebuild_tables(&self, ledger: &str) -> Result<u64, StoreError> {
        let mut tx = self.db.begin().await?;
        lock_head(&mut tx, ledger).await?;
        let count = refill(&mut tx, ledger).await?;
        tx.commit().await?;
        Ok(count)
    }
}

impl Ledger {
    /// Makes every table of the ledger again from its log; gives the number of items.
    pub async fn rebuild(&self) -> Result<u64, StoreError> {
        self.store().rebuild(self.name()).await
    }

    /// Recomputes the chain, compares it with checkpoints, and the tables with
    /// what the log makes of them.
    pub async fn verify(&self, published: &[Checkpoint]) -> Result<Findings, StoreError> {
        self.store().verify(self.name(), published).await
    }

    /// Hashes of all evidence that the ledger's items name.
    pub async fn list_evidence(&self) -> Result<Vec<String>, StoreError> {
        const SQL: &str = "select payload from events where ledger = $1 and kind = 'evidence-attached' order by seq";
        let payloads: Vec<String> = on!(&self.store().db, executor => {
            sqlx::query_scalar(SQL).bind(self.name()).fetch_all(executor).await
        })
        .map_err(|e| self.located(e))?;
        let hash = |payload: &String| {
            let value: serde_json::Value = serde_json::from_str(payload).ok()?;
            value.pointer("/evidence/sha256")?.as_str().map(str::to_owned)
        };
        let mut hashes: Vec<String> = payloads.iter().filter_map(hash).collect();
        hashes.sort();
        hashes.dedup();
        Ok(hashes)
    }
}

/// Makes the tables of a ledger from its log inside a transaction.
pub(crate) async fn refill(tx: &mut Tx, ledger: &str) -> Result<u64, StoreError> {
    index::mend(tx).await?;
    for table in TABLES {
        let sql = format!("delete from {table} where ledger = $1");
        on_tx!(tx, executor => { sqlx::query(AssertSqlSafe(sql)).bind(ledger).execute(executor).await?; });
    }
    words::write_cutter(tx, ledger).await?;
    refill_words(tx, ledger).await?;
    let settings = read_settings(tx, ledger).await?;
    let reports = read_reports(tx, ledger).await?;
    projection::write(tx, ledger, &Writes { reports, ..Writes::default() }).await?;
    let mut replay = Replay::new();
    let mut count = 0;
    loop {
        let items = replay.next(tx, ledger).await?;
        if items.is_empty() {
            return Ok(count);
        }
        count += items.len() as u64;
        let rows = items.into_iter().map(|item| ItemRow::new(item, &settings)).collect::<Result<_, _>>()?;
        projection::write(tx, ledger, &Writes { items: rows, ..Writes::default() }).await?;
    }
}

/// The words of what people wrote, in the order of the log.
async fn refill_words(tx: &mut Tx, ledger: &str) -> Result<(), StoreError> {
    let mut last = 0;
    loop {
        let rows = read_rows_since(tx, ledger, last, PAGE).await?;
        let entries = rows.into_iter().map(Entry::try_from).collect::<Result<Vec<_>, _>>()?;
        let Some(entry) = entries.last() else { return Ok(()) };
        last = entry.seq;
        words::write_events(tx, ledger, &entries).await?;
    }
}

/// The settings as the log has them.
pub(crate) async fn read_settings(tx: &mut Tx, ledger: &str) -> Result<Settings, StoreError> {
    let mut settings = Settings::default();
    let mut streams = Streams::between("settings", "settings!");
    loop {
        let entries = streams.next(tx, ledger).await?;
        if entries.is_empty() {
            return Ok(settings);
        }
        for entry in entries {
            settings.apply(&SettingsEvent::decode(&entry.kind, entry.kind_version, &entry.payload)?)?;
        }
    }
}

/// The reports as the log has them.
pub(crate) async fn read_reports(tx: &mut Tx, ledger: &str) -> Result<Vec<ReportRow>, StoreError> {
    let mut reports = Vec::new();
    let mut streams = Streams::between("report/", "report0");
    loop {
        let entries = streams.next(tx, ledger).await?;
        if entries.is_empty() {
            return Ok(reports);
        }
        for entry in entries {
            let event = ReportEvent::decode(&entry.kind, entry.kind_version, &entry.payload)?;
            if let (ReportEvent::ReportRead(noted), Some(id)) = (event, entry.stream.strip_prefix("report/")) {
                reports.push(ReportRow { id: id.to_owned(), noted, read_ms: entry.at_ms });
            }
        }
    }
}

/// Entries of a range of streams, stream after stream.
struct Streams {
    stream: String,
    version: i64,
    end: &'static str,
}

impl Streams {
    /// The streams from `first` on that sort before `end`.
    fn between(first: &str, end: &'static str) -> Self {
        Self { stream: first.to_owned(), version: 0, end }
    }

    async fn next(&mut self, tx: &mut Tx, ledger: &str) -> Result<Vec<Entry>, StoreError> {
        const SQL: &str = "select * from events where ledger = $1 and (stream, version) > ($2, $3) and stream < $4 \
                           order by stream, version limit $5";
        let rows: Vec<EventRow> = on_tx!(tx, executor => {
            sqlx::query_as(SQL)
                .bind(ledger)
                .bind(&self.stream)
                .bind(self.version)
                .bind(self.end)
                .bind(PAGE)
                .fetch_all(executor)
                .await?
        });
        let entries = rows.into_iter().map(Entry::try_from).collect::<Result<Vec<_>, _>>()?;
        if let Some(last) = entries.last() {
            self.stream.clone_from(&last.stream);
            self.version = last.version;
        }
        Ok(entries)
    }
}

/// Items as the log makes them, in the order of their ids.
pub(crate) struct Replay {
    streams: Streams,
    /// The item whose events may go on in the next page.
    pending: Option<Item>,
}

impl Replay {
    pub(crate) fn new() -> Self {
        Self { streams: Streams::between("item/", "item0"), pending: None }
    }

    /// The next items; none at the end.
    pub(crate) async fn next(&mut self, tx: &mut Tx, ledger: &str) -> Result<Vec<Item>, StoreError> {
        loop {
            let entries = self.streams.next(tx, ledger).await?;
            if entries.is_empty() {
                return Ok(self.pending.take().into_iter().collect());
            }
            let mut items = Vec::new();
            for entry in &entries {
                items.extend(self.apply(entry)?);
            }
            if !items.is_empty() {
                return Ok(items);
            }
        }
    }

    /// Applies an entry; gives the item before it when that is complete.
    fn apply(&mut self, entry: &Entry) -> Result<Option<Item>, StoreError> {
        let id = ItemId::from(entry.stream.strip_prefix("item/").unwrap_or_default());
        let complete = self.pending.take_if(|pending| pending.id != id);
        self.pending = Some(Item::next(&id, self.pending.take(), &recorded(entry)?)?);
        Ok(complete)
    }
}
