//! Appending and reading.

use jiff::Timestamp;
use luoshi_store::testing::TestStore;
use luoshi_store::{Checkpoint, Hash, NewEntry, Store, StoreError};
use proptest::prelude::*;

use crate::{LEDGER, note};

on_both!(
    appends_and_reads,
    refuses_the_whole_batch,
    writes_a_keyed_batch_once,
    keeps_ledgers_apart,
    one_of_many_writers_wins,
    waits_in_line,
    is_append_only,
    keeps_any_text_but_zero_bytes,
    takes_checkpoints,
    writes_large_batches,
);

async fn ledger(test: &TestStore) -> Store {
    test.store.create_ledger(LEDGER, Timestamp::UNIX_EPOCH).await.unwrap();
    test.store.clone()
}

async fn assert_whole(store: &Store, ledger: &str, entries: i64) {
    let findings = store.verify_log(ledger, &[]).await.unwrap();
    assert!(findings.is_clean(), "{findings}");
    assert_eq!(findings.entries, entries);
}

async fn appends_and_reads(test: &TestStore) {
    let store = ledger(test).await;
    let batch = [note("note/1", 0, "一"), note("note/2", 0, "二"), note("note/1", 1, "三")];
    let entries = store.append(LEDGER, &batch, None).await.unwrap();
    assert_eq!(entries.iter().map(|e| (e.seq, e.version)).collect::<Vec<_>>(), [(1, 1), (2, 1), (3, 2)]);
    let more = store.append(LEDGER, &[note("note/2", 1, "四")], None).await.unwrap();
    assert_eq!(more[0].prev_hash, entries[2].hash);

    let all = store.read_since(LEDGER, 0, 100).await.unwrap();
    assert_eq!(all, [entries.clone(), more.clone()].concat());
    assert_eq!(store.read_since(LEDGER, 1, 2).await.unwrap(), all[1..3]);
    assert_eq!(store.read_stream(LEDGER, "note/1", 0).await.unwrap(), [entries[0].clone(), entries[2].clone()]);
    assert_eq!(store.read_stream(LEDGER, "note/1", 1).await.unwrap(), [entries[2].clone()]);
    assert_eq!(store.read_stream(LEDGER, "note/3", 0).await.unwrap(), []);
    let head = store.find_head(LEDGER).await.unwrap().unwrap();
    assert_eq!((head.seq, head.hash), (4, more[0].hash));
    assert_whole(&store, LEDGER, 4).await;
    assert!(store.append(LEDGER, &[], None).await.unwrap().is_empty());
}

async fn refuses_the_whole_batch(test: &TestStore) {
    let store = ledger(test).await;
    store.append(LEDGER, &[note("note/1", 0, "一")], None).await.unwrap();
    let conflict = [note("note/2", 0, "二"), note("note/1", 0, "三"), note("note/3", 0, "四")];
    let error = store.append(LEDGER, &conflict, None).await.unwrap_err();
    assert_eq!(error.to_string(), r#""note/1" is at version 1, not 0: read it again and repeat"#);
    let gap = [note("note/2", 0, "二"), note("note/2", 2, "三")];
    assert!(matches!(store.append(LEDGER, &gap, None).await, Err(StoreError::Conflict { found: 1, .. })));
    let ahead = [note("note/4", 1, "二")];
    assert!(matches!(store.append(LEDGER, &ahead, None).await, Err(StoreError::Conflict { found: 0, .. })));
    assert!(matches!(
        store.append("平岗县", &[note("note/1", 0, "一")], None).await,
        Err(StoreError::UnknownLedger { .. })
    ));
    assert_whole(&store, LEDGER, 1).await;
}

async fn writes_a_keyed_batch_once(test: &TestStore) {
    let store = ledger(test).await;
    let batch = [note("note/1", 0, "一"), note("note/1", 1, "二")];
    let first = store.append(LEDGER, &batch, Some("k1")).await.unwrap();
    store.append(LEDGER, &[note("note/1", 2, "三")], Some("k2")).await.unwrap();
    assert_eq!(store.append(LEDGER, &batch, Some("k1")).await.unwrap(), first);
    let other = [note("note/1", 0, "别的"), note("note/1", 1, "二")];
    assert!(matches!(store.append(LEDGER, &other, Some("k1")).await, Err(StoreError::KeyReused { .. })));
    assert!(matches!(store.append(LEDGER, &batch, Some("k3")).await, Err(StoreError::Conflict { .. })));
    assert_whole(&store, LEDGER, 3).await;
}

async fn keeps_ledgers_apart(test: &TestStore) {
    let store = ledger(test).await;
    store.create_ledger("平岗县", Timestamp::UNIX_EPOCH).await.unwrap();
    store.create_ledger(LEDGER, Timestamp::UNIX_EPOCH).await.unwrap();
    assert_eq!(store.list_ledgers().await.unwrap(), ["平岗县", LEDGER]);
    for name in ["", "霁川 县", "霁川\0县"] {
        assert!(matches!(store.create_ledger(name, Timestamp::UNIX_EPOCH).await, Err(StoreError::Unstorable { .. })));
    }
    let one = store.append(LEDGER, &[note("note/1", 0, "一")], Some("k")).await.unwrap();
    let other = store.append("平岗县", &[note("note/1", 0, "一")], Some("k")).await.unwrap();
    assert_eq!((one[0].seq, other[0].seq), (1, 1));
    assert_ne!(one[0].hash, other[0].hash);
}

async fn one_of_many_writers_wins(test: &TestStore) {
    let store = ledger(test).await;
    let mut writers = Vec::new();
    for writer in 0..8 {
        let store = store.clone();
        writers.push(tokio::spawn(async move {
            store.append(LEDGER, &[note("note/1", 0, &format!("{writer}"))], None).await
        }));
    }
    let mut won = 0;
    for writer in writers {
        match writer.await.unwrap() {
            Ok(_) => won += 1,
            Err(StoreError::Conflict { found: 1, .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(won, 1);
    assert_whole(&store, LEDGER, 1).await;
}

async fn waits_in_line(test: &TestStore) {
    let store = ledger(test).await;
    // A second program with connections of its own.
    let second = Store::open(&test.url).await.unwrap();
    let mut writers = Vec::new();
    for writer in 0..8 {
        let store = if writer % 2 == 0 { store.clone() } else { second.clone() };
        writers.push(tokio::spawn(async move {
            for version in 0..10 {
                store.append(LEDGER, &[note(&format!("note/{writer}"), version, "x")], None).await.unwrap();
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    second.close().await;
    assert_whole(&store, LEDGER, 80).await;
}

async fn is_append_only(test: &TestStore) {
    let store = ledger(test).await;
    store.append(LEDGER, &[note("note/1", 0, "一"), note("note/1", 1, "二")], None).await.unwrap();
    store.take_checkpoint(LEDGER, Timestamp::UNIX_EPOCH).await.unwrap();
    let mut attempts = vec![
        "update events set payload = '{}' where seq = 1",
        "update events set hash = prev_hash",
        "delete from events where seq = 2",
        "delete from events",
        "update checkpoints set seq = 1",
        "delete from checkpoints",
    ];
    if test.is_postgres() {
        attempts.extend(["truncate events", "truncate events cascade", "truncate checkpoints"]);
        attempts.push(
            "insert into events select ledger, seq, stream, version, kind, 2, at_ms, actor, payload, prev_hash, hash \
             from events on conflict (ledger, seq) do update set kind_version = 2",
        );
    } else {
        attempts.extend([
            "insert or replace into events select ledger, seq, stream, version, kind, 2, at_ms, actor, payload, \
             prev_hash, hash from events",
            "insert or replace into events select ledger, 9, stream, version, kind, 2, at_ms, actor, payload, \
             prev_hash, hash from events",
            "update or replace events set seq = 1 where seq = 2",
        ]);
    }
    for attempt in attempts {
        let error = test.try_tamper(attempt).await.expect_err(attempt);
        assert!(error.to_string().contains("are append-only"), "{attempt}: {error}");
    }
    assert_whole(&store, LEDGER, 2).await;
    assert_eq!(store.list_checkpoints(LEDGER).await.unwrap().len(), 1);
}

async fn keeps_any_text_but_zero_bytes(test: &TestStore) {
    let store = ledger(test).await;
    let text = "'; drop table events; -- \" \\ $1 ? 𠮷 \u{200b}\r\n\t\u{feff} \u{10ffff}";
    let entries = store.append(LEDGER, &[note(text, 0, text)], Some(text)).await.unwrap();
    assert_eq!(store.read_stream(LEDGER, text, 0).await.unwrap(), entries);
    let wrong = NewEntry { actor: "li\0".to_owned(), ..note("note/1", 0, "一") };
    let error = store.append(LEDGER, &[wrong], None).await.unwrap_err();
    assert_eq!(error.to_string(), "actor cannot be stored: it has a zero byte");
    let nameless = store.append(LEDGER, &[note("", 0, "一")], None).await.unwrap_err();
    assert_eq!(nameless.code(), "unstorable");
    assert_whole(&store, LEDGER, 1).await;
}

async fn takes_checkpoints(test: &TestStore) {
    let store = ledger(test).await;
    assert_eq!(store.take_checkpoint(LEDGER, Timestamp::UNIX_EPOCH).await.unwrap().hash, Hash::ZERO);
    let entries = store.append(LEDGER, &[note("note/1", 0, "一")], None).await.unwrap();
    let checkpoint = store.take_checkpoint(LEDGER, Timestamp::UNIX_EPOCH).await.unwrap();
    assert_eq!((checkpoint.seq, checkpoint.hash), (1, entries[0].hash));
    store.take_checkpoint(LEDGER, Timestamp::UNIX_EPOCH).await.unwrap();
    assert_eq!(store.list_checkpoints(LEDGER).await.unwrap().len(), 2);
    let printed: Checkpoint = checkpoint.to_string().parse().unwrap();
    assert!(store.verify_log(LEDGER, &[printed]).await.unwrap().is_clean());
    assert_eq!(store.take_checkpoint("平岗县", Timestamp::UNIX_EPOCH).await.unwrap_err().code(), "unknown-ledger");
}

async fn writes_large_batches(test: &TestStore) {
    let store = ledger(test).await;
    let batch: Vec<NewEntry> = (0..3_000).map(|n| note(&format!("note/{}", n % 700), n / 700, "x")).collect();
    let entries = store.append(LEDGER, &batch, Some("large")).await.unwrap();
    assert_eq!(entries.len(), 3_000);
    assert_eq!(store.append(LEDGER, &batch, Some("large")).await.unwrap(), entries);
    assert_whole(&store, LEDGER, 3_000).await;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever is appended, right or wrong, the log is what the accepted batches say.
    #[test]
    fn random_batches_keep_the_log_whole(
        batches in proptest::collection::vec(
            proptest::collection::vec((0..4usize, -1..3i64, "\\PC{0,8}"), 0..6), 1..12),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            for test in [Some(TestStore::sqlite().await), TestStore::postgres().await].into_iter().flatten() {
                replay(&test, &batches).await;
                test.close().await;
            }
        });
    }
}

/// Appends batches whose expected versions are off by up to one, and keeps a model beside the store.
async fn replay(test: &TestStore, batches: &[Vec<(usize, i64, String)>]) {
    let store = ledger(test).await;
    let mut versions = [0i64; 4];
    let mut accepted = Vec::new();
    for batch in batches {
        let mut after = versions;
        let mut fits = true;
        let mut entries = Vec::new();
        for (stream, offset, text) in batch {
            // Two in three offsets are right.
            let offset = if *offset > 0 { 0 } else { *offset };
            fits &= offset == 0;
            entries.push(note(&format!("note/{stream}"), after[*stream] + offset, text));
            after[*stream] += 1;
        }
        match store.append(LEDGER, &entries, None).await {
            Ok(_) => {
                assert!(fits);
                versions = after;
                accepted.extend(entries);
            }
            Err(StoreError::Conflict { .. }) => assert!(!fits),
            Err(error) => panic!("{error}"),
        }
    }
    let stored = store.read_since(LEDGER, 0, 1_000).await.unwrap();
    let payloads = |entries: &[NewEntry]| entries.iter().map(|e| e.payload.clone()).collect::<Vec<_>>();
    assert_eq!(stored.iter().map(|e| e.payload.clone()).collect::<Vec<_>>(), payloads(&accepted));
    assert_whole(&store, LEDGER, stored.len().try_into().unwrap()).await;
}
