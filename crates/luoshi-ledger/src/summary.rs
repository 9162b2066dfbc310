//! What lists, sweeps and statistics ask of an item, computed once when it
//! changes, so that nothing has to be computed when a page is opened. Lights
//! follow from two instants: an item is yellow from the one and red from the
//! other. A closed item has them while something is left to do on it, such as
//! asking back (回访) or answering again (重新答复).

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use crate::calendar::Calendar;
use crate::clock::Clock;
use crate::item::Item;
use crate::light;
use crate::regime::Regime;
use crate::time::instant;

/// The summary of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The last moment for the next thing to do.
    pub next_due: Option<DateTime>,
    /// The last moment for the matter as a whole.
    pub settle_due: Option<DateTime>,
    /// When the light turns yellow, or did.
    pub yellow_at: Option<Timestamp>,
    /// When the light turns red, or did.
    pub red_at: Option<Timestamp>,
    /// When the next rung of the ladder is reached that nobody was told of.
    pub next_rung_at: Option<Timestamp>,
    /// The day the closing was accepted.
    pub closed_on: Option<Date>,
    /// Whether it was asked for in time.
    pub on_time: Option<bool>,
    /// Whether a date lies beyond the last known notice of holidays.
    pub provisional: bool,
}

impl Item {
    /// The item's summary, from its clocks under this regime and calendar.
    pub fn summary(&self, regime: &Regime, calendar: &Calendar, clocks: &[Clock]) -> Summary {
        let mut summary = Summary {
            settle_due: regime.settle_clock(clocks).map(|c| c.due),
            closed_on: self.closed_on(),
            on_time: self.closed_on().and_then(|_| regime.settle_clock(clocks)).and_then(in_time),
            ..Summary::default()
        };
        let running: Vec<&Clock> = clocks.iter().filter(|c| c.is_running()).collect();
        // Clocks that stand still threaten nobody.
        let ticking = || running.iter().filter(|c| !c.paused);
        summary.next_rung_at = ticking()
            .flat_map(|c| light::rungs(c, regime, calendar))
            .filter(|r| !self.escalated.contains(&crate::item::escalation_key(&r.clock, &r.rung, r.due)))
            .map(|r| r.at)
            .min();
        summary.next_due = running.iter().map(|c| c.due).min();
        summary.provisional = running.iter().any(|c| c.provisional);
        summary.yellow_at = ticking().filter_map(|c| light::yellow_at(c, regime, calendar)).min();
        summary.red_at = ticking().map(|c| instant(c.due)).min();
        summary
    }
}

fn in_time(clock: &Clock) -> Option<bool> {
    clock.stopped_at.map(|at| at <= instant(clock.due))
}
