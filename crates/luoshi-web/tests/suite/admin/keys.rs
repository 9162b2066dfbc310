//! Keys for programs, the audit log, the check of the log, backups.

use axum::http::StatusCode;
use luoshi_store::people::NewAudit;
use sha2::{Digest, Sha256};

use super::admin;
use crate::office::Office;

#[tokio::test]
async fn a_key_is_shown_once_and_taken_back() {
    let office = Office::new().await;
    let mut browser = admin(&office).await;
    let good =
        [("name", "政务大屏"), ("person", "ducha"), ("scope", "read"), ("scope", "write"), ("until", "2025-12-31")];
    let made = browser.post("/admin/tokens", &good).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    let secret = made.body.split("luoshi_").nth(1).unwrap().split('<').next().unwrap();
    assert_eq!(secret.len(), 64);
    let digest = Sha256::digest(format!("luoshi_{secret}"));
    let hash = digest.iter().fold(String::new(), |hash, byte| format!("{hash}{byte:02x}"));
    let found = office.ledger.find_token(&hash, office.app.now()).await.unwrap().unwrap();
    assert_eq!((found.person.as_str(), found.scopes.as_str()), ("ducha", "read write"));
    for page in ["/admin/tokens", "/admin/audit"] {
        assert!(!browser.get(page).await.body.contains(secret), "{page}");
    }
    assert_eq!(browser.post("/admin/tokens/revoke", &[("id", &found.id)]).await.status, StatusCode::SEE_OTHER);
    assert!(office.ledger.find_token(&hash, office.app.now()).await.unwrap().is_none());
    assert_eq!(office.noted().await, ["token-revoked", "token-made"]);
    for (field, value, said) in [
        ("name", "", "请填写"),
        ("person", "niemand", "没有这个可登录的用户名"),
        ("scope", "root", "请至少选择一项"),
        ("scope", "admin", "此人不是管理员"),
        ("until", "2025-03-02", "这一天已过"),
    ] {
        let fields = good.map(|(name, typed)| (name, if name == field { value } else { typed }));
        let refused = browser.post("/admin/tokens", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
        assert!(refused.body.contains(said), "{field} {value}: {}", refused.body);
    }
}

#[tokio::test]
async fn the_audit_log_is_read_page_by_page() {
    let office = Office::new().await;
    for number in 1..=150 {
        let target = format!("第{number}条");
        let audit = NewAudit { person: "甲", what: "login", target: &target, detail: "" };
        office.ledger.note_audit(audit, office.app.now()).await.unwrap();
    }
    let mut browser = admin(&office).await;
    let first = browser.get("/admin/audit").await.body;
    assert!(first.contains("第150条") && first.contains("第52条") && !first.contains("第51条"));
    let next = first.split("/admin/audit?before=").nth(1).unwrap().split('"').next().unwrap();
    let second = browser.get(&format!("/admin/audit?before={next}")).await.body;
    assert!(second.contains("第51条") && second.contains("第1条") && !second.contains("rel=\"next\""), "{second}");
    assert_eq!(browser.get("/admin/audit?before=x").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_log_is_checked_and_a_change_is_found() {
    let office = Office::new().await;
    let mut browser = admin(&office).await;
    let taken = browser.post("/admin/log/checkpoint", &[]).await;
    let sheet = browser.get(taken.location()).await.body;
    let line = sheet.split("luoshi-checkpoint-1 ").nth(1).unwrap().split('<').next().unwrap();
    let line = format!("luoshi-checkpoint-1 {line}");
    let whole = browser.post("/admin/log", &[("published", &line)]).await;
    assert!(whole.status == StatusCode::OK && whole.body.contains("完好"), "{}", whole.body);
    let refused = browser.post("/admin/log", &[("published", "luoshi-checkpoint-1 x")]).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("不是本台账的检查点"));
    let forged = line.replace(" main ", " other ");
    assert_eq!(browser.post("/admin/log", &[("published", &forged)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let hash = line.split(' ').nth(3).unwrap();
    let other = line.replace(hash, &"0".repeat(64));
    let found = browser.post("/admin/log", &[("published", &other)]).await;
    assert!(found.status == StatusCode::OK && found.body.contains("有问题"), "{}", found.body);
    assert_eq!(office.noted().await, ["log-verified", "log-verified", "checkpoint-taken"]);
}

#[tokio::test]
async fn a_backup_is_made_named_and_checked() {
    let office = Office::new().await;
    let mut browser = admin(&office).await;
    assert!(browser.get("/admin/backup").await.body.contains("尚无备份"));
    let made = browser.post("/admin/backup", &[]).await;
    assert_eq!(made.location(), "/admin/backup?done=made", "{}", made.body);
    let name = "luoshi-20250303-090000.db";
    let page = browser.get("/admin/backup").await.body;
    assert!(page.contains(name) && page.contains("luoshi.db-backups"), "{page}");
    assert!(browser.get("/admin").await.body.contains("2025-03-03 09:00"));
    let checked = browser.post("/admin/backup/check", &[("name", name)]).await.body;
    assert!(checked.contains("完好"), "{checked}");
    let path = office.test.path("luoshi.db-backups").join(name);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.truncate(bytes.len() / 2);
    std::fs::write(&path, bytes).unwrap();
    let damaged = browser.post("/admin/backup/check", &[("name", name)]).await.body;
    assert!(damaged.contains("light done-late"), "{damaged}");
    // Another one in the same second gets a name of its own.
    assert_eq!(browser.post("/admin/backup", &[]).await.location(), "/admin/backup?done=made");
    let page = browser.get("/admin/backup").await.body;
    assert!(page.contains("luoshi-20250303-090000-2.db"), "{page}");
    assert_eq!(office.noted().await, ["backup-made", "backup-made"]);
}

#[tokio::test]
async fn a_backup_that_cannot_be_written_says_so() {
    let office = Office::new().await;
    let mut browser = admin(&office).await;
    std::fs::write(office.test.path("luoshi.db-backups"), "a file where the folder should be").unwrap();
    let refused = browser.post("/admin/backup", &[]).await;
    let said = refused.body.contains("未能备份") && refused.body.contains("luoshi.db-backups");
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && said, "{}", refused.body);
    assert!(office.noted().await.is_empty());
}

#[tokio::test]
async fn a_backup_takes_evidence_along_and_says_what_lacks() {
    let office = Office::new().await;
    let item = office.directive("限期整改占道经营", "县商务局").await;
    let mut clerk = office.log_in("shangwu").await;
    clerk.post(&format!("/items/{}/acts/sign", item.id), &[]).await;
    let file: [(&str, &str, &[u8]); 1] = [("file", "照片.png", b"\x89PNG\r\n\x1a\n13710")];
    let attached = clerk.upload(&format!("/items/{}/evidence", item.id), &[("kind", "现场照片")], &file).await;
    assert_eq!(attached.status, StatusCode::SEE_OTHER, "{}", attached.body);
    let [name] = office.ledger.list_evidence().await.unwrap().try_into().unwrap();
    let name: String = name;
    let within = |root: &str| office.test.path(root).join(&name[..2]).join(&name[2..4]).join(&name);
    let mut browser = admin(&office).await;
    assert_eq!(browser.post("/admin/backup", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(std::fs::read(within("luoshi.db-backups/evidence")).unwrap(), file[0].2);
    let copy = within("luoshi.db-backups/evidence");
    std::fs::remove_file(within("evidence")).unwrap();
    let office = office.at("2025-03-03T10:00");
    // The copy of before does for this backup too.
    assert_eq!(admin(&office).await.post("/admin/backup", &[]).await.status, StatusCode::SEE_OTHER);
    std::fs::remove_file(copy).unwrap();
    let office = office.at("2025-03-03T11:00");
    let made = admin(&office).await.post("/admin/backup", &[]).await;
    assert!(made.status == StatusCode::OK && made.body.contains("未能复制的佐证文件数：1"), "{}", made.body);
}
