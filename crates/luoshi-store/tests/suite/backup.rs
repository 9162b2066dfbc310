//! Backups are whole or refused, and come back on either database.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use luoshi_store::backup::{check_backup, restore};
use luoshi_store::testing::TestStore;
use luoshi_store::{NewEntry, Store};

use crate::{LEDGER, note};

on_both!(
    a_backup_comes_back,
    a_backup_is_taken_while_others_write,
    a_damaged_backup_is_refused,
    a_dump_comes_back_on_either,
    a_damaged_dump_is_refused,
    nothing_is_overwritten,
);

const AT: Timestamp = Timestamp::UNIX_EPOCH;

/// Two ledgers, a checkpoint and a text.
async fn fill(test: &TestStore) {
    for (ledger, count) in [(LEDGER, 60), ("平岗县", 3)] {
        test.store.create_ledger(ledger, AT).await.unwrap();
        let batch: Vec<NewEntry> = (0..count).map(|n| note(&format!("note/{}", n % 5), n / 5, "“引号”\n")).collect();
        test.store.append(ledger, &batch, None).await.unwrap();
    }
    test.store.take_checkpoint(LEDGER, AT).await.unwrap();
    test.store.keep_text("政府工作报告\n一、2024年工作回顾").await.unwrap();
}

/// Everything the log says, for comparison.
async fn content(store: &Store) -> String {
    let mut text = String::new();
    for ledger in store.list_ledgers().await.unwrap() {
        for entry in store.read_since(&ledger, 0, 10_000).await.unwrap() {
            text += &serde_json::to_string(&entry).unwrap();
        }
        for checkpoint in store.list_checkpoints(&ledger).await.unwrap() {
            text += &checkpoint.to_string();
        }
        assert!(store.verify_log(&ledger, &[]).await.unwrap().is_clean());
    }
    text
}

/// An address of the same kind of database with nothing in it.
async fn elsewhere(test: &TestStore) -> (String, Option<TestStore>) {
    if test.is_postgres() {
        let other = TestStore::postgres().await.unwrap();
        return (other.url.clone(), Some(other));
    }
    (test.path("restored.db").display().to_string(), None)
}

async fn a_backup_comes_back(test: &TestStore) {
    fill(test).await;
    let path = test.path("backup");
    let manifest = test.store.backup(&path, AT).await.unwrap();
    assert_eq!(manifest.ledgers.iter().map(|end| end.seq).collect::<Vec<_>>(), [3, 60]);
    assert_eq!(check_backup(&path).unwrap(), manifest);
    let (url, other) = elsewhere(test).await;
    assert_eq!(restore(&path, &url).await.unwrap(), manifest);
    let restored = Store::open(&url).await.unwrap();
    assert_eq!(content(&restored).await, content(&test.store).await);
    // The ledger goes on where it was.
    restored.append("平岗县", &[note("note/0", 1, "x")], None).await.unwrap();
    restored.close().await;
    assert_eq!(check_backup(&path).unwrap(), manifest);
    let names: Vec<_> = fs::read_dir(test.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_str().unwrap().contains(".part")), "{names:?}");
    if let Some(other) = other {
        other.close().await;
    }
}

async fn a_backup_is_taken_while_others_write(test: &TestStore) {
    fill(test).await;
    let store = test.store.clone();
    let writer = tokio::spawn(async move {
        for version in 0..100 {
            store.append(LEDGER, &[note("note/busy", version, "x")], None).await.unwrap();
        }
    });
    let path = test.path("backup");
    let manifest = test.store.backup(&path, AT).await.unwrap();
    writer.await.unwrap();
    let (url, other) = elsewhere(test).await;
    restore(&path, &url).await.unwrap();
    let restored = Store::open(&url).await.unwrap();
    let head = restored.find_head(LEDGER).await.unwrap().unwrap();
    assert!(head.seq >= manifest.ledgers[1].seq);
    content(&restored).await;
    restored.close().await;
    if let Some(other) = other {
        other.close().await;
    }
}

async fn a_damaged_backup_is_refused(test: &TestStore) {
    fill(test).await;
    let path = test.path("backup");
    test.store.backup(&path, AT).await.unwrap();
    let whole = fs::read(&path).unwrap();
    let (url, other) = elsewhere(test).await;
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let error = restore(&path, &url).await.unwrap_err().to_string();
    assert!(error.contains(&format!("it has {} of {} bytes", whole.len() / 2, whole.len())), "{error}");
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    fs::write(&path, &changed).unwrap();
    let error = restore(&path, &url).await.unwrap_err().to_string();
    assert!(error.ends_with("its content was changed: the hash at its end does not fit"), "{error}");
    fs::write(&path, &whole).unwrap();
    fs::remove_file(test.path("backup.manifest")).unwrap();
    let error = restore(&path, &url).await.unwrap_err().to_string();
    assert!(error.ends_with("is missing or damaged: the backup was not completed"), "{error}");
    assert!(!test.path("restored.db").exists());
    if let Some(other) = other {
        assert!(other.store.list_ledgers().await.unwrap().is_empty());
        other.close().await;
    }
}

async fn a_dump_comes_back_on_either(test: &TestStore) {
    fill(test).await;
    let path = test.path("dump.jsonl");
    let exported = test.store.export(&path, AT).await.unwrap();
    assert_eq!((exported.ledgers, exported.entries, exported.texts), (2, 63, 1));
    for other in [Some(TestStore::sqlite().await), TestStore::postgres().await].into_iter().flatten() {
        assert_eq!(other.store.import(&path).await.unwrap(), exported);
        assert_eq!(content(&other.store).await, content(&test.store).await);
        // A dump of the copy is the same file.
        let again = other.path("again.jsonl");
        other.store.export(&again, AT).await.unwrap();
        assert_eq!(fs::read_to_string(&again).unwrap(), fs::read_to_string(&path).unwrap());
        let error = other.store.import(&path).await.unwrap_err().to_string();
        assert!(error.ends_with("is there already: restore into an empty database"), "{error}");
        assert_eq!(content(&other.store).await, content(&test.store).await);
        other.close().await;
    }
}

async fn refusal(store: &Store, path: &Path, text: &str) -> String {
    fs::write(path, text).unwrap();
    let error = store.import(path).await.unwrap_err().to_string();
    assert!(store.list_ledgers().await.unwrap().is_empty(), "{error}");
    let (_, error) = error.split_once(" cannot be used: ").unwrap();
    error.to_owned()
}

async fn a_damaged_dump_is_refused(test: &TestStore) {
    let full = TestStore::sqlite().await;
    fill(&full).await;
    let path = test.path("dump.jsonl");
    full.store.export(&path, AT).await.unwrap();
    full.close().await;
    let whole = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let store = &test.store;

    let cut = refusal(store, &path, &lines[..30].concat()).await;
    assert_eq!(cut, "it was cut off after line 30: take a complete copy");
    let half: String = whole.chars().take(whole.chars().count() / 2).collect();
    let cut = refusal(store, &path, &half).await;
    assert!(cut.starts_with("it was cut off after line "), "{cut}");
    assert_eq!(refusal(store, &path, "").await, "it is no dump of a ledger");
    assert_eq!(refusal(store, &path, "政府工作报告\n").await, "it is no dump of a ledger");
    let newer = whole.replacen("luoshi-dump-1", "luoshi-dump-2", 1);
    let newer = refusal(store, &path, &newer).await;
    assert!(newer.ends_with("use a newer luoshi"), "{newer}");
    let edited = whole.replacen("“引号”", "引号", 1);
    let edited = refusal(store, &path, &edited).await;
    assert_eq!(edited, r#"the log of "平岗县" does not hold: row 1 was edited"#);
    let without = [&lines[..20], &lines[21..]].concat().concat();
    let without = refusal(store, &path, &without).await;
    assert!(without.starts_with(r#"the log of "霁川县" does not hold: row "#), "{without}");
    let text = whole.replacen("2024年工作回顾", "2025年工作回顾", 1);
    let text = refusal(store, &path, &text).await;
    assert!(text.ends_with("is damaged: the text does not fit its hash"), "{text}");
    let renamed = whole.replacen("1970-01-01T00:00:00Z", "1970-01-02T00:00:00Z", 1);
    let renamed = refusal(store, &path, &renamed).await;
    assert_eq!(renamed, "its content was changed: the hash at its end does not fit");
    let longer = format!("{whole}{}", lines[5]);
    assert_eq!(refusal(store, &path, &longer).await, "its content was changed: the hash at its end does not fit");
}

async fn nothing_is_overwritten(test: &TestStore) {
    fill(test).await;
    let path = test.path("backup");
    fs::write(&path, "something else").unwrap();
    assert_eq!(test.store.backup(&path, AT).await.unwrap_err().code(), "occupied");
    assert_eq!(test.store.export(&path, AT).await.unwrap_err().code(), "occupied");
    assert_eq!(fs::read_to_string(&path).unwrap(), "something else");
    let good = test.path("good");
    test.store.backup(&good, AT).await.unwrap();
    let before = content(&test.store).await;
    restore(&good, &test.url).await.unwrap_err();
    assert_eq!(content(&test.store).await, before);
}

/// The way from one file to a server.
#[tokio::test]
async fn a_file_moves_to_postgres() {
    let Some(server) = TestStore::postgres().await else { return };
    let test = TestStore::sqlite().await;
    fill(&test).await;
    let path = test.path("backup");
    test.store.backup(&path, AT).await.unwrap();
    restore(&path, &server.url).await.unwrap();
    assert_eq!(content(&server.store).await, content(&test.store).await);
    check_backup(&path).unwrap();
    server.close().await;
    test.close().await;
}
