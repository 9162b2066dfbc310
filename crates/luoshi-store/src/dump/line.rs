//! The lines of a dump, and what can be wrong with one.

use jiff::Timestamp;
use luoshi_ledger::chain::{Checkpoint, Entry, Hash};
use serde::{Deserialize, Serialize};

pub(super) const FORMAT: &str = "luoshi-dump-1";

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Line {
    Dump(Dump),
    Ledger(LedgerLine),
    Checkpoint(Checkpoint),
    Entry(Entry),
    Text(Text),
    End(End),
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Dump {
    pub(super) format: String,
    pub(super) made_at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LedgerLine {
    pub(super) name: String,
    pub(super) created_ms: i64,
    pub(super) seq: i64,
    pub(super) hash: Hash,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Text {
    pub(super) sha256: String,
    pub(super) content: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct End {
    pub(super) lines: u64,
    pub(super) sha256: String,
}

/// What is wrong with a dump or a backup. Nothing of it was taken over.
#[derive(Debug, thiserror::Error)]
pub enum DumpError {
    /// It does not begin as one.
    #[error("it is no dump of a ledger")]
    NotADump,
    /// It is of a newer program.
    #[error("it has the format \"{found}\", this program reads \"{FORMAT}\": use a newer luoshi")]
    Newer {
        /// Its format.
        found: String,
    },
    /// A line cannot be read.
    #[error("line {line} is damaged: {why}")]
    Line {
        /// The line, from 1.
        line: u64,
        /// What the reader says.
        why: String,
    },
    /// Its end is missing.
    #[error("it was cut off after line {line}: take a complete copy")]
    CutOff {
        /// The last line that is there.
        line: u64,
    },
    /// It is smaller than when it was made.
    #[error("it has {found} of {expected} bytes: take a complete copy")]
    Short {
        /// Its size.
        found: u64,
        /// The size that its manifest says.
        expected: u64,
    },
    /// Its bytes are not those that were written.
    #[error("its content was changed: the hash at its end does not fit")]
    Changed,
    /// Its log does not hold.
    #[error("the log of \"{ledger}\" does not hold: {found}")]
    Broken {
        /// The ledger.
        ledger: String,
        /// The first break.
        found: String,
    },
    /// The database has such a ledger already.
    #[error("the ledger \"{ledger}\" is there already: restore into an empty database")]
    Exists {
        /// The ledger.
        ledger: String,
    },
    /// The manifest beside a backup is missing, so that the backup is not complete.
    #[error("its manifest {path} is missing or damaged: the backup was not completed")]
    NoManifest {
        /// Where it should be.
        path: String,
    },
}
