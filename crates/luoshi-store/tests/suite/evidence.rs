//! Evidence is kept whole, once, and by what it is.

use std::fs;

use luoshi_store::{EvidenceError, EvidenceFiles};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n";

fn stored(folder: &std::path::Path) -> Vec<String> {
    let mut names = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                names.push(path.file_name().unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    names
}

#[tokio::test]
async fn a_file_is_kept_once_under_its_hash() {
    let folder = tempfile::tempdir().unwrap();
    let files = EvidenceFiles::in_folder(folder.path().join("evidence"), 1_000);
    let kept = files.keep(PDF.to_vec()).await.unwrap();
    assert_eq!(kept, files.keep(PDF.to_vec()).await.unwrap());
    assert_eq!((kept.media_type, kept.bytes), ("application/pdf", 17));
    assert_eq!(stored(folder.path()), std::slice::from_ref(&kept.sha256));
    assert_eq!(files.read(&kept.sha256).await.unwrap(), PDF);
    assert!(files.verify([&*kept.sha256]).await.is_empty());
}

#[tokio::test]
async fn what_must_not_be_kept_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let files = EvidenceFiles::in_folder(folder.path(), 1_000);
    for (bytes, code) in [
        (Vec::new(), "evidence-empty"),
        (vec![b'a'; 1_001], "evidence-too-large"),
        (b"MZ\x90\0\x03".to_vec(), "evidence-unknown-type"),
    ] {
        assert_eq!(files.keep(bytes).await.unwrap_err().code(), code);
    }
    for name in ["../../etc/passwd", "", "AB", "0123456789abcdef"] {
        assert!(matches!(files.read(name).await, Err(EvidenceError::BadName(_))), "{name}");
    }
    assert_eq!(stored(folder.path()), [""; 0]);
}

#[tokio::test]
async fn changed_and_missing_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let files = EvidenceFiles::in_folder(folder.path(), 1_000);
    let kept = files.keep(PDF.to_vec()).await.unwrap();
    let path = folder.path().join(&kept.sha256[..2]).join(&kept.sha256[2..4]).join(&kept.sha256);
    fs::write(&path, b"%PDF-1.7\n2 0 obj\n").unwrap();
    let absent = "0".repeat(64);
    let codes: Vec<&str> = files.verify([&*kept.sha256, &*absent]).await.iter().map(EvidenceError::code).collect();
    assert_eq!(codes, ["evidence-changed", "evidence-missing"]);
    // Handing the file in again puts it right.
    files.keep(PDF.to_vec()).await.unwrap();
    assert_eq!(files.read(&kept.sha256).await.unwrap(), PDF);
}

#[tokio::test]
async fn a_file_that_cannot_be_written_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("evidence");
    fs::write(&blocked, "a file where the folder should be").unwrap();
    let files = EvidenceFiles::in_folder(&blocked, 1_000);
    let error = files.keep(PDF.to_vec()).await.unwrap_err();
    assert_eq!(error.code(), "evidence-file");
    assert!(error.to_string().contains("evidence"), "{error}");
}
