//! The text of a document's main part and of its notes.
//!
//! Elements nest: a cell holds paragraphs and tables, a paragraph holds text
//! boxes with paragraphs. One stack holds what is open; closing an element hands
//! its text to the one around it.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::error::Problem;
use crate::xml::{Element, Visitor};

use super::numbering::{NumberRef, Numbering};
use super::styles::Styles;

/// Tables in cells and boxes in boxes; Word's own limit is far below.
const MAX_DEPTH: usize = 256;

/// Elements whose whole content is not text of the document: deletions, codes of
/// fields, the second version of a drawing, readings above characters, old
/// properties kept for review.
const SKIPPED: &[&str] = &[
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "delInstrText",
    "Fallback",
    "rt",
    "pPrChange",
    "rPrChange",
    "sectPr",
    "tblPrChange",
    "tcPrChange",
    "trPrChange",
];

/// Collects the document's text.
pub(super) struct Body {
    styles: Styles,
    numbering: Numbering,
    open: Vec<Node>,
    lines: Vec<String>,
    skipping: Option<(String, usize)>,
    run: Run,
    in_paragraph_properties: bool,
    in_text: bool,
    notes: Notes,
    too_deep: bool,
}

/// What is open.
enum Node {
    Paragraph(Paragraph),
    /// A text box: paragraphs that follow the one they hang on.
    Box(Vec<String>),
    Table(Vec<String>),
    Row(Vec<String>),
    Cell(Vec<String>),
    Note(Note, Vec<String>),
}

#[derive(Default)]
struct Paragraph {
    text: String,
    style: Option<String>,
    list: Option<u32>,
    level: Option<usize>,
    boxes: Vec<String>,
}

/// The run of equal formatting that text belongs to.
#[derive(Default)]
struct Run {
    open: bool,
    hidden: bool,
}

/// A note by the part it stands in and its id there.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Note {
    is_endnote: bool,
    id: String,
}

/// Notes in the order in which the text refers to them.
#[derive(Default)]
struct Notes {
    order: Vec<Note>,
    texts: HashMap<Note, Vec<String>>,
}

impl Notes {
    /// The mark of a note: 〔1〕, and 〔尾1〕 for an endnote where there are both kinds.
    fn mark(&self, note: &Note) -> String {
        let kin = || self.order.iter().filter(|n| n.is_endnote == note.is_endnote);
        let number = kin().position(|n| n == note).map_or(0, |index| index + 1);
        let mixed = kin().count() < self.order.len();
        let prefix = if note.is_endnote && mixed { "尾" } else { "" };
        format!("〔{prefix}{number}〕")
    }
}

/// Encloses a note's index in the text until all notes are known; private use,
/// so that no document has it for a reason of its own.
const MARK: char = '\u{F8FE}';

impl Body {
    pub(super) fn new(styles: Styles, numbering: Numbering) -> Self {
        Self {
            styles,
            numbering,
            open: Vec::new(),
            lines: Vec::new(),
            skipping: None,
            run: Run::default(),
            in_paragraph_properties: false,
            in_text: false,
            notes: Notes::default(),
            too_deep: false,
        }
    }

    /// The document's text, the notes at its end.
    pub(super) fn finish(mut self) -> Result<String, Problem> {
        while !self.open.is_empty() {
            self.close();
        }
        if self.too_deep {
            return Err(Problem::BrokenDocument {
                format: "docx",
                detail: "tables or text boxes nested too deeply".to_owned(),
            });
        }
        let mut text = with_marks(&self.lines, &self.notes);
        // Footnotes before endnotes, each kind in the order of its marks.
        let (footnotes, endnotes): (Vec<_>, Vec<_>) = self.notes.order.iter().partition(|note| !note.is_endnote);
        for note in footnotes.into_iter().chain(endnotes) {
            let lines = self.notes.texts.get(note).map_or(&[][..], Vec::as_slice);
            text.push('\n');
            text.push_str(&self.notes.mark(note));
            text.push_str(&with_marks(lines, &self.notes));
        }
        Ok(text)
    }

    fn push(&mut self, node: Node) {
        if self.open.len() < MAX_DEPTH {
            self.open.push(node);
        } else {
            self.too_deep = true;
        }
    }

    /// Adds to the paragraph that is open, if its text is shown.
    fn write(&mut self, text: &str) {
        if self.run.hidden {
            return;
        }
        if let Some(Node::Paragraph(paragraph)) = self.open.last_mut() {
            paragraph.text.extend(text.chars().filter(|c| *c != MARK));
        }
    }

    fn refer(&mut self, is_endnote: bool, id: Option<String>) {
        let note = Note { is_endnote, id: id.unwrap_or_default() };
        if let Some(Node::Paragraph(paragraph)) = self.open.last_mut()
            && !self.notes.order.contains(&note)
        {
            let index = self.notes.order.len();
            // Writing to a string cannot fail.
            let _ = write!(paragraph.text, "{MARK}{index}{MARK}");
            self.notes.order.push(note);
        }
    }

    fn start_note(&mut self, is_endnote: bool, element: &Element<'_>) {
        let note = Note { is_endnote, id: element.attribute("id").unwrap_or_default() };
        self.push(Node::Note(note, Vec::new()));
    }

    fn property(&mut self, element: &Element<'_>) {
        let Some(Node::Paragraph(paragraph)) = self.open.last_mut() else {
            return;
        };
        match element.name() {
            "pStyle" => paragraph.style = element.attribute("val"),
            "numId" => paragraph.list = element.number("val"),
            "ilvl" => paragraph.level = element.number("val"),
            _ => {}
        }
    }

    /// Closes the innermost open node.
    fn close(&mut self) {
        let Some(node) = self.open.pop() else { return };
        match node {
            Node::Paragraph(paragraph) => {
                let label = self.label(&paragraph);
                self.add_line(label + &paragraph.text);
                for line in paragraph.boxes {
                    self.add_line(line);
                }
            }
            Node::Box(lines) => {
                if let Some(Node::Paragraph(paragraph)) = self.open.last_mut() {
                    paragraph.boxes.extend(lines);
                } else {
                    self.add_lines(lines);
                }
            }
            Node::Table(lines) => lines.into_iter().for_each(|line| self.add_line(line)),
            Node::Row(cells) => {
                let line = cells.join("\t");
                if let Some(Node::Table(lines)) = self.open.last_mut() {
                    lines.push(line);
                } else {
                    self.add_line(line);
                }
            }
            Node::Cell(lines) => self.add_cell(lines),
            Node::Note(note, lines) => {
                self.notes.texts.insert(note, lines);
            }
        }
    }

    /// A row is one line, so the paragraphs of a cell are joined by blanks; but a
    /// cell alone in its row is a frame around text and keeps its lines.
    fn add_cell(&mut self, lines: Vec<String>) {
        let shown = lines.into_iter().filter(|line| !line.trim().is_empty());
        if let Some(Node::Row(cells)) = self.open.last_mut() {
            if let [only] = cells.as_mut_slice() {
                *only = only.replace('\n', " ");
            }
            let cell = shown.collect::<Vec<_>>().join("\n");
            cells.push(if cells.is_empty() { cell } else { cell.replace('\n', " ") });
        } else {
            shown.collect::<Vec<_>>().into_iter().for_each(|line| self.add_line(line));
        }
    }

    fn add_lines(&mut self, lines: Vec<String>) {
        for line in lines {
            self.add_line(line);
        }
    }

    fn add_line(&mut self, line: String) {
        match self.open.last_mut() {
            Some(Node::Box(lines) | Node::Table(lines) | Node::Cell(lines) | Node::Note(_, lines)) => {
                lines.push(line);
            }
            Some(Node::Row(cells)) => cells.push(line),
            Some(Node::Paragraph(paragraph)) => paragraph.boxes.push(line),
            None => self.lines.push(line),
        }
    }

    /// The paragraph's automatic number. An empty paragraph has one on the page
    /// too, but nobody means it.
    fn label(&mut self, paragraph: &Paragraph) -> String {
        if paragraph.text.trim().is_empty() {
            return String::new();
        }
        let place = match paragraph.list {
            Some(list) => Some(NumberRef { list, level: paragraph.level.unwrap_or(0) }),
            None => self
                .styles
                .numbering(paragraph.style.as_deref())
                .map(|place| NumberRef { level: paragraph.level.unwrap_or(place.level), ..place }),
        };
        place.and_then(|place| self.numbering.next_label(place)).unwrap_or_default()
    }

    /// Closes nodes up to the one that `matches`, if one is open.
    fn close_to(&mut self, matches: impl Fn(&Node) -> bool) {
        if let Some(index) = self.open.iter().rposition(matches) {
            while self.open.len() > index {
                self.close();
            }
        }
    }
}

/// Joins the lines and puts the notes' marks where the text refers to them.
fn with_marks(lines: &[String], notes: &Notes) -> String {
    let text = lines.join("\n");
    let mut marked = String::with_capacity(text.len());
    for (index, piece) in text.split(MARK).enumerate() {
        if index % 2 == 0 {
            marked.push_str(piece);
        } else if let Some(note) = piece.parse().ok().and_then(|n: usize| notes.order.get(n)) {
            marked.push_str(&notes.mark(note));
        }
    }
    marked
}

impl Visitor for Body {
    fn start(&mut self, element: &Element<'_>) {
        let name = element.name();
        if let Some((skipped, depth)) = &mut self.skipping {
            if skipped == name {
                *depth += 1;
            }
            return;
        }
        if SKIPPED.contains(&name) {
            self.skipping = Some((name.to_owned(), 1));
            return;
        }
        if self.in_paragraph_properties {
            return self.property(element);
        }
        match name {
            "p" => self.push(Node::Paragraph(Paragraph::default())),
            "pPr" => self.in_paragraph_properties = true,
            "tbl" => self.push(Node::Table(Vec::new())),
            "tr" => self.push(Node::Row(Vec::new())),
            "tc" => self.push(Node::Cell(Vec::new())),
            "txbxContent" => self.push(Node::Box(Vec::new())),
            "r" => self.run = Run { open: true, hidden: false },
            "vanish" if self.run.open => self.run.hidden = element.is_on(),
            "t" => self.in_text = true,
            "tab" | "ptab" => self.write("\t"),
            "br" | "cr" => self.write("\n"),
            "noBreakHyphen" => self.write("-"),
            "footnoteReference" => self.refer(false, element.attribute("id")),
            "endnoteReference" => self.refer(true, element.attribute("id")),
            "footnote" => self.start_note(false, element),
            "endnote" => self.start_note(true, element),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((skipped, depth)) = &mut self.skipping {
            if skipped == name {
                *depth -= 1;
                if *depth == 0 {
                    self.skipping = None;
                }
            }
            return;
        }
        match name {
            "p" => self.close_to(|node| matches!(node, Node::Paragraph(_))),
            "pPr" => self.in_paragraph_properties = false,
            "tbl" => self.close_to(|node| matches!(node, Node::Table(_))),
            "tr" => self.close_to(|node| matches!(node, Node::Row(_))),
            "tc" => self.close_to(|node| matches!(node, Node::Cell(_))),
            "txbxContent" => self.close_to(|node| matches!(node, Node::Box(_))),
            "footnote" | "endnote" => self.close_to(|node| matches!(node, Node::Note(..))),
            "r" => self.run = Run::default(),
            "t" => self.in_text = false,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.skipping.is_none() {
            self.write(text);
        }
    }
}
