//! The hash chain over the event log: what a row of the log is, which bytes of
//! it are hashed, and how a copy of the chain's end is printed.
//!
//! Each ledger is one chain. A row's hash covers everything the row says and the
//! hash of the row before it, so that nobody can change, drop, add or move a row
//! without every later hash changing too. Whoever can write to the database can
//! recompute them all; a [`Checkpoint`] that was printed or published before
//! finds that out. The hash is SM3 (GB/T 32905-2016, 信息安全技术 SM3密码杂凑算法).

mod checkpoint;
#[cfg(test)]
mod tests;
mod verify;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sm3::{Digest, Sm3};

pub use checkpoint::{Checkpoint, CheckpointError};
pub use verify::{Break, Verifier};

/// First field of every hashed row. A change of the format would be another
/// name, never another meaning of this one.
const FORMAT: &str = "luoshi-entry-1";

/// A hash of the chain, printed as 64 hexadecimal digits in lower case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// What stands before the first row of a ledger.
    pub const ZERO: Self = Self([0; 32]);

    /// SM3 of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sm3::digest(bytes).into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = String::with_capacity(64);
        for byte in self.0 {
            text.push(char::from(DIGITS[usize::from(byte >> 4)]));
            text.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
        f.write_str(&text)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text is not a hash of the chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a hash has 64 hexadecimal digits in lower case, found \"{0}\"")]
pub struct HashError(pub String);

impl FromStr for Hash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        let fail = || HashError(text.to_owned());
        let mut hash = [0; 32];
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != hash.len() || !rest.is_empty() {
            return Err(fail());
        }
        for (byte, [high, low]) in hash.iter_mut().zip(pairs) {
            *byte = digit(*high).ok_or_else(fail)? << 4 | digit(*low).ok_or_else(fail)?;
        }
        Ok(Self(hash))
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A row of the event log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The ledger whose chain it belongs to.
    pub ledger: String,
    /// Its place in that chain, from 1 and without gaps.
    pub seq: i64,
    /// What it happened to: `item/2025-0012`, `draft/…`, `registry`, `settings`.
    pub stream: String,
    /// Its place within the stream, from 1 and without gaps.
    pub version: i64,
    /// What happened, as a stable name.
    pub kind: String,
    /// Which shape of that kind the payload has.
    pub kind_version: i64,
    /// When it happened, in milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Who did it, as the writer put it.
    pub actor: String,
    /// The rest, as canonical JSON.
    pub payload: String,
    /// Hash of the row before it, [`Hash::ZERO`] for the first.
    pub prev_hash: Hash,
    /// [`hash`] of `prev_hash` and this row.
    pub hash: Hash,
}

impl Entry {
    /// Appends the bytes that are hashed, without the hash before: ten fields, each as
    /// its length in bytes (eight bytes, most significant first) and its bytes. Text is
    /// UTF-8; a number is eight bytes in two's complement, most significant first. The
    /// fields are the word `luoshi-entry-1`, ledger, seq, stream, version, kind,
    /// kind_version, at_ms, actor, payload.
    ///
    /// Lengths make the bytes unambiguous: no text can run over into its neighbour.
    pub fn write_canonical(&self, bytes: &mut Vec<u8>) {
        let mut field = |content: &[u8]| {
            bytes.extend_from_slice(&(content.len() as u64).to_be_bytes());
            bytes.extend_from_slice(content);
        };
        field(FORMAT.as_bytes());
        field(self.ledger.as_bytes());
        field(&self.seq.to_be_bytes());
        field(self.stream.as_bytes());
        field(&self.version.to_be_bytes());
        field(self.kind.as_bytes());
        field(&self.kind_version.to_be_bytes());
        field(&self.at_ms.to_be_bytes());
        field(self.actor.as_bytes());
        field(self.payload.as_bytes());
    }

    /// Whether the stored hash is that of what the row says.
    pub fn is_intact(&self) -> bool {
        hash(&self.prev_hash, self) == self.hash
    }

    /// Puts the row behind one whose hash is `prev`.
    pub fn chain_to(&mut self, prev: &Hash) {
        self.prev_hash = *prev;
        self.hash = hash(prev, self);
    }
}

/// Hash of a row that follows one whose hash is `prev`: SM3 over the 32 bytes of
/// `prev` and the bytes of [`Entry::write_canonical`]. The row's own `prev_hash`
/// and `hash` are not looked at.
pub fn hash(prev: &Hash, entry: &Entry) -> Hash {
    let mut bytes = Vec::with_capacity(256 + entry.payload.len());
    bytes.extend_from_slice(&prev.0);
    entry.write_canonical(&mut bytes);
    Hash::of(&bytes)
}
