//! The words of the genre, and finding them in a text.
//!
//! Every word comes from a table in `data/`: indicator names and aliases,
//! compounds that name several indicators at once, and the words of
//! `words.csv` by class. At a place the longest word that starts first wins.

use std::sync::LazyLock;

use crate::indicator::{self, IndicatorIndex};
use crate::table::rows;
use crate::words::Words;

/// What a word does in a sentence about figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    /// Names one indicator.
    Indicator(IndicatorIndex),
    /// Names several indicators at once (城乡居民收入); index into compounds.
    Compound(u16),
    /// 增长, 提高.
    Grow,
    /// 下降, 减少.
    Fall,
    /// 提高到: a rise that ends at a value.
    RiseTo,
    /// 下降到.
    FallTo,
    /// 高于, 快于: a gap to something else.
    Gap,
    /// 同步.
    Sync,
    /// 经济增长.
    Economy,
    /// 占, 占比.
    Share,
    /// 分别.
    Respectively,
    /// 均.
    Both,
    /// 年均.
    Annual,
    /// 力争.
    Hedge,
    /// 达到, 完成.
    Reach,
    /// 新建, 改造: a kind of work, or what is counted of it.
    Work,
    /// 惠及, 服务: what follows receives, it is not counted.
    Benefit,
    /// 开发区, 全国: somebody else's figure.
    Scope,
    /// Says nothing about whose figure it is.
    Filler,
    /// Some other measurable thing.
    Noun,
    /// 累计: over the whole period.
    Total,
    /// “十四五”: a numbered five-year plan.
    Plan,
    /// 今后五年.
    FiveAhead,
    /// 五年来.
    FiveBack,
}

/// Several indicators named by one phrase.
#[derive(Debug)]
pub(crate) struct Compound {
    /// In the phrase's order.
    pub(crate) parts: Vec<IndicatorIndex>,
}

/// A word that names an indicator only beside another word.
#[derive(Debug)]
pub(crate) struct ContextRule {
    pub(crate) word: &'static str,
    /// One of these must stand before it in the sentence; empty for none.
    context: Vec<&'static str>,
    units: Vec<&'static str>,
    pub(crate) indicator: IndicatorIndex,
}

impl ContextRule {
    /// Whether `text` holds one of the rule's context words.
    pub(crate) fn names_context(&self, text: &str) -> bool {
        self.context.iter().any(|c| text.contains(c))
    }

    /// Whether the rule is for quantities in `unit`. 人 is not 人次.
    pub(crate) fn fits(&self, unit: &str) -> bool {
        // Most units differ in the last byte already.
        let last = unit.as_bytes().last();
        let ends = |u: &str| last == u.as_bytes().last() && unit.ends_with(u);
        self.units.iter().any(|&u| u.is_empty() || ends(u) && (u != "人" || !unit.ends_with("人次")))
    }

    /// Whether the rule holds after `before`.
    pub(crate) fn holds(&self, before: &str) -> bool {
        self.context.is_empty() || self.context.iter().any(|c| before.contains(c))
    }
}

/// All words, ready to match.
pub(crate) struct Lexicon {
    words: Words<Word>,
    pub(crate) compounds: Vec<Compound>,
    pub(crate) contexts: Vec<ContextRule>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::load);

/// The lexicon shipped with the program.
pub(crate) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

impl Lexicon {
    fn load() -> Self {
        let mut words: Vec<(&'static str, Word)> = Vec::with_capacity(5000);
        for (index, indicator) in indicator::catalogue().iter().enumerate() {
            words.extend(indicator.aliases().map(|name| (name, Word::Indicator(index as u16))));
        }
        let mut compounds = Vec::new();
        for [phrase, parts] in rows(include_str!("../data/compounds.csv")) {
            words.push((phrase, Word::Compound(compounds.len() as u16)));
            compounds.push(Compound { parts: parts.split('|').filter_map(indicator::index_of).collect() });
        }
        for [word, class] in rows(include_str!("../data/words.csv")) {
            words.extend(class_named(class).map(|class| (word, class)));
        }
        let contexts = rows(include_str!("../data/contexts.csv"))
            .filter_map(|[word, context, units, id]| {
                let indicator = indicator::index_of(id)?;
                let context = context.split('|').filter(|word| !word.is_empty()).collect();
                Some(ContextRule { word, context, units: units.split('|').collect(), indicator })
            })
            .collect();
        Self { words: Words::new(words), compounds, contexts }
    }

    /// The words of `text`, in order, without overlaps.
    pub(crate) fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, usize, Word)> + 't {
        self.words.find(text)
    }
}

/// The class a row of `words.csv` names.
pub(crate) fn class_named(name: &str) -> Option<Word> {
    Some(match name {
        "grow" => Word::Grow,
        "fall" => Word::Fall,
        "rise_to" => Word::RiseTo,
        "fall_to" => Word::FallTo,
        "gap" => Word::Gap,
        "sync" => Word::Sync,
        "econ" => Word::Economy,
        "share" => Word::Share,
        "respectively" => Word::Respectively,
        "both" => Word::Both,
        "annual" => Word::Annual,
        "hedge" => Word::Hedge,
        "reach" => Word::Reach,
        "work" => Word::Work,
        "benefit" => Word::Benefit,
        "scope" => Word::Scope,
        "filler" => Word::Filler,
        "noun" => Word::Noun,
        "total" => Word::Total,
        "plan" => Word::Plan,
        "five_ahead" => Word::FiveAhead,
        "five_back" => Word::FiveBack,
        _ => return None,
    })
}
