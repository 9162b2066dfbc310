//! The workbook, opened again by another library.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use luoshi_export::labels::Lang;
use luoshi_export::table::{Cell, PLACE_COLUMNS, Tables};
use luoshi_export::xlsx;

use crate::sample;

fn tables(paths: &[&str]) -> Tables {
    let mut tables = Tables::new(Lang::Zh);
    for path in paths {
        tables.push(&sample::report_from(path));
    }
    tables
}

fn write(tables: &Tables) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    xlsx::write(tables, &mut file).unwrap();
    file.into_inner()
}

#[test]
fn every_cell_comes_back() {
    let tables = tables(&["a.txt", "b.txt"]);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(write(&tables))).unwrap();
    assert_eq!(
        book.sheet_names(),
        [
            "指标数据",
            "项目",
            "时限",
            "任务分解",
            "民生实事",
            "名词解释",
            "来源"
        ]
    );
    for table in &tables.tables {
        let sheet = book.worksheet_range(table.kind.title(Lang::Zh)).unwrap();
        assert_eq!(sheet.height(), table.rows.len() + 1);
        for (row, cells) in table.rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let read = sheet.get((row + 1, column)).unwrap();
                assert!(
                    is_same(cell, read),
                    "{:?}: {cell:?} came back as {read:?}",
                    table.kind
                );
            }
        }
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
    let one = tables(&["a.txt"]);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(write(&one))).unwrap();
    let facts = book.worksheet_range("指标数据").unwrap();
    assert_eq!(facts.get((0, 0)), Some(&Data::String("编号".to_owned())));
    assert_eq!(facts.width(), one.tables[0].heads.len() - PLACE_COLUMNS);
}

#[test]
fn equal_readings_give_equal_files() {
    assert!(write(&tables(&["a.txt"])) == write(&tables(&["a.txt"])));
}
