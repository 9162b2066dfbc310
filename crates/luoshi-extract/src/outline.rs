//! The headings of a report and what each part does.
//!
//! Reports print 一、 and (一) headings, but pages lose them in every way: a
//! heading runs into its text with a full stop or with nothing at all, numbers
//! are missing, main titles have no number (“2022年工作回顾”). A heading is
//! recognised by its number in sequence or by standing alone on a line; where
//! it runs into the text without a mark, it ends where a new sentence begins.

mod role;
mod title;

use crate::document::{Role, Section};
use crate::heads::char_len;
use crate::number;
use crate::text::Text;

/// A heading, before roles and spans are known.
#[derive(Debug, Clone)]
struct Heading {
    level: u8,
    /// Folded bytes of the printed number, when there is one.
    number: Option<(usize, usize)>,
    /// Folded bytes of the title.
    title: (usize, usize),
    /// First folded byte of the heading.
    start: usize,
    ordinal: u32,
}

/// A section with folded offsets, as the readers need it.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// The section as published.
    pub(crate) section: Section,
    /// Where its heading begins.
    pub(crate) heading: usize,
    /// Its printed ordinal; 0 when it has none.
    pub(crate) ordinal: u32,
    /// Folded bytes of its own text, after its heading and before the next.
    pub(crate) body: (usize, usize),
}

/// Finds the sections of the document in `start..end`.
pub(crate) fn read(text: &Text<'_>, start: usize, end: usize, year: Option<i16>) -> Vec<Part> {
    let mut headings = numbered(text, start, end);
    add_unnumbered(text, after_address(text, start, end), end, &mut headings);
    headings.sort_by_key(|h| h.start);
    title::settle(text, end, &mut headings);
    sections(text, end, year, &headings)
}

/// Where the report proper begins: after the first address to the deputies, when
/// it stands near the top.
fn after_address(text: &Text<'_>, start: usize, end: usize) -> usize {
    let address = "各位代表";
    text.slice(start, end).find(address).filter(|at| *at < 3000).map_or(start, |at| start + at + address.len())
}

/// Whether the numbers of headings are written with this character.
fn is_numeral(c: char) -> bool {
    matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
}

/// Chinese numerals of headings: 一 to 九十九.
fn heading_ordinal(text: &str) -> Option<u32> {
    let printed = !text.is_empty() && text.chars().all(is_numeral);
    printed.then(|| number::ordinal(text)).flatten()
}

/// Finds headings by their printed numbers, in sequence.
fn numbered(text: &Text<'_>, start: usize, end: usize) -> Vec<Heading> {
    let folded = text.folded();
    let mut out: Vec<Heading> = Vec::new();
    let mut last_main = 0;
    let mut last_sub = 0;
    for (number_start, number_end, title_start, level) in candidates(folded, start, end) {
        let printed = folded.get(number_start..number_end).unwrap_or_default();
        let Some(ordinal) = heading_ordinal(printed.trim_matches(|c| "()".contains(c))) else {
            continue;
        };
        let accepted = if level == 1 {
            let fits = ordinal > last_main && ordinal <= last_main + 3;
            if fits {
                last_main = ordinal;
                last_sub = 0;
            }
            fits
        } else {
            let fits = ordinal == 1 || ordinal > last_sub && ordinal <= last_sub + 3;
            if fits {
                last_sub = ordinal;
            }
            fits
        };
        if accepted {
            out.push(Heading {
                level,
                number: Some((number_start, number_end)),
                title: (title_start, title_start),
                start: number_start,
                ordinal,
            });
        }
    }
    drop_stray_main(&mut out);
    out
}

/// 一、 may also number the items of a list; a main heading set has at least
/// two members or stands above numbered parts.
fn drop_stray_main(headings: &mut Vec<Heading>) {
    let mains = headings.iter().filter(|h| h.level == 1).count();
    let subs = headings.len() - mains;
    if mains > 12 && subs == 0 {
        headings.clear();
    }
}

/// Places where a heading number stands at the start of a sentence:
/// (number start, number end, title start, level).
fn candidates(folded: &str, start: usize, end: usize) -> Vec<(usize, usize, usize, u8)> {
    let mut out = Vec::new();
    let mut next = start;
    while next < end
        && let Some(&first) = folded.as_bytes().get(next)
    {
        let at = next;
        next += char_len(first);
        // All numerals begin with one of these bytes.
        if !matches!(first, b'(' | 0xE4 | 0xE5) {
            continue;
        }
        let rest = folded.get(at..end).unwrap_or_default();
        if !rest.starts_with(|c| c == '(' || is_numeral(c)) || !opens_sentence(folded, start, at) {
            continue;
        }
        if first == b'(' {
            let near = rest.get(..rest.floor_char_boundary(40)).unwrap_or_default();
            let Some(close) = near.find(')') else { continue };
            if near.get(1..close).and_then(heading_ordinal).is_some() {
                out.push((at, at + close + 1, at + close + 1, 2));
            }
            continue;
        }
        let digits = rest.len() - rest.trim_start_matches(is_numeral).len();
        let after = rest.get(digits..).unwrap_or_default();
        if after.starts_with(['、', '.']) {
            let mark = after.chars().next().map_or(0, char::len_utf8);
            out.push((at, at + digits, at + digits + mark, 1));
        }
    }
    out
}

/// Whether a sentence or a line begins at `at`.
fn opens_sentence(folded: &str, start: usize, at: usize) -> bool {
    let before = folded.get(start..at).unwrap_or_default().trim_end_matches([' ', '#', '”']);
    before.is_empty()
        || before.ends_with(['。', '!', '?', '\n', ';', ':'])
        || folded.get(..at).is_some_and(|b| b.ends_with(' '))
}

/// Longest title of a heading that stands alone on a line, in characters.
const MAX_TITLE: usize = 42;

/// Adds main titles without a number, and numbered titles that lost theirs.
fn add_unnumbered(text: &Text<'_>, start: usize, end: usize, headings: &mut Vec<Heading>) {
    let folded = text.folded();
    // Numbered headings stand in order.
    let has_main = headings.iter().any(|h| h.level == 1);
    let has_sub = headings.iter().any(|h| h.level == 2);
    let mut found = Vec::new();
    let mut at = start;
    for line in folded.get(start..end).unwrap_or_default().split_inclusive('\n') {
        let line_start = at;
        at += line.len();
        let title = line.trim_end_matches('\n');
        let title_start = line_start + title.len() - title.trim_start().len();
        let trimmed = title.trim();
        let next = headings.partition_point(|h| h.start < line_start);
        if headings.get(next).is_some_and(|h| h.start < at) || !is_title_line(trimmed) {
            continue;
        }
        let level = match role::main_title(trimmed) {
            Some(_) if !has_main || role::is_glossary(trimmed) => 1,
            None if has_sub => 2,
            _ => continue,
        };
        let bare = trimmed.trim_start_matches(['(', ')', '、', '.']);
        let title_start = title_start + trimmed.len() - bare.len();
        found.push(Heading {
            level,
            number: None,
            title: (title_start, title_start + bare.len()),
            start: title_start,
            ordinal: 0,
        });
    }
    found.retain(|h| h.level == 1 || missing_between(headings, h.start));
    let titled = |h: &Heading| role::leading_main_title(folded.get(h.title.0..end).unwrap_or_default()).is_some();
    if !headings.iter().chain(&found).any(|h| h.level == 1 && titled(h)) {
        found.extend(glued_main(folded, start, end));
    }
    if !headings
        .iter()
        .chain(&found)
        .any(|h| h.level == 1 && role::is_glossary(folded.get(h.title.0..h.title.1).unwrap_or_default()))
    {
        found.extend(glued_glossary(folded, start, end));
    }
    headings.extend(found);
}

/// Whether the numbers around `at` leave a gap, so that a line without a number
/// there is a heading that lost its own.
fn missing_between(headings: &[Heading], at: usize) -> bool {
    let before = headings.get(..headings.partition_point(|h| h.start < at)).and_then(<[Heading]>::last);
    let after = headings.get(headings.partition_point(|h| h.start <= at));
    let next = after.filter(|h| h.level == 2).map(|h| h.ordinal);
    match (before.filter(|h| h.level == 2), next) {
        (Some(b), Some(next)) => next > b.ordinal + 1 || next <= b.ordinal && next > 1,
        (None, Some(next)) => next > 1,
        // After the last numbered part nothing tells how many more there are.
        (Some(_), None) => true,
        (None, None) => false,
    }
}

fn is_title_line(line: &str) -> bool {
    let chars = line.chars().count();
    (4..=MAX_TITLE).contains(&chars)
        && !line.contains(['。', ';', '!', '?'])
        && !line.ends_with([':', ',', '、'])
        && !line.starts_with("各位代表")
        && !line.trim_start_matches(is_numeral).starts_with('、')
        && !line.contains("政府工作报告")
        && !line.starts_with(|c: char| c.is_ascii_digit() && !line.contains("年"))
        && !line.contains("人民代表大会")
        && !["责任编辑", "来源", "记者", "编辑", "作者", "摄影", "附件"].iter().any(|w| line.contains(w))
}

/// “…提出意见。2018年工作回顾刚刚过去的2018年…”: main titles glued into one line.
fn glued_main(folded: &str, start: usize, end: usize) -> Vec<Heading> {
    let body = folded.get(start..end).unwrap_or_default();
    let mut out = Vec::new();
    for (offset, _) in body.match_indices(['。', '!']) {
        let at =
            start + offset + if body.get(offset..).is_some_and(|t| t.starts_with('!')) { 1 } else { '。'.len_utf8() };
        let rest = folded.get(at..end).unwrap_or_default();
        let skip = rest.len() - rest.trim_start().len();
        if let Some(len) = role::leading_main_title(rest.trim_start()) {
            let from = at + skip;
            out.push(Heading { level: 1, number: None, title: (from, from + len), start: from, ordinal: 0 });
        }
    }
    out
}

/// “…70周年!名词解释1.…”: a glossary glued to the end.
fn glued_glossary(folded: &str, start: usize, end: usize) -> Option<Heading> {
    let body = folded.get(start..end)?;
    // Most texts explain no terms, and looking forward is many times faster.
    if !body.contains("名词") {
        return None;
    }
    let (offset, word) = ["名词解释", "名词注释", "名词说明"]
        .iter()
        .filter_map(|word| body.rfind(word).map(|at| (at, *word)))
        .max_by_key(|(at, _)| *at)?;
    let at = start + offset;
    // “附件2” above it numbers the annex.
    let before = folded.get(..at)?.trim_end_matches(|c: char| c.is_whitespace() || c.is_ascii_digit());
    let after = folded.get(at + word.len()..end)?.trim_start_matches([':', ' ', '\n', ')', '(']);
    let opens = before.ends_with(['!', '。', '\n', ':', '(', '”']) || before.ends_with("附件") || before.is_empty();
    let listed = after.starts_with(|c: char| c.is_ascii_digit() || "①〔[【(一“".contains(c));
    (opens && listed).then_some(Heading { level: 1, number: None, title: (at, at + word.len()), start: at, ordinal: 0 })
}

fn sections(text: &Text<'_>, end: usize, year: Option<i16>, headings: &[Heading]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::with_capacity(headings.len());
    let mut main: Option<usize> = None;
    let peers = next_peers(headings, end);
    for (index, (heading, next_peer)) in headings.iter().zip(peers).enumerate() {
        let next = headings.get(index + 1).map_or(end, |h| h.start);
        let title = text.slice(heading.title.0, heading.title.1);
        let parent = (heading.level == 2).then_some(main).flatten();
        let inherited = parent.and_then(|p| parts.get(p)).map(|p: &Part| p.section.role);
        let before = main.and_then(|p| parts.get(p)).map(|p| p.section.role);
        let role = if heading.level == 1 {
            role::of_main(title, year, before, index, headings.len())
        } else {
            role::of_sub(title, inherited.unwrap_or(Role::Plan), year)
        };
        if heading.level == 1 {
            main = Some(index);
        }
        parts.push(Part {
            section: Section {
                level: heading.level,
                number: heading.number.map(|(a, b)| text.slice(a, b).to_owned()),
                title: text.clean_quote(heading.title.0, heading.title.1).trim().to_owned(),
                role,
                span: text.span(heading.start, trim_end(text, heading.start, next_peer)),
                parent,
            },
            heading: heading.start,
            ordinal: heading.ordinal,
            body: (heading.title.1, next),
        });
    }
    parts
}

/// Where the next heading of the same level or above begins, for each heading.
fn next_peers(headings: &[Heading], end: usize) -> Vec<usize> {
    let (mut next_main, mut next_any) = (end, end);
    let mut out: Vec<usize> = Vec::with_capacity(headings.len());
    for heading in headings.iter().rev() {
        out.push(if heading.level == 1 { next_main } else { next_any });
        next_any = heading.start;
        if heading.level == 1 {
            next_main = heading.start;
        }
    }
    out.reverse();
    out
}

fn trim_end(text: &Text<'_>, start: usize, end: usize) -> usize {
    start + text.slice(start, end).trim_end().len()
}
