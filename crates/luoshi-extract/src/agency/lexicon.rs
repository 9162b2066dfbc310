//! The words of duties, and finding them in a text.
//!
//! `data/duties.csv` gives, for a phrase, the class of department it speaks
//! for. A row may ask for a companion word nearby (培训 with 残疾人 → 残联) or
//! forbid one; a row whose companion is there wins over the phrase's plain row.
//!
//! Words are found by their first six bytes (two characters): a table leads to
//! the run of sorted words that begin so. An Aho–Corasick automaton over the
//! same 5,400 words took 8 ms to build and searched 85 MB/s; this table takes
//! under 1 ms, and start-up matters for a program that reads one report.

use super::directory::{ClassId, Directory};

const DUTIES: &str = include_str!("../../data/duties.csv");

/// A word: an index into the sorted list of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct WordId(u16);

/// What one row of the duties says.
pub(super) struct Duty {
    /// Who leads.
    pub(super) class: ClassId,
    /// How strongly the phrase speaks for it, 1 to 100.
    pub(super) weight: u8,
    /// Words of which one must be near; none means no condition.
    with: Range,
    /// Words of which none may be near.
    unless: Range,
    /// Usual companions of the lead, most usual first.
    companions: Range,
}

/// A run inside one of the lexicon's arrays.
#[derive(Clone, Copy, Default)]
struct Range {
    start: u16,
    end: u16,
}

/// All words with their duties.
pub(super) struct Lexicon {
    /// Phrases and companion words, sorted.
    words: Vec<&'static str>,
    /// The duties of each word.
    duties_of: Vec<Range>,
    duties: Vec<Duty>,
    conditions: Vec<WordId>,
    companions: Vec<ClassId>,
    heads: HeadTable,
}

/// A word at its place in a text.
#[derive(Clone, Copy)]
pub(super) struct Match {
    pub(super) word: WordId,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// One parsed row.
struct Row {
    phrase: &'static str,
    with: &'static str,
    unless: &'static str,
    agency: &'static str,
    weight: u8,
    others: &'static str,
}

impl Lexicon {
    /// Reads the shipped duties.
    pub(super) fn standard(directory: &Directory) -> Self {
        let rows: Vec<Row> = DUTIES.lines().skip(1).map(Row::parse).collect();
        let mut words: Vec<&'static str> = Vec::with_capacity(rows.len() + 512);
        for row in &rows {
            words.push(row.phrase);
            words.extend(row.with.split_terminator('/'));
            words.extend(row.unless.split_terminator('/'));
        }
        // The file is sorted, so this is nearly sorted already.
        words.sort();
        words.dedup();
        let heads = HeadTable::new(&words);
        let mut lexicon = Self {
            duties_of: vec![Range::default(); words.len()],
            words,
            duties: Vec::with_capacity(rows.len()),
            conditions: Vec::new(),
            companions: Vec::with_capacity(rows.len() * 2),
            heads,
        };
        for row in &rows {
            lexicon.add(row, directory);
        }
        lexicon
    }

    fn add(&mut self, row: &Row, directory: &Directory) {
        let (Some(class), Some(WordId(word))) = (directory.find(row.agency), self.find(row.phrase)) else {
            debug_assert!(false, "data/duties.csv names an unknown agency: {}", row.agency);
            return;
        };
        let with = self.add_conditions(row.with);
        let unless = self.add_conditions(row.unless);
        let start = self.companions.len() as u16;
        self.companions.extend(row.others.split_terminator('/').filter_map(|id| directory.find(id)));
        let companions = Range { start, end: self.companions.len() as u16 };
        let index = self.duties.len() as u16;
        self.duties.push(Duty { class, weight: row.weight, with, unless, companions });
        let range = &mut self.duties_of[usize::from(word)];
        if range.end == 0 {
            range.start = index;
        }
        range.end = index + 1;
    }

    fn add_conditions(&mut self, words: &'static str) -> Range {
        let start = self.conditions.len() as u16;
        for word in words.split_terminator('/') {
            let id = self.find(word).expect("every condition is among the words");
            self.conditions.push(id);
        }
        Range { start, end: self.conditions.len() as u16 }
    }

    fn find(&self, word: &str) -> Option<WordId> {
        self.words.binary_search(&word).ok().map(|index| WordId(index as u16))
    }

    /// Finds every word in the text, contained and overlapping ones too, by
    /// start and then longest first.
    pub(super) fn find_all(&self, text: &str, matches: &mut Vec<Match>) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let rest = &bytes[at..];
            if let Some(run) = head(rest).and_then(|head| self.heads.find(head)) {
                for index in run.rev() {
                    let word = self.words[usize::from(index)].as_bytes();
                    if rest.starts_with(word) && stands_alone(bytes, at, word) {
                        let (start, end) = (at as u32, (at + word.len()) as u32);
                        matches.push(Match { word: WordId(index), start, end });
                    }
                }
            }
            at += char_len(rest[0]);
        }
    }

    /// The duties of a word whose conditions hold, given a test for words being
    /// near: those with a companion word if there are any, else the plain ones.
    pub(super) fn duty(&self, word: WordId, near: impl Fn(WordId) -> bool) -> Option<&Duty> {
        let range = self.duties_of[usize::from(word.0)];
        let mut plain = None;
        let mut joined: Option<&Duty> = None;
        for duty in &self.duties[usize::from(range.start)..usize::from(range.end)] {
            if self.conditions(duty.unless).iter().any(|&word| near(word)) {
                continue;
            }
            let with = self.conditions(duty.with);
            if with.is_empty() {
                plain = Some(duty);
            } else if with.iter().any(|&word| near(word)) && joined.is_none_or(|best| best.weight < duty.weight) {
                joined = Some(duty);
            }
        }
        joined.or(plain)
    }

    fn conditions(&self, range: Range) -> &[WordId] {
        &self.conditions[usize::from(range.start)..usize::from(range.end)]
    }

    /// Usual companions of the agency that leads this duty.
    pub(super) fn companions(&self, duty: &Duty) -> &[ClassId] {
        &self.companions[usize::from(duty.companions.start)..usize::from(duty.companions.end)]
    }
}

impl Row {
    fn parse(line: &'static str) -> Self {
        let mut fields = line.split(',');
        let mut field = || fields.next().unwrap_or_default();
        let (phrase, with, unless, agency) = (field(), field(), field(), field());
        Self { phrase, with, unless, agency, weight: field().parse().unwrap_or(0), others: field() }
    }
}

/// Where each two-character beginning leads: open addressing, a power of two
/// of slots, at most half of them in use.
struct HeadTable {
    slots: Vec<Slot>,
    mask: usize,
}

/// The run of words that begin alike; an empty run is a free slot.
#[derive(Clone, Copy, Default)]
struct Slot {
    head: u64,
    start: u16,
    end: u16,
}

impl HeadTable {
    fn new(words: &[&str]) -> Self {
        let size = (words.len() * 2).next_power_of_two();
        let mut table = Self { slots: vec![Slot::default(); size], mask: size - 1 };
        for (index, word) in words.iter().enumerate() {
            let Some(head) = head(word.as_bytes()) else {
                debug_assert!(false, "data/duties.csv: “{word}” is shorter than two characters");
                continue;
            };
            let slot = table.slot(head);
            let run = &mut table.slots[slot];
            if run.start == run.end {
                *run = Slot { head, start: index as u16, end: index as u16 };
            }
            run.end = index as u16 + 1;
        }
        table
    }

    fn find(&self, head: u64) -> Option<std::ops::Range<u16>> {
        let run = self.slots[self.slot(head)];
        (run.start < run.end).then_some(run.start..run.end)
    }

    /// The slot of that head, or the free one where it belongs.
    fn slot(&self, head: u64) -> usize {
        // Fibonacci hashing: the upper bits of the product are well mixed.
        let mut slot = (head.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as usize & self.mask;
        while self.slots[slot].start < self.slots[slot].end && self.slots[slot].head != head {
            slot = (slot + 1) & self.mask;
        }
        slot
    }
}

/// The beginning by which words are grouped: two bytes of a word that begins
/// with ASCII (5G, R&D), six of a Chinese one.
fn head(bytes: &[u8]) -> Option<u64> {
    match bytes {
        [first, second, ..] if first.is_ascii() => Some(u64::from(*first) << 8 | u64::from(*second)),
        [0xE0..=0xEF, _, _, _, _, _, ..] => {
            bytes.first_chunk::<6>().map(|chunk| chunk.iter().fold(0, |head, &byte| head << 8 | u64::from(byte)))
        }
        _ => None,
    }
}

/// Whether a word that begins or ends with a Latin letter or digit is not part
/// of a longer one: 120 is no emergency number in 1200户.
fn stands_alone(bytes: &[u8], at: usize, word: &[u8]) -> bool {
    let joined = |a: Option<&u8>, b: Option<&u8>| {
        a.is_some_and(u8::is_ascii_alphanumeric) && b.is_some_and(u8::is_ascii_alphanumeric)
    };
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    !joined(before, word.first()) && !joined(word.last(), bytes.get(at + word.len()))
}

/// Length of the character that begins with this byte.
pub(super) fn char_len(first: u8) -> usize {
    match first {
        0..0xC0 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}
