//! Figures as people write them: “增长6.5%左右”, “3000人以上”, “前3位”.

use std::fmt::Display;

use crate::contract::{Comparator, Fact, Measure, Metric, Number};
use crate::labels::Lang;

/// The figure of a fact, with what it measures: `57.3亿元`, `增长7.1%`.
pub(crate) fn fact(fact: &Fact, lang: Lang) -> String {
    let unit = fact.unit.as_deref().unwrap_or_default();
    let Some(value) = fact.value else {
        return relation(fact.comparator, lang).to_owned();
    };
    match fact.measure {
        Measure::Growth | Measure::PpChange => change(fact, value, unit, lang),
        Measure::Rank => rank(fact.comparator, value, unit, lang),
        Measure::Share => {
            lang.pick("占", "share ").to_owned() + &bound(value, fact.value2, unit, fact.comparator, lang)
        }
        Measure::Level | Measure::Relation => bound(value, fact.value2, unit, fact.comparator, lang),
    }
}

/// A place in a ranking: `第3位`, `前3位`.
fn rank(comparator: Comparator, value: Number, unit: &str, lang: Lang) -> String {
    let unit = if unit.is_empty() { "位" } else { unit };
    match (lang, comparator) {
        (Lang::Zh, Comparator::Le | Comparator::Lt) => format!("前{value}{unit}"),
        (Lang::Zh, _) => format!("第{value}{unit}"),
        (Lang::En, Comparator::Le | Comparator::Lt) => format!("in the top {value}"),
        (Lang::En, _) => format!("rank {value}"),
    }
}

/// A measurable quantity: `新增就业 3000人以上`.
pub(crate) fn metric(metric: &Metric, lang: Lang) -> String {
    let unit = metric.unit.as_deref().unwrap_or_default();
    let figure = bound(metric.value, metric.value2, unit, metric.comparator, lang);
    if metric.what.is_empty() { figure } else { format!("{} {figure}", metric.what) }
}

/// All quantities of a task or a pledge in one cell.
pub(crate) fn metrics(metrics: &[Metric], lang: Lang) -> String {
    let figures: Vec<String> = metrics.iter().map(|m| metric(m, lang)).collect();
    figures.join(lang.pick("；", "; "))
}

/// How a relation to another indicator reads.
fn relation(comparator: Comparator, lang: Lang) -> &'static str {
    match comparator {
        Comparator::Sync => lang.pick("与经济增长同步", "in step with growth"),
        Comparator::Above => lang.pick("快于经济增长", "faster than growth"),
        _ => lang.pick("见原文", "see the quote"),
    }
}

/// A growth or a change in points: in Chinese the sign becomes a word.
fn change(fact: &Fact, value: Number, unit: &str, lang: Lang) -> String {
    let falls = value.as_f64() < 0.0;
    let sign = match (lang, falls) {
        (Lang::Zh, _) => "",
        (Lang::En, false) => "+",
        (Lang::En, true) => "−",
    };
    let upper = fact.value2.map(absolute);
    let figure = bound(format!("{sign}{}", absolute(value)), upper, unit, fact.comparator, lang);
    match (lang, falls, fact.measure) {
        (Lang::En, ..) => figure,
        (Lang::Zh, true, _) => format!("下降{figure}"),
        (Lang::Zh, false, Measure::PpChange) => format!("提高{figure}"),
        (Lang::Zh, false, _) => format!("增长{figure}"),
    }
}

fn absolute(number: Number) -> Number {
    match number {
        Number::Whole(whole) => Number::Whole(whole.abs()),
        Number::Real(real) => Number::Real(real.abs()),
    }
}

/// A value with its unit and how it binds.
fn bound(value: impl Display, upper: Option<Number>, unit: &str, comparator: Comparator, lang: Lang) -> String {
    let unit = match lang {
        Lang::En if unit == "个百分点" => " pp",
        _ => unit,
    };
    match (comparator, upper) {
        (Comparator::Range, Some(upper)) => match (lang, unit) {
            // As Chinese texts print it, lest 6 is read without its sign.
            (Lang::Zh, "%") => format!("{value}%—{upper}%"),
            (Lang::Zh, _) => format!("{value}—{upper}{unit}"),
            (Lang::En, _) => format!("{value}–{upper}{unit}"),
        },
        (Comparator::Ge, _) => around(lang, "", "≥ ", &format!("{value}{unit}"), "以上"),
        (Comparator::Gt | Comparator::Above, _) => around(lang, "超过", "> ", &format!("{value}{unit}"), ""),
        (Comparator::Le, _) => around(lang, "", "≤ ", &format!("{value}{unit}"), "以内"),
        (Comparator::Lt, _) => around(lang, "低于", "< ", &format!("{value}{unit}"), ""),
        (Comparator::About, _) => around(lang, "", "about ", &format!("{value}{unit}"), "左右"),
        (Comparator::Eq | Comparator::Range | Comparator::Sync, _) => format!("{value}{unit}"),
    }
}

/// Chinese puts the bound's word before or after the figure, English before it.
fn around(lang: Lang, before: &str, before_en: &str, figure: &str, after: &str) -> String {
    match lang {
        Lang::Zh => format!("{before}{figure}{after}"),
        Lang::En => format!("{before_en}{figure}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Nature;

    fn say(measure: Measure, comparator: Comparator, value: f64, unit: &str) -> [String; 2] {
        let said = Fact {
            indicator: "gdp",
            name: "地区生产总值",
            nature: Nature::Target,
            period: "2024".to_owned(),
            measure,
            value: Some(Number::Real(value)),
            value2: (comparator == Comparator::Range).then_some(Number::Real(value + 1.0)),
            unit: Some(unit.to_owned()).filter(|unit| !unit.is_empty()),
            comparator,
            hedged: false,
            quote: String::new(),
            span: [0, 0],
        };
        [fact(&said, Lang::Zh), fact(&said, Lang::En)]
    }

    #[test]
    fn figures_read_as_people_write_them() {
        use Comparator::{About, Above, Eq, Ge, Gt, Le, Lt, Range};
        use Measure::{Growth, Level, PpChange, Rank, Share};
        let cases = [
            (say(Level, Eq, 57.3, "亿元"), ["57.3亿元", "57.3亿元"]),
            (say(Level, Ge, 57.3, "亿元"), ["57.3亿元以上", "≥ 57.3亿元"]),
            (say(Level, Gt, 57.3, "亿元"), ["超过57.3亿元", "> 57.3亿元"]),
            (say(Level, Le, 4.5, "%"), ["4.5%以内", "≤ 4.5%"]),
            (say(Level, Lt, 4.5, "%"), ["低于4.5%", "< 4.5%"]),
            (say(Level, About, 3.0, "%"), ["3%左右", "about 3%"]),
            (say(Growth, Eq, 6.5, "%"), ["增长6.5%", "+6.5%"]),
            (say(Growth, Eq, -2.9, "%"), ["下降2.9%", "−2.9%"]),
            (say(Growth, About, 6.5, "%"), ["增长6.5%左右", "about +6.5%"]),
            (say(Growth, Range, 5.0, "%"), ["增长5%—6%", "+5–6%"]),
            (say(Growth, Above, 6.0, "%"), ["增长超过6%", "> +6%"]),
            (say(PpChange, Eq, 1.2, "个百分点"), ["提高1.2个百分点", "+1.2 pp"]),
            (say(PpChange, Eq, -0.5, "个百分点"), ["下降0.5个百分点", "−0.5 pp"]),
            (say(Share, Eq, 44.5, "%"), ["占44.5%", "share 44.5%"]),
            (say(Rank, Eq, 4.0, ""), ["第4位", "rank 4"]),
            (say(Rank, Le, 3.0, "位"), ["前3位", "in the top 3"]),
        ];
        for (said, expected) in cases {
            assert_eq!(said, expected);
        }
    }
}
