//! Walking a chain and saying exactly where it does not hold.
//!
//! After a break the walk goes on from what is stored, so that one change is one
//! break and not a break for every row after it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use super::{Checkpoint, Entry, Hash, hash};

/// How many damaged rows are kept to find out which were moved; beyond that a
/// moved row is called edited.
const MOST_SUSPECTS: u16 = 256;

/// A place at which the chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Break {
    /// A row says something else than when it was written.
    Edited {
        /// The row.
        seq: i64,
    },
    /// A row says what it said, but its stored hash was changed.
    HashChanged {
        /// The row.
        seq: i64,
    },
    /// A row says what it said, but the stored hash of the row before was changed in it.
    PrevChanged {
        /// The row.
        seq: i64,
    },
    /// A row is whole, but does not follow the row that stands before it.
    Unlinked {
        /// The row.
        seq: i64,
    },
    /// Rows are gone.
    Missing {
        /// The first of them.
        from: i64,
        /// The last of them.
        to: i64,
    },
    /// A row was written as another number.
    Moved {
        /// Where it stands.
        seq: i64,
        /// Where it was written.
        from: i64,
    },
    /// A row comes after one with a higher number.
    Reordered {
        /// The row.
        seq: i64,
        /// The row before it.
        after: i64,
    },
    /// A number occurs twice, or is below 1.
    Repeated {
        /// The number.
        seq: i64,
    },
    /// A row of another ledger stands in this chain.
    Foreign {
        /// The row.
        seq: i64,
        /// The ledger that it names.
        ledger: String,
    },
    /// The versions of a stream have a gap or a double.
    Version {
        /// The row.
        seq: i64,
        /// Its stream.
        stream: String,
        /// The version that would have been right.
        expected: i64,
        /// The version that it has.
        found: i64,
    },
    /// The chain ends before a checkpoint.
    Truncated {
        /// The last row that is there.
        last: i64,
        /// The row that was the last one at the checkpoint.
        checkpoint: i64,
    },
    /// The chain was another one when the checkpoint was taken: it was rewritten
    /// with all its hashes.
    Rewritten {
        /// The row at the checkpoint.
        checkpoint: i64,
    },
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edited { seq } => write!(f, "row {seq} was edited"),
            Self::HashChanged { seq } => write!(f, "the hash of row {seq} was changed"),
            Self::PrevChanged { seq } => write!(f, "the previous hash in row {seq} was changed"),
            Self::Unlinked { seq } => write!(f, "row {seq} does not follow the row before it"),
            Self::Missing { from, to } if from == to => write!(f, "row {from} is missing"),
            Self::Missing { from, to } => write!(f, "rows {from} to {to} are missing"),
            Self::Moved { seq, from } => write!(f, "row {seq} was written as row {from}"),
            Self::Reordered { seq, after } => write!(f, "row {seq} comes after row {after}"),
            Self::Repeated { seq } => write!(f, "row {seq} occurs twice or has no place"),
            Self::Foreign { seq, ledger } => write!(f, "row {seq} belongs to the ledger \"{ledger}\""),
            Self::Version { seq, stream, expected, found } => {
                write!(f, "row {seq} is version {found} of \"{stream}\" where {expected} is due")
            }
            Self::Truncated { last, checkpoint } => {
                write!(f, "the log ends at row {last}, but had row {checkpoint} at a checkpoint")
            }
            Self::Rewritten { checkpoint } => {
                write!(f, "row {checkpoint} is not the one of the checkpoint: the log was rewritten")
            }
        }
    }
}

/// A row whose hash is not that of its content; the next row tells which of the two was changed.
struct Suspect {
    entry: Entry,
    computed: Hash,
    /// Whether the content fits the stored hash behind the hash of the row before.
    fits_chain: bool,
}

/// Walks the rows of one ledger in their order and collects what does not hold.
///
/// ```
/// # use luoshi_ledger::chain::Verifier;
/// # let rows: Vec<luoshi_ledger::chain::Entry> = Vec::new();
/// let mut verifier = Verifier::new("霁川县", &[]);
/// for entry in &rows {
///     verifier.check(entry);
/// }
/// assert!(verifier.finish().is_empty());
/// ```
pub struct Verifier {
    ledger: String,
    last: i64,
    highest: i64,
    prev: Hash,
    after_gap: bool,
    missing: BTreeSet<i64>,
    gaps: Vec<(i64, i64)>,
    versions: BTreeMap<String, i64>,
    checkpoints: BTreeMap<i64, Vec<Hash>>,
    suspect: Option<Suspect>,
    suspects: Vec<Entry>,
    breaks: Vec<(i64, Break)>,
}

impl Verifier {
    /// Begins a walk through `ledger`, to be compared with the checkpoints of that
    /// ledger among `checkpoints`.
    pub fn new(ledger: &str, checkpoints: &[Checkpoint]) -> Self {
        let mut known: BTreeMap<i64, Vec<Hash>> = BTreeMap::new();
        for checkpoint in checkpoints.iter().filter(|c| c.ledger == ledger) {
            known.entry(checkpoint.seq).or_default().push(checkpoint.hash);
        }
        Self {
            ledger: ledger.to_owned(),
            last: 0,
            highest: 0,
            prev: Hash::ZERO,
            after_gap: false,
            missing: BTreeSet::new(),
            gaps: Vec::new(),
            versions: BTreeMap::new(),
            checkpoints: known,
            suspect: None,
            suspects: Vec::new(),
            breaks: Vec::new(),
        }
    }

    /// Looks at the next row.
    pub fn check(&mut self, entry: &Entry) {
        if entry.ledger != self.ledger {
            self.found(entry.seq, Break::Foreign { seq: entry.seq, ledger: entry.ledger.clone() });
        }
        self.settle_suspect(Some(entry));
        let in_order = self.check_number(entry.seq);
        self.check_content(entry, in_order);
        self.check_version(entry);
        self.check_checkpoint(entry);
        self.prev = entry.hash;
        self.last = entry.seq;
        self.highest = self.highest.max(entry.seq);
    }

    /// How many breaks were found so far, without those that only the end shows.
    pub fn count_breaks(&self) -> usize {
        self.breaks.len()
    }

    /// Everything that was found, in the order of the rows.
    pub fn finish(mut self) -> Vec<Break> {
        self.settle_suspect(None);
        self.find_moved();
        for (from, to) in std::mem::take(&mut self.gaps) {
            self.report_missing(from, to);
        }
        if let Some((&checkpoint, _)) = self.checkpoints.range(self.highest + 1..).next_back() {
            self.found(checkpoint, Break::Truncated { last: self.highest, checkpoint });
        }
        self.breaks.sort_by_key(|(seq, _)| *seq);
        self.breaks.into_iter().map(|(_, found)| found).collect()
    }

    fn found(&mut self, seq: i64, found: Break) {
        self.breaks.push((seq, found));
    }

    /// Whether the row has the number that is due.
    fn check_number(&mut self, seq: i64) -> bool {
        let due = self.highest + 1;
        if seq == due && self.last == self.highest {
            return true;
        }
        self.after_gap = true;
        if seq > due {
            self.gaps.push((due, seq - 1));
            // A gap of millions is a deletion and not a change of order.
            self.missing.extend((due..seq).take(MOST_SUSPECTS.into()));
        } else if self.missing.remove(&seq) {
            self.found(seq, Break::Reordered { seq, after: self.last });
        } else if seq < due {
            self.found(seq, Break::Repeated { seq });
        }
        false
    }

    /// Names the numbers of a gap that did not turn up later.
    fn report_missing(&mut self, from: i64, to: i64) {
        let mut start = None;
        for seq in from..=to.min(from + i64::from(MOST_SUSPECTS) - 1) {
            if self.missing.contains(&seq) {
                start = start.or(Some(seq));
            } else if let Some(from) = start.take() {
                self.found(from, Break::Missing { from, to: seq - 1 });
            }
        }
        if start.is_none() && to >= from + i64::from(MOST_SUSPECTS) {
            start = Some(from + i64::from(MOST_SUSPECTS));
        }
        if let Some(from) = start {
            self.found(from, Break::Missing { from, to });
        }
    }

    fn check_content(&mut self, entry: &Entry, in_order: bool) {
        let computed = hash(&entry.prev_hash, entry);
        let linked = entry.prev_hash == self.prev;
        if computed != entry.hash {
            let fits_chain = !linked && hash(&self.prev, entry) == entry.hash;
            self.suspect = Some(Suspect { entry: entry.clone(), computed, fits_chain });
        } else if in_order && !linked && !self.after_gap {
            self.found(entry.seq, Break::Unlinked { seq: entry.seq });
        }
        if in_order {
            self.after_gap = false;
        }
    }

    /// Decides what was changed in the row before `next`.
    fn settle_suspect(&mut self, next: Option<&Entry>) {
        let Some(suspect) = self.suspect.take() else { return };
        let seq = suspect.entry.seq;
        if suspect.fits_chain {
            self.found(seq, Break::PrevChanged { seq });
        } else if next.is_some_and(|next| next.prev_hash == suspect.computed && next.seq == seq + 1) {
            self.found(seq, Break::HashChanged { seq });
            // The next row follows the content that stands here.
            self.prev = suspect.computed;
        } else {
            self.found(seq, Break::Edited { seq });
            if self.suspects.len() < MOST_SUSPECTS.into() {
                self.suspects.push(suspect.entry);
            }
        }
    }

    /// Among the damaged rows, finds those that are whole under the number of another.
    fn find_moved(&mut self) {
        let mut numbers: BTreeSet<i64> = self.suspects.iter().map(|e| e.seq).collect();
        numbers.extend(&self.missing);
        for mut entry in std::mem::take(&mut self.suspects) {
            let seq = entry.seq;
            let original = numbers.iter().copied().find(|&number| {
                entry.seq = number;
                entry.is_intact()
            });
            if let Some(from) = original
                && let Some(found) = self.breaks.iter_mut().find(|(_, found)| *found == Break::Edited { seq })
            {
                found.1 = Break::Moved { seq, from };
                // The row after a moved one is whole and only looks unlinked.
                self.breaks.retain(|(_, found)| *found != Break::Unlinked { seq: seq + 1 });
            }
        }
    }

    fn check_version(&mut self, entry: &Entry) {
        let version = self.versions.entry(entry.stream.clone()).or_insert(0);
        let expected = *version + 1;
        *version = entry.version;
        if entry.version != expected {
            let found = entry.version;
            self.found(entry.seq, Break::Version { seq: entry.seq, stream: entry.stream.clone(), expected, found });
        }
    }

    fn check_checkpoint(&mut self, entry: &Entry) {
        let differs = self.checkpoints.get(&entry.seq).is_some_and(|known| known.iter().any(|h| *h != entry.hash));
        if differs {
            self.found(entry.seq, Break::Rewritten { checkpoint: entry.seq });
        }
    }
}
