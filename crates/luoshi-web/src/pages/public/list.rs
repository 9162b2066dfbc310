//! Promises as a list, which is the search as well; pledges with their progress; and
//! the list as a sheet.

use std::fmt::Write as _;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use luoshi_ledger::ItemId;
use luoshi_ledger::item::ItemKind;
use luoshi_store::{Public, Sort};

use super::super::render;
use super::query::Query;
use super::shown::{self, Promise, Whole};
use super::{Frame, item, state, to};
use crate::{App, WebError, words};

/// Rows on a page.
const ROWS: u32 = 30;

/// Most rows of a sheet.
const MOST: u32 = 20_000;

/// Most pledges on their page; a government makes ten or twenty a year.
const PLEDGES: u32 = 200;

#[derive(Template)]
#[template(path = "public/items.html")]
struct Page {
    frame: Frame,
    query: Query,
    kinds: Vec<Choice>,
    states: Vec<Choice>,
    rows: Vec<Promise>,
    next: Option<String>,
    feeds: String,
}

struct Choice {
    code: &'static str,
    name: &'static str,
    is_chosen: bool,
}

impl Page {
    fn year(&self) -> String {
        self.query.year.map(|year| year.to_string()).unwrap_or_default()
    }

    fn text(&self) -> &str {
        self.query.text.as_deref().unwrap_or_default()
    }

    fn agency(&self) -> &str {
        self.query.agency.as_deref().unwrap_or_default()
    }

    fn section(&self) -> &str {
        self.query.section.as_deref().unwrap_or_default()
    }
}

/// The list.
pub(crate) async fn show(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Response, WebError> {
    let query = Query::read(query.as_deref());
    let lang = query.lang;
    let known = app.known().await?;
    let filter = query.filter(&known.registry);
    let page = app.ledger().list_items(&filter, Sort::Number, query.after().as_ref(), ROWS, app.now()).await?;
    let fields = query.address();
    let next = page.next.map(|after| {
        let mut address = form_urlencoded::Serializer::new(fields.clone());
        address.append_pair("after", &after.id);
        to(&format!("/public/items?{}", address.finish()), lang)
    });
    let kind = |kind: ItemKind| Choice {
        code: kind.code(),
        name: words::kind(kind, lang),
        is_chosen: query.kind == Some(kind),
    };
    let stands =
        |each: Public| Choice { code: each.code(), name: state(each, lang), is_chosen: query.state == Some(each) };
    render(&Page {
        frame: Frame::new(&app, &query, "items", "/public/items", lang.pick("查找承诺", "Find a promise")).await?,
        kinds: ItemKind::ALL.into_iter().filter(|kind| kind.is_promise()).map(kind).collect(),
        states: Public::STATES.into_iter().map(stands).collect(),
        rows: shown::promises(&app, &page.items, lang).await?,
        next,
        feeds: fields,
        query,
    })
}

#[derive(Template)]
#[template(path = "public/pledges.html")]
struct Pledges {
    frame: Frame,
    rows: Vec<Whole>,
    done: usize,
    feeds: String,
}

/// Matters settled for the people, with their progress.
pub(crate) async fn pledges(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Response, WebError> {
    let query = Query { kind: Some(ItemKind::Pledge), item: None, ..Query::read(query.as_deref()) };
    let lines = item::rows(&app, &query, Some(Sort::Number), PLEDGES).await?;
    let mut rows = Vec::with_capacity(lines.len());
    for line in &lines {
        let item = app.ledger().require_item(&ItemId(line.id.clone())).await?;
        if crate::access::is_public(&item) {
            rows.push(shown::whole(&app, line, &item, query.lang).await?);
        }
    }
    let title = query.lang.pick("民生实事", "Pledges to the people");
    render(&Pledges {
        frame: Frame::new(&app, &query, "pledges", "/public/pledges", title).await?,
        done: rows.iter().filter(|row| row.promise.state == Public::Done).count(),
        rows,
        feeds: "kind=pledge".to_owned(),
    })
}

/// The list as a csv: the same rows, all of them.
pub(crate) async fn export_csv(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Response, WebError> {
    let query = Query::read(query.as_deref());
    let lines = item::rows(&app, &query, Some(Sort::Number), MOST).await?;
    let head = query.lang.pick(
        "编号,类别,事项,章节,牵头单位,状态,时限,完成日期,报告原句",
        "number,kind,matter,section,lead,state,due,done on,sentence",
    );
    let mut csv = format!("\u{feff}{head}\r\n");
    for row in shown::promises(&app, &lines, query.lang).await? {
        let cells = [
            row.id.as_str(),
            row.kind,
            &row.title,
            &row.section,
            &row.lead,
            row.word,
            &row.due,
            row.done_on.as_deref().unwrap_or_default(),
            &row.quotes.join(" "),
        ];
        let _ = write!(csv, "{}\r\n", cells.map(cell).join(","));
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"promises.csv\""),
    ];
    Ok((headers, csv).into_response())
}

/// A cell of a csv; what a spreadsheet would compute is made a text.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if text.contains([',', '"', '\n', '\r']) {
        return format!("\"{guard}{}\"", text.replace('"', "\"\""));
    }
    format!("{guard}{text}")
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        for (text, written) in [
            ("新建", "新建"),
            ("a,b", "\"a,b\""),
            ("他说\"好\"", "\"他说\"\"好\"\"\""),
            ("=1+1", "'=1+1"),
            ("-1,2", "\"'-1,2\""),
        ] {
            assert_eq!(cell(text), written);
        }
    }
}
