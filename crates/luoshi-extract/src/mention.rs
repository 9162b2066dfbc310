//! How often a text mentions each of many words, counted in one pass.

use crate::phrase::Phrases;

/// Words of two characters and more with how often a text mentions them.
pub(crate) struct Mentions {
    /// Sorted.
    words: Vec<&'static str>,
    counts: Vec<usize>,
}

impl Mentions {
    /// Counts the words in a text.
    pub(crate) fn of(text: &str, words: impl IntoIterator<Item = &'static str>) -> Self {
        let mut words: Vec<&'static str> = words.into_iter().collect();
        words.sort_unstable();
        words.dedup();
        let mut counts = vec![0; words.len()];
        // A mention does not overlap the one before of the same word.
        let mut ends = vec![0; words.len()];
        let phrases = Phrases::new(words.iter().copied().zip(0..));
        for (at, word) in phrases.find_all(text) {
            let word: usize = word;
            if at >= ends[word] {
                counts[word] += 1;
                ends[word] = at + words[word].len();
            }
        }
        Self { words, counts }
    }

    /// How often the text mentions a word; 0 for one that was not counted.
    pub(crate) fn count(&self, word: &str) -> usize {
        self.words.binary_search(&word).ok().and_then(|index| self.counts.get(index)).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_are_counted_as_a_search_finds_them() {
        let text = "太谷县和太谷,全县全县全";
        let mentions = Mentions::of(text, ["太谷", "太谷县", "全县", "全县全", "武乡"]);
        for word in ["太谷", "太谷县", "全县", "全县全", "武乡"] {
            assert_eq!(mentions.count(word), text.matches(word).count(), "{word}");
        }
        assert_eq!(mentions.count("祁县"), 0);
    }
}
