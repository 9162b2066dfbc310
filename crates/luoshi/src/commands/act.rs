//! `luoshi act`: one decision on one item.

mod verb;

use luoshi_ledger::ItemId;

use self::verb::Verb;
use super::Outcome;
use crate::desk::{Desk, DeskArgs};
use crate::view;

/// Act on an item: sign, deploy, feed back, report, ask, decide, close, clear
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  luoshi act 2025-0012 sign --as 李芸 --role clerk --agency 县水利局
  luoshi act 2025-0012 ask-extension --due 2025-09-30 --reason 汛期停工 --progress 已完成六成
  luoshi act 2025-0012 accept-closing --grade 良 --conclusion 验收合格 --as 高岚 --role reviewer")]
pub(crate) struct Args {
    /// The item's number
    #[arg(value_name = "ITEM")]
    item: String,
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    desk: DeskArgs,
}

pub(crate) fn run(args: Args) -> anyhow::Result<Outcome> {
    let desk = Desk::open(&args.desk)?;
    let id = ItemId::from(args.item.as_str());
    let executed = match args.verb {
        Verb::Reopen { reason, due } => desk.wait(desk.ledger().reopen(&id, &reason, due, desk.actor(), desk.now()))?,
        verb => {
            let command = verb.command(&desk)?;
            desk.wait(desk.ledger().execute(&id, &command, desk.actor(), desk.now()))?
        }
    };
    view::item::print_executed(&executed, &desk)
}
