use luoshi_source::{Format, Options, read_bytes};

use crate::{fixture, options, read_fixture, report};

#[test]
fn three_producers_give_the_same_text() {
    for name in ["libreoffice.pdf", "stsong.pdf"] {
        let source = read_fixture(name);
        assert_eq!(source.format, Format::Pdf);
        assert_eq!(source.encoding, "built-in");
        assert_eq!(source.text, report(), "{name}");
    }
    let report = report();
    let lines: Vec<&str> = report.lines().collect();
    let short = [&lines[..3], &lines[9..]].concat().join("\n");
    assert_eq!(read_fixture("chromium.pdf").text, short);
}

#[test]
fn columns_are_read_one_after_the_other() {
    let report = report();
    let lines: Vec<&str> = report.lines().collect();
    let expected = [lines[2], lines[6], lines[3]].join("\n");
    assert_eq!(read_fixture("columns.pdf").text, expected);
}

/// Without its table of objects a file is searched for them, by both readers.
#[test]
fn a_damaged_end_costs_nothing() {
    let mut bytes = fixture("libreoffice.pdf");
    bytes.truncate(bytes.len() - 600);
    for pdftotext in [false, true] {
        let options = Options { pdftotext, ..options() };
        let source = read_bytes("cut.pdf", bytes.clone(), &options).unwrap();
        assert!(source.text.contains("地区生产总值完成157.3亿元，增长6.2%"));
    }
}
