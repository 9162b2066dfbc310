//! `luoshi publish`: issues the confirmed rows of a draft.

use luoshi_ledger::ReportId;
use serde::Serialize;

use super::Outcome;
use crate::desk::{Desk, DeskArgs};
use crate::view;

/// Issue the confirmed rows of a draft as items, with their clocks
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Secret matters are never entered: by --not-secret you declare that the rows hold none.")]
pub(crate) struct Args {
    /// The report; see `luoshi draft list`
    report: String,
    /// Declare that no row holds a state secret
    #[arg(long)]
    not_secret: bool,
    #[command(flatten)]
    desk: DeskArgs,
}

#[derive(Serialize)]
struct Answer<'a> {
    issued: Vec<&'a str>,
    open: usize,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let desk = Desk::open(&args.desk)?;
    let report = ReportId::from(args.report.as_str());
    let published = desk.wait(desk.ledger().publish(&report, args.not_secret, desk.actor(), desk.now()))?;
    let issued = published.items.iter().map(|i| i.id.as_str()).collect();
    let answer = Answer { issued, open: published.open };
    let outcome = desk.answer(&answer, || view::draft::published(&published, &desk))?;
    Ok(if published.items.is_empty() { Outcome::NothingFound } else { outcome })
}
