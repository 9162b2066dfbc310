//! Placed characters to lines, lines to paragraphs.
//!
//! A pdf has no paragraphs: a sentence is cut wherever the line was full. Lines
//! are joined again when the first one is full and the next is not indented;
//! page numbers and headers that return on page after page are left out. Blanks
//! between Chinese and Latin characters, which typesetters add by themselves, are
//! no text. Cells of a table row are separated by tabs.

use std::collections::{HashMap, HashSet};

use super::grid;
use super::rules::Rules;

/// One character on a page; y grows downwards.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    pub(super) c: char,
    pub(super) x0: f32,
    pub(super) x1: f32,
    pub(super) y: f32,
    pub(super) size: f32,
}

impl Glyph {
    /// Whether the place is a number at all, and not absurd.
    pub(super) fn is_sound(&self) -> bool {
        [self.x0, self.x1, self.y, self.size].iter().all(|value| value.is_finite() && value.abs() < 1.0e6)
            && self.size > 0.1
    }
}

/// One line on a page.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) x0: f32,
    pub(super) x1: f32,
    pub(super) y: f32,
    pub(super) size: f32,
}

impl Line {
    /// A height within the line's letters.
    pub(super) fn middle(&self) -> f32 {
        self.y - self.size * 0.3
    }

    fn is_row(&self) -> bool {
        self.text.contains('\t')
    }
}

/// The lines of a page in the order of its content.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) lines: Vec<Line>,
    pub(super) height: f32,
}

/// In ems: characters on one line differ in height by less (PM₂.₅, notes).
const SAME_LINE: f32 = 0.5;
/// In ems: how far a character may begin before the end of the last one.
const OVERLAP: f32 = 0.6;
/// In ems: a gap that separates Latin words.
const WORD_GAP: f32 = 0.2;
/// In ems: a gap that separates cells.
const CELL_GAP: f32 = 1.8;
/// In ems: letters printed twice to look bold are this close.
const OVERPRINT: f32 = 0.12;
/// In ems: a line that starts further in is indented.
const INDENT: f32 = 0.8;
/// In ems: more than any paragraph's indent.
const OUTDENT: f32 = 3.5;
/// In ems: what a full line may lack besides the word that did not fit.
const RAGGED: f32 = 1.6;
/// Of the usual distance of lines: a larger one separates paragraphs.
const PARAGRAPH_GAP: f32 = 1.4;
/// Of the usual size: titles are larger.
const TITLE_SIZE: f32 = 1.1;
/// Of the page's height, above and below: where headers and page numbers stand.
const MARGIN: f32 = 0.12;
/// In points: the same on small pages.
const LEAST_MARGIN: f32 = 64.0;

impl Page {
    /// How many characters the page shows.
    pub(super) fn chars(&self) -> usize {
        let shown = |line: &Line| line.text.chars().filter(|c| !c.is_whitespace()).count();
        self.lines.iter().map(shown).sum()
    }

    pub(super) fn from_glyphs(glyphs: Vec<Glyph>, rules: &Rules, height: f32) -> Self {
        let mut page = Self { lines: Vec::new(), height };
        let mut open: Option<OpenLine> = None;
        for glyph in glyphs {
            match &mut open {
                Some(line) if line.overprints(&glyph) => {}
                Some(line) if line.takes(&glyph, rules) => line.push(glyph),
                _ => {
                    page.lines.extend(open.take().and_then(OpenLine::close));
                    open = OpenLine::begin(glyph);
                }
            }
        }
        page.lines.extend(open.and_then(OpenLine::close));
        page.lines = grid::assemble(page.lines, rules);
        page
    }
}

/// A line while characters are added.
struct OpenLine {
    line: Line,
    recent: Vec<Glyph>,
}

impl OpenLine {
    /// A line begins with a character that is seen: blanks before it are its indent.
    fn begin(glyph: Glyph) -> Option<Self> {
        (!is_blank(glyph.c)).then(|| Self {
            line: Line { text: glyph.c.to_string(), x0: glyph.x0, x1: glyph.x1, y: glyph.y, size: glyph.size },
            recent: vec![glyph],
        })
    }

    /// Whether the character goes on in this line, and in this table cell.
    fn takes(&self, glyph: &Glyph, rules: &Rules) -> bool {
        let em = self.line.size.max(glyph.size);
        (glyph.y - self.line.y).abs() < SAME_LINE * em
            && glyph.x0 > self.line.x1 - OVERLAP * em
            && !rules.pass(self.line.x1 - 1.0, glyph.x0 + 1.0, self.line.middle())
    }

    fn overprints(&self, glyph: &Glyph) -> bool {
        let near = OVERPRINT * glyph.size;
        self.recent
            .iter()
            .rev()
            .take(256)
            .any(|other| other.c == glyph.c && (other.x0 - glyph.x0).abs() < near && (other.y - glyph.y).abs() < near)
    }

    fn push(&mut self, glyph: Glyph) {
        let text = &mut self.line.text;
        if is_blank(glyph.c) {
            // The blank's own width is no gap; wide ones separate cells all the same.
            if glyph.c == '\u{3000}' {
                text.push(glyph.c);
                self.line.x1 = self.line.x1.max(glyph.x1);
            } else if !text.ends_with(char::is_whitespace) {
                text.push(' ');
            }
        } else {
            push_apart(text, glyph.c, (glyph.x0 - self.line.x1) / glyph.size);
            self.line.x1 = self.line.x1.max(glyph.x1);
            if glyph.size > self.line.size {
                // A raised or lowered small character came first.
                self.line.size = glyph.size;
                self.line.y = glyph.y;
            }
        }
        self.recent.push(glyph);
    }

    fn close(mut self) -> Option<Line> {
        let kept = self.line.text.trim_end().len();
        self.line.text.truncate(kept);
        (kept > 0).then_some(self.line)
    }
}

/// Adds what follows after a gap, given in ems.
pub(super) fn push_apart(text: &mut String, next: char, gap: f32) {
    let last = text.chars().next_back();
    if gap > CELL_GAP {
        let kept = text.trim_end().len();
        text.truncate(kept);
        text.push('\t');
    } else if last == Some(' ') {
        // Typeset text has a blank between 增长 and 6.2; the source has none.
        let before = text.trim_end().chars().next_back();
        if before.is_some_and(is_wide) != is_wide(next) && !is_latin_pair(before, next) {
            let kept = text.trim_end().len();
            text.truncate(kept);
        }
    } else if gap > WORD_GAP && is_latin_pair(last, next) {
        text.push(' ');
    }
    text.push(next);
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// Ideographs and their punctuation.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..)
}

fn is_latin_pair(last: Option<char>, next: char) -> bool {
    let latin = |c: char| c.is_alphanumeric() && !is_wide(c);
    last.is_some_and(|last| latin(last) && latin(next))
}

/// The text of all pages, one paragraph a line.
pub(super) fn render(mut pages: Vec<Page>) -> String {
    drop_furniture(&mut pages);
    let blocks: Vec<Block> = pages.iter().flat_map(blocks).collect();
    let frame = Frame::of(&blocks);
    let body = usual_size(&pages);
    let mut text = String::new();
    let mut before: Option<(&Line, Frame)> = None;
    for block in &blocks {
        let frame = block.frame().unwrap_or(frame);
        for (index, line) in block.lines.iter().enumerate() {
            let continues = before.as_ref().is_some_and(|(last, last_frame)| {
                let spaced = index > 0 && line.y - last.y > block.pitch * PARAGRAPH_GAP;
                let flows = !spaced && is_continued(last, *last_frame, line, frame);
                flows || is_long_title(last, *last_frame, line, body)
            });
            if continues {
                join(&mut text, &line.text);
            } else {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(&line.text);
            }
            before = Some((line, frame));
        }
    }
    text
}

/// Lines that stand below each other.
struct Block<'a> {
    lines: &'a [Line],
    /// The usual distance of its lines.
    pitch: f32,
}

/// Where full lines begin and end.
#[derive(Debug, Clone, Copy)]
struct Frame {
    left: f32,
    right: f32,
}

impl Frame {
    /// The frame of the whole document, for blocks too short to have their own.
    fn of(blocks: &[Block<'_>]) -> Self {
        let frames = || blocks.iter().filter_map(Block::frame);
        let lines = || blocks.iter().flat_map(|block| block.lines);
        let least = |values: &mut dyn Iterator<Item = f32>| values.fold(f32::INFINITY, f32::min);
        let most = |values: &mut dyn Iterator<Item = f32>| values.fold(f32::NEG_INFINITY, f32::max);
        if frames().next().is_some() {
            return Self {
                left: least(&mut frames().map(|frame| frame.left)),
                right: most(&mut frames().map(|frame| frame.right)),
            };
        }
        Self { left: least(&mut lines().map(|line| line.x0)), right: most(&mut lines().map(|line| line.x1)) }
    }
}

impl Block<'_> {
    /// The frame, if there are lines enough to see it.
    fn frame(&self) -> Option<Frame> {
        let prose = || self.lines.iter().filter(|line| !line.is_row());
        (prose().count() >= 3).then(|| Frame {
            left: prose().map(|line| line.x0).fold(f32::INFINITY, f32::min),
            right: prose().map(|line| line.x1).fold(f32::NEG_INFINITY, f32::max),
        })
    }
}

/// Cuts a page where the next line stands beside or above the last one, or much
/// further left than all before: there a new column begins, or the columns end.
fn blocks(page: &Page) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut rest = page.lines.as_slice();
    while let Some(first) = rest.first() {
        let (mut left, mut right) = (first.x0, first.x1);
        let mut length = 1;
        for pair in rest.windows(2) {
            let [last, next] = pair else { break };
            let above = next.y < last.y - last.size * SAME_LINE;
            let outside = next.x0 > right || next.x0 < left - next.size * OUTDENT;
            if above || outside || next.x1 < left {
                break;
            }
            left = left.min(next.x0);
            right = right.max(next.x1);
            length += 1;
        }
        let (lines, after) = rest.split_at(length);
        blocks.push(Block { lines, pitch: pitch(lines) });
        rest = after;
    }
    blocks
}

fn pitch(lines: &[Line]) -> f32 {
    let mut distances: Vec<f32> = lines
        .windows(2)
        .filter_map(|pair| match pair {
            [last, next] => Some(next.y - last.y),
            _ => None,
        })
        .filter(|distance| *distance > 0.0)
        .collect();
    distances.sort_by(f32::total_cmp);
    // The lower quartile: of short paragraphs, half the distances are between them.
    distances.get(distances.len() / 4).copied().unwrap_or(f32::INFINITY)
}

/// A title in larger letters that did not fit on one line: both are centred.
fn is_long_title(last: &Line, last_frame: Frame, next: &Line, body: f32) -> bool {
    let is_title = last.size.min(next.size) > body * TITLE_SIZE;
    let centre = |line: &Line| f32::midpoint(line.x0, line.x1);
    let room = (last_frame.right - last.x1) / last.size;
    is_title
        && (last.size - next.size).abs() < last.size * 0.05
        && (centre(last) - centre(next)).abs() < last.size
        && room < first_word_ems(&next.text) + RAGGED
}

/// The size of most lines.
fn usual_size(pages: &[Page]) -> f32 {
    let mut sizes: Vec<f32> = pages.iter().flat_map(|page| page.lines.iter().map(|line| line.size)).collect();
    sizes.sort_by(f32::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(0.0)
}

fn is_continued(last: &Line, last_frame: Frame, next: &Line, frame: Frame) -> bool {
    let em = last.size.max(next.size);
    let alike = (last.size - next.size).abs() < em * 0.15;
    let indented = next.x0 > frame.left + INDENT * em;
    let room = (last_frame.right - last.x1) / em;
    let full = room < first_word_ems(&next.text) + RAGGED;
    let starts_anew = ends_sentence(&last.text) && is_numbered(&next.text);
    alike && full && !indented && !starts_anew && !last.is_row() && !next.is_row()
}

/// How much room a line's first word needs: it is why the last line ended.
fn first_word_ems(text: &str) -> f32 {
    let latin = |c: &char| !is_wide(*c) && !c.is_whitespace();
    let run = text.chars().take_while(latin).take(40).count();
    if run == 0 { 1.0 } else { run as f32 * 0.55 + 1.0 }
}

fn ends_sentence(text: &str) -> bool {
    text.ends_with(['。', '！', '？', '；', '：', '”', '）'])
}

/// 一、 （一） 1. 第一，: the beginning of a numbered paragraph.
fn is_numbered(text: &str) -> bool {
    let text = text.trim_start_matches(['（', '(', '第']);
    let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百".contains(c);
    let rest = text.trim_start_matches(number);
    rest.len() < text.len() && rest.starts_with(['、', '.', '．', '）', ')', '，', '是', '章', '条'])
}

/// Joins a paragraph's next line: Latin words get their blank back.
pub(super) fn join(text: &mut String, next: &str) {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    if letter(text.chars().next_back()) && letter(next.chars().next()) {
        text.push(' ');
    }
    text.push_str(next);
}

/// Leaves out page numbers and what stands at the edge of page after page.
fn drop_furniture(pages: &mut [Page]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for page in pages.iter() {
        let mut here = HashSet::new();
        for line in page.lines.iter().filter(|line| in_margin(line, page.height)) {
            if here.insert(pattern(&line.text)) {
                *seen.entry(pattern(&line.text)).or_default() += 1;
            }
        }
    }
    let count = pages.len();
    let returns = |text: &str| {
        seen.get(&pattern(text))
            .is_some_and(|&times| (times >= 3 && times * 5 >= count * 2) || (times == 2 && count == 2))
    };
    for page in pages {
        let height = page.height;
        page.lines.retain(|line| !(in_margin(line, height) && (is_page_number(&line.text) || returns(&line.text))));
    }
}

fn in_margin(line: &Line, height: f32) -> bool {
    let margin = (height * MARGIN).max(LEAST_MARGIN);
    line.y < margin || line.y > height - margin
}

/// A header's text without what changes from page to page.
fn pattern(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(|c| if c.is_numeric() { '#' } else { c }).collect()
}

/// `12`, `- 12 -`, `— 12 —`, `第12页`, `第 12 页 共 30 页`, `12/30`.
fn is_page_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (1..=8).contains(&digits)
        && text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "-–—―－·•~～/|第页共頁,，".contains(c))
}
