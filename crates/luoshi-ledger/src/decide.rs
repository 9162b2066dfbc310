//! (item, command, now) → events, or the reason why not.
//!
//! Everything that may happen to an item is decided here and nowhere else. A
//! decision is a pure function: the same item, command and context give the
//! same answer on every machine, and nothing is half done.

mod clocks;
mod closing;
mod issue;
mod requests;
mod respond;
mod supervise;
mod work;

use jiff::Timestamp;

use crate::actor::{Actor, Role};
use crate::calendar::Calendar;
use crate::command::Command;
use crate::event::{ItemEvent, Recorded};
use crate::id::ItemId;
use crate::item::{Item, State};
use crate::regime::Regime;
use crate::registry::Registry;
use crate::rejection::Rejection;

/// What a decision depends on beside the item and the command.
#[derive(Debug, Clone, Copy)]
pub struct Context<'c> {
    /// When it is.
    pub now: Timestamp,
    /// Who gives the command.
    pub actor: &'c Actor,
    /// The item's regime, in the version it was issued under.
    pub regime: &'c Regime,
    /// Working days.
    pub calendar: &'c Calendar,
    /// The agencies.
    pub registry: &'c Registry,
    /// The chain of parents above the parent named in an [`Command::Issue`].
    pub ancestors: &'c [ItemId],
    /// How many of the item's parts are open, and one of them.
    pub open_parts: Option<&'c (u64, ItemId)>,
}

/// Clocks of several servers differ by seconds. That much is put in order by
/// counting the later event as happening with the earlier one; more is refused.
const SKEW: jiff::SignedDuration = jiff::SignedDuration::from_secs(120);

/// Decides a command on the item `id`.
///
/// The events come back with the time at which they count.
pub fn decide(
    id: &ItemId,
    item: Option<&Item>,
    command: &Command,
    context: &Context,
) -> Result<Vec<Recorded>, Rejection> {
    let Some(item) = item else {
        let Command::Issue(content) = command else { return Err(Rejection::UnknownItem(id.clone())) };
        let events = issue::issue(id, content, context)?;
        return Ok(events.into_iter().map(|event| record(event, context.now, context)).collect());
    };
    let at = match command {
        // The program's own notes count with the last event: one item from a machine
        // whose clock was ahead must not stop the sweep of all the others.
        Command::Sweep | Command::Recalculate { .. } => context.now.max(item.last_at),
        _ => time(item, context)?,
    };
    let events = on_item(item, command, context)?;
    let mut recorded: Vec<_> = events.into_iter().map(|event| record(event, at, context)).collect();
    let stopped = clocks::stopped(item, &recorded, context);
    recorded.extend(stopped.into_iter().map(|event| record(event, at, context)));
    Ok(recorded)
}

fn record(event: ItemEvent, at: Timestamp, context: &Context) -> Recorded {
    Recorded { at, actor: context.actor.clone(), event }
}

/// When events on the item count.
fn time(item: &Item, context: &Context) -> Result<Timestamp, Rejection> {
    if context.now.saturating_add(SKEW).is_ok_and(|latest| latest < item.last_at) {
        return Err(Rejection::ClockBackwards { now: context.now, last: item.last_at });
    }
    Ok(context.now.max(item.last_at))
}

fn on_item(item: &Item, command: &Command, context: &Context) -> Result<Vec<ItemEvent>, Rejection> {
    use Command as C;
    match command {
        C::Issue(_) => Err(Rejection::ItemExists(item.id.clone())),
        C::Sign
        | C::Deploy { .. }
        | C::FeedBack { .. }
        | C::ReportProgress { .. }
        | C::AttachEvidence(_)
        | C::ReachNode { .. }
        | C::Support { .. }
        | C::ReachStage { .. }
        | C::ReportFunds(_)
        | C::Delegate { .. } => work::decide(item, command, context),
        C::AskReturn { .. } | C::AskExtension { .. } | C::AskSuspension { .. } | C::SubmitPlan { .. } => {
            requests::ask(item, command, context)
        }
        C::Grant { request, reason, due, reassign } => {
            requests::grant(item, *request, reason.as_deref(), *due, reassign.as_ref(), context)
        }
        C::Refuse { request, reason } => requests::refuse(item, *request, reason, context),
        C::AskClosing { .. } | C::AcceptClosing { .. } | C::SendBack { .. } | C::Clear | C::Reopen { .. } => {
            closing::decide(item, command, context)
        }
        C::Resume { .. }
        | C::Withdraw { .. }
        | C::TransferLead(_)
        | C::ChangeSupport { .. }
        | C::Amend { .. }
        | C::Direct { .. }
        | C::Judge { .. }
        | C::LookBack { .. } => supervise::decide(item, command, context),
        C::Contact { .. } | C::Answer { .. } | C::KeepPromise { .. } | C::Rate { .. } => {
            respond::decide(item, command, context)
        }
        C::Sweep => Ok(clocks::escalations(item, context)),
        C::Recalculate { notice, before } => Ok(clocks::moved(item, notice, before, context)),
    }
}

/// Refuses unless the item is in one of `states`.
fn require_state(item: &Item, states: &[State]) -> Result<(), Rejection> {
    if states.contains(&item.state) {
        return Ok(());
    }
    Err(Rejection::WrongState { state: item.state, needs: states.to_vec() })
}

/// Refuses unless the actor works for the lead agency; a supervisor may enter
/// what an agency has handed in on paper.
fn require_lead(item: &Item, context: &Context) -> Result<(), Rejection> {
    let ours = context.actor.agency.as_ref() == Some(&item.content.lead)
        && matches!(context.actor.role, Role::Clerk | Role::Head);
    allow(ours || context.actor.supervises(), "the lead agency", context)
}

fn require_supervisor(context: &Context) -> Result<(), Rejection> {
    allow(context.actor.supervises(), "a supervisor", context)
}

fn allow(allowed: bool, needs: &'static str, context: &Context) -> Result<(), Rejection> {
    if allowed {
        return Ok(());
    }
    let actor = context.actor;
    Err(Rejection::NotAllowed { person: actor.person.clone(), role: actor.role.code(), needs })
}

/// Refuses an empty text.
fn require_text<'t>(text: &'t str, what: &'static str) -> Result<&'t str, Rejection> {
    if text.trim().is_empty() { Err(Rejection::Missing(what)) } else { Ok(text) }
}

/// Refuses a word that is not in its table.
fn require_word(value: &str, table: &[impl AsRef<str>]) -> Result<(), Rejection> {
    if table.is_empty() {
        return Err(Rejection::NoTable(value.to_owned()));
    }
    if table.iter().any(|word| word.as_ref() == value) {
        return Ok(());
    }
    let allowed = table.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
    Err(Rejection::NotInTable { value: value.to_owned(), allowed })
}
