//! The dashboard (驾驶舱): where things stand, what is stuck and how a period went.
//! Every number opens the list of exactly the items that it counts; every rate says
//! what it divides by what.

mod groups;
mod ranking;
mod rates;
mod trend;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use luoshi_export::labels::Lang;
use luoshi_ledger::item::State as ItemState;
use luoshi_ledger::statistics::{Cohort, Figures, GroupBy};
use luoshi_store::{Board, Filter, ItemLine, LightFilter, Sort};
use serde::Deserialize;

use super::{Frame, agency_name, due, go, render};
use crate::access::Permission;
use crate::auth::Viewer;
use crate::{App, WebError, words};

pub(crate) use groups::{Group, group_rows};
pub(crate) use rates::{Shown, one, shown};

/// Matters in the lists of the worst and the soonest.
const ROWS: u32 = 6;

/// Counting stops here; nothing that a dashboard counts one by one is larger.
const MOST: u32 = 1_000_000;

/// A number that opens its list.
pub(crate) struct Number {
    pub(crate) name: String,
    pub(crate) value: String,
    /// The list; none where what is counted are not items.
    pub(crate) href: Option<String>,
}

#[derive(Template)]
#[template(path = "board.html")]
struct Page {
    frame: Frame,
    period: Period,
    periods: Vec<(String, String, bool)>,
    counts: Vec<Light>,
    waiting: Vec<Number>,
    states: Vec<Number>,
    worst: Vec<Matter>,
    soonest: Vec<Matter>,
    flows: Vec<Number>,
    rates: Vec<Shown>,
    silent: Vec<Shown>,
    trend: trend::Trend,
    by: &'static str,
    tabs: Vec<(&'static str, &'static str)>,
    groups: Vec<Group>,
    left_out: usize,
    ranking: Option<ranking::Shown>,
}

/// A number with its light.
struct Light {
    light: &'static str,
    number: Number,
}

struct Matter {
    id: String,
    title: String,
    lead: String,
    state: &'static str,
    due: String,
    days: i32,
}

/// The days of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) from: Date,
    pub(crate) to: Date,
}

impl Period {
    /// The period that was asked for, or the year so far. What is no date, or lies the
    /// wrong way round, is left out.
    pub(crate) fn of(from: Option<&str>, to: Option<&str>, today: Date) -> Self {
        let day = |text: Option<&str>| text.and_then(|text| text.parse::<Date>().ok());
        let to = day(to).unwrap_or(today);
        let from = day(from).filter(|from| *from <= to).unwrap_or_else(|| to.first_of_year());
        Self { from, to }
    }

    /// Periods that people ask for, with their names.
    fn usual(today: Date, lang: Lang) -> Vec<(Self, String)> {
        let last_month = today.first_of_month().yesterday().unwrap_or(today);
        let quarter = Date::new(today.year(), (today.month() - 1) / 3 * 3 + 1, 1).unwrap_or(today);
        let last_year = today.first_of_year().yesterday().unwrap_or(today);
        let period = |from, to| Self { from, to };
        [
            (period(today.first_of_year(), today), lang.pick("今年以来", "this year")),
            (period(quarter, today), lang.pick("本季度", "this quarter")),
            (period(today.first_of_month(), today), lang.pick("本月", "this month")),
            (period(last_month.first_of_month(), last_month), lang.pick("上月", "last month")),
            (period(last_year.first_of_year(), last_year), lang.pick("去年", "last year")),
        ]
        .map(|(period, name)| (period, name.to_owned()))
        .into()
    }

    pub(crate) fn cohort(&self) -> Cohort {
        Cohort::within(self.from, self.to)
    }

    /// In words: 2025-01-01至2025-12-31.
    pub(crate) fn name(&self, lang: Lang) -> String {
        if lang == Lang::Zh { self.cohort().zh() } else { self.cohort().en() }
    }
}

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    from: Option<String>,
    to: Option<String>,
    by: Option<String>,
    rank: Option<String>,
    all: Option<String>,
}

/// The dashboard for those who see everything; others are led to their own matters.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    if !viewer.may(Permission::SeeStatistics) {
        return Ok(go("/my"));
    }
    Ok(page(&app, &viewer, &asked).await?.into_response())
}

async fn page(app: &App, viewer: &Viewer, asked: &Asked) -> Result<Response, WebError> {
    let (lang, now, today) = (viewer.lang, app.now(), app.today());
    let ledger = app.ledger();
    let period = Period::of(asked.from.as_deref(), asked.to.as_deref(), today);
    let by = groups::find(asked.by.as_deref());
    let (store, name) = (ledger.store(), ledger.name());
    let week = Filter { open: Some(true), due_from: Some(today), due_until: Some(sunday(today)), ..Filter::default() };
    let asking = Filter { asking: Some(true), ..Filter::default() };
    let red = Filter { light: Some(LightFilter::Red), ..Filter::default() };
    let soon = Filter { open: Some(true), due_from: Some(today), ..Filter::default() };
    let (board, due_this_week, requests, worst, soonest, whole, groups, trend) = tokio::try_join!(
        async { Ok(ledger.count_board(now).await?) },
        async { Ok(ledger.count_items(&week, MOST, now).await?) },
        async { Ok(ledger.count_items(&asking, MOST, now).await?) },
        async { Ok(ledger.list_items(&red, Sort::Due, None, ROWS, now).await?) },
        async { Ok(ledger.list_items(&soon, Sort::Due, None, ROWS * 2, now).await?) },
        async { Ok(store.list_figures(name, GroupBy::Kind, None, period.from, period.to).await?) },
        async { Ok::<_, WebError>(store.list_figures(name, by.group, None, period.from, period.to).await?) },
        trend::read(app, period.to, lang),
    )?;
    let known = app.known().await?;
    let whole = Figures::total(whole.values());
    let (rates, silent) = shown(&whole, &period, &[], lang).into_iter().partition(|rate: &Shown| rate.has_data);
    let ranking = match asked.rank.as_deref() {
        Some(code) if by.group == GroupBy::Agency => ranking::read(code, &groups, &period, &known.registry, lang),
        _ => None,
    };
    let people = match by.group {
        GroupBy::Leader => ledger.find_names(&groups.keys().flatten().cloned().collect()).await?,
        _ => std::collections::BTreeMap::new(),
    };
    let names = |group: &str| match people.get(group) {
        Some(name) => name.clone(),
        None => agency_name(&known.registry, group).to_owned(),
    };
    let (groups, left_out) = group_rows(by, &groups, &period, asked.all.is_some(), &names, lang);
    let matter = |line: &ItemLine| matter(line, &known.registry, today, lang);
    let red_now = |line: &&ItemLine| line.light(now) != Some("red");
    render(&Page {
        frame: Frame::new(app, viewer, "home", lang.pick("驾驶舱", "Dashboard")).await?,
        periods: periods(&period, today, by.code, lang),
        counts: lights(&board, lang),
        waiting: waiting(&board, due_this_week, requests, today, lang),
        states: states(&board, lang),
        worst: worst.items.iter().map(matter).collect(),
        soonest: soonest.items.iter().filter(red_now).take(ROWS as usize).map(matter).collect(),
        flows: flows(&whole, &period, lang),
        rates,
        silent,
        trend,
        by: by.code,
        tabs: groups::ALL.iter().map(|one| (one.code, lang.pick(one.zh, one.en))).collect(),
        groups,
        left_out,
        ranking,
        period,
    })
}

fn periods(chosen: &Period, today: Date, by: &str, lang: Lang) -> Vec<(String, String, bool)> {
    let mut usual = Period::usual(today, lang);
    // In January the month, the quarter and the year are the same days.
    let mut seen: Vec<Period> = Vec::new();
    usual.retain(|(period, _)| {
        let is_new = !seen.contains(period);
        seen.push(period.clone());
        is_new
    });
    let tab = |(period, name): (Period, String)| {
        let query = format!("/?from={}&to={}&by={by}", period.from, period.to);
        let is_chosen = period == *chosen;
        (query, name, is_chosen)
    };
    usual.into_iter().map(tab).collect()
}

/// The end of the week that a day is in.
fn sunday(day: Date) -> Date {
    let left = day.weekday().until(Weekday::Sunday);
    day.saturating_add(i64::from(left).days())
}

/// A list of the ledger.
pub(crate) fn list(fields: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(fields);
    format!("/items?{}", query.finish())
}

fn number(name: &str, value: u64, fields: &[(&str, &str)]) -> Number {
    Number { name: name.to_owned(), value: value.to_string(), href: Some(list(fields)) }
}

fn lights(board: &Board, lang: Lang) -> Vec<Light> {
    let light = |light: &'static str, value| Light {
        light,
        number: number(words::light(Some(light), lang), value, &[("light", light)]),
    };
    let open = number(lang.pick("在办", "open"), board.open, &[("open", "yes")]);
    let mut lights = vec![Light { light: "", number: open }];
    lights.extend([
        light("red", board.red),
        light("yellow", board.yellow),
        light("green", board.green),
        light("none", board.paused),
    ]);
    lights
}

fn waiting(board: &Board, due: u64, requests: u64, today: Date, lang: Lang) -> Vec<Number> {
    let (today, until) = (today.to_string(), sunday(today).to_string());
    let week = [("open", "yes"), ("due_from", today.as_str()), ("due", until.as_str())];
    let in_state = |zh, en, state: ItemState| number(lang.pick(zh, en), board.count(state), &[("state", state.code())]);
    vec![
        number(lang.pick("本周到期", "due this week"), due, &week),
        number(lang.pick("待决定的申请", "requests to decide"), requests, &[("asking", "yes")]),
        in_state("待办结审核", "closings to review", ItemState::ClosingReview),
        in_state("待销号", "to strike off", ItemState::Closed),
    ]
}

fn states(board: &Board, lang: Lang) -> Vec<Number> {
    let state = |state: ItemState| number(words::state(state, lang), board.count(state), &[("state", state.code())]);
    ItemState::ALL.map(state).into()
}

/// What happened within the period.
fn flows(figures: &Figures, period: &Period, lang: Lang) -> Vec<Number> {
    let counts = &figures.within;
    [
        ("交办", "issued", counts.assigned, "assigned"),
        ("办结", "closed", counts.closed, "closed"),
        ("其中逾期", "of these late", counts.closed_late, "closed-late"),
        ("销号", "struck off", counts.cleared, "cleared"),
        ("期末在办", "open at the end", figures.at.open, "open"),
        ("期末超期", "overdue at the end", figures.at.open_overdue, "overdue"),
    ]
    .map(|(zh, en, value, code)| groups::counted(lang.pick(zh, en), value, code, period, &[]))
    .into()
}

fn matter(line: &ItemLine, registry: &luoshi_ledger::registry::Registry, today: Date, lang: Lang) -> Matter {
    let day = line.next_due.as_deref().and_then(|due| due.split('T').next()?.parse::<Date>().ok());
    let days = day.map(|day| today.duration_until(day).as_hours() / 24).unwrap_or_default();
    Matter {
        id: line.id.clone(),
        title: line.title.clone(),
        lead: agency_name(registry, &line.lead).to_owned(),
        state: words::state_of(&line.state, lang),
        due: line.next_due.as_deref().map(due).unwrap_or_default(),
        days: i32::try_from(days).unwrap_or_default(),
    }
}
