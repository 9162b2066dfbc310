//! Drafts on a terminal.

use luoshi_export::grid::{Align, Grid};
use luoshi_ledger::draft::{Difference, Draft, DraftCount, Row, RowStatus};
use luoshi_store::Published;
use std::fmt::Write as _;

use super::{lines, words};
use crate::commands::Outcome;
use crate::desk::Desk;

/// Prints the reports with their drafts.
pub(crate) fn print_reports(desk: &Desk) -> anyhow::Result<Outcome> {
    let reports = desk.wait(desk.ledger().list_reports())?;
    desk.answer(&reports, || {
        let mut grid = Grid::new(vec![Align::Start, Align::Fill, Align::End]);
        for report in &reports {
            let year = report.year.map(|y| y.to_string()).unwrap_or_default();
            grid.push(vec![report.id.clone(), report.title.clone().unwrap_or_default(), year]);
        }
        lines(&grid, desk)
    })
}

/// The rows of a draft, each with its steps under it.
pub(crate) fn rows(draft: &Draft, rows: &[&Row], desk: &Desk) -> String {
    let lang = desk.lang();
    let mut grid = Grid::new(vec![Align::End, Align::Start, Align::Start, Align::Fill, Align::Start, Align::Start]);
    for row in rows {
        grid.push(vec![
            row.number.to_string(),
            status(&row.status, desk).to_owned(),
            words::kind(row.kind, lang).to_owned(),
            row.title.clone(),
            row.lead.as_ref().map(|a| desk.agency_name(a.as_str()).to_owned()).unwrap_or_default(),
            row.stated_due.map(|d| d.to_string()).unwrap_or_default(),
        ]);
    }
    let mut text = String::new();
    for (line, row) in grid.lines(desk.width()).iter().zip(rows) {
        let _ = writeln!(text, "{line}");
        for node in &row.nodes {
            let _ = writeln!(text, "   ↳ {} {}", node.due, node.title);
        }
    }
    text + &count(draft.count(), desk)
}

fn status(status: &RowStatus, desk: &Desk) -> &'static str {
    let lang = desk.lang();
    match status {
        RowStatus::Open => lang.pick("待核", "open"),
        RowStatus::Confirmed => lang.pick("已核", "confirmed"),
        RowStatus::Dropped(_) => lang.pick("舍弃", "dropped"),
        RowStatus::Replaced(_) => lang.pick("已拆并", "replaced"),
        RowStatus::Issued(_) => lang.pick("已交办", "issued"),
    }
}

/// How far the review is.
pub(crate) fn count(count: DraftCount, desk: &Desk) -> String {
    let words = desk.lang().pick("待核 / 已核 / 舍弃 / 已交办", "open / confirmed / dropped / issued");
    format!("{words}: {} / {} / {} / {}\n", count.open, count.confirmed, count.dropped, count.issued)
}

/// What a corrected version changes.
pub(crate) fn difference(difference: &Difference, desk: &Desk) -> String {
    let lang = desk.lang();
    let mut text = format!("{} {}\n", lang.pick("未变事项", "unchanged items:"), difference.same);
    let kinds = [
        (lang.pick("文字有变", "changed"), &difference.changed),
        (lang.pick("新稿中没有", "gone"), &difference.gone),
        (lang.pick("新稿新增", "added"), &difference.added),
    ];
    for (word, changes) in kinds {
        for change in changes {
            let _ = writeln!(text, "{word} {}", change.item.as_deref().unwrap_or_default());
            for (mark, sentence) in [("-", &change.before), ("+", &change.after)] {
                if let Some(sentence) = sentence {
                    let _ = writeln!(text, "  {mark} {sentence}");
                }
            }
        }
    }
    text
}

/// What was issued, to whom.
pub(crate) fn published(published: &Published, desk: &Desk) -> String {
    let lang = desk.lang();
    let mut to = std::collections::BTreeMap::new();
    for item in &published.items {
        *to.entry(item.content.lead.as_str()).or_insert(0_usize) += 1;
    }
    let mut grid = Grid::new(vec![Align::Fill, Align::End]);
    for (agency, count) in to {
        grid.push(vec![desk.agency_name(agency).to_owned(), count.to_string()]);
    }
    format!(
        "{} {} · {} {}\n{}",
        lang.pick("交办", "issued"),
        published.items.len(),
        lang.pick("尚待核对", "rows still open"),
        published.open,
        lines(&grid, desk)
    )
}
