//! The words of duties, and finding them in a text.
//!
//! `data/duties.csv` gives, for a phrase, the class of department it speaks
//! for. A row may ask for a companion word nearby (培训 with 残疾人 → 残联) or
//! forbid one; a row whose companion is there wins over the phrase's plain row.
//!
//! Words are found by their first six bytes (two characters): a table leads to
//! the run of sorted words that begin so. An Aho–Corasick automaton over the
//! same words took 8 ms to build and searched 85 MB/s; this table takes 2 ms with
//! the reading of the file, and start-up matters for a program that reads one report.

use super::directory::{ClassId, Directory};
use crate::heads::{Glance, HeadTable};

const DUTIES: &str = include_str!("../../data/duties.csv");

/// A word: an index into the sorted list of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct WordId(u16);

/// What one row of the duties says.
pub(super) struct Duty {
    /// Who leads; none for a row that only hides the words inside its phrase,
    /// such as 用水平, which keeps 使用水平 from speaking of 用水.
    pub(super) class: Option<ClassId>,
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

/// A row of the duties: its line and where the commas are. Lines are shorter
/// than 256 bytes, which the data test checks.
struct Row {
    line: &'static str,
    commas: [u8; 6],
}

impl Lexicon {
    /// Reads the shipped duties.
    pub(super) fn standard(directory: &Directory) -> Self {
        let rows: Vec<Row> = DUTIES.lines().skip(1).map(Row::parse).collect();
        let words = list_words(&rows);
        let mut lexicon = Self {
            duties_of: vec![Range::default(); words.len()],
            heads: HeadTable::new(&words),
            words,
            duties: Vec::with_capacity(rows.len()),
            conditions: Vec::with_capacity(2048),
            companions: Vec::with_capacity(rows.len() * 2),
        };
        let mut word = 0;
        for row in &rows {
            // Rows and words are both sorted.
            while lexicon.words.get(word).is_some_and(|&word| word < row.phrase()) {
                word += 1;
            }
            lexicon.add(word, row, directory);
        }
        lexicon
    }

    fn add(&mut self, word: usize, row: &Row, directory: &Directory) {
        let class = directory.find(row.agency());
        debug_assert!(
            class.is_some() || row.agency().is_empty(),
            "data/duties.csv names an unknown agency: {}",
            row.agency()
        );
        let with = self.add_conditions(row.with());
        let unless = self.add_conditions(row.unless());
        let start = self.companions.len() as u16;
        self.companions.extend(row.others().split_terminator('/').filter_map(|id| directory.find(id)));
        let companions = Range { start, end: self.companions.len() as u16 };
        let index = self.duties.len() as u16;
        self.duties.push(Duty { class, weight: row.weight(), with, unless, companions });
        let range = &mut self.duties_of[word];
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

    /// Adds the words that begin at `at` in a text, where `next` stands, the longest
    /// first.
    #[inline]
    pub(super) fn find_at(&self, text: &[u8], at: usize, next: Glance, words: &mut Vec<Match>) {
        if !self.heads.is_noted(next.pair) {
            return;
        }
        for (index, len) in self.heads.matches(&self.words, next.pair, &text[at..]) {
            let end = at + len;
            if stands_alone(text, at, end) {
                words.push(Match { word: WordId(index), start: at as u32, end: end as u32 });
            }
        }
    }

    /// The word itself.
    pub(super) fn text(&self, word: WordId) -> &'static str {
        self.words[usize::from(word.0)]
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

/// All words of the rows, sorted. The file is sorted by phrase, so only the
/// companion words need sorting.
fn list_words(rows: &[Row]) -> Vec<&'static str> {
    let mut companions: Vec<&'static str> = rows
        .iter()
        .flat_map(|row| row.with().split_terminator('/').chain(row.unless().split_terminator('/')))
        .collect();
    companions.sort_unstable();
    let mut companions = companions.into_iter().peekable();
    let mut words = Vec::with_capacity(rows.len() + companions.len());
    for row in rows {
        while let Some(word) = companions.next_if(|&word| word < row.phrase()) {
            words.push(word);
        }
        words.push(row.phrase());
    }
    words.extend(companions);
    words.dedup();
    words
}

impl Row {
    fn parse(line: &'static str) -> Self {
        let mut commas = [u8::MAX; 6];
        let mut next = 0;
        for (at, &byte) in line.as_bytes().iter().enumerate() {
            if byte == b','
                && let Some(comma) = commas.get_mut(next)
            {
                *comma = at as u8;
                next += 1;
            }
        }
        Self { line, commas }
    }

    /// The field of that number; empty when the line has fewer.
    fn field(&self, number: usize) -> &'static str {
        let start = match number.checked_sub(1) {
            Some(before) => usize::from(self.commas[before]) + 1,
            None => 0,
        };
        self.line.get(start..usize::from(self.commas[number])).unwrap_or_default()
    }

    fn phrase(&self) -> &'static str {
        self.field(0)
    }

    fn with(&self) -> &'static str {
        self.field(1)
    }

    fn unless(&self) -> &'static str {
        self.field(2)
    }

    fn agency(&self) -> &'static str {
        self.field(3)
    }

    fn weight(&self) -> u8 {
        self.field(4).parse().unwrap_or(0)
    }

    fn others(&self) -> &'static str {
        self.field(5)
    }
}

/// Whether a word that begins or ends with a Latin letter or digit is not part
/// of a longer one: 120 is no emergency number in 1200户.
fn stands_alone(bytes: &[u8], start: usize, end: usize) -> bool {
    let is_latin = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let joined = |at: usize| is_latin(at) && is_latin(at.wrapping_sub(1));
    !joined(start) && !joined(end)
}
