//! What the public sees of an item, and nothing else: pages, feeds and exports of
//! the public site are made from these structs, never from an item.
//!
//! Not among it, on purpose: people, telephones, progress texts, evidence, requests
//! and their reasons, directives, judgements, plans, and dates of steps inside the
//! administration. `docs/design.md` says why.

use jiff::Timestamp;
use luoshi_export::labels::Lang;
use luoshi_ledger::item::{Item, State};
use luoshi_store::{ItemLine, Known, Public};

use super::super::agency_name;
use super::super::item::facts::{self, Measure};
use super::{light, state, to};
use crate::{App, WebError, words};

/// A promise in a list.
pub(super) struct Promise {
    pub(super) id: String,
    pub(super) href: String,
    pub(super) title: String,
    pub(super) kind: &'static str,
    pub(super) kind_code: String,
    pub(super) lead: String,
    pub(super) section: String,
    pub(super) state: Public,
    pub(super) word: &'static str,
    pub(super) light: &'static str,
    /// The day by which it is to be done; empty when it has none.
    pub(super) due: String,
    /// The day on which it was done.
    pub(super) done_on: Option<String>,
    pub(super) issued_on: String,
    /// Its sentences in the report.
    pub(super) quotes: Vec<String>,
}

impl Promise {
    /// The instant of its last change that is public, in Beijing's time.
    pub(super) fn changed(&self) -> String {
        match (&self.done_on, self.state) {
            (Some(day), Public::Done) => format!("{day}T00:00:00+08:00"),
            (_, Public::Overdue) => format!("{}T23:59:59+08:00", self.due),
            _ => self.issued(),
        }
    }

    /// The instant at which it was published.
    pub(super) fn issued(&self) -> String {
        format!("{}T00:00:00+08:00", self.issued_on)
    }

    /// Its first sentence, or its title when the title says the same.
    pub(super) fn sentence(&self) -> &str {
        self.quotes.first().unwrap_or(&self.title)
    }
}

/// A promise as its own page shows it.
pub(super) struct Whole {
    pub(super) promise: Promise,
    pub(super) support: Vec<String>,
    pub(super) year: i16,
    /// The date before an extension.
    pub(super) moved_from: Option<String>,
    pub(super) in_time: Option<bool>,
    pub(super) measures: Vec<Measure>,
    pub(super) conclusion: Option<String>,
    /// Title of the report of its first sentence.
    pub(super) report: Option<String>,
}

/// A row of a list with its item, as the public sees it.
pub(super) fn promise(line: &ItemLine, item: &Item, known: &Known, now: Timestamp, lang: Lang) -> Promise {
    let stands = line.public_state(now);
    let sources = item.content.source.iter().chain(&item.content.more_sources);
    Promise {
        href: to(&format!("/public/items/{}", line.id), lang),
        kind: words::kind_of(&line.kind, lang),
        kind_code: line.kind.clone(),
        lead: agency_name(&known.registry, &line.lead).to_owned(),
        section: line.section.clone().unwrap_or_default(),
        state: stands,
        word: state(stands, lang),
        light: light(stands),
        due: day(line.settle_due.as_deref()).unwrap_or_default(),
        done_on: day(line.closed_on.as_deref()).filter(|_| stands == Public::Done),
        issued_on: line.issued_on.clone(),
        quotes: sources.map(|source| source.quote.trim().to_owned()).collect(),
        id: line.id.clone(),
        title: line.title.clone(),
    }
}

/// The day of a wall time.
fn day(text: Option<&str>) -> Option<String> {
    text.and_then(|text| text.split('T').next()).map(str::to_owned)
}

/// Rows of a list with their items.
pub(super) async fn promises(app: &App, lines: &[ItemLine], lang: Lang) -> Result<Vec<Promise>, WebError> {
    let (known, now) = (app.known().await?, app.now());
    let mut promises = Vec::with_capacity(lines.len());
    for line in lines {
        let item = app.ledger().require_item(&luoshi_ledger::ItemId(line.id.clone())).await?;
        // Withdrawn between the two questions.
        if crate::access::is_public(&item) {
            promises.push(promise(line, &item, &known, now, lang));
        }
    }
    Ok(promises)
}

/// The whole of a promise.
pub(super) async fn whole(app: &App, line: &ItemLine, item: &Item, lang: Lang) -> Result<Whole, WebError> {
    let (known, now) = (app.known().await?, app.now());
    let report = match &item.content.source {
        Some(source) => app.ledger().find_report_title(source.report.as_str()).await?,
        None => None,
    };
    let clocks = app.ledger().list_clocks(item, &known)?;
    let settle = known.settings.regime_of(item).and_then(|regime| regime.settle_clock(&clocks));
    let is_done = matches!(item.state, State::Closed | State::Cleared);
    Ok(Whole {
        support: item.content.support.iter().map(|id| agency_name(&known.registry, id.as_str()).to_owned()).collect(),
        year: item.content.year,
        moved_from: settle.filter(|clock| clock.due > clock.original_due).map(|c| c.original_due.date().to_string()),
        in_time: line.on_time.filter(|_| is_done),
        measures: facts::measures(item, app.today(), lang),
        conclusion: item.conclusion.clone().filter(|_| is_done),
        report,
        promise: promise(line, item, &known, now, lang),
    })
}
