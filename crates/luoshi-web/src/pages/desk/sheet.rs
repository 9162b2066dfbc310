//! The rows of a draft as a workbook, which comes back with corrections. The sheet
//! carries the version of the draft it was made from, so that a correction is what
//! differs from that, and what others changed meanwhile is not undone.

mod compare;

use std::collections::BTreeMap;
use std::io::Cursor;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use luoshi_export::labels::Lang;
use luoshi_export::sheet::{self, CellError, Sheet, SheetRow};
use luoshi_ledger::ReportId;
use luoshi_ledger::draft::{Draft, Row, RowStatus};

use super::super::{Frame, agency_name, go, reports};
use super::{Desk, change, load, said};
use crate::auth::Viewer;
use crate::forms::Posted;
use crate::{App, WebError, words};

use compare::{Correction, corrections};

/// Most corrections that are shown one by one.
const SHOWN: usize = 300;

#[derive(Template)]
#[template(path = "desk-sheet.html")]
struct Page {
    frame: Frame,
    id: String,
    title: String,
    fault: Option<String>,
    errors: Vec<CellError>,
    changes: Vec<Changed>,
    rows: usize,
    more: usize,
}

/// A correction in words.
struct Changed {
    row: u32,
    what: &'static str,
    before: String,
    after: String,
}

/// The workbook.
pub(crate) async fn export(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let desk = load(&app, &viewer, &id).await?;
    let mut rows: Vec<&Row> = desk.draft.rows.iter().collect();
    rows.retain(|row| !matches!(row.status, RowStatus::Replaced(_)));
    rows.sort_by_key(|row| (row.source.start, row.number));
    let rows: Vec<SheetRow> = rows.into_iter().map(|row| sheet_row(row, &desk)).collect();
    let written = app.compute(move || {
        let mut bytes = Cursor::new(Vec::new());
        sheet::write(&rows, &mut bytes).map(|()| bytes.into_inner())
    });
    let bytes = written.await?.map_err(|error| WebError::Internal(error.to_string()))?;
    let name: String = form_urlencoded::byte_serialize(format!("{id}-分解表.xlsx").as_bytes()).collect();
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned();
    let disposition = format!("attachment; filename=\"draft.xlsx\"; filename*=UTF-8''{}", name.replace('+', "%20"));
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response())
}

/// A row of the draft in the words of the sheet, which are Chinese.
fn sheet_row(row: &Row, desk: &Desk) -> SheetRow {
    let name = |id: &luoshi_ledger::AgencyId| agency_name(&desk.known.registry, id.as_str()).to_owned();
    let status = words::row_status(&row.status, Lang::Zh);
    SheetRow {
        number: Some(row.number.to_string()),
        kind: words::kind(row.kind, Lang::Zh).to_owned(),
        title: row.title.clone(),
        class: row.class.clone(),
        lead: row.lead.as_ref().map(name).unwrap_or_default(),
        support: row.support.iter().map(name).collect(),
        leader: row.leader.as_ref().map(ToString::to_string),
        due: row.stated_due,
        section: row.section.clone(),
        state: match &row.status {
            RowStatus::Dropped(reason) => format!("{status}：{reason}"),
            _ => status.to_owned(),
        },
        light: String::new(),
        next_due: None,
        quote: row.sources().iter().map(|source| source.quote.trim()).collect::<Vec<_>>().join(" … "),
        mark: Some(desk.draft.version.to_string()),
    }
}

/// Takes the workbook back: all of it or nothing. A trial does nothing.
pub(crate) async fn import(
    State(app): State<App>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    let Posted { viewer, form, files } = posted;
    let taken = match files.into_iter().next() {
        Some(file) => take_sheet(&app, &viewer, &id, file.bytes, form.has("act", "import")).await?,
        None => Findings::fault(viewer.lang.pick("请选择要导入的表格", "please choose a file").to_owned()),
    };
    if taken.is_done {
        let rows = compare::rows_of(&taken.found);
        return Ok(go(&format!("/reports/{id}/desk?done=import.{rows}")));
    }
    answer(&app, &viewer, &load(&app, &viewer, &id).await?, taken).await
}

/// Takes the bytes of a workbook back, or only says what it would correct.
pub(crate) async fn take_sheet(
    app: &App,
    viewer: &Viewer,
    id: &str,
    bytes: Bytes,
    does: bool,
) -> Result<Findings, WebError> {
    let desk = load(app, viewer, id).await?;
    let lang = viewer.lang;
    let read = app.compute(move || sheet::read(&bytes)).await?;
    let sheet = match read {
        Ok(sheet) => sheet,
        Err(error) => {
            let zh = "读不出表格：请使用从本页导出的 xlsx 文件，不要改动表头".to_owned();
            return Ok(Findings::fault(if lang == Lang::Zh { zh } else { error.to_string() }));
        }
    };
    let bases = bases(app, &desk, &sheet).await?;
    let mut errors: Vec<CellError> = sheet.errors.iter().filter(|error| !is_no_lead(&sheet, error)).cloned().collect();
    let found = corrections(&sheet, &bases, &desk, &mut errors);
    if does && errors.is_empty() && !found.is_empty() {
        let events = |draft: &Draft| compare::events(&found, draft);
        return Ok(match change(app, viewer, id, events).await? {
            Ok(_) => Findings { is_done: true, found, ..Findings::default() },
            Err(error) => Findings::fault(said(&error, lang)),
        });
    }
    if errors.is_empty()
        && let Err((row, error)) = compare::trial(&found, &desk.draft)
    {
        errors.push(CellError { cell: compare::cell_of(&sheet, row), message: said(&error, lang) });
    }
    Ok(Findings { errors, found, ..Findings::default() })
}

/// A row of a draft can do without a lead until it is confirmed.
fn is_no_lead(sheet: &Sheet, error: &CellError) -> bool {
    sheet.rows.iter().any(|(row, cells)| cells.lead.is_empty() && error.cell == sheet.cell(*row, "牵头单位"))
}

/// The drafts from which the rows of the sheet were made, by version.
async fn bases(app: &App, desk: &Desk, sheet: &Sheet) -> Result<BTreeMap<i64, Draft>, WebError> {
    let report = ReportId::from(desk.id());
    let mut bases = BTreeMap::new();
    for version in sheet.rows.iter().filter_map(|(_, row)| row.mark.as_ref()?.parse::<i64>().ok()) {
        let known = (1..=desk.draft.version).contains(&version) && !bases.contains_key(&version);
        // A sheet has one version; one that was put together from several has a few.
        if known
            && bases.len() < 8
            && let Some(draft) = app.ledger().find_draft_at(&report, version).await?
        {
            bases.insert(version, draft);
        }
    }
    Ok(bases)
}

/// What was found out about a sheet.
#[derive(Default)]
pub(crate) struct Findings {
    /// Why it cannot be taken at all.
    pub(crate) fault: Option<String>,
    pub(crate) errors: Vec<CellError>,
    pub(crate) found: Vec<Correction>,
    /// Whether what was found was done.
    pub(crate) is_done: bool,
}

impl Findings {
    fn fault(fault: String) -> Self {
        Self { fault: Some(fault), ..Self::default() }
    }
}

async fn answer(app: &App, viewer: &Viewer, desk: &Desk, findings: Findings) -> Result<Response, WebError> {
    let lang = viewer.lang;
    let is_wrong = findings.fault.is_some() || !findings.errors.is_empty();
    let title = lang.pick("表格导入试算", "Trial of a sheet");
    let all = findings.found.len();
    let changed = |one: &Correction| Changed {
        row: one.row,
        what: one.what(lang),
        before: one.before.clone(),
        after: one.after.clone(),
    };
    let page = Page {
        frame: Frame::new(app, viewer, "reports", title).await?,
        id: desk.id().to_owned(),
        title: reports::title_of(&desk.found.line),
        rows: compare::rows_of(&findings.found),
        changes: findings.found.iter().take(SHOWN).map(changed).collect(),
        more: all.saturating_sub(SHOWN),
        fault: findings.fault,
        errors: findings.errors,
    };
    let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, Html(page.render()?)).into_response())
}
