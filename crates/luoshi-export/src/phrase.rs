//! Figures as people write them: “增长6.5%左右”, “≥ 3,000人”, “2.1亿元”.

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
        Measure::Rank => match lang {
            Lang::Zh => format!("第{value}{}", if unit.is_empty() { "位" } else { unit }),
            Lang::En => format!("rank {value}"),
        },
        Measure::Share => {
            lang.pick("占", "share ").to_owned()
                + &bound(value, fact.value2, unit, fact.comparator, lang)
        }
        Measure::Level | Measure::Relation => {
            bound(value, fact.value2, unit, fact.comparator, lang)
        }
    }
}

/// A measurable quantity: `新增就业 ≥ 3000人`.
pub(crate) fn metric(metric: &Metric, lang: Lang) -> String {
    let unit = metric.unit.as_deref().unwrap_or_default();
    let figure = bound(metric.value, metric.value2, unit, metric.comparator, lang);
    if metric.what.is_empty() {
        figure
    } else {
        format!("{} {figure}", metric.what)
    }
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
    let figure = bound(
        format!("{sign}{}", absolute(value)),
        upper,
        unit,
        fact.comparator,
        lang,
    );
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
fn bound(
    value: impl Display,
    upper: Option<Number>,
    unit: &str,
    comparator: Comparator,
    lang: Lang,
) -> String {
    let unit = match lang {
        Lang::En if unit == "个百分点" => " pp",
        _ => unit,
    };
    match (comparator, upper) {
        (Comparator::Range, Some(upper)) => format!("{value}–{upper}{unit}"),
        (Comparator::Ge, _) => around(lang, "", "≥ ", &format!("{value}{unit}"), "以上"),
        (Comparator::Gt | Comparator::Above, _) => {
            around(lang, "超过", "> ", &format!("{value}{unit}"), "")
        }
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
