//! Bytes to text: which of the encodings Chinese offices use, found out by trying.
//!
//! Order: byte order mark, valid UTF-8, UTF-16 by its zero bytes, the charset an
//! html page declares, and last the encoding under which the text has most
//! common characters. Statistics of byte pairs (as browsers guess) mistake Big5
//! for GBK without a single invalid byte; 政府 against 淉葬 no one mistakes.
//! GB2312 and GBK are decoded as GB18030, which contains both.

use std::collections::HashSet;
use std::sync::LazyLock;

use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::Problem;

/// Text and how it was got.
#[derive(Debug)]
pub(crate) struct Decoded {
    /// The text without a byte order mark.
    pub(crate) text: String,
    /// The encoding's name in lower case.
    pub(crate) encoding: &'static str,
    /// How many broken sequences became U+FFFD.
    pub(crate) replaced: usize,
}

/// How much text is looked at to choose an encoding.
const SAMPLE_BYTES: usize = 64 * 1024;
/// Of 1000 characters that are neither ASCII nor punctuation, how many must be common.
/// Right decodings have 500 to 900, wrong ones below 100.
const COMMON_PERMILLE: usize = 150;
/// Where html and xml must have declared their encoding.
const DECLARED_WITHIN: usize = 4096;

static COMMON: LazyLock<HashSet<char>> =
    LazyLock::new(|| include_str!("../data/common.txt").chars().filter(|c| !c.is_whitespace()).collect());

/// Decodes a file's bytes.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<Decoded, Problem> {
    if let Some((encoding, length)) = Encoding::for_bom(&bytes) {
        return decode_marked(bytes, encoding, length);
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) if is_binary(&text) => return Err(binary()),
        Ok(text) => return Ok(utf8(text)),
        Err(error) => error.into_bytes(),
    };
    if let Some(encoding) = utf16_by_zeros(&bytes) {
        return decode_as(&bytes, encoding).ok_or_else(binary);
    }
    if let Some(decoded) = declared(&bytes).and_then(|encoding| decode_as(&bytes, encoding)) {
        return Ok(decoded);
    }
    // UTF-8 before the others: no text in another encoding has valid multi-byte
    // sequences ten times as often as invalid ones.
    if is_nearly_utf8(&bytes)
        && let Some(decoded) = decode_as(&bytes, UTF_8)
    {
        return Ok(decoded);
    }
    best_fit(&bytes)
        .and_then(|encoding| decode_as(&bytes, encoding))
        .ok_or_else(|| if has_controls(&bytes) { binary() } else { Problem::Undecodable })
}

fn binary() -> Problem {
    Problem::UnknownFormat { looks_like: "binary data" }
}

fn utf8(text: String) -> Decoded {
    Decoded { text, encoding: "utf-8", replaced: 0 }
}

fn decode_marked(mut bytes: Vec<u8>, encoding: &'static Encoding, mark: usize) -> Result<Decoded, Problem> {
    bytes.drain(..mark);
    if encoding != UTF_8 {
        return decode_as(&bytes, encoding).ok_or(Problem::Undecodable);
    }
    match String::from_utf8(bytes) {
        Ok(text) if is_binary(&text) => Err(binary()),
        Ok(text) => Ok(utf8(text)),
        Err(error) => decode_as(error.as_bytes(), UTF_8).ok_or(Problem::Undecodable),
    }
}

/// Decodes the whole file, if at most one character in a thousand is broken and
/// the result reads like text.
fn decode_as(bytes: &[u8], encoding: &'static Encoding) -> Option<Decoded> {
    let encoding = if encoding == GBK { GB18030 } else { encoding };
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let replaced = if had_errors { broken(&text) } else { 0 };
    if replaced > 0 {
        let foreign = text.chars().filter(|c| !c.is_ascii()).count();
        let tolerable = 1 + text.chars().count() / 1000;
        if replaced > tolerable || foreign < replaced * 10 {
            return None;
        }
    }
    if is_binary(&text) {
        return None;
    }
    let name = match encoding {
        e if e == UTF_8 => "utf-8",
        e if e == GB18030 => "gb18030",
        e if e == BIG5 => "big5",
        e if e == UTF_16LE => "utf-16le",
        e if e == UTF_16BE => "utf-16be",
        other => other.name(),
    };
    Some(Decoded { text: text.into_owned(), encoding: name, replaced })
}

/// Whether a sample has few broken sequences, so that the whole file is worth trying.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    let sample = sample(bytes, UTF_8);
    let broken = sample.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    broken <= 2 + sample.len() / 1000
}

fn broken(text: &str) -> usize {
    text.matches(char::REPLACEMENT_CHARACTER).count()
}

/// UTF-16 of text with some ASCII has a zero in every second byte there; no
/// other text has zeros at all.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let enough = sample.len() / 100;
    if odd > enough && odd > even * 20 {
        Some(UTF_16LE)
    } else if even > enough && even > odd * 20 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The encoding named by `<meta charset=…>` or `<?xml encoding=…?>`, if the text
/// decoded so reads like Chinese: servers and editors declare wrongly.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..DECLARED_WITHIN).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (before, after) = head.split_once("charset").or_else(|| head.split_once("encoding"))?;
    if !before.contains('<') {
        return None;
    }
    let label: String = after
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\''))
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    let encoding = Encoding::for_label(label.as_bytes())?;
    (fit(bytes, encoding) >= COMMON_PERMILLE).then_some(encoding)
}

/// The encoding under which a sample has the largest share of common characters.
fn best_fit(bytes: &[u8]) -> Option<&'static Encoding> {
    [GB18030, BIG5, UTF_16LE, UTF_16BE]
        .into_iter()
        .map(|encoding| (fit(bytes, encoding), encoding))
        .filter(|(fit, _)| *fit >= COMMON_PERMILLE)
        .max_by_key(|(fit, _)| *fit)
        .map(|(_, encoding)| encoding)
}

/// Of 1000 characters outside ASCII and punctuation, how many are common ones.
/// Broken sequences and control characters count against it.
fn fit(bytes: &[u8], encoding: &'static Encoding) -> usize {
    let (text, _) = encoding.decode_without_bom_handling(sample(bytes, encoding));
    let (mut common, mut counted) = (0, 0);
    for c in text.chars() {
        if COMMON.contains(&c) {
            common += 1;
            counted += 1;
        } else if is_control(c) || c == char::REPLACEMENT_CHARACTER {
            counted += 3;
        } else if !c.is_ascii() && !is_punctuation(c) {
            counted += 1;
        }
    }
    common * 1000 / counted.max(1)
}

/// The part of a file that decides. A character may begin with any byte in
/// UTF-16, and only with one outside ASCII in the others: there the sample starts
/// at the first such byte, past what all encodings have in common.
fn sample<'a>(bytes: &'a [u8], encoding: &Encoding) -> &'a [u8] {
    let wide = encoding == UTF_16LE || encoding == UTF_16BE;
    let start = if wide { 0 } else { bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0) };
    let rest = bytes.get(start..).unwrap_or_default();
    rest.get(..SAMPLE_BYTES).unwrap_or(rest)
}

fn is_punctuation(c: char) -> bool {
    matches!(c, '\u{A0}'..='\u{BF}' | '\u{2000}'..='\u{206F}' | '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}')
}

fn is_control(c: char) -> bool {
    c.is_control() && !c.is_whitespace()
}

/// More than one control character in a hundred: no text, even if it decodes.
fn is_binary(text: &str) -> bool {
    let controls = text.chars().filter(|c| is_control(*c)).count();
    controls > 0 && controls * 100 > text.chars().count()
}

fn has_controls(bytes: &[u8]) -> bool {
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    let controls = sample.iter().filter(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()).count();
    controls * 100 > sample.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_and_wrong_encodings_are_far_apart() {
        let simplified = include_str!("../tests/fixtures/report.txt");
        let traditional = "各位代表，現在我代表縣人民政府向大會報告工作，請予審議。\
            全縣生產總值增長6.2%，新增就業3200人，優化營商環境，辦好民生實事。";
        for (text, right) in [
            (simplified, GB18030),
            (simplified, UTF_16LE),
            (simplified, UTF_16BE),
            (traditional, GB18030),
            (traditional, BIG5),
            (traditional, UTF_16LE),
        ] {
            let bytes: Vec<u8> = match right {
                e if e == UTF_16LE => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                e if e == UTF_16BE => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
                other => other.encode(text).0.into_owned(),
            };
            for encoding in [GB18030, BIG5, UTF_16LE, UTF_16BE] {
                let fit = fit(&bytes, encoding);
                let names = (right.name(), encoding.name(), fit);
                assert!(if encoding == right { fit > 500 } else { fit < 100 }, "{names:?}");
            }
        }
    }
}
