//! Backups while others write, and their way back.
//!
//! Of a SQLite database a backup is a copy of the file, with a manifest beside it
//! (`luoshi.db.manifest`) that is written last: a copy without one was not
//! completed. Of a PostgreSQL database it is a [dump](crate::dump). Either is
//! restored under another name, verified, and only then renamed.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use luoshi_ledger::chain::{Checkpoint, Hash};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::dump::{DumpError, file_error};
use crate::evidence::hexadecimal;
use crate::{Store, StoreError, durable};

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The format, `luoshi-backup-1`.
    pub format: String,
    /// Size of the file.
    pub bytes: u64,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// The end of each ledger's chain in it.
    pub ledgers: Vec<Checkpoint>,
}

const FORMAT: &str = "luoshi-backup-1";

impl Store {
    /// Copies the database to a new file and a manifest beside it; writers go on.
    /// On PostgreSQL the copy is a dump.
    pub async fn backup(&self, path: &Path, at: Timestamp) -> Result<Manifest, StoreError> {
        if path.exists() || manifest_path(path).exists() {
            return Err(file_error(path)(io::ErrorKind::AlreadyExists.into()));
        }
        let part = durable::beside(path);
        let copied = self.copy(&part, at).await;
        let written = match &copied {
            Ok(_) => Ok(()),
            Err(_) => Err(io::Error::other("not copied")),
        };
        let finished = durable::finish(written, &part, path);
        let manifest = self.located(copied)?;
        finished.map_err(file_error(path))?;
        let text = serde_json::to_string_pretty(&manifest).map_err(io::Error::other).map_err(file_error(path))?;
        let beside = manifest_path(path);
        durable::write(&beside, |file| file.write_all(text.as_bytes())).map_err(file_error(&beside))?;
        Ok(manifest)
    }

    async fn copy(&self, part: &Path, at: Timestamp) -> Result<Manifest, StoreError> {
        let ledgers = if self.db.vacuum_into(part).await? {
            File::open(part).and_then(|file| file.sync_all()).map_err(file_error(part))?;
            let copy = Store::open(&part.display().to_string()).await?;
            let ends = copy.list_ends(at).await;
            copy.close().await;
            ends?
        } else {
            // What is appended between the two only makes the dump longer.
            let ends = self.list_ends(at).await?;
            self.export(part, at).await?;
            ends
        };
        let (bytes, sha256) = measure(part).map_err(file_error(part))?;
        Ok(Manifest { format: FORMAT.to_owned(), bytes, sha256, ledgers })
    }

    /// Where the chains of all ledgers end.
    async fn list_ends(&self, at: Timestamp) -> Result<Vec<Checkpoint>, StoreError> {
        let mut ends = Vec::new();
        for ledger in self.list_ledgers().await? {
            if let Some(head) = self.find_head(&ledger).await? {
                ends.push(Checkpoint { ledger, seq: head.seq, hash: head.hash, at });
            }
        }
        Ok(ends)
    }

    /// Verifies every ledger against the ends in a manifest.
    async fn verify_ends(&self, ends: &[Checkpoint], path: &Path) -> Result<(), StoreError> {
        for end in ends.iter().filter(|end| end.hash != Hash::ZERO) {
            let findings = self.verify_log(&end.ledger, ends).await?;
            if !findings.is_clean() {
                let found = findings.to_string().lines().next().unwrap_or_default().to_owned();
                let error = DumpError::Broken { ledger: end.ledger.clone(), found };
                return Err(StoreError::Dump { path: path.display().to_string(), error });
            }
        }
        Ok(())
    }
}

/// Reads the manifest of a backup and compares the file with it.
pub fn check_backup(path: &Path) -> Result<Manifest, StoreError> {
    let fail = |error| StoreError::Dump { path: path.display().to_string(), error };
    let beside = manifest_path(path);
    let no_manifest = || fail(DumpError::NoManifest { path: beside.display().to_string() });
    let text = fs::read_to_string(&beside).map_err(|_| no_manifest())?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|_| no_manifest())?;
    if manifest.format != FORMAT {
        return Err(fail(DumpError::Newer { found: manifest.format }));
    }
    let (bytes, sha256) = measure(path).map_err(file_error(path))?;
    if bytes < manifest.bytes {
        return Err(fail(DumpError::Short { found: bytes, expected: manifest.bytes }));
    }
    if (bytes, &sha256) != (manifest.bytes, &manifest.sha256) {
        return Err(fail(DumpError::Changed));
    }
    Ok(manifest)
}

/// Restores the backup of a SQLite database as a new file, or any backup into an empty
/// database that is there. The backup is checked and every chain verified before the
/// database appears under its name.
///
/// # Errors
/// A file at `url` is never overwritten: move it away first, with its `-wal`.
pub async fn restore(path: &Path, url: &str) -> Result<Manifest, StoreError> {
    let manifest = check_backup(path)?;
    if is_sqlite(path).map_err(file_error(path))? && !url.starts_with("postgres") {
        restore_file(path, Path::new(url.strip_prefix("sqlite:").unwrap_or(url)), &manifest).await?;
        return Ok(manifest);
    }
    if is_sqlite(path).map_err(file_error(path))? {
        return move_over(path, url, manifest).await;
    }
    let store = Store::create(url).await?;
    let restored = async {
        store.import(path).await?;
        store.verify_ends(&manifest.ledgers, path).await
    };
    let restored = restored.await;
    store.close().await;
    restored.map(|()| manifest)
}

async fn restore_file(from: &Path, to: &Path, manifest: &Manifest) -> Result<(), StoreError> {
    let occupied = [to.to_owned(), suffixed(to, "-wal")].into_iter().find(|path| path.exists());
    if let Some(occupied) = occupied {
        return Err(file_error(&occupied)(io::ErrorKind::AlreadyExists.into()));
    }
    let part = durable::beside(to);
    let copied = fs::copy(from, &part).and_then(|_| File::open(&part)?.sync_all());
    let verified = match copied {
        Ok(()) => verify_copy(&part, manifest).await,
        Err(error) => Err(file_error(&part)(error)),
    };
    for ending in ["-wal", "-shm"] {
        let _ = fs::remove_file(suffixed(&part, ending));
    }
    if let Err(error) = verified {
        let _ = fs::remove_file(&part);
        return Err(error);
    }
    durable::finish(Ok(()), &part, to).map_err(file_error(to))
}

async fn verify_copy(part: &Path, manifest: &Manifest) -> Result<(), StoreError> {
    let store = Store::open(&part.display().to_string()).await?;
    let verified = store.verify_ends(&manifest.ledgers, part).await;
    store.close().await;
    verified
}

/// The copy of a SQLite database into another kind of database, by way of a dump.
async fn move_over(path: &Path, url: &str, manifest: Manifest) -> Result<Manifest, StoreError> {
    // Opening a database changes its file; the backup stays as it is.
    let copy = durable::beside(path);
    let dump = durable::beside(path);
    let moved = async {
        restore_file(path, &copy, &manifest).await?;
        let source = Store::open(&copy.display().to_string()).await?;
        let exported = source.export(&dump, Timestamp::UNIX_EPOCH).await;
        source.close().await;
        exported?;
        let store = Store::open(url).await?;
        let imported = store.import(&dump).await;
        store.close().await;
        imported
    };
    let moved = moved.await;
    for file in [copy, dump] {
        let _ = fs::remove_file(file);
    }
    moved.map(|_| manifest)
}

fn suffixed(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

fn manifest_path(path: &Path) -> PathBuf {
    suffixed(path, ".manifest")
}

fn is_sqlite(path: &Path) -> io::Result<bool> {
    let mut head = Vec::new();
    File::open(path)?.take(16).read_to_end(&mut head)?;
    Ok(head == b"SQLite format 3\0")
}

/// Size and SHA-256 of a file.
fn measure(path: &Path) -> io::Result<(u64, String)> {
    let mut hash = Sha256::new();
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok((bytes, hexadecimal(&hash.finalize())));
        }
        bytes += count as u64;
        hash.update(buffer.get(..count).unwrap_or_default());
    }
}
