//! Every column of every table.

use super::{Cell, Head, TableKind};
use crate::contract::{
    AgencyRole, Assignment, Deadline, Document, Doubt, Fact, Number, Pledge, Project, Report, Task, Term,
};
use crate::labels::{self, Label, Lang};
use crate::money;
use crate::outline;
use crate::phrase;

/// The row's surroundings.
pub(super) struct At<'r> {
    pub(super) report: &'r Report,
    pub(super) document: &'r Document,
    pub(super) lang: Lang,
    /// The row's index in its list.
    pub(super) index: usize,
}

/// A heading, and what a row `R` has under it.
struct Column<R> {
    head: Head,
    cell: fn(&At<'_>, &R) -> Cell,
}

/// A column for everybody.
const fn column<R>(zh: &'static str, en: &'static str, width: u8, cell: fn(&At<'_>, &R) -> Cell) -> Column<R> {
    let head = Head { zh, en, width, numeric: false, technical: false };
    Column { head, cell }
}

/// A column of numbers.
const fn numeric<R>(zh: &'static str, en: &'static str, width: u8, cell: fn(&At<'_>, &R) -> Cell) -> Column<R> {
    let mut column = column(zh, en, width, cell);
    column.head.numeric = true;
    column
}

/// A column that only programs need.
const fn technical<R>(zh: &'static str, en: &'static str, width: u8, cell: fn(&At<'_>, &R) -> Cell) -> Column<R> {
    let mut column = column(zh, en, width, cell);
    column.head.technical = true;
    column
}

static FACTS: &[Column<Fact>] = &[
    numeric("编号", "No.", 6, |at, _| number(at)),
    column("指标", "Indicator", 22, |_, fact| fact.name.into()),
    column("性质", "Nature", 7, |at, fact| fact.nature.label(at.lang).into()),
    column("时期", "Period", 10, |_, fact| fact.period.as_str().into()),
    column("口径", "Measure", 10, |at, fact| fact.measure.label(at.lang).into()),
    column("比较", "Bound", 8, |at, fact| fact.comparator.label(at.lang).into()),
    numeric("数值", "Value", 10, |_, fact| fact.value.into()),
    numeric("上限", "Upper end", 8, |_, fact| fact.value2.into()),
    column("单位", "Unit", 8, |_, fact| fact.unit.as_deref().into()),
    column("力争", "Hedged", 7, |at, fact| flag(fact.hedged, at.lang)),
    column("原文", "Quote", 42, |_, fact| fact.quote.as_str().into()),
    column("章节", "Section", 34, |at, fact| section(at, fact.span[0])),
    technical("指标代码", "Indicator id", 22, |_, fact| fact.indicator.into()),
    technical("起", "Start", 8, |_, fact| fact.span[0].into()),
    technical("止", "End", 8, |_, fact| fact.span[1].into()),
];

static PROJECTS: &[Column<Project>] = &[
    numeric("编号", "No.", 6, |at, _| number(at)),
    column("项目", "Project", 34, |_, project| project.name.as_str().into()),
    numeric("个数", "Count", 7, |_, project| project.count.into()),
    numeric("金额", "Amount", 10, |_, project| project.amount.into()),
    column("单位", "Unit", 8, |_, project| project.unit.as_str().into()),
    numeric("折合亿元", "In 100m yuan", 11, |_, project| money::yi_yuan(project).map(Number::Real).into()),
    column("金额性质", "Amount is", 10, |at, project| project.kind.label(at.lang).into()),
    column("阶段", "Stage", 10, |at, project| project.stage.map(|stage| stage.label(at.lang)).into()),
    column("原文", "Quote", 42, |_, project| project.quote.as_str().into()),
    column("章节", "Section", 34, |at, project| section(at, project.span[0])),
    technical("起", "Start", 8, |_, project| project.span[0].into()),
    technical("止", "End", 8, |_, project| project.span[1].into()),
];

static DEADLINES: &[Column<Deadline>] = &[
    numeric("编号", "No.", 6, |at, _| number(at)),
    column("到期日", "Due", 12, |_, deadline| deadline.due.into()),
    column("时限表述", "Time as printed", 12, |_, deadline| deadline.time_text.as_str().into()),
    column("力争", "Hedged", 7, |at, deadline| flag(deadline.hedged, at.lang)),
    column("原文", "Quote", 42, |_, deadline| deadline.quote.as_str().into()),
    column("章节", "Section", 34, |at, deadline| section(at, deadline.span[0])),
    technical("起", "Start", 8, |_, deadline| deadline.span[0].into()),
    technical("止", "End", 8, |_, deadline| deadline.span[1].into()),
];

static TASKS: &[Column<Task>] = &[
    numeric("序号", "No.", 6, |_, task| task.number.into()),
    column("章节", "Section", 24, |at, task| task.section.map(|index| outline::path(at.document, index)).into()),
    column("任务内容", "Task", 50, |_, task| task.text.as_str().into()),
    column("量化指标", "Metrics", 24, |at, task| phrase::metrics(&task.metrics, at.lang).into()),
    column("完成时限", "Due", 12, last_due),
    column("时限表述", "Time as printed", 12, due_words),
    column("牵头单位", "Lead", 16, |at, task| agencies(at, &task.agencies, AgencyRole::Lead)),
    column("配合单位", "Support", 22, |at, task| agencies(at, &task.agencies, AgencyRole::Support)),
    column("指标编号", "Fact no.", 10, |_, task| numbers(&task.facts)),
    column("项目编号", "Project no.", 10, |_, task| numbers(&task.projects)),
    technical("起", "Start", 8, |_, task| task.span[0].into()),
    technical("止", "End", 8, |_, task| task.span[1].into()),
];

static PLEDGES: &[Column<Pledge>] = &[
    numeric("序号", "No.", 6, |_, pledge| pledge.number.into()),
    column("实事内容", "Pledge", 60, |_, pledge| pledge.text.as_str().into()),
    column("量化指标", "Metrics", 24, |at, pledge| phrase::metrics(&pledge.metrics, at.lang).into()),
    column("牵头单位", "Lead", 16, |at, pledge| agencies(at, &pledge.agencies, AgencyRole::Lead)),
    column("配合单位", "Support", 22, |at, pledge| agencies(at, &pledge.agencies, AgencyRole::Support)),
    technical("起", "Start", 8, |_, pledge| pledge.span[0].into()),
    technical("止", "End", 8, |_, pledge| pledge.span[1].into()),
];

static TERMS: &[Column<Term>] = &[
    numeric("序号", "No.", 6, |_, term| term.number.into()),
    column("名词", "Term", 26, |_, term| term.term.as_str().into()),
    column("解释", "Definition", 90, |_, term| term.definition.as_str().into()),
    technical("起", "Start", 8, |_, term| term.span[0].into()),
    technical("止", "End", 8, |_, term| term.span[1].into()),
];

static DOUBTS: &[Column<Doubt>] = &[
    numeric("编号", "No.", 6, |at, _| number(at)),
    column("存疑", "Doubt", 34, |at, doubt| labels::doubt(doubt.code, at.lang).into()),
    column("原文", "Quote", 60, |_, doubt| doubt.quote.as_str().into()),
    column("章节", "Section", 32, |at, doubt| section(at, doubt.span[0])),
    technical("存疑代码", "Doubt code", 22, |_, doubt| doubt.code.into()),
    technical("起", "Start", 8, |_, doubt| doubt.span[0].into()),
    technical("止", "End", 8, |_, doubt| doubt.span[1].into()),
];

static DOCUMENTS: &[Column<Document>] = &[
    column("种类", "Kind", 14, |at, document| document.kind.label(at.lang).into()),
    column("标题", "Title", 30, |_, document| document.title.as_deref().into()),
    column("区划代码", "Code", 10, |_, document| {
        document.region.as_ref().and_then(|region| region.code.as_deref()).into()
    }),
    column("层级", "Level", 8, |at, document| {
        document.region.as_ref().map(|region| region.level.label(at.lang)).into()
    }),
    column("报告日期", "Delivered", 12, |_, document| document.delivered_on.into()),
    column("报告人", "Speaker", 10, |_, document| document.speaker.as_deref().into()),
    column("职务", "Office", 10, |_, document| document.office.as_deref().into()),
    column("格式", "Format", 8, |at, _| at.report.source.format.as_str().into()),
    column("编码", "Encoding", 10, |at, _| at.report.source.encoding.as_str().into()),
    numeric("字数", "Characters", 10, |_, document| (document.span[1] - document.span[0]).into()),
    column("SHA-256", "SHA-256", 68, |at, _| at.report.source.sha256.as_str().into()),
    technical("起", "Start", 8, |_, document| document.span[0].into()),
    technical("止", "End", 8, |_, document| document.span[1].into()),
];

/// The columns that say which document a row is from.
fn place<R>() -> [Column<R>; super::PLACE_COLUMNS] {
    [
        column("文件", "File", 24, |at, _| at.report.source.path.as_str().into()),
        column("地区", "Place", 12, |at, _| at.document.region.as_ref().map(|region| region.name.as_str()).into()),
        // A year is a name, not an amount: as text it gets no thousands mark.
        column("年度", "Year", 7, |at, _| at.document.year.map(|year| year.to_string()).into()),
    ]
}

pub(super) fn heads(kind: TableKind) -> Vec<Head> {
    fn of<R>(columns: &[Column<R>]) -> Vec<Head> {
        let place = place::<R>();
        place.iter().chain(columns).map(|column| column.head).collect()
    }
    match kind {
        TableKind::Facts => of(FACTS),
        TableKind::Projects => of(PROJECTS),
        TableKind::Deadlines => of(DEADLINES),
        TableKind::Tasks => of(TASKS),
        TableKind::Pledges => of(PLEDGES),
        TableKind::Terms => of(TERMS),
        TableKind::Doubts => of(DOUBTS),
        TableKind::Documents => of(DOCUMENTS),
    }
}

pub(super) fn push_rows(kind: TableKind, at: &At<'_>, rows: &mut Vec<Vec<Cell>>) {
    let document = at.document;
    match kind {
        TableKind::Facts => push(FACTS, at, document.all_facts(), rows),
        TableKind::Projects => push(PROJECTS, at, &document.projects, rows),
        TableKind::Deadlines => push(DEADLINES, at, &document.deadlines, rows),
        TableKind::Tasks => push(TASKS, at, &document.tasks, rows),
        TableKind::Pledges => push(PLEDGES, at, &document.pledges, rows),
        TableKind::Terms => push(TERMS, at, &document.terms, rows),
        TableKind::Doubts => push(DOUBTS, at, &document.doubts, rows),
        TableKind::Documents => push(DOCUMENTS, at, [document], rows),
    }
}

fn push<'r, R: 'r>(
    columns: &[Column<R>],
    at: &At<'_>,
    list: impl IntoIterator<Item = &'r R>,
    rows: &mut Vec<Vec<Cell>>,
) {
    let place = place::<R>();
    for (index, row) in list.into_iter().enumerate() {
        let at = At { index, ..*at };
        let cells = place.iter().chain(columns).map(|column| (column.cell)(&at, row));
        rows.push(cells.collect());
    }
}

/// Running number from 1, as people and `--explain` count.
fn number(at: &At<'_>) -> Cell {
    (at.index + 1).into()
}

fn numbers(indices: &[usize]) -> Cell {
    let numbers: Vec<String> = indices.iter().map(|index| (index + 1).to_string()).collect();
    numbers.join("、").into()
}

fn flag(set: bool, lang: Lang) -> Cell {
    if set { lang.pick("是", "yes").into() } else { Cell::Empty }
}

fn section(at: &At<'_>, offset: usize) -> Cell {
    outline::find_section(at.document, offset).map(|index| outline::path(at.document, index)).into()
}

fn last_due(at: &At<'_>, task: &Task) -> Cell {
    outline::last_due(at.document, task).into()
}

fn due_words(at: &At<'_>, task: &Task) -> Cell {
    let words: Vec<&str> = task
        .deadlines
        .iter()
        .filter_map(|&index| at.document.deadlines.get(index))
        .map(|deadline| deadline.time_text.as_str())
        .collect();
    words.join("、").into()
}

fn agencies(_: &At<'_>, agencies: &[Assignment], role: AgencyRole) -> Cell {
    let names: Vec<&str> =
        agencies.iter().filter(|agency| agency.role == role).map(|agency| agency.name.as_str()).collect();
    names.join("、").into()
}
