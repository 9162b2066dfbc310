//! Taking a dump over into a database: all of it in one transaction, or nothing.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use luoshi_ledger::chain::{Checkpoint, Entry, Hash, Verifier};
use sha2::{Digest, Sha256};

use super::line::{End, FORMAT, LedgerLine, Line, Text};
use super::{Contents, DumpError, file_error};
use crate::backend::{Tx, on_tx};
use crate::evidence::{hash, hexadecimal};
use crate::log::{insert, insert_checkpoint};
use crate::rebuild::refill;
use crate::texts::insert_text;
use crate::{Store, StoreError};

/// Rows that are written at a time.
const BATCH: usize = 1_024;

/// A ledger whose lines are being read.
struct Reading {
    ledger: LedgerLine,
    checkpoints: Vec<Checkpoint>,
    verifier: Option<Verifier>,
    batch: Vec<Entry>,
    last: i64,
    hash: Hash,
}

impl Store {
    /// Takes over all ledgers and texts of a dump. The database must not have ledgers
    /// of those names. Every hash is recomputed before anything counts.
    pub async fn import(&self, path: &Path) -> Result<Contents, StoreError> {
        let imported = async {
            let mut tx = self.db.begin().await?;
            let contents = read_dump(&mut tx, path).await?;
            tx.commit().await?;
            Ok(contents)
        };
        self.located(imported.await)
    }
}

async fn read_dump(tx: &mut Tx, path: &Path) -> Result<Contents, StoreError> {
    let fail = |error| StoreError::Dump { path: path.display().to_string(), error };
    let mut lines = Lines::open(path)?;
    match lines.next(path)? {
        Some(Line::Dump(dump)) if dump.format == FORMAT => {}
        Some(Line::Dump(dump)) => return Err(fail(DumpError::Newer { found: dump.format })),
        _ => return Err(fail(DumpError::NotADump)),
    }
    let mut contents = Contents::default();
    let mut ledgers = Vec::new();
    let mut reading: Option<Reading> = None;
    loop {
        let before = (lines.count, lines.hash.clone());
        let Some(line) = lines.next(path)? else { return Err(fail(DumpError::CutOff { line: lines.count })) };
        let misplaced = |what| fail(DumpError::Line { line: before.0 + 1, why: format!("{what} has no place here") });
        match line {
            Line::Dump(_) => return Err(misplaced("a beginning")),
            Line::Ledger(ledger) => {
                ledgers.push(ledger.name.clone());
                finish_ledger(tx, reading.take(), path).await?;
                reading = Some(begin_ledger(tx, ledger, path).await?);
                contents.ledgers += 1;
            }
            Line::Checkpoint(checkpoint) => match &mut reading {
                Some(reading) if reading.verifier.is_none() => reading.checkpoints.push(checkpoint),
                _ => return Err(misplaced("a checkpoint")),
            },
            Line::Entry(entry) => {
                let Some(reading) = &mut reading else { return Err(misplaced("an entry")) };
                reading.take(tx, entry).await?;
                contents.entries += 1;
            }
            Line::Text(Text { sha256, content }) => {
                if hash(content.as_bytes()) != sha256 {
                    let why = "the text does not fit its hash".to_owned();
                    return Err(fail(DumpError::Line { line: lines.count, why }));
                }
                insert_text(tx, &sha256, &content).await?;
                contents.texts += 1;
            }
            Line::End(End { lines: count, sha256 }) => {
                finish_ledger(tx, reading.take(), path).await?;
                if (count, &sha256) != (before.0, &hexadecimal(&before.1.finalize())) || lines.next(path)?.is_some() {
                    return Err(fail(DumpError::Changed));
                }
                // Words of reports need the texts, which come after all ledgers.
                for ledger in &ledgers {
                    refill(tx, ledger).await?;
                }
                return Ok(contents);
            }
        }
    }
}

async fn begin_ledger(tx: &mut Tx, ledger: LedgerLine, path: &Path) -> Result<Reading, StoreError> {
    let made = on_tx!(tx, executor => {
        sqlx::query(
            "insert into ledgers (name, created_ms, seq, hash) values ($1, $2, $3, $4) on conflict (name) do nothing",
        )
        .bind(&ledger.name)
        .bind(ledger.created_ms)
        .bind(ledger.seq)
        .bind(ledger.hash.to_string())
        .execute(executor)
        .await?
        .rows_affected()
    });
    if made == 0 {
        let error = DumpError::Exists { ledger: ledger.name };
        return Err(StoreError::Dump { path: path.display().to_string(), error });
    }
    Ok(Reading { ledger, checkpoints: Vec::new(), verifier: None, batch: Vec::new(), last: 0, hash: Hash::ZERO })
}

impl Reading {
    async fn take(&mut self, tx: &mut Tx, entry: Entry) -> Result<(), StoreError> {
        let verifier = self.verifier.get_or_insert_with(|| Verifier::new(&self.ledger.name, &self.checkpoints));
        verifier.check(&entry);
        (self.last, self.hash) = (entry.seq, entry.hash);
        // A log that does not hold may hold what no table takes.
        if verifier.count_breaks() == 0 {
            self.batch.push(entry);
        }
        if self.batch.len() >= BATCH {
            insert(tx, &self.batch).await?;
            self.batch.clear();
        }
        Ok(())
    }
}

async fn finish_ledger(tx: &mut Tx, reading: Option<Reading>, path: &Path) -> Result<(), StoreError> {
    let Some(mut reading) = reading else { return Ok(()) };
    let verifier = reading.verifier.take();
    let verifier = verifier.unwrap_or_else(|| Verifier::new(&reading.ledger.name, &reading.checkpoints));
    let mut found = verifier.finish().first().map(ToString::to_string);
    if (reading.last, reading.hash) != (reading.ledger.seq, reading.ledger.hash) {
        let text = format!("it ends at row {} and should end at row {}", reading.last, reading.ledger.seq);
        found = found.or(Some(text));
    }
    if let Some(found) = found {
        let error = DumpError::Broken { ledger: reading.ledger.name, found };
        return Err(StoreError::Dump { path: path.display().to_string(), error });
    }
    insert(tx, &reading.batch).await?;
    for checkpoint in &reading.checkpoints {
        insert_checkpoint(tx, checkpoint).await?;
    }
    Ok(())
}

/// The lines of a file, with the hash of what was read so far.
struct Lines {
    input: BufReader<File>,
    buffer: Vec<u8>,
    hash: Sha256,
    count: u64,
}

impl Lines {
    fn open(path: &Path) -> Result<Self, StoreError> {
        let input = BufReader::new(File::open(path).map_err(file_error(path))?);
        Ok(Self { input, buffer: Vec::new(), hash: Sha256::new(), count: 0 })
    }

    fn next(&mut self, path: &Path) -> Result<Option<Line>, StoreError> {
        self.buffer.clear();
        if self.input.read_until(b'\n', &mut self.buffer).map_err(file_error(path))? == 0 {
            return Ok(None);
        }
        let fail = |error| StoreError::Dump { path: path.display().to_string(), error };
        if self.buffer.last() != Some(&b'\n') {
            return Err(fail(if self.count == 0 {
                DumpError::NotADump
            } else {
                DumpError::CutOff { line: self.count }
            }));
        }
        self.hash.update(&self.buffer);
        self.count += 1;
        let line = serde_json::from_slice(&self.buffer).map_err(|error| {
            let why = error.to_string();
            fail(if self.count == 1 { DumpError::NotADump } else { DumpError::Line { line: self.count, why } })
        })?;
        Ok(Some(line))
    }
}
