//! Finding the words of a sorted list by how they begin.
//!
//! A table leads from the first two characters at a place of a text to the run
//! of words that begin so. An Aho–Corasick automaton over the same words is
//! several times slower to build, and start-up matters for a program that reads
//! one report; on Chinese words, which are short and begin in thousands of
//! ways, it is no faster to search with.

/// Where each beginning leads: open addressing, a power of two
/// of slots, at most half of them in use. Most places of a text begin no word;
/// a filter that fits the first cache level turns them away.
pub(crate) struct HeadTable {
    slots: Vec<Slot>,
    filter: Vec<u64>,
    /// What follows the beginning of each word, by its index: hundreds of words
    /// begin alike (农村…), and most differ in the next character.
    tails: Vec<u32>,
}

/// The run of words that begin alike; an empty run is a free slot.
#[derive(Clone, Copy, Default)]
struct Slot {
    head: u64,
    start: u16,
    end: u16,
}

/// How many bits the filter has, as a power of two.
const FILTER_BITS: u32 = 16;

impl HeadTable {
    /// Indexes sorted words by their `head`. A word without one is an error of
    /// the data, which the tests find.
    pub(crate) fn new(words: &[&str], head: Head) -> Self {
        let mut runs: Vec<Slot> = Vec::with_capacity(words.len());
        for (index, word) in words.iter().enumerate() {
            let Some(head) = head(word.as_bytes()) else {
                debug_assert!(false, "“{word}” is too short for its table");
                continue;
            };
            match runs.last_mut() {
                Some(run) if run.head == head => run.end = index as u16 + 1,
                _ => runs.push(Slot { head, start: index as u16, end: index as u16 + 1 }),
            }
        }
        let size = (runs.len() * 2).next_power_of_two();
        let tails = words.iter().map(|word| tail(word.as_bytes())).collect();
        let mut table = Self { slots: vec![Slot::default(); size], filter: vec![0; 1 << (FILTER_BITS - 6)], tails };
        for run in runs {
            let mixed = mix(run.head);
            let bit = filter_bit(mixed);
            table.filter[bit / 64] |= 1 << (bit % 64);
            let slot = table.slot(run.head, mixed);
            table.slots[slot] = run;
        }
        table
    }

    /// The indices of the words that may begin `text`, the last first; `head` is
    /// the head of `text`.
    pub(crate) fn candidates(&self, head: u64, text: &[u8]) -> impl Iterator<Item = u16> {
        let tail = tail(text);
        let run = self.find(head).unwrap_or(0..0);
        run.rev().filter(move |&index| {
            let wanted = self.tails[usize::from(index)];
            wanted == 0 || wanted == tail
        })
    }

    /// The indices of the words that begin with `head`.
    fn find(&self, head: u64) -> Option<std::ops::Range<u16>> {
        let mixed = mix(head);
        let bit = filter_bit(mixed);
        if self.filter[bit / 64] >> (bit % 64) & 1 == 0 {
            return None;
        }
        let run = self.slots[self.slot(head, mixed)];
        (run.start < run.end).then_some(run.start..run.end)
    }

    /// The slot of that head, or the free one where it belongs.
    fn slot(&self, head: u64, mixed: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = (mixed >> 24) as usize & mask;
        while self.slots[slot].start < self.slots[slot].end && self.slots[slot].head != head {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

/// Fibonacci hashing: the upper bits of the product are well mixed.
fn mix(head: u64) -> u64 {
    head.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

fn filter_bit(mixed: u64) -> usize {
    (mixed >> (64 - FILTER_BITS)) as usize
}

/// The beginning of a word or of a text as a number; none when it is too short.
pub(crate) type Head = fn(&[u8]) -> Option<u64>;

/// The first two bytes of what begins with ASCII (5G, R&D), the first six, two
/// characters, of what begins in Chinese.
pub(crate) fn pair(bytes: &[u8]) -> Option<u64> {
    match bytes {
        [first, second, ..] if first.is_ascii() => Some(u64::from(*first) << 8 | u64::from(*second)),
        [0xE0..=0xEF, _, _, _, _, _, ..] => bytes.first_chunk().map(|chunk: &[u8; 6]| number(chunk)),
        _ => None,
    }
}

/// The first Chinese character.
pub(crate) fn single(bytes: &[u8]) -> Option<u64> {
    match bytes {
        [0xE0..=0xEF, _, _, ..] => bytes.first_chunk().map(|chunk: &[u8; 3]| number(chunk)),
        _ => None,
    }
}

/// The three bytes behind the beginning of a word or of a text; 0 when there are
/// none.
fn tail(bytes: &[u8]) -> u32 {
    let from = if bytes.first().is_some_and(u8::is_ascii) { 2 } else { 6 };
    bytes.get(from..from + 3).map_or(0, |tail| number(tail) as u32)
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |head, &byte| head << 8 | u64::from(byte))
}

/// Length of the character that begins with this byte.
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
        pair(word.as_bytes()).map(pair_bit).is_none_or(|bit| self.bits[bit / 64] >> (bit % 64) & 1 == 1)
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
        }
        assert!(!pairs.may_begin("太谷"));
    }
}
