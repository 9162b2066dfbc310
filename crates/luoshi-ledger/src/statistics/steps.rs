//! Counts by the day from which they hold.

use std::collections::BTreeMap;
use std::ops::{Add, AddAssign, Sub, SubAssign};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::counts::Counts;

/// Counts by the day from which they hold; those that end are negative. One entry is
/// one row of a tally in a store. Days that add nothing are left out, so equal steps
/// look equal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steps(BTreeMap<Date, Counts>);

impl Steps {
    /// Adds counts from a day on.
    pub fn push(&mut self, from: Date, counts: Counts) {
        let sum = self.0.get(&from).copied().unwrap_or_default() + counts;
        if sum == Counts::default() {
            self.0.remove(&from);
        } else {
            self.0.insert(from, sum);
        }
    }

    /// The counts at the end of a day: the states on it, the flows up to it.
    pub fn at(&self, day: Date) -> Counts {
        self.0.range(..=day).map(|(_, counts)| *counts).sum()
    }

    /// What was added from a day to another, both included: for flows.
    pub fn within(&self, from: Date, to: Date) -> Counts {
        if from > to {
            return Counts::default();
        }
        self.0.range(from..=to).map(|(_, counts)| *counts).sum()
    }

    /// Day and counts, in the order of days.
    pub fn iter(&self) -> impl Iterator<Item = (Date, &Counts)> {
        self.0.iter().map(|(day, counts)| (*day, counts))
    }

    /// The same on the last day of each month: a smaller tally, which answers for
    /// month ends alone.
    #[must_use]
    pub fn to_months(&self) -> Self {
        let mut months = Self::default();
        for (day, counts) in self.iter() {
            months.push(day.last_of_month(), *counts);
        }
        months
    }
}

impl AddAssign<&Steps> for Steps {
    fn add_assign(&mut self, other: &Self) {
        for (day, counts) in other.iter() {
            self.push(day, *counts);
        }
    }
}

impl SubAssign<&Steps> for Steps {
    fn sub_assign(&mut self, other: &Self) {
        for (day, counts) in other.iter() {
            self.push(day, -*counts);
        }
    }
}

impl Add<&Steps> for Steps {
    type Output = Self;

    fn add(mut self, other: &Self) -> Self {
        self += other;
        self
    }
}

impl Sub<&Steps> for Steps {
    type Output = Self;

    fn sub(mut self, other: &Self) -> Self {
        self -= other;
        self
    }
}
