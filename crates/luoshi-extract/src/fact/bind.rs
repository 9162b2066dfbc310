//! Which quantity belongs to which indicator.
//!
//! A clause is a row of segments: a subject, then its quantities. Subjects may
//! be a list (存款、贷款余额分别…), quantities may be a list too (…6.5%和5.2%),
//! and a quantity may stand before what it counts (39个老旧小区). A clause that
//! names no subject continues the one before, if nothing else could be its
//! subject.

use super::clause::{Clause, Measured, catalogue_entry};
use super::measure::{self, Reading};
use super::{Direction, Found, Mention, OTHER, Subject};
use crate::clause as running;
use crate::document::{Comparator, Measure};
use crate::indicator::{self, IndicatorIndex};
use crate::quantity::Quantity;
use crate::token::Token;

impl Clause<'_, '_, '_> {
    /// A level in a clause without a subject needs a verb that says so (“…跃居第4位,
    /// 达到2458.8亿元”), and a count the same unit as before.
    fn may_inherit_level(&self, measured: &Measured) -> bool {
        let said = measured.mood.reached || measured.mood.direction == Direction::To;
        let dimension = measured.quantity.dimension;
        said && (!matches!(dimension, "count" | "none") || self.state.last_dimension == Some(dimension))
    }

    /// Binds the quantities met so far to the subject in force.
    pub(super) fn finish(&mut self) {
        let quantities = std::mem::take(&mut self.quantities);
        if quantities.is_empty() {
            return;
        }
        let Subject { mut mentions, counted } = self.subject.clone();
        let handed = self.respective(&mentions, &quantities);
        if let Some(named) = handed {
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
                    self.bind_list(list, group);
                }
            }
        }
    }

    pub(super) fn bind_one(&mut self, mention: Mention, counted: bool, quantities: &[Measured]) {
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

    /// A list of subjects and the quantities under one verb.
    pub(super) fn bind_list(&mut self, mentions: &[Mention], group: &[Measured]) {
        let [one] = group else {
            for (mention, measured) in mentions.iter().zip(group) {
                self.only_at = Some(mention.start);
                self.bind(*mention, measured);
            }
            self.only_at = None;
            return;
        };
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
        match fitting[..] {
            [mention] => self.bind(*mention, one),
            [] => self.bind_by_context(group, "说的是别的量,或不是本地区的数"),
            _ => {}
        }
    }

    pub(super) fn bind(&mut self, mention: Mention, measured: &Measured) {
        self.bind_after(mention, measured, 0);
    }

    /// Binds a quantity; `since` is where the quantity before it ended, or 0.
    pub(super) fn bind_after(&mut self, mention: Mention, measured: &Measured, since: usize) {
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
            Some(reading)
                if !self.inherited || reading.measure != Measure::Level || self.may_inherit_level(measured) =>
            {
                self.emit(mention, measured, reading);
            }
            _ => self.bind_by_context(&context, "单位或动词与指标不合"),
        }
    }

    pub(super) fn bind_prefix(&mut self, mention: Mention, measured: Measured, token: Token) {
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
    pub(super) fn finish_relation(&mut self) {
        let Some(comparator) = self.relation else { return };
        if !self.quantities.is_empty() || self.state.foreign {
            return;
        }
        let text = self.rest(self.start);
        if comparator == Comparator::Sync && !["经济", "GDP", "生产总值"].iter().any(|w| text.contains(w)) {
            return;
        }
        let mentions = self.subject.mentions.clone();
        let end = self.end();
        let period = self.state.when.take();
        for mention in mentions {
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

    pub(super) fn rest_of_clause(&self, from: usize) -> &str {
        let folded = self.reader.text.folded();
        let rest = folded.get(from..folded.floor_char_boundary(from + running::LONGEST_CLAUSE)).unwrap_or_default();
        rest.get(..rest.find([',', '。', ';', '\n']).unwrap_or(rest.len())).unwrap_or_default()
    }

    pub(super) fn emit(&mut self, mention: Mention, measured: &Measured, reading: Reading) {
        if reading.measure == Measure::Growth {
            self.state.lists_growth = true;
        }
        if reading.measure == Measure::Level {
            self.state.last_dimension = Some(measured.quantity.dimension);
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
