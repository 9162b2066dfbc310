//! Evidence in a folder: `ab/cd/abcd…`, so that no folder gets too long.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::EvidenceError;
use crate::durable;

#[derive(Debug, Clone)]
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    pub(super) fn root(&self) -> String {
        self.root.display().to_string()
    }

    /// Where a file is, for messages.
    pub(super) fn of(&self, sha256: &str) -> String {
        path(&self.root, sha256).display().to_string()
    }

    pub(super) async fn write(&self, sha256: &str, bytes: Vec<u8>) -> Result<(), EvidenceError> {
        let path = path(&self.root, sha256);
        let place = path.display().to_string();
        off_thread(move || write(&path, &bytes)).await.map_err(|cause| EvidenceError::File { place, cause })
    }

    pub(super) async fn read(&self, sha256: &str) -> Result<Vec<u8>, EvidenceError> {
        let path = path(&self.root, sha256);
        let place = path.display().to_string();
        off_thread(move || fs::read(path)).await.map_err(|cause| match cause.kind() {
            ErrorKind::NotFound => EvidenceError::Missing { sha256: sha256.to_owned(), place },
            _ => EvidenceError::File { place, cause },
        })
    }

    /// Whether the file is there. What is there is whole, because it was renamed.
    pub(super) async fn has(&self, sha256: &str) -> Result<bool, EvidenceError> {
        let path = path(&self.root, sha256);
        let place = path.display().to_string();
        off_thread(move || path.try_exists()).await.map_err(|cause| EvidenceError::File { place, cause })
    }
}

/// Runs what may wait for the disk where it keeps nobody else waiting.
async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

fn path(root: &Path, sha256: &str) -> PathBuf {
    let part = |range| sha256.get(range).unwrap_or_default();
    root.join(part(0..2)).join(part(2..4)).join(sha256)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // The same file again; a damaged one is put right.
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
        for above in folder.ancestors().take(2) {
            durable::sync_folder(above)?;
        }
    }
    durable::write(path, |file| file.write_all(bytes))
}
