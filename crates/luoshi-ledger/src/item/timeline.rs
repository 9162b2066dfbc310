//! Item → what its clocks depend on, and its clocks: those of the lead, and those
//! that a regime keeps for agencies that help (协办单位1个月内将意见送主办单位).

use std::collections::BTreeMap;

use crate::calendar::Calendar;
use crate::clock::{self, Clock, Mark, Node, Role, Timeline, Trigger};
use crate::id::AgencyId;
use crate::item::Item;
use crate::limit::Calculation;
use crate::regime::{Regime, SUPPORT_MARK};

impl Item {
    /// Everything the lead's clocks depend on.
    pub fn timeline(&self) -> Timeline {
        let content = &self.content;
        Timeline {
            kind: content.kind.code().to_owned(),
            class: content.class.clone(),
            urgency: content.urgency.clone(),
            role: Role::Lead,
            stated_due: content.stated_due,
            marks: self.marks.clone(),
            pauses: self.pauses.clone(),
            extensions: self.extensions.clone(),
            nodes: self.nodes.iter().map(|n| Node { title: n.title.clone(), due: n.due, done_at: n.done_at }).collect(),
            frozen: self.frozen.clone(),
            year: content.year,
        }
    }

    /// The item's clocks. Those of an agency that helps are named after it:
    /// `opinion@县财政局`.
    pub fn clocks(&self, regime: &Regime, calendar: &Calendar) -> Vec<Clock> {
        let mut clocks = clock::clocks(&self.timeline(), regime, calendar);
        for agency in self.helpers(regime) {
            let theirs = clock::clocks(&self.timeline_of(agency), regime, calendar);
            clocks.extend(theirs.into_iter().filter(|c| regime.is_for_support(&c.rule)).map(|c| named(c, agency)));
        }
        clocks
    }

    /// The same clocks, each with the calculation of its due time.
    pub fn explain(&self, regime: &Regime, calendar: &Calendar) -> Vec<(Clock, Calculation)> {
        let mut explained = clock::explain(&self.timeline(), regime, calendar);
        for agency in self.helpers(regime) {
            let theirs = clock::explain(&self.timeline_of(agency), regime, calendar);
            let theirs = theirs.into_iter().filter(|(c, _)| regime.is_for_support(&c.rule));
            explained.extend(theirs.map(|(c, calculation)| (named(c, agency), calculation)));
        }
        explained
    }

    /// The agencies that help, where the regime has clocks for them.
    fn helpers(&self, regime: &Regime) -> &[AgencyId] {
        if regime.has_support_clocks() { &self.content.support } else { &[] }
    }

    /// What the clocks of an agency that helps depend on: its share stops them as
    /// the lead's feedback would.
    fn timeline_of(&self, agency: &AgencyId) -> Timeline {
        let concerns = |m: &&Mark| {
            matches!(m.trigger, Trigger::Issued | Trigger::Answered | Trigger::ClosingAsked | Trigger::Withdrawn)
        };
        let mut marks: Vec<Mark> = self.marks.iter().filter(concerns).cloned().collect();
        let given = self.supported.iter().find(|given| given.agency == *agency);
        marks.extend(given.map(|given| Mark { trigger: Trigger::FedBack, at: given.at }));
        marks.sort_by_key(|mark| mark.at);
        let ending = format!("{SUPPORT_MARK}{agency}");
        let frozen: BTreeMap<_, _> =
            self.frozen.iter().filter_map(|(rule, due)| Some((rule.strip_suffix(&ending)?.to_owned(), *due))).collect();
        Timeline { role: Role::Support, marks, frozen, nodes: Vec::new(), extensions: Vec::new(), ..self.timeline() }
    }
}

/// The clock under the name of the agency it is for. The item as a whole is in
/// time by the lead's clocks alone.
fn named(mut clock: Clock, agency: &AgencyId) -> Clock {
    clock.rule = format!("{}{SUPPORT_MARK}{agency}", clock.rule);
    clock.title = format!("{}（{agency}）", clock.title);
    clock.settles = false;
    clock
}
