//! The published JSON: what `luoshi read --format json` prints.
//!
//! Names and meanings here are a contract with other programs. Fields may be
//! added; those that exist keep their names and meanings for ever, and
//! [`SCHEMA`] changes only when that cannot be held. The JSON Schema in
//! `docs/schema/` is generated from these types, so their doc comments are its
//! descriptions and are written for its readers.
//!
//! Every other output of this crate (tables, Markdown, terminal text) is made
//! from these types too, so that all outputs say the same.

mod convert;
mod number;
mod words;

use jiff::civil::Date;
use luoshi_extract::document::Reading;
use schemars::JsonSchema;
use serde::Serialize;

use crate::labels::Lang;
use crate::phrase;

pub use self::number::Number;
pub use self::words::{AgencyRole, AmountKind, Comparator, DocumentKind, Level, Measure, Nature, Role, Script, Stage};

/// Version of the published JSON.
pub const SCHEMA: u32 = 1;

/// A half-open range `[start, end)` of Unicode scalar values of the decoded
/// source text, before any normalisation.
pub type CharSpan = [usize; 2];

/// Everything read from one source.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(title = "What `luoshi read --format json` prints for one source")]
pub struct Report {
    /// Version of this format; changes only when a field changes its meaning.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: u32,
    /// Where the text came from.
    pub source: Source,
    /// The documents the source holds, in order; a listing page holds several.
    pub documents: Vec<Document>,
}

impl Report {
    /// Makes the published form of what was read from `text`.
    pub fn new(source: SourceInfo, text: &str, reading: &Reading) -> Self {
        convert::report(source, text, reading)
    }
}

/// What is known about a source besides its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceInfo {
    /// Path as it was given; `-` for standard input.
    pub path: String,
    /// SHA-256 of the bytes, in lower-case hexadecimal digits.
    pub sha256: String,
    /// Format that was found: `txt`, `html`, `docx`, `pdf`, `csv`, `xlsx`.
    pub format: String,
    /// Encoding that was found, as the WHATWG names it.
    pub encoding: String,
}

/// Where the text came from.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Source {
    /// Path as it was given; `-` for standard input.
    pub path: String,
    /// SHA-256 of the bytes, in lower-case hexadecimal digits.
    pub sha256: String,
    /// Format that was found: `txt`, `html`, `docx`, `pdf`, `csv`, `xlsx`.
    pub format: String,
    /// Encoding that was found, as the WHATWG names it.
    pub encoding: String,
    /// Length of the decoded text in Unicode scalar values.
    pub chars: usize,
}

/// One report or article inside a source.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Document {
    /// Whether this is a work report.
    pub kind: DocumentKind,
    /// The printed title.
    pub title: Option<String>,
    /// The government that reports.
    pub region: Option<Region>,
    /// The year the plan part plans.
    pub year: Option<i16>,
    /// The day the report was given.
    pub delivered_on: Option<Date>,
    /// Who gave it.
    pub speaker: Option<String>,
    /// The speaker's office, as printed: 市长, 代县长.
    pub office: Option<String>,
    /// The script it is printed in.
    pub script: Script,
    /// Where it stands in the source.
    pub span: CharSpan,
    /// Numbered and main headings, in order.
    pub sections: Vec<Section>,
    /// Figures of the indicators of this contract's core.
    pub facts: Vec<Fact>,
    /// Figures of the catalogue's other indicators.
    pub more_facts: Vec<Fact>,
    /// Projects and project groups with an amount of money.
    pub projects: Vec<Project>,
    /// Explicit limits on actions; plan part only.
    pub deadlines: Vec<Deadline>,
    /// The plan part cut into rows, as a 分解表 has them.
    pub tasks: Vec<Task>,
    /// The enumerated 民生实事.
    pub pledges: Vec<Pledge>,
    /// Entries of the 名词解释.
    pub terms: Vec<Term>,
    /// What was doubtful, for a person to look at.
    pub doubts: Vec<Doubt>,
}

impl Document {
    /// All figures, those of the core first, as people and `--explain` number them.
    pub fn all_facts(&self) -> impl Iterator<Item = &Fact> {
        self.facts.iter().chain(&self.more_facts)
    }
}

/// A government's place.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Region {
    /// Its own name as printed.
    pub name: String,
    /// Six digits of GB/T 2260; null if unknown.
    pub code: Option<String>,
    /// Level of government.
    pub level: Level,
}

/// One numbered or main heading.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Section {
    /// 1 for 一、 and for unnumbered main titles, 2 for (一).
    pub level: u8,
    /// The printed number: `一`, `(一)`; null for an unnumbered title.
    pub number: Option<String>,
    /// The heading without its number.
    pub title: String,
    /// What this part of the report does.
    pub role: Role,
    /// The section's whole text, heading included.
    pub span: CharSpan,
    /// Index of the section this one belongs to.
    pub parent: Option<usize>,
}

/// A figure of an indicator.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Fact {
    /// Id in the indicator catalogue.
    pub indicator: &'static str,
    /// The catalogue's name of the indicator.
    pub name: &'static str,
    /// Result or promise.
    pub nature: Nature,
    /// The year (`2018`) or range of years (`2021-2025`) the figure is for.
    pub period: String,
    /// What the figure measures.
    pub measure: Measure,
    /// The figure as the text states it; null for a relation. Falls are negative.
    pub value: Option<Number>,
    /// Upper end of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value2: Option<Number>,
    /// Unit as the text states it.
    pub unit: Option<String>,
    /// How the value binds.
    pub comparator: Comparator,
    /// Whether 力争 or 争取 stands in the same part of the sentence.
    pub hedged: bool,
    /// The words it was read from: exactly the slice `span` of the source text.
    pub quote: String,
    /// Where the quote stands.
    pub span: CharSpan,
}

impl Fact {
    /// The figure with what it measures, as people write it: `57.3亿元`, `增长7.1%`.
    pub fn figure(&self, lang: Lang) -> String {
        phrase::fact(self, lang)
    }
}

/// A project, or a group of projects, with an amount of money.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Project {
    /// Its own name as printed.
    pub name: String,
    /// How many projects; null for a group that does not say.
    pub count: Option<u32>,
    /// Amount as the text states it.
    pub amount: Number,
    /// Unit of the amount as printed: 亿元, 万元.
    pub unit: String,
    /// What the amount is.
    pub kind: AmountKind,
    /// Where the project stands, when the text says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// The words it was read from: exactly the slice `span` of the source text.
    pub quote: String,
    /// Where the quote stands.
    pub span: CharSpan,
}

/// An explicit limit on an action of the plan part.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Deadline {
    /// The time expression itself.
    pub time_text: String,
    /// The last day allowed.
    pub due: Date,
    /// Whether 力争 or 争取 stands in the same part of the sentence.
    pub hedged: bool,
    /// The clause that holds the time expression and the action.
    pub quote: String,
    /// Where the quote stands.
    pub span: CharSpan,
}

/// A row of the plan: one thing to do, with what measures it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Task {
    /// Running number, from 1.
    pub number: u32,
    /// Index of its section.
    pub section: Option<usize>,
    /// Its words: exactly the slice `span` of the source text.
    pub text: String,
    /// Indices of its deadlines.
    pub deadlines: Vec<usize>,
    /// Indices of its facts.
    pub facts: Vec<usize>,
    /// Indices of its projects.
    pub projects: Vec<usize>,
    /// Measurable quantities in it.
    pub metrics: Vec<Metric>,
    /// Proposed agencies, lead first.
    pub agencies: Vec<Assignment>,
    /// Where it stands.
    pub span: CharSpan,
}

/// A measurable quantity of a task or a pledge.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Metric {
    /// What is counted or measured, as printed.
    pub what: String,
    /// How much.
    pub value: Number,
    /// Upper end of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value2: Option<Number>,
    /// Unit as printed.
    pub unit: Option<String>,
    /// How the value binds.
    pub comparator: Comparator,
    /// Where it stands.
    pub span: CharSpan,
}

/// A proposed agency.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Assignment {
    /// Its name as its level and year name it: 省教育厅, 市教育局.
    pub name: String,
    /// Lead or support.
    pub role: AgencyRole,
    /// Strength of the proposal, from 0 to 1.
    pub score: f64,
    /// The words that led to it.
    pub why: Vec<String>,
}

/// One of the enumerated 民生实事.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Pledge {
    /// Its printed ordinal.
    pub number: u32,
    /// Its words after the ordinal: exactly the slice `span` of the source text.
    pub text: String,
    /// Measurable quantities in it.
    pub metrics: Vec<Metric>,
    /// Proposed agencies, lead first.
    pub agencies: Vec<Assignment>,
    /// Where it stands.
    pub span: CharSpan,
}

/// An entry of the 名词解释.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Term {
    /// Its printed number.
    pub number: u32,
    /// The term as printed.
    pub term: String,
    /// Its definition.
    pub definition: String,
    /// The whole entry.
    pub span: CharSpan,
}

/// Something doubtful that a person should look at.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Doubt {
    /// What is doubtful: a stable code in kebab-case.
    pub code: &'static str,
    /// The words in question: exactly the slice `span` of the source text.
    pub quote: String,
    /// Where they stand.
    pub span: CharSpan,
}

/// One entry of what `luoshi assign --format json` prints.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(title = "One entry of what `luoshi assign --format json` prints")]
pub struct AssignedTask {
    /// The task as it was given.
    pub task: String,
    /// Proposed agencies, best first.
    pub agencies: Vec<Assignment>,
}

impl AssignedTask {
    /// Makes the published form of the agencies proposed for `task`.
    pub fn new(task: &str, agencies: &[luoshi_extract::document::Assignment]) -> Self {
        Self { task: task.to_owned(), agencies: convert::agencies(agencies) }
    }
}
