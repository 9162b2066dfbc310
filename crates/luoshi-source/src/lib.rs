#![doc = include_str!("../README.md")]

mod archive;
mod docx;
mod encoding;
mod error;
mod guard;
mod html;
mod list;
mod pdf;
mod sniff;
mod table;
mod xml;

use std::fmt::{self, Write as _};
use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::Path;

use sha2::{Digest, Sha256};

pub use error::{Problem, SourceError};
pub use list::list;

/// The size limit that a caller without reasons of its own sets: 100 MB.
pub const DEFAULT_MAX_BYTES: u64 = 100_000_000;

/// A file's text, and what it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path or name as the caller gave it.
    pub path: String,
    /// SHA-256 of the bytes of the file, in lower-case hexadecimal.
    pub sha256: String,
    /// The format, by content.
    pub format: Format,
    /// `utf-8`, `utf-16le`, `utf-16be`, `gb18030`, `big5`, or another name of the
    /// WHATWG registry that a page declared; for pdf, who read the text layer:
    /// `built-in` or `pdftotext`.
    pub encoding: &'static str,
    /// How many broken byte sequences became U+FFFD.
    pub replaced: usize,
    /// The text. For txt exactly what the file holds, but for a byte order mark.
    pub text: String,
    /// Byte ranges of `text` that are documents of their own by the container:
    /// the rows of a table; otherwise one range over everything.
    pub parts: Vec<Range<usize>>,
}

impl Source {
    /// The texts of the documents that the container itself sets apart, the rows of
    /// a table; otherwise the whole text.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| self.text.get(part.clone()))
    }
}

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text.
    Txt,
    /// A web page, or a piece of one.
    Html,
    /// Word and WPS, Office Open XML.
    Docx,
    /// Portable document with a text layer.
    Pdf,
    /// A table as delimited text with a text column.
    Csv,
    /// A spreadsheet with a text column.
    Xlsx,
}

impl Format {
    /// Returns the usual file extension.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Txt => "txt",
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Pdf => "pdf",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the caller decides. No `Default`: limits and child processes are choices
/// that each program makes in the open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The column of a table that holds the text: its header, its letter (`C`) or
    /// its number from 1. Without it a header such as 正文 or `content` is looked for.
    pub text_column: Option<String>,
    /// Larger files are refused unread; see [`DEFAULT_MAX_BYTES`].
    pub max_bytes: u64,
    /// Whether `pdftotext` may be started for a pdf that the built-in reader
    /// cannot make out.
    pub pdftotext: bool,
}

/// A reader's result: everything of a [`Source`] that depends on the format.
struct Reading {
    format: Format,
    encoding: &'static str,
    replaced: usize,
    text: String,
    parts: Option<Vec<Range<usize>>>,
}

impl Reading {
    fn whole(format: Format, encoding: &'static str, text: String) -> Self {
        Self { format, encoding, replaced: 0, text, parts: None }
    }
}

/// Reads a file. A file over the limit is refused by its size, before its bytes
/// are in memory.
pub fn read_path(path: &Path, options: &Options) -> Result<Source, SourceError> {
    let name = path.to_string_lossy();
    let bytes = load(path, options.max_bytes).map_err(|problem| problem.at(&name))?;
    read_bytes(&name, bytes, options)
}

/// Reads bytes already in memory; `name` stands in [`Source::path`] and in errors.
pub fn read_bytes(name: &str, bytes: Vec<u8>, options: &Options) -> Result<Source, SourceError> {
    let sha256 = hexadecimal(&Sha256::digest(&bytes));
    let reading = read(name, bytes, options).map_err(|problem| problem.at(name))?;
    let parts = reading.parts.unwrap_or_else(|| std::iter::once(0..reading.text.len()).collect());
    Ok(Source {
        path: name.to_owned(),
        sha256,
        format: reading.format,
        encoding: reading.encoding,
        replaced: reading.replaced,
        text: reading.text,
        parts,
    })
}

/// Reads a stream such as standard input to its end and then as [`read_bytes`];
/// it stops at the limit.
pub fn read_stream(name: &str, stream: impl Read, options: &Options) -> Result<Source, SourceError> {
    let bytes = drain(stream, options.max_bytes, 0).map_err(|problem| problem.at(name))?;
    read_bytes(name, bytes, options)
}

fn load(path: &Path, limit: u64) -> Result<Vec<u8>, Problem> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    if size > limit {
        return Err(Problem::TooLarge { limit });
    }
    drain(file, limit, size)
}

fn drain(stream: impl Read, limit: u64, expected: u64) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
    stream.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn read(name: &str, bytes: Vec<u8>, options: &Options) -> Result<Reading, Problem> {
    if bytes.is_empty() {
        return Err(Problem::Empty);
    }
    if bytes.len() as u64 > options.max_bytes {
        return Err(Problem::TooLarge { limit: options.max_bytes });
    }
    let reading = match sniff::container(&bytes) {
        sniff::Container::Pdf => pdf::read(bytes, options)?,
        sniff::Container::Zip => read_zip(bytes, options)?,
        sniff::Container::Ole => return Err(ole_problem(&bytes)),
        sniff::Container::Rtf => {
            return Err(Problem::OtherOfficeFormat { format: "the rtf format" });
        }
        sniff::Container::Other(looks_like) => {
            return Err(Problem::UnknownFormat { looks_like });
        }
        sniff::Container::Unknown => read_text(name, bytes, options)?,
    };
    if reading.text.trim().is_empty() {
        return Err(Problem::Empty);
    }
    Ok(reading)
}

fn ole_problem(bytes: &[u8]) -> Problem {
    match sniff::ole_kind(bytes) {
        sniff::OleKind::Encrypted => Problem::EncryptedOffice,
        sniff::OleKind::Other(format) => Problem::OtherOfficeFormat { format },
    }
}

fn read_zip(bytes: Vec<u8>, options: &Options) -> Result<Reading, Problem> {
    let archive = archive::Archive::open(bytes)?;
    match archive.kind()? {
        archive::Kind::Docx { main } => {
            let text = docx::read(archive, &main)?;
            Ok(Reading::whole(Format::Docx, "utf-8", text))
        }
        archive::Kind::Xlsx => {
            let rows = table::read_xlsx(archive, options.text_column.as_deref())?;
            Ok(joined(rows, Format::Xlsx, "utf-8", 0))
        }
    }
}

fn read_text(name: &str, bytes: Vec<u8>, options: &Options) -> Result<Reading, Problem> {
    let decoded = encoding::decode(bytes)?;
    if sniff::is_html(&decoded.text) {
        let text = html::read(decoded.text)?;
        return Ok(Reading {
            format: Format::Html,
            encoding: decoded.encoding,
            replaced: decoded.replaced,
            text,
            parts: None,
        });
    }
    let column = options.text_column.as_deref();
    if let Some(rows) = table::read_csv(&decoded.text, name, column)? {
        return Ok(joined(rows, Format::Csv, decoded.encoding, decoded.replaced));
    }
    Ok(Reading {
        format: Format::Txt,
        encoding: decoded.encoding,
        replaced: decoded.replaced,
        text: decoded.text,
        parts: None,
    })
}

/// One text of a table's rows, a blank line between them.
fn joined(rows: Vec<String>, format: Format, encoding: &'static str, replaced: usize) -> Reading {
    let mut text = String::with_capacity(rows.iter().map(|row| row.len() + 2).sum());
    let mut parts = Vec::with_capacity(rows.len());
    for row in rows {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(&row);
        parts.push(start..text.len());
    }
    Reading { format, encoding, replaced, text, parts: Some(parts) }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
