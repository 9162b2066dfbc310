//! `luoshi import`: reports become drafts, the sheet of the ledger comes back in.

mod sheet;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use luoshi_extract::document::{Document, DocumentKind};
use luoshi_ledger::draft;
use luoshi_ledger::report::ReportNoted;
use luoshi_source::{Source, SourceError};
use luoshi_store::Imported;
use serde::Serialize;

use super::Outcome;
use crate::desk::{Desk, DeskArgs};
use crate::terminal;

/// Take in reports as drafts, or the ledger's own sheet with corrections
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  luoshi import examples/jichuan-2025.txt        a report becomes a draft
  luoshi import 台账.xlsx --dry-run               shows what the corrected sheet would change

A sheet is one that `luoshi export` wrote: it is known by its header. All of it comes in or
nothing; each cell that is wrong is named.")]
pub(crate) struct Args {
    /// Reports in any form that `luoshi read` takes, or sheets of the ledger
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    /// Show what would be done and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Declare that no new row of a sheet holds a state secret
    #[arg(long)]
    not_secret: bool,
    #[command(flatten)]
    desk: DeskArgs,
}

/// What became of a document.
#[derive(Serialize)]
struct Taken {
    path: String,
    #[serde(flatten)]
    imported: Imported,
    title: Option<String>,
    /// Proposed agencies that the directory lacks.
    unknown_agencies: BTreeSet<String>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let desk = Desk::open(&args.desk)?;
    let mut failed = false;
    let mut taken = Vec::new();
    for path in &args.paths {
        if sheet::is_sheet(path) {
            failed |= sheet::import(path, args.dry_run, args.not_secret, &desk)? == Outcome::Failed;
            continue;
        }
        match read(path) {
            Ok(source) => {
                for text in source.texts() {
                    let documents = luoshi_extract::read(text, &[]).documents;
                    for (index, document) in (0..).zip(&documents) {
                        if document.kind == DocumentKind::WorkReport {
                            taken.push(take((&source.path, text), index, document, args.dry_run, &desk)?);
                        }
                    }
                }
            }
            Err(error) => {
                failed = true;
                terminal::complain(&error.to_string());
            }
        }
    }
    if taken.is_empty() && !failed && !args.paths.iter().any(|path| sheet::is_sheet(path)) {
        terminal::complain("no work report was found in what was given");
    }
    let only_sheets = args.paths.iter().all(|path| sheet::is_sheet(path));
    if !only_sheets {
        desk.answer(&taken, || text(&taken, &desk))?;
    }
    Ok(match (failed, taken.is_empty() && !only_sheets) {
        (true, _) => Outcome::Failed,
        (false, true) => Outcome::NothingFound,
        (false, false) => Outcome::Done,
    })
}

/// The file's text. The rows of a table are kept as texts of their own: a text is read
/// again without its table.
fn read(path: &Path) -> Result<Source, SourceError> {
    let options =
        luoshi_source::Options { text_column: None, max_bytes: luoshi_source::DEFAULT_MAX_BYTES, pdftotext: true };
    luoshi_source::read_path(path, &options)
}

fn take(
    (path, text): (&str, &str),
    index: u32,
    document: &Document,
    dry_run: bool,
    desk: &Desk,
) -> anyhow::Result<Taken> {
    let noted = ReportNoted::of(document, index, text, luoshi_store::text_hash(text), path);
    let report = luoshi_ledger::report::report_id(&noted);
    let rows = draft::rows(&report, text, document);
    let known = desk.wait(desk.ledger().known())?;
    let named = rows.iter().flat_map(|r| r.lead.iter().chain(&r.support));
    let unknown_agencies = named.filter(|a| known.registry.find(a).is_none()).map(ToString::to_string).collect();
    let imported = if dry_run {
        Imported { report, known: false, rows: rows.len() }
    } else {
        desk.wait(desk.ledger().import_report(&noted, text, rows, desk.actor(), desk.now()))?
    };
    Ok(Taken { path: path.to_owned(), imported, title: document.title.clone(), unknown_agencies })
}

fn text(taken: &[Taken], desk: &Desk) -> String {
    let lang = desk.lang();
    let mut text = String::new();
    for one in taken {
        let known = if one.imported.known {
            lang.pick("（已在台账中，未改动）", " (there already, nothing changed)")
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "{} · {} {}{known}",
            one.imported.report,
            one.imported.rows,
            lang.pick("行待核对", "rows to look at"),
        );
        if !one.unknown_agencies.is_empty() {
            let _ = writeln!(
                text,
                "  {} {}: luoshi agency add --from {}",
                one.unknown_agencies.len(),
                lang.pick("个拟定单位不在名录中", "proposed agencies are not in the directory"),
                one.imported.report,
            );
        }
    }
    text
}
