#![doc = include_str!("../README.md")]

mod backend;
pub mod backup;
mod compare;
mod counted;
pub mod dump;
mod durable;
mod error;
pub mod evidence;
pub mod hooks;
mod items;
mod ledger;
mod log;
pub mod people;
mod projection;
mod public;
mod rebuild;
mod search;
mod tally;
#[cfg(feature = "testing")]
pub mod testing;
mod texts;
mod upgrade;
mod verify;

use std::sync::Arc;

pub use counted::{Board, Counted, Decisions, Measure};
pub use error::StoreError;
pub use evidence::{EvidenceError, EvidenceFiles};
pub use items::{After, Filter, ItemLine, LightFilter, NOT_STATED, Page, ReportLine, Sort};
pub use ledger::{Agencies, Bulk, BulkDone, Executed, Imported, Known, Ledger, Published, Swept, text_hash};
pub use log::{Head, NewEntry};
pub use luoshi_ledger::chain::{Break, Checkpoint, Entry, Hash};
pub use public::{Promises, Public};
pub use search::{Hit, HitKind, SearchAfter, SearchPage, SearchQuery};
pub use upgrade::Upgrade;
pub use verify::Findings;

use backend::{Db, Open};

/// A database with ledgers in it. Cheap to clone; all clones share the connections.
#[derive(Debug, Clone)]
pub struct Store {
    db: Db,
    place: Arc<str>,
    upgrade: Option<Arc<Upgrade>>,
}

impl Store {
    /// Opens the database at `url` and brings its tables up to date: `postgres://…`,
    /// or the path of a SQLite file, with or without `sqlite:` before it. Where an earlier
    /// program filled the tables otherwise, [`Store::upgrade`] says what was done.
    ///
    /// A file has to be there already; a PostgreSQL database has to exist, but may be empty.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        Self::open_as(url, Open::Existing).await
    }

    /// Opens the database at `url`; makes the SQLite file when there is none.
    pub async fn create(url: &str) -> Result<Self, StoreError> {
        Self::open_as(url, Open::OrCreate).await
    }

    async fn open_as(url: &str, open: Open) -> Result<Self, StoreError> {
        let place: Arc<str> = backend::place(url).into();
        let opened = async {
            let db = Db::open(url, open).await?;
            db.migrate().await?;
            let mut store = Self { db, place: Arc::clone(&place), upgrade: None };
            store.upgrade = store.catch_up().await?.map(Arc::new);
            Ok(store)
        };
        opened.await.map_err(|error: StoreError| error.at(&place))
    }

    /// Where the database is, without its password.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Lets SQLite count what its tables hold, where that has changed much: its plans
    /// rest on it. PostgreSQL does so by itself.
    pub(crate) async fn optimize(&self) -> Result<(), StoreError> {
        // Of all tables, not only of those that this connection has read.
        const OPTIMIZE: &str = "pragma optimize = 0x10002";
        match &self.db {
            Db::Sqlite { write, .. } => {
                let done = sqlx::query(OPTIMIZE).execute(write).await;
                self.located(done.map(|_| ()).map_err(StoreError::from))
            }
            Db::Postgres(_) => Ok(()),
        }
    }

    /// Number of the last migration that the database has had.
    pub async fn schema_version(&self) -> Result<i64, StoreError> {
        self.db.schema_version().await
    }

    /// Closes all connections, those of clones too.
    pub async fn close(&self) {
        self.db.close().await;
    }
}
