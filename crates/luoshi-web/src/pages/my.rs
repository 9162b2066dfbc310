//! My matters: the clerk's first screen. What to do next comes first: returned,
//! overdue, due today, to be signed; what waits for others stands apart.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use luoshi_ledger::item::State as ItemState;
use luoshi_ledger::time::wall;
use luoshi_store::{Filter, ItemLine, LightFilter, Sort};
use serde::Deserialize;

use super::{Frame, due, render};
use crate::auth::Viewer;
use crate::{App, WebError, words};

/// Matters on a page.
const ROWS: u32 = 100;

/// The lists of the page, each with its code and its words.
const LISTS: [(&str, &str, &str); 6] = [
    ("todo", "待办", "To do"),
    ("overdue", "超期", "Overdue"),
    ("today", "今日到期", "Due today"),
    ("sign", "待签收", "To sign"),
    ("waiting", "等待他人", "Waiting for others"),
    ("closed", "已办结", "Closed"),
];

#[derive(Template)]
#[template(path = "my.html")]
struct Page {
    frame: Frame,
    list: &'static str,
    tabs: Vec<(&'static str, &'static str)>,
    matters: Vec<Matter>,
}

struct Matter {
    id: String,
    title: String,
    state: &'static str,
    light: Option<&'static str>,
    light_word: &'static str,
    due: String,
    role: &'static str,
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
    let list = LISTS.iter().find(|(code, ..)| *code == asked).map_or("todo", |(code, ..)| *code);
    let known = app.known().await?;
    let now = app.now();
    let mut lines = Vec::new();
    for filter in filters(list, &app) {
        let filter = viewer.restrict(filter, &known.registry);
        lines.extend(app.ledger().list_items(&filter, Sort::Due, None, ROWS, now).await?.items);
    }
    let scope = viewer.scope(&known.registry).unwrap_or_default();
    if list == "today" {
        // What was due before stands in its own list.
        lines.retain(|line| line.light(now) != Some("red"));
    }
    lines.sort_by(|a, b| a.next_due.is_none().cmp(&b.next_due.is_none()).then_with(|| a.next_due.cmp(&b.next_due)));
    let matter = |line: ItemLine| {
        let leads = scope.iter().any(|agency| agency.as_str() == line.lead);
        let light = line.light(now);
        Matter {
            state: words::state_of(&line.state, lang),
            light,
            light_word: words::light(light, lang),
            due: line.next_due.as_deref().map(due).unwrap_or_default(),
            role: if leads { lang.pick("牵头", "lead") } else { lang.pick("配合", "support") },
            id: line.id,
            title: line.title,
        }
    };
    let frame = Frame::new(&app, &viewer, "my", lang.pick("我的事项", "My matters")).await?;
    let tabs = LISTS.iter().map(|(code, zh, en)| (*code, lang.pick(zh, en))).collect();
    render(&Page { frame, list, tabs, matters: lines.into_iter().map(matter).collect() })
}

fn filters(list: &str, app: &App) -> Vec<Filter> {
    let open = || Filter { open: Some(true), ..Filter::default() };
    let in_state = |state| Filter { state: Some(state), ..Filter::default() };
    match list {
        "overdue" => vec![Filter { light: Some(LightFilter::Red), ..open() }],
        "today" => {
            let today = wall(app.now()).date();
            vec![Filter { due_until: Some(today), ..open() }]
        }
        "sign" => vec![in_state(ItemState::Issued)],
        "waiting" => [ItemState::ClosingReview, ItemState::ReturnReview, ItemState::Suspended].map(in_state).into(),
        "closed" => vec![Filter { open: Some(false), ..Filter::default() }],
        _ => [ItemState::Issued, ItemState::Signed, ItemState::InProgress].map(in_state).into(),
    }
}
