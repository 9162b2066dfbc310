//! Files that are there whole or not at all, also after a loss of power.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A name beside `path` that no other writer uses.
pub(crate) fn beside(path: &Path) -> PathBuf {
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}-{number}.part", std::process::id()));
    path.with_file_name(name)
}

/// Writes a file under another name, makes it durable, and renames it. What was
/// written so far is removed when something fails.
pub(crate) fn write(path: &Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let part = beside(path);
    let written = File::create_new(&part).and_then(|mut file| {
        fill(&mut file)?;
        file.flush()?;
        file.sync_all()
    });
    finish(written, &part, path)
}

/// Renames a file that is complete and durable; removes it when `written` failed.
pub(crate) fn finish(written: io::Result<()>, part: &Path, path: &Path) -> io::Result<()> {
    let moved = written.and_then(|()| fs::rename(part, path));
    if moved.is_err() {
        let _ = fs::remove_file(part);
        return moved;
    }
    sync_folder(path)
}

/// Makes the name of a file durable, not only its content.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
