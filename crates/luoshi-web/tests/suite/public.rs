//! The public site: what it shows, what it never shows, and how it is subscribed to.

use std::collections::{BTreeSet, VecDeque};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use luoshi_ledger::item::Item;

use crate::office::{Answer, Browser, Office};
use crate::secrets::{self, CONCLUSION, MARK, PHONE};

/// Addresses of a page or feed that lie below `/public`.
fn links(body: &str) -> Vec<String> {
    let mut links = Vec::new();
    for part in body.split("href=\"").skip(1) {
        let link = part.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
        let path = link.strip_prefix("http://luoshi.test").unwrap_or(&link);
        if path.starts_with("/public") {
            links.push(path.split('#').next().unwrap().to_owned());
        }
    }
    links
}

async fn open(browser: &mut Browser, path: &str) -> Answer {
    browser.send(Request::get(path).header(header::HOST, "luoshi.test"), Body::empty()).await
}

fn assert_clean(path: &str, answer: &Answer) {
    // Calendars fold their lines.
    let text = answer.body.replace("\r\n ", "");
    for secret in [MARK, PHONE, "先生"] {
        let around = text.split_once(secret).map(|(before, _)| before.chars().rev().take(80).collect::<Vec<_>>());
        assert!(
            around.is_none(),
            "{path} says {secret} after {:?}",
            around.map(|c| c.iter().rev().collect::<String>())
        );
    }
}

#[tokio::test]
async fn no_secret_is_on_any_public_page_feed_search_or_export() {
    let office = Office::new().await;
    let hidden = secrets::fill(&office).await;
    let mut browser = office.browser();
    let mut waiting: VecDeque<String> = ["/public", "/public?lang=en"].map(str::to_owned).into();
    for words in ["绝密", "记号", "学校", "13800013710", "a", "%", "_", "教育"] {
        for path in ["items", "items.csv", "feed.atom", "dates.ics", "pledges"] {
            let words: String = form_urlencoded::byte_serialize(words.as_bytes()).collect();
            waiting.push_back(format!("/public/{path}?text={words}"));
        }
    }
    for kind in ["directive", "demand", "suggestion", "proposal", "finding", "task", "pledge"] {
        waiting.push_back(format!("/public/items?kind={kind}"));
        waiting.push_back(format!("/public/items.csv?kind={kind}"));
    }
    let mut seen = BTreeSet::new();
    while let Some(path) = waiting.pop_front() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let answer = open(&mut browser, &path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        assert_eq!(answer.header("cache-control"), "public, max-age=60", "{path}");
        assert!(answer.header("set-cookie").is_empty(), "{path}");
        if !path.contains("text=13800013710") {
            assert_clean(&path, &answer);
        }
        waiting.extend(links(&answer.body));
    }
    assert!(seen.len() > 80 && seen.iter().filter(|path| path.contains("/public/items/")).count() > 6, "{seen:?}");
    for id in &hidden {
        for path in [
            format!("/public/items/{id}"),
            format!("/public/feed.atom?item={id}"),
            format!("/public/dates.ics?item={id}"),
            format!("/public/items.csv?item={id}"),
        ] {
            let answer = open(&mut browser, &path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert_clean(&path, &answer);
        }
    }
}

async fn first(office: &Office) -> Item {
    office.ledger.list_items_of_report(office.report.as_str()).await.unwrap().remove(0)
}

#[tokio::test]
async fn a_promise_shows_its_sentence_its_state_and_what_came_of_it() {
    let office = Office::new().await;
    secrets::fill(&office).await;
    let item = first(&office).await;
    let mut browser = office.browser();
    let page = open(&mut browser, &format!("/public/items/{}", item.id)).await.body;
    let quote = item.content.source.as_ref().unwrap().quote.trim();
    for words in [quote, CONCLUSION, "已完成", item.content.lead.as_str(), "2025"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let home = open(&mut browser, "/public").await.body;
    assert!(home.contains("逾期") && home.contains(item.content.section.as_deref().unwrap()), "{home}");
    let english = open(&mut browser, "/public?lang=en").await.body;
    assert!(english.contains("under way") && english.contains("/public/pledges?lang=en"), "{english}");
    let late = office.at("2027-01-01T10:00");
    let mut browser = late.browser();
    let list = open(&mut browser, "/public/items?state=overdue").await.body;
    assert!(list.contains("class=\"light red\"") && !list.contains(item.id.as_str()), "{list}");
}

#[tokio::test]
async fn the_whole_text_of_a_report_is_not_shown() {
    let office = Office::new().await;
    let draft = office.ledger.find_draft(&office.report).await.unwrap().unwrap();
    let waiting = draft.rows.iter().find(|row| row.status == luoshi_ledger::draft::RowStatus::Open).unwrap();
    let list = open(&mut office.browser(), "/public/items.csv").await.body;
    assert!(list.lines().count() > 3 && !list.contains(waiting.source.quote.trim()), "{list}");
}

#[tokio::test]
async fn who_has_a_page_is_told_that_it_still_holds() {
    let office = Office::new().await;
    let mut browser = office.browser();
    for path in ["/public", "/public/items", "/public/feed.atom", "/public/dates.ics"] {
        let first = open(&mut browser, path).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{path}: {tag}");
        let request = Request::get(path).header(header::HOST, "luoshi.test").header(header::IF_NONE_MATCH, &tag);
        let second = browser.send(request, Body::empty()).await;
        assert_eq!((second.status, second.body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{path}");
    }
}

#[tokio::test]
async fn who_asks_without_end_has_to_wait() {
    let office = Office::new().await;
    let mut browser = office.browser();
    let mut refused = None;
    for _ in 0..700 {
        let request = Request::get("/public/about").header("x-forwarded-for", "192.0.2.7");
        let answer = browser.send(request, Body::empty()).await;
        if answer.status != StatusCode::OK {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("seven hundred requests in a moment are too many");
    assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "60"));
    assert_eq!(open(&mut browser, "/public/about").await.status, StatusCode::OK, "other addresses are let in");
}

#[tokio::test]
async fn dates_and_news_can_be_subscribed_to() {
    let office = Office::new().await;
    let item = first(&office).await;
    let mut browser = office.browser();
    let calendar = open(&mut browser, "/public/dates.ics").await;
    assert_eq!(calendar.header("content-type"), "text/calendar; charset=utf-8");
    assert!(calendar.body.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"), "{}", calendar.body);
    assert!(calendar.body.ends_with("END:VCALENDAR\r\n"));
    assert!(!calendar.body.replace("\r\n", "").contains(['\n', '\r']), "every line ends as the standard says");
    assert!(calendar.body.split("\r\n").all(|line| line.len() <= 75));
    let events = calendar.body.matches("BEGIN:VEVENT").count();
    let names: BTreeSet<&str> = calendar.body.lines().filter(|line| line.starts_with("UID:")).collect();
    assert!(events > 3 && names.len() == events);
    let one = open(&mut browser, &format!("/public/dates.ics?item={}", item.id)).await.body;
    let name = one.lines().find(|line| line.starts_with("UID:")).unwrap();
    assert!(names.contains(name), "an item has one name in all calendars");
    let feed = open(&mut browser, &format!("/public/feed.atom?item={}", item.id)).await;
    assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8");
    assert_eq!(feed.body.matches("<entry>").count(), 1);
    assert!(feed.body.contains(&format!("http://luoshi.test/public/items/{}", item.id)), "{}", feed.body);
    let agency: String = form_urlencoded::byte_serialize("县教育局".as_bytes()).collect();
    let ours = open(&mut browser, &format!("/public/feed.atom?agency={agency}")).await.body;
    let all = open(&mut browser, "/public/feed.atom").await.body;
    assert!(ours.matches("<entry>").count() < all.matches("<entry>").count());
}
