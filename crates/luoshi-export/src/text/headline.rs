//! Last year's results beside this year's targets, one line an indicator.
//!
//! Indicators with a target come first, in the order in which the plan names
//! them, because that is the order of the paragraph every reader looks for.

use crate::contract::{Document, Fact, Measure, Nature};
use crate::labels::Lang;
use crate::phrase;

/// One indicator's result and target, in words.
pub(super) struct Headline {
    /// The indicator's name.
    pub(super) name: &'static str,
    /// What came of last year; empty when the report does not say.
    pub(super) result: String,
    /// What is promised for this year; empty when nothing is.
    pub(super) target: String,
}

/// The year reported on and the year planned.
pub(super) fn years(document: &Document) -> (Option<i16>, Option<i16>) {
    (document.year.map(|year| year - 1), document.year)
}

/// Every indicator of the two years.
pub(super) fn list(document: &Document, lang: Lang) -> Vec<Headline> {
    let (past, coming) = years(document);
    let results = facts_of(document, Nature::Actual, past);
    let targets = facts_of(document, Nature::Target, coming);
    let mut indicators: Vec<(&'static str, &'static str)> = Vec::new();
    for fact in targets.iter().chain(&results) {
        if !indicators.iter().any(|(id, _)| *id == fact.indicator) {
            indicators.push((fact.indicator, fact.name));
        }
    }
    indicators
        .into_iter()
        .map(|(id, name)| {
            let (result, target) = (of(&results, id), of(&targets, id));
            Headline { name, result: figures(&result, &target, lang), target: figures(&target, &result, lang) }
        })
        .collect()
}

fn of<'d>(facts: &[&'d Fact], indicator: &str) -> Vec<&'d Fact> {
    let mut facts = facts.to_vec();
    facts.retain(|fact| fact.indicator == indicator);
    facts
}

fn facts_of(document: &Document, nature: Nature, year: Option<i16>) -> Vec<&Fact> {
    let year = year.map(|year| year.to_string());
    document
        .all_facts()
        .filter(|fact| fact.nature == nature)
        .filter(|fact| year.as_deref().is_none_or(|year| fact.period == year))
        .collect()
}

/// The level, then the change, of one indicator: `57.3亿元，增长7.1%`.
///
/// A report often repeats a figure, and names parts of it; the first mention is
/// the headline, or the first in a unit that the other column has too: a rate
/// beside a rate, not beside a number of households.
fn figures(facts: &[&Fact], beside: &[&Fact], lang: Lang) -> String {
    let first = |wanted: &[Measure]| {
        let mut candidates = facts.iter().filter(|fact| wanted.contains(&fact.measure));
        let compares =
            |fact: &&&Fact| beside.iter().any(|other| other.measure == fact.measure && other.unit == fact.unit);
        candidates.clone().find(compares).or_else(|| candidates.next()).map(|fact| {
            let hedge = if fact.hedged { lang.pick("力争", "aims at ") } else { "" };
            format!("{hedge}{}", phrase::fact(fact, lang))
        })
    };
    let level = first(&[Measure::Level]);
    let change = first(&[Measure::Growth, Measure::PpChange, Measure::Relation]);
    let other = || first(&[Measure::Share, Measure::Rank]);
    match (level, change) {
        (Some(level), Some(change)) => format!("{level}{}{change}", lang.pick("，", ", ")),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => other().unwrap_or_default(),
    }
}
