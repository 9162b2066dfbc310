//! CSV as Excel reads it without questions: UTF-8 with a byte order mark, CRLF,
//! and no cell that a spreadsheet would take for a formula.
//!
//! Columns are always the same, whether one document was read or many, so that
//! files can be joined and programs need not ask.

use std::io::Write;

use csv::{Terminator, Writer, WriterBuilder};

use crate::error::ExportError;
use crate::labels::Lang;
use crate::table::{Cell, Table};

/// Excel takes a file without it for the local code page.
pub(crate) const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes the byte order mark and the headings of a table.
pub fn write_heads(table: &Table, lang: Lang, mut out: impl Write) -> Result<(), ExportError> {
    out.write_all(BYTE_ORDER_MARK)?;
    let mut writer = writer(out);
    write_record(&mut writer, table.heads.iter().map(|head| head.title(lang)))?;
    writer.flush()?;
    Ok(())
}

/// Writes the rows of a table.
pub fn write_rows(table: &Table, out: impl Write) -> Result<(), ExportError> {
    let mut writer = writer(out);
    for row in &table.rows {
        write_record(&mut writer, row.iter().map(print))?;
    }
    writer.flush()?;
    Ok(())
}

pub(crate) fn writer<W: Write>(out: W) -> Writer<W> {
    WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out)
}

pub(crate) fn write_record<W: Write, S: AsRef<[u8]>>(
    writer: &mut Writer<W>,
    record: impl Iterator<Item = S>,
) -> Result<(), ExportError> {
    writer.write_record(record).map_err(|error| ExportError::Io(error.into()))
}

fn print(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => unformula(text),
        Cell::Number(number) => number.to_string(),
        Cell::Date(date) => date.to_string(),
    }
}

/// A text as a cell that no spreadsheet runs.
pub(crate) fn unformula(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// Whether a spreadsheet might take the words for a formula and run it.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}
