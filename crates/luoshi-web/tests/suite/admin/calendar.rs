//! The calendar and the next notice of holidays.

use axum::http::StatusCode;
use luoshi_ledger::item::{Details, ItemKind};

use super::admin;
use crate::office::Office;

const NOTICE: [(&str, &str); 5] = [
    ("year", "2027"),
    ("number", "国办发明电〔2026〕99号"),
    ("issued_on", "2026-11-05"),
    ("off", "2027-01-01 至 2027-01-04 元旦"),
    ("work", "2027-01-09 元旦"),
];

#[tokio::test]
async fn a_year_is_shown_with_its_holidays_and_make_up_days() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    let page = browser.get("/admin/calendar").await.body;
    for words in ["2026-12-31", "国办发明电〔2024〕12号", "title=\"劳动节，国办发明电", "<b>休</b>", "<b>班</b>"]
    {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("name=\"off\""), "supervisors read it");
    let later = browser.get("/admin/calendar?year=2027").await.body;
    assert!(later.contains("暂定：当年放假通知尚未录入"));
    assert_eq!(browser.get("/admin/calendar?year=x").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_notice_is_shown_then_added_and_open_clocks_move() {
    let office = Office::new().await.at("2026-12-30T09:00");
    let demand = office.issue(ItemKind::Demand, "路灯不亮", "县商务局", Details::None).await;
    let mut browser = admin(&office).await;
    let shown = browser.post("/admin/calendar", &[&NOTICE[..], &[("act", "try")]].concat()).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    assert!(shown.body.contains("尚未保存") && shown.body.contains("value=\"add\""), "{}", shown.body);
    assert_eq!(office.ledger.known().await.unwrap().settings.calendar_version(), 1);
    let added = browser.post("/admin/calendar", &[&NOTICE[..], &[("act", "add")]].concat()).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.body);
    assert!(added.body.contains("期限已重算") && added.body.contains(demand.id.as_str()), "{}", added.body);
    assert!(added.body.contains("2027-12-31"), "known until the end of the next year");
    let audit = office.audit().await;
    assert_eq!((audit[0].what.as_str(), audit[0].target.as_str()), ("notice-added", "国办发明电〔2026〕99号"));
    let again = browser.post("/admin/calendar", &[&NOTICE[..], &[("act", "add")]].concat()).await;
    assert!(again.status == StatusCode::UNPROCESSABLE_ENTITY && again.body.contains("已在日历中"), "{}", again.body);
}

#[tokio::test]
async fn a_notice_that_cannot_be_is_refused_at_its_field() {
    let office = Office::new().await;
    let mut browser = admin(&office).await;
    for (field, value, said) in [
        ("year", "二〇二七", "请填写年份"),
        ("number", "", "请填写"),
        ("issued_on", "", "请填写日期"),
        ("off", "元旦放假", "第 1 行应为“日期 名称”"),
        ("work", "2027-01-06 元旦", "本来就是工作日"),
        ("off", "2027-06-09 端午节\n2027-06-09 端午节", "出现两次"),
        ("json", "{\"year\": 2027", "第 1 行，不是有效的通知"),
    ] {
        let mut fields = NOTICE.map(|(name, typed)| (name, if name == field { value } else { typed })).to_vec();
        fields.push(("act", "add"));
        if field == "json" {
            fields.push((field, value));
        }
        let refused = browser.post("/admin/calendar", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
        assert!(refused.body.contains(said), "{field} {value}: {}", refused.body);
    }
    assert_eq!(office.ledger.known().await.unwrap().settings.calendar_version(), 1);
}

#[tokio::test]
async fn a_notice_is_taken_as_the_command_line_takes_it() {
    let office = Office::new().await;
    let mut browser = admin(&office).await;
    let json = "{\"year\": 2027, \"number\": \"国办发明电〔2026〕99号\", \"issued_on\": \"2026-11-05\", \
        \"off\": [{ \"date\": \"2027-01-01\", \"name\": \"元旦\" }], \"work\": []}";
    let added = browser.post("/admin/calendar", &[("json", json), ("act", "add")]).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.body);
    assert_eq!(office.ledger.known().await.unwrap().settings.calendar_version(), 2);
}
