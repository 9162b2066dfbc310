//! Whether the sums are those of the items.

use std::collections::BTreeMap;

use luoshi_ledger::statistics::{Counts, Outcome};
use sqlx::{AssertSqlSafe, Row};

use super::{Cell, Sign, add};
use crate::StoreError;
use crate::backend::{Tx, on_tx};

/// The sums that a tally must have, for comparing.
#[derive(Default)]
pub(crate) struct Sums(BTreeMap<Cell, Counts>);

impl Sums {
    pub(crate) fn add(&mut self, outcome: &Outcome) {
        add(&mut self.0, outcome, Sign::Plus);
    }

    /// Names each row of a ledger's tally that is not the sum. Rows of zeros count as absent.
    pub(crate) async fn compare(mut self, tx: &mut Tx, ledger: &str) -> Result<Vec<String>, StoreError> {
        self.0.retain(|_, counts| *counts != Counts::default());
        let mut expected: BTreeMap<[String; 5], Counts> = BTreeMap::new();
        for ((by, kind, grain, day, key), counts) in self.0 {
            expected.insert([by.to_owned(), kind, grain.code().to_owned(), day.to_string(), key], counts);
        }
        let mut found = Vec::new();
        let columns = Counts::COLUMNS.join(", ");
        let sql = format!("select grouping_code, kind, grain, day, group_key, {columns} from tally where ledger = $1");
        on_tx!(tx, executor => {
            for row in sqlx::query(AssertSqlSafe(sql)).bind(ledger).fetch_all(executor).await? {
                let mut key: [String; 5] = Default::default();
                for (index, part) in key.iter_mut().enumerate() {
                    *part = row.try_get(index)?;
                }
                let values: Result<Vec<i64>, _> = (5..5 + Counts::COLUMNS.len()).map(|i| row.try_get(i)).collect();
                let counts = Counts::from_columns(&values?);
                if expected.remove(&key).unwrap_or_default() != counts {
                    found.push(format!("table tally has wrong sums for {}", key.join(" ")));
                }
            }
        });
        found.extend(expected.keys().map(|key| format!("table tally lacks {}", key.join(" "))));
        Ok(found)
    }
}
