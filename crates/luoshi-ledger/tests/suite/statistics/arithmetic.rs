//! Counts add up: keeping them up to date equals counting again.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use luoshi_ledger::statistics::{
    Answer, Batch, Callback, Cohort, Counts, Figures, GroupBy, Label, Opinion, Outcome, Project, Satisfaction,
    Settings, Steps, Tally, Timed, contribution, rates, steps, tally,
};
use proptest::option;
use proptest::prelude::*;
use rust_decimal::Decimal;

const FIRST: Date = date(2025, 1, 1);

fn a_day() -> impl Strategy<Value = Date> {
    (0_i32..400).prop_map(|days| FIRST.saturating_add(days.days()))
}

fn a_timed() -> impl Strategy<Value = Timed> {
    (a_day(), option::of(a_day()), any::<bool>()).prop_map(|(due_on, done_on, late)| Timed { due_on, done_on, late })
}

fn an_opinion() -> impl Strategy<Value = Opinion> {
    let satisfaction = prop_oneof![
        Just(Satisfaction::Satisfied),
        Just(Satisfaction::MostlySatisfied),
        Just(Satisfaction::Dissatisfied)
    ];
    (a_day(), satisfaction, any::<bool>()).prop_map(|(on, satisfaction, excluded)| Opinion {
        on,
        satisfaction,
        excluded,
    })
}

fn an_answer() -> impl Strategy<Value = Answer> {
    let label = prop_oneof![Just(Label::A), Just(Label::B), Just(Label::C), Just(Label::D)];
    (option::of(a_day()), option::of(label), option::of(an_opinion()))
        .prop_map(|(answered_on, label, opinion)| Answer { answered_on, label, opinion })
}

fn a_callback() -> impl Strategy<Value = Callback> {
    (a_day(), option::of(any::<bool>()), option::of(an_opinion())).prop_map(|(on, solved, opinion)| Callback {
        on,
        solved,
        opinion,
    })
}

fn an_amount() -> impl Strategy<Value = Option<Decimal>> {
    option::of((0_i64..100_000_000, 0_u32..8).prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale)))
}

fn a_project() -> impl Strategy<Value = Project> {
    let batch =
        || option::of((0_i32..3, a_day()).prop_map(|(label, due_on)| Batch { label: label.to_string(), due_on }));
    let days = || prop::array::uniform4(option::of(a_day()));
    let amounts = || prop::array::uniform7(an_amount());
    (batch(), batch(), batch(), any::<bool>(), days(), amounts()).prop_map(
        |(signed, started, commissioned, planned_new, days, amounts)| {
            let [started_on, commissioned_on, contract_on, performed_on] = days;
            let [output_expected, output_actual, investment_planned, investment_done, funds_planned, total, arrived] =
                amounts;
            Project {
                signed,
                started,
                commissioned,
                planned_new,
                started_on,
                commissioned_on,
                contract_on,
                performed_on,
                output_expected,
                output_actual,
                investment_planned,
                investment_done,
                funds_planned,
                contract_total: total,
                funds_arrived: arrived,
            }
        },
    )
}

prop_compose! {
    fn an_outcome()(
        (agency, repeat, issued_on, closed_late) in (0_i32..3, prop::bool::weighted(0.1), a_day(), any::<bool>()),
        days in prop::array::uniform4(option::of(a_day())),
        withdrawn_on in option::weighted(0.2, a_day()),
        feedbacks in prop::collection::vec(a_timed(), 0..4),
        contact in option::of(a_timed()),
        callback in option::of(a_callback()),
        answer in option::of(an_answer()),
        project in option::of(a_project()),
    ) -> Outcome {
        let [due_on, original_due_on, closed_on, cleared_on] = days;
        Outcome {
            agency: Some(format!("{agency}局")),
            repeat,
            due_on,
            original_due_on,
            closed_on,
            closed_late,
            cleared_on,
            withdrawn_on,
            feedbacks,
            contact,
            callback,
            answer,
            project,
            ..Outcome::issued("task", issued_on)
        }
    }
}

fn some_outcomes() -> impl Strategy<Value = Vec<Outcome>> {
    prop::collection::vec(an_outcome(), 0..12)
}

/// What a store does when an item changes.
fn replace(tally: &mut Tally, by: GroupBy, old: &Outcome, new: &Outcome) {
    *tally.entry(by.key(old)).or_default() -= &steps(old);
    *tally.entry(by.key(new)).or_default() += &steps(new);
    tally.retain(|_, steps| *steps != Steps::default());
}

proptest! {
    #[test]
    fn keeping_up_to_date_equals_counting_again(
        before in some_outcomes(), changes in prop::collection::vec((any::<prop::sample::Index>(), an_outcome()), 0..12)
    ) {
        prop_assume!(!before.is_empty());
        for by in [GroupBy::Agency, GroupBy::Month, GroupBy::SigningBatch] {
            let mut outcomes = before.clone();
            let mut kept = tally(&outcomes, by);
            for (index, new) in &changes {
                let place = index.index(outcomes.len());
                replace(&mut kept, by, &outcomes[place], new);
                outcomes[place] = new.clone();
            }
            prop_assert_eq!(kept, tally(&outcomes, by));
        }
    }

    #[test]
    fn counts_of_all_are_the_sum_of_each(outcomes in some_outcomes(), day in a_day()) {
        let each: Counts = outcomes.iter().map(|outcome| contribution(outcome, day)).sum();
        let all: Counts = tally(&outcomes, GroupBy::Agency).values().map(|steps| steps.at(day)).sum();
        prop_assert_eq!(each, all);
        prop_assert_eq!(each - each, Counts::default());
    }

    #[test]
    fn days_split_anywhere_without_loss(outcome in an_outcome(), day in a_day()) {
        let steps = steps(&outcome);
        let end = date(2027, 1, 1);
        prop_assert_eq!(steps.at(day) + steps.within(day.tomorrow().unwrap(), end), steps.at(end));
        prop_assert_eq!(steps.to_months().at(day.last_of_month()), steps.at(day.last_of_month()));
    }

    #[test]
    fn columns_keep_everything(outcome in an_outcome(), day in a_day()) {
        let counts = contribution(&outcome, day);
        prop_assert_eq!(counts.columns().len(), Counts::COLUMNS.len());
        prop_assert!(counts.entries().all(|(name, value)| Counts::COLUMNS.contains(&name) && value != 0));
        prop_assert_eq!(Counts::from_columns(&counts.columns()), counts);
    }

    #[test]
    fn rates_of_counts_lie_between_0_and_100(outcomes in some_outcomes(), one in a_day(), other in a_day()) {
        let (from, to) = (one.min(other), one.max(other));
        for steps in tally(&outcomes, GroupBy::Agency).values() {
            let figures = Figures::of(steps, from, to);
            for rate in rates(&figures, &Cohort::within(from, to), Settings::default()) {
                let Some(percent) = rate.percent() else { continue };
                prop_assert!(percent >= Decimal::ZERO, "{:?} {}", rate.definition.code, percent);
                if rate.definition.bounded {
                    prop_assert!(percent <= Decimal::ONE_HUNDRED, "{:?} {}", rate.definition.code, percent);
                }
            }
        }
    }
}
