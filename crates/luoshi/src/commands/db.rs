//! `luoshi db`: the database as a whole.

mod copies;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use luoshi_store::{Ledger, Store, StoreError};

use super::Outcome;
use crate::desk::{self, Desk, DeskArgs, Fresh};

/// Backups, checkpoints, tables made again from the log
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    desk: DeskArgs,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Where the database is, which version it has, which ledgers lie in it
    Info,
    /// Bring its tables up to this program; opening does the same
    Migrate,
    /// Make all tables again from the log
    Rebuild,
    /// Copy it to a new file, and evidence files beside it, while others work on
    Backup(copies::Args),
    /// Restore a backup to where --db says; nothing that is there is overwritten
    Restore(copies::Args),
    /// Write log and texts to a file that either kind of database takes in
    Export {
        /// The new file
        file: PathBuf,
    },
    /// Take in such a file, into an empty database
    Import {
        /// What `luoshi db export` wrote
        file: PathBuf,
    },
    /// Write down where the chain ends now, to print or publish
    Checkpoint,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let lang = args.desk.lang();
    if let What::Restore(copies) = &args.what {
        return copies::restore(copies, &args.desk);
    }
    if let What::Import { file } = &args.what {
        return import(file, &args.desk);
    }
    let desk = Desk::open(&args.desk)?;
    let store = desk.ledger().store();
    match &args.what {
        What::Rebuild => {
            let rows = desk.wait(desk.ledger().rebuild())?;
            desk.answer(&rows, || format!("{} {rows}\n", lang.pick("重建事项", "items made again:")))
        }
        What::Backup(copies) => copies::back_up(copies, &desk),
        What::Export { file } => {
            let contents = desk.wait(store.export(file, desk.now()))?;
            desk.answer(&contents.entries, || {
                format!("{} {}\n", lang.pick("已导出日志", "log entries exported:"), contents.entries)
            })
        }
        What::Checkpoint => {
            let checkpoint = desk.wait(store.take_checkpoint(desk.ledger().name(), desk.now()))?;
            let line = checkpoint.to_string();
            desk.answer(&line, || format!("{line}\n"))
        }
        _ => {
            let version = desk.wait(store.schema_version())?;
            let ledgers = desk.wait(store.list_ledgers())?;
            let info = serde_json::json!({ "database": store.place(), "version": version, "ledgers": ledgers });
            desk.answer(&info, || {
                format!("{} · {} {version}\n{}\n", store.place(), lang.pick("版本", "version"), ledgers.join("\n"))
            })
        }
    }
}

/// Takes in a dump. A database that was made for it goes again if that fails.
fn import(file: &Path, args: &DeskArgs) -> anyhow::Result<Outcome> {
    let lang = args.lang();
    let fresh = Fresh::at(&args.db);
    let runtime = desk::runtime()?;
    let moved = runtime.block_on(async {
        let store = Store::create(&args.db).await?;
        let moved = take_in(&store, file).await;
        store.close().await;
        moved
    });
    let entries = fresh.settle(moved).map_err(|e| desk::spoken(e, lang))?;
    args.answer(&entries, || format!("{} {entries}\n", lang.pick("已导入日志", "log entries imported:")))
}

/// Log and texts come from the dump, all tables from the log.
async fn take_in(store: &Store, file: &Path) -> Result<u64, StoreError> {
    let entries = store.import(file).await?.entries;
    for name in store.list_ledgers().await? {
        Ledger::open(store.clone(), &name).await?.rebuild().await?;
    }
    Ok(entries)
}
