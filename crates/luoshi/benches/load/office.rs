//! The office: a large ledger with a published report, an account for everybody,
//! and the program that serves it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use jiff::Timestamp;
use luoshi_ledger::PersonId;
use luoshi_ledger::actor::{Actor, Role};
use luoshi_ledger::settings::{Office as Place, SettingsEvent};
use luoshi_ledger::time;
use luoshi_store::EvidenceFiles;
use luoshi_store::Ledger;
use luoshi_store::people::Account;
use luoshi_store::testing::TestStore;
use luoshi_store::testing::lives::{self, LEDGER};
use luoshi_web::{App, Options};

use crate::person;

/// The password of everybody.
pub(crate) const PASSWORD: &str = "落实到人13710";

/// A served office.
pub(crate) struct Office {
    /// Where it is served.
    pub(crate) site: String,
    server: Child,
}

impl Office {
    /// Fills the ledger and starts the program on it.
    pub(crate) async fn open(test: &TestStore, items: u64, people: u64) -> Self {
        let ledger = lives::fill(test, items).await;
        let place = Place { place: LEDGER.to_owned(), level: "city".to_owned() };
        ledger
            .change_settings(&[SettingsEvent::OfficeSet { office: place }], &supervisor(), now())
            .await
            .expect("a place");
        add_people(&ledger, test, people).await;
        publish(test);
        test.analyze().await;
        let (site, server) = serve(test);
        Self { site, server }
    }

    /// The most memory the server has held so far, in bytes.
    pub(crate) fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.server.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) * 1_024
    }

    /// Ends the server.
    pub(crate) fn close(mut self) {
        self.server.kill().expect("a running server");
        self.server.wait().expect("an end of the server");
    }
}

fn now() -> Timestamp {
    lives::now()
}

fn supervisor() -> Actor {
    Actor { person: PersonId::from("ducha"), role: Role::Supervisor, agency: None, acting_for: None }
}

/// An account for everybody who logs in.
async fn add_people(ledger: &Ledger, test: &TestStore, people: u64) {
    let options = Options {
        secure: false,
        behind_proxy: true,
        max_file_bytes: 1_000_000,
        private_hooks: false,
        demo: None,
        oidc: None,
    };
    let evidence = EvidenceFiles::in_folder(test.path("evidence"), options.max_file_bytes);
    let app = App::new(ledger.clone(), time::Clock::Fixed(now()), evidence, options);
    let phc = luoshi_web::auth::hash(&app, PASSWORD).await.expect("a hash");
    for index in 0..people {
        let Some((role, agency)) = person::account(crate::role(index), index) else { continue };
        let account = Account {
            person: person::name(crate::role(index), index),
            name: format!("第{index}人"),
            role: role.code().to_owned(),
            agency,
            phone: None,
            is_active: true,
            password: Some(phc.clone()),
            must_change: false,
            failures: 0,
            locked_until_ms: 0,
            created_ms: now().as_millisecond(),
            last_login_ms: None,
        };
        ledger.keep_account(&account).await.expect("an account");
    }
}

/// The example's report, as one of the year that is about to begin, issued: what the
/// public sees.
fn publish(test: &TestStore) {
    let text = include_str!("../../../../examples/jichuan-2025.txt");
    let text = text.replace("2025", "2026").replace("2024", "2025").replace("二〇二五", "二〇二六");
    let report = test.path("report.txt");
    std::fs::write(&report, text).expect("a report");
    let run = |args: &[&str]| {
        let output = program(test).args(args).output().expect("the program");
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    run(&["import", &report.display().to_string()]);
    let drafts: serde_json::Value = serde_json::from_str(&run(&["draft", "list", "--json"])).expect("drafts");
    let id = drafts[0]["id"].as_str().expect("a draft").to_owned();
    run(&["agency", "add", "--from", &id]);
    run(&["draft", "confirm", &id, "all"]);
    run(&["publish", &id, "--not-secret"]);
}

fn program(test: &TestStore) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_luoshi"));
    command.env("LUOSHI_DB", &test.url).env("LUOSHI_LEDGER", LEDGER).env("LUOSHI_NOW", "2025-12-20T09:00");
    command.env("RUST_LOG", "warn").current_dir(test.path(""));
    command
}

/// Starts the server on a free port and waits until it says where it is.
fn serve(test: &TestStore) -> (String, Child) {
    let mut server = program(test)
        .args(["serve", "--port", "0", "--behind-proxy"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut lines = BufReader::new(server.stderr.take().expect("standard error")).lines();
    let address = lines.find_map(|line| line.ok()?.split_once("http://").map(|(_, address)| address.to_owned()));
    let site = format!("http://{}", address.expect("the server says where it is").trim_end_matches('/'));
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| eprintln!("{line}")));
    (site, server)
}
