//! The name of a project, as far as it tells the project from others.

use super::prepared::Pair;

/// A name by its pairs of characters.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// The first pair that counts: 槐汀 of 槐汀100兆瓦风电项目. A report that
    /// shortens a name keeps its beginning.
    lead: (char, char),
    pairs: Vec<(char, char)>,
}

impl Name {
    /// The name in its plain form; none when nothing of it counts.
    pub(super) fn new(pair: &Pair<'_>, plain: &str) -> Option<Self> {
        let pairs = pair.common.pairs(plain);
        let chars: Vec<char> = plain.chars().collect();
        let lead = chars.windows(2).map(|w| (w[0], w[1])).find(|p| pairs.binary_search(p).is_ok())?;
        Some(Self { lead, pairs })
    }

    /// Whether words with these pairs name the project.
    pub(super) fn is_in(&self, pair: &Pair<'_>, words: &[(char, char)]) -> bool {
        let (shared, _) = pair.rarity.shared(&self.pairs, words);
        words.binary_search(&self.lead).is_ok()
            && shared >= 3.min(self.pairs.len())
            && pair.rarity.covered(&self.pairs, words) >= pair.settings.likeness.name
    }
}
