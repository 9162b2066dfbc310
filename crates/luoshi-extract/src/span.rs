//! A half-open byte range of the original text: the one thing that ties every
//! fact to its place in the source.
//!
//! Everything inside the program uses byte offsets; the published JSON uses
//! offsets in Unicode scalar values, because that is what its readers (Python,
//! people counting characters) slice by. [`CharIndex`] converts.

use std::fmt;

/// A half-open range `[start, end)` of bytes of the original text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Makes the span `[start, end)`; `start` must not exceed `end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span must not end before it starts");
        Self { start: start as u32, end: end as u32 }
    }

    /// The slice of `text` this span names.
    ///
    /// Gives the empty string when the span does not fit `text`, which cannot
    /// happen for a span that was made from the same text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether `other` lies wholly inside this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// Distance between two entries of [`CharIndex`], in bytes.
const STRIDE: usize = 64;

/// Converts byte offsets of one text to offsets in Unicode scalar values.
#[derive(Debug)]
pub struct CharIndex<'t> {
    text: &'t str,
    /// Entry `i` counts the characters that start before byte `i * STRIDE`.
    counts: Vec<u32>,
}

impl<'t> CharIndex<'t> {
    /// Indexes `text` in one pass.
    pub fn new(text: &'t str) -> Self {
        let mut counts = Vec::with_capacity(text.len() / STRIDE + 2);
        let mut seen = 0u32;
        for block in text.as_bytes().chunks(STRIDE) {
            counts.push(seen);
            seen += count_chars(block);
        }
        counts.push(seen);
        Self { text, counts }
    }

    /// The character offset of a byte offset that lies on a character boundary.
    pub fn char_offset(&self, byte: u32) -> usize {
        let byte = (byte as usize).min(self.text.len());
        let block = byte / STRIDE;
        let rest = &self.text.as_bytes()[block * STRIDE..byte];
        (self.counts[block] + count_chars(rest)) as usize
    }

    /// The span as `[start, end)` in Unicode scalar values.
    pub fn chars(&self, span: Span) -> [usize; 2] {
        [self.char_offset(span.start), self.char_offset(span.end)]
    }
}

fn count_chars(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&b| b.cast_signed() >= -0x40).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn byte_offsets_become_character_offsets() {
        let text = "增长7.1%,𠮷林".repeat(40);
        let index = CharIndex::new(&text);
        for (chars, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(index.char_offset(byte as u32), chars);
        }
        assert_eq!(index.char_offset(text.len() as u32), text.chars().count());
    }
}
