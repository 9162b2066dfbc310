//! Trial calculations: which dates a regime would give.

use jiff::civil::DateTime;
use serde::Serialize;

use super::{Regime, RegimeError, When};
use crate::calendar::Calendar;
use crate::clock::Clock;
use crate::light::{self, RungDue};
use crate::limit::{self, Calculation, Limit, Terms};
use crate::time::{instant, wall};

/// What one limit of a regime would give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Trial {
    /// The clock's name.
    pub clock: String,
    /// What people call it.
    pub title: String,
    /// For which items the clock runs.
    pub runs_when: When,
    /// For which of them this limit holds.
    pub when: When,
    /// The limit.
    pub limit: Limit,
    /// The last moment allowed.
    pub due: DateTime,
    /// When the light would turn yellow.
    pub yellow_at: DateTime,
    /// The rungs of its ladder.
    pub rungs: Vec<RungDue>,
    /// How the due time was found.
    pub calculation: Calculation,
    /// Whether the figure was seen in the source.
    pub certain: bool,
    /// Where it comes from.
    pub source: String,
}

impl Regime {
    /// The dates of every limit for a clock that starts at `start` on Beijing's wall
    /// clock, in the plan of that year. Refuses a regime by which something would be
    /// due before it starts.
    pub fn trial(&self, start: DateTime, calendar: &Calendar) -> Result<Vec<Trial>, RegimeError> {
        let rows = self.clocks.iter().flat_map(|clock| clock.limits.iter().map(move |limit| (clock, limit)));
        rows.map(|(rule, limit)| {
            let started_at = instant(start);
            let plain = Terms::plain(rule.start, started_at, limit.is, start.year());
            let terms = Terms { cutoff: rule.cutoff, roll: rule.roll, ..plain };
            let (due, calculation) = limit::explain(&terms, calendar);
            if due.at < start {
                let (clock, start, due) = (rule.name.clone(), start.date(), due.at.date());
                return Err(RegimeError::Backwards { regime: self.name.clone(), clock, start, due });
            }
            let clock = Clock {
                rule: rule.name.clone(),
                title: rule.title.clone(),
                started_at,
                original_due: due.original,
                due: due.at,
                stopped_at: None,
                stopped_by: None,
                paused: false,
                provisional: due.provisional,
                settles: rule.settles,
            };
            Ok(Trial {
                clock: rule.name.clone(),
                title: rule.title.clone(),
                runs_when: rule.when.clone(),
                when: limit.when.clone(),
                limit: limit.is,
                due: due.at,
                yellow_at: light::yellow_at(&clock, self, calendar).map_or(due.at, wall),
                rungs: light::rungs(&clock, self, calendar),
                calculation,
                certain: limit.certain,
                source: limit.source.clone(),
            })
        })
        .collect()
    }
}
