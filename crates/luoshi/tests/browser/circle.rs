//! The whole circle by hand.

use std::path::PathBuf;

use fantoccini::Locator;

use crate::driver::{DESKTOP, Look, PHONE, PLAIN, Session};

#[tokio::test]
async fn the_circle_is_done_on_a_desktop() {
    circle(DESKTOP).await;
}

#[tokio::test]
async fn the_circle_is_done_on_a_telephone() {
    circle(PHONE).await;
}

#[tokio::test]
async fn the_circle_is_done_without_javascript() {
    circle(PLAIN).await;
}

async fn circle(look: Look) {
    let Some(session) = Session::start(look).await else { return };
    let item = issue(&session).await;
    work(&session, &item).await;
    extensions(&session, &item).await;
    closing(&session, &item).await;
    public(&session, &item).await;
    session.end().await;
}

/// Next year's report of the sample place: the same promises, a year later.
fn report(session: &Session) -> PathBuf {
    let sample = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/jichuan-2025.txt");
    let text = std::fs::read_to_string(sample).unwrap();
    let text = text.replace("2025", "2026").replace("2024", "2025").replace("二〇二五", "二〇二六");
    let path = session.folder.path().join("霁川县2026年政府工作报告.txt");
    std::fs::write(&path, text).unwrap();
    path
}

/// The supervision office hands a report in, confirms rows and issues them.
async fn issue(session: &Session) -> String {
    session.log_in("ducha").await;
    session.open("/reports").await;
    session.click("details:has(#file) > summary").await;
    session.choose("file", &report(session)).await;
    session.click("form[enctype] button").await;
    session.says("2026").await;
    session.shoot("01-reports").await;
    session.click("a[href*='2026'][href$='/desk']").await;
    session.shoot("02-desk").await;
    let desk = session.path().await;
    // 夜间经济: a row that the bureau of commerce leads.
    session.open(&format!("{desk}?text=%E5%A4%9C%E9%97%B4%E7%BB%8F%E6%B5%8E")).await;
    session.click("button[name='one']").await;
    session.shoot("03-confirmed").await;
    session.open(&desk.replace("/desk", "/publish")).await;
    session.shoot("04-publish").await;
    session.click("#not-secret").await;
    session.click("form:has(#not-secret) button").await;
    session.says("2026-0001").await;
    session.shoot("05-published").await;
    "2026-0001".to_owned()
}

/// Fills in the form of an act and sends it.
async fn act(session: &Session, item: &str, act: &str, fields: &[(&str, &str)]) {
    session.open(&format!("/items/{item}/acts/{act}")).await;
    for (field, text) in fields {
        session.fill(field, text).await;
    }
    session.click("#act form button").await;
    session.client.wait().for_url(&format!("{}/items/{item}", session.base).parse().unwrap()).await.unwrap();
}

/// The agency signs, deploys, reports back and reports progress with a file.
async fn work(session: &Session, item: &str) {
    session.log_in("shangwu").await;
    session.open("/my?list=sign").await;
    session.says(item).await;
    session.shoot("06-my-matters").await;
    act(session, item, "sign", &[]).await;
    act(session, item, "deploy", &[("text", "已召开专题会议部署")]).await;
    act(session, item, "feed-back", &[("text", "已制定工作方案")]).await;
    let proof = session.folder.path().join("验收单.txt");
    std::fs::write(&proof, "霁川县重点任务验收单：合格\n").unwrap();
    session.open(&format!("/items/{item}/acts/report-progress")).await;
    session.fill("text", "已完成年度任务的一半").await;
    session.choose("file", &proof).await;
    session.shoot("07-progress").await;
    session.click("#act form button").await;
    session.says("验收单.txt").await;
    session.shoot("08-item").await;
}

/// More time is asked for, refused, asked for again and granted.
async fn extensions(session: &Session, item: &str) {
    let ask = [("reason", "汛期影响施工"), ("progress", "已完成一半")];
    for decision in ["refuse-extension", "grant-extension"] {
        session.log_in("shangwu").await;
        session.open(&format!("/items/{item}/acts/ask-extension")).await;
        date(session, "due", "2027-01-15").await;
        for (field, text) in ask {
            session.fill(field, text).await;
        }
        session.click("#act form button").await;
        session.says("等待决定").await;
        session.log_in("ducha").await;
        act(session, item, decision, &[("reason", "已研究")]).await;
    }
    session.says("2027-01-15").await;
    session.shoot("09-extended").await;
}

/// Types a date as browsers want it: month, day and year of their language.
async fn date(session: &Session, field: &str, iso: &str) {
    let (year, rest) = iso.split_once('-').unwrap();
    let (month, day) = rest.split_once('-').unwrap();
    let field = session.client.find(Locator::Id(field)).await.unwrap();
    field.send_keys(&format!("{month}{day}{year}")).await.unwrap();
    assert_eq!(field.prop("value").await.unwrap().as_deref(), Some(iso));
}

/// The closing is sent back, asked for again, accepted and struck off.
async fn closing(session: &Session, item: &str) {
    session.log_in("shangwu").await;
    act(session, item, "ask-closing", &[("conclusion", "已全部完成")]).await;
    session.log_in("shenhe").await;
    act(session, item, "send-back", &[("reason", "请补充现场照片")]).await;
    session.log_in("shangwu").await;
    session.open("/my?list=returned").await;
    session.says(item).await;
    session.shoot("10-sent-back").await;
    act(session, item, "ask-closing", &[("conclusion", "已全部完成，照片已补齐")]).await;
    session.log_in("shenhe").await;
    act(session, item, "accept-closing", &[("conclusion", "经复核属实")]).await;
    session.log_in("ducha").await;
    act(session, item, "clear", &[]).await;
    session.says("已销号").await;
    session.shoot("11-cleared").await;
}

/// The public finds it without logging in.
async fn public(session: &Session, item: &str) {
    session.client.delete_all_cookies().await.unwrap();
    session.open(&format!("/public/items/{item}")).await;
    session.says("已完成").await;
    session.shoot("12-public").await;
    assert!(!session.words().await.contains("汛期影响施工"), "reasons are not for the public");
}
