//! Drafts: the rows of a report to confirm, correct, split, merge and drop, and
//! publishing what was confirmed.

use axum::Json;
use axum::extract::{Path, State};
use jiff::civil::Date;
use luoshi_ledger::draft::{Draft, DraftError, DraftEvent, RowEdit};
use luoshi_ledger::item::ItemKind;
use luoshi_ledger::registry::Registry;
use luoshi_ledger::{AgencyId, PersonId, ReportId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::body::{Body, invalid};
use super::caller::{Reads, Writes};
use crate::access::Permission;
use crate::{App, WebError};

/// A draft with its rows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownDraft {
    report: String,
    /// Grows with each change.
    version: i64,
    year: i16,
    region: Option<String>,
    #[schema(value_type = Vec<Object>)]
    rows: Value,
}

fn shown(draft: &Draft) -> Result<Json<ShownDraft>, WebError> {
    Ok(Json(ShownDraft {
        report: draft.report.to_string(),
        version: draft.version,
        year: draft.year,
        region: draft.region.clone(),
        rows: super::value(&draft.rows)?,
    }))
}

/// The draft of a report.
#[utoipa::path(get, path = "/api/v1/reports/{id}/draft", tag = "drafts", params(("id" = String, Path, description = "Id of the report")),
    responses((status = 200, description = "The draft", body = ShownDraft)))]
pub(crate) async fn show(
    State(app): State<App>,
    Reads(viewer): Reads,
    Path(id): Path<String>,
) -> Result<Json<ShownDraft>, WebError> {
    viewer.require(Permission::Draft)?;
    shown(&app.ledger().find_draft(&ReportId(id)).await?.ok_or(WebError::NotFound)?)
}

/// A correction of a row; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct EditedRow {
    title: Option<String>,
    /// Code of the kind.
    kind: Option<String>,
    class: Option<String>,
    regime: Option<String>,
    /// Name or code of the agency that leads.
    lead: Option<String>,
    /// Names or codes of agencies that help.
    support: Option<Vec<String>>,
    /// Log-in name of the leader.
    leader: Option<String>,
    /// The date, as 2025-06-30.
    due: Option<String>,
}

/// What is done to rows of a draft: exactly one of these.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) enum RowAct {
    /// Numbers of rows that are right.
    Confirm(Vec<u32>),
    /// A row to correct.
    Edit {
        /// Its number.
        row: u32,
        /// What changes.
        to: EditedRow,
    },
    /// A row to split before words that occur once in its sentence.
    Split {
        /// Its number.
        row: u32,
        /// The words.
        at: String,
    },
    /// Numbers of rows to make one of.
    Merge(Vec<u32>),
    /// A row that will not be issued.
    Drop {
        /// Its number.
        row: u32,
        /// Why.
        reason: String,
    },
    /// Number of a dropped row to bring back.
    Restore(u32),
}

/// A change of a draft.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftChange {
    /// The version that the caller has seen; another one is refused. Left out, the
    /// change is made to the draft as it is.
    version: Option<i64>,
    /// What is done.
    act: RowAct,
}

fn agency(registry: &Registry, field: &str, name: &str) -> Result<AgencyId, WebError> {
    let found = registry.find_by_name(name).map(|agency| agency.id.clone());
    found.ok_or_else(|| invalid(field, format!("there is no agency \"{name}\""), format!("没有单位“{name}”")))
}

fn edit(to: &EditedRow, registry: &Registry) -> Result<RowEdit, WebError> {
    let kind = |code: &String| ItemKind::of_code(code).ok_or_else(|| invalid("kind", "no such kind", "没有这种类别"));
    let due = |text: &String| text.parse::<Date>().map_err(|_| invalid("due", "a date like 2025-06-30", "日期有误"));
    let support = |names: &Vec<String>| names.iter().map(|name| agency(registry, "support", name)).collect();
    Ok(RowEdit {
        title: to.title.clone(),
        kind: to.kind.as_ref().map(kind).transpose()?,
        class: to.class.clone(),
        regime: to.regime.clone(),
        lead: to.lead.as_ref().map(|name| agency(registry, "lead", name)).transpose()?,
        support: to.support.as_ref().map(support).transpose()?,
        leader: to.leader.clone().map(PersonId),
        stated_due: to.due.as_ref().map(due).transpose()?,
        ..RowEdit::default()
    })
}

fn decide(draft: &Draft, act: &RowAct, edit: Option<&RowEdit>) -> Result<Vec<DraftEvent>, DraftError> {
    Ok(vec![match act {
        RowAct::Confirm(rows) => draft.confirm(rows)?,
        RowAct::Edit { row, .. } => draft.edit(*row, edit.cloned().unwrap_or_default())?,
        RowAct::Split { row, at } => draft.split(*row, at)?,
        RowAct::Merge(rows) => draft.merge(rows)?,
        RowAct::Drop { row, reason } => draft.drop_row(*row, reason)?,
        RowAct::Restore(row) => draft.restore(*row)?,
    }])
}

/// Changes rows of a draft.
#[utoipa::path(post, path = "/api/v1/reports/{id}/draft", tag = "drafts", params(("id" = String, Path, description = "Id of the report")),
    request_body = DraftChange,
    responses((status = 200, description = "The draft after it", body = ShownDraft)))]
pub(crate) async fn change(
    State(app): State<App>,
    Writes(viewer): Writes,
    Path(id): Path<String>,
    Body(change): Body<DraftChange>,
) -> Result<Json<ShownDraft>, WebError> {
    viewer.require(Permission::Draft)?;
    let known = app.known().await?;
    let edited = match &change.act {
        RowAct::Edit { to, .. } => Some(edit(to, &known.registry)?),
        _ => None,
    };
    let report = ReportId(id);
    let draft = app.ledger().find_draft(&report).await?.ok_or(WebError::NotFound)?;
    if change.version.is_some_and(|version| version != draft.version) {
        return Err(WebError::Outdated);
    }
    let draft = app
        .ledger()
        .change_draft(&report, |draft| decide(draft, &change.act, edited.as_ref()), &viewer.actor(), app.now())
        .await?;
    shown(&draft)
}

/// The publisher's declaration.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Publication {
    /// Declares that the rows hold no state secret; has to be true.
    not_secret: bool,
}

/// What was published.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublishedItems {
    /// Numbers of the items, in the order of their rows.
    items: Vec<String>,
    /// Rows that still wait to be looked at.
    open: usize,
}

/// Issues the confirmed rows of a draft, all of them or none.
#[utoipa::path(post, path = "/api/v1/reports/{id}/publish", tag = "drafts", params(("id" = String, Path, description = "Id of the report")),
    request_body = Publication,
    responses((status = 200, description = "What was issued", body = PublishedItems)))]
pub(crate) async fn publish(
    State(app): State<App>,
    Writes(viewer): Writes,
    Path(id): Path<String>,
    Body(new): Body<Publication>,
) -> Result<Json<PublishedItems>, WebError> {
    viewer.require(Permission::Draft)?;
    let done = app.ledger().publish(&ReportId(id), new.not_secret, &viewer.actor(), app.now()).await?;
    Ok(Json(PublishedItems { items: done.items.iter().map(|item| item.id.to_string()).collect(), open: done.open }))
}
