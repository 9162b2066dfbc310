//! Lists by light. What is closed has a light while a clock runs on, so such a list is
//! two: of what is open and of what is closed, each of them a range of an index.

use super::list::wants_open;
use super::{After, Filter, ItemLine, Page, Sort};
use crate::projection::{NEVER_DUE, number};

/// The two lists that a list by light is made of; none when it is only one.
pub(super) fn parts_by_light(filter: &Filter) -> Option<[Filter; 2]> {
    let has_both = wants_open(filter).is_none() && filter.light.is_some();
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
