//! `luoshi verify`: whether anything in the log was changed, deleted or reordered.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Context;
use luoshi_store::Checkpoint;
use serde::Serialize;

use super::Outcome;
use crate::desk::{Desk, DeskArgs};

/// Check the whole ledger: the chain of the log, checkpoints, tables, evidence
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit code 0 when everything is as it must be, 1 when something was found.")]
pub(crate) struct Args {
    /// A file of checkpoints that were published, one a line, as `luoshi db checkpoint` prints them
    #[arg(long, value_name = "FILE")]
    checkpoints: Option<PathBuf>,
    #[command(flatten)]
    desk: DeskArgs,
}

#[derive(Serialize)]
struct Answer {
    clean: bool,
    entries: i64,
    checkpoints: usize,
    evidence: usize,
    found: Vec<String>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let desk = Desk::open(&args.desk)?;
    let published = args.checkpoints.as_ref().map(load).transpose()?.unwrap_or_default();
    let findings = desk.wait(desk.ledger().verify(&published))?;
    let names = desk.wait(desk.ledger().list_evidence())?;
    let broken = desk.block(desk.evidence()?.verify(names.iter().map(String::as_str)));
    let mut found: Vec<String> = findings.to_string().lines().map(str::to_owned).collect();
    found.extend(broken.iter().map(ToString::to_string));
    let answer = Answer {
        clean: found.is_empty(),
        entries: findings.entries,
        checkpoints: findings.checkpoints,
        evidence: names.len(),
        found,
    };
    let outcome = desk.answer(&answer, || text(&answer, &desk))?;
    Ok(if answer.clean { outcome } else { Outcome::NothingFound })
}

fn load(path: &PathBuf) -> anyhow::Result<Vec<Checkpoint>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(at, line)| line.parse().with_context(|| format!("{}, line {}", path.display(), at + 1))).collect()
}

fn text(answer: &Answer, desk: &Desk) -> String {
    let lang = desk.lang();
    let mut text = String::new();
    for line in &answer.found {
        let _ = writeln!(text, "{line}");
    }
    let verdict = if answer.clean { lang.pick("完好", "whole") } else { lang.pick("有问题", "NOT whole") };
    let _ = writeln!(
        text,
        "{verdict} · {} {} · {} {} · {} {}",
        lang.pick("日志", "log entries"),
        answer.entries,
        lang.pick("检查点", "checkpoints"),
        answer.checkpoints,
        lang.pick("佐证", "evidence files"),
        answer.evidence,
    );
    text
}
