//! Measurable quantities of a task or a pledge: how much of what.

use std::sync::LazyLock;

use crate::clause;
use crate::document::Metric;
use crate::lexicon::lexicon;
use crate::quantity::Quantity;
use crate::text::Text;
use crate::token::{self, Kind, Token};
use crate::words::Words;

/// Dimensions that measure nothing of a task.
const UNMEASURED: &[&str] = &["none", "ordinal", "month_name", "years", "rank", "months", "times"];

/// The measurable quantities in the folded range `start..end` of a text, sentence
/// by sentence: in a review, where they are no part of a task, as in a plan.
pub fn read_metrics(text: &Text<'_>, start: usize, end: usize) -> Vec<Metric> {
    let tokens = token::tokens(lexicon(), text.folded(), start, end);
    clause::sentences(text.folded(), &tokens, start, end)
        .into_iter()
        .flat_map(|(from, to)| read(text, from, to, &tokens))
        .collect()
}

/// Reads the metrics in the folded range `start..end`.
pub(crate) fn read(text: &Text<'_>, start: usize, end: usize, tokens: &[Token]) -> Vec<Metric> {
    let first = tokens.partition_point(|t| t.start < start);
    tokens
        .get(first..)
        .unwrap_or_default()
        .iter()
        .take_while(|t| t.end <= end)
        .filter_map(|token| match token.kind {
            Kind::Quantity(q) if measures(text, start, &q) => Some(metric(text, start, end, &q)),
            _ => None,
        })
        .collect()
}

/// Whether a quantity measures something: not a name's number (“三个一批”), an
/// ordinal (第二批, 二期) or a round word (百村).
fn measures(text: &Text<'_>, start: usize, quantity: &Quantity) -> bool {
    if UNMEASURED.contains(&quantity.dimension) {
        return false;
    }
    let before = text.slice(start, quantity.start);
    let quoted = before.matches('“').count() > before.matches('”').count();
    let unit = text.slice(quantity.unit.0, quantity.unit.1);
    // 9月1日 is a day, no measure.
    if quoted || before.ends_with(['第', '月']) || matches!(unit, "期" | "班" | "本" | "门") {
        return false;
    }
    let printed = text.slice(quantity.start, quantity.end);
    if printed.starts_with(|c: char| c.is_ascii_digit()) {
        return true;
    }
    let counts = matches!(quantity.dimension, "count" | "percent");
    counts && !printed.starts_with(['一', '百', '千', '万', '亿', '半'])
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

/// Marks that bound the name of what is measured.
const BREAKS: [char; 12] = [',', ';', '。', ':', '、', '!', '?', '\n', '(', ')', '”', '“'];

/// What is measured: the noun that a count counts (39个老旧小区), else the words
/// of the clause before the quantity (粮食总产量达到31亿斤以上).
fn what(text: &Text<'_>, start: usize, end: usize, quantity: &Quantity) -> String {
    let folded = text.folded();
    let after = folded.get(quantity.bound_end..end).unwrap_or_default();
    let noun = after.get(..noun_len(after)).unwrap_or_default();
    let skipped = noun.trim_start_matches('的');
    let from = quantity.bound_end + noun.len() - skipped.len();
    let counted = matches!(quantity.dimension, "count" | "people" | "area" | "length");
    if counted && (2..=24).contains(&skipped.chars().count()) {
        return text.clean_quote(from, from + skipped.len());
    }
    let before = folded.get(start..quantity.bound_start).unwrap_or_default();
    let open = before
        .rfind(BREAKS)
        .map_or(0, |p| p + before.get(p..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8));
    let named = before.get(open..).unwrap_or_default();
    let bare = without_verbs(named);
    if bare.chars().count() >= 2 {
        let at = start + before.len() - bare.len();
        let name = bare.trim_end_matches(['为', '达', '到', '约', '超', '在']);
        return text.clean_quote(at, at + name.len());
    }
    text.clean_quote(from, from + skipped.len())
}

/// Length of the noun at the start of `text`: up to a break or the next number;
/// 4G and 5G are part of a name.
fn noun_len(text: &str) -> usize {
    let mut at = 0;
    for (offset, c) in text.char_indices() {
        let named = c.is_ascii_digit()
            && text.get(offset + 1..).is_some_and(|t| t.starts_with(|n: char| n.is_ascii_alphabetic()));
        if BREAKS.contains(&c) || c.is_ascii_digit() && !named {
            break;
        }
        at = offset + c.len_utf8();
    }
    at
}

/// Verbs and words of place in front of what is measured.
const LEADS: [&str; 38] = [
    "确保",
    "力争",
    "争取",
    "努力",
    "全面",
    "完成",
    "实现",
    "重点推进",
    "加快推进",
    "加快",
    "推进",
    "推动",
    "实施",
    "启动实施",
    "启动",
    "新改扩建",
    "新改建",
    "改扩建",
    "新建",
    "改建",
    "建设",
    "建成",
    "打造",
    "培育",
    "全市",
    "全县",
    "全区",
    "全省",
    "全年",
    "年内",
    "今年",
    "新增",
    "再",
    "要",
    "将",
    "持续",
    "继续",
    "基本",
];

static LEAD_WORDS: LazyLock<Words<()>> = LazyLock::new(|| Words::new(LEADS.map(|word| (word, ())).to_vec()));

/// A name without the verbs before it.
fn without_verbs(name: &str) -> &str {
    let mut rest = name.trim_start_matches(['“', ' ']);
    while let Some((len, ())) = LEAD_WORDS.opening(rest) {
        match rest.get(len..) {
            Some(shorter) if !shorter.is_empty() => rest = shorter,
            _ => break,
        }
    }
    rest
}
