//! A notice of holidays, and what makes one impossible.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::is_weekend;

/// A day with the holiday it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedDay {
    /// The day.
    pub date: Date,
    /// The holiday: 国庆节.
    pub name: String,
}

/// What one notice says about the days of a year.
///
/// A notice may also speak of the end of the year before, as that of 2023 does of
/// 31 December 2022, and of the first month of the year after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// The year it arranges.
    pub year: i16,
    /// Its number: 国办发明电〔2024〕12号.
    pub number: String,
    /// The day it is dated.
    pub issued_on: Option<Date>,
    /// Days off, weekends within a holiday included.
    pub off: Vec<NamedDay>,
    /// Make-up workdays (调休上班).
    pub work: Vec<NamedDay>,
}

/// A notice cannot be added to a calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// It has no number, by which dates name it.
    #[error("a notice for {year} has no number")]
    NoNumber {
        /// Its year.
        year: i16,
    },
    /// It names no day.
    #[error("notice {number} names no day")]
    NoDays {
        /// Its number.
        number: String,
    },
    /// A notice with this number is known.
    #[error("notice {number} is already in the calendar")]
    Known {
        /// Its number.
        number: String,
    },
    /// A day is too far from the year.
    #[error("notice {number} for {year} names {date}, which is not between December before and January after")]
    OutsideYear {
        /// Its number.
        number: String,
        /// Its year.
        year: i16,
        /// The day.
        date: Date,
    },
    /// A day stands twice.
    #[error("notice {number} names {date} twice")]
    Repeated {
        /// Its number.
        number: String,
        /// The day.
        date: Date,
    },
    /// A day is both off and worked.
    #[error("notice {number} says that {date} is off and that it is worked")]
    Contradictory {
        /// Its number.
        number: String,
        /// The day.
        date: Date,
    },
    /// A make-up workday is a Monday to Friday that no notice made a holiday.
    #[error("notice {number} makes {date} a make-up workday, but it is an ordinary workday")]
    NothingToMakeUp {
        /// Its number.
        number: String,
        /// The day.
        date: Date,
    },
}

impl CalendarError {
    /// What is wrong, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::NoNumber { year } => format!("{year}年的通知没有文号"),
            Self::NoDays { number } => format!("通知{number}没有写任何一天"),
            Self::Known { number } => format!("通知{number}已在日历中"),
            Self::OutsideYear { number, year, date } => {
                format!("通知{number}安排{year}年，但写了{date}，只能写上年12月至次年1月")
            }
            Self::Repeated { number, date } => format!("通知{number}中{date}出现两次"),
            Self::Contradictory { number, date } => format!("通知{number}中{date}既放假又上班"),
            Self::NothingToMakeUp { number, date } => {
                format!("通知{number}把{date}列为调休上班，但这天本来就是工作日")
            }
        }
    }
}

impl Notice {
    /// Refuses what no notice can say beside the `known` ones.
    pub(super) fn check(&self, known: &[Self]) -> Result<(), CalendarError> {
        let number = || self.number.clone();
        if self.number.trim().is_empty() {
            return Err(CalendarError::NoNumber { year: self.year });
        }
        if known.iter().any(|other| other.number == self.number) {
            return Err(CalendarError::Known { number: number() });
        }
        if self.off.is_empty() && self.work.is_empty() {
            return Err(CalendarError::NoDays { number: number() });
        }
        for date in self.off.iter().chain(&self.work).map(|day| day.date) {
            if !self.may_name(date) {
                return Err(CalendarError::OutsideYear { number: number(), year: self.year, date });
            }
        }
        for days in [&self.off, &self.work] {
            if let Some(date) = find_repeated(days) {
                return Err(CalendarError::Repeated { number: number(), date });
            }
        }
        for date in self.work.iter().map(|day| day.date) {
            if self.off.iter().any(|day| day.date == date) {
                return Err(CalendarError::Contradictory { number: number(), date });
            }
            let was_off = known.iter().flat_map(|other| &other.off).any(|day| day.date == date);
            if !is_weekend(date) && !was_off {
                return Err(CalendarError::NothingToMakeUp { number: number(), date });
            }
        }
        Ok(())
    }

    fn may_name(&self, date: Date) -> bool {
        match date.year() - self.year {
            0 => true,
            -1 => date.month() == 12,
            1 => date.month() == 1,
            _ => false,
        }
    }
}

fn find_repeated(days: &[NamedDay]) -> Option<Date> {
    let mut dates: Vec<Date> = days.iter().map(|day| day.date).collect();
    dates.sort_unstable();
    dates.array_windows().find(|[a, b]| a == b).map(|[a, _]| *a)
}
