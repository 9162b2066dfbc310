//! Finding the words of a sorted list by how they begin.
//!
//! A table leads from the first two characters at a place of a text to the run
//! of words that begin so. An Aho–Corasick automaton over the same words is
//! several times slower to build, and start-up matters for a program that reads
//! one report; on Chinese words, which are short and begin in thousands of
//! ways, it is no faster to search with.

use std::ops::Range;

/// Where each beginning leads: open addressing, a power of two
/// of slots, at most half of them in use. Most places of a text begin no word;
/// a filter that fits the first cache level turns them away.
pub(crate) struct HeadTable {
    /// A head, 48 bits, and the number of its run of words, counted from one, in
    /// one piece, so that a look costs the cache no more than one line; 0 is free.
    slots: Vec<u64>,
    /// Where the words of each run begin; its end is where the next begins.
    runs: Vec<u16>,
    filter: Box<[u64; FILTER_WORDS]>,
    /// What follows the beginning of each word, by its index: hundreds of words
    /// begin alike (农村…), and in their order they can be searched by it.
    tails: Vec<Tail>,
}

/// What follows the beginning of a word, six bytes or zeros, and the length of the
/// word: all that is needed to tell whether a text begins with a word of up to four
/// characters, most words, without looking at it.
#[derive(Clone, Copy)]
struct Tail(u64);

/// How many bytes of a word behind its head its [`Tail`] holds.
const TAIL: usize = 6;

/// The words that a text begins with, by index and length.
pub(crate) struct Matches<'t> {
    words: &'t [&'static str],
    /// Those of a run that are left; the first one has the index `first`.
    tails: &'t [Tail],
    first: u16,
    text: &'t [u8],
    head_len: usize,
    /// What follows the head in the text.
    tail: u64,
    /// Of what is left, words with a lesser tail are no more than the head.
    least: u64,
}

/// Some characters, ASCII or Chinese. May say yes wrongly, never no.
pub(crate) struct Characters([u64; 1 << (CHARACTER_BITS - 6)]);

/// How many bits tell characters apart, as a power of two.
const CHARACTER_BITS: u32 = 12;

impl Characters {
    pub(crate) const NONE: Self = Self([0; 1 << (CHARACTER_BITS - 6)]);

    /// The characters of a text.
    pub(crate) fn of(text: &str) -> Self {
        let mut characters = Self::NONE;
        let mut at = 0;
        while let Some(next) = Glance::at(text.as_bytes(), at) {
            characters.add(next.first);
            at += next.width;
        }
        characters
    }

    pub(crate) fn add(&mut self, character: u64) {
        let bit = Self::bit(character);
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    /// Whether this may be one of them.
    #[inline]
    pub(crate) fn may_hold(&self, character: u64) -> bool {
        let bit = Self::bit(character);
        self.0[bit / 64] >> (bit % 64) & 1 == 1
    }

    #[inline]
    fn bit(character: u64) -> usize {
        (mix(character) >> (64 - CHARACTER_BITS)) as usize
    }
}

/// How many bits the filter has, as a power of two.
const FILTER_BITS: u32 = 16;
const FILTER_WORDS: usize = 1 << (FILTER_BITS - 6);

impl HeadTable {
    /// Indexes sorted words. A word without a head is an error of the data, which
    /// the tests find.
    pub(crate) fn new(words: &[&str]) -> Self {
        let mut heads = Vec::with_capacity(words.len());
        let mut runs = Vec::with_capacity(words.len() + 1);
        for (index, word) in words.iter().enumerate() {
            let head = pair(word.as_bytes());
            debug_assert!(head.is_some(), "“{word}” is too short for its table");
            let head = head.unwrap_or_default();
            if heads.last() != Some(&head) {
                heads.push(head);
                runs.push(index as u16);
            }
        }
        runs.push(words.len() as u16);
        let slots = vec![0; (heads.len() * 2).next_power_of_two()];
        let tails = words.iter().map(|word| Tail::of(word)).collect();
        let mut table = Self { slots, runs, filter: Box::new([0; FILTER_WORDS]), tails };
        for (&head, number) in heads.iter().zip(1..) {
            let bit = filter_bit(mix(head));
            table.filter[bit / 64] |= 1 << (bit % 64);
            let slot = table.slot(head);
            table.slots[slot] = head << 16 | number;
        }
        table
    }

    /// The first place of `text` from `at` on where a word may begin, and what stands
    /// there. Most places begin none and are passed over without a search.
    #[inline]
    pub(crate) fn next_place(&self, text: &[u8], mut at: usize) -> Option<(usize, Glance)> {
        loop {
            let next = Glance::at(text, at)?;
            if self.is_noted(next.pair) {
                return Some((at, next));
            }
            at += next.width;
        }
    }

    /// Whether a word may have this head. May say yes wrongly, never no.
    #[inline]
    pub(crate) fn is_noted(&self, head: u64) -> bool {
        let bit = filter_bit(mix(head));
        self.filter[bit / 64] >> (bit % 64) & 1 == 1
    }

    /// The words of `words`, which the table is of, that `text` begins with, the
    /// longest first. `head` is the head of `text`.
    pub(crate) fn matches<'t>(&'t self, words: &'t [&'static str], head: u64, text: &'t [u8]) -> Matches<'t> {
        let run = self.find(head).unwrap_or(0..0);
        let tails = self.tails.get(usize::from(run.start)..usize::from(run.end)).unwrap_or_default();
        let head_len = head_len(text);
        let tail = tail(text);
        // Zeros follow a word, so what goes on like the text is not above its tail.
        let tails = tails.get(..tails.partition_point(|other| other.bytes() <= tail)).unwrap_or_default();
        // A word may end within three bytes, but not within a Chinese character.
        let least = if tail >> 40 >= 0xE0 { tail >> 24 << 24 } else { 0 };
        Matches { words, tails, first: run.start, text, head_len, tail, least }
    }

    /// The indices of the words that begin with `head`.
    fn find(&self, head: u64) -> Option<Range<u16>> {
        let next = (self.slots[self.slot(head)] & 0xFFFF) as usize;
        Some(*self.runs.get(next.checked_sub(1)?)?..*self.runs.get(next)?)
    }

    /// The slot of that head, or the free one where it belongs.
    fn slot(&self, head: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = (mix(head) >> 24) as usize & mask;
        while self.slots[slot] != 0 && self.slots[slot] >> 16 != head {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

impl Iterator for Matches<'_> {
    type Item = (u16, usize);

    #[inline]
    fn next(&mut self) -> Option<(u16, usize)> {
        while let Some((last, rest)) = self.tails.split_last() {
            if last.bytes() < self.least {
                // The words are sorted and differ, so only the first can be the head alone.
                self.tails = self.tails.get(..1)?;
                self.least = 0;
                continue;
            }
            self.tails = rest;
            let len = last.len();
            let known = (len - self.head_len).min(TAIL);
            if (last.bytes() ^ self.tail) >> (8 * (TAIL - known)) != 0 {
                continue;
            }
            let index = self.first + rest.len() as u16;
            let known = self.head_len + known;
            if len == known || self.text.get(known..len) == self.words[usize::from(index)].as_bytes().get(known..) {
                return Some((index, len));
            }
        }
        None
    }
}

impl Tail {
    fn of(word: &str) -> Self {
        debug_assert!(word.len() <= 0xFF, "“{word}” is too long for its table");
        Self(tail(word.as_bytes()) << 8 | word.len() as u64 & 0xFF)
    }

    fn bytes(self) -> u64 {
        self.0 >> 8
    }

    fn len(self) -> usize {
        (self.0 & 0xFF) as usize
    }
}

/// Fibonacci hashing: the upper bits of the product are well mixed.
#[inline]
pub(crate) fn mix(head: u64) -> u64 {
    head.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[inline]
fn filter_bit(mixed: u64) -> usize {
    (mixed >> (64 - FILTER_BITS)) as usize
}

/// What stands at a place of a text: all that turns most places away, out of one
/// load of eight bytes.
#[derive(Clone, Copy)]
pub(crate) struct Glance {
    /// The head of what stands here; of what has no head a number that is no word's.
    pub(crate) pair: u64,
    /// The first character, if it is ASCII or Chinese; else a number that no word
    /// begins with.
    pub(crate) first: u64,
    /// Length of the first character.
    pub(crate) width: usize,
}

impl Glance {
    /// What stands at a place; none at the end of the text.
    #[inline]
    pub(crate) fn at(text: &[u8], at: usize) -> Option<Self> {
        let rest = text.get(at..)?;
        let next = match rest.first_chunk() {
            Some(&chunk) => u64::from_be_bytes(chunk),
            None if rest.is_empty() => return None,
            None => padded(rest),
        };
        Some(Self::of(next))
    }

    /// Of the eight bytes, the first one highest.
    #[inline]
    fn of(next: u64) -> Self {
        match (next >> 56) as u8 {
            0xE0..=0xEF => Self { pair: next >> 16, first: next >> 40, width: 3 },
            0..0x80 => Self { pair: next >> 48, first: next >> 56, width: 1 },
            other => Self { pair: next >> 16, first: next >> 40, width: char_len(other) },
        }
    }
}

/// The head of a word, its beginning as a number: the first two bytes of what
/// begins with ASCII (5G, R&D), the first six, two characters, of what begins in
/// Chinese; none when it is too short.
#[inline]
pub(crate) fn pair(word: &[u8]) -> Option<u64> {
    let least = match word {
        [first, ..] if first.is_ascii() => 2,
        [0xE0..=0xEF, ..] => 6,
        _ => return None,
    };
    (word.len() >= least).then(|| Glance::at(word, 0).map(|begin| begin.pair)).flatten()
}

/// The six bytes behind the beginning of a word or of a text, zeros behind its end:
/// of two words that begin alike, the later has the larger one.
#[inline]
fn tail(bytes: &[u8]) -> u64 {
    let rest = bytes.get(head_len(bytes)..).unwrap_or_default();
    let next = rest.first_chunk().map_or_else(|| padded(rest), |&chunk| u64::from_be_bytes(chunk));
    next >> (64 - 8 * TAIL)
}

/// The last bytes of a text as if zeros followed.
#[cold]
fn padded(rest: &[u8]) -> u64 {
    (0..8).fold(0, |next, index| next << 8 | rest.get(index).map_or(0, |&byte| u64::from(byte)))
}

/// Length of a pair.
#[inline]
fn head_len(bytes: &[u8]) -> usize {
    if bytes.first().is_some_and(u8::is_ascii) { 2 } else { 6 }
}

/// Length of the character that begins with this byte.
#[inline]
pub(crate) fn char_len(first: u8) -> usize {
    // A hexadecimal digit for each value of the upper half of the byte.
    (0x4322_1111_1111_1111_u64 >> (first >> 4 << 2) & 0xF) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_how_they_begin() {
        let words = ["5G基站", "R&D经费", "地区", "地区生产总值", "生产总值"];
        let table = HeadTable::new(&words);
        let find = |text: &str| pair(text.as_bytes()).and_then(|head| table.find(head));
        assert_eq!(find("地区生产"), Some(2..4));
        assert_eq!(find("5G"), Some(0..1));
        assert_eq!(find("产总"), None);
        assert_eq!(find("地"), None);
    }

    #[test]
    fn the_words_that_a_text_begins_with_are_found_the_longest_first() {
        let words = ["5G", "5G基站", "R&D", "地区", "地区生", "地区生产", "地区生产总值", "地区生产总量", "地区电网"];
        let table = HeadTable::new(&words);
        let found = |text: &'static str| -> Vec<&str> {
            let head = pair(text.as_bytes()).expect("the text has a head");
            table.matches(&words, head, text.as_bytes()).map(|(index, _)| words[usize::from(index)]).collect()
        };
        assert_eq!(found("地区生产总值增长"), ["地区生产总值", "地区生产", "地区生", "地区"]);
        assert_eq!(found("地区生产总"), ["地区生产", "地区生", "地区"]);
        assert_eq!(found("地区生"), ["地区生", "地区"]);
        assert_eq!(found("地区3个"), ["地区"]);
        assert_eq!(found("5G基站"), ["5G基站", "5G"]);
        assert_eq!(found("R&D经费"), ["R&D"]);
        assert_eq!(found("地点").len(), 0);
    }
}
