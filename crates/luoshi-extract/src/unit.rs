//! Units of measure, and how a unit is written after a number: 万平方米, 余亩.

use std::sync::LazyLock;

use crate::table::rows;

/// A unit of measure.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unit {
    pub(crate) name: &'static str,
    pub(crate) dimension: &'static str,
}

struct Units {
    /// By first character, longest first.
    by_first: Vec<(char, Vec<Unit>)>,
}

static UNITS: LazyLock<Units> = LazyLock::new(|| {
    let mut by_first: Vec<(char, Vec<Unit>)> = Vec::new();
    for [name, dimension] in rows(include_str!("../data/units.csv")) {
        let Some(first) = name.chars().next() else {
            continue;
        };
        let unit = Unit { name, dimension };
        match by_first.binary_search_by_key(&first, |(c, _)| *c) {
            Ok(at) => by_first[at].1.push(unit),
            Err(at) => by_first.insert(at, (first, vec![unit])),
        }
    }
    for (_, units) in &mut by_first {
        units.sort_by_key(|u| std::cmp::Reverse(u.name.len()));
    }
    Units { by_first }
});

/// The longest unit that `text` starts with.
pub(crate) fn base_at(text: &str) -> Option<Unit> {
    let first = text.chars().next()?;
    let at = UNITS.by_first.binary_search_by_key(&first, |(c, _)| *c).ok()?;
    UNITS.by_first[at].1.iter().find(|u| text.starts_with(u.name)).copied()
}

/// Magnitudes that belong to a unit as it is printed, longest first.
const MAGNITUDES: &[&str] = &["万亿", "千万", "百万", "十万", "千亿", "百亿", "亿", "万", "千", "百", "十"];

/// What stands after a number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Suffix {
    /// Bytes of 多, 余, 几 directly after the number.
    pub(crate) more: bool,
    /// Where the printed unit begins, from the number's end.
    pub(crate) start: usize,
    /// Where it ends; equal to `start` when there is none.
    pub(crate) end: usize,
    /// The unit without its magnitude.
    pub(crate) base: Option<Unit>,
    /// Whether 多 or 余 stands inside the unit (万多亩), so that the printed
    /// unit is not one piece.
    pub(crate) split: bool,
}

/// Reads magnitude, 多/余 and unit at the start of `text`.
pub(crate) fn suffix_at(text: &str) -> Suffix {
    let mut at = 0;
    let mut more = false;
    let mut take_more = |at: &mut usize| {
        let rest = text.get(*at..).unwrap_or_default();
        if let Some(c) = rest.chars().next().filter(|c| matches!(c, '多' | '余' | '几')) {
            *at += c.len_utf8();
            more = true;
            return true;
        }
        false
    };
    take_more(&mut at);
    let start = at;
    // 千瓦 and 百分点 begin with what elsewhere is a magnitude.
    if let Some(base) = base_at(text.get(at..).unwrap_or_default()) {
        return Suffix { more, start, end: at + base.name.len(), base: Some(base), split: false };
    }
    if let Some(magnitude) = MAGNITUDES.iter().find(|m| text.get(at..).is_some_and(|t| t.starts_with(**m))) {
        at += magnitude.len();
    }
    let after_magnitude = at;
    let split = at > start && take_more(&mut at);
    let base = base_at(text.get(at..).unwrap_or_default());
    let end = base.map_or(after_magnitude, |u| at + u.name.len());
    Suffix { more, start, end, base, split }
}
