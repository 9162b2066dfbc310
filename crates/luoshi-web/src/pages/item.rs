//! An item: where it stands and whose turn it is, its sentence, its dates and why,
//! what was reported, asked and decided, and everything that happened to it.

mod acts;
pub(super) mod facts;
pub(crate) mod new;
pub(crate) mod personal;
mod view;

use axum::extract::{Path, State};
use axum::response::Response;
use luoshi_ledger::ItemId;
use luoshi_ledger::item::Item;
use luoshi_ledger::rejection::Rejection;

use super::{go, render, render_refused};
use crate::acts::{Act, Built, command};
use crate::auth::Viewer;
use crate::forms::{Form, Posted};
use crate::{App, WebError};

/// The item of an address, when this person sees it. Whether there is one that they
/// may not see is not said.
pub(crate) async fn find(app: &App, viewer: &Viewer, id: &str) -> Result<Item, WebError> {
    let item = app.ledger().find_item(&ItemId::from(id)).await?.ok_or(WebError::NotFound)?;
    let known = app.known().await?;
    if viewer.sees(&item, &known.registry) { Ok(item) } else { Err(WebError::NotFound) }
}

/// The page.
pub(crate) async fn show(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Result<Response, WebError> {
    let item = find(&app, &viewer, &id).await?;
    let form = Form::new(viewer.lang);
    render(&view::page(&app, &viewer, item, view::Show::default(), form).await?)
}

/// The page with the form of one act.
pub(crate) async fn show_act(
    State(app): State<App>,
    viewer: Viewer,
    Path((id, act)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let item = find(&app, &viewer, &id).await?;
    let act = Act::find(&act).ok_or(WebError::NotFound)?;
    let form = Form::new(viewer.lang);
    render(&view::page(&app, &viewer, item, view::Show::act(act), form).await?)
}

/// The page again after a form on it was refused.
pub(crate) async fn refused(app: &App, viewer: &Viewer, item: Item, form: Form) -> Result<Response, WebError> {
    render_refused(&view::page(app, viewer, item, view::Show::default(), form).await?)
}

/// Does an act. What is wrong with a field, or why the ledger refuses, stands at the
/// form, which keeps what was typed.
pub(crate) async fn act(
    State(app): State<App>,
    Path((id, act)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, WebError> {
    let Posted { viewer, mut form, files } = posted;
    let item = find(&app, &viewer, &id).await?;
    let act = Act::find(&act).ok_or(WebError::NotFound)?;
    let done = perform(&app, &viewer, &item, act, &mut form, &files).await?;
    match done {
        Some(id) => Ok(go(&format!("/items/{id}"))),
        None => render_refused(&view::page(&app, &viewer, item, view::Show::act(act), form).await?),
    }
}

/// Does what a form asks; gives the item to go on with, or none when it was refused,
/// which the form then says.
async fn perform(
    app: &App,
    viewer: &Viewer,
    item: &Item,
    act: &'static Act,
    form: &mut Form,
    files: &[crate::forms::Upload],
) -> Result<Option<ItemId>, WebError> {
    let known = app.known().await?;
    let (actor, now) = (viewer.actor_on(item, &known.registry), app.now());
    let Some(built) = command(act, form, item, &known.registry, app.today()) else { return Ok(None) };
    // Files that came with a report are kept before it, so that a closing finds them.
    for file in files {
        let evidence = match super::evidence::keep(app, file, "佐证").await {
            Ok(evidence) => evidence,
            Err(WebError::Evidence(error)) if error.is_refusal() => {
                form.refuse("file", format!("{}：{}", file.name, error.zh()));
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let attach = luoshi_ledger::command::Command::AttachEvidence(evidence);
        if let Some(rejection) = rejected(app.ledger().execute(&item.id, &attach, &actor, now).await)? {
            form.refuse("file", said(&rejection, viewer));
            return Ok(None);
        }
    }
    let outcome = match &built {
        Built::Command(command) => app.ledger().execute(&item.id, command, &actor, now).await,
        Built::Reopen { reason, due } => app.ledger().reopen(&item.id, reason, *due, &actor, now).await,
    };
    match outcome {
        Ok(executed) => Ok(Some(executed.item.id)),
        Err(luoshi_store::StoreError::Rejected(rejection)) => {
            form.refuse(field(&rejection), said(&rejection, viewer));
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

fn rejected<T>(done: Result<T, luoshi_store::StoreError>) -> Result<Option<Rejection>, WebError> {
    match done {
        Ok(_) => Ok(None),
        Err(luoshi_store::StoreError::Rejected(rejection)) => Ok(Some(rejection)),
        Err(error) => Err(error.into()),
    }
}

fn said(rejection: &Rejection, viewer: &Viewer) -> String {
    match viewer.lang {
        luoshi_export::labels::Lang::Zh => rejection.zh(),
        luoshi_export::labels::Lang::En => rejection.to_string(),
    }
}

/// The field that a refusal is about; `""` for the form as a whole.
fn field(rejection: &Rejection) -> &'static str {
    match rejection {
        Rejection::DueBeforeStart { .. } | Rejection::NotLater { .. } | Rejection::TooFar { .. } => "due",
        Rejection::NoClock(_) | Rejection::NotExtendable(_) | Rejection::Expired { .. } => "clock",
        Rejection::UnknownAgency(_) | Rejection::InactiveAgency(_) | Rejection::LeadIsSupport(_) => "to",
        Rejection::InFuture { .. } => "on",
        Rejection::EvidenceMissing(_) => "exemption",
        Rejection::Missing(what) => what,
        _ => "",
    }
}
