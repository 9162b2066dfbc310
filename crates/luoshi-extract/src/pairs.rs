//! Which pairs of characters a text holds: a quick no for most of the words that
//! it does not hold.

use crate::heads::{char_len, mix, pair};

/// The pairs of a text. May say yes wrongly, never no.
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
