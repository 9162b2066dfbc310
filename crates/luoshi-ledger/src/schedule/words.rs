//! Reasons in Chinese and English, side by side, for people to read.

use super::metric::MetricError;
use super::pace::Pace;
use super::progress::NoData;
use super::rollup::Missing;

impl NoData {
    /// The reason in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::NothingReported => "未上报数据".to_owned(),
            Self::AfterPeriod => "只有期后数据,不计入本期".to_owned(),
            Self::NoBaseline => "缺基期值,且不是累计指标".to_owned(),
            Self::UnitMismatch { wanted, given } => format!("单位不一致:目标为“{wanted}”,上报为“{given}”,不作换算"),
            Self::BaselineUnitMismatch { wanted, given } => {
                format!("基期值单位不一致:目标为“{wanted}”,基期值为“{given}”,不作换算")
            }
            Self::ZeroDenominator => "分母为0".to_owned(),
            Self::FigureContradictsFraction => "上报数值与分子、分母不符".to_owned(),
            Self::MetricInvalid { error } => error.zh().to_owned(),
            Self::OutOfRange => "数值过大,无法计算".to_owned(),
            Self::Stale { as_of } => format!("最近数据截至{as_of},已过期"),
            Self::ChildrenMissing { missing } => format!("下级事项缺数据:{}", list(missing, "、")),
            Self::NoWeights => "没有可汇总的下级事项".to_owned(),
        }
    }

    /// The reason in English.
    pub fn en(&self) -> String {
        match self {
            Self::NothingReported => "nothing was reported".to_owned(),
            Self::AfterPeriod => "only figures of days after the period".to_owned(),
            Self::NoBaseline => "no baseline, and the metric is not cumulative".to_owned(),
            Self::UnitMismatch { wanted, given } => {
                format!("the target is in “{wanted}”, the figure in “{given}”; nothing is converted")
            }
            Self::BaselineUnitMismatch { wanted, given } => {
                format!("the target is in “{wanted}”, the baseline in “{given}”; nothing is converted")
            }
            Self::ZeroDenominator => "the denominator is 0".to_owned(),
            Self::FigureContradictsFraction => "the figure is not its numerator over its denominator".to_owned(),
            Self::MetricInvalid { error } => error.to_string(),
            Self::OutOfRange => "the numbers are too large to calculate with".to_owned(),
            Self::Stale { as_of } => format!("the latest figure is of {as_of} and too old"),
            Self::ChildrenMissing { missing } => format!("without a share: {}", list(missing, ", ")),
            Self::NoWeights => "no children to roll up".to_owned(),
        }
    }
}

impl MetricError {
    /// The error in Chinese; [`Display`](std::fmt::Display) has it in English.
    pub fn zh(self) -> &'static str {
        match self {
            Self::PeriodReversed => "期末早于期初",
            Self::RangeOpen => "区间缺上限,或上限低于下限",
            Self::UpperEndWithoutRange => "有上限,但不是区间目标",
            Self::AgainstDirection => "目标方式与指标方向相反;上限、下限应设为“保持”",
        }
    }
}

impl Pace {
    /// In Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Ahead => "快于序时进度",
            Self::On => "符合序时进度",
            Self::Behind => "慢于序时进度",
        }
    }

    /// In English.
    pub fn en(self) -> &'static str {
        match self {
            Self::Ahead => "ahead of schedule",
            Self::On => "on schedule",
            Self::Behind => "behind schedule",
        }
    }
}

fn list(missing: &[Missing], separator: &str) -> String {
    missing.iter().map(|child| child.id.as_str()).collect::<Vec<_>>().join(separator)
}
