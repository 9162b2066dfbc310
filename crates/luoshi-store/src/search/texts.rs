//! What of an item, an event and a report is searched.

use luoshi_extract::span::{CharIndex, Span};
use luoshi_extract::text::Text;
use luoshi_ledger::event::ItemEvent;
use luoshi_ledger::item::Item;

/// Longer paragraphs are cut at the ends of sentences, so that a hit shows a place.
const MOST_PARAGRAPH_BYTES: usize = 1_200;

/// What is searched of an item. Its title comes first.
pub(crate) fn of_item(item: &Item) -> Vec<&str> {
    let content = &item.content;
    let mut texts = vec![content.title.as_str()];
    texts.extend(content.source.iter().chain(&content.more_sources).map(|source| source.quote.as_str()));
    texts.extend(item.nodes.iter().map(|node| node.title.as_str()));
    texts.push(content.lead.as_str());
    texts.extend(content.support.iter().map(luoshi_ledger::AgencyId::as_str));
    texts.push(item.id.as_str());
    texts
}

/// What somebody wrote in an event.
pub(crate) fn of_event(event: &ItemEvent) -> Vec<&str> {
    use ItemEvent as E;
    match event {
        E::Deployed { text, .. }
        | E::FedBack { text }
        | E::Supported { text, .. }
        | E::NodeReached { text, .. }
        | E::Directed { text, .. }
        | E::Judged { text, .. }
        | E::Contacted { text }
        | E::PromiseKept { text }
        | E::LookedBack { text, .. } => vec![text],
        E::ProgressReported { text, problems, next, .. } => {
            [Some(text), problems.as_ref(), next.as_ref()].into_iter().flatten().map(String::as_str).collect()
        }
        E::Requested { request } => {
            let more = [&request.progress, &request.exemption].into_iter().flatten().map(String::as_str);
            let nodes = request.nodes.iter().map(|node| node.title.as_str());
            [request.reason.as_str()].into_iter().chain(more).chain(nodes).collect()
        }
        E::Granted { reason, .. } => reason.iter().map(String::as_str).collect(),
        E::Refused { reason, .. }
        | E::Extended { reason, .. }
        | E::LeadTransferred { reason, .. }
        | E::Resumed { reason }
        | E::Reopened { reason, .. }
        | E::Withdrawn { reason }
        | E::Amended { reason, .. } => vec![reason],
        E::Answered { text, promise, .. } => {
            [text.as_str()].into_iter().chain(promise.iter().map(|promise| promise.text.as_str())).collect()
        }
        E::Closed { conclusion, .. } => vec![conclusion],
        E::EvidenceAttached { evidence } => vec![&evidence.name],
        E::PlanAdopted { nodes } => nodes.iter().map(|node| node.title.as_str()).collect(),
        // What the item says is searched with the item; the others have no words.
        E::Issued { .. }
        | E::Signed {}
        | E::SupportChanged { .. }
        | E::Cleared {}
        | E::Delegated { .. }
        | E::Rated { .. }
        | E::StageReached { .. }
        | E::FundsReported { .. }
        | E::ClockStopped { .. }
        | E::ClockMoved { .. }
        | E::Escalated { .. } => Vec::new(),
    }
}

/// A paragraph of a report, or a part of a long one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Passage {
    /// As it is searched.
    pub(crate) folded: String,
    /// Its first character in the text.
    pub(crate) start: i64,
    /// The character after its last.
    pub(crate) end: i64,
}

/// The paragraphs of one document of a text.
pub(crate) fn passages(source: &str, document: u32) -> Vec<Passage> {
    let Some(span) = find_document(source, document) else { return Vec::new() };
    let (text, index) = (Text::new(source), CharIndex::new(source));
    let (first, last) = (text.folded_at(span.start), text.folded_at(span.end));
    let mut passages = Vec::new();
    let mut at = first;
    for piece in text.slice(first, last).split_inclusive('\n').flat_map(sentences) {
        let folded = piece.trim_end_matches('\n');
        if folded.chars().any(char::is_alphanumeric) {
            let [start, end] = index.chars(text.span(at, at + folded.len()));
            let chars = |at| i64::try_from(at).unwrap_or(i64::MAX);
            passages.push(Passage { folded: folded.to_owned(), start: chars(start), end: chars(end) });
        }
        at += piece.len();
    }
    passages
}

/// Where a document stands in its text.
fn find_document(source: &str, document: u32) -> Option<Span> {
    let documents = luoshi_extract::read(source, &[]).documents;
    documents.get(document as usize).map(|document| document.span)
}

/// A paragraph as it is, or the groups of sentences that it is cut into.
fn sentences(paragraph: &str) -> Vec<&str> {
    let mut groups = Vec::new();
    let mut rest = paragraph;
    while rest.len() > MOST_PARAGRAPH_BYTES {
        let ends = rest.match_indices(['。', '!', '?', ';']).map(|(at, end)| at + end.len());
        let Some(end) = ends.take_while(|end| *end <= MOST_PARAGRAPH_BYTES).last() else { break };
        let (group, after) = rest.split_at(end);
        groups.push(group);
        rest = after;
    }
    groups.push(rest);
    groups
}
