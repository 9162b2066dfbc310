//! Closing and clearing (办结、销号): asked for with evidence, reviewed by
//! somebody else, struck off when no new directive follows, reopened as a linked
//! item.

use super::requests::blank;
use super::{Context, allow, require_lead, require_state, require_supervisor, require_text, require_word};
use crate::actor::Role;
use crate::command::Command;
use crate::event::ItemEvent;
use crate::id::ItemId;
use crate::item::{Item, ItemKind, RequestKind, State};
use crate::rejection::Rejection;

pub(super) fn decide(item: &Item, command: &Command, context: &Context) -> Result<Vec<ItemEvent>, Rejection> {
    match command {
        Command::AskClosing { conclusion, exemption } => ask(item, conclusion, exemption.as_deref(), context),
        Command::AcceptClosing { grade, conclusion } => accept(item, grade.as_deref(), conclusion, context),
        Command::SendBack { reason } => {
            let number = under_review(item, context)?;
            require_text(reason, "reason")?;
            Ok(vec![ItemEvent::Refused { number, reason: reason.clone() }])
        }
        Command::Clear => {
            require_supervisor(context)?;
            require_state(item, &[State::Closed])?;
            require_other(item, context)?;
            Ok(vec![ItemEvent::Cleared {}])
        }
        Command::Reopen { as_item, reason } => reopen(item, as_item, reason, context),
        _ => Ok(Vec::new()),
    }
}

fn ask(item: &Item, conclusion: &str, exemption: Option<&str>, context: &Context) -> Result<Vec<ItemEvent>, Rejection> {
    require_lead(item, context)?;
    require_state(item, &[State::InProgress])?;
    require_text(conclusion, "conclusion")?;
    let waiting = [RequestKind::Extension, RequestKind::Suspension, RequestKind::Plan];
    if let Some(kind) = waiting.into_iter().find(|kind| item.find_pending(*kind).is_some()) {
        return Err(Rejection::Undecided(kind));
    }
    if let Some((open, first)) = context.open_parts {
        return Err(Rejection::OpenParts { open: *open, first: first.clone() });
    }
    let answers = matches!(item.content.kind, ItemKind::Suggestion | ItemKind::Proposal | ItemKind::Demand);
    if answers && item.answer.is_none() {
        return Err(Rejection::Missing("answer"));
    }
    require_evidence(item, exemption, context)?;
    let mut request = blank(item, RequestKind::Closing, conclusion, context);
    request.exemption = exemption.map(str::to_owned);
    Ok(vec![ItemEvent::Requested { request: Box::new(request) }])
}

/// Evidence of each kind that the regime asks for, or the reason why there is none.
fn require_evidence(item: &Item, exemption: Option<&str>, context: &Context) -> Result<(), Rejection> {
    let closing = &context.regime.closing;
    if let Some(reason) = exemption {
        require_text(reason, "reason")?;
        return if closing.exemption { Ok(()) } else { Err(Rejection::NoExemption) };
    }
    if !closing.evidence_required {
        return Ok(());
    }
    let missing: Vec<_> = closing
        .evidence_kinds
        .iter()
        .filter(|kind| !item.evidence.iter().any(|e| e.kind == **kind))
        .map(String::as_str)
        .collect();
    if item.evidence.is_empty() || !missing.is_empty() {
        let kinds = if missing.is_empty() { "any".to_owned() } else { missing.join(", ") };
        return Err(Rejection::EvidenceMissing(kinds));
    }
    Ok(())
}

fn accept(item: &Item, grade: Option<&str>, conclusion: &str, context: &Context) -> Result<Vec<ItemEvent>, Rejection> {
    let number = under_review(item, context)?;
    require_text(conclusion, "conclusion")?;
    if let Some(grade) = grade {
        require_word(grade, &context.regime.closing.grades)?;
    }
    Ok(vec![
        ItemEvent::Granted { number, reason: None },
        ItemEvent::Closed { grade: grade.map(str::to_owned), conclusion: conclusion.to_owned() },
    ])
}

/// The number of the closing under review, if the actor may review it.
fn under_review(item: &Item, context: &Context) -> Result<u32, Rejection> {
    let reviews = context.actor.role == Role::Reviewer || context.actor.supervises();
    allow(reviews, "a reviewer", context)?;
    require_state(item, &[State::ClosingReview])?;
    require_other(item, context)?;
    let request = item.find_pending(RequestKind::Closing);
    request.map(|r| r.number).ok_or(Rejection::NothingPending(RequestKind::Closing))
}

/// Who asked for a closing neither reviews it nor strikes it off; acting for
/// somebody else changes nothing about that.
fn require_other(item: &Item, context: &Context) -> Result<(), Rejection> {
    let actor = context.actor;
    let own = item.submitter.iter().any(|s| *s == actor.person || actor.acting_for.as_ref() == Some(s));
    if own { Err(Rejection::OwnReview(actor.person.clone())) } else { Ok(()) }
}

fn reopen(item: &Item, as_item: &ItemId, reason: &str, context: &Context) -> Result<Vec<ItemEvent>, Rejection> {
    let may = context.actor.supervises() || context.actor.role == Role::Leader;
    allow(may, "a supervisor or leader", context)?;
    require_state(item, &[State::Closed, State::Cleared])?;
    require_text(reason, "reason")?;
    if *as_item == item.id {
        return Err(Rejection::ItemExists(as_item.clone()));
    }
    Ok(vec![ItemEvent::Reopened { as_item: as_item.clone(), reason: reason.to_owned() }])
}
