//! The indicator catalogue: ids, names, aliases, and what each is measured in.
//!
//! The words stand in `data/indicators.csv`; this file only loads them.

use std::sync::LazyLock;

use crate::table::rows;

/// An indicator of the catalogue.
#[derive(Debug, Clone, Copy)]
pub struct Indicator {
    /// Its id; never changes once released.
    pub id: &'static str,
    /// Its full name.
    pub name: &'static str,
    /// Whether it belongs to the published contract's core.
    pub core: bool,
    /// Dimensions its own value may have (`money`, `percent`, `people`, …),
    /// separated by `|`.
    dimensions: &'static str,
    /// Which way is good, when there is one.
    pub better: Better,
    /// Whether years add up (houses rebuilt, jobs created) rather than follow
    /// one another.
    pub adds_up: bool,
    /// The names it goes by in reports, separated by `|`.
    aliases: &'static str,
}

/// Which direction of an indicator is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    Up,
    /// Less is better.
    Down,
    /// Neither in itself.
    Neither,
}

/// Place of an indicator in [`catalogue`].
pub(crate) type IndicatorIndex = u16;

static CATALOGUE: LazyLock<Vec<Indicator>> = LazyLock::new(|| {
    rows(include_str!("../data/indicators.csv"))
        .map(|[id, name, group, dimensions, better, flow, aliases]| Indicator {
            id,
            name,
            core: group == "core",
            dimensions,
            better: match better {
                "up" => Better::Up,
                "down" => Better::Down,
                _ => Better::Neither,
            },
            adds_up: flow == "work",
            aliases,
        })
        .collect()
});

/// All indicators, in the catalogue's order.
pub fn catalogue() -> &'static [Indicator] {
    &CATALOGUE
}

/// The indicator with this id.
pub fn find(id: &str) -> Option<&'static Indicator> {
    CATALOGUE.iter().find(|i| i.id == id)
}

pub(crate) fn index_of(id: &str) -> Option<IndicatorIndex> {
    CATALOGUE.iter().position(|i| i.id == id).and_then(|i| u16::try_from(i).ok())
}

impl Indicator {
    /// The names it goes by in reports.
    pub fn aliases(&self) -> impl Iterator<Item = &'static str> {
        self.aliases.split('|').filter(|a| !a.is_empty())
    }

    /// Dimensions its own value may have.
    pub fn dimensions(&self) -> impl Iterator<Item = &'static str> {
        self.dimensions.split('|')
    }

    /// Whether a quantity of `dimension` can be the indicator's own value.
    pub fn measures(&self, dimension: &str) -> bool {
        self.dimensions().any(|d| d == dimension)
    }

    /// Whether the indicator is itself a rate in percent and nothing else.
    pub fn is_rate(&self) -> bool {
        self.dimensions == "percent"
    }
}
