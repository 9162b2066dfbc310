//! What a person should look at: what the page has lost, or what could not be
//! told from it.

use crate::document::{Document, Doubt, Measure, Role};
use crate::outline::Part;
use crate::span::Span;

/// Lists the doubts of a document that has been read.
pub(crate) fn find(document: &Document, parts: &[Part]) -> Vec<Doubt> {
    let mut out = Vec::new();
    let head = Span { start: document.span.start, end: document.span.start };
    let mut missing = |code, absent: bool| {
        if absent {
            out.push(Doubt { code, span: head });
        }
    };
    missing("no-region", document.region.is_none());
    missing("unknown-region-code", document.region.as_ref().is_some_and(|r| r.code.is_none() && r.name != "全国"));
    missing("no-year", document.year.is_none());
    missing("no-delivery-date", document.delivered_on.is_none());
    missing("no-speaker", document.speaker.is_none());
    missing("no-plan-part", !parts.iter().any(|p| p.section.role == Role::Plan));
    for (before, part) in parts.iter().zip(parts.iter().skip(1)) {
        let sibling = before.section.level == part.section.level && part.section.level == 2;
        if sibling && part.ordinal > before.ordinal + 1 && before.ordinal > 0 {
            out.push(Doubt { code: "heading-missing", span: part.section.span });
        }
        if part.section.number.is_none() && part.section.level == 2 {
            out.push(Doubt { code: "heading-number-lost", span: part.section.span });
        }
    }
    for fact in &document.facts {
        let plain = matches!(fact.measure, Measure::Level | Measure::Growth);
        if plain && fact.unit.is_none() && fact.value.is_some() {
            out.push(Doubt { code: "unit-lost", span: fact.span });
        }
    }
    out
}
