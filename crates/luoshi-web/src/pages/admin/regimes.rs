//! Regimes: the list with how much of each is certain, one with its figures and
//! sources, and the editor, which saves only what was tried.

mod figures;
mod trial;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use jiff::civil::DateTime;
use luoshi_export::labels::Lang;
use luoshi_ledger::actor::Actor;
use luoshi_ledger::regime::{Regime, RegimeError};
use luoshi_ledger::settings::SettingsEvent;
use luoshi_ledger::time::wall;
use luoshi_store::StoreError;
use sha2::{Digest, Sha256};

use super::super::{Frame, go, minutes, render, render_refused};
use super::{Asked, Tab, Top, note, top};
use crate::access::Permission;
use crate::auth::{Viewer, hexadecimal};
use crate::forms::{Form, Posted};
use crate::{App, WebError};

pub(super) use figures::language;
use figures::{Figure, figures};
use trial::{Tried, compare};

/// Lines shown before and after one that is wrong.
const AROUND: usize = 2;

#[derive(Template)]
#[template(path = "admin/regimes.html")]
struct List {
    frame: Frame,
    tabs: Vec<Tab>,
    done: Option<&'static str>,
    rows: Vec<Row>,
    may: bool,
}

struct Row {
    name: String,
    title: String,
    version: u32,
    clocks: usize,
    certain: usize,
    figures: usize,
}

/// What people call a regime.
pub(crate) fn title(regime: &Regime, lang: Lang) -> String {
    regime.title_en.clone().filter(|_| lang == Lang::En).unwrap_or_else(|| regime.title.clone())
}

/// The list.
pub(crate) async fn list(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let Top { frame, tabs, done } = top(&app, &viewer, "regimes", asked.done.as_deref()).await?;
    let known = app.known().await?;
    let row = |(regime, version): (&std::sync::Arc<Regime>, u32)| {
        let figures = figures(regime, viewer.lang);
        Row {
            name: regime.name.clone(),
            title: title(regime, viewer.lang),
            version,
            clocks: regime.clocks.len(),
            certain: figures.iter().filter(|figure| figure.certain).count(),
            figures: figures.len(),
        }
    };
    let rows = known.settings.list_regimes().map(row).collect();
    render(&List { frame, tabs, done, rows, may: viewer.may(Permission::Administer) })
}

#[derive(Template)]
#[template(path = "admin/regime.html")]
struct One {
    frame: Frame,
    tabs: Vec<Tab>,
    done: Option<&'static str>,
    form: Form,
    /// Its name in addresses; `new` while it is being made.
    name: String,
    version: u32,
    note: String,
    figures: Vec<Figure>,
    versions: Vec<Version>,
    /// The dates of a trial; none before one.
    tried: Option<Vec<Tried>>,
    tried_hash: String,
    is_unchanged: bool,
    /// Lines around the one that is wrong: number, text and whether it is the one.
    excerpt: Vec<(usize, String, bool)>,
    may: bool,
}

/// A version of a regime.
struct Version {
    number: usize,
    at: String,
    who: String,
    toml: String,
}

/// The versions that a regime has had, as they were set, oldest first.
async fn versions(app: &App, name: &str) -> Result<Vec<Version>, WebError> {
    let entries = app.ledger().store().read_stream(app.ledger().name(), "settings", 0).await?;
    let mut versions = Vec::new();
    for entry in &entries {
        let event = SettingsEvent::decode(&entry.kind, entry.kind_version, &entry.payload).map_err(StoreError::from)?;
        if let SettingsEvent::RegimeSet { name: set, toml } = event
            && set == name
        {
            let at = jiff::Timestamp::from_millisecond(entry.at_ms).unwrap_or_default();
            let who = serde_json::from_str(&entry.actor).map(|actor: Actor| actor.person.0).unwrap_or_default();
            versions.push(Version { number: versions.len() + 1, at: minutes(wall(at)), who, toml });
        }
    }
    Ok(versions)
}

/// The page of a regime; `name` none for one that is being made.
async fn one(app: &App, viewer: &Viewer, name: Option<&str>, form: Form, done: Option<&str>) -> Result<One, WebError> {
    let Top { mut frame, tabs, done } = top(app, viewer, "regimes", done).await?;
    let known = app.known().await?;
    let lang = viewer.lang;
    let found = match name {
        Some(name) => Some(known.settings.find_regime(name).ok_or(WebError::NotFound)?),
        None => None,
    };
    let mut versions = match name {
        Some(name) => versions(app, name).await?,
        None => Vec::new(),
    };
    frame.title = match found {
        Some((regime, _)) => title(regime, lang),
        None => lang.pick("新的时限规则", "A new regime").to_owned(),
    };
    let toml = versions.last().map(|version| version.toml.clone()).unwrap_or_default();
    versions.reverse();
    let version = found.map_or(0, |(_, version)| version);
    Ok(One {
        frame,
        tabs,
        done,
        form: form.or("toml", toml).or("start", app_start(app)).or("version", version.to_string()),
        name: name.unwrap_or("new").to_owned(),
        version,
        note: found.map(|(regime, _)| regime.note.clone()).unwrap_or_default(),
        figures: found.map(|(regime, _)| figures(regime, lang)).unwrap_or_default(),
        versions,
        tried: None,
        tried_hash: String::new(),
        is_unchanged: false,
        excerpt: Vec::new(),
        may: viewer.may(Permission::Administer),
    })
}

/// When the sample of a trial is issued, unless somebody says otherwise: now.
fn app_start(app: &App) -> String {
    wall(app.now()).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// A regime.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let form = Form::new(viewer.lang);
    render(&one(&app, &viewer, Some(&name), form, asked.done.as_deref()).await?)
}

/// The form for a new regime, which begins as a copy of another.
pub(crate) async fn show_new(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    viewer.require(Permission::Administer)?;
    let from = asked.id.unwrap_or_else(|| "13710".to_owned());
    let copied = versions(&app, &from).await?.pop().map(|version| version.toml).unwrap_or_default();
    let form = Form::new(viewer.lang).or("toml", copied);
    render(&one(&app, &viewer, None, form, None).await?)
}

/// Tries or saves a regime.
pub(crate) async fn edit(
    State(app): State<App>,
    Path(name): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    change(&app, posted, Some(&name)).await
}

/// Tries or saves a new regime.
pub(crate) async fn add(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    change(&app, posted, None).await
}

async fn change(app: &App, posted: Posted, name: Option<&str>) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    viewer.require(Permission::Administer)?;
    let (lang, known) = (viewer.lang, app.known().await?);
    let current = name.and_then(|name| known.settings.find_regime(name));
    if name.is_some() && current.is_none() {
        return Err(WebError::NotFound);
    }
    let toml = form.required("toml");
    let start = form.required("start").parse::<DateTime>().ok();
    if start.is_none() {
        form.refuse("start", lang.pick("请填写日期和时间，如 2025-03-03T09:00", "like 2025-03-03T09:00"));
    }
    let mut excerpt = Vec::new();
    let mut tried = None;
    let mut is_unchanged = false;
    match Regime::parse(&toml) {
        Err(error) if !toml.is_empty() => excerpt = refuse(&mut form, &toml, &error, lang),
        Err(_) => {}
        Ok(regime) => {
            check_name(&mut form, &regime, name, &known.settings, lang);
            is_unchanged = current.is_some_and(|(current, _)| **current == regime);
            if let Some(start) = start {
                match compare(current.map(|(regime, _)| &**regime), &regime, start, known.settings.calendar(), lang) {
                    Ok(rows) => tried = Some(rows),
                    Err(error) => excerpt = refuse(&mut form, &toml, &error, lang),
                }
            }
        }
    }
    let hash = hexadecimal(&Sha256::digest(&toml));
    if form.has("act", "save") && form.is_valid() {
        if is_unchanged {
            return Ok(go(&format!("/admin/regimes/{}?done=unchanged", encoded(name.unwrap_or_default()))));
        }
        if form.value("tried") != hash {
            form.refuse(
                "toml",
                lang.pick(
                    "内容在试算后又有改动，请核对下面的试算结果后再保存",
                    "it was changed after the trial: look at the new one",
                ),
            );
        }
        let version = current.map_or(0, |(_, version)| version);
        if form.value("version") != version.to_string() {
            form.refuse(
                "toml",
                lang.pick("他人刚刚保存了新版本，请打开新版本后再修改", "somebody saved another version meanwhile"),
            );
        }
        if form.is_valid() {
            return save(app, &viewer, toml).await;
        }
    }
    let valid = form.is_valid();
    let page = One { tried, tried_hash: hash, is_unchanged, excerpt, ..one(app, &viewer, name, form, None).await? };
    if valid { render(&page) } else { render_refused(&page) }
}

/// A name for part of an address.
fn encoded(name: &str) -> String {
    form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20")
}

async fn save(app: &App, viewer: &Viewer, toml: String) -> Result<Response, WebError> {
    let name = Regime::parse(&toml).map(|regime| regime.name).map_err(|e| WebError::Internal(e.to_string()))?;
    set(app, viewer, &name, toml).await?;
    Ok(go(&format!("/admin/regimes/{}?done=kept", encoded(&name))))
}

/// Sets a regime and gives its version.
pub(crate) async fn set(app: &App, viewer: &Viewer, name: &str, toml: String) -> Result<u32, WebError> {
    viewer.require(Permission::Administer)?;
    let event = SettingsEvent::RegimeSet { name: name.to_owned(), toml };
    app.ledger().change_settings(&[event], &viewer.actor(), app.now()).await?;
    let version = app.known().await?.settings.find_regime(name).map_or(0, |(_, version)| version);
    note(app, viewer, "regime-set", name, &format!("version {version}")).await?;
    Ok(version)
}

/// A regime keeps its name; a new one has a name that is free.
fn check_name(
    form: &mut Form,
    regime: &Regime,
    name: Option<&str>,
    settings: &luoshi_ledger::settings::Settings,
    lang: Lang,
) {
    match name {
        Some(name) if regime.name != name => {
            let words = lang
                .pick("规则的 name 不能改；要另建一套，请用“另建规则”", "its name cannot be changed: make a new one");
            form.refuse("toml", words);
        }
        None if regime.name == "new" || settings.find_regime(&regime.name).is_some() => {
            form.refuse("toml", lang.pick("这个 name 已被使用，请改为新的名称", "this name is taken, choose another"));
        }
        _ => {}
    }
}

/// Says at the field what is wrong in which line, and gives the lines around it.
fn refuse(form: &mut Form, toml: &str, error: &RegimeError, lang: Lang) -> Vec<(usize, String, bool)> {
    let line = error.line(toml);
    let said = if lang == Lang::Zh { error.zh() } else { error.to_string() };
    let place = line.map(|line| match lang {
        Lang::Zh => format!("第 {line} 行，"),
        Lang::En => format!("line {line}: "),
    });
    form.refuse("toml", format!("{}{said}", place.unwrap_or_default()));
    let Some(wrong) = line else { return Vec::new() };
    let numbered = toml.lines().enumerate().map(|(at, text)| (at + 1, text.to_owned(), at + 1 == wrong));
    numbered.filter(|(number, ..)| number.abs_diff(wrong) <= AROUND).collect()
}
