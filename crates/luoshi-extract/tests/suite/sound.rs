//! What holds of every reading of every text. The property tests and the fuzz
//! targets check the same, so `fuzz/` includes this file.

use luoshi_extract::document::{Document, Metric, Reading, Role};
use luoshi_extract::span::Span;
use luoshi_extract::text::Text;

/// Panics unless every span of a reading of `source` is exact and every index
/// leads somewhere.
pub(crate) fn check_reading(source: &str, reading: &Reading) {
    let mut end = 0;
    for document in &reading.documents {
        check_slice(source, document.span);
        assert!(document.span.start >= end, "documents stand in order");
        end = document.span.end;
        check_document(source, document);
    }
}

fn check_slice(source: &str, span: Span) {
    let (start, end) = (span.start as usize, span.end as usize);
    assert!(source.get(start..end).is_some(), "{span:?} cuts a character or leaves the text");
}

fn check_document(source: &str, document: &Document) {
    let inside = |span: Span| {
        check_slice(source, span);
        assert!(document.span.contains(span), "{span:?} is not in {:?}", document.span);
    };
    for section in &document.sections {
        inside(section.span);
        assert!(section.parent.is_none_or(|parent| parent < document.sections.len()));
    }
    for fact in document.facts.iter().chain(&document.more_facts) {
        inside(fact.span);
        assert!(!fact.span.is_empty());
        fact.trace.words.iter().for_each(|(_, span)| inside(*span));
    }
    for project in &document.projects {
        inside(project.span);
        assert!(!project.name.is_empty());
        let mut quote = project.span.of(source).chars();
        assert!(project.name.chars().all(|c| quote.any(|q| q == c)), "the quote holds the name");
    }
    for deadline in &document.deadlines {
        inside(deadline.span);
        assert!(!deadline.time.is_empty());
        assert!(deadline.span.contains(deadline.time), "the clause holds its time");
        let section = document.sections.iter().rfind(|section| section.span.start <= deadline.span.start);
        let plans = |role| matches!(role, Role::Plan | Role::FiveYear | Role::SelfConstruction);
        assert!(section.is_some_and(|section| plans(section.role)), "deadlines stand in plan parts");
    }
    for task in &document.tasks {
        inside(task.span);
        check_metrics(task.span, &task.metrics);
        assert!(task.deadlines.iter().all(|&at| at < document.deadlines.len()));
        assert!(task.facts.iter().all(|&at| at < document.facts.len()));
        assert!(task.projects.iter().all(|&at| at < document.projects.len()));
        assert!(task.section.is_none_or(|at| at < document.sections.len()));
        assert!(!task.agencies.is_empty());
    }
    for pledge in &document.pledges {
        inside(pledge.span);
        check_metrics(pledge.span, &pledge.metrics);
    }
    for term in &document.terms {
        inside(term.span);
    }
    for doubt in &document.doubts {
        inside(doubt.span);
    }
}

fn check_metrics(whole: Span, metrics: &[Metric]) {
    for metric in metrics {
        assert!(whole.contains(metric.span), "{:?} is not in {whole:?}", metric.span);
    }
}

/// Panics unless folding a folded paragraph again changes nothing and each
/// folded character has one character of the source, in order.
///
/// Paragraphs, since what ends one is judged by the lines around it, of which
/// blank ones and the breaks inside paragraphs are gone after folding.
pub(crate) fn check_folding(source: &str) {
    let text = Text::new(source);
    let folded = text.folded();
    for paragraph in folded.split('\n') {
        assert_eq!(Text::new(paragraph).folded(), paragraph, "folding twice changes nothing");
    }
    let mut last = 0;
    for (at, c) in folded.char_indices() {
        let span = text.span(at, at + c.len_utf8());
        assert_eq!(span.of(source).chars().count(), 1);
        assert!(span.start >= last, "the order is kept");
        last = span.start;
        assert!(text.folded_at(span.start) <= at);
    }
}
