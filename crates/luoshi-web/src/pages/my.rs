//! My matters: the clerk's first screen. What to do next comes first: returned,
//! overdue, due today, to be signed; what waits for others stands apart.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::Timestamp;
use luoshi_ledger::item::{ItemKind, RequestKind, State as ItemState};
use luoshi_ledger::{AgencyId, ItemId};
use luoshi_store::{Filter, ItemLine, Sort};
use serde::Deserialize;

use super::{Frame, agency_name, due, render};
use crate::auth::Viewer;
use crate::{App, WebError, words};

/// Most open matters that are looked at: more no clerk has.
const ROWS: u32 = 500;

/// A list of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    /// What this agency has to do next.
    Todo,
    /// Closings that were sent back.
    Returned,
    Overdue,
    Today,
    Sign,
    /// What others lead and this agency helps with.
    Helping,
    /// What somebody else has to decide.
    Waiting,
    Closed,
}

/// The lists with their codes and words.
const LISTS: [(List, &str, &str, &str); 8] = [
    (List::Todo, "todo", "待办", "To do"),
    (List::Returned, "returned", "退回重办", "Sent back"),
    (List::Overdue, "overdue", "超期", "Overdue"),
    (List::Today, "today", "今日到期", "Due today"),
    (List::Sign, "sign", "待签收", "To sign"),
    (List::Helping, "helping", "配合", "Helping"),
    (List::Waiting, "waiting", "等待他人", "Waiting for others"),
    (List::Closed, "closed", "已办结", "Closed"),
];

#[derive(Template)]
#[template(path = "my.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    matters: Vec<Matter>,
}

struct Tab {
    code: &'static str,
    name: &'static str,
    count: Option<usize>,
    is_open: bool,
}

struct Matter {
    id: String,
    title: String,
    state: &'static str,
    light: Option<&'static str>,
    light_word: &'static str,
    due: String,
    lead: Option<String>,
}

/// Which list.
#[derive(Debug, Deserialize)]
pub(crate) struct Which {
    list: Option<String>,
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(which): Query<Which>,
) -> Result<Response, WebError> {
    let lang = viewer.lang;
    let asked = which.list.as_deref().unwrap_or("todo");
    let list = LISTS.iter().find(|(_, code, ..)| *code == asked).map_or(List::Todo, |(list, ..)| *list);
    let known = app.known().await?;
    let ours = viewer.scope(&known.registry).unwrap_or_default();
    let mut open = lines(&app, &viewer, true).await?;
    let closed = lines(&app, &viewer, false).await?;
    open.extend(closed.iter().filter(|line| is_to_answer_again(line)).cloned());
    open.sort_by(|one, other| (&one.next_due, &one.id).cmp(&(&other.next_due, &other.id)));
    let returned = list_returned(&app, &open).await?;
    let sorting = Sorting { ours: &ours, returned: &returned, now: app.now() };
    let tab = |(one, code, zh, en): &(List, &'static str, &'static str, &'static str)| Tab {
        code,
        name: lang.pick(zh, en),
        count: (*one != List::Closed).then(|| open.iter().filter(|line| sorting.is_on(line, *one)).count()),
        is_open: *one == list,
    };
    let tabs = LISTS.iter().map(tab).collect();
    let shown = match list {
        List::Closed => closed,
        list => open.into_iter().filter(|line| sorting.is_on(line, list)).collect(),
    };
    let matter = |line: ItemLine| {
        let light = line.light(sorting.now);
        Matter {
            state: words::state_of(&line.state, lang),
            light,
            light_word: words::light(light, lang),
            due: line.next_due.as_deref().map(due).unwrap_or_default(),
            lead: (!sorting.leads(&line)).then(|| agency_name(&known.registry, &line.lead).to_owned()),
            id: line.id,
            title: line.title,
        }
    };
    let matters = shown.into_iter().map(matter).collect();
    let frame = Frame::new(&app, &viewer, "my", lang.pick("我的事项", "My matters")).await?;
    render(&Page { frame, tabs, matters })
}

async fn lines(app: &App, viewer: &Viewer, open: bool) -> Result<Vec<ItemLine>, WebError> {
    let known = app.known().await?;
    let filter = viewer.restrict(Filter { open: Some(open), ..Filter::default() }, &known.registry);
    Ok(app.ledger().list_items(&filter, Sort::Due, None, ROWS, app.now()).await?.items)
}

/// Whether something closed is the agency's to go on with: whoever asked was not
/// satisfied, or was promised something. Asking back is the office's.
fn is_to_answer_again(line: &ItemLine) -> bool {
    let kind = ItemKind::of_code(&line.kind);
    line.next_due.is_some() && matches!(kind, Some(ItemKind::Suggestion | ItemKind::Proposal))
}

/// The items in work whose last closing was sent back.
async fn list_returned(app: &App, open: &[ItemLine]) -> Result<BTreeSet<String>, WebError> {
    let mut returned = BTreeSet::new();
    for line in open.iter().filter(|line| line.state == ItemState::InProgress.code()) {
        let item = app.ledger().require_item(&ItemId(line.id.clone())).await?;
        let last = item.requests.iter().rfind(|request| request.kind == RequestKind::Closing);
        if last.and_then(|request| request.decided.as_ref()).is_some_and(|decided| !decided.granted) {
            returned.insert(line.id.clone());
        }
    }
    Ok(returned)
}

/// What decides on which list a matter stands.
struct Sorting<'s> {
    ours: &'s [AgencyId],
    returned: &'s BTreeSet<String>,
    now: Timestamp,
}

impl Sorting<'_> {
    fn leads(&self, line: &ItemLine) -> bool {
        self.ours.iter().any(|agency| agency.as_str() == line.lead)
    }

    /// Whether a matter that is not done stands on a list.
    fn is_on(&self, line: &ItemLine, list: List) -> bool {
        let state = ItemState::of_code(&line.state);
        let is_ours = matches!(state, Some(ItemState::Issued | ItemState::Signed | ItemState::InProgress))
            || is_to_answer_again(line) && !line.is_open;
        let today = luoshi_ledger::time::day(self.now).to_string();
        match list {
            List::Helping => !self.leads(line),
            _ if !self.leads(line) => false,
            List::Todo => is_ours,
            List::Returned => self.returned.contains(&line.id),
            List::Overdue => line.light(self.now) == Some("red"),
            List::Today => line.next_due.as_deref().is_some_and(|due| due.starts_with(&today)),
            List::Sign => state == Some(ItemState::Issued),
            List::Waiting => !is_ours,
            List::Closed => false,
        }
    }
}
