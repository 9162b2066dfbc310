//! One act on many items: all of them or none, each refusal named.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use luoshi_ledger::ItemId;
use luoshi_ledger::command::Command;
use luoshi_store::Bulk;

use super::super::{Frame, go, render_refused};
use crate::access::Permission;
use crate::acts::{self, Act};
use crate::forms::Posted;
use crate::{App, WebError};

/// Most items at once.
const MOST: usize = 500;

/// Acts that make sense on many items at once.
const ACTS: [&str; 5] = ["clear", "transfer", "amend", "direct", "withdraw"];

#[derive(Template)]
#[template(path = "bulk.html")]
struct Refused {
    frame: Frame,
    act: &'static str,
    reasons: Vec<(String, String)>,
    back: String,
}

/// Does it.
pub(crate) async fn bulk(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    viewer.require(Permission::Draft)?;
    let code = form.required("act");
    let act = Act::find(&code).filter(|act| ACTS.contains(&act.code)).ok_or(WebError::NotFound)?;
    let ids: Vec<ItemId> = form.values("id").take(MOST + 1).map(ItemId::from).collect();
    if ids.is_empty() || ids.len() > MOST {
        return Err(WebError::BadRequest(format!("choose 1 to {MOST} items")));
    }
    let known = app.known().await?;
    let (actor, now) = (viewer.actor(), app.now());
    let mut bulk = Bulk::default();
    let mut refused = Vec::new();
    for (number, id) in ids.iter().enumerate() {
        let item = app.ledger().require_item(id).await?;
        match acts::command(act, &mut form, &item, &known.registry, app.today()) {
            Some(acts::Built::Command(command)) => bulk.commands.push((number, id.clone(), Command::clone(&command))),
            _ => refused.push((id.to_string(), viewer.lang.pick("填写不完整", "a field is missing").to_owned())),
        }
    }
    if refused.is_empty() {
        let done = app.ledger().bulk(&bulk, false, &actor, now).await?;
        let words = |(number, rejection): &(usize, luoshi_ledger::rejection::Rejection)| {
            let id = ids.get(*number).map(ToString::to_string).unwrap_or_default();
            (id, if viewer.lang == luoshi_export::labels::Lang::Zh { rejection.zh() } else { rejection.to_string() })
        };
        refused = done.refused.iter().map(words).collect();
    }
    let back = form.value("query").to_owned();
    if refused.is_empty() {
        return Ok(go(&format!("/items?{back}&done={}", ids.len())));
    }
    let frame = Frame::new(&app, &viewer, "items", viewer.lang.pick("未办理", "Nothing was done")).await?;
    render_refused(&Refused { frame, act: act.name(viewer.lang), reasons: refused, back })
}
