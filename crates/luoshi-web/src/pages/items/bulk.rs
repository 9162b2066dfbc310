//! One act on many items: all of them or none, each refusal named.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use luoshi_export::labels::Lang;
use luoshi_ledger::ItemId;
use luoshi_ledger::command::Command;
use luoshi_ledger::rejection::Rejection;
use luoshi_store::Bulk;

use super::super::{Frame, go, render_refused};
use crate::access::Permission;
use crate::acts::{self, Act};
use crate::auth::Viewer;
use crate::forms::{Form, Posted};
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

/// What came of an act on many items.
pub(crate) struct Done {
    pub(crate) act: &'static Act,
    pub(crate) items: usize,
    /// What refused; nothing was done then.
    pub(crate) refused: Vec<Refusal>,
}

/// Why an item refused.
pub(crate) struct Refusal {
    pub(crate) item: String,
    pub(crate) code: &'static str,
    pub(crate) zh: String,
    pub(crate) en: String,
}

/// Does the act that a form names on the items that it names: on all of them or, when
/// one refuses, on none. None when a field is wrong, as the form then says.
pub(crate) async fn perform(app: &App, viewer: &Viewer, form: &mut Form) -> Result<Option<Done>, WebError> {
    viewer.require(Permission::Draft)?;
    let code = form.required("act");
    let act = Act::find(&code).filter(|act| ACTS.contains(&act.code)).ok_or(WebError::NotFound)?;
    let ids: Vec<ItemId> = form.values("id").take(MOST + 1).map(ItemId::from).collect();
    if ids.is_empty() || ids.len() > MOST {
        form.refuse("id", viewer.lang.pick("请选择 1 至 500 个事项", "choose 1 to 500 items"));
        return Ok(None);
    }
    let known = app.known().await?;
    let mut bulk = Bulk::default();
    for (number, id) in ids.iter().enumerate() {
        let item = app.ledger().require_item(id).await?;
        let Some(acts::Built::Command(command)) = acts::command(act, form, &item, &known.registry, app.today()) else {
            return Ok(None);
        };
        bulk.commands.push((number, id.clone(), Command::clone(&command)));
    }
    let done = app.ledger().bulk(&bulk, false, &viewer.actor(), app.now()).await?;
    let refusal = |(number, rejection): &(usize, Rejection)| Refusal {
        item: ids.get(*number).map(ToString::to_string).unwrap_or_default(),
        code: rejection.code(),
        zh: rejection.zh(),
        en: rejection.to_string(),
    };
    Ok(Some(Done { act, items: ids.len(), refused: done.refused.iter().map(refusal).collect() }))
}

/// Does it from the page.
pub(crate) async fn bulk(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    let lang = viewer.lang;
    let (act, reasons) = match perform(&app, &viewer, &mut form).await? {
        Some(done) if done.refused.is_empty() => {
            return Ok(go(&format!("/items?{}&done={}", form.value("query"), done.items)));
        }
        Some(done) => {
            let words = |one: Refusal| (one.item, if lang == Lang::Zh { one.zh } else { one.en });
            (done.act.name(lang), done.refused.into_iter().map(words).collect())
        }
        None => {
            let act = Act::find(form.value("act")).map_or("", |act| act.name(lang));
            let field = |(name, why): (&str, &str)| (named(form.value("act"), name, lang).to_owned(), why.to_owned());
            (act, form.first_error().map(field).into_iter().collect())
        }
    };
    let frame = Frame::new(&app, &viewer, "items", lang.pick("未办理", "Nothing was done")).await?;
    render_refused(&Refused { frame, act, reasons, back: form.value("query").to_owned() })
}

/// What a field of an act is called.
fn named<'f>(act: &str, field: &'f str, lang: Lang) -> &'f str {
    let fields = Act::find(act).map(|act| act.fields).unwrap_or_default();
    match fields.iter().find(|one| one.name == field) {
        Some(one) => one.name_in(lang),
        None if field == "id" => lang.pick("事项", "items"),
        None => field,
    }
}
