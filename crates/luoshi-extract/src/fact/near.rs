//! Whether a quantity stands near enough to its subject, with nothing between
//! that could be a subject of its own.

use super::Mention;
use super::clause::{Clause, Measured};
use super::subject::is_short_name;
use crate::lexicon::Word;
use crate::quantity::Quantity;
use crate::token::Kind;

impl Clause<'_, '_, '_> {
    /// Whether what stands between subject and quantity could belong to a
    /// sentence about the subject: few characters that no table knows.
    pub(super) fn is_near(&self, mention: Mention, measured: &Measured, since: usize) -> bool {
        let quantity = &measured.quantity;
        let from = if self.inherited { self.start } else { mention.end };
        if quantity.dimension != "rank" && since > from && self.is_next_item(since, quantity.bound_start) {
            return false;
        }
        // 市场主体、7000万劳动者: the next item of a list, 增量超4000亿元: a change.
        let between = self.reader.text.slice(from, quantity.bound_start);
        if !self.inherited && between == "、" || quantity.dimension == "money" && between.starts_with("增量") {
            return false;
        }
        let loose = self.loose_chars(from, quantity.bound_start);
        if measured.mood.share && (!self.inherited || self.share_leads()) {
            return loose <= 12;
        }
        if self.inherited {
            let room = if quantity.dimension == "rank" { 7 } else { 1 };
            return loose + self.other_topics(quantity) <= room;
        }
        if is_short_name(self.reader.text.slice(mention.start, mention.end), mention.indicator) {
            return loose <= 2;
        }
        let counted = matches!(quantity.dimension, "count" | "people" | "area" | "length" | "none" | "cases");
        loose <= if counted { 5 } else { 14 }
    }

    /// Whether the clause opens with 占 or 占比, so that it continues the subject.
    pub(super) fn share_leads(&self) -> bool {
        let text = self.rest(self.start);
        ["占", "比重"]
            .iter()
            .filter_map(|w| text.find(w))
            .min()
            .is_some_and(|at| self.loose_chars(self.start, self.start + at) <= 1)
    }

    /// Whether a list goes on with something else (造林3.1万亩、山体复绿3600亩).
    pub(super) fn is_next_item(&self, since: usize, until: usize) -> bool {
        let between = self.reader.text.slice(since, until);
        between.starts_with(['、', '和']) && self.loose_chars(since, until) >= 2
    }

    /// Words of an inherited clause that could be a subject of their own.
    pub(super) fn other_topics(&self, quantity: &Quantity) -> usize {
        let rank = quantity.dimension == "rank";
        self.tokens
            .iter()
            .filter(|t| t.end <= quantity.bound_start)
            .filter(|t| match t.kind {
                Kind::Word(Word::Scope) => {
                    !rank && !self.reader.passage.place.owns(self.reader.text.slice(t.start, t.end))
                }
                Kind::Word(Word::Benefit | Word::Noun) => true,
                _ => false,
            })
            .count()
            * 2
    }

    /// Characters between two places that are in no token.
    pub(super) fn loose_chars(&self, from: usize, to: usize) -> usize {
        let count = |a: usize, b: usize| {
            self.reader.text.slice(a, b).chars().filter(|c| !"“”、 《》\"'·()".contains(*c)).count()
        };
        let mut at = from;
        let mut loose = 0;
        for token in self.tokens.iter().filter(|t| t.end > from && t.start < to) {
            loose += count(at, token.start.min(to).max(at));
            at = at.max(token.end);
        }
        loose + count(at, to.max(at))
    }
}
