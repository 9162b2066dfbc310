//! Statistics: each rate with its numerator, denominator, definition and period.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use luoshi_ledger::statistics::{Cohort, Figures, GroupBy, Settings, catalogue, rates};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::body::{Asked, invalid};
use super::caller::Reads;
use super::list::date;
use crate::access::Permission;
use crate::{App, WebError};

/// Which items, in which groups, of which days.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FiguresAsked {
    /// First day; by default 1 January of the last day's year.
    from: Option<String>,
    /// Last day; by default today.
    to: Option<String>,
    /// all (default), agency, leader, kind, class, section, region or month.
    by: Option<String>,
    /// Only items of this kind.
    kind: Option<String>,
    /// Rates over fewer items are marked as small samples; 2 at least.
    min_sample: Option<i64>,
}

/// A group with its counts and rates.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Group {
    /// Code or name of the group; null for what belongs to none, or for all.
    name: Option<String>,
    assigned: i64,
    closed: i64,
    cleared: i64,
    open: i64,
    overdue: i64,
    /// Rates with numerator, denominator, definition and sample.
    #[schema(value_type = Vec<Object>)]
    rates: Value,
}

/// Statistics of a period.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Statistics {
    from: String,
    to: String,
    groups: Vec<Group>,
}

fn group_by(code: &str) -> Option<GroupBy> {
    Some(match code {
        "agency" => GroupBy::Agency,
        "leader" => GroupBy::Leader,
        "class" => GroupBy::Class,
        "section" => GroupBy::Section,
        "region" => GroupBy::Region,
        "month" => GroupBy::Month,
        "all" | "kind" => GroupBy::Kind,
        _ => return None,
    })
}

/// Counts and rates of a period, as a whole or by group.
#[utoipa::path(get, path = "/api/v1/statistics", tag = "statistics", params(FiguresAsked),
    responses((status = 200, description = "The figures", body = Statistics)))]
pub(crate) async fn show(
    State(app): State<App>,
    Reads(viewer): Reads,
    Asked(asked): Asked<FiguresAsked>,
) -> Result<Json<Statistics>, WebError> {
    viewer.require(Permission::SeeStatistics)?;
    let to = date("to", asked.to.as_ref())?.unwrap_or(app.today());
    let from = date("from", asked.from.as_ref())?.unwrap_or(jiff::civil::date(to.year(), 1, 1));
    if from > to || from.year() < 1900 || to.year() > 2200 {
        return Err(invalid("from", "days in order, between 1900 and 2200", "起止日期有误"));
    }
    let code = asked.by.as_deref().unwrap_or("all");
    let by = group_by(code).ok_or_else(|| invalid("by", "there is no such group", "没有这种分组"))?;
    let min_sample = asked.min_sample.unwrap_or(Settings::default().min_sample);
    if min_sample < 2 {
        return Err(invalid("min_sample", "2 at least", "至少为 2"));
    }
    let ledger = app.ledger();
    let figures = ledger.store().list_figures(ledger.name(), by, asked.kind.as_deref(), from, to).await?;
    let figures = if code == "all" { BTreeMap::from([(None, Figures::total(figures.values()))]) } else { figures };
    let (cohort, settings) = (Cohort::within(from, to), Settings { min_sample });
    let groups = figures.iter().map(|(name, figures)| {
        Ok(Group {
            name: name.clone(),
            assigned: figures.within.assigned,
            closed: figures.within.closed,
            cleared: figures.within.cleared,
            open: figures.at.open,
            overdue: figures.at.open_overdue,
            rates: super::value(&rates(figures, &cohort, settings))?,
        })
    });
    let groups = groups.collect::<Result<_, WebError>>()?;
    Ok(Json(Statistics { from: from.to_string(), to: to.to_string(), groups }))
}

/// What a rate means.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownDefinition {
    #[schema(value_type = String)]
    code: Value,
    title: String,
    title_zh: String,
    definition: String,
    definition_zh: String,
    /// Whether the definition stands in its source.
    certain: bool,
    /// On whose word, in Chinese.
    source: String,
}

/// Definitions of rates.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Definitions {
    definitions: Vec<ShownDefinition>,
}

/// What is divided by what, of every rate.
#[utoipa::path(get, path = "/api/v1/statistics/definitions", tag = "statistics",
    responses((status = 200, description = "All of them", body = Definitions)))]
pub(crate) async fn definitions(Reads(_): Reads) -> Result<Json<Definitions>, WebError> {
    let shown = |one: &luoshi_ledger::statistics::Definition| {
        Ok(ShownDefinition {
            code: super::value(&one.code)?,
            title: one.title_en.to_owned(),
            title_zh: one.title_zh.to_owned(),
            definition: one.definition_en.to_owned(),
            definition_zh: one.definition_zh.to_owned(),
            certain: one.certain,
            source: one.source.to_owned(),
        })
    };
    Ok(Json(Definitions { definitions: catalogue().iter().map(shown).collect::<Result<_, WebError>>()? }))
}
