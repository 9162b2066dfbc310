//! Requests (退回、延期、中止、分步方案): asked by the lead, decided by the
//! supervision office; a plan by a leader (谯城13710: the plan needs the approval
//! of a government leader).

use jiff::civil::Date;

use super::issue::require_agencies;
use super::{Context, allow, require_lead, require_state, require_supervisor, require_text};
use crate::actor::Role;
use crate::clock::Clock;
use crate::command::{Command, Reassignment};
use crate::event::ItemEvent;
use crate::item::{Item, PlanNode, Request, RequestKind, State};
use crate::rejection::Rejection;
use crate::time::{day, instant};

/// Asks for something.
pub(super) fn ask(item: &Item, command: &Command, context: &Context) -> Result<Vec<ItemEvent>, Rejection> {
    require_lead(item, context)?;
    let request = match command {
        Command::AskReturn { basis } => ask_return(item, basis, context)?,
        Command::AskExtension { clock, reason, progress, due } => {
            ask_extension(item, clock.as_deref(), (reason, progress), *due, context)?
        }
        Command::AskSuspension { reason } => {
            require_state(item, &[State::Signed, State::InProgress])?;
            blank(item, RequestKind::Suspension, require_text(reason, "reason")?, context)
        }
        Command::SubmitPlan { reason, nodes } => {
            require_state(item, &[State::InProgress])?;
            let mut request = blank(item, RequestKind::Plan, require_text(reason, "reason")?, context);
            request.nodes = checked_nodes(nodes, context)?;
            request
        }
        _ => return Ok(Vec::new()),
    };
    if item.find_pending(request.kind).is_some() {
        return Err(Rejection::AlreadyPending(request.kind));
    }
    Ok(vec![ItemEvent::Requested { request: Box::new(request) }])
}

fn ask_return(item: &Item, basis: &str, context: &Context) -> Result<Request, Rejection> {
    require_state(item, &[State::Issued, State::Signed])?;
    require_text(basis, "basis")?;
    if let Some(rule) = &context.regime.return_rule {
        let asked = item.requests.iter().filter(|r| r.kind == RequestKind::Return).count();
        if asked >= rule.max_count as usize {
            return Err(Rejection::TooManyReturns(rule.max_count));
        }
    }
    if let Some(until) = context.regime.return_until(&item.timeline(), context.calendar)
        && context.now > instant(until)
    {
        return Err(Rejection::ReturnWindowClosed(until));
    }
    Ok(blank(item, RequestKind::Return, basis, context))
}

fn ask_extension(
    item: &Item,
    clock: Option<&str>,
    (reason, progress): (&str, &str),
    due: Date,
    context: &Context,
) -> Result<Request, Rejection> {
    require_state(item, &[State::Signed, State::InProgress])?;
    require_text(reason, "reason")?;
    require_text(progress, "progress")?;
    let clock = find_clock(item, clock, context)?;
    if context.regime.extension.before_expiry && clock.is_overdue(context.now) {
        return Err(Rejection::Expired { clock: clock.rule, due: clock.due });
    }
    let limit = context.regime.extension.max_count;
    if item.count_extensions(&clock.rule) >= limit as usize {
        return Err(Rejection::TooManyExtensions { clock: clock.rule, limit });
    }
    require_later(due, &clock, context)?;
    let mut request = blank(item, RequestKind::Extension, reason, context);
    request.progress = Some(progress.to_owned());
    request.clock = Some(clock.rule);
    request.due = Some(due);
    Ok(request)
}

/// The named clock, or else the one that settles the item, when it can be extended.
fn find_clock(item: &Item, name: Option<&str>, context: &Context) -> Result<Clock, Rejection> {
    let clocks = item.clocks(context.regime, context.calendar);
    let running: Vec<_> = clocks.into_iter().filter(Clock::is_running).collect();
    if let Some(name) = name {
        let found = running.into_iter().find(|c| c.rule == name).ok_or_else(|| Rejection::NoClock(name.to_owned()))?;
        let extendable = context.regime.is_extendable(&found.rule);
        return if extendable { Ok(found) } else { Err(Rejection::NotExtendable(found.rule)) };
    }
    let settles = context.regime.settle_clock(&running).ok_or_else(|| Rejection::NoClock("settle".to_owned()))?.clone();
    if context.regime.is_extendable(&settles.rule) { Ok(settles) } else { Err(Rejection::NotExtendable(settles.rule)) }
}

fn require_later(due: Date, clock: &Clock, context: &Context) -> Result<(), Rejection> {
    if due <= clock.due.date() {
        return Err(Rejection::NotLater { asked: due, due: clock.due.date() });
    }
    match context.regime.latest_extension(clock, context.calendar) {
        Some(latest) if due > latest => Err(Rejection::TooFar { asked: due, latest }),
        _ => Ok(()),
    }
}

fn checked_nodes(nodes: &[PlanNode], context: &Context) -> Result<Vec<PlanNode>, Rejection> {
    if nodes.is_empty() {
        return Err(Rejection::Missing("nodes"));
    }
    let mut start = day(context.now);
    for node in nodes {
        require_text(&node.title, "nodes")?;
        if node.due < start {
            return Err(Rejection::DueBeforeStart { due: node.due, start });
        }
        start = node.due;
    }
    Ok(nodes.iter().map(|n| PlanNode { done_at: None, ..n.clone() }).collect())
}

/// A request with its reason and nothing else.
pub(super) fn blank(item: &Item, kind: RequestKind, reason: &str, context: &Context) -> Request {
    Request {
        number: item.requests.len() as u32 + 1,
        kind,
        by: context.actor.person.clone(),
        at: context.now.max(item.last_at),
        reason: reason.to_owned(),
        progress: None,
        clock: None,
        due: None,
        nodes: Vec::new(),
        exemption: None,
        decided: None,
    }
}

/// Grants the pending request of a kind; each decision names its own request.
pub(super) fn grant(
    item: &Item,
    kind: RequestKind,
    reason: Option<&str>,
    due: Option<Date>,
    reassign: Option<&Reassignment>,
    context: &Context,
) -> Result<Vec<ItemEvent>, Rejection> {
    let request = pending(item, kind, context)?;
    let mut events = vec![ItemEvent::Granted { number: request.number, reason: reason.map(str::to_owned) }];
    match kind {
        RequestKind::Return => events.push(reassigned(item, reassign, context)?),
        RequestKind::Extension => events.push(extended(item, request, due, context)?),
        RequestKind::Plan => events.push(ItemEvent::PlanAdopted { nodes: request.nodes.clone() }),
        RequestKind::Suspension => require_state(item, &[State::Signed, State::InProgress])?,
        RequestKind::Closing => return Err(Rejection::NothingPending(kind)),
    }
    Ok(events)
}

fn reassigned(item: &Item, reassign: Option<&Reassignment>, context: &Context) -> Result<ItemEvent, Rejection> {
    let Reassignment { to, reason, clocks } = reassign.ok_or(Rejection::Missing("lead agency"))?;
    let support: Vec<_> = item.content.support.iter().filter(|a| *a != to).cloned().collect();
    require_agencies(to, &support, context)?;
    Ok(ItemEvent::LeadTransferred { to: to.clone(), reason: reason.clone(), clocks: *clocks })
}

/// The date granted is the one asked for, or an earlier one that the decision sets.
fn extended(item: &Item, request: &Request, due: Option<Date>, context: &Context) -> Result<ItemEvent, Rejection> {
    let name = request.clock.as_deref().unwrap_or_default();
    let clocks = item.clocks(context.regime, context.calendar);
    let clock = clocks.into_iter().find(|c| c.rule == name && c.is_running());
    let clock = clock.ok_or_else(|| Rejection::NoClock(name.to_owned()))?;
    let to = due.or(request.due).ok_or(Rejection::Missing("due"))?;
    require_later(to, &clock, context)?;
    Ok(ItemEvent::Extended { clock: clock.rule, from: clock.due, to, reason: request.reason.clone() })
}

/// Refuses the pending request of a kind.
pub(super) fn refuse(
    item: &Item,
    kind: RequestKind,
    reason: &str,
    context: &Context,
) -> Result<Vec<ItemEvent>, Rejection> {
    let request = pending(item, kind, context)?;
    if kind == RequestKind::Closing {
        return Err(Rejection::NothingPending(kind));
    }
    require_text(reason, "reason")?;
    Ok(vec![ItemEvent::Refused { number: request.number, reason: reason.to_owned() }])
}

/// The pending request, if the actor may decide it: a plan is for a leader, and
/// nobody decides what they asked for themselves.
fn pending<'i>(item: &'i Item, kind: RequestKind, context: &Context) -> Result<&'i Request, Rejection> {
    if kind == RequestKind::Plan {
        allow(context.actor.role == Role::Leader, "a leader", context)?;
    } else {
        require_supervisor(context)?;
    }
    let request = item.find_pending(kind).ok_or(Rejection::NothingPending(kind))?;
    if request.by == context.actor.person {
        return Err(Rejection::OwnReview(request.by.clone()));
    }
    Ok(request)
}
