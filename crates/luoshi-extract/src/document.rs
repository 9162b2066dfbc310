//! What reading gives: plain data with public fields, each piece with its span
//! in the source.
//!
//! These are the shapes inside the program (byte spans, decimals). The
//! published JSON is made from them in `luoshi-export`.

use std::borrow::Cow;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::span::Span;

/// Everything read from one source text.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The documents the text holds, in order. A listing page holds several.
    pub documents: Vec<Document>,
}

/// One report or article inside a source text.
#[derive(Debug, Clone)]
pub struct Document {
    /// Whether this is a work report or some other article.
    pub kind: DocumentKind,
    /// The printed title, when there is one.
    pub title: Option<String>,
    /// The government that reports.
    pub region: Option<Region>,
    /// The year the plan part plans.
    pub year: Option<i16>,
    /// The day the report was given.
    pub delivered_on: Option<Date>,
    /// Who gave it.
    pub speaker: Option<String>,
    /// In which office (市长, 代县长, 省长).
    pub office: Option<String>,
    /// The script it is printed in.
    pub script: Script,
    /// Where the document stands in the source.
    pub span: Span,
    /// Headings in order.
    pub sections: Vec<Section>,
    /// Figures of the indicators of the published contract.
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
    /// The 名词解释 at the end.
    pub terms: Vec<Term>,
    /// What was doubtful, and where.
    pub doubts: Vec<Doubt>,
}

/// Whether a document is a work report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// 政府工作报告.
    WorkReport,
    /// Anything else on the page: news, plans, notices.
    Article,
}

/// The script a document is printed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Simplified characters.
    Hans,
    /// Traditional characters.
    Hant,
}

/// Level of government.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 国务院.
    Nation,
    /// 省、自治区、直辖市.
    Province,
    /// 地级市、州、盟.
    Prefecture,
    /// 县、县级市、市辖区、旗.
    County,
}

/// A government's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Its own name as printed (武乡县, 晉中市).
    pub name: String,
    /// Code of GB/T 2260, when the name is known.
    pub code: Option<u32>,
    /// Level of government.
    pub level: Level,
}

/// One numbered or main heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// 1 for 一、, 2 for (一).
    pub level: u8,
    /// The printed number without its punctuation: `一`, `(一)`.
    pub number: Option<String>,
    /// The heading without its number.
    pub title: String,
    /// What this part of the report does.
    pub role: Role,
    /// The section's whole text, heading included.
    pub span: Span,
    /// Index of the section this one belongs to.
    pub parent: Option<usize>,
}

/// What a part of a report does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Last year's results.
    Review,
    /// This year's targets and tasks.
    Plan,
    /// The coming five years.
    FiveYear,
    /// 政府自身建设.
    SelfConstruction,
    /// 名词解释.
    Glossary,
    /// Anything else.
    Other,
}

/// A figure of an indicator.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Id in the indicator catalogue.
    pub indicator: &'static str,
    /// The catalogue's name of the indicator.
    pub name: &'static str,
    /// Result or promise.
    pub nature: Nature,
    /// The year or years the figure is for.
    pub period: Period,
    /// What the figure measures.
    pub measure: Measure,
    /// The figure, as the text states it; none for a relation.
    pub value: Option<Decimal>,
    /// Upper end of a range.
    pub value2: Option<Decimal>,
    /// The unit as the text states it.
    pub unit: Option<String>,
    /// How the value binds.
    pub comparator: Comparator,
    /// 力争, 争取 in the same part of the sentence.
    pub hedged: bool,
    /// The quote.
    pub span: Span,
    /// How it was found.
    pub trace: Trace,
}

impl Fact {
    /// Whether the fact's indicator belongs to the published contract's core.
    pub fn is_core(&self) -> bool {
        crate::indicator::find(self.indicator).is_some_and(|i| i.core)
    }
}

/// Result or promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nature {
    /// A result.
    Actual,
    /// A promise.
    Target,
}

/// The year or the range of years a figure is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// First year.
    pub first: i16,
    /// Last year; equal to `first` for one year.
    pub last: i16,
}

/// What a figure measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// The indicator's own value.
    Level,
    /// Its change in percent (or times).
    Growth,
    /// Its change in percentage points.
    PpChange,
    /// Its share in something.
    Share,
    /// Its place in a ranking.
    Rank,
    /// Its relation to another indicator.
    Relation,
}

/// How a value binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparator {
    /// Plain statement.
    Eq,
    /// 以上、不低于、突破.
    Ge,
    /// 超过, where the text excludes equality.
    Gt,
    /// 以内、不超过.
    Le,
    /// 低于, where the text excludes equality.
    Lt,
    /// 左右、约.
    About,
    /// 5%—6%.
    Range,
    /// 与…同步.
    Sync,
    /// 高于….
    Above,
}

/// A named project, or a group of projects, with an amount of money.
#[derive(Debug, Clone)]
pub struct Project {
    /// The project's own name as printed.
    pub name: String,
    /// How many projects, when it is a group that says so; 1 for a single one.
    pub count: Option<u32>,
    /// The amount as the text states it.
    pub amount: Decimal,
    /// Its unit (亿元, 万元).
    pub unit: String,
    /// What the amount is.
    pub kind: AmountKind,
    /// Where the project stands, when the text says so.
    pub stage: Option<Stage>,
    /// The quote.
    pub span: Span,
    /// How it was found.
    pub trace: Trace,
}

/// What a project's amount is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AmountKind {
    /// 总投资.
    Total,
    /// 年度计划投资.
    Annual,
    /// 完成投资.
    Completed,
    /// The text does not say.
    Unspecified,
}

/// Where a project stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// 谋划、前期、立项.
    Planned,
    /// 签约.
    Signed,
    /// 开工.
    Started,
    /// 在建、加快建设、推进.
    Building,
    /// 建成、竣工、完工.
    Built,
    /// 投产、投用、通车.
    Commissioned,
    /// 达产达效.
    AtCapacity,
}

/// An explicit limit on an action of the plan part.
#[derive(Debug, Clone)]
pub struct Deadline {
    /// The time expression itself.
    pub time: Span,
    /// The last day allowed.
    pub due: Date,
    /// 力争, 争取 in the same part of the sentence.
    pub hedged: bool,
    /// The clause that holds the time expression and the action.
    pub span: Span,
    /// How it was found.
    pub trace: Trace,
}

/// A row of the plan: one thing to do, with what measures it.
#[derive(Debug, Clone)]
pub struct Task {
    /// Running number, from 1.
    pub number: u32,
    /// Index of its section.
    pub section: Option<usize>,
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
    /// The task's text.
    pub span: Span,
}

/// A measurable quantity of a task or a pledge.
#[derive(Debug, Clone)]
pub struct Metric {
    /// What is counted or measured, as printed.
    pub what: String,
    /// How much.
    pub value: Decimal,
    /// Upper end of a range.
    pub value2: Option<Decimal>,
    /// Unit as printed.
    pub unit: Option<String>,
    /// How the value binds.
    pub comparator: Comparator,
    /// Where.
    pub span: Span,
}

/// A proposed agency.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// The agency's name as its level and year name it (省教育厅, 市教育局).
    pub name: Cow<'static, str>,
    /// Lead or support.
    pub role: AgencyRole,
    /// Strength of the proposal, 0 to 1.
    pub score: f64,
    /// The words that led to it.
    pub why: Vec<Cow<'static, str>>,
}

/// Part an agency has in a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgencyRole {
    /// 牵头单位.
    Lead,
    /// 配合单位.
    Support,
}

/// One of the enumerated 民生实事.
#[derive(Debug, Clone)]
pub struct Pledge {
    /// Its printed ordinal.
    pub number: u32,
    /// Measurable quantities in it.
    pub metrics: Vec<Metric>,
    /// Proposed agencies, lead first.
    pub agencies: Vec<Assignment>,
    /// The pledge's text after its ordinal.
    pub span: Span,
}

/// An entry of the 名词解释.
#[derive(Debug, Clone)]
pub struct Term {
    /// Its printed number.
    pub number: u32,
    /// The term as printed.
    pub term: String,
    /// Its definition.
    pub definition: String,
    /// The whole entry.
    pub span: Span,
}

/// How a piece was found: the rule and the words it rests on.
#[derive(Debug, Clone, Default)]
pub struct Trace {
    /// The rule's name; never changes once released.
    pub rule: &'static str,
    /// The words, with what each was taken for.
    pub words: Vec<(&'static str, Span)>,
}

/// Something doubtful that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Stable code, kebab-case.
    pub code: &'static str,
    /// Where.
    pub span: Span,
}
