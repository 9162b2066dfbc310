//! Words that name an indicator only beside another word: 总产 after 粮食, 死亡
//! after 事故. The words stand in `data/contexts.csv`.

use super::clause::{Clause, Measured};
use super::measure::{self, Reading};
use super::{Direction, Mention, Mood};
use crate::indicator::IndicatorIndex;
use crate::lexicon::Word;
use crate::quantity::Quantity;
use crate::scope;
use crate::token::Kind;

/// How far a word that names an indicator in context stands from its quantity,
/// in characters.
const CONTEXT_REACH: usize = 14;

impl Clause<'_, '_, '_> {
    /// Words that name an indicator only beside another (总产58亿斤).
    /// What fits no such word is missed for `reason`.
    pub(super) fn bind_by_context(&mut self, quantities: &[Measured], reason: &'static str) {
        for measured in quantities {
            if !self.bind_in_context(measured)
                && let Some(misses) = &mut self.reader.misses
            {
                misses.push(((measured.quantity.bound_start, measured.quantity.bound_end), reason));
            }
        }
    }

    pub(super) fn bind_in_context(&mut self, measured: &Measured) -> bool {
        if self.state.foreign {
            return false;
        }
        let Some((index, start, end)) = self.context_mention(&measured.quantity) else { return false };
        let near = self.reader.text.slice(self.start, start);
        let place = self.reader.passage.place;
        let scoped =
            self.tokens.iter().filter(|t| t.end <= start).any(|t| {
                matches!(t.kind, Kind::Word(Word::Scope)) && !place.owns(self.reader.text.slice(t.start, t.end))
            });
        if scoped || scope::names_elsewhere(near, place) {
            return false;
        }
        let mood = Mood { direction: Direction::None, gap: false, ..measured.mood };
        let Some(reading) = measure::read(index, &measured.quantity, &mood, "", false) else { return false };
        let reading = Reading { rule: "word-in-context", ..reading };
        let mention = Mention { indicator: index, start, end };
        self.emit(mention, measured, reading);
        self.state.named.push(mention);
        true
    }

    /// Whether a word that begins at `at` is a word of its own, not the end of a
    /// longer one (油料产量).
    pub(super) fn begins_a_word(&self, at: usize) -> bool {
        if self.tokens.iter().any(|t| t.start < at && t.end > at) {
            return false;
        }
        let from = self.tokens.iter().rev().find(|t| t.end <= at).map_or(self.start, |t| t.end);
        self.loose_chars(from.max(self.start), at) == 0
    }

    pub(super) fn context_mention(&self, quantity: &Quantity) -> Option<(IndicatorIndex, usize, usize)> {
        let unit = self.reader.text.slice(quantity.unit.0, quantity.unit.1);
        let before = self.reader.text.slice(self.state.start, quantity.bound_start);
        let near = self.reader.text.slice(self.start, quantity.bound_start);
        self.reader.lexicon.contexts.iter().filter(|rule| rule.fits(unit)).find_map(|rule| {
            let from = near.floor_char_boundary(near.len().saturating_sub(CONTEXT_REACH * 4 + rule.word.len()));
            let reach = near.get(from..)?;
            // Whether a text holds a word at all is answered many times faster.
            let at = from + reach.contains(rule.word).then(|| reach.rfind(rule.word)).flatten()?;
            let after = near.get(at + rule.word.len()..)?;
            let distance = after.chars().count();
            if after.starts_with('率') {
                return None;
            }
            let start = self.start + at;
            let own = rule.names_context(near.get(..at)?) || self.begins_a_word(start);
            let here = self.only_at.is_none_or(|at| at == start);
            let holds = own && here && distance <= CONTEXT_REACH && rule.holds(before);
            holds.then_some((rule.indicator, start, start + rule.word.len()))
        })
    }
}
