//! The `luoshi` command line.
//!
//! Exit codes: 0 for success, 1 when nothing was found, 2 for errors.

mod cli;
mod commands;
mod ordered;
mod output;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};
use crate::commands::Outcome;

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Read(args) => commands::read::run(&args),
        Command::Assign(args) => commands::assign::run(&args),
        Command::Schema(args) => commands::schema::run(&args),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::NothingFound) => ExitCode::from(1),
        Ok(Outcome::Failed) => ExitCode::from(2),
        // Whoever read our output has seen enough: `luoshi read … | head`.
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            terminal::complain(&format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}
