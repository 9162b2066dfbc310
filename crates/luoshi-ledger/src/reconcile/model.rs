//! What a reconciliation holds: plain data, in the order of the promises.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::decision::Decision;

/// What came of the promises of one report, by the report after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reconciliation {
    /// Id of the report that promised.
    pub earlier: String,
    /// Id of the report that gives account.
    pub later: String,
    /// The year that is reviewed; none when the reports do not say theirs.
    pub year: Option<i16>,
    /// What stands against comparing the two reports at all.
    pub warnings: Vec<Warning>,
    /// One row a promise: targets, projects, tasks, pledges, each in the order
    /// of the report.
    pub rows: Vec<Row>,
}

/// What stands against comparing two reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Warning {
    /// They are of two regions.
    OtherRegion,
    /// The later one does not review the year the earlier one planned.
    OtherYear,
    /// One of them does not say its year.
    NoYear,
}

/// One promise with what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Row {
    /// Its place: kind and bytes of the quote in the earlier report. The same
    /// texts always give the same key.
    pub key: String,
    /// What was promised.
    pub promise: Promise,
    /// The sentence of the later report that answers, when there is one.
    pub counterpart: Option<Passage>,
    /// What the rules say.
    pub verdict: Verdict,
    /// By which rule.
    pub rule: Rule,
    /// What the promise consists of, when it is more than one thing.
    pub parts: Vec<Part>,
    /// What a person should know before agreeing.
    pub notes: Vec<Note>,
    /// What a person decided.
    pub decision: Option<Decision>,
}

impl Row {
    /// The verdict that counts: a person's, else the rules'.
    pub fn settled(&self) -> Verdict {
        self.decision.as_ref().map_or(self.verdict, |d| d.verdict)
    }
}

/// What was promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Promise {
    /// Which kind of promise.
    pub kind: Kind,
    /// The promise in the earlier report.
    pub passage: Passage,
    /// Id of the indicator of a target.
    pub indicator: Option<String>,
    /// Name of a project, printed number of a pledge.
    pub name: Option<String>,
    /// The figure of a target.
    pub figure: Option<Figure>,
}

/// The kinds of promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A figure of an indicator.
    Target,
    /// A named project.
    Project,
    /// A row of the plan.
    Task,
    /// One of the 民生实事.
    Pledge,
}

/// A figure as its text states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Figure {
    /// The value, or the lower end of a range.
    pub value: Decimal,
    /// The upper end of a range.
    pub value2: Option<Decimal>,
    /// The unit as printed.
    pub unit: Option<String>,
}

/// A passage of one of the two reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Passage {
    /// The words.
    pub quote: String,
    /// First byte in the report's text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Title of the innermost section that holds it.
    pub section: Option<String>,
}

/// What came of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Kept.
    Met,
    /// Not kept.
    Missed,
    /// Done in part, or in more than one part of which not all are known.
    Partly,
    /// The later report says nothing of it. This is not a miss.
    NoData,
    /// Promised for a later year. This is neither a miss nor missing.
    NotDue,
}

/// The rule a verdict rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Rule {
    /// Its name; never changes once released.
    pub name: String,
    /// What it compared, in Chinese.
    pub zh: String,
    /// What it compared, in English.
    pub en: String,
}

impl Rule {
    pub(crate) fn new(name: &str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { name: name.to_owned(), zh: zh.into(), en: en.into() }
    }
}

/// One thing of a promise that has several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Part {
    /// The words of the promise.
    pub wanted: String,
    /// The words that answer.
    pub found: Option<Passage>,
    /// How much of the promise's wording the answer has, in hundredths, when it
    /// was found by wording.
    pub likeness: Option<u32>,
    /// What came of it.
    pub verdict: Verdict,
    /// By which rule.
    pub rule: Rule,
}

/// What a person should know before agreeing with a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Note {
    /// What kind of note.
    pub code: NoteCode,
    /// The particulars: names, values; as the texts have them.
    pub detail: String,
}

impl Note {
    pub(crate) fn new(code: NoteCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

/// Kinds of notes. `labels` has their words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteCode {
    /// The indicator goes by another name in the later report.
    Renamed,
    /// The base of comparison was changed after it was reported.
    BaseRestated,
    /// The units differ and were converted, or could not be.
    UnitDiffers,
    /// The later report gives another measure (a level for a growth).
    MeasureDiffers,
    /// The later report gives the figure for other years.
    PeriodDiffers,
    /// The figure found is not the region's own.
    ScopeDiffers,
    /// 力争, 争取: the promise is softer than a plain one.
    Hedged,
    /// Kept only within the tolerance of 左右 or 同步.
    WithinTolerance,
    /// Better than the upper end of the range.
    AboveRange,
    /// The result is itself given as about so much, or as a range.
    Approximate,
    /// The result is counted otherwise: 同口径, 剔除….
    Recounted,
    /// The result was computed from other figures.
    Computed,
    /// Done, but after the time promised.
    Late,
    /// The report itself says that it fell short.
    Admitted,
    /// Of some parts nothing is said.
    PartsWithoutData,
    /// The project goes by another name.
    OtherName,
    /// The answer was found by its wording, not by its indicator.
    ByWording,
    /// Several figures answer; the nearest in wording was taken.
    SeveralFigures,
    /// The verdict rests on a setting that no regulation fixes.
    Setting,
}

impl Reconciliation {
    /// The row with this key.
    pub fn find_row(&self, key: &str) -> Option<&Row> {
        self.rows.iter().find(|r| r.key == key)
    }

    /// The rows whose promises lie in the bytes `start..end` of the earlier
    /// report: what came of an item that was made from that passage.
    pub fn list_rows_in(&self, start: u32, end: u32) -> Vec<&Row> {
        self.rows.iter().filter(|r| start <= r.promise.passage.start && r.promise.passage.end <= end).collect()
    }
}
