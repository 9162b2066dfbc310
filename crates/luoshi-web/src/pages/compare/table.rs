//! Places × years of one indicator: what was promised, what came of it.

use std::collections::{BTreeMap, BTreeSet};

use luoshi_export::labels::Lang;
use luoshi_extract::document::Nature;
use luoshi_extract::scale;
use rust_decimal::Decimal;

use super::{Read, measure_code};
use crate::chart::{Chart, Drawn, Series};
use crate::readings::FactLine;

/// A figure with its sentence.
#[derive(Debug, Clone)]
pub(crate) struct Cited {
    pub(crate) text: String,
    pub(crate) quote: String,
    pub(crate) href: String,
    /// Id of its report.
    pub(crate) report: String,
    /// First character of its sentence.
    pub(crate) start: usize,
    pub(crate) value: Decimal,
    pub(crate) unit: Option<String>,
}

/// What is known of a year.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cell {
    pub(crate) target: Option<Cited>,
    pub(crate) result: Option<Cited>,
    /// Another figure that a later report gives.
    pub(crate) restated: Option<Cited>,
    /// Result minus target, when both are in one unit.
    pub(crate) difference: Option<String>,
}

/// A place with its years.
pub(crate) struct Line {
    pub(crate) place: String,
    pub(crate) cells: Vec<Cell>,
}

/// Places × years.
#[derive(Debug, Default)]
pub(crate) struct Table {
    cells: BTreeMap<String, BTreeMap<i16, Cell>>,
    years: BTreeSet<i16>,
}

impl Table {
    /// The figures of an indicator in a measure. The promise for a year is that of the
    /// report which plans it; the result is the first that a later report gives.
    pub(super) fn of(read: &[&Read], indicator: &str, measure: &str) -> Self {
        let mut table = Self::default();
        let mut sorted = read.to_vec();
        sorted.sort_by_key(|one| one.report.year);
        for one in sorted {
            let wanted = |fact: &&FactLine| fact.indicator == indicator && measure_code(fact.measure) == measure;
            for fact in one.facts.iter().filter(wanted) {
                table.add(one, fact);
            }
        }
        for cell in table.cells.values_mut().flat_map(BTreeMap::values_mut) {
            cell.difference = difference(cell);
        }
        table
    }

    fn add(&mut self, read: &Read, fact: &FactLine) {
        let cited = Cited {
            text: shown(fact),
            quote: fact.quote.clone(),
            href: format!("/reports/{}?at={}#here", read.report.id, fact.start),
            report: read.report.id.clone(),
            start: fact.start,
            value: fact.value,
            unit: fact.unit.clone(),
        };
        self.years.insert(fact.year);
        let cell = self.cells.entry(read.place.clone()).or_default().entry(fact.year).or_default();
        match fact.nature {
            Nature::Target => {
                cell.target.get_or_insert(cited);
            }
            Nature::Actual => match &cell.result {
                None => cell.result = Some(cited),
                Some(first) if first.text != cited.text => {
                    cell.restated.get_or_insert(cited);
                }
                Some(_) => {}
            },
        }
    }

    pub(crate) fn years(&self) -> Vec<i16> {
        self.years.iter().copied().collect()
    }

    pub(crate) fn places(&self) -> usize {
        self.cells.len()
    }

    /// A line a place, with a cell for each year of the table.
    pub(crate) fn lines(&self) -> Vec<Line> {
        let cells = |years: &BTreeMap<i16, Cell>| {
            self.years.iter().map(|year| years.get(year).cloned().unwrap_or_default()).collect()
        };
        self.cells.iter().map(|(place, years)| Line { place: place.clone(), cells: cells(years) }).collect()
    }

    /// The first places as lines of results and marks of promises, in one unit.
    pub(crate) fn chart(&self, title: &str, most: usize, lang: Lang) -> Chart {
        let unit = self
            .cells
            .values()
            .flat_map(BTreeMap::values)
            .find_map(|cell| cell.result.as_ref().or(cell.target.as_ref()).map(|cited| cited.unit.clone()));
        let unit = unit.flatten().unwrap_or_default();
        let mut series = Vec::new();
        for (place, years) in self.cells.iter().take(most) {
            for (what, drawn, is_target) in
                [(lang.pick("结果", "result"), Drawn::Line, false), (lang.pick("目标", "target"), Drawn::Points, true)]
            {
                let value = |year: &i16| {
                    let cell = years.get(year)?;
                    let cited = if is_target { cell.target.as_ref() } else { cell.result.as_ref() };
                    convert(cited?, &unit)
                };
                let values: Vec<Option<Decimal>> = self.years.iter().map(value).collect();
                series.push(Series { name: format!("{place} {what}"), drawn, values });
            }
        }
        Chart { title: title.to_owned(), labels: self.years.iter().map(i16::to_string).collect(), series, unit }
    }
}

fn shown(fact: &FactLine) -> String {
    let unit = fact.unit.as_deref().unwrap_or_default();
    match fact.value2 {
        Some(upper) => format!("{}–{}{unit}", fact.value.normalize(), upper.normalize()),
        None => format!("{}{unit}", fact.value.normalize()),
    }
}

/// A figure in a unit; none when the two do not measure the same.
fn convert(cited: &Cited, unit: &str) -> Option<Decimal> {
    let own = cited.unit.as_deref().unwrap_or_default();
    if own == unit {
        return Some(cited.value);
    }
    let (from, to) = (scale::of_unit(own)?, scale::of_unit(unit)?);
    if from.dimension != to.dimension || from.base != to.base {
        return None;
    }
    Some(cited.value.checked_mul(from.factor)?.checked_div(to.factor)?.round_dp(4))
}

/// How far the result is from the promise.
fn difference(cell: &Cell) -> Option<String> {
    let (target, result) = (cell.target.as_ref()?, cell.result.as_ref()?);
    let unit = target.unit.as_deref().unwrap_or_default();
    let difference = convert(result, unit)?.checked_sub(target.value)?.normalize();
    let sign = if difference.is_sign_negative() { "" } else { "+" };
    let unit = if matches!(unit, "%" | "％") { "个百分点" } else { unit };
    Some(format!("{sign}{difference}{unit}"))
}
