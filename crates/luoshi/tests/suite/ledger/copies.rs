//! Backups take the evidence along, and come back with it.

use super::{CLERK, Office};

const NOW: &str = "2025-03-03T09:00";

/// A ledger that names one file.
fn office() -> Office {
    let office = Office::new();
    let item = office.directive(NOW, "修路");
    office.ok(NOW, &format!("act {item} sign {CLERK}"));
    office.ok(NOW, &format!("act {item} attach paper.pdf {CLERK}"));
    office
}

#[test]
fn a_backup_comes_back_with_its_evidence() {
    let office = office();
    let says = office.ok(NOW, "db backup copy.db");
    assert!(says.ends_with("\n佐证 1 个 · 新复制 1 · 缺 0 · copy.db-evidence\n"), "{says}");
    assert!(office.ok(NOW, "verify --evidence copy.db-evidence").starts_with("完好 · "));
    let says = office.ok(NOW, "db restore copy.db --db other.db --evidence files");
    assert!(says.ends_with("\n佐证 1 个 · 新复制 1 · 缺 0 · copy.db-evidence\n"), "{says}");
    assert!(office.ok(NOW, "verify --db other.db --evidence files").starts_with("完好 · "));
}

#[test]
fn backups_share_a_folder_of_evidence() {
    let office = office();
    office.ok(NOW, "db backup monday.db --evidence-copy files");
    let says = office.ok(NOW, "db backup tuesday.db --evidence-copy files --lang en");
    assert!(says.ends_with("\nevidence files 1 · newly copied 0 · lacking 0 · files\n"), "{says}");
    let said = office.ok(NOW, "db backup wednesday.db --evidence-copy files --json");
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["evidence"]["files"], 1);
    assert_eq!(said["format"], "luoshi-backup-1");
    assert_eq!(office.ok(NOW, "verify --evidence files").lines().count(), 1);
}

#[test]
fn what_a_backup_lacks_is_said() {
    let office = office();
    let says = office.ok(NOW, "db backup copy.db --without-evidence");
    assert!(says.ends_with("\n不含佐证，缺 1 个文件\n"), "{says}");
    assert!(!office.room.path("copy.db-evidence").exists());
    let ran = office.run(NOW, "db restore copy.db --db other.db");
    assert_eq!(ran.code, 2);
    assert!(ran.stdout.ends_with("\n佐证 1 个 · 新复制 0 · 缺 1 · copy.db-evidence\n"), "{}", ran.stdout);
    assert!(ran.stderr.contains("restore it from a backup"), "{}", ran.stderr);
    // The database is there all the same, and the office's own files make it whole.
    assert!(office.ok(NOW, "verify --db other.db --evidence luoshi.db-evidence").starts_with("完好 · "));
    std::fs::remove_dir_all(office.room.path("luoshi.db-evidence")).unwrap();
    assert_eq!(office.run(NOW, "db backup later.db").code, 2);
    let says = office.refused(NOW, "db backup copy.db");
    assert!(says.ends_with("（occupied）"), "{says}");
}

#[test]
fn a_place_that_is_none_is_refused() {
    let office = office();
    let says = office.refused(NOW, "verify --evidence gs://bucket");
    let what = "name a folder by its path, or a bucket as s3://BUCKET/PREFIX";
    assert_eq!(says, format!("luoshi: evidence cannot be kept at \"gs://bucket\": {what}"));
    let says = office.refused(NOW, "db backup copy.db --evidence-copy s3://bucket/prefix");
    let what = if cfg!(feature = "s3") {
        "nobody is named who may use it: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    } else {
        "this program was built without S3: build it with its feature `s3`, or name a folder"
    };
    assert_eq!(says, format!("luoshi: evidence cannot be kept at \"s3://bucket/prefix\": {what}"));
    assert!(!office.room.path("copy.db").exists());
}
