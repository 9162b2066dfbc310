//! Regimes with their trial calculation, and the calendar.

use axum::Json;
use axum::extract::{Path, State};
use jiff::civil::DateTime;
use luoshi_ledger::calendar::Notice;
use luoshi_ledger::regime::Regime;
use luoshi_ledger::time::wall;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::body::{Body, invalid, of_serde};
use super::caller::{Administers, Reads};
use crate::pages::admin::{self, regimes};
use crate::{App, WebError};

/// A set of clocks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownRegime {
    name: String,
    /// How often it was set.
    version: u32,
    #[schema(value_type = Object)]
    rules: Value,
}

/// Sets of clocks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Regimes {
    regimes: Vec<ShownRegime>,
}

/// Every regime in force.
#[utoipa::path(get, path = "/api/v1/regimes", tag = "rules",
    responses((status = 200, description = "All of them", body = Regimes)))]
pub(crate) async fn list(State(app): State<App>, Reads(_): Reads) -> Result<Json<Regimes>, WebError> {
    let known = app.known().await?;
    let shown = |(regime, version): (&std::sync::Arc<Regime>, u32)| {
        Ok(ShownRegime { name: regime.name.clone(), version, rules: super::value(regime.as_ref())? })
    };
    Ok(Json(Regimes { regimes: known.settings.list_regimes().map(shown).collect::<Result<_, WebError>>()? }))
}

/// A regime as text.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegimeText {
    /// The regime, as TOML.
    toml: String,
}

/// A regime to try.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegimeTrial {
    /// The regime, as TOML.
    toml: String,
    /// When its clocks start, as 2025-03-01T10:00; by default now.
    start: Option<String>,
}

/// What a regime would give.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Trials {
    #[schema(value_type = Vec<Object>)]
    trials: Value,
}

fn parse(toml: &str) -> Result<Regime, WebError> {
    Regime::parse(toml).map_err(|error| invalid("toml", error.to_string(), "规则文本有误"))
}

/// Which dates a regime would give; nothing is kept.
#[utoipa::path(post, path = "/api/v1/regimes/trial", tag = "rules", request_body = RegimeTrial,
    responses((status = 200, description = "The dates", body = Trials)))]
pub(crate) async fn trial(
    State(app): State<App>,
    Reads(_): Reads,
    Body(asked): Body<RegimeTrial>,
) -> Result<Json<Trials>, WebError> {
    let start = match &asked.start {
        Some(text) => text
            .parse::<DateTime>()
            .ok()
            .filter(|start| (1950..=2150).contains(&start.year()))
            .ok_or_else(|| invalid("start", "a time like 2025-03-01T10:00", "请用 2025-03-01T10:00 这样的时间"))?,
        None => wall(app.now()),
    };
    let known = app.known().await?;
    let trials = parse(&asked.toml)?.trial(start, known.settings.calendar());
    let trials = trials.map_err(|error| invalid("toml", error.to_string(), "按此规则期限早于开始"))?;
    Ok(Json(Trials { trials: super::value(&trials)? }))
}

/// Sets a regime; items that were issued keep the version they have.
#[utoipa::path(put, path = "/api/v1/regimes/{name}", tag = "rules", params(("name" = String, Path, description = "Its name")),
    request_body = RegimeText, responses((status = 200, description = "It is in force", body = ShownRegime)))]
pub(crate) async fn set(
    State(app): State<App>,
    Administers(viewer): Administers,
    Path(name): Path<String>,
    Body(text): Body<RegimeText>,
) -> Result<Json<ShownRegime>, WebError> {
    let regime = parse(&text.toml)?;
    let version = regimes::set(&app, &viewer, &name, text.toml).await?;
    Ok(Json(ShownRegime { name, version, rules: super::value(&regime)? }))
}

/// The calendar.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownCalendar {
    /// The last day whose holidays are known.
    known_through: String,
    /// Notices of holidays with their days off and make-up workdays.
    #[schema(value_type = Vec<Object>)]
    notices: Value,
}

/// Holidays and make-up workdays that are known.
#[utoipa::path(get, path = "/api/v1/calendar", tag = "rules",
    responses((status = 200, description = "The calendar", body = ShownCalendar)))]
pub(crate) async fn calendar(State(app): State<App>, Reads(_): Reads) -> Result<Json<ShownCalendar>, WebError> {
    let known = app.known().await?;
    let calendar = known.settings.calendar();
    Ok(Json(ShownCalendar {
        known_through: calendar.known_through().to_string(),
        notices: super::value(calendar.notices())?,
    }))
}

/// Enters a notice of holidays and moves the open clocks.
#[utoipa::path(post, path = "/api/v1/calendar/notices", tag = "rules",
    request_body(content = Object, description = "year, number, issued_on, off and work, as the calendar shows notices"),
    responses((status = 200, description = "The calendar after it", body = ShownCalendar)))]
pub(crate) async fn add_notice(
    State(app): State<App>,
    Administers(viewer): Administers,
    Body(notice): Body<Value>,
) -> Result<Json<ShownCalendar>, WebError> {
    let notice: Notice = serde_json::from_value(notice).map_err(|error| of_serde(&error.to_string()))?;
    admin::calendar::enter(&app, &viewer, notice).await?;
    calendar(State(app), Reads(viewer)).await
}
