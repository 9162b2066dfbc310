//! A draft ledger: the rows of a report that was read, for people to confirm,
//! correct, split, merge, drop and assign before anything is issued.
//!
//! Nothing goes live unreviewed: only confirmed rows are published, and a row
//! that is dropped keeps its reason.

mod compare;
mod edit;
mod from_report;
mod metrics;
mod parts;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::chain::Hash;
use crate::event::DecodeError;
use crate::id::{AgencyId, ItemId, PersonId, ReportId};
use crate::item::{Content, Details, ItemKind, People, PlanNode, Source};
use crate::schedule::Metric;

pub use compare::{Change, Difference, compare};
pub use edit::{RowEdit, RowField};
pub use from_report::rows;

/// Characters of a fingerprint: enough to tell the states of one row apart.
const FINGERPRINT_CHARS: usize = 12;

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
    /// Somebody else changed the row meanwhile.
    #[error("row {0} was changed meanwhile: look at it again and repeat")]
    Changed(u32),
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
            Self::Changed(row) => format!("第 {row} 行刚刚被他人改过，请核对后重新提交"),
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
            self.open(*number)?.check()?;
        }
        Ok(DraftEvent::RowsConfirmed { rows: rows.to_vec() })
    }

    /// Corrects a row. Its sentence stays.
    pub fn edit(&self, number: u32, edit: RowEdit) -> Result<DraftEvent, DraftError> {
        let row = self.open(number)?;
        if edit.title.as_ref().is_some_and(|t| t.trim().is_empty()) {
            return Err(DraftError::Missing("title"));
        }
        // A confirmed row is right whatever is corrected later.
        if row.status == RowStatus::Confirmed {
            let mut corrected = row.clone();
            corrected.edit(&edit);
            corrected.check()?;
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

    /// Refuses a change to a row that is not any more as whoever changes it saw it.
    pub fn require_seen(&self, number: u32, fingerprint: &str) -> Result<(), DraftError> {
        let row = self.find(number).ok_or(DraftError::NoRow(number))?;
        if row.fingerprint() == fingerprint { Ok(()) } else { Err(DraftError::Changed(number)) }
    }

    /// Brings a dropped row back; takes a confirmation back.
    pub fn restore(&self, number: u32) -> Result<DraftEvent, DraftError> {
        match self.find(number).map(|r| &r.status) {
            Some(RowStatus::Dropped(_)) => Ok(DraftEvent::RowRestored { row: number }),
            Some(_) => self.open(number).map(|_| DraftEvent::RowRestored { row: number }),
            None => Err(DraftError::NoRow(number)),
        }
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
    /// What tells this state of the row from any other: a form that was made from the
    /// row carries it, so that nobody overwrites what they have not seen.
    pub fn fingerprint(&self) -> String {
        let state = serde_json::to_string(self).unwrap_or_default();
        Hash::of(state.as_bytes()).to_string().chars().take(FINGERPRINT_CHARS).collect()
    }

    /// Exactly one lead, who does not help as well.
    fn check(&self) -> Result<(), DraftError> {
        let lead = self.lead.as_ref().ok_or(DraftError::NoLead(self.number))?;
        if self.support.contains(lead) {
            return Err(DraftError::LeadIsSupport { row: self.number, agency: lead.clone() });
        }
        Ok(())
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
