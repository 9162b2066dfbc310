//! A measured promise, what is reported of it, and what makes one ill-formed.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A measured promise: from a baseline to a target within a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Metric {
    /// What is measured, as printed: 新改建农村公路.
    pub what: String,
    /// The value before the period, in `baseline_unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Decimal>,
    /// The baseline's unit where it is not the metric's own, as in “由62%提高1个百分点”.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline_unit: Option<String>,
    /// The value to reach; of a range, its lower end.
    pub target: Decimal,
    /// The upper end of a range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target2: Option<Decimal>,
    /// How the target binds.
    pub comparator: Comparator,
    /// Which way is better.
    pub direction: Direction,
    /// The unit of the target and of every figure reported, as printed.
    pub unit: String,
    /// The days within which the promise runs.
    pub period: Period,
    /// Whether the value is added up within the period and so begins at zero
    /// (公里 built, 万元 invested), as a rate or a stock does not.
    #[serde(default)]
    pub cumulative: bool,
    /// The day from which a figure can be expected; a figure missing before is not
    /// yet due. By default, the first day of the period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_from: Option<Date>,
}

/// How a target binds. The comparators of readings that name another indicator
/// (与…同步, 高于…) have no number to measure against and make no metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparator {
    /// 完成, a plain statement: that much or better, by direction.
    Eq,
    /// 以上、不低于.
    Ge,
    /// 超过.
    Gt,
    /// 以内、不超过.
    Le,
    /// 低于.
    Lt,
    /// 左右: that much or better, or short of it by the tolerance of the settings.
    About,
    /// 6%—7%.
    Range,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// More is better: 投资, 覆盖率.
    Up,
    /// Less is better: 能耗, 失业率.
    Down,
    /// A line to hold: 耕地保有量, 零事故, a ceiling on debt.
    Hold,
}

/// Days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl Period {
    /// Whether the day lies in the period.
    pub fn contains(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

/// One figure reported for a metric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Actual {
    /// The value, in `unit`.
    pub value: Decimal,
    /// The unit in which it was reported, as printed.
    pub unit: String,
    /// The day whose state it describes.
    pub as_of: Date,
    /// The day on which it became known. A later report for the same `as_of`
    /// restates the figure.
    pub reported_on: Date,
    /// What the value was divided from, when it is a rate and that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numerator: Option<Decimal>,
    /// What it was divided by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Decimal>,
}

/// The office's settings for progress. None of the defaults stands in a
/// regulation; each is an inference to be confirmed by the office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Settings {
    /// How many percentage points behind the schedule still count as on it.
    pub tolerance_points: Decimal,
    /// What 左右 allows, as a share of the target's size.
    pub about_share: Decimal,
    /// After how many days a figure is too old to be compared with the schedule: by
    /// default a month and the half month it takes to report.
    pub stale_after_days: i32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { tolerance_points: Decimal::from(5), about_share: Decimal::new(5, 2), stale_after_days: 46 }
    }
}

/// Why a metric cannot be measured at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MetricError {
    /// The period ends before it begins.
    #[error("the period ends before it begins")]
    PeriodReversed,
    /// A range has no upper end, or the upper end is below the lower one.
    #[error("the range has no upper end above its lower one")]
    RangeOpen,
    /// There is an upper end, but the comparator is not that of a range.
    #[error("there is an upper end without a range")]
    UpperEndWithoutRange,
    /// 不低于 of something that is to fall, or 不超过 of something that is to rise.
    #[error("the comparator points against the direction; a floor or a ceiling is a line to hold")]
    AgainstDirection,
}

impl Metric {
    /// Checks what must hold before a metric is stored.
    pub fn check(&self) -> Result<(), MetricError> {
        if self.period.to < self.period.from {
            return Err(MetricError::PeriodReversed);
        }
        match (self.comparator, self.target2) {
            (Comparator::Range, Some(upper)) if upper >= self.target => {}
            (Comparator::Range, _) => return Err(MetricError::RangeOpen),
            (_, Some(_)) => return Err(MetricError::UpperEndWithoutRange),
            (_, None) => {}
        }
        match (self.direction, self.comparator) {
            (Direction::Up, Comparator::Le | Comparator::Lt) | (Direction::Down, Comparator::Ge | Comparator::Gt) => {
                Err(MetricError::AgainstDirection)
            }
            _ => Ok(()),
        }
    }
}
