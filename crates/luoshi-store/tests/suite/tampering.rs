//! Each way of changing a ledger by hand is found and named.

use std::fmt::Write as _;

use jiff::Timestamp;
use luoshi_store::NewEntry;
use luoshi_store::testing::TestStore;

use crate::{LEDGER, note};

on_both!(
    edited_payload,
    changed_hash,
    unreadable_hash,
    changed_previous_hash,
    deleted_row,
    deleted_last_row,
    deleted_last_row_and_head,
    swapped_rows,
    inserted_row,
    swapped_payloads,
    rewritten_log,
    deleted_ledger,
);

/// Ten rows, a checkpoint behind them, no triggers.
async fn prepare(test: &TestStore) {
    test.store.create_ledger(LEDGER, Timestamp::UNIX_EPOCH).await.unwrap();
    let batch: Vec<NewEntry> = (0..10).map(|n| note(&format!("note/{}", n % 2), n / 2, &format!("第{n}"))).collect();
    test.store.append(LEDGER, &batch, None).await.unwrap();
    test.store.take_checkpoint(LEDGER, Timestamp::UNIX_EPOCH).await.unwrap();
    assert!(test.store.verify_log(LEDGER, &[]).await.unwrap().is_clean());
    test.disarm().await;
}

async fn found(test: &TestStore) -> String {
    test.store.verify_log(LEDGER, &[]).await.unwrap().to_string()
}

async fn edited_payload(test: &TestStore) {
    prepare(test).await;
    test.tamper(r#"update events set payload = '{"text":"已完成"}' where seq = 4"#).await;
    assert_eq!(found(test).await, "row 4 was edited\n");
}

async fn changed_hash(test: &TestStore) {
    prepare(test).await;
    test.tamper("update events set hash = (select e.hash from events e where e.seq = 2) where seq = 4").await;
    assert_eq!(found(test).await, "the hash of row 4 was changed\n");
}

async fn unreadable_hash(test: &TestStore) {
    prepare(test).await;
    test.tamper("update events set hash = 'none' where seq = 4").await;
    assert_eq!(found(test).await, "the hash of row 4 was changed\n");
    assert_eq!(test.store.read_since(LEDGER, 0, 9).await.unwrap_err().code(), "inconsistent");
}

async fn changed_previous_hash(test: &TestStore) {
    prepare(test).await;
    test.tamper("update events set prev_hash = hash where seq = 4").await;
    assert_eq!(found(test).await, "the previous hash in row 4 was changed\n");
}

async fn deleted_row(test: &TestStore) {
    prepare(test).await;
    test.tamper("delete from events where seq = 4").await;
    let text = found(test).await;
    assert!(text.starts_with("row 4 is missing\n"), "{text}");
}

async fn deleted_last_row(test: &TestStore) {
    prepare(test).await;
    test.tamper("delete from events where seq = 10").await;
    assert_eq!(
        found(test).await,
        "the log ends at row 9, but had row 10 at a checkpoint\nthe log ends at row 9, but had row 10\n"
    );
}

/// The head is put back too; only the checkpoint knows.
async fn deleted_last_row_and_head(test: &TestStore) {
    prepare(test).await;
    test.tamper(
        "delete from events where seq = 10; \
         update ledgers set seq = 9, hash = (select hash from events where seq = 9)",
    )
    .await;
    assert_eq!(found(test).await, "the log ends at row 9, but had row 10 at a checkpoint\n");
}

async fn swapped_rows(test: &TestStore) {
    prepare(test).await;
    test.tamper(
        "update events set seq = -1 where seq = 4; update events set seq = 4 where seq = 7; \
         update events set seq = 7 where seq = -1",
    )
    .await;
    let text = found(test).await;
    assert!(text.contains("row 4 was written as row 7\n") && text.contains("row 7 was written as row 4\n"), "{text}");
}

async fn inserted_row(test: &TestStore) {
    prepare(test).await;
    test.tamper(
        "insert into events select ledger, 11, 'note/9', 1, kind, kind_version, at_ms, actor, payload, hash, hash \
         from events where seq = 10",
    )
    .await;
    assert_eq!(found(test).await, "row 11 was edited\nthe log goes on to row 11 behind its end, row 10\n");
}

async fn swapped_payloads(test: &TestStore) {
    prepare(test).await;
    test.tamper(
        "update events set payload = (select max(e.payload) from events e where e.seq in (3, 4)) where seq = 3; \
         update events set payload = 'x' where seq = 4",
    )
    .await;
    let text = found(test).await;
    assert!(text.contains("row 4 was edited\n"), "{text}");
}

/// All hashes are recomputed from an edit on, as somebody with this program could do.
async fn rewritten_log(test: &TestStore) {
    prepare(test).await;
    let mut entries = test.store.read_since(LEDGER, 0, 10).await.unwrap();
    entries[3].payload = serde_json::json!({ "text": "已完成" }).to_string();
    let mut prev = entries[2].hash;
    let mut sql = String::new();
    for entry in &mut entries[3..] {
        entry.chain_to(&prev);
        prev = entry.hash;
        write!(
            sql,
            "update events set payload = '{}', prev_hash = '{}', hash = '{}' where seq = {};",
            entry.payload, entry.prev_hash, entry.hash, entry.seq
        )
        .unwrap();
    }
    write!(sql, "update ledgers set hash = '{prev}'").unwrap();
    test.tamper(&sql).await;
    assert_eq!(found(test).await, "row 10 is not the one of the checkpoint: the log was rewritten\n");
}

async fn deleted_ledger(test: &TestStore) {
    prepare(test).await;
    test.tamper("delete from events").await;
    assert_eq!(
        found(test).await,
        "the log ends at row 0, but had row 10 at a checkpoint\nthe log ends at row 0, but had row 10\n"
    );
}
