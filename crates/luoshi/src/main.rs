//! The `luoshi` command line.
//!
//! Exit codes: 0 for success, 1 when nothing was found, 2 for errors.

mod cli;
mod commands;
mod desk;
mod evidence;
mod ordered;
mod output;
mod terminal;
mod upgrade;
mod view;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};
use crate::commands::Outcome;

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Read(args) => commands::read::run(&args),
        Command::Assign(args) => commands::assign::run(&args),
        Command::Schema(args) => commands::schema::run(&args),
        Command::Init(args) => commands::init::run(&args),
        Command::Agency(args) => commands::agency::run(&args),
        Command::Import(args) => commands::import::run(&args),
        Command::Draft(args) => commands::draft::run(&args),
        Command::Publish(args) => commands::publish::run(&args),
        Command::Item(args) => commands::item::run(&args),
        Command::Search(args) => commands::search::run(&args),
        Command::Act(args) => commands::act::run(args),
        Command::Serve(args) => commands::serve::run(&args),
        Command::Sweep(args) => commands::sweep::run(&args),
        Command::Why(args) => commands::why::run(&args),
        Command::Regime(args) => commands::regime::run(&args),
        Command::Export(args) => commands::export::run(&args),
        Command::Calendar(args) => commands::calendar::run(&args),
        Command::Reconcile(args) => commands::reconcile::run(&args),
        Command::Stats(args) => commands::stats::run(&args),
        Command::Verify(args) => commands::verify::run(&args),
        Command::Db(args) => commands::db::run(&args),
        Command::Doctor(args) => commands::doctor::run(&args),
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
