//! A row as the desk shows it, with why it is so and what is doubtful about it.

use std::collections::BTreeMap;

use luoshi_export::contract::Assignment;
use luoshi_ledger::AgencyId;
use luoshi_ledger::draft::{Row, RowStatus};

use super::super::agency_name;
use super::{Desk, filter};
use crate::words;

/// Characters of a text that says more than one thing, most likely.
const LONG: usize = 110;

/// A second agency this near to the first could lead as well.
const NEAR: f64 = 0.92;

/// Something doubtful about a row. Heavier doubts come first.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Weighed {
    pub(super) code: &'static str,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    weight: u32,
}

const fn doubt(code: &'static str, zh: &'static str, en: &'static str, weight: u32) -> Weighed {
    Weighed { code, zh, en, weight }
}

/// Every doubt, the heaviest first.
pub(super) const DOUBTS: [Weighed; 9] = [
    doubt("no-lead", "没有牵头单位", "no lead", 9),
    doubt("unknown-agency", "单位不在名录", "agency not in the directory", 7),
    doubt("past", "时限已过", "its date is past", 6),
    doubt("weak", "牵头单位无依据", "no words for the lead", 5),
    doubt("reading", "读文存疑", "doubtful reading", 4),
    doubt("several", "牵头单位有多个可能", "several could lead", 3),
    doubt("no-metric", "指标没有数值", "a target without a figure", 3),
    doubt("long", "文字偏长，可能含多件事", "long: perhaps several matters", 2),
    doubt("no-date", "没有写明时限", "no date stated", 0),
];

/// How doubtful a row is.
pub(super) fn weight(doubts: &[&Weighed]) -> u32 {
    doubts.iter().map(|doubt| doubt.weight).sum()
}

/// Whether a row can still be issued.
pub(super) fn is_live(row: &Row) -> bool {
    matches!(row.status, RowStatus::Open | RowStatus::Confirmed)
}

/// Reads rows with what the reading of the report says of them.
pub(super) struct Reader<'d> {
    desk: &'d Desk,
    /// Proposed agencies by the place of their task.
    proposed: BTreeMap<[usize; 2], &'d [Assignment]>,
    /// Places of doubts.
    doubtful: Vec<[usize; 2]>,
}

impl<'d> Reader<'d> {
    pub(super) fn new(desk: &'d Desk) -> Self {
        let document = desk.found.published();
        let tasks = document.tasks.iter().map(|task| (task.span, task.agencies.as_slice()));
        let pledges = document.pledges.iter().map(|pledge| (pledge.span, pledge.agencies.as_slice()));
        let doubtful = document.doubts.iter().map(|doubt| doubt.span).filter(|span| span[1] > span[0]);
        // A heading that is doubtful covers its whole section: that is no doubt of a row.
        let doubtful = doubtful.filter(|span| span[1] - span[0] < 2 * LONG).collect();
        Self { desk, proposed: tasks.chain(pledges).collect(), doubtful }
    }

    fn proposed(&self, row: &Row) -> &'d [Assignment] {
        let place = [row.source.start as usize, row.source.end as usize];
        self.proposed.get(&place).copied().unwrap_or_default()
    }

    /// What is doubtful about a row that can still be changed.
    pub(super) fn doubts(&self, row: &Row) -> Vec<&'static Weighed> {
        if !is_live(row) {
            return Vec::new();
        }
        let registry = &self.desk.known.registry;
        let proposed = self.proposed(row);
        let first = proposed.first().filter(|first| row.lead.as_ref().is_some_and(|lead| lead.as_str() == first.name));
        let (start, end) = (row.source.start as usize, row.source.end as usize);
        let is = |code: &str| match code {
            "no-lead" => row.lead.is_none(),
            "unknown-agency" => row.lead.iter().chain(&row.support).any(|id| registry.require_active(id).is_err()),
            "past" => row.stated_due.is_some_and(|due| due < self.desk.today),
            "weak" => first.is_some_and(|first| first.why.is_empty()),
            "reading" => self.doubtful.iter().any(|span| span[0] < end && start < span[1]),
            "several" => {
                first.is_some_and(|first| proposed.get(1).is_some_and(|second| second.score >= first.score * NEAR))
            }
            "no-metric" => row.kind == luoshi_ledger::item::ItemKind::Target && row.metrics.is_empty(),
            "long" => row.title.chars().count() > LONG,
            "no-date" => row.stated_due.is_none(),
            _ => false,
        };
        // What somebody confirmed has been looked at; only what hinders issuing is said.
        let hinders = |code: &str| matches!(code, "no-lead" | "unknown-agency" | "past");
        let is_open = row.status == RowStatus::Open;
        DOUBTS.iter().filter(|doubt| (is_open || hinders(doubt.code)) && is(doubt.code)).collect()
    }

    /// The row as it is shown.
    pub(super) fn shown(&self, row: &Row) -> Shown {
        let lang = self.desk.lang;
        let agency = |id: &AgencyId| self.agency(id, row);
        let title: String = row.title.split_whitespace().collect();
        let said: String = row.source.quote.split_whitespace().collect();
        let said = said.trim_matches(|c: char| "，。；、,;*".contains(c)).to_owned();
        Shown {
            number: row.number,
            mark: format!("{}.{}", row.number, row.fingerprint()),
            status: filter::status(row),
            status_word: words::row_status(&row.status, lang),
            title: row.title.clone(),
            quote: (said != title)
                .then(|| row.sources().iter().map(|s| s.quote.trim()).collect::<Vec<_>>().join(" … ")),
            at: row.source.start,
            kind: words::kind(row.kind, lang),
            section: row.section.clone().unwrap_or_default(),
            metrics: row.metrics.iter().map(|metric| words::metric(metric, lang)).collect(),
            due: row.stated_due.map(|due| due.to_string()).unwrap_or_default(),
            due_text: row.stated_due_text.clone().unwrap_or_default(),
            nodes: row.nodes.iter().map(|node| format!("{} {}", node.due, node.title)).collect(),
            lead: row.lead.as_ref().map(agency),
            support: row.support.iter().map(agency).collect(),
            leader: row.leader.as_ref().map(ToString::to_string).unwrap_or_default(),
            class: self.class(row),
            doubts: self.doubts(row).iter().map(|doubt| lang.pick(doubt.zh, doubt.en)).collect(),
            reason: match &row.status {
                RowStatus::Dropped(reason) => reason.clone(),
                RowStatus::Replaced(by) => {
                    by.iter().map(ToString::to_string).collect::<Vec<_>>().join(lang.pick("、", ", "))
                }
                _ => String::new(),
            },
            item: match &row.status {
                RowStatus::Issued(item) => Some(item.to_string()),
                _ => None,
            },
            is_live: is_live(row),
        }
    }

    fn agency(&self, id: &AgencyId, row: &Row) -> Agency {
        let found = self.proposed(row).iter().find(|proposed| proposed.name == id.as_str());
        let is_lead = row.lead.as_ref() == Some(id);
        let why = match found {
            Some(found) => found.why.join("、"),
            None if is_lead => row.why.join("、"),
            None => String::new(),
        };
        let known = self.desk.known.registry.require_active(id).is_ok();
        Agency { name: agency_name(&self.desk.known.registry, id.as_str()).to_owned(), why, known }
    }

    fn class(&self, row: &Row) -> String {
        let Some(class) = &row.class else { return String::new() };
        let regime = row.regime.as_deref().unwrap_or(row.kind.usual_regime());
        let found = self.desk.known.settings.find_regime(regime);
        let choice = found.and_then(|(regime, _)| regime.classes.iter().find(|choice| choice.code == *class));
        choice.map_or_else(|| class.clone(), |choice| choice.title.clone())
    }
}

/// A row on the page.
pub(super) struct Shown {
    pub(super) number: u32,
    /// Its number and what tells this state of it from others.
    pub(super) mark: String,
    pub(super) status: &'static str,
    pub(super) status_word: &'static str,
    pub(super) title: String,
    /// Its sentences, where the title says something else.
    pub(super) quote: Option<String>,
    pub(super) at: u32,
    pub(super) kind: &'static str,
    pub(super) section: String,
    pub(super) metrics: Vec<String>,
    pub(super) due: String,
    pub(super) due_text: String,
    pub(super) nodes: Vec<String>,
    pub(super) lead: Option<Agency>,
    pub(super) support: Vec<Agency>,
    pub(super) leader: String,
    pub(super) class: String,
    pub(super) doubts: Vec<&'static str>,
    /// Why it was dropped, or the rows that stand for it.
    pub(super) reason: String,
    pub(super) item: Option<String>,
    pub(super) is_live: bool,
}

/// An agency of a row.
pub(super) struct Agency {
    pub(super) name: String,
    /// The words that led to it.
    pub(super) why: String,
    /// Whether items can be given to it.
    pub(super) known: bool,
}
