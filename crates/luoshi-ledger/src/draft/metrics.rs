//! Figures of a report → metrics of a row.

use jiff::civil::date;
use luoshi_extract::document::{Comparator as Read, Fact, Measure, Metric as Quantity};
use luoshi_extract::indicator::{self, Better};

use crate::schedule::{Comparator, Direction, Metric, Period};

/// A target of an indicator as a metric; none for one that names no number
/// (与经济增长同步).
pub(super) fn of_fact(fact: &Fact) -> Option<Metric> {
    let direction = match indicator::find(fact.indicator).map(|i| i.better) {
        Some(Better::Down) => Direction::Down,
        Some(Better::Neither) => Direction::Hold,
        _ => Direction::Up,
    };
    let what = match fact.measure {
        Measure::Growth => format!("{}增速", fact.name),
        _ => fact.name.to_owned(),
    };
    let metric = Metric {
        what,
        baseline: None,
        baseline_unit: None,
        target: fact.value?,
        target2: fact.value2,
        comparator: comparator(fact.comparator)?,
        direction,
        unit: fact.unit.clone().unwrap_or_default(),
        period: years(fact.period.first, fact.period.last),
        cumulative: false,
        expected_from: None,
    };
    Some(sound(metric))
}

/// A quantity of a task or pledge as a metric: something that is counted up
/// from zero within the year.
pub(super) fn of_quantity(quantity: &Quantity, year: Option<i16>) -> Option<Metric> {
    let year = year?;
    let unit = quantity.unit.clone().unwrap_or_default();
    let cumulative = !unit.contains(['%', '％']) && !unit.ends_with('点');
    Some(sound(Metric {
        what: quantity.what.clone(),
        baseline: None,
        baseline_unit: None,
        target: quantity.value,
        target2: quantity.value2,
        comparator: comparator(quantity.comparator)?,
        direction: Direction::Up,
        unit,
        period: years(year, year),
        cumulative,
        expected_from: None,
    }))
}

fn comparator(read: Read) -> Option<Comparator> {
    Some(match read {
        Read::Eq => Comparator::Eq,
        Read::Ge => Comparator::Ge,
        Read::Gt => Comparator::Gt,
        Read::Le => Comparator::Le,
        Read::Lt => Comparator::Lt,
        Read::About => Comparator::About,
        Read::Range => Comparator::Range,
        Read::Sync | Read::Above => return None,
    })
}

/// A floor under what shall fall and a ceiling over what shall rise are lines
/// to hold.
fn sound(mut metric: Metric) -> Metric {
    if metric.comparator != Comparator::Range {
        metric.target2 = None;
    } else if metric.target2.is_none_or(|upper| upper < metric.target) {
        metric.target2 = None;
        metric.comparator = Comparator::Eq;
    }
    if metric.check().is_err() {
        metric.direction = Direction::Hold;
    }
    metric
}

fn years(first: i16, last: i16) -> Period {
    Period { from: date(first, 1, 1), to: date(last.max(first), 12, 31) }
}
