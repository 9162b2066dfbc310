//! Items on a terminal.

use jiff::civil::Date;
use luoshi_export::grid::{Align, Grid};
use luoshi_ledger::clock::{Clock, ReportDue};
use luoshi_ledger::event::Recorded;
use luoshi_ledger::item::{Item, State, roll_up};
use luoshi_ledger::schedule::{Progress, Settings};
use luoshi_ledger::time::wall;
use luoshi_store::{Executed, Page};
use luoshi_web::history::Teller;
use serde::Serialize;
use std::fmt::Write as _;

use super::measure::{self, Measure};
use super::{lines, minutes, words};
use crate::commands::Outcome;
use crate::desk::Desk;

/// Prints what a command brought about.
pub(crate) fn print_executed(executed: &Executed, desk: &Desk) -> anyhow::Result<Outcome> {
    let lang = desk.lang();
    desk.answer(executed, || {
        let item = &executed.item;
        let events: Vec<_> = executed.events.iter().map(|e| words::event(e, lang)).collect();
        format!("{} {} · {}\n", item.id, words::state(item.state, lang), events.join(lang.pick("、", ", ")))
    })
}

/// A page of a list.
pub(crate) fn page(page: &Page, desk: &Desk) -> String {
    let lang = desk.lang();
    let mut grid = Grid::new(vec![
        Align::Start,
        Align::Start,
        Align::Fill,
        Align::Start,
        Align::Start,
        Align::Start,
        Align::Start,
    ]);
    for line in &page.items {
        let due = line.next_due.as_deref().or(line.settle_due.as_deref()).unwrap_or_default();
        let due = due.split('T').next().unwrap_or_default();
        let provisional = if line.provisional { "*" } else { "" };
        grid.push(vec![
            line.id.clone(),
            words::kind_of(&line.kind, lang).to_owned(),
            line.title.clone(),
            desk.agency_name(&line.lead).to_owned(),
            words::state_of(&line.state, lang).to_owned(),
            words::light(line.light(desk.now()), lang).to_owned(),
            format!("{due}{provisional}"),
        ]);
    }
    let mut text = lines(&grid, desk);
    if let Some(next) = &page.next {
        let due = next.due.as_ref().map(|d| format!("{d}@")).unwrap_or_default();
        let _ = writeln!(text, "… --after {due}{}", next.id);
    }
    text
}

/// An item with its clocks and its history.
#[derive(Serialize)]
pub(crate) struct Shown<'a> {
    item: &'a Item,
    clocks: Vec<ShownClock>,
    metrics: Vec<Measure>,
    reports: Vec<ReportDue>,
    parts: Option<Parts>,
    history: Vec<ShownEvent>,
}

/// The parts of an item with what they come to.
#[derive(Serialize)]
struct Parts {
    progress: Progress,
    parts: Vec<ShownPart>,
}

#[derive(Serialize)]
struct ShownPart {
    id: String,
    title: String,
    state: State,
    progress: Progress,
}

#[derive(Serialize)]
struct ShownClock {
    rule: String,
    title: String,
    due: String,
    original_due: String,
    stopped_at: Option<String>,
    light: String,
}

#[derive(Serialize)]
struct ShownEvent {
    at: String,
    by: String,
    what: String,
    detail: String,
}

impl<'a> Shown<'a> {
    /// An item with its clocks, each with its light, and the reports it owes.
    pub(crate) fn new(
        teller: &Teller<'a>,
        clocks: &[(Clock, &'static str)],
        reports: Vec<ReportDue>,
        parts: &[Item],
        history: &[Recorded],
        today: Date,
    ) -> Self {
        let item = teller.item;
        let clocks = clocks.iter().map(|(clock, light)| ShownClock {
            rule: clock.rule.clone(),
            title: clock.title.clone(),
            due: clock.due.to_string(),
            original_due: clock.original_due.to_string(),
            stopped_at: clock.stopped_at.map(|at| wall(at).to_string()),
            light: (*light).to_owned(),
        });
        let history = history.iter().map(|one| ShownEvent {
            at: wall(one.at).to_string(),
            by: one.actor.person.to_string(),
            what: one.event.kind(),
            detail: teller.tell(&one.event),
        });
        let metrics = measure::measures(item, today);
        let parts = (!parts.is_empty()).then(|| Parts::new(parts, today));
        Self { item, clocks: clocks.collect(), metrics, reports, parts, history: history.collect() }
    }

    /// For a person.
    pub(crate) fn text(&self, desk: &Desk) -> String {
        let lang = desk.lang();
        let content = &self.item.content;
        let mut text = format!("{} {}\n", self.item.id, content.title);
        let _ = writeln!(
            text,
            "{} · {} · {} {}",
            words::kind(content.kind, lang),
            words::state(self.item.state, lang),
            lang.pick("牵头", "lead"),
            desk.agency_name(content.lead.as_str()),
        );
        if !content.support.is_empty() {
            let support: Vec<_> = content.support.iter().map(|a| desk.agency_name(a.as_str())).collect();
            let _ = writeln!(text, "{} {}", lang.pick("配合", "support"), support.join("、"));
        }
        for source in content.source.iter().chain(&content.more_sources) {
            let _ = writeln!(text, "“{}” ({}, {}–{})", source.quote.trim(), source.report, source.start, source.end);
        }
        text.push('\n');
        let mut grid = Grid::new(vec![Align::Start, Align::Start, Align::Start, Align::Start]);
        for clock in &self.clocks {
            let moved = if clock.due == clock.original_due {
                String::new()
            } else {
                format!("({})", minutes(&clock.original_due))
            };
            grid.push(vec![
                clock.title.clone(),
                minutes(&clock.due),
                moved,
                words::light(Some(&clock.light), lang).to_owned(),
            ]);
        }
        text += &lines(&grid, desk);
        if !self.metrics.is_empty() {
            let mut grid = Grid::new(vec![Align::Start, Align::Start, Align::Start, Align::Start]);
            for metric in &self.metrics {
                grid.push(metric.cells(lang));
            }
            text += &lines(&grid, desk);
        }
        if !self.reports.is_empty() {
            let _ = writeln!(text, "{}", measure::reports(&self.reports, lang));
        }
        text += &self.parts.as_ref().map(|parts| parts.text(desk)).unwrap_or_default();
        text.push('\n');
        let mut grid = Grid::new(vec![Align::Start; 4]);
        for event in &self.history {
            let what = words::event(&event.what, lang).to_owned();
            grid.push(vec![minutes(&event.at), event.by.clone(), what, event.detail.clone()]);
        }
        // What was said is never cut.
        text + &grid.lines(usize::MAX).join("\n") + "\n"
    }
}

impl Parts {
    fn new(parts: &[Item], today: Date) -> Self {
        let settings = Settings::default();
        let progress = roll_up(parts, &settings, today).progress;
        let shown = parts.iter().map(|part| ShownPart {
            id: part.id.to_string(),
            title: part.content.title.clone(),
            state: part.state,
            progress: part.progress(&settings, today),
        });
        Self { progress, parts: shown.collect() }
    }

    /// The parts, each with its progress; what is missing withholds the whole.
    fn text(&self, desk: &Desk) -> String {
        let lang = desk.lang();
        let mut grid = Grid::new(vec![Align::Start, Align::Fill, Align::Start, Align::Start]);
        for part in &self.parts {
            let state = words::state(part.state, lang).to_owned();
            let progress = match part.state {
                State::Withdrawn => lang.pick("不计", "not counted").to_owned(),
                _ => measure::says(&part.progress, lang),
            };
            grid.push(vec![format!("  {}", part.id), part.title.clone(), state, progress]);
        }
        let heading = lang.pick("子事项", "parts");
        format!("{heading} {}: {}\n{}", self.parts.len(), measure::says(&self.progress, lang), lines(&grid, desk))
    }
}
