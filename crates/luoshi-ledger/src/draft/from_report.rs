//! A report that was read → rows.
//!
//! Pledges become pledges, the rest of the plan becomes tasks, targets and
//! projects. What a pledge says is not listed again as a task.

use luoshi_extract::document::{AgencyRole, AmountKind, Assignment, Deadline, Document, Fact, Nature, Pledge, Task};
use luoshi_extract::span::{CharIndex, Span};

use super::{Row, RowStatus, metrics};
use crate::id::{AgencyId, ReportId};
use crate::item::{Details, ItemKind, PlanNode, PledgePart, ProjectPart, Source};
use crate::statistics::in_ten_thousand_yuan;

/// The rows of a report, in the order of its text. `text` is the decoded text
/// the document was read from.
pub fn rows(report: &ReportId, text: &str, document: &Document) -> Vec<Row> {
    let reader = Reader { report, text, document, index: CharIndex::new(text) };
    let pledges = document.pledges.iter().map(|pledge| reader.pledge(pledge));
    let pledged = |task: &&Task| document.pledges.iter().any(|p| p.span.overlaps(task.span));
    let tasks = document.tasks.iter().filter(|t| !pledged(t)).map(|task| reader.task(task));
    let mut rows: Vec<_> = tasks.chain(pledges).collect();
    rows.sort_by_key(|r| r.source.start);
    for (row, number) in rows.iter_mut().zip(1..) {
        row.number = number;
    }
    rows
}

struct Reader<'r> {
    report: &'r ReportId,
    text: &'r str,
    document: &'r Document,
    index: CharIndex<'r>,
}

impl Reader<'_> {
    fn task(&self, task: &Task) -> Row {
        let document = self.document;
        let facts = task.facts.iter().filter_map(|i| document.facts.get(*i)).chain(self.more_facts(task));
        let targets: Vec<&Fact> = facts.filter(|f| f.nature == Nature::Target).collect();
        let mut row = self.row(task.span, &task.agencies);
        row.section = task.section.and_then(|s| self.section(s));
        row.metrics = targets.iter().filter_map(|f| metrics::of_fact(f)).collect();
        if row.metrics.is_empty() {
            row.metrics = task.metrics.iter().filter_map(|m| metrics::of_quantity(m, document.year)).collect();
        }
        if let [project] = task.projects.as_slice()
            && let Some(project) = document.projects.get(*project).filter(|p| p.count == Some(1))
        {
            row.kind = ItemKind::Project;
            row.details = Details::Project(project_part(project));
        } else if is_target(task, &targets) {
            row.kind = ItemKind::Target;
        }
        let mut deadlines: Vec<_> = task.deadlines.iter().filter_map(|d| document.deadlines.get(*d)).collect();
        deadlines.sort_by_key(|d| d.due);
        let last = deadlines.pop();
        row.stated_due = last.map(|d| d.due);
        row.stated_due_text = last.map(|d| d.time.of(self.text).to_owned());
        // 一季度开工，6月底前完成主体，年底前投用: the last day is the item's, the others
        // are steps on the way.
        let steps = deadlines.iter().filter(|d| last.is_some_and(|last| d.due < last.due));
        row.nodes = steps.map(|d| self.step(d)).collect();
        row
    }

    /// A step of a task, called by its clause.
    fn step(&self, deadline: &Deadline) -> PlanNode {
        PlanNode { title: title(deadline.span.of(self.text)), due: deadline.due, done_at: None }
    }

    /// Figures of indicators beside the core catalogue inside the task.
    fn more_facts(&self, task: &Task) -> impl Iterator<Item = &Fact> {
        let span = task.span;
        self.document.more_facts.iter().filter(move |f| span.contains(f.span))
    }

    fn pledge(&self, pledge: &Pledge) -> Row {
        let mut row = self.row(pledge.span, &pledge.agencies);
        row.kind = ItemKind::Pledge;
        row.details = Details::Pledge(PledgePart { number: Some(pledge.number), funds_planned: None });
        row.metrics = pledge.metrics.iter().filter_map(|m| metrics::of_quantity(m, self.document.year)).collect();
        let holds = |s: &&luoshi_extract::document::Section| s.span.overlaps(pledge.span);
        row.section = self.document.sections.iter().rfind(holds).map(|s| s.title.clone());
        row
    }

    fn row(&self, span: Span, agencies: &[Assignment]) -> Row {
        let quote = span.of(self.text);
        let named = |role| agencies.iter().filter(move |a| a.role == role).map(|a| AgencyId(a.name.to_string()));
        Row {
            number: 0,
            status: RowStatus::Open,
            kind: ItemKind::Task,
            details: Details::None,
            title: title(quote),
            source: Source {
                report: self.report.clone(),
                start: self.index.char_offset(span.start) as u32,
                end: self.index.char_offset(span.end) as u32,
                quote: quote.to_owned(),
            },
            more_sources: Vec::new(),
            section: None,
            class: None,
            regime: None,
            lead: named(AgencyRole::Lead).next(),
            support: named(AgencyRole::Support).collect(),
            why: agencies.first().map(|a| a.why.iter().map(ToString::to_string).collect()).unwrap_or_default(),
            leader: None,
            stated_due: None,
            stated_due_text: None,
            nodes: Vec::new(),
            metrics: Vec::new(),
        }
    }

    /// The heading of a section with the one above it.
    fn section(&self, index: usize) -> Option<String> {
        let section = self.document.sections.get(index)?;
        Some(section.title.clone())
    }
}

/// A row that is all figures of indicators, as in the sentence of expected targets.
fn is_target(task: &Task, targets: &[&Fact]) -> bool {
    let covered: usize = targets.iter().map(|f| f.span.len()).sum();
    !targets.is_empty() && covered * 3 >= task.span.len() * 2
}

fn project_part(project: &luoshi_extract::document::Project) -> ProjectPart {
    let amount = in_ten_thousand_yuan(project.amount, project.unit.trim_end_matches("人民币"));
    let mut part = ProjectPart::default();
    match project.kind {
        AmountKind::Total | AmountKind::Unspecified => part.total = amount,
        AmountKind::Annual => part.annual = amount,
        AmountKind::Completed => {}
    }
    part
}

/// The sentence in one line without marks that open or end it.
fn title(quote: &str) -> String {
    let line: String = quote.split_whitespace().collect();
    line.trim_matches(|c: char| "，。；、,;*".contains(c)).to_owned()
}
