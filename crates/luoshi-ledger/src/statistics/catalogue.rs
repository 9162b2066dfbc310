//! The fixed list of rates: what each divides by what, and on whose word.
//!
//! A definition never changes under its code. Where practice differs, as for funds
//! that are compared with the plan here and with the contract there, there are two
//! codes, and the office chooses which to show.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::counts::Counts;

/// A rate's code; its name in kebab-case never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RateCode {
    /// 办结率.
    ClosingRate,
    /// 按期办结率.
    OnTimeClosingRate,
    /// 按时反馈率.
    OnTimeFeedbackRate,
    /// 超期率.
    OverdueRate,
    /// 平均办理天数(至办结).
    MeanDaysToClose,
    /// 平均办理天数(至销号).
    MeanDaysToClear,
    /// 签约项目开工率.
    SignedStartRate,
    /// 开工项目投产率.
    StartedCommissionRate,
    /// 投产项目达效率.
    OutputRate,
    /// 投资完成率.
    InvestmentRate,
    /// 开工率.
    NewStartRate,
    /// 资金到位率.
    FundsRate,
    /// 资金到位率(按合同额).
    ContractFundsRate,
    /// 履约率.
    ContractRate,
    /// 办复率.
    AnswerRate,
    /// 满意率.
    OpinionRate,
    /// 满意率(含基本满意).
    BroadOpinionRate,
    /// A类占比.
    ShareA,
    /// B类占比.
    ShareB,
    /// C类占比.
    ShareC,
    /// D类占比.
    ShareD,
    /// 响应率.
    ResponseRate,
    /// 解决率.
    SolutionRate,
    /// 诉求人满意率.
    CallerRate,
}

/// What a rate is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Per cent.
    Percent,
    /// Calendar days.
    Days,
}

/// Which counts a rate looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// States at the end of the last day.
    AtEnd,
    /// What happened within the days.
    Within,
}

/// What a rate means.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Definition {
    /// Its code.
    pub code: RateCode,
    /// Title in Chinese.
    pub title_zh: &'static str,
    /// Title in English.
    pub title_en: &'static str,
    /// What is divided by what, in Chinese.
    pub definition_zh: &'static str,
    /// The same in English.
    pub definition_en: &'static str,
    /// Which counts it looks at.
    pub scope: Scope,
    /// Its unit.
    pub measure: Measure,
    /// Whether more is better; none when it says nothing about how well an agency
    /// works, and cannot be ranked.
    pub more_is_better: Option<bool>,
    /// Whether it lies between 0 and 100 %; amounts of money can exceed their plan.
    pub bounded: bool,
    /// Whether the definition stands in the source. If not, it is inferred, and the
    /// office has to confirm it.
    pub certain: bool,
    /// On whose word, in Chinese.
    pub source: &'static str,
    /// Numerator, denominator and sample out of counts.
    #[serde(skip)]
    pub(super) parts: fn(&Counts) -> Parts,
}

/// What a rate takes from counts.
pub(super) struct Parts {
    pub(super) numerator: Decimal,
    pub(super) denominator: Decimal,
    pub(super) sample: i64,
    pub(super) missing: i64,
}

fn of_counts(numerator: i64, denominator: i64) -> Parts {
    let fraction = [numerator, denominator].map(Decimal::from);
    of_amounts(fraction, denominator, 0)
}

fn of_amounts([numerator, denominator]: [Decimal; 2], sample: i64, missing: i64) -> Parts {
    Parts { numerator, denominator, sample, missing }
}

/// All rates, in the order in which they are shown.
pub fn catalogue() -> &'static [Definition] {
    &rows::CATALOGUE
}

/// What a code means.
pub fn definition(code: RateCode) -> &'static Definition {
    &rows::CATALOGUE[code as usize]
}

mod rows;
