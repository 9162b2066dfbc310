//! Sums that are kept up to date equal a recount.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, date};
use luoshi_ledger::statistics::{Counts, Figures, GroupBy, Outcome, Project, tally};
use luoshi_store::testing::TestStore;
use proptest::prelude::*;

use crate::LEDGER;

on_both!(the_columns_are_those_of_the_counts);

async fn the_columns_are_those_of_the_counts(test: &TestStore) {
    let columns: BTreeSet<String> = test
        .columns()
        .await
        .into_iter()
        .filter_map(|column| column.strip_prefix("tally.").map(str::to_owned))
        .filter(|column| !["ledger", "grouping_code", "grain", "day", "kind", "group_key"].contains(&&**column))
        .collect();
    let counts: BTreeSet<String> = Counts::COLUMNS.iter().map(|&column| column.to_owned()).collect();
    assert_eq!(columns, counts, "a count that was added needs a migration, and a rebuild");
}

fn day() -> impl Strategy<Value = Date> {
    (0..800i32).prop_map(|days| date(2024, 1, 1).saturating_add(days.days()))
}

fn name(names: &'static [&'static str]) -> impl Strategy<Value = Option<String>> {
    proptest::option::of(proptest::sample::select(names).prop_map(str::to_owned))
}

prop_compose! {
    fn outcome()(
        kind in proptest::sample::select(&["task", "demand", "project"][..]),
        agency in name(&["住建局", "发改委"]),
        leader in name(&["wang", "li"]),
        section in name(&["一、工业", "二、农业"]),
        issued_on in day(),
        due_on in proptest::option::of(day()),
        closed_on in proptest::option::of(day()),
        cleared_on in proptest::option::of(day()),
        withdrawn_on in proptest::option::weighted(0.1, day()),
        repeat in proptest::bool::weighted(0.1),
        started_on in proptest::option::of(day()),
        paid in proptest::option::of(0..1_000_000i64),
    ) -> Outcome {
        let project = Project {
            planned_new: true,
            started_on,
            investment_planned: Some(500.into()),
            investment_done: paid.map(|fen| rust_decimal::Decimal::new(fen, 6)),
            ..Project::default()
        };
        Outcome {
            agency, leader, section, due_on, closed_on, cleared_on, withdrawn_on, repeat,
            project: (kind == "project").then_some(project),
            ..Outcome::issued(kind, issued_on)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn sums_equal_a_recount(
        batches in proptest::collection::vec(proptest::collection::vec((0..9u8, outcome()), 1..8), 1..6),
        from in day(),
        to in day(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            for test in [Some(TestStore::sqlite().await), TestStore::postgres().await].into_iter().flatten() {
                compare(&test, &batches, from, to).await;
                test.close().await;
            }
        });
    }
}

async fn compare(test: &TestStore, batches: &[Vec<(u8, Outcome)>], from: Date, to: Date) {
    let mut items = BTreeMap::new();
    for batch in batches {
        // An item occurs once in a batch, as in the table of items.
        let batch: BTreeMap<String, Outcome> = batch.iter().map(|(id, o)| (format!("2025-{id}"), o.clone())).collect();
        test.count(LEDGER, &batch).await;
        items.extend(batch);
    }
    for by in GroupBy::ALL {
        for kind in [None, Some("project")] {
            let some = items.values().filter(|o| kind.is_none_or(|kind| o.kind == kind));
            let some = some.filter(|o| o.project.is_some() || !format!("{by:?}").ends_with("Batch"));
            let mut expected: BTreeMap<Option<String>, Figures> = BTreeMap::new();
            for (key, steps) in tally(some, by) {
                let figures = Figures::of(&steps, from, to);
                if figures != Figures::default() {
                    expected.insert(key, figures);
                }
            }
            assert_eq!(test.store.list_figures(LEDGER, by, kind, from, to).await.unwrap(), expected, "{by:?} {kind:?}");
        }
    }
    let groupings = [GroupBy::Section, GroupBy::Agency, GroupBy::Class];
    let names = test.store.list_group_names(LEDGER, groupings).await.unwrap();
    for (by, names) in groupings.into_iter().zip(names) {
        // An item that has left a group leaves its name.
        assert!(tally(items.values(), by).into_keys().flatten().all(|name| names.contains(&name)), "{by:?} {names:?}");
        assert!(names.is_sorted_by(|one, other| one < other), "{by:?} {names:?}");
    }
}
