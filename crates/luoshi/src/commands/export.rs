//! `luoshi export`: the ledger as a sheet that can come back.

use std::path::PathBuf;

use luoshi_export::labels::Lang;
use luoshi_export::sheet::{self, SheetRow};
use luoshi_ledger::ItemId;
use luoshi_ledger::item::Item;
use luoshi_store::{After, Filter, ItemLine, Sort};

use super::Outcome;
use crate::desk::{Desk, DeskArgs};
use crate::output::Output;
use crate::view::words;

/// Rows fetched at once.
const PAGE: u32 = 1_000;

/// Write the ledger as a sheet; corrected, `luoshi import` takes it back
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The workbook
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Only open items
    #[arg(long)]
    open: bool,
    /// Only items of this plan year
    #[arg(long, value_name = "YEAR")]
    year: Option<i16>,
    #[command(flatten)]
    desk: DeskArgs,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let desk = Desk::open(&args.desk)?;
    let filter = Filter { open: args.open.then_some(true), year: args.year, ..Filter::default() };
    let mut rows = Vec::new();
    let mut after: Option<After> = None;
    loop {
        let page = desk.wait(desk.ledger().list_items(&filter, Sort::Number, after.as_ref(), PAGE, desk.now()))?;
        for line in &page.items {
            let item = desk.wait(desk.ledger().require_item(&ItemId(line.id.clone())))?;
            rows.push(row(&item, line, &desk));
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    sheet::write(&rows, &mut bytes)?;
    let mut out = Output::open(Some(&args.output))?;
    out.put(bytes.get_ref())?;
    out.finish()?;
    Ok(if rows.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

fn row(item: &Item, line: &ItemLine, desk: &Desk) -> SheetRow {
    let content = &item.content;
    SheetRow {
        number: Some(item.id.to_string()),
        kind: words::kind(content.kind, Lang::Zh).to_owned(),
        title: content.title.clone(),
        class: content.class.clone(),
        lead: desk.agency_name(content.lead.as_str()).to_owned(),
        support: content.support.iter().map(|a| desk.agency_name(a.as_str()).to_owned()).collect(),
        leader: content.people.leader.as_ref().map(ToString::to_string),
        due: content.stated_due,
        section: content.section.clone(),
        state: item.state.zh().to_owned(),
        light: words::light(line.light(desk.now()), Lang::Zh).to_owned(),
        next_due: line.next_due.as_deref().and_then(|due| due.split('T').next()?.parse().ok()),
        quote: content.source.as_ref().map(|s| s.quote.trim().to_owned()).unwrap_or_default(),
        mark: None,
    }
}
