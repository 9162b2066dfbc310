//! Rates as a page shows them: the value with what it was divided from, what it
//! means and whether it rests on few items.

use luoshi_export::labels::Lang;
use luoshi_ledger::statistics::{Figures, Measure as Unit, Rate, RateCode, Settings, catalogue};
use luoshi_store::Measure;
use rust_decimal::Decimal;

use super::groups::counted;
use super::{Number, Period};
use crate::words;

/// A rate.
pub(crate) struct Shown {
    pub(crate) title: &'static str,
    /// `87.50%`, or `—` over nothing.
    pub(crate) value: String,
    pub(crate) has_data: bool,
    pub(crate) numerator: Number,
    pub(crate) denominator: Number,
    pub(crate) is_small: bool,
    pub(crate) missing: i64,
    pub(crate) meaning: &'static str,
    /// The days it speaks of.
    pub(crate) cohort: String,
    pub(crate) source: &'static str,
}

/// All rates of a group, in the order of the catalogue.
pub(crate) fn shown(figures: &Figures, period: &Period, group: &[(&str, &str)], lang: Lang) -> Vec<Shown> {
    catalogue().iter().map(|definition| one(definition.code, figures, period, group, lang)).collect()
}

/// One rate of a group.
pub(crate) fn one(code: RateCode, figures: &Figures, period: &Period, group: &[(&str, &str)], lang: Lang) -> Shown {
    of(&Rate::of(code, figures, &period.cohort(), Settings::default()), period, group, lang)
}

/// A rate that was computed, with the lists behind both of its sides.
pub(crate) fn of(rate: &Rate, period: &Period, group: &[(&str, &str)], lang: Lang) -> Shown {
    let definition = rate.definition;
    let zh = lang == Lang::Zh;
    let lists = lists(definition.code);
    let side = |value: Decimal, list: Option<Measure>| match list {
        Some(measure) => {
            let number = counted("", 0, measure.code(), period, group);
            // A zero opens nothing.
            let href = number.href.filter(|_| !value.is_zero());
            Number { value: value.normalize().to_string(), name: number.name, href }
        }
        None if is_money(definition.code) && !rate.denominator.is_zero() => {
            Number { name: String::new(), value: words::money(value, lang), href: None }
        }
        None => Number { name: String::new(), value: value.normalize().to_string(), href: None },
    };
    let value = match (rate.value(), definition.measure) {
        (Some(value), Unit::Days) => format!("{value:.2}{}", lang.pick("天", " days")),
        _ => rate.to_string(),
    };
    Shown {
        title: if zh { definition.title_zh } else { definition.title_en },
        value,
        has_data: !rate.denominator.is_zero(),
        numerator: side(rate.numerator, lists.0),
        denominator: side(rate.denominator, lists.1),
        is_small: rate.small_sample && !rate.denominator.is_zero(),
        missing: rate.missing,
        meaning: if zh { definition.definition_zh } else { definition.definition_en },
        cohort: if zh { rate.cohort.zh() } else { rate.cohort.en() },
        source: definition.source,
    }
}

/// What the two sides of a rate count, where they count items.
fn lists(code: RateCode) -> (Option<Measure>, Option<Measure>) {
    match code {
        RateCode::ClosingRate => (Some(Measure::DueClosed), Some(Measure::Due)),
        RateCode::OnTimeClosingRate => (Some(Measure::ClosedOnTime), Some(Measure::ClosedLimited)),
        RateCode::OverdueRate => (Some(Measure::Overdue), Some(Measure::Open)),
        RateCode::MeanDaysToClose => (None, Some(Measure::Closed)),
        RateCode::MeanDaysToClear => (None, Some(Measure::Cleared)),
        _ => (None, None),
    }
}

/// Whether a rate divides amounts of money, in 万元.
fn is_money(code: RateCode) -> bool {
    use RateCode::{ContractFundsRate, FundsRate, InvestmentRate, OutputRate};
    matches!(code, OutputRate | InvestmentRate | FundsRate | ContractFundsRate)
}
