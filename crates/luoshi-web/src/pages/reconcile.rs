//! Reconciliation (对账): the promises of one report against the account of the
//! next, with both sentences, the rule that decided, and what a person made of it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use luoshi_export::labels::Lang;
use luoshi_extract::span::CharIndex;
use luoshi_ledger::ReportId;
use luoshi_ledger::reconcile::{
    Decision, DecisionError, Kind, Note, Outcome, Passage, Reconciliation, Row, Tally, Verdict, labels,
};
use luoshi_store::ReportLine;
use serde::Deserialize;

use super::{Frame, go, render, render_refused};
use crate::access::Permission;
use crate::auth::Viewer;
use crate::forms::{Form, Posted};
use crate::readings::Text;
use crate::{App, WebError};

/// Promises on a page.
const ROWS: usize = 25;

const VERDICTS: [(&str, Verdict); 5] = [
    ("met", Verdict::Met),
    ("missed", Verdict::Missed),
    ("partly", Verdict::Partly),
    ("no-data", Verdict::NoData),
    ("not-due", Verdict::NotDue),
];

const KINDS: [(&str, Kind); 4] =
    [("target", Kind::Target), ("project", Kind::Project), ("task", Kind::Task), ("pledge", Kind::Pledge)];

#[derive(Template)]
#[template(path = "reconcile.html")]
struct Page {
    frame: Frame,
    reports: Vec<(String, String)>,
    asked: Asked,
    pair: Option<Pair>,
    form: Form,
    may_decide: bool,
    verdicts: Vec<(&'static str, &'static str)>,
    kinds: Vec<(&'static str, &'static str)>,
    done: Option<&'static str>,
}

/// Two reports set against each other.
struct Pair {
    title: String,
    warnings: Vec<&'static str>,
    tallies: Vec<Counted>,
    rows: Vec<Shown>,
    count: usize,
    before: Option<String>,
    after: Option<String>,
}

/// The counts of a kind of promise.
struct Counted {
    name: &'static str,
    tally: Tally,
    /// Kept out of known, in per cent; `—` out of nothing.
    rate: String,
}

/// A promise.
struct Shown {
    row: Row,
    kind: &'static str,
    verdict: Word,
    settled: Word,
    promise: Cited,
    answer: Option<Cited>,
    rule: String,
    notes: Vec<String>,
    parts: Vec<(String, Word, String)>,
}

/// A verdict with its code, for its shape.
struct Word {
    code: &'static str,
    name: &'static str,
}

/// A sentence and where it stands.
struct Cited {
    quote: String,
    section: Option<String>,
    href: String,
}

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    earlier: String,
    #[serde(default)]
    later: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    verdict: String,
    #[serde(default)]
    page: String,
    #[serde(default)]
    done: String,
}

impl Asked {
    fn address(&self, page: usize) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("earlier", &self.earlier), ("later", &self.later), ("kind", &self.kind)] {
            query.append_pair(name, value);
        }
        query.append_pair("verdict", &self.verdict).append_pair("page", &page.to_string());
        format!("/reconcile?{}", query.finish())
    }

    fn page(&self) -> usize {
        self.page.parse().unwrap_or(1).max(1)
    }
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    viewer.require(Permission::SeeStatistics)?;
    let form = Form::new(viewer.lang);
    render(&page(&app, &viewer, asked, form).await?)
}

/// Notes what somebody decided on a promise.
pub(crate) async fn decide(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    viewer.require(Permission::Draft)?;
    let asked = Asked {
        earlier: form.required("earlier"),
        later: form.required("later"),
        kind: form.value("kind").to_owned(),
        verdict: form.value("show").to_owned(),
        page: form.value("page").to_owned(),
        done: String::new(),
    };
    let (earlier, later) = find_pair(&app, &asked).await?.ok_or(WebError::NotFound)?;
    let by_rules = app.reconcile(&earlier, &later).await?;
    let mut reconciliation = Reconciliation::clone(&by_rules);
    if let Some(decision) = decision(&mut form, &reconciliation, &viewer) {
        match reconciliation.apply(decision.clone()) {
            Ok(()) => {
                let reports = (ReportId(later.id), ReportId(earlier.id));
                let (actor, now) = (viewer.actor(), app.now());
                app.ledger().decide_verdict(&reports.0, &reports.1, decision, &actor, now).await?;
                return Ok(go(&format!("{}&done=yes", asked.address(asked.page()))));
            }
            Err(error) => form.refuse("reason", refusal(&error, viewer.lang)),
        }
    }
    render_refused(&page(&app, &viewer, asked, form).await?)
}

/// What the form says; none when something is missing.
fn decision(form: &mut Form, reconciliation: &Reconciliation, viewer: &Viewer) -> Option<Decision> {
    let row = form.required("row");
    let found = reconciliation.find_row(&row)?.verdict;
    let by = viewer.account.person.clone();
    if form.value("act") == "confirm" {
        return Some(Decision { row, outcome: Outcome::Confirmed, verdict: found, reason: None, by });
    }
    let known = |code: &str| VERDICTS.iter().find(|(name, _)| *name == code).map(|(_, verdict)| *verdict);
    let verdict = form.choice("verdict", known);
    if verdict.is_none() {
        form.refuse("verdict", viewer.lang.pick("请选择认定结果", "please choose a verdict"));
    }
    let reason = form.required("reason");
    let decision = Decision { row, outcome: Outcome::Corrected, verdict: verdict?, reason: Some(reason), by };
    form.is_valid().then_some(decision)
}

fn refusal(error: &DecisionError, lang: Lang) -> String {
    let zh = match error {
        DecisionError::UnknownRow(_) => "这条承诺已不在对账结果中，请刷新页面",
        DecisionError::NotTheVerdict(_) => "认定结果与规则不同，请用“更正”",
        DecisionError::NothingCorrected(_) => "与规则结论相同，请直接确认",
        DecisionError::NoReason(_) => "更正须写明理由",
        DecisionError::NobodyDecided(_) => "须由具体人员认定",
    };
    if lang == Lang::Zh { zh.to_owned() } else { error.to_string() }
}

/// The two reports that were asked for, else the two last that follow each other in
/// one place.
async fn find_pair(app: &App, asked: &Asked) -> Result<Option<(ReportLine, ReportLine)>, WebError> {
    let reports = app.ledger().list_reports().await?;
    let find = |id: &str| reports.iter().find(|report| report.id == id).cloned();
    if !asked.earlier.is_empty() || !asked.later.is_empty() {
        return Ok(find(&asked.earlier).zip(find(&asked.later)));
    }
    let follows = |later: &ReportLine| {
        let before = |earlier: &&ReportLine| {
            earlier.region == later.region && earlier.year.is_some() && earlier.year.map(|y| y + 1) == later.year
        };
        reports.iter().rev().find(before).cloned().map(|earlier| (earlier, later.clone()))
    };
    Ok(reports.iter().rev().find_map(follows))
}

async fn page(app: &App, viewer: &Viewer, mut asked: Asked, form: Form) -> Result<Page, WebError> {
    let lang = viewer.lang;
    let named = |report: ReportLine| (report.id.clone(), report_name(&report, lang));
    let found = find_pair(app, &asked).await?;
    let pair = match &found {
        Some((earlier, later)) => {
            asked.earlier.clone_from(&earlier.id);
            asked.later.clone_from(&later.id);
            Some(pair(app, &asked, (earlier, later), lang).await?)
        }
        None => None,
    };
    let title = lang.pick("承诺对账", "Promises against the account");
    Ok(Page {
        frame: Frame::new(app, viewer, "reconcile", title).await?,
        reports: app.ledger().list_reports().await?.into_iter().map(named).collect(),
        done: (asked.done == "yes").then(|| lang.pick("已记录人工认定", "The decision is noted")),
        may_decide: viewer.may(Permission::Draft) && viewer.actor().supervises(),
        verdicts: VERDICTS.map(|(code, verdict)| (code, word(verdict, lang).name)).into(),
        kinds: KINDS.map(|(code, kind)| (code, kind_name(kind, lang))).into(),
        pair,
        asked,
        form,
    })
}

/// Place and year of a report.
pub(crate) fn report_name(report: &ReportLine, lang: Lang) -> String {
    let region = report.region.as_deref().unwrap_or(lang.pick("（地区不明）", "(no place)"));
    let year = report.year.map_or_else(|| lang.pick("年份不明", "no year").to_owned(), |year| year.to_string());
    format!("{region} {year}")
}

async fn pair(
    app: &App,
    asked: &Asked,
    (earlier, later): (&ReportLine, &ReportLine),
    lang: Lang,
) -> Result<Pair, WebError> {
    let by_rules = app.reconcile(earlier, later).await?;
    let mut reconciliation = Reconciliation::clone(&by_rules);
    let ids = (ReportId(later.id.clone()), ReportId(earlier.id.clone()));
    for decision in app.ledger().list_decisions(&ids.0, &ids.1).await? {
        // A row that a corrected text no longer has keeps no decision.
        let _ = reconciliation.apply(decision);
    }
    let texts = (app.read_text(&earlier.sha256).await?, app.read_text(&later.sha256).await?);
    let all = (None, lang.pick("全部", "all"));
    let kinds = KINDS.map(|(_, kind)| (Some(kind), kind_name(kind, lang)));
    let count = |(kind, name)| counted(&reconciliation, kind, name);
    let wanted = |row: &&Row| {
        (asked.kind.is_empty() || KINDS.iter().any(|(code, kind)| *code == asked.kind && *kind == row.promise.kind))
            && (asked.verdict.is_empty() || word(row.settled(), lang).code == asked.verdict)
    };
    let rows: Vec<&Row> = reconciliation.rows.iter().filter(wanted).collect();
    let (page, pages) = (asked.page(), rows.len().div_ceil(ROWS));
    let places = Places::new(earlier, later, &texts.0, &texts.1);
    Ok(Pair {
        title: format!("{} → {}", report_name(earlier, lang), report_name(later, lang)),
        warnings: reconciliation.warnings.iter().map(|one| pick(labels::warning(*one), lang)).collect(),
        tallies: std::iter::once(all).chain(kinds).map(count).filter(|one| one.tally.promised > 0).collect(),
        before: (page > 1).then(|| asked.address(page - 1)),
        after: (page < pages).then(|| asked.address(page + 1)),
        count: rows.len(),
        rows: rows.into_iter().skip((page - 1) * ROWS).take(ROWS).map(|row| shown(row, &places, lang)).collect(),
    })
}

fn counted(reconciliation: &Reconciliation, kind: Option<Kind>, name: &'static str) -> Counted {
    let tally = reconciliation.tally(kind);
    let rate = match tally.known() {
        0 => "—".to_owned(),
        known => {
            let share = rust_decimal::Decimal::from(tally.met * 100) / rust_decimal::Decimal::from(known);
            format!("{:.1}%", share.round_dp(1))
        }
    };
    Counted { name, tally, rate }
}

/// Where passages of the two reports stand in the reading room.
struct Places<'t> {
    earlier: (&'t str, CharIndex<'t>),
    later: (&'t str, CharIndex<'t>),
}

impl<'t> Places<'t> {
    fn new(earlier: &'t ReportLine, later: &'t ReportLine, first: &'t Arc<Text>, second: &'t Arc<Text>) -> Self {
        Self { earlier: (&earlier.id, CharIndex::new(&first.text)), later: (&later.id, CharIndex::new(&second.text)) }
    }

    fn cite((report, index): &(&str, CharIndex<'_>), passage: &Passage) -> Cited {
        let at = index.char_offset(passage.start);
        Cited {
            quote: passage.quote.trim().to_owned(),
            section: passage.section.clone(),
            href: format!("/reports/{report}?at={at}#here"),
        }
    }
}

fn shown(row: &Row, places: &Places<'_>, lang: Lang) -> Shown {
    let rule = |rule: &luoshi_ledger::reconcile::Rule| if lang == Lang::Zh { &rule.zh } else { &rule.en }.clone();
    let note = |note: &Note| format!("{} {}", pick(labels::note(note.code), lang), note.detail).trim().to_owned();
    let parts = row.parts.iter().filter(|_| row.parts.len() > 1);
    Shown {
        kind: kind_name(row.promise.kind, lang),
        verdict: word(row.verdict, lang),
        settled: word(row.settled(), lang),
        promise: Places::cite(&places.earlier, &row.promise.passage),
        answer: row.counterpart.as_ref().map(|passage| Places::cite(&places.later, passage)),
        rule: rule(&row.rule),
        notes: row.notes.iter().map(note).collect(),
        parts: parts.map(|part| (part.wanted.clone(), word(part.verdict, lang), rule(&part.rule))).collect(),
        row: row.clone(),
    }
}

fn word(verdict: Verdict, lang: Lang) -> Word {
    let code = VERDICTS.iter().find(|(_, known)| *known == verdict).map_or("", |(code, _)| *code);
    Word { code, name: pick(labels::verdict(verdict), lang) }
}

fn kind_name(kind: Kind, lang: Lang) -> &'static str {
    pick(labels::kind(kind), lang)
}

fn pick(label: labels::Label, lang: Lang) -> &'static str {
    lang.pick(label.zh, label.en)
}
