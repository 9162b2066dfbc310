//! A person: who they are, and which page they open next.

use std::fmt::Write as _;
use std::io::Read;
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use flate2::read::GzDecoder;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use luoshi_ledger::actor;
use luoshi_store::testing::lives::{AGENCIES, Dice, LEADERS, agency};

use crate::Taken;
use crate::office::PASSWORD;

/// What somebody comes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Reports for an agency.
    Clerk,
    /// Looks after the ledger.
    Supervisor,
    /// Looks where it stands.
    Leader,
    /// Reads the public site, without an account.
    Public,
}

/// The role and agency of somebody's account; none for the public.
pub(crate) fn account(role: Role, index: u64) -> Option<(actor::Role, Option<String>)> {
    match role {
        Role::Clerk => Some((actor::Role::Clerk, Some(agency(index % AGENCIES)))),
        Role::Supervisor => Some((actor::Role::Supervisor, None)),
        Role::Leader => Some((actor::Role::Leader, None)),
        Role::Public => None,
    }
}

/// The name with which somebody logs in. Leaders are those of the items.
pub(crate) fn name(role: Role, index: u64) -> String {
    match role {
        Role::Leader => format!("leader-{}", index / 20 % LEADERS),
        _ => format!("person-{index}"),
    }
}

/// An answer, and what it took.
struct Page {
    text: String,
    links: Vec<String>,
}

/// Somebody with a browser: cookie, form token and the page before.
pub(crate) struct Person {
    client: Client<HttpConnector, Body>,
    site: String,
    role: Role,
    index: u64,
    dice: Dice,
    cookie: String,
    /// Links to items on the last list.
    items: Vec<String>,
    /// Links to lists on the last page that had some.
    lists: Vec<String>,
    taken: Vec<Taken>,
}

const WORDS: [&str; 6] = ["老旧小区", "农村公路", "供暖", "环保督察", "标准厂房", "核实"];

impl Person {
    pub(crate) fn new(site: &str, role: Role, index: u64) -> Self {
        Self {
            client: Client::builder(TokioExecutor::new()).build_http(),
            site: site.to_owned(),
            role,
            index,
            dice: Dice(index),
            cookie: String::new(),
            items: Vec::new(),
            lists: Vec::new(),
            taken: Vec::new(),
        }
    }

    /// Logs in, if there is an account, and opens the first page.
    pub(crate) async fn log_in(&mut self) {
        if self.role == Role::Public {
            return;
        }
        let form = [("person", name(self.role, self.index)), ("password", PASSWORD.to_owned())];
        self.post("log in", "/login", &form).await;
        assert!(!self.cookie.is_empty(), "{} is not logged in", name(self.role, self.index));
        self.taken.clear();
    }

    /// Opens one page after the other.
    pub(crate) async fn work(mut self, until: Instant, pause: Duration) -> Vec<Taken> {
        // Nobody begins on the beat.
        let mut look = pause.mul_f64(self.dice.below(1_000) as f64 / 1_000.0);
        while Instant::now() + look < until {
            tokio::time::sleep(look).await;
            match self.role {
                Role::Clerk => self.report().await,
                Role::Supervisor => self.supervise().await,
                Role::Leader => self.lead().await,
                Role::Public => self.read().await,
            }
            look = pause.mul_f64(0.5 + self.dice.below(1_000) as f64 / 1_000.0);
        }
        self.taken
    }

    async fn report(&mut self) {
        match self.dice.below(20) {
            0..7 => self.open_list("my matters", "/my").await,
            7..13 => self.open_item("item").await,
            13..15 => self.report_progress().await,
            15..18 => self.open_list("list: open, own", "/items?open=yes").await,
            _ => self.search("/search?q=").await,
        }
    }

    async fn supervise(&mut self) {
        match self.dice.below(20) {
            0..3 => self.open_board().await,
            3..6 => self.open_list("list: red", "/items?light=red").await,
            6..8 => {
                let lead = encode(&agency(self.dice.below(AGENCIES)));
                self.open_list("list: an agency's", &format!("/items?agency={lead}")).await;
            }
            8..10 => {
                let section = encode("第5部分");
                self.open_list("list: kind and section", &format!("/items?kind=task&section={section}")).await;
            }
            10..11 => {
                let word = encode(WORDS[self.pick(WORDS.len())]);
                self.open_list("list: a word", &format!("/items?text={word}")).await;
            }
            11..16 => self.open_item("item").await,
            16..17 => self.open("monthly notice", "/notices").await,
            17..18 => self.open("projects", "/projects").await,
            _ => self.search("/search?q=").await,
        }
    }

    async fn lead(&mut self) {
        match self.dice.below(10) {
            0..5 => self.open_board().await,
            5..8 if !self.lists.is_empty() => {
                let at = self.pick(self.lists.len());
                let list = self.lists[at].clone();
                self.open_list("list behind a number", &list).await;
            }
            _ => self.open_item("item").await,
        }
    }

    async fn read(&mut self) {
        match self.dice.below(10) {
            0..3 => self.open_list("public: overview", "/public").await,
            3..5 => self.open_list("public: list", "/public/items").await,
            5..7 => self.open_item("public: item").await,
            7..8 => self.open("public: pledges", "/public/pledges").await,
            8..9 => self.search("/public/items?text=").await,
            _ => self.open("public: feed", "/public/feed.atom").await,
        }
    }

    async fn open_board(&mut self) {
        let page = self.get("dashboard", "/").await;
        self.lists = page.links.into_iter().filter(|link| link.starts_with("/items?")).collect();
    }

    async fn open_list(&mut self, what: &'static str, path: &str) {
        let page = self.get(what, path).await;
        let is_item = |link: &String| {
            let id = link.strip_prefix("/public").unwrap_or(link).strip_prefix("/items/").unwrap_or_default();
            id.starts_with("20") && !id.contains('/')
        };
        self.items = page.links.into_iter().filter(is_item).collect();
    }

    async fn open_item(&mut self, what: &'static str) {
        match self.any_item() {
            Some(item) => self.open(what, &item).await,
            None if self.role == Role::Public => self.open_list("public: list", "/public/items").await,
            None => self.open_list("list: open, own", "/items?open=yes").await,
        }
    }

    /// Looks for something to report on, and reports.
    async fn report_progress(&mut self) {
        let Some(item) = self.any_item() else {
            return self.open_list("my matters", "/my").await;
        };
        let address = format!("{item}/acts/report-progress");
        if !self.get("item", &item).await.text.contains(&address) {
            return;
        }
        let page = self.get("form: progress", &address).await;
        let Some(form) = page.text.split("<form").find(|form| form.contains(&format!("action=\"{address}\""))) else {
            return;
        };
        let mut fields = hidden_fields(form);
        fields.push(("text", "已完成现场核实，按计划推进。".to_owned()));
        self.post("act: progress", &address, &fields).await;
    }

    async fn search(&mut self, path: &str) {
        let what = if self.role == Role::Public { "public: search" } else { "search" };
        let word = encode(WORDS[self.pick(WORDS.len())]);
        self.open(what, &format!("{path}{word}")).await;
    }

    async fn open(&mut self, what: &'static str, path: &str) {
        self.get(what, path).await;
    }

    /// One of the items of the last list.
    fn any_item(&mut self) -> Option<String> {
        let at = self.pick(self.items.len().max(1));
        self.items.get(at).cloned()
    }

    fn pick(&mut self, length: usize) -> usize {
        usize::try_from(self.dice.below(length as u64)).unwrap_or(0)
    }

    async fn get(&mut self, what: &'static str, path: &str) -> Page {
        self.send(what, path, Request::get(format!("{}{path}", self.site)), Body::empty()).await
    }

    async fn post(&mut self, what: &'static str, path: &str, fields: &[(&str, String)]) {
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let request = Request::post(format!("{}{path}", self.site))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(what, path, request, Body::from(pairs.join("&"))).await;
    }

    /// Sends a request and notes what the answer took. Each person comes from an
    /// address of their own.
    async fn send(
        &mut self,
        page: &'static str,
        path: &str,
        request: axum::http::request::Builder,
        body: Body,
    ) -> Page {
        let address = format!("10.0.{}.{}", self.index / 250, self.index % 250 + 1);
        let request = request.header("X-Forwarded-For", address).header(header::COOKIE, &self.cookie);
        let request = request.header(header::ACCEPT_ENCODING, "gzip").body(body).expect("a request");
        let begun = Instant::now();
        let answer = self.client.request(request).await.expect("an answer");
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(Body::new(body), usize::MAX).await.expect("a whole answer");
        self.taken.push(Taken { page, time: begun.elapsed(), bytes: bytes.len() });
        let text = if parts.headers.get(header::CONTENT_ENCODING).is_some_and(|coding| coding == "gzip") {
            let mut text = String::new();
            GzDecoder::new(&*bytes).read_to_string(&mut text).expect("a page in UTF-8");
            text
        } else {
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let fine = matches!(parts.status, StatusCode::OK | StatusCode::SEE_OTHER);
        assert!(fine, "{path}: {}\n{text}", parts.status);
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
            cookie.clone_into(&mut self.cookie);
        }
        let links = text
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| Some(rest.split_once('"')?.0.replace("&amp;", "&").replace("&#38;", "&")));
        Page { links: links.collect(), text }
    }
}

/// Hidden fields of a form, as a browser sends them.
fn hidden_fields(form: &str) -> Vec<(&str, String)> {
    let value = |tag: &str, name: &str| Some(tag.split_once(&format!("{name}=\""))?.1.split_once('"')?.0.to_owned());
    let form = form.split("</form>").next().unwrap_or_default();
    form.split("<input type=\"hidden\"")
        .skip(1)
        .filter_map(|rest| {
            let tag = rest.split('>').next()?;
            let name = tag.split_once("name=\"")?.1.split_once('"')?.0;
            Some((name, value(tag, "value").unwrap_or_default()))
        })
        .collect()
}

/// Text in an address or a form.
fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || byte == b'-' {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}
