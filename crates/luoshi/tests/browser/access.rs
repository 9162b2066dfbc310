//! Nothing serious in the way of people who read pages otherwise: axe-core looks at
//! every page that a role reaches from its first one.

use std::collections::BTreeSet;

use fantoccini::Locator;
use serde_json::{Value, json};

use crate::driver::{DESKTOP, PHONE, Session};

/// Addresses that are no pages, or that many like them are looked at for.
const PASSED_OVER: [&str; 6] = ["export", ".csv", ".xlsx", ".atom", ".ics", "/evidence/"];

/// Most pages of a shape (`/items/2025-…`), so that a list's thousand items are not all opened.
const MOST_OF_A_SHAPE: usize = 2;

#[tokio::test]
async fn no_page_has_a_serious_fault_for_people_who_cannot_see_it() {
    let Ok(axe) = std::env::var("LUOSHI_AXE") else {
        assert!(std::env::var("LUOSHI_REQUIRE_BROWSER").as_deref() != Ok("1"), "LUOSHI_AXE has to name axe.min.js");
        eprintln!("passed over: LUOSHI_AXE names no axe.min.js");
        return;
    };
    let axe = std::fs::read_to_string(axe).unwrap();
    let Some(session) = Session::start(DESKTOP).await else { return };
    let mut faults = Vec::new();
    for (person, first) in [
        ("-", "/public"),
        ("ducha", "/"),
        ("shangwu", "/my"),
        ("xianzhang", "/"),
        ("daibiao", "/"),
        ("admin", "/admin"),
    ] {
        if person == "-" {
            session.client.delete_all_cookies().await.unwrap();
        } else {
            session.log_in(person).await;
        }
        faults.extend(crawl(&session, &axe, person, first).await);
    }
    session.end().await;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn pages_fit_a_telephone() {
    let Some(session) = Session::start(PHONE).await else { return };
    session.log_in("shangwu").await;
    for path in ["/my", "/items", "/items/2025-0001", "/public", "/account"] {
        session.open(path).await;
        let width = session.client.execute("return document.documentElement.scrollWidth", vec![]).await.unwrap();
        let view = session.client.execute("return window.innerWidth", vec![]).await.unwrap();
        assert!(width.as_u64() <= view.as_u64(), "{path} is {width} wide on a screen of {view}");
    }
    session.end().await;
}

/// Looks at every page that links lead to, two of each shape.
async fn crawl(session: &Session, axe: &str, person: &str, first: &str) -> Vec<String> {
    let (mut waiting, mut seen, mut faults) = (vec![first.to_owned()], BTreeSet::new(), Vec::new());
    let mut shapes = std::collections::BTreeMap::new();
    while let Some(path) = waiting.pop() {
        let shape: String = path.split('?').next().unwrap().chars().filter(|c| !c.is_ascii_digit()).collect();
        let count = shapes.entry(shape).or_insert(0);
        if PASSED_OVER.iter().any(|part| path.contains(part)) || *count >= MOST_OF_A_SHAPE || !seen.insert(path.clone())
        {
            continue;
        }
        *count += 1;
        session.open(&path).await;
        faults.extend(look(session, axe).await.into_iter().map(|fault| format!("{person} {path}: {fault}")));
        for link in session.client.find_all(Locator::Css("a[href^='/']")).await.unwrap() {
            let href = link.attr("href").await.unwrap().unwrap_or_default();
            waiting.push(href.split('#').next().unwrap_or_default().to_owned());
        }
    }
    assert!(seen.len() > 3, "{person} reached {} pages only", seen.len());
    faults
}

/// The serious faults of the open page.
async fn look(session: &Session, axe: &str) -> Vec<String> {
    session.client.execute(axe, vec![]).await.unwrap();
    let run = "const done = arguments[arguments.length - 1]; \
               axe.run(document, { resultTypes: ['violations'] }).then(done, (error) => done({ error: String(error) }));";
    let result = session.client.execute_async(run, vec![]).await.unwrap();
    let none = Vec::new();
    let violations = result["violations"].as_array().unwrap_or(&none);
    assert!(result["error"] == Value::Null, "{result}");
    let serious = violations.iter().filter(|v| [json!("serious"), json!("critical")].contains(&v["impact"]));
    serious.map(|v| format!("{} {} {}", v["id"], v["help"], v["nodes"][0]["html"])).collect()
}
