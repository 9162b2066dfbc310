//! Clocks of an item: what runs, since when, until when, and why.
//!
//! Clocks are computed from a [`Timeline`] each time and never stored, except for
//! one thing: a clock that has stopped keeps the due time it had then
//! ([`Timeline::frozen`]), so that neither a later notice of holidays nor a later
//! change of class turns what was in time into what was late. Clocks that run are
//! moved by both, and [`find_change`] says from when to when.

mod report;
mod timeline;

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::limit::{self, Calculation, Code, Due, Limit, Roll, Stated, Step, Terms};
use crate::regime::{Choice, ClockRule, LimitRule, NodeRule, Regime};
use crate::time::instant;

pub use report::{ReportDue, ReportState, reports};
pub use timeline::{Extension, Mark, Node, Pause, Role, Timeline, Trigger};

/// The reason of the extension that an approved plan is.
pub(crate) const BY_PLAN: &str = "节点方案经批准";

/// A limit that runs or ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Clock {
    /// Name of its rule, `node-1` … for the nodes of a plan.
    pub rule: String,
    /// What people call it.
    pub title: String,
    /// When it started.
    pub started_at: Timestamp,
    /// The last moment allowed on Beijing's wall clock, before any extension.
    pub original_due: DateTime,
    /// The last moment allowed on Beijing's wall clock. While it is paused, the one
    /// it had when the pause began.
    pub due: DateTime,
    /// When it stopped.
    pub stopped_at: Option<Timestamp>,
    /// What stopped it.
    pub stopped_by: Option<Trigger>,
    /// Whether it stands still.
    pub paused: bool,
    /// Whether a notice of holidays that is not known yet may move it.
    pub provisional: bool,
    /// Whether the item as a whole is in time by it.
    pub settles: bool,
}

impl Clock {
    /// Whether it has not stopped; a paused clock runs as well in this sense.
    pub fn is_running(&self) -> bool {
        self.stopped_at.is_none()
    }

    /// Whether it runs at `now` and its due time has passed.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.stopped_at.is_none_or(|at| at > now) && !self.paused && now > instant(self.due)
    }

    /// Whether it was done after its due time; withdrawing does nothing.
    pub fn is_late(&self) -> bool {
        self.stopped_by != Some(Trigger::Withdrawn) && self.stopped_at.is_some_and(|at| at > instant(self.due))
    }
}

/// The clocks of an item that have started, in the order of the regime, those of
/// nodes last.
pub fn clocks(timeline: &Timeline, regime: &Regime, calendar: &Calendar) -> Vec<Clock> {
    run(timeline, regime, |run, terms| run.clock(limit::due(terms, calendar)))
}

/// The same clocks, each with the calculation of its due time.
pub fn explain(timeline: &Timeline, regime: &Regime, calendar: &Calendar) -> Vec<(Clock, Calculation)> {
    run(timeline, regime, |run, terms| {
        let (due, mut calculation) = limit::explain(terms, calendar);
        run.add_basis(&mut calculation);
        (run.clock(due), calculation)
    })
}

/// A clock before its due time is known.
struct Run<'t> {
    rule: Cow<'t, str>,
    title: &'t str,
    started_at: Timestamp,
    stopped: Option<(Timestamp, Trigger)>,
    settles: bool,
    basis: Option<Basis<'t>>,
}

/// What the limit of a clock rests on.
struct Basis<'t> {
    certain: bool,
    source: &'t str,
    /// Codes that decided it without being given.
    assumed: Vec<(Code, &'t Choice)>,
}

impl Run<'_> {
    /// Says behind the limit what it rests on. A date written into the item rests on
    /// the item alone.
    fn add_basis(&self, calculation: &mut Calculation) {
        let is_limit = |step: &Step| matches!(step, Step::Limited { .. } | Step::Stated { instead_of: None, .. });
        let place = calculation.steps.iter().position(is_limit);
        let (Some(place), Some(basis)) = (place, &self.basis) else { return };
        let assumed = basis.assumed.iter().map(|(what, choice)| Step::Assumed {
            what: *what,
            title: choice.title.clone(),
            title_en: choice.title_en.clone(),
        });
        let based = Step::Based { certain: basis.certain, source: basis.source.to_owned() };
        let steps: Vec<Step> = std::iter::once(based).chain(assumed).collect();
        calculation.steps.splice(place + 1..=place, steps);
    }

    fn clock(&self, due: Due) -> Clock {
        Clock {
            rule: self.rule.to_string(),
            title: self.title.to_owned(),
            started_at: self.started_at,
            original_due: due.original,
            due: due.at,
            stopped_at: self.stopped.map(|(at, _)| at),
            stopped_by: self.stopped.map(|(_, by)| by),
            paused: due.paused,
            provisional: due.provisional,
            settles: self.settles,
        }
    }
}

/// Finds the clocks that have started and lets `finish` compute each.
fn run<T>(timeline: &Timeline, regime: &Regime, finish: impl Fn(&Run, &Terms) -> T) -> Vec<T> {
    let mut found = Vec::with_capacity(regime.clocks.len());
    for rule in &regime.clocks {
        found.extend(run_rule(rule, timeline, regime, &finish));
    }
    if let Some(rule) = &regime.nodes {
        let nodes = timeline.nodes.iter().enumerate();
        found.extend(nodes.filter_map(|(index, node)| run_node(index, node, (rule, regime), timeline, &finish)));
    }
    found
}

fn run_rule<T>(
    rule: &ClockRule,
    timeline: &Timeline,
    regime: &Regime,
    finish: impl Fn(&Run, &Terms) -> T,
) -> Option<T> {
    let started_at = timeline.find_first(rule.start)?;
    if !rule.when.is_met(timeline, regime) {
        return None;
    }
    let limit = rule.limits.iter().find(|limit| limit.when.is_met(timeline, regime))?;
    let stopped = find_stop(&rule.stop, (rule.start, started_at), timeline);
    let extensions = with_plan(rule, timeline);
    let terms = Terms {
        trigger: rule.start,
        started_at,
        limit: limit.is,
        cutoff: rule.cutoff,
        roll: rule.roll,
        year: timeline.year,
        stated: timeline.stated_due.filter(|_| rule.stated_wins).map(Stated::InItem),
        pauses: if rule.suspendable { &timeline.pauses } else { &[] },
        extensions: &extensions,
        clock: &rule.name,
        stopped_at: stopped.map(|(at, _)| at),
        frozen: stopped.and_then(|_| timeline.frozen.get(&rule.name).copied()),
    };
    let basis =
        Basis { certain: limit.certain, source: &limit.source, assumed: list_assumed(rule, limit, timeline, regime) };
    let (name, settles) = (Cow::Borrowed(rule.name.as_str()), rule.settles);
    let run = Run { rule: name, title: &rule.title, started_at, stopped, settles, basis: Some(basis) };
    Some(finish(&run, &terms))
}

fn run_node<T>(
    index: usize,
    node: &Node,
    (rule, regime): (&NodeRule, &Regime),
    timeline: &Timeline,
    finish: impl Fn(&Run, &Terms) -> T,
) -> Option<T> {
    let approved = timeline.find_last(Trigger::PlanApproved).map(|at| (at, Trigger::PlanApproved));
    let (started_at, trigger) =
        approved.or_else(|| timeline.find_first(Trigger::Issued).map(|at| (at, Trigger::Issued)))?;
    let done = node.done_at.map(|at| (at, Trigger::NodeDone));
    let ended = find_stop(&rule.stop, (trigger, started_at), timeline);
    let stopped = done.into_iter().chain(ended).min_by_key(|(at, _)| *at);
    let name = format!("node-{}", index + 1);
    let terms = Terms {
        trigger,
        started_at,
        limit: Limit::SameDay,
        cutoff: None,
        roll: Roll::None,
        year: timeline.year,
        stated: Some(Stated::OfNode(node.due)),
        pauses: if rule.suspendable { &timeline.pauses } else { &[] },
        extensions: &timeline.extensions,
        clock: &name,
        stopped_at: stopped.map(|(at, _)| at),
        frozen: stopped.and_then(|_| timeline.frozen.get(&name).copied()),
    };
    let standard = regime.find_standard(&node.title).map(|node| (node.certain, &node.source));
    // The steps of an item's own sentence rest on it alone.
    let basis = standard.or(approved.map(|_| (rule.certain, &rule.source)));
    let basis = basis.map(|(certain, source)| Basis { certain, source, assumed: Vec::new() });
    let run = Run { rule: Cow::Borrowed(&name), title: &node.title, started_at, stopped, settles: false, basis };
    Some(finish(&run, &terms))
}

/// The codes on which a clock or its limit depends and which the item does not have.
fn list_assumed<'r>(
    rule: &ClockRule,
    limit: &LimitRule,
    timeline: &Timeline,
    regime: &'r Regime,
) -> Vec<(Code, &'r Choice)> {
    let conditions = || rule.limits.iter().map(|one| &one.when).chain([&rule.when, &limit.when]);
    let by_class = timeline.class.is_none() && conditions().any(|when| !when.class.is_empty());
    let by_urgency = timeline.urgency.is_none() && conditions().any(|when| !when.urgency.is_empty());
    let class = regime.classes.first().filter(|_| by_class).map(|first| (Code::Class, first));
    let urgency = regime.urgencies.first().filter(|_| by_urgency).map(|first| (Code::Urgency, first));
    class.into_iter().chain(urgency).collect()
}

/// When a clock that was started then stopped, and by what. What happened in the
/// same moment but before its start does not stop it.
fn find_stop(
    stop: &[Trigger],
    (start, started_at): (Trigger, Timestamp),
    timeline: &Timeline,
) -> Option<(Timestamp, Trigger)> {
    let place = timeline.marks.iter().position(|mark| mark.trigger == start && mark.at == started_at);
    let is_after = |index: usize, mark: &Mark| {
        mark.at > started_at || (mark.at == started_at && place.is_none_or(|place| index > place))
    };
    let marks = timeline.marks.iter().enumerate();
    let stops = marks.filter(|(index, mark)| {
        is_after(*index, mark) && (mark.trigger == Trigger::Withdrawn || stop.contains(&mark.trigger))
    });
    stops.map(|(_, mark)| mark).min_by_key(|mark| mark.at).map(|mark| (mark.at, mark.trigger))
}

/// The extensions of an item, with the approved plan as one of them where the rule
/// says that its last node takes the place of the limit.
fn with_plan<'t>(rule: &ClockRule, timeline: &'t Timeline) -> Cow<'t, [Extension]> {
    let approved = timeline.find_last(Trigger::PlanApproved).filter(|_| rule.plan_extends);
    let (Some(granted_at), Some(due)) = (approved, timeline.nodes.iter().map(|node| node.due).max()) else {
        return Cow::Borrowed(&timeline.extensions);
    };
    let mut all = timeline.extensions.clone();
    let place = all.iter().position(|e| e.granted_at > granted_at).unwrap_or(all.len());
    all.insert(place, Extension { clock: rule.name.clone(), due, granted_at, reason: BY_PLAN.to_owned() });
    Cow::Owned(all)
}

/// A clock that runs and is due at another time than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The clock's rule.
    pub rule: String,
    /// When it was due.
    pub from: DateTime,
    /// When it is due.
    pub to: DateTime,
}

/// What changed between two computations of one clock. One that has stopped has
/// not changed, whatever the calendar says now.
pub fn find_change(old: &Clock, new: &Clock) -> Option<Change> {
    let moved = old.rule == new.rule && new.is_running() && old.due != new.due;
    moved.then(|| Change { rule: new.rule.clone(), from: old.due, to: new.due })
}
