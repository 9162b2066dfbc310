//! Reconciliation: scenarios as data, whole reports as golden files.

mod decisions;
mod properties;
mod reports;
mod scenarios;
mod settings;
mod unrelated;
mod years;

use std::fmt::Write;

use luoshi_extract::document::Document;
use luoshi_ledger::reconcile::{Kind, Reconciliation, Row, labels};

/// The one report in a text.
fn report(text: &str) -> Document {
    let mut documents = luoshi_extract::read(text, &[]).documents;
    assert_eq!(documents.len(), 1, "the text holds one report");
    documents.remove(0)
}

/// A reconciliation as a person would read it.
fn printed(reconciliation: &Reconciliation) -> String {
    let mut out = String::new();
    writeln!(out, "{} → {}, {:?}", reconciliation.earlier, reconciliation.later, reconciliation.year).unwrap();
    for warning in &reconciliation.warnings {
        writeln!(out, "! {}", labels::warning(*warning).zh).unwrap();
    }
    for kind in [Kind::Target, Kind::Project, Kind::Pledge, Kind::Task] {
        let tally = reconciliation.tally(Some(kind));
        writeln!(
            out,
            "\n== {} {}: 兑现 {}/{}, 部分 {}, 未兑现 {}; 无数据 {}, 未到期 {}",
            labels::kind(kind).zh,
            tally.promised,
            tally.met,
            tally.known(),
            tally.partly,
            tally.missed,
            tally.no_data,
            tally.not_due
        )
        .unwrap();
        for row in reconciliation.rows.iter().filter(|r| r.promise.kind == kind) {
            out.push_str(&printed_row(row));
        }
    }
    out
}

fn printed_row(row: &Row) -> String {
    let mut out = String::new();
    let name = row.promise.indicator.as_deref().or(row.promise.name.as_deref()).unwrap_or("");
    let verdict = labels::verdict(row.settled()).zh;
    writeln!(out, "[{verdict}] {name} {}", row.promise.passage.quote).unwrap();
    if let Some(found) = row.counterpart.as_ref().filter(|_| row.parts.len() < 2) {
        writeln!(out, "    ← {}", found.quote).unwrap();
    }
    writeln!(out, "    {}: {}", row.rule.name, row.rule.zh).unwrap();
    for part in row.parts.iter().filter(|_| row.parts.len() > 1) {
        let found = part.found.as_ref().map_or("", |f| f.quote.as_str());
        writeln!(out, "    · [{}] {} ← {found}", labels::verdict(part.verdict).zh, part.wanted).unwrap();
        writeln!(out, "        {}: {}", part.rule.name, part.rule.zh).unwrap();
    }
    for note in &row.notes {
        writeln!(out, "    # {} {}", labels::note(note.code).zh, note.detail).unwrap();
    }
    out
}
