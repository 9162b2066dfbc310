//! A workbook with one sheet a table: real numbers and dates, a frozen and
//! filtered header, the quote beside each row, ready to print on A4.

use std::io::{Seek, Write};

use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use crate::contract::Report;
use crate::error::ExportError;
use crate::labels::Lang;
use crate::table::{Cell, Head, PLACE_COLUMNS, Table, TableKind};

/// Rows below the header that a sheet of this format holds.
const MAX_ROWS: usize = 1_048_575;
/// Characters that a cell of this format holds.
const MAX_CELL_CHARS: usize = 32_767;

/// The format's number for this paper.
const A4: u8 = 9;
/// Height of a line of words, in points.
const LINE_HEIGHT: f64 = 14.5;
/// The highest row that this format holds, in points.
const MAX_ROW_HEIGHT: f64 = 409.0;

/// A workbook that reports are added to, one by one.
///
/// Rows go to temporary files as they come, so that memory does not grow with
/// the number of reports. Equal reports give equal bytes.
pub struct Book {
    workbook: Workbook,
    lang: Lang,
    formats: Formats,
    sheets: Vec<Sheet>,
    /// Whether several reports are expected.
    several: bool,
}

impl Book {
    /// An empty workbook. If not `several` reports are to be added, a single
    /// document does without the columns that tell documents apart.
    pub fn new(lang: Lang, several: bool) -> Self {
        Self { workbook: Workbook::new(), lang, formats: Formats::new(), sheets: Vec::new(), several }
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.sheets.is_empty()
    }

    /// Adds the rows of a report.
    pub fn push(&mut self, report: &Report) -> Result<(), ExportError> {
        if self.sheets.is_empty() {
            let places = self.several || report.documents.len() > 1;
            self.open(places)?;
        }
        for (index, sheet) in self.sheets.iter_mut().enumerate() {
            let table = Table::of(sheet.kind, report, self.lang);
            let page = self.workbook.worksheet_from_index(index)?;
            sheet.push(page, &table, &self.formats, self.lang)?;
        }
        Ok(())
    }

    /// Writes the workbook.
    pub fn write<W: Write + Seek + Send>(mut self, out: W) -> Result<(), ExportError> {
        if self.sheets.is_empty() {
            self.open(self.several)?;
        }
        for (index, sheet) in self.sheets.iter().enumerate() {
            sheet.finish(self.workbook.worksheet_from_index(index)?)?;
        }
        self.workbook.set_properties(&properties()?);
        self.workbook.save_to_writer(out)?;
        Ok(())
    }

    /// Makes the sheets with their heads.
    fn open(&mut self, places: bool) -> Result<(), ExportError> {
        for kind in TableKind::ALL {
            let sheet = Sheet::new(kind, places || kind == TableKind::Documents);
            let page = self.workbook.add_worksheet_with_low_memory()?;
            sheet.open(page, &self.formats, self.lang)?;
            self.sheets.push(sheet);
        }
        Ok(())
    }
}

/// A fixed creation time, because the same reading must give the same file.
fn properties() -> Result<DocProperties, XlsxError> {
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    Ok(DocProperties::new().set_author("luoshi").set_creation_datetime(&created))
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
            date: cell.set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
        }
    }
}

/// One sheet and how far it is filled.
struct Sheet {
    kind: TableKind,
    /// The columns that are shown.
    heads: Vec<Head>,
    /// Columns of the table left out at the front.
    skipped: usize,
    /// Rows below the head.
    rows: u32,
}

impl Sheet {
    fn new(kind: TableKind, places: bool) -> Self {
        let skipped = if places { 0 } else { PLACE_COLUMNS };
        Self { kind, heads: Table::new(kind).heads.split_off(skipped), skipped, rows: 0 }
    }

    fn open(&self, page: &mut Worksheet, formats: &Formats, lang: Lang) -> Result<(), XlsxError> {
        page.set_name(self.kind.title(lang))?;
        page.set_row_height(0, 22)?;
        for (column, head) in (0u16..).zip(&self.heads) {
            let format = if head.numeric { &formats.number_head } else { &formats.head };
            page.set_column_width(column, f64::from(head.width))?;
            page.write_string_with_format(0, column, head.title(lang), format)?;
        }
        page.set_freeze_panes(1, 0)?;
        page.set_landscape();
        page.set_paper_size(A4);
        page.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
        page.set_print_fit_to_pages(1, 0);
        page.set_repeat_rows(0, 0)?;
        page.set_footer("&C&P / &N");
        Ok(())
    }

    fn push(&mut self, page: &mut Worksheet, table: &Table, formats: &Formats, lang: Lang) -> Result<(), ExportError> {
        let total = self.rows as usize + table.rows.len();
        if total > MAX_ROWS {
            return Err(ExportError::TooManyRows { sheet: self.kind.title(lang), limit: MAX_ROWS });
        }
        for cells in &table.rows {
            self.rows += 1;
            let cells = cells.get(self.skipped..).unwrap_or_default();
            page.set_row_height(self.rows, self.row_height(cells))?;
            for (column, cell) in (0u16..).zip(cells) {
                write_cell(page, self.rows, column, cell, formats)?;
            }
        }
        Ok(())
    }

    /// Room for the words of the fullest cell. Excel would find it out by itself
    /// when the file is opened; other programs let the words overlap.
    fn row_height(&self, cells: &[Cell]) -> f64 {
        let lines = self
            .heads
            .iter()
            .zip(cells)
            .map(|(head, cell)| match cell {
                Cell::Text(text) => wrapped_lines(clip(text), usize::from(head.width)),
                Cell::Empty | Cell::Number(_) | Cell::Date(_) => 1,
            })
            .max()
            .unwrap_or(1);
        (LINE_HEIGHT * lines as f64 + 3.0).min(MAX_ROW_HEIGHT)
    }

    /// Sets what needs the number of rows.
    fn finish(&self, page: &mut Worksheet) -> Result<(), XlsxError> {
        let last = self.heads.len() as u16 - 1;
        let technical = self.heads.iter().rev().take_while(|head| head.technical);
        page.autofilter(0, 0, self.rows, last)?;
        page.set_print_area(0, 0, self.rows, last - technical.count() as u16)?;
        // Years and codes are names made of digits; no warning for them.
        page.ignore_error_range(0, 0, self.rows, last, IgnoreError::NumberStoredAsText)?;
        Ok(())
    }
}

fn write_cell(page: &mut Worksheet, row: u32, column: u16, cell: &Cell, formats: &Formats) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => page.write_blank(row, column, &formats.text)?,
        Cell::Text(text) => page.write_string_with_format(row, column, clip(text), &formats.text)?,
        Cell::Number(number) => page.write_number_with_format(row, column, number.as_f64(), &formats.number)?,
        Cell::Date(date) => match excel_day(*date) {
            Some(day) => page.write_datetime_with_format(row, column, &day, &formats.date)?,
            // Excel's calendar begins in 1900; an older day is kept as words.
            None => page.write_string_with_format(row, column, date.to_string(), &formats.text)?,
        },
    };
    Ok(())
}

fn excel_day(date: Date) -> Option<ExcelDateTime> {
    let year = u16::try_from(date.year()).ok()?;
    ExcelDateTime::from_ymd(year, date.month().unsigned_abs(), date.day().unsigned_abs()).ok()
}

/// How many lines the words take in a column of this width.
fn wrapped_lines(text: &str, width: usize) -> usize {
    // A cell's padding costs a character, and a wide one that does not fit
    // moves to the next line whole.
    let room = width.saturating_sub(2).max(2);
    text.lines().map(|line| line.width().div_ceil(room).max(1)).sum()
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
