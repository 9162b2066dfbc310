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
    /// The spreadsheet could not be made.
    #[error("cannot make the spreadsheet: {0}")]
    Spreadsheet(#[from] rust_xlsxwriter::XlsxError),
}
