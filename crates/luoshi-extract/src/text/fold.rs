//! Folding: one pass over the source.

use super::Text;
use super::origin::Origins;
use super::script::{SIMPLIFY, Simplify};
use super::symbol::{Fold, fold_symbol};
use crate::lines::Break;

/// One pass over the source.
pub(super) struct Folder<'s> {
    text: Text<'s>,
    simplify: &'static Simplify,
    breaks: Vec<Break>,
    next_break: usize,
    pending_space: Option<usize>,
    /// Inside a pair of straight quotation marks.
    quoted: bool,
}

impl<'s> Folder<'s> {
    pub(super) fn new(source: &'s str, breaks: Vec<Break>) -> Self {
        let text =
            Text { source, folded: String::with_capacity(source.len()), origins: Origins::default(), traditional: 0 };
        Self { text, simplify: &SIMPLIFY, breaks, next_break: 0, pending_space: None, quoted: false }
    }

    pub(super) fn run(mut self) -> Text<'s> {
        let source = self.text.source;
        let mut at = 0;
        while let Some(c) = source.get(at..).and_then(|s| s.chars().next()) {
            at = self.step(at, c);
            at = self.plain(at);
        }
        self.text
    }

    /// Copies the characters from `from` that fold to themselves, which is most of a
    /// text; gives where to go on.
    fn plain(&mut self, from: usize) -> usize {
        if self.pending_space.is_some() {
            return from;
        }
        let source = self.text.source;
        let limit = self.breaks.get(self.next_break).map_or(source.len(), |b| b.start);
        let mut at = from;
        while at < limit
            && let Some(len) = source.as_bytes().get(at..).and_then(|rest| self.simplify.plain_len(rest))
        {
            at += len;
        }
        if at > from {
            self.text.origins.add(self.text.folded.len(), from);
            self.text.folded.push_str(source.get(from..at).unwrap_or_default());
        }
        at
    }

    /// Handles the character `c` at `at`; gives where to go on.
    fn step(&mut self, at: usize, c: char) -> usize {
        if let Some(b) = self.breaks.get(self.next_break)
            && b.start == at
        {
            let (end, hard) = (b.end, b.hard);
            self.next_break += 1;
            if hard {
                self.pending_space = None;
                self.quoted = false;
                self.push(at, '\n');
            }
            return end.max(at + c.len_utf8());
        }
        if c < '\u{80}' {
            return self.ascii(at, c);
        }
        let next = at + c.len_utf8();
        if ('\u{4e00}'..='\u{9fff}').contains(&c) {
            let simple = self.simplify.char(c);
            self.text.traditional += usize::from(simple != c);
            self.push(at, simple);
            return next;
        }
        match fold_symbol(c) {
            Fold::Drop => next,
            Fold::Space => {
                self.space(at);
                next
            }
            Fold::Mark => footnote_end(self.text.source, at).unwrap_or_else(|| {
                self.push(at, c);
                next
            }),
            Fold::Char(folded) => {
                self.settle(at, folded);
                next
            }
        }
    }

    fn ascii(&mut self, at: usize, c: char) -> usize {
        let rest = self.text.source.get(at..).unwrap_or_default();
        match c {
            ' ' | '\t' | '\r' | '\x0b' | '\x0c' => self.space(at),
            '*' if rest.starts_with("**") => return at + 2,
            '[' if let Some(end) = footnote_end(self.text.source, at) => return end,
            _ => self.settle(at, c),
        }
        at + 1
    }

    /// Takes in an ASCII character or what folded to one.
    fn settle(&mut self, at: usize, c: char) {
        match c {
            '_' | '{' | '}' | '$' | '\\' => {}
            // What stood between the two was dropped: *_*.
            '*' if self.text.folded.ends_with('*') => self.take_back(1),
            ']' | '〕' | '】' if let Some(bytes) = self.open_footnote() => self.take_back(bytes),
            '"' => {
                self.quoted = !self.quoted;
                self.push(at, if self.quoted { '“' } else { '”' });
            }
            _ => self.push(at, c),
        }
    }

    /// Remembers a space; whether it is kept depends on both its neighbours.
    fn space(&mut self, at: usize) {
        if self.pending_space.is_none() && !self.text.folded.is_empty() {
            self.pending_space = Some(at);
        }
    }

    /// Removes the last `bytes` of the folded text again, and a space before
    /// them, which their neighbours kept.
    fn take_back(&mut self, bytes: usize) {
        let mut len = self.text.folded.len() - bytes;
        self.pending_space = None;
        if self.text.folded.get(..len).is_some_and(|t| t.ends_with(' ')) {
            len -= 1;
            self.pending_space = Some(self.text.origins.of(len));
        }
        self.text.folded.truncate(len);
        self.text.origins.truncate(len);
    }

    /// Bytes of a footnote mark that only lacks its closing bracket at the end
    /// of the folded text: what was dropped inside it hid it from the source.
    fn open_footnote(&self) -> Option<usize> {
        let folded = &self.text.folded;
        let (start, _) = folded.char_indices().rev().take(6).find(|(_, c)| matches!(c, '[' | '［' | '〔' | '【'))?;
        let mark = folded.get(start..)?;
        footnote_end(&[mark, "]"].concat(), 0).map(|_| mark.len())
    }

    fn push(&mut self, at: usize, c: char) {
        if let Some(space) = self.pending_space.take()
            && self.keeps_space(c)
        {
            self.text.origins.add(self.text.folded.len(), space);
            self.text.folded.push(' ');
        }
        self.text.origins.add(self.text.folded.len(), at);
        self.text.folded.push(c);
    }

    /// A space says something between two Latin words or two numbers, and after
    /// a full stop, where it is often all that is left of a paragraph break.
    fn keeps_space(&self, next: char) -> bool {
        let Some(last) = self.text.folded.chars().next_back() else {
            return false;
        };
        match last {
            '\n' => false,
            '。' | '!' | '?' | ';' => true,
            _ => last.is_ascii_alphanumeric() && next.is_ascii_alphanumeric() || last == '%' && next.is_ascii_digit(),
        }
    }
}

/// Where a footnote mark that opens at `at` ends: 〔12〕, 【12】, [12], ［注3］.
fn footnote_end(source: &str, at: usize) -> Option<usize> {
    let rest = source.get(at..)?;
    let mut chars = rest.char_indices().skip(1);
    let mut digits = 0;
    for (offset, c) in chars.by_ref().take(5) {
        match c {
            '0'..='9' | '\u{ff10}'..='\u{ff19}' => digits += 1,
            '注' | '释' if digits == 0 => {}
            '〕' | '】' | ']' | '］' if digits > 0 => return Some(at + offset + c.len_utf8()),
            _ => return None,
        }
    }
    None
}
