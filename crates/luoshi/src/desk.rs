//! The desk a person works at: an open ledger, who they are, what time it is,
//! and how answers are printed. Every command on the ledger begins here.

use std::collections::BTreeMap;
use std::future::Future;
use std::path::Path;

use anyhow::Context;
use clap::ValueEnum;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use luoshi_export::labels::Lang;
use luoshi_ledger::actor::{Actor, Role};
use luoshi_ledger::limit::Language;
use luoshi_ledger::time::{self, Clock};
use luoshi_ledger::{AgencyId, PersonId};
use luoshi_store::{EvidenceFiles, Ledger, Store, StoreError};
use serde::Serialize;
use tokio::runtime::Runtime;

use crate::cli;
use crate::commands::Outcome;
use crate::evidence;
use crate::output::Output;
use crate::{terminal, upgrade};

/// Options that every command on a ledger takes. Short help (`-h`) leaves out those
/// that are rarely given.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct DeskArgs {
    /// The database: the path of a SQLite file, or postgres://…
    #[arg(long, env = "LUOSHI_DB", default_value = "luoshi.db", value_name = "URL", global = true)]
    #[arg(help_heading = LEDGER)]
    pub(crate) db: String,
    /// The ledger inside the database
    #[arg(long, env = "LUOSHI_LEDGER", default_value = "main", value_name = "NAME", global = true)]
    #[arg(help_heading = LEDGER, hide_short_help = true)]
    pub(crate) ledger: String,
    /// Where evidence files are kept: a folder, or s3://BUCKET/PREFIX with the usual AWS_… variables
    /// [default: beside the SQLite file, else luoshi-evidence]
    #[arg(long, env = "LUOSHI_EVIDENCE", value_name = "PLACE", global = true)]
    #[arg(help_heading = LEDGER, hide_short_help = true)]
    pub(crate) evidence: Option<String>,
    /// Take this as the time in Beijing (2025-03-01T09:00): for trials and scripts
    #[arg(long, env = "LUOSHI_NOW", value_name = "TIME", global = true)]
    #[arg(help_heading = LEDGER, hide_short_help = true)]
    now: Option<DateTime>,
    /// Who acts
    #[arg(long = "as", env = "LUOSHI_PERSON", default_value = "督查室", value_name = "PERSON", global = true)]
    #[arg(help_heading = PERSON)]
    person: String,
    /// In which role: administrator (管理员), supervisor (督查员), reviewer (审核人), clerk (经办人),
    /// head (承办单位负责人), leader (分管领导)
    #[arg(long, env = "LUOSHI_ROLE", value_enum, default_value = "supervisor", value_name = "ROLE", global = true)]
    #[arg(help_heading = PERSON, hide_possible_values = true)]
    role: RoleWord,
    /// For which agency; clerks and heads belong to one
    #[arg(long, env = "LUOSHI_AGENCY", value_name = "AGENCY", global = true)]
    #[arg(help_heading = PERSON)]
    agency: Option<String>,
    /// Whose delegate the person is in this act
    #[arg(long = "for", value_name = "PERSON", global = true)]
    #[arg(help_heading = PERSON, hide_short_help = true)]
    acting_for: Option<String>,
    /// Language of answers: zh or en [default: by locale]
    #[arg(long, value_enum, value_name = "LANG", global = true)]
    #[arg(help_heading = ANSWER, hide_possible_values = true)]
    lang: Option<cli::Language>,
    /// Print JSON, for programs
    #[arg(long, global = true)]
    #[arg(help_heading = ANSWER)]
    json: bool,
}

/// Headings of the options in help.
const LEDGER: &str = "Ledger options";
const PERSON: &str = "Who acts";
const ANSWER: &str = "Answer";

/// A role, as a word of the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoleWord {
    /// 管理员
    Administrator,
    /// 督查员
    Supervisor,
    /// 审核人
    Reviewer,
    /// 经办人
    Clerk,
    /// 承办单位负责人
    Head,
    /// 分管领导
    Leader,
}

impl From<RoleWord> for Role {
    fn from(word: RoleWord) -> Self {
        match word {
            RoleWord::Administrator => Self::Administrator,
            RoleWord::Supervisor => Self::Supervisor,
            RoleWord::Reviewer => Self::Reviewer,
            RoleWord::Clerk => Self::Clerk,
            RoleWord::Head => Self::Head,
            RoleWord::Leader => Self::Leader,
        }
    }
}

/// A person at work on a ledger.
pub(crate) struct Desk {
    runtime: Runtime,
    ledger: Ledger,
    actor: Actor,
    clock: Clock,
    evidence: String,
    lang: Lang,
    json: bool,
    /// Agencies that have another name than when they came in, by code.
    renamed: BTreeMap<String, String>,
}

impl Desk {
    /// Opens the ledger that the options name.
    pub(crate) fn open(args: &DeskArgs) -> anyhow::Result<Self> {
        let (runtime, store) = open_store(args)?;
        let ledger = runtime.block_on(Ledger::open(store, &args.ledger)).map_err(|e| spoken(e, args.lang()))?;
        let known = runtime.block_on(ledger.known()).map_err(|e| spoken(e, args.lang()))?;
        let renamed = known.registry.list().filter(|a| a.id.as_str() != a.name);
        let renamed: BTreeMap<_, _> = renamed.map(|a| (a.id.to_string(), a.name.clone())).collect();
        let mut actor = args.actor();
        actor.agency = actor.agency.map(|agency| agency_id(&renamed, agency.as_str()));
        Ok(Self {
            runtime,
            ledger,
            actor,
            clock: args.clock(),
            evidence: args.evidence_place(),
            lang: args.lang(),
            json: args.json,
            renamed,
        })
    }

    /// The open ledger.
    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Who acts.
    pub(crate) fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The agency that people call so now.
    pub(crate) fn agency_id(&self, name: &str) -> AgencyId {
        agency_id(&self.renamed, name)
    }

    /// What people call the agency now.
    pub(crate) fn agency_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.renamed.get(id).map_or(id, String::as_str)
    }

    /// When it is.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Today in Beijing.
    pub(crate) fn today(&self) -> Date {
        time::day(self.now())
    }

    /// The language of answers.
    pub(crate) fn lang(&self) -> Lang {
        self.lang
    }

    /// The language of calculations.
    pub(crate) fn language(&self) -> Language {
        match self.lang {
            Lang::Zh => Language::Zh,
            Lang::En => Language::En,
        }
    }

    /// Waits for the store; a refusal is said in the person's language.
    pub(crate) fn wait<T>(&self, work: impl Future<Output = Result<T, StoreError>>) -> anyhow::Result<T> {
        self.runtime.block_on(work).map_err(|error| spoken(error, self.lang))
    }

    /// Waits for work that cannot fail.
    pub(crate) fn block<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// The files that show something was done.
    pub(crate) fn evidence(&self) -> anyhow::Result<EvidenceFiles> {
        evidence::open(&self.evidence)
    }

    /// Prints an answer: as JSON for programs, else as `text` makes it.
    pub(crate) fn answer<T: Serialize>(&self, value: &T, text: impl FnOnce() -> String) -> anyhow::Result<Outcome> {
        answer(self.json, value, text)
    }

    /// As [`Desk::answer`], with the JSON on one line, for logs.
    pub(crate) fn answer_line<T: Serialize>(
        &self,
        value: &T,
        text: impl FnOnce() -> String,
    ) -> anyhow::Result<Outcome> {
        if !self.json {
            return self.answer(value, text);
        }
        let mut out = Output::open(None)?;
        out.put(format!("{}\n", serde_json::to_string(value)?).as_bytes())?;
        out.finish()?;
        Ok(Outcome::Done)
    }

    /// Cells of a line of the terminal.
    pub(crate) fn width(&self) -> usize {
        terminal::text_options(self.lang, false).width
    }
}

impl DeskArgs {
    /// The language of answers.
    pub(crate) fn lang(&self) -> Lang {
        self.lang.map_or_else(terminal::language, Into::into)
    }

    /// Prints an answer without an open ledger.
    pub(crate) fn answer<T: Serialize>(&self, value: &T, text: impl FnOnce() -> String) -> anyhow::Result<Outcome> {
        answer(self.json, value, text)
    }

    /// Who acts.
    pub(crate) fn actor(&self) -> Actor {
        Actor {
            person: PersonId(self.person.clone()),
            role: self.role.into(),
            agency: self.agency.clone().map(AgencyId),
            acting_for: self.acting_for.clone().map(PersonId),
        }
    }

    /// Where evidence is kept.
    pub(crate) fn evidence_place(&self) -> String {
        self.evidence.clone().unwrap_or_else(|| evidence::beside(&self.db))
    }

    /// Where the time comes from.
    pub(crate) fn clock(&self) -> Clock {
        self.now.map_or(Clock::System, |now| Clock::Fixed(time::instant(now)))
    }
}

/// An agency by its present name, else by its code, which is its first name.
fn agency_id(renamed: &BTreeMap<String, String>, name: &str) -> AgencyId {
    let found = renamed.iter().find(|(_, now)| *now == name).map(|(id, _)| id.clone());
    AgencyId(found.unwrap_or_else(|| name.to_owned()))
}

fn answer<T: Serialize>(json: bool, value: &T, text: impl FnOnce() -> String) -> anyhow::Result<Outcome> {
    let printed = if json { serde_json::to_string_pretty(value)? + "\n" } else { text() };
    let mut out = Output::open(None)?;
    out.put(printed.as_bytes())?;
    out.finish()?;
    Ok(Outcome::Done)
}

/// A runtime and the store that the options name.
pub(crate) fn open_store(args: &DeskArgs) -> anyhow::Result<(Runtime, Store)> {
    let runtime = runtime()?;
    let store = runtime.block_on(Store::open(&args.db)).map_err(|e| spoken(e, args.lang()))?;
    upgrade::tell(&store, args.lang());
    Ok((runtime, store))
}

/// A database that is made by a command and goes again if the command fails: what is
/// left of it is of no use to anybody.
pub(crate) struct Fresh(Option<String>);

impl Fresh {
    /// Nothing goes that was there before, or lies on a server.
    pub(crate) fn at(db: &str) -> Self {
        let path = db.strip_prefix("sqlite:").unwrap_or(db);
        let made = !db.starts_with("postgres") && !Path::new(path).exists();
        Self(made.then(|| path.to_owned()))
    }

    /// Keeps the database of a command that succeeded.
    pub(crate) fn settle<T, E>(self, outcome: Result<T, E>) -> Result<T, E> {
        if let (Err(_), Some(path)) = (&outcome, &self.0) {
            for suffix in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{path}{suffix}"));
            }
        }
        outcome
    }
}

/// One thread is enough for a command.
pub(crate) fn runtime() -> anyhow::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().context("cannot start")
}

/// An error in the person's language: refusals have both, the rest is for
/// whoever runs the program.
pub(crate) fn spoken(error: StoreError, lang: Lang) -> anyhow::Error {
    match (lang, error.zh()) {
        (Lang::Zh, Some(zh)) => anyhow::anyhow!("{zh}（{}）", error.code()),
        _ => anyhow::Error::new(error),
    }
}
