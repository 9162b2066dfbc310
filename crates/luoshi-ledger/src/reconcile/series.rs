//! An indicator over the years: what each report promised, what the next one
//! reported, and what a later one made of it.

use std::collections::BTreeMap;

use luoshi_extract::document::{Fact, Measure, Nature};
use serde::{Deserialize, Serialize};

use super::model::{Figure, Reconciliation, Verdict};
use super::settings::Settings;
use super::{Account, amount, chain};

/// One indicator in one measure over the years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Series {
    /// Id of the indicator.
    pub indicator: String,
    /// What is measured of it: `level`, `growth`, `pp-change`, `share`, `rank`.
    pub measure: String,
    /// Year by year, in order; years without promise and result are left out.
    pub years: Vec<Year>,
}

/// What is known of one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Year {
    /// The year.
    pub year: i16,
    /// What was promised for it.
    pub target: Option<Figure>,
    /// What the report after it gave as result.
    pub result: Option<Figure>,
    /// Another figure that a later report gave for the same year.
    pub restated: Option<Figure>,
    /// What came of the promise; none when nothing was promised.
    pub verdict: Option<Verdict>,
}

/// The indicators of a chain of reports, in the order of their years.
pub fn series(accounts: &[Account<'_>]) -> Vec<Series> {
    series_of(accounts, &chain(accounts))
}

/// The same with the verdicts of a chain that was reconciled before, and that people
/// may have corrected.
pub fn series_of(accounts: &[Account<'_>], chain: &[Reconciliation]) -> Vec<Series> {
    let settings = Settings::standard();
    let mut all: BTreeMap<(usize, &'static str, &'static str), BTreeMap<i16, Year>> = BTreeMap::new();
    for account in accounts {
        for fact in account.document.facts.iter().chain(&account.document.more_facts) {
            add(&mut all, fact, settings);
        }
    }
    for (earlier, reconciliation) in accounts.iter().zip(chain) {
        for row in &reconciliation.rows {
            let (Some(id), Some(figure)) = (&row.promise.indicator, &row.promise.figure) else {
                continue;
            };
            let Some(year) = earlier.document.year else {
                continue;
            };
            let held = all
                .iter_mut()
                .filter(|((_, indicator, _), _)| indicator == id)
                .filter_map(|(_, years)| years.get_mut(&year))
                .find(|y| y.target.as_ref() == Some(figure));
            if let Some(held) = held {
                held.verdict = Some(row.settled());
            }
        }
    }
    all.into_iter()
        .map(|((_, indicator, measure), years)| Series {
            indicator: indicator.to_owned(),
            measure: measure.to_owned(),
            years: years.into_values().collect(),
        })
        .collect()
}

fn add(all: &mut BTreeMap<(usize, &'static str, &'static str), BTreeMap<i16, Year>>, fact: &Fact, settings: &Settings) {
    let Some(value) = fact.value.filter(|_| fact.period.first == fact.period.last) else {
        return;
    };
    let place = luoshi_extract::indicator::catalogue().iter().position(|i| i.id == fact.indicator).unwrap_or(0);
    let year = fact.period.last;
    let years = all.entry((place, fact.indicator, measure(fact.measure))).or_default();
    let held = years.entry(year).or_insert(Year { year, target: None, result: None, restated: None, verdict: None });
    let figure = Figure { value, value2: fact.value2, unit: fact.unit.clone() };
    match fact.nature {
        Nature::Target => {
            held.target.get_or_insert(figure);
        }
        Nature::Actual => match &held.result {
            None => held.result = Some(figure),
            Some(first) if differs(first, &figure, settings) => {
                held.restated.get_or_insert(figure);
            }
            Some(_) => {}
        },
    }
}

/// Whether two figures for one year differ by more than rounding.
fn differs(a: &Figure, b: &Figure, settings: &Settings) -> bool {
    let Some(other) = amount::convert(b, a.unit.as_deref(), settings) else {
        return false;
    };
    let off = other.value.saturating_sub(a.value).abs().saturating_mul(rust_decimal::Decimal::ONE_HUNDRED);
    off > a.value.abs().saturating_mul(settings.restated.percent.value)
}

fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::Level => "level",
        Measure::Growth => "growth",
        Measure::PpChange => "pp-change",
        Measure::Share => "share",
        Measure::Rank => "rank",
        Measure::Relation => "relation",
    }
}
