//! The reports that were read into the ledger, and taking in more of them.

mod take;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use luoshi_export::labels::Lang;
use luoshi_ledger::ReportId;
use luoshi_ledger::draft::DraftCount;
use luoshi_ledger::time::wall;
use luoshi_store::ReportLine;

use super::{Frame, minutes, render, render_refused};
use crate::access::Permission;
use crate::auth::Viewer;
use crate::forms::{Form, Posted};
use crate::{App, WebError};

pub(crate) use take::propose;
use take::{Outcome, Taken};

/// Reports on a page.
const ROWS: usize = 30;

/// Most files handed in at once.
const MOST_FILES: usize = 50;

#[derive(Template)]
#[template(path = "reports.html")]
struct Page {
    frame: Frame,
    form: Form,
    rows: Vec<Row>,
    found: usize,
    next: Option<String>,
    may_draft: bool,
    most_megabytes: u64,
    taken: Vec<Taken>,
}

struct Row {
    id: String,
    title: String,
    place: String,
    year: String,
    count: DraftCount,
    read: String,
}

impl Page {
    /// What became of a file or a report in it, in words.
    fn outcome(&self, outcome: &Outcome) -> String {
        let lang = self.frame.lang;
        match outcome {
            Outcome::New { rows } => match lang {
                Lang::Zh => format!("已读入，{rows} 行待核对"),
                Lang::En => format!("taken in, {rows} rows to look at"),
            },
            Outcome::Known => lang.pick("已在台账中，未作任何改动", "there already; nothing was changed").to_owned(),
            Outcome::NoReport => lang
                .pick(
                    "没有读出政府工作报告：请确认文件中有报告全文，而不是新闻或目录",
                    "no work report was found in it: make sure it holds the full text of a report",
                )
                .to_owned(),
            Outcome::Unreadable(words) => words.clone(),
        }
    }
}

/// The list.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    RawQuery(query): RawQuery,
) -> Result<Response, WebError> {
    viewer.require(Permission::SeeReports)?;
    let form = Form::of_query(viewer.lang, query.as_deref());
    render(&page(&app, &viewer, form, Vec::new()).await?)
}

/// Takes in files. What cannot be read is named; the others are taken all the same.
pub(crate) async fn upload(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, files } = posted;
    viewer.require(Permission::Draft)?;
    if files.is_empty() {
        form.refuse("file", viewer.lang.pick("请选择要上传的报告文件", "please choose a file"));
    }
    if files.len() > MOST_FILES {
        form.refuse("file", viewer.lang.pick("一次最多上传 50 个文件", "at most 50 files at once"));
    }
    if !form.is_valid() {
        return render_refused(&page(&app, &viewer, form, Vec::new()).await?);
    }
    let mut taken = Vec::new();
    for file in files {
        taken.extend(take::take(&app, &viewer, file).await?);
    }
    let nothing = taken.iter().all(|one| matches!(one.outcome, Outcome::NoReport | Outcome::Unreadable(_)));
    let page = page(&app, &viewer, Form::new(viewer.lang), taken).await?;
    if nothing { render_refused(&page) } else { render(&page) }
}

async fn page(app: &App, viewer: &Viewer, mut form: Form, taken: Vec<Taken>) -> Result<Page, WebError> {
    let mut reports = app.ledger().list_reports().await?;
    reports.sort_by_key(|report| (std::cmp::Reverse(report.year), std::cmp::Reverse(report.read_ms)));
    if let Some(words) = form.optional("text") {
        reports.retain(|report| says(report, &words));
    }
    let start = form.value("from").parse().unwrap_or(0_usize);
    let found = reports.len();
    let next = (start + ROWS < found).then(|| address(&form, start + ROWS));
    let mut rows = Vec::new();
    for report in reports.into_iter().skip(start).take(ROWS) {
        let draft = app.ledger().find_draft(&ReportId(report.id.clone())).await?;
        rows.push(row(report, draft.map(|draft| draft.count()).unwrap_or_default()));
    }
    Ok(Page {
        frame: Frame::new(app, viewer, "reports", viewer.lang.pick("报告", "Reports")).await?,
        rows,
        found,
        next,
        may_draft: viewer.may(Permission::Draft),
        most_megabytes: app.options().max_file_bytes / 1_000_000,
        taken,
        form,
    })
}

/// The query of the list from a row on.
fn address(form: &Form, from: usize) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("from", &from.to_string());
    if !form.value("text").is_empty() {
        query.append_pair("text", form.value("text"));
    }
    query.finish()
}

fn row(report: ReportLine, count: DraftCount) -> Row {
    let read = jiff::Timestamp::from_millisecond(report.read_ms).map(|at| minutes(wall(at)));
    Row {
        title: title_of(&report),
        place: report.region.unwrap_or_default(),
        year: report.year.map(|year| year.to_string()).unwrap_or_default(),
        count,
        read: read.unwrap_or_default(),
        id: report.id,
    }
}

/// The printed title, with place and year where it does not say them.
pub(super) fn title_of(report: &ReportLine) -> String {
    let title = report.title.as_deref().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let title = if title.is_empty() { "报告".to_owned() } else { title };
    let place = report.region.as_deref().filter(|place| !title.contains(*place)).unwrap_or_default();
    let year = report.year.map(|year| year.to_string()).filter(|year| !title.contains(year));
    let year = year.map(|year| format!("{year}年")).unwrap_or_default();
    format!("{place}{year}{title}")
}

fn says(report: &ReportLine, words: &str) -> bool {
    let year = report.year.map(|year| year.to_string()).unwrap_or_default();
    let all = [report.title.as_deref(), report.region.as_deref(), Some(year.as_str()), Some(report.id.as_str())];
    words.split_whitespace().all(|word| all.iter().flatten().any(|text| text.contains(word)))
}

/// Other reports of the same place and year: versions of one.
pub(super) async fn versions(app: &App, of: &ReportLine) -> Result<BTreeMap<String, ReportLine>, WebError> {
    let all = app.ledger().list_reports().await?.into_iter();
    let same = all.filter(|other| {
        other.id != of.id && other.year.is_some() && other.year == of.year && other.region == of.region
    });
    Ok(same.map(|report| (report.id.clone(), report)).collect())
}
