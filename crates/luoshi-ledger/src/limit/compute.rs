//! The calculation of a due time.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Span, Timestamp, ToSpan};

use super::{Added, Calculation, Due, Limit, Roll, Stated, Step, Terms, clamped, day_end};
use crate::calendar::Calendar;
use crate::clock::Extension;
use crate::time::{day, wall};

/// The due time under `terms`.
pub fn due(terms: &Terms, calendar: &Calendar) -> Due {
    compute(terms, calendar, &mut Notes(None))
}

/// The due time under `terms` with each step that led to it.
pub fn explain(terms: &Terms, calendar: &Calendar) -> (Due, Calculation) {
    let mut notes = Notes(Some(Vec::new()));
    let due = compute(terms, calendar, &mut notes);
    (due, Calculation { steps: notes.0.unwrap_or_default(), due: due.at })
}

/// Takes notes of the steps, or none.
struct Notes(Option<Vec<Step>>);

impl Notes {
    fn take(&mut self, step: impl FnOnce() -> Step) {
        if let Some(steps) = &mut self.0 {
            steps.push(step());
        }
    }

    /// Notes each day up to `to` on which a count of working days differs from one
    /// of Monday to Friday.
    fn take_days(&mut self, from: Date, to: Date, calendar: &Calendar) {
        let Some(steps) = &mut self.0 else { return };
        for date in from.series(1.day()).skip(1).take_while(|date| *date <= to) {
            let day = calendar.day(date);
            if !day.kind.is_worked() {
                steps.push(Step::Skipped { day });
            } else if day.notice.is_some() {
                steps.push(Step::MakeUp { day });
            }
        }
    }
}

fn compute(terms: &Terms, calendar: &Calendar, notes: &mut Notes) -> Due {
    let received = wall(terms.started_at);
    notes.take(|| Step::Started { trigger: terms.trigger, at: received });
    let (natural, first) = match terms.stated {
        Some(stated) => {
            let (due, instead_of) = match stated {
                Stated::InItem(due) => (due, Some(terms.limit)),
                Stated::OfNode(due) => (due, None),
            };
            notes.take(|| Step::Stated { due, instead_of });
            (day_end(due), received.date())
        }
        None => limited(terms, received, calendar, notes),
    };
    let from = (terms.started_at, first);
    let (original, extended) = if in_force(terms).next_back().is_some() {
        // The steps tell what held when each date was granted; what would be due
        // without any is computed beside them.
        let paused = add_pauses(natural, terms, from, None, calendar, &mut Notes(None));
        let original = roll(paused, terms, calendar, &mut Notes(None));
        (original, extend(natural, terms, from, calendar, notes))
    } else {
        let paused = add_pauses(natural, terms, from, None, calendar, notes);
        let original = roll(paused, terms, calendar, notes);
        (original, original)
    };
    let (original, at) = match terms.frozen {
        Some(kept) => {
            if kept != extended {
                notes.take(|| Step::Frozen { due: kept, instead_of: extended });
            }
            // What was never extended was due originally when it was due at last.
            (if original == extended { kept } else { original }, kept)
        }
        None => (original, extended),
    };
    let open = terms.pauses.iter().any(|p| p.to.is_none() && wall(p.from) <= at);
    let provisional = is_provisional(terms, received.date(), at.date(), calendar);
    if provisional {
        notes.take(|| Step::Provisional { known_through: calendar.known_through() });
    }
    Due { original, at, paused: open && terms.stopped_at.is_none(), provisional }
}

/// Whether a notice may still move the due time: only what looks at working days can
/// be moved, and nothing moves a date that was stated, granted or kept.
fn is_provisional(terms: &Terms, from: Date, to: Date, calendar: &Calendar) -> bool {
    if terms.frozen.is_some() || in_force(terms).next_back().is_some() {
        return false;
    }
    let counts = terms.limit.counts_workdays() && terms.stated.is_none();
    (counts && calendar.is_provisional(from)) || ((counts || terms.roll != Roll::None) && calendar.is_provisional(to))
}

/// What the limit comes to, and the first day that counts.
fn limited(terms: &Terms, received: DateTime, calendar: &Calendar, notes: &mut Notes) -> (DateTime, Date) {
    let start = counted_from(terms, received, calendar, notes);
    notes.take(|| Step::Limited { limit: terms.limit });
    let due = match terms.limit {
        Limit::SameDay => day_end(start),
        Limit::Days(count) => day_end(add(start, Span::new().days(count))),
        Limit::Workdays(count) => {
            let last = calendar.add_workdays(start, count);
            notes.take_days(start, last, calendar);
            day_end(last)
        }
        Limit::Months(count) => {
            let last = add(start, Span::new().months(count));
            if last.day() != start.day() {
                notes.take(|| Step::Clamped { wanted: start.day(), date: last });
            }
            day_end(last)
        }
        Limit::Hours(count) => received.saturating_add(SignedDuration::from_hours(i64::from(count))),
        Limit::MonthDay(day) => day_end(day.of(terms.year)),
        Limit::QuarterEnd => day_end(clamped(start.year(), (start.month() + 2) / 3 * 3, 31)),
    };
    notes.take(|| Step::Reached { due });
    (due, add(start, 1.day()))
}

/// The day that counts as that of the start.
fn counted_from(terms: &Terms, received: DateTime, calendar: &Calendar, notes: &mut Notes) -> Date {
    let date = received.date();
    let Some(cutoff) = terms.cutoff else { return date };
    let late = received.time() >= cutoff;
    let counts_as = if terms.limit.counts_workdays() {
        // What comes on a day off counts as of the next working day as well: else
        // something of Saturday could be due before something of Friday evening.
        calendar.workday_from(if late { add(date, 1.day()) } else { date })
    } else if late {
        add(date, 1.day())
    } else {
        date
    };
    if counts_as != date {
        notes.take(|| Step::CutOff { cutoff, counts_as });
    }
    counts_as
}

/// Adds back the pauses that begin after `since` and before what is due by then, as
/// far as they fall on days from `first` on; with `until` only those that are over
/// by then.
fn add_pauses(
    mut due: DateTime,
    terms: &Terms,
    (since, first): (Timestamp, Date),
    until: Option<Timestamp>,
    calendar: &Calendar,
    notes: &mut Notes,
) -> DateTime {
    // A pause that overlaps an earlier one counts from where that ended.
    let mut counted = since;
    for pause in terms.pauses {
        let from = pause.from.max(counted);
        let is_over = pause.to.is_some_and(|to| to <= from);
        let is_late = terms.stopped_at.is_some_and(|stopped| from >= stopped);
        let is_later = until.is_some_and(|until| pause.to.is_none_or(|to| to > until));
        if is_over || is_late || is_later || wall(from) > due {
            continue;
        }
        let Some(to) = pause.to else {
            notes.take(|| Step::Paused { from: wall(from), to: None, added: None, due });
            break;
        };
        let added = measure(from, to, first, terms, calendar);
        due = match added {
            Added::Minutes(_) => due.saturating_add(to.duration_since(from)),
            Added::Days(days) => on(add(due.date(), Span::new().days(days)), due.time()),
            Added::Workdays(days) => on(calendar.add_workdays(due.date(), days), due.time()),
        };
        notes.take(|| Step::Paused { from: wall(from), to: Some(wall(to)), added: Some(added), due });
        counted = to;
    }
    due
}

/// How much a pause adds. The day on which it begins is paused, the day on which it
/// ends is not; the day of the start does not count and cannot be paused.
fn measure(from: Timestamp, to: Timestamp, first: Date, terms: &Terms, calendar: &Calendar) -> Added {
    if terms.stated.is_none() && matches!(terms.limit, Limit::Hours(_)) {
        return Added::Minutes(to.duration_since(from).as_mins());
    }
    let (from, to) = (day(from).max(first), day(to));
    if terms.stated.is_none() && terms.limit.counts_workdays() {
        return Added::Workdays(calendar.count_workdays(from, to.yesterday().unwrap_or(Date::MIN)));
    }
    let days = to.since(from).map_or(0, |span| span.get_days());
    Added::Days(u32::try_from(days).unwrap_or(0))
}

fn roll(due: DateTime, terms: &Terms, calendar: &Calendar, notes: &mut Notes) -> DateTime {
    // Hours of the clock are meant to run through nights and holidays.
    if terms.roll == Roll::None || matches!(terms.limit, Limit::Hours(_)) || calendar.is_workday(due.date()) {
        return due;
    }
    let to = calendar.workday_from(due.date());
    notes.take(|| Step::Rolled { from: calendar.day(due.date()), to });
    on(to, due.time())
}

/// The extensions that count, in order of time.
fn in_force<'t>(terms: &Terms<'t>) -> impl DoubleEndedIterator<Item = &'t Extension> {
    let (clock, stopped_at) = (terms.clock, terms.stopped_at);
    terms.extensions.iter().filter(move |e| e.clock == clock && stopped_at.is_none_or(|at| e.granted_at <= at))
}

/// The last date that was granted, and the pauses after that: it was granted with
/// those before in mind.
fn extend(
    natural: DateTime,
    terms: &Terms,
    from: (Timestamp, Date),
    calendar: &Calendar,
    notes: &mut Notes,
) -> DateTime {
    let (mut due, mut from) = (natural, from);
    for (index, extension) in in_force(terms).enumerate() {
        let granted_at = extension.granted_at;
        let mut before = add_pauses(due, terms, from, Some(granted_at), calendar, notes);
        if index == 0 {
            before = roll(before, terms, calendar, notes);
        }
        notes.take(|| Step::Extended {
            due: extension.due,
            before,
            granted_at: wall(granted_at),
            reason: extension.reason.clone(),
        });
        due = day_end(extension.due);
        from = (granted_at, day(granted_at));
    }
    add_pauses(due, terms, from, None, calendar, notes)
}

fn on(date: Date, time: Time) -> DateTime {
    DateTime::from_parts(date, time)
}

/// A later day, or the calendar's last.
fn add(date: Date, span: Span) -> Date {
    date.saturating_add(span)
}
