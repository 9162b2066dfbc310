//! A passage: a stretch of text with what is known about it from around it.

use crate::document::{Nature, Period, Role};

/// What reading a passage needs to know.
#[derive(Debug, Clone)]
pub(crate) struct Passage<'n> {
    /// First folded byte.
    pub(crate) start: usize,
    /// One past the last folded byte.
    pub(crate) end: usize,
    pub(crate) role: Role,
    /// The year the report plans.
    pub(crate) year: i16,
    /// The years a five-year part speaks of.
    pub(crate) five_years: Period,
    /// A main part begins here.
    pub(crate) opens_main: bool,
    /// Numbered parts follow under the same main heading.
    pub(crate) leads_parts: bool,
    /// What else the report knows.
    pub(crate) place: &'n Place,
}

/// Names that tell whose figure it is.
#[derive(Debug, Default)]
pub(crate) struct Place {
    /// The region's own names, full and short.
    pub(crate) own: Vec<String>,
    /// The region is the nation.
    pub(crate) nation: bool,
    /// Names of the places inside it.
    pub(crate) inside: Vec<String>,
    /// Words such as 全国, 全省 that mean the region itself.
    pub(crate) own_scope: Vec<&'static str>,
}

impl Passage<'_> {
    /// Whether figures here are results or promises.
    pub(crate) fn nature(&self) -> Nature {
        match self.role {
            Role::Plan | Role::FiveYear | Role::SelfConstruction => Nature::Target,
            Role::Review | Role::Glossary | Role::Other => Nature::Actual,
        }
    }

    /// The five years that a yearly average in a review is over: the plan that
    /// ended last year, or the last five years.
    pub(crate) fn five_years_back(&self) -> Period {
        let last = self.year - 1;
        Period { first: last - 4, last }
    }

    /// The period of a figure without a year of its own.
    pub(crate) fn period(&self) -> Period {
        match self.role {
            Role::Plan | Role::SelfConstruction => Period { first: self.year, last: self.year },
            Role::FiveYear => self.five_years,
            Role::Review if self.five_years.last < self.year => self.five_years,
            Role::Review | Role::Glossary | Role::Other => Period { first: self.year - 1, last: self.year - 1 },
        }
    }
}

/// The five-year plan that begins in or after `year`, when a report speaks of
/// the coming five years: the plans run 2016–2020, 2021–2025, 2026–2030, and a
/// report outside their first year means its own five years.
pub(crate) fn plan_of(year: i16) -> Period {
    Period { first: year, last: year + 4 }
}

/// The years of a numbered five-year plan (“十四五” is 2021–2025).
///
/// The eighth plan began in 1991; each lasts five years.
pub(crate) fn numbered_plan(name: &str) -> Option<Period> {
    let inner = name.trim_matches(|c| c == '“' || c == '”');
    let number = match inner {
        "八五" => 8,
        "九五" => 9,
        "十五" => 10,
        "十一五" => 11,
        "十二五" => 12,
        "十三五" => 13,
        "十四五" => 14,
        "十五五" => 15,
        "十六五" => 16,
        _ => return None,
    };
    let first = 1991 + (number - 8) * 5;
    Some(Period { first, last: first + 4 })
}

/// The years that a title names: a plan (“十五五”时期目标任务) or the past five
/// (过去五年工作回顾); none when it names last year too.
pub(crate) fn years_named_in(title: &str, year: i16) -> Option<Period> {
    if title.contains(&format!("{}年", year - 1)) {
        return None;
    }
    let five = ["过去五年", "五年来", "五年工作", "过去的五年"].iter().any(|w| title.contains(w));
    if five {
        return Some(Period { first: year - 5, last: year - 1 });
    }
    plan_named_in(title)
}

/// The plan that a title names (“十五五”时期目标任务).
pub(crate) fn plan_named_in(title: &str) -> Option<Period> {
    if !title.contains('五') {
        return None;
    }
    ["十一五", "十二五", "十三五", "十四五", "十五五", "十六五"]
        .iter()
        .rev()
        .find(|n| title.contains(**n))
        .and_then(|n| numbered_plan(n))
}
