//! The explanation of terms (名词解释) at the end of a report.
//!
//! Read from the source itself, because the ordinals may be printed as the
//! footnote marks that folding takes out of the text: 〔1〕, [1].

use crate::document::Term;
use crate::span::Span;

/// Reads the entries in `span` of the source.
pub(crate) fn read(source: &str, span: Span) -> Vec<Term> {
    let text = span.of(source);
    let marks = marks(text);
    if marks.len() < 2 && text.matches([':', '：']).count() > marks.len() + 1 {
        return unnumbered(source, span);
    }
    let mut out = Vec::with_capacity(marks.len());
    for (index, mark) in marks.iter().enumerate() {
        let end = marks.get(index + 1).map_or(text.len(), |next| next.start);
        if let Some(term) = entry(source, span, mark.number, mark.start, mark.end, end) {
            out.push(term);
        }
    }
    out
}

/// A printed ordinal inside the glossary.
struct Mark {
    number: u32,
    start: usize,
    end: usize,
}

/// The ordinals 1, 2, 3 … in order.
fn marks(text: &str) -> Vec<Mark> {
    let mut out: Vec<Mark> = Vec::new();
    let mut expected = 1;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let Some((number, end)) = mark_at(text, at, c) else { continue };
        // A page may lose one ordinal, not more.
        if (number == expected || number == expected + 1 && out.len() > 1) && opens_entry(text, at) {
            out.push(Mark { number, start: at, end });
            expected = number + 1;
            while chars.peek().is_some_and(|(next, _)| *next < end) {
                chars.next();
            }
        }
    }
    out
}

fn mark_at(text: &str, at: usize, c: char) -> Option<(u32, usize)> {
    if ('①'..='⑳').contains(&c) {
        return Some((u32::from(c) - 0x2460 + 1, at + c.len_utf8()));
    }
    let open = matches!(c, '〔' | '[' | '［' | '【' | '(' | '（');
    let from = if open { at + c.len_utf8() } else { at };
    let (number, end) = digits(text, from)?;
    let close = text.get(end..)?.chars().next()?;
    let closed = if open {
        matches!(close, '〕' | ']' | '］' | '】' | ')' | '）')
    } else {
        matches!(close, '.' | '．' | '、' | ':' | '：')
    };
    closed.then_some((number, end + close.len_utf8()))
}

fn digits(text: &str, from: usize) -> Option<(u32, usize)> {
    let mut number = 0u32;
    let mut end = from;
    for c in text.get(from..)?.chars().take(4) {
        let digit = match c {
            '0'..='9' => u32::from(c) - 0x30,
            '\u{ff10}'..='\u{ff19}' => u32::from(c) - 0xff10,
            _ => break,
        };
        number = number.checked_mul(10)?.checked_add(digit)?;
        end += c.len_utf8();
    }
    (end > from && number < 1000).then_some((number, end))
}

/// An entry begins after a line break, a stop, or the title itself.
fn opens_entry(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default().trim_end_matches([' ', '\u{3000}', '\t', '*']);
    before.is_empty()
        || before.ends_with(['\n', '\r', '。', '”', '"', ';', '；', ':', '：', '!', '！', ')', '）', '.', '…'])
        || before.chars().nth(11).is_none()
}

/// Longest term, in characters.
const MAX_TERM: usize = 60;

fn entry(source: &str, span: Span, number: u32, mark: usize, from: usize, to: usize) -> Option<Term> {
    let text = span.of(source);
    let body = text.get(from..to)?;
    let (term, definition) = divide(body)?;
    let printed = text.get(mark..to)?.trim_end();
    let base = span.start as usize;
    Some(Term {
        number,
        term: tidy(term),
        definition: tidy(definition),
        span: Span::new(base + mark, base + mark + printed.len()),
    })
}

/// Divides an entry at its colon, dash, or 是指.
fn divide(body: &str) -> Option<(&str, &str)> {
    let head: usize = body.char_indices().nth(MAX_TERM).map_or(body.len(), |(at, _)| at);
    let window = body.get(..head)?;
    let marks = [":", "：", "——", "—", "是指", "指的是", "，即", ",即", "\n"];
    let (at, mark) = marks.iter().filter_map(|m| window.find(m).map(|at| (at, *m))).min_by_key(|(at, _)| *at)?;
    let definition = match mark {
        "是指" | "指的是" | "，即" | ",即" => body.get(at..)?,
        _ => body.get(at + mark.len()..)?,
    };
    (!body.get(..at)?.trim().is_empty()).then_some((body.get(..at)?, definition))
}

fn tidy(text: &str) -> String {
    let kept: String = text.replace("**", "").chars().filter(|c| !matches!(c, '\r' | '\n' | '\u{3000}')).collect();
    kept.trim().to_owned()
}

/// Entries without ordinals, a line each.
fn unnumbered(source: &str, span: Span) -> Vec<Term> {
    let text = span.of(source);
    let mut at = 0;
    let mut out = Vec::new();
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if line.trim().is_empty() || !line.contains([':', '：']) {
            continue;
        }
        let number = out.len() as u32 + 1;
        let lead = line.len() - line.trim_start().len();
        if let Some(term) = entry(source, span, number, start + lead, start + lead, start + line.trim_end().len()) {
            out.push(term);
        }
    }
    out
}
