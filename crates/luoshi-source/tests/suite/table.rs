use luoshi_source::{Format, Options, Problem, Source, SourceError, read_bytes};

use crate::{fixture, options};

fn read(name: &str, bytes: impl Into<Vec<u8>>, column: &str) -> Result<Source, SourceError> {
    let options = Options { text_column: (!column.is_empty()).then(|| column.to_owned()), ..options() };
    read_bytes(name, bytes.into(), &options)
}

fn rows(source: &Source) -> Vec<&str> {
    source.parts.iter().map(|part| source.text.get(part.clone()).unwrap()).collect()
}

#[test]
fn the_text_column_is_found_by_header_name_letter_or_number() {
    for (text, column) in [
        ("地区,正文\n青禾县,\"增长6%\n达到1,000户\"\n石桥县,\n白鹿县,完工\n", ""),
        ("地区\t正文\n青禾县\t\"增长6%\n达到1,000户\"\n白鹿县\t完工\n", ""),
        ("Content;id\n\"增长6%\n达到1,000户\";1\n完工;2", ""),
        ("id,说明\n1,\"增长6%\n达到1,000户\"\n2,完工\n", "说明"),
        ("id,说明\n1,\"增长6%\n达到1,000户\"\n2,完工\n", "B"),
        ("id,说明\n1,\"增长6%\n达到1,000户\"\n2,完工\n", "2"),
    ] {
        let source = read("x", text, column).unwrap();
        assert_eq!(source.format, Format::Csv);
        assert_eq!(rows(&source), ["增长6%\n达到1,000户", "完工"]);
        assert_eq!(source.text, "增长6%\n达到1,000户\n\n完工");
    }
}

#[test]
fn tables_are_read_in_old_encodings_too() {
    let (bytes, ..) = encoding_rs::GBK.encode("地区,正文\r\n青禾县,生产总值增长6%\r\n");
    let source = read("x", bytes.into_owned(), "").unwrap();
    assert_eq!((source.encoding, source.text.as_str()), ("gb18030", "生产总值增长6%"));
}

#[test]
fn text_that_is_no_table_stays_text() {
    for (text, column) in [
        ("第一,第二\n第三,第四\n", ""),
        ("正文,内容\n没有逗号的一行\n", ""),
        ("一段话,有逗号。\n又一段,也有。\n", "正文"),
        ("正文\n第一段\n", ""),
    ] {
        let source = read("x.txt", text, column).unwrap();
        assert_eq!((source.format, source.text.as_str()), (Format::Txt, text));
    }
}

#[test]
fn a_missing_column_is_told_with_those_there_are() {
    let error = read("x.csv", "id,说明\n1,完工\n", "正文").unwrap_err();
    assert_eq!(error.to_string(), "x.csv: no column \"正文\": the columns are id, 说明");
    let error = read("x.xlsx", fixture("table.xlsx"), "备注").unwrap_err();
    assert!(
        matches!(&error.problem, Problem::NoSuchColumn { columns, .. } if columns == &["地区", "年份", "正文"]),
        "{error}"
    );
}

#[test]
fn a_sheet_gives_its_rows() {
    for column in ["", "正文", "C", "3"] {
        let source = read("x", fixture("table.xlsx"), column).unwrap();
        assert_eq!(source.format, Format::Xlsx);
        let rows = rows(&source);
        assert_eq!(rows.len(), 2, "column {column:?}: {rows:?}");
        assert!(rows[0].starts_with("2025年青禾县政府工作报告\n过去一年"));
        assert!(rows[1].starts_with("实施重点项目68个"));
    }
}
