//! Which acts a page offers: those that the ledger would not refuse to this person
//! on this item as it stands. The ledger itself is asked, with a trial command, so
//! that rules stand in one place.

use jiff::civil::Date;
use luoshi_ledger::actor::Actor;
use luoshi_ledger::command::{Command, Reassignment};
use luoshi_ledger::event::ClockPolicy;
use luoshi_ledger::item::{Funds, Item, PlanNode, ProjectStage, RequestKind};
use luoshi_ledger::rejection::Rejection;
use luoshi_ledger::{AgencyId, Context, ItemId, decide};
use luoshi_store::Known;

use super::{ACTS, Act, Verb};

/// An act that is offered.
#[derive(Debug, Clone, Copy)]
pub struct Offer {
    /// Which.
    pub act: &'static Act,
}

/// The acts that somebody may do to an item now, the next step first.
pub fn offers(item: &Item, actor: &Actor, known: &Known, now: jiff::Timestamp) -> Vec<Offer> {
    let Some(regime) = known.settings.regime_of(item) else { return Vec::new() };
    let calendar = known.settings.calendar();
    let context = Context { now, actor, regime, calendar, registry: &known.registry, ancestors: &[], open_parts: None };
    let far = luoshi_ledger::time::day(now).saturating_add(jiff::Span::new().days(1));
    let is_open = |act: &&Act| match decide(&item.id, Some(item), &trial(act.verb, item, far), &context) {
        Ok(_) => true,
        Err(rejection) => is_about_fields(&rejection),
    };
    ACTS.iter().filter(is_open).map(|act| Offer { act }).collect()
}

/// Whether a trial was refused only for what it said, which a person would say right.
fn is_about_fields(rejection: &Rejection) -> bool {
    // These are missing from the item and not from the form.
    if matches!(rejection, Rejection::Missing("answer" | "promise" | "handler")) {
        return false;
    }
    matches!(
        rejection,
        Rejection::Missing(_)
            | Rejection::NotInTable { .. }
            | Rejection::DueBeforeStart { .. }
            | Rejection::InFuture { .. }
            | Rejection::NotLater { .. }
            | Rejection::TooFar { .. }
            | Rejection::UnknownAgency(_)
            | Rejection::InactiveAgency(_)
            | Rejection::LeadIsSupport(_)
            | Rejection::EvidenceMissing(_)
            | Rejection::OpenParts { .. }
    )
}

/// A command as somebody might give it.
fn trial(verb: Verb, item: &Item, due: Date) -> Command {
    let text = || "试".to_owned();
    let other = || Reassignment { to: AgencyId(String::new()), reason: text(), clocks: ClockPolicy::Continue };
    match verb {
        Verb::Sign => Command::Sign,
        Verb::Deploy => Command::Deploy { text: text(), handler: None },
        Verb::FeedBack => Command::FeedBack { text: text() },
        Verb::ReportProgress => {
            Command::ReportProgress { text: text(), problems: None, next: None, values: Vec::new() }
        }
        Verb::AskReturn => Command::AskReturn { basis: text() },
        Verb::AskExtension => Command::AskExtension { clock: None, reason: text(), progress: text(), due },
        Verb::AskSuspension => Command::AskSuspension { reason: text() },
        Verb::SubmitPlan => {
            Command::SubmitPlan { reason: text(), nodes: vec![PlanNode { title: text(), due, done_at: None }] }
        }
        Verb::AskClosing => Command::AskClosing { conclusion: text(), exemption: None },
        Verb::Grant(request) => {
            let reassign = (request == RequestKind::Return).then(other);
            Command::Grant { request, reason: None, due: None, reassign }
        }
        Verb::Refuse(request) => Command::Refuse { request, reason: text() },
        Verb::AcceptClosing => Command::AcceptClosing { grade: None, conclusion: text() },
        Verb::SendBack => Command::SendBack { reason: text() },
        Verb::Clear => Command::Clear,
        Verb::Reopen => Command::Reopen { as_item: ItemId::from("0000-0000"), reason: text() },
        Verb::Resume => Command::Resume { reason: text() },
        Verb::Withdraw => Command::Withdraw { reason: text() },
        Verb::Direct => Command::Direct { text: text(), due: None },
        Verb::Judge => Command::Judge { light: "green".to_owned(), text: text() },
        Verb::Transfer => Command::TransferLead(other()),
        Verb::ChangeSupport => Command::ChangeSupport { support: item.content.support.clone() },
        Verb::Support => Command::Support { text: text() },
        Verb::ReachNode => {
            let node = item.nodes.iter().position(|node| node.done_at.is_none());
            Command::ReachNode { node: node.unwrap_or(item.nodes.len()) as u32, text: text() }
        }
        Verb::Delegate => Command::Delegate { to: None },
        Verb::Amend => {
            let title = Some(format!("{}。", item.content.title));
            Command::Amend { title, class: None, leader: None, stated_due: None, reason: text() }
        }
        Verb::Contact => Command::Contact { text: text() },
        Verb::Answer => Command::Answer { label: None, text: text(), promise: None },
        Verb::KeepPromise => Command::KeepPromise { text: text() },
        Verb::Rate => Command::Rate { satisfaction: "satisfied".to_owned(), solved: None },
        Verb::ReachStage => {
            let stage = ProjectStage::AtCapacity;
            Command::ReachStage { stage, on: luoshi_ledger::time::day(item.last_at) }
        }
        Verb::ReportFunds => Command::ReportFunds(Funds::default()),
        Verb::LookBack => Command::LookBack { holds: true, text: text() },
    }
}
