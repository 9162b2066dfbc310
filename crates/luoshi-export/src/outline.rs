//! Where a row stands in its document: section paths and due dates.

use jiff::civil::Date;

use crate::contract::{Document, Section, Task};

/// The innermost section that holds the character at `offset`.
pub(crate) fn find_section(document: &Document, offset: usize) -> Option<usize> {
    document.sections.iter().rposition(|section| section.span[0] <= offset && offset < section.span[1])
}

/// The headings down to a section: `二、2019年重点工作 / (一)抓项目`.
pub(crate) fn path(document: &Document, index: usize) -> String {
    let mut headings = Vec::new();
    let mut next = Some(index);
    // Bounded by the number of sections, so that a parent cycle in a damaged
    // outline cannot hang.
    for _ in 0..document.sections.len() {
        let Some(section) = next.and_then(|index| document.sections.get(index)) else {
            break;
        };
        headings.push(heading(section));
        next = section.parent;
    }
    headings.reverse();
    headings.join(" / ")
}

/// A heading with its number, as printed: `二、2019年重点工作`, `(一)抓项目`.
pub(crate) fn heading(section: &Section) -> String {
    match &section.number {
        None => section.title.clone(),
        Some(number) if number.ends_with([')', '）']) => format!("{number}{}", section.title),
        Some(number) => format!("{number}、{}", section.title),
    }
}

/// The last day on which any part of the task is due.
pub(crate) fn last_due(document: &Document, task: &Task) -> Option<Date> {
    task.deadlines.iter().filter_map(|&index| document.deadlines.get(index)).map(|deadline| deadline.due).max()
}
