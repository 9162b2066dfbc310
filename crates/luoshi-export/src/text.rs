//! What a person sees first: a summary of a reading that a mayor could read,
//! for a terminal. Head, results against targets, pledges, projects, tasks, and
//! what was doubtful; long lists are cut and say how much is left out.

mod headline;

mod style;

use std::fmt::Write;

use self::headline::Headline;
use self::style::Style;
use crate::contract::{AgencyRole, AmountKind, AssignedTask, Assignment, Document, DocumentKind, Report};
use crate::grid::{Align, Grid, clip, one_line, width};
use crate::labels::{self, Label, Lang};
use crate::{heading, money, outline};

/// Lines of the table of results and targets.
const MAX_HEADLINES: usize = 24;
/// Projects that are named.
const MAX_PROJECTS: usize = 10;
/// Pledges that are named.
const MAX_PLEDGES: usize = 20;
/// Tasks that are named in each section.
const MAX_TASKS: usize = 3;
/// Doubts that are shown.
const MAX_DOUBTS: usize = 8;

/// How to print a summary.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The language of labels.
    pub lang: Lang,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether to use colours.
    pub color: bool,
}

/// The summary of one source.
pub fn render(report: &Report, options: &Options) -> String {
    let mut page =
        Page { out: String::new(), lang: options.lang, width: options.width.max(40), style: Style::new(options.color) };
    for (index, document) in report.documents.iter().enumerate() {
        if index > 0 {
            page.line("");
        }
        page.document(report, document);
    }
    if report.documents.is_empty() {
        let nothing = page.lang.pick("没有读到文稿", "no document found");
        page.line(&format!("{}：{nothing}", report.source.path));
    }
    page.out
}

/// The agencies proposed for a task, with the words that led to each.
pub fn render_assigned(assigned: &AssignedTask, options: &Options) -> String {
    let style = Style::new(options.color);
    // Writing to a string cannot fail.
    let mut out = style.title(&clip(&one_line(&assigned.task), options.width)) + "\n";
    let mut grid = Grid::new(vec![Align::Start, Align::Start, Align::End, Align::Fill]);
    for agency in &assigned.agencies {
        grid.push(vec![
            agency.role.label(options.lang).to_owned(),
            agency.name.clone(),
            format!("{:.2}", agency.score),
            agency.why.join(options.lang.pick("、", ", ")),
        ]);
    }
    if assigned.agencies.is_empty() && !assigned.task.is_empty() {
        let none = options.lang.pick("（无建议）", "(no proposal)");
        let _ = writeln!(out, "  {}", style.dim(none));
    }
    for line in grid.lines(options.width.saturating_sub(2)) {
        let _ = writeln!(out, "  {line}");
    }
    out
}

struct Page {
    out: String,
    lang: Lang,
    width: usize,
    style: Style,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn document(&mut self, report: &Report, document: &Document) {
        self.head(report, document);
        if document.kind == DocumentKind::Article && document.all_facts().next().is_none() {
            let nothing = self.lang.pick("没有读出指标、任务等内容", "no figures, tasks or pledges found");
            self.line(nothing);
            return;
        }
        self.headlines(document);
        self.pledges(document);
        self.projects(document);
        self.tasks(document);
        self.doubts(document);
    }

    fn head(&mut self, report: &Report, document: &Document) {
        let title = heading::title(document, self.lang);
        self.line(&self.style.title(&clip(&title, self.width)));
        let particulars = heading::particulars(document, self.lang).join(" · ");
        if !particulars.is_empty() {
            self.line(&clip(&particulars, self.width));
        }
        let source = &report.source;
        let chars = document.span[1] - document.span[0];
        let origin = format!(
            "{} · {} {} · {chars}{}",
            source.path,
            source.format,
            source.encoding,
            self.lang.pick("字", " characters")
        );
        self.line(&self.style.dim(&clip(&origin, self.width)));
        if let Some(counts) = counts(document, self.lang) {
            self.line(&self.style.dim(&clip(&counts, self.width)));
        }
    }

    /// A heading of a part, with how much there is of it.
    fn part(&mut self, title: &str, count: &str) {
        self.line("");
        let head = self.style.heading(title);
        self.line(&format!("{head}  {}", self.style.dim(count)));
    }

    fn more(&mut self, indent: usize, left: usize) {
        if left > 0 {
            let more = match self.lang {
                Lang::Zh => format!("…另有 {left} 项"),
                Lang::En => format!("… {left} more"),
            };
            let indent = " ".repeat(indent);
            self.line(&format!("{indent}{}", self.style.dim(&more)));
        }
    }

    fn headlines(&mut self, document: &Document) {
        let headlines = headline::list(document, self.lang);
        if headlines.is_empty() {
            return;
        }
        let (past, coming) = headline::years(document);
        let year = |year: Option<i16>, zh: &str, en: &str| match (year, self.lang) {
            (Some(year), Lang::Zh) => format!("{year}年{zh}"),
            (Some(year), Lang::En) => format!("{year} {en}"),
            (None, lang) => if lang == Lang::Zh { zh } else { en }.to_owned(),
        };
        let mut grid = Grid::new(vec![Align::Start, Align::Start, Align::Start]);
        grid.push(vec![
            self.lang.pick("指标", "indicator").to_owned(),
            year(past, "结果", "result"),
            year(coming, "目标", "target"),
        ]);
        for Headline { name, result, target } in headlines.iter().take(MAX_HEADLINES) {
            let dash = |figure: &String| {
                if figure.is_empty() { "—".to_owned() } else { figure.clone() }
            };
            grid.push(vec![(*name).to_owned(), dash(result), dash(target)]);
        }
        self.part(
            self.lang.pick("结果与目标", "Results and targets"),
            &self.count(headlines.len(), "项指标", "indicators"),
        );
        let mut lines = grid.lines(self.width - 2).into_iter();
        if let Some(head) = lines.next() {
            self.line(&format!("  {}", self.style.dim(&head)));
        }
        for line in lines {
            self.line(&format!("  {line}"));
        }
        self.more(2, headlines.len().saturating_sub(MAX_HEADLINES));
    }

    fn pledges(&mut self, document: &Document) {
        let pledges = &document.pledges;
        if pledges.is_empty() {
            return;
        }
        self.part(self.lang.pick("民生实事", "Pledges"), &self.count(pledges.len(), "件", "in all"));
        let mut grid = Grid::new(vec![Align::End, Align::Fill, Align::Start]);
        for pledge in pledges.iter().take(MAX_PLEDGES) {
            grid.push(vec![pledge.number.to_string(), one_line(&pledge.text), lead(&pledge.agencies)]);
        }
        self.grid(&grid, 2);
        self.more(2, pledges.len().saturating_sub(MAX_PLEDGES));
    }

    fn projects(&mut self, document: &Document) {
        if document.projects.is_empty() {
            return;
        }
        let mut projects: Vec<_> = document.projects.iter().collect();
        projects.sort_by(|a, b| money::by_amount(a, b));
        let cut = match self.lang {
            _ if projects.len() <= MAX_PROJECTS => String::new(),
            Lang::Zh => format!("，金额最大的 {MAX_PROJECTS} 个："),
            Lang::En => format!(", the {MAX_PROJECTS} largest:"),
        };
        let count = self.count(projects.len(), "个", "in all") + &cut;
        self.part(self.lang.pick("项目", "Projects"), &count);
        let mut grid = Grid::new(vec![Align::End, Align::Fill, Align::Start, Align::Start]);
        for project in projects.iter().take(MAX_PROJECTS) {
            grid.push(vec![
                format!("{}{}", project.amount, project.unit),
                one_line(&project.name),
                amount_kind(project.kind, self.lang).to_owned(),
                project.stage.map(|stage| stage.label(self.lang).to_owned()).unwrap_or_default(),
            ]);
        }
        self.grid(&grid, 2);
        self.more(2, projects.len().saturating_sub(MAX_PROJECTS));
    }

    fn tasks(&mut self, document: &Document) {
        if document.tasks.is_empty() {
            return;
        }
        self.part(self.lang.pick("任务", "Tasks"), &self.count(document.tasks.len(), "项", "in all"));
        // One grid for all sections, so that dates and agencies stand in line.
        let mut grid = Grid::new(vec![Align::End, Align::Fill, Align::Start, Align::Start]);
        let groups = groups(document);
        for tasks in &groups {
            for task in tasks.indices.iter().take(MAX_TASKS) {
                let task = &document.tasks[*task];
                let due = outline::last_due(document, task);
                grid.push(vec![
                    task.number.to_string(),
                    one_line(&task.text),
                    due.map(|day| day.to_string()).unwrap_or_default(),
                    lead(&task.agencies),
                ]);
            }
        }
        let mut lines = grid.lines(self.width - 4).into_iter();
        for group in &groups {
            let heading = match group.section.and_then(|at| document.sections.get(at)) {
                Some(section) => outline::heading(section),
                None => self.lang.pick("（无章节）", "(no section)").to_owned(),
            };
            let heading = clip(&one_line(&heading), self.width - 14);
            let count = self.count(group.indices.len(), "项", "tasks");
            let count = self.style.dim(&count);
            self.line(&format!("  {}  {count}", self.style.section(&heading)));
            for line in lines.by_ref().take(group.indices.len().min(MAX_TASKS)) {
                self.line(&format!("    {line}"));
            }
            self.more(4, group.indices.len().saturating_sub(MAX_TASKS));
        }
    }

    fn doubts(&mut self, document: &Document) {
        let doubts = &document.doubts;
        if doubts.is_empty() {
            return;
        }
        self.part(self.lang.pick("存疑", "Doubtful"), &self.count(doubts.len(), "处", "in all"));
        let mut grid = Grid::new(vec![Align::Start, Align::Fill]);
        for doubt in doubts.iter().take(MAX_DOUBTS) {
            let quote = match one_line(&doubt.quote) {
                nothing if nothing.is_empty() => nothing,
                words => format!("“{words}”"),
            };
            grid.push(vec![labels::doubt(doubt.code, self.lang).to_owned(), quote]);
        }
        for line in grid.lines(self.width - 2) {
            self.line(&format!("  {}", self.style.warning(&line)));
        }
        self.more(2, doubts.len().saturating_sub(MAX_DOUBTS));
    }

    fn grid(&mut self, grid: &Grid, indent: usize) {
        for line in grid.lines(self.width - indent) {
            self.line(&format!("{}{line}", " ".repeat(indent)));
        }
    }

    fn count(&self, count: usize, zh: &str, en: &str) -> String {
        match self.lang {
            Lang::Zh => format!("{count} {zh}"),
            Lang::En => format!("{count} {en}"),
        }
    }
}

/// The tasks of one section, in order.
struct Group {
    section: Option<usize>,
    indices: Vec<usize>,
}

fn groups(document: &Document) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (index, task) in document.tasks.iter().enumerate() {
        match groups.last_mut() {
            Some(group) if group.section == task.section => group.indices.push(index),
            _ => groups.push(Group { section: task.section, indices: vec![index] }),
        }
    }
    groups
}

/// What an amount is; a summary does not say that a report does not say.
fn amount_kind(kind: AmountKind, lang: Lang) -> &'static str {
    match kind {
        AmountKind::Unspecified => "",
        stated => stated.label(lang),
    }
}

/// The agency that is proposed to lead.
fn lead(agencies: &[Assignment]) -> String {
    agencies.iter().find(|agency| agency.role == AgencyRole::Lead).map(|agency| agency.name.clone()).unwrap_or_default()
}

/// How much of each kind a document holds; none when it holds nothing.
fn counts(document: &Document, lang: Lang) -> Option<String> {
    let counts = [
        (document.all_facts().count(), lang.pick("指标数据", "facts")),
        (document.projects.len(), lang.pick("项目", "projects")),
        (document.deadlines.len(), lang.pick("时限", "deadlines")),
        (document.tasks.len(), lang.pick("任务", "tasks")),
        (document.pledges.len(), lang.pick("民生实事", "pledges")),
        (document.terms.len(), lang.pick("名词解释", "terms")),
    ];
    let mut line = String::new();
    for (count, label) in counts.into_iter().filter(|(count, _)| *count > 0) {
        let separator = if line.is_empty() { "" } else { " · " };
        // Writing to a string cannot fail.
        let _ = write!(line, "{separator}{label} {count}");
    }
    (width(&line) > 0).then_some(line)
}
