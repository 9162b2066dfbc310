//! Last year's promises against this year's account: what was kept, what was
//! missed, and what the later report does not mention.
//!
//! Two readings go in, a [`Reconciliation`] comes out: one row a promise, with
//! both sentences and the rule that decided. Targets are matched by indicator,
//! measure and year; projects by name; pledges and tasks by their quantities
//! and wording. Every promise is listed once: a task that says no more than a
//! target, a project or a pledge has no row of its own. What the later report
//! does not mention is [`Verdict::NoData`], never a miss.
//!
//! The tolerances, the words of progress and the least likeness of wordings are
//! settings, see `data/reconcile.toml`. A person confirms or corrects each row
//! with a [`Decision`].
//!
//! The cost is the number of promised parts times the number of clauses and
//! quantities of the review, each comparison linear in a clause's length: tens
//! of milliseconds for two reports of 60 KB.

mod amount;
mod decision;
mod derived;
mod figure;
pub mod labels;
mod model;
mod name;
mod phrase;
mod prepared;
mod project;
mod relation;
mod series;
mod settings;
mod step;
mod target;
mod task;
mod unread;
mod wording;
mod work;

use luoshi_extract::document::Document;

pub use decision::{Decision, DecisionError, Outcome, Tally};
pub use model::{Figure, Kind, Note, NoteCode, Part, Passage, Promise, Reconciliation, Row, Rule, Verdict, Warning};
pub use series::{Series, Year, series, series_of};
pub use settings::Settings;

use prepared::Pair;

/// One report: its id, its text and what was read from it.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    /// Id of the report, as the ledger knows it.
    pub report: &'a str,
    /// The decoded source text, in which spans count.
    pub text: &'a str,
    /// The reading of it.
    pub document: &'a Document,
}

/// Sets the promises of `earlier` against the account that `later` gives, by the
/// shipped settings.
pub fn reconcile(earlier: &Account<'_>, later: &Account<'_>) -> Reconciliation {
    reconcile_by(earlier, later, Settings::standard())
}

/// Sets the promises of `earlier` against the account that `later` gives.
pub fn reconcile_by(earlier: &Account<'_>, later: &Account<'_>, settings: &Settings) -> Reconciliation {
    let pair = Pair::new(earlier, later, settings);
    let mut rows = target::rows(&pair);
    rows.extend(phrase::rows(&pair, &rows));
    rows.sort_by_key(|r| (r.promise.passage.end, r.promise.passage.start));
    let projects = project::rows(&pair, &rows);
    rows.extend(projects);
    let pledges = task::pledges(&pair, &rows);
    rows.retain(|row| !pledges.iter().any(|p| holds(&p.promise.passage, &row.promise.passage)));
    rows.extend(pledges);
    let tasks = task::tasks(&pair, &rows);
    rows.extend(tasks);
    rows.sort_by_key(|r| r.promise.kind);
    for row in &mut rows {
        row.notes.dedup();
    }
    Reconciliation {
        earlier: earlier.report.to_owned(),
        later: later.report.to_owned(),
        year: pair.year,
        warnings: warnings(earlier.document, later.document),
        rows,
    }
}

/// Whether a passage lies inside another.
fn holds(outer: &Passage, inner: &Passage) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Reconciles each report of a chain with the one after it.
pub fn chain(accounts: &[Account<'_>]) -> Vec<Reconciliation> {
    accounts.windows(2).map(|pair| reconcile(&pair[0], &pair[1])).collect()
}

/// What stands against comparing two reports.
fn warnings(earlier: &Document, later: &Document) -> Vec<Warning> {
    let mut out = Vec::new();
    if let (Some(a), Some(b)) = (&earlier.region, &later.region) {
        let same = match (a.code, b.code) {
            (Some(a), Some(b)) => a == b,
            _ => a.name == b.name,
        };
        if !same {
            out.push(Warning::OtherRegion);
        }
    }
    match (earlier.year, later.year) {
        (Some(a), Some(b)) if b != a + 1 => out.push(Warning::OtherYear),
        (Some(_), Some(_)) => {}
        _ => out.push(Warning::NoYear),
    }
    out
}
