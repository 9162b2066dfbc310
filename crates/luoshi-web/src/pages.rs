//! The pages. Each module has its address, its page and its handlers; the template
//! of the same name says how it looks.

pub mod account;
pub mod admin;
pub mod api;
pub mod board;
pub mod compare;
pub mod desk;
pub mod difference;
pub mod evidence;
pub mod item;
pub mod items;
pub mod login;
pub mod my;
pub mod notices;
pub mod pledges;
pub mod problem;
pub mod projects;
pub mod public;
pub mod publish;
pub mod reconcile;
pub mod report;
pub mod reports;
pub mod search;
pub mod setup;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use luoshi_export::labels::Lang;
use luoshi_ledger::PersonId;
use luoshi_ledger::event::Recorded;
use luoshi_ledger::item::Item;
use luoshi_ledger::registry::Registry;

use crate::access::Permission;
use crate::auth::Viewer;
use crate::{App, WebError, assets, words};

/// What stands around every page of somebody who is logged in.
pub struct Frame {
    /// Their language.
    pub lang: Lang,
    /// Whose ledger it is.
    pub place: String,
    /// The title of the page.
    pub title: String,
    /// Which entry of the navigation it belongs to.
    pub section: &'static str,
    /// The entries of the navigation.
    pub links: Vec<Link>,
    /// Who is logged in, with their role and whom they stand in for.
    pub who: String,
    /// What forms send back.
    pub csrf: String,
    /// Day and time of a demonstration, which are not today's.
    pub demo_time: Option<String>,
}

/// An entry of the navigation.
pub struct Link {
    /// Its code.
    pub section: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// What it is called.
    pub name: &'static str,
}

impl Frame {
    /// The frame of a page.
    pub async fn new(app: &App, viewer: &Viewer, section: &'static str, title: &str) -> Result<Self, WebError> {
        let known = app.known().await?;
        let lang = viewer.lang;
        let mut who = format!("{} · {}", viewer.account.name, words::role(viewer.role, lang));
        if let Some(agency) = &viewer.agency {
            who = format!("{who} · {}", agency_name(&known.registry, agency.as_str()));
        }
        if let Some(principal) = &viewer.acting_for {
            who = format!("{who}（{} {}）", lang.pick("代", "for"), principal.name);
        }
        Ok(Self {
            lang,
            place: known.settings.office().map(|office| office.place.clone()).unwrap_or_default(),
            title: title.to_owned(),
            section,
            links: links(viewer),
            who,
            csrf: viewer.csrf.clone(),
            demo_time: app.options().demo.as_ref().map(|_| minutes(luoshi_ledger::time::wall(app.now()))),
        })
    }

    /// Text in the language of the page.
    pub fn t(&self, zh: &'static str, en: &'static str) -> &'static str {
        self.lang.pick(zh, en)
    }

    /// The language for `lang` of the page.
    pub fn code(&self) -> &'static str {
        self.lang.pick("zh-CN", "en")
    }

    /// The version of style and scripts.
    pub fn version(&self) -> &str {
        &assets::VERSION
    }
}

fn links(viewer: &Viewer) -> Vec<Link> {
    let lang = viewer.lang;
    let link = |section, href, zh, en| Link { section, href, name: lang.pick(zh, en) };
    let mut links = Vec::new();
    if viewer.may(Permission::SeeStatistics) {
        links.push(link("home", "/", "驾驶舱", "Dashboard"));
    }
    if viewer.agency.is_some() {
        links.push(link("my", "/my", "我的事项", "My matters"));
    }
    links.push(link("items", "/items", "台账", "Ledger"));
    if viewer.may(Permission::SeeReports) {
        links.push(link("reports", "/reports", "报告", "Reports"));
    }
    links.push(link("search", "/search", "搜索", "Search"));
    links.push(link("pledges", "/pledges", "民生实事", "Pledges"));
    links.push(link("projects", "/projects", "项目", "Projects"));
    if viewer.may(Permission::SeeStatistics) {
        links.push(link("compare", "/compare", "对比", "Compare"));
        links.push(link("reconcile", "/reconcile", "对账", "Reconcile"));
        links.push(link("notices", "/notices", "通报", "Notices"));
    }
    if viewer.may(Permission::SeeSettings) {
        links.push(link("admin", "/admin", "管理", "Administration"));
    }
    links
}

/// Printed names of people, by log-in name.
pub struct Names(BTreeMap<String, String>);

impl Names {
    /// The names of everybody who has to do with an item.
    pub async fn on_item(app: &App, item: &Item, history: &[Recorded]) -> Result<Self, WebError> {
        let people = &item.content.people;
        let named = [&people.leader, &people.head, &people.handler, &people.delegate].into_iter().flatten();
        let acting = history.iter().flat_map(|one| std::iter::once(&one.actor.person).chain(&one.actor.acting_for));
        let asking = item.requests.iter().map(|request| &request.by);
        let judging = item.judgement.as_ref().map(|judgement| &judgement.by);
        let all = named.chain(acting).chain(asking).chain(judging).map(ToString::to_string).collect();
        Ok(Self(app.ledger().find_names(&all).await?))
    }

    /// The printed name of a person; the log-in name when there is no account.
    pub fn of<'n>(&'n self, person: &'n PersonId) -> &'n str {
        self.0.get(person.as_str()).map_or(person.as_str(), String::as_str)
    }
}

/// The printed name of an agency.
pub fn agency_name<'a>(registry: &'a Registry, id: &'a str) -> &'a str {
    registry.find(&luoshi_ledger::AgencyId::from(id)).map_or(id, |agency| agency.name.as_str())
}

/// A wall time to the minute: `2025-03-01 09:30`.
pub fn minutes(at: jiff::civil::DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

/// A last moment as people say it: the day, with the hour when it is not the day's end.
pub fn due(text: &str) -> String {
    let Some((day, time)) = text.split_once('T') else { return text.to_owned() };
    let time = time.get(..5).unwrap_or(time);
    if time == "23:59" { day.to_owned() } else { format!("{day} {time}") }
}

/// A page.
pub(crate) fn render(page: &impl Template) -> Result<Response, WebError> {
    Ok(Html(page.render()?).into_response())
}

/// A page whose form was refused.
pub(crate) fn render_refused(page: &impl Template) -> Result<Response, WebError> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

/// Where to go after something was done: the browser asks anew, so that going back
/// and forth does nothing twice. Names in the address are written as headers have them.
pub(crate) fn go(to: &str) -> Response {
    let mut address = String::with_capacity(to.len());
    for byte in to.bytes() {
        if byte.is_ascii_graphic() {
            address.push(char::from(byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
    Redirect::to(&address).into_response()
}
