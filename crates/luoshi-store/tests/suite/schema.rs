//! Both databases have the same tables, and know each other's age.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use luoshi_store::testing::TestStore;
use luoshi_store::{Store, StoreError};

on_both!(a_newer_database_is_refused, opens_again, columns_are_in_both, a_missing_migration_is_made_up_for);

fn names(folder: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn migrations_have_the_same_names() {
    assert_eq!(names("sqlite"), names("postgres"));
    assert!(!names("sqlite").is_empty());
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
    for table in ["accounts", "sessions", "delegations", "audit", "api_tokens", "idempotency_keys", "saved_views"] {
        test.tamper(&format!("drop table {table}")).await;
    }
    test.tamper("delete from _sqlx_migrations where version = 5").await;
    assert!(test.columns().await.len() < columns.len() && version > 5);
    let again = Store::open(&test.url).await.unwrap();
    assert_eq!(test.columns().await, columns);
    assert_eq!(again.schema_version().await.unwrap(), version);
    again.close().await;
}
