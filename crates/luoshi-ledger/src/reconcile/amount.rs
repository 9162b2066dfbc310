//! Whether a result keeps a figure: comparator, direction, tolerance.

use luoshi_extract::document::{Comparator, Measure};
use luoshi_extract::indicator::Better;
use luoshi_extract::scale::{self, Scale};
use rust_decimal::Decimal;

use super::model::{Figure, NoteCode, Rule};
use super::settings::{Kin, Settings};

/// A promised figure with all that decides whether a result keeps it.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) figure: Figure,
    pub(super) comparator: Comparator,
    pub(super) measure: Measure,
    /// Which way is good.
    pub(super) better: Better,
    /// A target that is a ceiling by custom.
    pub(super) ceiling: bool,
    /// 左右 means near on both sides.
    pub(super) both_sides: bool,
}

/// What a comparison gave.
#[derive(Debug, Clone)]
pub(super) struct Judgement {
    pub(super) met: bool,
    pub(super) rule: Rule,
    pub(super) notes: Vec<(NoteCode, String)>,
}

/// Which side of the value keeps the promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
    /// On either side, within the tolerance.
    Near,
}

/// Compares a result with a promised figure. None when the units measure
/// different things.
pub(super) fn judge(wanted: &Wanted, found: &Figure, settings: &Settings) -> Option<Judgement> {
    let converted = convert(found, wanted.figure.unit.as_deref(), settings)?;
    let actual = converted.value;
    let low = wanted.figure.value2.map_or(wanted.figure.value, |v| v.min(wanted.figure.value));
    let high = wanted.figure.value2.map_or(wanted.figure.value, |v| v.max(wanted.figure.value));
    let side = side(wanted);
    let tolerance = tolerance(wanted, settings);
    let within = |slack: Decimal| match side {
        Side::AtLeast => actual >= low.saturating_sub(slack),
        Side::MoreThan => actual > low,
        Side::AtMost => actual <= high.saturating_add(slack),
        Side::LessThan => actual < high,
        Side::Near => actual >= low.saturating_sub(slack) && actual <= high.saturating_add(slack),
    };
    let met = within(tolerance);
    let mut notes = Vec::new();
    if met && !within(Decimal::ZERO) {
        notes.push((NoteCode::WithinTolerance, format!("±{}", tolerance.normalize())));
        notes.push((NoteCode::Setting, "about".to_owned()));
    }
    if wanted.comparator == Comparator::Range && actual > high && side != Side::AtMost {
        notes.push((NoteCode::AboveRange, format!("{} > {}", shown(actual, None), shown(high, None))));
    }
    if wanted.ceiling && side == Side::AtMost && wanted.comparator == Comparator::About {
        notes.push((NoteCode::Setting, "ceiling".to_owned()));
    }
    if let Some(from) = converted.from {
        notes.push((
            NoteCode::UnitDiffers,
            format!("{} = {}", printed(found), shown_in(actual, &wanted.figure) + &from),
        ));
    }
    Some(Judgement { met, rule: rule(wanted, side, actual, tolerance), notes })
}

/// Which side keeps the promise: the comparator decides; a plain figure and
/// 左右 go by which way is good.
fn side(wanted: &Wanted) -> Side {
    // 下降3%以上 is stored as -3 with “at least”: more of a fall is a lower figure.
    let falls = wanted.figure.value < Decimal::ZERO;
    let up = wanted.better != Better::Down;
    // A place in a ranking is better the lower it is.
    let up = if wanted.measure == Measure::Rank { false } else { up };
    match wanted.comparator {
        Comparator::Gt => {
            if falls {
                Side::LessThan
            } else {
                Side::MoreThan
            }
        }
        Comparator::Lt => {
            if falls {
                Side::MoreThan
            } else {
                Side::LessThan
            }
        }
        Comparator::Ge | Comparator::Above => {
            if falls {
                Side::AtMost
            } else {
                Side::AtLeast
            }
        }
        Comparator::Le => {
            if falls {
                Side::AtLeast
            } else {
                Side::AtMost
            }
        }
        Comparator::About if wanted.both_sides => Side::Near,
        Comparator::About | Comparator::Range if wanted.better == Better::Neither => Side::Near,
        Comparator::Eq | Comparator::Sync | Comparator::About | Comparator::Range => {
            if up {
                Side::AtLeast
            } else {
                Side::AtMost
            }
        }
    }
}

fn tolerance(wanted: &Wanted, settings: &Settings) -> Decimal {
    if wanted.comparator != Comparator::About {
        return Decimal::ZERO;
    }
    if in_points(wanted) {
        return settings.about.points.value;
    }
    (wanted.figure.value / Decimal::ONE_HUNDRED).saturating_mul(settings.about.percent_of_level.value).abs()
}

/// Whether the figure is itself a percentage, so that a distance is in points.
fn in_points(wanted: &Wanted) -> bool {
    let percent = is_percentage(wanted.figure.unit.as_deref());
    percent || wanted.measure != Measure::Level && wanted.figure.unit.is_none()
}

/// Whether a unit is percent or points, in whatever script.
pub(super) fn is_percentage(unit: Option<&str>) -> bool {
    let scale = unit.and_then(scale::of_unit);
    scale.is_some_and(|s| matches!(s.dimension, "percent" | "points" | "permille"))
}

fn rule(wanted: &Wanted, side: Side, actual: Decimal, tolerance: Decimal) -> Rule {
    let name = match (wanted.comparator, side) {
        (Comparator::About, Side::AtLeast) => "about-at-least",
        (Comparator::About, Side::AtMost) => "about-at-most",
        (Comparator::About, _) => "about",
        (Comparator::Range, Side::AtMost) => "range-upper-end",
        (Comparator::Range, Side::Near) => "range",
        (Comparator::Range, _) => "range-lower-end",
        (_, Side::AtLeast) => "at-least",
        (_, Side::MoreThan) => "more-than",
        (_, Side::AtMost) => "at-most",
        (_, Side::LessThan) => "less-than",
        (_, Side::Near) => "near",
    };
    let value = printed(&wanted.figure);
    let actual = shown_in(actual, &wanted.figure);
    let (zh, en) = match side {
        Side::AtLeast => ("不低于", "at least"),
        Side::MoreThan => ("高于", "more than"),
        Side::AtMost => ("不高于", "at most"),
        Side::LessThan => ("低于", "less than"),
        Side::Near => ("接近", "near"),
    };
    let (slack_zh, slack_en) = if tolerance.is_zero() {
        (String::new(), String::new())
    } else {
        let slack = shown_in(tolerance, &Figure { value: tolerance, value2: None, unit: points(wanted) });
        (format!("，“左右”按±{slack}计"), format!(", 左右 taken as ±{slack}"))
    };
    Rule::new(
        name,
        format!("实际{actual}，应{zh}{value}{slack_zh}"),
        format!("result {actual}, wanted {en} {value}{slack_en}"),
    )
}

fn points(wanted: &Wanted) -> Option<String> {
    if in_points(wanted) { Some("个百分点".to_owned()) } else { wanted.figure.unit.clone() }
}

/// A figure as printed: `6%`, `6%—6.5%`.
pub(super) fn printed(figure: &Figure) -> String {
    match figure.value2 {
        Some(high) => format!("{}—{}", figure.value.normalize(), shown_in(high, figure)),
        None => shown_in(figure.value, figure),
    }
}

fn shown_in(value: Decimal, figure: &Figure) -> String {
    shown(value, figure.unit.as_deref())
}

/// A value with its unit, without needless zeros.
pub(super) fn shown(value: Decimal, unit: Option<&str>) -> String {
    format!("{}{}", value.round_dp(4).normalize(), unit.unwrap_or_default())
}

/// A value in another unit.
pub(super) struct Converted {
    pub(super) value: Decimal,
    /// Empty when only the magnitude changed, else words for the factor; none
    /// when the units are the same.
    pub(super) from: Option<String>,
}

/// Puts a figure into the unit `into`. None when the two do not measure the
/// same, or count different things (户 and 人).
pub(super) fn convert(figure: &Figure, into: Option<&str>, settings: &Settings) -> Option<Converted> {
    let unit = figure.unit.as_deref();
    if unit == into {
        return Some(Converted { value: figure.value, from: None });
    }
    // A count without its unit (达到5230) is of what the promise counts.
    let (Some(unit), Some(into)) = (unit, into) else {
        let other = unit.or(into).unwrap_or_default();
        let counts = scale::of_unit(other).is_some_and(|s| s.dimension == "count" && s.factor == Decimal::ONE);
        return counts.then_some(Converted { value: figure.value, from: None });
    };
    let (own, other) = (scale::of_unit(unit)?, scale::of_unit(into)?);
    comparable(&own, &other, &settings.kin).then_some(())?;
    let value = figure.value.checked_mul(own.factor)?.checked_div(other.factor)?;
    Some(Converted { value, from: (own.factor != other.factor).then(String::new) })
}

/// Whether two units measure the same: of counted things and of people, the
/// words must agree or be kin.
pub(super) fn comparable(a: &Scale, b: &Scale, kin: &Kin) -> bool {
    let is_in = |list: &[String], s: &Scale| list.iter().any(|u| u == s.base);
    if is_in(&kin.people, a) && is_in(&kin.people, b) {
        return true;
    }
    let same = match a.dimension {
        "money" => a.base == b.base,
        "count" => a.base == b.base || is_in(&kin.counts, a) && is_in(&kin.counts, b),
        _ => true,
    };
    a.dimension == b.dimension && same
}
