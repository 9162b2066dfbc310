//! A process that is killed at any moment loses nothing that it acknowledged and
//! leaves nothing half done.
//!
//! The process is this test binary once more, running the test [`appends_until_killed`].

use std::io::{BufRead, BufReader, Write};
use std::process::{self, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use std::{env, thread};

use luoshi_ledger::command::Command;
use luoshi_store::testing::TestStore;
use luoshi_store::{Ledger, NewEntry, Store};

use crate::office::{AT, clerk, content, open, supervisor};
use crate::{LEDGER, note};

on_both!(nothing_acknowledged_is_lost);

/// How often the process is killed on each database; more with `LUOSHI_KILLS`.
fn kills() -> u32 {
    env::var("LUOSHI_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(200)
}

/// Says of each batch when it is durable: `durable NUMBER HASH` of its last entry.
#[tokio::test]
#[ignore = "runs in the process that is killed"]
async fn appends_until_killed() {
    let (url, run) = (env::var("LUOSHI_KILL_URL").unwrap(), env::var("LUOSHI_KILL_RUN").unwrap());
    let store = Store::open(&url).await.unwrap();
    let ledger = Ledger::open(store.clone(), LEDGER).await.unwrap();
    let mut out = std::io::stdout();
    for number in 0.. {
        // Items change the tables in the transaction that appends.
        let item = ledger.issue(&content(number), &supervisor(), AT).await.unwrap();
        ledger.execute(&item.id, &Command::Sign, &clerk(&item.content.lead), AT).await.unwrap();
        let stream = format!("note/{run}-{number}");
        let batch: Vec<NewEntry> =
            (0..=i64::from(number % 7)).map(|part| note(&stream, part, &"长".repeat(100))).collect();
        let entries = store.append(LEDGER, &batch, Some(&stream)).await.unwrap();
        let last = entries.last().unwrap();
        writeln!(out, "durable {} {}", last.seq, last.hash).unwrap();
        out.flush().unwrap();
    }
}

async fn nothing_acknowledged_is_lost(test: &TestStore) {
    open(test).await;
    let mut acknowledged: Vec<(i64, String)> = Vec::new();
    for run in 0..kills() {
        let (url, wait) = (test.url.clone(), wait_ms(run));
        let lines = tokio::task::spawn_blocking(move || run_and_kill(&url, run, wait)).await.unwrap();
        acknowledged.extend(lines);
    }
    let findings = test.store.verify(LEDGER, &[]).await.unwrap();
    assert!(findings.is_clean(), "{findings}");
    let mut hashes = Vec::new();
    for entry in test.store.read_since(LEDGER, 0, u32::MAX).await.unwrap() {
        hashes.push(entry.hash.to_string());
    }
    let count = acknowledged.len();
    assert!(count > kills() as usize / 2, "the kills come too early: {count}");
    for (seq, hash) in acknowledged {
        let index = usize::try_from(seq - 1).unwrap();
        assert_eq!(hashes.get(index), Some(&hash), "entry {seq} was acknowledged");
    }
}

/// Up to 60 ms, the same on every run.
fn wait_ms(run: u32) -> u64 {
    let spread = run.wrapping_mul(2_654_435_761) >> 16;
    u64::from(spread % 60)
}

/// Runs the program and gives what it said before it was killed: one time in four soon
/// after its start, else soon after it acknowledged something for the first time.
fn run_and_kill(url: &str, run: u32, wait: u64) -> Vec<(i64, String)> {
    let mut child = process::Command::new(env::current_exe().unwrap())
        .args(["kill::appends_until_killed", "--exact", "--ignored", "--nocapture"])
        .envs([("LUOSHI_KILL_URL", url), ("LUOSHI_KILL_RUN", &run.to_string())])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let (said, heard) = mpsc::channel();
    let reader = thread::spawn(move || {
        let lines = out.lines().map_while(Result::ok).filter(|line| line.starts_with("durable "));
        lines.inspect(|_| said.send(()).unwrap_or(())).collect::<Vec<_>>()
    });
    if !run.is_multiple_of(4) {
        // A machine may be slow; one minute it is not.
        let _ = heard.recv_timeout(Duration::from_mins(1));
    }
    thread::sleep(Duration::from_millis(wait));
    // On Unix this is SIGKILL.
    child.kill().unwrap();
    child.wait().unwrap();
    let parse = |line: String| {
        let (seq, hash) = line.strip_prefix("durable ")?.split_once(' ')?;
        Some((seq.parse().ok()?, hash.to_owned()))
    };
    // A last line that was cut off was not acknowledged.
    reader.join().unwrap().into_iter().filter_map(parse).filter(|(_, hash)| hash.len() == 64).collect()
}
