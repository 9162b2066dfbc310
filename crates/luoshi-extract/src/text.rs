//! The source text in the form the grammar reads, with a map back.
//!
//! Reports come with full-width digits, traditional script, spaces inside
//! words, `**bold**` markers, footnote marks 〔12〕, page turns (上接第1版) and
//! lines broken in the middle of a sentence. Folding removes these differences
//! and nothing else: it never adds a character, so each folded character has
//! exactly one place in the source, and a folded range maps to one source span.
//! Numbers are not rewritten here (①2020年 must not become 12020年).

mod fold;
mod origin;
mod script;
mod symbol;

use std::ops::Range;

use crate::lines;
use crate::span::Span;
use fold::Folder;
use origin::Origins;

/// A text folded for reading, with the source place of every folded byte.
#[derive(Debug)]
pub struct Text<'s> {
    source: &'s str,
    folded: String,
    origins: Origins,
    /// How many characters were traditional.
    traditional: usize,
}

impl<'s> Text<'s> {
    /// Folds `source`.
    pub fn new(source: &'s str) -> Self {
        Folder::new(source, lines::breaks(source, &[])).run()
    }

    /// Folds `source`, of which `rows` are texts of their own: no sentence goes
    /// on from one to the next.
    pub(crate) fn of_rows(source: &'s str, rows: &[Range<usize>]) -> Self {
        let starts: Vec<usize> = rows.iter().map(|row| row.start).collect();
        Folder::new(source, lines::breaks(source, &starts)).run()
    }

    /// The folded text.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// The text as it came.
    pub fn source(&self) -> &'s str {
        self.source
    }

    /// The folded characters `[start, end)`; empty when out of range.
    pub fn slice(&self, start: usize, end: usize) -> &str {
        self.folded.get(start..end).unwrap_or_default()
    }

    /// The source span of the folded bytes `[start, end)`.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let first = self.source_at(start);
        if start >= end {
            return Span::new(first, first);
        }
        let last = self.source_at(end - 1);
        let width = self.source.get(last..).and_then(|s| s.chars().next()).map_or(0, char::len_utf8);
        Span::new(first, last + width)
    }

    /// The source place of the character that a folded byte belongs to; the end of
    /// the source behind the last one.
    fn source_at(&self, at: usize) -> usize {
        if at >= self.folded.len() {
            return self.source.len();
        }
        self.origins.of(self.folded.floor_char_boundary(at))
    }

    /// The source's own characters for the folded range `[start, end)`.
    pub fn quote(&self, start: usize, end: usize) -> &'s str {
        self.span(start, end).of(self.source)
    }

    /// The source's own characters for a folded range, without line breaks,
    /// spaces, bold markers and footnote marks that stand inside it.
    pub fn clean_quote(&self, start: usize, end: usize) -> String {
        let mut out = String::with_capacity(end.saturating_sub(start));
        if self.slice(start, end).is_empty() {
            return out;
        }
        for (folded, place) in self.origins.pieces(start, end) {
            for (offset, _) in self.slice(folded.start, folded.end).char_indices() {
                out.extend(self.source.get(place + offset..).and_then(|s| s.chars().next()));
            }
        }
        out
    }

    /// First folded byte whose source place is at or after `source_offset`.
    pub fn folded_at(&self, source_offset: u32) -> usize {
        let near = self.origins.folded_at(source_offset as usize, self.folded.len());
        self.folded.ceil_char_boundary(near)
    }

    /// How many characters of the source were traditional forms.
    pub fn traditional(&self) -> usize {
        self.traditional
    }
}

/// A line folded by itself, for judging what it is.
pub(crate) fn folded_line(line: &str) -> String {
    Folder::new(line, Vec::new()).run().folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(source: &str) -> String {
        let text = Text::new(source);
        let folded = text.folded().to_owned();
        for (at, c) in folded.char_indices() {
            let span = text.span(at, at + c.len_utf8());
            assert_eq!(span.of(source).chars().count(), 1, "{c} of {source}");
        }
        folded
    }

    #[test]
    fn folding_keeps_one_source_character_for_each_folded_one() {
        assert_eq!(fold("增长７．１％，完成５７．３亿元"), "增长7.1%,完成57.3亿元");
        assert_eq!(fold("“11355”发展战略〔1〕,以及［２］其他[33]"), "“11355”发展战略,以及其他");
        assert_eq!(fold("PM_{2.5}浓度、PM₂.₅浓度"), "PM2.5浓度、PM2.5浓度");
        assert_eq!(fold("**提高项目谋划精度。**坚持"), "提高项目谋划精度。坚持");
        assert_eq!(fold("經濟總量達到2458.8億元"), "经济总量达到2458.8亿元");
        assert_eq!(fold("地区 生产　总值增长 5 %"), "地区生产总值增长5%");
        assert_eq!(fold("分别增长6.5% 5.2%"), "分别增长6.5% 5.2%");
        assert_eq!(fold("二○二六年"), "二〇二六年");
        assert_eq!(fold("①2020年"), "①2020年");
    }

    #[test]
    fn a_folded_range_is_one_contiguous_piece_of_the_source() {
        let source = "生產總值２４５８．８億元〔３〕，增長５％";
        let text = Text::new(source);
        let at = text.folded().find("2458.8亿元,增长").expect("the folded text holds it");
        assert_eq!(text.quote(at, at + "2458.8亿元,增长".len()), "２４５８．８億元〔３〕，增長");
        assert_eq!(text.clean_quote(at, at + "2458.8亿元,增长".len()), "２４５８．８億元，增長");
    }

    #[test]
    fn what_is_dropped_hides_no_mark() {
        assert_eq!(fold("坚持*_*稳中求进"), "坚持稳中求进");
        assert_eq!(fold("坚持＊＊稳中求进"), "坚持稳中求进");
        assert_eq!(fold("布局[1_2]及〔[3]4〕其他"), "布局及其他");
        assert_eq!(fold("总产值。\n— ３ —\n增长"), "总产值。\n增长");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for source in [
            "(上接第1版)〔12〕\n政府工作报告",
            "增长７．１％\r\n\r\n二、今年",
            "a  b\n\n c",
            "（上接第１版）\n為\n\n1515名",
        ] {
            let once = fold(source);
            assert_eq!(fold(&once), once);
        }
    }
}
