//! The circle of an item by hand, as forms; and forms that are refused.

use axum::http::StatusCode;
use luoshi_ledger::item::{DemandPart, Details, ItemKind, State, SuggestionPart};

use crate::office::{Browser, Office};

async fn act(browser: &mut Browser, item: &str, act: &str, fields: &[(&str, &str)]) {
    let page = browser.get(&format!("/items/{item}")).await;
    assert!(page.body.contains(&format!("/acts/{act}")), "{act} is not offered: {}", page.body);
    let answer = browser.post(&format!("/items/{item}/acts/{act}"), fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{act}: {}", answer.body);
}

#[tokio::test]
async fn an_item_goes_its_whole_way_by_hand() {
    let office = Office::new().await;
    let item = office.directive("整治农贸市场周边秩序", "县商务局").await;
    let id = item.id.as_str();
    let mut clerk = office.log_in("shangwu").await;
    let mut office_desk = office.log_in("ducha").await;
    let mut reviewer = office.log_in("shenhe").await;
    act(&mut clerk, id, "sign", &[]).await;
    act(&mut clerk, id, "deploy", &[("text", "已召开专题会"), ("handler", "shangwu")]).await;
    act(&mut clerk, id, "feed-back", &[("text", "已制定方案")]).await;
    act(&mut clerk, id, "report-progress", &[("text", "已清理摊点30处")]).await;
    let later = [("due", "2025-03-20"), ("reason", "摊位搬迁未完"), ("progress", "已清理摊点30处")];
    act(&mut clerk, id, "ask-extension", &later).await;
    act(&mut office_desk, id, "refuse-extension", &[("reason", "抓紧")]).await;
    act(&mut clerk, id, "ask-extension", &later).await;
    act(&mut office_desk, id, "grant-extension", &[("reason", "同意")]).await;
    act(&mut clerk, id, "ask-closing", &[("conclusion", "已全部清理"), ("exemption", "现场已核验")]).await;
    act(&mut reviewer, id, "send-back", &[("reason", "缺少照片")]).await;
    act(&mut clerk, id, "ask-closing", &[("conclusion", "已全部清理"), ("exemption", "照片随纸质件报送")]).await;
    act(&mut reviewer, id, "accept-closing", &[("conclusion", "属实")]).await;
    act(&mut office_desk, id, "clear", &[]).await;
    let cleared = office.ledger.require_item(&item.id).await.unwrap();
    assert_eq!(cleared.state, State::Cleared);
    let page = clerk.get(&format!("/items/{id}")).await.body;
    for words in ["已销号", "摊位搬迁未完", "缺少照片", "2025-03-20"] {
        assert!(page.contains(words), "{words}");
    }
}

#[tokio::test]
async fn a_refused_form_comes_back_with_what_was_typed_and_why() {
    let office = Office::new().await;
    let item = office.directive("整治农贸市场周边秩序", "县商务局").await;
    let id = item.id.as_str();
    let mut clerk = office.log_in("shangwu").await;
    act(&mut clerk, id, "sign", &[]).await;
    act(&mut clerk, id, "deploy", &[("text", "已部署")]).await;
    let fields = [("due", "2025-03-04"), ("reason", "摊位搬迁未完"), ("progress", "已清理摊点30处")];
    let answer = clerk.post(&format!("/items/{id}/acts/ask-extension"), &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("id=\"due-wrong\""), "the message stands at the date: {}", answer.body);
    assert!(answer.body.contains("摊位搬迁未完") && answer.body.contains("value=\"2025-03-04\""));
    for (due, words) in [("明天", "请填写日期"), ("", "请填写")] {
        let fields = [("due", due), ("reason", "摊位搬迁未完"), ("progress", "x")];
        let answer = clerk.post(&format!("/items/{id}/acts/ask-extension"), &fields).await;
        assert!(answer.body.contains(words) && answer.body.contains("摊位搬迁未完"), "{due}");
    }
}

#[tokio::test]
async fn the_last_report_is_carried_over_and_nothing_is_asked_twice() {
    let office = Office::new().await;
    let item = office.directive("整治农贸市场周边秩序", "县商务局").await;
    let id = item.id.as_str();
    let mut clerk = office.log_in("shangwu").await;
    act(&mut clerk, id, "sign", &[]).await;
    act(&mut clerk, id, "deploy", &[("text", "已部署")]).await;
    act(&mut clerk, id, "report-progress", &[("text", "已清理摊点30处"), ("problems", "缺人手")]).await;
    let page = clerk.get(&format!("/items/{id}/acts/report-progress")).await.body;
    assert!(page.contains(">已清理摊点30处</textarea>") && page.contains(">缺人手</textarea>"), "{page}");
    let page = clerk.get(&format!("/items/{id}/acts/ask-closing")).await.body;
    assert!(page.contains(">已清理摊点30处</textarea>"));
}

#[tokio::test]
async fn evidence_is_kept_by_its_content_and_given_only_to_who_sees_the_item() {
    let office = Office::new().await;
    let item = office.directive("整治农贸市场周边秩序", "县商务局").await;
    let id = item.id.as_str();
    let mut clerk = office.log_in("shangwu").await;
    act(&mut clerk, id, "sign", &[]).await;
    clerk.get(&format!("/items/{id}")).await;
    let path = format!("/items/{id}/evidence");
    let pdf = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
    let refused = clerk.upload(&path, &[], &[("file", "x.pdf", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("不支持这种文件"), "{}", refused.body);
    let refused = clerk.upload(&path, &[], &[]).await;
    assert!(refused.body.contains("请选择文件"), "{}", refused.body);
    let large = vec![b'%'; 4_000_000];
    let refused = clerk.upload(&path, &[], &[("file", "x.pdf", &large)]).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    let kept = clerk.upload(&path, &[("kind", "验收单")], &[("file", "../验收 单.pdf", pdf)]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    let evidence = office.ledger.require_item(&item.id).await.unwrap().evidence;
    let file = format!("/items/{id}/evidence/{}", evidence[0].sha256);
    let answer = clerk.get(&file).await;
    assert_eq!((answer.status, answer.bytes.as_slice()), (StatusCode::OK, &pdf[..]));
    assert_eq!(answer.header("content-type"), "application/pdf");
    assert!(answer.header("content-security-policy").starts_with("sandbox"));
    assert_eq!(office.log_in("jiaoyu").await.get(&file).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_item_of_a_report_shows_its_sentence_and_where_it_stands() {
    let office = Office::new().await;
    let mut clerk = office.log_in("shangwu").await;
    let list = clerk.get("/items?kind=task&sort=number").await.body;
    let (_, rest) = list.split_once("<td><a href=\"").unwrap();
    let page = clerk.get(rest.split('"').next().unwrap()).await.body;
    let quote = page.split_once("<blockquote>").unwrap().1.split("</blockquote>").next().unwrap();
    assert!(quote.chars().count() > 5, "{quote}");
    assert!(page.contains(&format!("href=\"/reports/{}?at=", office.report)), "{page}");
}

#[tokio::test]
async fn many_items_are_done_together_or_not_at_all() {
    let office = Office::new().await;
    let one = office.directive("第一件", "县商务局").await;
    let two = office.directive("第二件", "县教育局").await;
    let mut desk = office.log_in("ducha").await;
    desk.get("/items").await;
    let fields = [("id", one.id.as_str()), ("id", two.id.as_str()), ("act", "clear"), ("query", "kind=directive")];
    let refused = desk.post("/items/bulk", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains(one.id.as_str()) && refused.body.contains("全部未办"), "{}", refused.body);
    let fields = [("id", one.id.as_str()), ("id", two.id.as_str()), ("act", "direct"), ("text", "限期办结")];
    let done = desk.post("/items/bulk", &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    for item in [&one, &two] {
        let history = office.ledger.list_history(&item.id).await.unwrap();
        assert_eq!(history.last().unwrap().event.kind(), "directed");
    }
}

#[tokio::test]
async fn a_filter_is_named_and_forgotten() {
    let office = Office::new().await;
    let mut desk = office.log_in("ducha").await;
    desk.post("/items/views", &[("name", "红灯"), ("query", "light=red&evil=1")]).await;
    let page = desk.get("/items").await.body;
    assert!(page.contains("href=\"/items?light=red\">红灯"), "{page}");
    assert!(!office.log_in("ducha2").await.get("/items").await.body.contains("红灯"));
    desk.post("/items/views", &[("drop", "红灯"), ("query", "")]).await;
    assert!(!desk.get("/items").await.body.contains("红灯"));
}

#[tokio::test]
async fn pages_follow_one_another_without_losing_or_repeating_an_item() {
    let office = Office::new().await;
    for number in 0..120 {
        office.directive(&format!("第{number}件"), "县商务局").await;
    }
    let mut clerk = office.log_in("shangwu").await;
    let (mut path, mut seen) = ("/items?kind=directive".to_owned(), Vec::new());
    loop {
        let body = clerk.get(&path).await.body;
        seen.extend(
            body.match_indices("<td><a href=\"/items/")
                .map(|(at, found)| body.get(at + found.len()..at + found.len() + 9).unwrap().to_owned()),
        );
        let Some((before, _)) = body.split_once("\" rel=\"next\"") else { break };
        path = before.rsplit_once("href=\"").unwrap().1.replace("&amp;", "&").replace("&#38;", "&");
    }
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((count, seen.len()), (120, 120));
}

#[tokio::test]
async fn who_asked_is_masked_and_reading_it_is_noted() {
    let office = Office::new().await;
    let part = DemandPart {
        person: Some("邓女士".to_owned()),
        contact: Some("13900000011".to_owned()),
        ..DemandPart::default()
    };
    let item = office.issue(ItemKind::Demand, "小区水压不足", "县商务局", Details::Demand(part)).await;
    let page = format!("/items/{}", item.id);
    for person in ["shangwu", "ducha", "daibiao", "xianzhang", "admin", "shenhe"] {
        let body = office.log_in(person).await.get(&page).await.body;
        assert!(body.contains("邓***") && body.contains("1***11"), "{person}");
        assert!(!body.contains("邓女士") && !body.contains("13900000011"), "{person}");
    }
    let mut observer = office.log_in("daibiao").await;
    assert_eq!(observer.post(&format!("{page}/person"), &[]).await.status, StatusCode::FORBIDDEN);
    let mut clerk = office.log_in("shangwu").await;
    let clear = clerk.post(&format!("{page}/person"), &[]).await;
    assert!(clear.body.contains("邓女士 13900000011"), "{}", clear.body);
    let audit = office.ledger.list_audit(None, 1).await.unwrap();
    assert_eq!((audit[0].what.as_str(), audit[0].target.as_str()), ("personal-data-read", item.id.as_str()));
}

#[tokio::test]
async fn a_matter_is_issued_by_hand_and_a_wrong_form_keeps_what_was_typed() {
    let office = Office::new().await;
    let mut clerk = office.log_in("shangwu").await;
    assert_eq!(clerk.get("/items/new").await.status, StatusCode::FORBIDDEN);
    let mut desk = office.log_in("ducha").await;
    assert!(desk.get("/items/new?kind=demand").await.body.contains("诉求人"));
    let fields = [("kind", "directive"), ("title", "排查管网堵点"), ("lead", "县没有局"), ("due", "2025-02-01")];
    let refused = desk.post("/items/new", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["id=\"lead-wrong\"", "id=\"not-secret-wrong\"", "排查管网堵点", "value=\"县没有局\""] {
        assert!(refused.body.contains(words), "{words}: {}", refused.body);
    }
    let fields = [("kind", "directive"), ("title", "排查管网堵点"), ("lead", "县商务局"), ("not-secret", "yes")];
    let early = desk.post("/items/new", &[&fields[..], &[("due", "2025-02-01")]].concat()).await;
    assert!(early.body.contains("id=\"due-wrong\""), "{}", early.body);
    let issued = desk.post("/items/new", &[&fields[..], &[("class", "ordinary")]].concat()).await;
    assert_eq!(issued.status, StatusCode::SEE_OTHER, "{}", issued.body);
    assert!(clerk.get(issued.location()).await.body.contains("排查管网堵点"));
}

#[tokio::test]
async fn what_has_to_be_answered_again_is_to_be_done() {
    let office = Office::new().await;
    let part = SuggestionPart { number: Some("12".to_owned()), deputy: Some("甲代表".to_owned()), session: None };
    let item = office.issue(ItemKind::Suggestion, "完善夜市停车", "县商务局", Details::Suggestion(part)).await;
    let mut clerk = office.log_in("shangwu").await;
    let mut reviewer = office.log_in("shenhe").await;
    let id = item.id.as_str();
    act(&mut clerk, id, "sign", &[]).await;
    act(&mut clerk, id, "deploy", &[("text", "已与领衔代表见面")]).await;
    act(&mut clerk, id, "answer", &[("label", "A"), ("text", "已新增车位60个")]).await;
    act(&mut clerk, id, "ask-closing", &[("conclusion", "已答复"), ("exemption", "答复函已当面送达")]).await;
    act(&mut reviewer, id, "accept-closing", &[("conclusion", "同意")]).await;
    let is_listed = |body: &str| body.contains("完善夜市停车");
    assert!(!is_listed(&clerk.get("/my").await.body) && is_listed(&clerk.get("/my?list=closed").await.body));
    let mut office_clerk = office.log_in("ducha").await;
    act(&mut office_clerk, id, "rate", &[("satisfaction", "dissatisfied")]).await;
    assert!(is_listed(&clerk.get("/my").await.body), "it is to be answered again");
    assert!(!is_listed(&clerk.get("/my?list=waiting").await.body));
    act(&mut clerk, id, "answer", &[("label", "A"), ("text", "又增车位20个")]).await;
    assert!(!is_listed(&clerk.get("/my").await.body));
}
