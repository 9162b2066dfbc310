//! The source text in the form the grammar reads, with a map back.
//!
//! Reports come with full-width digits, traditional script, spaces inside
//! words, `**bold**` markers, footnote marks 〔12〕, page turns (上接第1版) and
//! lines broken in the middle of a sentence. Folding removes these differences
//! and nothing else: it never adds a character, so each folded character has
//! exactly one place in the source, and a folded range maps to one source span.
//! Numbers are not rewritten here (①2020年 must not become 12020年).

use std::ops::Range;
use std::sync::LazyLock;

use crate::lines::{self, Break};
use crate::span::Span;

/// A text folded for reading, with the source place of every folded byte.
#[derive(Debug)]
pub struct Text<'s> {
    source: &'s str,
    folded: String,
    /// Source byte offset of the character each folded byte belongs to.
    origin: Vec<u32>,
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
        let len = self.source.len();
        if start >= end {
            let at = self.origin.get(start).map_or(len, |&o| o as usize);
            return Span::new(at, at);
        }
        let first = self.origin.get(start).map_or(len, |&o| o as usize);
        let last = self.origin.get(end - 1).map_or(len, |&o| o as usize);
        let width = self.source.get(last..).and_then(|s| s.chars().next()).map_or(0, char::len_utf8);
        Span::new(first, last + width)
    }

    /// The source's own characters for the folded range `[start, end)`.
    pub fn quote(&self, start: usize, end: usize) -> &'s str {
        self.span(start, end).of(self.source)
    }

    /// The source's own characters for a folded range, without line breaks,
    /// spaces, bold markers and footnote marks that stand inside it.
    pub fn clean_quote(&self, start: usize, end: usize) -> String {
        let mut out = String::with_capacity(end.saturating_sub(start));
        let mut last = u32::MAX;
        for &at in self.origin.get(start..end).unwrap_or_default() {
            if at != last {
                out.extend(self.source.get(at as usize..).and_then(|s| s.chars().next()));
                last = at;
            }
        }
        out
    }

    /// First folded byte whose source place is at or after `source_offset`.
    pub fn folded_at(&self, source_offset: u32) -> usize {
        self.origin.partition_point(|&o| o < source_offset)
    }

    /// How many characters of the source were traditional forms.
    pub fn traditional(&self) -> usize {
        self.traditional
    }
}

/// Traditional to simplified by character, for the Basic Multilingual Plane.
struct Simplify {
    table: Box<[u16]>,
}

static SIMPLIFY: LazyLock<Simplify> = LazyLock::new(|| {
    let mut table: Box<[u16]> = (0..=u16::MAX).collect();
    for line in include_str!("../data/simplified.txt").lines() {
        let mut chars = line.chars().filter(|c| !c.is_whitespace());
        if let (Some(from), Some(to)) = (chars.next(), chars.next())
            && let (Ok(from), Ok(to)) = (u16::try_from(u32::from(from)), u16::try_from(u32::from(to)))
        {
            table[usize::from(from)] = to;
        }
    }
    // A few simplified forms are traditional ones of other characters: 薴→苧, 苧→苎.
    for code in 0..table.len() {
        let simple = usize::from(table[code]);
        table[code] = table[simple];
    }
    Simplify { table }
});

impl Simplify {
    fn char(&self, c: char) -> char {
        match u16::try_from(u32::from(c)) {
            Ok(code) => char::from_u32(u32::from(self.table[usize::from(code)])).unwrap_or(c),
            Err(_) => c,
        }
    }

    /// Whether a text begins with a unified ideograph that is no traditional form.
    #[inline]
    fn keeps_first(&self, text: &[u8]) -> bool {
        let [first @ 0xE4..=0xE9, second, third, ..] = *text else {
            return false;
        };
        let low = |byte: u8| u16::from(byte & 0x3F);
        let code = u16::from(first & 0xF) << 12 | low(second) << 6 | low(third);
        code >= 0x4E00 && self.table[usize::from(code)] == code
    }
}

/// One pass over the source.
struct Folder<'s> {
    text: Text<'s>,
    simplify: &'static Simplify,
    breaks: Vec<Break>,
    next_break: usize,
    pending_space: Option<u32>,
    /// Inside a pair of straight quotation marks.
    quoted: bool,
}

impl<'s> Folder<'s> {
    fn new(source: &'s str, breaks: Vec<Break>) -> Self {
        let text = Text {
            source,
            folded: String::with_capacity(source.len()),
            origin: Vec::with_capacity(source.len() + 1),
            traditional: 0,
        };
        Self { text, simplify: &SIMPLIFY, breaks, next_break: 0, pending_space: None, quoted: false }
    }

    fn run(mut self) -> Text<'s> {
        let source = self.text.source;
        let mut at = 0;
        while let Some(c) = source.get(at..).and_then(|s| s.chars().next()) {
            at = self.step(at, c);
            at = self.plain_ideographs(at);
        }
        self.text
    }

    /// Copies the ideographs from `from` that fold to themselves, which is most of
    /// a text; gives where to go on.
    fn plain_ideographs(&mut self, from: usize) -> usize {
        if self.pending_space.is_some() {
            return from;
        }
        let source = self.text.source;
        let limit = self.breaks.get(self.next_break).map_or(source.len(), |b| b.start);
        let mut at = from;
        while at < limit && source.as_bytes().get(at..).is_some_and(|rest| self.simplify.keeps_first(rest)) {
            self.text.origin.extend_from_slice(&[at as u32; 3]);
            at += 3;
        }
        self.text.folded.push_str(source.get(from..at).unwrap_or_default());
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
            self.pending_space = Some(at as u32);
        }
    }

    /// Removes the last `bytes` of the folded text again, and a space before
    /// them, which their neighbours kept.
    fn take_back(&mut self, bytes: usize) {
        let mut len = self.text.folded.len() - bytes;
        self.pending_space = None;
        if self.text.folded.get(..len).is_some_and(|t| t.ends_with(' ')) {
            len -= 1;
            self.pending_space = self.text.origin.get(len).copied();
        }
        self.text.folded.truncate(len);
        self.text.origin.truncate(len);
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
            self.text.folded.push(' ');
            self.text.origin.push(space);
        }
        self.text.folded.push(c);
        for _ in 0..c.len_utf8() {
            self.text.origin.push(at as u32);
        }
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

enum Fold {
    Char(char),
    Space,
    Drop,
    /// The opening bracket of what may be a footnote mark.
    Mark,
}

/// Folds what is neither ASCII nor a unified ideograph.
fn fold_symbol(c: char) -> Fold {
    match c {
        '\u{ff01}'..='\u{ff5e}' if c == '［' => Fold::Mark,
        '\u{ff01}'..='\u{ff5e}' => Fold::Char(char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)),
        '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{3000}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => {
            Fold::Space
        }
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{fe0f}' => {
            Fold::Drop
        }
        '〔' | '【' => Fold::Mark,
        '〇' | '○' | '◯' => Fold::Char('〇'),
        '‐' | '‑' | '–' | '―' | '−' | '﹣' | '─' => Fold::Char('-'),
        '〜' | '∼' => Fold::Char('~'),
        '﹪' => Fold::Char('%'),
        '「' | '『' | '〝' | '‟' => Fold::Char('“'),
        '」' | '』' | '〞' => Fold::Char('”'),
        '﹐' => Fold::Char(','),
        '﹔' => Fold::Char(';'),
        '﹕' | '∶' => Fold::Char(':'),
        '﹒' => Fold::Char('.'),
        '₀'..='₉' => Fold::Char(char::from_u32(u32::from(c) - 0x2080 + 0x30).unwrap_or(c)),
        '\u{f900}'..='\u{faff}' | '\u{2e80}'..='\u{2fdf}' => Fold::Char(compatibility(c)),
        _ => Fold::Char(c),
    }
}

/// Compatibility ideographs and radicals that stand for common characters.
fn compatibility(c: char) -> char {
    const PAIRS: &[(char, char)] = &[
        ('⺠', '民'),
        ('⻓', '长'),
        ('⻋', '车'),
        ('⻔', '门'),
        ('⻚', '页'),
        ('⻛', '风'),
        ('⻢', '马'),
        ('⻰', '龙'),
        ('⼀', '一'),
        ('⼆', '二'),
        ('⼈', '人'),
        ('⼊', '入'),
        ('⼋', '八'),
        ('⼒', '力'),
        ('⼗', '十'),
        ('⼟', '土'),
        ('⼤', '大'),
        ('⼥', '女'),
        ('⼦', '子'),
        ('⼩', '小'),
        ('⼭', '山'),
        ('⼯', '工'),
        ('⼴', '广'),
        ('⼼', '心'),
        ('⼿', '手'),
        ('⽂', '文'),
        ('⽅', '方'),
        ('⽇', '日'),
        ('⽉', '月'),
        ('⽊', '木'),
        ('⽔', '水'),
        ('⽕', '火'),
        ('⽣', '生'),
        ('⽤', '用'),
        ('⽥', '田'),
        ('⽬', '目'),
        ('⽯', '石'),
        ('⽴', '立'),
        ('⾏', '行'),
        ('⾕', '谷'),
        ('⾥', '里'),
        ('⾦', '金'),
        ('⾼', '高'),
        ('⾃', '自'),
        ('⾄', '至'),
        ('⾊', '色'),
        ('⾐', '衣'),
        ('⾛', '走'),
        ('⾜', '足'),
        ('⾝', '身'),
        ('⾬', '雨'),
        ('⾯', '面'),
        ('⾷', '食'),
        ('⾸', '首'),
        ('⿊', '黑'),
        ('⿓', '龙'),
    ];
    PAIRS.iter().find(|(from, _)| *from == c).map_or(c, |&(_, to)| to)
}

/// A line folded by itself, for judging what it is.
pub(crate) fn folded_line(line: &str) -> String {
    Folder::new(line, Vec::new()).run().folded
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
