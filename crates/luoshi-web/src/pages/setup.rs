//! The first start, in two steps: which place it is, from which its level follows;
//! then the administrator and the agencies that governments of this level have, for
//! the office to choose from. Nothing is written before the second step, and nothing
//! at all once somebody has an account.

use askama::Template;
use axum::extract::{Query, Request, State};
use axum::http::header;
use axum::response::Response;
use luoshi_export::labels::Lang;
use luoshi_extract::agency::{AssignContext, Assigner};
use luoshi_extract::division::{self, Division};
use luoshi_extract::document::Level;
use luoshi_ledger::PersonId;
use luoshi_ledger::actor::{Actor, Role};
use luoshi_ledger::settings::{Office, SettingsEvent};
use luoshi_store::people::{Account, NewAudit};
use serde::Deserialize;

use super::{go, render, render_refused};
use crate::auth::{self, Visitor};
use crate::forms::Form;
use crate::{App, WebError, assets};

/// Levels of government with their words.
pub(super) const LEVELS: [(&str, &str, &str); 4] = [
    ("county", "县（市、区）级", "county"),
    ("prefecture", "市级", "prefecture"),
    ("province", "省级", "province"),
    ("nation", "国家级", "nation"),
];

/// Most places that a search lists.
const MOST_PLACES: usize = 40;

#[derive(Template)]
#[template(path = "setup.html")]
struct Page {
    lang: Lang,
    version: &'static str,
    form: Form,
    levels: [(&'static str, &'static str, &'static str); 4],
    /// What the first step found: code and name with what it belongs to.
    places: Vec<(String, String)>,
    /// Whether the first step asks for the level, because the place is in no table.
    asks_level: bool,
    /// The second step; none during the first.
    office: Option<Shown>,
}

/// What the second step shows.
struct Shown {
    place: String,
    level: &'static str,
    level_word: &'static str,
    /// The agencies usual at this level, and whether each is there already.
    agencies: Vec<(String, bool)>,
    /// How many are there, usual or not.
    there: usize,
    known_through: String,
    /// Whether this year's notice of holidays is known.
    is_known: bool,
}

impl Page {
    /// Whether an agency is chosen: all of them, until somebody has sent a choice.
    fn is_chosen(&self, name: &str) -> bool {
        self.form.value("person").is_empty() || self.form.has("agency", name)
    }

    fn first(lang: Lang, form: Form) -> Self {
        let (places, asks_level) = (Vec::new(), false);
        Self { lang, version: &assets::VERSION, form, levels: LEVELS, places, asks_level, office: None }
    }

    /// The second step for a place.
    async fn second(app: &App, lang: Lang, form: Form, place: &str, level: &'static str) -> Result<Self, WebError> {
        let known = app.known().await?;
        let is_there = |name: &String| known.registry.find_by_name(name).is_some();
        let usual = usual_agencies(place, level);
        let calendar = known.settings.calendar();
        let word = LEVELS.iter().find(|(code, ..)| *code == level).map_or("", |(_, zh, en)| lang.pick(zh, en));
        let office = Shown {
            place: place.to_owned(),
            level,
            level_word: word,
            agencies: usual.into_iter().map(|name| (name.clone(), is_there(&name))).collect(),
            there: known.registry.list().count(),
            known_through: calendar.known_through().to_string(),
            is_known: !calendar.is_provisional(app.today()),
        };
        Ok(Self { office: Some(office), ..Self::first(lang, form) })
    }
}

/// The code of a level in the settings.
fn level_code(level: Level) -> &'static str {
    match level {
        Level::Nation => "nation",
        Level::Province => "province",
        Level::Prefecture => "prefecture",
        Level::County => "county",
    }
}

pub(super) fn find_level(code: &str) -> Option<&'static str> {
    LEVELS.iter().find(|(known, ..)| *known == code).map(|(known, ..)| *known)
}

/// Which step is asked for.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    /// The first, whatever is known.
    step: Option<String>,
}

/// The first step, while nobody has an account; the second, when `luoshi init` has
/// said which place it is.
pub(crate) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    if app.ledger().count_accounts().await? > 0 {
        return Ok(go("/login"));
    }
    let known = app.known().await?;
    let form = Form::new(visitor.lang);
    let office = known.settings.office().and_then(|office| Some((&office.place, find_level(&office.level)?)));
    match office {
        Some((place, _)) if asked.step.is_some() => render(&Page::first(visitor.lang, form.or("place", place.clone()))),
        Some((place, level)) => render(&Page::second(&app, visitor.lang, form, place, level).await?),
        None => render(&Page::first(visitor.lang, form)),
    }
}

/// Takes a step.
pub(crate) async fn step(State(app): State<App>, visitor: Visitor, request: Request) -> Result<Response, WebError> {
    if app.ledger().count_accounts().await? > 0 {
        return Ok(go("/login"));
    }
    let (values, _) = crate::forms::read(request, &app).await?;
    let form = Form::with(visitor.lang, values);
    match form.value("step") {
        "place" => find_place(&app, visitor.lang, form).await,
        _ => make(&app, visitor.lang, form).await,
    }
}

/// Finds the place that was typed or chosen, and goes on when it is clear which.
async fn find_place(app: &App, lang: Lang, mut form: Form) -> Result<Response, WebError> {
    let chosen = form.choice("division", |code| division::by_code(code.parse().ok()?));
    if let Some(division) = chosen {
        let level = level_code(division.level);
        return render(&Page::second(app, lang, form, division.name, level).await?);
    }
    let place = form.required("place");
    if let Some(level) = form.choice("level", find_level).filter(|_| !place.is_empty()) {
        return render(&Page::second(app, lang, form, &place, level).await?);
    }
    if !form.is_valid() {
        return render_refused(&Page::first(lang, form));
    }
    let found = search(&place);
    if let [one] = found.as_slice()
        && one.name == place
    {
        let level = level_code(one.level);
        return render(&Page::second(app, lang, form, &place, level).await?);
    }
    let guess = division::level_of_suffix(&place).map_or("county", level_code);
    // The level is asked for beside the places that were found, not chosen for them.
    let form = if found.is_empty() { form.or("level", guess) } else { form };
    let places = found.into_iter().map(|one| (one.code.to_string(), full_name(one))).collect();
    render(&Page { places, asks_level: true, ..Page::first(lang, form) })
}

/// Today's places of a name; when there is none, those whose names hold it.
fn search(place: &str) -> Vec<&'static Division> {
    let current: Vec<_> = division::all().iter().filter(|one| one.is_current()).collect();
    let exact: Vec<_> = current.iter().copied().filter(|one| one.name == place).collect();
    if !exact.is_empty() {
        return exact;
    }
    let short = |one: &&&'static Division| division::short_name(one.name) == place || one.name.contains(place);
    current.iter().filter(short).copied().take(MOST_PLACES).collect()
}

/// A place with what it belongs to: 山西省 晋中市 太谷区.
fn full_name(one: &Division) -> String {
    let mut names = vec![one.name];
    let mut next = one.parent;
    while let Some(above) = next.and_then(division::by_code) {
        names.push(above.name);
        next = above.parent;
    }
    names.reverse();
    names.join(" ")
}

/// Makes the administrator, names the place and adds the agencies that were chosen.
async fn make(app: &App, lang: Lang, mut form: Form) -> Result<Response, WebError> {
    let (place, level) = (form.required("place"), form.choice("level", find_level));
    let Some(level) = level.filter(|_| !place.is_empty()) else {
        form.refuse("place", lang.pick("请先选择地方", "choose the place first"));
        return render_refused(&Page::first(lang, form));
    };
    let (person, name) = (form.required("person"), form.required("name"));
    if person.chars().count() > 40 || person.chars().any(|c| c.is_whitespace() || c.is_control()) {
        form.refuse("person", lang.pick("最多 40 字，不含空格", "at most 40 characters, no blanks"));
    }
    let password = form.value("password").to_owned();
    if let Err(fault) = auth::check_new(&password, &person) {
        form.refuse("password", fault.said(lang));
    }
    if !form.is_valid() {
        return render_refused(&Page::second(app, lang, form, &place, level).await?);
    }
    let phc = auth::hash(app, &password).await?;
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
    let agencies =
        usual_agencies(&place, level).into_iter().filter(|name| form.has("agency", name)).collect::<Vec<_>>();
    let office = Office { place, level: level.to_owned() };
    if app.known().await?.settings.office() != Some(&office) {
        app.ledger().change_settings(&[SettingsEvent::OfficeSet { office }], &actor, now).await?;
    }
    let added = app.ledger().add_agencies(&agencies, &actor, now).await?;
    let detail = format!("{} agencies", added.len());
    let audit = NewAudit { person: &person, what: "setup", target: &person, detail: &detail };
    app.ledger().note_audit(audit, now).await?;
    let mut response = go("/");
    response.headers_mut().append(header::SET_COOKIE, auth::begin_session(app, &person).await?);
    Ok(response)
}

/// The agencies that governments of a level usually have, from the table of duties.
pub(super) fn usual_agencies(place: &str, level: &str) -> Vec<String> {
    let level = match level {
        "nation" => Level::Nation,
        "province" => Level::Province,
        "prefecture" => Level::Prefecture,
        _ => Level::County,
    };
    Assigner::standard().agencies(&AssignContext { level, year: None, region: Some(place) })
}
