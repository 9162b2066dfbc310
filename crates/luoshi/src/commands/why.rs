//! `luoshi why`: why is this the date?

use anyhow::Context;
use luoshi_ledger::ItemId;
use serde::Serialize;
use std::fmt::Write as _;

use super::Outcome;
use crate::desk::{Desk, DeskArgs};
use crate::view;

/// Print how each date of an item was computed, day by day
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The item's number
    item: String,
    /// Only this clock
    #[arg(long, value_name = "CLOCK")]
    clock: Option<String>,
    #[command(flatten)]
    desk: DeskArgs,
}

#[derive(Serialize)]
struct Why {
    clock: String,
    title: String,
    due: String,
    provisional: bool,
    steps: Vec<String>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let desk = Desk::open(&args.desk)?;
    let item = desk.wait(desk.ledger().require_item(&ItemId::from(args.item.as_str())))?;
    let known = desk.wait(desk.ledger().known())?;
    let regime = known.settings.regime_of(&item).context("the item's regime is not there; run `luoshi verify`")?;
    let language = desk.language();
    let clocks = item.explain(regime, known.settings.calendar());
    if let Some(name) = args.clock.as_ref().filter(|name| clocks.iter().all(|(clock, _)| clock.rule != **name)) {
        let there: Vec<_> = clocks.iter().map(|(clock, _)| clock.rule.as_str()).collect();
        anyhow::bail!("{} has no clock \"{name}\"; it has {}", item.id, there.join(", "));
    }
    let explained: Vec<Why> = clocks
        .into_iter()
        .filter(|(clock, _)| args.clock.as_ref().is_none_or(|name| *name == clock.rule))
        .map(|(clock, calculation)| Why {
            title: regime.title_of(&clock, language),
            clock: clock.rule,
            due: clock.due.to_string(),
            provisional: clock.provisional,
            steps: calculation.render(language),
        })
        .collect();
    let outcome = desk.answer(&explained, || text(&explained, &desk))?;
    Ok(if explained.is_empty() { Outcome::NothingFound } else { outcome })
}

fn text(explained: &[Why], desk: &Desk) -> String {
    let mut text = String::new();
    for why in explained {
        let provisional = if why.provisional {
            desk.lang().pick("（暂定：放假通知尚未公布）", " (provisional: no notice of holidays yet)")
        } else {
            ""
        };
        let _ = writeln!(text, "{} {}{provisional}", why.title, view::minutes(&why.due));
        for step in &why.steps {
            let _ = writeln!(text, "  {step}");
        }
    }
    text
}
