//! The entry point: a source text to its documents.

use std::ops::Range;

use crate::agency::AssignContext;
use crate::document::{Document, DocumentKind, Doubt, Fact, Level, Reading, Region, Role, Script};
use crate::lexicon::lexicon;
use crate::outline::{self, Part};
use crate::passage::{self, Passage, Place};
use crate::split::{self, Piece};
use crate::task::Found;
use crate::text::Text;
use crate::{deadline, doubt, fact, head, place, pledge, project, task, term, token};

/// Reads a source text. `parts` are byte ranges that are separate documents by
/// the container (rows of a table); one range over everything, or none, lets
/// the text itself decide.
///
/// Never fails: what cannot be understood is left out, what is doubtful is
/// listed in [`Document::doubts`].
pub fn read(source: &str, parts: &[Range<usize>]) -> Reading {
    let text = Text::of_rows(source, parts);
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

/// Reads a passage cut out of a report: a paragraph or a sentence, with what the
/// report around it would tell.
pub fn read_passage(source: &str, around: &Surroundings) -> Document {
    let text = Text::new(source);
    let piece = Piece { start: 0, end: text.folded().len(), kind: DocumentKind::WorkReport, title: None };
    let mut document = blank(&text, &piece);
    document.year = Some(around.year);
    document.region = Some(around.region.clone());
    let place = place::of(document.region.as_ref(), document.year);
    let passage = Passage {
        start: piece.start,
        end: piece.end,
        role: around.role,
        year: around.year,
        five_years: passage::plan_of(around.year),
        opens_main: false,
        leads_parts: false,
        place: &place,
    };
    read_passages(&text, &[(None, passage)], &[], &mut document);
    document
}

/// What is known about a passage from the report around it.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// What the part does that holds the passage.
    pub role: Role,
    /// The year the report plans.
    pub year: i16,
    /// The government that reports.
    pub region: Region,
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
    document.year = head.year;
    document.delivered_on = head.delivered_on;
    document.speaker = head.speaker;
    document.office = head.office;
    document.region = head.region;
    let parts = outline::read(text, piece.start, piece.end, head.year);
    read_body(text, piece, &parts, &mut document);
    document.doubts = doubt::find(&document, &parts);
    document.sections = parts.into_iter().map(|p| p.section).collect();
    document
}

/// Reads every passage of a report into `document`.
fn read_body(text: &Text<'_>, piece: &Piece, parts: &[Part], document: &mut Document) {
    let place = place::of(document.region.as_ref(), document.year);
    let passages = passages(parts, piece, document.year.unwrap_or(0), &place);
    read_passages(text, &passages, parts, document);
}

fn read_passages(text: &Text<'_>, passages: &[(Option<usize>, Passage<'_>)], parts: &[Part], document: &mut Document) {
    let region = document.region.clone();
    let context = AssignContext {
        level: region.as_ref().map_or(Level::Prefecture, |r| r.level),
        year: document.year,
        region: region.as_ref().map(|r| r.name.as_str()),
    };
    let mut reviewed = None;
    for (section, passage) in passages {
        if passage.opens_main {
            reviewed = None;
        }
        if passage.role == Role::Glossary {
            document.terms = term::read(text.source(), text.span(passage.start, passage.end));
            continue;
        }
        let tokens = token::tokens(lexicon(), text.folded(), passage.start, passage.end);
        let (core, more): (Vec<_>, Vec<_>) =
            fact::read(text, lexicon(), passage, &tokens, &mut reviewed).into_iter().partition(Fact::is_core);
        document.facts.extend(core);
        document.more_facts.extend(more);
        document.projects.extend(project::read(text, passage, &tokens));
        if passage.role == Role::Review || passage.role == Role::Other {
            continue;
        }
        document.deadlines.extend(deadline::read(text, passage));
        let heading = section.and_then(|s| parts.get(s)).map_or(passage.start, |p| p.heading);
        let pledges = pledge::read(text, passage, heading, &tokens, &context);
        if pledges.len() > document.pledges.len() {
            document.pledges = pledges;
        }
        let found = Found { facts: &document.facts, projects: &document.projects, deadlines: &document.deadlines };
        let next = document.tasks.len() as u32 + 1;
        let tasks = task::read(text, passage, *section, &tokens, &found, &context, next);
        document.tasks.extend(tasks);
    }
}

fn blank(text: &Text<'_>, piece: &Piece) -> Document {
    let han = text.folded().len() / 3;
    let script = if text.traditional() * 20 > han { Script::Hant } else { Script::Hans };
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
        doubts: Vec::<Doubt>::new(),
    }
}

/// The stretches of a document with one role each, in order, with the index of
/// their section. What stands before the first heading reviews.
pub(crate) fn passages<'n>(
    parts: &[Part],
    piece: &Piece,
    year: i16,
    place: &'n Place,
) -> Vec<(Option<usize>, Passage<'n>)> {
    let mut out = Vec::with_capacity(parts.len() + 1);
    let first = parts.first().map_or(piece.end, |p| p.heading);
    let ahead = passage::plan_of(year);
    if first > piece.start {
        let opening = Passage {
            start: piece.start,
            end: first,
            role: Role::Review,
            year,
            five_years: ahead,
            opens_main: true,
            leads_parts: false,
            place,
        };
        out.push((None, opening));
    }
    for (index, part) in parts.iter().enumerate() {
        if part.body.1 <= part.body.0 {
            continue;
        }
        let main = part.section.parent.and_then(|p| parts.get(p));
        let years = |p: &Part| passage::years_named_in(&p.section.title, year);
        let five_years = years(part).or_else(|| main.and_then(years)).unwrap_or(ahead);
        let passage = Passage {
            start: part.body.0,
            end: part.body.1,
            role: part.section.role,
            year,
            five_years,
            opens_main: part.section.level == 1,
            leads_parts: part.section.level == 1 && parts.get(index + 1).is_some_and(|p| p.section.level == 2),
            place,
        };
        out.push((Some(index), passage));
    }
    out
}
