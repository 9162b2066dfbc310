//! `luoshi schema`: prints the JSON Schema of what other commands print.

use clap::ValueEnum;
use luoshi_export::schema;

use super::Outcome;
use crate::output::Output;

/// Print the JSON Schema of what `read` or `assign` prints
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The command whose output is described
    #[arg(value_enum, default_value = "read")]
    of: Of,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Of {
    /// One source as `luoshi read --format json` prints it
    Read,
    /// The array that `luoshi assign --format json` prints
    Assign,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let schema = match args.of {
        Of::Read => schema::read(),
        Of::Assign => schema::assign(),
    };
    let mut out = Output::open(None)?;
    out.put(schema.as_bytes())?;
    out.finish()?;
    Ok(Outcome::Done)
}
