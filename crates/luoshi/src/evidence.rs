//! Evidence files: where they are kept, and how a file comes in.

use std::path::Path;

use anyhow::Context;
use luoshi_ledger::item::Evidence;
use luoshi_store::{EvidenceError, EvidenceFiles};

use crate::desk::Desk;
use crate::terminal;

/// Larger files are refused as evidence: 50 MB holds any scan or photo.
pub(crate) const MAX_BYTES: u64 = 50_000_000;

/// Lines that name files one by one; the rest is a number.
const MOST_NAMED: usize = 5;

/// Evidence lies beside a SQLite file, and beside nothing in `luoshi-evidence`.
pub(crate) fn beside(db: &str) -> String {
    let path = db.strip_prefix("sqlite:").unwrap_or(db);
    if path.starts_with("postgres") { "luoshi-evidence".to_owned() } else { format!("{path}-evidence") }
}

/// The files at a place that a person named.
pub(crate) fn open(place: &str) -> anyhow::Result<EvidenceFiles> {
    Ok(EvidenceFiles::at(place, terminal::variables("AWS_"), MAX_BYTES)?)
}

/// Keeps a file as evidence.
pub(crate) fn keep(desk: &Desk, file: &Path, kind: &str) -> anyhow::Result<Evidence> {
    let at = || format!("cannot keep {}", file.display());
    let size = std::fs::metadata(file).with_context(at)?.len();
    anyhow::ensure!(size <= MAX_BYTES, "{}: it has {size} bytes, more than {MAX_BYTES}", at());
    let bytes = std::fs::read(file).with_context(at)?;
    let files = desk.evidence()?;
    let kept = desk.block(files.keep(bytes)).with_context(at)?;
    let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Evidence {
        sha256: kept.sha256,
        name,
        kind: kind.to_owned(),
        media_type: kept.media_type.to_owned(),
        bytes: kept.bytes,
    })
}

/// Names files that are missing or changed, the first of them.
pub(crate) fn complain(errors: &[EvidenceError]) {
    for error in errors.iter().take(MOST_NAMED) {
        terminal::complain(&error.to_string());
    }
    if errors.len() > MOST_NAMED {
        terminal::complain(&format!("… {}", errors.len() - MOST_NAMED));
    }
}
