//! Whether the indexes of words hold what the tables of words say. Each database keeps
//! them in its own way: SQLite as FTS5 tables beside the tables, kept by triggers;
//! PostgreSQL as a column that it makes itself, with an index on it.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;

use crate::StoreError;
use crate::backend::{Db, Tx, on_tx};

/// What words are kept of; a table `…_words` each.
const SUBJECTS: [&str; 3] = ["item", "event", "report"];

/// Rows that are read at a time.
const PAGE: i64 = 4_000;

/// Words of which PostgreSQL's index is asked, and rows that one of them may have: rare
/// words are found quickly, and show a part of the index that is lost as well as others.
const SAMPLE: usize = 200;
const MOST_ROWS: i64 = 50;

/// What SQLite answers when an index does not hold what its table says.
const CORRUPT_INDEX: &str = "267";

/// Tables of words that an index does not seem to hold, of all ledgers.
pub(crate) async fn suspicious(tx: &mut Tx) -> Result<Vec<&'static str>, StoreError> {
    let mut found = Vec::new();
    for subject in SUBJECTS {
        let words = count_words(tx, subject).await?;
        let holds = if matches!(tx, Tx::Sqlite(_)) {
            holds_terms(tx, subject, &words).await
        } else {
            is_valid(tx, subject).await? && finds_sample(tx, subject, &words).await?
        };
        if !holds {
            found.push(subject);
        }
    }
    Ok(found)
}

/// In how many rows of a table each word stands.
async fn count_words(tx: &mut Tx, subject: &str) -> Result<BTreeMap<String, i64>, StoreError> {
    let sql = format!("select number, words from {subject}_words where number > $1 order by number limit $2");
    let mut counts = BTreeMap::new();
    let mut last = i64::MIN;
    loop {
        let sql = AssertSqlSafe(sql.clone());
        let rows: Vec<(i64, String)> = on_tx!(tx, executor => {
            sqlx::query_as(sql).bind(last).bind(PAGE).fetch_all(executor).await?
        });
        let Some((number, _)) = rows.last() else { return Ok(counts) };
        last = *number;
        for word in rows.iter().flat_map(|(_, words)| words.split(' ')).filter(|word| !word.is_empty()) {
            match counts.get_mut(word) {
                Some(count) => *count += 1,
                None => {
                    counts.insert(word.to_owned(), 1);
                }
            }
        }
    }
}

/// Whether SQLite's index has each word in so many rows. An index that cannot be read
/// has not.
async fn holds_terms(tx: &mut Tx, subject: &str, words: &BTreeMap<String, i64>) -> bool {
    let sql = AssertSqlSafe(format!("select term, doc from {subject}_terms_held"));
    let terms: Result<Vec<(String, i64)>, sqlx::Error> = on_tx!(tx, executor => {
        sqlx::query_as(sql).fetch_all(executor).await
    });
    terms
        .is_ok_and(|terms| terms.len() == words.len() && terms.iter().all(|(term, rows)| words.get(term) == Some(rows)))
}

/// Whether PostgreSQL has made the column of each row from its words, and has its index.
async fn is_valid(tx: &mut Tx, subject: &str) -> Result<bool, StoreError> {
    const INDEX: &str = "select coalesce(bool_and(indisvalid and indisready), false) from pg_index \
        where indexrelid = to_regclass($1)";
    let rows =
        format!("select not exists (select 1 from {subject}_words where terms is distinct from words::tsvector)");
    let (made, indexed): (bool, bool) = on_tx!(tx, executor => {
        let made = sqlx::query_scalar(AssertSqlSafe(rows)).fetch_one(&mut *executor).await?;
        let name = format!("{subject}_words_by_term");
        (made, sqlx::query_scalar(INDEX).bind(name).fetch_one(&mut *executor).await?)
    });
    Ok(made && indexed)
}

/// Whether PostgreSQL's index finds some of the words in so many rows.
async fn finds_sample(tx: &mut Tx, subject: &str, words: &BTreeMap<String, i64>) -> Result<bool, StoreError> {
    let rare: Vec<(&String, &i64)> = words.iter().filter(|(_, rows)| **rows <= MOST_ROWS).collect();
    let step = rare.len().div_ceil(SAMPLE).max(1);
    set_scans(tx, false).await?;
    let mut finds = true;
    for (word, rows) in rare.into_iter().step_by(step) {
        let sql = AssertSqlSafe(format!("select count(*) from {subject}_words where terms @@ $1::tsquery"));
        let found: i64 = on_tx!(tx, executor => {
            sqlx::query_scalar(sql).bind(format!("'{word}'")).fetch_one(executor).await?
        });
        finds &= found == *rows;
    }
    set_scans(tx, true).await?;
    Ok(finds)
}

/// Whether PostgreSQL may read a table from beginning to end where it has an index.
async fn set_scans(tx: &mut Tx, may: bool) -> Result<(), StoreError> {
    let sql = if may { "set local enable_seqscan = on" } else { "set local enable_seqscan = off" };
    on_tx!(tx, executor => { sqlx::query(sql).execute(executor).await?; });
    Ok(())
}

impl Db {
    /// Whether an index that seems not to hold its table really does not. SQLite decides
    /// by itself, and keeps writers waiting for that: characters that it parts words at
    /// may be others than ours.
    pub(crate) async fn is_damaged(&self, subject: &str) -> Result<bool, StoreError> {
        let Self::Sqlite { write, .. } = self else { return Ok(true) };
        let checked = sqlx::query(AssertSqlSafe(integrity_check(subject))).execute(write).await;
        found_damage(checked.map(|_| ()))
    }
}

/// Makes the indexes of words again where they do not hold their tables: rows can only
/// be taken out of an index that has them.
pub(crate) async fn mend(tx: &mut Tx) -> Result<(), StoreError> {
    for subject in SUBJECTS {
        match tx {
            Tx::Sqlite(transaction) => {
                let checked = sqlx::query(AssertSqlSafe(integrity_check(subject))).execute(&mut **transaction).await;
                if found_damage(checked.map(|_| ()))? {
                    let sql = format!("insert into {subject}_terms ({subject}_terms) values ('rebuild')");
                    sqlx::query(AssertSqlSafe(sql)).execute(&mut **transaction).await?;
                }
            }
            Tx::Postgres(transaction) => {
                let name = format!("{subject}_words_by_term");
                let sql = format!("create index if not exists {name} on {subject}_words using gin (terms)");
                sqlx::query(AssertSqlSafe(sql)).execute(&mut **transaction).await?;
            }
        }
    }
    Ok(())
}

fn integrity_check(subject: &str) -> String {
    format!("insert into {subject}_terms ({subject}_terms, rank) values ('integrity-check', 1)")
}

fn found_damage(checked: Result<(), sqlx::Error>) -> Result<bool, StoreError> {
    match checked {
        Ok(()) => Ok(false),
        Err(error) if error.as_database_error().is_some_and(|e| e.code().as_deref() == Some(CORRUPT_INDEX)) => Ok(true),
        Err(error) => Err(error.into()),
    }
}
