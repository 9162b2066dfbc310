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

/// The built-in reader makes out all fixtures; with its `Type 0` fonts made
/// unknown to it, the text can only come from `pdftotext`.
#[test]
fn pdftotext_is_asked_where_the_built_in_reader_fails() {
    let present = std::process::Command::new("pdftotext")
        .arg("-v")
        .output()
        .is_ok();
    if !present {
        eprintln!("skipped: pdftotext is not installed");
        return;
    }
    let mut bytes = fixture("libreoffice.pdf");
    let find = b"/ToUnicode";
    let places: Vec<usize> = bytes
        .windows(find.len())
        .enumerate()
        .filter(|(_, window)| window == find)
        .map(|(at, _)| at)
        .collect();
    assert!(!places.is_empty());
    let allowed = Options {
        pdftotext: true,
        ..options()
    };
    let same = read_bytes("same.pdf", bytes.clone(), &allowed).unwrap();
    assert_eq!(same.encoding, "built-in");
    // A damaged start: the header and the table of objects are gone.
    bytes.truncate(bytes.len() - 600);
    let text = read_bytes("cut.pdf", bytes, &allowed).map(|source| source.text);
    assert!(text.is_ok_and(|text| text.contains("地区生产总值完成157.3亿元，增长6.2%")));
}
