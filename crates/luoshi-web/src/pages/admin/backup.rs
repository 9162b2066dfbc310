//! Backups: made now, in a folder beside the database, and those that are there.
//! They hold everything, so they are not handed out to browsers. Evidence lies in one
//! folder for all of them, because a file never changes.

use std::path::{Path, PathBuf};

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::Timestamp;
use luoshi_ledger::time::wall;
use luoshi_store::backup::{Manifest, check_backup};
use luoshi_store::{EvidenceError, EvidenceFiles, StoreError};

use super::super::{Frame, go, render, render_refused};
use super::{Asked, Tab, Top, note, top};
use crate::access::Permission;
use crate::auth::Viewer;
use crate::forms::{Form, Posted};
use crate::{App, WebError};

/// What the manifest beside a backup is called.
const MANIFEST: &str = ".manifest";

/// More backups that begin in one second are refused.
const MOST_A_SECOND: u32 = 100;

#[derive(Template)]
#[template(path = "admin/backup.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    done: Option<&'static str>,
    form: Form,
    folder: String,
    place: String,
    rows: Vec<Row>,
}

/// A backup in the list.
struct Row {
    name: String,
    size: String,
    at: String,
    entries: i64,
    sha256: String,
    /// What a check found: a class and a word.
    checked: Option<(&'static str, String)>,
}

/// Where backups lie: beside the database; of a server's, in the folder in which the
/// program runs.
fn folder(app: &App) -> PathBuf {
    let place = app.ledger().store().place();
    if place.starts_with("postgres") {
        return PathBuf::from("luoshi-backups");
    }
    PathBuf::from(format!("{place}-backups"))
}

/// Where all backups have their evidence.
fn evidence_folder(app: &App) -> PathBuf {
    folder(app).join("evidence")
}

/// Copies the evidence that the log names and the copies lack; gives how many files
/// could not be copied.
async fn copy_evidence(app: &App) -> Result<usize, WebError> {
    let copies = EvidenceFiles::in_folder(evidence_folder(app), app.evidence().most_bytes());
    let names = app.ledger().store().list_evidence().await?;
    let log = |error: &EvidenceError| {
        tracing::error!(error.code = error.code(), "evidence could not be backed up: {error}");
    };
    match app.evidence().copy_to(&copies, names.iter().map(String::as_str)).await {
        Ok(copied) => {
            copied.lacking.iter().for_each(log);
            Ok(copied.lacking.len())
        }
        // Nothing can be written there: what was copied before is there, the rest is not.
        Err(error) => {
            log(&error);
            Ok(names.len())
        }
    }
}

/// A backup that is there.
pub(crate) struct Kept {
    pub(crate) name: String,
    pub(crate) manifest: Manifest,
}

impl Kept {
    /// The backup that a manifest describes.
    fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.strip_suffix(MANIFEST)?.to_owned();
        let text = std::fs::read_to_string(path).ok()?;
        Some(Self { name, manifest: serde_json::from_str(&text).ok()? })
    }

    /// When it was made.
    pub(crate) fn at(&self) -> Option<Timestamp> {
        self.manifest.ledgers.iter().map(|end| end.at).max()
    }

    /// Rows of the logs in it.
    pub(crate) fn entries(&self) -> i64 {
        self.manifest.ledgers.iter().map(|end| end.seq).sum()
    }

    fn moment(&self) -> String {
        self.at().map(|at| super::super::minutes(wall(at))).unwrap_or_default()
    }
}

/// The backups that are complete, newest first.
pub(crate) async fn list(app: &App) -> Result<Vec<Kept>, WebError> {
    let folder = folder(app);
    let read = move || {
        let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
        let mut kept: Vec<Kept> = entries.flatten().filter_map(|entry| Kept::of(&entry.path())).collect();
        kept.sort_by(|a, b| b.name.cmp(&a.name));
        kept
    };
    tokio::task::spawn_blocking(read).await.map_err(|error| WebError::Internal(error.to_string()))
}

fn row(kept: Kept) -> Row {
    Row {
        size: size(kept.manifest.bytes),
        at: kept.moment(),
        entries: kept.entries(),
        name: kept.name,
        sha256: kept.manifest.sha256,
        checked: None,
    }
}

/// When the newest backup was made.
pub(super) async fn newest(app: &App) -> Result<Option<String>, WebError> {
    Ok(list(app).await?.first().map(Kept::moment))
}

fn size(bytes: u64) -> String {
    match bytes {
        bytes if bytes < 1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        bytes => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

async fn page(app: &App, viewer: &Viewer, form: Form, done: Option<&str>) -> Result<Page, WebError> {
    let Top { frame, tabs, done } = top(app, viewer, "backup", done).await?;
    let folder = folder(app);
    let folder = std::path::absolute(&folder).unwrap_or(folder).display().to_string();
    let place = app.ledger().store().place().to_owned();
    Ok(Page { frame, tabs, done, form, folder, place, rows: list(app).await?.into_iter().map(row).collect() })
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

/// A backup that was just made.
pub(crate) struct Made {
    pub(crate) kept: Kept,
    /// Files of evidence that could not be copied.
    pub(crate) lacking: usize,
}

/// Makes a backup.
pub(crate) async fn create(app: &App, viewer: &Viewer) -> Result<Made, WebError> {
    viewer.require(Permission::Administer)?;
    let folder = folder(app);
    let made = tokio::fs::create_dir_all(&folder).await;
    made.map_err(|error| WebError::Internal(format!("{}: {error}", folder.display())))?;
    let (name, manifest) = back_up(app, &folder).await.inspect_err(|error| {
        tracing::error!(error.code = error.code(), "a backup could not be made: {error}");
    })?;
    // After the database, whose log names the files: none can be left out.
    let lacking = copy_evidence(app).await?;
    let detail = format!("{} bytes, {lacking} evidence files lacking", manifest.bytes);
    note(app, viewer, "backup-made", &name, &detail).await?;
    Ok(Made { kept: Kept { name, manifest }, lacking })
}

/// Copies the database under the name of this second; gives the name.
async fn back_up(app: &App, folder: &Path) -> Result<(String, Manifest), StoreError> {
    let ending = if app.ledger().store().place().starts_with("postgres") { "dump" } else { "db" };
    let second = wall(app.now()).strftime("%Y%m%d-%H%M%S").to_string();
    let mut name = format!("luoshi-{second}.{ending}");
    let mut number = 1;
    loop {
        match app.ledger().store().backup(&folder.join(&name), app.now()).await {
            // Somebody made one in the same second.
            Err(error) if error.code() == "occupied" && number < MOST_A_SECOND => {
                number += 1;
                name = format!("luoshi-{second}-{number}.{ending}");
            }
            made => return made.map(|manifest| (name, manifest)),
        }
    }
}

/// Makes a backup from the page.
pub(crate) async fn make(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    let said = match create(&app, &viewer).await {
        Ok(Made { lacking: 0, .. }) => return Ok(go("/admin/backup?done=made")),
        Ok(Made { lacking, .. }) => {
            let words = viewer.lang.pick("已备份，但未能复制的佐证文件数", "made, but evidence files lacking in it");
            form.refuse("", format!("{words}：{lacking}"));
            return render(&page(&app, &viewer, form, None).await?);
        }
        Err(WebError::Store(error)) => error.zh().unwrap_or_else(|| error.to_string()),
        Err(WebError::Internal(said)) => said,
        Err(error) => return Err(error),
    };
    form.refuse("", format!("{}：{said}", viewer.lang.pick("未能备份", "no backup was made")));
    render_refused(&page(&app, &viewer, form, None).await?)
}

/// Compares a backup with its manifest: what is wrong with it, or nothing.
pub(crate) async fn compare(app: &App, viewer: &Viewer, name: &str) -> Result<Option<StoreError>, WebError> {
    viewer.require(Permission::Administer)?;
    // Only what is in the list is looked at, whatever is asked for.
    list(app).await?.iter().find(|kept| kept.name == name).ok_or(WebError::NotFound)?;
    let path = folder(app).join(name);
    let checked = tokio::task::spawn_blocking(move || check_backup(&path)).await;
    Ok(checked.map_err(|error| WebError::Internal(error.to_string()))?.err())
}

/// Compares a backup from the page.
pub(crate) async fn check(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, form, .. } = posted;
    let wrong = compare(&app, &viewer, form.value("name")).await?;
    let mut page = page(&app, &viewer, form, None).await?;
    let wanted = page.form.value("name").to_owned();
    if let Some(row) = page.rows.iter_mut().find(|row| row.name == wanted) {
        row.checked = Some(match wrong {
            None => ("done", viewer.lang.pick("完好", "whole").to_owned()),
            Some(error) => ("done-late", error.zh().unwrap_or_else(|| error.to_string())),
        });
    }
    render(&page)
}
