//! The decomposition desk (分解): the rows of a draft as a list of work, what is doubtful
//! first; each is confirmed, corrected, split, merged, dropped or assigned until the
//! report can be issued.

mod bulk;
mod edit;
mod filter;
mod row;
mod rows;
mod sheet;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use jiff::civil::Date;
use luoshi_export::labels::Lang;
use luoshi_ledger::ReportId;
use luoshi_ledger::draft::{Draft, DraftCount, DraftError, Row};
use luoshi_store::{Known, StoreError};

use super::report::{self, Found};
use super::{Frame, go, render, reports};
use crate::access::Permission;
use crate::auth::Viewer;
use crate::forms::{Form, Posted};
use crate::{App, WebError, words};

pub(crate) use bulk::act;
pub(crate) use row::act as act_on_row;
pub(crate) use sheet::{export, import, take_sheet};

use edit::OpenRow;
use filter::Filter;
use rows::{Reader, Shown};

/// Rows on a page.
const ROWS: usize = 50;

/// A draft on the desk, with all that its rows are judged by.
pub(super) struct Desk {
    pub(super) found: Found,
    pub(super) draft: Draft,
    pub(super) known: Arc<Known>,
    pub(super) today: Date,
    pub(super) lang: Lang,
}

/// The draft of a report, for whoever works on drafts.
pub(super) async fn load(app: &App, viewer: &Viewer, id: &str) -> Result<Desk, WebError> {
    viewer.require(Permission::Draft)?;
    let found = report::find(app, id).await?;
    let draft = app.ledger().find_draft(&ReportId::from(id)).await?.ok_or(WebError::NotFound)?;
    Ok(Desk { found, draft, known: app.known().await?, today: app.today(), lang: viewer.lang })
}

impl Desk {
    pub(super) fn id(&self) -> &str {
        &self.found.line.id
    }

    /// Proposed or chosen agencies of rows that can still be issued which the directory
    /// lacks, in the order of their names.
    pub(super) fn unknown_agencies(&self) -> Vec<String> {
        let live = self.draft.rows.iter().filter(|row| rows::is_live(row));
        let named = live.flat_map(|row| row.lead.iter().chain(&row.support));
        let unknown = named.filter(|agency| self.known.registry.find(agency).is_none());
        let mut names: Vec<String> = unknown.map(ToString::to_string).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The rows of a filter, in its order.
    fn list(&self, filter: &Filter) -> Vec<&Row> {
        let reader = Reader::new(self);
        let mut rows: Vec<(u32, &Row)> = Vec::new();
        for row in &self.draft.rows {
            let doubts = reader.doubts(row);
            if filter.holds(row, &doubts, &self.known.registry) {
                rows.push((rows::weight(&doubts), row));
            }
        }
        let place = |row: &Row| (row.source.start, row.number);
        if filter.in_order {
            rows.sort_by_key(|(_, row)| place(row));
        } else {
            rows.sort_by_key(|(weight, row)| (std::cmp::Reverse(*weight), place(row)));
        }
        rows.into_iter().map(|(_, row)| row).collect()
    }
}

#[derive(Template)]
#[template(path = "desk.html")]
struct Page {
    frame: Frame,
    id: String,
    title: String,
    filter: Filter,
    query: String,
    tabs: Vec<(String, &'static str, usize, bool)>,
    sections: Vec<String>,
    agencies: Vec<String>,
    people: Vec<String>,
    doubt_kinds: Vec<(&'static str, &'static str)>,
    progress: Progress,
    rows: Vec<Shown>,
    found: usize,
    before: Option<String>,
    after: Option<String>,
    open: Option<OpenRow>,
    form: Form,
    unknown: Vec<String>,
    classes: Vec<(String, String)>,
    picked: Vec<u32>,
    done: Option<String>,
    current: u32,
}

/// How far the review is.
struct Progress {
    count: DraftCount,
    seen: usize,
    all: usize,
    percent: String,
}

impl Progress {
    fn of(count: DraftCount) -> Self {
        let seen = count.confirmed + count.dropped + count.issued;
        let all = seen + count.open;
        let percent = (seen * 100).checked_div(all).map_or_else(|| "—".to_owned(), |percent| format!("{percent}%"));
        Self { count, seen, all, percent }
    }
}

impl Page {
    fn is_open(&self, row: &Shown) -> bool {
        self.open.as_ref().is_some_and(|open| open.number == row.number)
    }

    fn is_picked(&self, row: &Shown) -> bool {
        self.picked.contains(&row.number)
    }
}

/// What stands on a page of the desk beside its rows.
#[derive(Default)]
struct Asked {
    /// The row whose form is open.
    open: Option<OpenRow>,
    /// The row at which the page begins to be read.
    focus: Option<u32>,
    form: Form,
    picked: Vec<u32>,
}

/// The desk.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, WebError> {
    let desk = load(&app, &viewer, &id).await?;
    let form = Form::of_query(viewer.lang, query.as_deref());
    let number = |name: &str| form.value(name).parse::<u32>().ok();
    let row = number("row").and_then(|n| desk.draft.find(n));
    let focus = row.map(|row| row.number).or(number("focus"));
    let filter = Filter::of(&form, desk.draft.count());
    let open = row.map(|row| OpenRow::of(row, &desk, &viewer, Vec::new()));
    let fields = match row {
        Some(row) => edit::fill(Form::new(viewer.lang), row, &desk.known.registry),
        None => Form::new(viewer.lang),
    };
    let asked = Asked { open, focus, form: fields, picked: Vec::new() };
    render(&page(&app, &viewer, &desk, (filter, &form), asked).await?)
}

async fn page(
    app: &App,
    viewer: &Viewer,
    desk: &Desk,
    (filter, address): (Filter, &Form),
    asked: Asked,
) -> Result<Page, WebError> {
    let lang = viewer.lang;
    let list = desk.list(&filter);
    let focused = asked.focus.and_then(|n| list.iter().position(|row| row.number == n));
    let wanted = address.value("page").parse().unwrap_or(1_usize).saturating_sub(1);
    let last = list.len().saturating_sub(1) / ROWS;
    let at = focused.map_or(wanted, |index| index / ROWS).min(last);
    let reader = Reader::new(desk);
    let mut rows: Vec<Shown> = list.iter().skip(at * ROWS).take(ROWS).map(|row| reader.shown(row)).collect();
    // A row that is asked for is shown whatever the filter says.
    if let Some(open) = &asked.open
        && rows.iter().all(|row| row.number != open.number)
        && let Some(row) = desk.draft.find(open.number)
    {
        rows.insert(0, reader.shown(row));
    }
    let accounts = app.ledger().list_accounts().await?;
    let count = desk.draft.count();
    let link = |page: usize| format!("{}&page={}", filter.query(), page + 1);
    let current = asked.focus.or(rows.first().map(|row| row.number)).unwrap_or_default();
    let title = format!("{} · {}", lang.pick("分解", "Desk"), reports::title_of(&desk.found.line));
    Ok(Page {
        frame: Frame::new(app, viewer, "reports", &title).await?,
        id: desk.id().to_owned(),
        title: reports::title_of(&desk.found.line),
        tabs: filter.tabs(desk, lang),
        sections: filter::sections(&desk.draft),
        agencies: desk.known.registry.list().filter(|a| a.active).map(|a| a.name.clone()).collect(),
        people: accounts.into_iter().filter(|a| a.is_active && a.role == "leader").map(|a| a.person).collect(),
        doubt_kinds: rows::DOUBTS.iter().map(|doubt| (doubt.code, lang.pick(doubt.zh, doubt.en))).collect(),
        progress: Progress::of(count),
        found: list.len(),
        before: (at > 0).then(|| link(at - 1)),
        after: (at < last).then(|| link(at + 1)),
        unknown: desk.unknown_agencies(),
        classes: edit::all_classes(&desk.known, lang),
        done: done(address, lang),
        query: format!("{}&page={}", filter.query(), at + 1),
        rows,
        current,
        open: asked.open,
        form: asked.form,
        picked: asked.picked,
        filter,
    })
}

/// What was just done, as the address says: `confirm.12`.
fn done(address: &Form, lang: Lang) -> Option<String> {
    let (what, count) = address.value("done").split_once('.')?;
    let count: usize = count.parse().ok()?;
    let words = words::desk_act(what, lang)?;
    let left = address.value("left");
    let left = match lang {
        _ if left.is_empty() || !left.chars().all(|c| c.is_ascii_digit() || c == '-') => String::new(),
        Lang::Zh => format!("；第 {} 行没有合适的牵头单位，未确认", left.replace('-', "、")),
        Lang::En => format!("; rows {} have no proper lead and were left", left.replace('-', ", ")),
    };
    Some(match lang {
        Lang::Zh => format!("{words} {count} 行{left}"),
        Lang::En => format!("{words}: {count}{left}"),
    })
}

/// The page again, with what is wrong: with a form, or because somebody was faster.
async fn refused(
    app: &App,
    viewer: &Viewer,
    desk: &Desk,
    asked: Asked,
    status: StatusCode,
) -> Result<Response, WebError> {
    let address = Form::of_query(viewer.lang, Some(asked.form.value("query")));
    let filter = Filter::of(&address, desk.draft.count());
    let page = page(app, viewer, desk, (filter, &address), asked).await?;
    Ok((status, Html(page.render()?)).into_response())
}

/// Where a form came from, after something was done: what, to how many rows, and which
/// were left.
fn back(id: &str, form: &Form, (done, left): (&str, &str), focus: Option<u32>) -> Response {
    let address = Form::of_query(Lang::Zh, Some(form.value("query")));
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in filter::FIELDS.into_iter().chain(["page"]) {
        if !address.value(name).is_empty() {
            query.append_pair(name, address.value(name));
        }
    }
    query.extend_pairs([("done", done), ("left", left)].iter().filter(|(_, value)| !value.is_empty()));
    if let Some(focus) = focus {
        query.append_pair("focus", &focus.to_string());
    }
    let anchor = focus.map(|n| format!("#r{n}")).unwrap_or_default();
    go(&format!("/reports/{id}/desk?{}{anchor}", query.finish()))
}

/// The words of a refusal by the draft.
fn said(error: &DraftError, lang: Lang) -> String {
    if lang == Lang::Zh { error.zh() } else { error.to_string() }
}

/// Changes a draft. What the draft itself refuses comes back as such.
async fn change(
    app: &App,
    viewer: &Viewer,
    id: &str,
    change: impl Fn(&Draft) -> Result<Vec<luoshi_ledger::draft::DraftEvent>, DraftError>,
) -> Result<Result<Draft, DraftError>, WebError> {
    match app.ledger().change_draft(&ReportId::from(id), change, &viewer.actor(), app.now()).await {
        Ok(draft) => Ok(Ok(draft)),
        Err(StoreError::Draft(error)) => Ok(Err(error)),
        Err(error) => Err(error.into()),
    }
}

/// Adds the agencies that the directory lacks, all in one act.
pub(crate) async fn add_agencies(
    State(app): State<App>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    let Posted { viewer, form, .. } = posted;
    let desk = load(&app, &viewer, &id).await?;
    let added = app.ledger().add_agencies(&desk.unknown_agencies(), &viewer.actor(), app.now()).await?;
    if form.value("to") == "publish" {
        return Ok(go(&format!("/reports/{id}/publish")));
    }
    Ok(back(&id, &form, (&format!("agencies.{}", added.len()), ""), None))
}
