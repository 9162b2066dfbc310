//! `luoshi draft`: the rows of a report, to confirm, correct, split, merge, drop.

use clap::Subcommand;
use jiff::civil::Date;
use luoshi_ledger::draft::{Draft, DraftError, DraftEvent, RowEdit, RowStatus};
use luoshi_ledger::item::ItemKind;
use luoshi_ledger::{AgencyId, PersonId, ReportId};

use super::Outcome;
use crate::desk::{Desk, DeskArgs};
use crate::view;

/// The rows of a report before they are issued
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    desk: DeskArgs,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Reports with their drafts
    List,
    /// The rows of a draft
    Show {
        report: String,
        /// Only rows that nobody has looked at
        #[arg(long)]
        open: bool,
    },
    /// Confirm rows: 3, 5-9, or all
    Confirm { report: String, rows: String },
    /// Correct a row
    Edit {
        report: String,
        row: u32,
        #[arg(long)]
        title: Option<String>,
        /// task, target, project, pledge …
        #[arg(long)]
        kind: Option<String>,
        #[arg(long)]
        class: Option<String>,
        #[arg(long)]
        regime: Option<String>,
        #[arg(long)]
        due: Option<Date>,
        #[arg(long)]
        leader: Option<String>,
    },
    /// Assign rows to a lead and to agencies that help
    Assign {
        report: String,
        rows: String,
        #[arg(long)]
        lead: String,
        #[arg(long)]
        support: Vec<String>,
    },
    /// Split a row before words of its sentence
    Split { report: String, row: u32, at: String },
    /// Merge rows
    Merge { report: String, rows: String },
    /// Leave a row out
    Drop {
        report: String,
        row: u32,
        #[arg(long)]
        reason: String,
    },
    /// Bring a dropped row back
    Restore { report: String, row: u32 },
    /// Compare a published report with a corrected version; changes nothing
    Compare { published: String, corrected: String },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let desk = Desk::open(&args.desk)?;
    match &args.what {
        What::List => view::draft::print_reports(&desk),
        What::Show { report, open } => {
            let draft = find(&desk, report)?;
            let rows = draft.rows.iter().filter(|r| !*open || r.status == RowStatus::Open).collect::<Vec<_>>();
            desk.answer(&rows, || view::draft::rows(&draft, &rows, &desk))
        }
        What::Compare { published, corrected } => compare(&desk, published, corrected),
        What::Confirm { report, rows } => {
            change(&desk, report, |draft| Ok(vec![draft.confirm(&numbers(rows, draft))?]))
        }
        What::Edit { report, row, title, kind, class, regime, due, leader } => {
            let kind = kind.as_deref().map(item_kind).transpose()?;
            let edit = RowEdit {
                title: title.clone(),
                kind,
                class: class.clone(),
                regime: regime.clone(),
                stated_due: *due,
                leader: leader.clone().map(PersonId),
                ..RowEdit::default()
            };
            change(&desk, report, |draft| Ok(vec![draft.edit(*row, edit.clone())?]))
        }
        What::Assign { report, rows, lead, support } => {
            let edit = RowEdit {
                lead: Some(AgencyId(lead.clone())),
                support: Some(support.iter().cloned().map(AgencyId).collect()),
                ..RowEdit::default()
            };
            change(&desk, report, |draft| {
                numbers(rows, draft).into_iter().map(|row| draft.edit(row, edit.clone())).collect()
            })
        }
        What::Split { report, row, at } => change(&desk, report, |draft| Ok(vec![draft.split(*row, at)?])),
        What::Merge { report, rows } => change(&desk, report, |draft| Ok(vec![draft.merge(&numbers(rows, draft))?])),
        What::Drop { report, row, reason } => change(&desk, report, |draft| Ok(vec![draft.drop_row(*row, reason)?])),
        What::Restore { report, row } => change(&desk, report, |draft| Ok(vec![draft.restore(*row)?])),
    }
}

fn find(desk: &Desk, report: &str) -> anyhow::Result<Draft> {
    let draft = desk.wait(desk.ledger().find_draft(&ReportId::from(report)))?;
    draft.ok_or_else(|| anyhow::anyhow!("there is no draft \"{report}\"; see `luoshi draft list`"))
}

fn change(
    desk: &Desk,
    report: &str,
    change: impl Fn(&Draft) -> Result<Vec<DraftEvent>, DraftError>,
) -> anyhow::Result<Outcome> {
    let draft = desk.wait(desk.ledger().change_draft(&ReportId::from(report), change, desk.actor(), desk.now()))?;
    let count = draft.count();
    desk.answer(&count, || view::draft::count(count, desk))
}

/// `3`, `5-9`, `3,5-9`, `all`: all means those that nobody has looked at.
fn numbers(rows: &str, draft: &Draft) -> Vec<u32> {
    if rows == "all" {
        return draft.rows.iter().filter(|r| r.status == RowStatus::Open).map(|r| r.number).collect();
    }
    let mut numbers = Vec::new();
    for part in rows.split(',') {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        // A number that is none becomes row 0, which the draft refuses by name.
        let (from, to) = (from.trim().parse().unwrap_or(0), to.trim().parse().unwrap_or(0));
        numbers.extend(from..=to);
    }
    numbers
}

fn item_kind(code: &str) -> anyhow::Result<ItemKind> {
    ItemKind::of_code(code).ok_or_else(|| {
        let known: Vec<_> = ItemKind::ALL.iter().map(|k| k.code()).collect();
        anyhow::anyhow!("\"{code}\" is no kind of item; there are {}", known.join(", "))
    })
}

fn compare(desk: &Desk, published: &str, corrected: &str) -> anyhow::Result<Outcome> {
    let items = desk.wait(desk.ledger().list_items_of_report(published))?;
    let draft = find(desk, corrected)?;
    let difference = luoshi_ledger::draft::compare(&items, &draft.rows);
    desk.answer(&difference, || view::draft::difference(&difference, desk))
}
