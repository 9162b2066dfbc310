//! Which database it is, and the little in which the two differ. No other module
//! names a driver: a query is written once, with `$1` placeholders, inside
//! [`on!`] or [`on_tx!`], and runs on both.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, Postgres};
use sqlx::sqlite::{Sqlite, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Transaction};

use crate::error::StoreError;

/// Connections that only read, on SQLite; connections in all, on PostgreSQL.
const MOST_CONNECTIONS: u32 = 8;

/// How long a writer waits for another process before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// The pools of the database that was chosen.
#[derive(Debug, Clone)]
pub(crate) enum Db {
    /// One connection writes, so that writers wait in line instead of failing; the others read.
    Sqlite {
        read: SqlitePool,
        write: SqlitePool,
    },
    Postgres(PgPool),
}

/// A transaction on either; rolled back when dropped.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Runs one query body against the pool for reading.
macro_rules! on {
    ($db:expr, $executor:ident => $body:expr) => {
        match $db {
            $crate::backend::Db::Sqlite { read: $executor, .. } => $body,
            $crate::backend::Db::Postgres($executor) => $body,
        }
    };
}

/// Runs one query body inside a transaction. With a type name before the arrow,
/// that name is the database inside the body.
macro_rules! on_tx {
    ($tx:expr, $executor:ident => $body:expr) => {
        match $tx {
            $crate::backend::Tx::Sqlite(transaction) => {
                let $executor = &mut **transaction;
                $body
            }
            $crate::backend::Tx::Postgres(transaction) => {
                let $executor = &mut **transaction;
                $body
            }
        }
    };
    ($tx:expr, $executor:ident, $database:ident => $body:expr) => {
        match $tx {
            $crate::backend::Tx::Sqlite(transaction) => {
                type $database = sqlx::Sqlite;
                let $executor = &mut **transaction;
                $body
            }
            $crate::backend::Tx::Postgres(transaction) => {
                type $database = sqlx::Postgres;
                let $executor = &mut **transaction;
                $body
            }
        }
    };
}

/// Runs one statement in a transaction of its own and gives the number of rows.
macro_rules! execute {
    ($ledger:expr, $sql:expr, $($value:expr),+ $(,)?) => {
        async {
            let mut tx = $ledger.store().db.begin().await?;
            let rows = $crate::backend::on_tx!(&mut tx, executor => {
                sqlx::query($sql)$(.bind($value))+.execute(executor).await?.rows_affected()
            });
            tx.commit().await?;
            Ok::<u64, sqlx::Error>(rows)
        }
        .await
        .map_err(|error| $ledger.located(error))
    };
}

pub(crate) use {execute, on, on_tx};

/// How a database is asked for words.
pub(crate) struct Matching {
    /// The tables.
    pub(crate) from: String,
    /// What stands before the expression.
    pub(crate) condition: String,
    /// What stands after it.
    pub(crate) cast: &'static str,
    /// The running number, in whose order hits come without sorting.
    pub(crate) number: String,
}

/// Whether a database may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Open {
    Existing,
    OrCreate,
}

/// Where a database is, without its password: for messages.
pub(crate) fn place(url: &str) -> String {
    if !is_postgres(url) {
        return sqlite_path(url).display().to_string();
    }
    match PgConnectOptions::from_str(url) {
        Ok(options) => {
            let database = options.get_database().unwrap_or(options.get_username());
            format!("postgres://{}:{}/{database}", options.get_host(), options.get_port())
        }
        Err(_) => "postgres".to_owned(),
    }
}

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres:") || url.starts_with("postgresql:")
}

fn sqlite_path(url: &str) -> &Path {
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    Path::new(path.strip_prefix("//").unwrap_or(path))
}

impl Db {
    /// Opens the database that `url` names: `postgres://…`, or the path of a file,
    /// with or without `sqlite:` before it.
    pub(crate) async fn open(url: &str, open: Open) -> Result<Self, StoreError> {
        if is_postgres(url) {
            let options = PgConnectOptions::from_str(url)?
                .options([("synchronous_commit", "on"), ("default_transaction_isolation", "read committed")])
                .disable_statement_logging();
            // A pool tries again and again; where nobody answers, the first no is enough.
            options.connect().await?.close().await?;
            let pool = PgPoolOptions::new().max_connections(MOST_CONNECTIONS).acquire_timeout(BUSY_TIMEOUT);
            return Ok(Self::Postgres(pool.connect_with(options).await?));
        }
        Self::open_sqlite(sqlite_path(url), open).await
    }

    async fn open_sqlite(file: &Path, open: Open) -> Result<Self, StoreError> {
        if open == Open::Existing && !file.exists() {
            return Err(StoreError::Absent { place: String::new() });
        }
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(open == Open::OrCreate)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .journal_mode(SqliteJournalMode::Wal)
            // An acknowledged event survives a loss of power.
            .synchronous(SqliteSynchronous::Full)
            .pragma("recursive_triggers", "on")
            .pragma("cache_size", "-65536")
            .pragma("temp_store", "memory")
            .statement_cache_capacity(512)
            .disable_statement_logging();
        let write = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        let read = SqlitePoolOptions::new()
            .max_connections(MOST_CONNECTIONS)
            .min_connections(0)
            .connect_lazy_with(options.pragma("query_only", "on"));
        Ok(Self::Sqlite { read, write })
    }

    /// Begins a transaction that writes.
    pub(crate) async fn begin(&self) -> Result<Tx, sqlx::Error> {
        Ok(match self {
            // Taking the lock at once is what lets the busy timeout work.
            Self::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("begin immediate").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Begins a transaction that reads one state of everything, however long it takes.
    pub(crate) async fn begin_read(&self) -> Result<Tx, sqlx::Error> {
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Self::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("begin isolation level repeatable read read only").await?)
            }
        })
    }

    /// Brings the tables up to what this program knows. A database that knows more is refused.
    pub(crate) async fn migrate(&self) -> Result<(), StoreError> {
        let migrations = match self {
            Self::Sqlite { .. } => &SQLITE_MIGRATIONS,
            Self::Postgres(_) => &POSTGRES_MIGRATIONS,
        };
        let known = migrations.iter().map(|m| m.version).max().unwrap_or(0);
        let had = self.list_migrations().await?;
        if let Some(found) = had.last().copied().filter(|found| *found > known) {
            return Err(StoreError::Newer { place: String::new(), found, known });
        }
        // One in the middle may be missing, when branches of the program met.
        if migrations.iter().any(|m| !had.contains(&m.version)) {
            match self {
                Self::Sqlite { write, .. } => migrations.run(write).await?,
                Self::Postgres(pool) => migrations.run(pool).await?,
            }
        }
        Ok(())
    }

    /// The last migration that the database has; 0 for one without tables.
    pub(crate) async fn schema_version(&self) -> Result<i64, StoreError> {
        Ok(self.list_migrations().await?.last().copied().unwrap_or(0))
    }

    /// The migrations that the database has had to their end, in order.
    async fn list_migrations(&self) -> Result<Vec<i64>, StoreError> {
        const EXISTS_SQLITE: &str = "select count(*) from sqlite_master where name = '_sqlx_migrations'";
        const EXISTS_POSTGRES: &str = "select count(*) from pg_tables \
            where tablename = '_sqlx_migrations' and schemaname = any (current_schemas(false))";
        const HAD: &str = "select version from _sqlx_migrations where success order by version";
        let tables: i64 = match self {
            Self::Sqlite { write, .. } => sqlx::query_scalar(EXISTS_SQLITE).fetch_one(write).await?,
            Self::Postgres(pool) => sqlx::query_scalar(EXISTS_POSTGRES).fetch_one(pool).await?,
        };
        if tables == 0 {
            return Ok(Vec::new());
        }
        Ok(match self {
            Self::Sqlite { write, .. } => sqlx::query_scalar(HAD).fetch_all(write).await?,
            Self::Postgres(pool) => sqlx::query_scalar(HAD).fetch_all(pool).await?,
        })
    }

    /// Copies a SQLite database as it is at one moment to a new file, through a connection
    /// of its own so that nobody waits. Of PostgreSQL there is no file; false then.
    pub(crate) async fn vacuum_into(&self, path: &Path) -> Result<bool, StoreError> {
        let Self::Sqlite { write, .. } = self else { return Ok(false) };
        let mut connection = (*write.connect_options()).clone().connect().await?;
        sqlx::query("vacuum into $1").bind(path.display().to_string()).execute(&mut connection).await?;
        connection.close().await?;
        Ok(true)
    }

    /// How rows of `item_words`, `event_words` or `report_words` are found.
    pub(crate) fn matching(&self, subject: &'static str) -> Matching {
        match self {
            Self::Sqlite { .. } => Matching {
                from: format!("{subject}_terms join {subject}_words on {subject}_words.number = {subject}_terms.rowid"),
                condition: format!("{subject}_terms match "),
                cast: "",
                number: format!("{subject}_terms.rowid"),
            },
            Self::Postgres(_) => Matching {
                from: format!("{subject}_words"),
                condition: format!("{subject}_words.terms @@ "),
                cast: "::tsquery",
                number: format!("{subject}_words.number"),
            },
        }
    }

    /// Closes all connections.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { read, write, .. } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Makes everything durable that was done in it.
    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await,
            Self::Postgres(transaction) => transaction.commit().await,
        }
    }

    /// The query that reads the end of a ledger's chain and keeps other writers away from it.
    /// On SQLite the transaction as a whole does that.
    pub(crate) fn lock_head(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "select seq, hash from ledgers where name = $1",
            Self::Postgres(_) => "select seq, hash from ledgers where name = $1 for update",
        }
    }
}
