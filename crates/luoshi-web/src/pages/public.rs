//! The public site: what the government promised in its reports and how it stands,
//! for everybody and without logging in.
//!
//! Everything on it is made from `shown::Promise` and `shown::Whole`, which hold
//! what is public and nothing else. The language stands in the address and not in a
//! cookie, so that an answer is the same for everybody and can be kept by others.

pub(crate) mod dates;
pub(crate) mod feed;
pub(crate) mod item;
pub(crate) mod list;
mod query;
mod shown;

use askama::Template;
use axum::body::{Body, to_bytes};
use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use luoshi_export::labels::Lang;
use luoshi_store::{Promises, Public};
use sha2::{Digest, Sha256};

use super::render;
use crate::auth::{self, Visitor};
use crate::{App, WebError, assets};

use query::Query;

/// How long others may keep an answer: short, so that a correction is seen soon.
const CACHE: &str = "public, max-age=60";

/// What stands around every public page.
struct Frame {
    lang: Lang,
    place: String,
    title: String,
    /// Which entry of the navigation it belongs to.
    section: &'static str,
    /// Its address without the language, for the switch.
    address: String,
    /// The version of style and scripts.
    version: &'static str,
}

impl Frame {
    async fn new(app: &App, query: &Query, section: &'static str, path: &str, title: &str) -> Result<Self, WebError> {
        let known = app.known().await?;
        let fields = query.address();
        let address = if fields.is_empty() { path.to_owned() } else { format!("{path}?{fields}") };
        Ok(Self {
            lang: query.lang,
            place: known.settings.office().map(|office| office.place.clone()).unwrap_or_default(),
            title: title.to_owned(),
            section,
            address,
            version: &assets::VERSION,
        })
    }

    fn t(&self, zh: &'static str, en: &'static str) -> &'static str {
        self.lang.pick(zh, en)
    }

    fn code(&self) -> &'static str {
        self.lang.pick("zh-CN", "en")
    }

    /// An address of the site in the language of the page.
    fn to(&self, address: &str) -> String {
        to(address, self.lang)
    }

    /// An address with these fields.
    fn with(&self, path: &str, fields: &str) -> String {
        if fields.is_empty() { self.to(path) } else { self.to(&format!("{path}?{fields}")) }
    }

    /// This page in the other language.
    fn switched(&self) -> String {
        to(&self.address, if self.lang == Lang::Zh { Lang::En } else { Lang::Zh })
    }

    /// The mark for the entry of the navigation that this page belongs to.
    fn current(&self, section: &str) -> &'static str {
        if self.section == section { " aria-current=page" } else { "" }
    }
}

/// An address of the site in a language.
fn to(address: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => address.to_owned(),
        Lang::En if address.contains('?') => format!("{address}&lang=en"),
        Lang::En => format!("{address}?lang=en"),
    }
}

/// How a promise stands, in plain words.
fn state(state: Public, lang: Lang) -> &'static str {
    match state {
        Public::Done => lang.pick("已完成", "done"),
        Public::Overdue => lang.pick("逾期", "overdue"),
        Public::Ongoing | Public::Any => lang.pick("办理中", "under way"),
    }
}

/// Shape and colour of a state.
fn light(state: Public) -> &'static str {
    match state {
        Public::Done => "done",
        Public::Overdue => "red",
        Public::Ongoing | Public::Any => "green",
    }
}

/// Site and scheme of the server as the caller knows it, where what they sent can be one.
fn site(headers: &HeaderMap, app: &App) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let is_fit = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    match host.filter(|host| !host.is_empty() && host.chars().all(is_fit)) {
        Some(host) => format!("http{}://{host}", if app.options().secure { "s" } else { "" }),
        None => String::new(),
    }
}

/// Lets a caller in when they did not ask too often, and tells others how long they
/// may keep the answer; who has it already is told so.
pub(crate) async fn serve(State(app): State<App>, visitor: Visitor, request: Request, next: Next) -> Response {
    if !app.allows_public(visitor.from) {
        return WebError::TooMany.into_response();
    }
    let is_get = request.method() == Method::GET;
    let held = request.headers().get(header::IF_NONE_MATCH).cloned();
    let response = next.run(request).await;
    if response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHE));
    if !is_get {
        return Response::from_parts(parts, body);
    }
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return WebError::Internal("a page ended early".to_owned()).into_response();
    };
    let hash: String = auth::hexadecimal(&Sha256::digest(&bytes)).chars().take(24).collect();
    // Weak, as the same page may be sent compressed.
    let tag = format!("W/\"{hash}\"");
    let is_held = held.and_then(|held| Some(held.to_str().ok()?.contains(&tag))).unwrap_or(false);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        parts.headers.insert(header::ETAG, tag);
    }
    if is_held {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

#[derive(Template)]
#[template(path = "public/home.html")]
struct Home {
    frame: Frame,
    years: Vec<Tab>,
    year: i64,
    states: Vec<StateCount>,
    count: i64,
    parts: Vec<Part>,
    feeds: String,
}

struct Tab {
    name: i64,
    href: String,
    is_shown: bool,
}

struct StateCount {
    word: &'static str,
    count: i64,
    href: String,
}

struct Part {
    name: String,
    href: String,
    count: i64,
    done: i64,
    ongoing: i64,
    overdue: i64,
    /// Widths of the bar in per cent: done, and where overdue begins.
    done_width: i64,
    overdue_from: i64,
}

/// The first page: how many promises stand how, by part of the report.
pub(crate) async fn home(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Response, WebError> {
    let query = Query::read(query.as_deref());
    let lang = query.lang;
    let all = app.ledger().count_promises(app.now()).await?;
    let mut years: Vec<i64> = all.iter().map(|part| part.year).collect();
    years.dedup();
    let year = query.year.map(i64::from).filter(|year| years.contains(year)).or(years.first().copied());
    let year = year.unwrap_or_default();
    let parts: Vec<&Promises> = all.iter().filter(|part| part.year == year).collect();
    let sum = |of: fn(&Promises) -> i64| parts.iter().map(|part| of(part)).sum::<i64>();
    let (count, done, overdue) = (sum(|part| part.count), sum(|part| part.done), sum(|part| part.overdue));
    let list = |more: &[(&str, &str)]| {
        let mut address = form_urlencoded::Serializer::new(String::new());
        address.append_pair("year", &year.to_string()).extend_pairs(more);
        to(&format!("/public/items?{}", address.finish()), lang)
    };
    let counts = [(Public::Ongoing, count - done - overdue), (Public::Done, done), (Public::Overdue, overdue)];
    let title = lang.pick("政府工作报告承诺事项", "Promises of the work report");
    render(&Home {
        frame: Frame::new(&app, &query, "home", "/public", title).await?,
        years: years
            .iter()
            .map(|each| Tab { name: *each, href: to(&format!("/public?year={each}"), lang), is_shown: *each == year })
            .collect(),
        year,
        states: counts
            .into_iter()
            .map(|(each, count)| StateCount { word: state(each, lang), count, href: list(&[("state", each.code())]) })
            .collect(),
        count,
        parts: parts.into_iter().map(|part| shown_part(part, lang, &list)).collect(),
        feeds: format!("year={year}"),
    })
}

fn shown_part(part: &Promises, lang: Lang, list: &impl Fn(&[(&str, &str)]) -> String) -> Part {
    let name = part.section.clone();
    Part {
        href: list(&[("section", name.as_deref().unwrap_or_default())]),
        name: name.unwrap_or_else(|| lang.pick("其他", "other").to_owned()),
        count: part.count,
        done: part.done,
        overdue: part.overdue,
        ongoing: part.count - part.done - part.overdue,
        done_width: part.done * 100 / part.count.max(1),
        overdue_from: 100 - part.overdue * 100 / part.count.max(1),
    }
}

#[derive(Template)]
#[template(path = "public/about.html")]
struct About {
    frame: Frame,
}

/// How states are computed, what is shown and what is not, and how to subscribe.
pub(crate) async fn about(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Response, WebError> {
    let query = Query::read(query.as_deref());
    let title = query.lang.pick("状态如何计算", "How states are computed");
    render(&About { frame: Frame::new(&app, &query, "about", "/public/about", title).await? })
}
