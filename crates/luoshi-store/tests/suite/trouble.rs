//! Full, locked, read-only, absent: each with what, where and what to do, and nothing half done.

use std::fs;

use jiff::Timestamp;
use luoshi_store::testing::TestStore;
use luoshi_store::{NewEntry, Store, StoreError};

use crate::{LEDGER, note};

on_both!(an_absent_database_is_named, a_database_for_reading_only_is_named);

#[tokio::test]
async fn a_full_disk_leaves_nothing_half_done() {
    let test = TestStore::sqlite().await;
    test.store.create_ledger(LEDGER, Timestamp::UNIX_EPOCH).await.unwrap();
    test.store.append(LEDGER, &[note("note/1", 0, "一")], None).await.unwrap();
    test.limit_pages(64).await;
    let big: Vec<NewEntry> = (0..200).map(|n| note(&format!("note/big-{n}"), 0, &"长".repeat(1_000))).collect();
    let error = test.store.append(LEDGER, &big, Some("big")).await.unwrap_err();
    assert!(matches!(error, StoreError::Full { .. }), "{error:?}");
    assert_eq!(error.to_string(), format!("no room left at {}: free some space and repeat", test.url));
    // Small things still fit, and after more room the same batch does.
    test.store.append(LEDGER, &[note("note/1", 1, "二")], None).await.unwrap();
    test.limit_pages(1_000_000).await;
    assert_eq!(test.store.append(LEDGER, &big, Some("big")).await.unwrap().len(), 200);
    let findings = test.store.verify_log(LEDGER, &[]).await.unwrap();
    assert!(findings.is_clean(), "{findings}");
    assert_eq!(findings.entries, 202);
    test.close().await;
}

async fn an_absent_database_is_named(test: &TestStore) {
    let url = if test.is_postgres() { format!("{}_absent", test.url) } else { format!("{}.absent", test.url) };
    let error = Store::open(&url).await.unwrap_err();
    assert!(matches!(error, StoreError::Absent { .. }), "{error:?}");
    assert!(error.to_string().contains("absent: make one with `luoshi init`"), "{error}");
}

#[tokio::test]
async fn what_is_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.db");
    fs::write(&path, "政府工作报告".repeat(1_000)).unwrap();
    let error = Store::open(path.to_str().unwrap()).await.unwrap_err();
    assert!(matches!(error, StoreError::NotADatabase { .. }), "{error:?}");
    let nowhere = folder.path().join("no/such/folder.db");
    let error = Store::create(nowhere.to_str().unwrap()).await.unwrap_err();
    assert!(matches!(error, StoreError::Absent { .. }), "{error:?}");
    let error = Store::open("postgres://nobody@127.0.0.1:1/luoshi").await.unwrap_err();
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error:?}");
    assert!(error.to_string().contains("postgres://127.0.0.1:1/luoshi"), "{error}");
}

#[test]
fn passwords_are_not_in_messages() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let error = runtime.block_on(Store::open("postgres://office:secret@127.0.0.1:1/luoshi")).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
}

async fn a_database_for_reading_only_is_named(test: &TestStore) {
    test.store.create_ledger(LEDGER, Timestamp::UNIX_EPOCH).await.unwrap();
    test.forbid_writing().await;
    let reopened = Store::open(&test.url).await.unwrap();
    let store = if test.is_postgres() { &reopened } else { &test.store };
    let error = store.append(LEDGER, &[note("note/1", 0, "一")], None).await.unwrap_err();
    assert!(matches!(error, StoreError::ReadOnly { .. }), "{error:?}");
    let place = store.place();
    let expected = format!("{place} can only be read: check who may write to the file and its folder");
    assert_eq!(error.to_string(), expected);
    assert_eq!(store.find_head(LEDGER).await.unwrap().unwrap().seq, 0);
    reopened.close().await;
}
