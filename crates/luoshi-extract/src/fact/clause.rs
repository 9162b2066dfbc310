//! A clause, word by word: its subject, the mood of its verbs, its quantities.

use super::when::When;
use super::{Direction, Mention, Mood, Reader, Subject};
use crate::clause as running;
use crate::document::{Comparator, Period};
use crate::indicator::{self, Indicator, IndicatorIndex};
use crate::lexicon::Word;
use crate::quantity::Quantity;
use crate::scope;
use crate::token::{Kind, Token};

/// What is carried from clause to clause of a sentence.
pub(super) struct State {
    /// First folded byte of the sentence.
    pub(super) start: usize,
    pub(super) subject: Subject,
    pub(super) when: When,
    /// The sentence speaks of somebody else.
    pub(super) foreign: bool,
    /// Dimension of the last level found in this sentence.
    pub(super) last_dimension: Option<&'static str>,
    /// A growth was found in this sentence.
    pub(super) lists_growth: bool,
    /// Single subjects named so far in this part (A1.9万元,B1.2万元,分别增长…).
    pub(super) named: Vec<Mention>,
}

impl State {
    pub(super) fn new(start: usize, when: When) -> Self {
        Self {
            start,
            subject: Subject::default(),
            when,
            foreign: false,
            last_dimension: None,
            lists_growth: false,
            named: Vec::new(),
        }
    }

    /// A semicolon: the next part has a subject of its own.
    pub(super) fn next_part(&mut self) {
        self.subject = Subject::default();
        self.foreign = false;
        self.named.clear();
        self.when.next_part();
    }
}

/// A quantity with the mood it was met in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measured {
    pub(super) quantity: Quantity,
    pub(super) mood: Mood,
    pub(super) period: Period,
    /// Where a rise or fall starts (由…提高到).
    pub(super) baseline: bool,
}

/// A clause being read.
pub(super) struct Clause<'c, 'r, 's> {
    pub(super) reader: &'c mut Reader<'r, 's>,
    pub(super) state: &'c mut State,
    pub(super) tokens: &'c [Token],
    pub(super) start: usize,
    pub(super) mood: Mood,
    pub(super) subject: Subject,
    /// The subject came from the clause before.
    pub(super) inherited: bool,
    /// One past the last subject mention, or the clause's start.
    pub(super) anchor: usize,
    pub(super) quantities: Vec<Measured>,
    pub(super) relation: Option<Comparator>,
    /// Where a word that names an indicator in context must stand, while the
    /// items of a list are bound.
    pub(super) only_at: Option<usize>,
}

/// Reads one clause.
pub(super) fn clause(reader: &mut Reader<'_, '_>, state: &mut State, tokens: &[Token]) {
    let Some(first) = tokens.first() else { return };
    let start = clause_start(reader.text.folded(), first.start);
    if scope::leads_elsewhere(reader.text.folded().get(start..).unwrap_or_default(), reader.passage.place) {
        state.foreign = true;
    }
    let zone = matches!(first.kind, Kind::Word(Word::Scope)) && first.start == start && start <= state.start + 3;
    if zone && scope::is_zone(reader.text.slice(first.start, first.end)) {
        state.foreign = true;
    }
    let subject = state.subject.clone();
    let mut clause = Clause {
        reader,
        state,
        tokens,
        start,
        mood: Mood::default(),
        subject,
        inherited: true,
        anchor: start,
        quantities: Vec::new(),
        relation: None,
        only_at: None,
    };
    clause.run();
}

/// Where the clause that holds `at` begins: after the last separator.
fn clause_start(folded: &str, at: usize) -> usize {
    let is_mark = |c| matches!(c, ',' | ';' | ':' | '。' | '!' | '?' | '\n' | '(' | ')');
    running::last_mark(folded, 0, at, is_mark, running::LONGEST_CLAUSE)
}

pub(super) fn catalogue_entry(index: IndicatorIndex) -> Option<&'static Indicator> {
    indicator::catalogue().get(usize::from(index))
}

impl Clause<'_, '_, '_> {
    pub(super) fn run(&mut self) {
        for index in 0..self.tokens.len() {
            let token = self.tokens[index];
            self.state.when.read(self.reader.text, &token);
            match token.kind {
                Kind::Word(word) => self.word(index, token, word),
                Kind::Quantity(quantity) => self.quantity(index, quantity),
                _ => {}
            }
        }
        self.finish_relation();
        self.finish();
        self.state.subject = std::mem::take(&mut self.subject);
    }

    pub(super) fn word(&mut self, index: usize, token: Token, word: Word) {
        match word {
            Word::Indicator(indicator) => self.mention(index, token, vec![indicator]),
            Word::Compound(compound) => {
                if let Some(compound) = self.reader.lexicon.compounds.get(usize::from(compound)) {
                    self.mention(index, token, compound.parts.clone());
                }
            }
            Word::Noun => self.noun(index, token),
            Word::Economy => self.economy(index, token),
            Word::Grow => self.turn(Direction::Grow),
            Word::Fall => self.turn(Direction::Fall),
            Word::RiseTo | Word::FallTo => self.turn_to(),
            Word::Gap => self.gap(token),
            Word::Sync if self.relation.is_none() => self.relation = Some(Comparator::Sync),
            // 占计划的100%: how much of a plan is done is no share.
            Word::Share
                if ["计划", "年度", "目标", "预算", "年初", "全年"]
                    .iter()
                    .any(|w| self.rest(token.end).starts_with(w)) =>
            {
                self.mood.gap = true;
            }
            Word::Share => {
                self.mood.share = true;
                self.mood.verb += 1;
            }
            Word::Respectively => self.mood.respectively = true,
            Word::Both => self.mood.both = true,
            Word::Annual => {
                self.mood.annual = true;
                self.turn(Direction::Grow);
            }
            Word::Hedge => self.mood.hedged = true,
            Word::Reach => self.reach(token),
            Word::Work => self.mood.worked = true,
            Word::Total => {
                self.mood.total = true;
                self.mood.reached = true;
            }
            _ => {}
        }
    }

    pub(super) fn turn(&mut self, direction: Direction) {
        self.mood.direction = direction;
        self.mood.used = false;
        self.mood.gap = false;
        self.mood.verb += 1;
    }

    /// 由…提高到: the quantity before was where it started.
    pub(super) fn turn_to(&mut self) {
        self.turn(Direction::To);
        self.mood.reached = true;
        let since = self.reader.text.slice(self.anchor.min(self.end()), self.end());
        let from = since.contains(['由', '从']);
        let verb = self.quantities.last().map(|q| q.mood.verb);
        for measured in self.quantities.iter_mut().filter(|q| Some(q.mood.verb) == verb) {
            measured.baseline |= from;
        }
    }

    pub(super) fn reach(&mut self, token: Token) {
        self.mood.reached = true;
        let word = self.reader.text.slice(token.start, token.end);
        self.mood.kept |=
            word.starts_with("稳定") || word.starts_with("保持") || word.starts_with("维持") || word == "控制在";
        if self.mood.used {
            self.mood.direction = Direction::None;
            self.mood.used = false;
            self.mood.worked = false;
            self.mood.total = false;
            self.mood.verb += 1;
        }
    }

    /// 高于: before a number it binds the number; before 经济增长 it is a
    /// relation; before one's own past a growth; else a gap to somebody else.
    pub(super) fn gap(&mut self, token: Token) {
        let after = self.rest(token.end).to_owned();
        let starts = |words: &[&str]| words.iter().any(|w| after.starts_with(w));
        if after.starts_with(|c: char| c.is_ascii_digit()) && self.mood.direction == Direction::None {
            self.mood.reached = true;
        } else if starts(&["经济增长", "经济发展", "经济增速", "GDP", "地区生产总值", "生产总值", "经济"])
        {
            self.relation = Some(Comparator::Above);
            self.mood.gap = true;
        } else if starts(&["上年", "去年", "年初", "同期", "前年"]) {
            self.turn(Direction::Grow);
        } else {
            self.mood.gap = true;
        }
    }

    pub(super) fn rest(&self, from: usize) -> &str {
        self.reader.text.slice(from, self.end().max(from))
    }

    pub(super) fn end(&self) -> usize {
        self.tokens.last().map_or(self.start, |t| t.end)
    }

    /// “经济增长5%左右” is output's growth when a number follows.
    pub(super) fn economy(&mut self, index: usize, token: Token) {
        let numbered = self.tokens.get(index + 1..).unwrap_or_default().iter().find(|t| {
            !matches!(t.kind, Kind::Word(Word::Reach | Word::Filler | Word::Grow | Word::Hedge | Word::Annual))
        });
        let percent = matches!(numbered.map(|t| t.kind), Some(Kind::Quantity(q)) if q.dimension == "percent");
        let governed = self.relation.is_some() || self.mood.gap;
        if let (true, false, Some(gdp)) = (percent, governed, indicator::index_of("gdp")) {
            self.mention(index, token, vec![gdp]);
            self.turn(Direction::Grow);
        }
    }

    pub(super) fn quantity(&mut self, index: usize, quantity: Quantity) {
        if self.is_beneficiary(index, &quantity) {
            return;
        }
        let before = self.reader.text.slice(self.start, quantity.bound_start);
        if quantity.dimension == "times" && ["上年的", "去年的", "同期的", "年的"].iter().any(|w| before.ends_with(w))
        {
            self.mood.reached = true;
            self.mood.direction = Direction::Grow;
        }
        let mut period = self.state.when.take();
        if let Some(last) = self.quantities.last() {
            let between = self.reader.text.slice(last.quantity.bound_end, quantity.bound_start);
            if last.mood.verb == self.mood.verb && ["和", "、", "与"].contains(&between) {
                period = last.period;
            }
        }
        self.quantities.push(Measured { quantity, mood: self.mood, period, baseline: false });
        self.mood.used = true;
        self.mood.reached = false;
    }

    /// 惠及近5.3万市场主体: who receives is not counted.
    pub(super) fn is_beneficiary(&self, index: usize, quantity: &Quantity) -> bool {
        let before = self.tokens.get(..index).unwrap_or_default().iter().rev().find(|t| t.end <= quantity.bound_start);
        before.is_some_and(|t| matches!(t.kind, Kind::Word(Word::Benefit)) && t.end + 3 >= quantity.bound_start)
    }
}
