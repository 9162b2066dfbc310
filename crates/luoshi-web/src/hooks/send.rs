//! Sending a message: one POST, whose answer has to come in time and be 2xx.

use std::error::Error as _;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use luoshi_export::labels::Lang;
use luoshi_store::hooks::Hook;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};

use super::message::Message;
use super::reach::{self, PublicOnly};
use crate::App;

/// How long the other side may take to answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// How long it may take to be reached.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Longest text about what went wrong, in characters.
const MOST_CHARS: usize = 200;

/// What came of a message.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    /// HTTP status; none when there was no answer.
    pub(crate) status: Option<u16>,
    /// What went wrong: a code, sometimes with more after a colon. Empty when it was delivered.
    pub(crate) error: String,
    /// How long it took.
    pub(crate) took: Duration,
}

impl Sent {
    /// Whether it was delivered.
    pub(crate) fn is_delivered(&self) -> bool {
        self.error.is_empty()
    }

    /// Whether the other side wants no more messages.
    pub(super) fn is_gone(&self) -> bool {
        self.status == Some(StatusCode::GONE.as_u16())
    }
}

/// What sends, made when it is first needed: reading the certificates of the system
/// takes a while, and most servers have no hooks.
#[derive(Debug, Default)]
pub(crate) struct Sender(OnceLock<Result<Client, String>>);

impl Sender {
    fn client(&self, private: bool) -> Result<&Client, String> {
        self.0.get_or_init(|| build(private)).as_ref().map_err(Clone::clone)
    }
}

fn build(private: bool) -> Result<Client, String> {
    // Refused when something else was chosen before, which is fine as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .user_agent(concat!("luoshi/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .no_proxy()
        .timeout(TIMEOUT)
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_max_idle_per_host(1);
    if !private {
        builder = builder.dns_resolver(Arc::new(PublicOnly));
    }
    builder.build().map_err(|error| format!("client: {}", innermost(&error)))
}

/// Sends a message to a hook.
pub(crate) async fn send(app: &App, hook: &Hook, message: &Message) -> Sent {
    let began = Instant::now();
    let (status, error) = match try_send(app, hook, message).await {
        Ok(status) if status.is_success() => (Some(status.as_u16()), String::new()),
        Ok(status) => (Some(status.as_u16()), "status".to_owned()),
        Err(error) => (None, error.chars().take(MOST_CHARS).collect()),
    };
    Sent { status, error, took: began.elapsed() }
}

async fn try_send(app: &App, hook: &Hook, message: &Message) -> Result<StatusCode, String> {
    let private = app.options().private_hooks;
    let url = reach::check(&hook.url, private).map_err(|fault| match fault {
        reach::Fault::Private => "private-address".to_owned(),
        reach::Fault::Malformed => "address".to_owned(),
    })?;
    let signature = message.signature(&hook.secret).map_err(|error| format!("secret: {error}"))?;
    let request = app
        .sender()
        .client(private)?
        .post(url)
        .header(CONTENT_TYPE, "application/json")
        .header("webhook-id", &message.id)
        .header("webhook-timestamp", message.timestamp)
        .header("webhook-signature", signature)
        .body(message.body.clone());
    // What the answer says is not read: its status is the answer.
    request.send().await.map(|response| response.status()).map_err(|error| coded(&error))
}

fn coded(error: &reqwest::Error) -> String {
    let why = innermost(error);
    match () {
        () if why == reach::Fault::Private.to_string() => "private-address".to_owned(),
        () if error.is_timeout() => "timeout".to_owned(),
        () if error.is_connect() => format!("connect: {why}"),
        () => format!("broken: {why}"),
    }
}

/// The cause behind all others.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: Option<&dyn std::error::Error> = error.source();
    let mut text = error.to_string();
    while let Some(error) = cause {
        text = error.to_string();
        cause = error.source();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What went wrong, in words.
pub(crate) fn said(error: &str, status: Option<i64>, lang: Lang) -> String {
    let (code, more) = error.split_once(": ").unwrap_or((error, ""));
    let words = match code {
        "" => lang.pick("已送达", "delivered"),
        "status" => lang.pick("对方未接收", "not accepted"),
        "timeout" => lang.pick("对方十秒内未应答", "no answer within ten seconds"),
        "private-address" => {
            lang.pick("地址属于内网，本服务器未允许", "an inner address, which this server does not allow")
        }
        "connect" => lang.pick("无法连接", "cannot be reached"),
        "broken" => lang.pick("传送中断", "broken off"),
        other => other,
    };
    let status = status.map(|status| format!("（{status}）")).unwrap_or_default();
    let more = if more.is_empty() { String::new() } else { format!("：{more}") };
    match lang {
        Lang::Zh => format!("{words}{status}{more}"),
        Lang::En => format!("{words}{status}{more}").replace('（', " (").replace('）', ")").replace('：', ": "),
    }
}
