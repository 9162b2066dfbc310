//! What the pages do, done by calls: views, bulk acts, sheets, comparing, keys,
//! delegations, people, the office.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use crate::api::{Program, error, read};
use crate::office::{Answer, Office, PASSWORD};

/// Each call is refused with this field at fault.
async fn refused(program: &mut Program, method: &str, calls: &[(&str, &str, Value)]) {
    for (path, field, body) in calls {
        let answer = program.call(method, path, Some(body.clone())).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {body}: {}", answer.body);
        let said = read(&answer)["error"].clone();
        assert_eq!(said["field"], *field, "{path} {body}: {said}");
        let words = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
        assert!(!words("message").is_empty() && words("message_zh") != words("message"), "{path} {body}: {said}");
    }
}

fn forbidden(answer: &Answer, what: &str) {
    assert_eq!(error(answer), (StatusCode::FORBIDDEN, "forbidden".to_owned()), "{what}");
}

#[tokio::test]
async fn views_belong_to_a_person() {
    let office = Office::new().await;
    let mut desk = Program::new(&office, "ducha", "read write").await;
    let mut clerk = Program::new(&office, "shangwu", "read write").await;
    let path = "/api/v1/views/%E7%BA%A2%E7%81%AF";
    let kept = desk.call("PUT", path, Some(json!({ "query": "light=red&kind=task&sort=" }))).await;
    assert_eq!(read(&kept), json!({ "name": "红灯", "query": "kind=task&light=red" }), "{}", kept.body);
    assert_eq!(read(&desk.call("GET", "/api/v1/views", None).await)["views"][0]["name"], "红灯");
    assert!(office.log_in("ducha").await.get("/items").await.body.contains("红灯"), "the page has it too");
    assert_eq!(read(&clerk.call("GET", "/api/v1/views", None).await)["views"], json!([]));
    assert_eq!(clerk.call("DELETE", path, None).await.status, StatusCode::NOT_FOUND);
    refused(
        &mut desk,
        "PUT",
        &[
            (path, "query", json!({ "query": "colour=red" })),
            (&format!("/api/v1/views/{}", "a".repeat(41)), "name", json!({ "query": "" })),
            (path, "filter", json!({ "query": "", "filter": "" })),
        ],
    )
    .await;
    assert_eq!(desk.call("DELETE", path, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(desk.call("DELETE", path, None).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_act_on_many_is_done_on_all_or_none() {
    let office = Office::new().await;
    let mut desk = Program::new(&office, "ducha", "read write").await;
    let (one, two) = (office.directive("一", "县商务局").await, office.directive("二", "县教育局").await);
    let ids = json!([one.id.as_str(), two.id.as_str()]);
    let act = |act: &str, fields: Value| json!({ "act": act, "id": ids, "fields": fields });
    let path = "/api/v1/items/bulk";
    let done = desk.call("POST", path, Some(act("direct", json!({ "text": "抓紧办" })))).await;
    assert_eq!(read(&done), json!({ "done": 2 }), "{}", done.body);
    let nothing = desk.call("POST", path, Some(act("clear", json!({})))).await;
    assert_eq!(error(&nothing), (StatusCode::UNPROCESSABLE_ENTITY, "items-refused".to_owned()));
    let items = read(&nothing)["error"]["items"].clone();
    assert_eq!((items.as_array().unwrap().len(), &items[1]["id"]), (2, &json!(two.id.as_str())), "{items}");
    assert!(items[0]["code"].is_string() && items[0]["message_zh"].is_string(), "{items}");
    assert_eq!(office.ledger.list_history(&two.id).await.unwrap().len(), 2);
    refused(
        &mut desk,
        "POST",
        &[
            (path, "text", act("direct", json!({}))),
            (path, "colour", act("direct", json!({ "colour": "red" }))),
            (path, "act", act("dance", json!({}))),
            (path, "id", json!({ "act": "clear", "id": [] })),
            (path, "id", json!({ "act": "clear", "id": vec![one.id.as_str(); 501] })),
        ],
    )
    .await;
    for (body, status) in [
        (act("sign", json!({})), 404),
        (json!({ "act": "direct", "id": ["2025-9999"], "fields": { "text": "x" } }), 404),
    ] {
        assert_eq!(desk.call("POST", path, Some(body)).await.status.as_u16(), status);
    }
    for person in ["shangwu", "xianzhang", "daibiao", "shenhe"] {
        let mut program = Program::new(&office, person, "read write").await;
        forbidden(&program.call("POST", path, Some(act("direct", json!({ "text": "x" })))).await, person);
    }
}

#[tokio::test]
async fn lists_come_as_sheets_with_what_one_may_see() {
    let office = Office::new().await;
    office.directive("本单位批示", "县商务局").await;
    office.directive("别单位批示", "县教育局").await;
    let mut desk = Program::new(&office, "ducha", "read").await;
    let mut clerk = Program::new(&office, "shangwu", "read").await;
    let path = "/api/v1/items.csv?kind=directive";
    let (all, own) = (desk.call("GET", path, None).await.body, clerk.call("GET", path, None).await.body);
    assert!(all.contains("本单位批示") && all.contains("别单位批示"), "{all}");
    assert!(own.contains("本单位批示") && !own.contains("别单位批示"), "{own}");
    let workbook = desk.call("GET", "/api/v1/items.xlsx?kind=directive", None).await;
    assert!(workbook.status == StatusCode::OK && workbook.bytes.starts_with(b"PK"));
    for (path, field) in [
        ("/api/v1/items.csv?kind=dance", "kind"),
        ("/api/v1/items?due_from=soon", "due_from"),
        ("/api/v1/items?count=overdue", "to"),
        ("/api/v1/items?count=dance&to=2025-03-03", "count"),
    ] {
        assert_eq!(read(&desk.call("GET", path, None).await)["error"]["field"], field, "{path}");
    }
    let counted = desk.call("GET", "/api/v1/items?count=open&to=2025-03-03&kind=directive", None).await;
    assert_eq!(counted.status, StatusCode::OK, "{}", counted.body);
    let asking = read(&desk.call("GET", "/api/v1/items?asking=true", None).await);
    assert_eq!(asking["items"], json!([]));
}

#[tokio::test]
async fn a_draft_goes_out_as_a_sheet_and_comes_back() {
    let office = Office::new().await;
    let mut desk = Program::new(&office, "ducha", "read write").await;
    let path = format!("/api/v1/reports/{}/draft.xlsx", office.report);
    let sheet = desk.call("GET", &path, None).await;
    assert!(sheet.status == StatusCode::OK && sheet.bytes.starts_with(b"PK"), "{}", sheet.body);
    let back = format!("/api/v1/reports/{}/draft/sheet", office.report);
    let send = |key: &str, query: &str, bytes: &[u8]| {
        let request = Request::post(format!("{back}{query}")).header(header::AUTHORIZATION, format!("Bearer {key}"));
        (request, Body::from(bytes.to_vec()))
    };
    for query in ["", "?trial=false"] {
        let (request, body) = send(&desk.key, query, &sheet.bytes);
        let taken = desk.browser.send(request, body).await;
        assert_eq!(read(&taken), json!({ "done": false, "wrong": [], "corrections": [] }), "{}", taken.body);
    }
    let (request, body) = send(&desk.key, "", b"no sheet");
    assert_eq!(read(&desk.browser.send(request, body).await)["error"]["field"], "body");
    let mut clerk = Program::new(&office, "shangwu", "read write").await;
    forbidden(&clerk.call("GET", &path, None).await, "the draft");
    let (request, body) = send(&clerk.key, "", &sheet.bytes);
    forbidden(&clerk.browser.send(request, body).await, "the sheet");
}

#[tokio::test]
async fn reports_are_read_explained_and_compared() {
    let office = Office::new().await;
    let mut leader = Program::new(&office, "xianzhang", "read").await;
    let report = format!("/api/v1/reports/{}", office.report);
    let text = leader.call("GET", &format!("{report}/text"), None).await;
    assert!(text.status == StatusCode::OK && text.body.contains("政府工作报告"));
    let why = read(&leader.call("GET", &format!("{report}/explanation?fact=1"), None).await);
    assert!(!why["lines"].as_array().unwrap().is_empty(), "{why}");
    let phrase = leader.call("GET", &format!("{report}/explanation?phrase=%E5%A2%9E%E9%95%BF5%25"), None).await;
    assert_eq!(phrase.status, StatusCode::OK, "{}", phrase.body);
    for path in ["/explanation", "/explanation?fact=0", "/explanation?fact=100000"] {
        let answer = leader.call("GET", &format!("{report}{path}"), None).await;
        assert_eq!(read(&answer)["error"]["field"], "fact", "{path}");
    }
    let found = read(&leader.call("GET", "/api/v1/comparison", None).await);
    let code = found["indicator"].as_str().unwrap().to_owned();
    let first = &found["cells"][0];
    let cited = if first["target"].is_null() { &first["result"] } else { &first["target"] };
    let quote: String =
        text.body.chars().skip(usize::try_from(cited["start"].as_u64().unwrap()).unwrap()).take(3).collect();
    assert!(cited["quote"].as_str().unwrap().trim_start().starts_with(quote.trim()), "{cited} {quote}");
    assert!(found["choices"].as_array().unwrap().iter().any(|choice| choice["code"] == *code), "{found}");
    for (query, field) in [("indicator=dance", "indicator"), ("places=%E7%81%AB%E6%98%9F", "places")] {
        let answer = leader.call("GET", &format!("/api/v1/comparison?{query}"), None).await;
        assert_eq!(read(&answer)["error"]["field"], field, "{query}");
    }
    forbidden(&leader.call("GET", &format!("{report}/difference"), None).await, "the difference of drafts");
    let mut desk = Program::new(&office, "ducha", "read").await;
    let difference = read(&desk.call("GET", &format!("{report}/difference"), None).await);
    assert_eq!((&difference["with"], &difference["changed"]), (&Value::Null, &json!([])), "{difference}");
    let other = desk.call("GET", &format!("{report}/difference?with=x"), None).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    let mut clerk = Program::new(&office, "shangwu", "read").await;
    forbidden(&clerk.call("GET", "/api/v1/comparison", None).await, "comparing");
    forbidden(&clerk.call("GET", "/api/v1/indicators", None).await, "the catalogue");
    let indicators = read(&desk.call("GET", "/api/v1/indicators", None).await);
    assert!(indicators["indicators"].as_array().unwrap().iter().any(|one| one["id"] == "gdp"), "{indicators}");
}

#[tokio::test]
async fn keys_are_made_used_and_taken_back() {
    let office = Office::new().await;
    let mut admin = Program::new(&office, "admin", "admin").await;
    let new = json!({ "name": "大屏", "person": "ducha", "scope": ["read"], "until": "2025-12-31" });
    let key = [("idempotency-key", "k1")];
    let made = admin.call_with("POST", "/api/v1/keys", Some(new.clone()), &key).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let made = read(&made);
    let again = read(&admin.call_with("POST", "/api/v1/keys", Some(new), &key).await);
    assert_eq!((&again["key"], &again["secret"]), (&made["key"], &json!("***")));
    let mut screen = Program { browser: office.browser(), key: made["secret"].as_str().unwrap().to_owned() };
    assert_eq!(read(&screen.call("GET", "/api/v1/me", None).await)["person"], "ducha");
    let list = admin.call("GET", "/api/v1/keys", None).await.body;
    assert!(list.contains("大屏") && !list.contains(&screen.key), "{list}");
    refused(
        &mut admin,
        "POST",
        &[
            ("/api/v1/keys", "name", json!({ "name": "", "person": "ducha", "scope": ["read"] })),
            ("/api/v1/keys", "person", json!({ "name": "x", "person": "niemand", "scope": ["read"] })),
            ("/api/v1/keys", "scope", json!({ "name": "x", "person": "ducha", "scope": [] })),
            ("/api/v1/keys", "scope", json!({ "name": "x", "person": "ducha", "scope": ["admin"] })),
            (
                "/api/v1/keys",
                "until",
                json!({ "name": "x", "person": "ducha", "scope": ["read"], "until": "2025-03-02" }),
            ),
        ],
    )
    .await;
    let path = format!("/api/v1/keys/{}", made["key"]["id"].as_str().unwrap());
    assert_eq!(admin.call("DELETE", &path, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(screen.call("GET", "/api/v1/me", None).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(admin.call("DELETE", &path, None).await.status, StatusCode::NOT_FOUND);
    let mut desk = Program::new(&office, "ducha", "read write admin").await;
    forbidden(&desk.call("GET", "/api/v1/keys", None).await, "keys");
}

#[tokio::test]
async fn standing_in_is_for_oneself_or_by_an_administrator() {
    let office = Office::new().await;
    let path = "/api/v1/delegations";
    let days = |person: Option<&str>, delegate: &str| {
        let mut new = json!({ "delegate": delegate, "from": "2025-03-03", "until": "2025-03-07" });
        if let Some(person) = person {
            new["person"] = json!(person);
        }
        Some(new)
    };
    let mut head = Program::new(&office, "shangwu-head", "read write").await;
    let mut clerk = Program::new(&office, "shangwu", "read write").await;
    let mut admin = Program::new(&office, "admin", "read write admin").await;
    assert_eq!(read(&head.call("POST", path, days(None, "shangwu")).await)["person"], "shangwu-head");
    assert_eq!(
        error(&head.call("POST", path, days(Some("xianzhang"), "shangwu")).await),
        (StatusCode::FORBIDDEN, "needs-scope".to_owned())
    );
    forbidden(&clerk.call("POST", path, days(None, "jiaoyu")).await, "a clerk");
    assert_eq!(read(&admin.call("POST", path, days(Some("xianzhang"), "ducha")).await)["delegate"], "ducha");
    assert_eq!(read(&admin.call("GET", path, None).await)["delegations"].as_array().unwrap().len(), 2);
    assert_eq!(read(&clerk.call("GET", path, None).await)["delegations"].as_array().unwrap().len(), 1);
    refused(
        &mut head,
        "POST",
        &[
            (path, "delegate", days(None, "jiaoyu").unwrap()),
            (path, "until", json!({ "delegate": "shangwu", "from": "2025-03-03", "until": "2025-03-01" })),
            (path, "from", json!({ "delegate": "shangwu", "from": "soon", "until": "2025-03-07" })),
        ],
    )
    .await;
    let own = format!("{path}/shangwu-head/shangwu");
    assert_eq!(clerk.call("DELETE", &own, None).await.status, StatusCode::FORBIDDEN);
    assert_eq!(head.call("DELETE", &own, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(head.call("DELETE", &own, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(admin.call("DELETE", &format!("{path}/xianzhang/ducha"), None).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn people_get_first_passwords_and_one_administrator_stays() {
    let office = Office::new().await;
    let mut admin = Program::new(&office, "admin", "admin").await;
    let path = "/api/v1/people";
    let new = json!({ "person": "xiaoli", "name": "小李", "role": "clerk", "agency": "县商务局", "active": true });
    let made = read(&admin.call("POST", path, Some(new.clone())).await);
    let password = made["first_password"].as_str().unwrap().to_owned();
    let mut browser = office.browser();
    let answer = browser.post("/login", &[("person", "xiaoli"), ("password", &password)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let mut change = new.clone();
    change["name"] = json!("李主任");
    let changed = read(&admin.call("POST", path, Some(change)).await);
    assert_eq!((&changed["name"], changed.get("first_password")), (&json!("李主任"), None), "{changed}");
    let reset = read(&admin.call("POST", &format!("{path}/ducha/password"), None).await);
    assert!(reset["first_password"].is_string(), "{reset}");
    let old = office.browser().post("/login", &[("person", "ducha"), ("password", PASSWORD)]).await;
    assert_ne!(old.status, StatusCode::SEE_OTHER, "the old one is gone");
    for _ in 0..5 {
        office.ledger.note_wrong_password("jiaoyu", office.app.now()).await.unwrap();
    }
    assert_eq!(admin.call("POST", &format!("{path}/jiaoyu/unlock"), None).await.status, StatusCode::OK);
    office.log_in("jiaoyu").await;
    refused(
        &mut admin,
        "POST",
        &[
            (path, "role", json!({ "person": "x", "name": "x", "role": "king", "active": true })),
            (path, "agency", json!({ "person": "x", "name": "x", "role": "clerk", "active": true })),
            (
                path,
                "agency",
                json!({ "person": "x", "name": "x", "role": "clerk", "agency": "火星局", "active": true }),
            ),
            (path, "active", json!({ "person": "x", "name": "x", "role": "leader", "active": false })),
            (path, "person", json!({ "person": "a b", "name": "x", "role": "leader", "active": true })),
            (path, "active", json!({ "person": "admin", "name": "x", "role": "administrator", "active": false })),
            (path, "role", json!({ "person": "admin", "name": "x", "role": "leader", "active": true })),
        ],
    )
    .await;
    for act in ["password", "unlock"] {
        assert_eq!(admin.call("POST", &format!("{path}/niemand/{act}"), None).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn the_office_is_named_checked_and_backed_up_and_all_of_it_is_noted() {
    let office = Office::new().await;
    let mut admin = Program::new(&office, "admin", "read write admin").await;
    let set = json!({ "place": "霁川市", "level": "prefecture" });
    assert_eq!(read(&admin.call("PUT", "/api/v1/office", Some(set.clone())).await), set);
    assert_eq!(read(&admin.call("GET", "/api/v1/office", None).await), set);
    refused(
        &mut admin,
        "PUT",
        &[
            ("/api/v1/office", "level", json!({ "place": "霁川市", "level": "planet" })),
            ("/api/v1/office", "place", json!({ "place": " ", "level": "county" })),
        ],
    )
    .await;
    let made = read(&admin.call("POST", "/api/v1/backups", None).await);
    let name = made["backup"]["name"].as_str().unwrap().to_owned();
    assert_eq!(made["evidence_lacking"], 0, "{made}");
    assert_eq!(read(&admin.call("GET", "/api/v1/backups", None).await)["backups"][0], made["backup"]);
    // The clock stands still: both are of one second.
    let again = read(&admin.call("POST", "/api/v1/backups", None).await);
    assert_ne!(again["backup"]["name"], made["backup"]["name"]);
    assert_eq!(read(&admin.call("GET", "/api/v1/backups", None).await)["backups"].as_array().unwrap().len(), 2);
    let check = format!("/api/v1/backups/{name}/check");
    assert_eq!(read(&admin.call("POST", &check, None).await), json!({ "whole": true, "found": null }));
    std::fs::write(office.test.path("luoshi.db-backups").join(&name), b"half").unwrap();
    assert_eq!(read(&admin.call("POST", &check, None).await)["whole"], false);
    assert_eq!(admin.call("POST", "/api/v1/backups/..%2Fluoshi.db/check", None).await.status, StatusCode::NOT_FOUND);
    let verified = read(&admin.call("POST", "/api/v1/verify", Some(json!({}))).await);
    assert_eq!((&verified["clean"], &verified["evidence"]), (&json!(true), &json!(0)), "{verified}");
    admin.call("POST", "/api/v1/checkpoints", None).await;
    admin.call("POST", "/api/v1/agencies", Some(json!({ "name": "县大数据局" }))).await;
    admin
        .call(
            "POST",
            "/api/v1/agencies/%E5%8E%BF%E5%A4%A7%E6%95%B0%E6%8D%AE%E5%B1%80",
            Some(json!({ "retire": "撤并" })),
        )
        .await;
    let page = read(&admin.call("GET", "/api/v1/audit?limit=3", None).await);
    let rest = read(&admin.call("GET", &format!("/api/v1/audit?before={}", page["next"]), None).await);
    let entries = page["entries"].as_array().unwrap().iter().chain(rest["entries"].as_array().unwrap());
    let noted: Vec<&str> = entries.map(|entry| entry["what"].as_str().unwrap()).collect();
    let expected = [
        "agency-retired",
        "agency-added",
        "checkpoint-taken",
        "log-verified",
        "backup-made",
        "backup-made",
        "place-named",
    ];
    assert_eq!(noted, expected);
    for (path, field) in [("limit=0", "limit"), ("colour=red", "colour")] {
        let answer = admin.call("GET", &format!("/api/v1/audit?{path}"), None).await;
        assert_eq!(read(&answer)["error"]["field"], field, "{path}");
    }
    let mut desk = Program::new(&office, "ducha", "read write admin").await;
    for (method, path) in [("GET", "audit"), ("GET", "backups"), ("POST", "backups"), ("PUT", "office")] {
        let body = (path == "office").then(|| set.clone());
        forbidden(&desk.call(method, &format!("/api/v1/{path}"), body).await, path);
    }
    let mut clerk = Program::new(&office, "shangwu", "read write").await;
    forbidden(&clerk.call("POST", "/api/v1/agencies", Some(json!({ "name": "县火星局" }))).await, "agencies");
}
