//! One input from its bytes to what is printed of it. Runs on a worker thread
//! and never fails as a whole: whatever happens becomes one line for that input.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

use luoshi_export::contract::{Report, SourceInfo};
use luoshi_export::labels::Lang;
use luoshi_export::table::{Table, TableKind};
use luoshi_export::{csv, markdown, text};
use luoshi_extract::document::{Document, DocumentKind, Reading};
use luoshi_source::{Source, SourceError};

use super::Form;

/// One thing to read.
#[derive(Debug)]
pub(super) enum Input {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// A path that cannot be read, with the reason.
    Unreadable(String),
}

/// Files, with folders expanded, in order.
pub(super) fn list(paths: &[PathBuf]) -> Vec<Input> {
    let mut inputs = Vec::new();
    for path in paths {
        if path == Path::new("-") {
            inputs.push(Input::Stdin);
            continue;
        }
        let found = luoshi_source::list(std::slice::from_ref(path));
        inputs.extend(found.into_iter().map(|found| match found {
            Ok(path) => Input::File(path),
            Err(error) => Input::Unreadable(error.to_string()),
        }));
    }
    inputs
}

/// What became of one input.
pub(super) struct Done {
    /// What was read, or why not.
    pub(super) result: Result<Read, String>,
    /// What the user should know although it was read.
    pub(super) warnings: Vec<String>,
}

/// One input's contribution to the output.
pub(super) struct Read {
    pub(super) piece: Piece,
    /// Whether anything was found in it.
    pub(super) found: bool,
}

/// What the sink gets.
pub(super) enum Piece {
    /// Bytes as they are printed.
    Bytes(Vec<u8>),
    /// A report whose rows are collected.
    Report(Box<Report>),
}

/// How every input is read.
pub(super) struct Job {
    pub(super) form: Form,
    pub(super) source: luoshi_source::Options,
}

impl Job {
    /// Reads one input.
    pub(super) fn run(&self, input: &Input) -> Done {
        let mut warnings = Vec::new();
        let result = catch(|| self.read(input, &mut warnings))
            .unwrap_or_else(|message| Err(format!("{}: {message}", name(input))));
        Done { result, warnings }
    }

    fn read(&self, input: &Input, warnings: &mut Vec<String>) -> Result<Read, String> {
        let source = self.open(input)?;
        if source.replaced > 0 {
            warnings.push(format!("{}: warning: {} broken byte sequences became U+FFFD", source.path, source.replaced));
        }
        if matches!(self.form, Form::TextOnly) {
            return Ok(Read { piece: Piece::Bytes(source.text.into_bytes()), found: true });
        }
        let reading = luoshi_extract::read(&source.text, &source.parts);
        let found = reading.documents.iter().any(holds_something);
        let piece = self.print(source, &reading).map_err(|error| format!("{}: {error}", name(input)))?;
        Ok(Read { piece, found })
    }

    fn open(&self, input: &Input) -> Result<Source, String> {
        let opened: Result<Source, SourceError> = match input {
            Input::File(path) => luoshi_source::read_path(path, &self.source),
            Input::Stdin => luoshi_source::read_stream("-", io::stdin().lock(), &self.source),
            Input::Unreadable(message) => return Err(message.clone()),
        };
        opened.map_err(|error| error.to_string())
    }

    fn print(&self, source: Source, reading: &Reading) -> anyhow::Result<Piece> {
        if let Form::Explain(query) = &self.form {
            let explained = luoshi_extract::explain(&source.text, reading, query);
            return Ok(Piece::Bytes(explained.into_bytes()));
        }
        let info = SourceInfo {
            path: source.path,
            sha256: source.sha256,
            format: source.format.as_str().to_owned(),
            encoding: source.encoding.to_owned(),
        };
        let report = Report::new(info, &source.text, reading);
        let bytes = match &self.form {
            Form::Text(options) => text::render(&report, options).into_bytes(),
            Form::Json { pretty: true } => serde_json::to_vec_pretty(&report)?,
            Form::Json { pretty: false } | Form::Jsonl => serde_json::to_vec(&report)?,
            Form::CsvTable(kind, lang) => csv_rows(&report, *kind, *lang)?,
            Form::Markdown(lang) => markdown::render(&report, *lang).into_bytes(),
            Form::CsvFolder(_) | Form::Xlsx(_) => return Ok(Piece::Report(Box::new(report))),
            Form::TextOnly | Form::Explain(_) => unreachable!("printed without a report"),
        };
        Ok(Piece::Bytes(bytes))
    }
}

/// Whether a document is a report, or else says anything that reading looks for.
fn holds_something(document: &Document) -> bool {
    document.kind == DocumentKind::WorkReport
        || !document.facts.is_empty()
        || !document.more_facts.is_empty()
        || !document.projects.is_empty()
}

fn csv_rows(report: &Report, kind: TableKind, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let table = Table::of(kind, report, lang);
    let mut rows = Vec::new();
    csv::write_rows(&table, &mut rows)?;
    Ok(rows)
}

fn name(input: &Input) -> String {
    match input {
        Input::File(path) => path.display().to_string(),
        Input::Stdin => "-".to_owned(),
        Input::Unreadable(message) => message.clone(),
    }
}

thread_local! {
    /// Whether a panic of this thread becomes the error line of an input.
    static CATCHING: Cell<bool> = const { Cell::new(false) };
    /// Where this thread last panicked.
    static PANICKED_AT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps caught panics from printing; their input's error line says it all.
pub(super) fn keep_caught_panics_quiet() {
    let loud = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if CATCHING.get() {
            PANICKED_AT.set(info.location().map(ToString::to_string));
        } else {
            loud(info);
        }
    }));
}

/// Does `work`; a panic becomes a message.
fn catch<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    CATCHING.set(true);
    // Nothing that is used afterwards can be left half done: inputs are only
    // read, and the result of a panic is thrown away.
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(false);
    result.map_err(|panic| describe(&*panic))
}

fn describe(panic: &(dyn Any + Send)) -> String {
    let message = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("unknown");
    let place = PANICKED_AT.take();
    let place = place.as_deref().unwrap_or("unknown place");
    format!("internal error, please report it with the file: {message} ({place})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_message_with_its_place() {
        keep_caught_panics_quiet();
        let broken = || -> u8 { panic!("no {}", "sense") };
        let message = catch(broken).unwrap_err();
        assert!(message.contains("no sense (crates/luoshi/src/commands/read/job.rs:"));
        assert_eq!(catch(|| 7), Ok(7));
    }
}
