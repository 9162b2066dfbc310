//! Cuts a source into its documents: a page may list several reports and
//! articles, one after another.

use crate::document::DocumentKind;
use crate::lines::is_separator;
use crate::text::Text;

/// A document's folded range and kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: DocumentKind,
    /// Folded range of the line that titles it on the page, when there is one.
    pub(crate) title: Option<(usize, usize)>,
}

/// Where one document ends, where the next begins, and the line that titles it.
type Cut = (usize, usize, Option<(usize, usize)>);

/// Shortest text that can be a document, in bytes.
const MIN_PIECE: usize = 90;

/// Cuts the folded range `start..end` of a source into documents.
pub(crate) fn split(text: &Text<'_>, start: usize, end: usize) -> Vec<Piece> {
    let mut cuts = listing_cuts(text, start, end);
    if cuts.is_empty() {
        cuts = report_cuts(text, start, end);
    }
    let mut pieces = Vec::new();
    let mut from = start;
    let mut title = None;
    for (at, next_from, next_title) in cuts {
        push(text, &mut pieces, from, at, title);
        from = next_from;
        title = next_title;
    }
    push(text, &mut pieces, from, end, title);
    pieces
}

fn push(text: &Text<'_>, pieces: &mut Vec<Piece>, start: usize, end: usize, title: Option<(usize, usize)>) {
    let body = text.slice(start, end);
    let start = start + body.len() - body.trim_start().len();
    let end = start + body.trim().len();
    if body.trim().len() < MIN_PIECE && (!pieces.is_empty() || body.trim().is_empty()) {
        return;
    }
    let title_text = title.map_or("", |(a, b)| text.slice(a, b));
    pieces.push(Piece { start, end, kind: kind(body, title_text), title });
}

/// Records of a listing: a bracketed or short title line, then the text, then a
/// date or a rule; at least three times.
fn listing_cuts(text: &Text<'_>, start: usize, end: usize) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut at = start;
    let mut after_separator = false;
    let mut separator_at = start;
    for line in text.slice(start, end).split_inclusive('\n') {
        let line_start = at;
        at += line.len();
        let trimmed = line.trim();
        if is_separator(trimmed) {
            if !after_separator {
                separator_at = line_start;
            }
            after_separator = true;
            continue;
        }
        let titled = trimmed.chars().count() <= 60 && !trimmed.ends_with(['。', '!', ';']);
        if after_separator && titled && !trimmed.is_empty() {
            let from = line_start + line.len() - line.trim_start().len();
            cuts.push((separator_at, at, Some((from, from + trimmed.len()))));
        }
        after_separator = false;
    }
    if cuts.len() >= 3 { cuts } else { Vec::new() }
}

/// Several reports in one text: each begins with its own head.
fn report_cuts(text: &Text<'_>, start: usize, end: usize) -> Vec<Cut> {
    let body = text.slice(start, end);
    let mut cuts = Vec::new();
    let heads = body.match_indices("我代表").filter(|(at, _)| {
        let after = body.get(*at..).unwrap_or_default();
        let near: String = after.chars().take(40).collect();
        near.contains("政府") && near.contains("报告工作") || near.contains("国务院") && near.contains("报告")
    });
    let mut last = None;
    for (at, _) in heads {
        let Some(last) = last.replace(at) else { continue };
        // The head opens some lines above: after the last stop before “各位代表”.
        let before = body.get(last..at).unwrap_or_default();
        let address = before.rfind("各位代表").unwrap_or(before.len());
        let from = last
            + before
                .get(..address)
                .and_then(|b| b.rfind(['。', '!', '”']))
                .map_or(address, |p| p + before.get(p..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8));
        cuts.push((start + from, start + from, None));
    }
    cuts
}

/// A work report addresses the deputies, or speaks as one throughout.
fn kind(body: &str, title: &str) -> DocumentKind {
    let titled = title.contains("政府工作报告")
        || body.get(..600.min(body.len())).is_some_and(|h| h.contains("政府工作报告"))
        || floor_contains(body, "政府工作报告");
    let addressed = body.contains("向大会报告") || body.contains("请予审议") || body.matches("各位代表").count() >= 2;
    let spoken = || {
        let words = ["工作回顾", "预期目标", "一年来", "政府自身建设", "各位代表", "主要工作"];
        words.iter().filter(|w| body.contains(**w)).count()
    };
    let long = body.len() > 6_000;
    let report = addressed && titled
        || match spoken() {
            0 | 1 => false,
            2 => addressed || titled && long,
            _ => addressed || long,
        };
    if report { DocumentKind::WorkReport } else { DocumentKind::Article }
}

fn floor_contains(body: &str, word: &str) -> bool {
    let head: String = body.chars().take(200).collect();
    head.contains(word)
}
