//! A server of its own, a browser of its own, and what a person does with them.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::json;
use tempfile::TempDir;

/// How a browser is set up.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub(crate) name: &'static str,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) javascript: bool,
}

pub(crate) const DESKTOP: Look = Look { name: "desktop", width: 1280, height: 900, javascript: true };
pub(crate) const PHONE: Look = Look { name: "phone", width: 400, height: 800, javascript: true };
pub(crate) const PLAIN: Look = Look { name: "no-script", width: 1280, height: 900, javascript: false };

/// A program that ends with the test.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A demonstration at work, and a browser that looks at it.
pub(crate) struct Session {
    pub(crate) base: String,
    pub(crate) client: Client,
    pub(crate) look: Look,
    pub(crate) folder: TempDir,
    _programs: [Running; 2],
}

/// The programs of a browser; none, with a line on standard error, when they are not
/// there and need not be.
fn chromedriver() -> Option<&'static str> {
    let found = ["/usr/bin/chromedriver", "/usr/lib/chromium/chromedriver"].into_iter().find(|p| Path::new(p).exists());
    if found.is_none() {
        assert!(
            std::env::var("LUOSHI_REQUIRE_BROWSER").as_deref() != Ok("1"),
            "Chromium and its driver have to be installed"
        );
        eprintln!("passed over: there is no chromedriver");
    }
    found
}

impl Session {
    /// Starts the demonstration and a browser; none where there is no browser.
    pub(crate) async fn start(look: Look) -> Option<Self> {
        Self::start_with(look, &["--demo"]).await
    }

    /// Starts a server on an empty database, and a browser.
    pub(crate) async fn start_empty(look: Look) -> Option<Self> {
        Self::start_with(look, &["--db", "luoshi.db"]).await
    }

    /// Starts a server with these arguments, and a browser.
    pub(crate) async fn start_with(look: Look, arguments: &[&str]) -> Option<Self> {
        let chromedriver = chromedriver()?;
        let folder = tempfile::tempdir().unwrap();
        let (server, base) = serve(folder.path(), arguments);
        let (driver, port) = drive(chromedriver);
        let profile = folder.path().join("profile");
        let mut options = json!({ "args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            format!("--user-data-dir={}", profile.display()),
            format!("--window-size={},{}", look.width, look.height),
        ]});
        if look.width < 500 {
            // Windows are not made that narrow; a telephone is asked for.
            let screen = json!({ "width": look.width, "height": look.height, "pixelRatio": 1.0, "touch": true });
            options["mobileEmulation"] = json!({ "deviceMetrics": screen });
        }
        if !look.javascript {
            options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
        }
        let mut capabilities = serde_json::Map::new();
        capabilities.insert("goog:chromeOptions".to_owned(), options);
        let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
        let client = builder.capabilities(capabilities).connect(&format!("http://127.0.0.1:{port}")).await.unwrap();
        Some(Self { base, client, look, folder, _programs: [server, driver] })
    }

    /// Opens a page.
    pub(crate) async fn open(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.base)).await.unwrap();
    }

    /// The path of the page that is open.
    pub(crate) async fn path(&self) -> String {
        let url = self.client.current_url().await.unwrap();
        url.as_str().strip_prefix(&self.base).unwrap_or(url.as_str()).to_owned()
    }

    /// Logs in as another person.
    pub(crate) async fn log_in(&self, person: &str) {
        self.client.delete_all_cookies().await.unwrap();
        self.open("/login").await;
        self.fill("person", person).await;
        self.fill("password", "luoshi13710").await;
        self.click("form.card button").await;
        // Going on before the answer is there would stop it.
        let out = self.client.wait().at_most(WAIT).for_element(Locator::Css("form[action='/logout']")).await;
        out.unwrap_or_else(|error| panic!("{person} is not logged in: {error}"));
    }

    /// Types into a field.
    pub(crate) async fn fill(&self, field: &str, text: &str) {
        let field = self.client.wait().at_most(WAIT).for_element(Locator::Id(field)).await.unwrap();
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Chooses a file.
    pub(crate) async fn choose(&self, field: &str, file: &Path) {
        let field = self.client.find(Locator::Id(field)).await.unwrap();
        field.send_keys(&file.display().to_string()).await.unwrap();
    }

    /// Waits for what a CSS selector finds.
    pub(crate) async fn wait_for(&self, css: &str) -> Element {
        let found = self.client.wait().at_most(WAIT).for_element(Locator::Css(css)).await;
        found.unwrap_or_else(|error| panic!("nothing fits {css}: {error}"))
    }

    /// Clicks what a CSS selector finds.
    pub(crate) async fn click(&self, css: &str) {
        self.wait_for(css).await.click().await.unwrap();
    }

    /// Sends a form with what is in it, as a browser would that checks no fields, and
    /// waits for the page on which it comes back.
    pub(crate) async fn send_unchecked(&self, css: &str) {
        let form = serde_json::to_value(self.client.find(Locator::Css(css)).await.unwrap()).unwrap();
        self.client.execute("arguments[0].noValidate = true; arguments[0].submit()", vec![form]).await.unwrap();
        let refused = self.client.wait().at_most(WAIT).for_element(Locator::Css(".wrong, .fault")).await;
        refused.unwrap_or_else(|error| panic!("{css} does not come back: {error}"));
    }

    /// The words of the page; none while one page gives way to the next.
    pub(crate) async fn words(&self) -> String {
        match self.client.find(Locator::Css("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Requires that the page says something.
    pub(crate) async fn says(&self, words: &str) {
        for _ in 0..40 {
            if self.words().await.contains(words) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let path = self.path().await;
        panic!("{path} does not say {words}: {}", self.words().await);
    }

    /// Keeps a picture of the page.
    pub(crate) async fn shoot(&self, name: &str) {
        let folder = std::env::var("LUOSHI_SHOTS")
            .map_or_else(|_| PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("shots"), PathBuf::from);
        std::fs::create_dir_all(&folder).unwrap();
        let picture = self.client.screenshot().await.unwrap();
        std::fs::write(folder.join(format!("{}-{name}.png", self.look.name)), picture).unwrap();
    }

    /// Ends the browser.
    pub(crate) async fn end(self) {
        self.client.close().await.unwrap();
    }
}

const WAIT: Duration = Duration::from_secs(20);

/// A server on a free port.
fn serve(folder: &Path, arguments: &[&str]) -> (Running, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_luoshi"))
        .args(["serve", "--port", "0", "--lang", "zh"])
        .args(arguments)
        .env("LUOSHI_OIDC_CLIENT_SECRET", "only-for-tests")
        .current_dir(folder)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let ready = lines.find_map(|line| line.unwrap().split_once("http://").map(|(_, address)| address.to_owned()));
    let address = ready.expect("the server says where it is");
    std::thread::spawn(move || lines.for_each(drop));
    (Running(child), format!("http://{}", address.trim_end_matches('/')))
}

/// The browser's driver on a free port.
fn drive(program: &str) -> (Running, u16) {
    let mut child = Command::new(program).arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let port = lines.find_map(|line| {
        let line = line.unwrap();
        line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok()
    });
    std::thread::spawn(move || lines.for_each(drop));
    (Running(child), port.expect("chromedriver says its port"))
}
