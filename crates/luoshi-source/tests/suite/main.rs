//! Tests of luoshi-source by format.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod docx;
mod encoding;
mod errors;
mod html;
mod list;
mod never_panics;
mod pdf;
mod table;

use std::path::PathBuf;

use luoshi_source::{DEFAULT_MAX_BYTES, Options, Problem, Source, read_bytes, read_path};

/// Options that most tests want: no child processes.
fn options() -> Options {
    Options { text_column: None, max_bytes: DEFAULT_MAX_BYTES, pdftotext: false }
}

fn fixture_path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(fixture_path(name)).unwrap()
}

/// The text that most fixtures hold.
fn report() -> String {
    String::from_utf8(fixture("report.txt")).unwrap()
}

fn read_fixture(name: &str) -> Source {
    read_path(&fixture_path(name), &options()).unwrap()
}

fn read(bytes: impl Into<Vec<u8>>) -> Source {
    read_bytes("test", bytes.into(), &options()).unwrap()
}

fn problem(bytes: impl Into<Vec<u8>>) -> Problem {
    read_bytes("test", bytes.into(), &options()).unwrap_err().problem
}

/// Packs named parts as docx and xlsx do.
fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
