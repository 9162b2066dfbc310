//! Item → what statistics counts of it.

use jiff::civil::Date;

use crate::clock::{Clock, Trigger};
use crate::item::{Item, ItemKind, ProjectStage};
use crate::regime::Regime;
use crate::statistics::{Answer, Batch, Callback, Label, Opinion, Outcome, Project, Satisfaction, Timed};
use crate::time::{day, instant};

impl Item {
    /// The item as statistics sees it, with its clocks computed before.
    pub fn outcome(&self, regime: &Regime, clocks: &[Clock]) -> Outcome {
        let content = &self.content;
        let settle = regime.settle_clock(clocks);
        let mut outcome = Outcome::issued(content.kind.code(), day(self.issued_at));
        outcome.class.clone_from(&content.class);
        outcome.agency = Some(content.lead.to_string());
        outcome.leader = content.people.leader.as_ref().map(ToString::to_string);
        outcome.section.clone_from(&content.section);
        outcome.region.clone_from(&content.region);
        outcome.repeat = self.repeats();
        outcome.due_on = settle.filter(|c| !c.paused).map(|c| c.due.date());
        outcome.closed_on = self.closed_on();
        outcome.closed_late = settle.is_some_and(is_late);
        outcome.cleared_on = self.day_of(Trigger::Cleared);
        outcome.withdrawn_on = self.day_of(Trigger::Withdrawn);
        outcome.feedbacks = timed(regime, clocks, Trigger::FedBack);
        outcome.contact = timed(regime, clocks, Trigger::Contacted).into_iter().next();
        self.add_answers(&mut outcome);
        if content.kind == ItemKind::Project {
            outcome.project = Some(self.project());
        }
        outcome
    }

    fn repeats(&self) -> bool {
        matches!(&self.content.details, crate::item::Details::Demand(part) if part.repeats.is_some())
    }

    fn day_of(&self, trigger: Trigger) -> Option<Date> {
        self.marks.iter().rev().find(|m| m.trigger == trigger).map(|m| day(m.at))
    }

    /// What people asked for and what they think of it.
    fn add_answers(&self, outcome: &mut Outcome) {
        let opinion = self.rating.as_ref().and_then(|rating| {
            let satisfaction = match rating.satisfaction.as_str() {
                "satisfied" => Satisfaction::Satisfied,
                "basically" => Satisfaction::MostlySatisfied,
                "dissatisfied" => Satisfaction::Dissatisfied,
                _ => return None,
            };
            Some(Opinion { on: day(rating.at), satisfaction, excluded: false })
        });
        match self.content.kind {
            ItemKind::Suggestion | ItemKind::Proposal => {
                let answer = self.answer.as_ref();
                outcome.answer = Some(Answer {
                    answered_on: answer.map(|a| day(a.at)),
                    label: answer.and_then(|a| label(a.label.as_deref()?)),
                    opinion,
                });
            }
            ItemKind::Demand => {
                outcome.callback =
                    self.rating.as_ref().map(|rating| Callback { on: day(rating.at), solved: rating.solved, opinion });
            }
            _ => {}
        }
    }

    fn project(&self) -> Project {
        let crate::item::Details::Project(part) = &self.content.details else { return Project::default() };
        let planned = |stage| part.planned.iter().find(|s| s.stage == stage).map(|s| s.on);
        let batch = |due_on: Option<Date>| {
            let label = part.cohort.clone().unwrap_or_else(|| format!("{}年", self.content.year));
            due_on.map(|due_on| Batch { label, due_on })
        };
        let signed = self.find_stage(ProjectStage::Signed);
        let started = self.find_stage(ProjectStage::Started);
        let commissioned = self.find_stage(ProjectStage::Commissioned);
        Project {
            signed: signed.and_then(|_| batch(planned(ProjectStage::Started))),
            started: started.and_then(|_| batch(planned(ProjectStage::Commissioned))),
            commissioned: commissioned.and_then(|_| batch(planned(ProjectStage::AtCapacity))),
            planned_new: planned(ProjectStage::Started).is_some_and(|on| on.year() == self.content.year),
            started_on: started,
            commissioned_on: commissioned,
            contract_on: signed,
            performed_on: started,
            output_expected: part.expected_output,
            output_actual: self.funds.output,
            investment_planned: part.annual,
            investment_done: self.funds.paid,
            funds_planned: self.funds.planned,
            contract_total: part.total,
            funds_arrived: self.funds.arrived,
        }
    }
}

fn is_late(clock: &Clock) -> bool {
    clock.stopped_at.is_some_and(|at| at > instant(clock.due))
}

/// The clocks that a trigger stops, as last days with what was done.
fn timed(regime: &Regime, clocks: &[Clock], stop: Trigger) -> Vec<Timed> {
    clocks
        .iter()
        .filter(|clock| regime.stops_at(&clock.rule, stop) && !regime.is_for_support(&clock.rule))
        .map(|clock| Timed { due_on: clock.due.date(), done_on: clock.stopped_at.map(day), late: is_late(clock) })
        .collect()
}

/// The label by its letter; a place's own table begins its codes with it.
fn label(code: &str) -> Option<Label> {
    Some(match code.chars().next()? {
        'A' => Label::A,
        'B' => Label::B,
        'C' => Label::C,
        'D' => Label::D,
        _ => return None,
    })
}
