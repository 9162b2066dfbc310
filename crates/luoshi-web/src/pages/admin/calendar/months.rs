//! The months of a year as tables of weeks.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use luoshi_export::labels::Lang;
use luoshi_ledger::calendar::{Calendar, DayKind};

/// A month.
pub(super) struct Month {
    pub(super) name: String,
    pub(super) workdays: u32,
    /// Weeks from Monday to Sunday; days of other months are none.
    pub(super) weeks: Vec<[Option<Cell>; 7]>,
}

/// A day.
#[derive(Clone)]
pub(super) struct Cell {
    pub(super) day: i8,
    /// Its class in the style sheet.
    pub(super) class: &'static str,
    /// Its mark, so that it is no colour alone: 休, 班.
    pub(super) mark: &'static str,
    /// The holiday and the notice that says so.
    pub(super) title: String,
}

const NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The months, and how many days of the year are worked.
pub(super) fn months(calendar: &Calendar, year: i16, lang: Lang) -> (Vec<Month>, u32) {
    let mut months = Vec::new();
    for (number, name) in (1_i8..).zip(NAMES) {
        let Ok(first) = Date::new(year, number, 1) else { continue };
        let name = match lang {
            Lang::Zh => format!("{number}月"),
            Lang::En => name.to_owned(),
        };
        let weeks = weeks(calendar, first, lang);
        months.push(Month { name, workdays: calendar.count_workdays(first, first.last_of_month()), weeks });
    }
    let workdays = months.iter().map(|month| month.workdays).sum();
    (months, workdays)
}

fn weeks(calendar: &Calendar, first: Date, lang: Lang) -> Vec<[Option<Cell>; 7]> {
    let mut weeks: Vec<[Option<Cell>; 7]> = Vec::new();
    let mut date = first;
    while date.month() == first.month() {
        let place = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
        if weeks.is_empty() || date.weekday() == Weekday::Monday {
            weeks.push(Default::default());
        }
        if let Some(week) = weeks.last_mut() {
            week[place] = Some(cell(calendar, date, lang));
        }
        let Ok(next) = date.checked_add(1.day()) else { break };
        date = next;
    }
    weeks
}

fn cell(calendar: &Calendar, date: Date, lang: Lang) -> Cell {
    let day = calendar.day(date);
    let (class, mark) = match day.kind {
        DayKind::Workday => ("", ""),
        DayKind::Weekend => ("weekend", ""),
        DayKind::Holiday => ("holiday", lang.pick("休", "off")),
        DayKind::MakeUp => ("makeup", lang.pick("班", "work")),
    };
    let title = [day.name, day.notice].into_iter().flatten().collect::<Vec<_>>().join("，");
    Cell { day: date.day(), class, mark, title }
}
