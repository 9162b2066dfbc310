//! Reports: taking them in, what was read, and holding the promises of one against
//! the account that the next one gives.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use luoshi_ledger::ReportId;
use luoshi_ledger::reconcile::{Decision, Outcome, Reconciliation, Verdict};
use luoshi_source::Options;
use luoshi_store::ReportLine;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::body::{Asked, Body, Raw, invalid};
use super::caller::{Reads, Writes};
use crate::access::Permission;
use crate::pages::reports::propose;
use crate::{App, WebError};

/// A report of the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownReport {
    id: String,
    /// SHA-256 of its text.
    sha256: String,
    title: Option<String>,
    region: Option<String>,
    /// The year it plans.
    year: Option<i64>,
    /// Name of its file.
    file: String,
}

/// Reports.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reports {
    reports: Vec<ShownReport>,
}

fn shown(line: ReportLine) -> ShownReport {
    let file = line.path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    ShownReport { id: line.id, sha256: line.sha256, title: line.title, region: line.region, year: line.year, file }
}

pub(super) async fn find(app: &App, id: &str) -> Result<ReportLine, WebError> {
    let reports = app.ledger().list_reports().await?;
    reports.into_iter().find(|report| report.id == id).ok_or(WebError::NotFound)
}

/// Every report in the ledger, by year.
#[utoipa::path(get, path = "/api/v1/reports", tag = "reports",
    responses((status = 200, description = "The reports", body = Reports)))]
pub(crate) async fn list(State(app): State<App>, Reads(viewer): Reads) -> Result<Json<Reports>, WebError> {
    viewer.require(Permission::SeeReports)?;
    Ok(Json(Reports { reports: app.ledger().list_reports().await?.into_iter().map(shown).collect() }))
}

/// A report of the ledger.
#[utoipa::path(get, path = "/api/v1/reports/{id}", tag = "reports", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The report", body = ShownReport)))]
pub(crate) async fn show(
    State(app): State<App>,
    Reads(viewer): Reads,
    Path(id): Path<String>,
) -> Result<Json<ShownReport>, WebError> {
    viewer.require(Permission::SeeReports)?;
    Ok(Json(shown(find(&app, &id).await?)))
}

/// What was read from a report, in the published form.
#[utoipa::path(get, path = "/api/v1/reports/{id}/reading", tag = "reports", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The reading", body = Object)))]
pub(crate) async fn reading(
    State(app): State<App>,
    Reads(viewer): Reads,
    Path(id): Path<String>,
) -> Result<Json<Value>, WebError> {
    viewer.require(Permission::SeeReports)?;
    let text = app.read_text(&find(&app, &id).await?.sha256).await?;
    Ok(Json(super::value(&text.report)?))
}

/// What is said of a file.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct UploadAsked {
    /// Name of the file.
    name: Option<String>,
}

/// A report that was taken in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TakenReport {
    id: String,
    /// Whether it was there already; nothing was changed then.
    known: bool,
    /// Rows of its draft.
    rows: usize,
}

/// Reports that were taken in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TakenReports {
    reports: Vec<TakenReport>,
}

/// Takes in the work reports of a file; the body is the file. Each becomes a draft.
#[utoipa::path(post, path = "/api/v1/reports", tag = "reports", params(UploadAsked),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file"),
    responses((status = 201, description = "The reports in it", body = TakenReports)))]
pub(crate) async fn upload(
    State(app): State<App>,
    Writes(viewer): Writes,
    Asked(asked): Asked<UploadAsked>,
    Raw(bytes): Raw,
) -> Result<(StatusCode, Json<TakenReports>), WebError> {
    viewer.require(Permission::Draft)?;
    let name: String = asked.name.unwrap_or_default().chars().filter(|c| !c.is_control()).take(200).collect();
    let options = Options { text_column: None, max_bytes: app.options().max_file_bytes, pdftotext: true };
    let proposed = app.compute(move || propose(&name, bytes.to_vec(), &options)).await?;
    let proposed = proposed.map_err(super::read::unreadable)?;
    if proposed.is_empty() {
        return Err(WebError::Field {
            code: "no-report",
            field: "body".to_owned(),
            en: "there is no work report in it".to_owned(),
            zh: "其中没有政府工作报告".to_owned(),
        });
    }
    let mut reports = Vec::new();
    for one in proposed {
        let taken = app.ledger().import_report(&one.noted, &one.text, one.rows, &viewer.actor(), app.now()).await?;
        reports.push(TakenReport { id: taken.report.to_string(), known: taken.known, rows: taken.rows });
    }
    Ok((StatusCode::CREATED, Json(TakenReports { reports })))
}

/// Two reports, of following years.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PairAsked {
    /// Id of the report with the promises.
    earlier: String,
    /// Id of the report with the account.
    later: String,
}

async fn reconciled(app: &App, earlier: &str, later: &str) -> Result<Reconciliation, WebError> {
    let (first, second) = (find(app, earlier).await?, find(app, later).await?);
    let mut found = Reconciliation::clone(&*app.reconcile(&first, &second).await?);
    let (later, earlier) = (ReportId(found.later.clone()), ReportId(found.earlier.clone()));
    for decision in app.ledger().list_decisions(&later, &earlier).await? {
        // A row that a corrected text no longer has keeps no decision.
        let _ = found.apply(decision);
    }
    Ok(found)
}

/// Last year's promises against this year's account, with what people decided.
#[utoipa::path(get, path = "/api/v1/reconciliation", tag = "reports", params(PairAsked),
    responses((status = 200, description = "A row a promise", body = Object)))]
pub(crate) async fn reconciliation(
    State(app): State<App>,
    Reads(viewer): Reads,
    Asked(asked): Asked<PairAsked>,
) -> Result<Json<Value>, WebError> {
    viewer.require(Permission::SeeReports)?;
    Ok(Json(super::value(&reconciled(&app, &asked.earlier, &asked.later).await?)?))
}

/// What a person decides on a row.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDecision {
    /// Id of the report with the promises.
    earlier: String,
    /// Id of the report with the account.
    later: String,
    /// Key of the row.
    row: String,
    /// met, missed, partly, no-data or not-due; the row's own verdict confirms it.
    verdict: String,
    /// Why; a correction has to say so.
    reason: Option<String>,
}

/// Confirms the verdict of a row, or corrects it with a reason.
#[utoipa::path(post, path = "/api/v1/reconciliation/decisions", tag = "reports", request_body = NewDecision,
    responses((status = 200, description = "The rows after it", body = Object)))]
pub(crate) async fn decide(
    State(app): State<App>,
    Writes(viewer): Writes,
    Body(new): Body<NewDecision>,
) -> Result<Json<Value>, WebError> {
    viewer.require(Permission::Draft)?;
    let mut found = reconciled(&app, &new.earlier, &new.later).await?;
    let row = found.find_row(&new.row).ok_or_else(|| invalid("row", "there is no such row", "没有这一行"))?;
    let verdict: Verdict = serde_json::from_value(Value::String(new.verdict.clone()))
        .map_err(|_| invalid("verdict", "there is no such verdict", "没有这种认定"))?;
    let outcome = if verdict == row.verdict { Outcome::Confirmed } else { Outcome::Corrected };
    let by = viewer.account.person.clone();
    let decision = Decision { row: new.row, outcome, verdict, reason: new.reason, by };
    found.apply(decision.clone()).map_err(|error| invalid("reason", error.to_string(), "更正须说明理由"))?;
    let (later, earlier) = (ReportId(new.later), ReportId(new.earlier));
    app.ledger().decide_verdict(&later, &earlier, decision, &viewer.actor(), app.now()).await?;
    Ok(Json(super::value(&found)?))
}
