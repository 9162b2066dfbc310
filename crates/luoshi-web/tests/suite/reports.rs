//! What is made of several reports: comparing and reconciling.

use axum::http::StatusCode;
use luoshi_ledger::report::{ReportNoted, report_id};

use crate::office::{Office, at, supervisor};

/// Takes in the report of the year before; gives its id.
async fn earlier(office: &Office) -> String {
    let path = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/jichuan-2024.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let read = luoshi_extract::read(&text, &[]);
    let document = read.documents.first().unwrap();
    let noted = ReportNoted::of(document, 0, &text, luoshi_store::text_hash(&text), "jichuan-2024.txt");
    let now = at("2025-03-03T09:00");
    office.ledger.import_report(&noted, &text, Vec::new(), &supervisor(), now).await.unwrap();
    report_id(&noted).to_string()
}

#[tokio::test]
async fn a_comparison_leads_to_the_sentences() {
    let office = Office::new().await;
    let earlier = earlier(&office).await;
    let mut browser = office.log_in("xianzhang").await;
    let page = browser.get("/compare?indicator=gdp:growth").await;
    assert_eq!(page.status, StatusCode::OK);
    for report in [earlier.as_str(), office.report.as_str()] {
        assert!(page.body.contains(&format!("/reports/{report}?at=")), "{}", page.body);
    }
    assert!(page.body.contains("role=\"img\" aria-label=\"地区生产总值 · 增速；霁川县 结果："), "{}", page.body);
    assert!(page.body.contains("目标"));
}

/// The key of the first promise with a verdict.
fn first_row(body: &str) -> &str {
    body.split_once("name=\"row\" value=\"").unwrap().1.split('"').next().unwrap()
}

#[tokio::test]
async fn a_supervisor_confirms_or_corrects_a_verdict() {
    let office = Office::new().await;
    let earlier = earlier(&office).await;
    let later = office.report.to_string();
    let mut browser = office.log_in("ducha").await;
    let page = browser.get("/reconcile?verdict=met").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("兑现率（兑现÷有结果）"), "{}", page.body);
    let row = first_row(&page.body).to_owned();
    let pair = [("earlier", earlier.as_str()), ("later", later.as_str()), ("show", "met"), ("page", "1")];
    let with = |more: &[(&'static str, &'static str)]| {
        let mut fields = pair.to_vec();
        fields.extend_from_slice(more);
        fields
    };
    let mut fields = with(&[("act", "correct"), ("verdict", "missed"), ("reason", "")]);
    fields.push(("row", &row));
    let refused = browser.post("/reconcile", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("请填写") && refused.body.contains("value=\"missed\" selected"), "{}", refused.body);
    let mut fields = with(&[("act", "correct"), ("verdict", "met"), ("reason", "口径不同")]);
    fields.push(("row", &row));
    let refused = browser.post("/reconcile", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("与规则结论相同") && refused.body.contains("value=\"口径不同\""), "{}", refused.body);
    let mut fields = with(&[("act", "correct"), ("verdict", "missed"), ("reason", "口径不同")]);
    fields.push(("row", &row));
    let done = browser.post("/reconcile", &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = browser.get("/reconcile?verdict=missed").await.body;
    assert!(page.contains("口径不同") && page.contains(&row), "{page}");
    let other = first_row(&browser.get("/reconcile?verdict=met").await.body).to_owned();
    let mut fields = with(&[("act", "confirm")]);
    fields.push(("row", &other));
    assert_eq!(browser.post("/reconcile", &fields).await.status, StatusCode::SEE_OTHER);
    let mut leader = office.log_in("xianzhang").await;
    let page = leader.get("/reconcile").await.body;
    assert!(!page.contains("name=\"act\""), "a leader decides nothing");
    assert!(leader.post("/reconcile", &fields).await.status == StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_looked_for_is_marked_and_only_what_one_may_see_is_found() {
    let office = Office::new().await;
    let ours = office.directive("整治农贸市场周边秩序", "县商务局").await;
    let theirs = office.directive("整治农贸市场门前停车", "县教育局").await;
    let mut leader = office.log_in("xianzhang").await;
    let page = leader.get("/search?q=%E5%86%9C%E8%B4%B8").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("<mark>农贸</mark>"), "two characters are enough: {}", page.body);
    for item in [&ours, &theirs] {
        assert!(page.body.contains(&format!("/items/{}", item.id)), "{}", page.body);
    }
    let mut clerk = office.log_in("shangwu").await;
    let page = clerk.get("/search?q=%E5%86%9C%E8%B4%B8").await.body;
    assert!(
        page.contains(&format!("/items/{}", ours.id)) && !page.contains(&format!("/items/{}", theirs.id)),
        "{page}"
    );
    let page = leader.get("/search?kind=report&q=%E6%94%BF%E5%BA%9C").await.body;
    assert!(page.contains(&format!("/reports/{}?at=", office.report)) && page.contains("<mark>"), "{page}");
    assert!(!page.contains("class=\"title\" href=\"/items/"), "{page}");
    for nonsense in ["", "q=", "q=%22%27%25*&kind=x", "q=a&after=x.y.z", "q=%E5%86%9C%E8%B4%B8&after=item.0.parts"] {
        assert_eq!(leader.get(&format!("/search?{nonsense}")).await.status, StatusCode::OK, "{nonsense}");
    }
}
