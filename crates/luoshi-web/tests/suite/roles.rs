//! Who sees what: each page as each role.

use axum::http::StatusCode;

use crate::office::{Office, PEOPLE};

#[tokio::test]
async fn everybody_has_a_first_page() {
    let office = Office::new().await;
    for (person, role, _) in PEOPLE {
        let mut browser = office.log_in(person).await;
        let first = browser.get("/").await;
        let page = if first.status == StatusCode::SEE_OTHER { browser.get(first.location()).await } else { first };
        assert_eq!(page.status, StatusCode::OK, "{role}");
        assert!(page.body.contains("霁川县"), "{role}");
    }
}

#[tokio::test]
async fn a_clerk_sees_the_items_of_their_agency_and_no_others() {
    let office = Office::new().await;
    let ours = office.directive("本单位批示", "县商务局").await;
    let theirs = office.directive("别单位批示", "县教育局").await;
    let mut clerk = office.log_in("shangwu").await;
    let list = clerk.get("/items?kind=directive").await.body;
    assert!(list.contains("本单位批示") && !list.contains("别单位批示"), "{list}");
    assert_eq!(clerk.get(&format!("/items/{}", ours.id)).await.status, StatusCode::OK);
    assert_eq!(clerk.get(&format!("/items/{}", theirs.id)).await.status, StatusCode::NOT_FOUND);
    let export = clerk.get("/items/export.csv?kind=directive").await.body;
    assert!(export.contains("本单位批示") && !export.contains("别单位批示"), "{export}");
    for person in ["ducha", "shenhe", "xianzhang", "daibiao", "admin"] {
        let mut browser = office.log_in(person).await;
        assert_eq!(browser.get(&format!("/items/{}", theirs.id)).await.status, StatusCode::OK, "{person}");
    }
}

#[tokio::test]
async fn each_role_is_offered_its_own_acts_and_no_others() {
    let office = Office::new().await;
    let item = office.directive("限期整改占道经营", "县商务局").await;
    let page = format!("/items/{}", item.id);
    for (person, offered, not_offered) in [
        ("shangwu", "acts/sign", "acts/transfer"),
        ("ducha", "acts/transfer", "acts/accept-closing"),
        ("xianzhang", "acts/direct", "acts/sign"),
    ] {
        let body = office.log_in(person).await.get(&page).await.body;
        assert!(body.contains(offered), "{person} is not offered {offered}");
        assert!(!body.contains(not_offered), "{person} is offered {not_offered}");
    }
    let body = office.log_in("daibiao").await.get(&page).await.body;
    assert!(!body.contains("/acts/"), "an observer is offered nothing");
}

#[tokio::test]
async fn what_is_not_offered_is_refused_when_it_is_sent_all_the_same() {
    let office = Office::new().await;
    let item = office.directive("限期整改占道经营", "县商务局").await;
    for (person, act, fields) in [
        ("daibiao", "sign", vec![]),
        ("xianzhang", "sign", vec![]),
        ("shangwu", "withdraw", vec![("reason", "不想办")]),
        ("shenhe", "transfer", vec![("to", "县教育局"), ("reason", "x")]),
    ] {
        let mut browser = office.log_in(person).await;
        let answer = browser.post(&format!("/items/{}/acts/{act}", item.id), &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{person} {act}");
        assert!(answer.body.contains("无权"), "{person} {act}");
    }
    assert_eq!(office.ledger.list_history(&item.id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn only_the_supervision_office_acts_on_many() {
    let office = Office::new().await;
    let item = office.directive("限期整改占道经营", "县商务局").await;
    let fields = [("id", item.id.as_str()), ("act", "direct"), ("text", "抓紧办")];
    for (person, status) in [
        ("shangwu", StatusCode::FORBIDDEN),
        ("daibiao", StatusCode::FORBIDDEN),
        ("xianzhang", StatusCode::FORBIDDEN),
        ("ducha", StatusCode::SEE_OTHER),
    ] {
        let answer = office.log_in(person).await.post("/items/bulk", &fields).await;
        assert_eq!(answer.status, status, "{person}: {}", answer.body);
    }
}
