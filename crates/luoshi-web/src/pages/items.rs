//! The ledger: a filtered list a page at a time, saved views, acts on many items,
//! and exactly what is shown as a sheet.

pub(crate) mod bulk;
pub(crate) mod export;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use luoshi_export::labels::Lang;
use luoshi_ledger::item::{ItemKind, State as ItemState};
use luoshi_ledger::registry::Registry;
use luoshi_ledger::statistics::GroupBy;
use luoshi_store::people::SavedView;
use luoshi_store::{After, Counted, Filter, ItemLine, Known, LightFilter, Measure, NOT_STATED, Sort};

use super::{Frame, agency_name, due, go, render};
use crate::access::Permission;
use crate::auth::Viewer;
use crate::forms::{Form, Posted};
use crate::{App, WebError, words};

pub(crate) use bulk::bulk;
pub(crate) use export::{export_csv, export_xlsx};

/// Rows on a page.
const ROWS: u32 = 50;

/// Every field of an address of the list.
pub(crate) const LIST_FIELDS: [&str; 19] = [
    "kind", "state", "light", "open", "class", "lead", "agency", "leader", "section", "year", "due", "text",
    "due_from", "asking", "count", "from", "to", "report", "sort",
];

/// Of these, those that are folded away until they are used.
const FOLDED: [&str; 7] = ["open", "lead", "class", "leader", "section", "year", "due_from"];

/// Longest name of a view, in characters.
pub(crate) const MOST_VIEW_CHARS: usize = 40;

#[derive(Template)]
#[template(path = "items.html")]
struct Page {
    frame: Frame,
    form: Form,
    kinds: Vec<Choice>,
    states: Vec<Choice>,
    lights: Vec<Choice>,
    agencies: Vec<String>,
    /// Classes, leaders and sections that there are: value and name.
    classes: Vec<(String, String)>,
    leaders: Vec<(String, String)>,
    sections: Vec<(String, String)>,
    /// Whether one of the fields is filled that are folded away.
    unfolded: bool,
    rows: Vec<Row>,
    next: Option<String>,
    query: String,
    views: Vec<SavedView>,
    may_bulk: bool,
    may_issue: bool,
    done: Option<String>,
    /// What restricts the list beyond the fields that are seen.
    also: Vec<String>,
}

struct Choice {
    code: &'static str,
    name: &'static str,
}

struct Row {
    id: String,
    title: String,
    kind: &'static str,
    lead: String,
    state: &'static str,
    light: Option<&'static str>,
    light_word: &'static str,
    due: String,
    provisional: bool,
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    RawQuery(query): RawQuery,
) -> Result<Response, WebError> {
    let mut form = Form::with(viewer.lang, parse(query.as_deref().unwrap_or_default()));
    let known = app.known().await?;
    let filter = viewer.restrict(filter(&mut form, &known.registry), &known.registry);
    let (sort, now) = (sort(&form), app.now());
    let page = app.ledger().list_items(&filter, sort, after(&form).as_ref(), ROWS, now).await?;
    let lang = viewer.lang;
    let row = |line: ItemLine| {
        let light = line.light(now);
        Row {
            kind: words::kind_of(&line.kind, lang),
            lead: agency_name(&known.registry, &line.lead).to_owned(),
            state: words::state_of(&line.state, lang),
            light,
            light_word: words::light(light, lang),
            due: line.next_due.as_deref().or(line.settle_due.as_deref()).map(due).unwrap_or_default(),
            provisional: line.provisional,
            id: line.id,
            title: line.title,
        }
    };
    let frame = Frame::new(&app, &viewer, "items", lang.pick("台账", "Ledger")).await?;
    let next = page.next.map(|after| {
        let after = format!("{}@{}", after.due.unwrap_or_default(), after.id);
        address(&form, &[("after", &after)])
    });
    let groupings = [GroupBy::Class, GroupBy::Leader, GroupBy::Section];
    let [classes, leaders, sections] = app.ledger().store().list_group_names(app.ledger().name(), groupings).await?;
    let people = app.ledger().find_names(&leaders.iter().cloned().collect()).await?;
    let done = form.optional("done").map(|count| format!("{count} {}", lang.pick("项已办", "items done")));
    render(&Page {
        kinds: ItemKind::ALL.map(|kind| Choice { code: kind.code(), name: words::kind(kind, lang) }).into(),
        states: ItemState::ALL.map(|state| Choice { code: state.code(), name: words::state(state, lang) }).into(),
        lights: ["red", "yellow", "green", "none"]
            .map(|code| Choice { code, name: words::light(Some(code), lang) })
            .into(),
        agencies: agencies(&viewer, &known.registry),
        classes: offered(&form, "class", classes, |code| class_title(&known, code)),
        leaders: offered(&form, "leader", leaders, |person| people.get(person).cloned()),
        sections: offered(&form, "section", sections, |_| None),
        unfolded: FOLDED.iter().any(|name| !form.value(name).is_empty()),
        rows: page.items.into_iter().map(row).collect(),
        next,
        query: address(&form, &[]),
        views: app.ledger().list_views(&viewer.account.person).await?,
        may_bulk: viewer.may(Permission::Draft),
        may_issue: viewer.may(Permission::Issue),
        done,
        also: also(&filter, lang),
        frame,
        form,
    })
}

/// The names of the agencies that somebody may filter by.
fn agencies(viewer: &Viewer, registry: &Registry) -> Vec<String> {
    let scope = viewer.scope(registry);
    let seen = registry.list().filter(|agency| scope.as_ref().is_none_or(|scope| scope.contains(&agency.id)));
    seen.filter(|agency| agency.active).map(|agency| agency.name.clone()).collect()
}

/// What a field of the filter offers: the groups in which items were counted, that of
/// items which name none, and what the address says, known or not.
fn offered(
    form: &Form,
    field: &str,
    mut groups: Vec<String>,
    name: impl Fn(&str) -> Option<String>,
) -> Vec<(String, String)> {
    let asked = form.value(field);
    if !asked.is_empty() && asked != NOT_STATED && !groups.iter().any(|group| group == asked) {
        groups.push(asked.to_owned());
    }
    let not_stated = form.lang().pick("（未注明）", "(not stated)");
    let named = groups.into_iter().map(|group| (name(&group).unwrap_or_else(|| group.clone()), group));
    let none = std::iter::once((NOT_STATED.to_owned(), not_stated.to_owned()));
    none.chain(named.map(|(name, group)| (group, name))).collect()
}

/// The title of a class, from whichever regime has it.
fn class_title(known: &Known, code: &str) -> Option<String> {
    let mut all = known.settings.list_regimes().flat_map(|(regime, _)| &regime.classes);
    all.find(|class| class.code == code).map(|class| class.title.clone())
}

/// The fields of an address.
fn parse(query: &str) -> Vec<(String, String)> {
    let pairs = form_urlencoded::parse(query.as_bytes());
    pairs.map(|(name, value)| (name.into_owned(), value.trim().to_owned())).filter(|(_, v)| !v.is_empty()).collect()
}

/// The filter of an address; what it does not know it leaves out.
pub(crate) fn filter(form: &mut Form, registry: &Registry) -> Filter {
    let agency = |name: String| registry.find_by_name(&name).map_or(name, |agency| agency.id.0.clone());
    Filter {
        kind: form.choice("kind", ItemKind::of_code),
        state: form.choice("state", ItemState::of_code),
        light: form.choice("light", LightFilter::of_code),
        open: form.choice("open", yes_or_no),
        class: form.optional("class"),
        lead: form.optional("lead").map(agency),
        agency: form.optional("agency").map(agency),
        within: None,
        leader: form.optional("leader"),
        section: form.optional("section"),
        year: form.choice("year", |text| text.parse().ok()),
        report: form.optional("report"),
        due_from: form.date("due_from"),
        due_until: form.date("due"),
        asking: form.choice("asking", yes_or_no),
        counted: counted(form),
        text: form.optional("text"),
        public: None,
    }
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// What a number of the statistics counted, for the days it speaks of.
fn counted(form: &mut Form) -> Option<Counted> {
    let measure = form.choice("count", Measure::of_code)?;
    let to = form.date("to")?;
    let from = form.date("from").unwrap_or(to);
    Some(Counted { measure, from, to })
}

/// What restricts the list beyond the fields that are seen, in words.
fn also(filter: &Filter, lang: Lang) -> Vec<String> {
    let mut also = Vec::new();
    if let Some(counted) = &filter.counted {
        let days = if counted.measure.is_at_end() {
            format!("{}{}", lang.pick("截至", "as of "), counted.to)
        } else {
            format!("{}{}{}", counted.from, lang.pick("至", " to "), counted.to)
        };
        also.push(format!("{} · {days}", words::measure(counted.measure, lang)));
    }
    match filter.asking {
        Some(true) => also.push(lang.pick("有待决定的申请", "with a request to decide").to_owned()),
        Some(false) => also.push(lang.pick("没有待决定的申请", "without a request to decide").to_owned()),
        None => {}
    }
    if let Some(report) = &filter.report {
        also.push(format!("{} {report}", lang.pick("报告", "report")));
    }
    also
}

/// The order that was asked for; else the days, where the list is of what was counted.
fn sort(form: &Form) -> Sort {
    let usual = if form.value("count").is_empty() { Sort::Due } else { Sort::Day };
    Sort::of_code(form.value("sort")).unwrap_or(usual)
}

/// Where a page begins, as the page before it wrote it: `DUE@ID`.
fn after(form: &Form) -> Option<After> {
    let (due, id) = form.value("after").split_once('@')?;
    Some(After { due: (!due.is_empty()).then(|| due.to_owned()), id: id.to_owned() })
}

/// The query of the list with the filter of the form.
fn address(form: &Form, more: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in LIST_FIELDS {
        let value = form.value(name);
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    query.extend_pairs(more);
    query.finish()
}

/// Keeps a filter under a name; fields that are none of the list's are left out.
pub(crate) async fn save_view(app: &App, viewer: &Viewer, name: String, query: &str) -> Result<SavedView, WebError> {
    let view = SavedView { name, query: address(&Form::with(viewer.lang, parse(query)), &[]) };
    app.ledger().keep_view(&viewer.account.person, &view, app.now()).await?;
    Ok(view)
}

/// Names the present filter, or forgets a name.
pub(crate) async fn keep_view(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    let person = viewer.account.person.as_str();
    if let Some(name) = form.optional("drop") {
        app.ledger().drop_view(person, &name).await?;
    } else if let Some(name) = form.optional("name") {
        let name: String = name.chars().take(MOST_VIEW_CHARS).collect();
        save_view(&app, &viewer, name, form.value("query")).await?;
    }
    let back = address(&Form::with(viewer.lang, parse(form.value("query"))), &[]);
    Ok(go(&format!("/items?{back}")))
}
