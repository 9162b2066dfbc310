//! Puts the pieces of all inputs together, in the order of the inputs.
//!
//! Nothing is opened before there is something to write, so that a run in which
//! nothing could be read leaves no empty file behind.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use luoshi_export::csv;
use luoshi_export::labels::Lang;
use luoshi_export::table::{Table, TableKind};
use luoshi_export::xlsx::Book;

use super::Form;
use super::job::Piece;
use crate::output::Output;
use crate::terminal;

/// Collects pieces and ends the output.
pub(super) struct Sink {
    path: Option<PathBuf>,
    kind: Kind,
}

enum Kind {
    /// Bytes one after another.
    Stream { out: Option<Output>, frame: Frame },
    /// One file a table.
    Folder { files: Vec<(TableKind, Output)>, lang: Lang },
    /// One workbook.
    Book(Box<Book>),
}

/// What stands before, between and after the pieces of a stream.
struct Frame {
    before: Vec<u8>,
    between: &'static str,
    after: &'static str,
    /// What stands on standard output when there are no pieces at all.
    empty: &'static str,
}

impl Sink {
    pub(super) fn new(form: &Form, path: Option<&Path>, several: bool) -> Self {
        let kind = match form {
            Form::CsvFolder(lang) => Kind::Folder { files: Vec::new(), lang: *lang },
            Form::Xlsx(lang) => Kind::Book(Box::new(Book::new(*lang, several))),
            _ => Kind::Stream { out: None, frame: frame(form, several, path.is_none() && terminal::is_stdout()) },
        };
        Self { path: path.map(Path::to_owned), kind }
    }

    /// Takes the next piece.
    pub(super) fn take(&mut self, piece: Piece) -> anyhow::Result<()> {
        match (&mut self.kind, piece) {
            (Kind::Stream { out: Some(out), frame }, Piece::Bytes(bytes)) => {
                out.put(frame.between.as_bytes())?;
                out.put(&bytes)
            }
            (Kind::Stream { out, frame }, Piece::Bytes(bytes)) => {
                let out = out.insert(Output::open(self.path.as_deref())?);
                out.put(&frame.before)?;
                out.put(&bytes)
            }
            (Kind::Folder { files, lang }, Piece::Report(report)) => {
                if files.is_empty() {
                    let folder = self.path.as_deref().context("csv tables need a folder")?;
                    *files = open_folder(folder, *lang)?;
                }
                for (kind, out) in files {
                    let table = Table::of(*kind, &report, *lang);
                    let mut rows = Vec::new();
                    csv::write_rows(&table, &mut rows)?;
                    out.put(&rows)?;
                }
                Ok(())
            }
            (Kind::Book(book), Piece::Report(report)) => Ok(book.push(&report)?),
            _ => unreachable!("a form decides both its pieces and its sink"),
        }
    }

    /// Ends the output.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        match self.kind {
            Kind::Stream { out: Some(mut out), frame } => {
                out.put(frame.after.as_bytes())?;
                out.finish()
            }
            Kind::Stream { out: None, frame } if self.path.is_none() => {
                let mut out = Output::open(None)?;
                out.put(frame.empty.as_bytes())?;
                out.finish()
            }
            Kind::Stream { out: None, .. } => Ok(()),
            Kind::Folder { files, .. } => files.into_iter().try_for_each(|(_, out)| out.finish()),
            Kind::Book(book) if book.is_empty() => Ok(()),
            Kind::Book(book) => {
                let mut bytes = Cursor::new(Vec::new());
                book.write(&mut bytes)?;
                let mut out = Output::open(self.path.as_deref())?;
                out.put(&bytes.into_inner())?;
                out.finish()
            }
        }
    }
}

fn frame(form: &Form, several: bool, on_terminal: bool) -> Frame {
    let mut frame = Frame { before: Vec::new(), between: "", after: "", empty: "" };
    match form {
        // A summary cuts long lists; say where the rest is to be had.
        Form::Text(options) if on_terminal => {
            frame.between = "\n";
            frame.after = options
                .lang
                .pick("\n全部内容：luoshi read 文件 -o 表格.xlsx\n", "\nEverything: luoshi read FILE -o tables.xlsx\n");
        }
        Form::Json { .. } if several => {
            frame.before = b"[\n".to_vec();
            frame.between = ",\n";
            frame.after = "\n]\n";
            frame.empty = "[]\n";
        }
        Form::Json { .. } | Form::Jsonl => {
            frame.between = "\n";
            frame.after = "\n";
        }
        Form::Text(_) | Form::Markdown(_) | Form::Explain(_) => frame.between = "\n",
        Form::CsvTable(kind, lang) => frame.before = csv_heads(*kind, *lang),
        Form::CsvFolder(_) | Form::Xlsx(_) | Form::TextOnly => {}
    }
    frame
}

fn csv_heads(kind: TableKind, lang: Lang) -> Vec<u8> {
    let mut heads = Vec::new();
    // Writing to memory cannot fail.
    let _ = csv::write_heads(&Table::new(kind), lang, &mut heads);
    heads
}

fn open_folder(folder: &Path, lang: Lang) -> anyhow::Result<Vec<(TableKind, Output)>> {
    if folder.exists() && !folder.is_dir() {
        bail!("cannot write {}: it is a file; csv tables need a folder, or --table with a .csv file", folder.display());
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let open = |kind: TableKind| {
        let path = folder.join(kind.as_str()).with_extension("csv");
        let mut out = Output::open(Some(&path))?;
        out.put(&csv_heads(kind, lang))?;
        Ok((kind, out))
    };
    TableKind::ALL.into_iter().map(open).collect()
}
