//! How far an item is, as one share: from its metrics, or else from its closing; and
//! of an item with parts, from theirs.

use jiff::civil::Date;

use crate::item::{Item, State};
use crate::schedule::{self, Actual, Basis, Child, Measured, NoData, Progress, RollUp, Settings};

impl Item {
    /// The progress of a metric by its index, from the last value reported.
    pub fn progress_of(&self, index: u32, settings: &Settings, today: Date) -> Option<Progress> {
        let metric = self.content.metrics.get(index as usize)?;
        let reported = self.values.get(&index).map(|value| Actual {
            value: value.value,
            unit: metric.unit.clone(),
            as_of: value.as_of,
            reported_on: value.as_of,
            numerator: None,
            denominator: None,
        });
        Some(schedule::progress(metric, reported.as_slice(), settings, today))
    }

    /// The progress of the item itself: the mean of its metrics, none of which may be
    /// missing. Without metrics an item is done when its closing was accepted, and
    /// before that nothing can be said.
    pub fn progress(&self, settings: &Settings, today: Date) -> Progress {
        let metrics = 0..self.content.metrics.len() as u32;
        let children: Vec<Child> = metrics
            .filter_map(|index| Some(Child::equal(self.metric_name(index), self.progress_of(index, settings, today)?)))
            .collect();
        if !children.is_empty() {
            return schedule::roll_up(&children).progress;
        }
        match self.state {
            State::Closed | State::Cleared => Progress::Value(Measured {
                share: rust_decimal::Decimal::ONE,
                met: true,
                basis: Basis::Line,
                figure: None,
                restated_from: None,
            }),
            _ => Progress::NoData { reason: NoData::NothingReported },
        }
    }

    fn metric_name(&self, index: u32) -> String {
        self.content.metrics.get(index as usize).map(|metric| metric.what.clone()).unwrap_or_default()
    }
}

/// The progress of a parent from its parts. What was withdrawn neither counts nor
/// withholds.
pub fn roll_up(parts: &[Item], settings: &Settings, today: Date) -> RollUp {
    let child = |part: &Item| Child {
        weight: if part.state == State::Withdrawn { rust_decimal::Decimal::ZERO } else { rust_decimal::Decimal::ONE },
        ..Child::equal(part.id.as_str(), part.progress(settings, today))
    };
    schedule::roll_up(&parts.iter().map(child).collect::<Vec<_>>())
}
