//! The ledger as a sheet that people correct and give back: the same columns out
//! and in, found by their headings, so that moved or added columns do no harm.

use std::fmt;
use std::io::{Cursor, Seek, Write};

use calamine::{Data, Range, Reader, Xlsx};
use jiff::civil::Date;
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::csv::{BYTE_ORDER_MARK, unformula, write_record, writer};
use crate::error::ExportError;

/// A row of the sheet, as words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetRow {
    /// The item's number; none for a new item.
    pub number: Option<String>,
    /// 类别.
    pub kind: String,
    /// 事项.
    pub title: String,
    /// 分类.
    pub class: Option<String>,
    /// 牵头单位.
    pub lead: String,
    /// 配合单位.
    pub support: Vec<String>,
    /// 牵头领导.
    pub leader: Option<String>,
    /// 完成时限.
    pub due: Option<Date>,
    /// 板块.
    pub section: Option<String>,
    /// 状态; only shown.
    pub state: String,
    /// 灯; only shown.
    pub light: String,
    /// 现行期限; only shown.
    pub next_due: Option<Date>,
    /// 原文; only shown.
    pub quote: String,
    /// 版本: what the caller wants to know again when the sheet comes back. The column
    /// is there only when a row has one, and hidden.
    pub mark: Option<String>,
}

/// Headings with the width of their columns.
const COLUMNS: [(&str, f64); 13] = [
    ("编号", 12.0),
    ("类别", 10.0),
    ("事项", 50.0),
    ("分类", 10.0),
    ("牵头单位", 20.0),
    ("配合单位", 24.0),
    ("牵头领导", 12.0),
    ("完成时限", 12.0),
    ("板块", 20.0),
    ("状态", 12.0),
    ("灯", 10.0),
    ("现行期限", 12.0),
    ("原文", 60.0),
];
/// The heading of [`SheetRow::mark`].
const MARK: &str = "版本";
/// Columns that a sheet must have to come back in.
const REQUIRED: [&str; 4] = ["编号", "类别", "事项", "牵头单位"];
/// The name of the sheet, by which it is known again.
const NAME: &str = "台账";
/// The header stands within the first rows: people put a title above it.
const HEADER_WITHIN: usize = 10;

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellError {
    /// The cell, as spreadsheets name it: `H12`.
    pub cell: String,
    /// What is wrong, with the value.
    pub message: String,
}

impl fmt::Display for CellError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.cell, self.message)
    }
}

/// A sheet that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its rows, each with its number in the spreadsheet, from 1.
    pub rows: Vec<(u32, SheetRow)>,
    /// Cells that are wrong.
    pub errors: Vec<CellError>,
    /// Columns by heading, counted from 0, to name cells in later errors.
    columns: Vec<(String, u32)>,
    /// The column in which the cells of each row begin.
    left: u32,
}

impl Sheet {
    /// Names the cell of a row under a heading.
    pub fn cell(&self, row: u32, heading: &str) -> String {
        let column = self.columns.iter().find(|(name, _)| name == heading).map_or(0, |(_, c)| *c);
        cell_name(row, column)
    }

    /// Whether there is a column of this heading. What a missing column would say
    /// is not known; an empty cell says that there is nothing.
    pub fn has(&self, heading: &str) -> bool {
        self.columns.iter().any(|(name, _)| name == heading)
    }
}

/// Writes the rows as a workbook.
pub fn write<W: Write + Seek + Send>(rows: &[SheetRow], out: W) -> Result<(), ExportError> {
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet_with_constant_memory()?;
    fill(page, rows)?;
    workbook.save_to_writer(out)?;
    Ok(())
}

/// Writes the rows as csv with a byte order mark, as spreadsheets want it.
pub fn write_csv(rows: &[SheetRow], mut out: impl Write) -> Result<(), ExportError> {
    out.write_all(BYTE_ORDER_MARK)?;
    let mut lines = writer(out);
    write_record(&mut lines, COLUMNS.iter().map(|(title, _)| title))?;
    let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    for row in rows {
        let support = row.support.join("、");
        let words = [
            row.number.as_deref().unwrap_or_default(),
            &row.kind,
            &row.title,
            row.class.as_deref().unwrap_or_default(),
            &row.lead,
            &support,
            row.leader.as_deref().unwrap_or_default(),
            &day(row.due),
            row.section.as_deref().unwrap_or_default(),
            &row.state,
            &row.light,
            &day(row.next_due),
            &row.quote,
        ];
        write_record(&mut lines, words.iter().map(|word| unformula(word)))?;
    }
    lines.flush()?;
    Ok(())
}

fn fill(page: &mut Worksheet, rows: &[SheetRow]) -> Result<(), XlsxError> {
    let head = Format::new()
        .set_bold()
        .set_font_color(Color::White)
        .set_background_color(Color::RGB(0x001F_4E79))
        .set_align(FormatAlign::VerticalCenter);
    let text = Format::new().set_align(FormatAlign::Top).set_text_wrap();
    let day = Format::new().set_align(FormatAlign::Top).set_num_format("yyyy-mm-dd");
    page.set_name(NAME)?;
    for (column, (title, width)) in (0u16..).zip(COLUMNS) {
        page.set_column_width(column, width)?;
        page.write_string_with_format(0, column, title, &head)?;
    }
    page.set_freeze_panes(1, 1)?;
    let marks = COLUMNS.len() as u16;
    let has_marks = rows.iter().any(|row| row.mark.is_some());
    if has_marks {
        page.write_string_with_format(0, marks, MARK, &head)?;
        page.set_column_hidden(marks)?;
    }
    for (at, row) in (1u32..).zip(rows) {
        let support = row.support.join("、");
        let words = [
            (0, row.number.as_deref().unwrap_or_default()),
            (1, &row.kind),
            (2, &row.title),
            (3, row.class.as_deref().unwrap_or_default()),
            (4, &row.lead),
            (5, &support),
            (6, row.leader.as_deref().unwrap_or_default()),
            (8, row.section.as_deref().unwrap_or_default()),
            (9, &row.state),
            (10, &row.light),
            (12, &row.quote),
        ];
        // Constant memory takes cells in order, so the dates go between.
        for column in 0..COLUMNS.len() as u16 {
            if let Some((_, word)) = words.iter().find(|(c, _)| *c == column) {
                page.write_string_with_format(at, column, *word, &text)?;
            } else {
                let date = if column == 7 { row.due } else { row.next_due };
                write_day(page, at, column, date, &day)?;
            }
        }
        if has_marks {
            page.write_string(at, marks, row.mark.as_deref().unwrap_or_default())?;
        }
    }
    page.autofilter(0, 0, rows.len() as u32, COLUMNS.len() as u16 - 1)?;
    Ok(())
}

fn write_day(
    page: &mut Worksheet,
    row: u32,
    column: u16,
    date: Option<Date>,
    format: &Format,
) -> Result<(), XlsxError> {
    let Some(date) = date else { return Ok(()) };
    let year = u16::try_from(date.year()).unwrap_or(1900);
    let day = ExcelDateTime::from_ymd(year, date.month().unsigned_abs(), date.day().unsigned_abs())?;
    page.write_datetime_with_format(row, column, &day, format)?;
    Ok(())
}

/// Whether a file is a workbook with the ledger's headings.
pub fn is_ledger(bytes: &[u8]) -> bool {
    open(bytes).is_ok_and(|range| find_header(&range).is_some())
}

/// Reads the rows back. Cells that are wrong are listed, all of them.
pub fn read(bytes: &[u8]) -> Result<Sheet, ExportError> {
    let range = open(bytes)?;
    let Some((header, columns)) = find_header(&range) else {
        return Err(ExportError::NoHeader { headings: REQUIRED.join("、") });
    };
    let (first, left) = range.start().unwrap_or_default();
    let mut sheet = Sheet { columns, left, ..Sheet::default() };
    for (at, cells) in range.rows().enumerate().skip(header + 1) {
        let row = first + at as u32 + 1;
        let mut reader = RowReader { cells, row, sheet: &mut sheet };
        if reader.is_blank() {
            continue;
        }
        let parsed = reader.parse();
        sheet.rows.push((row, parsed));
    }
    Ok(sheet)
}

fn open(bytes: &[u8]) -> Result<Range<Data>, ExportError> {
    let unreadable = |error: calamine::XlsxError| ExportError::UnreadableSheet { why: error.to_string() };
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let names = workbook.sheet_names();
    let name = names.iter().find(|n| *n == NAME).or(names.first()).cloned().unwrap_or_default();
    workbook.worksheet_range(&name).map_err(unreadable)
}

/// The header's row in the range and the columns by heading.
fn find_header(range: &Range<Data>) -> Option<(usize, Vec<(String, u32)>)> {
    let left = range.start().map_or(0, |(_, column)| column);
    range.rows().take(HEADER_WITHIN).enumerate().find_map(|(at, cells)| {
        let columns: Vec<_> = (left..)
            .zip(cells)
            .map(|(column, cell)| (cell.to_string().trim().to_owned(), column))
            .filter(|(name, _)| name == MARK || COLUMNS.iter().any(|(known, _)| known == name))
            .collect();
        REQUIRED.iter().all(|r| columns.iter().any(|(name, _)| name == r)).then_some((at, columns))
    })
}

struct RowReader<'r> {
    cells: &'r [Data],
    row: u32,
    sheet: &'r mut Sheet,
}

impl RowReader<'_> {
    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.to_string().trim().is_empty())
    }

    fn parse(&mut self) -> SheetRow {
        SheetRow {
            number: self.words("编号"),
            kind: self.required("类别"),
            title: self.required("事项"),
            class: self.words("分类"),
            lead: self.required("牵头单位"),
            support: self.words("配合单位").map(|w| names(&w)).unwrap_or_default(),
            leader: self.words("牵头领导"),
            due: self.day("完成时限"),
            section: self.words("板块"),
            state: self.words("状态").unwrap_or_default(),
            light: self.words("灯").unwrap_or_default(),
            next_due: None,
            quote: self.words("原文").unwrap_or_default(),
            mark: self.words(MARK),
        }
    }

    fn data(&self, heading: &str) -> Option<&Data> {
        let (_, column) = self.sheet.columns.iter().find(|(name, _)| name == heading)?;
        self.cells.get((column - self.sheet.left) as usize)
    }

    fn words(&mut self, heading: &str) -> Option<String> {
        let data = self.data(heading)?;
        let words = data.to_string().trim().to_owned();
        if matches!(data, Data::Error(_)) {
            self.error(heading, format!("公式出错：{words}"));
        }
        (!words.is_empty()).then_some(words)
    }

    fn required(&mut self, heading: &str) -> String {
        let words = self.words(heading);
        if words.is_none() {
            self.error(heading, format!("{heading}不能为空"));
        }
        words.unwrap_or_default()
    }

    fn day(&mut self, heading: &str) -> Option<Date> {
        let data = self.data(heading)?.clone();
        match data {
            Data::DateTime(day) => {
                let (year, month, day, ..) = day.to_ymd_hms_milli();
                let year = i16::try_from(year).ok()?;
                Date::new(year, month.cast_signed(), day.cast_signed()).ok()
            }
            Data::Empty => None,
            other => {
                let words =
                    other.to_string().trim().replace(['/', '.'], "-").replace(['年', '月'], "-").replace('日', "");
                if words.is_empty() {
                    return None;
                }
                let day = parse_day(&words);
                if day.is_none() {
                    self.error(heading, format!("“{other}”不是日期，应写作 2025-09-30"));
                }
                day
            }
        }
    }

    fn error(&mut self, heading: &str, message: String) {
        let cell = self.sheet.cell(self.row, heading);
        self.sheet.errors.push(CellError { cell, message });
    }
}

/// `2025-9-30`, with or without leading zeros.
fn parse_day(words: &str) -> Option<Date> {
    let mut parts = words.split('-').map(|part| part.trim().parse::<i16>());
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    if parts.next().is_some() {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Agencies in one cell, however they are set apart.
pub fn names(words: &str) -> Vec<String> {
    let split = words.split(|c: char| "、，,;；/ \n".contains(c));
    split.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// `A1`; rows count from 1, columns from 0.
fn cell_name(row: u32, column: u32) -> String {
    let mut letters = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = char::from(b'A' + ((rest - 1) % 26) as u8);
        letters.insert(0, letter);
        rest = (rest - 1) / 26;
    }
    format!("{letters}{row}")
}
