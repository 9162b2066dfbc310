//! Progress of metrics and schedule; traps 1 and 11 by name.

mod roll_up;

use jiff::civil::{Date, date};
use luoshi_ledger::schedule::{
    Actual, Basis, Comparator, Direction, Metric, MetricError, NoData, Node, Pace, Period, Plan, PlanError, Progress,
    Required, Settings, Standing, expected, is_met, progress, standing,
};
use proptest::prelude::*;
use rust_decimal::Decimal;

const YEAR: Period = Period { from: date(2025, 1, 1), to: date(2025, 12, 31) };

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|_| panic!("not a number: {text:?}"))
}

fn metric(direction: Direction, comparator: Comparator, baseline: Option<Decimal>, target: Decimal) -> Metric {
    Metric {
        what: "新改建农村公路".to_owned(),
        baseline,
        baseline_unit: None,
        target,
        target2: None,
        comparator,
        direction,
        unit: "公里".to_owned(),
        period: YEAR,
        cumulative: false,
        expected_from: None,
    }
}

fn figure(value: Decimal, unit: &str, as_of: Date) -> Actual {
    Actual { value, unit: unit.to_owned(), as_of, reported_on: as_of, numerator: None, denominator: None }
}

fn roads(kilometres: i64, as_of: Date) -> Actual {
    figure(kilometres.into(), "公里", as_of)
}

/// 120 kilometres of road, from nothing.
fn road_metric() -> Metric {
    Metric { cumulative: true, ..metric(Direction::Up, Comparator::Ge, None, 120.into()) }
}

fn road_progress(actuals: &[Actual], today: Date) -> Progress {
    progress(&road_metric(), actuals, &Settings::default(), today)
}

/// The number and the unit of `45 %`.
fn quantity(text: &str) -> (&str, &str) {
    text.trim().split_once(' ').unwrap_or((text.trim(), ""))
}

fn code(word: &str) -> serde_json::Value {
    serde_json::Value::String(word.to_owned())
}

/// A case of `progress.txt`: the metric and its figure.
fn read_case(line: &str) -> (Metric, Actual) {
    let (promise, rest) = line.split_once("; ").unwrap();
    let (reported, _) = rest.rsplit_once(" → ").unwrap();
    let (words, goal) = promise.split_once(" → ").unwrap();
    let [direction, comparator, baseline] = words.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
    let (target, unit) = quantity(goal);
    let (target, target2) = target.split_once('~').map_or((target, None), |(low, high)| (low, Some(decimal(high))));
    let (baseline, baseline_unit) =
        baseline.split_once('[').map_or((baseline, None), |(value, unit)| (value, Some(unit.replace(']', ""))));
    let metric = Metric {
        baseline_unit,
        target2,
        unit: unit.to_owned(),
        cumulative: baseline == "0+",
        ..metric(
            serde_json::from_value(code(direction)).unwrap(),
            serde_json::from_value(code(comparator)).unwrap(),
            (!matches!(baseline, "-" | "0+")).then(|| decimal(baseline)),
            decimal(target),
        )
    };
    let (value, unit) = quantity(reported);
    let (fraction, value) = value.split_once('=').map_or((None, value), |(fraction, value)| (Some(fraction), value));
    let fraction = fraction.map(|fraction| fraction.split_once('/').unwrap());
    let actual = Actual {
        numerator: fraction.map(|(numerator, _)| decimal(numerator)),
        denominator: fraction.map(|(_, denominator)| decimal(denominator)),
        ..figure(decimal(value), unit, date(2025, 6, 30))
    };
    (metric, actual)
}

fn describe(progress: &Progress) -> String {
    let (before, measured) = match progress {
        Progress::NotYetDue => return "not-yet-due".to_owned(),
        Progress::NoData { reason } => {
            return serde_json::to_value(reason).unwrap()["code"].as_str().unwrap().to_owned();
        }
        Progress::NoProgress(measured) => ("no-progress ", measured),
        Progress::Value(measured) => (if measured.basis == Basis::Line { "line " } else { "" }, measured),
    };
    let percent = (measured.share * Decimal::ONE_HUNDRED).round_dp(2).normalize();
    format!("{before}{percent} {}", if measured.met { "met" } else { "short" })
}

#[test]
fn progress_is_what_the_table_says() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in include_str!("../schedule/progress.txt").lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        count += 1;
        let (metric, actual) = read_case(line);
        let found = describe(&progress(&metric, &[actual], &Settings::default(), date(2025, 7, 1)));
        let (_, wanted) = line.rsplit_once(" → ").unwrap();
        if found != wanted {
            wrong.push(format!("{line}   but found: {found}"));
        }
    }
    assert!(count > 50, "only {count} cases were read");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn trap_1_percentage_points_are_never_taken_for_percent() {
    let metric = Metric { unit: "%".to_owned(), ..metric(Direction::Up, Comparator::Ge, Some(40.into()), 41.into()) };
    let actual = figure(Decimal::ONE, "个百分点", date(2025, 6, 30));
    let found = progress(&metric, &[actual], &Settings::default(), date(2025, 7, 1));
    let reason = NoData::UnitMismatch { wanted: "%".to_owned(), given: "个百分点".to_owned() };
    assert_eq!(reason.zh(), "单位不一致:目标为“%”,上报为“个百分点”,不作换算");
    assert_eq!(found, Progress::NoData { reason });
}

#[test]
fn a_promise_without_baseline_can_still_be_judged() {
    let metric = metric(Direction::Up, Comparator::Ge, None, decimal("5.5"));
    assert!(is_met(&metric, decimal("5.6"), &Settings::default()));
    assert!(!is_met(&metric, decimal("5.4"), &Settings::default()));
}

#[test]
fn the_tolerance_of_about_is_a_setting() {
    let metric = metric(Direction::Up, Comparator::About, None, decimal("5.5"));
    let strict = Settings { about_share: Decimal::ZERO, ..Settings::default() };
    assert!(is_met(&metric, decimal("5.3"), &Settings::default()));
    assert!(!is_met(&metric, decimal("5.3"), &strict));
}

// Which figure counts.

#[test]
fn trap_11_no_update_is_not_no_progress() {
    let nothing = road_progress(&[], date(2025, 7, 1));
    assert_eq!(nothing, Progress::NoData { reason: NoData::NothingReported });
    let zero = road_progress(&[roads(0, date(2025, 6, 30))], date(2025, 7, 1));
    assert!(matches!(zero, Progress::NoProgress(_)));
    let before = road_progress(&[], date(2024, 12, 31));
    assert_eq!(before, Progress::NotYetDue);

    let plan = Plan::Elapsed;
    let compare = |progress| standing(progress, &plan, YEAR, &Settings::default(), date(2025, 7, 1));
    assert_eq!(compare(&nothing), Standing::NoData { reason: NoData::NothingReported });
    assert!(matches!(compare(&zero), Standing::Judged(judgement) if judgement.pace == Pace::Behind));
}

#[test]
fn a_figure_that_cannot_be_expected_yet_is_not_missing() {
    let metric = Metric { expected_from: Some(date(2025, 4, 20)), ..road_metric() };
    let on = |today| progress(&metric, &[], &Settings::default(), today);
    assert_eq!(on(date(2025, 4, 19)), Progress::NotYetDue);
    assert_eq!(on(date(2025, 4, 20)), Progress::NoData { reason: NoData::NothingReported });
}

#[test]
fn what_was_reached_after_the_period_was_not_reached_in_time() {
    let late = roads(120, date(2026, 1, 31));
    let reason = NoData::AfterPeriod;
    assert_eq!(road_progress(std::slice::from_ref(&late), date(2026, 2, 1)), Progress::NoData { reason });
    let in_time = roads(90, date(2025, 12, 31));
    assert_eq!(describe(&road_progress(&[in_time, late], date(2026, 2, 1))), "75 short");
}

#[test]
fn a_figure_of_the_period_counts_though_it_is_reported_later() {
    let reported_late = Actual { reported_on: date(2026, 2, 10), ..roads(120, date(2025, 12, 31)) };
    assert_eq!(describe(&road_progress(&[reported_late], date(2026, 2, 10))), "100 met");
}

#[test]
fn a_figure_is_used_from_the_day_it_is_known() {
    let first = roads(30, date(2025, 3, 31));
    let second = Actual { reported_on: date(2025, 7, 10), ..roads(60, date(2025, 6, 30)) };
    let figures = [first, second];
    assert_eq!(describe(&road_progress(&figures, date(2025, 7, 9))), "25 short");
    assert_eq!(describe(&road_progress(&figures, date(2025, 7, 10))), "50 short");
}

#[test]
fn a_restated_figure_replaces_and_keeps_the_old_one() {
    let first = roads(60, date(2025, 6, 30));
    let restated = Actual { reported_on: date(2025, 8, 1), ..roads(54, date(2025, 6, 30)) };
    let found = road_progress(&[first, restated], date(2025, 8, 2));
    assert_eq!(describe(&found), "45 short");
    assert_eq!(found.measured().unwrap().restated_from, Some(60.into()));
}

// The schedule.

fn judge(progress: &Progress, plan: &Plan, today: Date) -> String {
    match standing(progress, plan, YEAR, &Settings::default(), today) {
        Standing::NotYetDue => "not-yet-due".to_owned(),
        Standing::NoData { reason } => serde_json::to_value(reason).unwrap()["code"].as_str().unwrap().to_owned(),
        Standing::Judged(judgement) => {
            let pace = format!("{:?}", judgement.pace).to_lowercase();
            judgement.gap_points.map_or(pace.clone(), |gap| format!("{pace} {gap:+}"))
        }
    }
}

#[test]
fn elapsed_time_counts_whole_days() {
    let share = |day| expected(&Plan::Elapsed, YEAR, day).unwrap().round_dp(4);
    assert_eq!(share(date(2024, 12, 31)), Decimal::ZERO);
    assert_eq!(share(date(2025, 1, 1)), decimal("0.0027"));
    assert_eq!(share(date(2025, 6, 30)), decimal("0.4959"));
    assert_eq!(share(date(2025, 12, 31)), Decimal::ONE);
    assert_eq!(share(date(2026, 5, 1)), Decimal::ONE);
}

#[test]
fn a_figure_is_compared_with_the_schedule_of_its_own_day() {
    // 60 of 120 on 30 June, looked at on 20 July when 55 % are asked.
    let half = road_progress(&[roads(60, date(2025, 6, 30))], date(2025, 7, 20));
    assert_eq!(judge(&half, &Plan::Elapsed, date(2025, 7, 20)), "on +0.41");
    // After 46 days without a new figure, it says nothing any more.
    assert_eq!(judge(&half, &Plan::Elapsed, date(2025, 8, 15)), "on +0.41");
    assert_eq!(judge(&half, &Plan::Elapsed, date(2025, 8, 16)), "stale");
}

#[test]
fn behind_and_ahead_begin_beyond_the_tolerance() {
    let on = |kilometres| {
        let progress = road_progress(&[roads(kilometres, date(2025, 6, 30))], date(2025, 7, 1));
        judge(&progress, &Plan::Elapsed, date(2025, 7, 1))
    };
    assert_eq!(on(53), "behind -5.42");
    assert_eq!(on(54), "on -4.59");
    assert_eq!(on(65), "on +4.58");
    assert_eq!(on(66), "ahead +5.41");
}

#[test]
fn a_held_line_is_on_schedule_and_a_broken_one_behind() {
    let metric = metric(Direction::Hold, Comparator::Le, None, 500.into());
    let on = |value: i64| {
        let actual = figure(value.into(), "公里", date(2025, 6, 30));
        let progress = progress(&metric, &[actual], &Settings::default(), date(2025, 7, 1));
        judge(&progress, &Plan::Elapsed, date(2025, 7, 1))
    };
    assert_eq!(on(480), "on");
    assert_eq!(on(520), "behind");
}

fn quarters() -> Plan {
    let node =
        |month, day, percent| Node { on: date(2025, month, day), required: Required::Share(Decimal::new(percent, 2)) };
    Plan::Nodes(vec![node(3, 31, 10), node(6, 30, 40), node(9, 30, 80), node(12, 31, 100)])
}

#[test]
fn nodes_are_steps() {
    let plan = quarters();
    assert_eq!(plan.check(YEAR), Ok(()));
    let share = |day| expected(&plan, YEAR, day).unwrap();
    assert_eq!(share(date(2025, 3, 30)), Decimal::ZERO);
    assert_eq!(share(date(2025, 3, 31)), decimal("0.1"));
    assert_eq!(share(date(2025, 6, 29)), decimal("0.1"));
    assert_eq!(share(date(2025, 12, 31)), Decimal::ONE);
    let on = |kilometres, day| judge(&road_progress(&[roads(kilometres, day)], day), &plan, day);
    assert_eq!(on(0, date(2025, 2, 28)), "on +0");
    assert_eq!(on(24, date(2025, 5, 31)), "on +10.00");
    assert_eq!(on(48, date(2025, 5, 31)), "ahead +30.00");
    assert_eq!(on(36, date(2025, 6, 30)), "behind -10.00");
}

#[test]
fn nodes_in_words_are_judged_by_their_day() {
    let node = |month, day, text: &str, done_on| Node {
        on: date(2025, month, day),
        required: Required::Text { text: text.to_owned(), done_on },
    };
    let plan = |started, roofed| Plan::Nodes(vec![node(3, 31, "开工", started), node(9, 30, "主体封顶", roofed)]);
    let nothing = Progress::NoData { reason: NoData::NothingReported };
    let done = Some(date(2025, 3, 20));
    assert_eq!(judge(&nothing, &plan(None, None), date(2025, 3, 31)), "on");
    assert_eq!(judge(&nothing, &plan(None, None), date(2025, 4, 1)), "behind");
    assert_eq!(judge(&nothing, &plan(done, None), date(2025, 4, 1)), "on");
    assert_eq!(judge(&nothing, &plan(done, done), date(2025, 4, 1)), "ahead");
    assert_eq!(judge(&nothing, &plan(done, done), date(2024, 12, 1)), "not-yet-due");
}

#[test]
fn ill_formed_plans_and_metrics_are_refused() {
    let node = |on, percent| Node { on, required: Required::Share(Decimal::new(percent, 2)) };
    let check = |nodes| Plan::Nodes(nodes).check(YEAR);
    let (march, june) = (date(2025, 3, 31), date(2025, 6, 30));
    assert_eq!(check(vec![]), Err(PlanError::Empty));
    assert_eq!(check(vec![node(june, 10), node(march, 20)]), Err(PlanError::Unordered(march)));
    assert_eq!(check(vec![node(march, 20), node(june, 10)]), Err(PlanError::Share(june)));
    assert_eq!(check(vec![node(march, 120)]), Err(PlanError::Share(march)));
    assert_eq!(check(vec![node(date(2026, 1, 1), 10)]), Err(PlanError::OutsidePeriod(date(2026, 1, 1))));
    let reversed = Metric { period: Period { from: YEAR.to, to: YEAR.from }, ..road_metric() };
    assert_eq!(reversed.check(), Err(MetricError::PeriodReversed));
    let upper = Metric { target2: Some(130.into()), ..road_metric() };
    assert_eq!(upper.check(), Err(MetricError::UpperEndWithoutRange));
}

prop_compose! {
    fn a_decimal()(mantissa in -1_000_000_i64..1_000_000, scale in 0_u32..4) -> Decimal {
        Decimal::new(mantissa, scale)
    }
}

proptest! {
    #[test]
    fn more_of_a_rising_metric_is_never_less_progress(
        baseline in a_decimal(), target in a_decimal(), one in a_decimal(), other in a_decimal()
    ) {
        let metric = metric(Direction::Up, Comparator::Ge, Some(baseline), target);
        let share = |value| {
            let actual = figure(value, "公里", date(2025, 6, 30));
            progress(&metric, &[actual], &Settings::default(), date(2025, 7, 1)).share().unwrap()
        };
        prop_assert!(share(one.max(other)) >= share(one.min(other)));
    }

    #[test]
    fn a_falling_metric_mirrors_a_rising_one(
        baseline in a_decimal(), target in a_decimal(), value in a_decimal()
    ) {
        let rising = metric(Direction::Up, Comparator::Ge, Some(baseline), target);
        let falling = metric(Direction::Down, Comparator::Le, Some(-baseline), -target);
        let share = |metric: &Metric, value| {
            let actual = figure(value, "公里", date(2025, 6, 30));
            progress(metric, &[actual], &Settings::default(), date(2025, 7, 1)).share()
        };
        prop_assert_eq!(share(&rising, value), share(&falling, -value));
    }
}
