//! Radicals to the ideographs they stand for: the text layers of Chromium and
//! some converters say ⼯ (U+2F2F, a radical) where the page shows 工.

use std::collections::HashMap;
use std::sync::LazyLock;

static RADICALS: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    include_str!("../../data/radicals.txt")
        .lines()
        .filter_map(|line| {
            let mut pair = line.chars();
            Some((pair.next()?, pair.next()?))
        })
        .collect()
});

/// The ideograph for a radical; any other character as it is.
pub(super) fn fold(c: char) -> char {
    if matches!(c, '\u{2E80}'..='\u{2FDF}') { RADICALS.get(&c).copied().unwrap_or(c) } else { c }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn radicals_of_both_blocks_are_folded() {
        let folded: String = "⼯⽉⾕⻓⻢人。2".chars().map(fold).collect();
        assert_eq!(folded, "工月谷长马人。2");
    }
}
