//! What one item adds to the counts, and from which day.
//!
//! Both sides of a rate begin on days that keep the numerator within the
//! denominator on every day and in every month: an item closed before its last day
//! is counted as due and closed when that day comes; a feedback is counted, late or
//! not, when it is given or falls due, whichever is first.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::counts::{Counts, exact};
use super::outcome::{Answer, Callback, Label, Opinion, Outcome, Project, Satisfaction, Timed};
use super::steps::Steps;

/// What an item adds at the end of a day.
pub fn contribution(outcome: &Outcome, on: Date) -> Counts {
    steps(outcome).at(on)
}

/// What an item adds, by the day from which it holds. A repeated demand is one
/// repeat and nothing else. An item that was withdrawn keeps what happened before
/// and is no longer open, due or in a batch.
pub fn steps(outcome: &Outcome) -> Steps {
    let mut steps = Steps::default();
    let issued_on = outcome.issued_on;
    if outcome.repeat {
        steps.push(issued_on, Counts { repeats: 1, ..Counts::default() });
        return steps;
    }
    steps.push(issued_on, Counts { assigned: 1, open: 1, ..Counts::default() });
    push_settling(&mut steps, outcome);
    for feedback in &outcome.feedbacks {
        let on_time = i64::from(feedback.is_on_time());
        steps.push(known_on(*feedback), Counts { feedback_due: 1, feedback_on_time: on_time, ..Counts::default() });
    }
    if let Some(contact) = outcome.contact {
        let on_time = i64::from(contact.is_on_time());
        steps.push(known_on(contact), Counts { contact_due: 1, contact_on_time: on_time, ..Counts::default() });
    }
    if let Some(callback) = &outcome.callback {
        push_callback(&mut steps, callback);
    }
    if let Some(answer) = &outcome.answer {
        push_answer(&mut steps, answer, issued_on);
    }
    if let Some(project) = &outcome.project {
        push_project(&mut steps, project, issued_on);
    }
    match outcome.withdrawn_on {
        Some(day) => withdraw(&steps, day.max(issued_on)),
        None => steps,
    }
}

fn push_settling(steps: &mut Steps, outcome: &Outcome) {
    let issued_on = outcome.issued_on;
    let closed_on = outcome.closed_on.map(|day| day.max(issued_on));
    if let Some(closed_on) = closed_on {
        let is_late = outcome.closed_late || outcome.due_on.is_some_and(|due_on| closed_on > due_on);
        let has_limit = outcome.due_on.is_some();
        let is_extended = outcome.original_due_on.is_some_and(|first| closed_on > first);
        let counts = Counts {
            closed: 1,
            closed_on_time: i64::from(has_limit && !is_late),
            closed_in_extension: i64::from(has_limit && !is_late && is_extended),
            closed_late: i64::from(has_limit && is_late),
            days_to_close: days(issued_on, closed_on),
            open: -1,
            ..Counts::default()
        };
        steps.push(closed_on, counts);
    }
    if let Some(cleared_on) = outcome.cleared_on {
        let counts = Counts { cleared: 1, days_to_clear: days(issued_on, cleared_on), ..Counts::default() };
        steps.push(cleared_on.max(issued_on), counts);
    }
    let Some(due_on) = outcome.due_on.map(|day| day.max(issued_on)) else { return };
    steps.push(due_on, Counts { due: 1, ..Counts::default() });
    if let Some(closed_on) = closed_on {
        steps.push(due_on.max(closed_on), Counts { due_closed: 1, ..Counts::default() });
    }
    // On its last day an item is due; overdue it is from the next.
    let overdue_from = next_day(due_on);
    if closed_on.is_none_or(|closed_on| overdue_from < closed_on) {
        steps.push(overdue_from, Counts { open_overdue: 1, ..Counts::default() });
        if let Some(closed_on) = closed_on {
            steps.push(closed_on, Counts { open_overdue: -1, ..Counts::default() });
        }
    }
}

fn push_callback(steps: &mut Steps, callback: &Callback) {
    let is_reached = callback.solved.is_some() || callback.opinion.is_some();
    let counts = Counts {
        not_reached: i64::from(!is_reached),
        asked_solved: i64::from(callback.solved.is_some()),
        solved: i64::from(callback.solved == Some(true)),
        ..Counts::default()
    };
    steps.push(callback.on, counts);
    if let Some(opinion) = callback.opinion {
        let [callers_satisfied, callers_mostly_satisfied, callers_dissatisfied, judgements_excluded] = split(opinion);
        let counts = Counts {
            callers_satisfied,
            callers_mostly_satisfied,
            callers_dissatisfied,
            judgements_excluded,
            ..Counts::default()
        };
        steps.push(opinion.on, counts);
    }
}

fn push_answer(steps: &mut Steps, answer: &Answer, issued_on: Date) {
    steps.push(issued_on, Counts { answer_due: 1, ..Counts::default() });
    if let Some(answered_on) = answer.answered_on {
        let has = |label| i64::from(answer.label == Some(label));
        let counts = Counts {
            answered: 1,
            label_a: has(Label::A),
            label_b: has(Label::B),
            label_c: has(Label::C),
            label_d: has(Label::D),
            ..Counts::default()
        };
        steps.push(answered_on.max(issued_on), counts);
    }
    if let Some(opinion) = answer.opinion {
        let [opinions_satisfied, opinions_mostly_satisfied, opinions_dissatisfied, judgements_excluded] =
            split(opinion);
        let counts = Counts {
            opinions_satisfied,
            opinions_mostly_satisfied,
            opinions_dissatisfied,
            judgements_excluded,
            ..Counts::default()
        };
        steps.push(opinion.on, counts);
    }
}

/// Satisfied, mostly, dissatisfied, excluded.
fn split(opinion: Opinion) -> [i64; 4] {
    match (opinion.excluded, opinion.satisfaction) {
        (true, _) => [0, 0, 0, 1],
        (false, Satisfaction::Satisfied) => [1, 0, 0, 0],
        (false, Satisfaction::MostlySatisfied) => [0, 1, 0, 0],
        (false, Satisfaction::Dissatisfied) => [0, 0, 1, 0],
    }
}

fn push_project(steps: &mut Steps, project: &Project, issued_on: Date) {
    // Each rate has its own cohort: projects of a batch that has come due.
    if let Some(batch) = &project.signed {
        steps.push(batch.due_on, Counts { signed_due: 1, ..Counts::default() });
        if let Some(started_on) = project.started_on {
            steps.push(batch.due_on.max(started_on), Counts { signed_started: 1, ..Counts::default() });
        }
    }
    if let Some(batch) = &project.started {
        steps.push(batch.due_on, Counts { started_due: 1, ..Counts::default() });
        if let Some(day) = project.commissioned_on {
            steps.push(batch.due_on.max(day), Counts { started_commissioned: 1, ..Counts::default() });
        }
    }
    if project.planned_new {
        steps.push(issued_on, Counts { planned_new: 1, ..Counts::default() });
        if let Some(day) = project.started_on {
            steps.push(day.max(issued_on), Counts { planned_started: 1, ..Counts::default() });
        }
    }
    if let Some(contract_on) = project.contract_on {
        steps.push(contract_on, Counts { contracts: 1, ..Counts::default() });
        if let Some(day) = project.performed_on {
            steps.push(day.max(contract_on), Counts { contracts_performed: 1, ..Counts::default() });
        }
    }
    push_money(steps, project, issued_on);
}

/// Amounts count when both sides are known; otherwise the project is missing.
fn push_money(steps: &mut Steps, project: &Project, issued_on: Date) {
    let none = Counts::default();
    if let Some(batch) = &project.commissioned {
        let counts = match both(project.output_expected, project.output_actual) {
            Some((output_expected, Some(output_actual))) => {
                Counts { output_known: 1, output_expected, output_actual, ..none }
            }
            Some((_, None)) => Counts { output_missing: 1, ..none },
            None => none,
        };
        steps.push(batch.due_on, counts);
    }
    let counts = match both(project.investment_planned, project.investment_done) {
        Some((investment_planned, Some(investment_done))) => {
            Counts { investment_known: 1, investment_planned, investment_done, ..none }
        }
        Some((_, None)) => Counts { investment_missing: 1, ..none },
        None => none,
    };
    steps.push(issued_on, counts);
    let counts = match both(project.funds_planned, project.funds_arrived) {
        Some((funds_planned, Some(funds_arrived))) => Counts { funds_known: 1, funds_planned, funds_arrived, ..none },
        Some((_, None)) => Counts { funds_missing: 1, ..none },
        None => none,
    };
    steps.push(issued_on, counts);
    let counts = match both(project.contract_total, project.funds_arrived) {
        Some((contract_total, Some(contract_arrived))) => {
            Counts { contract_funds_known: 1, contract_total, contract_arrived, ..none }
        }
        Some((_, None)) => Counts { contract_funds_missing: 1, ..none },
        None => none,
    };
    steps.push(issued_on, counts);
}

fn both(planned: Option<Decimal>, actual: Option<Decimal>) -> Option<(Decimal, Option<Decimal>)> {
    planned.map(|planned| (exact(planned), actual.map(exact)))
}

/// What happened up to the day stays; all states end on it.
fn withdraw(steps: &Steps, day: Date) -> Steps {
    let mut kept = Steps::default();
    for (from, counts) in steps.iter().filter(|(from, _)| *from <= day) {
        kept.push(from, *counts);
    }
    let ended = kept.at(day).states();
    kept.push(day, Counts { withdrawn: 1, ..Counts::default() } - ended);
    kept
}

/// The day on which it is settled whether it was in time.
fn known_on(timed: Timed) -> Date {
    let missed_on = next_day(timed.due_on);
    timed.done_on.map_or(missed_on, |done_on| done_on.min(missed_on))
}

fn next_day(day: Date) -> Date {
    day.tomorrow().unwrap_or(day)
}

fn days(from: Date, to: Date) -> i64 {
    (from.duration_until(to).as_hours() / 24).max(0)
}
