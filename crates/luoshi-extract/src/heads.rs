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
    /// Numbers of runs, counted from one; 0 is a free slot. So few bytes a slot
    /// that the slots stay in the cache between two texts.
    slots: Vec<u16>,
    runs: Vec<Run>,
    filter: Box<[u64; FILTER_WORDS]>,
    /// What follows the beginning of each word, by its index: hundreds of words
    /// begin alike (农村…), and in their order they can be searched by it.
    tails: Vec<Tail>,
}

/// The run of words that begin alike.
struct Run {
    head: u64,
    start: u16,
    end: u16,
}

/// What follows the beginning of a word, three bytes, and the length of the word:
/// all that is needed to tell whether a text begins with a word of three
/// characters, most words, without looking at it.
#[derive(Clone, Copy)]
struct Tail(u32);

/// Words of a run that a text may begin with.
struct Narrowed {
    /// Those that go on like the text.
    longer: Range<u16>,
    /// The one that is no more than the head, if there is one.
    whole: Range<u16>,
    /// How many bytes of them are known to be those of the text.
    known: usize,
}

/// How many bits the filter has, as a power of two.
const FILTER_BITS: u32 = 16;
const FILTER_WORDS: usize = 1 << (FILTER_BITS - 6);

impl HeadTable {
    /// Indexes sorted words by their `head`. A word without one is an error of
    /// the data, which the tests find.
    pub(crate) fn new(words: &[&str], head: Head) -> Self {
        let mut runs: Vec<Run> = Vec::with_capacity(words.len());
        for (index, word) in words.iter().enumerate() {
            let Some(head) = head(word.as_bytes()) else {
                debug_assert!(false, "“{word}” is too short for its table");
                continue;
            };
            match runs.last_mut() {
                Some(run) if run.head == head => run.end = index as u16 + 1,
                _ => runs.push(Run { head, start: index as u16, end: index as u16 + 1 }),
            }
        }
        let size = (runs.len() * 2).next_power_of_two();
        let tails = words.iter().map(|word| Tail::of(word)).collect();
        let mut table = Self { slots: vec![0; size], runs, filter: Box::new([0; FILTER_WORDS]), tails };
        for number in 0..table.runs.len() {
            let head = table.runs[number].head;
            let mixed = mix(head);
            let bit = filter_bit(mixed);
            table.filter[bit / 64] |= 1 << (bit % 64);
            let slot = table.slot(head, mixed);
            table.slots[slot] = number as u16 + 1;
        }
        table
    }

    /// The words of `words`, which the table is of, that `text` begins with: the
    /// index and the length of each, the longest first. `head` is the head of
    /// `text`. None, at most places of a text, without a search.
    #[inline]
    pub(crate) fn matches<'t>(
        &self,
        words: &'t [&str],
        head: u64,
        text: &'t [u8],
    ) -> Option<impl Iterator<Item = (u16, usize)>> {
        self.is_noted(mix(head)).then(|| self.search(words, head, text)).flatten()
    }

    fn search<'t>(
        &self,
        words: &'t [&str],
        head: u64,
        text: &'t [u8],
    ) -> Option<impl Iterator<Item = (u16, usize)> + use<'t, '_>> {
        let run = self.narrow(self.find(head)?, text);
        let indices = run.longer.rev().chain(run.whole.rev());
        Some(indices.filter_map(move |index| {
            let len = self.tails[usize::from(index)].len();
            // Most words end where the table ends: their letters need no look.
            let same =
                len <= run.known || text.get(run.known..len) == words[usize::from(index)].as_bytes().get(run.known..);
            same.then_some((index, len))
        }))
    }

    /// Whether the filter lets a head pass.
    #[inline]
    fn is_noted(&self, mixed: u64) -> bool {
        let bit = filter_bit(mixed);
        self.filter[bit / 64] >> (bit % 64) & 1 == 1
    }

    /// The words of a run that may begin `text`.
    fn narrow(&self, run: Range<u16>, text: &[u8]) -> Narrowed {
        let tail = tail(text);
        // A word may end within three bytes, but not within a Chinese character.
        if tail >> 16 < 0xE0 {
            return Narrowed { longer: run, whole: 0..0, known: 0 };
        }
        let tails = self.tails.get(usize::from(run.start)..usize::from(run.end)).unwrap_or_default();
        // The words are sorted and differ, so only the first can be the head alone.
        let whole = u16::from(tails.first().is_some_and(|first| first.bytes() == 0));
        let from = tails.partition_point(|other| other.bytes() < tail);
        let count = tails.iter().skip(from).take_while(|other| other.bytes() == tail).count();
        let from = run.start + from as u16;
        Narrowed { longer: from..from + count as u16, whole: run.start..run.start + whole, known: head_len(text) + 3 }
    }

    /// The indices of the words that begin with `head`.
    fn find(&self, head: u64) -> Option<Range<u16>> {
        let mixed = mix(head);
        let run = self.run(self.slot(head, mixed))?;
        Some(run.start..run.end)
    }

    /// The slot of that head, or the free one where it belongs.
    fn slot(&self, head: u64, mixed: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = (mixed >> 24) as usize & mask;
        while self.run(slot).is_some_and(|run| run.head != head) {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// The run that a slot leads to.
    fn run(&self, slot: usize) -> Option<&Run> {
        self.runs.get(usize::from(self.slots[slot]).checked_sub(1)?)
    }
}

impl Tail {
    fn of(word: &str) -> Self {
        debug_assert!(word.len() <= 0xFF, "“{word}” is too long for its table");
        Self(tail(word.as_bytes()) << 8 | word.len() as u32 & 0xFF)
    }

    fn bytes(self) -> u32 {
        self.0 >> 8
    }

    fn len(self) -> usize {
        (self.0 & 0xFF) as usize
    }
}

/// Fibonacci hashing: the upper bits of the product are well mixed.
#[inline]
fn mix(head: u64) -> u64 {
    head.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[inline]
fn filter_bit(mixed: u64) -> usize {
    (mixed >> (64 - FILTER_BITS)) as usize
}

/// The beginning of a word or of a text as a number; none when it is too short.
pub(crate) type Head = fn(&[u8]) -> Option<u64>;

/// The first two bytes of what begins with ASCII (5G, R&D), the first six, two
/// characters, of what begins in Chinese.
#[inline]
pub(crate) fn pair(bytes: &[u8]) -> Option<u64> {
    match bytes {
        [first, second, ..] if first.is_ascii() => Some(u64::from(*first) << 8 | u64::from(*second)),
        [0xE0..=0xEF, ..] => match bytes.first_chunk() {
            Some(&chunk) => Some(u64::from_be_bytes(chunk) >> 16),
            // The text ends: it has no eight bytes to load at once.
            None => {
                bytes.first_chunk::<6>().map(|chunk| chunk.iter().fold(0, |head, &byte| head << 8 | u64::from(byte)))
            }
        },
        _ => None,
    }
}

/// The first Chinese character.
#[inline]
pub(crate) fn single(bytes: &[u8]) -> Option<u64> {
    match *bytes {
        [first @ 0xE0..=0xEF, second, third, ..] => Some(three(first, second, third)),
        _ => None,
    }
}

/// The three bytes behind the beginning of a word or of a text, or what there is
/// of them: of two words that begin alike, the later has the larger one.
#[inline]
fn tail(bytes: &[u8]) -> u32 {
    let rest = bytes.get(head_len(bytes)..).unwrap_or_default();
    let at = |index: usize| rest.get(index).copied().unwrap_or(0);
    match *rest {
        [first, second, third, ..] => three(first, second, third) as u32,
        _ => three(at(0), at(1), at(2)) as u32,
    }
}

/// Length of a pair.
#[inline]
fn head_len(bytes: &[u8]) -> usize {
    if bytes.first().is_some_and(u8::is_ascii) { 2 } else { 6 }
}

#[inline]
fn three(first: u8, second: u8, third: u8) -> u64 {
    u64::from(first) << 16 | u64::from(second) << 8 | u64::from(third)
}

/// Length of the character that begins with this byte.
#[inline]
pub(crate) fn char_len(first: u8) -> usize {
    match first {
        0..0xC0 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

/// Which pairs of characters a text holds: a quick no for most of the words
/// that it does not hold. May say yes wrongly, never no.
pub(crate) struct Pairs {
    bits: Vec<u64>,
}

/// How many bits [`Pairs`] has, as a power of two: 32 KB, which a report of
/// 8,000 different pairs fills to a thirtieth.
const PAIR_BITS: u32 = 18;

impl Pairs {
    /// Notes the pairs of a text.
    pub(crate) fn of(text: &str) -> Self {
        let mut bits = vec![0; 1 << (PAIR_BITS - 6)];
        let mut at = 0;
        while let Some(&first) = text.as_bytes().get(at) {
            if let Some(bit) = text.as_bytes().get(at..).and_then(pair).map(pair_bit) {
                bits[bit / 64] |= 1 << (bit % 64);
            }
            at += char_len(first);
        }
        Self { bits }
    }

    /// Whether the text may hold a word, by its first pair.
    pub(crate) fn may_begin(&self, word: &str) -> bool {
        self.may_begin_bytes(word.as_bytes())
    }

    /// Whether the text may hold a word, by all of its pairs.
    pub(crate) fn may_hold(&self, word: &str) -> bool {
        word.char_indices().all(|(at, _)| word.as_bytes().get(at..).is_none_or(|rest| self.may_begin_bytes(rest)))
    }

    fn may_begin_bytes(&self, word: &[u8]) -> bool {
        pair(word).map(pair_bit).is_none_or(|bit| self.bits[bit / 64] >> (bit % 64) & 1 == 1)
    }
}

fn pair_bit(pair: u64) -> usize {
    (mix(pair) >> (64 - PAIR_BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_how_they_begin() {
        let words = ["5G基站", "R&D经费", "地区", "地区生产总值", "生产总值"];
        let table = HeadTable::new(&words, pair);
        let find = |text: &str| pair(text.as_bytes()).and_then(|head| table.find(head));
        assert_eq!(find("地区生产"), Some(2..4));
        assert_eq!(find("5G"), Some(0..1));
        assert_eq!(find("产总"), None);
        assert_eq!(find("地"), None);
    }

    #[test]
    fn pairs_never_deny_what_a_text_holds() {
        let text = "全市地区生产总值增长5.6%,5G基站";
        let pairs = Pairs::of(text);
        for (at, _) in text.char_indices() {
            assert!(pairs.may_begin(&text[at..]), "{}", &text[at..]);
            assert!(pairs.may_hold(&text[at..]), "{}", &text[at..]);
        }
        assert!(!pairs.may_begin("太谷"));
        assert!(!pairs.may_hold("全市太谷"));
    }
}
