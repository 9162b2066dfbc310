//! Which quantity belongs to which indicator.
//!
//! A clause is a row of segments: a subject, then its quantities. Subjects may
//! be a list (存款、贷款余额分别…), quantities may be a list too (…6.5%和5.2%),
//! and a quantity may stand before what it counts (39个老旧小区). A clause that
//! names no subject continues the one before, if nothing else could be its
//! subject.

use super::measure::{self, Reading};
use super::when::When;
use super::{Direction, Found, Mention, Mood, OTHER, Reader, Subject};
use crate::document::{Comparator, Measure, Nature, Period};
use crate::indicator::{self, Indicator, IndicatorIndex};
use crate::lexicon::Word;
use crate::quantity::Quantity;
use crate::scope;
use crate::token::{Kind, Token};

/// What is carried from clause to clause of a sentence.
pub(super) struct State {
    /// First folded byte of the sentence.
    start: usize,
    subject: Subject,
    when: When,
    /// The sentence speaks of somebody else.
    foreign: bool,
    /// A growth was found in this sentence.
    lists_growth: bool,
    /// Single subjects named so far in this part (A1.9万元,B1.2万元,分别增长…).
    named: Vec<Mention>,
}

impl State {
    pub(super) fn new(start: usize, when: When) -> Self {
        Self { start, subject: Subject::default(), when, foreign: false, lists_growth: false, named: Vec::new() }
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
struct Measured {
    quantity: Quantity,
    mood: Mood,
    period: Period,
    /// Where a rise or fall starts (由…提高到).
    baseline: bool,
}

/// A clause being read.
struct Clause<'c, 'r, 's> {
    reader: &'c mut Reader<'r, 's>,
    state: &'c mut State,
    tokens: &'c [Token],
    start: usize,
    mood: Mood,
    subject: Subject,
    /// The subject came from the clause before.
    inherited: bool,
    /// One past the last subject mention, or the clause's start.
    anchor: usize,
    quantities: Vec<Measured>,
    relation: Option<Comparator>,
    /// Where a word that names an indicator in context must stand, while the
    /// items of a list are bound.
    only_at: Option<usize>,
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
    let before = folded.get(..at).unwrap_or_default();
    before
        .char_indices()
        .next_back()
        .and_then(|_| before.rfind([',', ';', ':', '。', '!', '?', '\n', '(', ')']))
        .map_or(0, |p| p + before.get(p..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8))
}

fn catalogue_entry(index: IndicatorIndex) -> Option<&'static Indicator> {
    indicator::catalogue().get(usize::from(index))
}

impl Clause<'_, '_, '_> {
    fn run(&mut self) {
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

    fn word(&mut self, index: usize, token: Token, word: Word) {
        match word {
            Word::Indicator(indicator) => self.mention(index, token, vec![indicator], None),
            Word::Compound(compound) => {
                if let Some(compound) = self.reader.lexicon.compounds.get(usize::from(compound)) {
                    self.mention(index, token, compound.parts.clone(), compound.whole);
                }
            }
            Word::Noun => self.noun(index, token),
            Word::Economy => self.economy(index, token),
            Word::Grow => self.turn(Direction::Grow),
            Word::Fall => self.turn(Direction::Fall),
            Word::RiseTo | Word::FallTo => self.turn_to(),
            Word::Gap => self.gap(token),
            Word::Sync if self.relation.is_none() => self.relation = Some(Comparator::Sync),
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

    fn turn(&mut self, direction: Direction) {
        self.mood.direction = direction;
        self.mood.used = false;
        self.mood.gap = false;
        self.mood.verb += 1;
    }

    /// 由…提高到: the quantity before was where it started.
    fn turn_to(&mut self) {
        self.turn(Direction::To);
        self.mood.reached = true;
        let since = self.reader.text.slice(self.anchor.min(self.end()), self.end());
        let from = since.contains(['由', '从']);
        let verb = self.quantities.last().map(|q| q.mood.verb);
        for measured in self.quantities.iter_mut().filter(|q| Some(q.mood.verb) == verb) {
            measured.baseline |= from;
        }
    }

    fn reach(&mut self, token: Token) {
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
    fn gap(&mut self, token: Token) {
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

    fn rest(&self, from: usize) -> &str {
        self.reader.text.slice(from, self.end().max(from))
    }

    fn end(&self) -> usize {
        self.tokens.last().map_or(self.start, |t| t.end)
    }

    /// “经济增长5%左右” is output's growth when a number follows.
    fn economy(&mut self, index: usize, token: Token) {
        let numbered = self.tokens.get(index + 1..).unwrap_or_default().iter().find(|t| {
            !matches!(t.kind, Kind::Word(Word::Reach | Word::Filler | Word::Grow | Word::Hedge | Word::Annual))
        });
        let percent = matches!(numbered.map(|t| t.kind), Some(Kind::Quantity(q)) if q.dimension == "percent");
        let governed = self.relation.is_some() || self.mood.gap;
        if let (true, false, Some(gdp)) = (percent, governed, indicator::index_of("gdp")) {
            self.mention(index, token, vec![gdp], None);
            self.turn(Direction::Grow);
        }
    }

    /// A mention of one indicator, or of several by one phrase.
    fn mention(&mut self, index: usize, token: Token, indicators: Vec<IndicatorIndex>, whole: Option<IndicatorIndex>) {
        if self.is_reference(&indicators, token) {
            return;
        }
        let prefix = self.take_prefix(index, token);
        let foreign =
            self.is_foreign(token, prefix.as_ref()) || self.is_part_of_name(token, indicators.first().copied());
        let indicators = self.national(indicators);
        let mentions: Vec<Mention> = indicators
            .into_iter()
            .map(|indicator| Mention {
                indicator: if foreign { OTHER } else { indicator },
                start: token.start,
                end: token.end,
            })
            .collect();
        if prefix.is_none() && self.relation.is_none() && self.join_list(&mentions, token) {
            return;
        }
        self.finish_relation();
        self.finish();
        if let (Some(measured), Some(mention)) = (prefix, mentions.first().filter(|m| m.indicator != OTHER)) {
            self.bind_prefix(*mention, measured, token);
        }
        let counted = prefix.is_some();
        self.begin(token, Subject { mentions, whole, counted });
    }

    /// 新能源汽车出口: a short name behind other characters is part of a longer one.
    fn is_part_of_name(&self, token: Token, first: Option<IndicatorIndex>) -> bool {
        let name = self.reader.text.slice(token.start, token.end);
        first.is_some_and(|index| is_short_name(name, index)) && {
            let from =
                self.tokens.iter().rev().find(|t| t.end <= token.start).map_or(self.start, |t| t.end).max(self.start);
            let after = self.rest(token.end);
            let attribute =
                ["项目", "企业", "园", "集群", "扩大", "开放", "领域", "人才", "平台", "示范", "基地", "重点", "投资"]
                    .iter()
                    .any(|w| after.starts_with(w));
            let quoted = self.reader.text.slice(from, token.start).ends_with('”');
            self.loose_chars(from, token.start) > 0 || quoted || attribute
        }
    }

    /// For the nation 财政收入 is general public budget revenue.
    fn national(&self, indicators: Vec<IndicatorIndex>) -> Vec<IndicatorIndex> {
        if !self.reader.passage.place.nation
            || indicators.first() != indicator::index_of("fiscal_revenue_total").as_ref()
        {
            return indicators;
        }
        indicator::index_of("budget_revenue").into_iter().collect()
    }

    /// Something else that could be measured takes over as the subject.
    fn noun(&mut self, index: usize, token: Token) {
        let mentions = [Mention { indicator: OTHER, start: token.start, end: token.end }];
        if self.counted_by_last(index, token) {
            self.quantities.pop();
        } else if !self.quantities.is_empty() && self.rest(token.end).chars().count() < 2 && self.follows_subject() {
            return;
        }
        if self.join_list(&mentions, token) {
            return;
        }
        self.finish();
        self.begin(token, Subject { mentions: mentions.to_vec(), whole: None, counted: false });
    }

    fn begin(&mut self, token: Token, subject: Subject) {
        self.state.named.extend_from_slice(&subject.mentions);
        self.subject = subject;
        self.inherited = false;
        self.anchor = token.end;
        self.mood = Mood {
            hedged: self.mood.hedged,
            total: self.mood.total,
            verb: self.mood.verb + 1,
            worked: self.mood.worked,
            ..Mood::default()
        };
        self.relation = None;
    }

    /// Adds to the list of subjects when only connectors stand between.
    fn join_list(&mut self, mentions: &[Mention], token: Token) -> bool {
        if self.inherited || !self.quantities.is_empty() || self.subject.mentions.is_empty() {
            return false;
        }
        let between = self.reader.text.slice(self.anchor, token.start);
        if !starts_list_item(between) {
            return false;
        }
        self.state.named.extend_from_slice(mentions);
        self.subject.mentions.extend_from_slice(mentions);
        self.subject.whole = None;
        self.anchor = token.end;
        true
    }

    /// A noun that a quantity counts (27个龙头企业) takes the quantity along.
    fn counted_by_last(&self, index: usize, token: Token) -> bool {
        let before = index.checked_sub(1).and_then(|i| self.tokens.get(i));
        let counted = matches!(before.map(|t| t.kind), Some(Kind::Quantity(q)) if q.dimension == "count" && token.start <= q.bound_end + 12);
        counted && !self.follows_subject()
    }

    /// 占一般公共预算支出, 高于地区生产总值, 与生产总值增长同步: not a subject.
    fn is_reference(&mut self, indicators: &[IndicatorIndex], token: Token) -> bool {
        let before = self.reader.text.slice(self.start, token.start);
        let open_share = before.rfind('占').is_some_and(|at| {
            let since = before.get(at..).unwrap_or_default();
            since.len() <= 30 && !since.contains("占比")
        });
        let shared = self.mood.share && open_share && !self.subject.mentions.is_empty();
        if shared && !self.quantities.iter().any(|q| q.mood.share) {
            self.mood.share_of = indicators.first().copied();
            return true;
        }
        if self.mood.gap && self.quantities.is_empty() {
            return true;
        }
        let linked = before.ends_with(['与', '和', '同', '跟']) || before.ends_with("以及");
        let synchronous = self.rest(token.end).contains("同步") || self.rest(token.end).contains("持平");
        linked && synchronous && self.quantities.is_empty() && !self.subject.mentions.is_empty() && !self.inherited
    }

    /// Whether the last quantity stands right behind the subject.
    fn follows_subject(&self) -> bool {
        let Some(last) = self.quantities.last() else { return false };
        let between = self.reader.text.slice(self.anchor, last.quantity.bound_start);
        !self.inherited
            && !self.subject.mentions.is_empty()
            && !between.contains(['、', '和'])
            && between.chars().count() <= 3
    }

    fn is_foreign(&mut self, token: Token, prefix: Option<&Measured>) -> bool {
        let place = self.reader.passage.place;
        let from = match prefix {
            Some(measured) => measured.quantity.end,
            None => self.quantities.last().map_or(self.start, |q| q.quantity.bound_end),
        };
        let before = self.reader.text.slice(from, token.start);
        if place.claims(before) {
            self.state.foreign = false;
            return false;
        }
        let scoped =
            self.tokens.iter().filter(|t| t.start >= from && t.end <= token.start).any(|t| {
                matches!(t.kind, Kind::Word(Word::Scope)) && !place.owns(self.reader.text.slice(t.start, t.end))
            });
        let elsewhere = scoped || scope::names_elsewhere(before, place);
        if elsewhere && self.opens_sentence() && from == self.start && !before.starts_with("其中") && prefix.is_none()
        {
            self.state.foreign = true;
        }
        self.state.foreign || elsewhere
    }

    /// Whether this is the first clause of its sentence or part.
    fn opens_sentence(&self) -> bool {
        self.state.named.is_empty() && self.start <= self.state.start + 3
    }

    fn quantity(&mut self, index: usize, quantity: Quantity) {
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
    fn is_beneficiary(&self, index: usize, quantity: &Quantity) -> bool {
        let before = self.tokens.get(..index).unwrap_or_default().iter().rev().find(|t| t.end <= quantity.bound_start);
        before.is_some_and(|t| matches!(t.kind, Kind::Word(Word::Benefit)) && t.end + 3 >= quantity.bound_start)
    }

    /// The quantity right before a mention, when it counts the mention.
    fn take_prefix(&mut self, index: usize, token: Token) -> Option<Measured> {
        let last = *self.quantities.last()?;
        let between = self.reader.text.slice(last.quantity.bound_end, token.start);
        let loose = self.loose_chars(last.quantity.bound_end, token.start);
        let close = loose <= 4 && between.chars().count() <= 10 && !between.contains(['、', ',', '和', '及']);
        let previous = index.checked_sub(1).and_then(|i| self.tokens.get(i)).map(|t| t.kind);
        let adjacent = matches!(
            previous,
            Some(Kind::Quantity(_) | Kind::Word(Word::Work | Word::Filler | Word::Scope | Word::Reach | Word::Total))
        );
        // 百万亩造林绿化 is a name, not a count.
        let given = self.reader.text.slice(self.start, last.quantity.bound_start).ends_with(['为', '给', '对', '向']);
        let round = self.reader.text.slice(last.quantity.start, last.quantity.end).starts_with(['百', '千']);
        if given || round || !close || !adjacent || !counts(token, &last.quantity) {
            return None;
        }
        if self.follows_subject() && self.subject_takes(&last.quantity) {
            return None;
        }
        self.quantities.pop()
    }

    fn subject_takes(&self, quantity: &Quantity) -> bool {
        let last = self.subject.mentions.last().and_then(|m| catalogue_entry(m.indicator));
        last.is_some_and(|i| i.measures(quantity.dimension))
    }

    fn bind_prefix(&mut self, mention: Mention, measured: Measured, token: Token) {
        let quantity = &measured.quantity;
        let share = quantity.dimension == "percent";
        let found = Found {
            indicator: mention.indicator,
            measure: if share { Measure::Share } else { Measure::Level },
            negative: false,
            comparator: quantity.comparator,
            period: measured.period,
            hedged: measured.mood.hedged,
            quote: (quantity.bound_start, token.end),
            rule: "count-before-name",
        };
        let words =
            vec![("quantity", (quantity.bound_start, quantity.bound_end)), ("indicator", (token.start, token.end))];
        self.reader.emit(found, Some(quantity), words);
    }

    /// 与经济增长同步, 高于经济增长.
    fn finish_relation(&mut self) {
        let Some(comparator) = self.relation else { return };
        if !self.quantities.is_empty() || self.state.foreign {
            return;
        }
        let text = self.rest(self.start);
        if comparator == Comparator::Sync && !["经济", "GDP", "生产总值"].iter().any(|w| text.contains(w)) {
            return;
        }
        let Subject { mentions, whole, .. } = self.subject.clone();
        let together = match (whole, mentions.first()) {
            (Some(whole), Some(first)) if !self.mood.both && !self.mood.respectively => {
                vec![Mention { indicator: whole, ..*first }]
            }
            _ => mentions,
        };
        let end = self.end();
        let period = self.state.when.take();
        for mention in together {
            let found = Found {
                indicator: mention.indicator,
                measure: Measure::Relation,
                negative: false,
                comparator,
                period,
                hedged: self.mood.hedged,
                quote: (mention.start, end),
                rule: "relation",
            };
            self.reader.emit(found, None, vec![("indicator", (mention.start, mention.end))]);
        }
    }

    /// Binds the quantities met so far to the subject in force.
    fn finish(&mut self) {
        let quantities = std::mem::take(&mut self.quantities);
        if quantities.is_empty() {
            return;
        }
        let Subject { mut mentions, whole, counted } = self.subject.clone();
        if let Some(named) = self.respective(&mentions, &quantities) {
            mentions = named;
        }
        match mentions.as_slice() {
            [] => self.bind_by_context(&quantities, "前面没有指标"),
            [one] => self.bind_one(*one, counted, &quantities),
            list => {
                let same = |a: &Measured, b: &Measured| {
                    a.mood.verb == b.mood.verb && a.quantity.dimension == b.quantity.dimension
                };
                for group in quantities.chunk_by(same) {
                    self.bind_list(list, whole, group);
                }
            }
        }
    }

    /// The subjects of the clauses before that 分别 hands its quantities to.
    fn respective(&self, mentions: &[Mention], quantities: &[Measured]) -> Option<Vec<Mention>> {
        let count = quantities.len();
        let handed =
            self.inherited && count > 1 && mentions.len() < count && quantities.iter().all(|q| q.mood.respectively);
        let named = &self.state.named;
        (handed && named.len() >= count).then(|| named.get(named.len() - count..).unwrap_or_default().to_vec())
    }

    fn bind_one(&mut self, mention: Mention, counted: bool, quantities: &[Measured]) {
        // 综合指数、PM2.5分别下降45.6%、51.7%: its place in the list decides.
        let respective: Vec<&Measured> = quantities.iter().filter(|q| q.mood.respectively).collect();
        if respective.len() > 1
            && let Some(place) = self.place_in_list(mention, respective.len())
        {
            if let Some(measured) = respective.get(place) {
                self.bind(mention, measured);
            }
            return;
        }
        let mut since = 0;
        for measured in quantities {
            // A name that has been counted already (34个示范村、261个…) does not
            // take the next item's count too.
            let next_item = self.reader.text.slice(mention.end, measured.quantity.bound_start);
            if counted && next_item.starts_with(['、', '和']) && measured.quantity.dimension == "count" {
                continue;
            }
            self.bind_after(mention, measured, since);
            since = measured.quantity.bound_end;
        }
    }

    /// The place of a mention among `count` items of a list before 分别.
    fn place_in_list(&self, mention: Mention, count: usize) -> Option<usize> {
        let folded = self.reader.text.folded();
        let before = folded.get(self.start..mention.start)?;
        let after = folded.get(mention.end..)?;
        let list = after.get(..after.find("分别")?)?;
        let separators = |text: &str| text.matches(['、', '和', '与', '及']).count();
        let place = separators(before);
        (place + separators(list) + 1 == count).then_some(place)
    }

    /// A list of subjects and the quantities under one verb.
    fn bind_list(&mut self, mentions: &[Mention], whole: Option<IndicatorIndex>, group: &[Measured]) {
        let [one] = group else {
            for (mention, measured) in mentions.iter().zip(group) {
                self.only_at = Some(mention.start);
                self.bind(*mention, measured);
            }
            self.only_at = None;
            return;
        };
        if let (Some(whole), Some(first)) = (whole, mentions.first())
            && !one.mood.both
            && !one.mood.respectively
        {
            self.bind(Mention { indicator: whole, ..*first }, one);
            return;
        }
        if one.mood.both || matches!(one.quantity.dimension, "percent" | "points" | "rank") {
            for mention in mentions {
                self.bind(*mention, one);
            }
            return;
        }
        let fitting: Vec<&Mention> = mentions
            .iter()
            .filter(|m| catalogue_entry(m.indicator).is_some_and(|i| i.measures(one.quantity.dimension)))
            .collect();
        if let [mention] = fitting[..] {
            self.bind(*mention, one);
        }
    }

    fn bind(&mut self, mention: Mention, measured: &Measured) {
        self.bind_after(mention, measured, 0);
    }

    /// Binds a quantity; `since` is where the quantity before it ended, or 0.
    fn bind_after(&mut self, mention: Mention, measured: &Measured, since: usize) {
        let quantity = &measured.quantity;
        let context = [*measured];
        if mention.indicator == OTHER {
            return self.bind_by_context(&context, "说的是别的量,或不是本地区的数");
        }
        if !self.is_near(mention, measured, since) {
            return self.bind_by_context(&context, "离指标太远,中间有别的内容");
        }
        let after = self.rest_of_clause(quantity.bound_end);
        let reading = spent_on_people(mention.indicator, quantity, after)
            .or_else(|| measure::read(mention.indicator, quantity, &measured.mood, after, self.state.lists_growth));
        match reading {
            Some(reading) if !self.inherited || reading.measure != Measure::Level || may_inherit_level(measured) => {
                self.emit(mention, measured, reading);
            }
            _ => self.bind_by_context(&context, "单位或动词与指标不合"),
        }
    }

    fn rest_of_clause(&self, from: usize) -> &str {
        let rest = self.reader.text.folded().get(from..).unwrap_or_default();
        rest.get(..rest.find([',', '。', ';', '\n']).unwrap_or(rest.len())).unwrap_or_default()
    }

    fn emit(&mut self, mention: Mention, measured: &Measured, reading: Reading) {
        if reading.measure == Measure::Growth {
            self.state.lists_growth = true;
        }
        let quantity = &measured.quantity;
        let found = Found {
            indicator: reading.indicator,
            measure: reading.measure,
            negative: reading.negative,
            comparator: quantity.comparator,
            period: self.period(mention, measured, &reading),
            hedged: measured.mood.hedged,
            quote: (mention.start.min(quantity.bound_start), quantity.bound_end.max(mention.end)),
            rule: reading.rule,
        };
        let words =
            vec![("indicator", (mention.start, mention.end)), ("quantity", (quantity.bound_start, quantity.bound_end))];
        self.reader.emit(found, Some(quantity), words);
    }

    /// A state reached over a range of years belongs to its last year, what was
    /// done or grew over it to the range; a baseline to the year before.
    fn period(&self, mention: Mention, measured: &Measured, reading: &Reading) -> Period {
        let period = measured.period;
        let own_year = period != self.state.when.current();
        if measured.baseline && !own_year {
            let before = period.first - 1;
            return Period { first: before, last: before };
        }
        let mood = &measured.mood;
        let percent = measured.quantity.dimension == "percent";
        let adds_up = !percent && catalogue_entry(reading.indicator).is_some_and(|i| i.adds_up);
        let name = self.reader.text.slice(mention.start, mention.end);
        let new = name.starts_with('新') || name.contains("累计");
        let over_range = new || adds_up || mood.worked || mood.total || mood.annual || mood.kept;
        let state = matches!(reading.measure, Measure::Level | Measure::Share) && !over_range
            || reading.measure == Measure::Rank;
        if self.reader.passage.nature() == Nature::Actual && state {
            return Period { first: period.last, last: period.last };
        }
        let changes = matches!(reading.measure, Measure::Growth | Measure::PpChange);
        if let Some(since) = self.state.when.since().filter(|since| changes && since + 1 < period.last) {
            return Period { first: since + 1, last: period.last };
        }
        if mood.annual && period.first == period.last && period.last < self.reader.passage.year {
            return self.reader.passage.five_years_back();
        }
        period
    }

    /// Whether what stands between subject and quantity could belong to a
    /// sentence about the subject: few characters that no table knows.
    fn is_near(&self, mention: Mention, measured: &Measured, since: usize) -> bool {
        let quantity = &measured.quantity;
        let from = if self.inherited { self.start } else { mention.end };
        if quantity.dimension != "rank" && since > from && self.is_next_item(since, quantity.bound_start) {
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
    fn share_leads(&self) -> bool {
        let text = self.rest(self.start);
        ["占", "比重"]
            .iter()
            .filter_map(|w| text.find(w))
            .min()
            .is_some_and(|at| self.loose_chars(self.start, self.start + at) <= 1)
    }

    /// Whether a list goes on with something else (造林3.1万亩、山体复绿3600亩).
    fn is_next_item(&self, since: usize, until: usize) -> bool {
        let between = self.reader.text.slice(since, until);
        between.starts_with(['、', '和']) && self.loose_chars(since, until) >= 2
    }

    /// Words of an inherited clause that could be a subject of their own.
    fn other_topics(&self, quantity: &Quantity) -> usize {
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
    fn loose_chars(&self, from: usize, to: usize) -> usize {
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

    /// Words that name an indicator only beside another (总产58亿斤).
    /// What fits no such word is missed for `reason`.
    fn bind_by_context(&mut self, quantities: &[Measured], reason: &'static str) {
        for measured in quantities {
            if !self.bind_in_context(measured)
                && let Some(misses) = &mut self.reader.misses
            {
                misses.push(((measured.quantity.bound_start, measured.quantity.bound_end), reason));
            }
        }
    }

    fn bind_in_context(&mut self, measured: &Measured) -> bool {
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
    fn begins_a_word(&self, at: usize) -> bool {
        if self.tokens.iter().any(|t| t.start < at && t.end > at) {
            return false;
        }
        let from = self.tokens.iter().rev().find(|t| t.end <= at).map_or(self.start, |t| t.end);
        self.loose_chars(from.max(self.start), at) == 0
    }

    fn context_mention(&self, quantity: &Quantity) -> Option<(IndicatorIndex, usize, usize)> {
        let unit = self.reader.text.slice(quantity.unit.0, quantity.unit.1);
        let before = self.reader.text.slice(self.state.start, quantity.bound_start);
        let near = self.reader.text.slice(self.start, quantity.bound_start);
        self.reader.lexicon.contexts.iter().find_map(|rule| {
            let at = near.rfind(rule.word)?;
            let after = near.get(at + rule.word.len()..)?;
            let distance = after.chars().count();
            if after.starts_with('率') {
                return None;
            }
            let start = self.start + at;
            let own = rule.names_context(near.get(..at)?) || self.begins_a_word(start);
            let here = self.only_at.is_none_or(|at| at == start);
            (own && here && distance <= 14 && rule.holds(before, unit)).then_some((
                rule.indicator,
                start,
                start + rule.word.len(),
            ))
        })
    }
}

/// Whether the text between two names only connects them: 、 or 和, with a
/// repeated verb or scope at most.
fn starts_list_item(between: &str) -> bool {
    if between.is_empty() || between.chars().count() > 7 || !between.contains(['、', '和', '及', '与', '”']) {
        return false;
    }
    let bare = between.trim_matches(|c| "、和及与以“” ".contains(c));
    bare.is_empty()
        || ["增长", "增速", "总量", "增幅", "规模", "起数", "件数", "数量", "总数", "总额", "浓度", "面积", "人数"]
            .contains(&bare)
}

/// Names so short or broad that their figure must stand right beside them:
/// 税收, 出口, 服务业 are parts of many other words.
fn is_short_name(name: &str, index: IndicatorIndex) -> bool {
    let broad = catalogue_entry(index).is_some_and(|i| i.id.starts_with("va_")) && !name.ends_with("增加值");
    broad || name.chars().count() <= 3 && !name.is_ascii()
}

/// Whether the mention at `token` can be counted in the quantity's unit.
fn counts(token: Token, quantity: &Quantity) -> bool {
    let Kind::Word(Word::Indicator(index)) = token.kind else { return false };
    let Some(indicator) = catalogue_entry(index) else { return false };
    let for_people = indicator.id == "livelihood_expenditure" && quantity.dimension == "percent";
    for_people
        || indicator.measures(quantity.dimension)
            && !matches!(quantity.dimension, "money" | "percent" | "points" | "rank")
}

/// A level in a clause without a subject needs a verb that says so:
/// “…跃居第4位,达到2458.8亿元”.
fn may_inherit_level(measured: &Measured) -> bool {
    measured.mood.reached || measured.mood.direction == Direction::To
}

/// “财政支出八成以上用于民生” is livelihood spending's share.
fn spent_on_people(subject: IndicatorIndex, quantity: &Quantity, after: &str) -> Option<Reading> {
    let spending = catalogue_entry(subject).is_some_and(|i| i.id == "budget_expenditure");
    let to_people =
        ["用于民生", "投向民生", "用于保障", "用在民生", "用于改善民生", "投入民生"].iter().any(|w| after.contains(w));
    (spending && to_people && quantity.dimension == "percent").then_some(())?;
    let livelihood = indicator::index_of("livelihood_expenditure")?;
    Some(Reading { indicator: livelihood, measure: Measure::Share, negative: false, rule: "spent-on-people" })
}
