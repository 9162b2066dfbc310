//! What a quantity measures of an indicator: its own value, its growth, its
//! change in points, its share, its rank.

use super::{Direction, Mood};
use crate::document::Measure;
use crate::indicator::{self, Indicator, IndicatorIndex};
use crate::quantity::Quantity;

/// What a quantity says of an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) indicator: IndicatorIndex,
    pub(super) measure: Measure,
    pub(super) negative: bool,
    pub(super) rule: &'static str,
}

/// Indicators whose share in percent is their own value, not a share.
fn percent_is_own_value(indicator: &Indicator) -> bool {
    indicator.measures("percent") && !indicator.measures("money") && !indicator.measures("power")
}

/// Decides what `quantity` says of the indicator under `mood`; `after` is the
/// text behind it, `lists_growth` whether the sentence already lists growth.
pub(super) fn read(
    index: IndicatorIndex,
    quantity: &Quantity,
    mood: &Mood,
    after: &str,
    lists_growth: bool,
) -> Option<Reading> {
    let indicator = indicator::catalogue().get(usize::from(index))?;
    let found = |measure, negative, rule| Some(Reading { indicator: index, measure, negative, rule });
    let falls = mood.direction == Direction::Fall;
    match quantity.dimension {
        "rank" => found(Measure::Rank, false, "rank"),
        "points" => {
            let moves = matches!(mood.direction, Direction::Grow | Direction::Fall);
            (moves && !mood.gap).then_some(())?;
            found(Measure::PpChange, falls, "points")
        }
        "percent" => percent(index, indicator, mood, after, lists_growth),
        "doubling" => found(Measure::Growth, false, "doubling"),
        "times" => {
            let grows = mood.direction == Direction::Grow || mood.reached;
            (grows && !mood.gap && !mood.share && !indicator.is_rate()).then_some(())?;
            found(Measure::Growth, false, "times")
        }
        // 税收超亿元企业 is a class of firms.
        "money" if ["企业", "项目", "的企业", "的项目", "级", "产业集群"].iter().any(|w| after.starts_with(w)) => {
            None
        }
        dimension => {
            let delta = matches!(mood.direction, Direction::Grow | Direction::Fall) && !mood.used;
            // 2万亿: money without its unit has its magnitude still.
            let magnitude = quantity.unit.1 - quantity.unit.0 >= "万亿".len();
            let unitless =
                indicator.measures("count") || indicator.measures("people") || magnitude && indicator.measures("money");
            let unitless = unitless || indicator.is_rate() && mood.reached;
            let own = indicator.measures(dimension) || dimension == "none" && unitless;
            (own && !delta && (mood.reached || !mood.gap)).then_some(())?;
            found(Measure::Level, false, "level")
        }
    }
}

fn percent(
    index: IndicatorIndex,
    indicator: &Indicator,
    mood: &Mood,
    after: &str,
    lists_growth: bool,
) -> Option<Reading> {
    let found = |indicator, measure, negative, rule| Some(Reading { indicator, measure, negative, rule });
    if mood.gap {
        return None;
    }
    let own_value = percent_is_own_value(indicator);
    let growth_after =
        ["的增幅", "的增速", "的增长", "的速度", "增幅", "增速", "的降幅", "增长"].iter().any(|w| after.starts_with(w));
    let falls = mood.direction == Direction::Fall || after.starts_with("的降幅");
    match mood.direction {
        Direction::To if own_value => found(index, Measure::Level, false, "rate"),
        Direction::To if indicator.measures("percent") => found(index, Measure::Share, false, "share"),
        Direction::To if mood.share => share(index, indicator, mood),
        Direction::Grow | Direction::Fall if mood.share && !own_value => None,
        Direction::Grow | Direction::Fall => {
            // A price index's own value is its rise.
            if indicator.id == "cpi" {
                return found(index, Measure::Level, falls, "rate");
            }
            found(index, Measure::Growth, falls, "growth")
        }
        _ if mood.share && !own_value => share(index, indicator, mood),
        _ if own_value => found(index, Measure::Level, falls && indicator.id == "cpi", "rate"),
        _ if growth_after => found(index, Measure::Growth, falls, "growth"),
        _ if indicator.measures("percent") => found(index, Measure::Share, false, "share"),
        _ if lists_growth => found(index, Measure::Growth, false, "growth-in-list"),
        _ => None,
    }
}

fn share(index: IndicatorIndex, indicator: &Indicator, mood: &Mood) -> Option<Reading> {
    // Spending on research as a share of output is a rate with a name of its own.
    let of_other = mood.share_of.is_some() && mood.share_of != indicator::index_of("gdp");
    if indicator.id == "rd_spending" && !of_other {
        let intensity = indicator::index_of("rd_intensity")?;
        return Some(Reading { indicator: intensity, measure: Measure::Level, negative: false, rule: "rate" });
    }
    Some(Reading { indicator: index, measure: Measure::Share, negative: false, rule: "share" })
}
