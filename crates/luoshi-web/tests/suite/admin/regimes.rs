//! Regimes are tried before they are saved.

use axum::http::StatusCode;
use luoshi_ledger::regime::Regime;

use super::admin;
use crate::office::{Answer, Browser, Office};

const PAGE: &str = "/admin/regimes/13710";

fn shipped() -> String {
    Regime::standard_text("13710").unwrap().to_owned()
}

/// The value of a hidden field.
fn hidden(page: &Answer, name: &str) -> String {
    let rest = page.body.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
    rest.split('"').next().unwrap_or_default().to_owned()
}

async fn attempt(browser: &mut Browser, toml: &str, start: &str) -> Answer {
    let fields = [("act", "try"), ("toml", toml), ("start", start), ("version", "1"), ("tried", "")];
    browser.post(PAGE, &fields).await
}

async fn save(browser: &mut Browser, toml: &str, tried: &str, version: &str) -> Answer {
    let start = "2025-03-03T09:00";
    let fields = [("act", "save"), ("toml", toml), ("start", start), ("version", version), ("tried", tried)];
    browser.post(PAGE, &fields).await
}

#[tokio::test]
async fn a_figure_stands_with_its_source_and_whether_it_is_certain() {
    let office = Office::new().await;
    let page = office.log_in("ducha").await.get(PAGE).await.body;
    for words in ["研究部署", "当天", "确定", "推定", "亳州市谯城区13710制度", "重大、复杂事项", "剩余时间不足20%或1天"]
    {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("name=\"toml\""), "supervisors read it");
    assert!(page.contains("夜间和休息日不提醒"), "the text keeps its comments");
}

#[tokio::test]
async fn a_trial_shows_old_and_new_dates_and_saves_nothing() {
    let office = Office::new().await;
    let mut browser = admin(&office).await;
    let changed = shipped().replacen("is = { days = 3 }", "is = { days = 5 }", 1);
    let tried = attempt(&mut browser, &changed, "2025-04-28T10:00").await;
    assert_eq!(tried.status, StatusCode::OK);
    for words in ["2025-05-01", "2025-05-03", "3天", "5天", "有变化", "2025-04-28T10:00"] {
        assert!(tried.body.contains(words), "{words}");
    }
    assert_eq!(tried.body.matches("有变化").count(), 1, "only one limit changed");
    assert!(tried.body.contains("value=\"save\""));
    let known = office.ledger.known().await.unwrap();
    assert_eq!(known.settings.find_regime("13710").unwrap().1, 1);
    assert!(office.noted().await.is_empty());
}

#[tokio::test]
async fn only_what_was_tried_is_saved_as_a_new_version() {
    let office = Office::new().await;
    let mut browser = admin(&office).await;
    let changed = shipped().replacen("is = { days = 3 }", "is = { days = 5 }", 1);
    let untried = save(&mut browser, &changed, "", "1").await;
    assert_eq!(untried.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(untried.body.contains("试算后又有改动") && untried.body.contains("2025-03-08"), "{}", untried.body);
    let tried = hidden(&attempt(&mut browser, &changed, "2025-03-03T09:00").await, "tried");
    let other = changed.replacen("is = { days = 5 }", "is = { days = 6 }", 1);
    assert_eq!(save(&mut browser, &other, &tried, "1").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let saved = save(&mut browser, &changed, &tried, "1").await;
    assert_eq!(saved.location(), "/admin/regimes/13710?done=kept", "{}", saved.body);
    let known = office.ledger.known().await.unwrap();
    assert_eq!(known.settings.find_regime("13710").unwrap().1, 2);
    let audit = office.audit().await;
    assert_eq!(
        (audit[0].what.as_str(), audit[0].target.as_str(), audit[0].detail.as_str()),
        ("regime-set", "13710", "version 2")
    );
    let tried = hidden(&attempt(&mut browser, &shipped(), "2025-03-03T09:00").await, "tried");
    let late = save(&mut browser, &shipped(), &tried, "1").await;
    assert!(late.status == StatusCode::UNPROCESSABLE_ENTITY && late.body.contains("他人刚刚保存了新版本"));
}

#[tokio::test]
async fn an_unchanged_text_saves_nothing() {
    let office = Office::new().await;
    let mut browser = admin(&office).await;
    for text in [shipped(), format!("# 另加的注释\n{}", shipped())] {
        let tried = attempt(&mut browser, &text, "2025-03-03T09:00").await;
        assert!(!tried.body.contains("value=\"save\"") && tried.body.contains("与现行版本相同"));
        let saved = save(&mut browser, &text, &hidden(&tried, "tried"), "1").await;
        assert_eq!(saved.location(), "/admin/regimes/13710?done=unchanged");
    }
    assert_eq!(office.ledger.known().await.unwrap().settings.find_regime("13710").unwrap().1, 1);
}

#[tokio::test]
async fn what_is_wrong_is_refused_with_its_line_and_reason() {
    let office = Office::new().await;
    let mut browser = admin(&office).await;
    for (from, to, said) in [
        ("is = { days = 3 }", "is = { day = 3 }", "第 49 行，不是有效的时限规则：没有这个取值"),
        ("is = { days = 3 }", "is = { days = 0 }", "第 49 行，计时“feedback”：limit = 0 days 不是时长"),
        ("name = \"13710\"", "name = \"13711\"", "name 不能改"),
    ] {
        let text = shipped().replacen(from, to, 1);
        let refused = attempt(&mut browser, &text, "2025-03-03T09:00").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{to}");
        assert!(refused.body.contains(said), "{said}: {}", refused.body);
        assert!(!refused.body.contains("value=\"save\""), "{to}");
    }
    let empty = attempt(&mut browser, "", "2025-03-03T09:00").await;
    assert!(empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.body.contains("请填写"));
    let undated = attempt(&mut browser, &shipped(), "bald").await;
    assert!(undated.status == StatusCode::UNPROCESSABLE_ENTITY && undated.body.contains("请填写日期和时间"));
}

#[tokio::test]
async fn a_new_regime_needs_a_name_of_its_own() {
    let office = Office::new().await;
    let mut browser = admin(&office).await;
    let send = async |browser: &mut Browser, act: &str, toml: &str, tried: &str| {
        let fields = [("act", act), ("toml", toml), ("start", "2025-03-03T09:00"), ("version", "0"), ("tried", tried)];
        browser.post("/admin/regimes/new", &fields).await
    };
    let taken = send(&mut browser, "try", &shipped(), "").await;
    assert!(taken.status == StatusCode::UNPROCESSABLE_ENTITY && taken.body.contains("这个 name 已被使用"));
    let own = shipped().replacen("name = \"13710\"", "name = \"710\"", 1);
    let tried = hidden(&send(&mut browser, "try", &own, "").await, "tried");
    assert_eq!(send(&mut browser, "save", &own, &tried).await.location(), "/admin/regimes/710?done=kept");
    assert_eq!(browser.get("/admin/regimes/710").await.status, StatusCode::OK);
}
