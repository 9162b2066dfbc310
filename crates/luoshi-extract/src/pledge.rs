//! The enumerated 民生实事: matters that the government promises to settle for
//! the people this year.

use crate::agency::{AssignContext, Assigner};
use crate::document::Pledge;
use crate::enumeration::{self, Lists};
use crate::metric;
use crate::passage::Passage;
use crate::text::Text;
use crate::token::Token;

/// Words that announce the list, in the sentence or heading before it.
const ANNOUNCEMENTS: &[&str] = &[
    "民生实事",
    "件实事",
    "为民实事",
    "惠民实事",
    "项实事",
    "民生事项",
    "民生大事",
    "民生工程",
    "实事项目",
    "办好实事",
    "民生好事",
];

/// Reads the pledges of a passage of the plan; `from` is where its heading
/// begins, since the heading may announce the list.
pub(crate) fn read(
    text: &Text<'_>,
    passage: &Passage<'_>,
    from: usize,
    tokens: &[Token],
    context: &AssignContext<'_>,
) -> Vec<Pledge> {
    let folded = text.folded();
    let body = folded.get(from..passage.end).unwrap_or_default();
    let mut lists = Lists::new(folded, passage.end);
    let mut best: Vec<enumeration::Item> = Vec::new();
    // Most passages announce nothing, and every word holds one of these.
    if !body.contains("实事") && !body.contains("民生") {
        return Vec::new();
    }
    for word in ANNOUNCEMENTS.iter().filter(|word| body.contains(**word)) {
        for (offset, _) in body.match_indices(word) {
            let items = lists.first(from + offset + word.len());
            if items.len() > best.len() && is_announced(folded, from + offset + word.len(), items[0].mark) {
                best = items;
            }
        }
    }
    best.iter().filter_map(|item| pledge(text, item, tokens, context)).collect()
}

/// Whether nothing but the announcement's own words stands before the list:
/// another paragraph may end in between, another topic may not begin.
fn is_announced(folded: &str, after: usize, mark: usize) -> bool {
    let between = folded.get(after..mark).unwrap_or_default();
    between.matches('。').count() <= 2 && !between.contains("一是") && !between.contains("(一)")
}

/// The pledge of an item; none when the item holds no word.
fn pledge(text: &Text<'_>, item: &enumeration::Item, tokens: &[Token], context: &AssignContext<'_>) -> Option<Pledge> {
    let folded = text.folded();
    let words = folded.get(item.start..item.end).unwrap_or_default();
    let lead = words.len() - words.trim_start_matches([' ', ',', '、', '.']).len();
    let words = words.get(lead..).unwrap_or_default();
    let stop = words.find(['。', ';', '\n']).unwrap_or(words.len());
    let kept = words.get(..stop).unwrap_or_default().trim_end_matches([',', ';', '。', '、', ' ', '!']);
    let (start, end) = (item.start + lead, item.start + lead + kept.len());
    (!kept.is_empty()).then(|| Pledge {
        number: item.number,
        metrics: metric::read(text, start, end, tokens),
        agencies: Assigner::standard().assign(kept, context),
        span: text.span(start, end),
    })
}
