//! Lists, filters, statistics and single items in a large ledger.
//!
//! ```sh
//! LUOSHI_BENCH_ITEMS=1000000 cargo bench -p luoshi-store --bench ledger
//! ```
//!
//! Builds a ledger of so many items, about nine events each (100,000 items unless
//! told otherwise), through the log and the tables, and measures what people wait
//! for. SQLite writes below the target folder; PostgreSQL is the server of
//! `LUOSHI_TEST_PG`. With `LUOSHI_BENCH_ONLY=sqlite` or `postgres`, only that one.
//! `LUOSHI_BENCH_PART=lists` or `sweeps` measures only these. With `LUOSHI_BENCH_KEEP=1`
//! the ledger stays where it is, and its address is printed; `LUOSHI_BENCH_AT` with that
//! address measures it again, without building.

use std::env;
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::civil::date;
use luoshi_ledger::ItemId;
use luoshi_ledger::actor::{Actor, Role};
use luoshi_ledger::calendar::{NamedDay, Notice};
use luoshi_ledger::command::Command;
use luoshi_ledger::item::{Item, ItemKind, State};
use luoshi_ledger::settings::SettingsEvent;
use luoshi_ledger::statistics::GroupBy;
use luoshi_store::testing::TestStore;
use luoshi_store::testing::lives::{self, AGENCIES, Dice, LEADERS, LEDGER, SECTIONS, agency, life, now};
use luoshi_store::{Counted, Filter, HitKind, Ledger, LightFilter, Measure, SearchQuery, Sort};

fn actor() -> Actor {
    Actor { person: "zhao".into(), role: Role::Supervisor, agency: None, acting_for: None }
}

async fn build(test: &TestStore, name: &str, count: u64) -> Ledger {
    let begun = Instant::now();
    let ledger = lives::fill(test, count).await;
    let events = test.store.find_head(LEDGER).await.expect("a head").map_or(0, |head| head.seq);
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{name:<10} built {count} items, {events} events in {seconds:.0} s: {:.0} events/s",
        events as f64 / seconds
    );
    ledger
}

/// Runs something many times and prints how long it took.
async fn measure<T, F: Future<Output = T>>(name: &str, what: &str, times: u64, mut run: impl FnMut(u64) -> F) {
    let mut latencies = Vec::new();
    for number in 0..times {
        let begun = Instant::now();
        run(number).await;
        latencies.push(begun.elapsed());
    }
    latencies.sort();
    let at = |percent: usize| millis(latencies[(latencies.len() - 1) * percent / 100]);
    println!("{name:<10} {what:<44} median {:>7.1} ms, p95 {:>7.1} ms", at(50), at(95));
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

/// The filters of the list page, each with a value that changes from run to run.
fn filters(dice: &mut Dice) -> Vec<(&'static str, Filter)> {
    let lead = Some(agency(dice.below(AGENCIES)));
    let leader = Some(format!("leader-{}", dice.below(LEADERS)));
    let section = Some(format!("第{}部分", dice.below(SECTIONS)));
    let open = Some(true);
    let none = Filter::default();
    vec![
        ("everything", none.clone()),
        ("open", Filter { open, ..none.clone() }),
        ("closed", Filter { open: Some(false), ..none.clone() }),
        ("kind", Filter { kind: Some(ItemKind::Finding), ..none.clone() }),
        ("state", Filter { state: Some(State::ClosingReview), ..none.clone() }),
        ("lead", Filter { lead: lead.clone(), ..none.clone() }),
        ("lead, open", Filter { lead: lead.clone(), open, ..none.clone() }),
        ("lead or support", Filter { agency: lead.clone(), ..none.clone() }),
        ("lead or support, open", Filter { agency: lead.clone(), open, ..none.clone() }),
        ("leader, open", Filter { leader: leader.clone(), open, ..none.clone() }),
        ("class, kind", Filter { class: Some("complex".to_owned()), kind: Some(ItemKind::Task), ..none.clone() }),
        ("section", Filter { section: section.clone(), ..none.clone() }),
        (
            "section, leader, kind",
            Filter { section, leader: leader.clone(), kind: Some(ItemKind::Directive), ..none.clone() },
        ),
        ("red", Filter { light: Some(LightFilter::Red), ..none.clone() }),
        ("yellow", Filter { light: Some(LightFilter::Yellow), ..none.clone() }),
        ("green", Filter { light: Some(LightFilter::Green), ..none.clone() }),
        ("red, lead", Filter { light: Some(LightFilter::Red), lead, ..none.clone() }),
        (
            "yellow, leader, kind",
            Filter { light: Some(LightFilter::Yellow), leader, kind: Some(ItemKind::Task), ..none.clone() },
        ),
        ("due until", Filter { due_until: Some(date(2025, 12, 31)), open, ..none.clone() }),
        ("year", Filter { year: Some(2024), ..none.clone() }),
        ("common word", Filter { text: Some("老旧小区".to_owned()), ..none.clone() }),
        ("rare word", Filter { text: Some(format!("第{}件", dice.below(90_000))), ..none.clone() }),
        ("absent word", Filter { text: Some("没有这样的事".to_owned()), ..none }),
    ]
}

async fn measure_all(test: &TestStore, name: &str, ledger: &Ledger, count: u64) {
    let times = 40;
    for index in 0..filters(&mut Dice(0)).len() {
        let what = filters(&mut Dice(0))[index].0;
        measure(name, &format!("list: {what}"), times, |number| {
            let filter = filters(&mut Dice(number)).swap_remove(index).1;
            async move { ledger.list_items(&filter, Sort::Due, None, 50, now()).await.expect("a page") }
        })
        .await;
    }
    measure(name, "list: by number", times, |_| {
        let filter = Filter::default();
        async move { ledger.list_items(&filter, Sort::Number, None, 50, now()).await.expect("a page") }
    })
    .await;
    measure(name, "list: a page in the middle", times, |number| async move {
        let (id, _) = life(number * count / 50, count);
        let after = luoshi_store::After { due: None, id: id.to_string() };
        let filter = Filter::default();
        ledger.list_items(&filter, Sort::Number, Some(&after), 50, now()).await.expect("a page")
    })
    .await;
    measure_search(name, ledger, times).await;
    measure(name, "an item with its history", times, |number| async move {
        let (id, _) = life(number * count / 50, count);
        ledger.find_item(&id).await.expect("an item");
        ledger.list_history(&id).await.expect("a history")
    })
    .await;
    for by in [GroupBy::Agency, GroupBy::Leader, GroupBy::Kind, GroupBy::Section, GroupBy::Month] {
        for (what, from, to) in [
            ("a year", date(2025, 1, 1), date(2025, 12, 31)),
            ("from the middle of a month", date(2024, 12, 20), date(2025, 12, 19)),
        ] {
            measure(name, &format!("statistics by {by:?}, {what}").to_lowercase(), 10, |_| async move {
                test.store.list_figures(LEDGER, by, None, from, to).await.expect("figures")
            })
            .await;
        }
    }
    measure_board(test, name, ledger).await;
    measure_writing(name, ledger, count).await;
}

/// What a dashboard asks for, and the lists behind its numbers.
async fn measure_board(test: &TestStore, name: &str, ledger: &Ledger) {
    measure(name, "board: states and lights", 20, |_| async move { ledger.count_board(now()).await.expect("counts") })
        .await;
    measure(name, "board: months", 20, |_| async move {
        test.store.list_months(LEDGER, date(2025, 12, 19)).await.expect("months")
    })
    .await;
    let (from, to) = (date(2025, 1, 1), date(2025, 12, 19));
    for counted in Measure::ALL {
        for (what, lead) in [("", None), (", lead", Some(agency(3)))] {
            let filter = Filter { counted: Some(Counted { measure: counted, from, to }), lead, ..Filter::default() };
            measure(name, &format!("list behind {}{what}", counted.code()), 20, |_| async {
                ledger.list_items(&filter, Sort::Day, None, 50, now()).await.expect("a page")
            })
            .await;
        }
    }
}

/// Words that many have, that one has, that none has, and a part of a word.
async fn measure_search(name: &str, ledger: &Ledger, times: u64) {
    for kind in [HitKind::Item, HitKind::Progress] {
        for (what, words) in [("common", "老旧小区"), ("rare", "第#件"), ("absent", "蓬莱"), ("part", "旧小")]
        {
            measure(name, &format!("search in {}: {what}", kind.code()), times, |number| {
                let query = SearchQuery {
                    words: words.replace('#', &Dice(number).below(90_000).to_string()),
                    kinds: vec![kind],
                    filter: Filter::default(),
                    limit: 20,
                    after: None,
                };
                async move { ledger.search(&query, now()).await.expect("a page") }
            })
            .await;
        }
    }
}

/// One command after the other: load, decide, append, tables.
async fn measure_writing(name: &str, ledger: &Ledger, count: u64) {
    let clerk = |id: ItemId| async move {
        let Some(item) = ledger.find_item(&id).await.expect("an item") else { return };
        if item.state == State::Issued {
            let actor = Actor { agency: Some(item.content.lead.clone()), role: Role::Clerk, ..actor() };
            ledger.execute(&id, &Command::Sign, &actor, now()).await.expect("a command");
        }
    };
    measure(name, "a command (every eighth writes)", 400, |number| clerk(life(count - 1 - number, count).0)).await;
}

/// A sweep over everything that has waited, and one after a new notice of holidays,
/// which computes every open clock again.
async fn measure_sweeps(name: &str, ledger: &Ledger, count: u64) {
    let (items, clocks) = count_clocks(ledger, count).await;
    let begun = Instant::now();
    let swept = ledger.sweep(now()).await.expect("a sweep");
    let (seconds, count) = (begun.elapsed().as_secs_f64(), swept.escalations.len());
    println!("{name:<10} swept, {count} escalations, {clocks} clocks run on {items} items: {seconds:.1} s");
    let notices = ledger.known().await.expect("settings").settings.calendar().notices().len();
    let day = |date, name: &str| NamedDay { date, name: name.to_owned() };
    let notice = Notice {
        year: 2027,
        // A ledger that was kept may have been told of one already.
        number: format!("测〔2026〕{notices}号"),
        issued_on: None,
        off: vec![day(date(2027, 1, 1), "元旦"), day(date(2027, 1, 2), "元旦"), day(date(2027, 1, 3), "元旦")],
        work: Vec::new(),
    };
    ledger.change_settings(&[SettingsEvent::NoticeAdded { notice }], &actor(), now()).await.expect("a notice");
    let begun = Instant::now();
    let swept = ledger.sweep(now()).await.expect("a sweep");
    let (seconds, count) = (begun.elapsed().as_secs_f64(), swept.moved.len());
    println!("{name:<10} computed again after a notice, {count} moved: {seconds:.1} s");
}

/// How many items have a clock that runs, open ones and closed ones, and how many
/// clocks these are.
async fn count_clocks(ledger: &Ledger, count: u64) -> (usize, usize) {
    let known = ledger.known().await.expect("settings");
    let (mut items, mut clocks) = (0, 0);
    for (id, life) in (0..count).map(|number| life(number, count)) {
        let item = Item::replay(&id, &life).expect("a life").expect("an item");
        let Some(regime) = known.settings.regime_of(&item) else { continue };
        let running = item.clocks(regime, known.settings.calendar()).iter().filter(|clock| clock.is_running()).count();
        items += usize::from(running > 0);
        clocks += running;
    }
    (items, clocks)
}

async fn run(test: TestStore, name: &str, count: u64) {
    let is_kept = env::var("LUOSHI_BENCH_AT").is_ok();
    let ledger = if is_kept {
        Ledger::open(test.store.clone(), LEDGER).await.expect("a ledger")
    } else {
        build(&test, name, count).await
    };
    let part = env::var("LUOSHI_BENCH_PART").ok();
    if part.as_deref() != Some("sweeps") {
        measure_all(&test, name, &ledger, count).await;
    }
    if part.as_deref() != Some("lists") {
        measure_sweeps(name, &ledger, count).await;
    }
    if env::var("LUOSHI_BENCH_VERIFY").is_ok() {
        let begun = Instant::now();
        let findings = ledger.verify(&[]).await.expect("a verification");
        assert!(findings.is_clean(), "{findings}");
        println!("{name:<10} verified in {:.0} s", begun.elapsed().as_secs_f64());
        let begun = Instant::now();
        ledger.rebuild().await.expect("a rebuild");
        println!("{name:<10} rebuilt in {:.0} s", begun.elapsed().as_secs_f64());
    }
    if is_kept || env::var("LUOSHI_BENCH_KEEP").is_ok() {
        println!("{name:<10} kept at {}", test.keep().await);
    } else {
        test.close().await;
    }
}

fn main() {
    let count = env::var("LUOSHI_BENCH_ITEMS").ok().and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let only = env::var("LUOSHI_BENCH_ONLY").ok();
    let wants = |name: &str| only.as_deref().is_none_or(|only| only == name);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        if let Ok(url) = env::var("LUOSHI_BENCH_AT") {
            let test = TestStore::reopen(&url).await;
            let name = if test.is_postgres() { "PostgreSQL" } else { "SQLite" };
            return run(test, name, count).await;
        }
        if wants("sqlite") {
            // The temporary folder may be in memory, where nothing is durable.
            run(TestStore::sqlite_in(Path::new(env!("CARGO_TARGET_TMPDIR"))).await, "SQLite", count).await;
        }
        if wants("postgres")
            && let Some(test) = TestStore::postgres().await
        {
            run(test, "PostgreSQL", count).await;
        }
    });
}
