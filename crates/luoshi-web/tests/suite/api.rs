//! The API: its document, who may call what, and calls that are tried again.

use std::path::PathBuf;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use luoshi_ledger::item::{DemandPart, Details, ItemKind};
use luoshi_store::people::ApiToken;
use serde_json::{Value, json};

use crate::office::{Answer, Browser, Office, PEOPLE};

/// Makes a key for somebody.
async fn key(office: &Office, person: &str, scopes: &str) -> String {
    let secret = format!("luoshi_{person}_{}", scopes.replace(' ', "_"));
    let hash = luoshi_store::text_hash(&secret);
    let token = ApiToken {
        id: secret.clone(),
        person: person.to_owned(),
        name: "test".to_owned(),
        scopes: scopes.to_owned(),
        created_ms: 0,
        expires_ms: None,
        last_used_ms: None,
    };
    office.ledger.keep_token(&hash, &token).await.unwrap();
    secret
}

pub(crate) struct Program {
    pub(crate) browser: Browser,
    pub(crate) key: String,
}

impl Program {
    pub(crate) async fn new(office: &Office, person: &str, scopes: &str) -> Self {
        Self { browser: office.browser(), key: key(office, person, scopes).await }
    }

    pub(crate) async fn call(&mut self, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.call_with(method, path, body, &[]).await
    }

    pub(crate) async fn call_with(
        &mut self,
        method: &str,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !self.key.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.key));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.browser.send(request, body).await
    }
}

pub(crate) fn read(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.body))
}

pub(crate) fn error(answer: &Answer) -> (StatusCode, String) {
    (answer.status, read(answer)["error"]["code"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn the_document_is_the_one_in_the_repository() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let text = format!("{}\n", luoshi_web::api::document().to_pretty_json().unwrap());
    if std::env::var_os("LUOSHI_BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "docs/openapi.json is not what the code says: run the test with LUOSHI_BLESS=1");
}

/// Every operation of the document with an address that can be called.
fn operations() -> Vec<(String, String)> {
    let document = serde_json::to_value(luoshi_web::api::document()).unwrap();
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let path = path.replace("{id}", "2025-0001").replace("{act}", "sign").replace("{name}", "13710");
            let path = path.replace("{person}", "ducha").replace("{delegate}", "ducha2");
            operations.push((method.to_uppercase(), path.replace("{sha256}", &"0".repeat(64))));
        }
    }
    assert!(operations.len() > 30, "{operations:?}");
    operations
}

/// What only reads although it is posted.
const READING_POSTS: [&str; 2] = ["/api/v1/read", "/api/v1/regimes/trial"];

/// What only an administrator's key with its scope reads.
const NEEDING_ADMIN: [&str; 5] = ["/people", "/hooks", "/keys", "/audit", "/backups"];

#[tokio::test]
async fn every_call_needs_a_key_and_its_scope() {
    let office = Office::new().await;
    let mut nobody = Program { browser: office.browser(), key: String::new() };
    let mut stranger = Program { browser: office.browser(), key: "luoshi_nobody".to_owned() };
    let mut reader = Program::new(&office, "admin", "read").await;
    let mut writer = Program::new(&office, "admin", "write").await;
    let mut clerk = Program::new(&office, "shangwu", "read write admin").await;
    for (method, path) in operations() {
        let what = format!("{method} {path}");
        let body = || (method != "GET").then(|| json!({}));
        let answer = nobody.call(&method, &path, body()).await;
        assert_eq!(error(&answer), (StatusCode::UNAUTHORIZED, "not-logged-in".to_owned()), "{what}");
        let answer = stranger.call(&method, &path, body()).await;
        assert_eq!(error(&answer), (StatusCode::UNAUTHORIZED, "bad-token".to_owned()), "{what}");
        let writes = method != "GET" && !READING_POSTS.contains(&path.as_str());
        let answer = reader.call(&method, &path, body()).await;
        assert_eq!(
            answer.status == StatusCode::FORBIDDEN,
            writes || NEEDING_ADMIN.iter().any(|part| path.contains(part)),
            "{what}: {}",
            answer.body
        );
        if !writes && path != "/api/v1/me" {
            let answer = writer.call(&method, &path, body()).await;
            assert_eq!(error(&answer), (StatusCode::FORBIDDEN, "needs-scope".to_owned()), "{what}");
        }
        let answer = clerk.call(&method, &path, body()).await;
        assert!(!answer.status.is_server_error(), "{what}: {}", answer.body);
        let of_office = [
            "/people",
            "/hooks",
            "/keys",
            "/audit",
            "/backups",
            "/sweep",
            "/verify",
            "/notices",
            "/regimes/13710",
            "/draft",
            "/statistics",
            "/comparison",
            "/indicators",
        ];
        let is_decided_first = method == "GET" || !path.ends_with("/draft");
        if is_decided_first && of_office.iter().any(|end| path.ends_with(end)) {
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn each_role_reads_what_its_pages_show() {
    let office = Office::new().await;
    let theirs = office.directive("别单位批示", "县教育局").await;
    for (person, role, agency) in PEOPLE {
        let mut program = Program::new(&office, person, "read").await;
        let me = read(&program.call("GET", "/api/v1/me", None).await);
        assert_eq!((me["role"].as_str(), me["agency"].as_str()), (Some(role), agency));
        let one = program.call("GET", &format!("/api/v1/items/{}", theirs.id), None).await;
        let list = program.call("GET", "/api/v1/items?kind=directive", None).await.body;
        let is_seen = agency != Some("县商务局");
        assert_eq!((one.status == StatusCode::OK, list.contains("别单位批示")), (is_seen, is_seen), "{role}");
        for (method, path) in operations().into_iter().filter(|(method, _)| method == "GET") {
            let answer = program.call(&method, &path, None).await;
            assert!(!answer.status.is_server_error(), "{role} {path}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn an_item_goes_its_way_by_calls() {
    let office = Office::new().await;
    let mut desk = Program::new(&office, "ducha", "read write").await;
    let mut clerk = Program::new(&office, "shangwu", "read write").await;
    let new = json!({ "title": "整治市场秩序", "kind": "directive", "lead": "县商务局", "not_secret": true });
    let issued = desk.call("POST", "/api/v1/items", Some(new)).await;
    assert_eq!(issued.status, StatusCode::CREATED, "{}", issued.body);
    let id = read(&issued)["item"]["id"].as_str().unwrap().to_owned();
    let act = |act: &str| format!("/api/v1/items/{id}/acts/{act}");
    for (code, fields) in [
        ("sign", json!({})),
        ("deploy", json!({ "text": "已部署", "handler": null })),
        ("report-progress", json!({ "text": "已清理摊点30处" })),
    ] {
        let answer = clerk.call("POST", &act(code), Some(fields)).await;
        assert_eq!(answer.status, StatusCode::OK, "{code}: {}", answer.body);
    }
    let whole = read(&clerk.call("GET", &format!("/api/v1/items/{id}"), None).await);
    assert_eq!(whole["item"]["state"], "in-progress");
    assert!(!whole["clocks"][0]["why"].as_array().unwrap().is_empty(), "{whole}");
    let history = read(&desk.call("GET", &format!("/api/v1/items/{id}/history"), None).await);
    assert!(history["events"].as_array().unwrap().len() >= 4, "{history}");
    let offered = read(&clerk.call("GET", &act("").replace("/acts/", "/acts"), None).await);
    assert!(offered["acts"].as_array().unwrap().iter().any(|act| act["code"] == "ask-closing"), "{offered}");
    let file = Request::post(format!("/api/v1/items/{id}/evidence?name=a.txt"))
        .header(header::AUTHORIZATION, format!("Bearer {}", clerk.key));
    let kept = clerk.browser.send(file, Body::from("照片说明\n")).await;
    assert_eq!(kept.status, StatusCode::CREATED, "{}", kept.body);
    let sha256 = read(&kept)["sha256"].as_str().unwrap().to_owned();
    let file = clerk.call("GET", &format!("/api/v1/items/{id}/evidence/{sha256}"), None).await;
    assert_eq!((file.status, file.body.as_str()), (StatusCode::OK, "照片说明\n"));
    for (path, fields, status, code, field) in [
        (act("ask-closing"), json!({ "conclusion": "好", "colour": "red" }), 422, "unknown-field", "colour"),
        (act("ask-closing"), json!({}), 422, "invalid-field", "conclusion"),
        (act("ask-extension"), json!({ "due": "soon", "reason": "a", "progress": "b" }), 422, "invalid-field", "due"),
        (act("dance"), json!({}), 404, "not-found", ""),
        (act("accept-closing"), json!({ "conclusion": "好" }), 403, "", ""),
        ("/api/v1/items".to_owned(), json!({ "titel": "x" }), 422, "unknown-field", "titel"),
        ("/api/v1/items".to_owned(), json!({ "title": "x" }), 422, "missing-field", "kind"),
    ] {
        let answer = clerk.call("POST", &path, Some(fields)).await;
        let said = read(&answer)["error"].clone();
        assert_eq!(answer.status.as_u16(), status, "{path}: {said}");
        assert!(code.is_empty() || said["code"] == code, "{path}: {said}");
        assert!(field.is_empty() || said["field"] == field, "{path}: {said}");
        assert!(said["message"].is_string() && said["message_zh"].is_string(), "{path}: {said}");
    }
}

#[tokio::test]
async fn a_call_that_is_tried_again_does_nothing_twice() {
    let office = Office::new().await;
    let mut desk = Program::new(&office, "ducha", "read write").await;
    let new = |title: &str| json!({ "title": title, "kind": "directive", "lead": "县商务局", "not_secret": true });
    let key = [("idempotency-key", "k1")];
    let first = desk.call_with("POST", "/api/v1/items", Some(new("一")), &key).await;
    let again = desk.call_with("POST", "/api/v1/items", Some(new("一")), &key).await;
    assert_eq!((first.status, &first.body), (again.status, &again.body));
    assert_eq!((first.header("idempotent-replayed"), again.header("idempotent-replayed")), ("", "true"));
    let other = desk.call_with("POST", "/api/v1/items", Some(new("二")), &key).await;
    assert_eq!(error(&other), (StatusCode::UNPROCESSABLE_ENTITY, "key-reused".to_owned()));
    let refused = [("idempotency-key", "k2")];
    for replayed in ["", "true"] {
        let answer = desk.call_with("POST", "/api/v1/items", Some(json!({ "title": "三" })), &refused).await;
        assert_eq!(error(&answer), (StatusCode::UNPROCESSABLE_ENTITY, "missing-field".to_owned()));
        assert_eq!(answer.header("idempotent-replayed"), replayed, "a refusal is kept as well");
    }
    let mut other = Program::new(&office, "ducha2", "read write").await;
    let answer = other.call_with("POST", "/api/v1/items", Some(new("一")), &key).await;
    assert_eq!(answer.status, StatusCode::CREATED, "keys of different people have nothing to do with each other");
    let list = read(&desk.call("GET", "/api/v1/items?kind=directive", None).await);
    assert_eq!(list["items"].as_array().unwrap().len(), 2, "{list}");
    assert!(!first.header("x-ratelimit-remaining").is_empty());
}

#[tokio::test]
async fn a_page_calls_with_its_session_and_its_token() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    assert_eq!(browser.get("/api/v1/items").await.status, StatusCode::OK);
    let new = json!({ "title": "一", "kind": "directive", "lead": "县商务局", "not_secret": true }).to_string();
    let answer = browser.send(Request::post("/api/v1/items"), Body::from(new.clone())).await;
    assert_eq!(error(&answer), (StatusCode::FORBIDDEN, "stale-form".to_owned()));
    let csrf = browser.csrf.clone();
    let answer = browser.send(Request::post("/api/v1/items").header("x-csrf-token", csrf), Body::from(new)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let page = office.browser().get("/api").await;
    assert!(page.body.contains("/api/v1/items/{id}/acts/{act}") && page.body.contains("openapi.json"), "{}", page.body);
}

#[tokio::test]
async fn who_a_demand_is_from_is_masked() {
    let office = Office::new().await;
    let part = DemandPart {
        person: Some("王小明".to_owned()),
        contact: Some("13800013710".to_owned()),
        channel: Some("电话".to_owned()),
        type_: None,
        repeats: None,
    };
    let item = office.issue(ItemKind::Demand, "路灯不亮", "县商务局", Details::Demand(part)).await;
    for person in ["ducha", "shangwu", "daibiao", "admin"] {
        let mut program = Program::new(&office, person, "read").await;
        for path in [format!("/api/v1/items/{}", item.id), format!("/api/v1/items/{}/history", item.id)] {
            let body = program.call("GET", &path, None).await.body;
            assert!(body.contains("电话") && !body.contains("王小明") && !body.contains("13800013710"), "{body}");
        }
    }
}

#[tokio::test]
async fn a_report_is_read_taken_in_broken_down_and_published() {
    let office = Office::new().await;
    let mut desk = Program::new(&office, "ducha", "read write").await;
    let text = std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/jichuan-2026.txt"))
        .unwrap_or_else(|_| {
            std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/jichuan-2025.txt")).unwrap()
        });
    for (path, status) in
        [("/api/v1/read?name=a.txt", StatusCode::OK), ("/api/v1/reports?name=a.txt", StatusCode::CREATED)]
    {
        let request = Request::post(path).header(header::AUTHORIZATION, format!("Bearer {}", desk.key));
        let answer = desk.browser.send(request, Body::from(text.clone())).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
    }
    let report = office.report.to_string();
    let path = format!("/api/v1/reports/{report}/draft");
    let draft = read(&desk.call("GET", &path, None).await);
    let row = draft["rows"].as_array().unwrap().iter().find(|row| row["status"] == "open").unwrap()["number"].clone();
    let edit = json!({ "version": draft["version"], "act": { "edit": { "row": row, "to": { "lead": "县教育局", "support": [] } } } });
    let answer = desk.call("POST", &path, Some(edit.clone())).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(error(&desk.call("POST", &path, Some(edit)).await), (StatusCode::CONFLICT, "outdated".to_owned()));
    let answer = desk.call("POST", &path, Some(json!({ "act": { "confirm": [row] } }))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let publish = format!("/api/v1/reports/{report}/publish");
    let published = read(&desk.call("POST", &publish, Some(json!({ "not_secret": true }))).await);
    assert_eq!(published["items"].as_array().unwrap().len(), 1, "{published}");
    let reading = desk.call("GET", &format!("/api/v1/reports/{report}/reading"), None).await;
    assert!(reading.body.contains("\"documents\""));
    let statistics = read(&desk.call("GET", "/api/v1/statistics?by=agency", None).await);
    assert!(statistics["groups"][0]["rates"].is_array(), "{statistics}");
}
