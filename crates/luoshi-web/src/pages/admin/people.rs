//! People: who may log in, in which role and for which agency; first passwords are
//! shown once and have to be changed.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use luoshi_export::labels::Lang;
use luoshi_ledger::actor::Role;
use luoshi_ledger::registry::Registry;
use luoshi_store::people::{Account, Delegation};

use super::super::{Frame, agency_name, go, render, render_refused};
use super::{Asked, Tab, Top, address, moment, note, top};
use crate::access::Permission;
use crate::auth::{self, Viewer};
use crate::forms::{Form, Posted};
use crate::{App, WebError, words};

/// Most rows of the list: more are found by searching.
const ROWS: usize = 300;

/// Longest log-in name, name and telephone, in characters.
const MOST_CHARS: usize = 40;

/// Characters of a first password: none that are mistaken for one another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Groups of four of them in a first password: sixty random bits.
const GROUPS: usize = 3;

#[derive(Template)]
#[template(path = "admin/people.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    done: Option<&'static str>,
    asked: String,
    rows: Vec<Row>,
    all: usize,
    found: usize,
}

struct Row {
    person: String,
    name: String,
    href: String,
    role: &'static str,
    agency: String,
    phone: String,
    /// Whether they may log in: a class and a word.
    state: (&'static str, &'static str),
    last: String,
}

/// The list, with what is looked for in names and agencies.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(query): Query<Asked>,
) -> Result<Response, WebError> {
    let Top { frame, tabs, done } = top(&app, &viewer, "people", query.done.as_deref()).await?;
    let known = app.known().await?;
    let lang = viewer.lang;
    let asked = query.q.unwrap_or_default().trim().to_owned();
    let accounts = app.ledger().list_accounts().await?;
    let all = accounts.len();
    let row = |account: Account| {
        let agency = account.agency.as_deref().map(|id| agency_name(&known.registry, id)).unwrap_or_default();
        Row {
            href: address("/admin/people/edit", &[("id", &account.person)]),
            role: role_word(&account.role, lang),
            agency: agency.to_owned(),
            state: state(&account, &app, lang),
            last: account.last_login_ms.map(moment).unwrap_or_default(),
            phone: account.phone.unwrap_or_default(),
            person: account.person,
            name: account.name,
        }
    };
    let rows: Vec<Row> = accounts.into_iter().map(row).filter(|row| row.has(&asked)).collect();
    let found = rows.len();
    render(&Page { frame, tabs, done, asked, rows: rows.into_iter().take(ROWS).collect(), all, found })
}

impl Row {
    fn has(&self, text: &str) -> bool {
        [&self.person, &self.name, &self.agency].iter().any(|own| own.contains(text)) || self.role.contains(text)
    }
}

fn role_word(code: &str, lang: Lang) -> &'static str {
    Role::of_code(code).map_or("", |role| words::role(role, lang))
}

fn state(account: &Account, app: &App, lang: Lang) -> (&'static str, &'static str) {
    if !account.is_active {
        return ("withdrawn", lang.pick("停用", "shut"));
    }
    if account.is_locked(app.now()) {
        return ("yellow", lang.pick("锁定", "locked"));
    }
    if account.must_change {
        return ("none", lang.pick("待改口令", "first password"));
    }
    ("green", lang.pick("可登录", "may log in"))
}

#[derive(Template)]
#[template(path = "admin/person.html")]
struct One {
    frame: Frame,
    tabs: Vec<Tab>,
    done: Option<&'static str>,
    form: Form,
    /// The account; none while it is being made.
    account: Option<Account>,
    state: (&'static str, &'static str),
    created: String,
    last: String,
    is_locked: bool,
    roles: Vec<(String, String)>,
    names: Vec<String>,
    delegations: Vec<Delegation>,
    /// Issuers and subjects: who they are at other servers.
    identities: Vec<(String, String)>,
}

async fn one(
    app: &App,
    viewer: &Viewer,
    account: Option<Account>,
    form: Form,
    done: Option<&str>,
) -> Result<One, WebError> {
    let Top { mut frame, tabs, done } = top(app, viewer, "people", done).await?;
    let known = app.known().await?;
    let lang = viewer.lang;
    let mut form = form;
    let (mut delegations, mut identities) = (Vec::new(), Vec::new());
    if let Some(account) = &account {
        account.name.clone_into(&mut frame.title);
        delegations = app.ledger().list_delegations(Some(&account.person)).await?;
        identities = app.ledger().list_identities(&account.person).await?;
        let agency = account.agency.as_deref().map(|id| agency_name(&known.registry, id)).unwrap_or_default();
        form = form
            .or("name", account.name.clone())
            .or("role", account.role.clone())
            .or("agency", agency)
            .or("phone", account.phone.clone().unwrap_or_default());
        if account.is_active && form.value("sent").is_empty() {
            form = form.or("active", "yes");
        }
    } else {
        lang.pick("新增人员", "A new person").clone_into(&mut frame.title);
    }
    let role = |role: Role| (role.code().to_owned(), words::role(role, lang).to_owned());
    Ok(One {
        frame,
        tabs,
        done,
        form,
        state: account.as_ref().map(|account| state(account, app, lang)).unwrap_or_default(),
        created: account.as_ref().map(|account| moment(account.created_ms)).unwrap_or_default(),
        last: account.as_ref().and_then(|account| account.last_login_ms).map(moment).unwrap_or_default(),
        is_locked: account.as_ref().is_some_and(|account| account.is_locked(app.now())),
        roles: Role::PEOPLE.map(role).into(),
        names: known.registry.list().filter(|agency| agency.active).map(|agency| agency.name.clone()).collect(),
        delegations,
        identities,
        account,
    })
}

/// The form for a new person.
pub(crate) async fn show_new(State(app): State<App>, viewer: Viewer) -> Result<Response, WebError> {
    let form = Form::new(viewer.lang).or("role", Role::Clerk.code());
    render(&one(&app, &viewer, None, form, None).await?)
}

/// A person with the forms about them.
pub(crate) async fn show_one(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    viewer.require(Permission::Administer)?;
    let account = find(&app, asked.id.as_deref().unwrap_or_default()).await?;
    let form = Form::new(viewer.lang);
    render(&one(&app, &viewer, Some(account), form, asked.done.as_deref()).await?)
}

async fn find(app: &App, person: &str) -> Result<Account, WebError> {
    app.ledger().find_account(person).await?.ok_or(WebError::NotFound)
}

/// Fills in what a form says of an account; what is wrong stands at the fields.
fn fill(account: &mut Account, form: &mut Form, registry: &Registry, lang: Lang) {
    account.name = form.required("name");
    account.phone = form.optional("phone");
    for (field, text) in [("name", &account.name), ("phone", account.phone.as_ref().unwrap_or(&String::new()))] {
        if text.chars().count() > MOST_CHARS {
            form.refuse(field, lang.pick("过长，最多 40 字", "too long"));
        }
    }
    let role = form.choice("role", Role::of_code);
    if role.is_none() {
        form.required("role");
    }
    let named = form.optional("agency");
    let agency = named.as_deref().and_then(|name| registry.find_by_name(name));
    // Whose agency was retired keeps it until another is named.
    let kept = agency.is_some_and(|agency| Some(agency.id.as_str()) == account.agency.as_deref());
    if named.is_some() && !agency.is_some_and(|agency| agency.active || kept) {
        form.refuse("agency", lang.pick("名录中没有这个在用单位", "no such agency in use"));
    }
    if named.is_none() && matches!(role, Some(Role::Clerk | Role::Head)) {
        form.refuse("agency", lang.pick("经办人和承办单位负责人须有所属单位", "clerks and heads belong to an agency"));
    }
    account.agency = agency.map(|agency| agency.id.0.clone());
    if let Some(role) = role {
        role.code().clone_into(&mut account.role);
    }
}

/// Makes the account that a form describes, and gives its first password; none when the
/// form is refused, as it then says.
pub(crate) async fn create(app: &App, viewer: &Viewer, form: &mut Form) -> Result<Option<(Account, String)>, WebError> {
    viewer.require(Permission::Administer)?;
    let (lang, known) = (viewer.lang, app.known().await?);
    let person = form.required("person");
    if person.chars().count() > MOST_CHARS || person.chars().any(|c| c.is_whitespace() || c.is_control()) {
        form.refuse("person", lang.pick("最多 40 字，不含空格", "at most 40 characters, no blanks"));
    }
    if ["system", "luoshi"].contains(&person.as_str()) {
        form.refuse("person", lang.pick("该用户名留给系统使用", "this name is the program's own"));
    }
    if app.ledger().find_account(&person).await?.is_some() {
        form.refuse("person", lang.pick("该用户名已有人使用", "somebody has this name"));
    }
    let mut account = Account {
        person,
        name: String::new(),
        role: String::new(),
        agency: None,
        phone: None,
        is_active: true,
        password: None,
        must_change: true,
        failures: 0,
        locked_until_ms: 0,
        created_ms: app.now().as_millisecond(),
        last_login_ms: None,
    };
    fill(&mut account, form, &known.registry, lang);
    if !form.is_valid() {
        return Ok(None);
    }
    let password = first_password()?;
    account.password = Some(auth::hash(app, &password).await?);
    app.ledger().keep_account(&account).await?;
    let detail = format!("{} {}", account.role, account.agency.as_deref().unwrap_or_default());
    note(app, viewer, "person-added", &account.person, &detail).await?;
    Ok(Some((account, password)))
}

/// Makes an account with a first password, which is shown this once.
pub(crate) async fn add(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    match create(&app, &viewer, &mut form).await? {
        Some((account, password)) => shown_once(&app, &viewer, &account, password).await,
        None => render_refused(&one(&app, &viewer, None, form, None).await?),
    }
}

/// Changes the account that a form names as it describes, but never takes the last
/// active administrator away. None when the form is refused, as it then says.
pub(crate) async fn change(app: &App, viewer: &Viewer, form: &mut Form) -> Result<Option<Account>, WebError> {
    viewer.require(Permission::Administer)?;
    let (lang, known) = (viewer.lang, app.known().await?);
    let before = find(app, form.value("id")).await?;
    let mut account = before.clone();
    fill(&mut account, form, &known.registry, lang);
    account.is_active = form.has("active", "yes");
    if form.is_valid() && !app.ledger().change_account(&account).await? {
        let words = lang.pick("至少要保留一名可登录的管理员", "one active administrator has to remain");
        form.refuse(if account.is_active { "role" } else { "active" }, words);
    }
    if !form.is_valid() {
        return Ok(None);
    }
    note(app, viewer, "person-changed", &account.person, &difference(&before, &account)).await?;
    Ok(Some(account))
}

/// Changes an account from the page.
pub(crate) async fn edit(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    if let Some(account) = change(&app, &viewer, &mut form).await? {
        return Ok(go(&address("/admin/people/edit", &[("id", &account.person), ("done", "kept")])));
    }
    let before = find(&app, form.value("id")).await?;
    render_refused(&one(&app, &viewer, Some(before), form, None).await?)
}

/// What changed of an account, without telephones: they are personal.
fn difference(before: &Account, after: &Account) -> String {
    let mut changes = Vec::new();
    let none = || "-".to_owned();
    let mut say = |what: &str, old: String, new: String| {
        if old != new {
            changes.push(format!("{what}: {old} → {new}"));
        }
    };
    say("name", before.name.clone(), after.name.clone());
    say("role", before.role.clone(), after.role.clone());
    say("agency", before.agency.clone().unwrap_or_else(none), after.agency.clone().unwrap_or_else(none));
    say("active", before.is_active.to_string(), after.is_active.to_string());
    if before.phone != after.phone {
        changes.push("phone".to_owned());
    }
    changes.join("; ")
}

/// Gives somebody a first password again.
pub(crate) async fn reset(app: &App, viewer: &Viewer, person: &str) -> Result<(Account, String), WebError> {
    viewer.require(Permission::Administer)?;
    let account = find(app, person).await?;
    let password = first_password()?;
    let phc = auth::hash(app, &password).await?;
    app.ledger().reset_password(&account.person, &phc).await?;
    note(app, viewer, "password-reset", &account.person, "").await?;
    Ok((account, password))
}

/// Gives somebody a first password again, from the page.
pub(crate) async fn reset_password(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, form, .. } = posted;
    let (account, password) = reset(&app, &viewer, form.value("id")).await?;
    shown_once(&app, &viewer, &account, password).await
}

/// Opens an account that was locked after wrong passwords.
pub(crate) async fn open(app: &App, viewer: &Viewer, person: &str) -> Result<Account, WebError> {
    viewer.require(Permission::Administer)?;
    let account = find(app, person).await?;
    app.ledger().unlock_account(&account.person).await?;
    note(app, viewer, "person-unlocked", &account.person, "").await?;
    Ok(account)
}

/// Unlocks an account from the page.
pub(crate) async fn unlock(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, form, .. } = posted;
    let account = open(&app, &viewer, form.value("id")).await?;
    Ok(go(&address("/admin/people/edit", &[("id", &account.person), ("done", "unlocked")])))
}

/// Forgets who somebody is at other servers.
pub(crate) async fn unlink(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, form, .. } = posted;
    viewer.require(Permission::Administer)?;
    let account = find(&app, form.value("id")).await?;
    if app.ledger().unlink_identities(&account.person).await? {
        note(&app, &viewer, "identity-unlinked", &account.person, "").await?;
    }
    Ok(go(&address("/admin/people/edit", &[("id", &account.person), ("done", "unlinked")])))
}

#[derive(Template)]
#[template(path = "admin/password.html")]
struct Once {
    frame: Frame,
    tabs: Vec<Tab>,
    done: Option<&'static str>,
    person: String,
    name: String,
    password: String,
    back: String,
}

/// The page with a first password, which nothing shows again.
async fn shown_once(app: &App, viewer: &Viewer, account: &Account, password: String) -> Result<Response, WebError> {
    let Top { mut frame, tabs, done } = top(app, viewer, "people", None).await?;
    viewer.lang.pick("初始口令", "First password").clone_into(&mut frame.title);
    let back = address("/admin/people/edit", &[("id", &account.person)]);
    render(&Once { frame, tabs, done, person: account.person.clone(), name: account.name.clone(), password, back })
}

/// A password that can be read out on the telephone: `k7mn-x3pq-9ttw`.
fn first_password() -> Result<String, WebError> {
    let mut bytes = [0; GROUPS * 4];
    getrandom::fill(&mut bytes).map_err(|_| WebError::Internal("the system gives no random numbers".to_owned()))?;
    let letter = |byte: &u8| char::from(LETTERS[usize::from(byte % 32)]);
    let groups = bytes.chunks(4).map(|group| group.iter().map(letter).collect::<String>());
    Ok(groups.collect::<Vec<_>>().join("-"))
}
