//! Measurable quantities of a task or a pledge: how much of what.

use crate::document::Metric;
use crate::quantity::Quantity;
use crate::text::Text;
use crate::token::{Kind, Token};

/// Dimensions that measure nothing of a task.
const UNMEASURED: &[&str] = &["none", "ordinal", "month_name", "years", "rank", "months"];

/// Reads the metrics in the folded range `start..end`.
pub(crate) fn read(text: &Text<'_>, start: usize, end: usize, tokens: &[Token]) -> Vec<Metric> {
    let first = tokens.partition_point(|t| t.start < start);
    tokens
        .get(first..)
        .unwrap_or_default()
        .iter()
        .take_while(|t| t.end <= end)
        .filter_map(|token| match token.kind {
            Kind::Quantity(q) if !UNMEASURED.contains(&q.dimension) => Some(metric(text, start, end, &q)),
            _ => None,
        })
        .collect()
}

fn metric(text: &Text<'_>, start: usize, end: usize, quantity: &Quantity) -> Metric {
    let unit = text.clean_quote(quantity.unit.0, quantity.unit.1).replace(['多', '余'], "");
    Metric {
        what: what(text, start, end, quantity),
        value: quantity.value,
        value2: quantity.value2,
        unit: (!unit.is_empty()).then_some(unit),
        comparator: quantity.comparator,
        span: text.span(quantity.bound_start, quantity.bound_end),
    }
}

/// What is measured: the noun that a count counts (39个老旧小区), else the words
/// of the clause before the quantity (粮食总产量达到31亿斤以上).
fn what(text: &Text<'_>, start: usize, end: usize, quantity: &Quantity) -> String {
    let folded = text.folded();
    let breaks = [',', ';', '。', ':', '、', '!', '?', '\n', '(', ')'];
    let after = folded.get(quantity.bound_end..end).unwrap_or_default();
    let stop = after.find(|c: char| breaks.contains(&c) || c.is_ascii_digit()).unwrap_or(after.len());
    let noun = after.get(..stop).unwrap_or_default().trim_start_matches('的');
    let from = quantity.bound_end + stop - noun.len();
    if quantity.dimension == "count" && (2..=24).contains(&noun.chars().count()) {
        return text.clean_quote(from, from + noun.len());
    }
    let before = folded.get(start..quantity.bound_start).unwrap_or_default();
    let open = before
        .rfind(breaks)
        .map_or(0, |p| p + before.get(p..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8));
    let named = before.get(open..).unwrap_or_default();
    if named.chars().count() >= 2 {
        return text.clean_quote(start + open, start + before.len());
    }
    text.clean_quote(from, from + noun.len())
}
