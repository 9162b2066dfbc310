//! Two hundred people at work: what the pages take under load, through the program
//! itself, on a ledger of 100,000 items.
//!
//! ```sh
//! cargo bench -p luoshi --bench load
//! ```
//!
//! `LUOSHI_LOAD_ITEMS`, `LUOSHI_LOAD_PEOPLE` and `LUOSHI_LOAD_SECONDS` say how much of
//! it; `LUOSHI_LOAD_PAUSE` how many milliseconds a person looks at a page on average
//! before the next. SQLite lies below the target folder; PostgreSQL is the server of
//! `LUOSHI_TEST_PG`. `LUOSHI_BENCH_ONLY=sqlite` or `postgres` measures one of them.
//!
//! The people share the machine's cores with the server. An answer that is an error
//! fails the run; how long answers took is printed, and is for whoever reads it.

mod office;
mod person;

use std::collections::BTreeMap;
use std::env;
use std::path::Path;
use std::time::{Duration, Instant};

use luoshi_store::testing::TestStore;

use office::Office;
use person::{Person, Role};

/// What one request took.
#[derive(Debug)]
struct Taken {
    /// Which page it was.
    page: &'static str,
    /// From sending to the last byte.
    time: Duration,
    /// Bytes as they went over the wire.
    bytes: usize,
}

fn number(name: &str, usual: u64) -> u64 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Who they are: for every twenty, eleven clerks, three supervisors, one leader and
/// five of the public.
fn role(index: u64) -> Role {
    match index % 20 {
        0..11 => Role::Clerk,
        11..14 => Role::Supervisor,
        14 => Role::Leader,
        _ => Role::Public,
    }
}

async fn run(test: TestStore, name: &str) {
    let (items, people, seconds) =
        (number("LUOSHI_LOAD_ITEMS", 100_000), number("LUOSHI_LOAD_PEOPLE", 200), number("LUOSHI_LOAD_SECONDS", 60));
    let pause = number("LUOSHI_LOAD_PAUSE", 1_000);
    let office = Office::open(&test, items, people).await;
    let mut crowd = Vec::new();
    for index in 0..people {
        let mut person = Person::new(&office.site, role(index), index);
        person.log_in().await;
        crowd.push(person);
    }
    println!("{name}: {items} items, {people} people, a page and then {pause} ms of looking at it on average");
    let begun = Instant::now();
    let until = begun + Duration::from_secs(seconds);
    let tasks: Vec<_> =
        crowd.into_iter().map(|person| tokio::spawn(person.work(until, Duration::from_millis(pause)))).collect();
    let mut taken = Vec::new();
    for task in tasks {
        taken.extend(task.await.expect("a person who works to the end"));
    }
    print(&taken, begun.elapsed());
    println!("{name}: the server held at most {} MB", office.peak_memory() / 1_000_000);
    office.close();
    test.close().await;
}

/// A line a page, and one for all.
fn print(taken: &[Taken], time: Duration) {
    let mut pages: BTreeMap<&str, Vec<&Taken>> = BTreeMap::new();
    for one in taken {
        pages.entry(one.page).or_default().push(one);
    }
    println!(
        "{:<22} {:>7} {:>8} {:>8} {:>8} {:>8} {:>9}",
        "page", "times", "p50 ms", "p95 ms", "p99 ms", "max ms", "most KB"
    );
    for (page, some) in &pages {
        print_line(page, some);
    }
    print_line("all", &taken.iter().collect::<Vec<_>>());
    println!("{:.0} answers a second", taken.len() as f64 / time.as_secs_f64());
}

fn print_line(page: &str, some: &[&Taken]) {
    let mut times: Vec<f64> = some.iter().map(|one| one.time.as_secs_f64() * 1_000.0).collect();
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    let most = some.iter().map(|one| one.bytes).max().unwrap_or(0);
    println!(
        "{page:<22} {:>7} {:>8.1} {:>8.1} {:>8.1} {:>8.1} {:>9.1}",
        times.len(),
        at(50),
        at(95),
        at(99),
        at(100),
        most as f64 / 1_000.0
    );
}

fn main() {
    let only = env::var("LUOSHI_BENCH_ONLY").ok();
    let wants = |name: &str| only.as_deref().is_none_or(|only| only == name);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        if wants("sqlite") {
            // The temporary folder may be in memory, where nothing is durable.
            run(TestStore::sqlite_in(Path::new(env!("CARGO_TARGET_TMPDIR"))).await, "SQLite").await;
        }
        if wants("postgres")
            && let Some(test) = TestStore::postgres().await
        {
            run(test, "PostgreSQL").await;
        }
    });
}
