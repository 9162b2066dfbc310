//! Events → item. Whatever was decided is applied as it is: deciding is the
//! place for rules, and what was right when it happened stays right.

use crate::clock::{Extension, Mark, Pause, Trigger};
use crate::event::{ClockPolicy, ItemEvent, Recorded};
use crate::item::{
    Answer, Content, Decided, Item, ItemId, Judgement, MetricValue, ProgressNote, Rating, Request, RequestKind, Share,
    StageDay, State,
};
use crate::time::day;

/// Events that do not make an item: the first is not its issue, or a later one is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("event {version} of item {id} is \"{kind}\", which cannot stand there")]
pub struct Inapplicable {
    /// The item.
    pub id: ItemId,
    /// Which of its events.
    pub version: i64,
    /// What it is.
    pub kind: String,
}

impl Item {
    /// The item that its events make.
    pub fn replay<'e>(
        id: &ItemId,
        events: impl IntoIterator<Item = &'e Recorded>,
    ) -> Result<Option<Self>, Inapplicable> {
        let mut item = None;
        for recorded in events {
            item = Some(Self::next(id, item, recorded)?);
        }
        Ok(item)
    }

    /// The item after one more event.
    pub fn next(id: &ItemId, item: Option<Self>, recorded: &Recorded) -> Result<Self, Inapplicable> {
        let version = item.as_ref().map_or(0, |i| i.version) + 1;
        match (item, &recorded.event) {
            (None, ItemEvent::Issued { content }) => Ok(Self::issued(id.clone(), content, recorded)),
            (Some(mut item), event) if !matches!(event, ItemEvent::Issued { .. }) => {
                item.apply(recorded);
                Ok(item)
            }
            _ => Err(Inapplicable { id: id.clone(), version, kind: recorded.event.kind() }),
        }
    }

    fn issued(id: ItemId, content: &Content, recorded: &Recorded) -> Self {
        Self {
            id,
            version: 1,
            state: State::Issued,
            before: None,
            content: content.clone(),
            issued_at: recorded.at,
            last_at: recorded.at,
            marks: vec![Mark { trigger: Trigger::Issued, at: recorded.at }],
            pauses: Vec::new(),
            extensions: Vec::new(),
            frozen: std::collections::BTreeMap::new(),
            escalated: Vec::new(),
            requests: Vec::new(),
            nodes: content.nodes.clone(),
            evidence: Vec::new(),
            progress: None,
            values: std::collections::BTreeMap::new(),
            submitter: None,
            grade: None,
            conclusion: None,
            judgement: None,
            answer: None,
            rating: None,
            supported: Vec::new(),
            stages: Vec::new(),
            funds: crate::item::Funds::default(),
            reopened_as: Vec::new(),
            former_leads: Vec::new(),
        }
    }

    fn apply(&mut self, recorded: &Recorded) {
        self.version += 1;
        self.last_at = self.last_at.max(recorded.at);
        match &recorded.event {
            ItemEvent::Issued { .. } => {}
            ItemEvent::Signed {} => self.enter(State::Signed, Trigger::Signed, recorded),
            ItemEvent::Deployed { handler, .. } => {
                if handler.is_some() {
                    self.content.people.handler.clone_from(handler);
                }
                self.enter(State::InProgress, Trigger::Deployed, recorded);
            }
            ItemEvent::Closed { grade, conclusion } => {
                self.grade.clone_from(grade);
                self.conclusion = Some(conclusion.clone());
                self.before = None;
                self.enter(State::Closed, Trigger::Closed, recorded);
            }
            ItemEvent::Cleared {} => self.enter(State::Cleared, Trigger::Cleared, recorded),
            ItemEvent::Withdrawn { .. } => {
                self.end_pause(recorded);
                self.enter(State::Withdrawn, Trigger::Withdrawn, recorded);
            }
            ItemEvent::Reopened { as_item, .. } => self.reopened_as.push(as_item.clone()),
            ItemEvent::LeadTransferred { .. }
            | ItemEvent::SupportChanged { .. }
            | ItemEvent::Supported { .. }
            | ItemEvent::Delegated { .. }
            | ItemEvent::Amended { .. } => self.apply_to_content(recorded),
            ItemEvent::Requested { .. }
            | ItemEvent::Granted { .. }
            | ItemEvent::Refused { .. }
            | ItemEvent::Extended { .. }
            | ItemEvent::Resumed { .. }
            | ItemEvent::PlanAdopted { .. }
            | ItemEvent::NodeReached { .. } => self.apply_to_requests(recorded),
            ItemEvent::ClockStopped { .. } | ItemEvent::ClockMoved { .. } | ItemEvent::Escalated { .. } => {
                self.apply_to_clocks(&recorded.event);
            }
            _ => self.apply_to_work(recorded),
        }
    }

    /// What the agency, a leader or the person who asked adds to the record.
    fn apply_to_work(&mut self, recorded: &Recorded) {
        match &recorded.event {
            ItemEvent::FedBack { text } => {
                self.note(text, None, None, recorded);
                self.mark(Trigger::FedBack, recorded);
            }
            ItemEvent::ProgressReported { text, problems, next, values } => {
                self.note(text, problems.clone(), next.clone(), recorded);
                self.mark(Trigger::Progress, recorded);
                for v in values {
                    self.values.insert(v.metric, MetricValue { value: v.value, as_of: v.as_of });
                }
            }
            ItemEvent::EvidenceAttached { evidence } => {
                self.evidence.retain(|e| e.sha256 != evidence.sha256);
                self.evidence.push(evidence.clone());
            }
            ItemEvent::Directed { due: Some(due), .. } => self.content.stated_due = Some(*due),
            ItemEvent::Judged { light, text } => {
                self.judgement = Some(Judgement {
                    by: recorded.actor.person.clone(),
                    at: recorded.at,
                    light: light.clone(),
                    text: text.clone(),
                });
            }
            ItemEvent::Contacted { .. } => self.mark(Trigger::Contacted, recorded),
            ItemEvent::Answered { label, text, promise } => {
                self.answer = Some(Answer {
                    at: recorded.at,
                    label: label.clone(),
                    text: text.clone(),
                    promise: promise.clone(),
                });
                self.rating = None;
                self.mark(Trigger::Answered, recorded);
            }
            ItemEvent::PromiseKept { .. } => {
                if let Some(promise) = self.answer.as_mut().and_then(|a| a.promise.as_mut()) {
                    promise.kept_at = Some(recorded.at);
                }
            }
            ItemEvent::Rated { satisfaction, solved } => {
                self.rating = Some(Rating { at: recorded.at, satisfaction: satisfaction.clone(), solved: *solved });
                self.mark(Trigger::Rated, recorded);
                if satisfaction == "dissatisfied" {
                    self.mark(Trigger::Dissatisfied, recorded);
                }
            }
            ItemEvent::StageReached { stage, on } => {
                self.stages.retain(|s| s.stage != *stage);
                self.stages.push(StageDay { stage: *stage, on: *on });
                self.stages.sort_by_key(|s| s.stage);
            }
            ItemEvent::FundsReported { funds } => {
                let kept = &mut self.funds;
                kept.planned = funds.planned.or(kept.planned);
                kept.arrived = funds.arrived.or(kept.arrived);
                kept.paid = funds.paid.or(kept.paid);
                kept.output = funds.output.or(kept.output);
            }
            _ => {}
        }
    }

    fn apply_to_content(&mut self, recorded: &Recorded) {
        match &recorded.event {
            ItemEvent::LeadTransferred { to, clocks, .. } => self.transfer(to, *clocks, recorded),
            ItemEvent::SupportChanged { support } => self.content.support.clone_from(support),
            ItemEvent::Supported { agency, .. } => {
                // The first one counts for the clock.
                let known = self.supported.iter().any(|share| share.agency == *agency);
                let share = Share { agency: agency.clone(), at: recorded.at };
                self.supported.extend((!known).then_some(share));
            }
            ItemEvent::Delegated { to } => self.content.people.delegate.clone_from(to),
            ItemEvent::Amended { title, class, leader, stated_due, .. } => {
                let content = &mut self.content;
                if let Some(title) = title {
                    content.title.clone_from(title);
                }
                content.class = class.clone().or(content.class.take());
                content.people.leader = leader.clone().or(content.people.leader.take());
                content.stated_due = stated_due.or(content.stated_due);
            }
            _ => {}
        }
    }

    fn transfer(&mut self, to: &crate::id::AgencyId, clocks: ClockPolicy, recorded: &Recorded) {
        let former = std::mem::replace(&mut self.content.lead, to.clone());
        self.former_leads.push((former, recorded.at));
        self.content.support.retain(|a| a != to);
        self.content.people.head = None;
        self.content.people.handler = None;
        self.content.people.delegate = None;
        if clocks == ClockPolicy::Restart {
            self.marks.clear();
            self.pauses.clear();
            self.extensions.clear();
            self.frozen.clear();
            self.mark(Trigger::Issued, recorded);
        } else {
            // The new agency signs and deploys for itself.
            self.marks.retain(|m| !matches!(m.trigger, Trigger::Signed | Trigger::Deployed));
        }
        self.state = State::Issued;
        self.before = None;
    }

    fn apply_to_requests(&mut self, recorded: &Recorded) {
        match &recorded.event {
            ItemEvent::Requested { request } => self.request(request, recorded),
            ItemEvent::Granted { number, reason } => self.decide(*number, true, reason.clone(), recorded),
            ItemEvent::Refused { number, reason } => self.decide(*number, false, Some(reason.clone()), recorded),
            ItemEvent::Extended { clock, to, reason, .. } => self.extensions.push(Extension {
                clock: clock.clone(),
                due: *to,
                granted_at: recorded.at,
                reason: reason.clone(),
            }),
            ItemEvent::Resumed { .. } => {
                self.end_pause(recorded);
                self.state = self.before.take().unwrap_or(State::InProgress);
            }
            ItemEvent::PlanAdopted { nodes } => {
                self.nodes.clone_from(nodes);
                self.mark(Trigger::PlanApproved, recorded);
            }
            ItemEvent::NodeReached { node, .. } => {
                if let Some(node) = self.nodes.get_mut(*node as usize) {
                    node.done_at = Some(recorded.at);
                }
            }
            _ => {}
        }
    }

    fn request(&mut self, request: &Request, recorded: &Recorded) {
        match request.kind {
            RequestKind::Return => {
                self.before = Some(self.state);
                self.state = State::ReturnReview;
            }
            RequestKind::Closing => {
                self.before = Some(self.state);
                self.submitter = Some(request.by.clone());
                self.enter(State::ClosingReview, Trigger::ClosingAsked, recorded);
            }
            RequestKind::Extension | RequestKind::Suspension | RequestKind::Plan => {}
        }
        self.requests.push(request.clone());
    }

    fn decide(&mut self, number: u32, granted: bool, reason: Option<String>, recorded: &Recorded) {
        let Some(request) = self.requests.iter_mut().find(|r| r.number == number) else { return };
        request.decided = Some(Decided { by: recorded.actor.person.clone(), at: recorded.at, granted, reason });
        match (request.kind, granted) {
            (RequestKind::Suspension, true) => {
                self.before = Some(self.state);
                self.state = State::Suspended;
                self.pauses.push(Pause { from: recorded.at, to: None });
            }
            (RequestKind::Return | RequestKind::Closing, false) => {
                self.state = self.before.take().unwrap_or(State::InProgress);
                // A closing that was sent back never counted as asked for.
                self.marks.retain(|m| m.trigger != Trigger::ClosingAsked);
                self.submitter = None;
            }
            _ => {}
        }
    }

    fn apply_to_clocks(&mut self, event: &ItemEvent) {
        match event {
            ItemEvent::ClockStopped { clock, due, .. } => {
                self.frozen.insert(clock.clone(), *due);
            }
            ItemEvent::Escalated { clock, rung, due, .. } => self.escalated.push(escalation_key(clock, rung, *due)),
            _ => {}
        }
    }

    fn enter(&mut self, state: State, trigger: Trigger, recorded: &Recorded) {
        self.state = state;
        self.mark(trigger, recorded);
    }

    fn mark(&mut self, trigger: Trigger, recorded: &Recorded) {
        self.marks.push(Mark { trigger, at: recorded.at });
    }

    fn note(&mut self, text: &str, problems: Option<String>, next: Option<String>, recorded: &Recorded) {
        self.progress = Some(ProgressNote { at: recorded.at, text: text.to_owned(), problems, next });
    }

    fn end_pause(&mut self, recorded: &Recorded) {
        if let Some(pause) = self.pauses.last_mut().filter(|p| p.to.is_none()) {
            pause.to = Some(recorded.at);
        }
    }

    /// The day a stage was reached.
    pub fn find_stage(&self, stage: crate::item::ProjectStage) -> Option<jiff::civil::Date> {
        self.stages.iter().find(|s| s.stage == stage).map(|s| s.on)
    }

    /// The day the closing was accepted.
    pub fn closed_on(&self) -> Option<jiff::civil::Date> {
        self.marks.iter().rev().find(|m| m.trigger == Trigger::Closed).map(|m| day(m.at))
    }
}

/// What makes an escalation the same one: its clock, its rung and the due time
/// that it is about.
pub(crate) fn escalation_key(clock: &str, rung: &str, due: jiff::civil::DateTime) -> String {
    format!("{clock}/{rung}/{due}")
}
