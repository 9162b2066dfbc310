//! Items: one with its clocks, what happened to it, and issuing one.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::civil::Date;
use luoshi_ledger::event::Recorded;
use luoshi_ledger::item::{Content, DemandPart, Details, Item, ItemKind, People};
use luoshi_ledger::registry::Registry;
use luoshi_ledger::time::wall;
use luoshi_ledger::{AgencyId, ItemId, PersonId, light, limit};
use luoshi_store::Known;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::body::{Body, invalid};
use super::caller::{Reads, Writes};
use super::list::{code, date};
use crate::auth::Viewer;
use crate::{App, WebError, words};

/// A clock of an item.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownClock {
    /// Code of its rule.
    rule: String,
    title: String,
    started_at: String,
    /// The last moment before any extension, in Beijing.
    original_due: String,
    due: String,
    stopped_at: Option<String>,
    paused: bool,
    provisional: bool,
    light: String,
    /// Why this date, a line a step, in Chinese.
    why: Vec<String>,
}

/// An item with what is computed from it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WholeItem {
    /// The item with its sentence, requests and decisions; who a demand is from is masked.
    #[schema(value_type = Object)]
    item: Value,
    light: String,
    clocks: Vec<ShownClock>,
    /// Codes of the acts that the caller may do now.
    acts: Vec<String>,
}

pub(super) fn whole(app: &App, viewer: &Viewer, item: &Item, known: &Known) -> Result<WholeItem, WebError> {
    let now = app.now();
    let calendar = known.settings.calendar();
    let regime = known.settings.regime_of(item);
    let explained = regime.map(|regime| item.explain(regime, calendar)).unwrap_or_default();
    let clocks = explained.into_iter().map(|(clock, calculation)| ShownClock {
        light: regime
            .map_or("none", |regime| words::light_code(light::light(&clock, regime, calendar, now)))
            .to_owned(),
        why: calculation.render(limit::Language::Zh),
        rule: clock.rule,
        title: clock.title,
        started_at: clock.started_at.to_string(),
        original_due: clock.original_due.to_string(),
        due: clock.due.to_string(),
        stopped_at: clock.stopped_at.map(|at| wall(at).to_string()),
        paused: clock.paused,
        provisional: clock.provisional,
    });
    let overall = regime.map_or("none", |regime| {
        words::light_code(light::overall(&item.clocks(regime, calendar), regime, calendar, now))
    });
    let actor = viewer.actor_on(item, &known.registry);
    let offers = crate::acts::offers(item, &actor, known, now);
    Ok(WholeItem {
        item: masked(super::value(item)?),
        light: overall.to_owned(),
        clocks: clocks.collect(),
        acts: offers.iter().map(|offer| offer.act.code.to_owned()).collect(),
    })
}

/// Masks who a demand is from, wherever it stands.
fn masked(mut value: Value) -> Value {
    mask(&mut value);
    value
}

fn mask(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(Value::Object(demand)) = map.get_mut("demand") {
                for field in ["person", "contact"] {
                    if let Some(text @ Value::String(_)) = demand.get_mut(field) {
                        *text = Value::from("***");
                    }
                }
            }
            map.values_mut().for_each(mask);
        }
        Value::Array(list) => list.iter_mut().for_each(mask),
        _ => {}
    }
}

/// The item of a number.
#[utoipa::path(get, path = "/api/v1/items/{id}", tag = "items", params(("id" = String, Path, description = "Its number")),
    responses((status = 200, description = "The item", body = WholeItem)))]
pub(crate) async fn show(
    State(app): State<App>,
    Reads(viewer): Reads,
    Path(id): Path<String>,
) -> Result<Json<WholeItem>, WebError> {
    let item = crate::pages::item::find(&app, &viewer, &id).await?;
    Ok(Json(whole(&app, &viewer, &item, &*app.known().await?)?))
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Happened {
    at: String,
    #[schema(value_type = Object)]
    actor: Value,
    /// Code of what happened.
    pub(crate) kind: String,
    /// What the event holds; who a demand is from is masked.
    #[schema(value_type = Object)]
    data: Value,
}

/// An event as callers and hooks see it.
pub(crate) fn happened(recorded: &Recorded) -> Result<Happened, WebError> {
    let (kind, data) = recorded.event.encode();
    Ok(Happened {
        at: recorded.at.to_string(),
        actor: super::value(&recorded.actor)?,
        kind,
        data: masked(serde_json::from_str(&data).unwrap_or_default()),
    })
}

/// What happened to an item.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct History {
    events: Vec<Happened>,
}

/// Everything that happened to an item, the oldest first.
#[utoipa::path(get, path = "/api/v1/items/{id}/history", tag = "items", params(("id" = String, Path, description = "Its number")),
    responses((status = 200, description = "What happened", body = History)))]
pub(crate) async fn history(
    State(app): State<App>,
    Reads(viewer): Reads,
    Path(id): Path<String>,
) -> Result<Json<History>, WebError> {
    let item = crate::pages::item::find(&app, &viewer, &id).await?;
    let mut events = Vec::new();
    for recorded in app.ledger().list_history(&item.id).await? {
        events.push(happened(&recorded)?);
    }
    Ok(Json(History { events }))
}

/// Who asks, of a demand.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct NewDemand {
    person: Option<String>,
    contact: Option<String>,
    /// 电话, 网络, 企业端口.
    channel: Option<String>,
    /// 咨询, 求助, 投诉, 举报, 建议.
    r#type: Option<String>,
    /// Number of the demand that it repeats.
    repeats: Option<String>,
}

/// An item to issue.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewItem {
    /// What has to be done.
    title: String,
    /// Code of the kind.
    kind: String,
    /// Name or code of the agency that leads.
    lead: String,
    /// Names or codes of agencies that help.
    #[serde(default)]
    support: Vec<String>,
    /// Log-in name of the leader.
    leader: Option<String>,
    class: Option<String>,
    urgency: Option<String>,
    /// The date that its text states, as 2025-06-30.
    due: Option<String>,
    /// By default the usual regime of the kind.
    regime: Option<String>,
    /// By default this year.
    year: Option<i16>,
    section: Option<String>,
    /// The item it is a part of.
    parent: Option<String>,
    /// The superior government's reference.
    upstream: Option<String>,
    /// Of a demand.
    demand: Option<NewDemand>,
    /// Declares that the matter holds no state secret; has to be true.
    not_secret: bool,
}

fn known_agency(registry: &Registry, field: &str, name: &str) -> Result<AgencyId, WebError> {
    let found = registry.find_by_name(name).map(|agency| agency.id.clone());
    found.ok_or_else(|| invalid(field, format!("there is no agency \"{name}\""), format!("没有单位“{name}”")))
}

impl NewItem {
    fn content(self, registry: &Registry, today: Date) -> Result<Content, WebError> {
        let kind = code("kind", Some(&self.kind), ItemKind::of_code)?.unwrap_or(ItemKind::Task);
        let support = self.support.iter().map(|name| known_agency(registry, "support", name));
        let details = self.demand.map_or(Details::None, |demand| {
            Details::Demand(DemandPart {
                person: demand.person,
                contact: demand.contact,
                channel: demand.channel,
                type_: demand.r#type,
                repeats: demand.repeats.map(ItemId),
            })
        });
        if !details.fit(kind) {
            return Err(invalid("demand", "only a demand has it", "只有诉求才有"));
        }
        Ok(Content {
            lead: known_agency(registry, "lead", &self.lead)?,
            support: support.collect::<Result<_, _>>()?,
            stated_due: date("due", self.due.as_ref())?,
            regime: self.regime.unwrap_or_else(|| kind.usual_regime().to_owned()),
            year: self.year.unwrap_or(today.year()),
            people: People { leader: self.leader.map(PersonId), ..People::default() },
            title: self.title,
            kind,
            details,
            source: None,
            more_sources: Vec::new(),
            class: self.class,
            urgency: self.urgency,
            regime_version: 0,
            stated_due_text: None,
            nodes: Vec::new(),
            metrics: Vec::new(),
            parent: self.parent.map(ItemId),
            reopens: None,
            region: None,
            section: self.section,
            upstream: self.upstream,
            not_secret: self.not_secret,
        })
    }
}

/// Issues an item under the next free number.
#[utoipa::path(post, path = "/api/v1/items", tag = "items", request_body = NewItem,
    responses((status = 201, description = "It was issued", body = WholeItem)))]
pub(crate) async fn issue(
    State(app): State<App>,
    Writes(viewer): Writes,
    Body(new): Body<NewItem>,
) -> Result<(StatusCode, Json<WholeItem>), WebError> {
    let known = app.known().await?;
    let content = new.content(&known.registry, app.today())?;
    if !(1900..=2200).contains(&content.year) {
        return Err(invalid("year", "a year between 1900 and 2200", "年份须在 1900 与 2200 之间"));
    }
    let item = app.ledger().issue(&content, &viewer.actor(), app.now()).await?;
    Ok((StatusCode::CREATED, Json(whole(&app, &viewer, &item, &known)?)))
}
