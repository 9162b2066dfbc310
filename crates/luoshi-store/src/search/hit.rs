//! A hit: the place, and the part of the text with the words marked in it.

use luoshi_extract::span::CharIndex;
use luoshi_extract::text::Text;
use luoshi_ledger::event::ItemEvent;
use luoshi_ledger::item::Item;
use serde::Serialize;

use super::{HitKind, Terms, cutter, texts};
use crate::StoreError;
use crate::ledger::Ledger;

/// Characters of a text that are shown.
const MOST_CHARS: usize = 120;

/// Of these, before the first word that was looked for.
const CHARS_BEFORE: usize = 30;

/// Where words were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// What it is in.
    pub kind: HitKind,
    /// The item's number, or the report's id.
    pub id: String,
    /// Title of the item or the report.
    pub title: String,
    /// State of the item.
    pub state: Option<String>,
    /// Who leads the item.
    pub lead: Option<String>,
    /// What somebody did when they wrote it, as a kind of event.
    pub event: Option<String>,
    /// Which event of the item it is, from 1.
    pub version: Option<i64>,
    /// When it was written or read into the ledger, in milliseconds; none for items.
    pub at_ms: Option<i64>,
    /// The paragraph in the report's text, in characters.
    pub span: Option<[i64; 2]>,
    /// A part of the text, as it stands there.
    pub snippet: String,
    /// Where it begins in that text, in characters; in reports, in the whole text.
    pub snippet_start: i64,
    /// The words in the snippet, in characters from its beginning.
    pub marks: Vec<[usize; 2]>,
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub(super) number: i64,
    id: String,
    title: String,
    state: String,
    lead: String,
    first: i64,
    past: i64,
    content: String,
    kind: String,
    at_ms: i64,
}

impl Ledger {
    /// The hit of a row.
    pub(super) async fn read_hit(&self, kind: HitKind, row: Row, terms: &Terms) -> Result<Hit, StoreError> {
        let damaged = |table| StoreError::Inconsistent { table, column: "words", id: row.id.clone() };
        let (snippet, start) = match kind {
            HitKind::Item => {
                let item: Item = serde_json::from_str(&row.content).map_err(|_| damaged("item_bodies"))?;
                (Snippet::of(&texts::of_item(&item), terms), 0)
            }
            HitKind::Progress => {
                let event = ItemEvent::decode(&row.kind, row.past, &row.content)?;
                (Snippet::of(&texts::of_event(&event), terms), 0)
            }
            HitKind::Report => {
                let text = self.store().find_text(&row.content).await?.ok_or_else(|| damaged("texts"))?;
                let count = |chars: i64| usize::try_from(chars).unwrap_or(0);
                let paragraph: String = text.chars().skip(count(row.first)).take(count(row.past - row.first)).collect();
                (Snippet::of(&[&paragraph], terms), row.first)
            }
        };
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        let (is_event, is_report) = (kind == HitKind::Progress, kind == HitKind::Report);
        Ok(Hit {
            kind,
            id: row.id,
            title: row.title,
            state: some(row.state),
            lead: some(row.lead),
            event: some(row.kind),
            version: is_event.then_some(row.first),
            at_ms: (kind != HitKind::Item).then_some(row.at_ms),
            span: is_report.then_some([row.first, row.past]),
            snippet: snippet.text,
            snippet_start: start + i64::try_from(snippet.start).unwrap_or(0),
            marks: snippet.marks,
        })
    }
}

/// A part of a text, with marks.
#[derive(Debug, Default)]
struct Snippet {
    text: String,
    start: usize,
    marks: Vec<[usize; 2]>,
}

impl Snippet {
    /// The part with the first mark, of the first text that has most of the words.
    fn of(texts: &[&str], terms: &Terms) -> Self {
        let mut best = ("", Vec::new(), 0);
        for text in texts {
            let (marks, found) = find(text, terms);
            if best.0.is_empty() || found > best.2 {
                best = (text, marks, found);
            }
        }
        let (text, marks, _) = best;
        let chars = text.chars().count();
        let first = marks.first().map_or(0, |mark| mark[0]);
        let start = if chars <= MOST_CHARS { 0 } else { first.saturating_sub(CHARS_BEFORE).min(chars - MOST_CHARS) };
        let end = chars.min(start + MOST_CHARS);
        let within = |mark: [usize; 2]| {
            let (from, to) = (mark[0].max(start), mark[1].min(end));
            (from < to).then(|| [from - start, to - start])
        };
        let marks = marks.into_iter().filter_map(within).collect();
        Self { text: text.chars().skip(start).take(end - start).collect(), start, marks }
    }
}

/// Where words stand in a text, in characters, and how many different ones.
fn find(source: &str, terms: &Terms) -> (Vec<[usize; 2]>, usize) {
    let (text, index) = (Text::new(source), CharIndex::new(source));
    let folded = text.folded();
    let places: Vec<(usize, usize, &str)> = if terms.are_parts() {
        let places = |word| folded.match_indices(word).map(|(at, found)| (at, at + found.len(), found));
        terms.spoken().iter().flat_map(|word| places(word.as_str())).collect()
    } else {
        let known = |word: &String| terms.spoken().iter().find(|term| *term == word).map(String::as_str);
        cutter::cut(folded).iter().filter_map(|word| Some((word.start, word.end, known(&word.text)?))).collect()
    };
    let mut marks: Vec<[usize; 2]> =
        places.iter().map(|(start, end, _)| index.chars(text.span(*start, *end))).collect();
    marks.sort_unstable();
    let mut merged: Vec<[usize; 2]> = Vec::new();
    for mark in marks {
        match merged.last_mut() {
            Some(last) if mark[0] <= last[1] => last[1] = last[1].max(mark[1]),
            _ => merged.push(mark),
        }
    }
    let different: std::collections::BTreeSet<&str> = places.iter().map(|place| place.2).collect();
    (merged, different.len())
}
