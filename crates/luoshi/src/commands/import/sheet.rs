//! The ledger's sheet comes back: what differs becomes commands, new rows become
//! items, and each cell that is wrong is named.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context;
use luoshi_export::labels::Lang;
use luoshi_export::sheet::{self, CellError, Sheet, SheetRow};
use luoshi_ledger::command::{Command, Reassignment};
use luoshi_ledger::event::ClockPolicy;
use luoshi_ledger::item::{Content, Details, Item, ItemKind, People};
use luoshi_ledger::rejection::Rejection;
use luoshi_ledger::{AgencyId, ItemId, PersonId};
use luoshi_store::{Bulk, BulkDone};
use serde::Serialize;

use crate::commands::Outcome;
use crate::desk::Desk;
use crate::view::words;

/// Larger workbooks are refused: a ledger of 100,000 rows has 20 MB.
const MAX_BYTES: u64 = 100_000_000;

/// Whether a file is a sheet of the ledger.
pub(super) fn is_sheet(path: &Path) -> bool {
    let named = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx"));
    named && load(path).is_ok_and(|bytes| sheet::is_ledger(&bytes))
}

fn load(path: &Path) -> anyhow::Result<Vec<u8>> {
    let size = std::fs::metadata(path)?.len();
    anyhow::ensure!(size <= MAX_BYTES, "it has {size} bytes, more than {MAX_BYTES}");
    Ok(std::fs::read(path)?)
}

#[derive(Serialize)]
struct Answer {
    dry_run: bool,
    rows: usize,
    changed: usize,
    issued: usize,
    errors: Vec<String>,
}

/// Takes the sheet in, or says what is wrong with it.
pub(super) fn import(path: &Path, dry_run: bool, not_secret: bool, desk: &Desk) -> anyhow::Result<Outcome> {
    let at = || format!("cannot import {}", path.display());
    let sheet = sheet::read(&load(path).with_context(at)?).with_context(at)?;
    let mut errors = sheet.errors.clone();
    let bulk = plan(&sheet, not_secret, &mut errors, desk)?;
    // Everything is tried even when a cell is wrong, so that all errors are named at once.
    let dry = dry_run || !errors.is_empty();
    let done = desk.wait(desk.ledger().bulk(&bulk, dry, desk.actor(), desk.now()))?;
    errors.extend(done.refused.iter().map(|(row, rejection)| refused(&sheet, *row, rejection, desk)));
    let answer = answer(&sheet, &done, dry_run, &errors);
    let outcome = desk.answer(&answer, || text(&answer, desk))?;
    Ok(if errors.is_empty() { outcome } else { Outcome::Failed })
}

fn plan(sheet: &Sheet, not_secret: bool, errors: &mut Vec<CellError>, desk: &Desk) -> anyhow::Result<Bulk> {
    let known = desk.wait(desk.ledger().known())?;
    let region = known.settings.office().map(|o| o.place.clone());
    let mut bulk = Bulk::default();
    let mut seen = BTreeMap::new();
    for (row, cells) in &sheet.rows {
        let Some(kind) = kind(&cells.kind) else {
            let message = format!("“{}”不是事项类别", cells.kind);
            errors.push(CellError { cell: sheet.cell(*row, "类别"), message });
            continue;
        };
        if known.registry.find_by_name(&cells.lead).is_none() && sheet::names(&cells.lead).len() > 1 {
            let message = "牵头单位只能有一个，其余列入配合单位".to_owned();
            errors.push(CellError { cell: sheet.cell(*row, "牵头单位"), message });
            continue;
        }
        let at = *row as usize;
        match &cells.number {
            None => bulk.issues.push((at, content(cells, kind, not_secret, region.clone(), desk))),
            Some(number) => {
                let id = ItemId(number.clone());
                match desk.wait(desk.ledger().find_item(&id))? {
                    Some(item) => {
                        if let Some(first) = seen.insert(number, *row) {
                            let message = format!("与第 {first} 行编号重复");
                            errors.push(CellError { cell: sheet.cell(*row, "编号"), message });
                        }
                        errors.extend(unchangeable(&item, kind, *row, cells, sheet));
                        bulk.commands
                            .extend(changes(&item, cells, sheet, desk).into_iter().map(|c| (at, id.clone(), c)));
                    }
                    None => errors
                        .push(CellError { cell: sheet.cell(*row, "编号"), message: Rejection::UnknownItem(id).zh() }),
                }
            }
        }
    }
    Ok(bulk)
}

/// A kind by its Chinese name or its code.
fn kind(words: &str) -> Option<ItemKind> {
    ItemKind::ALL.into_iter().find(|k| k.code() == words || words::kind(*k, Lang::Zh) == words)
}

/// What a row changes of its item.
fn changes(item: &Item, row: &SheetRow, sheet: &Sheet, desk: &Desk) -> Vec<Command> {
    let content = &item.content;
    let mut commands = Vec::new();
    let title = (row.title != content.title.trim()).then(|| row.title.clone());
    let class = row.class.clone().filter(|c| content.class.as_ref() != Some(c));
    let leader = row.leader.clone().map(PersonId).filter(|l| content.people.leader.as_ref() != Some(l));
    let stated_due = row.due.filter(|d| content.stated_due != Some(*d));
    if title.is_some() || class.is_some() || leader.is_some() || stated_due.is_some() {
        let reason = "台账回填".to_owned();
        commands.push(Command::Amend { title, class, leader, stated_due, reason });
    }
    let lead = desk.agency_id(&row.lead);
    let support: Vec<AgencyId> = row.support.iter().map(|a| desk.agency_id(a)).collect();
    // The new lead does not help any more.
    let before: Vec<AgencyId> = content.support.iter().filter(|a| **a != lead).cloned().collect();
    if lead != content.lead {
        let (to, reason) = (lead, "台账回填".to_owned());
        commands.push(Command::TransferLead(Reassignment { to, reason, clocks: ClockPolicy::Continue }));
    }
    if sheet.has("配合单位") && support != before {
        commands.push(Command::ChangeSupport { support });
    }
    commands
}

/// What a row says that a sheet cannot change: silence would look like success.
fn unchangeable(item: &Item, kind: ItemKind, at: u32, row: &SheetRow, sheet: &Sheet) -> Vec<CellError> {
    let content = &item.content;
    let mut errors = Vec::new();
    let mut error = |heading: &str, message: String| errors.push(CellError { cell: sheet.cell(at, heading), message });
    if kind != content.kind {
        error("类别", format!("类别不能更改，原为“{}”", words::kind(content.kind, Lang::Zh)));
    }
    if sheet.has("板块") && row.section.as_deref() != content.section.as_deref().map(str::trim) {
        error("板块", format!("板块不能更改，原为“{}”", content.section.as_deref().unwrap_or_default()));
    }
    let due = content.stated_due.filter(|_| row.due.is_none()).map(|due| due.to_string());
    let class = content.class.clone().filter(|_| row.class.is_none());
    let leader = content.people.leader.as_ref().filter(|_| row.leader.is_none()).map(ToString::to_string);
    for (heading, before) in [("完成时限", due), ("分类", class), ("牵头领导", leader)] {
        // An unreadable date has its own error.
        let told = sheet.errors.iter().any(|error| error.cell == sheet.cell(at, heading));
        if let Some(before) = before.filter(|_| sheet.has(heading) && !told) {
            error(heading, format!("{heading}不能清空，原为“{before}”"));
        }
    }
    errors
}

fn content(row: &SheetRow, kind: ItemKind, not_secret: bool, region: Option<String>, desk: &Desk) -> Content {
    Content {
        title: row.title.clone(),
        kind,
        details: Details::None,
        source: None,
        more_sources: Vec::new(),
        class: row.class.clone(),
        urgency: None,
        lead: desk.agency_id(&row.lead),
        support: row.support.iter().map(|a| desk.agency_id(a)).collect(),
        people: People { leader: row.leader.clone().map(PersonId), ..People::default() },
        regime: kind.usual_regime().to_owned(),
        regime_version: 0,
        stated_due: row.due,
        stated_due_text: None,
        nodes: Vec::new(),
        metrics: Vec::new(),
        parent: None,
        reopens: None,
        year: desk.today().year(),
        region,
        section: row.section.clone(),
        upstream: None,
        not_secret,
    }
}

/// The cell that a refusal is about.
fn refused(sheet: &Sheet, row: usize, rejection: &Rejection, desk: &Desk) -> CellError {
    let support = |agency: &AgencyId| {
        let cells = sheet.rows.iter().find(|(r, _)| *r as usize == row).map(|(_, cells)| cells);
        cells.is_some_and(|cells| desk.agency_id(&cells.lead) != *agency)
    };
    let heading = match rejection {
        Rejection::UnknownAgency(agency) | Rejection::InactiveAgency(agency) if support(agency) => "配合单位",
        Rejection::UnknownAgency(_) | Rejection::InactiveAgency(_) => "牵头单位",
        Rejection::LeadIsSupport(_) => "配合单位",
        Rejection::DueBeforeStart { .. } => "完成时限",
        Rejection::UnknownItem(_) | Rejection::WrongState { .. } => "编号",
        Rejection::UnknownRegime(_) => "类别",
        _ => "事项",
    };
    CellError { cell: sheet.cell(row as u32, heading), message: rejection.zh() }
}

fn answer(sheet: &Sheet, done: &BulkDone, dry_run: bool, errors: &[CellError]) -> Answer {
    Answer {
        dry_run,
        rows: sheet.rows.len(),
        changed: done.changed,
        issued: done.issued.len(),
        errors: errors.iter().map(ToString::to_string).collect(),
    }
}

fn text(answer: &Answer, desk: &Desk) -> String {
    let lang = desk.lang();
    let mut text = String::new();
    for error in &answer.errors {
        let _ = writeln!(text, "{error}");
    }
    let verdict = match (answer.errors.is_empty(), answer.dry_run) {
        (false, _) => lang.pick("有误，未导入任何内容", "errors, nothing was imported"),
        (true, true) => lang.pick("试算，未导入", "dry run, nothing was imported"),
        (true, false) => lang.pick("已导入", "imported"),
    };
    let words = lang.pick("行 / 变更 / 新增", "rows / changed / new");
    text + &format!("{verdict} · {words}: {} / {} / {}\n", answer.rows, answer.changed, answer.issued)
}
