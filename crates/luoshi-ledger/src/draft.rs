//! A draft ledger: the rows of a report that was read, for people to confirm,
//! correct, split, merge, drop and assign before anything is issued.
//!
//! Nothing goes live unreviewed: only confirmed rows are published, and a row
//! that is dropped keeps its reason.

mod compare;
mod from_report;
mod metrics;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::event::DecodeError;
use crate::id::{AgencyId, ItemId, PersonId, ReportId};
use crate::item::{Content, Details, ItemKind, People, PlanNode, Source};
use crate::schedule::Metric;

pub use compare::{Change, Difference, compare};
pub use from_report::rows;

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowStatus {
    /// Nobody has looked at it.
    Open,
    /// Somebody has.
    Confirmed,
    /// It will not be issued, for this reason.
    Dropped(String),
    /// Other rows stand for it now.
    Replaced(Vec<u32>),
    /// It was issued as this item.
    Issued(ItemId),
}

/// A row of a draft ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its number in the draft, from 1; never given twice.
    pub number: u32,
    /// What becomes of it.
    pub status: RowStatus,
    /// What it is.
    pub kind: ItemKind,
    /// What its kind keeps beyond this.
    pub details: Details,
    /// What has to be done.
    pub title: String,
    /// Its sentence.
    pub source: Source,
    /// Further sentences, of rows merged into it.
    #[serde(default)]
    pub more_sources: Vec<Source>,
    /// Heading of its part of the report.
    pub section: Option<String>,
    /// Class within its regime.
    pub class: Option<String>,
    /// Its regime; none for the usual one of its kind.
    pub regime: Option<String>,
    /// The lead, proposed or decided.
    pub lead: Option<AgencyId>,
    /// Agencies that help, proposed or decided.
    pub support: Vec<AgencyId>,
    /// The words that led to the proposal.
    pub why: Vec<String>,
    /// 牵头领导.
    pub leader: Option<PersonId>,
    /// The date its text states.
    pub stated_due: Option<Date>,
    /// How the text states it.
    pub stated_due_text: Option<String>,
    /// Steps on the way that its sentence states with a day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nodes: Vec<PlanNode>,
    /// What it can be measured by.
    pub metrics: Vec<Metric>,
}

/// A correction of a row. What is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowEdit {
    /// What has to be done.
    pub title: Option<String>,
    /// What it is.
    pub kind: Option<ItemKind>,
    /// Its class.
    pub class: Option<String>,
    /// Its regime.
    pub regime: Option<String>,
    /// The lead.
    pub lead: Option<AgencyId>,
    /// Agencies that help.
    pub support: Option<Vec<AgencyId>>,
    /// 牵头领导.
    pub leader: Option<PersonId>,
    /// The date.
    pub stated_due: Option<Date>,
}

/// What happened to a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each variant says what its fields hold")]
pub enum DraftEvent {
    /// A report became a draft.
    Opened { year: i16, region: Option<String>, rows: Vec<Row> },
    /// Somebody looked at rows and found them right.
    RowsConfirmed { rows: Vec<u32> },
    /// A row was corrected.
    RowEdited { row: u32, edit: Box<RowEdit> },
    /// A row was split.
    RowSplit { row: u32, into: Vec<Row> },
    /// Rows were merged.
    RowsMerged { rows: Vec<u32>, into: Box<Row> },
    /// A row will not be issued.
    RowDropped { row: u32, reason: String },
    /// A dropped row is back.
    RowRestored { row: u32 },
    /// Confirmed rows were issued.
    Published { items: Vec<(u32, ItemId)> },
}

impl DraftEvent {
    /// Kind and data, as they are stored.
    pub fn encode(&self) -> (String, String) {
        crate::event::encode(self)
    }

    /// The event of a stored kind, version and data.
    pub fn decode(kind: &str, version: i64, data: &str) -> Result<Self, DecodeError> {
        crate::event::decode(kind, version, data)
    }
}

/// Why a draft refuses a change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// There is no such row.
    #[error("the draft has no row {0}")]
    NoRow(u32),
    /// The row was dropped, replaced or issued.
    #[error("row {row} is {status} and cannot be changed")]
    Settled {
        /// The row.
        row: u32,
        /// What became of it.
        status: &'static str,
    },
    /// A confirmed row needs a lead.
    #[error("row {0} has no lead agency")]
    NoLead(u32),
    /// A text is missing.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// The place to split is not inside the sentence.
    #[error("row {row} cannot be split at \"{at}\": the words must begin inside its sentence, once")]
    NoSplit {
        /// The row.
        row: u32,
        /// The words.
        at: String,
    },
    /// Merging takes two rows at least, of one kind.
    #[error("merging takes two rows of one kind at least")]
    NoMerge,
    /// The lead helps as well.
    #[error("row {row}: \"{agency}\" leads and cannot help as well")]
    LeadIsSupport {
        /// The row.
        row: u32,
        /// The agency.
        agency: AgencyId,
    },
}

impl DraftError {
    /// What is wrong, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::NoRow(row) => format!("草稿中没有第 {row} 行"),
            Self::Settled { row, status } => {
                let status = match *status {
                    "dropped" => "舍弃",
                    "replaced" => "拆分或合并",
                    _ => "交办",
                };
                format!("第 {row} 行已{status}，不能再改")
            }
            Self::NoLead(row) => format!("第 {row} 行没有牵头单位"),
            Self::Missing(what) => format!("缺少{}", if *what == "reason" { "理由" } else { "内容" }),
            Self::NoSplit { row, at } => format!("第 {row} 行不能在“{at}”处拆分：该处须在原句之中且只出现一次"),
            Self::NoMerge => "合并须选两行以上、同一类别".to_owned(),
            Self::LeadIsSupport { row, agency } => {
                format!("第 {row} 行：“{agency}”已是牵头单位，不能同时为配合单位")
            }
        }
    }
}

/// A draft ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The report it comes from.
    pub report: ReportId,
    /// How many events made it.
    pub version: i64,
    /// The plan year.
    pub year: i16,
    /// The place.
    pub region: Option<String>,
    /// Its rows, by number.
    pub rows: Vec<Row>,
}

impl Draft {
    /// A draft before its first event.
    pub fn new(report: ReportId) -> Self {
        Self { report, version: 0, year: 0, region: None, rows: Vec::new() }
    }

    /// Applies what happened.
    pub fn apply(&mut self, event: &DraftEvent) {
        self.version += 1;
        match event {
            DraftEvent::Opened { year, region, rows } => {
                self.year = *year;
                self.region.clone_from(region);
                self.rows.clone_from(rows);
            }
            DraftEvent::RowsConfirmed { rows } => {
                for row in rows {
                    self.set(*row, RowStatus::Confirmed);
                }
            }
            DraftEvent::RowEdited { row, edit } => {
                if let Some(row) = self.rows.iter_mut().find(|r| r.number == *row) {
                    row.edit(edit);
                }
            }
            DraftEvent::RowSplit { row, into } => {
                self.set(*row, RowStatus::Replaced(into.iter().map(|r| r.number).collect()));
                self.rows.extend(into.iter().cloned());
            }
            DraftEvent::RowsMerged { rows, into } => {
                for row in rows {
                    self.set(*row, RowStatus::Replaced(vec![into.number]));
                }
                self.rows.push(Row::clone(into));
            }
            DraftEvent::RowDropped { row, reason } => self.set(*row, RowStatus::Dropped(reason.clone())),
            DraftEvent::RowRestored { row } => self.set(*row, RowStatus::Open),
            DraftEvent::Published { items } => {
                for (row, item) in items {
                    self.set(*row, RowStatus::Issued(item.clone()));
                }
            }
        }
    }

    fn set(&mut self, number: u32, status: RowStatus) {
        if let Some(row) = self.rows.iter_mut().find(|r| r.number == number) {
            row.status = status;
        }
    }

    /// The row of a number.
    pub fn find(&self, number: u32) -> Option<&Row> {
        self.rows.iter().find(|r| r.number == number)
    }

    /// A row that can still be changed.
    fn open(&self, number: u32) -> Result<&Row, DraftError> {
        let row = self.find(number).ok_or(DraftError::NoRow(number))?;
        match &row.status {
            RowStatus::Open | RowStatus::Confirmed => Ok(row),
            RowStatus::Dropped(_) => Err(DraftError::Settled { row: number, status: "dropped" }),
            RowStatus::Replaced(_) => Err(DraftError::Settled { row: number, status: "replaced" }),
            RowStatus::Issued(_) => Err(DraftError::Settled { row: number, status: "issued" }),
        }
    }

    fn next_number(&self) -> u32 {
        self.rows.iter().map(|r| r.number).max().unwrap_or(0) + 1
    }

    /// Confirms rows; each needs a lead.
    pub fn confirm(&self, rows: &[u32]) -> Result<DraftEvent, DraftError> {
        for number in rows {
            let row = self.open(*number)?;
            let lead = row.lead.as_ref().ok_or(DraftError::NoLead(*number))?;
            if row.support.contains(lead) {
                return Err(DraftError::LeadIsSupport { row: *number, agency: lead.clone() });
            }
        }
        Ok(DraftEvent::RowsConfirmed { rows: rows.to_vec() })
    }

    /// Corrects a row. Its sentence stays.
    pub fn edit(&self, number: u32, edit: RowEdit) -> Result<DraftEvent, DraftError> {
        self.open(number)?;
        if edit.title.as_ref().is_some_and(|t| t.trim().is_empty()) {
            return Err(DraftError::Missing("title"));
        }
        Ok(DraftEvent::RowEdited { row: number, edit: Box::new(edit) })
    }

    /// Drops a row, with the reason.
    pub fn drop_row(&self, number: u32, reason: &str) -> Result<DraftEvent, DraftError> {
        self.open(number)?;
        if reason.trim().is_empty() {
            return Err(DraftError::Missing("reason"));
        }
        Ok(DraftEvent::RowDropped { row: number, reason: reason.to_owned() })
    }

    /// Brings a dropped row back.
    pub fn restore(&self, number: u32) -> Result<DraftEvent, DraftError> {
        match self.find(number).map(|r| &r.status) {
            Some(RowStatus::Dropped(_)) => Ok(DraftEvent::RowRestored { row: number }),
            Some(_) => self.open(number).map(|_| DraftEvent::RowRestored { row: number }),
            None => Err(DraftError::NoRow(number)),
        }
    }

    /// Splits a row before `at`, words that occur once in its sentence. Both
    /// parts keep their share of the sentence.
    pub fn split(&self, number: u32, at: &str) -> Result<DraftEvent, DraftError> {
        let row = self.open(number)?;
        let refusal = || DraftError::NoSplit { row: number, at: at.to_owned() };
        let (before, after) = row.source.quote.split_once(at).ok_or_else(refusal)?;
        if at.is_empty() || before.trim().is_empty() || after.contains(at) {
            return Err(refusal());
        }
        let middle = row.source.start + before.chars().count() as u32;
        let next = self.next_number();
        let first = Source { end: middle, quote: before.to_owned(), ..row.source.clone() };
        let second = Source { start: middle, quote: format!("{at}{after}"), ..row.source.clone() };
        let into = vec![row.part(next, first), row.part(next + 1, second)];
        Ok(DraftEvent::RowSplit { row: number, into })
    }

    /// Merges rows into one that keeps the sentence of each.
    pub fn merge(&self, numbers: &[u32]) -> Result<DraftEvent, DraftError> {
        let mut rows = numbers.iter().map(|n| self.open(*n)).collect::<Result<Vec<_>, _>>()?;
        rows.sort_by_key(|r| r.source.start);
        rows.dedup_by_key(|r| r.number);
        let [first, rest @ ..] = rows.as_slice() else { return Err(DraftError::NoMerge) };
        if rest.is_empty() || rest.iter().any(|r| r.kind != first.kind) {
            return Err(DraftError::NoMerge);
        }
        let mut merged = Row::clone(first);
        merged.number = self.next_number();
        merged.status = RowStatus::Open;
        for row in rest {
            merged.absorb(row);
        }
        let rows = rows.iter().map(|r| r.number).collect();
        Ok(DraftEvent::RowsMerged { rows, into: Box::new(merged) })
    }

    /// How many rows still wait to be looked at, are confirmed, dropped, issued.
    pub fn count(&self) -> DraftCount {
        let mut count = DraftCount::default();
        for row in &self.rows {
            match row.status {
                RowStatus::Open => count.open += 1,
                RowStatus::Confirmed => count.confirmed += 1,
                RowStatus::Dropped(_) => count.dropped += 1,
                RowStatus::Issued(_) => count.issued += 1,
                RowStatus::Replaced(_) => {}
            }
        }
        count
    }
}

/// How far the review of a draft is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct DraftCount {
    /// Rows nobody has looked at.
    pub open: usize,
    /// Confirmed rows, not yet issued.
    pub confirmed: usize,
    /// Dropped rows.
    pub dropped: usize,
    /// Issued rows.
    pub issued: usize,
}

impl Row {
    fn edit(&mut self, edit: &RowEdit) {
        if let Some(title) = &edit.title {
            self.title.clone_from(title);
        }
        if let Some(kind) = edit.kind {
            self.kind = kind;
            if !self.details.fit(kind) {
                self.details = Details::None;
            }
        }
        if let Some(support) = &edit.support {
            self.support.clone_from(support);
        }
        self.class = edit.class.clone().or(self.class.take());
        self.regime = edit.regime.clone().or(self.regime.take());
        self.lead = edit.lead.clone().or(self.lead.take());
        self.leader = edit.leader.clone().or(self.leader.take());
        self.stated_due = edit.stated_due.or(self.stated_due);
    }

    /// A part of this row with its share of the sentence.
    fn part(&self, number: u32, source: Source) -> Self {
        let title = source.quote.trim_matches(|c: char| c.is_whitespace() || "，。；、,;".contains(c)).to_owned();
        let metrics = self.metrics.iter().filter(|m| source.quote.contains(&m.target.to_string())).cloned().collect();
        let quoted: String = source.quote.split_whitespace().collect();
        let nodes = self.nodes.iter().filter(|node| quoted.contains(&node.title)).cloned().collect();
        let status = RowStatus::Open;
        Self { number, status, title, source, nodes, metrics, more_sources: Vec::new(), ..self.clone() }
    }

    fn absorb(&mut self, row: &Self) {
        self.title = format!("{}；{}", self.title.trim_end_matches(['。', '；']), row.title);
        self.more_sources.push(row.source.clone());
        self.more_sources.extend(row.more_sources.iter().cloned());
        self.metrics.extend(row.metrics.iter().cloned());
        self.stated_due = self.stated_due.max(row.stated_due);
        self.nodes.extend(row.nodes.iter().cloned());
        self.nodes.sort_by_key(|node| node.due);
        let others = row.lead.iter().chain(&row.support);
        for agency in others {
            if self.lead.as_ref() != Some(agency) && !self.support.contains(agency) {
                self.support.push(agency.clone());
            }
        }
    }

    /// What the row is issued with.
    pub fn content(&self, draft: &Draft, regime: &str, regime_version: u32, not_secret: bool) -> Content {
        Content {
            title: self.title.clone(),
            kind: self.kind,
            details: self.details.clone(),
            source: Some(self.source.clone()),
            more_sources: self.more_sources.clone(),
            class: self.class.clone(),
            urgency: None,
            lead: self.lead.clone().unwrap_or_else(|| AgencyId(String::new())),
            support: self.support.clone(),
            people: People { leader: self.leader.clone(), ..People::default() },
            regime: regime.to_owned(),
            regime_version,
            stated_due: self.stated_due,
            stated_due_text: self.stated_due_text.clone(),
            nodes: self.nodes.clone(),
            metrics: self.metrics.clone(),
            parent: None,
            reopens: None,
            year: draft.year,
            region: draft.region.clone(),
            section: self.section.clone(),
            upstream: None,
            not_secret,
        }
    }
}
