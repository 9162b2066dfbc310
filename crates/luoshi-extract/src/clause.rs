//! Stretches of running text: sentences and clauses by their punctuation.

/// Marks that end a clause.
const CLAUSE_MARKS: [char; 8] = [',', ';', ':', '。', '!', '?', '\n', '…'];

/// The clauses of `text[start..end]` as byte ranges, without their marks.
pub(crate) fn clauses(text: &str, start: usize, end: usize) -> Vec<(usize, usize)> {
    split(text, start, end, &CLAUSE_MARKS)
}

/// The sentences of `text[start..end]` as byte ranges, without their marks.
pub(crate) fn sentences(text: &str, start: usize, end: usize) -> Vec<(usize, usize)> {
    split(text, start, end, &['。', '!', '?', '\n', '…'])
}

fn split(text: &str, start: usize, end: usize, marks: &[char]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut from = start;
    for (offset, mark) in text.get(start..end).unwrap_or_default().match_indices(marks) {
        let at = start + offset;
        if at > from {
            out.push((from, at));
        }
        from = at + mark.len();
    }
    if end > from {
        out.push((from, end));
    }
    out
}

/// Where the clause that holds `at` begins.
pub(crate) fn start_of(text: &str, floor: usize, at: usize) -> usize {
    text.get(floor..at)
        .and_then(|before| before.rfind(CLAUSE_MARKS).map(|p| floor + p + mark_len(before, p)))
        .unwrap_or(floor)
}

/// Where the clause that holds `at` ends, before its mark.
pub(crate) fn end_of(text: &str, at: usize, ceiling: usize) -> usize {
    text.get(at..ceiling).and_then(|after| after.find(CLAUSE_MARKS)).map_or(ceiling, |p| at + p)
}

/// Where the sentence that holds `at` begins.
pub(crate) fn sentence_start(text: &str, floor: usize, at: usize) -> usize {
    text.get(floor..at)
        .and_then(|before| before.rfind(['。', '!', '?', '\n']).map(|p| floor + p + mark_len(before, p)))
        .unwrap_or(floor)
}

fn mark_len(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8)
}
