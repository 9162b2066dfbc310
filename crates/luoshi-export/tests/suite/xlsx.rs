//! The workbook, opened again by another library.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use luoshi_export::labels::Lang;
use luoshi_export::table::{Cell, PLACE_COLUMNS, Table, TableKind};
use luoshi_export::xlsx::Book;

use crate::sample;

fn write(paths: &[&str]) -> Vec<u8> {
    let mut book = Book::new(Lang::Zh, paths.len() > 1);
    for path in paths {
        book.push(&sample::report_from(path)).unwrap();
    }
    let mut file = Cursor::new(Vec::new());
    book.write(&mut file).unwrap();
    file.into_inner()
}

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

#[test]
fn every_cell_comes_back() {
    let paths = ["a.txt", "b.txt"];
    let mut book = open(write(&paths));
    assert_eq!(book.sheet_names(), ["指标数据", "项目", "时限", "任务分解", "民生实事", "名词解释", "存疑", "来源"]);
    for kind in TableKind::ALL {
        let sheet = book.worksheet_range(kind.title(Lang::Zh)).unwrap();
        let rows = paths.iter().flat_map(|path| Table::of(kind, &sample::report_from(path), Lang::Zh).rows);
        let mut height = 1;
        for (row, cells) in rows.enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let read = sheet.get((row + 1, column)).unwrap();
                assert!(is_same(cell, read), "{kind:?}: {cell:?} came back as {read:?}");
            }
            height += 1;
        }
        assert_eq!(sheet.height(), height);
    }
}

fn is_same(written: &Cell, read: &Data) -> bool {
    match (written, read) {
        (Cell::Empty, Data::Empty) => true,
        (Cell::Text(written), Data::String(read)) => written == read,
        (Cell::Number(written), Data::Float(read)) => written.as_f64().to_bits() == read.to_bits(),
        (Cell::Date(written), Data::DateTime(read)) => {
            let (year, month, day, ..) = read.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02}") == written.to_string()
        }
        _ => false,
    }
}

#[test]
fn one_document_needs_no_columns_that_tell_documents_apart() {
    let mut book = open(write(&["a.txt"]));
    let facts = book.worksheet_range("指标数据").unwrap();
    assert_eq!(facts.get((0, 0)), Some(&Data::String("编号".to_owned())));
    let columns = Table::new(TableKind::Facts).heads.len();
    assert_eq!(facts.width(), columns - PLACE_COLUMNS);
}

#[test]
fn columns_of_numbers_hold_numbers() {
    for kind in TableKind::ALL {
        let table = Table::of(kind, &sample::report(), Lang::Zh);
        for (column, head) in table.heads.iter().enumerate().filter(|(_, head)| head.numeric) {
            for row in &table.rows {
                let fits = matches!(row[column], Cell::Number(_) | Cell::Empty);
                assert!(fits, "{}: {:?}", head.title(Lang::Zh), row[column]);
            }
        }
    }
}

#[test]
fn equal_readings_give_equal_files() {
    assert!(write(&["a.txt"]) == write(&["a.txt"]));
}
