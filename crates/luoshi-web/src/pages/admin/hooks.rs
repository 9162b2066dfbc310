//! Hooks: programs that are told what happens to items. The secret is shown once,
//! what came of the last messages stands at each hook.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use luoshi_export::labels::Lang;
use luoshi_ledger::event::ItemEvent;
use luoshi_store::hooks::{Delivery, Hook};

use super::super::{Frame, go, render, render_refused};
use super::{Asked, Tab, Top, address, moment, top};
use crate::auth::Viewer;
use crate::forms::{Form, Posted};
use crate::hooks::{keep, send};
use crate::{App, WebError, words};

/// Messages that are shown of a hook.
const MESSAGES: u32 = 50;

#[derive(Template)]
#[template(path = "admin/hooks.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    done: Option<&'static str>,
    form: Form,
    rows: Vec<Row>,
    kinds: Vec<(&'static str, &'static str)>,
    /// A secret that was just made: the hook's name and the secret.
    secret: Option<(String, String)>,
}

/// A hook in the list.
struct Row {
    hook: Hook,
    kinds: String,
    href: String,
    state: (&'static str, String),
    last_ok: String,
    /// Rows of the log that it was not told of yet.
    behind: i64,
}

async fn row(app: &App, hook: Hook, lang: Lang) -> Result<Row, WebError> {
    let head = app.ledger().store().find_head(app.ledger().name()).await?.map_or(0, |head| head.seq);
    let kinds: Vec<&str> = hook.kinds.split_whitespace().map(|kind| words::event(kind, lang)).collect();
    let kinds =
        if kinds.is_empty() { lang.pick("全部", "all").to_owned() } else { kinds.join(lang.pick("、", ", ")) };
    Ok(Row {
        kinds,
        href: address("/admin/hooks/act", &[("id", &hook.id)]),
        state: state(&hook, lang),
        last_ok: hook.last_ok_ms.map(moment).unwrap_or_default(),
        behind: head - hook.cursor_seq,
        hook,
    })
}

/// How a hook stands: the class of its light, and words.
fn state(hook: &Hook, lang: Lang) -> (&'static str, String) {
    let (class, words) = match hook.paused.as_deref() {
        Some("by-hand") => ("none", lang.pick("已暂停", "paused")),
        Some("gone") => {
            ("red", lang.pick("对方已停用此地址（410），已暂停", "the other side wants no more (410): paused"))
        }
        Some(_) => ("red", lang.pick("多次未送达，已暂停", "nothing arrived for long: paused")),
        None if hook.attempts > 0 => {
            let (failed, again) = (hook.attempts, moment(hook.next_ms));
            return (
                "yellow",
                match lang {
                    Lang::Zh => format!("{failed} 次未送达，{again} 再试"),
                    Lang::En => format!("failed {failed} times, again at {again}"),
                },
            );
        }
        None => ("green", lang.pick("正常", "at work")),
    };
    (class, words.to_owned())
}

async fn page(app: &App, viewer: &Viewer, form: Form, done: Option<&str>) -> Result<Page, WebError> {
    let Top { frame, tabs, done } = top(app, viewer, "hooks", done).await?;
    let mut rows = Vec::new();
    for hook in app.ledger().list_hooks().await? {
        rows.push(row(app, hook, viewer.lang).await?);
    }
    let kinds = ItemEvent::KINDS.iter().map(|kind| (*kind, words::event(kind, viewer.lang))).collect();
    Ok(Page { frame, tabs, done, form, rows, kinds, secret: None })
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    render(&page(&app, &viewer, Form::new(viewer.lang), asked.done.as_deref()).await?)
}

/// Makes a hook and shows its secret this once.
pub(crate) async fn make(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    let Some(made) = keep::make(&app, &viewer, &mut form).await? else {
        return render_refused(&page(&app, &viewer, form, None).await?);
    };
    let page = page(&app, &viewer, Form::new(viewer.lang), None).await?;
    render(&Page { secret: Some((made.name, made.secret)), ..page })
}

#[derive(Template)]
#[template(path = "admin/hook.html")]
struct One {
    frame: Frame,
    tabs: Vec<Tab>,
    done: Option<&'static str>,
    row: Row,
    created: String,
    messages: Vec<Line>,
    /// What came of a test: the class of a light, and words.
    tested: Option<(&'static str, String)>,
}

/// A message in the list.
struct Line {
    at: String,
    kind: String,
    seq: i64,
    attempt: i64,
    class: &'static str,
    came: String,
    took_ms: i64,
}

fn line(one: &Delivery, lang: Lang) -> Line {
    Line {
        at: moment(one.at_ms),
        class: if one.is_delivered() { "done" } else { "done-late" },
        came: send::said(&one.error, one.status, lang),
        kind: if one.seq == 0 {
            lang.pick("试发", "test").to_owned()
        } else {
            words::event(&one.kind, lang).to_owned()
        },
        seq: one.seq,
        attempt: one.attempt,
        took_ms: one.took_ms,
    }
}

async fn one(app: &App, viewer: &Viewer, id: &str, done: Option<&str>) -> Result<One, WebError> {
    let Top { frame, tabs, done } = top(app, viewer, "hooks", done).await?;
    let hook = keep::find(app, viewer, id).await?;
    let messages = app.ledger().list_deliveries(id, MESSAGES).await?;
    let messages = messages.iter().map(|message| line(message, viewer.lang)).collect();
    let created = moment(hook.created_ms);
    Ok(One { frame, tabs, done, row: row(app, hook, viewer.lang).await?, created, messages, tested: None })
}

/// The page of a hook.
pub(crate) async fn show_one(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    render(&one(&app, &viewer, &asked.id.unwrap_or_default(), asked.done.as_deref()).await?)
}

/// Tries, pauses, resumes or drops a hook.
pub(crate) async fn act(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, form, .. } = posted;
    let id = form.value("id");
    let done = match form.value("act") {
        "test" => {
            let sent = keep::test(&app, &viewer, id).await?;
            let class = if sent.is_delivered() { "done" } else { "done-late" };
            let words = send::said(&sent.error, sent.status.map(i64::from), viewer.lang);
            let page = one(&app, &viewer, id, None).await?;
            return render(&One { tested: Some((class, words)), ..page });
        }
        "pause" => keep::pause(&app, &viewer, id).await.map(|()| "paused")?,
        "resume" => keep::resume(&app, &viewer, id, form.has("skip", "yes")).await.map(|()| "resumed")?,
        "drop" => {
            keep::drop(&app, &viewer, id).await?;
            return Ok(go("/admin/hooks?done=dropped"));
        }
        _ => {
            keep::find(&app, &viewer, id).await?;
            return Err(WebError::NotFound);
        }
    };
    Ok(go(&address("/admin/hooks/act", &[("id", id), ("done", done)])))
}
