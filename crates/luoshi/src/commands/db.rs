//! `luoshi db`: the database as a whole.

use std::path::PathBuf;

use clap::Subcommand;

use super::Outcome;
use crate::desk::{self, Desk, DeskArgs};

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
    /// Copy it to a new file while others work on
    Backup { file: PathBuf },
    /// Restore a backup to where --db says; nothing that is there is overwritten
    Restore { file: PathBuf },
    /// Write log and texts to a file that either kind of database takes in
    Export { file: PathBuf },
    /// Take in such a file, into an empty database
    Import { file: PathBuf },
    /// Write down where the chain ends now, to print or publish
    Checkpoint,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let lang = args.desk.lang();
    if let What::Restore { file } = &args.what {
        let runtime = desk::runtime()?;
        let manifest = runtime.block_on(luoshi_store::backup::restore(file, &args.desk.db));
        let manifest = manifest.map_err(|e| desk::spoken(e, lang))?;
        println(&format!("{} {}", lang.pick("已恢复到", "restored to"), args.desk.db))?;
        for ledger in &manifest.ledgers {
            println(&ledger.to_string())?;
        }
        return Ok(Outcome::Done);
    }
    if let What::Import { file } = &args.what {
        let runtime = desk::runtime()?;
        let moved = runtime.block_on(async {
            let store = luoshi_store::Store::create(&args.desk.db).await?;
            store.import(file).await
        });
        let contents = moved.map_err(|e| desk::spoken(e, lang))?;
        let desk = Desk::open(&args.desk)?;
        desk.wait(desk.ledger().rebuild())?;
        println(&format!("{} {}", lang.pick("已导入日志", "log entries imported:"), contents.entries))?;
        return Ok(Outcome::Done);
    }
    let desk = Desk::open(&args.desk)?;
    let store = desk.ledger().store();
    match &args.what {
        What::Rebuild => {
            let rows = desk.wait(desk.ledger().rebuild())?;
            desk.answer(&rows, || format!("{} {rows}\n", lang.pick("重建事项", "items made again:")))
        }
        What::Backup { file } => {
            let manifest = desk.wait(store.backup(file, desk.now()))?;
            desk.answer(&manifest, || {
                format!("{} {} · {}\n", lang.pick("已备份到", "backed up to"), file.display(), manifest.bytes)
            })
        }
        What::Export { file } => {
            let contents = desk.wait(store.export(file, desk.now()))?;
            println(&format!("{} {}", lang.pick("已导出日志", "log entries exported:"), contents.entries))?;
            Ok(Outcome::Done)
        }
        What::Checkpoint => {
            let checkpoint = desk.wait(store.take_checkpoint(desk.ledger().name(), desk.now()))?;
            let line = checkpoint.to_string();
            desk.answer(&line, || format!("{line}\n"))
        }
        _ => {
            let version = desk.wait(store.schema_version())?;
            let ledgers = desk.wait(store.list_ledgers())?;
            desk.answer(&(store.place(), version, &ledgers), || {
                format!("{} · {} {version}\n{}\n", store.place(), lang.pick("版本", "version"), ledgers.join("\n"))
            })
        }
    }
}

fn println(line: &str) -> anyhow::Result<()> {
    let mut out = crate::output::Output::open(None)?;
    out.put(format!("{line}\n").as_bytes())?;
    out.finish()
}
