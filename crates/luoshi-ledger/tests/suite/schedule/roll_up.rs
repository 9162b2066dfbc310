//! Parents out of children; traps 2 and 3 by name.

use jiff::civil::date;
use luoshi_ledger::schedule::{
    Child, Comparator, Direction, Metric, NoData, Plan, Progress, RollUp, Settings, progress, roll_up,
};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{decimal, metric, quarters, road_progress, roads};

fn share_of(percent: i64) -> Progress {
    let metric = Metric { cumulative: true, ..metric(Direction::Up, Comparator::Ge, None, 100.into()) };
    progress(&metric, &[roads(percent, date(2025, 6, 30))], &Settings::default(), date(2025, 7, 1))
}

fn weighted(weights: &[(i64, i64)]) -> Progress {
    let children: Vec<Child> = weights
        .iter()
        .map(|(weight, percent)| Child { weight: (*weight).into(), ..Child::equal("甲", share_of(*percent)) })
        .collect();
    roll_up(&children).progress
}

#[test]
fn trap_2_weights_mean_what_they_say() {
    let plain = Some(decimal("0.5"));
    assert_eq!(weighted(&[(1, 20), (1, 80)]).share(), plain);
    assert_eq!(weighted(&[(2, 20), (2, 80)]).share(), plain);
    assert_eq!(weighted(&[(100, 20), (100, 80)]).share(), plain);
    assert_eq!(weighted(&[(1, 20), (3, 80)]).share(), Some(decimal("0.65")));
    assert_eq!(weighted(&[(0, 20), (1, 80)]).share(), Some(decimal("0.8")));
    for weights in [&[][..], &[(0, 20)], &[(-1, 20), (2, 80)]] {
        assert_eq!(weighted(weights), Progress::NoData { reason: NoData::NoWeights });
    }
}

#[test]
fn trap_3_a_parent_is_withheld_while_a_child_is_missing() {
    let silent = road_progress(&[], date(2025, 7, 1));
    let children = [
        Child::equal("2025-0001", share_of(100)),
        Child::equal("2025-0002", silent),
        Child::equal("2025-0003", Progress::NotYetDue),
    ];
    let Progress::NoData { reason: NoData::ChildrenMissing { missing } } = roll_up(&children).progress else {
        panic!()
    };
    let missing: Vec<(&str, Option<NoData>)> =
        missing.iter().map(|child| (child.id.as_str(), child.reason.clone())).collect();
    assert_eq!(missing, [("2025-0002", Some(NoData::NothingReported)), ("2025-0003", None)]);
}

#[test]
fn overshoot_is_shown_and_does_not_make_up_for_a_sister() {
    let children = [Child::equal("甲", share_of(180)), Child::equal("乙", share_of(20))];
    assert_eq!(children[0].progress.share(), Some(decimal("1.8")));
    let parent = roll_up(&children);
    assert_eq!(parent.progress.share(), Some(decimal("0.6")));
    assert!(!parent.progress.measured().unwrap().met);
    assert_eq!(parent.parts[0].share, Some(Decimal::ONE));
}

#[test]
fn children_that_have_not_begun_are_not_yet_due() {
    let children = [Child::equal("甲", Progress::NotYetDue), Child::equal("乙", Progress::NotYetDue)];
    assert_eq!(roll_up(&children).progress, Progress::NotYetDue);
}

#[test]
fn progress_is_stored_and_read_again() {
    let children = [Child::equal("甲", road_progress(&[], date(2025, 7, 1))), Child::equal("乙", share_of(20))];
    let parent = roll_up(&children);
    let text = serde_json::to_string(&parent).unwrap();
    assert_eq!(serde_json::from_str::<RollUp>(&text).unwrap(), parent);
    let plan = serde_json::to_string(&quarters()).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&plan).unwrap(), quarters());
}

proptest! {
    #[test]
    fn a_parent_lies_between_its_children(shares in prop::collection::vec((1_i64..9, -50_i64..200), 1..6)) {
        let share = weighted(&shares).share().unwrap();
        let capped = |percent: &i64| Decimal::new((*percent).clamp(0, 100), 2);
        let least = shares.iter().map(|(_, percent)| capped(percent)).min().unwrap();
        let most = shares.iter().map(|(_, percent)| capped(percent)).max().unwrap();
        let slack = Decimal::new(1, 20);
        prop_assert!(share >= least - slack && share <= most + slack);
    }
}
