//! Where results go: standard output, or a file that is there whole or not at
//! all.

use std::fs::{self, File};
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

/// An open place for results.
pub(crate) enum Output {
    /// Standard output.
    Stdout(BufWriter<StdoutLock<'static>>),
    /// A regular file, under another name until it is whole.
    File(WholeFile),
    /// A device or a pipe, written as it is.
    Device(PathBuf, BufWriter<File>),
}

impl Output {
    /// Opens the file at `path`, or standard output.
    pub(crate) fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else {
            return Ok(Self::Stdout(BufWriter::new(io::stdout().lock())));
        };
        let opened = match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => Err(io::Error::other("it is a folder")),
            Ok(meta) if !meta.is_file() => {
                File::options().write(true).open(path).map(|file| Self::Device(path.to_owned(), BufWriter::new(file)))
            }
            _ => WholeFile::create(path).map(Self::File),
        };
        opened.with_context(|| format!("cannot write {}", path.display()))
    }

    /// Writes `bytes`, saying where it failed if it does.
    pub(crate) fn put(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        let written = match self {
            // Passed on at once, so that a program that reads us sees each
            // result when it is ready.
            Self::Stdout(out) => out.write_all(bytes).and_then(|()| out.flush()),
            Self::File(file) => file.out.write_all(bytes),
            Self::Device(_, out) => out.write_all(bytes),
        };
        written.with_context(|| self.failure())
    }

    /// Ends the output; a file gets its name.
    pub(crate) fn finish(mut self) -> anyhow::Result<()> {
        let failure = self.failure();
        let finished = match &mut self {
            Self::Stdout(out) => out.flush(),
            Self::File(file) => file.finish(),
            Self::Device(_, out) => out.flush(),
        };
        finished.context(failure)
    }

    fn failure(&self) -> String {
        match self {
            Self::Stdout(_) => "cannot write standard output".to_owned(),
            Self::File(WholeFile { path, .. }) | Self::Device(path, _) => {
                format!("cannot write {}", path.display())
            }
        }
    }
}

/// A file beside its final place, which it takes when it is whole.
pub(crate) struct WholeFile {
    path: PathBuf,
    /// Where the bytes are until then; none when it has its name.
    temporary: Option<PathBuf>,
    out: BufWriter<File>,
}

impl WholeFile {
    fn create(path: &Path) -> io::Result<Self> {
        // Through a link, so that the link stays a link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let name = path.file_name().ok_or_else(|| io::Error::other("it names no file"))?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.tmp", std::process::id()));
        let temporary = path.with_file_name(hidden);
        let file = File::create(&temporary)?;
        if let Ok(meta) = fs::metadata(&path) {
            fs::set_permissions(&temporary, meta.permissions())?;
        }
        Ok(Self { path, temporary: Some(temporary), out: BufWriter::new(file) })
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()?;
        // Some file systems report a full disk only now.
        self.out.get_ref().sync_all()?;
        if let Some(temporary) = &self.temporary {
            fs::rename(temporary, &self.path)?;
        }
        self.temporary = None;
        Ok(())
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            // What is left of a failed output is of no use to anybody.
            let _ = fs::remove_file(temporary);
        }
    }
}

/// Whether the reader of our output has gone away.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
