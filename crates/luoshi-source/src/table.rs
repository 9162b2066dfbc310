//! Tables with one document a row: csv and xlsx, and which column holds the text.

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};
use csv::{ReaderBuilder, StringRecord};

use crate::archive::Archive;
use crate::error::Problem;
use crate::guard;

/// Headers that name the text, the surest first.
const TEXT_HEADERS: &[&str] = &[
    "正文",
    "全文",
    "报告正文",
    "报告全文",
    "内容",
    "报告内容",
    "文本",
    "原文",
    "text",
    "content",
    "body",
    "fulltext",
    "full_text",
];
const DELIMITERS: [u8; 3] = *b",\t;";
/// How many records must agree on the number of columns.
const LOOKED_AT: usize = 100;
/// How much text is looked at for them: a stray quote would make one record of
/// the whole rest.
const LOOKED_AT_BYTES: usize = 4 * 1024 * 1024;
/// A sheet may begin with a title and notes; the header stands within its first rows.
const HEADER_WITHIN: usize = 10;
/// Columns past this are not looked at for a header.
const MAX_COLUMNS: u32 = 256;
/// Under a column asked for by position, a first cell this short is its header.
const HEADER_CHARS: usize = 20;

/// Reads text as a table: `None` if it is none, or no column of it is the text.
/// The file's name only decides whether a missing column is an error.
pub(crate) fn read_csv(text: &str, name: &str, wanted: Option<&str>) -> Result<Option<Vec<String>>, Problem> {
    let called_table =
        ["csv", "tsv"].iter().any(|extension| name.to_ascii_lowercase().ends_with(&format!(".{extension}")));
    let least = if called_table { 1 } else { 2 };
    let Some((delimiter, header)) = DELIMITERS
        .into_iter()
        .filter_map(|delimiter| Some((delimiter, consistent_header(text, delimiter)?)))
        .filter(|(_, header)| header.len() >= least)
        .max_by_key(|(_, header)| header.len())
    else {
        return Ok(None);
    };
    let Some((column, skipped)) = find_column(&header, wanted) else {
        return match wanted {
            Some(wanted) if called_table && header.len() > 1 => {
                Err(Problem::NoSuchColumn { wanted: wanted.to_owned(), columns: header })
            }
            _ => Ok(None),
        };
    };
    let rows = records(text, delimiter).skip(skipped).filter_map(|record| non_blank(record.get(column)?)).collect();
    Ok(Some(rows))
}

fn records(text: &str, delimiter: u8) -> impl Iterator<Item = StringRecord> + '_ {
    ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
        .into_records()
        .map_while(Result::ok)
}

/// The first record, if it is followed by others with as many fields.
fn consistent_header(text: &str, delimiter: u8) -> Option<Vec<String>> {
    let head = text.get(..text.floor_char_boundary(LOOKED_AT_BYTES)).unwrap_or(text);
    let whole = records(head, delimiter).take(LOOKED_AT + 1).count();
    // The last record may be cut.
    let counted = if head.len() < text.len() { whole.saturating_sub(1) } else { whole };
    let mut records = records(head, delimiter).take(counted.min(LOOKED_AT));
    let header = records.next()?;
    let mut followed = false;
    for record in records {
        if record.len() != header.len() {
            return None;
        }
        followed = true;
    }
    followed.then(|| header.iter().map(|cell| cell.trim().to_owned()).collect())
}

fn non_blank(cell: &str) -> Option<String> {
    (!cell.trim().is_empty()).then(|| cell.to_owned())
}

/// The text's column and how many rows its header takes.
fn find_column(header: &[String], wanted: Option<&str>) -> Option<(usize, usize)> {
    if let Some(column) = named_column(header, wanted) {
        return Some((column, 1));
    }
    let column = position(wanted?)?;
    let cell = header.get(column)?;
    Some((column, usize::from(is_heading(cell))))
}

fn is_heading(cell: &str) -> bool {
    cell.chars().count() <= HEADER_CHARS
}

fn named_column(header: &[String], wanted: Option<&str>) -> Option<usize> {
    let find = |name: &str| header.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name.trim()));
    match wanted {
        Some(wanted) => find(wanted),
        None => TEXT_HEADERS.iter().find_map(|name| find(name)),
    }
}

/// A column by its number from 1 or its letters (`C`, `AB`), counted from 0.
fn position(wanted: &str) -> Option<usize> {
    let wanted = wanted.trim();
    if let Ok(number) = wanted.parse::<usize>() {
        return number.checked_sub(1);
    }
    if wanted.is_empty() || wanted.len() > 3 || !wanted.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let number =
        wanted.bytes().fold(0, |number, letter| number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    Some(number - 1)
}

/// Reads the text column of every sheet that has one.
pub(crate) fn read_xlsx(archive: Archive, wanted: Option<&str>) -> Result<Vec<String>, Problem> {
    let bytes = archive.checked()?;
    guard::run(|| read_sheets(bytes, wanted)).unwrap_or_else(|| Err(damaged("a part that its reader cannot take")))
}

#[expect(clippy::needless_pass_by_value, reason = "stands in map_err")]
fn damaged(detail: impl ToString) -> Problem {
    Problem::BrokenDocument { format: "xlsx", detail: detail.to_string() }
}

fn read_sheets(bytes: Vec<u8>, wanted: Option<&str>) -> Result<Vec<String>, Problem> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut rows = Vec::new();
    let mut seen = None;
    let mut found = false;
    for sheet in workbook.sheet_names() {
        let head = read_head(&mut workbook, &sheet)?;
        match locate(&head, wanted) {
            Some(place) => {
                found = true;
                read_column(&mut workbook, &sheet, place, &mut rows)?;
            }
            None if seen.is_none() => seen = head.into_iter().rev().max_by_key(HeadRow::filled),
            None => {}
        }
    }
    if found {
        return Ok(rows);
    }
    let columns = seen.map(HeadRow::named_cells).unwrap_or_default();
    Err(match wanted {
        _ if columns.is_empty() => Problem::Empty,
        Some(wanted) => Problem::NoSuchColumn { wanted: wanted.to_owned(), columns },
        None => Problem::NoTextColumn { columns },
    })
}

/// One of a sheet's first rows.
struct HeadRow {
    number: u32,
    cells: Vec<String>,
}

impl HeadRow {
    fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.is_empty()).count()
    }

    fn named_cells(self) -> Vec<String> {
        self.cells
            .into_iter()
            .filter(|cell| !cell.trim().is_empty())
            .map(|cell| cell.chars().take(HEADER_CHARS).collect())
            .collect()
    }
}

/// Where a sheet's text stands: the column, and the first row of it.
#[derive(Clone, Copy)]
struct Place {
    column: u32,
    from_row: u32,
}

fn locate(head: &[HeadRow], wanted: Option<&str>) -> Option<Place> {
    for row in head {
        if let Some(column) = named_column(&row.cells, wanted) {
            return Some(Place { column: u32::try_from(column).ok()?, from_row: row.number + 1 });
        }
    }
    let column = position(wanted?)?;
    let (first, cell) =
        head.iter().find_map(|row| Some((row, row.cells.get(column)?)).filter(|(_, cell)| !cell.is_empty()))?;
    Some(Place { column: u32::try_from(column).ok()?, from_row: first.number + u32::from(is_heading(cell)) })
}

/// The first rows that hold anything. Cells are streamed: a sheet with one cell
/// in its last corner would fill the memory as a grid.
fn read_head(workbook: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Result<Vec<HeadRow>, Problem> {
    let Ok(mut cells) = workbook.worksheet_cells_reader(sheet) else {
        // A chart or dialogue sheet.
        return Ok(Vec::new());
    };
    let mut head: Vec<HeadRow> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(damaged)? {
        let (row, column) = cell.get_position();
        let Some(text) = cell_text(cell.get_value()) else {
            continue;
        };
        if head.last().is_none_or(|last| last.number != row) {
            if head.len() == HEADER_WITHIN {
                break;
            }
            head.push(HeadRow { number: row, cells: Vec::new() });
        }
        if let (Some(last), true) = (head.last_mut(), column < MAX_COLUMNS) {
            let index = column as usize;
            if last.cells.len() <= index {
                last.cells.resize(index + 1, String::new());
            }
            last.cells[index] = text;
        }
    }
    Ok(head)
}

fn read_column(
    workbook: &mut Xlsx<Cursor<Vec<u8>>>,
    sheet: &str,
    place: Place,
    rows: &mut Vec<String>,
) -> Result<(), Problem> {
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(damaged)?;
    while let Some(cell) = cells.next_cell().map_err(damaged)? {
        let (row, column) = cell.get_position();
        if column == place.column && row >= place.from_row {
            rows.extend(cell_text(cell.get_value()).as_deref().and_then(non_blank));
        }
    }
    Ok(())
}

fn cell_text(value: &DataRef<'_>) -> Option<String> {
    match value {
        DataRef::Empty | DataRef::Error(_) => None,
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Some(text.clone()),
        DataRef::SharedString(text) => Some((*text).to_owned()),
        DataRef::Int(number) => Some(number.to_string()),
        DataRef::Float(number) => Some(number.to_string()),
        DataRef::Bool(value) => Some(value.to_string()),
        DataRef::DateTime(date) => Some(date.to_string()),
    }
}
