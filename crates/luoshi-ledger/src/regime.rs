//! Regimes (时限规则): which clocks an item has, as data an office can read and
//! change.
//!
//! A regime is a TOML file. Every figure in it stands with `certain` and `source`:
//! a figure that was seen in a named document is certain, any other is a proposal
//! for the office to set. Shipped are [`Regime::NAMES`]; an office keeps its own
//! copies in the ledger. [`Regime::parse`] refuses what cannot be, naming place and
//! value, and [`Regime::trial`] shows the dates that a regime would give.

mod check;
mod error;
mod ladder;
mod report;
mod rule;
mod terms;
mod trial;

use std::sync::LazyLock;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

pub use error::RegimeError;
pub use ladder::{Offset, Quiet, Rung};
pub use report::{Every, ReportRule};
pub use rule::{ClockRule, LimitRule, NodeRule, StandardNode, Warn, WarnRule, When};
pub use terms::{AnswerLabel, Choice, Closing, ExtensionRule, ReturnRule};
pub use trial::Trial;

use crate::calendar::Calendar;
use crate::clock::{Clock, Role, Timeline, Trigger};
use crate::item::PlanNode;
use crate::limit::{self, Language, Terms};

/// A set of clocks with what belongs to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Regime {
    /// Stable name: `13710`.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// What people call it in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
    /// What an office should know before it uses it.
    #[serde(default)]
    pub note: String,
    /// The classes that its conditions may name; the first is that of items without one.
    #[serde(default, rename = "class")]
    pub classes: Vec<Choice>,
    /// The urgencies that its conditions may name; the first is that of items without one.
    #[serde(default, rename = "urgency")]
    pub urgencies: Vec<Choice>,
    /// When a light turns yellow, unless a clock says otherwise.
    pub warn: Warn,
    /// When nobody is reminded.
    #[serde(default)]
    pub quiet: Option<Quiet>,
    /// Its clocks.
    #[serde(rename = "clock")]
    pub clocks: Vec<ClockRule>,
    /// Whether the nodes of an item's plan have clocks, and which.
    #[serde(default)]
    pub nodes: Option<NodeRule>,
    /// Progress reports that come again.
    #[serde(default, rename = "report")]
    pub reports: Vec<ReportRule>,
    /// The ladder of escalation, lowest rung first.
    #[serde(default, rename = "rung")]
    pub rungs: Vec<Rung>,
    /// What an extension may be.
    pub extension: ExtensionRule,
    /// How long an agency may send an item back as not its own.
    #[serde(default, rename = "return")]
    pub return_rule: Option<ReturnRule>,
    /// What a closing needs.
    pub closing: Closing,
    /// The code table of answers.
    #[serde(default, rename = "label")]
    pub labels: Vec<AnswerLabel>,
}

/// Stands between the name of a rule and the agency that helps: `opinion@县财政局`.
pub(crate) const SUPPORT_MARK: char = '@';

/// The shipped regimes: name and file.
const STANDARD: [(&str, &str); 7] = [
    ("13710", include_str!("../data/regimes/13710.toml")),
    ("annual", include_str!("../data/regimes/annual.toml")),
    ("pledge", include_str!("../data/regimes/pledge.toml")),
    ("hotline-12345", include_str!("../data/regimes/hotline-12345.toml")),
    ("enterprise", include_str!("../data/regimes/enterprise.toml")),
    ("suggestion", include_str!("../data/regimes/suggestion.toml")),
    ("finding", include_str!("../data/regimes/finding.toml")),
];

static PARSED: LazyLock<Vec<Regime>> = LazyLock::new(|| {
    let parse = |(_, text): &(&str, &str)| Regime::parse(text).expect("shipped regimes are right, as a test checks");
    STANDARD.iter().map(parse).collect()
});

impl Regime {
    /// Names of the shipped regimes.
    pub const NAMES: [&str; STANDARD.len()] = {
        let mut names = [""; STANDARD.len()];
        let mut index = 0;
        while index < names.len() {
            names[index] = STANDARD[index].0;
            index += 1;
        }
        names
    };

    /// The shipped regime of that name.
    pub fn standard(name: &str) -> Option<Self> {
        PARSED.iter().find(|regime| regime.name == name).cloned()
    }

    /// The file of the shipped regime of that name, with its comments.
    pub fn standard_text(name: &str) -> Option<&'static str> {
        STANDARD.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
    }

    /// Reads and checks a regime.
    pub fn parse(text: &str) -> Result<Self, RegimeError> {
        let regime: Self = toml::from_str(text).map_err(|error| RegimeError::Toml(error.to_string()))?;
        check::check(&regime)?;
        Ok(regime)
    }

    /// The regime as a file, without comments.
    ///
    /// # Panics
    ///
    /// Never: a regime is plain data, which TOML can always hold.
    pub fn to_toml(&self) -> String {
        toml::to_string_pretty(self).expect("a regime is plain data")
    }

    /// The rule of that name, or of a clock's name that was made from it.
    pub fn find_clock(&self, name: &str) -> Option<&ClockRule> {
        let name = name.split_once(SUPPORT_MARK).map_or(name, |(rule, _)| rule);
        self.clocks.iter().find(|rule| rule.name == name)
    }

    /// What people call the clock; its Chinese name where the regime has no English.
    pub fn title_of(&self, clock: &Clock, language: Language) -> String {
        self.name_of(&clock.rule, &clock.title, language)
    }

    /// The same of the clock named `rule`, of which `node` is the title when it is
    /// that of a node.
    pub fn name_of(&self, rule: &str, node: &str, language: Language) -> String {
        let (chinese, english) = match self.find_clock(rule) {
            Some(rule) => (rule.title.as_str(), rule.title_en.as_deref()),
            None => (node, self.find_standard(node).and_then(|node| node.title_en.as_deref())),
        };
        match (language, english, rule.split_once(SUPPORT_MARK)) {
            (Language::En, Some(english), None) => english.to_owned(),
            (Language::En, Some(english), Some((_, agency))) => format!("{english} ({agency})"),
            (_, _, Some((_, agency))) => format!("{chinese}（{agency}）"),
            _ => chinese.to_owned(),
        }
    }

    /// The standard node of that title.
    pub(crate) fn find_standard(&self, title: &str) -> Option<&StandardNode> {
        self.nodes.iter().flat_map(|nodes| &nodes.standard).find(|node| node.title == title)
    }

    /// The standard nodes of an item that is issued on that day, without those that
    /// are over by then and those that come no earlier than its own last day.
    pub(crate) fn standard_nodes(&self, timeline: &Timeline, issued_on: Date) -> Vec<PlanNode> {
        let standard = self.nodes.iter().flat_map(|nodes| &nodes.standard);
        standard
            .filter(|node| node.when.is_met(timeline, self))
            .map(|node| PlanNode { title: node.title.clone(), due: node.on.of(timeline.year), done_at: None })
            .filter(|node| node.due > issued_on && timeline.stated_due.is_none_or(|due| node.due < due))
            .collect()
    }

    /// Of an item's clocks, the one that settles it: of several the first that runs,
    /// else the last that stopped.
    pub fn settle_clock<'c>(&self, clocks: &'c [Clock]) -> Option<&'c Clock> {
        let mut settling = clocks.iter().filter(|clock| clock.settles);
        settling.clone().find(|clock| clock.is_running()).or_else(|| settling.next_back())
    }

    /// Whether it has clocks for agencies that help.
    pub fn has_support_clocks(&self) -> bool {
        self.clocks.iter().any(|rule| rule.when.role == Some(Role::Support))
    }

    /// Whether the clock of that name is for agencies that help.
    pub fn is_for_support(&self, clock: &str) -> bool {
        self.find_clock(clock).is_some_and(|rule| rule.when.role == Some(Role::Support))
    }

    /// Whether `trigger` stops the clock of that name.
    pub fn stops_at(&self, clock: &str, trigger: Trigger) -> bool {
        self.find_clock(clock).is_some_and(|rule| rule.stop.contains(&trigger))
    }

    /// Whether the clock of that name can be extended.
    pub fn is_extendable(&self, clock: &str) -> bool {
        match self.find_clock(clock) {
            Some(rule) => rule.extendable,
            None => self.nodes.as_ref().is_some_and(|nodes| nodes.extendable),
        }
    }

    /// The last day to which a clock may be extended, or none if there is no limit.
    pub fn latest_extension(&self, clock: &Clock, calendar: &Calendar) -> Option<Date> {
        let rule = &self.extension;
        let from = |limit, date: DateTime| {
            let start = crate::time::instant(date);
            limit::due(&Terms::plain(Trigger::Issued, start, limit, date.year()), calendar).at.date()
        };
        let by = rule.by.map(|limit| from(limit, clock.original_due));
        let within = rule.within.map(|limit| from(limit, crate::time::wall(clock.started_at)));
        by.into_iter().chain(within).min()
    }

    /// The last moment at which the lead may send the item back.
    pub fn return_until(&self, timeline: &Timeline, calendar: &Calendar) -> Option<DateTime> {
        let rule = self.return_rule.as_ref()?;
        let start = timeline.find_last(Trigger::Issued)?;
        Some(limit::due(&Terms::plain(Trigger::Issued, start, rule.within, timeline.year), calendar).at)
    }

    /// Codes of the labels of answers, in the order of the table.
    pub fn label_codes(&self) -> Vec<String> {
        self.labels.iter().map(|label| label.code.clone()).collect()
    }

    /// The class that conditions see.
    pub(crate) fn class_of<'t>(&'t self, timeline: &'t Timeline) -> Option<&'t str> {
        timeline.class.as_deref().or_else(|| self.classes.first().map(|c| c.code.as_str()))
    }

    /// The urgency that conditions see.
    pub(crate) fn urgency_of<'t>(&'t self, timeline: &'t Timeline) -> Option<&'t str> {
        timeline.urgency.as_deref().or_else(|| self.urgencies.first().map(|c| c.code.as_str()))
    }

    /// When the light of a clock turns yellow.
    pub(crate) fn warn_of(&self, clock: &str) -> &Warn {
        match self.find_clock(clock) {
            Some(rule) => rule.warn.as_ref().unwrap_or(&self.warn),
            None => self.nodes.as_ref().and_then(|nodes| nodes.warn.as_ref()).unwrap_or(&self.warn),
        }
    }
}
