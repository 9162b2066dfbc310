//! The reading room: a report's text with what was read from it, each mark and its row
//! pointing at each other, and why it was read so.

mod lines;
mod marks;
mod rows;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use luoshi_export::contract;
use luoshi_extract::document::Document;
use luoshi_ledger::ReportId;
use luoshi_ledger::draft::{Draft, RowStatus};
use luoshi_store::ReportLine;

use super::{Frame, render, reports};
use crate::access::Permission;
use crate::auth::Viewer;
use crate::forms::Form;
use crate::readings::Text;
use crate::{App, WebError, words};

use lines::{Line, Shown};
use marks::Kind;
use rows::List;

/// A report with its reading.
pub(crate) struct Found {
    pub(super) line: ReportLine,
    pub(crate) read: Arc<Text>,
    index: usize,
}

impl Found {
    pub(super) fn document(&self) -> &Document {
        &self.read.reading.documents[self.index]
    }

    pub(super) fn published(&self) -> &contract::Document {
        &self.read.report.documents[self.index]
    }

    /// How many facts stand in the documents before this one.
    fn facts_before(&self) -> usize {
        let before = self.read.reading.documents.iter().take(self.index);
        before.map(|document| document.facts.len() + document.more_facts.len()).sum()
    }
}

/// The report of an id with its reading.
pub(crate) async fn find(app: &App, id: &str) -> Result<Found, WebError> {
    let line = app.ledger().find_report(id).await?.ok_or(WebError::NotFound)?;
    let read = app.read_text(&line.sha256).await?;
    let index = usize::try_from(line.document).unwrap_or(usize::MAX);
    if index >= read.reading.documents.len() || index >= read.report.documents.len() {
        return Err(WebError::Internal(format!("{id} is not in its text any more")));
    }
    Ok(Found { line, read, index })
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    frame: Frame,
    id: String,
    facts: Vec<(&'static str, String)>,
    view: View,
    legend: Vec<Legend>,
    outline: Vec<Heading>,
    lines: Vec<Line>,
    lists: Vec<List>,
    doubts: Vec<Doubtful>,
    trace: Option<String>,
    phrase: String,
    parts: Vec<(String, bool)>,
    original: String,
    normal: String,
    reset: String,
    versions: Vec<ReportLine>,
    may_draft: bool,
    issued: usize,
}

/// An entry of the legend: a kind that can be switched.
struct Legend {
    code: &'static str,
    name: &'static str,
    count: usize,
    shown: bool,
    href: String,
}

/// An entry of the outline.
struct Heading {
    level: u8,
    title: String,
    href: String,
}

/// Something that a person should look at.
struct Doubtful {
    words: String,
    quote: String,
    href: Option<String>,
}

/// What is shown of the report, as the address says.
struct View {
    kinds: Vec<Kind>,
    normal: bool,
    part: usize,
}

impl View {
    fn of(form: &Form) -> Self {
        let kinds = match form.value("show") {
            "" => Kind::ALL.to_vec(),
            codes => Kind::ALL.into_iter().filter(|kind| codes.split(',').any(|c| c == kind.code())).collect(),
        };
        let part = form.value("part").parse().unwrap_or(1_usize).saturating_sub(1);
        Self { kinds, normal: form.value("text") == "normal", part }
    }

    /// The address of this view.
    fn href(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if self.kinds.len() < Kind::ALL.len() {
            let codes: Vec<&str> = self.kinds.iter().map(|kind| kind.code()).collect();
            query.append_pair("show", &if codes.is_empty() { "none".to_owned() } else { codes.join(",") });
        }
        if self.normal {
            query.append_pair("text", "normal");
        }
        if self.part > 0 {
            query.append_pair("part", &(self.part + 1).to_string());
        }
        format!("?{}", query.finish())
    }

    /// The same view with a kind switched.
    fn switched(&self, kind: Kind) -> Self {
        let is_shown = |k: &Kind| self.kinds.contains(k) != (*k == kind);
        Self { kinds: Kind::ALL.into_iter().filter(is_shown).collect(), ..*self }
    }
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, WebError> {
    viewer.require(Permission::SeeReports)?;
    let form = Form::of_query(viewer.lang, query.as_deref());
    let found = find(&app, &id).await?;
    let draft = app.ledger().find_draft(&ReportId(id.clone())).await?;
    let known = app.known().await?;
    let scope = viewer.scope(&known.registry);
    let items = |start: usize| {
        let row = draft
            .as_ref()?
            .rows
            .iter()
            .find(|row| row.source.start as usize == start && matches!(row.status, RowStatus::Issued(_)))?;
        let mut agencies = row.lead.iter().chain(&row.support);
        let sees = scope.as_ref().is_none_or(|scope| agencies.any(|agency| scope.contains(agency)));
        let RowStatus::Issued(item) = &row.status else { return None };
        sees.then(|| item.to_string())
    };
    let versions = reports::versions(&app, &found.line).await?.into_values().collect();
    let frame = Frame::new(&app, &viewer, "reports", &reports::title_of(&found.line)).await?;
    render(&page(frame, &viewer, &found, &form, &items, draft.as_ref(), versions))
}

fn page(
    frame: Frame,
    viewer: &Viewer,
    found: &Found,
    form: &Form,
    items: &dyn Fn(usize) -> Option<String>,
    draft: Option<&Draft>,
    versions: Vec<ReportLine>,
) -> Page {
    let lang = frame.lang;
    let mut view = View::of(form);
    let asked = form.value("at").parse::<usize>().ok().and_then(|at| byte_of(&found.read.text, at));
    let shown = Shown::new(found, view.normal, asked);
    view.part = match asked {
        Some(_) => shown.part_of_asked(),
        None => view.part.min(shown.parts.len() - 1),
    };
    let part = shown.parts[view.part].clone();
    let heading = |(index, section): (usize, &contract::Section)| {
        let at = shown.sections.iter().find(|(_, i)| *i == index).map_or(0, |(at, _)| *at);
        let there = shown.part_of(at);
        let base = if there == view.part { String::new() } else { View { part: there, ..View::of(form) }.href() };
        let number = section.number.as_deref().map(|n| format!("{n}、")).unwrap_or_default();
        let number = if section.level > 1 { number.replace('、', " ") } else { number };
        Heading { level: section.level, title: format!("{number}{}", section.title), href: format!("{base}#s{index}") }
    };
    let legend = Kind::ALL.map(|kind| Legend {
        code: kind.code(),
        name: words::mark(kind.code(), lang),
        count: shown.marks.iter().filter(|mark| mark.kind == kind).count(),
        shown: view.kinds.contains(&kind),
        href: view.switched(kind).href(),
    });
    let at_part = |part: usize| {
        let href = View { part, kinds: view.kinds.clone(), normal: view.normal }.href();
        (href, part == view.part)
    };
    let parts = (0..shown.parts.len()).filter(|_| shown.parts.len() > 1).map(at_part).collect();
    let base = view.href();
    Page {
        id: found.line.id.clone(),
        facts: rows::head(found, lang),
        legend: legend.into(),
        outline: found.published().sections.iter().enumerate().map(heading).collect(),
        lines: shown.lines(&part, &view.kinds),
        lists: rows::lists(found, &shown, &part, &view.kinds, items, lang),
        doubts: doubts(found, lang),
        trace: trace(found, form.value("phrase"), form.value("explain").parse().ok()),
        phrase: form.value("phrase").to_owned(),
        parts,
        original: View { normal: false, kinds: view.kinds.clone(), part: 0 }.href(),
        normal: View { normal: true, kinds: view.kinds.clone(), part: 0 }.href(),
        reset: base,
        versions,
        may_draft: viewer.may(Permission::Draft),
        issued: draft.map_or(0, |draft| draft.count().issued),
        view,
        frame,
    }
}

/// Why a figure was read, or how far a phrase got.
pub(crate) fn trace(found: &Found, phrase: &str, fact: Option<usize>) -> Option<String> {
    let explain = |query: &str| luoshi_extract::explain(&found.read.text, &found.read.reading, query);
    let phrase = phrase.trim();
    if !phrase.is_empty() {
        let phrase: String = phrase.chars().take(200).collect();
        return Some(explain(&phrase));
    }
    let number = fact?;
    let document = found.document();
    let known = (1..=document.facts.len() + document.more_facts.len()).contains(&number);
    known.then(|| explain(&(found.facts_before() + number).to_string()))
}

fn doubts(found: &Found, lang: luoshi_export::labels::Lang) -> Vec<Doubtful> {
    let doubts = found.published().doubts.iter();
    doubts
        .map(|doubt| Doubtful {
            words: words::doubt(doubt.code, lang).to_owned(),
            quote: doubt.quote.split_whitespace().collect::<String>().chars().take(40).collect(),
            href: (doubt.span[1] > doubt.span[0]).then(|| format!("?at={}#here", doubt.span[0])),
        })
        .collect()
}

/// The byte of a character.
fn byte_of(text: &str, char: usize) -> Option<usize> {
    text.char_indices().nth(char).map(|(byte, _)| byte)
}
