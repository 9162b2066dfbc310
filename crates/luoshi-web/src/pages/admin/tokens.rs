//! Keys for programs that use the API: the secret is shown once, only its hash is
//! kept.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::civil::Date;
use luoshi_ledger::limit::day_end;
use luoshi_ledger::time::instant;
use luoshi_store::people::ApiToken;

use super::super::{Frame, go, render, render_refused};
use super::{Asked, Tab, Top, choices, moment, note, top};
use crate::access::Permission;
use crate::auth::{self, Viewer};
use crate::forms::{Form, Posted};
use crate::{App, WebError};

/// What every secret begins with, so that it is known for one when it leaks.
const PREFIX: &str = "luoshi_";

/// What a key may do.
const SCOPES: [(&str, &str, &str); 3] = [
    ("read", "读取", "read"),
    ("write", "办理和录入", "write"),
    ("admin", "管理（仅限管理员账号）", "administer (of administrators only)"),
];

#[derive(Template)]
#[template(path = "admin/tokens.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    done: Option<&'static str>,
    form: Form,
    rows: Vec<Row>,
    scopes: [(&'static str, &'static str); 3],
    people: Vec<(String, String)>,
    /// A secret that was just made: the key's name and the secret.
    secret: Option<(String, String)>,
}

struct Row {
    token: ApiToken,
    created: String,
    expires: String,
    used: String,
    is_over: bool,
}

async fn page(app: &App, viewer: &Viewer, form: Form, done: Option<&str>) -> Result<Page, WebError> {
    let Top { frame, tabs, done } = top(app, viewer, "tokens", done).await?;
    let now = app.now().as_millisecond();
    let row = |token: ApiToken| Row {
        created: moment(token.created_ms),
        expires: token.expires_ms.map(moment).unwrap_or_default(),
        used: token.last_used_ms.map(moment).unwrap_or_default(),
        is_over: token.expires_ms.is_some_and(|end| end <= now),
        token,
    };
    Ok(Page {
        frame,
        tabs,
        done,
        form,
        rows: app.ledger().list_tokens().await?.into_iter().map(row).collect(),
        scopes: SCOPES.map(|(code, zh, en)| (code, viewer.lang.pick(zh, en))),
        people: choices(&app.ledger().list_accounts().await?),
        secret: None,
    })
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let form = Form::new(viewer.lang).or("scope", "read");
    render(&page(&app, &viewer, form, asked.done.as_deref()).await?)
}

/// Makes the key that a form describes, and gives its secret, which is kept nowhere;
/// none when the form is refused, as it then says.
pub(crate) async fn create(
    app: &App,
    viewer: &Viewer,
    form: &mut Form,
) -> Result<Option<(ApiToken, String)>, WebError> {
    viewer.require(Permission::Administer)?;
    let lang = viewer.lang;
    let name = form.required("name");
    if name.chars().count() > 60 {
        form.refuse("name", lang.pick("过长，最多 60 字", "too long"));
    }
    let person = form.required("person");
    let account = app.ledger().find_account(&person).await?.filter(|account| account.is_active);
    if account.is_none() {
        form.refuse("person", lang.pick("没有这个可登录的用户名", "nobody of this name may log in"));
    }
    let scopes: Vec<&str> = SCOPES.iter().map(|(code, ..)| *code).filter(|code| form.has("scope", code)).collect();
    if scopes.is_empty() {
        form.refuse("scope", lang.pick("请至少选择一项", "choose at least one"));
    }
    if scopes.contains(&"admin") && account.as_ref().is_some_and(|account| account.role != "administrator") {
        form.refuse("scope", lang.pick("此人不是管理员", "this person is no administrator"));
    }
    let until: Option<Date> = form.date("until");
    if until.is_some_and(|until| until < app.today()) {
        form.refuse("until", lang.pick("这一天已过", "this day is over"));
    }
    if !form.is_valid() {
        return Ok(None);
    }
    let secret = format!("{PREFIX}{}", auth::random()?);
    let token = ApiToken {
        id: auth::random()?.chars().take(10).collect(),
        person,
        name,
        scopes: scopes.join(" "),
        created_ms: app.now().as_millisecond(),
        expires_ms: until.map(|until| instant(day_end(until)).as_millisecond()),
        last_used_ms: None,
    };
    app.ledger().keep_token(&auth::token_hash(&secret), &token).await?;
    let until = until.map(|until| format!(", until {until}")).unwrap_or_default();
    let detail = format!("{}: {} ({}{until})", token.name, token.person, token.scopes);
    note(app, viewer, "token-made", &token.id, &detail).await?;
    Ok(Some((token, secret)))
}

/// Makes a key and shows its secret this once.
pub(crate) async fn make(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    let Some((token, secret)) = create(&app, &viewer, &mut form).await? else {
        return render_refused(&page(&app, &viewer, form, None).await?);
    };
    let form = Form::new(viewer.lang).or("scope", "read");
    render(&Page { secret: Some((token.name, secret)), ..page(&app, &viewer, form, None).await? })
}

/// Takes a key back: programs that use it are refused from now on.
pub(crate) async fn take_back(app: &App, viewer: &Viewer, id: &str) -> Result<(), WebError> {
    viewer.require(Permission::Administer)?;
    if !app.ledger().drop_token(id).await? {
        return Err(WebError::NotFound);
    }
    note(app, viewer, "token-revoked", id, "").await
}

/// Takes a key back from the page.
pub(crate) async fn revoke(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    take_back(&app, &posted.viewer, posted.form.value("id")).await?;
    Ok(go("/admin/tokens?done=revoked"))
}
