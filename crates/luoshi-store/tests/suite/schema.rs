//! Both databases have the same tables, and know each other's age.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use luoshi_store::testing::TestStore;
use luoshi_store::{Filter, Ledger, SearchQuery, Store, StoreError, Upgrade};

use crate::LEDGER;
use crate::office::{fill, later, open};

on_both!(
    a_newer_database_is_refused,
    opens_again,
    columns_are_in_both,
    a_missing_migration_is_made_up_for,
    a_database_from_before_search_just_works,
    tables_of_an_earlier_program_are_made_again,
    a_damaged_log_does_not_keep_the_database_closed,
);

fn names(folder: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn migrations_have_the_same_names() {
    assert_eq!(names("sqlite"), names("postgres"));
    assert!(!names("sqlite").is_empty());
}

/// Two branches that each take the next number meet without a conflict.
#[test]
fn migrations_have_numbers_of_their_own() {
    let names = names("sqlite");
    let numbers: BTreeSet<&str> = names.iter().filter_map(|name| name.split('_').next()).collect();
    assert_eq!(numbers.len(), names.len(), "{names:?}");
}

/// Tables and columns of the SQLite migrations, as the database understands them.
async fn columns_are_in_both(test: &TestStore) {
    let Some(other) = TestStore::postgres().await else { return };
    let one = TestStore::sqlite().await;
    assert_eq!(one.columns().await, other.columns().await);
    assert!(test.columns().await.contains(&"events.prev_hash".to_owned()));
    one.close().await;
    other.close().await;
}

async fn a_newer_database_is_refused(test: &TestStore) {
    test.tamper(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
         values (9000, 'from the future', true, '', 0)",
    )
    .await;
    let error = Store::open(&test.url).await.unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 9000, .. }));
    let text = error.to_string();
    assert!(text.contains("9000") && text.ends_with("use a newer luoshi"), "{text}");
    assert!(text.contains(test.store.place()), "{text}");
}

async fn opens_again(test: &TestStore) {
    let version = test.store.schema_version().await.unwrap();
    let again = Store::open(&test.url).await.unwrap();
    assert_eq!(again.schema_version().await.unwrap(), version);
    assert!(version > 0);
    again.close().await;
}

/// Not the last one: branches of the program that met can leave a gap.
async fn a_missing_migration_is_made_up_for(test: &TestStore) {
    let columns = test.columns().await;
    let version = test.store.schema_version().await.unwrap();
    let people = ["accounts", "sessions", "delegations", "audit", "api_tokens", "idempotency_keys", "saved_views"];
    // What a later one adds to these tables goes with them.
    for table in people.into_iter().chain(["identities", "login_attempts"]) {
        test.tamper(&format!("drop table {table}")).await;
    }
    test.tamper("delete from _sqlx_migrations where version in (5, 13)").await;
    assert!(test.columns().await.len() < columns.len() && version > 5);
    let again = Store::open(&test.url).await.unwrap();
    assert_eq!(test.columns().await, columns);
    assert_eq!(again.schema_version().await.unwrap(), version);
    again.close().await;
}

/// Without the tables of words and without what came after them: the database of a
/// program that did not know search.
async fn a_database_from_before_search_just_works(test: &TestStore) {
    let ledger = open(test).await;
    fill(&ledger).await;
    let live = test.tables().await;
    if !test.is_postgres() {
        for subject in ["item", "event", "report"] {
            test.tamper(&format!("drop table {subject}_terms_held; drop table {subject}_terms")).await;
        }
    }
    test.tamper("drop table item_words; drop table event_words; drop table report_words; drop table cutters").await;
    test.tamper("drop index items_by_follow_up").await;
    test.tamper("delete from _sqlx_migrations where version in (4, 8, 9)").await;
    let store = Store::open(&test.url).await.unwrap();
    assert_eq!(store.upgrade(), Some(&Upgrade::Done { ledgers: vec![LEDGER.to_owned()], items: 24 }));
    assert_eq!(test.tables().await, live);
    assert!(store.verify(LEDGER, &[]).await.unwrap().is_clean());
    let words = "农村公路".to_owned();
    let query = SearchQuery { words, kinds: Vec::new(), filter: Filter::default(), limit: 50, after: None };
    let ledger = Ledger::open(store.clone(), LEDGER).await.unwrap();
    assert_eq!(ledger.search(&query, later(1)).await.unwrap().hits.len(), 24);
    store.close().await;
    let again = Store::open(&test.url).await.unwrap();
    assert_eq!(again.upgrade(), None);
    again.close().await;
}

/// Of two ledgers only the one that is behind.
async fn tables_of_an_earlier_program_are_made_again(test: &TestStore) {
    let ledger = open(test).await;
    fill(&ledger).await;
    let live = test.tables().await;
    test.store.create_ledger("别处", later(0)).await.unwrap();
    test.tamper(&format!(
        "update cutters set cutter = 'earlier' where ledger = '{LEDGER}'; update items set red_ms = null"
    ))
    .await;
    let store = Store::open(&test.url).await.unwrap();
    assert_eq!(store.upgrade(), Some(&Upgrade::Done { ledgers: vec![LEDGER.to_owned()], items: 24 }));
    let mut tables = test.tables().await;
    tables.retain(|row| !row.contains("别处"));
    assert_eq!(tables, live);
    store.close().await;
}

/// Else nobody could look for the damage.
async fn a_damaged_log_does_not_keep_the_database_closed(test: &TestStore) {
    let ledger = open(test).await;
    fill(&ledger).await;
    test.disarm().await;
    test.tamper("update events set payload = '{}' where kind = 'issued'; update cutters set cutter = 'earlier'").await;
    let tables = test.tables().await;
    let store = Store::open(&test.url).await.unwrap();
    let Some(Upgrade::Failed { ledgers, why }) = store.upgrade() else { panic!("{:?}", store.upgrade()) };
    assert_eq!((ledgers.as_slice(), why.is_empty()), (&[LEDGER.to_owned()][..], false));
    assert_eq!(test.tables().await, tables);
    assert!(!store.verify(LEDGER, &[]).await.unwrap().is_clean());
    store.close().await;
}
