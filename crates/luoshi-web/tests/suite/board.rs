//! The dashboard: each number is that of the list it opens, for whoever may see it.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use luoshi_ledger::actor::{Actor, Role};
use luoshi_ledger::command::Command;
use luoshi_ledger::item::{Item, ItemKind};
use luoshi_ledger::{AgencyId, PersonId};
use luoshi_store::{Filter, Sort};

use crate::office::{Browser, Office, at, supervisor};

/// A page of somebody who works for an agency or decides.
fn actor(person: &str, role: Role, agency: Option<&AgencyId>) -> Actor {
    Actor { person: PersonId::from(person), role, agency: agency.cloned(), acting_for: None }
}

/// Takes items some way: signed, closed in time, closed late, cleared, withdrawn.
pub(crate) async fn work(office: &Office) {
    let tasks = Filter { kind: Some(ItemKind::Task), ..Filter::default() };
    let page = office.ledger.list_items(&tasks, Sort::Number, None, 4, at("2025-03-03T10:00")).await.unwrap();
    let mut items = office.ledger.list_whole_items(&page).await.unwrap();
    for number in 0..4 {
        let lead = if number % 2 == 0 { "县商务局" } else { "县教育局" };
        items.push(office.directive(&format!("督办第{number}项"), lead).await);
    }
    assert!(items.len() >= 8, "{}", items.len());
    for (number, item) in items.iter().enumerate().take(8) {
        let day = 4 + number;
        run(office, item, &Command::Sign, &format!("2025-03-{day:02}T10:00")).await;
        if number < 6 {
            let deploy = Command::Deploy { text: "已部署".to_owned(), handler: None };
            run(office, item, &deploy, &format!("2025-03-{day:02}T11:00")).await;
        }
        if (2..6).contains(&number) {
            close(office, item, if number == 5 { "2026-01-09" } else { "2025-04-18" }).await;
        }
        if number == 2 {
            office.ledger.execute(&item.id, &Command::Clear, &supervisor(), at("2025-04-22T09:00")).await.unwrap();
        }
    }
    let withdraw = Command::Withdraw { reason: "重复".to_owned() };
    office.ledger.execute(&items[7].id, &withdraw, &supervisor(), at("2025-05-06T09:00")).await.unwrap();
    let ask = Command::AskReturn { basis: "非本单位职责".to_owned() };
    let directive = office.directive("限期整改占道经营", "县商务局").await;
    run(office, &directive, &ask, "2025-03-03T15:00").await;
}

async fn run(office: &Office, item: &Item, command: &Command, wall: &str) {
    let clerk = actor("jingban", Role::Clerk, Some(&item.content.lead));
    office.ledger.execute(&item.id, command, &clerk, at(wall)).await.unwrap();
}

async fn close(office: &Office, item: &Item, day: &str) {
    let closing =
        Command::AskClosing { conclusion: "已办结".to_owned(), exemption: Some("无需佐证".to_owned()) };
    let clerk = actor("jingban", Role::Clerk, Some(&item.content.lead));
    office.ledger.execute(&item.id, &closing, &clerk, at(&format!("{day}T10:00"))).await.unwrap();
    let accept = Command::AcceptClosing { grade: None, conclusion: "同意".to_owned() };
    let reviewer = actor("shenhe", Role::Reviewer, None);
    office.ledger.execute(&item.id, &accept, &reviewer, at(&format!("{day}T16:00"))).await.unwrap();
}

/// How many items a list has, over all its pages.
async fn count(browser: &mut Browser, path: &str) -> usize {
    let (mut path, mut count) = (path.to_owned(), 0);
    loop {
        let page = browser.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        count += page.body.matches("name=\"id\" value=\"").count();
        let Some((_, next)) = page.body.split_once("class=\"button second\" href=\"/items?") else { return count };
        if !next.split('>').next().unwrap().contains("rel=\"next\"") {
            return count;
        }
        path = format!("/items?{}", next.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&"));
    }
}

/// The numbers of a page with the lists that they open.
fn numbers(body: &str) -> BTreeMap<String, u64> {
    let mut numbers = BTreeMap::new();
    for part in body.split("href=\"/items?").skip(1) {
        let (query, rest) = part.split_once('"').unwrap();
        let text = rest.split_once('>').unwrap().1.trim_start_matches("<b>");
        let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
        let number =
            digits.parse().unwrap_or_else(|_| panic!("no number opens {query}: {}", text.split('<').next().unwrap()));
        numbers.insert(format!("/items?{}", query.replace("&#38;", "&").replace("&amp;", "&")), number);
    }
    numbers
}

#[tokio::test]
async fn each_number_is_that_of_the_list_it_opens() {
    let mut office = Office::new().await;
    work(&office).await;
    let mut seen = BTreeMap::new();
    for now in ["2025-04-20T10:00", "2026-01-21T10:00"] {
        office = office.at(now);
        let mut browser = office.log_in("ducha").await;
        for query in [
            "",
            "by=leader",
            "by=section",
            "by=kind",
            "by=agency&rank=on-time-closing-rate",
            "from=2025-03-01&to=2025-03-31",
            "from=2025-01-01&to=2026-01-21",
        ] {
            let page = browser.get(&format!("/?{query}")).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.body.len() < 100_000, "{query}: {} bytes", page.body.len());
            for (list, number) in numbers(&page.body) {
                let listed = count(&mut browser, &list).await;
                assert_eq!(u64::try_from(listed).unwrap(), number, "{now} {query}: {list}");
                if number > 0 {
                    seen.insert(list, number);
                }
            }
        }
    }
    for what in [
        "count=closed-on-time",
        "count=due-closed",
        "count=overdue",
        "count=cleared",
        "state=closed",
        "light=red",
        "asking=yes",
        "lead=",
        "section=",
        "leader=xianzhang",
    ] {
        assert!(seen.keys().any(|list| list.contains(what)), "no number was above 0 for {what}");
    }
}

#[tokio::test]
async fn rates_say_what_they_divide_and_nothing_is_divided_by_nothing() {
    let office = Office::new().await;
    let mut browser = office.log_in("xianzhang").await;
    let page = browser.get("/?from=2024-01-01&to=2024-12-31").await.body;
    assert!(page.contains("办结率 —"), "{page}");
    let page = browser.get("/").await.body;
    assert!(
        page.contains("<svg class=\"chart\"") && page.contains("role=\"img\" aria-label=\"每月交办与办结；"),
        "{page}"
    );
    assert!(page.contains("超期未结÷在办"), "{page}");
}

#[tokio::test]
async fn statistics_are_for_those_who_may_see_all() {
    let office = Office::new().await;
    for (person, may) in [
        ("admin", true),
        ("ducha", true),
        ("shenhe", true),
        ("xianzhang", true),
        ("daibiao", true),
        ("shangwu", false),
        ("shangwu-head", false),
    ] {
        let mut browser = office.log_in(person).await;
        let first = browser.get("/").await;
        assert_eq!(first.status, if may { StatusCode::OK } else { StatusCode::SEE_OTHER }, "{person}");
        for page in ["/compare", "/reconcile", "/notices"] {
            let status = browser.get(page).await.status;
            assert_eq!(status, if may { StatusCode::OK } else { StatusCode::FORBIDDEN }, "{person} {page}");
        }
        assert_eq!(browser.get("/my").await.body.contains("href=\"/compare\""), may, "{person}");
    }
}

#[tokio::test]
async fn people_are_never_ranked() {
    let office = Office::new().await;
    work(&office).await;
    let mut browser = office.log_in("xianzhang").await;
    let page = browser.get("/?by=leader&rank=on-time-closing-rate").await.body;
    assert!(!page.contains("名次"), "{page}");
    let page = browser.get("/?by=agency&rank=on-time-closing-rate&from=2025-01-01&to=2026-01-21").await.body;
    assert!(page.contains("名次") && page.contains("样本不足，不排名"), "{page}");
}

#[tokio::test]
async fn a_notice_says_what_the_dashboard_says() {
    let mut office = Office::new().await;
    work(&office).await;
    office = office.at("2025-05-10T10:00");
    let mut browser = office.log_in("ducha").await;
    let page = browser.get("/notices?month=2025-04").await;
    assert_eq!(page.status, StatusCode::OK);
    for words in
        ["关于2025年4月督办事项办理情况的通报", "办结 3 件，销号 1 件", "退回或调整牵头单位 0 件次", "按期办结率＝"]
    {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let board = browser.get("/?from=2025-04-01&to=2025-04-30").await.body;
    assert_eq!(numbers(&board).get("/items?count=closed&from=2025-04-01&to=2025-04-30"), Some(&3));
    for nonsense in ["month=x", "month=2031-01", "from=b&to=a", "from=2025-05-09&to=2025-05-01"] {
        assert_eq!(browser.get(&format!("/notices?{nonsense}")).await.status, StatusCode::OK, "{nonsense}");
    }
}

#[tokio::test]
async fn a_slip_is_for_those_who_see_the_item() {
    let office = Office::new().await;
    let item = office.directive("整治农贸市场周边秩序", "县商务局").await;
    let slip = format!("/items/{}/notice", item.id);
    for (person, status) in [
        ("ducha", StatusCode::OK),
        ("xianzhang", StatusCode::OK),
        ("shangwu", StatusCode::OK),
        ("jiaoyu", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(office.log_in(person).await.get(&slip).await.status, status, "{person}");
    }
    let page = office.log_in("shangwu").await.get(&slip).await.body;
    for words in ["霁川县督办单", "整治农贸市场周边秩序", "县商务局", "2025年3月3日", "签收人"]
    {
        assert!(page.contains(words), "{words}");
    }
}

#[tokio::test]
async fn pledges_and_projects_are_those_one_may_see() {
    let office = Office::new().await;
    let part = luoshi_ledger::item::PledgePart { number: Some(3), funds_planned: Some(35_000.into()) };
    let details = luoshi_ledger::item::Details::Pledge(part);
    office.issue(ItemKind::Pledge, "新建公办幼儿园2所", "县教育局", details).await;
    let part = luoshi_ledger::item::ProjectPart { total: Some(126_000.into()), ..Default::default() };
    let details = luoshi_ledger::item::Details::Project(part);
    office.issue(ItemKind::Project, "冷链物流园", "县商务局", details).await;
    for (person, pledge, project) in [("xianzhang", true, true), ("jiaoyu", true, false), ("shangwu", false, true)] {
        let mut browser = office.log_in(person).await;
        let pledges = browser.get("/pledges").await.body;
        assert_eq!(pledges.contains("新建公办幼儿园2所") && pledges.contains("3.5亿元"), pledge, "{person}");
        let projects = browser.get("/projects").await.body;
        assert_eq!(projects.contains("冷链物流园") && projects.contains("12.6亿元"), project, "{person}");
        assert_eq!(projects.contains("签约项目开工率"), person == "xianzhang", "{person}");
    }
}
