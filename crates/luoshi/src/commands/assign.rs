//! `luoshi assign`: proposes agencies for task sentences.

use std::io::{self, BufRead, IsTerminal};

use anyhow::Context;
use clap::ValueEnum;
use luoshi_export::contract::AssignedTask;
use luoshi_export::text;
use luoshi_extract::agency::{AssignContext, Assigner};

use super::Outcome;
use crate::cli::{Language, Level};
use crate::output::Output;
use crate::terminal;

/// Propose lead and supporting agencies for tasks, read from standard input, one a line
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  echo 新建改扩建幼儿园3所 | luoshi assign --level county
  luoshi assign --level prefecture --year 2017 --format json < tasks.txt")]
pub(crate) struct Args {
    /// Level of the government whose agencies are proposed
    #[arg(long, value_enum)]
    level: Level,
    /// Name agencies as they were called in this year (环保局 before 2018, 生态环境局 after)
    #[arg(long, value_name = "YEAR")]
    year: Option<i16>,
    /// The government's own place (武乡县), to tell its agencies from those of places inside it
    #[arg(long, value_name = "NAME")]
    region: Option<String>,
    /// By default text on a terminal, json elsewhere
    #[arg(long, short, value_enum)]
    format: Option<Format>,
    /// Language of labels [default: by locale]
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// A JSON array with one entry a line; see `luoshi schema assign`
    Json,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    if io::stdin().is_terminal() {
        terminal::complain("reading tasks from the terminal, one a line; end with Ctrl-D");
    }
    let format = args.format.unwrap_or(if terminal::is_stdout() { Format::Text } else { Format::Json });
    let lang = args.lang.map_or_else(terminal::language, Into::into);
    let options = terminal::text_options(lang, false);
    let assigner = Assigner::standard();
    let context = AssignContext { level: args.level.into(), year: args.year, region: args.region.as_deref() };
    let mut out = Output::open(None)?;
    let mut count = 0;
    for (index, line) in io::stdin().lock().lines().enumerate() {
        let line = line.with_context(|| format!("cannot read line {} of standard input", index + 1))?;
        // The mark that Windows editors put before UTF-8.
        let task = line.trim_start_matches('\u{feff}').trim();
        // An empty line keeps its entry, so that entries and lines stay in step.
        let agencies = match task {
            "" => Vec::new(),
            task => assigner.assign(task, &context),
        };
        let assigned = AssignedTask::new(task, &agencies);
        match format {
            Format::Text => out.put(text::render_assigned(&assigned, &options).as_bytes())?,
            Format::Json => {
                let separator = if index == 0 { "[\n" } else { ",\n" };
                let entry = serde_json::to_string(&assigned)?;
                out.put(format!("{separator}{entry}").as_bytes())?;
            }
        }
        count = index + 1;
    }
    if format == Format::Json {
        out.put(if count == 0 { b"[]\n" } else { b"\n]\n" })?;
    }
    out.finish()?;
    Ok(if count == 0 { Outcome::NothingFound } else { Outcome::Done })
}
