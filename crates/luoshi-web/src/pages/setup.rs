//! The first start: the administrator, the place, the agencies.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::Response;
use luoshi_export::labels::Lang;
use luoshi_extract::agency::{AssignContext, Assigner};
use luoshi_extract::document::Level;
use luoshi_ledger::PersonId;
use luoshi_ledger::actor::{Actor, Role};
use luoshi_ledger::settings::{Office, SettingsEvent};
use luoshi_store::people::{Account, NewAudit};

use super::{go, render, render_refused};
use crate::auth::{self, Visitor};
use crate::forms::Form;
use crate::{App, WebError, assets};

/// Levels of government with their words.
const LEVELS: [(&str, &str, &str); 4] = [
    ("county", "县（市、区）级", "county"),
    ("prefecture", "市级", "prefecture"),
    ("province", "省级", "province"),
    ("nation", "国家级", "nation"),
];

#[derive(Template)]
#[template(path = "setup.html")]
struct Page {
    lang: Lang,
    version: &'static str,
    form: Form,
    levels: [(&'static str, &'static str, &'static str); 4],
}

fn page(lang: Lang, form: Form) -> Page {
    Page { lang, version: &assets::VERSION, form, levels: LEVELS }
}

/// The form, while nobody has an account.
pub(crate) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, WebError> {
    if app.ledger().count_accounts().await? > 0 {
        return Ok(go("/login"));
    }
    let known = app.known().await?;
    let office = known.settings.office();
    let form = Form::new(visitor.lang)
        .or("place", office.map(|office| office.place.clone()).unwrap_or_default())
        .or("level", office.map_or("county", |office| office.level.as_str()));
    render(&page(visitor.lang, form))
}

/// Makes the administrator, names the place and adds the agencies that governments of
/// its level have, for the office to correct.
pub(crate) async fn create(State(app): State<App>, visitor: Visitor, request: Request) -> Result<Response, WebError> {
    let (values, _) = crate::forms::read(request, &app).await?;
    let mut form = Form::with(visitor.lang, values);
    let (place, person, name) = (form.required("place"), form.required("person"), form.required("name"));
    let level = form.choice("level", |code| LEVELS.iter().find(|(c, ..)| *c == code).map(|(c, ..)| *c));
    let password = form.value("password").to_owned();
    if let Err(fault) = auth::check_new(&password, &person) {
        form.refuse("password", fault.said(visitor.lang));
    }
    let (Some(level), true) = (level, form.is_valid()) else {
        form.required("level");
        return render_refused(&page(visitor.lang, form));
    };
    let phc = auth::hash(&app, &password).await?;
    let now = app.now();
    let account = Account {
        person: person.clone(),
        name,
        role: Role::Administrator.code().to_owned(),
        agency: None,
        phone: None,
        is_active: true,
        password: Some(phc),
        must_change: false,
        failures: 0,
        locked_until_ms: 0,
        created_ms: now.as_millisecond(),
        last_login_ms: None,
    };
    if !app.ledger().found_account(&account).await? {
        return Ok(go("/login"));
    }
    let actor = Actor { person: PersonId(person.clone()), role: Role::Administrator, agency: None, acting_for: None };
    let office_place = place.clone();
    let office = Office { place, level: level.to_owned() };
    if app.known().await?.settings.office() != Some(&office) {
        app.ledger().change_settings(&[SettingsEvent::OfficeSet { office }], &actor, now).await?;
    }
    if form.has("agencies", "yes") {
        app.ledger().add_agencies(&usual_agencies(&office_place, level), &actor, now).await?;
    }
    let audit = NewAudit { person: &person, what: "setup", target: &person, detail: "" };
    app.ledger().note_audit(audit, now).await?;
    let mut response = go("/");
    response.headers_mut().append(header::SET_COOKIE, auth::begin_session(&app, &person, None).await?);
    Ok(response)
}

/// The agencies that governments of a level usually have, from the table of duties.
fn usual_agencies(place: &str, level: &str) -> Vec<String> {
    let level = match level {
        "nation" => Level::Nation,
        "province" => Level::Province,
        "prefecture" => Level::Prefecture,
        _ => Level::County,
    };
    Assigner::standard().agencies(&AssignContext { level, year: None, region: Some(place) })
}
