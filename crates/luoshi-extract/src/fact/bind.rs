//! Which quantity belongs to which indicator.
//!
//! A clause is a row of segments: a subject, then its quantities. Subjects may
//! be a list (存款、贷款余额分别…), quantities may be a list too (…6.5%和5.2%),
//! and a quantity may stand before what it counts (39个老旧小区). A clause that
//! names no subject continues the one before, if nothing else could be its
//! subject.

use super::measure::{self, Reading};
use super::when::When;
use super::{Direction, Found, Mention, Mood, Reader, Subject};
use crate::document::{Comparator, Measure};
use crate::indicator::{self, IndicatorIndex};
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
}

impl State {
    pub(super) fn new(start: usize, when: When) -> Self {
        Self {
            start,
            subject: Subject::None,
            when,
            foreign: false,
            lists_growth: false,
        }
    }

    /// A semicolon: the next part has a subject of its own.
    pub(super) fn next_part(&mut self) {
        self.subject = Subject::None;
        self.foreign = false;
        self.when.next_part();
    }
}

/// A quantity with the mood it was met in.
#[derive(Debug, Clone, Copy)]
struct Measured {
    quantity: Quantity,
    mood: Mood,
    period: crate::document::Period,
    /// Where a rise or fall starts (由…提高到): not a figure of its own.
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
    /// One past the last subject mention or the clause's start.
    anchor: usize,
    quantities: Vec<Measured>,
    relation: Option<Comparator>,
}

/// Reads one clause.
pub(super) fn clause(reader: &mut Reader<'_, '_>, state: &mut State, tokens: &[Token]) {
    let Some(first) = tokens.first() else { return };
    let start = clause_start(reader.text.folded(), first.start);
    let foreign_now = scope::leads_elsewhere(
        reader.text.slice(start, first.end.max(start + 30)),
        reader.passage.place,
    );
    if foreign_now {
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
    };
    clause.run();
}

/// Where the clause that holds `at` begins: after the last separator.
fn clause_start(folded: &str, at: usize) -> usize {
    folded
        .get(..at)
        .and_then(|before| {
            before
                .rfind([',', ';', ':', '。', '!', '?', '\n', '(', ')'])
                .map(|p| p + sep_len(before, p))
        })
        .unwrap_or(0)
}

fn sep_len(text: &str, at: usize) -> usize {
    text.get(at..)
        .and_then(|t| t.chars().next())
        .map_or(1, char::len_utf8)
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
            Word::Noun => self.other(index, token),
            Word::Grow => self.turn(Direction::Grow),
            Word::Fall => self.turn(Direction::Fall),
            Word::RiseTo | Word::FallTo => {
                self.turn(Direction::To);
                self.mood.reached = true;
                let from = self.after_from(token.start);
                if let Some(last) = self.quantities.last_mut() {
                    last.baseline |= from;
                }
            }
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
            Word::Reach => self.reach(),
            Word::Work => self.mood.worked = true,
            _ => {}
        }
    }

    fn turn(&mut self, direction: Direction) {
        self.mood.direction = direction;
        self.mood.used = false;
        self.mood.gap = false;
        self.mood.verb += 1;
    }

    fn reach(&mut self) {
        self.mood.reached = true;
        if self.mood.used {
            self.mood.direction = Direction::None;
            self.mood.used = false;
            self.mood.verb += 1;
        }
    }

    /// 高于: before a number it binds the number; before 经济增长 it is a
    /// relation; else it measures a gap to somebody else.
    fn gap(&mut self, token: Token) {
        let after = self.reader.text.slice(
            token.end,
            token.end + 60.min(self.end() - token.end.min(self.end())),
        );
        let after = if after.is_empty() {
            self.rest(token.end)
        } else {
            after
        };
        if after.starts_with(|c: char| c.is_ascii_digit()) {
            self.mood.reached = true;
            return;
        }
        let own_past = ["上年", "去年", "年初", "同期"]
            .iter()
            .any(|w| after.starts_with(w));
        if [
            "经济增长",
            "经济发展",
            "经济增速",
            "GDP",
            "地区生产总值",
            "生产总值",
            "城镇居民",
        ]
        .iter()
        .any(|w| after.starts_with(w))
        {
            if !after.starts_with("城镇居民") {
                self.relation = Some(Comparator::Above);
            }
            self.mood.gap = true;
        } else if own_past {
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

    /// Whether the clause opened the last quantity with 由 or 从.
    fn after_from(&self, at: usize) -> bool {
        self.reader
            .text
            .slice(self.anchor, at)
            .contains(['由', '从'])
    }

    /// A mention of one indicator, or of several by one phrase.
    fn mention(
        &mut self,
        index: usize,
        token: Token,
        indicators: Vec<IndicatorIndex>,
        whole: Option<IndicatorIndex>,
    ) {
        let before = self.reader.text.slice(self.start, token.start);
        if self.is_reference(before, &indicators, token) {
            return;
        }
        let mentions = indicators.into_iter().map(|indicator| Mention {
            indicator,
            start: token.start,
            end: token.end,
        });
        let continues = self.quantities.is_empty() && self.continues_list(token.start);
        if continues
            && let Subject::Indicators {
                mentions: list,
                whole,
            } = &mut self.subject
        {
            list.extend(mentions);
            *whole = None;
            self.anchor = token.end;
            return;
        }
        let prefix = self.take_prefix(index, token);
        self.finish();
        let mentions: Vec<Mention> = mentions.collect();
        if self.is_foreign(token) {
            self.subject = Subject::Other;
        } else {
            if let Some(measured) = prefix {
                self.bind_prefix(&mentions, measured, token);
            }
            self.subject = Subject::Indicators { mentions, whole };
        }
        self.inherited = false;
        self.anchor = token.end;
        self.mood = Mood {
            hedged: self.mood.hedged,
            ..Mood::default()
        };
        self.relation = None;
    }

    /// 占一般公共预算支出, 高于地区生产总值: not a subject.
    fn is_reference(&mut self, before: &str, indicators: &[IndicatorIndex], _token: Token) -> bool {
        let of_share = self.mood.share
            && !self.quantities.iter().any(|q| q.mood.share)
            && !self.inherited_blank();
        if of_share && !matches!(self.subject, Subject::None) && self.share_is_open(before) {
            self.mood.share_of = indicators.first().copied();
            return true;
        }
        if self.mood.gap && self.quantities.is_empty() {
            return true;
        }
        let linked = before.ends_with(['与', '和', '同', '跟']) || before.ends_with("以及");
        let verb_seen = self.mood.direction != Direction::None;
        linked && verb_seen && self.quantities.is_empty() && !matches!(self.subject, Subject::None)
    }

    fn inherited_blank(&self) -> bool {
        self.inherited && matches!(self.subject, Subject::None)
    }

    /// Whether 占 stands close before, so that what follows is the whole.
    fn share_is_open(&self, before: &str) -> bool {
        before.rfind('占').is_some_and(|at| {
            before.len() - at <= 30 && !before.get(at..).unwrap_or_default().contains("占比")
        })
    }

    /// Whether only connectors stand between the last mention and this one.
    fn continues_list(&self, at: usize) -> bool {
        if self.inherited || !matches!(self.subject, Subject::Indicators { .. }) {
            return false;
        }
        let between = self.reader.text.slice(self.anchor, at);
        if between.is_empty() || between.chars().count() > 6 {
            return false;
        }
        let bare = between.trim_matches(|c| "、和及与,以“” ".contains(c));
        bare.is_empty()
            || between.starts_with(['、', '和', '及', '与'])
                && ["增长", "全市", "全县", "全省"].contains(&bare)
    }

    /// Something else that could be measured takes over as the subject.
    fn other(&mut self, index: usize, token: Token) {
        // A noun that a quantity counts (27个龙头企业) takes the quantity along.
        let counted = index > 0
            && matches!(self.tokens[index - 1].kind, Kind::Quantity(q) if q.dimension == "count" && token.start <= q.bound_end + 12);
        if counted && !self.follows_subject() {
            self.quantities.pop();
        }
        let keep = !self.quantities.is_empty() && self.rest(token.end).is_empty();
        if keep {
            return;
        }
        self.finish();
        self.subject = Subject::Other;
        self.inherited = false;
        self.anchor = token.end;
        self.mood = Mood {
            hedged: self.mood.hedged,
            ..Mood::default()
        };
    }

    /// Whether the last quantity stands right behind the subject.
    fn follows_subject(&self) -> bool {
        let Some(last) = self.quantities.last() else {
            return false;
        };
        !self.inherited
            && last.quantity.bound_start <= self.anchor + 9
            && matches!(self.subject, Subject::Indicators { .. })
    }

    fn is_foreign(&self, token: Token) -> bool {
        let place = self.reader.passage.place;
        let from = self
            .quantities
            .last()
            .map_or(self.start, |q| q.quantity.bound_end)
            .max(self.scope_start());
        let before = self.reader.text.slice(from, token.start);
        let scoped = self
            .tokens
            .iter()
            .filter(|t| t.start >= from && t.end <= token.start)
            .any(|t| {
                matches!(t.kind, Kind::Word(Word::Scope))
                    && !place.owns(self.reader.text.slice(t.start, t.end))
            });
        let own = place.claims(before);
        !own && (self.state.foreign || scoped || scope::names_elsewhere(before, place))
    }

    /// Scope words count from the last pause on.
    fn scope_start(&self) -> usize {
        self.start
    }

    fn quantity(&mut self, index: usize, quantity: Quantity) {
        if self.is_beneficiary(index, &quantity) {
            return;
        }
        let period = self.state.when.take();
        let mood = self.mood;
        self.quantities.push(Measured {
            quantity,
            mood,
            period,
            baseline: false,
        });
        self.mood.used = true;
        self.mood.reached = false;
    }

    /// 惠及5.3万市场主体: who receives is not counted.
    fn is_beneficiary(&self, index: usize, quantity: &Quantity) -> bool {
        let Some(before) = index.checked_sub(1).and_then(|i| self.tokens.get(i)) else {
            return false;
        };
        matches!(before.kind, Kind::Word(Word::Benefit)) && before.end + 3 >= quantity.bound_start
    }

    /// The quantity right before a mention, when it counts the mention.
    fn take_prefix(&mut self, index: usize, token: Token) -> Option<Measured> {
        let last = *self.quantities.last()?;
        let between = self.reader.text.slice(last.quantity.bound_end, token.start);
        let close = between.chars().count() <= 8 && !between.contains(['、', ',', '和', '及']);
        let previous_is_quantity = index > 0
            && matches!(
                self.tokens[index - 1].kind,
                Kind::Quantity(_)
                    | Kind::Word(Word::Work | Word::Filler | Word::Scope | Word::Reach)
            );
        if !close || !previous_is_quantity || !self.counts(token, &last.quantity) {
            return None;
        }
        if self.follows_subject() && self.subject_takes(&last.quantity) {
            return None;
        }
        self.quantities.pop()
    }

    /// Whether the mention at `token` can be counted in the quantity's unit.
    fn counts(&self, token: Token, quantity: &Quantity) -> bool {
        let first = match token.kind {
            Kind::Word(Word::Indicator(index)) => index,
            _ => return false,
        };
        let Some(indicator) = indicator::catalogue().get(usize::from(first)) else {
            return false;
        };
        let for_people =
            indicator.id == "livelihood_expenditure" && quantity.dimension == "percent";
        for_people
            || indicator.measures(quantity.dimension)
                && !matches!(quantity.dimension, "money" | "percent" | "points" | "rank")
    }

    fn subject_takes(&self, quantity: &Quantity) -> bool {
        let Subject::Indicators { mentions, .. } = &self.subject else {
            return false;
        };
        mentions
            .last()
            .and_then(|m| indicator::catalogue().get(usize::from(m.indicator)))
            .is_some_and(|i| i.measures(quantity.dimension))
    }

    fn bind_prefix(&mut self, mentions: &[Mention], measured: Measured, token: Token) {
        let Some(mention) = mentions.first() else {
            return;
        };
        let share = measured.quantity.dimension == "percent";
        let found = Found {
            indicator: mention.indicator,
            measure: if share {
                Measure::Share
            } else {
                Measure::Level
            },
            negative: false,
            comparator: measured.quantity.comparator,
            period: measured.period,
            hedged: measured.mood.hedged,
            quote: (measured.quantity.bound_start, token.end),
            rule: "count-before-name",
        };
        let words = vec![
            (
                "quantity",
                (measured.quantity.bound_start, measured.quantity.bound_end),
            ),
            ("indicator", (token.start, token.end)),
        ];
        self.reader.emit(found, Some(&measured.quantity), words);
    }

    /// 与经济增长同步, 高于经济增长.
    fn finish_relation(&mut self) {
        let Some(comparator) = self.relation.take() else {
            return;
        };
        if !self.quantities.is_empty() || self.state.foreign {
            return;
        }
        let text = self.rest(self.start);
        if comparator == Comparator::Sync
            && !["经济", "GDP", "生产总值"].iter().any(|w| text.contains(w))
        {
            return;
        }
        let Subject::Indicators { mentions, whole } = &self.subject else {
            return;
        };
        let together = match whole {
            Some(whole) if !self.mood.both && !self.mood.respectively => {
                mentions.first().map(|m| {
                    vec![Mention {
                        indicator: *whole,
                        ..*m
                    }]
                })
            }
            _ => None,
        };
        let end = self.end();
        let period = self.state.when.take();
        for mention in together.unwrap_or_else(|| mentions.clone()) {
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
            self.reader.emit(
                found,
                None,
                vec![("indicator", (mention.start, mention.end))],
            );
        }
    }

    /// Binds the quantities met so far to the subject in force.
    fn finish(&mut self) {
        let quantities = std::mem::take(&mut self.quantities);
        if quantities.is_empty() {
            return;
        }
        let Subject::Indicators { mentions, whole } = self.subject.clone() else {
            self.bind_by_context(&quantities);
            return;
        };
        if mentions.len() == 1 {
            for measured in &quantities {
                self.bind(mentions[0], measured);
            }
            return;
        }
        for group in quantities.chunk_by(|a, b| {
            a.mood.verb == b.mood.verb && a.quantity.dimension == b.quantity.dimension
        }) {
            self.bind_list(&mentions, whole, group);
        }
    }

    /// A list of subjects and the quantities under one verb.
    fn bind_list(
        &mut self,
        mentions: &[Mention],
        whole: Option<IndicatorIndex>,
        group: &[Measured],
    ) {
        let [one] = group else {
            for (mention, measured) in mentions.iter().zip(group) {
                self.bind(*mention, measured);
            }
            return;
        };
        if let Some(whole) = whole
            && !one.mood.both
            && !one.mood.respectively
        {
            self.bind(
                Mention {
                    indicator: whole,
                    ..mentions[0]
                },
                one,
            );
            return;
        }
        let shared =
            one.mood.both || matches!(one.quantity.dimension, "percent" | "points" | "rank");
        if shared {
            for mention in mentions {
                self.bind(*mention, one);
            }
            return;
        }
        let fitting: Vec<&Mention> = mentions
            .iter()
            .filter(|m| {
                indicator::catalogue()
                    .get(usize::from(m.indicator))
                    .is_some_and(|i| i.measures(one.quantity.dimension))
            })
            .collect();
        if let [mention] = fitting[..] {
            self.bind(*mention, one);
        }
    }

    fn bind(&mut self, mention: Mention, measured: &Measured) {
        if measured.baseline && measured.period == self.state.when.default() {
            return;
        }
        let quantity = &measured.quantity;
        if !self.is_near(mention, measured) {
            self.bind_by_context(&[*measured]);
            return;
        }
        let after = self.rest_of_sentence(quantity.bound_end);
        let mut reading = measure::read(
            mention.indicator,
            quantity,
            &measured.mood,
            after,
            self.state.lists_growth,
        );
        if let Some(r) = reading
            && let Some(livelihood) = spent_on_people(r, after)
        {
            reading = Some(livelihood);
        }
        let Some(reading) = reading else {
            self.bind_by_context(&[*measured]);
            return;
        };
        if self.inherited && reading.measure == Measure::Level && !self.may_inherit_level(measured)
        {
            self.bind_by_context(&[*measured]);
            return;
        }
        self.emit(mention, measured, reading);
    }

    fn rest_of_sentence(&self, from: usize) -> &str {
        let folded = self.reader.text.folded();
        let rest = folded.get(from..).unwrap_or_default();
        rest.get(..rest.find([',', '。', ';', '\n']).unwrap_or(rest.len()))
            .unwrap_or_default()
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
            period: measured.period,
            hedged: measured.mood.hedged,
            quote: (
                mention.start.min(quantity.bound_start),
                quantity.bound_end.max(mention.end),
            ),
            rule: reading.rule,
        };
        let words = vec![
            ("indicator", (mention.start, mention.end)),
            ("quantity", (quantity.bound_start, quantity.bound_end)),
        ];
        self.reader.emit(found, Some(quantity), words);
    }

    /// A level in a clause without a subject needs a verb that says so:
    /// “…跃居第4位,达到2458.8亿元”.
    fn may_inherit_level(&self, measured: &Measured) -> bool {
        measured.mood.reached || measured.mood.direction == Direction::To
    }

    /// Whether what stands between subject and quantity could belong to a
    /// sentence about the subject: few characters that no table knows.
    fn is_near(&self, mention: Mention, measured: &Measured) -> bool {
        let quantity = &measured.quantity;
        let from = if self.inherited {
            self.start
        } else {
            mention.end
        };
        let loose = self.loose_chars(from, quantity.bound_start);
        if self.inherited {
            return loose <= 2;
        }
        let counted = matches!(
            quantity.dimension,
            "count" | "people" | "area" | "length" | "none" | "cases"
        );
        loose <= if counted { 6 } else { 14 }
    }

    /// Characters between two places that are in no token.
    fn loose_chars(&self, from: usize, to: usize) -> usize {
        let mut at = from;
        let mut loose = 0;
        let count = |a: usize, b: usize| {
            self.reader
                .text
                .slice(a, b)
                .chars()
                .filter(|c| !"“”、 《》\"'·".contains(*c))
                .count()
        };
        for token in self.tokens.iter().filter(|t| t.end > from && t.start < to) {
            if token.start > at {
                loose += count(at, token.start.min(to));
            }
            at = at.max(token.end);
        }
        if to > at {
            loose += count(at, to);
        }
        loose
    }

    /// Words that name an indicator only beside another (总产58亿斤).
    fn bind_by_context(&mut self, quantities: &[Measured]) {
        for measured in quantities {
            if self.state.foreign {
                return;
            }
            let quantity = &measured.quantity;
            let unit = self.reader.text.slice(quantity.unit.0, quantity.unit.1);
            let before = self
                .reader
                .text
                .slice(self.state.start, quantity.bound_start);
            let near = self.reader.text.slice(self.start, quantity.bound_start);
            let found = self.reader.lexicon.contexts.iter().find_map(|rule| {
                let at = near.rfind(rule.word)?;
                let distance = near.get(at + rule.word.len()..)?.chars().count();
                (distance <= 6 && rule.holds(before, unit))
                    .then(|| (rule.indicator, self.start + at, rule.word.len()))
            });
            let Some((index, start, len)) = found else {
                continue;
            };
            let mention = Mention {
                indicator: index,
                start,
                end: start + len,
            };
            if scope::names_elsewhere(near, self.reader.passage.place)
                || self.counted_elsewhere(start)
            {
                continue;
            }
            let mood = Mood {
                direction: Direction::None,
                gap: false,
                ..measured.mood
            };
            if let Some(mut reading) = measure::read(index, quantity, &mood, "", false) {
                reading.rule = "word-in-context";
                self.emit(mention, measured, reading);
            }
        }
    }

    /// A scope word before `at` in this clause.
    fn counted_elsewhere(&self, at: usize) -> bool {
        let place = self.reader.passage.place;
        self.tokens.iter().filter(|t| t.end <= at).any(|t| {
            matches!(t.kind, Kind::Word(Word::Scope))
                && !place.owns(self.reader.text.slice(t.start, t.end))
        })
    }
}

/// “财政支出八成以上用于民生” is livelihood spending's share.
fn spent_on_people(reading: Reading, after: &str) -> Option<Reading> {
    let spending = indicator::index_of("budget_expenditure")?;
    let to_people = [
        "用于民生",
        "投向民生",
        "用于保障",
        "用在民生",
        "用于改善民生",
    ]
    .iter()
    .any(|w| after.contains(w));
    (reading.indicator == spending && to_people).then_some(())?;
    let livelihood = indicator::index_of("livelihood_expenditure")?;
    Some(Reading {
        indicator: livelihood,
        measure: Measure::Share,
        negative: false,
        rule: "spent-on-people",
    })
}
