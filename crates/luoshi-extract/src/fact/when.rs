//! Which years a figure is for.

use super::Mention;
use super::clause::{Clause, Measured, catalogue_entry};
use super::measure::Reading;
use crate::document::{Measure, Nature, Period};
use crate::lexicon::Word;
use crate::passage::{self, Passage};
use crate::text::Text;
use crate::token::{Kind, Token};

/// The period in force at a place of a sentence.
#[derive(Debug, Clone, Copy)]
pub(super) struct When {
    /// From words of this sentence so far.
    current: Period,
    /// For the next quantity only (由2014年的30.9%).
    once: Option<Period>,
    /// A year that the next growth is measured from (比2015年下降…).
    since: Option<i16>,
    plan_year: i16,
    target: bool,
}

impl When {
    /// At the start of a sentence whose figures are for `period` by default.
    pub(super) fn new(passage: &Passage<'_>, period: Period) -> Self {
        let target = passage.nature() == Nature::Target;
        Self { current: period, once: None, since: None, plan_year: passage.year, target }
    }

    /// A semicolon ends what a year in front of a clause governs.
    pub(super) fn next_part(&mut self) {
        self.once = None;
        self.since = None;
    }

    /// The year that a growth in this part is measured from.
    pub(super) fn since(&self) -> Option<i16> {
        self.since
    }

    /// Takes in a token that may name a time.
    pub(super) fn read(&mut self, text: &Text<'_>, token: &Token) {
        let folded = text.folded();
        let before = folded.get(..token.start).unwrap_or_default();
        let after = folded.get(token.end..).unwrap_or_default();
        match token.kind {
            Kind::Year(year) => self.year(year, before, after),
            Kind::Years(first, last) => self.current = Period { first, last },
            Kind::Word(Word::Plan) => {
                if let Some(plan) = passage::numbered_plan(text.slice(token.start, token.end)) {
                    self.plan(plan, before, after);
                }
            }
            Kind::Word(Word::Filler) if text.slice(token.start, token.end) == "今年" => {
                self.current = Period { first: self.plan_year, last: self.plan_year };
            }
            Kind::Word(Word::FiveAhead) => self.current = passage::plan_of(self.plan_year),
            Kind::Word(Word::FiveBack) if !self.target => {
                self.current = Period { first: self.plan_year - 5, last: self.plan_year - 1 };
            }
            _ => {}
        }
    }

    fn year(&mut self, year: i16, before: &str, after: &str) {
        let single = Period { first: year, last: year };
        if before.ends_with(['比', '较']) && year < self.plan_year - 2 {
            self.since = Some(year);
        }
        if before.ends_with(['比', '较'])
            || before.ends_with("相比")
            || after.starts_with("的基础上")
            || after.starts_with("基础上")
        {
            return;
        }
        if after.starts_with("以来") || after.starts_with("起") && before.ends_with(['自', '从']) {
            let last = if self.target { self.plan_year } else { self.plan_year - 1 };
            self.current = Period { first: year.min(last), last };
        } else if before.ends_with(['是', '为']) && after.starts_with('的') {
            // 是2011年的1.89倍 compares with that year.
            self.since = Some(year);
        } else if before.ends_with(['由', '从']) || after.starts_with('的') {
            self.once = Some(single);
        } else if before.ends_with(['到', '至']) || (self.plan_year - 12..=self.plan_year + 30).contains(&year) {
            self.current = single;
        }
    }

    /// A plan's name alone is a topic; with 期间, 末 or 时期 it is a time.
    fn plan(&mut self, plan: Period, before: &str, after: &str) {
        if before.trim_end_matches('“').ends_with(['比', '较']) {
            if after.trim_start_matches('”').starts_with('末') {
                self.since = Some(plan.last);
            }
            return;
        }
        if after.starts_with('末') {
            self.current = Period { first: plan.last, last: plan.last };
        } else if ["期间", "时期", "以来", "五年", "前四年", "规划期"].iter().any(|w| after.starts_with(w))
        {
            self.current = plan;
        }
    }

    /// The period of the next quantity.
    pub(super) fn take(&mut self) -> Period {
        self.once.take().unwrap_or(self.current)
    }

    /// The period in force, without consuming a year of the next quantity.
    pub(super) fn current(&self) -> Period {
        self.current
    }
}

impl Clause<'_, '_, '_> {
    /// A state reached over a range of years belongs to its last year, what was
    /// done or grew over it to the range; a baseline to the year before.
    pub(super) fn period(&self, mention: Mention, measured: &Measured, reading: &Reading) -> Period {
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
        // 到2021年…年均增长12%: from the plan year to the year named.
        if mood.annual && period.first == period.last && period.last > self.reader.passage.year {
            return Period { first: self.reader.passage.year, last: period.last };
        }
        if mood.annual && period.first == period.last && period.last < self.reader.passage.year {
            return self.reader.passage.five_years_back();
        }
        period
    }
}
