//! The words that are looked for, and how each database is asked for them.

use super::cutter;
use crate::backend::Db;

/// More words than anybody types.
const MOST_TERMS: usize = 32;

/// Words that a hit has all of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Terms {
    /// As they stand in rows of words; with true, anything may follow.
    stored: Vec<(String, bool)>,
    /// As a person reads them.
    spoken: Vec<String>,
    parts: bool,
}

impl Terms {
    /// The words of what a person typed, cut as texts are.
    pub(crate) fn words(typed: &str) -> Self {
        let mut spoken: Vec<String> = Vec::new();
        for word in cutter::cut(&cutter::fold(typed)) {
            if !spoken.contains(&word.text) && spoken.len() < MOST_TERMS {
                spoken.push(word.text);
            }
        }
        Self { stored: spoken.iter().map(|word| (word.clone(), false)).collect(), spoken, parts: false }
    }

    /// The same as parts of words: each two neighbouring characters, and single ones
    /// with whatever follows.
    pub(crate) fn parts(typed: &str) -> Self {
        let (mut stored, mut spoken) = (Vec::new(), Vec::new());
        let folded = cutter::fold(typed);
        for run in runs(&folded) {
            spoken.push(run.to_ascii_lowercase());
            if !run.starts_with(cutter::is_ideograph) {
                stored.extend(cutter::cut(run).into_iter().map(|word| (word.text, false)));
            } else if run.chars().count() == 1 {
                stored.push((format!(".{run}"), true));
            } else {
                let mut pairs = cutter::pairs(run);
                pairs.pop();
                stored.extend(pairs.into_iter().map(|pair| (pair, false)));
            }
        }
        stored.truncate(MOST_TERMS);
        Self { stored, spoken, parts: true }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.stored.is_empty()
    }

    pub(crate) fn are_parts(&self) -> bool {
        self.parts
    }

    /// The words as a person reads them.
    pub(crate) fn spoken(&self) -> &[String] {
        &self.spoken
    }

    /// The search expression of a database. Words hold letters, digits, `.` and `%`,
    /// which mean nothing inside its quotation marks.
    pub(crate) fn expression(&self, db: &Db) -> String {
        let (quote, any, and) = match db {
            Db::Sqlite { .. } => ('"', " *", " AND "),
            Db::Postgres(_) => ('\'', ":*", " & "),
        };
        let term =
            |(word, is_prefix): &(String, bool)| format!("{quote}{word}{quote}{}", if *is_prefix { any } else { "" });
        self.stored.iter().map(term).collect::<Vec<_>>().join(and)
    }

    /// The same as patterns for `like`, with a backslash before what would mean
    /// something, for rows of words with a space at both ends.
    pub(crate) fn patterns(&self) -> Vec<String> {
        let pattern = |(word, is_prefix): &(String, bool)| {
            let word = word.replace('%', "\\%");
            if *is_prefix { format!("% {word}%") } else { format!("% {word} %") }
        };
        self.stored.iter().map(pattern).collect()
    }
}

/// Runs of ideographs and runs of letters and digits.
fn runs(folded: &str) -> impl Iterator<Item = &str> {
    let words = folded.split(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '%'));
    words.flat_map(|word| {
        word.char_indices().fold(Vec::<&str>::new(), |mut runs, (at, c)| {
            let starts = match runs.last() {
                Some(last) => last.starts_with(cutter::is_ideograph) != cutter::is_ideograph(c),
                None => true,
            };
            let start = if starts { at } else { at - runs.pop().map_or(0, str::len) };
            runs.push(word.get(start..at + c.len_utf8()).unwrap_or_default());
            runs
        })
    })
}
