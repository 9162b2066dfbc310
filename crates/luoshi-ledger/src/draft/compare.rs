//! A corrected version of a report against what was published from the first:
//! shows the difference and changes nothing.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Row;
use crate::item::Item;

/// What a corrected version changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// How many items say the same.
    pub same: usize,
    /// Items whose sentence reads otherwise now.
    pub changed: Vec<Change>,
    /// Items whose sentence is gone.
    pub gone: Vec<Change>,
    /// Rows that no item stands for.
    pub added: Vec<Change>,
}

/// A sentence before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The item, when there is one.
    pub item: Option<String>,
    /// The sentence it was published with.
    pub before: Option<String>,
    /// The sentence now.
    pub after: Option<String>,
}

/// Sentences that share this part of their character pairs are versions of one.
const SAME_SENTENCE: f64 = 0.6;

/// Compares published items with the rows of a corrected version: first by the
/// same words, then by the most similar ones.
pub fn compare(items: &[Item], rows: &[Row]) -> Difference {
    let mut difference = Difference::default();
    let mut free: Vec<&Row> = rows.iter().collect();
    let mut unmatched = Vec::new();
    for item in items {
        let Some(source) = &item.content.source else { continue };
        match free.iter().position(|r| plain(&r.source.quote) == plain(&source.quote)) {
            Some(at) => {
                free.remove(at);
                difference.same += 1;
            }
            None => unmatched.push((item, source.quote.as_str())),
        }
    }
    for (item, before) in unmatched {
        let id = Some(item.id.to_string());
        let before = Some(before.to_owned());
        match most_similar(before.as_deref().unwrap_or_default(), &free) {
            Some(at) => {
                let after = Some(free.remove(at).source.quote.clone());
                difference.changed.push(Change { item: id, before, after });
            }
            None => difference.gone.push(Change { item: id, before, after: None }),
        }
    }
    let added = free.iter().map(|r| Change { item: None, before: None, after: Some(r.source.quote.clone()) });
    difference.added = added.collect();
    difference
}

/// The words without blanks and marks at the ends.
fn plain(quote: &str) -> String {
    quote.chars().filter(|c| !c.is_whitespace() && !"*，。；、".contains(*c)).collect()
}

fn most_similar(quote: &str, rows: &[&Row]) -> Option<usize> {
    let pairs = pairs(quote);
    let scored = rows.iter().enumerate().map(|(at, row)| (at, similarity(&pairs, &self::pairs(&row.source.quote))));
    let best = scored.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
    (best.1 >= SAME_SENTENCE).then_some(best.0)
}

fn pairs(quote: &str) -> BTreeSet<(char, char)> {
    let plain = plain(quote);
    plain.chars().zip(plain.chars().skip(1)).collect()
}

/// Dice's coefficient of two sets of character pairs.
fn similarity(a: &BTreeSet<(char, char)>, b: &BTreeSet<(char, char)>) -> f64 {
    let both = a.intersection(b).count();
    2.0 * both as f64 / (a.len() + b.len()).max(1) as f64
}
