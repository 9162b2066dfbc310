//! Item → what its clocks depend on, and its clocks.

use crate::calendar::Calendar;
use crate::clock::{self, Clock, Node, Timeline};
use crate::item::Item;
use crate::regime::Regime;

impl Item {
    /// Everything the item's clocks depend on.
    pub fn timeline(&self) -> Timeline {
        let content = &self.content;
        Timeline {
            kind: content.kind.code().to_owned(),
            class: content.class.clone(),
            urgency: content.urgency.clone(),
            role: clock::Role::Lead,
            stated_due: content.stated_due,
            marks: self.marks.clone(),
            pauses: self.pauses.clone(),
            extensions: self.extensions.clone(),
            nodes: self.nodes.iter().map(|n| Node { title: n.title.clone(), due: n.due, done_at: n.done_at }).collect(),
            frozen: self.frozen.clone(),
            year: content.year,
        }
    }

    /// The item's clocks.
    pub fn clocks(&self, regime: &Regime, calendar: &Calendar) -> Vec<Clock> {
        clock::clocks(&self.timeline(), regime, calendar)
    }
}
