//! `luoshi db backup` and `restore`: the database, and the evidence files that it names.

use std::path::PathBuf;

use luoshi_export::labels::Lang;
use luoshi_store::backup::{Manifest, restore as restore_database};
use luoshi_store::evidence::Copied;
use luoshi_store::{EvidenceFiles, Store, StoreError};
use serde::Serialize;

use super::Outcome;
use crate::desk::{self, Desk, DeskArgs};
use crate::evidence;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The backup
    file: PathBuf,
    /// Where its evidence files lie: a folder, which several backups may share, or s3://BUCKET/PREFIX;
    /// those that are there are not copied again [default: the backup's name with -evidence]
    #[arg(long, value_name = "PLACE", conflicts_with = "without_evidence")]
    evidence_copy: Option<String>,
    /// Leave evidence files out
    #[arg(long)]
    without_evidence: bool,
}

impl Args {
    /// Where copies of evidence lie; none when they are left out.
    fn place(&self) -> Option<String> {
        let beside = || evidence::beside(&self.file.display().to_string());
        (!self.without_evidence).then(|| self.evidence_copy.clone().unwrap_or_else(beside))
    }
}

/// What became of evidence.
#[derive(Default, Serialize)]
struct Taken {
    /// Where copies lie; none when they were left out.
    place: Option<String>,
    /// How many the log names.
    files: usize,
    copied: usize,
    /// Size of those that were copied.
    bytes: u64,
    /// How many are not in the copy.
    lacking: usize,
}

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    manifest: &'a Manifest,
    evidence: &'a Taken,
}

/// Evidence goes first, so that no backup is made that could not hold it, and what was
/// handed in meanwhile follows.
pub(super) fn back_up(args: &Args, desk: &Desk) -> anyhow::Result<Outcome> {
    let store = desk.ledger().store();
    if args.file.exists() {
        let path = args.file.display().to_string();
        return Err(desk::spoken(StoreError::Occupied { path }, desk.lang()));
    }
    let place = args.place();
    let ends = place.as_deref().map(|place| Ok::<_, anyhow::Error>((desk.evidence()?, evidence::open(place)?)));
    let ends = ends.transpose()?;
    let copy = |copied: &mut Copied| match &ends {
        Some((from, to)) => desk.block(copy(store, from, to, copied)).map_err(|error| error.spoken(desk.lang())),
        None => Ok(()),
    };
    let mut copied = Copied::default();
    copy(&mut copied)?;
    let manifest = desk.wait(store.backup(&args.file, desk.now()))?;
    copy(&mut copied)?;
    let files = match place {
        Some(place) => Taken::copied(place, &copied),
        None => Taken::left_out(desk.wait(store.list_evidence())?.len()),
    };
    let lang = desk.lang();
    desk.answer(&Answer { manifest: &manifest, evidence: &files }, || {
        let (file, bytes) = (args.file.display(), manifest.bytes);
        format!("{} {file} · {bytes}\n{}", lang.pick("已备份到", "backed up to"), files.text(lang))
    })?;
    Ok(outcome(&copied))
}

/// The database goes first, because its log names the files.
pub(super) fn restore(args: &Args, desk: &DeskArgs) -> anyhow::Result<Outcome> {
    let lang = desk.lang();
    let runtime = desk::runtime()?;
    let place = args.place();
    let ends = place
        .as_deref()
        .map(|place| Ok::<_, anyhow::Error>((evidence::open(place)?, evidence::open(&desk.evidence_place())?)));
    let ends = ends.transpose()?;
    let restored = runtime.block_on(async {
        let manifest = restore_database(&args.file, &desk.db).await?;
        Ok((manifest, Store::open(&desk.db).await?))
    });
    let (manifest, store) = restored.map_err(|error| desk::spoken(error, lang))?;
    let mut copied = Copied::default();
    let files = runtime.block_on(async {
        let files = match (place, &ends) {
            (Some(place), Some((from, to))) => {
                copy(&store, from, to, &mut copied).await.map(|()| Taken::copied(place, &copied))
            }
            _ => store.list_evidence().await.map(|names| Taken::left_out(names.len())).map_err(Failed::Store),
        };
        store.close().await;
        files
    });
    let files = files.map_err(|error| error.spoken(lang))?;
    desk.answer(&Answer { manifest: &manifest, evidence: &files }, || {
        let ends: Vec<_> = manifest.ledgers.iter().map(ToString::to_string).collect();
        let (restored, ends) = (lang.pick("已恢复到", "restored to"), ends.join("\n"));
        format!("{restored} {}\n{ends}\n{}", desk.db, files.text(lang))
    })?;
    Ok(outcome(&copied))
}

/// Why evidence was not copied.
enum Failed {
    Store(StoreError),
    Files(anyhow::Error),
}

impl Failed {
    fn spoken(self, lang: Lang) -> anyhow::Error {
        match self {
            Self::Store(error) => desk::spoken(error, lang),
            Self::Files(error) => error,
        }
    }
}

/// Copies what all ledgers name, and adds it to what was copied before.
async fn copy(store: &Store, from: &EvidenceFiles, to: &EvidenceFiles, copied: &mut Copied) -> Result<(), Failed> {
    let names = store.list_evidence().await.map_err(Failed::Store)?;
    let now = from.copy_to(to, names.iter().map(String::as_str)).await;
    let now = now.map_err(|error| Failed::Files(error.into()))?;
    *copied = Copied { copied: copied.copied + now.copied, bytes: copied.bytes + now.bytes, ..now };
    Ok(())
}

/// Files that could not be copied are named; the others were.
fn outcome(copied: &Copied) -> Outcome {
    evidence::complain(&copied.lacking);
    if copied.lacking.is_empty() { Outcome::Done } else { Outcome::Failed }
}

impl Taken {
    fn copied(place: String, copied: &Copied) -> Self {
        let (files, bytes, lacking) = (copied.files, copied.bytes, copied.lacking.len());
        Self { place: Some(place), files, copied: copied.copied, bytes, lacking }
    }

    fn left_out(files: usize) -> Self {
        Self { files, lacking: files, ..Self::default() }
    }

    fn text(&self, lang: Lang) -> String {
        let Self { files, copied, lacking, .. } = self;
        match (&self.place, lang) {
            _ if *files == 0 => String::new(),
            (Some(place), Lang::Zh) => format!("佐证 {files} 个 · 新复制 {copied} · 缺 {lacking} · {place}\n"),
            (Some(place), Lang::En) => {
                format!("evidence files {files} · newly copied {copied} · lacking {lacking} · {place}\n")
            }
            (None, Lang::Zh) => format!("不含佐证，缺 {lacking} 个文件\n"),
            (None, Lang::En) => format!("without evidence: {lacking} files are lacking\n"),
        }
    }
}
