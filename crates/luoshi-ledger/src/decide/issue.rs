//! Issuing (交办): what an item must have before anybody is asked to settle it.

use super::{Context, allow, require_text, require_word};
use crate::actor::Role;
use crate::clock::Timeline;
use crate::event::ItemEvent;
use crate::id::{AgencyId, ItemId};
use crate::item::{Content, PlanNode};
use crate::rejection::Rejection;
use crate::time::day;

pub(super) fn issue(id: &ItemId, content: &Content, context: &Context) -> Result<Vec<ItemEvent>, Rejection> {
    let may = context.actor.supervises() || context.actor.role == Role::Leader;
    allow(may, "a supervisor or leader", context)?;
    check(id, content, context)?;
    let nodes = nodes(content, context);
    Ok(vec![ItemEvent::Issued { content: Box::new(Content { nodes, ..content.clone() }) }])
}

/// The nodes an item is issued with: its own, else those of its regime; without
/// those that are over and those that come no earlier than its own last day.
fn nodes(content: &Content, context: &Context) -> Vec<PlanNode> {
    let today = day(context.now);
    if content.nodes.is_empty() {
        let timeline = Timeline {
            kind: content.kind.code().to_owned(),
            class: content.class.clone(),
            urgency: content.urgency.clone(),
            stated_due: content.stated_due,
            year: content.year,
            ..Timeline::default()
        };
        return context.regime.standard_nodes(&timeline, today);
    }
    let is_ahead = |node: &&PlanNode| node.due >= today && content.stated_due.is_none_or(|due| node.due < due);
    content.nodes.iter().filter(is_ahead).cloned().collect()
}

/// Checks a content as an issue would, so that a draft can be checked before.
pub(crate) fn check(id: &ItemId, content: &Content, context: &Context) -> Result<(), Rejection> {
    require_text(&content.title, "title")?;
    if !content.not_secret {
        return Err(Rejection::SecretUndeclared);
    }
    if !content.details.fit(content.kind) {
        return Err(Rejection::WrongDetails(content.kind.code()));
    }
    require_agencies(&content.lead, &content.support, context)?;
    require_class(content.class.as_deref(), context)?;
    let urgencies: Vec<_> = context.regime.urgencies.iter().map(|c| c.code.as_str()).collect();
    if let Some(urgency) = content.urgency.as_deref().filter(|_| !urgencies.is_empty()) {
        require_word(urgency, &urgencies)?;
    }
    if let Some(due) = content.stated_due {
        let start = day(context.now);
        if due < start {
            return Err(Rejection::DueBeforeStart { due, start });
        }
    }
    if content.parent.as_ref().is_some_and(|p| p == id) || context.ancestors.contains(id) {
        return Err(Rejection::CyclicParent(id.clone()));
    }
    Ok(())
}

/// A class that the regime knows, where it knows any.
pub(super) fn require_class(class: Option<&str>, context: &Context) -> Result<(), Rejection> {
    let classes: Vec<_> = context.regime.classes.iter().map(|c| c.code.as_str()).collect();
    match class {
        Some(class) if !classes.is_empty() => require_word(class, &classes),
        _ => Ok(()),
    }
}

/// Exactly one lead that is known and active; helpers likewise, the lead not
/// among them.
pub(super) fn require_agencies(lead: &AgencyId, support: &[AgencyId], context: &Context) -> Result<(), Rejection> {
    if lead.as_str().trim().is_empty() {
        return Err(Rejection::Missing("lead agency"));
    }
    for agency in std::iter::once(lead).chain(support) {
        context.registry.require_active(agency)?;
    }
    if support.contains(lead) {
        return Err(Rejection::LeadIsSupport(lead.clone()));
    }
    Ok(())
}
