//! What was read, as lists beside the text.

use std::ops::Range;

use luoshi_export::contract::{self, AgencyRole, AmountKind, Nature, Stage};
use luoshi_export::grid::{clip, one_line};
use luoshi_export::labels::Lang;

use super::Found;
use super::lines::Shown;
use super::marks::Kind;
use crate::words;

/// Cells of a line of words in a list.
const CELLS: usize = 84;

/// A list of one kind.
pub(super) struct List {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) rows: Vec<Row>,
}

/// A row of it.
pub(super) struct Row {
    /// The anchor of its mark; its own is the same after `r-`.
    pub(super) anchor: String,
    pub(super) number: usize,
    pub(super) words: String,
    pub(super) more: String,
    /// The number under which it is explained.
    pub(super) explain: Option<usize>,
    /// The item that was issued from it.
    pub(super) item: Option<String>,
}

/// What is known of the report as a whole.
pub(super) fn head(found: &Found, lang: Lang) -> Vec<(&'static str, String)> {
    let document = found.published();
    let mut facts = Vec::new();
    let mut say = |zh, en, value: Option<String>| {
        if let Some(value) = value {
            facts.push((lang.pick(zh, en), value));
        }
    };
    say("地方", "Place", document.region.as_ref().map(|region| region.name.clone()));
    say("年度", "Year", document.year.map(|year| year.to_string()));
    say("报告日期", "Given on", document.delivered_on.map(|day| day.to_string()));
    let speaker =
        document.speaker.as_ref().map(|who| format!("{} {who}", document.office.as_deref().unwrap_or_default()));
    say("报告人", "Given by", speaker.map(|who| who.trim().to_owned()));
    say("字数", "Characters", Some((document.span[1] - document.span[0]).to_string()));
    say("文件", "File", Some(found.line.path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()));
    facts
}

/// The lists of some kinds, of what begins in a part of the text.
pub(super) fn lists(
    found: &Found,
    shown: &Shown<'_>,
    part: &Range<usize>,
    kinds: &[Kind],
    items: &dyn Fn(usize) -> Option<String>,
    lang: Lang,
) -> Vec<List> {
    let document = found.published();
    let list = |kind: &Kind| {
        let here = |number: usize| {
            let mark = shown.marks.iter().find(|mark| mark.kind == *kind && mark.number == number);
            mark.is_some_and(|mark| part.contains(&mark.range.start))
        };
        let rows = match kind {
            Kind::Fact => all(document.all_facts(), |n, fact| self::fact(n, fact, lang)),
            Kind::Project => all(document.projects.iter(), |n, project| self::project(n, project, lang)),
            Kind::Deadline => all(document.deadlines.iter(), deadline),
            Kind::Task => all(document.tasks.iter(), |n, task| {
                commitment((Kind::Task, n), &task.text, &task.agencies, items(task.span[0]))
            }),
            Kind::Pledge => all(document.pledges.iter(), |n, pledge| {
                commitment((Kind::Pledge, n), &pledge.text, &pledge.agencies, items(pledge.span[0]))
            }),
            Kind::Term => {
                all(document.terms.iter(), |n, term| row(Kind::Term, n, &term.term, &one_line(&term.definition)))
            }
        };
        let rows: Vec<Row> = rows.into_iter().filter(|row| here(row.number)).collect();
        List { code: kind.code(), name: words::mark(kind.code(), lang), rows }
    };
    kinds.iter().map(list).filter(|list| !list.rows.is_empty()).collect()
}

fn all<T>(pieces: impl Iterator<Item = T>, row: impl Fn(usize, T) -> Row) -> Vec<Row> {
    (1..).zip(pieces).map(|(number, piece)| row(number, piece)).collect()
}

fn row(kind: Kind, number: usize, words: &str, more: &str) -> Row {
    let anchor = format!("{}{number}", kind.letter());
    let (words, more) = (clip(&one_line(words), CELLS), clip(more, CELLS));
    Row { anchor, number, words, more, explain: None, item: None }
}

fn fact(number: usize, fact: &contract::Fact, lang: Lang) -> Row {
    let nature = match fact.nature {
        Nature::Actual => lang.pick("结果", "result"),
        Nature::Target => lang.pick("目标", "target"),
    };
    let hedged = if fact.hedged { lang.pick(" · 力争", " · strived for") } else { "" };
    let words = format!("{} {}", fact.name, fact.figure(lang));
    let row = row(Kind::Fact, number, &words, &format!("{} · {nature}{hedged}", fact.period));
    Row { explain: Some(number), ..row }
}

fn project(number: usize, project: &contract::Project, lang: Lang) -> Row {
    let kind = match project.kind {
        AmountKind::Total => lang.pick("总投资", "in all"),
        AmountKind::Annual => lang.pick("年度投资", "this year"),
        AmountKind::Completed => lang.pick("完成投资", "spent"),
        AmountKind::Unspecified => "",
    };
    let stage = match project.stage {
        Some(Stage::Planned) => lang.pick("谋划", "planned"),
        Some(Stage::Signed) => lang.pick("签约", "signed"),
        Some(Stage::Started) => lang.pick("开工", "started"),
        Some(Stage::Building) => lang.pick("在建", "under way"),
        Some(Stage::Built) => lang.pick("建成", "built"),
        Some(Stage::Commissioned) => lang.pick("投产", "in use"),
        Some(Stage::AtCapacity) => lang.pick("达产", "at capacity"),
        None => "",
    };
    let more = format!("{kind} {}{} {stage}", project.amount, project.unit);
    row(Kind::Project, number, &project.name, &one_line(&more))
}

fn deadline(number: usize, deadline: &contract::Deadline) -> Row {
    let words = format!("{} → {}", one_line(&deadline.time_text), deadline.due);
    row(Kind::Deadline, number, &words, &one_line(&deadline.quote))
}

fn commitment(
    (kind, number): (Kind, usize),
    text: &str,
    agencies: &[contract::Assignment],
    item: Option<String>,
) -> Row {
    let lead = agencies.iter().find(|agency| agency.role == AgencyRole::Lead);
    let more = lead.map(|lead| lead.name.clone()).unwrap_or_default();
    Row { item, ..row(kind, number, text, &more) }
}
