//! Which days are worked: weekends, the holidays and the make-up workdays (调休)
//! that the State Council announces each year.
//!
//! Every exception to Monday to Friday comes from a dated notice and keeps its
//! number, so that a due date can say “10月1日 国庆节,国办发明电〔2024〕12号”. Holidays
//! are never derived from the year before: those of the lunar calendar move, and
//! make-up days are decided anew each time. A day of a year without a notice is
//! [`Day::provisional`]: weekends are off, nothing else is known.
//!
//! The legal days themselves stand in 全国年节及纪念日放假办法 (国务院令第270号, last
//! changed by 国务院令第795号); how they are joined with weekends, in the notices of
//! `data/holidays`.

mod data;
mod notice;

use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use serde::Serialize;

pub use notice::{CalendarError, NamedDay, Notice};

/// Places in the table for each year, enough for a leap year.
const PER_YEAR: usize = 366;

/// What a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayKind {
    /// Monday to Friday.
    Workday,
    /// Saturday or Sunday, off without a notice.
    Weekend,
    /// Off by a notice.
    Holiday,
    /// Worked by a notice (调休上班).
    MakeUp,
}

impl DayKind {
    /// Whether offices work on such a day.
    pub fn is_worked(self) -> bool {
        matches!(self, Self::Workday | Self::MakeUp)
    }
}

/// A day with the reason why it is worked or off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// What it is.
    pub kind: DayKind,
    /// The holiday it belongs to: 国庆节.
    pub name: Option<String>,
    /// Number of the notice that says so.
    pub notice: Option<String>,
    /// Whether the year's notice is not known, so that this may still change.
    pub provisional: bool,
}

/// A day that a notice makes off or worked.
#[derive(Debug, Clone, Copy)]
struct Exception {
    date: Date,
    worked: bool,
    /// Place in the notices.
    notice: usize,
    /// Place in that notice's days.
    row: usize,
}

/// Working days and days off, from notices.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// In order of issue; a later one overrides an earlier one.
    notices: Vec<Notice>,
    /// Sorted by date, one a date.
    exceptions: Vec<Exception>,
    /// First year of `table`.
    first: i16,
    /// The exceptions again, by year and day of the year, because this is asked
    /// for every day of every clock.
    table: Vec<Option<bool>>,
    /// Years that have a notice, sorted.
    known: Vec<i16>,
}

static STANDARD: LazyLock<Calendar> = LazyLock::new(|| {
    data::notices()
        .into_iter()
        .try_fold(Calendar::empty(), Calendar::with_notice)
        .expect("the notices of data/holidays agree, as a test checks")
});

impl Calendar {
    /// The calendar of the notices that are compiled in, 2016 to 2026.
    pub fn standard() -> Self {
        STANDARD.clone()
    }

    /// A calendar that knows no notice: Monday to Friday, all of it provisional.
    pub fn empty() -> Self {
        Self { notices: Vec::new(), exceptions: Vec::new(), first: 0, table: Vec::new(), known: Vec::new() }
    }

    /// This calendar with one more notice. Where notices disagree on a day, the one
    /// issued later is right, in whatever order they are added; one without a day
    /// of issue counts as the latest.
    pub fn with_notice(mut self, notice: Notice) -> Result<Self, CalendarError> {
        notice.check(&self.notices)?;
        let later = |other: &Notice| match (other.issued_on, notice.issued_on) {
            (None, Some(_)) => true,
            (Some(other), Some(own)) => other > own,
            (_, None) => false,
        };
        let place = self.notices.iter().position(later).unwrap_or(self.notices.len());
        self.notices.insert(place, notice);
        self.index();
        Ok(self)
    }

    /// Builds what is looked up from the notices.
    fn index(&mut self) {
        let mut all = Vec::new();
        for (notice, one) in self.notices.iter().enumerate() {
            let rows = |days: &[NamedDay], worked| {
                let days = days.iter().enumerate();
                days.map(move |(row, day)| Exception { date: day.date, worked, notice, row }).collect::<Vec<_>>()
            };
            all.extend(rows(&one.off, false));
            all.extend(rows(&one.work, true));
        }
        // The last of a date is that of the latest notice, because sorting is stable.
        all.sort_by_key(|e| e.date);
        all.reverse();
        all.dedup_by_key(|e| e.date);
        all.reverse();
        self.first = all.first().map_or(0, |e| e.date.year());
        let years = all.last().map_or(0, |e| usize::from((e.date.year() - self.first).unsigned_abs()) + 1);
        self.table = vec![None; years * PER_YEAR];
        for exception in &all {
            if let Some(place) = self.place(exception.date) {
                self.table[place] = Some(exception.worked);
            }
        }
        self.exceptions = all;
        self.known = self.notices.iter().map(|n| n.year).collect();
        self.known.sort_unstable();
        self.known.dedup();
    }

    fn place(&self, date: Date) -> Option<usize> {
        let years = usize::try_from(date.year() - self.first).ok()?;
        let place = years * PER_YEAR + usize::from(date.day_of_year().unsigned_abs()) - 1;
        (place < self.table.len()).then_some(place)
    }

    /// The notices, in order of issue.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// The last day of the unbroken run of years with notices; [`Date::MIN`] if
    /// there is none. The notice of the next year may still move its last days
    /// (that of 2023 made 31 December 2022 a holiday).
    pub fn known_through(&self) -> Date {
        let mut years = self.known.iter().copied();
        let Some(first) = years.next() else { return Date::MIN };
        let last = years.fold(first, |last, year| if year == last + 1 { year } else { last });
        Date::new(last, 12, 31).unwrap_or(Date::MAX)
    }

    /// Whether the notice for the day's year is not known.
    pub fn is_provisional(&self, date: Date) -> bool {
        self.known.binary_search(&date.year()).is_err()
    }

    /// Whether offices work on the day.
    pub fn is_workday(&self, date: Date) -> bool {
        match self.place(date).and_then(|place| self.table[place]) {
            Some(worked) => worked,
            None => !is_weekend(date),
        }
    }

    /// The day with its reason.
    pub fn day(&self, date: Date) -> Day {
        let provisional = self.is_provisional(date);
        let Ok(found) = self.exceptions.binary_search_by_key(&date, |e| e.date) else {
            let kind = if is_weekend(date) { DayKind::Weekend } else { DayKind::Workday };
            return Day { date, kind, name: None, notice: None, provisional };
        };
        let Exception { worked, notice, row, .. } = self.exceptions[found];
        let notice = &self.notices[notice];
        let (kind, days) = if worked { (DayKind::MakeUp, &notice.work) } else { (DayKind::Holiday, &notice.off) };
        Day { date, kind, name: Some(days[row].name.clone()), notice: Some(notice.number.clone()), provisional }
    }

    /// The first working day that is not before `date`.
    pub fn workday_from(&self, mut date: Date) -> Date {
        while !self.is_workday(date) && date < Date::MAX {
            date = next(date);
        }
        date
    }

    /// The `count`th working day after `date`, which itself does not count;
    /// `date` for 0.
    pub fn add_workdays(&self, mut date: Date, count: u32) -> Date {
        let mut left = count;
        while left > 0 && date < Date::MAX {
            date = next(date);
            left -= u32::from(self.is_workday(date));
        }
        date
    }

    /// The `count`th working day before `date`, which itself does not count.
    pub fn sub_workdays(&self, mut date: Date, count: u32) -> Date {
        let mut left = count;
        while left > 0 && date > Date::MIN {
            date = date.yesterday().unwrap_or(Date::MIN);
            left -= u32::from(self.is_workday(date));
        }
        date
    }

    /// How many of the days from `from` to `to`, both counted, are worked.
    pub fn count_workdays(&self, from: Date, to: Date) -> u32 {
        let mut count = 0;
        let mut date = from;
        while date <= to {
            count += u32::from(self.is_workday(date));
            if date == Date::MAX {
                break;
            }
            date = next(date);
        }
        count
    }
}

fn next(date: Date) -> Date {
    date.tomorrow().unwrap_or(Date::MAX)
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}
