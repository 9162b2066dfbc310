//! A list of words, each with what it means, and cutting a text into them.

use crate::heads::{Characters, Glance, HeadTable, pair};

/// Words of one character and more.
pub(crate) struct Words<M> {
    /// Those of two characters and more, sorted, with what each means.
    texts: Vec<&'static str>,
    meanings: Vec<M>,
    heads: HeadTable,
    /// Those of one character, sorted.
    singles: Vec<(u64, M)>,
    /// What the longer and the single words begin with: turns most places away.
    longer_firsts: Characters,
    single_firsts: Characters,
}

impl<M: Copy> Words<M> {
    /// Of a word that is listed twice, the first counts.
    pub(crate) fn new(mut words: Vec<(&'static str, M)>) -> Self {
        words.sort_by_key(|(text, _)| *text);
        words.dedup_by_key(|(text, _)| *text);
        let (mut longer_firsts, mut single_firsts) = (Characters::NONE, Characters::NONE);
        let (mut texts, mut meanings, mut singles) = (Vec::new(), Vec::new(), Vec::new());
        for (text, meaning) in words {
            let Some(first) = Glance::at(text.as_bytes(), 0).map(|begin| begin.first) else { continue };
            if pair(text.as_bytes()).is_some() {
                longer_firsts.add(first);
                texts.push(text);
                meanings.push(meaning);
            } else {
                debug_assert!(text.chars().nth(1).is_none(), "“{text}” is neither one character nor ASCII nor Chinese");
                single_firsts.add(first);
                singles.push((first, meaning));
            }
        }
        Self { heads: HeadTable::new(&texts), texts, meanings, singles, longer_firsts, single_firsts }
    }

    /// The words of `text`, in order, without overlaps: where each begins and
    /// ends, and what it means. At a place the longest word counts.
    pub(crate) fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, usize, M)> + 't {
        let mut at = 0;
        std::iter::from_fn(move || {
            let found = self.next(text.as_bytes(), at)?;
            at = found.1;
            Some(found)
        })
    }

    /// The first word of `text` from `at` on.
    fn next(&self, text: &[u8], mut at: usize) -> Option<(usize, usize, M)> {
        loop {
            let next = Glance::at(text, at)?;
            if let Some((len, meaning)) = self.at(text, at, next) {
                return Some((at, at + len, meaning));
            }
            at += next.width;
        }
    }

    /// The longest word that `text` begins with: its length and what it means.
    pub(crate) fn opening(&self, text: &str) -> Option<(usize, M)> {
        self.at(text.as_bytes(), 0, Glance::at(text.as_bytes(), 0)?)
    }

    /// The longest word at a place, where `next` stands.
    #[inline]
    fn at(&self, text: &[u8], at: usize, next: Glance) -> Option<(usize, M)> {
        if self.longer_firsts.may_hold(next.first)
            && self.heads.is_noted(next.pair)
            && let Some((index, len)) = self.heads.matches(&self.texts, next.pair, text.get(at..)?).next()
        {
            return Some((len, *self.meanings.get(usize::from(index))?));
        }
        Some((next.width, self.single(next)?))
    }

    /// What the first character of `next` means as a word of its own.
    #[inline]
    pub(crate) fn single(&self, next: Glance) -> Option<M> {
        self.single_firsts.may_hold(next.first).then(|| self.find_single(next.first)).flatten()
    }

    fn find_single(&self, character: u64) -> Option<M> {
        let index = self.singles.binary_search_by_key(&character, |(other, _)| *other).ok()?;
        self.singles.get(index).map(|(_, meaning)| *meaning)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_at_the_first_place_is_found() {
        let words = Words::new(vec![("年", 1), ("年底", 2), ("年底前", 3), ("底前", 4), ("年", 5)]);
        let found: Vec<_> = words.find("3年,年底前,年底").collect();
        assert_eq!(found, [(1, 4, 1), (5, 14, 3), (15, 21, 2)]);
    }
}
