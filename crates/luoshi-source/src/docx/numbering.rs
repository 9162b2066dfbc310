//! Automatic numbers of Word paragraphs: 一、 （一） 1. ① are not in the text of a
//! docx, they are computed from numbering.xml while showing the page.
//!
//! A paragraph names a list and a level; the list points at a definition, which
//! lists share, and may restart it. A level has a start, a number format and a
//! pattern such as `（%1）` or `%1.%2`.

mod format;

use std::collections::{HashMap, HashSet};

use crate::xml::{Element, Visitor};

use format::NumberFormat;

/// Word knows nine levels.
const LEVELS: usize = 9;

/// A paragraph's place in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NumberRef {
    /// The list's `numId`; 0 stands for “no list”.
    pub(super) list: u32,
    /// The level from 0.
    pub(super) level: usize,
}

/// The lists of a document and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    definitions: HashMap<u32, Definition>,
    lists: HashMap<u32, List>,
    restarted: HashSet<(u32, usize)>,
    parsing: Parsing,
}

#[derive(Debug, Default)]
struct Definition {
    levels: [Level; LEVELS],
    counters: [Option<u32>; LEVELS],
}

#[derive(Debug, Default)]
struct List {
    definition: u32,
    starts: [Option<u32>; LEVELS],
    levels: [Option<Level>; LEVELS],
}

#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: NumberFormat,
    pattern: String,
    follow: Follow,
    legal: bool,
    /// The deepest level, from 1, that restarts this one; 0 for never.
    restart: Option<usize>,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            format: NumberFormat::Decimal,
            pattern: String::new(),
            follow: Follow::Gap,
            legal: false,
            restart: None,
        }
    }
}

/// What stands between number and text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Follow {
    Gap,
    Nothing,
}

#[derive(Debug, Default)]
struct Parsing {
    definition: Option<u32>,
    list: Option<u32>,
    level: usize,
}

impl Numbering {
    /// The number in front of the next paragraph at this place, counting it.
    pub(super) fn next_label(&mut self, place: NumberRef) -> Option<String> {
        let at = place.level.min(LEVELS - 1);
        let list = self.lists.get(&place.list)?;
        let definition = self.definitions.get_mut(&list.definition)?;
        let level = |n: usize| list.levels[n].as_ref().unwrap_or(&definition.levels[n]);

        if let Some(start) = list.starts[at]
            && self.restarted.insert((place.list, at))
        {
            definition.counters[at] = start.checked_sub(1);
        }
        let mut counters = definition.counters;
        counters[at] = Some(match counters[at] {
            Some(last) => last.saturating_add(1),
            None => list.starts[at].unwrap_or(level(at).start),
        });
        for (deeper, counter) in counters.iter_mut().enumerate().skip(at + 1) {
            if level(deeper).restart.is_none_or(|from| at < from) {
                *counter = None;
            }
        }
        let label = render(level(at), |n| {
            let shown = level(n);
            let format = if level(at).legal { NumberFormat::Decimal } else { shown.format };
            format.render(counters[n].unwrap_or(shown.start))
        });
        definition.counters = counters;
        Some(label)
    }

    fn level(&mut self) -> Option<&mut Level> {
        let at = self.parsing.level;
        if let Some(list) = self.parsing.list {
            let list = self.lists.get_mut(&list)?;
            return list.levels.get_mut(at)?.as_mut();
        }
        let definition = self.definitions.get_mut(&self.parsing.definition?)?;
        definition.levels.get_mut(at)
    }

    fn start_level(&mut self, element: &Element<'_>) {
        self.parsing.level = element.number("ilvl").unwrap_or(0);
        let at = self.parsing.level;
        let Some(list) = self.parsing.list.and_then(|list| self.lists.get_mut(&list)) else {
            return;
        };
        if let ("lvl", Some(slot)) = (element.name(), list.levels.get_mut(at)) {
            *slot = Some(Level::default());
        }
    }
}

/// Fills a pattern and adds what stands between number and text.
fn render(level: &Level, number: impl Fn(usize) -> String) -> String {
    if level.format == NumberFormat::Bullet {
        // The bullet's character is of a symbol font and means nothing as text.
        return String::new();
    }
    let mut label = String::new();
    let mut rest = level.pattern.chars().peekable();
    while let Some(c) = rest.next() {
        match rest.peek().and_then(|digit| digit.to_digit(10)) {
            Some(n @ 1..=9) if c == '%' => {
                label.push_str(&number(n as usize - 1));
                rest.next();
            }
            _ => label.push(c),
        }
    }
    // Word's tab after 一、 is a distance; after 1. it keeps numbers apart.
    if level.follow == Follow::Gap && label.ends_with(|c: char| c.is_ascii()) {
        label.push(' ');
    }
    label
}

impl Visitor for Numbering {
    fn start(&mut self, element: &Element<'_>) {
        match element.name() {
            "abstractNum" => {
                let id = element.number("abstractNumId").unwrap_or_default();
                self.definitions.insert(id, Definition::default());
                self.parsing.definition = Some(id);
            }
            "num" => {
                let id = element.number("numId").unwrap_or_default();
                self.lists.insert(id, List::default());
                self.parsing.list = Some(id);
            }
            "abstractNumId" => {
                let id = element.number("val").unwrap_or_default();
                if let Some(list) = self.parsing.list.and_then(|list| self.lists.get_mut(&list)) {
                    list.definition = id;
                }
            }
            "lvl" | "lvlOverride" => self.start_level(element),
            "startOverride" => {
                let at = self.parsing.level;
                if let Some(list) = self.parsing.list.and_then(|list| self.lists.get_mut(&list))
                    && let Some(start) = list.starts.get_mut(at)
                {
                    *start = element.number("val");
                }
            }
            name => {
                if let Some(level) = self.level() {
                    set(level, name, element);
                }
            }
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "abstractNum" => self.parsing.definition = None,
            "num" => self.parsing.list = None,
            _ => {}
        }
    }

    fn text(&mut self, _: &str) {}
}

fn set(level: &mut Level, name: &str, element: &Element<'_>) {
    match name {
        "start" => level.start = element.number("val").unwrap_or(1),
        "numFmt" => {
            level.format = NumberFormat::parse(&element.attribute("val").unwrap_or_default());
        }
        "lvlText" => level.pattern = element.attribute("val").unwrap_or_default(),
        "isLgl" => level.legal = element.is_on(),
        "lvlRestart" => level.restart = element.number("val"),
        "suff" if element.attribute("val").as_deref() == Some("nothing") => {
            level.follow = Follow::Nothing;
        }
        _ => {}
    }
}
