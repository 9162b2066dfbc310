//! The zip around docx and xlsx, and what is refused about it: damage, bombs,
//! archives that hold no document.

use std::borrow::Cow;
use std::io::{self, BufReader, Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::Problem;
use crate::xml;

/// What one document may unpack to. The longest reports are 1 MB of XML; the
/// rest is room for tables.
const MAX_UNPACKED: u64 = 256 * 1024 * 1024;
/// A part larger than this must not have been packed tighter than [`MAX_RATIO`].
const RATIO_FROM: u64 = 16 * 1024 * 1024;
/// Deflate packs at most 1:1032, as bombs do; XML of even tables stays below 100.
const MAX_RATIO: u64 = 300;
/// A document has tens of parts, with pictures hundreds.
const MAX_PARTS: usize = 20_000;

/// An open zip container.
pub(crate) struct Archive {
    zip: ZipArchive<Cursor<Vec<u8>>>,
    unpacked: u64,
}

/// What the container holds.
pub(crate) enum Kind {
    /// A text document with the path of its main part.
    Docx {
        /// Usually `word/document.xml`, but not always.
        main: String,
    },
    /// A spreadsheet.
    Xlsx,
}

impl Archive {
    /// Opens the container by its directory.
    pub(crate) fn open(bytes: Vec<u8>) -> Result<Self, Problem> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        if zip.len() > MAX_PARTS {
            return Err(bomb("the container"));
        }
        Ok(Self { zip, unpacked: 0 })
    }

    /// Tells the document's kind from the container's list of content types.
    pub(crate) fn kind(&self) -> Result<Kind, Problem> {
        let names: Vec<Cow<'_, str>> = self.zip.file_names().flatten().collect();
        let has = |wanted: &str| names.iter().any(|name| name == wanted);
        if has("word/document.xml") {
            return Ok(Kind::Docx { main: "word/document.xml".to_owned() });
        }
        if has("xl/workbook.xml") {
            return Ok(Kind::Xlsx);
        }
        let main = names.iter().filter(|name| name.starts_with("word/document") && name.ends_with(".xml")).min();
        if let Some(main) = main {
            return Ok(Kind::Docx { main: main.to_string() });
        }
        Err(if has("xl/workbook.bin") {
            other("the xlsb format")
        } else if names.iter().any(|name| name.starts_with("ppt/")) {
            other("the pptx format")
        } else if has("mimetype") && has("content.xml") {
            other("the OpenDocument format")
        } else {
            Problem::UnknownFormat { looks_like: "a zip archive without a document" }
        })
    }

    /// Opens a part for reading, or `None` where there is none of that name.
    /// Reading fails when the part unpacks to more than is allowed.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<BufReader<impl Read + use<'_>>>, Problem> {
        match self.zip.by_name(name) {
            Ok(part) => {
                let limit = limit_for(part.compressed_size());
                Ok(Some(BufReader::new(Limited { inner: part, limit })))
            }
            Err(ZipError::FileNotFound) => Ok(None),
            Err(error) => Err(broken(error)),
        }
    }

    /// Unpacks every XML part once without keeping it, for a reader that sets no
    /// limits of its own, and gives the bytes back.
    pub(crate) fn checked(mut self) -> Result<Vec<u8>, Problem> {
        for index in 0..self.zip.len() {
            let part = self.zip.by_index(index).map_err(broken)?;
            let name = part.name().map_err(broken)?.into_owned();
            if !is_xml(&name) {
                continue;
            }
            let limit = limit_for(part.compressed_size());
            let size = io::copy(&mut Limited { inner: part, limit }, &mut io::sink())
                .map_err(|error| read_problem(&error, &name))?;
            self.unpacked += size;
            if self.unpacked > MAX_UNPACKED {
                return Err(bomb(&name));
            }
        }
        Ok(self.zip.into_inner().into_inner())
    }
}

fn is_xml(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["xml", "rels", "vml"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

fn limit_for(packed: u64) -> u64 {
    packed.saturating_mul(MAX_RATIO).clamp(RATIO_FROM, MAX_UNPACKED)
}

/// Turns a failed read of a part into its problem.
pub(crate) fn read_problem(error: &io::Error, part: &str) -> Problem {
    if error.kind() == io::ErrorKind::FileTooLarge {
        bomb(part)
    } else {
        Problem::BrokenZip { detail: format!("{part}: {error}") }
    }
}

/// Turns a failed parse of a part into its problem.
pub(crate) fn xml_problem(error: &xml::XmlError, part: &str) -> Problem {
    match error {
        xml::XmlError::Io(error) => read_problem(error, part),
        xml::XmlError::Syntax(detail) => {
            Problem::BrokenDocument { format: "docx", detail: format!("{part}: {detail}") }
        }
    }
}

fn other(format: &'static str) -> Problem {
    Problem::OtherOfficeFormat { format }
}

fn bomb(part: &str) -> Problem {
    Problem::ZipBomb { part: part.to_owned(), limit: MAX_UNPACKED }
}

fn broken(error: ZipError) -> Problem {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Problem::EncryptedOffice,
        other => Problem::BrokenZip { detail: other.to_string() },
    }
}

/// A reader that fails, rather than ends, past its limit.
struct Limited<R> {
    inner: R,
    limit: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.limit =
            self.limit.checked_sub(count as u64).ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
        Ok(count)
    }
}
