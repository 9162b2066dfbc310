//! Stretches of running text: sentences and clauses by their punctuation.

use crate::token::{Kind, Token};

/// Whether a clause ends at this mark.
fn ends_clause(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '。' | '!' | '?' | '\n' | '…')
}

/// Longest sentence and longest clause, in bytes. What goes on longer has lost
/// its marks and is taken in pieces, so that no text takes time by the square.
pub(crate) const LONGEST_SENTENCE: usize = 12_000;
pub(crate) const LONGEST_CLAUSE: usize = 2_400;

/// The clauses of `text[start..end]` as byte ranges, without their marks.
pub(crate) fn clauses(text: &str, start: usize, end: usize) -> Vec<(usize, usize)> {
    let marks = text.get(start..end).unwrap_or_default().match_indices(ends_clause);
    between(text, start, end, marks.map(|(at, mark)| (start + at, start + at + mark.len())), LONGEST_CLAUSE)
}

/// The sentences between `start` and `end` in the text of the tokens as byte ranges,
/// without their marks.
pub(crate) fn sentences(text: &str, tokens: &[Token], start: usize, end: usize) -> Vec<(usize, usize)> {
    let within = tokens.get(tokens.partition_point(|t| t.start < start)..).unwrap_or_default();
    let stops = within.iter().take_while(|t| t.end <= end).filter(|t| matches!(t.kind, Kind::Stop));
    between(text, start, end, stops.map(|t| (t.start, t.end)), LONGEST_SENTENCE)
}

/// The stretches between `start` and `end` that marks leave, in pieces of at most
/// so many bytes.
fn between(
    text: &str,
    start: usize,
    end: usize,
    marks: impl Iterator<Item = (usize, usize)>,
    longest: usize,
) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut from = start;
    for (mark, behind) in marks.chain([(end, end)]) {
        while mark > from {
            let cut = if mark - from > longest { text.floor_char_boundary(from + longest) } else { mark };
            out.push((from, cut));
            from = cut;
        }
        from = behind;
    }
    out
}

/// Tokens in pieces of at most so many bytes.
pub(crate) fn in_pieces(tokens: &[Token], longest: usize) -> impl Iterator<Item = &[Token]> {
    let mut rest = tokens;
    std::iter::from_fn(move || {
        let limit = rest.first()?.start + longest;
        let (piece, after) = rest.split_at(rest.partition_point(|t| t.start < limit));
        rest = after;
        Some(piece)
    })
}

/// Where the clause that holds `at` begins.
pub(crate) fn start_of(text: &str, floor: usize, at: usize) -> usize {
    last_mark(text, floor, at, ends_clause, LONGEST_CLAUSE)
}

/// Where the clause that holds `at` ends, before its mark.
pub(crate) fn end_of(text: &str, at: usize, ceiling: usize) -> usize {
    let ceiling = ceiling.min(text.floor_char_boundary(at + LONGEST_CLAUSE));
    text.get(at..ceiling).and_then(|after| after.find(ends_clause)).map_or(ceiling, |p| at + p)
}

/// Where the sentence that holds `at` begins.
pub(crate) fn sentence_start(text: &str, floor: usize, at: usize) -> usize {
    last_mark(text, floor, at, |c| matches!(c, '。' | '!' | '?' | '\n'), LONGEST_SENTENCE)
}

/// The place behind the last mark before `at`, no farther back than
/// `floor` and `longest` bytes.
pub(crate) fn last_mark(text: &str, floor: usize, at: usize, is_mark: impl Fn(char) -> bool, longest: usize) -> usize {
    let floor = floor.max(text.floor_char_boundary(at.saturating_sub(longest)));
    text.get(floor..at)
        .and_then(|before| before.rfind(is_mark).map(|p| floor + p + mark_len(before, p)))
        .unwrap_or(floor)
}

fn mark_len(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8)
}
