//! Making, trying, pausing and dropping hooks: for the page and for the API.

use luoshi_ledger::event::ItemEvent;
use luoshi_store::hooks::{Hook, Pause};

use super::message::{self, Message};
use super::reach;
use super::send::{self, Sent};
use crate::access::Permission;
use crate::auth::{self, Viewer};
use crate::forms::Form;
use crate::pages::admin::note;
use crate::{App, WebError};

/// Most hooks of a ledger.
const MOST: usize = 50;

/// Makes the hook that a form describes; none when it is refused, as the form then
/// says. It is told what happens from now on.
pub(crate) async fn make(app: &App, viewer: &Viewer, form: &mut Form) -> Result<Option<Hook>, WebError> {
    viewer.require(Permission::Administer)?;
    let lang = viewer.lang;
    let name = form.required("name");
    if name.chars().count() > 60 {
        form.refuse("name", lang.pick("过长，最多 60 字", "too long, at most 60 characters"));
    }
    let url = form.required("url");
    if let Err(fault) = reach::check(&url, app.options().private_hooks) {
        form.refuse("url", fault.said(lang));
    }
    let kinds: Vec<String> = form.values("kind").filter(|kind| !kind.is_empty()).map(str::to_owned).collect();
    if let Some(unknown) = kinds.iter().find(|kind| !ItemEvent::KINDS.contains(&kind.as_str())) {
        form.refuse("kind", format!("{}{unknown}", lang.pick("没有这种情况：", "there is no ")));
    }
    if app.ledger().list_hooks().await?.len() >= MOST {
        form.refuse("", lang.pick("推送已达 50 个", "there are 50 hooks already"));
    }
    if !form.is_valid() {
        return Ok(None);
    }
    let now = app.now().as_millisecond();
    let head = app.ledger().store().find_head(app.ledger().name()).await?;
    let hook = Hook {
        id: auth::random()?.chars().take(10).collect(),
        name,
        url,
        secret: message::new_secret()?,
        kinds: kinds.join(" "),
        created_ms: now,
        paused: None,
        cursor_seq: head.map_or(0, |head| head.seq),
        attempts: 0,
        next_ms: now,
        last_ok_ms: None,
    };
    app.ledger().add_hook(&hook).await?;
    note(app, viewer, "hook-made", &hook.id, &format!("{}: {}", hook.name, hook.url)).await?;
    Ok(Some(hook))
}

/// The hook of an id.
pub(crate) async fn find(app: &App, viewer: &Viewer, id: &str) -> Result<Hook, WebError> {
    viewer.require(Permission::Administer)?;
    app.ledger().find_hook(id).await?.ok_or(WebError::NotFound)
}

/// Sends a message that says nothing, paused or not.
pub(crate) async fn test(app: &App, viewer: &Viewer, id: &str) -> Result<Sent, WebError> {
    let hook = find(app, viewer, id).await?;
    let message = Message::test(app.ledger().name(), app.now())?;
    let sent = send::send(app, &hook, &message).await;
    super::note(app, &hook, 0, &message, 1, &sent).await?;
    note(app, viewer, "hook-tested", id, &sent.error).await?;
    Ok(sent)
}

/// Sends nothing any more, until it is resumed.
pub(crate) async fn pause(app: &App, viewer: &Viewer, id: &str) -> Result<(), WebError> {
    let hook = find(app, viewer, id).await?;
    app.ledger().pause_hook(id, Pause::ByHand).await?;
    note(app, viewer, "hook-paused", id, &hook.name).await
}

/// Sends again, at once: from where it was, or only what happens from now on.
pub(crate) async fn resume(app: &App, viewer: &Viewer, id: &str, skip: bool) -> Result<(), WebError> {
    let hook = find(app, viewer, id).await?;
    app.ledger().resume_hook(id, skip, app.now()).await?;
    let skipped = if skip { format!("{}, skips", hook.name) } else { hook.name };
    note(app, viewer, "hook-resumed", id, &skipped).await
}

/// Forgets a hook.
pub(crate) async fn drop(app: &App, viewer: &Viewer, id: &str) -> Result<(), WebError> {
    let hook = find(app, viewer, id).await?;
    app.ledger().drop_hook(id).await?;
    note(app, viewer, "hook-dropped", id, &hook.name).await
}
