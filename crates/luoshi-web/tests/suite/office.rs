//! An office to test with: a ledger with a published report, people of each role,
//! and browsers that log in, keep their cookie and send forms.

use std::path::PathBuf;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use jiff::Timestamp;
use jiff::civil::DateTime;
use luoshi_ledger::actor::{Actor, Role};
use luoshi_ledger::draft::{DraftEvent, RowEdit};
use luoshi_ledger::item::{Content, Details, Item, ItemKind, People};
use luoshi_ledger::regime::Regime;
use luoshi_ledger::report::ReportNoted;
use luoshi_ledger::settings::{Office as Place, SettingsEvent};
use luoshi_ledger::time::{self, Clock};
use luoshi_ledger::{AgencyId, PersonId, ReportId};
use luoshi_store::people::Account;
use luoshi_store::testing::TestStore;
use luoshi_store::{EvidenceFiles, Ledger};
use luoshi_web::{App, Options};
use tower::ServiceExt;

/// The password of everybody.
pub(crate) const PASSWORD: &str = "霁川县13710";

/// Log-in name, role and agency of each person.
pub(crate) const PEOPLE: [(&str, &str, Option<&str>); 9] = [
    ("admin", "administrator", None),
    ("ducha", "supervisor", None),
    ("ducha2", "supervisor", None),
    ("shenhe", "reviewer", None),
    ("shangwu", "clerk", Some("县商务局")),
    ("jiaoyu", "clerk", Some("县教育局")),
    ("shangwu-head", "head", Some("县商务局")),
    ("xianzhang", "leader", None),
    ("daibiao", "observer", None),
];

/// An office at work.
pub(crate) struct Office {
    pub(crate) app: App,
    pub(crate) router: Router,
    pub(crate) ledger: Ledger,
    pub(crate) test: TestStore,
    pub(crate) report: ReportId,
}

/// The instant at which the wall clock in Beijing shows this.
pub(crate) fn at(wall: &str) -> Timestamp {
    time::instant(wall.parse::<DateTime>().unwrap())
}

pub(crate) fn supervisor() -> Actor {
    Actor { person: PersonId::from("ducha"), role: Role::Supervisor, agency: None, acting_for: None }
}

/// A file of the examples.
pub(crate) fn example(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name);
    std::fs::read_to_string(path).unwrap()
}

impl Office {
    /// An office on 3 March 2025 at nine: the report of the example was read, its
    /// rows for two agencies are confirmed and issued.
    pub(crate) async fn new() -> Self {
        let test = TestStore::sqlite().await;
        let now = at("2025-03-03T09:00");
        test.store.create_ledger("main", now).await.unwrap();
        let ledger = Ledger::open(test.store.clone(), "main").await.unwrap();
        let mut settings = vec![SettingsEvent::OfficeSet {
            office: Place { place: "霁川县".to_owned(), level: "county".to_owned() },
        }];
        settings.extend(Regime::NAMES.into_iter().map(|name| SettingsEvent::RegimeSet {
            name: name.to_owned(),
            toml: Regime::standard_text(name).unwrap().to_owned(),
        }));
        ledger.change_settings(&settings, &supervisor(), now).await.unwrap();
        let report = publish(&ledger, &test, now).await;
        let options = Options {
            secure: false,
            behind_proxy: true,
            max_file_bytes: 2_000_000,
            private_hooks: true,
            demo: None,
            oidc: None,
        };
        let evidence = EvidenceFiles::in_folder(test.path("evidence"), options.max_file_bytes);
        let app = App::new(ledger.clone(), Clock::Fixed(now), evidence, options);
        people(&app, &ledger, now).await;
        Self { router: luoshi_web::router(app.clone()), app, ledger, test, report }
    }

    /// The same office at another time.
    pub(crate) fn at(self, wall: &str) -> Self {
        let options = Options { private_hooks: true, ..self.app.options().clone() };
        self.restarted(at(wall), options)
    }

    /// The same office, whose hooks may not go to inner networks.
    pub(crate) fn without_private_hooks(self) -> Self {
        let options = Options { private_hooks: false, ..self.app.options().clone() };
        let now = self.app.now();
        self.restarted(now, options)
    }

    fn restarted(self, now: Timestamp, options: Options) -> Self {
        let evidence = EvidenceFiles::in_folder(self.test.path("evidence"), options.max_file_bytes);
        let app = App::new(self.ledger.clone(), Clock::Fixed(now), evidence, options);
        Self { router: luoshi_web::router(app.clone()), app, ..self }
    }

    /// A directive that the agency leads, issued now.
    pub(crate) async fn directive(&self, title: &str, lead: &str) -> Item {
        self.issue(ItemKind::Directive, title, lead, Details::None).await
    }

    /// An item issued by hand.
    pub(crate) async fn issue(&self, kind: ItemKind, title: &str, lead: &str, details: Details) -> Item {
        let content = Content {
            title: title.to_owned(),
            kind,
            details,
            source: None,
            more_sources: Vec::new(),
            class: None,
            urgency: None,
            lead: AgencyId::from(lead),
            support: Vec::new(),
            people: People::default(),
            regime: kind.usual_regime().to_owned(),
            regime_version: 0,
            stated_due: None,
            stated_due_text: None,
            metrics: Vec::new(),
            nodes: Vec::new(),
            parent: None,
            reopens: None,
            year: 2025,
            region: None,
            section: None,
            upstream: None,
            not_secret: true,
        };
        self.ledger.issue(&content, &supervisor(), self.app.now()).await.unwrap()
    }

    /// A browser that nobody has logged in with.
    pub(crate) fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookie: String::new(), csrf: String::new() }
    }

    /// A browser with somebody logged in.
    pub(crate) async fn log_in(&self, person: &str) -> Browser {
        let mut browser = self.browser();
        let answer = browser.post("/login", &[("person", person), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{person}: {}", answer.body);
        browser.get("/account").await;
        browser
    }
}

/// Reads the example's report and issues the rows of two agencies.
async fn publish(ledger: &Ledger, test: &TestStore, now: Timestamp) -> ReportId {
    let text = example("jichuan-2025.txt");
    let read = luoshi_extract::read(&text, &[]);
    let document = read.documents.first().unwrap();
    let path = test.path("jichuan-2025.txt").display().to_string();
    let noted = ReportNoted::of(document, 0, &text, luoshi_store::text_hash(&text), &path);
    let report = luoshi_ledger::report::report_id(&noted);
    let rows = luoshi_ledger::draft::rows(&report, &text, document);
    let leads: Vec<String> =
        rows.iter().flat_map(|row| row.lead.iter().chain(&row.support)).map(ToString::to_string).collect();
    ledger.add_agencies(&leads, &supervisor(), now).await.unwrap();
    ledger.import_report(&noted, &text, rows, &supervisor(), now).await.unwrap();
    let confirm = |draft: &luoshi_ledger::draft::Draft| {
        let ours = |lead: &AgencyId| ["县商务局", "县教育局"].contains(&lead.as_str());
        let chosen: Vec<u32> =
            draft.rows.iter().filter(|row| row.lead.as_ref().is_some_and(ours)).map(|row| row.number).collect();
        let edit = RowEdit { leader: Some(PersonId::from("xianzhang")), ..RowEdit::default() };
        let mut events: Vec<DraftEvent> =
            chosen.iter().map(|row| DraftEvent::RowEdited { row: *row, edit: Box::new(edit.clone()) }).collect();
        events.push(draft.confirm(&chosen)?);
        Ok(events)
    };
    ledger.change_draft(&report, confirm, &supervisor(), now).await.unwrap();
    let published = ledger.publish(&report, true, &supervisor(), now).await.unwrap();
    assert!(published.items.len() > 3, "the example has tasks for both agencies");
    report
}

async fn people(app: &App, ledger: &Ledger, now: Timestamp) {
    let phc = luoshi_web::auth::hash(app, PASSWORD).await.unwrap();
    for (person, role, agency) in PEOPLE {
        let account = Account {
            person: person.to_owned(),
            name: format!("{person}先生"),
            role: role.to_owned(),
            agency: agency.map(str::to_owned),
            phone: None,
            is_active: true,
            password: Some(phc.clone()),
            must_change: false,
            failures: 0,
            locked_until_ms: 0,
            created_ms: now.as_millisecond(),
            last_login_ms: None,
        };
        ledger.keep_account(&account).await.unwrap();
    }
}

/// Somebody's browser.
#[derive(Clone)]
pub(crate) struct Browser {
    router: Router,
    cookie: String,
    pub(crate) csrf: String,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
    pub(crate) body: String,
}

impl Answer {
    /// Where it leads.
    pub(crate) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// A header's text.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Browser {
    /// Opens a page.
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Sends a form, with the token of the last page.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", &self.csrf).extend_pairs(fields);
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(form.finish())).await
    }

    /// Sends a form with files: field, name and content of each.
    pub(crate) async fn upload(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        const BOUNDARY: &str = "boundary13710";
        let mut body = Vec::new();
        for (name, value) in [("csrf", self.csrf.as_str())].iter().chain(fields) {
            body.extend(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        for (field, name, content) in files {
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n"
            );
            body.extend(head.bytes());
            body.extend_from_slice(content);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.send(Request::post(path).header(header::CONTENT_TYPE, kind), Body::from(body)).await
    }

    /// Sends a request as it is, with the cookie.
    pub(crate) async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Answer {
        let request = request.header(header::COOKIE, &self.cookie).body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
            let name = pair.split_once('=').unwrap().0.to_owned() + "=";
            let others = self.cookie.split("; ").filter(|old| !old.is_empty() && !old.starts_with(&name));
            self.cookie = others.chain([pair.as_str()]).collect::<Vec<_>>().join("; ");
        }
        let body = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((_, rest)) = body.split_once("name=\"csrf\" value=\"") {
            rest.split('"').next().unwrap_or_default().clone_into(&mut self.csrf);
        }
        Answer { status: parts.status, headers: parts.headers, bytes, body }
    }
}
