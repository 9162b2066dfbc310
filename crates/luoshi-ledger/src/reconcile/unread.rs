//! Figures of a promise that reading did not understand, because their unit is
//! in no table (食用菌3200万棒). They are no data; a promise that has one is
//! never kept in full by its other parts.

use luoshi_extract::read_metrics;

use super::model::Rule;
use super::prepared::Pair;
use super::work::Work;

/// The rule of a figure that cannot be compared.
pub(super) fn rule() -> Rule {
    Rule::new("unit-not-known", "计量单位不在单位表中，无法比较", "the unit is in no table and cannot be compared")
}

/// The words up to the first figure of a clause that reading passed over.
pub(super) fn find(pair: &Pair<'_>, work: &Work<'_>, clause: usize) -> Option<String> {
    let bounds = pair.earlier.clauses.get(clause)?;
    let (start, end) = (bounds.start.max(work.start), bounds.end.min(work.end));
    let words = pair.earlier.text.slice(start, end);
    let metrics = read_metrics(&pair.earlier.text, start, end);
    let read: Vec<(usize, usize)> = metrics.iter().map(|m| pair.earlier.folded(m.span)).collect();
    let (at, len) = figures(words).find(|(at, len)| {
        let place = start + at;
        let known = read.iter().any(|(from, to)| *from <= place && place < *to);
        let named = work.names.iter().any(|n| n.contains(words.get(*at..at + len).unwrap_or_default()));
        !known && !named && is_quantity(pair, words, *at, *len)
    })?;
    let from = words.get(..at)?.rfind('、').map_or(0, |p| p + '、'.len_utf8());
    let unit = words.get(at + len..)?.chars().take(2).map(char::len_utf8).sum::<usize>();
    Some(pair.earlier.text.clean_quote(start + from, start + at + len + unit))
}

/// The runs of digits in `words`: where each begins and its length.
fn figures(words: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + words.get(at..)?.find(|c: char| c.is_ascii_digit())?;
        let rest = words.get(start..)?;
        let len = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        at = start + len;
        Some((start, len))
    })
}

/// Whether digits are a quantity of something: a magnitude stands behind them,
/// or a verb of reaching before; not a number in a name or in quotation marks.
fn is_quantity(pair: &Pair<'_>, words: &str, at: usize, len: usize) -> bool {
    let (before, after) = (words.get(..at).unwrap_or_default(), words.get(at + len..).unwrap_or_default());
    let quoted = before.matches('“').count() > before.matches('”').count();
    let behind = after.trim_start_matches(['十', '百', '千', '万', '亿']);
    let follows = behind.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_ascii());
    let timed = behind.starts_with(['月', '日', '年', '时', '号', '期', '级']);
    let sized = behind.len() < after.len();
    !quoted && follows && !timed && (sized || pair.settings.level.end(before))
}
