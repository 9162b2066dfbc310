//! The first start: which place, which level, which agencies.

use axum::http::StatusCode;
use luoshi_ledger::ReportId;
use luoshi_ledger::settings::{Office as Place, SettingsEvent};
use luoshi_ledger::time::Clock;
use luoshi_store::testing::TestStore;
use luoshi_store::{EvidenceFiles, Ledger};
use luoshi_web::{App, Options};

use crate::office::{Answer, Browser, Office, PASSWORD, at, supervisor};

/// A ledger in which nobody has an account.
async fn empty() -> Office {
    let test = TestStore::sqlite().await;
    let now = at("2025-03-03T09:00");
    test.store.create_ledger("main", now).await.unwrap();
    let ledger = Ledger::open(test.store.clone(), "main").await.unwrap();
    let options = Options {
        secure: false,
        behind_proxy: false,
        max_file_bytes: 1_000_000,
        private_hooks: false,
        demo: None,
        oidc: None,
    };
    let evidence = EvidenceFiles::in_folder(test.path("evidence"), 1_000_000);
    let app = App::new(ledger.clone(), Clock::Fixed(now), evidence, options);
    Office { router: luoshi_web::router(app.clone()), app, ledger, test, report: ReportId::from("none") }
}

async fn find(browser: &mut Browser, fields: &[(&str, &str)]) -> Answer {
    browser.post("/setup", &[fields, &[("step", "place")]].concat()).await
}

const PERSON: [(&str, &str); 3] = [("person", "admin"), ("name", "王管理"), ("password", PASSWORD)];

#[tokio::test]
async fn the_level_follows_from_the_place() {
    let office = empty().await;
    let mut browser = office.browser();
    assert!(browser.get("/setup").await.body.contains("这是哪里的台账"));
    for (place, level, agency) in [
        ("太谷区", "value=\"county\"", "区教育局"),
        ("朔州市", "value=\"prefecture\"", "市教育局"),
        ("山西省", "value=\"province\"", "省教育厅"),
    ] {
        let page = find(&mut browser, &[("place", place)]).await.body;
        assert!(page.contains(level) && page.contains(agency), "{place}: {page}");
        assert!(page.contains(&format!("name=\"agency\" value=\"{agency}\" checked")), "{place}");
        assert!(page.contains("2026-12-31"), "the calendar's state");
    }
    assert_eq!(office.ledger.known().await.unwrap().settings.version, 0, "looking writes nothing");
}

#[tokio::test]
async fn a_name_of_several_places_is_asked_about() {
    let office = empty().await;
    let mut browser = office.browser();
    let page = find(&mut browser, &[("place", "市中区")]).await.body;
    assert!(page.contains("山东省 济南市 市中区") && page.contains("四川省 乐山市 市中区"), "{page}");
    let code = page.split("name=\"division\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let chosen = find(&mut browser, &[("place", "市中区"), ("division", code)]).await.body;
    assert!(chosen.contains("name=\"level\" value=\"county\""), "{chosen}");
    let part = find(&mut browser, &[("place", "太谷")]).await.body;
    assert!(part.contains("山西省 晋中市 太谷区"), "{part}");
}

#[tokio::test]
async fn a_place_in_no_table_has_the_level_that_is_chosen() {
    let office = empty().await;
    let mut browser = office.browser();
    let asked = find(&mut browser, &[("place", "霁川县")]).await.body;
    assert!(asked.contains("区划表中没有这个名称") && asked.contains("value=\"county\" selected"), "{asked}");
    let second = find(&mut browser, &[("place", "霁川县"), ("level", "county")]).await.body;
    assert!(second.contains("name=\"person\"") && second.contains("县教育局"), "{second}");
    let nothing = find(&mut browser, &[("place", " ")]).await;
    assert!(nothing.status == StatusCode::UNPROCESSABLE_ENTITY && nothing.body.contains("请填写"));
}

#[tokio::test]
async fn only_the_chosen_agencies_are_added() {
    let office = empty().await;
    let mut browser = office.browser();
    let chosen = [
        ("place", "霁川县"),
        ("level", "county"),
        ("agency", "县教育局"),
        ("agency", "县水利局"),
        ("agency", "县杜撰局"),
    ];
    let short = [&chosen[..], &PERSON[..2], &[("password", "kurz")]].concat();
    let refused = browser.post("/setup", &short).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("value=\"县教育局\" checked") && !refused.body.contains("value=\"县财政局\" checked")
    );
    let made = browser.post("/setup", &[&chosen[..], &PERSON[..]].concat()).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let known = office.ledger.known().await.unwrap();
    let names: Vec<_> = known.registry.list().map(|agency| agency.name.clone()).collect();
    assert_eq!(names, ["县教育局", "县水利局"]);
    assert_eq!(browser.get("/admin").await.status, StatusCode::OK, "the administrator is logged in");
    for step in ["place", ""] {
        let late = office.browser().post("/setup", &[&chosen[..], &[("step", step)]].concat()).await;
        assert_eq!(late.location(), "/login", "nothing goes on once somebody has an account");
    }
}

#[tokio::test]
async fn a_ledger_that_was_made_on_the_command_line_goes_on_from_there() {
    let office = empty().await;
    let place = Place { place: "朔州市".to_owned(), level: "prefecture".to_owned() };
    let now = office.app.now();
    office.ledger.change_settings(&[SettingsEvent::OfficeSet { office: place }], &supervisor(), now).await.unwrap();
    office.ledger.add_agencies(&["市教育局".to_owned()], &supervisor(), now).await.unwrap();
    let mut browser = office.browser();
    let page = browser.get("/setup").await.body;
    assert!(page.contains("朔州市") && page.contains("✓ 市教育局") && page.contains("名录中已有 1"), "{page}");
    let back = browser.get("/setup?step=place").await.body;
    assert!(back.contains("name=\"place\" type=\"text\" value=\"朔州市\""), "{back}");
    let fields = [&[("place", "朔州市"), ("level", "prefecture")], &PERSON[..]].concat();
    assert_eq!(browser.post("/setup", &fields).await.status, StatusCode::SEE_OTHER);
    let known = office.ledger.known().await.unwrap();
    assert_eq!((known.settings.version, known.registry.list().count()), (1, 1), "nothing was chosen, nothing added");
}
