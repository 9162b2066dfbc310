//! A rate: never a number alone, always with what it was divided from.

use std::fmt;

use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize, Serializer};

use super::catalogue::{Definition, Measure, RateCode, Scope, catalogue, definition};
use super::cohort::Cohort;
use super::counts::Counts;
use super::steps::Steps;

/// A rate with numerator, denominator, definition and cohort.
#[derive(Debug, Clone)]
pub struct Rate {
    /// What it means.
    pub definition: &'static Definition,
    /// What is counted: a number of items, days, or an amount in 万元.
    pub numerator: Decimal,
    /// Out of what.
    pub denominator: Decimal,
    /// Items and days it speaks of.
    pub cohort: Cohort,
    /// How many items stand behind it; for amounts, how many projects.
    pub sample: i64,
    /// Items left out of both sides because their figure is not known.
    pub missing: i64,
    /// Whether the sample is smaller than the office's least.
    pub small_sample: bool,
}

/// The office's settings for statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Settings {
    /// Rates over fewer items are flagged and not ranked. Not from a regulation.
    pub min_sample: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { min_sample: 5 }
    }
}

/// The counts behind the rates of one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// At the end of the last day.
    pub at: Counts,
    /// Added within the days.
    pub within: Counts,
}

impl Figures {
    /// The figures of a group for the days from `from` to `to`.
    pub fn of(steps: &Steps, from: Date, to: Date) -> Self {
        Self { at: steps.at(to), within: steps.within(from, to) }
    }

    /// The figures of several groups as one.
    pub fn total<'f>(groups: impl IntoIterator<Item = &'f Self>) -> Self {
        groups.into_iter().fold(Self::default(), |mut sum, figures| {
            sum.at += figures.at;
            sum.within += figures.within;
            sum
        })
    }
}

impl Rate {
    /// A rate of given numbers: for counts, the sample is the denominator.
    pub fn new(code: RateCode, numerator: Decimal, denominator: Decimal, cohort: Cohort, settings: Settings) -> Self {
        let sample = i64::try_from(denominator.trunc()).unwrap_or(i64::MAX);
        Self::with_sample(code, [numerator, denominator], cohort, [sample, 0], settings)
    }

    /// The rate of a group's figures within the days of the cohort.
    pub fn of(code: RateCode, figures: &Figures, cohort: &Cohort, settings: Settings) -> Self {
        let definition = definition(code);
        let (counts, from) = match definition.scope {
            Scope::AtEnd => (&figures.at, None),
            Scope::Within => (&figures.within, cohort.from),
        };
        let parts = (definition.parts)(counts);
        let cohort = Cohort { from, ..cohort.clone() };
        let fraction = [parts.numerator, parts.denominator];
        Self::with_sample(code, fraction, cohort, [parts.sample, parts.missing], settings)
    }

    fn with_sample(
        code: RateCode,
        [numerator, denominator]: [Decimal; 2],
        cohort: Cohort,
        [sample, missing]: [i64; 2],
        settings: Settings,
    ) -> Self {
        let definition = definition(code);
        let small_sample = sample < settings.min_sample;
        Self { definition, numerator, denominator, cohort, sample, missing, small_sample }
    }

    /// The value in its unit, per cent or days, with a number of decimals, half up;
    /// none over a denominator of 0.
    pub fn rounded(&self, decimals: u32) -> Option<Decimal> {
        let factor = match self.definition.measure {
            Measure::Percent => Decimal::ONE_HUNDRED,
            Measure::Days => Decimal::ONE,
        };
        let value = self.numerator.checked_mul(factor)?.checked_div(self.denominator)?;
        Some(value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero))
    }

    /// The value in its unit with two decimals.
    pub fn value(&self) -> Option<Decimal> {
        self.rounded(2)
    }

    /// The value in per cent with two decimals, half up; none over a denominator of
    /// 0 and for what is not a share.
    pub fn percent(&self) -> Option<Decimal> {
        match self.definition.measure {
            Measure::Percent => self.value(),
            Measure::Days => None,
        }
    }
}

/// The definition's fields, then the value (null over nothing) and what it is made of.
impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "kebab-case")]
        struct Shown<'a> {
            #[serde(flatten)]
            definition: &'a Definition,
            value: Option<Decimal>,
            numerator: Decimal,
            denominator: Decimal,
            cohort: &'a Cohort,
            sample: i64,
            missing: i64,
            small_sample: bool,
        }
        let shown = Shown {
            definition: self.definition,
            value: self.value(),
            numerator: self.numerator,
            denominator: self.denominator,
            cohort: &self.cohort,
            sample: self.sample,
            missing: self.missing,
            small_sample: self.small_sample,
        };
        shown.serialize(serializer)
    }
}

/// `87.23%`, `6.50天`, or `—` over nothing.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.value(), self.definition.measure) {
            (None, _) => f.write_str("—"),
            (Some(value), Measure::Percent) => write!(f, "{value:.2}%"),
            (Some(value), Measure::Days) => write!(f, "{value:.2}天"),
        }
    }
}

/// All rates of a group, in the order of the catalogue.
pub fn rates(figures: &Figures, cohort: &Cohort, settings: Settings) -> Vec<Rate> {
    catalogue().iter().map(|definition| Rate::of(definition.code, figures, cohort, settings)).collect()
}
