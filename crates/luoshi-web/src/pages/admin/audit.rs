//! The audit log: who logged in, changed something here, read personal data.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use luoshi_export::labels::Lang;

use super::super::{Frame, render};
use super::{Asked, Tab, Top, moment, top};
use crate::auth::Viewer;
use crate::{App, WebError};

/// Rows of a page.
const ROWS: u32 = 100;

#[derive(Template)]
#[template(path = "admin/audit.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    done: Option<&'static str>,
    rows: Vec<Row>,
    is_first: bool,
    next: Option<i64>,
}

struct Row {
    at: String,
    person: String,
    what: String,
    target: String,
    detail: String,
}

/// A page of it, newest first.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let Top { frame, tabs, done } = top(&app, &viewer, "audit", None).await?;
    let before: Option<i64> = asked.before.and_then(|before| before.parse().ok());
    let mut found = app.ledger().list_audit(before, ROWS + 1).await?;
    let more = found.len() > ROWS as usize;
    found.truncate(ROWS as usize);
    let next = found.last().filter(|_| more).map(|last| last.seq);
    let row = |one: luoshi_store::people::Audited| Row {
        at: moment(one.at_ms),
        what: word(&one.what, viewer.lang).to_owned(),
        person: one.person,
        target: one.target,
        detail: one.detail,
    };
    let rows = found.into_iter().map(row).collect();
    render(&Page { frame, tabs, done, rows, is_first: before.is_none(), next })
}

/// What was done, in words; the code in English and for what is not known here.
fn word(code: &str, lang: Lang) -> &str {
    if lang == Lang::En {
        return code;
    }
    match code {
        "login" => "登录",
        "login-refused" => "登录失败",
        "login-locked" => "账号锁定时登录",
        "identity-linked" => "关联统一身份认证",
        "identity-unlinked" => "解除统一身份认证关联",
        "password-changed" => "修改口令",
        "stand-in" => "切换代办身份",
        "setup" => "首次使用",
        "place-named" => "修改地方和层级",
        "agency-added" => "新增单位",
        "agency-renamed" => "单位更名",
        "agency-moved" => "调整单位隶属",
        "agency-retired" => "停用单位",
        "person-added" => "新增人员",
        "person-changed" => "修改人员",
        "password-reset" => "重置口令",
        "person-unlocked" => "解锁账号",
        "delegation-kept" => "设置代办",
        "delegation-dropped" => "取消代办",
        "regime-set" => "修改时限规则",
        "notice-added" => "录入放假通知",
        "log-verified" => "核验台账",
        "checkpoint-taken" => "制作检查点",
        "backup-made" => "备份",
        "token-made" => "新建接口密钥",
        "token-revoked" => "吊销接口密钥",
        "hook-made" => "新建推送",
        "hook-tested" => "试发推送",
        "hook-paused" => "暂停推送",
        "hook-resumed" => "恢复推送",
        "hook-dropped" => "删除推送",
        "personal-data-read" => "查看个人信息",
        other => other,
    }
}
