//! Traditional characters to simplified ones, and the characters that need no
//! folding at all.

use std::sync::LazyLock;

/// Traditional to simplified by character, for the Basic Multilingual Plane.
pub(super) struct Simplify {
    table: Box<[u16]>,
    /// A bit for each character that folds to itself wherever it stands.
    plain: Box<[u64; 1 << 10]>,
}

/// Marks that fold to themselves. Letters, digits and other ASCII do too, without
/// these that may be markup, a footnote mark or a quotation mark.
const PLAIN_MARKS: &str = "。、“”‘’《》—…";
const SPECIAL: &[u8] = b"_{}$\\*[]\"";

pub(super) static SIMPLIFY: LazyLock<Simplify> = LazyLock::new(|| {
    let mut table: Box<[u16]> = (0..=u16::MAX).collect();
    for line in include_str!("../../data/simplified.txt").lines() {
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
    let mut plain = Box::new([0; 1 << 10]);
    let ascii = (0x21..0x7F).filter(|code| !SPECIAL.contains(code)).map(usize::from);
    let marks = PLAIN_MARKS.chars().map(|mark| mark as usize);
    let ideographs = (0x4E00..0xA000).filter(|&code| usize::from(table[code]) == code);
    for code in ascii.chain(marks).chain(ideographs) {
        plain[code / 64] |= 1 << (code % 64);
    }
    Simplify { table, plain }
});

impl Simplify {
    /// The simplified form.
    pub(super) fn char(&self, c: char) -> char {
        match u16::try_from(u32::from(c)) {
            Ok(code) => char::from_u32(u32::from(self.table[usize::from(code)])).unwrap_or(c),
            Err(_) => c,
        }
    }

    /// Length of the character that a text begins with, if it folds to itself
    /// wherever it stands.
    #[inline]
    pub(super) fn plain_len(&self, text: &[u8]) -> Option<usize> {
        let low = |byte: u8| usize::from(byte & 0x3F);
        let (code, len) = match *text {
            [first @ 0..0x80, ..] => (usize::from(first), 1),
            [first @ 0xE0..=0xEF, second, third, ..] => {
                (usize::from(first & 0xF) << 12 | low(second) << 6 | low(third), 3)
            }
            _ => return None,
        };
        (self.plain[code / 64] >> (code % 64) & 1 == 1).then_some(len)
    }
}
