//! Answers to people: demands, suggestions, proposals. That the agency is done
//! and that the person's problem is solved are kept apart.

use super::{Context, require_lead, require_state, require_supervisor, require_text, require_word};
use crate::command::Command;
use crate::event::ItemEvent;
use crate::item::{Item, ItemKind, Promise, State};
use crate::rejection::Rejection;
use crate::time::day;

/// What people can say of an answer.
const SATISFACTION: &[&str] = &["satisfied", "basically", "dissatisfied", "not-reached"];

pub(super) fn decide(item: &Item, command: &Command, context: &Context) -> Result<Vec<ItemEvent>, Rejection> {
    let asked = matches!(item.content.kind, ItemKind::Demand | ItemKind::Suggestion | ItemKind::Proposal);
    if !asked {
        return Err(Rejection::WrongDetails(item.content.kind.code()));
    }
    let event = match command {
        Command::Rate { satisfaction, solved } => rate(item, satisfaction, *solved, context)?,
        Command::Contact { text } => {
            require_lead(item, context)?;
            require_state(item, &[State::Signed, State::InProgress])?;
            ItemEvent::Contacted { text: require_text(text, "text")?.to_owned() }
        }
        Command::KeepPromise { text } => keep_promise(item, text, context)?,
        Command::Answer { label, text, promise } => answer(item, label.as_deref(), text, promise.as_ref(), context)?,
        _ => return Ok(Vec::new()),
    };
    Ok(vec![event])
}

fn answer(
    item: &Item,
    label: Option<&str>,
    text: &str,
    promise: Option<&Promise>,
    context: &Context,
) -> Result<ItemEvent, Rejection> {
    require_lead(item, context)?;
    // Who is not satisfied gets another answer, closed or not.
    if item.rating.as_ref().is_none_or(|rating| rating.satisfaction != "dissatisfied") {
        require_state(item, &[State::InProgress])?;
    }
    require_state(item, &[State::InProgress, State::ClosingReview, State::Closed, State::Cleared])?;
    require_text(text, "text")?;
    let table = context.regime.label_codes();
    match label {
        Some(label) => require_word(label, &table)?,
        None if !table.is_empty() => return Err(Rejection::Missing("label")),
        None => {}
    }
    if let Some(promise) = promise {
        require_text(&promise.text, "text")?;
        if promise.due < day(context.now) {
            return Err(Rejection::DueBeforeStart { due: promise.due, start: day(context.now) });
        }
    }
    let promise = promise.map(|p| Promise { kept_at: None, ..p.clone() });
    Ok(ItemEvent::Answered { label: label.map(str::to_owned), text: text.to_owned(), promise })
}

/// A promise of an answer stays open after the item is closed.
fn keep_promise(item: &Item, text: &str, context: &Context) -> Result<ItemEvent, Rejection> {
    require_lead(item, context)?;
    require_state(item, &[State::InProgress, State::ClosingReview, State::Closed, State::Cleared])?;
    require_text(text, "text")?;
    match item.answer.as_ref().and_then(|a| a.promise.as_ref()) {
        Some(promise) if promise.kept_at.is_none() => Ok(ItemEvent::PromiseKept { text: text.to_owned() }),
        _ => Err(Rejection::Missing("promise")),
    }
}

/// Whoever answers never rates: a rating is entered by the office that asks the
/// people afterwards.
fn rate(item: &Item, satisfaction: &str, solved: Option<bool>, context: &Context) -> Result<ItemEvent, Rejection> {
    require_supervisor(context)?;
    require_state(item, &[State::InProgress, State::ClosingReview, State::Closed, State::Cleared])?;
    if item.answer.is_none() {
        return Err(Rejection::Missing("answer"));
    }
    require_word(satisfaction, SATISFACTION)?;
    Ok(ItemEvent::Rated { satisfaction: satisfaction.to_owned(), solved })
}
