//! One row becomes two, several become one. Each keeps its sentences exactly.

use super::{Draft, DraftError, DraftEvent, Row, RowStatus};
use crate::item::Source;

impl Draft {
    /// Splits a row before `at`, words that occur once in its sentences. Both
    /// parts keep their share of the sentences.
    pub fn split(&self, number: u32, at: &str) -> Result<DraftEvent, DraftError> {
        let row = self.open(number)?;
        let refusal = || DraftError::NoSplit { row: number, at: at.to_owned() };
        let whole = row.sentences();
        let (before, after) = whole.split_once(at).ok_or_else(refusal)?;
        if at.is_empty() || after.contains(at) {
            return Err(refusal());
        }
        self.split_at(number, before.chars().count())
    }

    /// Splits a row before a character of its sentences, counted from 0 through all
    /// of them.
    pub fn split_at(&self, number: u32, place: usize) -> Result<DraftEvent, DraftError> {
        let row = self.open(number)?;
        let whole = row.sentences();
        let at = whole.char_indices().nth(place).map_or(whole.len(), |(byte, _)| byte);
        let (head, tail) = whole.split_at(at);
        if trim(head).is_empty() || trim(tail).is_empty() {
            return Err(DraftError::NoSplit { row: number, at: tail.chars().take(12).collect() });
        }
        let (first, second) = divide(&row.sources(), place as u32);
        let next = self.next_number();
        let into = [first, second].into_iter().zip(next..).filter_map(|(sources, n)| row.part(n, sources)).collect();
        Ok(DraftEvent::RowSplit { row: number, into })
    }

    /// Merges rows into one that keeps the sentence of each.
    pub fn merge(&self, numbers: &[u32]) -> Result<DraftEvent, DraftError> {
        let mut rows = numbers.iter().map(|n| self.open(*n)).collect::<Result<Vec<_>, _>>()?;
        rows.sort_by_key(|r| r.source.start);
        rows.dedup_by_key(|r| r.number);
        let [first, rest @ ..] = rows.as_slice() else { return Err(DraftError::NoMerge) };
        if rest.is_empty() || rest.iter().any(|r| r.kind != first.kind) {
            return Err(DraftError::NoMerge);
        }
        let mut merged = Row::clone(first);
        merged.number = self.next_number();
        merged.status = RowStatus::Open;
        for row in rest {
            merged.absorb(row);
        }
        let rows = rows.iter().map(|r| r.number).collect();
        Ok(DraftEvent::RowsMerged { rows, into: Box::new(merged) })
    }
}

/// The sources before and after a character of all of them.
fn divide(sources: &[&Source], place: u32) -> (Vec<Source>, Vec<Source>) {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    let mut passed = 0;
    for source in sources {
        let here = place.saturating_sub(passed);
        passed += source.end - source.start;
        let cut = source.quote.char_indices().nth(here as usize).map_or(source.quote.len(), |(byte, _)| byte);
        let (head, tail) = source.quote.split_at(cut);
        let middle = source.start + head.chars().count() as u32;
        if !head.is_empty() {
            first.push(Source { end: middle, quote: head.to_owned(), ..Source::clone(source) });
        }
        if !tail.is_empty() {
            second.push(Source { start: middle, quote: tail.to_owned(), ..Source::clone(source) });
        }
    }
    (first, second)
}

impl Row {
    /// Its sentence and those of rows merged into it.
    pub fn sources(&self) -> Vec<&Source> {
        std::iter::once(&self.source).chain(&self.more_sources).collect()
    }

    /// The words of all its sentences, one after the other.
    pub fn sentences(&self) -> String {
        self.sources().iter().map(|source| source.quote.as_str()).collect()
    }

    /// A part of this row with its share of the sentences.
    fn part(&self, number: u32, sources: Vec<Source>) -> Option<Self> {
        let says = |words: &str| sources.iter().any(|source| source.quote.contains(words));
        let metrics = self.metrics.iter().filter(|m| says(&m.target.to_string())).cloned().collect();
        let plain: Vec<String> = sources.iter().map(|s| s.quote.split_whitespace().collect()).collect();
        let has_step = |title: &str| plain.iter().any(|quote| quote.contains(title));
        let nodes = self.nodes.iter().filter(|node| has_step(&node.title)).cloned().collect();
        let titles: Vec<&str> = plain.iter().map(|quote| trim(quote)).filter(|title| !title.is_empty()).collect();
        let title = titles.join("；");
        let status = RowStatus::Open;
        let mut sources = sources.into_iter();
        let source = sources.next()?;
        let more_sources = sources.collect();
        Some(Self { number, status, title, source, more_sources, nodes, metrics, ..self.clone() })
    }

    fn absorb(&mut self, row: &Self) {
        self.title = format!("{}；{}", self.title.trim_end_matches(['。', '；']), row.title);
        self.more_sources.push(row.source.clone());
        self.more_sources.extend(row.more_sources.iter().cloned());
        self.metrics.extend(row.metrics.iter().cloned());
        self.stated_due = self.stated_due.max(row.stated_due);
        self.nodes.extend(row.nodes.iter().cloned());
        self.nodes.sort_by_key(|node| node.due);
        let others = row.lead.iter().chain(&row.support);
        for agency in others {
            if self.lead.as_ref() != Some(agency) && !self.support.contains(agency) {
                self.support.push(agency.clone());
            }
        }
    }
}

/// The words without marks that open or end them.
fn trim(quote: &str) -> &str {
    quote.trim_matches(|c: char| c.is_whitespace() || "，。；、,;".contains(c))
}
