//! Hooks: what a receiver gets, in which order, signed how; what happens when it
//! fails; who may make one.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use luoshi_ledger::item::{DemandPart, Details, ItemKind};
use luoshi_web::hooks::deliver_due;
use serde_json::{Value, json};

use crate::api::{Program, error, read};
use crate::office::{Browser, Office};

/// A message as it came in.
#[derive(Debug, Clone)]
struct Got {
    id: String,
    timestamp: String,
    signature: String,
    body: String,
}

impl Got {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The check that docs/api.md describes.
    fn is_signed_with(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
        mac.update(format!("{}.{}.{}", self.id, self.timestamp, self.body).as_bytes());
        self.signature.split(' ').filter_map(|one| one.strip_prefix("v1,")).any(|one| {
            let sent = STANDARD.decode(one).unwrap_or_default();
            mac.clone().verify_slice(&sent).is_ok()
        })
    }
}

/// Another program: what it got, and what it answers next; 204 after that.
#[derive(Clone, Default)]
struct Receiver {
    got: Arc<Mutex<Vec<Got>>>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

impl Receiver {
    /// One that listens on this machine, and its address.
    async fn new() -> (Self, String) {
        let receiver = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/in", listener.local_addr().unwrap());
        let router = Router::new().fallback(receive).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (receiver, address)
    }

    fn answer(&self, answers: &[u16]) {
        self.answers.lock().unwrap().extend(answers);
    }

    fn take(&self) -> Vec<Got> {
        std::mem::take(&mut self.got.lock().unwrap())
    }
}

async fn receive(State(receiver): State<Receiver>, uri: Uri, headers: HeaderMap, body: String) -> Response {
    assert_eq!(uri.path(), "/in", "a redirect was followed");
    let text = |name: &str| headers.get(name).unwrap().to_str().unwrap().to_owned();
    let got = Got {
        id: text("webhook-id"),
        timestamp: text("webhook-timestamp"),
        signature: text("webhook-signature"),
        body,
    };
    receiver.got.lock().unwrap().push(got);
    let status = receiver.answers.lock().unwrap().pop_front().unwrap_or(204);
    (StatusCode::from_u16(status).unwrap(), [(header::LOCATION, "/elsewhere")]).into_response()
}

/// Makes a hook on the page; gives its id and its secret.
async fn make(office: &Office, url: &str, kinds: &[&str]) -> (String, String) {
    let mut browser = office.log_in("admin").await;
    browser.get("/admin/hooks").await;
    let mut fields = vec![("name", "大屏"), ("url", url)];
    fields.extend(kinds.iter().map(|kind| ("kind", *kind)));
    let made = browser.post("/admin/hooks", &fields).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    let secret = made.body.split("whsec_").nth(1).unwrap().split('<').next().unwrap();
    // As a page writes it.
    let secret = format!("whsec_{}", secret.replace("&#43;", "+").replace("&#47;", "/").replace("&#61;", "="));
    let hooks = office.ledger.list_hooks().await.unwrap();
    let hook = hooks.into_iter().find(|hook| hook.secret == secret).unwrap();
    (hook.id, secret)
}

async fn act(browser: &mut Browser, id: &str, act: &str) -> crate::office::Answer {
    browser.get(&format!("/admin/hooks/act?id={id}")).await;
    browser.post("/admin/hooks/act", &[("id", id), ("act", act)]).await
}

async fn sign(office: &Office, item: &luoshi_ledger::item::Item) {
    let mut clerk = office.log_in("shangwu").await;
    let signed = clerk.post(&format!("/items/{}/acts/sign", item.id), &[]).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.body);
}

fn kinds(got: &[Got]) -> Vec<String> {
    got.iter().map(|one| one.json()["type"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_happens_is_told_in_order_signed_and_without_personal_data() {
    let office = Office::new().await;
    let (receiver, url) = Receiver::new().await;
    let (_, secret) = make(&office, &url, &[]).await;
    let part = DemandPart {
        person: Some("王小明".to_owned()),
        contact: Some("13800013710".to_owned()),
        channel: Some("电话".to_owned()),
        type_: None,
        repeats: None,
    };
    let item = office.issue(ItemKind::Demand, "路灯不亮", "县商务局", Details::Demand(part)).await;
    sign(&office, &item).await;
    deliver_due(&office.app).await.unwrap();
    let got = receiver.take();
    assert_eq!(kinds(&got)[..2], ["item.issued", "item.signed"], "nothing of what was before the hook");
    let seqs: Vec<i64> = got.iter().map(|one| one.json()["data"]["seq"].as_i64().unwrap()).collect();
    assert!(seqs.is_sorted() && seqs.len() >= 2, "{seqs:?}");
    for one in &got {
        assert!(!one.body.contains("王小明") && !one.body.contains("13800013710"), "{}", one.body);
        assert!(one.is_signed_with(&secret), "{one:?}");
        assert!(!one.is_signed_with("whsec_AAAA"), "another secret");
        assert!(!Got { body: one.body.replace("item", "Item"), ..one.clone() }.is_signed_with(&secret));
        assert!(!Got { timestamp: "1".to_owned(), ..one.clone() }.is_signed_with(&secret));
        assert!(!Got { id: "evt_0".to_owned(), ..one.clone() }.is_signed_with(&secret));
        assert_eq!(one.timestamp, office.app.now().as_second().to_string());
    }
    let mut program = Program::new(&office, "daibiao", "read").await;
    let history = read(&program.call("GET", &format!("/api/v1/items/{}/history", item.id), None).await);
    for (place, event) in history["events"].as_array().unwrap().iter().enumerate() {
        let told = &got[place].json()["data"];
        assert_eq!(told["item"], item.id.as_str());
        for (field, value) in event.as_object().unwrap() {
            assert_eq!(&told[field], value, "{field} is what the API shows an observer");
        }
    }
    deliver_due(&office.app).await.unwrap();
    assert!(receiver.take().is_empty(), "each once");
}

#[tokio::test]
async fn only_the_kinds_that_were_chosen_are_told() {
    let office = Office::new().await;
    let (receiver, url) = Receiver::new().await;
    let (id, _) = make(&office, &url, &["signed", "closed"]).await;
    let item = office.directive("限期整改占道经营", "县商务局").await;
    deliver_due(&office.app).await.unwrap();
    assert!(receiver.take().is_empty());
    let head = office.ledger.store().find_head("main").await.unwrap().unwrap().seq;
    assert_eq!(office.ledger.find_hook(&id).await.unwrap().unwrap().cursor_seq, head, "passed over");
    sign(&office, &item).await;
    deliver_due(&office.app).await.unwrap();
    assert_eq!(kinds(&receiver.take()), ["item.signed"]);
}

#[tokio::test]
async fn what_fails_is_tried_again_later_and_the_rest_waits_also_over_a_restart() {
    let office = Office::new().await;
    let (receiver, url) = Receiver::new().await;
    let (id, _) = make(&office, &url, &["issued"]).await;
    for title in ["一", "二", "三"] {
        office.directive(title, "县商务局").await;
    }
    receiver.answer(&[500, 503]);
    deliver_due(&office.app).await.unwrap();
    let first = receiver.take();
    assert_eq!(first.len(), 1);
    deliver_due(&office.app).await.unwrap();
    assert!(receiver.take().is_empty(), "it waits");
    // Each time another server on the same database.
    let office = office.at("2025-03-03T09:00:10");
    deliver_due(&office.app).await.unwrap();
    let second = receiver.take();
    assert_eq!((second.len(), &second[0].id, &second[0].body), (1, &first[0].id, &first[0].body));
    assert_ne!(second[0].timestamp, first[0].timestamp);
    let hook = office.ledger.find_hook(&id).await.unwrap().unwrap();
    assert_eq!((hook.attempts, hook.paused), (2, None));
    let page = office.log_in("admin").await.get("/admin/hooks").await.body;
    assert!(page.contains("2 次未送达"), "{page}");
    let office = office.at("2025-03-03T09:01");
    deliver_due(&office.app).await.unwrap();
    let rest = receiver.take();
    let titles: Vec<Value> = rest.iter().map(|one| one.json()["data"]["data"]["content"]["title"].clone()).collect();
    assert_eq!(titles, ["一", "二", "三"]);
    let deliveries = office.ledger.list_deliveries(&id, 10).await.unwrap();
    let came: Vec<_> = deliveries.iter().rev().map(|one| (one.attempt, one.status, one.error.as_str())).collect();
    let expected = [(1, 500, "status"), (2, 503, "status"), (3, 204, ""), (1, 204, ""), (1, 204, "")];
    assert_eq!(came, expected.map(|(attempt, status, error)| (attempt, Some(status), error)));
}

#[tokio::test]
async fn after_the_last_try_it_is_paused_until_somebody_resumes_it() {
    let mut office = Office::new().await;
    let (receiver, url) = Receiver::new().await;
    let (id, _) = make(&office, &url, &["issued"]).await;
    office.directive("一", "县商务局").await;
    for day in 1..=20 {
        receiver.answer(&[500]);
        office = office.at(&format!("2025-04-{day:02}T09:00"));
        deliver_due(&office.app).await.unwrap();
    }
    assert_eq!(receiver.take().len(), 12, "the first try and eleven more");
    receiver.answers.lock().unwrap().clear();
    let hook = office.ledger.find_hook(&id).await.unwrap().unwrap();
    assert_eq!(hook.paused.as_deref(), Some("failing"));
    let mut admin = office.log_in("admin").await;
    assert!(admin.get("/admin").await.body.contains("送不到而暂停的推送"));
    assert!(admin.get(&format!("/admin/hooks/act?id={id}")).await.body.contains("多次未送达，已暂停"));
    act(&mut admin, &id, "resume").await;
    deliver_due(&office.app).await.unwrap();
    assert_eq!(receiver.take().len(), 1);
    receiver.answer(&[410]);
    office.directive("二", "县商务局").await;
    deliver_due(&office.app).await.unwrap();
    assert_eq!(office.ledger.find_hook(&id).await.unwrap().unwrap().paused.as_deref(), Some("gone"));
}

#[tokio::test]
async fn redirects_are_failures_and_so_is_nobody_there() {
    let office = Office::new().await;
    let (receiver, url) = Receiver::new().await;
    let (id, _) = make(&office, &url, &["issued"]).await;
    let (nobody, _) = make(&office, "http://127.0.0.1:9/in", &["issued"]).await;
    office.directive("一", "县商务局").await;
    receiver.answer(&[307]);
    deliver_due(&office.app).await.unwrap();
    assert_eq!(receiver.take().len(), 1);
    let ledger = &office.ledger;
    let last = async |id: &str| ledger.list_deliveries(id, 1).await.unwrap().pop().unwrap();
    let moved = last(&id).await;
    assert_eq!((moved.status, moved.error.as_str()), (Some(307), "status"));
    let failed = last(&nobody).await;
    assert!(failed.status.is_none() && failed.error.starts_with("connect: "), "{failed:?}");
}

#[tokio::test]
async fn two_servers_on_one_database_tell_each_thing_once() {
    let office = Office::new().await;
    let (receiver, url) = Receiver::new().await;
    make(&office, &url, &["issued"]).await;
    for number in 0..10 {
        office.directive(&format!("第{number}件"), "县商务局").await;
    }
    let app = office.app.clone();
    let other = office.at("2025-03-03T09:00");
    let (one, two) = tokio::join!(deliver_due(&app), deliver_due(&other.app));
    one.and(two).unwrap();
    let seqs: Vec<i64> = receiver.take().iter().map(|one| one.json()["data"]["seq"].as_i64().unwrap()).collect();
    assert!(seqs.len() == 10 && seqs.is_sorted_by(|a, b| a < b), "{seqs:?}");
}

#[tokio::test]
async fn a_hook_is_made_tried_paused_and_dropped_on_its_page() {
    let office = Office::new().await;
    let (receiver, url) = Receiver::new().await;
    let (id, secret) = make(&office, &url, &["signed"]).await;
    let mut admin = office.log_in("admin").await;
    let kept = secret.trim_start_matches("whsec_");
    for page in ["/admin/hooks", "/admin/audit", &format!("/admin/hooks/act?id={id}")] {
        let body = admin.get(page).await.body;
        assert!(!body.contains(kept) && !body.contains("whsec_"), "{page}");
    }
    let tested = act(&mut admin, &id, "test").await;
    assert!(tested.status == StatusCode::OK && tested.body.contains("已送达（204）"), "{}", tested.body);
    let got = receiver.take();
    assert!(got[0].id.starts_with("test_") && got[0].is_signed_with(&secret) && kinds(&got) == ["test"]);
    act(&mut admin, &id, "pause").await;
    let item = office.directive("一", "县商务局").await;
    sign(&office, &item).await;
    deliver_due(&office.app).await.unwrap();
    assert!(receiver.take().is_empty());
    admin.get(&format!("/admin/hooks/act?id={id}")).await;
    admin.post("/admin/hooks/act", &[("id", &id), ("act", "resume"), ("skip", "yes")]).await;
    deliver_due(&office.app).await.unwrap();
    assert!(receiver.take().is_empty(), "what happened meanwhile was left out");
    assert_eq!(act(&mut admin, &id, "dance").await.status, StatusCode::NOT_FOUND);
    assert_eq!(act(&mut admin, &id, "drop").await.location(), "/admin/hooks?done=dropped");
    assert_eq!(admin.get(&format!("/admin/hooks/act?id={id}")).await.status, StatusCode::NOT_FOUND);
    for (field, value, said) in [
        ("name", "", "请填写"),
        ("url", "ftp://example.org/", "完整地址"),
        ("url", "https://me:secret@example.org/", "完整地址"),
        ("kind", "dance", "没有这种情况"),
    ] {
        let good = [("name", "大屏"), ("url", url.as_str()), ("kind", "signed")];
        let fields = good.map(|(name, typed)| (name, if name == field { value } else { typed }));
        let refused = admin.post("/admin/hooks", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
        assert!(refused.body.contains(said), "{field} {value}: {}", refused.body);
    }
}

#[tokio::test]
async fn a_hook_is_made_tried_paused_and_dropped_by_calls() {
    let office = Office::new().await;
    let (receiver, url) = Receiver::new().await;
    let mut admin = Program::new(&office, "admin", "admin").await;
    let new = json!({ "name": "大屏", "url": url, "kind": ["closed"] });
    let key = [("idempotency-key", "h1")];
    let made = admin.call_with("POST", "/api/v1/hooks", Some(new.clone()), &key).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let secret = read(&made)["secret"].as_str().unwrap().to_owned();
    let id = read(&made)["hook"]["id"].as_str().unwrap().to_owned();
    let again = admin.call_with("POST", "/api/v1/hooks", Some(new), &key).await;
    assert_eq!((again.status, &read(&again)["secret"]), (StatusCode::CREATED, &json!("***")), "shown once");
    let path = format!("/api/v1/hooks/{id}");
    let tested = read(&admin.call("POST", &format!("{path}/test"), None).await);
    assert!(receiver.take()[0].is_signed_with(&secret));
    assert_eq!((&tested["deliveries"][0]["delivered"], &tested["deliveries"][0]["seq"]), (&json!(true), &Value::Null));
    let paused = read(&admin.call("POST", &format!("{path}/pause"), None).await);
    assert_eq!(paused["hook"]["paused"], "by-hand");
    let resumed = read(&admin.call("POST", &format!("{path}/resume"), Some(json!({ "skip": true }))).await);
    assert_eq!(resumed["hook"]["paused"], Value::Null);
    assert_eq!(read(&admin.call("GET", "/api/v1/hooks", None).await)["hooks"][0]["kinds"], json!(["closed"]));
    for (field, new) in [
        ("url", json!({ "name": "大屏", "url": "here" })),
        ("kind", json!({ "name": "大屏", "url": url, "kind": ["dance"] })),
        ("name", json!({ "name": " ", "url": url })),
        ("colour", json!({ "name": "大屏", "url": url, "colour": "red" })),
    ] {
        let refused = admin.call("POST", "/api/v1/hooks", Some(new)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        assert_eq!(read(&refused)["error"]["field"], field, "{}", refused.body);
    }
    assert_eq!(admin.call("DELETE", &path, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(error(&admin.call("GET", &path, None).await), (StatusCode::NOT_FOUND, "not-found".to_owned()));
    let mut desk = Program::new(&office, "ducha", "read write admin").await;
    assert_eq!(error(&desk.call("GET", "/api/v1/hooks", None).await), (StatusCode::FORBIDDEN, "forbidden".to_owned()));
}

#[tokio::test]
async fn inner_addresses_are_refused_unless_the_server_allows_them() {
    let office = Office::new().await.without_private_hooks();
    let mut admin = Program::new(&office, "admin", "admin").await;
    for url in ["http://127.0.0.1:1/", "http://localhost/", "http://10.0.0.1/", "http://[::1]/"] {
        let refused = admin.call("POST", "/api/v1/hooks", Some(json!({ "name": "大屏", "url": url }))).await;
        assert_eq!(read(&refused)["error"]["field"], "url", "{url}: {}", refused.body);
    }
    // One that was made while they were allowed is not sent to either.
    let (receiver, url) = Receiver::new().await;
    let office = office.at("2025-03-03T09:00");
    let (id, _) = make(&office, &url.replace("127.0.0.1", "localhost"), &["issued"]).await;
    office.directive("一", "县商务局").await;
    let office = office.without_private_hooks();
    deliver_due(&office.app).await.unwrap();
    assert!(receiver.take().is_empty());
    assert_eq!(office.ledger.list_deliveries(&id, 1).await.unwrap()[0].error, "private-address");
}
