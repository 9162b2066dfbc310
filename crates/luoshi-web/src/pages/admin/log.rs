//! Whether the log was changed: the check, and checkpoints to print or publish, by
//! which anybody can later tell.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use luoshi_ledger::time::wall;
use luoshi_store::{Checkpoint, EvidenceError, Findings};

use super::super::{Frame, go, minutes, render, render_refused};
use super::{Asked, Tab, Top, address, note, top};
use crate::access::Permission;
use crate::auth::Viewer;
use crate::forms::{Form, Posted};
use crate::{App, WebError};

/// Most findings that are listed.
const MOST: usize = 50;

#[derive(Template)]
#[template(path = "admin/log.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    done: Option<&'static str>,
    form: Form,
    rows: i64,
    hash: String,
    checkpoints: Vec<Line>,
    verified: Option<Verified>,
}

/// A checkpoint in the list.
struct Line {
    seq: i64,
    hash: String,
    at: String,
    href: String,
}

/// What a check found.
struct Verified {
    entries: i64,
    checkpoints: usize,
    evidence: usize,
    /// Whether nothing but the tables, which can be made again, is wrong.
    only_tables: bool,
    found: Vec<String>,
    more: usize,
    at: String,
}

async fn page(app: &App, viewer: &Viewer, form: Form, done: Option<&str>) -> Result<Page, WebError> {
    let Top { frame, tabs, done } = top(app, viewer, "log", done).await?;
    let (store, name) = (app.ledger().store(), app.ledger().name());
    let head = store.find_head(name).await?;
    let line = |one: Checkpoint| Line {
        seq: one.seq,
        hash: one.hash.to_string(),
        at: minutes(wall(one.at)),
        href: address("/admin/log/checkpoint", &[("id", &one.seq.to_string())]),
    };
    let mut checkpoints: Vec<Line> = store.list_checkpoints(name).await?.into_iter().map(line).collect();
    checkpoints.reverse();
    Ok(Page {
        frame,
        tabs,
        done,
        form,
        rows: head.map_or(0, |head| head.seq),
        hash: head.map(|head| head.hash.to_string()).unwrap_or_default(),
        checkpoints,
        verified: None,
    })
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let form = Form::new(viewer.lang);
    render(&page(&app, &viewer, form, asked.done.as_deref()).await?)
}

/// What a check of everything found.
pub(crate) struct Checked {
    pub(crate) findings: Findings,
    /// Files of evidence that were looked at.
    pub(crate) evidence: usize,
    pub(crate) broken: Vec<EvidenceError>,
}

/// Recomputes the chain, compares tables, checkpoints and evidence.
pub(crate) async fn check(app: &App, viewer: &Viewer, published: &[Checkpoint]) -> Result<Checked, WebError> {
    viewer.require(Permission::Administer)?;
    let findings = app.ledger().verify(published).await?;
    let names = app.ledger().list_evidence().await?;
    let broken = app.evidence().verify(names.iter().map(String::as_str)).await;
    let found = findings.to_string().lines().count() + broken.len();
    let detail = format!("entries {}, found {found}", findings.entries);
    note(app, viewer, "log-verified", app.ledger().name(), &detail).await?;
    Ok(Checked { findings, evidence: names.len(), broken })
}

/// Checks everything from the page.
pub(crate) async fn verify(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    viewer.require(Permission::Administer)?;
    let published = read(&app, &viewer, &mut form);
    if !form.is_valid() {
        return render_refused(&page(&app, &viewer, form, None).await?);
    }
    let Checked { findings, evidence, broken } = check(&app, &viewer, &published).await?;
    let mut found: Vec<String> = findings.to_string().lines().map(str::to_owned).collect();
    found.extend(broken.iter().map(|error| match viewer.lang {
        luoshi_export::labels::Lang::Zh => error.zh(),
        luoshi_export::labels::Lang::En => error.to_string(),
    }));
    let more = found.len().saturating_sub(MOST);
    found.truncate(MOST);
    let verified = Some(Verified {
        entries: findings.entries,
        checkpoints: findings.checkpoints,
        evidence,
        only_tables: findings.breaks.is_empty() && findings.head.is_none() && broken.is_empty(),
        found,
        more,
        at: minutes(wall(app.now())),
    });
    render(&Page { verified, ..page(&app, &viewer, form, None).await? })
}

/// The printed checkpoints that were typed, one a line.
fn read(app: &App, viewer: &Viewer, form: &mut Form) -> Vec<Checkpoint> {
    let text = form.optional("published").unwrap_or_default();
    let mut published = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let parsed: Option<Checkpoint> = line.parse().ok();
        if let Some(one) = parsed.filter(|one| one.ledger == app.ledger().name()) {
            published.push(one);
            continue;
        }
        let words = viewer.lang.pick("不是本台账的检查点", "no checkpoint of this ledger, line");
        form.refuse("published", format!("{words}（{}）：{line}", at + 1));
    }
    published
}

/// Writes down where the chain ends now.
pub(crate) async fn take(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let checkpoint = write_down(&app, &posted.viewer).await?;
    Ok(go(&address("/admin/log/checkpoint", &[("id", &checkpoint.seq.to_string())])))
}

/// Takes a checkpoint.
pub(crate) async fn write_down(app: &App, viewer: &Viewer) -> Result<Checkpoint, WebError> {
    viewer.require(Permission::Administer)?;
    let checkpoint = app.ledger().store().take_checkpoint(app.ledger().name(), app.now()).await?;
    note(app, viewer, "checkpoint-taken", &checkpoint.seq.to_string(), &checkpoint.hash.to_string()).await?;
    Ok(checkpoint)
}

#[derive(Template)]
#[template(path = "admin/checkpoint.html")]
struct Print {
    frame: Frame,
    tabs: Vec<Tab>,
    done: Option<&'static str>,
    checkpoint: Checkpoint,
    at: String,
    /// The hash in groups that can be compared by eye.
    groups: String,
    line: String,
}

/// A checkpoint as a sheet to print, sign and keep.
pub(crate) async fn show_checkpoint(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let Top { mut frame, tabs, done } = top(&app, &viewer, "log", None).await?;
    viewer.lang.pick("台账检查点", "Checkpoint of the ledger").clone_into(&mut frame.title);
    let seq: i64 = asked.id.and_then(|id| id.parse().ok()).ok_or(WebError::NotFound)?;
    let checkpoints = app.ledger().store().list_checkpoints(app.ledger().name()).await?;
    let checkpoint = checkpoints.into_iter().rfind(|one| one.seq == seq).ok_or(WebError::NotFound)?;
    let hash: Vec<char> = checkpoint.hash.to_string().chars().collect();
    let groups = hash.chunks(8).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ");
    let (at, line) = (minutes(wall(checkpoint.at)), checkpoint.to_string());
    render(&Print { frame, tabs, done, checkpoint, at, groups, line })
}
