//! People, their passwords, and who stands in for whom.

use axum::http::StatusCode;

use super::admin;
use crate::office::{Answer, Office, PASSWORD};

const NEW: [(&str, &str); 5] =
    [("person", "nongye"), ("name", "李农业"), ("role", "clerk"), ("agency", "县教育局"), ("phone", "13800000000")];

/// The secret that a page shows this once.
fn secret(page: &Answer) -> String {
    let code = page.body.split("class=\"secret\"><code").nth(1).and_then(|rest| rest.split('>').nth(1));
    code.unwrap_or_default().split('<').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_new_person_logs_in_with_a_password_shown_once_and_changes_it() {
    let office = Office::new().await;
    let mut browser = admin(&office).await;
    let made = browser.post("/admin/people", &NEW).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    let first = secret(&made);
    assert_eq!(first.len(), 14, "{first}");
    for page in ["/admin/people", "/admin/people/edit?id=nongye", "/admin/audit"] {
        assert!(!browser.get(page).await.body.contains(&first), "{page}");
    }
    let mut person = office.browser();
    assert_eq!(
        person.post("/login", &[("person", "nongye"), ("password", &first)]).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(person.get("/items").await.location(), "/login?next=%2Faccount");
    person.get("/account").await;
    let change = [("old", first.as_str()), ("new", PASSWORD), ("again", PASSWORD)];
    assert_eq!(person.post("/account", &change).await.status, StatusCode::OK);
    assert_eq!(person.get("/my").await.status, StatusCode::OK);
    let detail = &office.audit().await.pop().unwrap();
    assert_eq!((detail.what.as_str(), detail.target.as_str()), ("person-added", "nongye"));
    assert!(office.audit().await.iter().all(|one| !one.detail.contains(&first) && !one.detail.contains("1380")));
}

#[tokio::test]
async fn a_person_that_cannot_be_is_refused_and_what_was_typed_stays() {
    let office = Office::new().await;
    let mut browser = admin(&office).await;
    for (field, value, said) in [
        ("person", "ducha", "该用户名已有人使用"),
        ("person", "li si", "不含空格"),
        ("person", "system", "留给系统使用"),
        ("person", "", "请填写"),
        ("name", "", "请填写"),
        ("role", "", "请填写"),
        ("role", "system", "请从列出的选项中选择"),
        ("agency", "", "须有所属单位"),
        ("agency", "没有的局", "名录中没有这个在用单位"),
        ("phone", &"1".repeat(41), "过长"),
    ] {
        let fields = NEW.map(|(name, typed)| (name, if name == field { value } else { typed }));
        let refused = browser.post("/admin/people", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
        assert!(refused.body.contains(said), "{field} {value}: {}", refused.body);
        let kept = if field == "name" { "nongye" } else { "李农业" };
        assert!(refused.body.contains(&format!("value=\"{kept}\"")), "{field}");
    }
    assert!(office.noted().await.is_empty());
}

#[tokio::test]
async fn the_last_administrator_cannot_be_taken_away() {
    let office = Office::new().await;
    let mut browser = admin(&office).await;
    let own = [("id", "admin"), ("name", "admin先生"), ("sent", "yes")];
    for fields in [[("role", "administrator"), ("x", "")], [("role", "observer"), ("active", "yes")]] {
        let refused = browser.post("/admin/people/edit", &[&own[..], &fields].concat()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(refused.body.contains("至少要保留一名可登录的管理员"), "{}", refused.body);
    }
    let second = [("id", "ducha"), ("name", "督查"), ("role", "administrator"), ("active", "yes")];
    assert_eq!(browser.post("/admin/people/edit", &second).await.status, StatusCode::SEE_OTHER);
    let gone = browser.post("/admin/people/edit", &[&own[..], &[("role", "administrator")]].concat()).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
    assert_eq!(browser.get("/admin").await.status, StatusCode::SEE_OTHER, "who is shut out is logged out");
    let audit = office.audit().await;
    assert_eq!(audit[1].detail, "name: ducha先生 → 督查; role: supervisor → administrator");
    assert_eq!(audit[0].detail, "active: true → false");
}

#[tokio::test]
async fn a_password_is_reset_and_a_lock_taken_off() {
    let office = Office::new().await;
    let mut browser = admin(&office).await;
    let mut clerk = office.log_in("shangwu").await;
    let reset = browser.post("/admin/people/password", &[("id", "shangwu")]).await;
    let first = secret(&reset);
    assert_eq!(clerk.get("/my").await.status, StatusCode::SEE_OTHER, "the old session is over");
    let mut wrong = office.browser();
    for _ in 0..5 {
        wrong.post("/login", &[("person", "shangwu"), ("password", PASSWORD)]).await;
    }
    let locked = wrong.post("/login", &[("person", "shangwu"), ("password", &first)]).await;
    assert!(locked.body.contains("15 分钟"), "{}", locked.body);
    assert!(browser.get("/admin/people/edit?id=shangwu").await.body.contains("解锁"));
    assert_eq!(browser.post("/admin/people/unlock", &[("id", "shangwu")]).await.status, StatusCode::SEE_OTHER);
    let entered = wrong.post("/login", &[("person", "shangwu"), ("password", &first)]).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.body);
    assert!(office.account("shangwu").await.must_change);
}

#[tokio::test]
async fn people_stand_in_for_one_another_within_days() {
    let office = Office::new().await;
    let mut browser = admin(&office).await;
    let good = [("person", "shangwu"), ("delegate", "jiaoyu"), ("from", "2025-03-03"), ("until", "2025-03-10")];
    for (field, value, said) in [
        ("person", "niemand", "没有这个可登录的用户名"),
        ("delegate", "niemand", "没有这个可登录的用户名"),
        ("delegate", "shangwu", "不能由本人代办"),
        ("until", "2025-03-01", "止日早于起日"),
        ("until", "2027-01-01", "最长一年"),
        ("until", "bald", "请填写日期"),
    ] {
        let fields = good.map(|(name, typed)| (name, if name == field { value } else { typed }));
        let refused = browser.post("/admin/delegations", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
        assert!(refused.body.contains(said), "{field} {value}: {}", refused.body);
    }
    assert_eq!(browser.post("/admin/delegations", &good).await.location(), "/admin/delegations?done=kept");
    assert!(office.log_in("jiaoyu").await.get("/account").await.body.contains("shangwu"));
    let dropped = browser.post("/admin/delegations/drop", &good[..2]).await;
    assert_eq!(dropped.location(), "/admin/delegations?done=dropped");
    assert!(!office.log_in("jiaoyu").await.get("/account").await.body.contains("shangwu"));
    assert_eq!(office.noted().await, ["delegation-dropped", "delegation-kept"]);
}

#[tokio::test]
async fn heads_and_leaders_choose_who_stands_in_for_them() {
    let office = Office::new().await;
    let days = [("from", "2025-03-03"), ("until", "2025-03-10")];
    for (person, delegate, status) in [
        ("shangwu-head", "shangwu", StatusCode::SEE_OTHER),
        ("shangwu-head", "jiaoyu", StatusCode::UNPROCESSABLE_ENTITY),
        ("xianzhang", "shangwu-head", StatusCode::SEE_OTHER),
        ("xianzhang", "daibiao", StatusCode::UNPROCESSABLE_ENTITY),
        ("shangwu", "jiaoyu", StatusCode::FORBIDDEN),
        ("ducha", "ducha2", StatusCode::FORBIDDEN),
        ("daibiao", "shangwu", StatusCode::FORBIDDEN),
    ] {
        let mut browser = office.log_in(person).await;
        let shown = browser.get("/account").await.body.contains("请人代办");
        assert_eq!(shown, ["shangwu-head", "xianzhang"].contains(&person), "{person}");
        let answer = browser.post("/account/delegations", &[&days[..], &[("delegate", delegate)]].concat()).await;
        assert_eq!(answer.status, status, "{person} → {delegate}: {}", answer.body);
    }
    let mut stand_in = office.log_in("shangwu").await;
    stand_in.post("/account/stand-in", &[("for", "shangwu-head")]).await;
    stand_in.get("/account").await;
    let passed_on = stand_in.post("/account/delegations", &[&days[..], &[("delegate", "jiaoyu")]].concat()).await;
    assert_eq!(passed_on.status, StatusCode::FORBIDDEN, "who stands in does not pass it on");
    let mut head = office.log_in("shangwu-head").await;
    assert_eq!(head.post("/account/delegations/drop", &[("delegate", "shangwu")]).await.status, StatusCode::SEE_OTHER);
    assert!(
        office.ledger.list_delegations(Some("shangwu-head")).await.unwrap().iter().all(|d| d.person == "xianzhang")
    );
}
