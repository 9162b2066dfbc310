//! Every test of the store runs on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use luoshi_store::NewEntry;

/// Makes of each `async fn NAME(test: &TestStore)` one test a database.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            use luoshi_store::testing::TestStore;

            #[tokio::test]
            async fn sqlite() {
                let test = TestStore::sqlite().await;
                super::$name(&test).await;
                test.close().await;
            }

            #[tokio::test]
            async fn postgres() {
                if let Some(test) = TestStore::postgres().await {
                    super::$name(&test).await;
                    test.close().await;
                }
            }
        }
    )+};
}

mod backup;
mod evidence;
mod hooks;
mod kill;
mod lives;
mod log;
mod office;
mod people;
mod public;
#[cfg(feature = "s3")]
mod s3;
mod schema;
mod search;
mod statistics;
mod tables;
mod tampering;
mod trouble;

/// The ledger of the tests.
const LEDGER: &str = "霁川县";

/// An entry of no particular meaning: streams that are not `item/…` have no tables.
fn note(stream: &str, expected_version: i64, text: &str) -> NewEntry {
    NewEntry {
        stream: stream.to_owned(),
        expected_version,
        kind: "noted".to_owned(),
        kind_version: 1,
        at_ms: 1_740_000_000_000,
        actor: r#"{"person":"li"}"#.to_owned(),
        payload: serde_json::json!({ "text": text }).to_string(),
    }
}
