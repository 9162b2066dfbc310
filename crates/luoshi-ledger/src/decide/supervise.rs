//! What the supervision office and leaders do on a running item.

use super::issue::{require_agencies, require_class};
use super::{Context, allow, require_state, require_supervisor, require_text, require_word};
use crate::actor::Role;
use crate::command::{Command, Reassignment};
use crate::event::ItemEvent;
use crate::item::{Item, ItemKind, State};
use crate::rejection::Rejection;
use crate::time::day;

/// States in which the matter itself is being worked on.
const RUNNING: &[State] = &[State::Issued, State::Signed, State::InProgress, State::ClosingReview, State::Suspended];

pub(super) fn decide(item: &Item, command: &Command, context: &Context) -> Result<Vec<ItemEvent>, Rejection> {
    let event = match command {
        Command::Direct { text, due } => direct(item, text, *due, context)?,
        Command::Judge { light, text } => {
            allow(context.actor.role == Role::Leader, "a leader", context)?;
            require_state(item, RUNNING)?;
            require_word(light, &["green", "yellow", "red"])?;
            require_text(text, "text")?;
            ItemEvent::Judged { light: light.clone(), text: text.clone() }
        }
        _ => {
            require_supervisor(context)?;
            by_supervisor(item, command, context)?
        }
    };
    Ok(vec![event])
}

fn by_supervisor(item: &Item, command: &Command, context: &Context) -> Result<ItemEvent, Rejection> {
    match command {
        Command::Resume { reason } => {
            require_state(item, &[State::Suspended])?;
            Ok(ItemEvent::Resumed { reason: require_text(reason, "reason")?.to_owned() })
        }
        Command::Withdraw { reason } => {
            let open: Vec<_> = State::ALL.into_iter().filter(|s| s.is_open()).collect();
            require_state(item, &open)?;
            Ok(ItemEvent::Withdrawn { reason: require_text(reason, "reason")?.to_owned() })
        }
        Command::TransferLead(Reassignment { to, reason, clocks }) => {
            require_state(item, &[State::Issued, State::Signed, State::InProgress])?;
            require_text(reason, "reason")?;
            if *to == item.content.lead {
                return Err(Rejection::LeadIsSupport(to.clone()));
            }
            let support: Vec<_> = item.content.support.iter().filter(|a| *a != to).cloned().collect();
            require_agencies(to, &support, context)?;
            Ok(ItemEvent::LeadTransferred { to: to.clone(), reason: reason.clone(), clocks: *clocks })
        }
        Command::ChangeSupport { support } => {
            require_state(item, RUNNING)?;
            require_agencies(&item.content.lead, support, context)?;
            Ok(ItemEvent::SupportChanged { support: support.clone() })
        }
        Command::LookBack { holds, text } => {
            require_state(item, &[State::Cleared])?;
            if item.content.kind != ItemKind::Finding {
                return Err(Rejection::WrongDetails(item.content.kind.code()));
            }
            Ok(ItemEvent::LookedBack { holds: *holds, text: require_text(text, "text")?.to_owned() })
        }
        _ => amend(item, command, context),
    }
}

fn amend(item: &Item, command: &Command, context: &Context) -> Result<ItemEvent, Rejection> {
    let Command::Amend { title, class, leader, stated_due, reason } = command else {
        return Err(Rejection::Missing("text"));
    };
    require_state(item, RUNNING)?;
    require_text(reason, "reason")?;
    if let Some(title) = title {
        require_text(title, "title")?;
    }
    require_class(class.as_deref(), context)?;
    not_before_issue(item, *stated_due)?;
    Ok(ItemEvent::Amended {
        title: title.clone(),
        class: class.clone(),
        leader: leader.clone(),
        stated_due: *stated_due,
        reason: reason.clone(),
    })
}

/// A directive on an item that is closed makes a linked item, not a new life of
/// the old one: see [`Command::Reopen`].
fn direct(item: &Item, text: &str, due: Option<jiff::civil::Date>, context: &Context) -> Result<ItemEvent, Rejection> {
    let may = context.actor.supervises() || context.actor.role == Role::Leader;
    allow(may, "a supervisor or leader", context)?;
    require_state(item, RUNNING)?;
    require_text(text, "text")?;
    if let Some(due) = due
        && due < day(context.now)
    {
        return Err(Rejection::DueBeforeStart { due, start: day(context.now) });
    }
    Ok(ItemEvent::Directed { text: text.to_owned(), due })
}

fn not_before_issue(item: &Item, due: Option<jiff::civil::Date>) -> Result<(), Rejection> {
    let start = day(item.issued_at);
    match due {
        Some(due) if due < start => Err(Rejection::DueBeforeStart { due, start }),
        _ => Ok(()),
    }
}
