//! The text as lines of marked pieces, a part of a long one at a time.

use std::ops::Range;

use luoshi_extract::text::Text;

use super::Found;
use super::marks::{self, Kind, Layer, Mark, Piece};

/// Bytes of text on a page. Most reports have 60 KB and stand on one; what is marked
/// trebles it, and compressing makes a third of that.
const PART_BYTES: usize = 150_000;

/// Longest heading in bytes; a longer line is a paragraph that begins a section.
const HEADING_BYTES: usize = 240;

/// A line of the text.
pub(super) struct Line {
    /// `p`, `h3` or `h4`.
    pub(super) tag: &'static str,
    pub(super) pieces: Vec<Shape>,
}

/// A piece, owned by the page.
pub(super) struct Shape {
    pub(super) text: String,
    pub(super) class: String,
    pub(super) row: Option<String>,
    pub(super) anchors: Vec<String>,
    pub(super) numbers: Vec<(String, usize)>,
    pub(super) sections: Vec<usize>,
    pub(super) here_begins: bool,
}

/// A document as it is shown: its text, original or normalised, with what lies over it.
pub(super) struct Shown<'f> {
    found: &'f Found,
    folded: Option<String>,
    /// Marks by where they begin.
    pub(super) marks: Vec<Mark>,
    /// Where sections begin, with their index.
    pub(super) sections: Vec<(usize, usize)>,
    /// The parts in which it is shown.
    pub(super) parts: Vec<Range<usize>>,
    here: Option<Range<usize>>,
    levels: Vec<u8>,
}

impl<'f> Shown<'f> {
    /// `asked` is a byte of the source whose sentence is shown.
    pub(super) fn new(found: &'f Found, normal: bool, asked: Option<usize>) -> Self {
        let document = found.document();
        let mut whole = marks::range(document.span);
        let mut all = marks::marks(document);
        let mut here = asked.map(|at| marks::sentence(&found.read.text, at, &all));
        let begin =
            |(index, section): (usize, &luoshi_extract::document::Section)| (section.span.start as usize, index);
        let mut sections: Vec<_> = document.sections.iter().enumerate().map(begin).collect();
        let mut folded = None;
        if normal {
            let text = Text::new(&found.read.text);
            whole = marks::folded(&text, &whole);
            for mark in &mut all {
                mark.range = marks::folded(&text, &mark.range);
            }
            for section in &mut sections {
                section.0 = text.folded_at(section.0 as u32);
            }
            here = here.map(|here| marks::folded(&text, &here));
            folded = Some(text.folded().to_owned());
        }
        let starts: Vec<usize> = sections.iter().map(|(at, _)| *at).collect();
        let text = folded.as_deref().unwrap_or(&found.read.text);
        let parts = marks::parts(text, whole, &starts, PART_BYTES);
        let levels = document.sections.iter().map(|section| section.level).collect();
        Self { found, folded, marks: all, sections, parts, here, levels }
    }

    fn text(&self) -> &str {
        self.folded.as_deref().unwrap_or(&self.found.read.text)
    }

    /// The part that holds a byte of the shown text.
    pub(super) fn part_of(&self, at: usize) -> usize {
        self.parts.iter().position(|part| at < part.end).unwrap_or(self.parts.len() - 1)
    }

    /// The part that holds the sentence that was asked for.
    pub(super) fn part_of_asked(&self) -> usize {
        self.here.as_ref().map_or(0, |here| self.part_of(here.start))
    }

    /// The lines of a part, with the marks of some kinds.
    pub(super) fn lines(&self, part: &Range<usize>, kinds: &[Kind]) -> Vec<Line> {
        let marks: Vec<Mark> = self.marks.iter().filter(|mark| kinds.contains(&mark.kind)).cloned().collect();
        let layer = Layer { marks: &marks, sections: &self.sections, here: self.here.clone() };
        let text = self.text();
        let mut lines = Vec::new();
        let mut start = part.start;
        for line in text.get(part.clone()).unwrap_or_default().split('\n') {
            let end = start + line.len();
            let blank = line.len() - line.trim_start().len();
            let range = start + blank..start + blank + line.trim().len();
            if !range.is_empty() {
                let pieces = marks::cut(text, range.clone(), &layer);
                lines.push(Line { tag: self.tag(&range), pieces: pieces.into_iter().map(shape).collect() });
            }
            start = end + 1;
        }
        lines
    }

    /// A short line at which a section begins is its heading.
    fn tag(&self, line: &Range<usize>) -> &'static str {
        let begins = self.sections.iter().find(|(at, _)| line.contains(at));
        match begins.and_then(|(_, index)| self.levels.get(*index)) {
            Some(1) if line.len() <= HEADING_BYTES => "h3",
            Some(_) if line.len() <= HEADING_BYTES => "h4",
            _ => "p",
        }
    }
}

fn shape(piece: Piece<'_>) -> Shape {
    let mut class = piece.kinds;
    if piece.here {
        class.push_str(if class.is_empty() { "here" } else { " here" });
    }
    Shape {
        text: piece.text.to_owned(),
        class,
        row: piece.row,
        anchors: piece.anchors,
        numbers: piece.numbers,
        sections: piece.sections,
        here_begins: piece.here_begins,
    }
}
