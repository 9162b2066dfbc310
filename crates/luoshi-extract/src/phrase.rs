//! A short list of phrases, each with what it means, and finding all of them in a
//! text: contained and overlapping ones too.

use crate::heads::{HeadTable, Matches};

/// Phrases of two characters and more.
pub(crate) struct Phrases<M> {
    texts: Vec<&'static str>,
    meanings: Vec<M>,
    heads: HeadTable,
}

impl<M: Copy> Phrases<M> {
    /// Of a phrase that is listed twice, the first counts.
    pub(crate) fn new(phrases: impl Iterator<Item = (&'static str, M)>) -> Self {
        let mut phrases: Vec<_> = phrases.collect();
        phrases.sort_by_key(|(text, _)| *text);
        phrases.dedup_by_key(|(text, _)| *text);
        let (texts, meanings): (Vec<_>, Vec<_>) = phrases.into_iter().unzip();
        Self { heads: HeadTable::new(&texts), texts, meanings }
    }

    /// Every phrase in `text`: where it begins and what it means.
    pub(crate) fn find_all<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, M)> + 't {
        let bytes = text.as_bytes();
        let mut next = 0;
        let mut begun: Option<(usize, Matches<'t>)> = None;
        std::iter::from_fn(move || {
            loop {
                if let Some((at, found)) = &mut begun
                    && let Some((index, _)) = found.next()
                {
                    return Some((*at, *self.meanings.get(usize::from(index))?));
                }
                let (at, glance) = self.heads.next_place(bytes, next)?;
                next = at + glance.width;
                begun = Some((at, self.heads.matches(&self.texts, glance.pair, bytes.get(at..)?)));
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contained_and_overlapping_phrases_are_found() {
        let phrases = Phrases::new([("目标任务", 1), ("任务", 2), ("主要目标", 3)].into_iter());
        let found: Vec<_> = phrases.find_all("主要目标任务").collect();
        assert_eq!(found, [(0, 3), (6, 1), (12, 2)]);
        assert_eq!(phrases.find_all("主要").count(), 0);
    }
}
