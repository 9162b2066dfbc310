use luoshi_source::Format;

use crate::{problem, read, report};

const SIMPLIFIED: &str = "今年全市生产总值增长6%左右，新增就业3200人。\r\n";
const TRADITIONAL: &str = "今年全市生產總值增長6%左右，新增就業3200人，優化營商環境。\r\n";

fn utf16(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

fn marked(mark: &[u8], bytes: &[u8]) -> Vec<u8> {
    [mark, bytes].concat()
}

fn legacy(encoding: &'static encoding_rs::Encoding, text: &str) -> Vec<u8> {
    let (bytes, used, lossy) = encoding.encode(text);
    assert!(!lossy && used == encoding);
    bytes.into_owned()
}

#[test]
fn every_encoding_gives_exactly_the_text() {
    let long = SIMPLIFIED.repeat(40);
    let rare = "县城䶮山、𠮷祥镇的生产总值增长。";
    for (name, bytes, text) in [
        ("utf-8", SIMPLIFIED.into(), SIMPLIFIED),
        ("utf-8", marked(b"\xEF\xBB\xBF", SIMPLIFIED.as_bytes()), SIMPLIFIED),
        ("utf-16le", marked(b"\xFF\xFE", &utf16(SIMPLIFIED, false)), SIMPLIFIED),
        ("utf-16be", marked(b"\xFE\xFF", &utf16(SIMPLIFIED, true)), SIMPLIFIED),
        ("utf-16le", utf16(&long, false), &long),
        ("utf-16be", utf16(&long, true), &long),
        ("utf-16le", utf16("生产总值增长", false), "生产总值增长"),
        ("gb18030", legacy(encoding_rs::GBK, SIMPLIFIED), SIMPLIFIED),
        ("gb18030", legacy(encoding_rs::GBK, TRADITIONAL), TRADITIONAL),
        ("gb18030", legacy(encoding_rs::GB18030, rare), rare),
        ("big5", legacy(encoding_rs::BIG5, TRADITIONAL), TRADITIONAL),
    ] {
        let source = read(bytes);
        assert_eq!((source.encoding, source.text.as_str(), source.replaced), (name, text, 0));
        assert_eq!(source.format, Format::Txt);
        assert_eq!(source.parts.len(), 1);
        assert_eq!(source.parts[0], 0..text.len());
    }
}

#[test]
fn simplified_and_traditional_are_told_apart_in_short_texts() {
    for (encoding, text) in [
        (encoding_rs::GB18030, "政府工作报告"),
        (encoding_rs::GB18030, "一、2024年工作回顾"),
        (encoding_rs::GB18030, "芮城县"),
        (encoding_rs::BIG5, "政府工作報告"),
        (encoding_rs::BIG5, "一、2024年工作回顧"),
    ] {
        assert_eq!(read(legacy(encoding, text)).text, text);
    }
}

#[test]
fn few_broken_bytes_are_replaced_and_counted() {
    let mut bytes = SIMPLIFIED.repeat(100).into_bytes();
    bytes[3000] = 0xFF;
    let source = read(bytes);
    assert_eq!(source.encoding, "utf-8");
    assert!((1..=3).contains(&source.replaced));
    assert_eq!(source.text.matches('\u{FFFD}').count(), source.replaced);

    let mut cut = legacy(encoding_rs::GB18030, &report());
    cut.pop();
    assert_eq!(read(cut).encoding, "gb18030");
}

#[test]
fn many_broken_bytes_are_an_error() {
    let mut bytes = SIMPLIFIED.repeat(100).into_bytes();
    bytes.iter_mut().step_by(20).for_each(|byte| *byte = 0xFF);
    assert_eq!(problem(bytes).code(), "undecodable");
    assert_eq!(problem(&b"caf\xE9 cr\xE8me br\xFBl\xE9e"[..]).code(), "undecodable");
}

#[test]
fn text_is_kept_as_it_is() {
    let text = "\u{3000}\u{3000}第一段\r\n第二段\n\n\t末行\u{a0}\u{200b} ";
    assert_eq!(read(text).text, text);
    assert_eq!(read("\u{FEFF}一\u{FEFF}二").text, "一\u{FEFF}二");
}
