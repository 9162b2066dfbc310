//! A workbook with one sheet a table: real numbers and dates, a frozen and
//! filtered header, the quote beside each row, ready to print on A4.

use std::io::{Seek, Write};

use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, IgnoreError, Workbook,
    Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use crate::error::ExportError;
use crate::labels::Lang;
use crate::table::{Cell, Head, Table, Tables};

/// Rows below the header that a sheet of this format holds.
const MAX_ROWS: usize = 1_048_575;
/// Characters that a cell of this format holds.
const MAX_CELL_CHARS: usize = 32_767;

/// Height of a line of words, in points.
const LINE_HEIGHT: f64 = 14.5;
/// The highest row that this format holds, in points.
const MAX_ROW_HEIGHT: f64 = 409.0;

/// Writes the workbook. Equal tables give equal bytes.
pub fn write<W: Write + Seek + Send>(tables: &Tables, out: W) -> Result<(), ExportError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties()?);
    let formats = Formats::new();
    for table in &tables.tables {
        let sheet = Sheet {
            table,
            skipped: tables.skipped(table.kind),
            lang: tables.lang,
            formats: &formats,
        };
        sheet.fill(workbook.add_worksheet())?;
    }
    workbook.save_to_writer(out)?;
    Ok(())
}

/// A fixed creation time, because the same reading must give the same file.
fn properties() -> Result<DocProperties, XlsxError> {
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    Ok(DocProperties::new()
        .set_author("luoshi")
        .set_creation_datetime(&created))
}

struct Formats {
    head: Format,
    /// The head of a column of numbers.
    number_head: Format,
    text: Format,
    number: Format,
    date: Format,
}

impl Formats {
    fn new() -> Self {
        let cell = Format::new()
            .set_align(FormatAlign::Top)
            .set_border_bottom(FormatBorder::Hair)
            .set_border_bottom_color(Color::RGB(0x00BF_C5CC));
        let head = Format::new()
            .set_bold()
            .set_font_color(Color::White)
            .set_background_color(Color::RGB(0x001F_4E79))
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap();
        Self {
            number_head: head.clone().set_align(FormatAlign::Right).set_indent(1),
            head,
            text: cell.clone().set_text_wrap(),
            number: cell.clone().set_align(FormatAlign::Right).set_indent(1),
            date: cell
                .set_num_format("yyyy-mm-dd")
                .set_align(FormatAlign::Left),
        }
    }
}

struct Sheet<'t> {
    table: &'t Table,
    /// Columns left out at the front.
    skipped: usize,
    lang: Lang,
    formats: &'t Formats,
}

impl Sheet<'_> {
    fn fill(&self, sheet: &mut Worksheet) -> Result<(), ExportError> {
        let title = self.table.kind.title(self.lang);
        let rows = self.table.rows.len();
        if rows > MAX_ROWS {
            return Err(ExportError::TooManyRows {
                sheet: title,
                rows,
                limit: MAX_ROWS,
            });
        }
        sheet.set_name(title)?;
        for (column, head) in self.heads() {
            let is_numeric = rows > 0 && self.table.is_numeric(self.skipped + usize::from(column));
            let format = match is_numeric {
                true => &self.formats.number_head,
                false => &self.formats.head,
            };
            sheet.set_column_width(column, f64::from(head.width))?;
            sheet.write_string_with_format(0, column, head.title(self.lang), format)?;
        }
        sheet.set_row_height(0, 22)?;
        for (row, cells) in self.table.rows.iter().enumerate() {
            let row = row as u32 + 1;
            self.write_row(sheet, row, cells)?;
            sheet.set_row_height(row, self.row_height(cells))?;
        }
        self.set_view(sheet, rows as u32)?;
        Ok(())
    }

    fn heads(&self) -> impl Iterator<Item = (u16, &Head)> {
        (0u16..).zip(self.table.heads.iter().skip(self.skipped))
    }

    /// Room for the words of the fullest cell. Excel would find it out by itself
    /// when the file is opened; other programs let the words overlap.
    fn row_height(&self, cells: &[Cell]) -> f64 {
        let lines = self
            .heads()
            .zip(cells.iter().skip(self.skipped))
            .map(|((_, head), cell)| match cell {
                Cell::Text(text) => wrapped_lines(clip(text), usize::from(head.width)),
                Cell::Empty | Cell::Number(_) | Cell::Date(_) => 1,
            })
            .max()
            .unwrap_or(1);
        (LINE_HEIGHT * lines as f64 + 3.0).min(MAX_ROW_HEIGHT)
    }

    fn write_row(&self, sheet: &mut Worksheet, row: u32, cells: &[Cell]) -> Result<(), XlsxError> {
        for (column, cell) in (0u16..).zip(cells.iter().skip(self.skipped)) {
            match cell {
                Cell::Empty => sheet.write_blank(row, column, &self.formats.text)?,
                Cell::Text(text) => {
                    sheet.write_string_with_format(row, column, clip(text), &self.formats.text)?
                }
                Cell::Number(number) => sheet.write_number_with_format(
                    row,
                    column,
                    number.as_f64(),
                    &self.formats.number,
                )?,
                Cell::Date(date) => self.write_date(sheet, row, column, *date)?,
            };
        }
        Ok(())
    }

    fn write_date<'s>(
        &self,
        sheet: &'s mut Worksheet,
        row: u32,
        column: u16,
        date: Date,
    ) -> Result<&'s mut Worksheet, XlsxError> {
        let year = u16::try_from(date.year()).unwrap_or_default();
        let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
        match ExcelDateTime::from_ymd(year, month, day) {
            Ok(day) => sheet.write_datetime_with_format(row, column, &day, &self.formats.date),
            // Excel's calendar begins in 1900; an older day is kept as words.
            Err(_) => {
                sheet.write_string_with_format(row, column, date.to_string(), &self.formats.text)
            }
        }
    }

    /// How the sheet opens and prints.
    fn set_view(&self, sheet: &mut Worksheet, rows: u32) -> Result<(), XlsxError> {
        let columns = self.heads().count() as u16;
        let printed = self.heads().filter(|(_, head)| !head.technical).count() as u16;
        sheet.set_freeze_panes(1, 0)?;
        sheet.autofilter(0, 0, rows, columns - 1)?;
        // Years and codes are names made of digits; no warning for them.
        sheet.ignore_error_range(0, 0, rows, columns - 1, IgnoreError::NumberStoredAsText)?;
        sheet.set_landscape();
        sheet.set_paper_size(9);
        sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
        sheet.set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(0, 0)?;
        sheet.set_print_area(0, 0, rows, printed - 1)?;
        sheet.set_footer("&C&P / &N");
        Ok(())
    }
}

/// How many lines the words take in a column of this width.
fn wrapped_lines(text: &str, width: usize) -> usize {
    // A cell's padding costs a character, and a wide one that does not fit
    // moves to the next line whole.
    let room = width.saturating_sub(2).max(2);
    text.lines()
        .map(|line| line.width().div_ceil(room).max(1))
        .sum()
}

/// The words as far as a cell holds them.
fn clip(text: &str) -> &str {
    // The format counts UTF-16 units; four bytes of UTF-8 are at most two.
    if text.len() <= MAX_CELL_CHARS {
        return text;
    }
    let mut units = 0;
    for (at, character) in text.char_indices() {
        units += character.len_utf16();
        if units > MAX_CELL_CHARS {
            return text.split_at(at).0;
        }
    }
    text
}
