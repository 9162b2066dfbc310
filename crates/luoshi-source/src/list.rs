//! Folders to files: what `luoshi read PATH…` walks over.
//!
//! The order is the same on every machine. An entry that cannot be read is an
//! error for that entry alone.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Problem, SourceError};

/// Expands folders into the files below them, at any depth, sorted by name.
///
/// Paths that name a file are kept as they are, in the order given. Inside
/// folders, hidden files and folders (`.git`), the lock files of Word (`~$…`)
/// and everything that is no regular file (pipes, sockets) are passed over.
/// Links are followed; a folder is entered once, so that a link to a parent ends.
pub fn list(paths: &[PathBuf]) -> Vec<Result<PathBuf, SourceError>> {
    let mut listing = Listing::default();
    for path in paths {
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => listing.walk(path),
            Ok(_) => listing.found.push(Ok(path.clone())),
            Err(error) => listing.fail(path, error),
        }
    }
    listing.found
}

#[derive(Default)]
struct Listing {
    found: Vec<Result<PathBuf, SourceError>>,
    entered: HashSet<PathBuf>,
}

impl Listing {
    /// Walks with a stack of its own: a folder may be nested deeper than the
    /// thread's stack allows.
    fn walk(&mut self, root: &Path) {
        let mut pending = vec![root.to_path_buf()];
        while let Some(path) = pending.pop() {
            match fs::metadata(&path) {
                Ok(meta) if meta.is_dir() => match self.entries(&path) {
                    Ok(entries) => pending.extend(entries.into_iter().rev()),
                    Err(error) => self.fail(&path, error),
                },
                Ok(meta) if meta.is_file() => self.found.push(Ok(path)),
                Ok(_) => {}
                Err(error) => self.fail(&path, error),
            }
        }
    }

    fn entries(&mut self, folder: &Path) -> Result<Vec<PathBuf>, std::io::Error> {
        if !self.entered.insert(fs::canonicalize(folder)?) {
            return Ok(Vec::new());
        }
        let mut entries = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if !name.starts_with('.') && !name.starts_with("~$") {
                entries.push(entry.path());
            }
        }
        entries.sort();
        Ok(entries)
    }

    fn fail(&mut self, path: &Path, error: std::io::Error) {
        self.found.push(Err(Problem::Io(error).at(&path.to_string_lossy())));
    }
}
