//! How large a printed unit is: 万元 and 亿元 measure the same thing, 10 000 apart.
//!
//! Reading keeps a figure in the unit of its text; whoever compares two figures
//! asks here. Dimensions and factors are those of `data/units.csv`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rust_decimal::Decimal;

use crate::table::rows;
use crate::text::Text;
use crate::unit;

/// What a printed unit measures, and in which size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// The dimension of the unit (`money`, `area`, `count`, …).
    pub dimension: &'static str,
    /// The unit without its magnitude: 元 of 亿元.
    pub base: &'static str,
    /// How many of the dimension's base unit one printed unit is: 100 000 000
    /// for 亿元, 0.5 for 斤 (kilogram).
    pub factor: Decimal,
}

static FACTORS: LazyLock<BTreeMap<&'static str, Decimal>> = LazyLock::new(|| {
    rows(include_str!("../data/units.csv")).filter_map(|[name, _, factor]| Some((name, factor.parse().ok()?))).collect()
});

/// The scale of a unit as printed (万元, 億斤, 个百分点, ％); none for a word that
/// is no unit, or that goes on behind one.
pub fn of_unit(printed: &str) -> Option<Scale> {
    of_folded(printed).or_else(|| of_folded(Text::new(printed).folded()))
}

fn of_folded(printed: &str) -> Option<Scale> {
    let suffix = unit::suffix_at(printed);
    if suffix.end != printed.len() {
        return None;
    }
    let base = suffix.base?;
    let magnitude = printed.get(suffix.start..printed.len() - base.name.len()).unwrap_or_default();
    let factor = FACTORS.get(base.name)? * Decimal::from(magnitude_of(magnitude)?);
    Some(Scale { dimension: base.dimension, base: base.name, factor })
}

/// The product of the magnitudes in 万, 千万, 万亿.
fn magnitude_of(words: &str) -> Option<i64> {
    words.chars().try_fold(1_i64, |product, c| {
        let one = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1_000,
            '万' => 10_000,
            '亿' => 100_000_000,
            '多' | '余' | '几' => 1,
            _ => return None,
        };
        product.checked_mul(one)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_have_a_size() {
        let cases = [
            ("亿元", "money 100000000"),
            ("万元", "money 10000"),
            ("万户", "count 10000"),
            ("千瓦", "power 1000"),
            ("万千瓦", "power 10000000"),
            ("亿斤", "mass 50000000.0"),
            ("万吨", "mass 10000000"),
            ("%", "percent 1"),
            ("个百分点", "points 1"),
            ("億元", "money 100000000"),
            ("％", "percent 1"),
            ("條", "count 1"),
            ("万亿元", "money 1000000000000"),
            ("亩地", "none"),
            ("元钱", "none"),
        ];
        for (printed, expected) in cases {
            let found = of_unit(printed).map_or_else(|| "none".to_owned(), |s| format!("{} {}", s.dimension, s.factor));
            assert_eq!(found, expected, "{printed}");
        }
    }
}
