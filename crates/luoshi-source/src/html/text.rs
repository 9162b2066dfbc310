//! Elements to text: what a reader sees, line by line.
//!
//! Block elements are lines, table cells are separated by tabs and never glued
//! together (指标 | 150 would become a wrong number), `<sub>` and `<sup>` stay in
//! their line (PM<sub>2.5</sub>), and blanks follow the rules of html.

use super::dom::{Dom, NodeId, Step};
use super::main_text;

/// Elements that begin and end a line.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];

/// Renders elements one after the other.
pub(super) fn render(dom: &Dom, roots: &[NodeId]) -> String {
    let mut page = Page::default();
    for &root in roots {
        page.break_line();
        dom.walk(
            root,
            |node| node == root || !(main_text::is_unshown(dom, node) || main_text::is_frame(dom, node)),
            |step| page.step(dom, step),
        );
    }
    page.finish()
}

/// The text so far and what is pending before the next character.
#[derive(Default)]
struct Page {
    text: String,
    gap: Gap,
    preformatted: usize,
    /// Whether a cell was closed in the row that is open.
    cells: Vec<bool>,
    /// Whether a row began since the last character.
    new_row: bool,
}

/// What stands between the last character and the next, the strongest wins.
#[derive(Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    Nothing,
    Blank,
    /// Blanks with a line break of the source, which count only between Latin words.
    SoftBlank,
    Tabs(u16),
    Line,
}

impl Page {
    fn step(&mut self, dom: &Dom, step: Step<'_>) {
        match step {
            Step::Text(text) if self.preformatted > 0 => self.write_preformatted(text),
            Step::Text(text) => self.write(text),
            Step::Enter(node) => self.enter(dom.tag(node)),
            Step::Leave(node) => self.leave(dom.tag(node)),
        }
    }

    fn enter(&mut self, tag: &str) {
        match tag {
            "br" => self.break_line(),
            "td" | "th" => self.start_cell(),
            "tr" => {
                self.break_line();
                self.new_row = true;
                self.cells.push(false);
            }
            _ if BLOCKS.contains(&tag) => self.start_block(),
            _ => {}
        }
        self.preformatted += usize::from(tag == "pre");
    }

    fn leave(&mut self, tag: &str) {
        match tag {
            "td" | "th" => {
                if let Some(closed) = self.cells.last_mut() {
                    *closed = true;
                }
            }
            "tr" => {
                self.cells.pop();
                // Tabs of empty cells at the end of a row say nothing.
                self.gap = Gap::Line;
            }
            _ if BLOCKS.contains(&tag) => self.break_line(),
            _ => {}
        }
        self.preformatted -= usize::from(tag == "pre");
    }

    fn break_line(&mut self) {
        self.gap = self.gap.max(Gap::Line);
    }

    /// A paragraph that opens a cell begins no line of its own: the tab stays.
    fn start_block(&mut self) {
        if !matches!(self.gap, Gap::Tabs(_)) {
            self.break_line();
        }
    }

    fn start_cell(&mut self) {
        if self.cells.last() == Some(&true) {
            self.gap = match self.gap {
                Gap::Tabs(count) => Gap::Tabs(count.saturating_add(1)),
                // Also after the paragraph of the cell before.
                _ => Gap::Tabs(1),
            };
        }
    }

    fn write(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' | '\r' => self.gap = self.gap.max(Gap::SoftBlank),
                ' ' | '\t' | '\u{C}' => self.gap = self.gap.max(Gap::Blank),
                // Zero width: line break hints and byte order marks of editors.
                '\u{200B}' | '\u{FEFF}' | '\u{AD}' => {}
                _ => self.push(c),
            }
        }
    }

    fn write_preformatted(&mut self, text: &str) {
        for c in text.chars() {
            if c == '\n' {
                self.push_gap(None);
                self.text.push('\n');
            } else {
                self.push(c);
            }
        }
    }

    fn push(&mut self, c: char) {
        // Indents by no-break or ideographic spaces are no text at a line's start.
        let at_start = self.text.is_empty() || self.gap == Gap::Line || self.text.ends_with('\n');
        if at_start && c.is_whitespace() && self.preformatted == 0 {
            return;
        }
        self.push_gap(Some(c));
        self.text.push(c);
        self.new_row = false;
    }

    fn push_gap(&mut self, next: Option<char>) {
        let gap = std::mem::take(&mut self.gap);
        if self.text.is_empty() {
            return;
        }
        match gap {
            Gap::Nothing => {}
            Gap::SoftBlank => {
                let wide = |c: Option<char>| c.is_some_and(|c| !c.is_ascii());
                if !wide(self.text.chars().next_back()) || !wide(next) {
                    self.push_blank();
                }
            }
            Gap::Blank => self.push_blank(),
            Gap::Tabs(count) => {
                self.trim_line();
                // The row's first cell is empty.
                if self.new_row && !self.text.ends_with('\n') {
                    self.text.push('\n');
                }
                self.text.extend(std::iter::repeat_n('\t', usize::from(count)));
            }
            Gap::Line => {
                self.trim_line();
                if !self.text.ends_with('\n') {
                    self.text.push('\n');
                }
            }
        }
    }

    fn push_blank(&mut self) {
        if !self.text.ends_with(char::is_whitespace) {
            self.text.push(' ');
        }
    }

    fn trim_line(&mut self) {
        let kept = self.text.trim_end_matches(|c: char| c.is_whitespace() && c != '\n').len();
        self.text.truncate(kept);
    }

    fn finish(mut self) -> String {
        let kept = self.text.trim_end().len();
        self.text.truncate(kept);
        self.text
    }
}
