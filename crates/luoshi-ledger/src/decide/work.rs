//! What the agencies do: sign, deploy, feed back, report, attach.

use super::{Context, allow, require_lead, require_state, require_text};
use crate::actor::Role;
use crate::command::Command;
use crate::event::{ItemEvent, ReportedValue};
use crate::item::{Item, ItemKind, State};
use crate::rejection::Rejection;
use crate::time::day;

pub(super) fn decide(item: &Item, command: &Command, context: &Context) -> Result<Vec<ItemEvent>, Rejection> {
    let event = match command {
        Command::Support { text } => support(item, text, context)?,
        Command::AttachEvidence(evidence) => {
            require_state(item, &[State::Signed, State::InProgress, State::ClosingReview])?;
            require_agency(item, context)?;
            ItemEvent::EvidenceAttached { evidence: evidence.clone() }
        }
        _ => {
            require_lead(item, context)?;
            by_lead(item, command, context)?
        }
    };
    Ok(vec![event])
}

fn by_lead(item: &Item, command: &Command, context: &Context) -> Result<ItemEvent, Rejection> {
    match command {
        Command::Deploy { text, handler } => {
            require_state(item, &[State::Signed])?;
            require_text(text, "text")?;
            Ok(ItemEvent::Deployed { text: text.clone(), handler: handler.clone() })
        }
        Command::FeedBack { text } => {
            require_state(item, &[State::Signed, State::InProgress])?;
            require_text(text, "text")?;
            Ok(ItemEvent::FedBack { text: text.clone() })
        }
        Command::ReportProgress { text, problems, next, values } => {
            require_state(item, &[State::InProgress])?;
            require_text(text, "text")?;
            require_values(item, values, context)?;
            let (text, problems, next, values) = (text.clone(), problems.clone(), next.clone(), values.clone());
            Ok(ItemEvent::ProgressReported { text, problems, next, values })
        }
        Command::ReachNode { node, text } => reach_node(item, *node, text),
        Command::ReachStage { stage, on } => {
            if item.content.kind != ItemKind::Project {
                return Err(Rejection::WrongDetails(item.content.kind.code()));
            }
            require_state(item, &[State::InProgress, State::ClosingReview, State::Closed])?;
            require_past(*on, context)?;
            Ok(ItemEvent::StageReached { stage: *stage, on: *on })
        }
        Command::ReportFunds(funds) => {
            require_state(item, &[State::InProgress, State::ClosingReview])?;
            Ok(ItemEvent::FundsReported { funds: *funds })
        }
        Command::Delegate { to } => {
            require_state(item, &[State::Signed, State::InProgress, State::ClosingReview])?;
            if item.content.people.handler.is_none() {
                return Err(Rejection::Missing("handler"));
            }
            Ok(ItemEvent::Delegated { to: to.clone() })
        }
        _ => {
            require_state(item, &[State::Issued])?;
            Ok(ItemEvent::Signed {})
        }
    }
}

fn support(item: &Item, text: &str, context: &Context) -> Result<ItemEvent, Rejection> {
    require_state(item, &[State::Issued, State::Signed, State::InProgress])?;
    let agency = context.actor.agency.clone().filter(|a| item.content.support.contains(a));
    allow(agency.is_some(), "a supporting agency", context)?;
    require_text(text, "text")?;
    let agency = agency.unwrap_or_else(|| item.content.lead.clone());
    Ok(ItemEvent::Supported { agency, text: text.to_owned() })
}

/// Somebody of the lead or of a helping agency, or a supervisor.
fn require_agency(item: &Item, context: &Context) -> Result<(), Rejection> {
    let content = &item.content;
    let named = context.actor.agency.as_ref().is_some_and(|a| *a == content.lead || content.support.contains(a));
    let ours = named && matches!(context.actor.role, Role::Clerk | Role::Head);
    allow(ours || context.actor.supervises(), "an agency of the item", context)
}

fn reach_node(item: &Item, node: u32, text: &str) -> Result<ItemEvent, Rejection> {
    require_state(item, &[State::InProgress])?;
    require_text(text, "text")?;
    match item.nodes.get(node as usize) {
        Some(found) if found.done_at.is_none() => Ok(ItemEvent::NodeReached { node, text: text.to_owned() }),
        _ => Err(Rejection::NoSuchPart { what: "node", index: node }),
    }
}

fn require_values(item: &Item, values: &[ReportedValue], context: &Context) -> Result<(), Rejection> {
    for value in values {
        if value.metric as usize >= item.content.metrics.len() {
            return Err(Rejection::NoSuchPart { what: "metric", index: value.metric });
        }
        require_past(value.as_of, context)?;
    }
    Ok(())
}

/// A result cannot lie in the future.
fn require_past(on: jiff::civil::Date, context: &Context) -> Result<(), Rejection> {
    let today = day(context.now);
    if on > today { Err(Rejection::InFuture { on, today }) } else { Ok(()) }
}
