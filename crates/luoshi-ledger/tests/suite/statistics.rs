//! Rates, counts and rankings; traps 9 and 10 by name, and published figures.

mod arithmetic;

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use luoshi_ledger::statistics::{
    Batch, Callback, Cohort, Counts, Figures, GroupBy, NotRanked, Opinion, Outcome, Project, RankingRefused, Rate,
    RateCode, Satisfaction, Settings, Timed, catalogue, contribution, definition, in_ten_thousand_yuan, rank, rates,
    tally,
};
use rust_decimal::Decimal;

const YEAR_END: Date = date(2025, 12, 31);

fn year() -> Cohort {
    Cohort::within(date(2025, 1, 1), YEAR_END)
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn given(code: RateCode, numerator: i64, denominator: i64) -> Rate {
    Rate::new(code, numerator.into(), denominator.into(), year(), Settings::default())
}

/// A task of an agency, due on 31 March 2025.
fn task(agency: &str, closed_on: Option<Date>) -> Outcome {
    Outcome {
        agency: Some(agency.to_owned()),
        due_on: Some(date(2025, 3, 31)),
        closed_on,
        ..Outcome::issued("task", date(2025, 3, 1))
    }
}

fn figures<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>) -> Figures {
    let groups = tally(outcomes, GroupBy::Kind);
    let steps = groups.into_values().fold(luoshi_ledger::statistics::Steps::default(), |sum, steps| sum + &steps);
    Figures::of(&steps, date(2025, 1, 1), YEAR_END)
}

fn rate<'a>(code: RateCode, outcomes: impl IntoIterator<Item = &'a Outcome>) -> Rate {
    Rate::of(code, &figures(outcomes), &year(), Settings::default())
}

/// Numerator, denominator and value, as they stand in a table.
fn show(rate: &Rate) -> String {
    format!("{}/{} = {rate}", rate.numerator.normalize(), rate.denominator.normalize())
}

#[test]
fn published_rates_are_reached() {
    let mut count = 0;
    for line in include_str!("../statistics/published.csv").lines().skip(1) {
        let [code, numerator, denominator, printed, source] = line.split(',').collect::<Vec<_>>()[..] else {
            panic!("not five cells: {line}");
        };
        let code: RateCode = serde_json::from_value(code.into()).unwrap();
        let rate = Rate::new(code, decimal(numerator), decimal(denominator), year(), Settings::default());
        let decimals = decimal(printed).scale();
        assert_eq!(rate.rounded(decimals), Some(decimal(printed)), "{line} ({source})");
        count += 1;
    }
    assert_eq!(count, 12);
}

#[test]
fn over_nothing_there_is_no_rate() {
    let rate = given(RateCode::ClosingRate, 0, 0);
    assert_eq!(rate.percent(), None);
    assert_eq!(rate.to_string(), "—");
    let zero = given(RateCode::ClosingRate, 0, 7);
    assert_eq!(zero.to_string(), "0.00%");
}

#[test]
fn halves_are_rounded_up() {
    assert_eq!(given(RateCode::ClosingRate, 1, 16).percent(), Some(decimal("6.25")));
    assert_eq!(given(RateCode::ClosingRate, 1, 32).rounded(2), Some(decimal("3.13")));
    assert_eq!(given(RateCode::ClosingRate, 1, 32).rounded(1), Some(decimal("3.1")));
    assert_eq!(given(RateCode::ClosingRate, 1, 800).rounded(2), Some(decimal("0.13")));
}

#[test]
fn the_catalogue_is_in_the_order_of_its_codes_and_says_all() {
    for row in catalogue() {
        assert_eq!(definition(row.code).code, row.code);
        for text in [row.title_zh, row.title_en, row.definition_zh, row.definition_en, row.source] {
            assert!(!text.is_empty(), "{:?}", row.code);
        }
        assert_eq!(row.certain, !row.source.starts_with("推定"), "{:?}", row.code);
    }
}

#[test]
fn a_rate_is_published_with_all_that_makes_it() {
    let json = serde_json::to_value(given(RateCode::SignedStartRate, 82, 94)).unwrap();
    assert_eq!(json["code"], "signed-start-rate");
    assert_eq!(json["title-zh"], "签约项目开工率");
    assert_eq!(json["value"], "87.23");
    assert_eq!((&json["numerator"], &json["denominator"]), (&"82".into(), &"94".into()));
    assert_eq!(json["cohort"]["to"], "2025-12-31");
    assert_eq!(json["small-sample"], false);
}

// Closing, feedback, time.

#[test]
fn closing_rates_look_at_what_is_due_and_what_is_closed() {
    let april = date(2025, 4, 10);
    let outcomes = [
        task("甲", Some(date(2025, 3, 20))),
        task("甲", Some(date(2025, 3, 31))),
        task("甲", Some(april)),
        task("甲", None),
        Outcome { due_on: Some(date(2026, 2, 1)), ..task("甲", None) },
        Outcome { due_on: None, ..task("甲", Some(april)) },
    ];
    assert_eq!(show(&rate(RateCode::ClosingRate, &outcomes)), "3/4 = 75.00%");
    assert_eq!(show(&rate(RateCode::OnTimeClosingRate, &outcomes)), "2/3 = 66.67%");
    assert_eq!(show(&rate(RateCode::OverdueRate, &outcomes)), "1/2 = 50.00%");
    assert_eq!(show(&rate(RateCode::MeanDaysToClose, &outcomes)), "129/4 = 32.25天");
}

#[test]
fn on_its_last_day_an_item_is_due_and_not_overdue() {
    let open = task("甲", None);
    let on = |day| {
        let counts = contribution(&open, day);
        (counts.due, counts.open_overdue)
    };
    assert_eq!(on(date(2025, 3, 30)), (0, 0));
    assert_eq!(on(date(2025, 3, 31)), (1, 0));
    assert_eq!(on(date(2025, 4, 1)), (1, 1));
    let closed_late_that_day = Outcome { closed_late: true, ..task("甲", Some(date(2025, 3, 31))) };
    assert_eq!(contribution(&closed_late_that_day, YEAR_END).closed_late, 1);
}

#[test]
fn what_an_extension_saved_is_in_time_and_shown() {
    let extended = Outcome { original_due_on: Some(date(2025, 3, 15)), ..task("甲", Some(date(2025, 3, 20))) };
    let counts = contribution(&extended, YEAR_END);
    assert_eq!((counts.closed_on_time, counts.closed_in_extension), (1, 1));
    let early = Outcome { closed_on: Some(date(2025, 3, 15)), ..extended };
    assert_eq!(contribution(&early, YEAR_END).closed_in_extension, 0);
}

#[test]
fn feedback_is_counted_when_it_is_given_or_missed() {
    let feedback = |done_on, late| Timed { due_on: date(2025, 3, 4), done_on, late };
    let item = Outcome {
        feedbacks: vec![
            feedback(Some(date(2025, 3, 3)), false),
            feedback(Some(date(2025, 3, 4)), true),
            feedback(Some(date(2025, 3, 9)), false),
            feedback(None, false),
        ],
        ..task("甲", None)
    };
    assert_eq!(show(&rate(RateCode::OnTimeFeedbackRate, [&item])), "1/4 = 25.00%");
    assert_eq!(contribution(&item, date(2025, 3, 3)).feedback_due, 1);
    assert_eq!(contribution(&item, date(2025, 3, 4)).feedback_due, 2);
    assert_eq!(contribution(&item, date(2025, 3, 5)).feedback_due, 4);
}

#[test]
fn withdrawn_and_repeated_items_are_nobodys_result() {
    let withdrawn = Outcome { withdrawn_on: Some(date(2025, 4, 2)), ..task("甲", None) };
    let before = contribution(&withdrawn, date(2025, 4, 1));
    assert_eq!((before.open, before.due, before.open_overdue), (1, 1, 1));
    let after = contribution(&withdrawn, date(2025, 4, 2));
    assert_eq!(after, Counts { assigned: 1, withdrawn: 1, ..Counts::default() });
    let repeat = Outcome { repeat: true, ..task("甲", None) };
    assert_eq!(contribution(&repeat, YEAR_END), Counts { repeats: 1, ..Counts::default() });
}

// The person's word.

#[test]
fn trap_9_closed_is_not_solved() {
    let called = |solved, satisfaction: Option<Satisfaction>, excluded| Outcome {
        callback: Some(Callback {
            on: date(2025, 3, 21),
            solved,
            opinion: satisfaction.map(|satisfaction| Opinion { on: date(2025, 3, 21), satisfaction, excluded }),
        }),
        ..task("甲", Some(date(2025, 3, 20)))
    };
    let outcomes = [
        called(Some(true), Some(Satisfaction::Satisfied), false),
        called(Some(false), Some(Satisfaction::MostlySatisfied), false),
        called(Some(false), Some(Satisfaction::Dissatisfied), true),
        called(None, None, false),
        task("甲", Some(date(2025, 3, 20))),
    ];
    let counts = figures(&outcomes).at;
    assert_eq!((counts.closed, counts.asked_solved, counts.solved, counts.not_reached), (5, 3, 1, 1));
    assert_eq!(show(&rate(RateCode::ClosingRate, &outcomes)), "5/5 = 100.00%");
    assert_eq!(show(&rate(RateCode::SolutionRate, &outcomes)), "1/3 = 33.33%");
    assert_eq!(show(&rate(RateCode::CallerRate, &outcomes)), "1/2 = 50.00%");
    assert_eq!(counts.judgements_excluded, 1);
}

// Projects.

fn project(project: Project) -> Outcome {
    Outcome { project: Some(project), ..Outcome::issued("project", date(2025, 1, 10)) }
}

fn batch(label: &str, due_on: Date) -> Batch {
    Batch { label: label.to_owned(), due_on }
}

#[test]
fn the_start_rate_counts_only_batches_that_have_come_due() {
    let first = Some(batch("2025年第一次", date(2025, 9, 30)));
    let fifth = Some(batch("2025年第五次", date(2026, 3, 31)));
    let started_on = Some(date(2025, 6, 1));
    let outcomes = [
        project(Project { signed: first.clone(), started_on, ..Project::default() }),
        project(Project { signed: first, ..Project::default() }),
        project(Project { signed: fifth.clone(), started_on, ..Project::default() }),
        project(Project { signed: fifth, ..Project::default() }),
    ];
    assert_eq!(show(&rate(RateCode::SignedStartRate, &outcomes)), "1/2 = 50.00%");
    let by_batch = tally(&outcomes, GroupBy::SigningBatch);
    let labels: Vec<&str> = by_batch.keys().flatten().map(String::as_str).collect();
    assert_eq!(labels, ["2025年第一次", "2025年第五次"]);
}

#[test]
fn the_output_rate_is_money_and_leaves_the_unknown_out_on_both_sides() {
    let commissioned = Some(batch("2025年第一次", date(2025, 6, 30)));
    let with_output = |expected: i64, actual: Option<i64>| {
        project(Project {
            commissioned: commissioned.clone(),
            output_expected: Some(expected.into()),
            output_actual: actual.map(Decimal::from),
            ..Project::default()
        })
    };
    let outcomes = [with_output(1000, Some(1500)), with_output(9000, Some(500)), with_output(5000, None)];
    let rate = rate(RateCode::OutputRate, &outcomes);
    assert_eq!(show(&rate), "2000/10000 = 20.00%");
    assert_eq!((rate.sample, rate.missing, rate.small_sample), (2, 1, true));
}

#[test]
fn amounts_are_added_in_one_unit() {
    assert_eq!(in_ten_thousand_yuan(decimal("1.5"), "亿元"), Some(decimal("15000")));
    assert_eq!(in_ten_thousand_yuan(decimal("300"), "元"), Some(decimal("0.03")));
    assert_eq!(in_ten_thousand_yuan(decimal("2"), "亿美元"), None);
    assert_eq!(in_ten_thousand_yuan(decimal("2"), ""), None);
}

// Groups and rankings.

fn by_agency(outcomes: &[Outcome]) -> BTreeMap<Option<String>, Figures> {
    let of = |steps| Figures::of(steps, date(2025, 1, 1), YEAR_END);
    tally(outcomes, GroupBy::Agency).iter().map(|(agency, steps)| (agency.clone(), of(steps))).collect()
}

fn several(agency: &str, closed: usize, open: usize) -> Vec<Outcome> {
    let done = std::iter::repeat_n(task(agency, Some(date(2025, 3, 20))), closed);
    done.chain(std::iter::repeat_n(task(agency, None), open)).collect()
}

#[test]
fn trap_10_one_item_is_never_ranked() {
    let outcomes =
        [several("甲局", 9, 1), several("乙局", 1, 0), several("丙局", 5, 5), several("丁局", 18, 2)].concat();
    let settings = Settings { min_sample: 1 };
    let ranking = rank(GroupBy::Agency, RateCode::ClosingRate, &by_agency(&outcomes), &year(), settings).unwrap();
    let places: Vec<(usize, &str, String, i64)> = ranking
        .places
        .iter()
        .map(|place| (place.place, place.agency.as_str(), show(&place.rate), place.workload.assigned))
        .collect();
    assert_eq!(
        places,
        [
            (1, "丁局", "18/20 = 90.00%".to_owned(), 20),
            (1, "甲局", "9/10 = 90.00%".to_owned(), 10),
            (3, "丙局", "5/10 = 50.00%".to_owned(), 10),
        ]
    );
    let unranked: Vec<(&str, NotRanked)> =
        ranking.unranked.iter().map(|agency| (agency.agency.as_str(), agency.reason)).collect();
    assert_eq!(unranked, [("乙局", NotRanked::SmallSample)]);
}

#[test]
fn less_is_better_where_it_is() {
    let outcomes = [several("甲局", 0, 6), several("乙局", 0, 5)].concat();
    let mut outcomes = outcomes;
    outcomes.extend(std::iter::repeat_n(Outcome { due_on: None, ..task("乙局", None) }, 5));
    let ranking =
        rank(GroupBy::Agency, RateCode::OverdueRate, &by_agency(&outcomes), &year(), Settings::default()).unwrap();
    let order: Vec<&str> = ranking.places.iter().map(|place| place.agency.as_str()).collect();
    assert_eq!(order, ["乙局", "甲局"]);
}

#[test]
fn people_and_shares_of_labels_are_not_ranked() {
    let none = BTreeMap::new();
    let refused = |by, code| rank(by, code, &none, &year(), Settings::default()).unwrap_err();
    let by_leader = refused(GroupBy::Leader, RateCode::ClosingRate);
    assert_eq!(by_leader, RankingRefused::NotAgencies(GroupBy::Leader));
    assert_eq!(refused(GroupBy::Agency, RateCode::ShareA), RankingRefused::NotAResult(RateCode::ShareA));
}

#[test]
fn every_rate_of_an_empty_group_prints_a_dash() {
    for rate in rates(&Figures::default(), &year(), Settings::default()) {
        assert_eq!(rate.to_string(), "—", "{:?}", rate.definition.code);
        assert!(rate.small_sample);
    }
}

#[test]
fn a_cohort_says_its_days() {
    let at_end = rate(RateCode::ClosingRate, &[]).cohort;
    assert_eq!((at_end.zh(), at_end.en()), ("截至2025-12-31".to_owned(), "as of 2025-12-31".to_owned()));
    let within = Cohort { of: Some("前四期".to_owned()), ..year() };
    assert_eq!(within.zh(), "2025-01-01至2025-12-31(前四期)");
}
