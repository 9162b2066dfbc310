//! The command tree.

use clap::{Parser, Subcommand, ValueEnum};
use luoshi_export::labels::Lang;
use luoshi_extract::document;

use crate::commands::{
    act, agency, assign, calendar, db, doctor, draft, export, import, init, item, publish, read, reconcile, regime,
    schema, stats, sweep, verify, why,
};

/// Reads government work reports (政府工作报告) into figures, targets, projects,
/// deadlines, pledges and tasks, each with its sentence in the source.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Read(read::Args),
    Assign(assign::Args),
    Schema(schema::Args),
    Init(init::Args),
    Agency(agency::Args),
    Import(import::Args),
    Draft(draft::Args),
    Publish(publish::Args),
    Item(item::Args),
    Act(act::Args),
    Sweep(sweep::Args),
    Why(why::Args),
    Regime(regime::Args),
    Export(export::Args),
    Calendar(calendar::Args),
    Reconcile(reconcile::Args),
    Stats(stats::Args),
    Verify(verify::Args),
    Db(db::Args),
    Doctor(doctor::Args),
}

/// The language of headings and labels.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Language {
    /// Chinese
    Zh,
    /// English
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Zh => Self::Zh,
            Language::En => Self::En,
        }
    }
}

/// The level of a government, by which its agencies are named.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Level {
    /// 国务院
    Nation,
    /// 省、自治区、直辖市
    Province,
    /// 地级市、州、盟
    Prefecture,
    /// 县、县级市、市辖区、旗
    County,
}

impl From<Level> for document::Level {
    fn from(level: Level) -> Self {
        match level {
            Level::Nation => Self::Nation,
            Level::Province => Self::Province,
            Level::Prefecture => Self::Prefecture,
            Level::County => Self::County,
        }
    }
}
