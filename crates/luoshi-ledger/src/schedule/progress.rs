//! How much of the way from baseline to target is covered.
//!
//! “城镇登记失业率由4.6%降至4.1%以内”, now 4.2 %: four fifths of the way, though the
//! figure is above the target and below the baseline.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::metric::{Actual, Comparator, Direction, Metric, MetricError, Settings};
use super::rollup::Missing;
use super::unit::{UnitKind, units_agree};

/// What can be said of a metric's progress. The four are never mixed up: no data
/// and not yet due are not zero, and no progress is a figure that was reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "progress", rename_all = "kebab-case")]
pub enum Progress {
    /// Something of the way is covered, or a line is held or broken.
    Value(Measured),
    /// Nothing can be said, and why.
    NoData {
        /// Why.
        reason: NoData,
    },
    /// The period has not begun, or no figure can be expected yet.
    NotYetDue,
    /// A figure was reported, and it stands at the baseline or on the wrong side of
    /// it; the share is zero or negative.
    NoProgress(Measured),
}

/// How much of the way is covered, and by which figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Measured {
    /// Covered part of the way: 1 is all of it. Above 1 after the target, below 0
    /// when the figure has moved away from it.
    pub share: Decimal,
    /// Whether the comparator holds now.
    pub met: bool,
    /// From where the way was measured.
    pub basis: Basis,
    /// The figure and its day; none for what was rolled up from children.
    pub figure: Option<Actual>,
    /// The value that this figure replaced for the same day.
    pub restated_from: Option<Decimal>,
}

/// From where the way is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// From the baseline.
    Baseline,
    /// From zero, because the metric is cumulative.
    Zero,
    /// There is no way to cover: a line is held (1) or broken (0).
    Line,
    /// Mean of children.
    Children,
}

/// Why there is no progress to show. The names are codes and never change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum NoData {
    /// Nothing was reported for the period.
    NothingReported,
    /// All figures are of days after the period: what was reached later was not
    /// reached in time.
    AfterPeriod,
    /// There is no baseline, and the metric is not cumulative.
    NoBaseline,
    /// The figure is in another unit.
    UnitMismatch {
        /// The metric's.
        wanted: String,
        /// The figure's.
        given: String,
    },
    /// The baseline is in another unit than the target: 62 % and 1 个百分点.
    BaselineUnitMismatch {
        /// The metric's.
        wanted: String,
        /// The baseline's.
        given: String,
    },
    /// The figure is a rate over nothing.
    ZeroDenominator,
    /// The figure is not its numerator over its denominator.
    FigureContradictsFraction,
    /// The metric is ill-formed.
    MetricInvalid {
        /// Why.
        error: MetricError,
    },
    /// Numbers too large to calculate with.
    OutOfRange,
    /// The figure is too old to be compared with the schedule.
    Stale {
        /// The day it describes.
        as_of: Date,
    },
    /// A parent some of whose children have no share.
    ChildrenMissing {
        /// Which, and why.
        missing: Vec<Missing>,
    },
    /// A parent without children, or whose weights add up to nothing or are negative.
    NoWeights,
}

impl Progress {
    /// The covered part of the way, uncapped; none when nothing can be said.
    pub fn share(&self) -> Option<Decimal> {
        self.measured().map(|measured| measured.share)
    }

    /// The share between 0 and 1, as it counts in a roll-up.
    pub fn capped_share(&self) -> Option<Decimal> {
        self.share().map(|share| share.clamp(Decimal::ZERO, Decimal::ONE))
    }

    /// What was measured, when something was.
    pub fn measured(&self) -> Option<&Measured> {
        match self {
            Self::Value(measured) | Self::NoProgress(measured) => Some(measured),
            Self::NoData { .. } | Self::NotYetDue => None,
        }
    }

    pub(super) fn none(reason: NoData) -> Self {
        Self::NoData { reason }
    }
}

/// The progress of a metric on a day, from all that was ever reported of it.
///
/// - Used is the figure of the latest day within the period, among those known on
///   `today`; of several for the same day, the last reported (a restatement). A
///   figure reported after the period for a day within it counts; a figure of a
///   later day does not.
/// - Share = (actual − baseline) ÷ (target − baseline), which serves rising and
///   falling metrics and negative baselines alike. Of a range, the way goes to its
///   nearer end. The share is not capped here.
/// - Where there is no way to cover (direction hold, target at the baseline or
///   behind it, target 0 counted from 0), a line is held or broken: 1 or 0.
/// - Without a baseline, a cumulative metric is counted from 0, any other has no
///   data. [`is_met`] may still be asked.
/// - A figure or a baseline in another unit is refused, never converted.
pub fn progress(metric: &Metric, actuals: &[Actual], settings: &Settings, today: Date) -> Progress {
    if let Err(error) = metric.check() {
        return Progress::none(NoData::MetricInvalid { error });
    }
    if today < metric.period.from {
        return Progress::NotYetDue;
    }
    let Some((actual, restated_from)) = current(metric, actuals, today) else {
        let expected_from = metric.expected_from.unwrap_or(metric.period.from);
        let later = actuals.iter().any(|actual| actual.as_of > metric.period.to && actual.reported_on <= today);
        return match (later, today < expected_from) {
            (true, _) => Progress::none(NoData::AfterPeriod),
            (false, true) => Progress::NotYetDue,
            (false, false) => Progress::none(NoData::NothingReported),
        };
    };
    if let Err(reason) = check_figure(metric, actual) {
        return Progress::none(reason);
    }
    match share(metric, actual.value, settings) {
        Err(reason) => Progress::none(reason),
        Ok((share, basis)) => {
            let met = is_met(metric, actual.value, settings);
            let measured = Measured { share, met, basis, figure: Some(actual.clone()), restated_from };
            let stands_still = basis != Basis::Line && share <= Decimal::ZERO;
            if stands_still { Progress::NoProgress(measured) } else { Progress::Value(measured) }
        }
    }
}

/// The figure that counts on `today`, and the value that it restated.
fn current<'a>(metric: &Metric, actuals: &'a [Actual], today: Date) -> Option<(&'a Actual, Option<Decimal>)> {
    let known =
        |actual: &&Actual| actual.reported_on <= today && actual.as_of <= today && metric.period.contains(actual.as_of);
    // `max_by_key` gives the last of equals: of two reports of one day, the later entry.
    let actual = actuals.iter().filter(known).max_by_key(|actual| (actual.as_of, actual.reported_on))?;
    let earlier = actuals
        .iter()
        .filter(known)
        .filter(|other| other.as_of == actual.as_of && other.value != actual.value)
        .max_by_key(|other| other.reported_on);
    Some((actual, earlier.map(|other| other.value)))
}

fn check_figure(metric: &Metric, actual: &Actual) -> Result<(), NoData> {
    if !units_agree(&metric.unit, &actual.unit) {
        return Err(NoData::UnitMismatch { wanted: metric.unit.clone(), given: actual.unit.clone() });
    }
    let (Some(numerator), Some(denominator)) = (actual.numerator, actual.denominator) else {
        return match actual.denominator {
            Some(denominator) if denominator.is_zero() => Err(NoData::ZeroDenominator),
            _ => Ok(()),
        };
    };
    if denominator.is_zero() {
        return Err(NoData::ZeroDenominator);
    }
    let factor = match UnitKind::of(&actual.unit) {
        UnitKind::Percent => Decimal::ONE_HUNDRED,
        UnitKind::PerMille => Decimal::ONE_THOUSAND,
        UnitKind::Bare | UnitKind::Points | UnitKind::Quantity => Decimal::ONE,
    };
    let ratio = numerator.checked_mul(factor).and_then(|scaled| scaled.checked_div(denominator));
    let difference = ratio.and_then(|ratio| ratio.checked_sub(actual.value)).ok_or(NoData::OutOfRange)?;
    // One in the last printed place: published rates are rounded or cut off.
    let last_place = Decimal::new(1, actual.value.scale());
    if difference.abs() > last_place { Err(NoData::FigureContradictsFraction) } else { Ok(()) }
}

/// The covered part of the way to the target's nearer end.
fn share(metric: &Metric, actual: Decimal, settings: &Settings) -> Result<(Decimal, Basis), NoData> {
    let line = || {
        let share = if is_met(metric, actual, settings) { Decimal::ONE } else { Decimal::ZERO };
        (share, Basis::Line)
    };
    let (goal, sign) = match metric.direction {
        Direction::Hold => return Ok(line()),
        Direction::Up => (metric.target, Decimal::ONE),
        Direction::Down => (metric.target2.unwrap_or(metric.target), Decimal::NEGATIVE_ONE),
    };
    let (baseline, basis) = match metric.baseline {
        Some(baseline) => {
            let given = metric.baseline_unit.as_deref().unwrap_or(&metric.unit);
            if !units_agree(&metric.unit, given) {
                let given = given.to_owned();
                return Err(NoData::BaselineUnitMismatch { wanted: metric.unit.clone(), given });
            }
            (baseline, Basis::Baseline)
        }
        None if metric.cumulative => (Decimal::ZERO, Basis::Zero),
        None => return Err(NoData::NoBaseline),
    };
    let difference = |to: Decimal| to.checked_sub(baseline).and_then(|length| length.checked_mul(sign));
    let way = difference(goal).ok_or(NoData::OutOfRange)?;
    if way <= Decimal::ZERO {
        return Ok(line());
    }
    let covered = difference(actual).ok_or(NoData::OutOfRange)?;
    covered.checked_div(way).map(|share| (share, basis)).ok_or(NoData::OutOfRange)
}

/// Whether a value, in the metric's unit, fulfils the promise.
///
/// More than was promised is no breach: 完成 and 左右 bind on one side only, by the
/// direction, and a range binds on its nearer end; on both sides when a line is
/// held.
pub fn is_met(metric: &Metric, value: Decimal, settings: &Settings) -> bool {
    let lower = metric.target;
    let upper = metric.target2.unwrap_or(metric.target);
    let slack = match metric.comparator {
        Comparator::About => lower.abs().checked_mul(settings.about_share).unwrap_or_default(),
        _ => Decimal::ZERO,
    };
    let reaches = value >= lower.saturating_sub(slack);
    let stays = value <= upper.saturating_add(slack);
    match metric.comparator {
        Comparator::Ge => value >= lower,
        Comparator::Gt => value > lower,
        Comparator::Le => value <= lower,
        Comparator::Lt => value < lower,
        Comparator::Eq | Comparator::About | Comparator::Range => match metric.direction {
            Direction::Up => reaches,
            Direction::Down => stays,
            Direction::Hold => reaches && stays,
        },
    }
}
