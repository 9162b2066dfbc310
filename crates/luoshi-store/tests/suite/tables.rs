//! The tables say what the log says, and can be made from it again.

use jiff::Timestamp;
use luoshi_ledger::command::{Command, Reassignment};
use luoshi_ledger::event::ClockPolicy;
use luoshi_ledger::item::{Content, ItemKind, State};
use luoshi_ledger::statistics::{Counts, GroupBy};
use luoshi_ledger::{AgencyId, ItemId};
use luoshi_store::testing::TestStore;
use luoshi_store::{Counted, Filter, ItemLine, Ledger, LightFilter, Measure, NOT_STATED, Sort};
use sqlx::Connection;

use crate::LEDGER;
use crate::office::{AGENCIES, AT, clerk, content, fill, issue, later, open, reviewer, supervisor};

on_both!(
    rebuilt_tables_equal_the_live_ones,
    changed_rows_are_named,
    a_dump_brings_the_tables,
    a_list_goes_page_by_page,
    numbers_sort_as_numbers,
    a_slow_writer_does_not_undo_a_change,
    a_rebuild_that_is_broken_off_changes_nothing,
    a_list_and_its_count_agree,
    the_list_behind_a_number_has_so_many_items,
    a_board_counts_what_the_lists_show,
    decisions_of_some_days_are_counted,
    what_is_left_to_do_after_a_closing_has_a_light,
);

async fn assert_whole(test: &TestStore) {
    let findings = test.store.verify(LEDGER, &[]).await.unwrap();
    assert!(findings.is_clean(), "{findings}");
}

/// Changes that move an item between groups and lists.
async fn rearrange(ledger: &Ledger, ids: &[ItemId]) {
    let to = AgencyId::from(AGENCIES[3]);
    let transfer = Reassignment { to: to.clone(), reason: "职责调整".to_owned(), clocks: ClockPolicy::Continue };
    ledger.execute(&ids[2], &Command::TransferLead(transfer), &supervisor(), later(20)).await.unwrap();
    let support = Command::ChangeSupport { support: vec![AgencyId::from(AGENCIES[0])] };
    ledger.execute(&ids[2], &support, &supervisor(), later(21)).await.unwrap();
    let withdraw = Command::Withdraw { reason: "重复交办".to_owned() };
    ledger.execute(&ids[3], &withdraw, &supervisor(), later(22)).await.unwrap();
    ledger.execute(&ids[2], &Command::Sign, &clerk(&to), later(23)).await.unwrap();
}

async fn rebuilt_tables_equal_the_live_ones(test: &TestStore) {
    let ledger = open(test).await;
    let ids = fill(&ledger).await;
    rearrange(&ledger, &ids).await;
    assert_whole(test).await;
    let live = test.tables().await;
    assert!(live.len() > 100, "{}", live.len());
    assert_eq!(test.store.rebuild(LEDGER).await.unwrap(), 24);
    assert_eq!(test.tables().await, live);
    test.tamper("delete from items; delete from item_bodies; delete from outcomes; delete from tally").await;
    test.store.rebuild(LEDGER).await.unwrap();
    assert_eq!(test.tables().await, live);
    assert_whole(test).await;
}

async fn changed_rows_are_named(test: &TestStore) {
    let ledger = open(test).await;
    fill(&ledger).await;
    let cases = [
        ("update items set lead = '县水利局' where id = '2025-0001'", "items, row 2025-0001: lead is \"县水利局\""),
        ("update items set red_ms = null where id = '2025-0002'", "items, row 2025-0002: red_ms is nothing"),
        ("update items set state = 'cleared', is_open = false where id = '2025-0001'", "is_open is false"),
        ("delete from items where id = '2025-0001'", "items lacks 2025-0001"),
        ("delete from items where id = '2025-0024'", "items lacks 2025-0024"),
        ("update items set id = '2025-9999' where id = '2025-0004'", "items has 2025-9999, of which the log"),
        ("update item_bodies set body = '{}' where id = '2025-0003'", "item_bodies has a changed row for 2025-0003"),
        ("delete from item_agencies where item = '2025-0003'", "item_agencies lacks 2025-0003 "),
        ("update tally set closed = closed + 1", "tally has wrong sums for"),
        ("delete from tally where grouping_code = 'agency'", "tally lacks agency"),
        ("delete from outcomes where item = '2025-0005'", "outcomes lacks 2025-0005"),
    ];
    for (change, expected) in cases {
        test.tamper(change).await;
        let findings = test.store.verify(LEDGER, &[]).await.unwrap();
        assert!(findings.breaks.is_empty());
        assert!(findings.to_string().contains(expected), "{change}: {findings}");
        test.store.rebuild(LEDGER).await.unwrap();
        assert_whole(test).await;
    }
}

async fn a_dump_brings_the_tables(test: &TestStore) {
    let ledger = open(test).await;
    fill(&ledger).await;
    let path = test.path("dump.jsonl");
    test.store.export(&path, later(40)).await.unwrap();
    let other = TestStore::sqlite().await;
    other.store.import(&path).await.unwrap();
    let findings = other.store.verify(LEDGER, &[]).await.unwrap();
    assert!(findings.is_clean(), "{findings}");
    assert_eq!(other.tables().await.len(), test.tables().await.len());
    other.close().await;
}

async fn a_list_goes_page_by_page(test: &TestStore) {
    let ledger = open(test).await;
    fill(&ledger).await;
    for sort in [Sort::Due, Sort::Number] {
        for filter in [Filter::default(), Filter { kind: Some(ItemKind::Task), ..Filter::default() }] {
            let whole = ledger.list_items(&filter, sort, None, 100, later(30)).await.unwrap();
            assert!(whole.next.is_none());
            let mut items = Vec::new();
            let mut after = None;
            loop {
                let page = ledger.list_items(&filter, sort, after.as_ref(), 5, later(30)).await.unwrap();
                items.extend(page.items);
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(items, whole.items, "{sort:?}");
        }
    }
}

async fn numbers_sort_as_numbers(test: &TestStore) {
    let ledger = open(test).await;
    issue(&ledger, 3).await;
    test.tamper("update items set number = 9999, id = '2025-9999' where number = 3").await;
    let items = issue(&ledger, 2).await;
    assert_eq!(items[1].id.as_str(), "2025-10001");
    let page = ledger.list_items(&Filter::default(), Sort::Number, None, 10, later(1)).await.unwrap();
    let ids: Vec<&str> = page.items.iter().map(|line| &*line.id).collect();
    assert_eq!(ids, ["2025-0001", "2025-0002", "2025-9999", "2025-10000", "2025-10001"]);
    let after = luoshi_store::After { due: None, id: "2025-9999".to_owned() };
    let page = ledger.list_items(&Filter::default(), Sort::Number, Some(&after), 10, later(1)).await.unwrap();
    assert_eq!(page.items.len(), 2);
}

/// Two programs, one of which still has the old settings in memory.
async fn a_slow_writer_does_not_undo_a_change(test: &TestStore) {
    let ledger = open(test).await;
    let items = issue(&ledger, 8).await;
    let mut tasks = Vec::new();
    for item in items {
        let ledger = ledger.clone();
        tasks.push(tokio::spawn(async move {
            let clerk = clerk(&item.content.lead);
            ledger.execute(&item.id, &Command::Sign, &clerk, later(2)).await.unwrap();
        }));
        let ledger = Ledger::open(test.store.clone(), LEDGER).await.unwrap();
        tasks.push(tokio::spawn(async move {
            ledger.sweep(later(2)).await.unwrap();
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_whole(test).await;
}

async fn a_rebuild_that_is_broken_off_changes_nothing(test: &TestStore) {
    let ledger = open(test).await;
    fill(&ledger).await;
    let live = test.tables().await;
    for microseconds in [1, 500, 2_000, 5_000, 10_000, 20_000, 40_000] {
        let time = std::time::Duration::from_micros(microseconds);
        let _ = tokio::time::timeout(time, test.store.rebuild(LEDGER)).await;
        assert_eq!(test.tables().await, live);
    }
    assert_eq!(test.store.rebuild(LEDGER).await.unwrap(), 24);
    assert_eq!(test.tables().await, live);
}

async fn a_list_and_its_count_agree(test: &TestStore) {
    let ledger = open(test).await;
    fill(&ledger).await;
    let agency = Some(AGENCIES[1].to_owned());
    let none = Filter::default();
    for filter in [
        none.clone(),
        Filter { open: Some(true), ..none.clone() },
        Filter { agency: agency.clone(), ..none.clone() },
        Filter { lead: agency, open: Some(false), ..none.clone() },
        Filter { light: Some(LightFilter::Red), ..none.clone() },
        Filter { light: Some(LightFilter::Yellow), ..none.clone() },
        Filter { light: Some(LightFilter::Green), ..none.clone() },
        Filter { text: Some("第3件".to_owned()), ..none.clone() },
        Filter { text: Some("没有".to_owned()), ..none.clone() },
        Filter { leader: Some(NOT_STATED.to_owned()), asking: Some(false), ..none.clone() },
        Filter { asking: Some(true), due_from: Some(luoshi_ledger::time::day(later(3))), ..none },
    ] {
        for now in [later(1), later(100), later(300)] {
            let page = ledger.list_items(&filter, Sort::Due, None, 100, now).await.unwrap();
            let count = ledger.count_items(&filter, 1_000, now).await.unwrap();
            assert_eq!(page.items.len() as u64, count, "{filter:?}");
            let whole = ledger.list_whole_items(&page).await.unwrap();
            let ids = |item: &luoshi_ledger::item::Item| item.id.to_string();
            assert_eq!(
                whole.iter().map(ids).collect::<Vec<_>>(),
                page.items.iter().map(|line| line.id.clone()).collect::<Vec<_>>()
            );
        }
    }
    assert_eq!(ledger.count_items(&Filter::default(), 10, later(1)).await.unwrap(), 10);
}

fn number(counted: Counted, at: &Counts, within: &Counts) -> i64 {
    match counted.measure {
        Measure::Assigned => within.assigned,
        Measure::Closed => within.closed,
        Measure::ClosedOnTime => within.closed_on_time,
        Measure::ClosedLate => within.closed_late,
        Measure::ClosedLimited => within.closed_on_time + within.closed_late,
        Measure::Cleared => within.cleared,
        Measure::Withdrawn => within.withdrawn,
        Measure::Open => at.open,
        Measure::Overdue => at.open_overdue,
        Measure::Due => at.due,
        Measure::DueClosed => at.due_closed,
    }
}

async fn the_list_behind_a_number_has_so_many_items(test: &TestStore) {
    let ledger = open(test).await;
    let ids = fill(&ledger).await;
    rearrange(&ledger, &ids).await;
    // Overdue for months, and then withdrawn: it was overdue on the days before.
    let open = Filter { open: Some(true), ..Filter::default() };
    let first = ledger.list_items(&open, Sort::Due, None, 1, later(250)).await.unwrap().items.remove(0);
    let withdraw = Command::Withdraw { reason: "并入另一事项".to_owned() };
    ledger.execute(&ItemId(first.id), &withdraw, &supervisor(), later(250)).await.unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for (first, last) in [(0, 30), (5, 22), (22, 23), (0, 200), (100, 400)] {
        let (from, to) = (luoshi_ledger::time::day(later(first)), luoshi_ledger::time::day(later(last)));
        for by in [GroupBy::Agency, GroupBy::Leader, GroupBy::Section, GroupBy::Kind] {
            let groups = test.store.list_figures(LEDGER, by, None, from, to).await.unwrap();
            for (key, figures) in &groups {
                for measure in Measure::ALL {
                    let counted = Counted { measure, from, to };
                    let mut filter = Filter { counted: Some(counted), ..Filter::default() };
                    let name = key.clone().or(Some(NOT_STATED.to_owned()));
                    match by {
                        GroupBy::Agency => filter.lead = name,
                        GroupBy::Leader => filter.leader = name,
                        GroupBy::Section => filter.section = name,
                        _ => filter.kind = key.as_deref().and_then(ItemKind::of_code),
                    }
                    let listed = ledger.count_items(&filter, 1_000, later(last)).await.unwrap();
                    let said = number(counted, &figures.at, &figures.within);
                    assert_eq!(i64::try_from(listed).unwrap(), said, "{by:?} {key:?} {counted:?}");
                    if listed > 0 {
                        seen.insert(measure.code());
                    }
                    the_pages_by_day_have_all(&ledger, &filter, listed, later(last)).await;
                    filter.light = Some(LightFilter::Red);
                    let listed = ledger.count_items(&filter, 1_000, later(last)).await.unwrap();
                    the_pages_by_day_have_all(&ledger, &filter, listed, later(last)).await;
                }
            }
        }
    }
    assert!(seen.len() >= 8, "some measures never counted anything: {seen:?}");
}

/// Pages of two rows, in the order of days, give each row once.
async fn the_pages_by_day_have_all(ledger: &Ledger, filter: &Filter, count: u64, now: Timestamp) {
    let (mut ids, mut after) = (std::collections::BTreeSet::new(), None);
    loop {
        let page = ledger.list_items(filter, Sort::Day, after.as_ref(), 2, now).await.unwrap();
        assert!(page.items.iter().all(|line| ids.insert(line.id.clone())), "twice: {:?} of {filter:?}", page.items);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(u64::try_from(ids.len()).unwrap(), count, "{filter:?}");
}

async fn a_board_counts_what_the_lists_show(test: &TestStore) {
    let ledger = open(test).await;
    let ids = fill(&ledger).await;
    rearrange(&ledger, &ids).await;
    for now in [later(23), later(60), later(300)] {
        let board = ledger.count_board(now).await.unwrap();
        for state in State::ALL {
            let filter = Filter { state: Some(state), ..Filter::default() };
            assert_eq!(ledger.count_items(&filter, 1_000, now).await.unwrap(), board.count(state), "{state:?}");
        }
        let lights = [LightFilter::Red, LightFilter::Yellow, LightFilter::Green, LightFilter::None];
        for (light, count) in lights.into_iter().zip([board.red, board.yellow, board.green, board.paused]) {
            let filter = Filter { light: Some(light), ..Filter::default() };
            assert_eq!(ledger.count_items(&filter, 1_000, now).await.unwrap(), count, "{light:?}");
        }
        let filter = Filter { open: Some(true), ..Filter::default() };
        assert_eq!(ledger.count_items(&filter, 1_000, now).await.unwrap(), board.open);
    }
}

/// Its plans rest on these figures; PostgreSQL keeps its own.
#[tokio::test]
async fn a_sweep_lets_sqlite_count_its_tables() {
    let test = TestStore::sqlite().await;
    let ledger = open(&test).await;
    fill(&ledger).await;
    ledger.sweep(later(1)).await.unwrap();
    let mut connection = sqlx::SqliteConnection::connect(&test.url).await.unwrap();
    let tables: Vec<String> =
        sqlx::query_scalar("select distinct tbl from sqlite_stat1").fetch_all(&mut connection).await.unwrap();
    assert!(["items", "outcomes", "events"].iter().all(|table| tables.iter().any(|t| t == table)), "{tables:?}");
    connection.close().await.unwrap();
    test.close().await;
}

async fn decisions_of_some_days_are_counted(test: &TestStore) {
    let ledger = open(test).await;
    let ids = fill(&ledger).await;
    rearrange(&ledger, &ids).await;
    let day = ledger.count_decisions(later(20), later(21)).await.unwrap();
    assert_eq!((day.extended, day.transferred, day.refused), (0, 1, 0));
    assert_eq!(ledger.count_decisions(later(21), later(22)).await.unwrap(), luoshi_store::Decisions::default());
}

/// A demand of the hotline that is closed and not asked back yet (回访).
async fn close_demand(ledger: &Ledger) -> ItemId {
    let kind = ItemKind::Demand;
    let regime = kind.usual_regime().to_owned();
    let content = Content { title: "路灯不亮".to_owned(), kind, regime, stated_due: None, ..content(1) };
    let item = ledger.issue(&content, &supervisor(), AT).await.unwrap();
    let clerk = clerk(&item.content.lead);
    let text = || "已修好".to_owned();
    for (actor, command) in [
        (&clerk, Command::Sign),
        (&clerk, Command::Deploy { text: text(), handler: None }),
        (&clerk, Command::Answer { label: None, text: text(), promise: None }),
        (&clerk, Command::AskClosing { conclusion: text(), exemption: Some("电话核实".to_owned()) }),
        (&reviewer(), Command::AcceptClosing { grade: None, conclusion: text() }),
    ] {
        ledger.execute(&item.id, &command, actor, later(1)).await.unwrap();
    }
    item.id
}

async fn what_is_left_to_do_after_a_closing_has_a_light(test: &TestStore) {
    let ledger = open(test).await;
    fill(&ledger).await;
    let id = close_demand(&ledger).await;
    let demand = Filter { kind: Some(ItemKind::Demand), ..Filter::default() };
    let line = async |now| {
        let page = ledger.list_items(&demand, Sort::Due, None, 10, now).await.unwrap();
        page.items.into_iter().next().unwrap()
    };
    // Closed on Sunday 2 March 2025; one working day to ask back ends on Monday.
    let before = line(later(1)).await;
    assert_eq!((before.state.as_str(), before.is_open, before.light(later(1))), ("closed", false, Some("green")));
    assert_eq!(before.next_due.as_deref().map(|due| &due[..10]), Some("2025-03-03"));
    assert_eq!(line(later(30)).await.light(later(30)), Some("red"));
    for now in [later(1), later(30)] {
        let board = ledger.count_board(now).await.unwrap();
        let mut shown = 0;
        for (light, count) in
            [(LightFilter::Red, board.red), (LightFilter::Yellow, board.yellow), (LightFilter::Green, board.green)]
        {
            for agency in [None, Some(AGENCIES[1].to_owned())] {
                for sort in [Sort::Due, Sort::Number] {
                    let filter = Filter { light: Some(light), agency: agency.clone(), ..Filter::default() };
                    let page = ledger.list_items(&filter, sort, None, 100, now).await.unwrap();
                    assert_eq!(ledger.count_items(&filter, 100, now).await.unwrap(), page.items.len() as u64);
                    assert!(agency.is_some() || page.items.len() as u64 == count, "{light:?}");
                    shown += page.items.iter().filter(|line| line.id == id.as_str()).count();
                    assert_eq!(pages(&ledger, &filter, sort, now).await, page.items);
                }
            }
            let open = Filter { light: Some(light), open: Some(true), ..Filter::default() };
            let page = ledger.list_items(&open, Sort::Due, None, 100, now).await.unwrap();
            assert!(page.items.iter().all(|line| line.is_open));
        }
        assert_eq!(shown, 4, "once for each agency and order");
        assert_eq!(board.red + board.yellow + board.green + board.paused, board.open + 1);
    }
    assert_whole(test).await;
    let live = test.tables().await;
    test.store.rebuild(LEDGER).await.unwrap();
    assert_eq!(test.tables().await, live);
    let rated = Command::Rate { satisfaction: "satisfied".to_owned(), solved: Some(true) };
    ledger.execute(&id, &rated, &supervisor(), later(30)).await.unwrap();
    let done = line(later(40)).await;
    assert_eq!((done.light(later(40)), done.next_due), (None, None));
    assert_whole(test).await;
}

/// All rows of a list, two at a time.
async fn pages(ledger: &Ledger, filter: &Filter, sort: Sort, now: Timestamp) -> Vec<ItemLine> {
    let mut lines = Vec::new();
    let mut after = None;
    loop {
        let page = ledger.list_items(filter, sort, after.as_ref(), 2, now).await.unwrap();
        lines.extend(page.items);
        after = page.next;
        if after.is_none() {
            return lines;
        }
    }
}
