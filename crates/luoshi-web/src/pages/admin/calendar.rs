//! The calendar: the months of a year with what each day is, the notices behind it,
//! and the form for the next notice, which is shown before it is added: what was
//! added cannot be taken back.

mod months;
mod notice;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use luoshi_export::labels::Lang;
use luoshi_ledger::calendar::{Calendar, Notice};
use luoshi_ledger::settings::SettingsEvent;
use luoshi_ledger::time::wall;
use luoshi_store::Swept;

use super::super::{Frame, due, minutes, render, render_refused};
use super::{Asked, Tab, Top, note, top};
use crate::access::Permission;
use crate::auth::Viewer;
use crate::forms::{Form, Posted};
use crate::{App, WebError};

use months::{Month, months};

/// The days of a week from Monday on.
const WEEKDAYS: [(&str, &str); 7] =
    [("一", "Mo"), ("二", "Tu"), ("三", "We"), ("四", "Th"), ("五", "Fr"), ("六", "Sa"), ("日", "Su")];

/// Most moved dates that are listed; the rest is counted.
const MOST_MOVED: usize = 500;

#[derive(Template)]
#[template(path = "admin/calendar.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    done: Option<&'static str>,
    form: Form,
    year: i16,
    weekdays: [&'static str; 7],
    months: Vec<Month>,
    workdays: u32,
    known_through: String,
    is_provisional: bool,
    notices: Vec<Line>,
    /// The notice that was typed, as it would be added.
    shown: Option<Line>,
    /// What the sweep after a notice did.
    digest: Option<Digest>,
    may: bool,
}

/// A notice in the list.
struct Line {
    year: i16,
    number: String,
    issued_on: String,
    off: usize,
    work: usize,
}

fn line(notice: &Notice) -> Line {
    Line {
        year: notice.year,
        number: notice.number.clone(),
        issued_on: notice.issued_on.map(|date| date.to_string()).unwrap_or_default(),
        off: notice.off.len(),
        work: notice.work.len(),
    }
}

/// What a sweep did.
struct Digest {
    number: String,
    /// Dates that moved: item, clock, before and after.
    moved: Vec<(String, String, String, String)>,
    all: usize,
    escalations: usize,
    at: String,
}

async fn page(app: &App, viewer: &Viewer, calendar: &Calendar, year: i16, form: Form) -> Result<Page, WebError> {
    let Top { frame, tabs, done } = top(app, viewer, "calendar", None).await?;
    let (months, workdays) = months(calendar, year, viewer.lang);
    let is_provisional = jiff::civil::Date::new(year, 7, 1).map_or(true, |date| calendar.is_provisional(date));
    let mut notices: Vec<Line> = calendar.notices().iter().map(line).collect();
    notices.reverse();
    Ok(Page {
        frame,
        tabs,
        done,
        form,
        year,
        weekdays: WEEKDAYS.map(|(zh, en)| viewer.lang.pick(zh, en)),
        months,
        workdays,
        known_through: calendar.known_through().to_string(),
        is_provisional,
        notices,
        shown: None,
        digest: None,
        may: viewer.may(Permission::Administer),
    })
}

/// The page of a year; this year's without one.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    viewer.require(Permission::SeeSettings)?;
    let this = app.today().year();
    let asked = asked.year.and_then(|year| year.parse().ok()).filter(|year| (2000..2100).contains(year));
    let known = app.known().await?;
    let next = known.settings.calendar().known_through().year().saturating_add(1);
    let form = Form::new(viewer.lang).or("year", next.to_string());
    render(&page(&app, &viewer, known.settings.calendar(), asked.unwrap_or(this), form).await?)
}

/// Shows a notice that was typed, or adds it and moves the open clocks.
pub(crate) async fn add(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    viewer.require(Permission::Administer)?;
    let lang = viewer.lang;
    let known = app.known().await?;
    let now_in_force = known.settings.calendar();
    let typed = notice::read(&mut form, lang);
    let tried = typed.filter(|_| form.is_valid()).and_then(|notice| {
        match Calendar::clone(now_in_force).with_notice(notice.clone()) {
            Ok(calendar) => Some((notice, calendar)),
            Err(error) => {
                form.refuse("", if lang == Lang::Zh { error.zh() } else { error.to_string() });
                None
            }
        }
    });
    let Some((notice, calendar)) = tried else {
        let year = app.today().year();
        return render_refused(&page(&app, &viewer, now_in_force, year, form).await?);
    };
    if !form.has("act", "add") {
        let shown = Some(line(&notice));
        return render(&Page { shown, ..page(&app, &viewer, &calendar, notice.year, form).await? });
    }
    let (number, year) = (notice.number.clone(), notice.year);
    let swept = enter(&app, &viewer, notice).await?;
    let digest = Some(digest(&app, number, swept, lang).await?);
    let empty = Form::new(lang).or("year", year.saturating_add(1).to_string());
    render(&Page { digest, ..page(&app, &viewer, &calendar, year, empty).await? })
}

/// Enters a notice and moves the open clocks.
pub(crate) async fn enter(app: &App, viewer: &Viewer, notice: Notice) -> Result<Swept, WebError> {
    viewer.require(Permission::Administer)?;
    let (number, year) = (notice.number.clone(), notice.year.to_string());
    let event = SettingsEvent::NoticeAdded { notice };
    app.ledger().change_settings(&[event], &viewer.actor(), app.now()).await?;
    note(app, viewer, "notice-added", &number, &year).await?;
    Ok(app.ledger().sweep(app.now()).await?)
}

/// What moved, in words.
async fn digest(app: &App, number: String, swept: Swept, lang: Lang) -> Result<Digest, WebError> {
    let known = app.known().await?;
    let all = swept.moved.len();
    let mut moved = Vec::new();
    for one in swept.moved.into_iter().take(MOST_MOVED) {
        let item = app.ledger().find_item(&one.item).await?;
        let regime = item.as_ref().and_then(|item| known.settings.regime_of(item));
        let language = super::regimes::language(lang);
        let clock = regime.map_or_else(|| one.clock.clone(), |regime| regime.name_of(&one.clock, &one.clock, language));
        moved.push((one.item.0, clock, due(&one.from.to_string()), due(&one.to.to_string())));
    }
    Ok(Digest { number, moved, all, escalations: swept.escalations.len(), at: minutes(wall(app.now())) })
}
