//! The ledger's sheet goes out and comes back, however people moved its columns,
//! and every cell that is wrong is named.

use std::io::Cursor;

use jiff::civil::date;
use luoshi_export::error::ExportError;
use luoshi_export::sheet::{self, Sheet, SheetRow};
use rust_xlsxwriter::{Formula, Workbook};

const HEAD: [&str; 4] = ["编号", "类别", "事项", "牵头单位"];

fn row() -> SheetRow {
    SheetRow {
        number: Some("2025-0001".to_owned()),
        kind: "任务".to_owned(),
        title: "完成清水河综合治理12公里".to_owned(),
        class: Some("complex".to_owned()),
        lead: "县水利局".to_owned(),
        support: vec!["县财政局".to_owned(), "县教育局".to_owned()],
        leader: Some("江望舒".to_owned()),
        due: Some(date(2025, 9, 30)),
        section: Some("2025年重点工作".to_owned()),
        state: "待签收".to_owned(),
        light: "绿·正常".to_owned(),
        next_due: Some(date(2025, 9, 30)),
        quote: "9月底前完成清水河综合治理12公里".to_owned(),
        mark: None,
    }
}

/// A workbook of words, from the given cell on.
fn workbook((top, left): (u32, u16), rows: &[&[&str]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet();
    for (at, cells) in (top..).zip(rows) {
        for (column, words) in (left..).zip(*cells) {
            match words.strip_prefix('=') {
                Some(formula) => page.write_formula(at, column, Formula::new(formula).set_result("#N/A")).unwrap(),
                None => page.write_string(at, column, *words).unwrap(),
            };
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn read(rows: &[&[&str]]) -> Sheet {
    sheet::read(&workbook((0, 0), rows)).unwrap()
}

fn errors(sheet: &Sheet) -> Vec<String> {
    sheet.errors.iter().map(ToString::to_string).collect()
}

#[test]
fn what_goes_out_comes_back() {
    let plain = SheetRow {
        kind: "指标".to_owned(),
        title: "=1+1 就业".to_owned(),
        lead: "县人社局".to_owned(),
        ..SheetRow::default()
    };
    let mut bytes = Cursor::new(Vec::new());
    sheet::write(&[row(), plain.clone()], &mut bytes).unwrap();
    assert!(sheet::is_ledger(bytes.get_ref()));
    let back = sheet::read(bytes.get_ref()).unwrap();
    // The date that holds is shown and never taken back.
    let shown = SheetRow { next_due: None, ..row() };
    assert_eq!(back.rows, [(2, shown), (3, plain)]);
    assert_eq!(errors(&back), Vec::<String>::new());
}

#[test]
fn columns_may_be_moved_added_and_left_out() {
    let back = read(&[
        &["序号", "牵头单位", "备注", "事项", "完成时限", "类别", "编号"],
        &["1", "县水利局", "急", "修渠", "2025-9-30", "任务", "2025-0001"],
    ]);
    let (at, row) = &back.rows[0];
    assert_eq!((*at, row.number.as_deref(), row.title.as_str()), (2, Some("2025-0001"), "修渠"));
    assert_eq!((row.kind.as_str(), row.lead.as_str(), row.due), ("任务", "县水利局", Some(date(2025, 9, 30))));
    assert_eq!(back.cell(2, "完成时限"), "E2");
    assert!(back.has("完成时限") && !back.has("配合单位"));
}

#[test]
fn a_title_may_stand_above_and_columns_stay_free() {
    let rows: [&[&str]; 4] = [&["霁川县重点任务台账"], &[], &HEAD, &["2025-0001", "任务", "修渠", "县水利局"]];
    for (place, cell) in [((0, 0), "D4"), ((3, 2), "F7"), ((5, 25), "AC9")] {
        let back = sheet::read(&workbook(place, &rows)).unwrap();
        let row = &back.rows[0];
        assert_eq!((row.1.title.as_str(), row.1.lead.as_str()), ("修渠", "县水利局"), "{place:?}");
        assert_eq!(back.cell(row.0, "牵头单位"), cell);
    }
}

#[test]
fn empty_rows_are_skipped_and_counted() {
    let line: &[&str] = &["", "任务", "修渠", "县水利局"];
    let back = read(&[&HEAD, line, &["", " ", ""], line]);
    assert_eq!(back.rows.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(back.rows[1].1.number, None);
}

#[test]
fn dates_come_in_as_people_write_them() {
    let due = |words: &str| {
        let head = ["编号", "类别", "事项", "牵头单位", "完成时限"];
        let back = read(&[&head, &["", "任务", "修渠", "县水利局", words]]);
        (back.rows[0].1.due, errors(&back).pop())
    };
    for words in ["2025-09-30", "2025/9/30", "2025.9.30", "2025年9月30日", " 2025-9-30 "] {
        assert_eq!(due(words), (Some(date(2025, 9, 30)), None), "{words}");
    }
    assert_eq!(due(" "), (None, None));
    for words in ["2025-13-01", "2025-2-29", "9月底", "45930", "30/9/2025", "2025-09-30-1"] {
        let error = format!("E2: “{words}”不是日期，应写作 2025-09-30");
        assert_eq!(due(words), (None, Some(error)), "{words}");
    }
}

#[test]
fn every_wrong_cell_is_named() {
    let head = ["编号", "类别", "事项", "牵头单位", "完成时限"];
    let back = read(&[&head, &["2025-0001", "", "修渠", "县水利局", "年底"], &["2025-0002", "任务", "=NA()", "", ""]]);
    assert_eq!(
        errors(&back),
        ["B2: 类别不能为空", "E2: “年底”不是日期，应写作 2025-09-30", "C3: 公式出错：#N/A", "D3: 牵头单位不能为空"],
    );
}

#[test]
fn agencies_in_a_cell_are_set_apart_by_any_mark() {
    let head = ["编号", "类别", "事项", "牵头单位", "配合单位"];
    let back = read(&[&head, &["", "任务", "修渠", "县水利局", "县财政局、县教育局，县住建局;县统计局\n县商务局"]]);
    assert_eq!(back.rows[0].1.support, ["县财政局", "县教育局", "县住建局", "县统计局", "县商务局"]);
}

#[test]
fn other_files_are_refused() {
    let other = workbook((0, 0), &[&["编号", "类别", "事项"], &["1", "2", "3"]]);
    assert!(!sheet::is_ledger(&other));
    assert!(matches!(sheet::read(&other), Err(ExportError::NoHeader { .. })));
    assert!(!sheet::is_ledger("编号,类别,事项,牵头单位".as_bytes()));
    assert!(matches!(sheet::read(b"PK\x03\x04"), Err(ExportError::UnreadableSheet { .. })));
}
