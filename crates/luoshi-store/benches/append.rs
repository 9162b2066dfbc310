//! How many events a second are acknowledged, each batch durable before the next.
//!
//! ```sh
//! cargo bench -p luoshi-store --bench append
//! ```
//!
//! Each event is a report of progress, whose words are indexed in the same transaction.
//! SQLite writes below the target folder; PostgreSQL is the server of `LUOSHI_TEST_PG`.

use std::path::Path;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use luoshi_store::testing::TestStore;
use luoshi_store::{NewEntry, Store};

const LEDGER: &str = "霁川县";

fn batch(run: &str, first: i64, size: i64) -> Vec<NewEntry> {
    let entry = |number: i64| NewEntry {
        stream: format!("item/{run}-{number}"),
        expected_version: 0,
        kind: "progress-reported".to_owned(),
        kind_version: 1,
        at_ms: 1_740_000_000_000 + number,
        actor: r#"{"acting_for":null,"agency":"住建局","person":"li","role":"clerk"}"#.to_owned(),
        payload: format!(
            r#"{{"next":"继续推进","problems":null,"text":"{}第{number}次","values":[]}}"#,
            "已完成主体工程，".repeat(8)
        ),
    };
    (first..first + size).map(entry).collect()
}

/// Appends batches for two seconds and prints the rate.
async fn measure(store: &Store, name: &str, size: i64, writers: i64) {
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for writer in 0..writers {
        let store = store.clone();
        let run = format!("{size}-{writers}-{writer}");
        tasks.push(tokio::spawn(async move {
            let mut latencies = Vec::new();
            let mut offset = 0;
            while begun.elapsed() < Duration::from_secs(2) {
                let at = Instant::now();
                store.append(LEDGER, &batch(&run, offset, size), None).await.expect("an append");
                latencies.push(at.elapsed());
                offset += size;
            }
            latencies
        }));
    }
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await.expect("a writer"));
    }
    let events = latencies.len() as f64 * size as f64;
    let rate = events / begun.elapsed().as_secs_f64();
    latencies.sort();
    let p95 = latencies[latencies.len() * 95 / 100];
    println!("{name:<10} batches of {size:>4}, {writers} writers: {rate:>8.0} events/s, p95 of a batch {p95:.1?}");
}

async fn run(test: TestStore, name: &str) {
    test.store.create_ledger(LEDGER, Timestamp::UNIX_EPOCH).await.expect("a ledger");
    for (size, writers) in [(1, 1), (1, 8), (10, 1), (100, 1), (100, 4), (1_000, 1)] {
        measure(&test.store, name, size, writers).await;
    }
    let begun = Instant::now();
    let findings = test.store.verify_log(LEDGER, &[]).await.expect("a log");
    assert!(findings.is_clean());
    let seconds = begun.elapsed().as_secs_f64();
    println!("{name:<10} verify: {} rows in {seconds:.1} s", findings.entries);
    test.close().await;
}

fn main() {
    // The temporary folder may be in memory, where nothing is durable.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        run(TestStore::sqlite_in(folder).await, "SQLite").await;
        if let Some(test) = TestStore::postgres().await {
            run(test, "PostgreSQL").await;
        }
    });
}
