//! One stored event of every kind and version is kept for ever: what was written
//! once must be read by every later program.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use luoshi_ledger::event::ItemEvent;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/events/v1")
}

#[test]
fn events_of_every_kind_and_version_are_read_and_written_as_they_were() {
    let mut seen = BTreeSet::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let kind = path.file_stem().unwrap().to_string_lossy().into_owned();
        let stored = std::fs::read_to_string(&path).unwrap();
        let stored = stored.trim_end();
        let event = ItemEvent::decode(&kind, 1, stored).unwrap_or_else(|e| panic!("{}: {e:?}", path.display()));
        let (written_kind, written) = event.encode();
        assert_eq!((written_kind.as_str(), written.as_str()), (kind.as_str(), stored), "{}", path.display());
        seen.insert(kind);
    }
    let expected: BTreeSet<String> = ItemEvent::KINDS.iter().map(|k| (*k).to_owned()).collect();
    assert_eq!(seen, expected);
}

#[test]
fn an_event_of_a_newer_version_is_refused_by_name() {
    let error = ItemEvent::decode("signed", 2, "{}").unwrap_err();
    assert_eq!(error.to_string(), "event \"signed\" has version 2, this program knows up to 1; use a newer luoshi");
}

#[test]
fn an_unknown_kind_and_broken_data_are_refused() {
    assert!(ItemEvent::decode("celebrated", 1, "{}").is_err());
    assert!(ItemEvent::decode("closed", 1, "{\"grade\":7}").is_err());
    assert!(ItemEvent::decode("closed", 1, "{").is_err());
}
