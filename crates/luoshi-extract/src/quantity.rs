//! Quantities: a number with its unit and what binds it (以上, 左右, 不低于),
//! ranges (5%—6%), ranks (第4位, 首位, 前三), fractions (八成, 三分之一).

use rust_decimal::Decimal;

use crate::document::Comparator;
use crate::number::{self, Numeral, NumeralScript};
use crate::unit::{self, Suffix};

/// A quantity at a place of the folded text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quantity {
    pub(crate) value: Decimal,
    pub(crate) value2: Option<Decimal>,
    /// First folded byte of the number.
    pub(crate) start: usize,
    /// One past the unit, or past the number when there is no unit.
    pub(crate) end: usize,
    /// Where the printed unit stands; empty when there is none.
    pub(crate) unit: (usize, usize),
    /// The unit's dimension; `none` without a unit.
    pub(crate) dimension: &'static str,
    pub(crate) comparator: Comparator,
    /// One past a comparator that follows (以上, 左右).
    pub(crate) bound_end: usize,
    /// First byte of a comparator that stands before (不低于, 超过).
    pub(crate) bound_start: usize,
}

/// Comparators that stand before a number, longest first within their ends.
const BEFORE: &[(&str, Comparator)] = &[
    ("不低于", Comparator::Ge),
    ("不少于", Comparator::Ge),
    ("不小于", Comparator::Ge),
    ("不下于", Comparator::Ge),
    ("确保达到", Comparator::Ge),
    ("力争突破", Comparator::Ge),
    ("至少", Comparator::Ge),
    ("不超过", Comparator::Le),
    ("不高于", Comparator::Le),
    ("不大于", Comparator::Le),
    ("不突破", Comparator::Le),
    ("不多于", Comparator::Le),
    ("不足", Comparator::Le),
    ("低于", Comparator::Le),
    ("少于", Comparator::Le),
    ("小于", Comparator::Le),
    ("超过", Comparator::Ge),
    ("突破", Comparator::Ge),
    ("高于", Comparator::Ge),
    ("大于", Comparator::Ge),
    ("多于", Comparator::Ge),
    ("超出", Comparator::Ge),
    ("逾", Comparator::Ge),
    ("超", Comparator::Ge),
    ("大约", Comparator::About),
    ("接近", Comparator::About),
    ("将近", Comparator::About),
    ("约", Comparator::About),
    ("近", Comparator::About),
];

/// Comparators that stand after a number.
const AFTER: &[(&str, Comparator)] = &[
    ("及以上", Comparator::Ge),
    ("或以上", Comparator::Ge),
    ("以上", Comparator::Ge),
    ("及以下", Comparator::Le),
    ("以内", Comparator::Le),
    ("之内", Comparator::Le),
    ("以下", Comparator::Le),
    ("左右", Comparator::About),
    ("上下", Comparator::About),
];

/// Reads a quantity whose number starts at `at` with a digit.
pub(crate) fn digits_at(text: &str, at: usize) -> Option<Quantity> {
    let numeral = number::digits_at(text, at)?;
    let rest = text.get(numeral.end..)?;
    // 5G, 3D, A4-like names are no quantities; MW and km are.
    if rest.starts_with(|c: char| c.is_ascii_alphabetic()) && unit::base_at(rest).is_none() {
        return None;
    }
    Some(with_unit(text, numeral))
}

/// Reads a quantity in Chinese numerals at `at`; only with a unit, since most
/// numerals in running text count nothing (三农, 一体, 四个意识).
pub(crate) fn chinese_at(text: &str, at: usize) -> Option<Quantity> {
    if let Some(fraction) = fraction_at(text, at) {
        return Some(fraction);
    }
    let numeral = number::chinese_at(text, at)?;
    let quantity = with_unit(text, numeral);
    let counts = quantity.dimension != "none" && quantity.dimension != "ordinal";
    let single = quantity.value == Decimal::ONE && numeral.end - numeral.start == 3;
    (counts && !(single && quantity.dimension == "count")).then_some(quantity)
}

/// Reads a magnitude without a number behind a comparator: 超万亿元, 突破亿吨.
pub(crate) fn magnitude_at(text: &str, at: usize) -> Option<Quantity> {
    let before = text.get(..at)?;
    let bound = ["超", "超过", "突破", "过", "近", "达", "达到", "逾"].iter().any(|w| before.ends_with(w));
    bound.then_some(())?;
    let numeral = Numeral { value: Decimal::ONE, start: at, end: at, script: NumeralScript::Chinese };
    let quantity = with_unit(text, numeral);
    (!matches!(quantity.dimension, "none" | "ordinal")).then_some(quantity)
}

fn with_unit(text: &str, numeral: Numeral) -> Quantity {
    let suffix = unit::suffix_at(text.get(numeral.end..).unwrap_or_default());
    let mut quantity = plain(numeral, suffix);
    if quantity.dimension == "doubling" {
        quantity.value = doubled(quantity.value);
    }
    extend_range(text, &mut quantity);
    bind(text, &mut quantity, suffix.more || suffix.split);
    quantity
}

fn plain(numeral: Numeral, suffix: Suffix) -> Quantity {
    let end = numeral.end + suffix.end.max(suffix.start);
    Quantity {
        value: numeral.value,
        value2: None,
        start: numeral.start,
        end,
        unit: (numeral.end + suffix.start, numeral.end + suffix.end.max(suffix.start)),
        dimension: suffix.base.map_or("none", |u| u.dimension),
        comparator: Comparator::Eq,
        bound_end: end,
        bound_start: numeral.start,
    }
}

/// Reads the second end of 5%—6%, 2-3个, 5%至6%.
fn extend_range(text: &str, quantity: &mut Quantity) {
    let rest = text.get(quantity.end..).unwrap_or_default();
    let dashes = rest.len() - rest.trim_start_matches(['-', '—', '~', '至', '到']).len();
    if dashes == 0 || dashes > 6 {
        return;
    }
    let from = quantity.end + dashes;
    let second = match text.as_bytes().get(from) {
        Some(b'0'..=b'9') => number::digits_at(text, from),
        _ => number::chinese_at(text, from),
    };
    let Some(second) = second else { return };
    let suffix = unit::suffix_at(text.get(second.end..).unwrap_or_default());
    let upper = plain(second, suffix);
    let same = quantity.dimension == "none" || quantity.dimension == upper.dimension;
    if same && upper.value > quantity.value {
        quantity.value2 = Some(upper.value);
        quantity.dimension = upper.dimension;
        quantity.unit = upper.unit;
        quantity.end = upper.end;
        quantity.bound_end = upper.end;
        quantity.comparator = Comparator::Range;
    }
}

/// Growth in percent of 翻一番 (100), 翻两番 (300).
fn doubled(times: Decimal) -> Decimal {
    match u32::try_from(times) {
        Ok(times @ 1..=6) => Decimal::from((2u32.pow(times) - 1) * 100),
        _ => times,
    }
}

/// Finds the comparator before and after the number.
fn bind(text: &str, quantity: &mut Quantity, more: bool) {
    let before = text.get(..quantity.start).unwrap_or_default();
    let after = text.get(quantity.end..).unwrap_or_default();
    if more && quantity.comparator == Comparator::Eq {
        quantity.comparator = Comparator::Ge;
    }
    if let Some((word, comparator)) = BEFORE.iter().find(|(word, _)| ends_with_word(before, word)) {
        quantity.bound_start = quantity.start - word.len();
        if quantity.comparator != Comparator::Range {
            quantity.comparator = *comparator;
        }
    }
    if let Some((word, comparator)) = AFTER.iter().find(|(word, _)| after.starts_with(word)) {
        quantity.bound_end = quantity.end + word.len();
        if quantity.comparator != Comparator::Range {
            quantity.comparator = *comparator;
        }
    }
    if quantity.comparator == Comparator::Eq && before.ends_with("控制在") {
        quantity.comparator = Comparator::Le;
    }
}

/// Whether `before` ends with a comparator that is not the end of another word
/// (签约100亿元, 附近3公里).
fn ends_with_word(before: &str, word: &str) -> bool {
    // Most words differ in the last byte already.
    if before.as_bytes().last() != word.as_bytes().last() {
        return false;
    }
    let Some(head) = before.strip_suffix(word) else { return false };
    match word {
        "约" => !head.ends_with(['签', '条', '节', '公', '集', '预', '履', '合', '违', '制', '特']),
        "近" => !head.ends_with(['附', '临', '靠', '最', '邻', '远']),
        "超" => !head.ends_with(['赶', '反', '高']),
        _ => true,
    }
}

/// Reads 三分之一, 百分之五, 一半, 两位数, 一番.
fn fraction_at(text: &str, at: usize) -> Option<Quantity> {
    let rest = text.get(at..)?;
    if let Some(after) = rest.strip_prefix("百分之") {
        let from = at + rest.len() - after.len();
        let numeral = number::any_at(text, from)?;
        return Some(percent(text, at, numeral.end, numeral.value));
    }
    if rest.starts_with("一半") || rest.starts_with("半数") {
        return Some(percent(text, at, at + "一半".len(), Decimal::from(50)));
    }
    if rest.starts_with("两位数") {
        let mut quantity = percent(text, at, at + "两位数".len(), Decimal::TEN);
        quantity.comparator = Comparator::Ge;
        return Some(quantity);
    }
    let below = number::chinese_at(text, at)?;
    let after = text.get(below.end..)?.strip_prefix("分之")?;
    let above = number::chinese_at(text, text.len() - after.len())?;
    if below.value.is_zero() {
        return None;
    }
    let share = (above.value * Decimal::ONE_HUNDRED / below.value).round_dp(2).normalize();
    Some(percent(text, at, above.end, share))
}

fn percent(text: &str, start: usize, end: usize, value: Decimal) -> Quantity {
    let numeral = Numeral { value, start, end, script: NumeralScript::Chinese };
    let suffix = Suffix { more: false, start: 0, end: 0, base: None, split: false };
    let mut quantity = Quantity { dimension: "percent", ..plain(numeral, suffix) };
    bind(text, &mut quantity, false);
    if text.get(end..).is_some_and(|after| after.starts_with('强')) {
        quantity.comparator = Comparator::Ge;
    }
    quantity
}

/// Reads a rank at `at`: 第4位, 第四, 首位, 榜首, 前三, 前10位.
///
/// 第 also counts products and sessions (第三产业, 第六届), so a rank must be
/// followed by 位, 名 or the end of its clause.
pub(crate) fn rank_at(text: &str, at: usize) -> Option<Quantity> {
    let rest = text.get(at..)?;
    for first in ["首位", "榜首", "第一位", "首名"] {
        if rest.starts_with(first) && !rest.get(first.len()..).is_some_and(|after| after.starts_with('度')) {
            return Some(rank(at, at + first.len(), Decimal::ONE, Comparator::Eq));
        }
    }
    let (prefix, comparator) = match rest.chars().next()? {
        '第' => ('第', Comparator::Eq),
        '前' => ('前', Comparator::Le),
        _ => return None,
    };
    let numeral = number::any_at(text, at + prefix.len_utf8())?;
    let after = text.get(numeral.end..)?;
    let place = ["位次", "名次", "位", "名"].iter().find(|w| after.starts_with(**w)).map_or(0, |w| w.len());
    let after = after.get(place..).unwrap_or_default();
    let ends = after.chars().next().is_none_or(|c| ",。;:!?、)” \n".contains(c));
    (place > 0 || ends).then(|| rank(at, numeral.end + place, numeral.value, comparator))
}

fn rank(start: usize, end: usize, value: Decimal, comparator: Comparator) -> Quantity {
    Quantity {
        value,
        value2: None,
        start,
        end,
        unit: (end, end),
        dimension: "rank",
        comparator,
        bound_end: end,
        bound_start: start,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let at = text.find(|c: char| c.is_ascii_digit() || "一二三四五六七八九十百千两".contains(c)).unwrap_or(0);
        let quantity = match text.as_bytes()[at] {
            b'0'..=b'9' => digits_at(text, at),
            _ => chinese_at(text, at),
        };
        quantity.map_or_else(
            || "none".to_owned(),
            |q| {
                let upper = q.value2.map(|v| format!("..{v}")).unwrap_or_default();
                let unit = &text[q.unit.0..q.unit.1];
                format!("{}{upper} {unit} {} {:?}", q.value, q.dimension, q.comparator)
            },
        )
    }

    #[test]
    fn quantities_carry_unit_and_comparator() {
        let cases = [
            ("完成57.3亿元", "57.3 亿元 money Eq"),
            ("增长7%左右", "7 % percent About"),
            ("控制在4.2%以内", "4.2 % percent Le"),
            ("不低于31亿斤", "31 亿斤 mass Ge"),
            ("投资1100多万元", "1100 万元 money Ge"),
            ("300余万元", "300 万元 money Ge"),
            ("5%—6%", "5..6 % percent Range"),
            ("3—5个", "3..5 个 count Range"),
            ("5.5%至6%", "5.5..6 % percent Range"),
            ("36微克/立方米以内", "36 微克/立方米 concentration Le"),
            ("八成以上", "8 成 percent Ge"),
            ("近三分之一", "33.33  percent About"),
            ("百分之五", "5  percent Eq"),
            ("三千五百万元", "3500 万元 money Eq"),
            ("5G基站", "none"),
            ("65MW", "65 MW power Eq"),
            ("提高1个百分点", "1 个百分点 points Eq"),
            ("突破1亿人次", "1 亿人次 visits Ge"),
            ("十五个老旧小区", "15 个 count Eq"),
            ("一批项目", "none"),
            ("上规企业11", "11  none Eq"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn ranks_are_told_from_ordinals() {
        let rank = |text: &str| rank_at(text, 0).map(|q| (q.value.to_string(), q.comparator));
        assert_eq!(rank("第4位,"), Some(("4".to_owned(), Comparator::Eq)));
        assert_eq!(rank("第三。"), Some(("3".to_owned(), Comparator::Eq)));
        assert_eq!(rank("首位"), Some(("1".to_owned(), Comparator::Eq)));
        assert_eq!(rank("前三;"), Some(("3".to_owned(), Comparator::Le)));
        assert_eq!(rank("第三产业"), None);
        assert_eq!(rank("第六届"), None);
    }
}
