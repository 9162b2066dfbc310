//! What can go wrong when a file is made.

use std::io;

/// Why an export was not made.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The place written to refused.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A spreadsheet cannot hold so many rows.
    #[error("the sheet “{sheet}” would have more than {limit} rows: write csv instead")]
    TooManyRows {
        /// The sheet's name.
        sheet: &'static str,
        /// How many a sheet holds.
        limit: usize,
    },
    /// A sheet that comes back lacks the headings it is known by.
    #[error("no row within the first ten has the headings {headings}")]
    NoHeader {
        /// The headings.
        headings: String,
    },
    /// A file is no workbook, or a damaged one.
    #[error("it is no workbook, or a damaged one: {why}")]
    UnreadableSheet {
        /// What the reader says.
        why: String,
    },
    /// The spreadsheet could not be made.
    #[error("cannot make the spreadsheet: {0}")]
    Spreadsheet(#[from] rust_xlsxwriter::XlsxError),
}
