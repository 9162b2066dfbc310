//! A list as two, of what is open and of what is closed, each a range of an index.
//!
//! What is closed has a light while a clock runs on, and the indexes of the columns
//! hold what is open apart from what is closed, each in the order of what is due. What
//! was overdue on a day is nearly all that is open, and little of what is closed.

use super::list::{one_agency, wants_open};
use super::{After, Filter, ItemLine, Page, Sort};
use crate::counted::Measure;
use crate::projection::{NEVER_DUE, number};

/// The two lists that a list is made of; none when it is only one.
pub(super) fn parts(filter: &Filter, sort: Sort) -> Option<[Filter; 2]> {
    let is_walked = filter.text.is_none() && filter.counted.is_none() && one_agency(filter).is_none();
    let columns = [&filter.class, &filter.lead, &filter.leader, &filter.section];
    let has_index = filter.kind.is_some() || columns.into_iter().any(Option::is_some);
    let is_overdue = filter.counted.is_some_and(|counted| counted.measure == Measure::Overdue);
    let is_two = filter.light.is_some() || is_overdue || (sort != Sort::Number && is_walked && has_index);
    let has_both = wants_open(filter).is_none() && is_two;
    has_both.then(|| [true, false].map(|open| Filter { open: Some(open), ..filter.clone() }))
}

/// Two pages of one order as one.
pub(super) fn merge([mut page, other]: [Page; 2], sort: Sort, limit: u32) -> Page {
    let limit = limit as usize;
    let more = page.next.is_some() || other.next.is_some() || page.items.len() + other.items.len() > limit;
    page.items.extend(other.items);
    let due = |line: &ItemLine| line.next_due.clone().unwrap_or_else(|| NEVER_DUE.to_owned());
    match sort {
        Sort::Due | Sort::Day => page.items.sort_by_cached_key(|line| (due(line), line.id.clone())),
        Sort::Number => page.items.sort_by_key(|line| number(&line.id)),
    }
    page.items.truncate(limit);
    page.next = page.items.last().filter(|_| more).map(After::of);
    page
}
