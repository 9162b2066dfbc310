//! An indicator over the years and places of all reports that were read, and a
//! corrected version of a report against what was issued from another.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Path, State};
use luoshi_export::labels::Lang;
use luoshi_ledger::draft::Change;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::body::{Asked, invalid};
use super::caller::Reads;
use crate::auth::Viewer;
use crate::pages::compare::table::{Cell, Cited};
use crate::pages::{compare, difference};
use crate::{App, WebError};

/// What is compared.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ComparisonAsked {
    /// Code of an indicator and its measure, as `choices` has them; by default growth of GDP.
    indicator: Option<String>,
    /// Names of places with commas between; all without one.
    places: Option<String>,
}

/// An indicator in one measure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComparisonChoice {
    code: String,
    name: String,
    /// How many figures of it were read.
    figures: usize,
}

/// A figure with its sentence.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownFigure {
    /// As printed, with its unit.
    text: String,
    #[schema(value_type = String)]
    value: Value,
    unit: Option<String>,
    quote: String,
    /// Id of its report.
    report: String,
    /// First character of its sentence in the text of the report.
    start: usize,
}

/// What is known of a place in a year.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownCell {
    place: String,
    year: i16,
    /// What the report for the year promised.
    target: Option<ShownFigure>,
    /// What the first later report gave.
    result: Option<ShownFigure>,
    /// Another figure that a later report gives.
    restated: Option<ShownFigure>,
    /// Result minus target, with its unit.
    difference: Option<String>,
}

/// Places and years of an indicator.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Comparison {
    /// What was compared; null when no report was read.
    indicator: Option<String>,
    cells: Vec<ShownCell>,
    /// What can be compared.
    choices: Vec<ComparisonChoice>,
}

fn figure(cited: &Cited) -> Result<ShownFigure, WebError> {
    Ok(ShownFigure {
        text: cited.text.clone(),
        value: super::value(&cited.value)?,
        unit: cited.unit.clone(),
        quote: cited.quote.clone(),
        report: cited.report.clone(),
        start: cited.start,
    })
}

fn cell(place: &str, year: i16, cell: &Cell) -> Result<ShownCell, WebError> {
    let figure = |cited: &Option<Cited>| cited.as_ref().map(figure).transpose();
    Ok(ShownCell {
        place: place.to_owned(),
        year,
        target: figure(&cell.target)?,
        result: figure(&cell.result)?,
        restated: figure(&cell.restated)?,
        difference: cell.difference.clone(),
    })
}

/// An indicator over years and places: results against promises.
#[utoipa::path(get, path = "/api/v1/comparison", tag = "statistics", params(ComparisonAsked),
    responses((status = 200, description = "The figures", body = Comparison)))]
pub(crate) async fn show(
    State(app): State<App>,
    Reads(viewer): Reads,
    Asked(asked): Asked<ComparisonAsked>,
) -> Result<Json<Comparison>, WebError> {
    let viewer = Viewer { lang: Lang::Zh, ..viewer };
    let places = asked.places.unwrap_or_default();
    let places: BTreeSet<&str> = places.split([',', '，']).map(str::trim).filter(|name| !name.is_empty()).collect();
    let wanted = asked.indicator.as_deref();
    let found = compare::compare(&app, &viewer, wanted.unwrap_or_default(), &places).await?;
    let chosen = found.choices.iter().find(|choice| choice.is_chosen).map(|choice| choice.code.clone());
    if wanted.is_some() && chosen.as_deref() != wanted {
        return Err(invalid("indicator", "no figure of it was read", "没有读到这一指标的数据"));
    }
    if let Some(unknown) = places.iter().find(|place| found.places.iter().all(|(name, _)| name != *place)) {
        return Err(invalid(
            "places",
            format!("no report of \"{unknown}\" was read"),
            format!("没有“{unknown}”的报告"),
        ));
    }
    let years = found.table.years();
    let lines = found.table.lines();
    let cells = lines.iter().flat_map(|line| years.iter().zip(&line.cells).map(|(year, at)| (&line.place, *year, at)));
    let cells = cells.filter(|(.., at)| at.target.is_some() || at.result.is_some());
    let choice = |one: compare::Choice| ComparisonChoice { code: one.code, name: one.name, figures: one.figures };
    Ok(Json(Comparison {
        cells: cells.map(|(place, year, at)| cell(place, year, at)).collect::<Result<_, _>>()?,
        indicator: chosen,
        choices: found.choices.into_iter().map(choice).collect(),
    }))
}

/// Which version a report is compared with.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct DifferenceAsked {
    /// Id of another version of the report; by default the first.
    with: Option<String>,
}

/// A sentence before and after.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownChange {
    /// Number of the item that was issued from it.
    item: Option<String>,
    before: Option<String>,
    after: Option<String>,
}

/// What differs between the items that were issued from a report and the rows of a
/// corrected version of it. Nothing is changed by looking.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VersionDifference {
    /// Id of the version that items were issued from; null when there is no other version.
    with: Option<String>,
    /// Items of that version.
    items: usize,
    /// Of these, so many are the same.
    same: usize,
    changed: Vec<ShownChange>,
    gone: Vec<ShownChange>,
    added: Vec<ShownChange>,
}

fn changes(of: Vec<Change>) -> Vec<ShownChange> {
    of.into_iter().map(|one| ShownChange { item: one.item, before: one.before, after: one.after }).collect()
}

/// A version of a report against what was issued from another.
#[utoipa::path(get, path = "/api/v1/reports/{id}/difference", tag = "drafts",
    params(("id" = String, Path, description = "Id of the report"), DifferenceAsked),
    responses((status = 200, description = "What differs", body = VersionDifference)))]
pub(crate) async fn versions(
    State(app): State<App>,
    Reads(viewer): Reads,
    Path(id): Path<String>,
    Asked(asked): Asked<DifferenceAsked>,
) -> Result<Json<VersionDifference>, WebError> {
    let found = difference::find(&app, &viewer, &id, asked.with.as_deref().unwrap_or_default()).await?;
    Ok(Json(VersionDifference {
        with: Some(found.with).filter(|with| !with.is_empty()),
        items: found.items,
        same: found.difference.same,
        changed: changes(found.difference.changed),
        gone: changes(found.difference.gone),
        added: changes(found.difference.added),
    }))
}
