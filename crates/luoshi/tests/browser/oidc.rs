//! Logging in at another server, with a real one: oidc-provider from npm, which
//! `LUOSHI_OIDC_PROVIDER` names. Without it the test is passed over and says so.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use fantoccini::Locator;

use crate::driver::{DESKTOP, Running, Session};

/// The provider, on this port, sending people back to a server of ours.
fn provide(package: &str, port: u16, base: &str) -> Running {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/oidc-provider.mjs");
    let mut child = Command::new("node")
        .arg(script)
        .args([&port.to_string(), &format!("{base}/login/oidc/back")])
        .env("LUOSHI_OIDC_PROVIDER", package)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == "ready"), "the provider is ready");
    std::thread::spawn(move || lines.for_each(drop));
    Running(child)
}

const BUTTON: &str = "a[href^='/login/oidc']";

/// Goes to the provider as whoever opens `path`, and says there who it is.
async fn log_in_there(session: &Session, path: &str, subject: &str) {
    session.client.delete_all_cookies().await.unwrap();
    session.open(path).await;
    session.click(BUTTON).await;
    session.wait_for("input[name=login]").await.send_keys(subject).await.unwrap();
    session.client.find(Locator::Css("input[name=password]")).await.unwrap().send_keys("any").await.unwrap();
    session.click("button[type=submit]").await;
    // What the office may know of them is asked for next.
    session.wait_for("button[autofocus]").await;
    session.click("button[type=submit]").await;
}

#[tokio::test]
async fn people_log_in_at_another_server() {
    let Ok(package) = std::env::var("LUOSHI_OIDC_PROVIDER") else {
        assert!(std::env::var("LUOSHI_REQUIRE_BROWSER").as_deref() != Ok("1"), "LUOSHI_OIDC_PROVIDER has to name one");
        eprintln!("passed over: LUOSHI_OIDC_PROVIDER names no oidc-provider");
        return;
    };
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let issuer = format!("http://127.0.0.1:{port}");
    let arguments = ["--demo", "--oidc-issuer", &issuer, "--oidc-client-id", "luoshi"];
    let Some(session) = Session::start_with(DESKTOP, &arguments).await else { return };

    // It is not there yet: that is said, and passwords do.
    session.open("/login").await;
    session.shoot("30-login").await;
    session.click(BUTTON).await;
    session.says("统一身份认证服务暂时无法访问").await;
    session.shoot("31-provider-down").await;
    session.log_in("ducha").await;

    let _provider = provide(&package, port, &session.base);
    log_in_there(&session, "/items", "u-1001").await;
    session.says("韩立新").await;
    assert_eq!(session.path().await, "/items", "they are where they wanted to go");

    session.client.delete_all_cookies().await.unwrap();
    session.open("/login/oidc/back?code=stolen&state=made-up").await;
    session.says("不是从本页发起的").await;
    log_in_there(&session, "/login", "u-1003").await;
    session.says("“nobody”在本系统没有对应的账号").await;
    session.shoot("32-unknown").await;
    log_in_there(&session, "/login", "u-1004").await;
    session.says("已与另一个统一身份认证账号关联").await;
    session.client.delete_all_cookies().await.unwrap();
    session.open("/login").await;
    session.click(BUTTON).await;
    session.click("a[href*='abort']").await;
    session.says("未通过或已取消").await;

    // An account that was shut is shut for them as well.
    session.log_in("admin").await;
    session.open("/admin/people/edit?id=ducha").await;
    session.says("u-1001").await;
    session.shoot("33-linked").await;
    session.click("input[name=active]").await;
    session.click("form.more button").await;
    session.says("停用").await;
    log_in_there(&session, "/login", "u-1001").await;
    session.says("您的账号已停用").await;

    // A first password that they never use need not be changed.
    session.log_in("admin").await;
    session.open("/admin/people/edit?id=jiaoyu").await;
    session.click("form[action='/admin/people/password'] button").await;
    session.wait_for(".secret code").await;
    log_in_there(&session, "/my", "u-1002").await;
    session.says("冯一鸣").await;
    assert_eq!(session.path().await, "/my");
    session.end().await;
}
