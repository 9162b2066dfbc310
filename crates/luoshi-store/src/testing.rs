//! A fresh store on each database, for tests. Feature `testing`.
//!
//! SQLite needs nothing. PostgreSQL needs `LUOSHI_TEST_PG`, the address of a server
//! as a role that may create databases; without it the PostgreSQL half of a test is
//! passed over and says so, and with `LUOSHI_REQUIRE_PG=1` it fails.

pub mod lives;

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use luoshi_ledger::ItemId;
use luoshi_ledger::event::Recorded;
use luoshi_ledger::item::Item;
use luoshi_ledger::statistics::{Counts, Outcome};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

use crate::backend::{Db, on};
use crate::ledger::entries;
use crate::projection::{ItemRow, Writes};
use crate::rebuild::TABLES;
use crate::{Ledger, Store};

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A store of its own for one test, and what is behind it.
#[derive(Debug)]
pub struct TestStore {
    /// The store.
    pub store: Store,
    /// Its address.
    pub url: String,
    /// A folder for the test's files; holds the database on SQLite.
    folder: TempDir,
}

impl TestStore {
    /// A new SQLite file.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn sqlite() -> Self {
        Self::sqlite_in(&env::temp_dir()).await
    }

    /// A new SQLite file in a folder of its own below `parent`.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn sqlite_in(parent: &Path) -> Self {
        let folder = tempfile::tempdir_in(parent).expect("a folder for temporary files");
        let url = folder.path().join("luoshi.db").display().to_string();
        let store = Store::create(&url).await.expect("a new SQLite file");
        Self { store, url, folder }
    }

    /// A new PostgreSQL database; none, with a line on standard error, when no server is named.
    ///
    /// # Panics
    /// When it cannot be made, or no server is named although one is required.
    pub async fn postgres() -> Option<Self> {
        let Ok(server) = env::var("LUOSHI_TEST_PG") else {
            assert!(
                env::var("LUOSHI_REQUIRE_PG").as_deref() != Ok("1"),
                "LUOSHI_TEST_PG has to name a PostgreSQL server"
            );
            eprintln!("passed over: LUOSHI_TEST_PG names no PostgreSQL server");
            return None;
        };
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("luoshi_test_{}_{number}", std::process::id());
        run(&server, format!("drop database if exists {name}")).await;
        run(&server, format!("create database {name}")).await;
        let (base, _) = server.rsplit_once('/').expect("an address with a database");
        let url = format!("{base}/{name}");
        let store = Store::open(&url).await.expect("a new PostgreSQL database");
        Some(Self { store, url, folder: new_folder() })
    }

    /// Whether it is a PostgreSQL database.
    pub fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres")
    }

    /// A path in the test's own folder.
    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs statements as somebody who has the file or is superuser, past all rules of the program.
    ///
    /// # Panics
    /// When the database refuses them.
    pub async fn tamper(&self, sql: &str) {
        self.try_tamper(sql).await.expect("tampering that works");
    }

    /// Like [`TestStore::tamper`], with the database's refusal as an error.
    pub async fn try_tamper(&self, sql: &str) -> Result<(), sqlx::Error> {
        let sql = AssertSqlSafe(sql.to_owned());
        if self.is_postgres() {
            let mut connection = PgConnection::connect(&self.url).await?;
            sqlx::raw_sql(sql).execute(&mut connection).await?;
            connection.close().await
        } else {
            let mut connection = sqlx::SqliteConnection::connect(&self.url).await?;
            sqlx::raw_sql(sql).execute(&mut connection).await?;
            connection.close().await
        }
    }

    /// Switches off the triggers that protect the log.
    pub async fn disarm(&self) {
        let sql = if self.is_postgres() {
            "alter table events disable trigger user; alter table checkpoints disable trigger user"
        } else {
            "drop trigger events_no_update; drop trigger events_no_delete; drop trigger events_no_replace; \
             drop trigger checkpoints_no_update; drop trigger checkpoints_no_delete"
        };
        self.tamper(sql).await;
    }

    /// Every column of every table, as `table.column`, in order, without the indexes of
    /// words, which each database keeps in its own way.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn columns(&self) -> Vec<String> {
        const SQLITE: &str = "select t.name || '.' || c.name from sqlite_master t, pragma_table_info(t.name) c \
            where t.type = 'table' and t.name not like '\\_sqlx%' escape '\\' and t.name not like 'sqlite%' \
            and t.name not like '%\\_terms%' escape '\\'";
        const POSTGRES: &str = "select table_name || '.' || column_name from information_schema.columns \
            where table_schema = 'public' and table_name not like '\\_sqlx%' and column_name <> 'terms'";
        let names = match &self.store.db {
            Db::Sqlite { read, .. } => sqlx::query_scalar(SQLITE).fetch_all(read).await,
            Db::Postgres(pool) => sqlx::query_scalar(POSTGRES).fetch_all(pool).await,
        };
        let mut names: Vec<String> = names.expect("names of columns");
        names.sort();
        names
    }

    /// What the tables that are made from the log say, a line a row, in order. Sums of
    /// nothing are left out.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn tables(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for table in TABLES {
            let prefix = format!("{table}.");
            let columns = self.columns().await;
            let columns: Vec<&str> = columns
                .iter()
                .filter_map(|column| column.strip_prefix(&prefix))
                // A running number of words says nothing.
                .filter(|column| !(table.ends_with("_words") && *column == "number"))
                .collect();
            let cells: Vec<String> =
                columns.iter().map(|column| format!("coalesce(cast({column} as text), '-')")).collect();
            let sums: Vec<String> = Counts::COLUMNS.iter().map(|column| format!("{column} <> 0")).collect();
            let filter = if table == "tally" { format!("where {}", sums.join(" or ")) } else { String::new() };
            let sql = AssertSqlSafe(format!("select {} from {table} {filter}", cells.join(" || '|' || ")));
            let rows: Result<Vec<String>, _> = on!(&self.store.db, executor => {
                sqlx::query_scalar(sql).fetch_all(executor).await
            });
            lines.extend(rows.expect("rows of a table").into_iter().map(|row| format!("{table}: {row}")));
        }
        lines.sort();
        lines
    }

    /// Writes whole lives of items in one append, through the log and the tables as
    /// commands do, but without deciding: for generators of large ledgers.
    ///
    /// # Panics
    /// When an item is there already, or its events do not make one.
    pub async fn write_lives(&self, ledger: &Ledger, lives: &[(ItemId, Vec<Recorded>)]) {
        let known = ledger.known().await.expect("settings");
        let mut batch = Vec::new();
        let mut writes = Writes::default();
        for (id, life) in lives {
            batch.extend(entries(id, 0, life));
            let item = Item::replay(id, life).expect("a life").expect("an item");
            writes.items.push(ItemRow::new(item, &known.settings).expect("a row"));
        }
        ledger.append(&batch, &writes).await.expect("an append");
    }

    /// Lets the database look at what it has, as it does by itself from time to time.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn analyze(&self) {
        match &self.store.db {
            Db::Sqlite { write, .. } => sqlx::query("analyze").execute(write).await.map(|_| ()),
            Db::Postgres(pool) => sqlx::query("vacuum analyze").execute(pool).await.map(|_| ()),
        }
        .expect("statistics about tables");
    }

    /// Counts outcomes of items as if they had just been written.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn count(&self, ledger: &str, outcomes: &BTreeMap<String, Outcome>) {
        let outcomes: Vec<(&str, &Outcome)> = outcomes.iter().map(|(id, outcome)| (&**id, outcome)).collect();
        let mut tx = self.store.db.begin().await.expect("a transaction");
        crate::tally::count(&mut tx, ledger, &outcomes).await.expect("a tally");
        tx.commit().await.expect("a commit");
    }

    /// Lets nobody write: the open connection of SQLite, new connections of PostgreSQL.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn forbid_writing(&self) {
        match &self.store.db {
            Db::Sqlite { write, .. } => {
                sqlx::query("pragma query_only = on").execute(write).await.expect("a pragma");
            }
            Db::Postgres(_) => {
                let (_, name) = self.url.rsplit_once('/').expect("an address with a database");
                self.tamper(&format!("alter database {name} set default_transaction_read_only = on")).await;
            }
        }
    }

    /// Lets a SQLite file grow to so many pages and no further, as a full disk would.
    ///
    /// # Panics
    /// When it is no SQLite file.
    pub async fn limit_pages(&self, pages: u32) {
        let Db::Sqlite { write, .. } = &self.store.db else { panic!("only SQLite has pages") };
        let sql = format!("pragma max_page_count = {pages}");
        sqlx::query(AssertSqlSafe(sql)).execute(write).await.expect("a limit");
    }

    /// The store that [`TestStore::keep`] left at an address.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn reopen(url: &str) -> Self {
        let store = Store::open(url).await.expect("a database that was kept");
        Self { store, url: url.to_owned(), folder: new_folder() }
    }

    /// Closes it and leaves it where it is; gives its address.
    pub async fn keep(self) -> String {
        self.store.close().await;
        let _ = self.folder.keep();
        self.url
    }

    /// Closes it; a PostgreSQL database is dropped.
    ///
    /// # Panics
    /// When the server is gone.
    pub async fn close(self) {
        self.store.close().await;
        if self.is_postgres() {
            let (base, name) = self.url.rsplit_once('/').expect("an address with a database");
            run(&format!("{base}/postgres"), format!("drop database if exists {name} with (force)")).await;
        }
    }
}

fn new_folder() -> TempDir {
    tempfile::tempdir().expect("a folder for temporary files")
}

async fn run(server: &str, sql: String) {
    let mut connection = PgConnection::connect(server).await.expect("a PostgreSQL server at LUOSHI_TEST_PG");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.expect("a role that may create databases");
    connection.close().await.expect("an open connection");
}
