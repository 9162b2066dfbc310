//! `luoshi sweep`: runs the clocks.

use luoshi_export::grid::{Align, Grid};
use luoshi_store::Swept;

use super::Outcome;
use crate::desk::{Desk, DeskArgs};
use crate::view;

/// Run the clocks: note which rungs of the ladder are reached, move dates after a notice of holidays
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Safe to run twice, and from several machines. For a cron job:
  */10 * * * * luoshi sweep --db /srv/luoshi.db --json >> /var/log/luoshi-sweep.jsonl")]
pub(crate) struct Args {
    #[command(flatten)]
    desk: DeskArgs,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let desk = Desk::open(&args.desk)?;
    let swept = desk.wait(desk.ledger().sweep(desk.now()))?;
    desk.answer_line(&swept, || text(&swept, &desk))
}

fn text(swept: &Swept, desk: &Desk) -> String {
    let lang = desk.lang();
    let mut grid = Grid::new(vec![Align::Start, Align::Start, Align::Start, Align::Fill, Align::Start]);
    for one in &swept.escalations {
        let due = one.due.date().to_string();
        grid.push(vec![
            one.item.to_string(),
            one.rung.clone(),
            due,
            one.title.clone(),
            desk.agency_name(&one.lead).to_owned(),
        ]);
    }
    for one in &swept.moved {
        let dates = format!("{} → {}", one.from.date(), one.to.date());
        grid.push(vec![one.item.to_string(), one.clock.clone(), dates, one.notice.clone(), String::new()]);
    }
    let words = lang.pick("催办 / 期限调整", "escalations / dates moved");
    format!("{words}: {} / {}\n{}", swept.escalations.len(), swept.moved.len(), view::lines(&grid, desk))
}
