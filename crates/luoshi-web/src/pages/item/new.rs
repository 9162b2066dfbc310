//! Issuing an item by hand: a directive, a demand, a suggestion, a finding.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use luoshi_ledger::item::{
    Content, DemandPart, Details, FindingPart, ItemKind, People, PledgePart, ProjectPart, SuggestionPart,
};
use luoshi_ledger::regime::Regime;
use luoshi_ledger::rejection::Rejection;
use luoshi_ledger::{AgencyId, ItemId, PersonId};
use luoshi_store::{Known, StoreError};
use serde::Deserialize;

use super::super::{Frame, go, render, render_refused};
use super::{field, said};
use crate::access::Permission;
use crate::acts;
use crate::auth::Viewer;
use crate::forms::{Form, Posted};
use crate::{App, WebError, words};

/// The kinds that come in by hand, the most usual first.
const KINDS: [ItemKind; 9] = [
    ItemKind::Directive,
    ItemKind::Demand,
    ItemKind::Suggestion,
    ItemKind::Proposal,
    ItemKind::Finding,
    ItemKind::Task,
    ItemKind::Target,
    ItemKind::Project,
    ItemKind::Pledge,
];

#[derive(Template)]
#[template(path = "item-new.html")]
struct Page {
    frame: Frame,
    form: Form,
    kind: ItemKind,
    kinds: Vec<(&'static str, &'static str)>,
    agencies: Vec<String>,
    regimes: Vec<(String, String)>,
    classes: Vec<(String, String)>,
    urgencies: Vec<(String, String)>,
}

/// Which kind, and under which regime.
#[derive(Debug, Deserialize)]
pub(crate) struct Which {
    kind: Option<String>,
    regime: Option<String>,
}

async fn page(app: &App, viewer: &Viewer, kind: ItemKind, form: Form) -> Result<Page, WebError> {
    let lang = viewer.lang;
    let known = app.known().await?;
    let form = form.or("regime", kind.usual_regime());
    let regime = known.settings.find_regime(form.value("regime")).map(|(regime, _)| regime);
    let choices = |of: fn(&Regime) -> &[luoshi_ledger::regime::Choice]| {
        let choices = regime.map(|regime| of(regime)).unwrap_or_default();
        choices.iter().map(|choice| (choice.code.clone(), choice.title.clone())).collect()
    };
    let title = lang.pick("交办事项", "Issue an item");
    Ok(Page {
        frame: Frame::new(app, viewer, "items", title).await?,
        kind,
        kinds: KINDS.map(|kind| (kind.code(), words::kind(kind, lang))).into(),
        agencies: known.registry.list().filter(|agency| agency.active).map(|agency| agency.name.clone()).collect(),
        regimes: known.settings.list_regimes().map(|(r, _)| (r.name.clone(), r.title.clone())).collect(),
        classes: choices(|regime| &regime.classes),
        urgencies: choices(|regime| &regime.urgencies),
        form,
    })
}

/// The form.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(which): Query<Which>,
) -> Result<Response, WebError> {
    require(&viewer)?;
    let kind = which.kind.as_deref().and_then(ItemKind::of_code).unwrap_or(ItemKind::Directive);
    let form = Form::new(viewer.lang);
    let form = match which.regime {
        Some(regime) => form.or("regime", regime),
        None => form,
    };
    render(&page(&app, &viewer, kind, form).await?)
}

/// The supervision office issues, and leaders do.
fn require(viewer: &Viewer) -> Result<(), WebError> {
    viewer.require(Permission::Issue)
}

/// Issues it.
pub(crate) async fn create(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    require(&viewer)?;
    let kind = form.choice("kind", ItemKind::of_code).unwrap_or(ItemKind::Directive);
    let known = app.known().await?;
    let content = content(&mut form, kind, &known, &app);
    let Some(content) = content.filter(|_| form.is_valid()) else {
        return render_refused(&page(&app, &viewer, kind, form).await?);
    };
    match app.ledger().issue(&content, &viewer.actor(), app.now()).await {
        Ok(item) => Ok(go(&format!("/items/{}", item.id))),
        Err(StoreError::Rejected(rejection)) => {
            let at = match &rejection {
                Rejection::SecretUndeclared => "not-secret",
                Rejection::UnknownAgency(_) | Rejection::InactiveAgency(_) => "lead",
                Rejection::LeadIsSupport(_) => "agencies",
                Rejection::UnknownItem(_) | Rejection::CyclicParent(_) => "parent",
                other => field(other),
            };
            form.refuse(at, said(&rejection, &viewer));
            render_refused(&page(&app, &viewer, kind, form).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// What the form says; none when a field is wrong.
pub(crate) fn content(form: &mut Form, kind: ItemKind, known: &Known, app: &App) -> Option<Content> {
    let title = form.required("title");
    let lead = acts::agency(form, "lead", &known.registry);
    let support = acts::agencies(form, &known.registry);
    let regime = form.choice("regime", |name| known.settings.find_regime(name).map(|_| name.to_owned()));
    let (stated_due, details) = (form.date("due"), details(form, kind));
    if !form.has("not-secret", "yes") {
        form.refuse("not-secret", Rejection::SecretUndeclared.zh());
    }
    let (lead, support) = (lead?, support?);
    Some(Content {
        title,
        kind,
        details,
        source: None,
        more_sources: Vec::new(),
        class: form.optional("class"),
        urgency: form.optional("urgency"),
        lead,
        support: support.into_iter().collect::<Vec<AgencyId>>(),
        people: People { leader: form.optional("leader").map(PersonId), ..People::default() },
        regime: regime.unwrap_or_else(|| kind.usual_regime().to_owned()),
        regime_version: 0,
        stated_due,
        stated_due_text: None,
        metrics: Vec::new(),
        nodes: Vec::new(),
        parent: form.optional("parent").map(ItemId),
        reopens: None,
        year: app.today().year(),
        region: known.settings.office().map(|office| office.place.clone()),
        section: None,
        upstream: form.optional("upstream"),
        not_secret: true,
    })
}

fn details(form: &mut Form, kind: ItemKind) -> Details {
    match kind {
        ItemKind::Demand => Details::Demand(DemandPart {
            person: form.optional("person"),
            contact: form.optional("contact"),
            channel: form.optional("channel"),
            type_: form.optional("type"),
            repeats: form.optional("repeats").map(ItemId),
        }),
        ItemKind::Suggestion | ItemKind::Proposal => Details::Suggestion(SuggestionPart {
            number: form.optional("number"),
            deputy: form.optional("deputy"),
            session: form.optional("session"),
        }),
        ItemKind::Finding => Details::Finding(FindingPart {
            inspection: form.optional("inspection"),
            number: form.optional("number"),
            rectification: form.optional("rectification"),
            look_back_on: form.date("look-back"),
        }),
        ItemKind::Project => Details::Project(ProjectPart {
            total: form.number("total"),
            annual: form.number("annual"),
            expected_output: form.number("expected-output"),
            cohort: form.optional("cohort"),
            planned: Vec::new(),
        }),
        ItemKind::Pledge => Details::Pledge(PledgePart { number: None, funds_planned: form.number("funds-planned") }),
        ItemKind::Task | ItemKind::Target | ItemKind::Directive => Details::None,
    }
}
