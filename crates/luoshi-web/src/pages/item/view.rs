//! The page of an item.

use askama::Template;
use jiff::Timestamp;
use luoshi_ledger::item::{Evidence, Item, Source};
use luoshi_ledger::time::wall;
use luoshi_store::Known;

use super::super::{Frame, Names, agency_name, minutes};
use super::acts::{self, Drawn, Offered};
use super::facts::{self, Asked, Happened, Measure, Step};
use super::personal::{self, Person};
use crate::acts::{Act, Verb};
use crate::auth::Viewer;
use crate::forms::Form;
use crate::{App, WebError, words};

#[derive(Template)]
#[template(path = "item.html")]
pub(super) struct Page {
    frame: Frame,
    item: Item,
    kind: &'static str,
    state: &'static str,
    light: &'static str,
    light_word: &'static str,
    lead: String,
    leader: Option<String>,
    handler: Option<String>,
    delegate: Option<String>,
    judge: Option<String>,
    support: Vec<String>,
    steps: Vec<Step>,
    sources: Vec<Source>,
    measures: Vec<Measure>,
    requests: Vec<Asked>,
    history: Vec<Happened>,
    evidence: Vec<Shown>,
    offered: Offered,
    open_act: Option<OpenAct>,
    form: Form,
    may_attach: bool,
    person: Option<Person>,
    details: Vec<(&'static str, String)>,
    act_takes_files: bool,
    waits_for: String,
    progress_at: String,
    agencies: Vec<String>,
}

/// A file of evidence.
struct Shown {
    file: Evidence,
    size: String,
    is_picture: bool,
}

/// The act whose form stands on the page.
struct OpenAct {
    act: &'static Act,
    name: &'static str,
    fields: Vec<Drawn>,
    takes_files: bool,
}

impl Page {
    fn act_name(&self, act: &Act) -> &'static str {
        act.name(self.frame.lang)
    }

    fn light_name(&self, code: &str) -> &'static str {
        words::light(Some(code), self.frame.lang)
    }
}

/// What a page shows beside the item itself.
#[derive(Clone, Copy, Default)]
pub(super) struct Show {
    /// The act whose form was asked for; else what is next to do.
    pub(super) act: Option<&'static Act>,
    /// Whether personal data stands there in clear.
    pub(super) clear: bool,
}

impl Show {
    /// With the form of an act.
    pub(super) fn act(act: &'static Act) -> Self {
        Self { act: Some(act), clear: false }
    }
}

/// The page for a viewer.
pub(super) async fn page(app: &App, viewer: &Viewer, item: Item, show: Show, form: Form) -> Result<Page, WebError> {
    let lang = viewer.lang;
    let known = app.known().await?;
    let now = app.now();
    let actor = viewer.actor_on(&item, &known.registry);
    let clocks = app.ledger().list_clocks(&item, &known)?;
    let offered = acts::offered(&item, &actor, &clocks, &known, now);
    let shown = show.act.or(offered.next);
    let open_act = shown.map(|act| OpenAct {
        act,
        name: act.name(lang),
        fields: acts::fields(act, &item, &clocks, &known, lang),
        takes_files: matches!(act.verb, Verb::ReportProgress | Verb::AskClosing | Verb::FeedBack),
    });
    let form = match shown {
        Some(act) if form.is_valid() => acts::prefill(form, act, &item, app.today()),
        _ => form,
    };
    let light = overall(&item, &known, now);
    let history = app.ledger().list_history(&item.id).await?;
    let names = Names::on_item(app, &item, &history).await?;
    let person = |id: &Option<luoshi_ledger::PersonId>| id.as_ref().map(|id| names.of(id).to_owned());
    let name = |id: &luoshi_ledger::AgencyId| agency_name(&known.registry, id.as_str()).to_owned();
    let title = format!("{} {}", item.id, item.content.title);
    Ok(Page {
        frame: Frame::new(app, viewer, "items", &title).await?,
        kind: words::kind(item.content.kind, lang),
        state: words::state(item.state, lang),
        light,
        light_word: words::light(Some(light), lang),
        lead: name(&item.content.lead),
        leader: person(&item.content.people.leader),
        handler: person(&item.content.people.handler),
        delegate: person(&item.content.people.delegate),
        judge: item.judgement.as_ref().map(|judgement| names.of(&judgement.by).to_owned()),
        support: item.content.support.iter().map(name).collect(),
        steps: facts::steps(&item, &known, now, lang),
        sources: item.content.source.iter().chain(&item.content.more_sources).cloned().collect(),
        measures: facts::measures(&item, app.today(), lang),
        requests: facts::requests(&item, &names, lang),
        history: facts::history(&item, &history, &known, &names, lang),
        evidence: item.evidence.iter().map(shown_file).collect(),
        act_takes_files: open_act.as_ref().is_some_and(|open| open.takes_files),
        person: personal::person(&item, viewer, show.clear),
        details: facts::details(&item, lang),
        may_attach: may_attach(&item, &actor),
        waits_for: waits_for(&item, &offered, lang, &name(&item.content.lead)),
        progress_at: item.progress.as_ref().map(|progress| minutes(wall(progress.at))).unwrap_or_default(),
        agencies: known.registry.list().filter(|agency| agency.active).map(|agency| agency.name.clone()).collect(),
        offered,
        open_act,
        form,
        item,
    })
}

fn overall(item: &Item, known: &Known, now: Timestamp) -> &'static str {
    let Some(regime) = known.settings.regime_of(item) else { return "none" };
    let calendar = known.settings.calendar();
    words::light_code(luoshi_ledger::light::overall(&item.clocks(regime, calendar), regime, calendar, now))
}

fn shown_file(file: &Evidence) -> Shown {
    let size = match file.bytes {
        bytes if bytes < 1_000 => format!("{bytes} B"),
        bytes if bytes < 1_000_000 => format!("{} KB", bytes / 1_000),
        bytes => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    };
    Shown { is_picture: file.media_type.starts_with("image/"), size, file: file.clone() }
}

fn may_attach(item: &Item, actor: &luoshi_ledger::actor::Actor) -> bool {
    use luoshi_ledger::item::State;
    let involved = std::iter::once(&item.content.lead).chain(&item.content.support);
    let ours = actor.agency.as_ref().is_some_and(|own| involved.into_iter().any(|agency| agency == own));
    let may = ours || actor.supervises();
    may && matches!(item.state, State::Signed | State::InProgress | State::ClosingReview)
}

/// Whose turn it is, when it is not this person's.
fn waits_for(item: &Item, offered: &Offered, lang: luoshi_export::labels::Lang, lead: &str) -> String {
    use luoshi_ledger::item::State;
    if offered.next.is_some() {
        return String::new();
    }
    let office = lang.pick("督查室", "the supervision office");
    match item.state {
        State::Issued | State::Signed | State::InProgress => lead.to_owned(),
        State::ClosingReview => lang.pick("审核人", "a reviewer").to_owned(),
        State::ReturnReview | State::Suspended | State::Closed => office.to_owned(),
        State::Cleared | State::Withdrawn => String::new(),
    }
}
