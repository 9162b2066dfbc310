//! Whether two units of measure are the same one.
//!
//! “提高1个百分点” and “提高1%” are different promises: of a rate of 40 %, the
//! first is 41 %, the second 40.4 %. Nothing is converted, not even 万元 to
//! 亿元: a figure in another unit is sent back to who reported it.

/// What a unit is, as far as progress must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKind {
    /// No unit at all: a ratio, an index.
    Bare,
    /// %.
    Percent,
    /// 百分点.
    Points,
    /// ‰.
    PerMille,
    /// Anything that is counted or measured: 亿元, 公里, 户.
    Quantity,
}

impl UnitKind {
    /// The kind of a unit as printed.
    pub fn of(unit: &str) -> Self {
        match canonical(unit) {
            "" => Self::Bare,
            "%" => Self::Percent,
            "百分点" => Self::Points,
            "‰" => Self::PerMille,
            _ => Self::Quantity,
        }
    }
}

/// Whether two units as printed are the same: by their words, apart from ways of
/// writing per cent and percentage points.
pub fn units_agree(one: &str, other: &str) -> bool {
    canonical(one) == canonical(other)
}

fn canonical(unit: &str) -> &str {
    match unit.trim() {
        "%" | "％" | "﹪" | "百分之" | "percent" => "%",
        "百分点" | "个百分点" | "個百分點" | "pp" => "百分点",
        "‰" | "千分之" => "‰",
        other => other,
    }
}
