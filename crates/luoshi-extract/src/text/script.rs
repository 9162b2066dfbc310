//! Traditional characters to simplified ones.

use std::sync::LazyLock;

/// Traditional to simplified by character, for the Basic Multilingual Plane.
pub(super) struct Simplify {
    table: Box<[u16]>,
}

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
    Simplify { table }
});

impl Simplify {
    /// The simplified form.
    pub(super) fn char(&self, c: char) -> char {
        match u16::try_from(u32::from(c)) {
            Ok(code) => char::from_u32(u32::from(self.table[usize::from(code)])).unwrap_or(c),
            Err(_) => c,
        }
    }

    /// Whether a text begins with a unified ideograph that is no traditional form.
    #[inline]
    pub(super) fn keeps_first(&self, text: &[u8]) -> bool {
        let [first @ 0xE4..=0xE9, second, third, ..] = *text else {
            return false;
        };
        let low = |byte: u8| u16::from(byte & 0x3F);
        let code = u16::from(first & 0xF) << 12 | low(second) << 6 | low(third);
        code >= 0x4E00 && self.table[usize::from(code)] == code
    }
}
