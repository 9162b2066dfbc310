//! Standing in: who acts for whom, from one day to another. Administrators set it for
//! anybody, heads and leaders for themselves.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::civil::Date;
use luoshi_ledger::actor::Role;
use luoshi_store::people::{Account, Delegation};

use super::super::{Frame, go, render, render_refused};
use super::{Asked, Tab, Top, choices, note, top};
use crate::access::Permission;
use crate::auth::Viewer;
use crate::forms::{Form, Posted};
use crate::{App, WebError};

/// Longest time that somebody may stand in, in days: a year and a day.
const MOST_DAYS: i32 = 366;

#[derive(Template)]
#[template(path = "admin/delegations.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    done: Option<&'static str>,
    form: Form,
    rows: Vec<(Delegation, &'static str, &'static str)>,
    people: Vec<(String, String)>,
}

async fn page(app: &App, viewer: &Viewer, form: Form, done: Option<&str>) -> Result<Page, WebError> {
    let Top { frame, tabs, done } = top(app, viewer, "delegations", done).await?;
    let today = app.today().to_string();
    let state = |one: Delegation| {
        let (class, word) = match () {
            () if one.until_on < today => ("none", viewer.lang.pick("已过", "over")),
            () if one.from_on > today => ("yellow", viewer.lang.pick("未到", "to come")),
            () => ("green", viewer.lang.pick("进行中", "now")),
        };
        (one, class, word)
    };
    let rows = app.ledger().list_delegations(None).await?.into_iter().map(state).collect();
    let people = choices(&app.ledger().list_accounts().await?);
    let form = form.or("from", today.clone());
    Ok(Page { frame, tabs, done, form, rows, people })
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let form = Form::new(viewer.lang);
    render(&page(&app, &viewer, form, asked.done.as_deref()).await?)
}

/// Lets somebody stand in for somebody.
pub(crate) async fn keep(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    if keep_any(&app, &viewer, &mut form).await?.is_none() {
        return render_refused(&page(&app, &viewer, form, None).await?);
    }
    Ok(go("/admin/delegations?done=kept"))
}

/// Lets somebody stand in for anybody; none when the form is refused, as it then says.
pub(crate) async fn keep_any(app: &App, viewer: &Viewer, form: &mut Form) -> Result<Option<Delegation>, WebError> {
    viewer.require(Permission::Administer)?;
    let person = form.required("person");
    if !person.is_empty() && find_active(app, &person).await?.is_none() {
        form.refuse("person", viewer.lang.pick("没有这个可登录的用户名", "nobody of this name may log in"));
    }
    set(app, viewer, &person, form).await
}

async fn find_active(app: &App, person: &str) -> Result<Option<Account>, WebError> {
    Ok(app.ledger().find_account(person).await?.filter(|account| account.is_active))
}

/// Sets the delegation that a form describes; none when it is refused, as the form
/// then says.
async fn set(app: &App, viewer: &Viewer, person: &str, form: &mut Form) -> Result<Option<Delegation>, WebError> {
    let lang = viewer.lang;
    let delegate = form.required("delegate");
    if !delegate.is_empty() {
        if delegate == person {
            form.refuse("delegate", lang.pick("不能由本人代办", "nobody stands in for themselves"));
        } else if find_active(app, &delegate).await?.is_none() {
            form.refuse("delegate", lang.pick("没有这个可登录的用户名", "nobody of this name may log in"));
        }
    }
    let (from, until) = (form.required_date("from"), form.required_date("until"));
    if let (Some(from), Some(until)) = (from, until) {
        check_days(from, until, app.today(), form, viewer);
    }
    let (Some(from), Some(until), true) = (from, until, form.is_valid()) else { return Ok(None) };
    let delegation =
        Delegation { person: person.to_owned(), delegate, from_on: from.to_string(), until_on: until.to_string() };
    app.ledger().keep_delegation(&delegation).await?;
    let detail = format!("{} {from} – {until}", delegation.delegate);
    note(app, viewer, "delegation-kept", person, &detail).await?;
    Ok(Some(delegation))
}

fn check_days(from: Date, until: Date, today: Date, form: &mut Form, viewer: &Viewer) {
    let lang = viewer.lang;
    if until < from {
        form.refuse("until", lang.pick("止日早于起日", "it ends before it begins"));
    }
    if until < today {
        form.refuse("until", lang.pick("止日已过", "this day is over"));
    }
    if from.until(until).is_ok_and(|span| span.get_days() > MOST_DAYS) {
        form.refuse("until", lang.pick("最长一年", "a year at most"));
    }
}

/// Takes a delegation back.
pub(crate) async fn drop(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, form, .. } = posted;
    drop_any(&app, &viewer, form.value("person"), form.value("delegate")).await?;
    Ok(go("/admin/delegations?done=dropped"))
}

/// Takes back a delegation of anybody.
pub(crate) async fn drop_any(app: &App, viewer: &Viewer, person: &str, delegate: &str) -> Result<(), WebError> {
    viewer.require(Permission::Administer)?;
    take_back(app, viewer, person, delegate).await
}

async fn take_back(app: &App, viewer: &Viewer, person: &str, delegate: &str) -> Result<(), WebError> {
    app.ledger().drop_delegation(person, delegate).await?;
    note(app, viewer, "delegation-dropped", person, delegate).await
}

/// Whether somebody may let others stand in for them: heads and leaders, as
/// themselves.
pub(crate) fn may_delegate(viewer: &Viewer) -> bool {
    viewer.acting_for.is_none() && matches!(viewer.role, Role::Head | Role::Leader)
}

/// Whom a head or leader can choose: a head those of the own agency, a leader anybody.
pub(crate) async fn delegates(app: &App, viewer: &Viewer) -> Result<Vec<(String, String)>, WebError> {
    let known = app.known().await?;
    let own = viewer.agency.as_ref().map(|agency| known.registry.subtree(agency));
    let mut accounts = app.ledger().list_accounts().await?;
    accounts.retain(|account| {
        let agency = account.agency.as_deref();
        let near = own.as_ref().is_none_or(|own| own.iter().any(|id| Some(id.as_str()) == agency));
        near && account.person != viewer.account.person && Role::of_code(&account.role) != Some(Role::Observer)
    });
    Ok(choices(&accounts))
}

/// Lets somebody stand in for the person who asks.
pub(crate) async fn keep_own(app: &App, viewer: &Viewer, form: &mut Form) -> Result<Option<Delegation>, WebError> {
    if !may_delegate(viewer) {
        return Err(WebError::Forbidden);
    }
    let delegate = form.value("delegate").trim().to_owned();
    if !delegate.is_empty() && delegates(app, viewer).await?.iter().all(|(person, _)| *person != delegate) {
        form.refuse("delegate", viewer.lang.pick("请从列出的人员中选择", "please choose one of those listed"));
    }
    set(app, viewer, &viewer.account.person, form).await
}

/// Takes back a delegation of the person who asks.
pub(crate) async fn drop_own(app: &App, viewer: &Viewer, delegate: &str) -> Result<(), WebError> {
    if viewer.acting_for.is_some() {
        return Err(WebError::Forbidden);
    }
    take_back(app, viewer, &viewer.account.person, delegate).await
}
