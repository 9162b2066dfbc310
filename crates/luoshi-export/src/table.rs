//! The tables and their columns, once for every format that has tables.
//!
//! A column is a heading with a function that takes a row apart, so heading and
//! cell cannot fall out of step. The formats decide what to do with the columns
//! that only programs need ([`Head::technical`]) and with those that tell several
//! documents apart ([`PLACE_COLUMNS`]).

mod columns;

use jiff::civil::Date;

use crate::contract::{Document, Number, Report};
use crate::labels::Lang;

/// How many columns at the front say which document a row is from.
pub const PLACE_COLUMNS: usize = 3;

/// One of the tables a report gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TableKind {
    /// Figures of indicators.
    Facts,
    /// Projects with an amount of money.
    Projects,
    /// Limits on actions.
    Deadlines,
    /// Rows of the plan.
    Tasks,
    /// 民生实事.
    Pledges,
    /// 名词解释.
    Terms,
    /// What a person should look at.
    Doubts,
    /// Where it all comes from: one row a document.
    Documents,
}

impl TableKind {
    /// Every table, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Facts,
        Self::Projects,
        Self::Deadlines,
        Self::Tasks,
        Self::Pledges,
        Self::Terms,
        Self::Doubts,
        Self::Documents,
    ];

    /// Its name on the command line and in file names.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Facts => "facts",
            Self::Projects => "projects",
            Self::Deadlines => "deadlines",
            Self::Tasks => "tasks",
            Self::Pledges => "pledges",
            Self::Terms => "terms",
            Self::Doubts => "doubts",
            Self::Documents => "documents",
        }
    }

    /// Its heading: the name of a sheet or a section.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Facts => lang.pick("指标数据", "Facts"),
            Self::Projects => lang.pick("项目", "Projects"),
            Self::Deadlines => lang.pick("时限", "Deadlines"),
            Self::Tasks => lang.pick("任务分解", "Tasks"),
            Self::Pledges => lang.pick("民生实事", "Pledges"),
            Self::Terms => lang.pick("名词解释", "Terms"),
            Self::Doubts => lang.pick("存疑", "Doubts"),
            Self::Documents => lang.pick("来源", "Documents"),
        }
    }
}

/// A column's heading and shape.
#[derive(Debug, Clone, Copy)]
pub struct Head {
    /// Chinese heading.
    zh: &'static str,
    /// English heading.
    en: &'static str,
    /// Width in a spreadsheet, in Latin characters.
    pub width: u8,
    /// Whether it holds numbers.
    pub numeric: bool,
    /// Whether only programs need it: ids and offsets.
    pub technical: bool,
}

impl Head {
    /// The heading in `lang`.
    pub fn title(&self, lang: Lang) -> &'static str {
        lang.pick(self.zh, self.en)
    }
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing; missing is not zero.
    Empty,
    /// Words.
    Text(String),
    /// A number.
    Number(Number),
    /// A day.
    Date(Date),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<Number> for Cell {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

impl From<Date> for Cell {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Number(Number::Whole(i64::from(number)))
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        Self::Number(Number::Whole(i64::try_from(number).unwrap_or(i64::MAX)))
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::Empty, Into::into)
    }
}

/// One table with its rows.
#[derive(Debug, Clone)]
pub struct Table {
    /// Which table.
    pub kind: TableKind,
    /// Its columns; the first [`PLACE_COLUMNS`] say which document a row is from.
    pub heads: Vec<Head>,
    /// Its rows, each with one cell a column.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// An empty table.
    pub fn new(kind: TableKind) -> Self {
        Self { kind, heads: columns::heads(kind), rows: Vec::new() }
    }

    /// The table of one report, with all its documents.
    pub fn of(kind: TableKind, report: &Report, lang: Lang) -> Self {
        let mut table = Self::new(kind);
        for document in &report.documents {
            table.push(report, document, lang);
        }
        table
    }

    /// Adds the rows of one document.
    pub fn push(&mut self, report: &Report, document: &Document, lang: Lang) {
        let at = columns::At { report, document, lang, index: 0 };
        columns::push_rows(self.kind, &at, &mut self.rows);
    }
}
