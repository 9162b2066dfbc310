//! `luoshi regime`: sets of clocks, as the office has them.

use std::path::PathBuf;

use anyhow::Context;
use clap::Subcommand;
use jiff::civil::DateTime;
use luoshi_export::grid::{Align, Grid};
use luoshi_export::labels::Lang;
use luoshi_ledger::regime::{Regime, Trial};
use luoshi_ledger::settings::SettingsEvent;
use serde::Serialize;

use super::Outcome;
use crate::desk::{Desk, DeskArgs};
use crate::view;

/// Sets of clocks: list, show, try, set
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    desk: DeskArgs,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The regimes in force
    List,
    /// One as a file to edit; what is not certain is marked there
    Show {
        /// The regime's name; see `luoshi regime list`
        name: String,
    },
    /// Check a file and show the dates it would give; changes nothing
    Try {
        /// The regime as TOML
        file: PathBuf,
        /// When the item would be issued [default: now]
        #[arg(long, value_name = "TIME")]
        start: Option<DateTime>,
    },
    /// Put a file in force; items issued before keep their own version
    Set {
        /// The regime as TOML
        file: PathBuf,
    },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let desk = Desk::open(&args.desk)?;
    match &args.what {
        What::List => list(&desk),
        What::Show { name } => {
            let known = desk.wait(desk.ledger().known())?;
            let (regime, _) =
                known.settings.find_regime(name).with_context(|| format!("there is no regime \"{name}\""))?;
            // As it was set, with its comments, when it is the shipped one.
            let shipped = Regime::standard_text(name).filter(|text| Regime::parse(text).is_ok_and(|r| r == **regime));
            let toml = shipped.map_or_else(|| regime.to_toml(), str::to_owned);
            desk.answer(&toml, || toml.clone())
        }
        What::Try { file, start } => {
            let regime = parse(&load(file)?, file)?;
            let known = desk.wait(desk.ledger().known())?;
            let start = start.unwrap_or_else(|| luoshi_ledger::time::wall(desk.now()));
            let trial = regime.trial(start, known.settings.calendar())?;
            desk.answer(&trial, || trial_lines(&trial, &regime, &desk))
        }
        What::Set { file } => {
            let toml = load(file)?;
            let regime = parse(&toml, file)?;
            set(regime, toml, &desk)
        }
    }
}

#[derive(Serialize)]
struct Set {
    name: String,
    version: u32,
    changed: bool,
}

/// Puts a regime in force; one that says what is in force already makes no version.
fn set(regime: Regime, toml: String, desk: &Desk) -> anyhow::Result<Outcome> {
    let known = desk.wait(desk.ledger().known())?;
    let (before, changed) = match known.settings.find_regime(&regime.name) {
        Some((now, version)) => (version, **now != regime),
        None => (0, true),
    };
    if changed {
        let event = SettingsEvent::RegimeSet { name: regime.name.clone(), toml };
        desk.wait(desk.ledger().change_settings(&[event], desk.actor(), desk.now()))?;
    }
    let set = Set { name: regime.name, version: before + u32::from(changed), changed };
    desk.answer(&set, || {
        let says = if changed {
            ("已生效，版本", "in force, version")
        } else {
            ("没有变化，仍为版本", "nothing changed, still version")
        };
        format!("{} {} {}\n", set.name, desk.lang().pick(says.0, says.1), set.version)
    })
}

/// One limit a row; what no document states is marked.
fn trial_lines(trial: &[Trial], regime: &Regime, desk: &Desk) -> String {
    let mut grid = Grid::new(vec![Align::Start, Align::Start, Align::Start, Align::Start, Align::Fill]);
    for row in trial {
        let sure = if row.certain { "" } else { desk.lang().pick("推定", "inferred") };
        let due = view::minutes(&row.due.to_string());
        let english = regime.find_clock(&row.clock).and_then(|rule| rule.title_en.clone());
        let title = english.filter(|_| desk.lang() == Lang::En).unwrap_or_else(|| row.title.clone());
        grid.push(vec![row.clock.clone(), title, due, sure.to_owned(), row.source.clone()]);
    }
    view::lines(&grid, desk)
}

/// What people call a regime; its Chinese title where it has no English.
fn title(regime: &Regime, desk: &Desk) -> String {
    let english = regime.title_en.as_ref().filter(|_| desk.lang() == Lang::En);
    english.unwrap_or(&regime.title).clone()
}

fn load(file: &PathBuf) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

fn parse(toml: &str, file: &std::path::Path) -> anyhow::Result<Regime> {
    Regime::parse(toml).with_context(|| format!("{} is no regime", file.display()))
}

fn list(desk: &Desk) -> anyhow::Result<Outcome> {
    let known = desk.wait(desk.ledger().known())?;
    let rows: Vec<(String, u32, String)> =
        known.settings.list_regimes().map(|(r, version)| (r.name.clone(), version, title(r, desk))).collect();
    desk.answer(&rows, || {
        let mut grid = Grid::new(vec![Align::Start, Align::End, Align::Fill]);
        for (name, version, title) in &rows {
            grid.push(vec![name.clone(), version.to_string(), title.clone()]);
        }
        view::lines(&grid, desk)
    })
}
