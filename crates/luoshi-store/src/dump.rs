//! A whole store as one text file, the same for both databases: to move from one
//! to the other, to hand to an archive, and as the backup of PostgreSQL.
//!
//! One JSON object a line, each with a single key that says what it is:
//!
//! ```text
//! {"dump":{"format":"luoshi-dump-1","made_at":"2025-03-01T02:00:00Z"}}
//! {"ledger":{"name":"霁川县","created_ms":…,"seq":1842,"hash":"…"}}
//! {"checkpoint":{…}}      of that ledger, as many as there are
//! {"entry":{…}}           1842 of them, with their hashes
//! {"text":{"sha256":"…","content":"…"}}
//! {"end":{"lines":…,"sha256":"…"}}   of all bytes before this line
//! ```
//!
//! A file without its last line was cut off, and is refused.

mod import;
mod line;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use jiff::Timestamp;
use luoshi_ledger::chain::Entry;
use sha2::{Digest, Sha256};

use crate::backend::{Tx, on_tx};
use crate::evidence::hexadecimal;
use crate::log::{read_checkpoints, read_rows_since};
use crate::texts::{list_text_hashes, read_text};
use crate::{Store, StoreError, durable};

pub use line::DumpError;
use line::{Dump, End, LedgerLine, Line, Text};

/// Rows of the log that are read at a time.
const PAGE: i64 = 2_000;

/// What a dump holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Contents {
    /// Ledgers.
    pub ledgers: u64,
    /// Rows of their logs.
    pub entries: u64,
    /// Texts of reports.
    pub texts: u64,
}

impl Store {
    /// Writes all ledgers and texts to a file, as they are at one moment, while others
    /// go on writing. The file is there whole or not at all; one that is there already
    /// is left alone.
    pub async fn export(&self, path: &Path, at: Timestamp) -> Result<Contents, StoreError> {
        if path.exists() {
            return Err(file_error(path)(io::ErrorKind::AlreadyExists.into()));
        }
        let part = durable::beside(path);
        let written = self.write_dump(&part, at).await;
        let synced = match &written {
            Ok(_) => Ok(()),
            Err(_) => Err(io::Error::other("not written")),
        };
        let finished = durable::finish(synced, &part, path);
        let contents = self.located(written)?;
        finished.map_err(file_error(path))?;
        Ok(contents)
    }

    async fn write_dump(&self, path: &Path, at: Timestamp) -> Result<Contents, StoreError> {
        let file = File::create_new(path).map_err(file_error(path))?;
        let mut out = Writer { out: BufWriter::new(file), hash: Sha256::new(), lines: 0 };
        let mut tx = self.db.begin_read().await?;
        let fail = file_error(path);
        out.line(&Line::Dump(Dump { format: line::FORMAT.to_owned(), made_at: at })).map_err(&fail)?;
        let mut contents = Contents::default();
        for ledger in list_ledgers(&mut tx).await? {
            contents.ledgers += 1;
            contents.entries += write_ledger(&mut tx, ledger, &mut out, &fail).await?;
        }
        for sha256 in list_text_hashes(&mut tx).await? {
            let content = read_text(&mut tx, &sha256).await?;
            out.line(&Line::Text(Text { sha256, content })).map_err(&fail)?;
            contents.texts += 1;
        }
        out.finish().map_err(&fail)?;
        Ok(contents)
    }
}

async fn write_ledger(
    tx: &mut Tx,
    ledger: LedgerLine,
    out: &mut Writer,
    fail: &impl Fn(io::Error) -> StoreError,
) -> Result<u64, StoreError> {
    let name = ledger.name.clone();
    out.line(&Line::Ledger(ledger)).map_err(fail)?;
    for checkpoint in read_checkpoints(tx, &name).await? {
        out.line(&Line::Checkpoint(checkpoint)).map_err(fail)?;
    }
    let (mut last, mut count) = (0, 0);
    loop {
        let rows = read_rows_since(tx, &name, last, PAGE).await?;
        if rows.is_empty() {
            return Ok(count);
        }
        for row in rows {
            let entry = Entry::try_from(row)?;
            last = entry.seq;
            count += 1;
            out.line(&Line::Entry(entry)).map_err(fail)?;
        }
    }
}

async fn list_ledgers(tx: &mut Tx) -> Result<Vec<LedgerLine>, StoreError> {
    const SQL: &str = "select name, created_ms, seq, hash from ledgers order by name";
    let rows: Vec<(String, i64, i64, String)> = on_tx!(tx, executor => sqlx::query_as(SQL).fetch_all(executor).await?);
    rows.into_iter()
        .map(|(name, created_ms, seq, hash)| {
            let damaged = |_| StoreError::Inconsistent { table: "ledgers", column: "hash", id: name.clone() };
            let hash = hash.parse().map_err(damaged)?;
            Ok(LedgerLine { name: name.clone(), created_ms, seq, hash })
        })
        .collect()
}

/// Writes lines and keeps the hash of all of them.
struct Writer {
    out: BufWriter<File>,
    hash: Sha256,
    lines: u64,
}

impl Writer {
    fn line(&mut self, line: &Line) -> io::Result<()> {
        let mut bytes = serde_json::to_vec(line)?;
        bytes.push(b'\n');
        self.hash.update(&bytes);
        self.lines += 1;
        self.out.write_all(&bytes)
    }

    fn finish(mut self) -> io::Result<()> {
        let sha256 = hexadecimal(&self.hash.clone().finalize());
        self.line(&Line::End(End { lines: self.lines, sha256 }))?;
        self.out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

pub(crate) fn file_error(path: &Path) -> impl Fn(io::Error) -> StoreError {
    move |source| match source.kind() {
        io::ErrorKind::StorageFull => StoreError::Full { place: path.display().to_string() },
        io::ErrorKind::AlreadyExists => StoreError::Occupied { path: path.display().to_string() },
        _ => StoreError::File { path: path.display().to_string(), source },
    }
}
