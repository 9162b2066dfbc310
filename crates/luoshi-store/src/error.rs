//! What can go wrong with a store. Messages say what, where and what to do.

use luoshi_ledger::chain::CheckpointError;
use luoshi_ledger::draft::DraftError;
use luoshi_ledger::event::DecodeError;
use luoshi_ledger::item::Inapplicable;
use luoshi_ledger::registry::RegistryError;
use luoshi_ledger::rejection::Rejection;
use luoshi_ledger::settings::SettingsError;
use sqlx::error::DatabaseError;

use crate::dump::DumpError;

/// A store could not do what was asked; nothing of it was done.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else was faster: the stream is not where the writer believed.
    #[error("\"{stream}\" is at version {found}, not {expected}: read it again and repeat")]
    Conflict {
        /// The stream.
        stream: String,
        /// The version the writer expected.
        expected: i64,
        /// The version it has.
        found: i64,
    },
    /// The ledger's rules refuse it.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The draft refuses it.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// The directory of agencies refuses it.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// A setting is not right.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// A stored event cannot be understood.
    #[error(transparent)]
    Event(#[from] DecodeError),
    /// Stored events do not make an item.
    #[error(transparent)]
    Inapplicable(#[from] Inapplicable),
    /// There is no such report.
    #[error("there is no report \"{id}\": see `luoshi draft list`")]
    NoReport {
        /// Its id.
        id: String,
    },
    /// Others were faster again and again.
    #[error("{place} is busy: others changed the same thing again and again; repeat")]
    Busy {
        /// Where.
        place: String,
    },
    /// A key of an earlier append came with other events.
    #[error("the key \"{key}\" was used for other events: take a new key for every new append")]
    KeyReused {
        /// The key.
        key: String,
    },
    /// There is no such ledger.
    #[error("there is no ledger \"{name}\"")]
    UnknownLedger {
        /// Its name.
        name: String,
    },
    /// A value that not every database can keep, such as a name with a zero byte.
    #[error("{what} cannot be stored: {why}")]
    Unstorable {
        /// Which value.
        what: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The words of a ledger were cut by another program, or never.
    #[error("the words of \"{ledger}\" are not those of this program: run `luoshi db rebuild`")]
    StaleWords {
        /// The ledger.
        ledger: String,
    },
    /// Stored data is not what it must be.
    #[error("table {table}, column {column}, row {id} is damaged: run `luoshi verify`")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row.
        id: String,
    },
    /// The database was written by a newer program.
    #[error("{place} has version {found}, this program knows up to {known}: use a newer luoshi")]
    Newer {
        /// Where the database is.
        place: String,
        /// Its version.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// There is no database there.
    #[error("there is no database at {place}: make one with `luoshi init`, or check the path")]
    Absent {
        /// Where it was looked for.
        place: String,
    },
    /// What is there is no database, or a damaged one.
    #[error("{place} is not a database or is damaged: check the path, or restore a backup")]
    NotADatabase {
        /// Where.
        place: String,
    },
    /// There is no room left.
    #[error("no room left at {place}: free some space and repeat")]
    Full {
        /// Where.
        place: String,
    },
    /// Another program holds the database.
    #[error("{place} is locked by another program: wait for it to end and repeat")]
    Locked {
        /// Where.
        place: String,
    },
    /// The database may only be read.
    #[error("{place} can only be read: check who may write to the file and its folder")]
    ReadOnly {
        /// Where.
        place: String,
    },
    /// No database answers.
    #[error("no database answers at {place}: check that it runs and the address is right")]
    Unreachable {
        /// Where.
        place: String,
        /// What the driver says.
        #[source]
        source: sqlx::Error,
    },
    /// Something else that the database says.
    #[error("the database at {place} failed")]
    Database {
        /// Where.
        place: String,
        /// What the driver says.
        #[source]
        source: sqlx::Error,
    },
    /// The tables could not be brought up to date.
    #[error("the tables at {place} could not be brought up to date")]
    Migration {
        /// Where.
        place: String,
        /// What the driver says.
        #[source]
        source: sqlx::migrate::MigrateError,
    },
    /// There is a file where one was to be written.
    #[error("{path} is there already and is not overwritten: take another name or move it away")]
    Occupied {
        /// The file.
        path: String,
    },
    /// A file could not be read or written.
    #[error("cannot read or write {path}")]
    File {
        /// The file.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A dump or a backup cannot be used.
    #[error("{path} cannot be used: {error}")]
    Dump {
        /// The file.
        path: String,
        /// What is wrong with it.
        error: DumpError,
    },
    /// A checkpoint cannot be read.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

impl StoreError {
    /// What is wrong and what to do, in Chinese, where the office can do
    /// something about it; none where whoever runs the program has to.
    pub fn zh(&self) -> Option<String> {
        Some(match self {
            Self::Rejected(rejection) => rejection.zh(),
            Self::Draft(error) => error.zh(),
            Self::Registry(error) => error.zh(),
            Self::Settings(error) => error.zh(),
            Self::Conflict { .. } | Self::Busy { .. } => "他人刚刚修改了同一事项，请重试".to_owned(),
            Self::NoReport { id } => format!("没有报告“{id}”，可用 luoshi draft list 查看"),
            Self::UnknownLedger { name } => format!("没有台账“{name}”，请先用 luoshi init 建立"),
            Self::StaleWords { ledger } => format!("台账“{ledger}”的检索词不是本程序所分，请运行 luoshi db rebuild"),
            Self::Absent { place } => format!("{place} 处没有数据库，请先用 luoshi init 建立，或检查路径"),
            Self::NotADatabase { place } => format!("{place} 不是数据库或已损坏，请检查路径或恢复备份"),
            Self::Occupied { path } => format!("{path} 已存在，不会覆盖，请换一个文件名或先移走"),
            Self::Full { place } => format!("{place} 所在磁盘已满，请腾出空间后重试"),
            Self::Locked { place } => format!("{place} 正被其他程序占用，请稍后重试"),
            Self::ReadOnly { place } => format!("{place} 只读，请检查文件及目录的写权限"),
            Self::Unreachable { place, .. } => format!("{place} 处的数据库没有应答，请检查是否已启动、地址是否正确"),
            Self::Newer { place, found, known } => {
                format!("{place} 的版本为 {found}，本程序只认识到 {known}，请使用新版 luoshi")
            }
            _ => return None,
        })
    }

    /// The stable code, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Conflict { .. } => "conflict",
            Self::Rejected(rejection) => rejection.code(),
            Self::Draft(_) => "draft",
            Self::Registry(_) => "registry",
            Self::Settings(_) => "settings",
            Self::Event(_) => "event",
            Self::Inapplicable(_) => "inapplicable",
            Self::NoReport { .. } => "no-report",
            Self::Busy { .. } => "busy",
            Self::KeyReused { .. } => "key-reused",
            Self::UnknownLedger { .. } => "unknown-ledger",
            Self::Unstorable { .. } => "unstorable",
            Self::StaleWords { .. } => "stale-words",
            Self::Inconsistent { .. } => "inconsistent",
            Self::Newer { .. } => "newer",
            Self::Absent { .. } => "absent",
            Self::NotADatabase { .. } => "not-a-database",
            Self::Full { .. } => "full",
            Self::Locked { .. } => "locked",
            Self::ReadOnly { .. } => "read-only",
            Self::Unreachable { .. } => "unreachable",
            Self::Database { .. } => "database",
            Self::Migration { .. } => "migration",
            Self::Occupied { .. } => "occupied",
            Self::File { .. } => "file",
            Self::Dump { .. } => "dump",
            Self::Checkpoint(_) => "checkpoint",
        }
    }

    /// Says where, for errors that came from a driver, which does not know.
    pub(crate) fn at(mut self, known: &str) -> Self {
        match &mut self {
            Self::Newer { place, .. }
            | Self::Absent { place }
            | Self::NotADatabase { place }
            | Self::Full { place }
            | Self::Locked { place }
            | Self::ReadOnly { place }
            | Self::Unreachable { place, .. }
            | Self::Database { place, .. }
            | Self::Migration { place, .. }
                if place.is_empty() =>
            {
                known.clone_into(place);
            }
            _ => {}
        }
        self
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(source: sqlx::Error) -> Self {
        let place = String::new();
        let code = source.as_database_error().and_then(DatabaseError::code).unwrap_or_default();
        // SQLite's extended codes keep the primary one in their lowest byte; codes of
        // PostgreSQL have five characters.
        let primary = if code.len() < 5 { code.parse().map_or(-1, |code: i64| code & 0xff) } else { -1 };
        match (primary, &*code, &source) {
            // 4874: SQLite found no room for the file beside the database that all its
            // readers share, and calls it an input/output error.
            (13, ..) | (_, "4874" | "53100", _) => Self::Full { place },
            (5 | 6, ..) | (_, "55P03" | "40P01" | "40001", _) | (.., sqlx::Error::PoolTimedOut) => {
                Self::Locked { place }
            }
            (8, ..) | (_, "25006", _) => Self::ReadOnly { place },
            (11 | 26, ..) => Self::NotADatabase { place },
            (14, ..) | (_, "3D000", _) => Self::Absent { place },
            (.., sqlx::Error::Io(_)) | (_, "57P01" | "57P03" | "53300", _) => Self::Unreachable { place, source },
            _ => Self::Database { place, source },
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(source: sqlx::migrate::MigrateError) -> Self {
        use sqlx::migrate::MigrateError;
        match source {
            MigrateError::Execute(source) | MigrateError::ExecuteMigration(source, _) => source.into(),
            source => Self::Migration { place: String::new(), source },
        }
    }
}
