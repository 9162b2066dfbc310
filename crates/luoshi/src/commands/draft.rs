//! `luoshi draft`: the rows of a report, to confirm, correct, split, merge, drop.

use anyhow::Context;
use clap::Subcommand;
use jiff::civil::Date;
use luoshi_ledger::draft::{Draft, DraftError, DraftEvent, RowEdit, RowStatus};
use luoshi_ledger::item::ItemKind;
use luoshi_ledger::{PersonId, ReportId};

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
        /// The report; see `luoshi draft list`
        report: String,
        /// Only rows that nobody has looked at
        #[arg(long)]
        open: bool,
    },
    /// Confirm rows: 3, 5-9, or all
    Confirm {
        /// The report; see `luoshi draft list`
        report: String,
        /// Rows: 3, 5-9, 3,5-9, or all that nobody has looked at
        rows: String,
    },
    /// Correct a row
    Edit {
        /// The report; see `luoshi draft list`
        report: String,
        /// The row's number
        row: u32,
        /// Another title
        #[arg(long, value_name = "TEXT")]
        title: Option<String>,
        /// task, target, project, pledge …
        #[arg(long, value_name = "KIND")]
        kind: Option<String>,
        /// Class within its regime
        #[arg(long, value_name = "CLASS")]
        class: Option<String>,
        /// Its set of clocks
        #[arg(long, value_name = "REGIME")]
        regime: Option<String>,
        /// The date it states
        #[arg(long, value_name = "DATE")]
        due: Option<Date>,
        /// The leader in charge
        #[arg(long, value_name = "PERSON")]
        leader: Option<String>,
    },
    /// Assign rows to a lead and to agencies that help
    Assign {
        /// The report; see `luoshi draft list`
        report: String,
        /// Rows: 3, 5-9, 3,5-9, or all that nobody has looked at
        rows: String,
        /// The one agency that answers for them
        #[arg(long, value_name = "AGENCY")]
        lead: String,
        /// An agency that helps; may be given more than once
        #[arg(long, value_name = "AGENCY")]
        support: Vec<String>,
    },
    /// Split a row before words of its sentence
    Split {
        /// The report; see `luoshi draft list`
        report: String,
        /// The row's number
        row: u32,
        /// Words of its sentence before which it is split; they occur once
        at: String,
    },
    /// Merge rows
    Merge {
        /// The report; see `luoshi draft list`
        report: String,
        /// Rows: 3, 5-9, 3,5-9, or all that nobody has looked at
        rows: String,
    },
    /// Leave a row out
    Drop {
        /// The report; see `luoshi draft list`
        report: String,
        /// The row's number
        row: u32,
        /// Why it is left out
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Bring a dropped row back
    Restore {
        /// The report; see `luoshi draft list`
        report: String,
        /// The row's number
        row: u32,
    },
    /// Compare a published report with a corrected version; changes nothing
    Compare {
        /// The report that was published
        published: String,
        /// The corrected version, imported as a draft
        corrected: String,
    },
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
            let rows = Rows::parse(rows)?;
            change(&desk, report, |draft| Ok(vec![draft.confirm(&rows.numbers(draft))?]))
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
                lead: Some(desk.agency_id(lead)),
                support: Some(support.iter().map(|a| desk.agency_id(a)).collect()),
                ..RowEdit::default()
            };
            let rows = Rows::parse(rows)?;
            change(&desk, report, |draft| {
                rows.numbers(draft).into_iter().map(|row| draft.edit(row, edit.clone())).collect()
            })
        }
        What::Split { report, row, at } => change(&desk, report, |draft| Ok(vec![draft.split(*row, at)?])),
        What::Merge { report, rows } => {
            let rows = Rows::parse(rows)?;
            change(&desk, report, |draft| Ok(vec![draft.merge(&rows.numbers(draft))?]))
        }
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

/// Rows as the command line names them: `3`, `5-9`, `3,5-9`, `all`.
enum Rows {
    /// Those that nobody has looked at.
    All,
    /// From one number to another, both included.
    Some(Vec<(u32, u32)>),
}

impl Rows {
    fn parse(words: &str) -> anyhow::Result<Self> {
        if words == "all" {
            return Ok(Self::All);
        }
        let range = |part: &str| {
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            let range = (from.trim().parse::<u32>().ok()?, to.trim().parse::<u32>().ok()?);
            (range.0 <= range.1).then_some(range)
        };
        let ranges: Option<_> = words.split(',').map(range).collect();
        let ranges = ranges.with_context(|| format!("\"{words}\" names no rows; rows are 3, 5-9, 3,5-9 or all"))?;
        Ok(Self::Some(ranges))
    }

    fn numbers(&self, draft: &Draft) -> Vec<u32> {
        let Self::Some(ranges) = self else {
            return draft.rows.iter().filter(|r| r.status == RowStatus::Open).map(|r| r.number).collect();
        };
        // One number beyond the last row is enough for the draft to refuse the range by it.
        let beyond = draft.rows.iter().map(|r| r.number).max().unwrap_or(0) + 1;
        ranges.iter().flat_map(|(from, to)| *from..=(*to).min(beyond.max(*from))).collect()
    }
}

/// A kind of item by its code.
pub(super) fn item_kind(code: &str) -> anyhow::Result<ItemKind> {
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
