//! A checkpoint: the end of a chain at one moment, as a line to print, post or
//! send to another office. It proves later that what stood then still stands.
//!
//! ```text
//! luoshi-checkpoint-1 霁川县 1842 66c7f0f4…8f4ba8e0 2025-03-01T02:00:00Z
//! ```

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Hash, HashError};

/// First word of the line.
const FORMAT: &str = "luoshi-checkpoint-1";

/// The end of a ledger's chain at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The ledger. Its name has no white space.
    pub ledger: String,
    /// The last row then; 0 when there was none.
    pub seq: i64,
    /// Its hash.
    pub hash: Hash,
    /// When the checkpoint was taken.
    pub at: Timestamp,
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{FORMAT} {} {} {} {}", self.ledger, self.seq, self.hash, self.at)
    }
}

/// A line is not a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// It does not have the five words of one.
    #[error("a checkpoint is \"{FORMAT} LEDGER NUMBER HASH TIME\", found \"{0}\"")]
    Shape(String),
    /// Its number is not one.
    #[error("the number of a checkpoint is 0 or more, found \"{0}\"")]
    Seq(String),
    /// Its hash is not one.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// Its time is not one.
    #[error("the time of a checkpoint looks like 2025-03-01T02:00:00Z, found \"{0}\"")]
    At(String),
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(line: &str) -> Result<Self, CheckpointError> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [FORMAT, ledger, seq, hash, at] = words[..] else {
            return Err(CheckpointError::Shape(line.trim().to_owned()));
        };
        let number = seq.parse().ok().filter(|seq| *seq >= 0);
        Ok(Self {
            ledger: ledger.to_owned(),
            seq: number.ok_or_else(|| CheckpointError::Seq(seq.to_owned()))?,
            hash: hash.parse()?,
            at: at.parse().map_err(|_| CheckpointError::At(at.to_owned()))?,
        })
    }
}
