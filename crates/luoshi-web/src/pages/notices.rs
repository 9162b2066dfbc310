//! Notices as pages that print on A4: the 通报 of a period and the 督办单 of an item.
//! They are issued in Chinese, whatever language their reader has chosen.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use jiff::civil::Date;
use luoshi_export::labels::Lang;
use luoshi_ledger::event::{ItemEvent, Recorded};
use luoshi_ledger::item::{Item, RequestKind};
use luoshi_ledger::statistics::{self, Figures, GroupBy, RateCode, Settings};
use luoshi_ledger::time::{day, instant};
use luoshi_store::{Counted, Decisions, Filter, ItemLine, Measure, Sort};
use serde::Deserialize;

use super::board::{Period, Shown, one};
use super::item::facts::{Step, steps};
use super::item::find;
use super::{Frame, Names, agency_name, due, render};
use crate::access::Permission;
use crate::auth::Viewer;
use crate::{App, WebError, words};

/// Overdue matters that a notice lists.
const MOST: u32 = 200;

#[derive(Template)]
#[template(path = "notices.html")]
struct Page {
    frame: Frame,
    period: Period,
    title: String,
    days: String,
    until: String,
    figures: Figures,
    closing: Shown,
    on_time: Shown,
    feedback: Shown,
    overdue_rate: Shown,
    decisions: Decisions,
    agencies: Vec<Agency>,
    overdue: Vec<Overdue>,
    is_cut: bool,
    praised: Vec<(String, Shown)>,
    min_sample: i64,
    today: String,
}

/// An agency's results.
struct Agency {
    name: String,
    figures: Figures,
    closing: Shown,
    on_time: Shown,
}

/// A matter that is overdue at the end of the period.
struct Overdue {
    id: String,
    title: String,
    lead: String,
    due: String,
    days: i64,
}

/// What the address asks for: a month, or any days.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    month: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

impl Asked {
    /// The days; the last whole month when nothing was asked. A month that runs ends
    /// today.
    fn period(&self, today: Date) -> Period {
        let first = |text: &str| format!("{text}-01").parse::<Date>().ok();
        let asked = self.month.as_deref().and_then(first);
        if asked.is_none() && (self.from.is_some() || self.to.is_some()) {
            return Period::of(self.from.as_deref(), self.to.as_deref(), today);
        }
        let last_month = today.first_of_month().yesterday().unwrap_or(today).first_of_month();
        let from = asked.filter(|first| *first <= today).unwrap_or(last_month);
        Period { from, to: from.last_of_month().min(today) }
    }
}

/// A day as official texts write it.
fn written(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// The notice of a period.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    viewer.require(Permission::SeeStatistics)?;
    let (today, now) = (app.today(), app.now());
    let period = asked.period(today);
    let ledger = app.ledger();
    let (store, name) = (ledger.store(), ledger.name());
    let counted = Counted { measure: Measure::Overdue, from: period.from, to: period.to };
    let filter = Filter { counted: Some(counted), ..Filter::default() };
    let until = period.to.tomorrow().unwrap_or(period.to);
    let midnight = |day: Date| instant(day.to_datetime(jiff::civil::Time::midnight()));
    let (whole, groups, overdue, decisions) = tokio::try_join!(
        store.list_figures(name, GroupBy::Kind, None, period.from, period.to),
        store.list_figures(name, GroupBy::Agency, None, period.from, period.to),
        ledger.list_items(&filter, Sort::Due, None, MOST, now),
        ledger.count_decisions(midnight(period.from), midnight(until)),
    )?;
    let known = app.known().await?;
    let agency = |id: &str| agency_name(&known.registry, id).to_owned();
    let whole = Figures::total(whole.values());
    let rate = |code| one(code, &whole, &period, &[], Lang::Zh);
    let is_month = period.from == period.to.first_of_month() && period.to == period.to.last_of_month();
    let what = if is_month {
        format!("{}年{}月", period.from.year(), period.from.month())
    } else {
        format!("{}至{}", written(period.from), written(period.to))
    };
    let overdue_matter = |line: &ItemLine| Overdue {
        id: line.id.clone(),
        title: line.title.clone(),
        lead: agency(&line.lead),
        due: line.settle_due.as_deref().map(due).unwrap_or_default(),
        days: line.settle_due.as_deref().map_or(0, |due| days_over(due, period.to)),
    };
    let mut late: Vec<Overdue> = overdue.items.iter().map(overdue_matter).collect();
    late.sort_by_key(|one| std::cmp::Reverse(one.days));
    render(&Page {
        frame: Frame::new(&app, &viewer, "notices", viewer.lang.pick("通报", "Notice")).await?,
        title: format!("关于{what}督办事项办理情况的通报"),
        days: format!("{}至{}", written(period.from), written(period.to)),
        until: written(period.to),
        closing: rate(RateCode::ClosingRate),
        on_time: rate(RateCode::OnTimeClosingRate),
        feedback: rate(RateCode::OnTimeFeedbackRate),
        overdue_rate: rate(RateCode::OverdueRate),
        figures: whole,
        decisions,
        agencies: agencies(&groups, &period, &agency),
        overdue: late,
        is_cut: overdue.next.is_some(),
        praised: praised(&groups, &period, &agency),
        min_sample: Settings::default().min_sample,
        today: written(today),
        period,
    })
}

/// Days from the last one allowed to another.
fn days_over(due: &str, to: Date) -> i64 {
    let due = due.split('T').next().and_then(|day| day.parse::<Date>().ok());
    due.map_or(0, |due| due.duration_until(to).as_hours() / 24)
}

fn agencies(
    groups: &BTreeMap<Option<String>, Figures>,
    period: &Period,
    agency: &impl Fn(&str) -> String,
) -> Vec<Agency> {
    let row = |(key, figures): (&Option<String>, &Figures)| {
        let id = key.as_deref()?;
        let group = [("lead", id)];
        let rate = |code| one(code, figures, period, &group, Lang::Zh);
        Some(Agency {
            name: agency(id),
            figures: *figures,
            closing: rate(RateCode::ClosingRate),
            on_time: rate(RateCode::OnTimeClosingRate),
        })
    };
    let has_work = |one: &Agency| one.figures.within.assigned + one.figures.within.closed + one.figures.at.due > 0;
    groups.iter().filter_map(row).filter(has_work).collect()
}

/// Agencies that closed enough, all of it in time, and have nothing overdue: results
/// alone are praised.
fn praised(
    groups: &BTreeMap<Option<String>, Figures>,
    period: &Period,
    agency: &impl Fn(&str) -> String,
) -> Vec<(String, Shown)> {
    let code = RateCode::OnTimeClosingRate;
    let Ok(ranking) = statistics::rank(GroupBy::Agency, code, groups, &period.cohort(), Settings::default()) else {
        return Vec::new();
    };
    let is_clean = |id: &str| groups.get(&Some(id.to_owned())).is_some_and(|figures| figures.at.open_overdue == 0);
    let all_in_time = ranking.places.iter().filter(|place| place.rate.numerator == place.rate.denominator);
    let praised = all_in_time.filter(|place| is_clean(&place.agency));
    praised
        .map(|place| {
            let group = [("lead", place.agency.as_str())];
            let figures = groups.get(&Some(place.agency.clone())).copied().unwrap_or_default();
            (agency(&place.agency), one(code, &figures, period, &group, Lang::Zh))
        })
        .collect()
}

#[derive(Template)]
#[template(path = "notice.html")]
struct Slip {
    frame: Frame,
    item: Item,
    place: String,
    kind: &'static str,
    state: &'static str,
    lead: String,
    support: Vec<String>,
    issued: String,
    steps: Vec<Step>,
    basis: Option<String>,
    leader: Option<String>,
    directives: Vec<String>,
    extended: usize,
    today: String,
}

/// The 督办单 of an item, for whoever sees the item.
pub(crate) async fn slip(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Result<Response, WebError> {
    let item = find(&app, &viewer, &id).await?;
    let known = app.known().await?;
    let name = |id: &luoshi_ledger::AgencyId| agency_name(&known.registry, id.as_str()).to_owned();
    let title = format!("{} {}", viewer.lang.pick("督办单", "Slip"), item.id);
    let reports = app.ledger().list_reports().await?;
    let basis = item.content.source.as_ref().and_then(|source| {
        let report = reports.iter().find(|report| report.id == source.report.0)?;
        report.title.clone().or_else(|| report.year.map(|year| format!("{year}年政府工作报告")))
    });
    let history = app.ledger().list_history(&item.id).await?;
    let names = Names::on_item(&app, &item, &history).await?;
    render(&Slip {
        frame: Frame::new(&app, &viewer, "items", &title).await?,
        place: known.settings.office().map(|office| office.place.clone()).unwrap_or_default(),
        kind: words::kind(item.content.kind, Lang::Zh),
        state: words::state(item.state, Lang::Zh),
        lead: name(&item.content.lead),
        support: item.content.support.iter().map(name).collect(),
        issued: written(day(item.issued_at)),
        steps: steps(&item, &known, app.now(), Lang::Zh),
        basis,
        leader: item.content.people.leader.as_ref().map(|leader| names.of(leader).to_owned()),
        directives: directives(&history, &names),
        extended: item
            .requests
            .iter()
            .filter(|request| request.kind == RequestKind::Extension)
            .filter(|request| request.decided.as_ref().is_some_and(|decided| decided.granted))
            .count(),
        today: written(app.today()),
        item,
    })
}

/// What leaders wrote on an item, the last first.
fn directives(history: &[Recorded], names: &Names) -> Vec<String> {
    let directive = |one: &Recorded| match &one.event {
        ItemEvent::Directed { text, .. } => {
            Some(format!("{text}（{}，{}）", names.of(&one.actor.person), written(day(one.at))))
        }
        _ => None,
    };
    history.iter().rev().filter_map(directive).collect()
}
