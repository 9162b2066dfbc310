//! Logging in and out, the first start, passwords, standing in, other sites.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use luoshi_ledger::time::Clock;
use luoshi_store::people::{Account, Delegation};
use luoshi_store::testing::TestStore;
use luoshi_store::{EvidenceFiles, Ledger};
use luoshi_web::{App, Options};

use crate::office::{Office, PASSWORD, at};

#[tokio::test]
async fn whoever_is_not_logged_in_is_led_to_the_log_in_and_back() {
    let office = Office::new().await;
    let mut browser = office.browser();
    let answer = browser.get("/items?light=red").await;
    assert_eq!(answer.location(), "/login?next=%2Fitems%3Flight%3Dred");
    let page = browser.get(answer.location()).await;
    assert!(page.body.contains("value=\"/items?light=red\""), "{}", page.body);
    let fields = [("person", "ducha"), ("password", PASSWORD), ("next", "/items?light=red")];
    assert_eq!(browser.post("/login", &fields).await.location(), "/items?light=red");
    assert_eq!(browser.get("/items?light=red").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_wrong_password_says_no_more_than_that_and_the_name_stays() {
    let office = Office::new().await;
    for person in ["ducha", "nobody"] {
        let answer = office.browser().post("/login", &[("person", person), ("password", "wrong password")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("用户名或口令不正确"), "{}", answer.body);
        assert!(answer.body.contains(&format!("value=\"{person}\"")), "what was typed stays");
        assert!(!answer.body.contains("wrong password"), "but never the password");
    }
    let audit = office.ledger.list_audit(None, 10).await.unwrap();
    assert!(audit.iter().any(|entry| entry.what == "login-refused" && entry.person == "nobody"));
}

#[tokio::test]
async fn five_wrong_passwords_lock_the_account_even_for_the_right_one() {
    let office = Office::new().await;
    for _ in 0..5 {
        office.browser().post("/login", &[("person", "ducha"), ("password", "wrong")]).await;
    }
    let right = [("person", "ducha"), ("password", PASSWORD)];
    let answer = office.browser().post("/login", &right).await;
    assert!(answer.body.contains("15 分钟"), "{}", answer.body);
    let later = office.at("2025-03-03T09:16");
    assert_eq!(later.browser().post("/login", &right).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_address_is_slowed_down_after_thirty_log_ins_a_minute() {
    let office = Office::new().await;
    let mut refused = 0;
    for _ in 0..35 {
        let answer = office.browser().post("/login", &[("person", ""), ("password", "")]).await;
        refused += i32::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(refused >= 4, "{refused}");
}

#[tokio::test]
async fn a_form_without_the_token_of_its_session_is_refused() {
    let office = Office::new().await;
    let mut browser = office.log_in("shangwu").await;
    browser.csrf = "another".to_owned();
    let answer = browser.post("/logout", &[]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("表单已失效"), "{}", answer.body);
}

#[tokio::test]
async fn a_request_that_another_site_sent_is_refused() {
    let office = Office::new().await;
    let mut browser = office.log_in("shangwu").await;
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let request = Request::post("/logout").header(name, value).header(header::HOST, "luoshi.local");
        let answer = browser.send(request, Body::from(format!("csrf={}", browser.csrf))).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}");
    }
    assert_eq!(browser.get("/my").await.status, StatusCode::OK, "and nothing was done");
}

#[tokio::test]
async fn logging_out_ends_the_session_for_the_server_too() {
    let office = Office::new().await;
    let mut browser = office.log_in("shangwu").await;
    let mut copy = browser.clone();
    assert_eq!(browser.post("/logout", &[]).await.location(), "/login");
    assert_eq!(copy.get("/my").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_keep_browsers_from_harm() {
    let office = Office::new().await;
    for path in ["/login", "/nowhere", "/static/style.css", "/items"] {
        let answer = office.browser().get(path).await;
        assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
    let answer = office.log_in("ducha").await.get("/items").await;
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(!answer.body.contains("style=\"") && !answer.body.contains("onclick"), "no inline style or script");
}

#[tokio::test]
async fn a_password_is_changed_with_the_old_one_and_others_are_logged_out() {
    let office = Office::new().await;
    let mut here = office.log_in("shangwu").await;
    let mut there = office.log_in("shangwu").await;
    let wrong = here.post("/account", &[("old", "no"), ("new", "123"), ("again", "124")]).await;
    for words in ["原口令不正确", "至少 8 个字符", "两次输入不一致"] {
        assert!(wrong.body.contains(words), "{words}");
    }
    let done =
        here.post("/account", &[("old", PASSWORD), ("new", "春风又绿江南岸"), ("again", "春风又绿江南岸")]).await;
    assert_eq!(done.status, StatusCode::UNPROCESSABLE_ENTITY, "seven characters are too few");
    let new = "春风又绿江南岸明月";
    let done = here.post("/account", &[("old", PASSWORD), ("new", new), ("again", new)]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    assert_eq!(here.get("/my").await.status, StatusCode::OK);
    assert_eq!(there.get("/my").await.status, StatusCode::SEE_OTHER);
    assert_eq!(office.browser().post("/login", &[("person", "shangwu"), ("password", new)]).await.location(), "/");
}

#[tokio::test]
async fn a_new_account_changes_its_password_before_anything_else() {
    let office = Office::new().await;
    let account = office.ledger.find_account("shangwu").await.unwrap().unwrap();
    office.ledger.keep_account(&Account { must_change: true, ..account }).await.unwrap();
    let mut browser = office.log_in("shangwu").await;
    assert_eq!(browser.get("/my").await.location(), "/login?next=%2Faccount");
    assert!(browser.get("/account").await.body.contains("请先修改口令"));
}

#[tokio::test]
async fn a_delegate_stands_in_and_the_log_names_both() {
    let office = Office::new().await;
    let delegation = Delegation {
        person: "shangwu-head".to_owned(),
        delegate: "jiaoyu".to_owned(),
        from_on: "2025-03-01".to_owned(),
        until_on: "2025-03-10".to_owned(),
    };
    office.ledger.keep_delegation(&delegation).await.unwrap();
    let item = office.directive("整治农贸市场周边秩序", "县商务局").await;
    let mut browser = office.log_in("jiaoyu").await;
    assert_eq!(browser.get(&format!("/items/{}", item.id)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.post("/account/stand-in", &[("for", "ducha")]).await.status, StatusCode::FORBIDDEN);
    browser.get("/account").await;
    assert_eq!(browser.post("/account/stand-in", &[("for", "shangwu-head")]).await.status, StatusCode::SEE_OTHER);
    browser.get("/account").await;
    browser.post(&format!("/items/{}/acts/sign", item.id), &[]).await;
    let history = office.ledger.list_history(&item.id).await.unwrap();
    let signed = &history.last().unwrap().actor;
    assert_eq!(signed.person.as_str(), "jiaoyu");
    assert_eq!(signed.acting_for.as_ref().unwrap().as_str(), "shangwu-head");
}

#[tokio::test]
async fn the_first_start_makes_one_administrator_and_no_second() {
    let test = TestStore::sqlite().await;
    test.store.create_ledger("main", at("2025-03-03T09:00")).await.unwrap();
    let ledger = Ledger::open(test.store.clone(), "main").await.unwrap();
    let options = Options {
        secure: true,
        behind_proxy: false,
        max_file_bytes: 1_000_000,
        private_hooks: false,
        demo: None,
        oidc: None,
    };
    let evidence = EvidenceFiles::in_folder(test.path("evidence"), 1_000_000);
    let app = App::new(ledger.clone(), Clock::Fixed(at("2025-03-03T09:00")), evidence, options);
    let office = Office {
        router: luoshi_web::router(app.clone()),
        app,
        ledger,
        test,
        report: luoshi_ledger::ReportId::from("none"),
    };
    let mut browser = office.browser();
    assert_eq!(browser.get("/login").await.location(), "/setup");
    let fields =
        [("place", "霁川县"), ("level", "county"), ("person", "admin"), ("name", "王管理"), ("agency", "县教育局")];
    let refused = browser.post("/setup", &[&fields[..], &[("password", "12345678")]].concat()).await;
    assert!(refused.body.contains("口令过于简单") && refused.body.contains("value=\"王管理\""), "{}", refused.body);
    let made = browser.post("/setup", &[&fields[..], &[("password", PASSWORD)]].concat()).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    assert!(made.header("set-cookie").contains("HttpOnly; SameSite=Lax; Secure"), "{}", made.header("set-cookie"));
    let again = browser.post("/setup", &[&fields[..], &[("password", PASSWORD)]].concat()).await;
    assert_eq!(again.location(), "/login");
}

#[tokio::test]
async fn without_another_server_nobody_is_sent_there() {
    let office = Office::new().await;
    assert!(!office.browser().get("/login").await.body.contains("/login/oidc"));
    for path in ["/login/oidc", "/login/oidc/back?code=a&state=b"] {
        assert_eq!(office.browser().get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
