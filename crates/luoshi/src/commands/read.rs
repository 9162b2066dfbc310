//! `luoshi read`: files in; figures, projects, deadlines, tasks, pledges and
//! terms out.

mod job;
mod progress;
mod sink;

use std::num::NonZero;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::bail;
use clap::ValueEnum;
use luoshi_export::labels::Lang;
use luoshi_export::table::TableKind;

use self::job::{Input, Job};
use self::progress::Progress;
use self::sink::Sink;
use super::Outcome;
use crate::cli::Language;
use crate::{ordered, terminal};

/// Read work reports: txt, html, docx, pdf, csv and xlsx
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  luoshi read report.docx                    a summary on the terminal
  luoshi read report.txt -o report.xlsx      a workbook, one sheet a table
  luoshi read reports/ --format jsonl        every file of a folder, one JSON object a line
  luoshi read reports/ --format csv -o out   one CSV file a table into the folder out
  luoshi read report.txt --table tasks --format csv
  luoshi read report.txt --explain 12        how the twelfth fact was found
  luoshi read report.txt --explain 增长7.1%  what was made of these words
  curl -s URL | luoshi read -                standard input

Exit codes: 0 all was read, 1 nothing was found, 2 something could not be read or written.")]
pub(crate) struct Args {
    /// Files and folders; - is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// By default what -o's name says; else text on a terminal, json elsewhere
    #[arg(long, short, value_enum)]
    format: Option<Format>,
    /// Write to this file (a folder for csv) instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The table for csv [default: facts, or every table if -o is a folder]
    #[arg(long, value_enum)]
    table: Option<TableName>,
    /// The column of csv and xlsx that holds the text: header, letter or number
    #[arg(long, value_name = "NAME")]
    text_column: Option<String>,
    /// Explain how a fact was found: its number, or words of the report
    #[arg(long, value_name = "N|PHRASE", conflicts_with = "format")]
    explain: Option<String>,
    /// Files read at the same time [default: one a processor]
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZero<usize>>,
    /// Refuse larger files
    #[arg(long, value_name = "BYTES", default_value_t = luoshi_source::DEFAULT_MAX_BYTES)]
    max_bytes: u64,
    /// Language of headings and labels [default: by locale]
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A summary for people
    Text,
    /// One object for one file, an array for several; see `luoshi schema`
    Json,
    /// One object a line, as each file is ready
    Jsonl,
    /// Tables for spreadsheets and programs
    Csv,
    /// A workbook with one sheet a table
    Xlsx,
    /// Tables in Markdown
    Md,
    /// The decoded text itself, in which spans count
    TextOnly,
}

/// A table, by its name on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum TableName {
    Facts,
    Projects,
    Deadlines,
    Tasks,
    Pledges,
    Terms,
    Doubts,
    Documents,
}

impl From<TableName> for TableKind {
    fn from(name: TableName) -> Self {
        match name {
            TableName::Facts => Self::Facts,
            TableName::Projects => Self::Projects,
            TableName::Deadlines => Self::Deadlines,
            TableName::Tasks => Self::Tasks,
            TableName::Pledges => Self::Pledges,
            TableName::Terms => Self::Terms,
            TableName::Doubts => Self::Doubts,
            TableName::Documents => Self::Documents,
        }
    }
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let several = args.paths.len() > 1 || args.paths.iter().any(|path| path.is_dir());
    let form = choose_form(args, several)?;
    let job = Job {
        form: form.clone(),
        source: luoshi_source::Options {
            text_column: args.text_column.clone(),
            max_bytes: args.max_bytes,
            pdftotext: true,
        },
    };
    let inputs = job::list(&args.paths);
    let mut progress = Progress::new(inputs.len());
    let mut sink = Sink::new(&form, args.output.as_deref(), several);
    let mut failed = false;
    let mut found = false;
    let mut written = Ok(());
    job::keep_caught_panics_quiet();
    let work = |input: &Input| job.run(input);
    ordered::for_each(&inputs, jobs(args), work, |done| {
        for warning in &done.warnings {
            progress.pause(|| terminal::complain(warning));
        }
        match done.result {
            Ok(read) => {
                found |= read.found;
                written = sink.take(read.piece);
            }
            Err(message) => {
                failed = true;
                progress.pause(|| terminal::complain(&message));
            }
        }
        progress.advance();
        if written.is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    progress.clear();
    written?;
    sink.finish()?;
    Ok(match (failed, found) {
        (true, _) => Outcome::Failed,
        (false, false) => Outcome::NothingFound,
        (false, true) => Outcome::Done,
    })
}

fn jobs(args: &Args) -> usize {
    args.jobs.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get)
}

/// Everything that decides how a result looks.
#[derive(Debug, Clone)]
enum Form {
    /// A summary.
    Text(luoshi_export::text::Options),
    /// JSON, one object or an array; indented for people.
    Json { pretty: bool },
    /// JSON, one object a line.
    Jsonl,
    /// One table.
    CsvTable(TableKind, Lang),
    /// Every table, into a folder.
    CsvFolder(Lang),
    /// A workbook.
    Xlsx(Lang),
    /// Markdown.
    Markdown(Lang),
    /// The decoded text.
    TextOnly,
    /// How a fact was found.
    Explain(String),
}

fn choose_form(args: &Args, several: bool) -> anyhow::Result<Form> {
    let lang = args.lang.map_or_else(terminal::language, Into::into);
    let to_file = args.output.is_some();
    if let Some(query) = &args.explain {
        return Ok(Form::Explain(query.clone()));
    }
    let format = args.format.unwrap_or_else(|| default_format(args));
    if args.table.is_some() && format != Format::Csv {
        bail!("--table chooses a table of --format csv");
    }
    Ok(match format {
        Format::Text => Form::Text(terminal::text_options(lang, to_file)),
        Format::Json => Form::Json { pretty: !to_file && terminal::is_stdout() },
        Format::Jsonl => Form::Jsonl,
        Format::Csv => match (&args.output, args.table) {
            (Some(path), None) if !has_extension(path, "csv") => Form::CsvFolder(lang),
            (_, table) => Form::CsvTable(table.map_or(TableKind::Facts, Into::into), lang),
        },
        Format::Xlsx if !to_file && terminal::is_stdout() => {
            bail!("a workbook cannot be shown on a terminal: give a file with -o")
        }
        Format::Xlsx => Form::Xlsx(lang),
        Format::Md => Form::Markdown(lang),
        Format::TextOnly if several => {
            bail!("--format text-only takes one file, because spans count in one text")
        }
        Format::TextOnly => Form::TextOnly,
    })
}

/// What the output's name says, or else what suits its reader.
fn default_format(args: &Args) -> Format {
    let by_name = [
        ("json", Format::Json),
        ("jsonl", Format::Jsonl),
        ("csv", Format::Csv),
        ("xlsx", Format::Xlsx),
        ("md", Format::Md),
        ("txt", Format::Text),
    ];
    let named =
        args.output.as_deref().and_then(|path| by_name.iter().find(|(extension, _)| has_extension(path, extension)));
    match named {
        Some((_, format)) => *format,
        None if args.table.is_some() => Format::Csv,
        None if args.output.is_none() && terminal::is_stdout() => Format::Text,
        None => Format::Json,
    }
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))
}
