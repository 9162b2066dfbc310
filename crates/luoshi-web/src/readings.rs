//! What was read from the reports of the ledger. A reading is a function of its
//! text, so it is made once and kept for as long as there is room: whole readings of
//! the texts that somebody is at work on, and the few figures that comparing needs
//! of many reports.

use std::sync::Arc;

use luoshi_export::contract::{Report, SourceInfo};
use luoshi_extract::document::{Document, Fact, Measure, Nature, Reading};
use luoshi_extract::span::CharIndex;
use luoshi_ledger::reconcile::{Account, Reconciliation};
use luoshi_store::ReportLine;
use rust_decimal::Decimal;
use tokio::sync::{Mutex, Semaphore};

use crate::{App, WebError};

/// Characters of the texts whose whole readings are kept: some forty reports.
const MOST_BYTES: usize = 8_000_000;

/// Reports whose figures are kept: those of a province over twenty years.
const MOST_REPORTS: usize = 4_000;

/// Pairs of reports whose reconciliation is kept.
const MOST_PAIRS: usize = 32;

/// Readings and files made out at a time: each takes a core.
const AT_A_TIME: usize = 2;

/// A text with what was read from it.
#[derive(Debug)]
pub struct Text {
    /// The decoded text, in which spans count.
    pub text: String,
    /// What was read, with places in bytes.
    pub reading: Reading,
    /// The same in its published form, with places in characters.
    pub report: Report,
}

/// A figure of an indicator in a report.
#[derive(Debug, Clone)]
pub struct FactLine {
    /// Which indicator.
    pub indicator: &'static str,
    /// Promise or result.
    pub nature: Nature,
    /// The year it is for; figures for several years are not compared.
    pub year: i16,
    /// What it measures.
    pub measure: Measure,
    /// The figure.
    pub value: Decimal,
    /// Upper end of a range.
    pub value2: Option<Decimal>,
    /// Its unit.
    pub unit: Option<String>,
    /// First character of its sentence.
    pub start: usize,
    /// The sentence.
    pub quote: String,
}

/// What is kept, the latest used last.
#[derive(Debug)]
pub(crate) struct Readings {
    work: Semaphore,
    texts: Mutex<Vec<(String, Arc<Text>)>>,
    facts: Mutex<Vec<(String, Arc<Vec<FactLine>>)>>,
    pairs: Mutex<Vec<([String; 2], Arc<Reconciliation>)>>,
}

impl Readings {
    /// Nothing is kept yet.
    pub(crate) fn new() -> Self {
        Self {
            work: Semaphore::new(AT_A_TIME),
            texts: Mutex::default(),
            facts: Mutex::default(),
            pairs: Mutex::default(),
        }
    }

    /// Two reports that were set against each other before.
    pub(crate) async fn find_pair(&self, earlier: &str, later: &str) -> Option<Arc<Reconciliation>> {
        let held = self.pairs.lock().await;
        held.iter().find(|(pair, _)| *pair == [earlier, later]).map(|(_, found)| Arc::clone(found))
    }

    /// Keeps what came of two reports; the oldest makes room.
    pub(crate) async fn keep_pair(&self, earlier: &str, later: &str, made: &Arc<Reconciliation>) {
        let mut held = self.pairs.lock().await;
        if held.len() >= MOST_PAIRS {
            held.remove(0);
        }
        held.push(([earlier, later].map(str::to_owned), Arc::clone(made)));
    }
}

impl Text {
    /// Reads a text.
    pub fn new(text: String) -> Self {
        let reading = luoshi_extract::read(&text, &[]);
        let report = Report::new(SourceInfo::default(), &text, &reading);
        Self { text, reading, report }
    }

    /// The document of a report within its text.
    pub fn document(&self, report: &ReportLine) -> Option<&Document> {
        self.reading.documents.get(usize::try_from(report.document).ok()?)
    }
}

impl App {
    /// The text of a hash with what was read from it.
    pub async fn read_text(&self, sha256: &str) -> Result<Arc<Text>, WebError> {
        let mut held = self.readings().texts.lock().await;
        if let Some(place) = held.iter().position(|(known, _)| known == sha256) {
            let found = held.remove(place);
            let text = Arc::clone(&found.1);
            held.push(found);
            return Ok(text);
        }
        drop(held);
        let text = self.ledger().store().find_text(sha256).await?;
        let text = text.ok_or_else(|| WebError::Internal(format!("the text {sha256} is not there")))?;
        let read = self.compute(move || Arc::new(Text::new(text))).await?;
        held = self.readings().texts.lock().await;
        held.push((sha256.to_owned(), Arc::clone(&read)));
        while held.len() > 1 && held.iter().map(|(_, text)| text.text.len()).sum::<usize>() > MOST_BYTES {
            held.remove(0);
        }
        Ok(read)
    }

    /// The figures of a report's indicators.
    pub async fn read_facts(&self, report: &ReportLine) -> Result<Arc<Vec<FactLine>>, WebError> {
        let held = self.readings().facts.lock().await;
        if let Some((_, facts)) = held.iter().find(|(known, _)| *known == report.id) {
            return Ok(Arc::clone(facts));
        }
        drop(held);
        let text = self.read_text(&report.sha256).await?;
        let facts = Arc::new(text.document(report).map(|document| facts(&text.text, document)).unwrap_or_default());
        let mut held = self.readings().facts.lock().await;
        if held.len() >= MOST_REPORTS {
            held.remove(0);
        }
        held.push((report.id.clone(), Arc::clone(&facts)));
        Ok(facts)
    }

    /// Two reports set against each other by the rules; made once for each pair.
    pub(crate) async fn reconcile(
        &self,
        earlier: &ReportLine,
        later: &ReportLine,
    ) -> Result<Arc<Reconciliation>, WebError> {
        if let Some(found) = self.readings().find_pair(&earlier.id, &later.id).await {
            return Ok(found);
        }
        let texts = (self.read_text(&earlier.sha256).await?, self.read_text(&later.sha256).await?);
        let lines = (earlier.clone(), later.clone());
        let made = self.compute(move || {
            let first = texts.0.document(&lines.0)?;
            let second = texts.1.document(&lines.1)?;
            let earlier = Account { report: &lines.0.id, text: &texts.0.text, document: first };
            let later = Account { report: &lines.1.id, text: &texts.1.text, document: second };
            Some(Arc::new(luoshi_ledger::reconcile::reconcile(&earlier, &later)))
        });
        let made = made.await?;
        let made = made.ok_or_else(|| WebError::Internal("a report is not in its text any more".to_owned()))?;
        self.readings().keep_pair(&earlier.id, &later.id, &made).await;
        Ok(made)
    }

    /// Does what takes a core for a while beside the threads that answer requests, a
    /// few at a time.
    pub(crate) async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, WebError> {
        let closed = |_| WebError::Internal("no more reading is done".to_owned());
        let _slot = self.readings().work.acquire().await.map_err(closed)?;
        let done = tokio::task::spawn_blocking(work).await;
        done.map_err(|_| WebError::Internal("reading a text failed".to_owned()))
    }
}

/// The figures of a document that are for one year.
fn facts(text: &str, document: &Document) -> Vec<FactLine> {
    let index = CharIndex::new(text);
    let line = |fact: &Fact| {
        let value = fact.value.filter(|_| fact.period.first == fact.period.last)?;
        Some(FactLine {
            indicator: fact.indicator,
            nature: fact.nature,
            year: fact.period.last,
            measure: fact.measure,
            value,
            value2: fact.value2,
            unit: fact.unit.clone(),
            start: index.char_offset(fact.span.start),
            quote: fact.span.of(text).trim().to_owned(),
        })
    };
    document.facts.iter().chain(&document.more_facts).filter_map(line).collect()
}
