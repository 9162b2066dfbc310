//! What a file is, by its content. The name it was handed in under and the type
//! that was declared for it are not looked at.
//!
//! The list is data: `data/evidence_types.csv`. The first row that fits wins.

use std::sync::LazyLock;

const TABLE: &str = include_str!("../../data/evidence_types.csv");

/// A type of file that may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaType {
    /// The usual ending of its names.
    pub extension: &'static str,
    /// Its name as in `Content-Type`.
    pub name: &'static str,
    /// The first bytes in hexadecimal, `??` for any byte; empty for plain text.
    magic: &'static str,
    /// What the name of a member begins with, for files that are zip inside.
    member: &'static str,
}

static TYPES: LazyLock<Vec<MediaType>> = LazyLock::new(|| {
    let row = |line: &'static str| {
        let mut cells = line.splitn(5, ',');
        let mut cell = || cells.next().unwrap_or_default();
        MediaType { extension: cell(), name: cell(), magic: cell(), member: cell() }
    };
    TABLE.lines().skip(1).map(row).collect()
});

impl MediaType {
    /// The types that may be kept, in the order in which they are tried.
    pub fn list() -> &'static [Self] {
        &TYPES
    }

    /// The type of a file; none when it is none of those that may be kept.
    pub fn find(bytes: &[u8]) -> Option<&'static Self> {
        TYPES.iter().find(|media| media.fits(bytes))
    }

    fn fits(&self, bytes: &[u8]) -> bool {
        if self.magic.is_empty() {
            return is_text(bytes);
        }
        begins_with(bytes, self.magic)
            && (self.member.is_empty() || members(bytes).any(|name| name.starts_with(self.member.as_bytes())))
    }
}

fn begins_with(bytes: &[u8], magic: &str) -> bool {
    let (pairs, _) = magic.as_bytes().as_chunks::<2>();
    pairs.len() <= bytes.len()
        && pairs.iter().zip(bytes).all(|(pair, byte)| {
            let pair = str::from_utf8(pair).unwrap_or_default();
            pair == "??" || u8::from_str_radix(pair, 16) == Ok(*byte)
        })
}

fn is_text(bytes: &[u8]) -> bool {
    str::from_utf8(bytes)
        .is_ok_and(|text| !text.is_empty() && text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t')))
}

/// Names of the members of a zip, from its directory. Nothing is unpacked.
fn members(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    // The record at the end is 22 bytes and a comment of up to 65,535.
    let tail = bytes.len().saturating_sub(22 + 65_535);
    let end = bytes.get(tail..).and_then(|tail| tail.windows(4).rposition(|w| w == b"PK\x05\x06"));
    let mut at = end.and_then(|end| number(bytes, tail + end + 16, 4)).unwrap_or(bytes.len());
    std::iter::from_fn(move || {
        let header = bytes.get(at..at + 46)?;
        if !header.starts_with(b"PK\x01\x02") {
            return None;
        }
        let lengths = [28, 30, 32].map(|offset| number(header, offset, 2).unwrap_or(0));
        let name = bytes.get(at + 46..at + 46 + lengths[0])?;
        at += 46 + lengths.iter().sum::<usize>();
        Some(name)
    })
}

/// A number with its lowest byte first.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte)))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn zip(names: &[&str]) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04".to_vec();
        let start = bytes.len() as u32;
        for name in names {
            let mut header = [0; 46];
            header[..4].copy_from_slice(b"PK\x01\x02");
            header[28] = name.len() as u8;
            bytes.extend_from_slice(&header);
            bytes.extend_from_slice(name.as_bytes());
        }
        bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0");
        bytes.extend_from_slice(&start.to_le_bytes());
        bytes.extend_from_slice(b"\0\0");
        bytes
    }

    #[test]
    fn content_decides() {
        let mut table = String::new();
        let cases: [(&str, &[u8]); 12] = [
            ("pdf", b"%PDF-1.7\n"),
            ("png", b"\x89PNG\r\n\x1a\n\0"),
            ("jpeg", b"\xff\xd8\xff\xe0\0"),
            ("heic", b"\0\0\0\x18ftypheic"),
            ("mp4", b"\0\0\0\x18ftypisom"),
            ("legacy doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
            ("text", "验收合格\r\n".as_bytes()),
            ("gbk text", b"\xd1\xe9\xca\xd5"),
            ("program", b"\x7fELF\x02\x01\x01"),
            ("windows program", b"MZ\x90\0"),
            ("nothing", b""),
            ("short", b"\x89PN"),
        ];
        for (name, bytes) in cases {
            writeln!(table, "{name}: {}", MediaType::find(bytes).map_or("refused", |media| media.name)).unwrap();
        }
        for names in
            [&["[Content_Types].xml", "word/document.xml"][..], &["xl/workbook.xml"], &["OFD.xml"], &["a.txt"], &[]]
        {
            let found = MediaType::find(&zip(names)).map_or("refused", |media| media.extension);
            writeln!(table, "zip with {names:?}: {found}").unwrap();
        }
        insta::assert_snapshot!(table, @r#"
        pdf: application/pdf
        png: image/png
        jpeg: image/jpeg
        heic: image/heic
        mp4: video/mp4
        legacy doc: application/x-ole-storage
        text: text/plain
        gbk text: refused
        program: refused
        windows program: refused
        nothing: refused
        short: refused
        zip with ["[Content_Types].xml", "word/document.xml"]: docx
        zip with ["xl/workbook.xml"]: xlsx
        zip with ["OFD.xml"]: ofd
        zip with ["a.txt"]: zip
        zip with []: zip
        "#);
    }

    #[test]
    fn damaged_directories_are_no_trouble() {
        let whole = zip(&["word/document.xml", "b"]);
        for length in 0..whole.len() {
            MediaType::find(&whole[..length]);
            let mut changed = whole.clone();
            changed[length] = 0xff;
            MediaType::find(&changed);
        }
    }

    #[test]
    fn the_list_is_well_formed() {
        assert_eq!(MediaType::list().len(), 14);
        for media in MediaType::list() {
            assert!(media.magic.len() % 2 == 0 && media.name.contains('/'), "{media:?}");
        }
    }
}
