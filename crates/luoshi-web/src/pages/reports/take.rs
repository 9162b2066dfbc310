//! A file that was handed in → reports with their drafts.

use luoshi_export::labels::Lang;
use luoshi_extract::document::DocumentKind;
use luoshi_ledger::draft::{self, Row};
use luoshi_ledger::report::{ReportNoted, report_id};
use luoshi_source::{Options, SourceError};

use crate::auth::Viewer;
use crate::forms::Upload;
use crate::{App, WebError};

/// Characters of a file's name that are kept.
const NAME_CHARS: usize = 200;

/// What became of a report in a file, or of a file without one.
pub(super) struct Taken {
    /// The file.
    pub(super) file: String,
    /// The report's id.
    pub(super) report: Option<String>,
    /// Its title.
    pub(super) title: String,
    /// What became of it.
    pub(super) outcome: Outcome,
    /// A report of the same place and year from which items were issued.
    pub(super) corrects: Option<String>,
}

pub(super) enum Outcome {
    /// It is new, with so many rows.
    New { rows: usize },
    /// The same text is there; nothing was changed.
    Known,
    /// No work report was found.
    NoReport,
    /// The file cannot be read, for this reason.
    Unreadable(String),
}

impl Outcome {
    /// Whether nothing came of it.
    pub(super) fn is_failure(&self) -> bool {
        matches!(self, Self::NoReport | Self::Unreadable(_))
    }
}

/// A report that was read, before it is taken in.
pub(crate) struct Proposed {
    pub(crate) noted: ReportNoted,
    pub(crate) text: String,
    pub(crate) rows: Vec<Row>,
}

/// Reads a file and takes in the reports it holds.
pub(super) async fn take(app: &App, viewer: &Viewer, file: Upload) -> Result<Vec<Taken>, WebError> {
    let name: String = file.name.chars().filter(|c| !c.is_control()).take(NAME_CHARS).collect();
    let options = Options { text_column: None, max_bytes: app.options().max_file_bytes, pdftotext: true };
    let (bytes, path) = (file.bytes.to_vec(), name.clone());
    let read = app.compute(move || propose(&path, bytes, &options)).await?;
    let failed =
        |outcome| vec![Taken { file: name.clone(), report: None, title: String::new(), outcome, corrects: None }];
    let proposed = match read {
        Ok(proposed) if proposed.is_empty() => return Ok(failed(Outcome::NoReport)),
        Ok(proposed) => proposed,
        Err(error) => {
            let words = if viewer.lang == Lang::Zh { error.problem.zh() } else { error.problem.to_string() };
            return Ok(failed(Outcome::Unreadable(words)));
        }
    };
    let mut taken = Vec::new();
    for one in proposed {
        taken.push(take_one(app, viewer, &name, one).await?);
    }
    Ok(taken)
}

/// The work reports in a file, each with the rows of its draft.
pub(crate) fn propose(name: &str, bytes: Vec<u8>, options: &Options) -> Result<Vec<Proposed>, SourceError> {
    let source = luoshi_source::read_bytes(name, bytes, options)?;
    let mut proposed = Vec::new();
    for text in source.texts() {
        let documents = luoshi_extract::read(text, &[]).documents;
        let sha256 = luoshi_store::text_hash(text);
        for (index, document) in (0..).zip(&documents) {
            if document.kind == DocumentKind::WorkReport {
                let noted = ReportNoted::of(document, index, text, sha256.clone(), name);
                let rows = draft::rows(&report_id(&noted), text, document);
                proposed.push(Proposed { noted, text: text.to_owned(), rows });
            }
        }
    }
    Ok(proposed)
}

async fn take_one(app: &App, viewer: &Viewer, file: &str, one: Proposed) -> Result<Taken, WebError> {
    let title = one.noted.title.clone().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let imported = app.ledger().import_report(&one.noted, &one.text, one.rows, &viewer.actor(), app.now()).await?;
    let outcome = if imported.known { Outcome::Known } else { Outcome::New { rows: imported.rows } };
    let report = imported.report.to_string();
    let corrects = if imported.known { None } else { published_version(app, &report).await? };
    Ok(Taken { file: file.to_owned(), report: Some(report), title, outcome, corrects })
}

/// Another version of the report that was published.
async fn published_version(app: &App, report: &str) -> Result<Option<String>, WebError> {
    let Some(line) = app.ledger().find_report(report).await? else { return Ok(None) };
    for id in super::versions(app, &line).await?.into_keys() {
        if !app.ledger().list_items_of_report(&id).await?.is_empty() {
            return Ok(Some(id));
        }
    }
    Ok(None)
}
