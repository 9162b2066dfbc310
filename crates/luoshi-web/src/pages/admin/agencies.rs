//! The directory of agencies as a tree: add many, take over those usual at this
//! level, rename, move, retire.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use luoshi_export::labels::Lang;
use luoshi_ledger::AgencyId;
use luoshi_ledger::actor::Actor;
use luoshi_ledger::registry::{Agency, Registry, RegistryError, RegistryEvent};
use luoshi_ledger::time::wall;
use luoshi_store::{Filter, StoreError};

use super::super::{Frame, agency_name, go, minutes, render, render_refused};
use super::{Asked, Tab, Top, address, note, top};
use crate::access::Permission;
use crate::auth::Viewer;
use crate::forms::{Form, Posted};
use crate::pages::setup;
use crate::{App, WebError};

/// Most agencies that are added at once.
const MOST: usize = 1_000;

/// Longest name, in characters.
const MOST_CHARS: usize = 60;

/// Most open items that are counted.
const MOST_ITEMS: u32 = 10_000;

#[derive(Template)]
#[template(path = "admin/agencies.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    done: Option<&'static str>,
    form: Form,
    rows: Vec<Row>,
    /// The agencies usual at this level, and whether each is there.
    proposed: Vec<(String, bool)>,
    missing: usize,
    /// Names of those that others can belong to.
    names: Vec<String>,
    may: bool,
}

/// An agency in the tree.
struct Row {
    depth: usize,
    name: String,
    href: String,
    is_active: bool,
    people: usize,
}

async fn page(app: &App, viewer: &Viewer, form: Form, done: Option<&str>) -> Result<Page, WebError> {
    let Top { frame, tabs, done } = top(app, viewer, "agencies", done).await?;
    let known = app.known().await?;
    let accounts = app.ledger().list_accounts().await?;
    let office = known.settings.office();
    let usual = office.map(|office| setup::usual_agencies(&office.place, &office.level)).unwrap_or_default();
    let is_there = |name: &String| known.registry.find_by_name(name).is_some();
    let proposed: Vec<(String, bool)> = usual.into_iter().map(|name| (name.clone(), is_there(&name))).collect();
    let row = |(depth, agency): (usize, &Agency)| Row {
        depth: depth.min(5),
        name: agency.name.clone(),
        href: address("/admin/agencies/edit", &[("id", agency.id.as_str())]),
        is_active: agency.active,
        people: accounts.iter().filter(|a| a.is_active && a.agency.as_deref() == Some(agency.id.as_str())).count(),
    };
    Ok(Page {
        frame,
        tabs,
        done,
        rows: tree(&known.registry).into_iter().map(row).collect(),
        missing: proposed.iter().filter(|(_, is_there)| !is_there).count(),
        proposed,
        names: known.registry.list().filter(|agency| agency.active).map(|agency| agency.name.clone()).collect(),
        may: viewer.may(Permission::KeepAgencies),
        form,
    })
}

/// Every agency with its depth, each below the one it belongs to.
fn tree(registry: &Registry) -> Vec<(usize, &Agency)> {
    let mut children = std::collections::BTreeMap::<Option<&AgencyId>, Vec<&Agency>>::new();
    for agency in registry.list() {
        children.entry(agency.parent.as_ref()).or_default().push(agency);
    }
    let mut rows = Vec::new();
    let mut next: Vec<(usize, &Agency)> = children.get(&None).into_iter().flatten().rev().map(|a| (0, *a)).collect();
    while let Some((depth, agency)) = next.pop() {
        rows.push((depth, agency));
        next.extend(children.get(&Some(&agency.id)).into_iter().flatten().rev().map(|a| (depth + 1, *a)));
    }
    rows
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

/// Adds agencies, one a line; those that are there already are passed over.
pub(crate) async fn add(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    viewer.require(Permission::KeepAgencies)?;
    let lang = viewer.lang;
    let known = app.known().await?;
    let parent = find_parent(&mut form, &known.registry, lang);
    let mut names: Vec<String> = Vec::new();
    for line in form.required("names").lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.chars().count() > MOST_CHARS {
            form.refuse("names", format!("{}：{line}", lang.pick("名称过长，最多 60 字", "too long")));
        }
        if known.registry.find_by_name(line).is_none() && names.iter().all(|name| name != line) {
            names.push(line.to_owned());
        }
    }
    if names.is_empty() {
        form.refuse("names", lang.pick("这些单位都已在名录中", "all of them are there already"));
    }
    if names.len() > MOST {
        form.refuse("names", lang.pick("一次最多新增 1000 个单位", "at most 1000 at once"));
    }
    if form.is_valid() {
        let event = |name: &String| RegistryEvent::AgencyAdded {
            agency: Agency { id: AgencyId(name.clone()), name: name.clone(), parent: parent.clone(), active: true },
        };
        let events: Vec<RegistryEvent> = names.iter().map(event).collect();
        change(&app, &events, &viewer.actor(), &mut form, "names", lang).await?;
    }
    if !form.is_valid() {
        return render_refused(&page(&app, &viewer, form, None).await?);
    }
    note(&app, &viewer, "agency-added", &names.len().to_string(), &names.join("、")).await?;
    Ok(go("/admin/agencies?done=added"))
}

/// The agency that is named as the one above; none for the top.
fn find_parent(form: &mut Form, registry: &Registry, lang: Lang) -> Option<AgencyId> {
    let name = form.optional("parent")?;
    let found = registry.find_by_name(&name).filter(|agency| agency.active);
    if found.is_none() {
        form.refuse("parent", lang.pick("名录中没有这个在用单位", "no such agency in use"));
    }
    found.map(|agency| agency.id.clone())
}

/// Changes the directory; what it refuses stands at the field.
async fn change(
    app: &App,
    events: &[RegistryEvent],
    actor: &Actor,
    form: &mut Form,
    field: &str,
    lang: Lang,
) -> Result<(), WebError> {
    let said = |error: RegistryError| if lang == Lang::Zh { error.zh() } else { error.to_string() };
    match app.ledger().change_registry(events, actor, app.now()).await {
        Err(StoreError::Registry(error)) => form.refuse(field, said(error)),
        changed => changed?,
    }
    Ok(())
}

/// Adds those of the agencies usual at this level that were chosen.
pub(crate) async fn add_proposed(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    viewer.require(Permission::KeepAgencies)?;
    let known = app.known().await?;
    let office = known.settings.office().ok_or(WebError::NotFound)?;
    let usual = setup::usual_agencies(&office.place, &office.level);
    let chosen: Vec<String> = usual.into_iter().filter(|name| form.has("name", name)).collect();
    let added = app.ledger().add_agencies(&chosen, &viewer.actor(), app.now()).await?;
    if added.is_empty() {
        form.refuse("name", viewer.lang.pick("请勾选要新增的单位", "choose some to add"));
        return render_refused(&page(&app, &viewer, form, None).await?);
    }
    note(&app, &viewer, "agency-added", &added.len().to_string(), &added.join("、")).await?;
    Ok(go("/admin/agencies?done=added"))
}

#[derive(Template)]
#[template(path = "admin/agency.html")]
struct One {
    frame: Frame,
    tabs: Vec<Tab>,
    done: Option<&'static str>,
    form: Form,
    agency: Agency,
    parent: String,
    children: Vec<(String, String)>,
    people: Vec<String>,
    open_items: u64,
    items: String,
    /// What happened to it: when, what and who.
    history: Vec<(String, String, String)>,
    names: Vec<String>,
    may: bool,
}

async fn one(app: &App, viewer: &Viewer, id: &str, form: Form, done: Option<&str>) -> Result<One, WebError> {
    let Top { mut frame, tabs, done } = top(app, viewer, "agencies", done).await?;
    let known = app.known().await?;
    let agency = known.registry.find(&AgencyId::from(id)).ok_or(WebError::NotFound)?.clone();
    agency.name.clone_into(&mut frame.title);
    let below = |other: &&Agency| other.parent.as_ref() == Some(&agency.id);
    let child = |child: &Agency| (address("/admin/agencies/edit", &[("id", child.id.as_str())]), child.name.clone());
    let own = known.registry.subtree(&agency.id);
    let filter = Filter { lead: Some(agency.id.0.clone()), open: Some(true), ..Filter::default() };
    let accounts = app.ledger().list_accounts().await?;
    let parent = agency.parent.as_ref().map(|id| agency_name(&known.registry, id.as_str()).to_owned());
    Ok(One {
        frame,
        tabs,
        done,
        form: form.or("name", agency.name.clone()).or("parent", parent.clone().unwrap_or_default()),
        parent: parent.unwrap_or_default(),
        children: known.registry.list().filter(below).map(child).collect(),
        people: accounts
            .iter()
            .filter(|account| account.is_active && account.agency.as_deref() == Some(agency.id.as_str()))
            .map(|account| account.name.clone())
            .collect(),
        open_items: app.ledger().count_items(&filter, MOST_ITEMS, app.now()).await?,
        items: address("/items", &[("lead", &agency.name), ("open", "yes")]),
        history: history(app, &agency.id, viewer.lang).await?,
        names: known
            .registry
            .list()
            .filter(|other| other.active && !own.contains(&other.id))
            .map(|other| other.name.clone())
            .collect(),
        may: viewer.may(Permission::KeepAgencies),
        agency,
    })
}

/// What happened to an agency, newest first.
async fn history(app: &App, id: &AgencyId, lang: Lang) -> Result<Vec<(String, String, String)>, WebError> {
    let entries = app.ledger().store().read_stream(app.ledger().name(), "registry", 0).await?;
    let mut history = Vec::new();
    for entry in entries.iter().rev() {
        let event = RegistryEvent::decode(&entry.kind, entry.kind_version, &entry.payload).map_err(StoreError::from)?;
        if event.agency() != id {
            continue;
        }
        let what = match event {
            RegistryEvent::AgencyAdded { .. } => lang.pick("新增", "added").to_owned(),
            RegistryEvent::AgencyRenamed { name, .. } => format!("{} {name}", lang.pick("更名为", "renamed to")),
            RegistryEvent::AgencyMoved { parent: Some(parent), .. } => {
                format!("{} {parent}", lang.pick("改为隶属", "moved below"))
            }
            RegistryEvent::AgencyMoved { .. } => lang.pick("改为不隶属其他单位", "moved to the top").to_owned(),
            RegistryEvent::AgencyRetired { reason, .. } => format!("{}：{reason}", lang.pick("停用", "retired")),
        };
        let who = serde_json::from_str(&entry.actor).map(|actor: Actor| actor.person.0).unwrap_or_default();
        let at = jiff::Timestamp::from_millisecond(entry.at_ms).unwrap_or_default();
        history.push((minutes(wall(at)), what, who));
    }
    Ok(history)
}

/// An agency with its forms.
pub(crate) async fn show_one(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let form = Form::new(viewer.lang);
    let id = asked.id.as_deref().unwrap_or_default();
    render(&one(&app, &viewer, id, form, asked.done.as_deref()).await?)
}

/// Changes the directory in one thing.
pub(crate) async fn apply(app: &App, viewer: &Viewer, event: RegistryEvent) -> Result<(), WebError> {
    viewer.require(Permission::KeepAgencies)?;
    let (what, detail) = match &event {
        RegistryEvent::AgencyAdded { agency } => ("agency-added", agency.name.clone()),
        RegistryEvent::AgencyRenamed { name, .. } => ("agency-renamed", name.clone()),
        RegistryEvent::AgencyMoved { parent, .. } => {
            ("agency-moved", parent.as_ref().map(ToString::to_string).unwrap_or_default())
        }
        RegistryEvent::AgencyRetired { reason, .. } => ("agency-retired", reason.clone()),
    };
    let target = event.agency().to_string();
    app.ledger().change_registry(&[event], &viewer.actor(), app.now()).await?;
    note(app, viewer, what, &target, &detail).await
}

/// Renames, moves or retires an agency.
pub(crate) async fn edit(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    viewer.require(Permission::KeepAgencies)?;
    let lang = viewer.lang;
    let known = app.known().await?;
    let id = AgencyId::from(form.value("id"));
    let agency = known.registry.find(&id).ok_or(WebError::NotFound)?;
    let (field, event) = match form.value("act") {
        "rename" => {
            let name = form.required("name");
            if name.chars().count() > MOST_CHARS {
                form.refuse("name", lang.pick("名称过长，最多 60 字", "too long"));
            }
            ("name", RegistryEvent::AgencyRenamed { id: id.clone(), name })
        }
        "move" => {
            let parent = find_parent(&mut form, &known.registry, lang);
            ("parent", RegistryEvent::AgencyMoved { id: id.clone(), parent })
        }
        "retire" => {
            let reason = form.required("reason");
            if !agency.active {
                form.refuse("", lang.pick("该单位已停用", "it was retired before"));
            }
            ("reason", RegistryEvent::AgencyRetired { id: id.clone(), reason })
        }
        _ => return Err(WebError::NotFound),
    };
    if form.is_valid() {
        match apply(&app, &viewer, event).await {
            Err(WebError::Store(StoreError::Registry(error))) => {
                form.refuse(field, if lang == Lang::Zh { error.zh() } else { error.to_string() });
            }
            changed => changed?,
        }
    }
    if !form.is_valid() {
        return render_refused(&one(&app, &viewer, id.as_str(), form, None).await?);
    }
    let done = if form.value("act") == "retire" { "retired" } else { "kept" };
    Ok(go(&address("/admin/agencies/edit", &[("id", id.as_str()), ("done", done)])))
}
