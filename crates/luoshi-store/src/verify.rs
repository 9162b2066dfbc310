//! Whether the log is whole and the tables say what the log says.

use std::cmp::Ordering;
use std::fmt;

use luoshi_ledger::chain::{Break, Checkpoint, Verifier};
use serde::Serialize;

use crate::backend::on_tx;
use crate::log::read_rows_since;
use crate::{Store, StoreError};

/// Rows of the log that are read at a time.
const PAGE: i64 = 5_000;

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// How many rows the log has.
    pub entries: i64,
    /// With how many checkpoints it was compared.
    pub checkpoints: usize,
    /// Where the chain does not hold.
    pub breaks: Vec<Break>,
    /// The end of the chain is not where the ledger's row says.
    pub head: Option<String>,
    /// Rows of tables that are not what the log makes of them.
    pub tables: Vec<String>,
}

impl Findings {
    /// Whether everything is as it must be.
    pub fn is_clean(&self) -> bool {
        self.breaks.is_empty() && self.head.is_none() && self.tables.is_empty()
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for found in &self.breaks {
            writeln!(f, "{found}")?;
        }
        for found in self.head.iter().chain(&self.tables) {
            writeln!(f, "{found}")?;
        }
        Ok(())
    }
}

impl Store {
    /// Recomputes the chain of a ledger as [`Store::verify_log`] does, and compares the
    /// tables with the log. Where the chain does not hold, the tables are not looked at.
    pub async fn verify(&self, ledger: &str, published: &[Checkpoint]) -> Result<Findings, StoreError> {
        let mut findings = self.verify_log(ledger, published).await?;
        if findings.breaks.is_empty() {
            findings.tables = self.located(self.compare_tables(ledger).await)?;
        }
        Ok(findings)
    }

    /// Recomputes the chain of a ledger and compares it with the checkpoints that were
    /// taken of it and with `published` ones.
    pub async fn verify_log(&self, ledger: &str, published: &[Checkpoint]) -> Result<Findings, StoreError> {
        let mut checkpoints = self.list_checkpoints(ledger).await?;
        checkpoints.extend(published.iter().filter(|c| c.ledger == ledger).cloned());
        self.located(self.walk(ledger, &checkpoints).await)
    }

    async fn walk(&self, ledger: &str, checkpoints: &[Checkpoint]) -> Result<Findings, StoreError> {
        let mut tx = self.db.begin_read().await?;
        let head: Option<(i64, String)> = on_tx!(&mut tx, executor => {
            sqlx::query_as("select seq, hash from ledgers where name = $1").bind(ledger).fetch_optional(executor).await?
        });
        let Some((head_seq, head_hash)) = head else {
            return Err(StoreError::UnknownLedger { name: ledger.to_owned() });
        };
        let mut verifier = Verifier::new(ledger, checkpoints);
        let (mut entries, mut last, mut last_hash) = (0, 0, luoshi_ledger::chain::Hash::ZERO.to_string());
        loop {
            let rows = read_rows_since(&mut tx, ledger, last, PAGE).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let entry = row.into_entry_for_verification();
                verifier.check(&entry);
                entries += 1;
                last = entry.seq;
                last_hash = entry.hash.to_string();
            }
        }
        let head = match head_seq.cmp(&last) {
            Ordering::Greater => Some(format!("the log ends at row {last}, but had row {head_seq}")),
            Ordering::Less => Some(format!("the log goes on to row {last} behind its end, row {head_seq}")),
            Ordering::Equal => {
                (head_hash != last_hash).then(|| format!("row {last} is not the one the ledger ended with"))
            }
        };
        let breaks = verifier.finish();
        Ok(Findings { entries, checkpoints: checkpoints.len(), breaks, head, tables: Vec::new() })
    }
}
