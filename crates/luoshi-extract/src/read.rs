//! The entry point: a source text to its documents.

use std::ops::Range;

use crate::document::{Document, Fact, DocumentKind, Reading, Role, Script};
use crate::lexicon::lexicon;
use crate::outline::{self, Part};
use crate::passage::{self, Passage, Place};
use crate::split::{self, Piece};
use crate::text::Text;
use crate::{fact, head, place, token};

/// Reads a source text. `parts` are byte ranges that are separate documents by
/// the container (rows of a table); one range over everything, or none, lets
/// the text itself decide.
pub fn read(source: &str, parts: &[Range<usize>]) -> Reading {
    let text = Text::new(source);
    let mut documents = Vec::new();
    if parts.len() > 1 {
        for part in parts {
            let start = text.folded_at(part.start as u32);
            let end = text.folded_at(part.end as u32);
            read_range(&text, start, end, &mut documents);
        }
    } else {
        read_range(&text, 0, text.folded().len(), &mut documents);
    }
    Reading { documents }
}

fn read_range(text: &Text<'_>, start: usize, end: usize, out: &mut Vec<Document>) {
    for piece in split::split(text, start, end) {
        out.push(document(text, &piece));
    }
}

fn document(text: &Text<'_>, piece: &Piece) -> Document {
    let mut document = blank(text, piece);
    if piece.kind == DocumentKind::Article {
        return document;
    }
    let head = head::read(text, piece.start, piece.end);
    document.title = head.title.or(document.title);
    let parts = outline::read(text, piece.start, piece.end, head.year);
    let place = place::of(head.region.as_ref(), head.year);
    let year = head.year.unwrap_or(0);
    document.year = head.year;
    document.delivered_on = head.delivered_on;
    document.speaker = head.speaker;
    document.office = head.office;
    document.region = head.region;
    let mut reviewed = None;
    for passage in passages(&parts, piece, year, &place) {
        if passage.opens_main {
            reviewed = None;
        }
        if passage.role == Role::Glossary {
            continue;
        }
        let tokens = token::tokens(lexicon(), text.folded(), passage.start, passage.end);
        let (core, more): (Vec<_>, Vec<_>) = fact::read(text, lexicon(), &passage, &tokens, &mut reviewed)
            .into_iter()
            .partition(Fact::is_core);
        document.facts.extend(core);
        document.more_facts.extend(more);
    }
    document.sections = parts.into_iter().map(|p| p.section).collect();
    document
}

fn blank(text: &Text<'_>, piece: &Piece) -> Document {
    let han = text.folded().len() / 3;
    let script = if text.traditional() * 20 > han {
        Script::Hant
    } else {
        Script::Hans
    };
    Document {
        kind: piece.kind,
        title: piece.title.map(|(a, b)| text.clean_quote(a, b)),
        region: None,
        year: None,
        delivered_on: None,
        speaker: None,
        office: None,
        script,
        span: text.span(piece.start, piece.end),
        sections: Vec::new(),
        facts: Vec::new(),
        more_facts: Vec::new(),
        projects: Vec::new(),
        deadlines: Vec::new(),
        tasks: Vec::new(),
        pledges: Vec::new(),
        terms: Vec::new(),
        doubts: Vec::new(),
    }
}

/// The stretches of a document with one role each, in order. What stands before
/// the first heading reviews, unless the first heading does.
fn passages<'n>(parts: &[Part], piece: &Piece, year: i16, place: &'n Place) -> Vec<Passage<'n>> {
    let mut out = Vec::with_capacity(parts.len() + 1);
    let first = parts.first().map_or(piece.end, |p| p.body.0);
    let mut push = |start, end, role, five_years, opens_main| {
        if end > start {
            out.push(Passage { start, end, role, year, five_years, opens_main, place });
        }
    };
    push(piece.start, first, Role::Review, passage::plan_of(year), true);
    for part in parts {
        let main = part.section.parent.and_then(|p| parts.get(p));
        let title = |p: &Part| passage::years_named_in(&p.section.title, year);
        let five_years = title(part).or_else(|| main.and_then(title));
        push(part.body.0, part.body.1, part.section.role, five_years.unwrap_or(passage::plan_of(year)), part.section.level == 1);
    }
    out
}
