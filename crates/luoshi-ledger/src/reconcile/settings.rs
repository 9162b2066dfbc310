//! The settings of reconciliation: tolerances, steps of work, common words.
//!
//! They stand in `data/reconcile.toml` with the reason of each, because no
//! regulation fixes them and an office may want others.

use std::sync::LazyLock;

use luoshi_extract::document::Comparator;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::Verdict;

/// Everything that an office may set about reconciliation.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Settings {
    /// How near 左右 is.
    pub about: About,
    /// How far behind 同步 may be.
    pub sync: Points,
    /// From which difference on a figure counts as restated.
    pub restated: Percent,
    /// What becomes of work that is done in part.
    pub shortfall_of_work: Shortfall,
    /// Verbs that make a count work to be done.
    pub work: Words,
    /// Words behind which a figure is a level to reach.
    pub level: Words,
    /// Words behind which less is better.
    pub down: Words,
    /// Words behind which a quantity is beside the point.
    pub beside: Words,
    /// Words of hedged promises.
    pub hedge: Words,
    /// Words of results that are counted otherwise.
    pub recount: Words,
    /// Words by which all pledges are said to be settled.
    pub all_done: Words,
    /// Units that may stand for one another.
    pub kin: Kin,
    /// Indicators whose target is a ceiling.
    pub ceiling: IndicatorList,
    /// Indicators of which 左右 means near on both sides.
    pub both_sides: IndicatorList,
    /// Indicators whose growth cannot be computed from amounts.
    pub constant_prices: IndicatorList,
    /// How alike wordings must be.
    pub likeness: Likeness,
    /// When a quantity is of something else.
    pub far: Far,
    /// Words that tell no promise from another.
    pub common: Words,
    /// How far a thing has come.
    pub step: Vec<Step>,
    /// Words of shortfall.
    pub short: Words,
    /// Words that give a figure without a number.
    pub phrase: Vec<Phrase>,
    /// Words that say whose figure it is.
    pub scope: Scope,
}

/// Tolerance of 左右.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct About {
    /// For growth, shares and rates, in percentage points.
    pub points: Setting,
    /// For amounts, in percent of the target.
    pub percent_of_level: Setting,
}

/// One number with whether it is certain.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// The number.
    pub value: Decimal,
    /// Whether a regulation says so.
    pub certain: bool,
    /// Why it is what it is.
    pub reason: String,
}

/// A number of percentage points.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Points {
    /// The number.
    pub points: Setting,
}

/// A number of percent.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Percent {
    /// The number.
    pub percent: Setting,
}

/// What becomes of work that adds up and falls short.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shortfall {
    /// The verdict.
    pub verdict: Verdict,
    /// Whether a regulation says so.
    pub certain: bool,
    /// Why it is what it is.
    pub reason: String,
}

/// A list of indicator ids.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorList {
    /// The ids.
    pub indicators: Vec<String>,
    /// Whether a source says so.
    pub certain: bool,
    /// Why they are listed.
    pub reason: String,
}

impl IndicatorList {
    /// Whether the list holds the indicator.
    pub fn holds(&self, indicator: &str) -> bool {
        self.indicators.iter().any(|i| i == indicator)
    }
}

/// How alike two wordings must be, in hundredths of the promise's weight.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Likeness {
    /// Beside a quantity of the same dimension.
    pub figure: u32,
    /// For a completion promised in words.
    pub action: u32,
    /// For wording alone.
    pub soft: u32,
    /// For the name of a project.
    pub name: u32,
    /// Whether a source says so.
    pub certain: bool,
    /// Why they are what they are.
    pub reason: String,
}

/// How many times more or less than promised a result may be before it is taken
/// for a result of something else.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Far {
    /// Times more.
    pub above: Decimal,
    /// Times less.
    pub below: Decimal,
    /// Whether a source says so.
    pub certain: bool,
    /// Why they are what they are.
    pub reason: String,
}

/// Units that count the same kind of thing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kin {
    /// Of things.
    pub counts: Vec<String>,
    /// Of people.
    pub people: Vec<String>,
    /// Why they are listed.
    pub reason: String,
}

/// A list of words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The words.
    pub words: Vec<String>,
    /// Why they are listed.
    #[serde(default)]
    pub reason: String,
}

/// One step that a thing can have reached.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its place in the order; higher is farther.
    pub rank: u8,
    /// The words that say it.
    pub words: Vec<String>,
}

/// A word that gives a growth without a number (两位数, 正增长).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrase {
    /// The word.
    pub word: String,
    /// How it binds.
    pub comparator: Bound,
    /// Growth in percent.
    pub value: Decimal,
}

/// How a phrase binds.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// Exactly.
    Eq,
    /// At least.
    Ge,
    /// More than.
    Gt,
    /// At most.
    Le,
    /// Less than.
    Lt,
}

impl From<Bound> for Comparator {
    fn from(bound: Bound) -> Self {
        match bound {
            Bound::Eq => Self::Eq,
            Bound::Ge => Self::Ge,
            Bound::Gt => Self::Gt,
            Bound::Le => Self::Le,
            Bound::Lt => Self::Lt,
        }
    }
}

/// Words that say that a figure is not the region's own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Regions above, by the words reports use.
    pub above: Vec<String>,
    /// Endings of names of places inside.
    pub ends: Vec<String>,
    /// Why they are listed.
    pub reason: String,
}

static STANDARD: LazyLock<Settings> = LazyLock::new(|| {
    Settings::parse(include_str!("../../data/reconcile.toml")).expect("the shipped settings are tested")
});

impl Words {
    /// Whether one of the words is in `text`.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        self.words.iter().any(|w| text.contains(w.as_str()))
    }

    /// Whether `text` ends with one of the words.
    pub(crate) fn end(&self, text: &str) -> bool {
        self.words.iter().any(|w| text.ends_with(w.as_str()))
    }
}

impl Settings {
    /// The shipped settings.
    pub fn standard() -> &'static Self {
        &STANDARD
    }

    /// Reads settings from the text of a file like `data/reconcile.toml`.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The farthest step that `words` names, with the word; 0 when it names none.
    pub(crate) fn step_in(&self, words: &str) -> (u8, &str) {
        let named = self.step.iter().filter_map(|step| {
            let word = step.words.iter().filter(|w| says(words, w)).max_by_key(|w| w.len())?;
            Some((step.rank, word.as_str()))
        });
        named.max_by_key(|(rank, _)| *rank).unwrap_or((0, ""))
    }

    /// Words without those that name a step: what the step is a step of.
    pub(crate) fn without_steps(&self, words: &str) -> String {
        let steps = self.step.iter().flat_map(|s| &s.words);
        let mut words = words.to_owned();
        for word in steps.filter(|w| w.chars().count() >= 2) {
            if words.contains(word.as_str()) {
                words = words.replace(word.as_str(), ",");
            }
        }
        words
    }

    /// The word of shortfall in `words`.
    pub(crate) fn shortfall_in(&self, words: &str) -> Option<&str> {
        self.short.words.iter().find(|w| words.contains(w.as_str())).map(String::as_str)
    }
}

/// Whether `words` says the step `word`: 完成 of an amount or a percentage is
/// none (完成投资5亿元, 完成32%).
fn says(words: &str, word: &str) -> bool {
    words.match_indices(word).any(|(at, _)| {
        let after = words.get(at + word.len()..).unwrap_or_default();
        word != "完成" || !(after.starts_with("投资") || after.starts_with(|c: char| c.is_ascii_digit()))
    })
}
