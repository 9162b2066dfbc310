use luoshi_source::{Options, read_bytes, read_path, read_stream};

use crate::{fixture, options, packed, problem, read_fixture};

#[test]
fn each_problem_is_told_in_one_line() {
    let ole = |stream: &str| {
        let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        bytes.resize(2048, 0);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    let mut cut = fixture("word.docx");
    cut.truncate(9000);
    let binary: Vec<u8> = (0..4096_u32).map(|n| (n * n % 251) as u8).collect();
    for (bytes, code) in [
        (Vec::new(), "empty-file"),
        (b" \r\n\t".to_vec(), "empty-file"),
        (b"\xEF\xBB\xBF".to_vec(), "empty-file"),
        (binary, "unknown-format"),
        (b"\x89PNG\r\n\x1A\n".to_vec(), "unknown-format"),
        (vec![0; 100], "unknown-format"),
        (packed(&[("a.txt", b"text")]), "unknown-format"),
        (cut, "broken-zip"),
        (b"PK\x03\x04 and nothing else".to_vec(), "broken-zip"),
        (ole("WordDocument"), "other-office-format"),
        (ole("Workbook"), "other-office-format"),
        (ole("EncryptedPackage"), "encrypted-office"),
        (b"{\\rtf1 text}".to_vec(), "other-office-format"),
        (packed(&[("ppt/presentation.xml", b"<p/>")]), "other-office-format"),
        (packed(&[("mimetype", b""), ("content.xml", b"<x/>")]), "other-office-format"),
        (packed(&[("word/document.xml", b"<w:document><w:p")]), "broken-document"),
        (packed(&[("xl/workbook.xml", b"<workbook")]), "broken-document"),
        (fixture("encrypted.pdf"), "encrypted-pdf"),
        (fixture("scanned.pdf"), "pdf-without-text"),
        (b"%PDF-1.4\nnothing more".to_vec(), "broken-document"),
    ] {
        let error = read_bytes("it.docx", bytes, &options()).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        let line = error.to_string();
        assert!(line.starts_with("it.docx: "), "{line}");
        assert!(!line.contains('\n') && !line.ends_with('.'), "{line}");
    }
}

#[test]
fn a_large_file_is_refused_by_its_size() {
    let folder = std::env::temp_dir().join(format!("luoshi-source-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("large.txt");
    // 500 MB without a byte on the disk.
    let file = std::fs::File::create(&path).unwrap();
    file.set_len(500_000_000).unwrap();
    let error = read_path(&path, &options()).unwrap_err();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(error.code(), "too-large");
}

#[test]
fn a_stream_is_read_no_further_than_the_limit() {
    let small = Options { max_bytes: 10, ..options() };
    let error = read_stream("-", std::io::repeat(b'a'), &small).unwrap_err();
    assert_eq!(error.code(), "too-large");
    assert_eq!(read_stream("-", &b"0123456789"[..], &small).unwrap().text, "0123456789");
}

#[test]
fn bombs_are_refused() {
    let blank = vec![b' '; 64 * 1024 * 1024];
    for main in ["word/document.xml", "xl/workbook.xml"] {
        assert_eq!(problem(packed(&[(main, &blank)])).code(), "zip-bomb");
    }
}

#[test]
fn a_missing_file_is_named() {
    let error = read_path("no/such.txt".as_ref(), &options()).unwrap_err();
    assert_eq!(error.code(), "io");
    assert!(error.to_string().starts_with("no/such.txt: cannot be read"));
}

#[test]
fn the_hash_is_of_the_bytes() {
    let source = read_bytes("abc", b"abc".to_vec(), &options()).unwrap();
    assert_eq!(source.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(read_fixture("stsong.pdf").sha256.len(), 64);
}
