//! The command tree.

use clap::{Parser, Subcommand, ValueEnum};
use luoshi_export::labels::Lang;
use luoshi_extract::document;

use crate::commands::{
    act, agency, assign, calendar, db, doctor, draft, export, import, init, item, publish, read, reconcile, regime,
    schema, search, serve, stats, sweep, verify, why,
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
    Search(search::Args),
    Act(act::Args),
    Serve(serve::Args),
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    /// Every command and argument says what it is, and no option names its value
    /// after itself.
    #[test]
    fn help_describes_everything() {
        let mut left = vec![Cli::command()];
        let mut silent = Vec::new();
        while let Some(command) = left.pop() {
            let name = command.get_name().to_owned();
            let unhelpful = command.get_arguments().filter(|arg| arg.get_help().is_none());
            silent.extend(unhelpful.map(|arg| format!("{name} {}", arg.get_id())));
            silent.extend(command.get_about().is_none().then(|| name.clone()));
            let unnamed = command.get_opts().filter(|arg| arg.get_action().takes_values());
            let unnamed = unnamed.filter(|arg| {
                let own = arg.get_id().as_str().to_uppercase();
                arg.get_possible_values().is_empty()
                    && arg.get_value_names().is_none_or(|names| names.iter().any(|n| own.contains('_') && **n == *own))
            });
            silent.extend(unnamed.map(|arg| format!("{name} --{}: value", arg.get_id())));
            left.extend(command.get_subcommands().cloned());
        }
        assert!(silent.is_empty(), "{silent:#?}");
        Cli::command().debug_assert();
    }
}
