//! A report that was read into the ledger. Its text is kept beside the log under
//! the hash that the log names.

use luoshi_extract::document::Document;
use serde::{Deserialize, Serialize};

use crate::event::DecodeError;
use crate::id::ReportId;

/// What is noted of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportNoted {
    /// SHA-256 of the decoded text.
    pub sha256: String,
    /// Its title.
    pub title: Option<String>,
    /// The place that reports.
    pub region: Option<String>,
    /// The year it plans.
    pub year: Option<i16>,
    /// Where the file was.
    pub path: String,
    /// Characters of the decoded text.
    pub chars: u32,
    /// Which document of the text it is, from 0.
    pub document: u32,
}

impl ReportNoted {
    /// What is noted of a document, the `index`-th of `text`, whose SHA-256 is `sha256`.
    pub fn of(document: &Document, index: u32, text: &str, sha256: String, path: &str) -> Self {
        Self {
            sha256,
            title: document.title.clone(),
            region: document.region.as_ref().map(|region| region.name.clone()),
            year: document.year,
            path: path.to_owned(),
            chars: text.chars().count() as u32,
            document: index,
        }
    }
}

/// What happened to a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
pub enum ReportEvent {
    /// It was read.
    ReportRead(ReportNoted),
    /// A person confirmed or corrected a verdict of its reconciliation with the
    /// report of the year before.
    VerdictDecided {
        /// The report of the year before.
        earlier: ReportId,
        /// What the person decided.
        decision: crate::reconcile::Decision,
    },
}

impl ReportEvent {
    /// Kind and data, as they are stored.
    pub fn encode(&self) -> (String, String) {
        crate::event::encode(self)
    }

    /// The event of a stored kind, version and data.
    pub fn decode(kind: &str, version: i64, data: &str) -> Result<Self, DecodeError> {
        crate::event::decode(kind, version, data)
    }
}

/// The id of a report: place, year and the start of its text's hash, so that a
/// corrected version has another id and the same text has the same one.
pub fn report_id(noted: &ReportNoted) -> ReportId {
    let place = noted.region.as_deref().unwrap_or("报告");
    let hash: String = noted.sha256.chars().take(6).collect();
    match noted.year {
        Some(year) => ReportId(format!("{place}-{year}-{hash}")),
        None => ReportId(format!("{place}-{hash}")),
    }
}
