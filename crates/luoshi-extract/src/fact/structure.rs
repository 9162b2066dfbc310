//! The structure of the three sectors: “三次产业结构由5.8:49.1:45.1优化为6.3:44.5:49.2”.

use rust_decimal::Decimal;

use super::{Found, Reader};
use crate::document::{Comparator, Measure, Period};
use crate::lexicon::Word;
use crate::number;
use crate::quantity::Quantity;
use crate::token::{Kind, Token};

/// Reads the ratios of a sentence that names the three sectors together.
pub(super) fn read(reader: &mut Reader<'_, '_>, sentence: &[Token]) {
    let Some((at, parts)) = sentence.iter().find_map(|token| match token.kind {
        Kind::Word(Word::Compound(index)) => {
            let parts = &reader.lexicon.compounds.get(usize::from(index))?.parts;
            (parts.len() == 3).then_some((token, parts))
        }
        _ => None,
    }) else {
        return;
    };
    let end = sentence.last().map_or(at.end, |t| t.end);
    let text = reader.text;
    let folded = text.folded();
    let default = reader.passage.period();
    let mut from = at.end;
    while let Some((values, ratio_start, ratio_end)) = next_ratio(folded, from, end) {
        let before = text.slice(from, ratio_start);
        let first = folded.get(ratio_end..end).is_some_and(|rest| next_ratio(rest, 0, rest.len()).is_some());
        let period = match before.rfind('年').and_then(|y| before.get(y.saturating_sub(4)..y)?.parse::<i16>().ok()) {
            Some(year) => Period { first: year, last: year },
            None if first => Period { first: default.first - 1, last: default.last - 1 },
            None => Period { first: default.last, last: default.last },
        };
        for (&indicator, value) in parts.iter().zip(values) {
            let quantity = ratio_quantity(value, ratio_start, ratio_end);
            let found = Found {
                indicator,
                measure: Measure::Share,
                negative: false,
                comparator: Comparator::Eq,
                period,
                hedged: false,
                quote: (at.start, ratio_end),
                rule: "sector-ratio",
            };
            reader.emit(found, Some(&quantity), vec![("ratio", (ratio_start, ratio_end))]);
        }
        from = ratio_end;
    }
}

fn ratio_quantity(value: Decimal, start: usize, end: usize) -> Quantity {
    Quantity {
        value,
        value2: None,
        start,
        end,
        unit: (end, end),
        dimension: "none",
        comparator: Comparator::Eq,
        bound_end: end,
        bound_start: start,
    }
}

/// The next `a:b:c` of `text` between two places.
fn next_ratio(text: &str, from: usize, to: usize) -> Option<([Decimal; 3], usize, usize)> {
    let mut at = from;
    while at < to {
        let offset = text.get(at..to)?.find(|c: char| c.is_ascii_digit())?;
        let start = at + offset;
        let a = number::digits_at(text, start)?;
        if let Some(b) = after_colon(text, a.end)
            && let Some(c) = after_colon(text, b.end)
        {
            return Some(([a.value, b.value, c.value], start, c.end));
        }
        at = a.end;
    }
    None
}

fn after_colon(text: &str, at: usize) -> Option<number::Numeral> {
    let rest = text.get(at..)?.strip_prefix(':')?;
    number::digits_at(text, text.len() - rest.len())
}
