//! One pass over a task: its words of duties, and the signs by which its clauses
//! and the places it names are known.

use std::sync::LazyLock;

use super::lexicon::{Lexicon, Match};
use crate::heads::Glance;
use crate::words::Words;

/// What was met in a task, in its order.
pub(super) struct Scan {
    /// The words, contained and overlapping ones too, by start and then longest
    /// first.
    pub(super) words: Vec<Match>,
    /// Where clauses end, behind their marks.
    pub(super) clause_ends: Vec<usize>,
    /// Where the name of a place may end.
    pub(super) place_ends: Vec<usize>,
}

/// What a single character says.
#[derive(Debug, Clone, Copy)]
enum Sign {
    ClauseEnd,
    PlaceEnd,
}

/// Marks in a text as it came or folded, and the last characters of places.
static SIGNS: LazyLock<Words<Sign>> = LazyLock::new(|| {
    let marks = ["，", "。", "；", "：", ",", ";", ":"].map(|mark| (mark, Sign::ClauseEnd));
    let places = ["县", "市", "区", "旗", "镇"].map(|last| (last, Sign::PlaceEnd));
    Words::new(marks.into_iter().chain(places).collect())
});

impl Scan {
    pub(super) fn of(task: &str, lexicon: &Lexicon) -> Self {
        let signs = &*SIGNS;
        let text = task.as_bytes();
        let mut scan = Self {
            words: Vec::with_capacity(32),
            clause_ends: Vec::with_capacity(8),
            place_ends: Vec::with_capacity(8),
        };
        let mut at = 0;
        while let Some(next) = Glance::at(text, at) {
            lexicon.find_at(text, at, next, &mut scan.words);
            let sign = signs.single(next);
            at += next.width;
            match sign {
                Some(Sign::ClauseEnd) => scan.clause_ends.push(at),
                Some(Sign::PlaceEnd) => scan.place_ends.push(at),
                None => {}
            }
        }
        scan
    }
}
