//! What a clause speaks of: one indicator, a list that shares a verb, something
//! else, or what the clause before spoke of.

use super::clause::{Clause, Measured, catalogue_entry};
use super::{Mention, Mood, OTHER, Subject};
use crate::clause as running;
use crate::indicator::{self, IndicatorIndex};
use crate::lexicon::Word;
use crate::quantity::Quantity;
use crate::scope;
use crate::token::{Kind, Token};

impl Clause<'_, '_, '_> {
    /// A mention of one indicator, or of several by one phrase.
    pub(super) fn mention(&mut self, index: usize, token: Token, indicators: Vec<IndicatorIndex>) {
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
        self.begin(token, Subject { mentions, counted });
    }

    /// Something else that could be measured takes over as the subject.
    pub(super) fn noun(&mut self, index: usize, token: Token) {
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
        self.begin(token, Subject { mentions: mentions.to_vec(), counted: false });
    }

    pub(super) fn begin(&mut self, token: Token, subject: Subject) {
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
    pub(super) fn join_list(&mut self, mentions: &[Mention], token: Token) -> bool {
        if self.inherited || !self.quantities.is_empty() || self.subject.mentions.is_empty() {
            return false;
        }
        let between = self.reader.text.slice(self.anchor, token.start);
        if !starts_list_item(between) {
            return false;
        }
        self.state.named.extend_from_slice(mentions);
        self.subject.mentions.extend_from_slice(mentions);
        self.anchor = token.end;
        true
    }

    /// A noun that a quantity counts (27个龙头企业) takes the quantity along.
    pub(super) fn counted_by_last(&self, index: usize, token: Token) -> bool {
        let before = index.checked_sub(1).and_then(|i| self.tokens.get(i));
        let counted = matches!(before.map(|t| t.kind), Some(Kind::Quantity(q)) if q.dimension == "count" && token.start <= q.bound_end + 12);
        counted && !self.follows_subject()
    }

    /// 占一般公共预算支出, 高于地区生产总值, 与生产总值增长同步: not a subject.
    pub(super) fn is_reference(&mut self, indicators: &[IndicatorIndex], token: Token) -> bool {
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
        if self.mood.gap && self.quantities.is_empty() || self.rest(token.end).starts_with("中占") {
            return true;
        }
        let linked = before.ends_with(['与', '和', '同', '跟']) || before.ends_with("以及");
        let synchronous = self.rest(token.end).contains("同步") || self.rest(token.end).contains("持平");
        linked && synchronous && self.quantities.is_empty() && !self.subject.mentions.is_empty() && !self.inherited
    }

    /// Whether the last quantity stands right behind the subject.
    pub(super) fn follows_subject(&self) -> bool {
        let Some(last) = self.quantities.last() else { return false };
        let between = self.reader.text.slice(self.anchor, last.quantity.bound_start);
        !self.inherited
            && !self.subject.mentions.is_empty()
            && !between.contains(['、', '和'])
            && between.chars().count() <= 3
    }

    /// 新能源汽车出口: a short name behind other characters is part of a longer one.
    pub(super) fn is_part_of_name(&self, token: Token, first: Option<IndicatorIndex>) -> bool {
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
    pub(super) fn national(&self, indicators: Vec<IndicatorIndex>) -> Vec<IndicatorIndex> {
        if !self.reader.passage.place.nation
            || indicators.first() != indicator::index_of("fiscal_revenue_total").as_ref()
        {
            return indicators;
        }
        indicator::index_of("budget_revenue").into_iter().collect()
    }

    pub(super) fn is_foreign(&mut self, token: Token, prefix: Option<&Measured>) -> bool {
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
    pub(super) fn opens_sentence(&self) -> bool {
        self.state.named.is_empty() && self.start <= self.state.start + 3
    }

    /// The quantity right before a mention, when it counts the mention.
    pub(super) fn take_prefix(&mut self, index: usize, token: Token) -> Option<Measured> {
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

    pub(super) fn subject_takes(&self, quantity: &Quantity) -> bool {
        let last = self.subject.mentions.last().and_then(|m| catalogue_entry(m.indicator));
        last.is_some_and(|i| i.measures(quantity.dimension))
    }

    /// The subjects of the clauses before that 分别 hands its quantities to.
    pub(super) fn respective(&self, mentions: &[Mention], quantities: &[Measured]) -> Option<Vec<Mention>> {
        let count = quantities.len();
        let handed =
            self.inherited && count > 1 && mentions.len() < count && quantities.iter().all(|q| q.mood.respectively);
        let named = &self.state.named;
        (handed && named.len() >= count).then(|| named.get(named.len() - count..).unwrap_or_default().to_vec())
    }

    /// The place of a mention among `count` items of a list before 分别.
    pub(super) fn place_in_list(&self, mention: Mention, count: usize) -> Option<usize> {
        let folded = self.reader.text.folded();
        let before = folded.get(self.start..mention.start)?;
        let after = folded.get(mention.end..)?;
        let after = after.get(..after.floor_char_boundary(running::LONGEST_SENTENCE))?;
        let list = after.get(..after.find("分别")?)?;
        let separators = |text: &str| text.matches(['、', '和', '与', '及']).count();
        let place = separators(before);
        (place + separators(list) + 1 == count).then_some(place)
    }
}

/// Whether the text between two names only connects them: 、 or 和, with a
/// repeated verb or scope at most.
pub(super) fn starts_list_item(between: &str) -> bool {
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
pub(super) fn is_short_name(name: &str, index: IndicatorIndex) -> bool {
    let broad = catalogue_entry(index).is_some_and(|i| i.id.starts_with("va_")) && !name.ends_with("增加值");
    broad || name.chars().count() <= 3 && !name.is_ascii()
}

/// Whether the mention at `token` can be counted in the quantity's unit.
pub(super) fn counts(token: Token, quantity: &Quantity) -> bool {
    let Kind::Word(Word::Indicator(index)) = token.kind else { return false };
    let Some(indicator) = catalogue_entry(index) else { return false };
    let for_people = indicator.id == "livelihood_expenditure" && quantity.dimension == "percent";
    let people = quantity.dimension == "none" && quantity.unit.1 > quantity.unit.0 && indicator.measures("people");
    for_people
        || people
        || indicator.measures(quantity.dimension)
            && !matches!(quantity.dimension, "money" | "percent" | "points" | "rank")
}
