//! Nothing in the way of people who read pages otherwise: axe-core looks at every
//! page that a role reaches from its first one, and at those that only a refused
//! form or an open row shows.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::driver::{DESKTOP, Look, PHONE, Session};

/// Addresses that are no pages, or that many like them are looked at for.
const PASSED_OVER: [&str; 7] = ["export", ".csv", ".xlsx", ".json", ".atom", ".ics", "/evidence/"];

/// Most pages of a shape (`/items/2025-…`), so that a list's thousand items are not all
/// opened, and most of the form of an act, which is alike for each item.
const MOST_OF_A_SHAPE: usize = 2;
const MOST_OF_A_FORM: usize = 1;

/// Everybody, and where they begin.
const ROLES: [(&str, &[&str]); 8] = [
    ("-", &["/public", "/login", "/api", "/nowhere"]),
    ("ducha", &["/", "/items/new", "/reports", "/nowhere"]),
    ("shenhe", &["/"]),
    ("shangwu", &["/my"]),
    ("zhujian", &["/my"]),
    ("xianzhang", &["/"]),
    ("daibiao", &["/"]),
    ("admin", &["/admin", "/api"]),
];

#[tokio::test]
async fn no_page_is_in_the_way_of_people_who_cannot_see_it() {
    let Some(axe) = axe() else { return };
    look_everywhere(DESKTOP, Some(&axe)).await;
}

#[tokio::test]
async fn pages_fit_a_telephone_and_are_in_nobodys_way_there() {
    look_everywhere(PHONE, axe().as_deref()).await;
}

async fn look_everywhere(look: Look, axe: Option<&str>) {
    let Some(session) = Session::start(look).await else { return };
    let mut faults = Vec::new();
    for (person, firsts) in ROLES {
        if person == "-" {
            session.client.delete_all_cookies().await.unwrap();
        } else {
            session.log_in(person).await;
        }
        faults.extend(crawl(&session, axe, person, firsts).await);
    }
    if let Some(axe) = axe {
        faults.extend(refused(&session, axe).await);
    }
    session.end().await;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The script of axe-core; none, with a line on standard error, when it need not be there.
fn axe() -> Option<String> {
    let Ok(file) = std::env::var("LUOSHI_AXE") else {
        assert!(std::env::var("LUOSHI_REQUIRE_BROWSER").as_deref() != Ok("1"), "LUOSHI_AXE has to name axe.min.js");
        eprintln!("passed over: LUOSHI_AXE names no axe.min.js");
        return None;
    };
    Some(std::fs::read_to_string(file).unwrap())
}

#[tokio::test]
async fn the_first_start_is_in_nobodys_way() {
    let Some(axe) = axe() else { return };
    for look in [DESKTOP, PHONE] {
        let Some(session) = Session::start_empty(look).await else { return };
        let mut faults = Vec::new();
        session.open("/setup").await;
        session.shoot("setup").await;
        faults.extend(look_at(&session, &axe, "first start").await);
        session.fill("place", "太谷区").await;
        session.click("form.card button").await;
        session.fill("person", "admin").await;
        session.shoot("setup-agencies").await;
        faults.extend(look_at(&session, &axe, "first start, the office").await);
        session.fill("password", "short").await;
        session.send_unchecked("form.card").await;
        session.shoot("setup-refused").await;
        faults.extend(look_at(&session, &axe, "first start, refused").await);
        session.end().await;
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

/// The addresses still to be opened, a few of each shape.
struct Walk {
    waiting: Vec<String>,
    seen: BTreeSet<String>,
    shapes: BTreeMap<String, usize>,
}

impl Walk {
    fn new(firsts: &[&str]) -> Self {
        let waiting = firsts.iter().rev().map(|first| (*first).to_owned()).collect();
        Self { waiting, seen: BTreeSet::new(), shapes: BTreeMap::new() }
    }

    fn add(&mut self, links: Vec<String>) {
        self.waiting.extend(links);
    }

    fn next(&mut self) -> Option<String> {
        while let Some(path) = self.waiting.pop() {
            let count = self.shapes.entry(shape(&path)).or_insert(0);
            let passed_over = PASSED_OVER.iter().any(|part| path.contains(part));
            let most = if path.contains("/acts/") { MOST_OF_A_FORM } else { MOST_OF_A_SHAPE };
            if !passed_over && *count < most && self.seen.insert(path.clone()) {
                *count += 1;
                return Some(path);
            }
        }
        None
    }
}

/// What is alike of the addresses of pages of one kind.
fn shape(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let open = query.split('&').any(|pair| pair.starts_with("row="));
    let path: String = path.chars().filter(|c| !c.is_ascii_digit()).collect();
    if open { format!("{path} row") } else { path }
}

/// Where the open page leads to.
async fn links(session: &Session) -> Vec<String> {
    let script = "return Array.from(document.querySelectorAll('a[href]'), (a) => a.href)";
    let links = session.client.execute(script, vec![]).await.unwrap();
    let own = |link: &Value| {
        let path = link.as_str()?.strip_prefix(&session.base)?;
        Some(path.split('#').next().unwrap_or_default().to_owned())
    };
    links.as_array().unwrap().iter().filter_map(own).collect()
}

/// Looks at every page that links lead to, a few of each shape.
async fn crawl(session: &Session, axe: Option<&str>, person: &str, firsts: &[&str]) -> Vec<String> {
    let (mut walk, mut faults) = (Walk::new(firsts), Vec::new());
    while let Some(path) = walk.next() {
        session.open(&path).await;
        walk.add(links(session).await);
        faults.extend(too_wide(session).await.map(|fault| format!("{person} {path}: {fault}")));
        if let Some(axe) = axe {
            faults.extend(look_at(session, axe, &format!("{person} {path}")).await);
        }
    }
    assert!(walk.seen.len() > 3, "{person} reached {} pages only", walk.seen.len());
    faults
}

/// Whether the open page has to be pushed sideways to be read.
async fn too_wide(session: &Session) -> Option<String> {
    let width = session.client.execute("return document.documentElement.scrollWidth", vec![]).await.unwrap();
    // A telephone makes its window as wide as the page, so that is no measure.
    let screen = session.look.width;
    (width.as_u64() > Some(screen.into())).then(|| format!("it is {width} wide on a screen of {screen}"))
}

/// Forms that come back with what is wrong.
async fn refused(session: &Session, axe: &str) -> Vec<String> {
    let mut faults = Vec::new();
    session.log_in("ducha").await;
    session.open("/items/new").await;
    session.send_unchecked("main form").await;
    faults.extend(look_at(session, axe, "a new item, refused").await);
    session.log_in("admin").await;
    session.open("/admin/people/new").await;
    session.send_unchecked("main form").await;
    faults.extend(look_at(session, axe, "a new person, refused").await);
    session.client.delete_all_cookies().await.unwrap();
    session.open("/login").await;
    session.send_unchecked("form.card").await;
    faults.extend(look_at(session, axe, "logging in, refused").await);
    faults
}

/// The faults of the open page, all but small ones.
async fn look_at(session: &Session, axe: &str, page: &str) -> Vec<String> {
    session.client.execute(axe, vec![]).await.unwrap();
    let run = "const done = arguments[arguments.length - 1]; \
               axe.run(document, { resultTypes: ['violations'] }).then(done, (error) => done({ error: String(error) }));";
    let result = session.client.execute_async(run, vec![]).await.unwrap();
    assert!(result["error"] == Value::Null, "{page}: {result}");
    let none = Vec::new();
    let violations = result["violations"].as_array().unwrap_or(&none);
    let counts = [json!("moderate"), json!("serious"), json!("critical")];
    let faults = violations.iter().filter(|v| counts.contains(&v["impact"]));
    faults.map(|v| format!("{page}: {} {} {} {}", v["impact"], v["id"], v["help"], v["nodes"][0]["html"])).collect()
}
