//! What a sheet that came back corrects, cell by cell: what differs from the draft it
//! was made from. Where others changed the same cell meanwhile, the cell is named and
//! nothing is overwritten.

use std::collections::BTreeMap;

use luoshi_export::labels::Lang;
use luoshi_export::sheet::{CellError, Sheet, SheetRow};
use luoshi_ledger::draft::{Draft, DraftError, DraftEvent, Row, RowEdit, RowField, RowStatus};
use luoshi_ledger::item::ItemKind;
use luoshi_ledger::{AgencyId, PersonId};

use super::super::{Desk, edit, rows};
use super::sheet_row;
use crate::words;

/// A cell that says something else.
pub(crate) struct Correction {
    pub(crate) row: u32,
    /// What tells the present state of the row from others.
    seen: String,
    heading: &'static str,
    pub(crate) before: String,
    pub(crate) after: String,
    act: Act,
}

/// What a cell changes.
enum Act {
    Edit(Box<RowEdit>),
    Confirm,
    Drop(String),
    Restore,
}

impl Correction {
    /// The column.
    pub(crate) fn what(&self, lang: Lang) -> &'static str {
        match self.heading {
            "事项" => lang.pick("事项", "matter"),
            "类别" => lang.pick("类别", "kind"),
            "分类" => lang.pick("分类", "class"),
            "牵头单位" => lang.pick("牵头单位", "lead"),
            "配合单位" => lang.pick("配合单位", "support"),
            "牵头领导" => lang.pick("牵头领导", "leader"),
            "完成时限" => lang.pick("完成时限", "date"),
            _ => lang.pick("状态", "status"),
        }
    }
}

/// How many rows are corrected.
pub(super) fn rows_of(found: &[Correction]) -> usize {
    let mut rows: Vec<u32> = found.iter().map(|one| one.row).collect();
    rows.dedup();
    rows.len()
}

/// The cell that names a row of the draft.
pub(super) fn cell_of(sheet: &Sheet, number: u32) -> String {
    let number = number.to_string();
    let found = sheet.rows.iter().find(|(_, row)| row.number.as_deref() == Some(&number));
    found.map(|(row, _)| sheet.cell(*row, "编号")).unwrap_or_default()
}

/// Everything that the sheet corrects. Cells that are wrong are added to `errors`.
pub(super) fn corrections(
    sheet: &Sheet,
    bases: &BTreeMap<i64, Draft>,
    desk: &Desk,
    errors: &mut Vec<CellError>,
) -> Vec<Correction> {
    let mut found = Vec::new();
    let mut seen = BTreeMap::new();
    for (at, cells) in &sheet.rows {
        let mut wrong = |heading: &str, message: String| {
            errors.push(CellError { cell: sheet.cell(*at, heading), message });
        };
        let number = cells.number.as_deref().and_then(|number| number.parse::<u32>().ok());
        let Some(row) = number.and_then(|number| desk.draft.find(number)) else {
            let number = cells.number.as_deref().unwrap_or_default();
            wrong(
                "编号",
                match number {
                    "" => "缺少行号；分解表不能新增行，新增事项请在台账中交办".to_owned(),
                    _ => format!("本草稿没有第“{number}”行"),
                },
            );
            continue;
        };
        if let Some(first) = seen.insert(row.number, *at) {
            wrong("编号", format!("与第 {first} 行的编号重复"));
            continue;
        }
        let version = cells.mark.as_ref().and_then(|mark| mark.parse::<i64>().ok());
        let base = version.and_then(|version| bases.get(&version)).and_then(|draft| draft.find(row.number));
        let base = base.unwrap_or(row);
        let mut reader = Reader { sheet, at: *at, desk, row, found: &mut found, errors };
        reader.compare(cells, &sheet_row(base, desk), &sheet_row(row, desk));
    }
    found
}

/// Compares a row of the sheet with the row it was made from and with the row now.
struct Reader<'r> {
    sheet: &'r Sheet,
    at: u32,
    desk: &'r Desk,
    row: &'r Row,
    found: &'r mut Vec<Correction>,
    errors: &'r mut Vec<CellError>,
}

impl Reader<'_> {
    fn compare(&mut self, cells: &SheetRow, base: &SheetRow, now: &SheetRow) {
        let list = |names: &[String]| names.join("、");
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let day = |value: Option<jiff::civil::Date>| value.map(|day| day.to_string()).unwrap_or_default();
        let triples: [(&'static str, [String; 3]); 8] = [
            ("事项", [&base.title, &now.title, &cells.title].map(|title| title.trim().to_owned())),
            ("类别", [base.kind.clone(), now.kind.clone(), cells.kind.clone()]),
            ("分类", [text(&base.class), text(&now.class), text(&cells.class)]),
            ("牵头单位", [base.lead.clone(), now.lead.clone(), cells.lead.clone()]),
            ("配合单位", [list(&base.support), list(&now.support), list(&cells.support)]),
            ("牵头领导", [text(&base.leader), text(&now.leader), text(&cells.leader)]),
            ("完成时限", [day(base.due), day(now.due), day(cells.due)]),
            ("状态", [base.state.clone(), now.state.clone(), cells.state.clone()]),
        ];
        for (heading, [base, now, typed]) in triples {
            // What a missing column would say is not known; an unreadable date has its own error.
            let cell = self.sheet.cell(self.at, heading);
            let told = self.sheet.errors.iter().any(|error| error.cell == cell) && !typed.is_empty();
            let told = told || (heading == "完成时限" && self.sheet.errors.iter().any(|error| error.cell == cell));
            if !self.sheet.has(heading) || told || typed == base || typed == now {
                continue;
            }
            if base != now {
                self.wrong(heading, format!("导出之后他人已改为“{now}”，请核对后再改"));
            } else if !rows::is_live(self.row) && heading != "状态" {
                let status = words::row_status(&self.row.status, Lang::Zh);
                self.wrong(heading, format!("该行{status}，不能再改"));
            } else if let Some(act) = self.act(heading, &typed, cells) {
                let (row, seen) = (self.row.number, self.row.fingerprint());
                self.found.push(Correction { row, seen, heading, before: now, after: typed, act });
            }
        }
    }

    fn wrong(&mut self, heading: &str, message: String) {
        self.errors.push(CellError { cell: self.sheet.cell(self.at, heading), message });
    }

    fn act(&mut self, heading: &str, typed: &str, cells: &SheetRow) -> Option<Act> {
        let mut edit = RowEdit::default();
        let clear = |field: RowField| RowEdit { clear: vec![field], ..RowEdit::default() };
        match heading {
            "事项" => edit.title = Some(typed.to_owned()),
            "类别" => {
                let is_it = |kind: &ItemKind| kind.code() == typed || words::kind(*kind, Lang::Zh) == typed;
                edit.kind = ItemKind::ALL.into_iter().find(is_it);
                if edit.kind.is_none() {
                    self.wrong(heading, format!("“{typed}”不是事项类别"));
                    return None;
                }
            }
            "分类" if typed.is_empty() => edit = clear(RowField::Class),
            "分类" if edit::takes_class(self.row, typed, &self.desk.known) => edit.class = Some(typed.to_owned()),
            "分类" => {
                self.wrong(heading, format!("该行的时限规则没有“{typed}”这个分类"));
                return None;
            }
            "牵头单位" if typed.is_empty() => edit = clear(RowField::Lead),
            "牵头单位" => edit.lead = Some(self.agency(heading, typed)?),
            "配合单位" => {
                let found: Vec<_> = cells.support.iter().map(|name| self.agency(heading, name)).collect();
                edit.support = Some(found.into_iter().collect::<Option<_>>()?);
            }
            "牵头领导" if typed.is_empty() => edit = clear(RowField::Leader),
            "牵头领导" => edit.leader = Some(PersonId::from(typed)),
            "完成时限" if cells.due.is_none() => edit = clear(RowField::StatedDue),
            "完成时限" => edit.stated_due = cells.due,
            _ => return self.status(typed),
        }
        Some(Act::Edit(Box::new(edit)))
    }

    fn agency(&mut self, heading: &str, name: &str) -> Option<AgencyId> {
        if let Some(agency) = self.desk.known.registry.find_by_name(name) {
            return Some(agency.id.clone());
        }
        let mut proposed = self.row.lead.iter().chain(&self.row.support);
        let found = proposed.find(|id| id.as_str() == name).cloned();
        if found.is_none() {
            self.wrong(heading, format!("单位名录中没有“{name}”，请先添加"));
        }
        found
    }

    /// 已核, 待核, or 舍弃 with the reason behind a colon.
    fn status(&mut self, typed: &str) -> Option<Act> {
        let is_live = rows::is_live(self.row);
        let is_issued = matches!(self.row.status, RowStatus::Issued(_) | RowStatus::Replaced(_));
        let (word, reason) = typed.split_once(['：', ':']).unwrap_or((typed, ""));
        match word.trim() {
            _ if is_issued => self.wrong("状态", "该行已交办或已拆并，状态不能更改".to_owned()),
            "已核" if is_live => return Some(Act::Confirm),
            "待核" => return Some(Act::Restore),
            "舍弃" if is_live && !reason.trim().is_empty() => return Some(Act::Drop(reason.trim().to_owned())),
            "舍弃" if is_live => self.wrong("状态", "舍弃须写明理由，如“舍弃：与第12行重复”".to_owned()),
            _ => self.wrong("状态", format!("“{typed}”不是可填的状态，可填：待核、已核、舍弃：理由")),
        }
        None
    }
}

/// The events of all corrections, decided on the draft as it is.
pub(super) fn events(found: &[Correction], draft: &Draft) -> Result<Vec<DraftEvent>, DraftError> {
    for one in found {
        draft.require_seen(one.row, &one.seen)?;
    }
    decide(found, draft).map_err(|(_, error)| error)
}

/// Whether the draft would take all of it; else the row that it refuses.
pub(super) fn trial(found: &[Correction], draft: &Draft) -> Result<(), (u32, DraftError)> {
    decide(found, draft).map(|_| ())
}

fn decide(found: &[Correction], draft: &Draft) -> Result<Vec<DraftEvent>, (u32, DraftError)> {
    let mut next = draft.clone();
    let mut events = Vec::new();
    for one in found {
        let event = match &one.act {
            Act::Edit(edit) => next.edit(one.row, RowEdit::clone(edit)),
            Act::Confirm => next.confirm(&[one.row]),
            Act::Drop(reason) => next.drop_row(one.row, reason),
            Act::Restore => next.restore(one.row),
        };
        let event = event.map_err(|error| (one.row, error))?;
        next.apply(&event);
        events.push(event);
    }
    Ok(events)
}
