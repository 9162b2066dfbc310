//! The list of items, a page at a time.

use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use luoshi_ledger::item::{ItemKind, State as ItemState};
use luoshi_ledger::registry::Registry;
use luoshi_store::{After, Counted, Filter, ItemLine, Known, LightFilter, Measure, Sort};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::{Asked, invalid};
use super::caller::Reads;
use crate::pages::agency_name;
use crate::{App, WebError};

/// Items on a page, unless asked otherwise, and at most.
const USUAL: u32 = 50;
const MOST: u32 = 500;

/// Which items, in which order.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ItemsAsked {
    /// Code of the kind: task, target, project, pledge, directive, demand, suggestion, proposal, finding.
    kind: Option<String>,
    /// Code of the state.
    state: Option<String>,
    /// green, yellow or red.
    light: Option<String>,
    /// Only open ones (true), or only closed ones (false).
    open: Option<bool>,
    /// Class within the regime.
    class: Option<String>,
    /// Name or code of the lead agency.
    lead: Option<String>,
    /// Name or code of an agency that leads or helps.
    agency: Option<String>,
    /// Log-in name of the leader.
    leader: Option<String>,
    /// Heading of the part of the report.
    section: Option<String>,
    /// Plan year.
    year: Option<i16>,
    /// Id of the report.
    report: Option<String>,
    /// Due on this day or earlier, as 2025-06-30.
    due: Option<String>,
    /// Due on this day or later.
    due_from: Option<String>,
    /// Only those with a request to decide (true), or without one (false).
    asking: Option<bool>,
    /// Only what a number of the statistics counted, by its code; takes `to`.
    count: Option<String>,
    /// First day of that number's period; by default the last.
    from: Option<String>,
    /// Last day of that number's period.
    to: Option<String>,
    /// Words in the title.
    text: Option<String>,
    /// due (default) or number.
    sort: Option<String>,
    /// Where the page begins: `next` of the page before.
    after: Option<String>,
    /// Items on the page, 1 to 500; 50 by default.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// One of the codes that a field can have.
pub(super) fn code<T>(
    field: &str,
    value: Option<&String>,
    find: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, WebError> {
    let wrong = |text: &String| invalid(field, format!("there is no \"{text}\""), format!("没有“{text}”"));
    value.map(|text| find(text).ok_or_else(|| wrong(text))).transpose()
}

pub(super) fn date(field: &str, value: Option<&String>) -> Result<Option<Date>, WebError> {
    let wrong = || invalid(field, "a date like 2025-06-30", "请用 2025-06-30 这样的日期");
    value.map(|text| text.parse().map_err(|_| wrong())).transpose()
}

impl ItemsAsked {
    fn filter(&self, registry: &Registry) -> Result<Filter, WebError> {
        let agency =
            |name: &String| registry.find_by_name(name).map_or_else(|| name.clone(), |agency| agency.id.0.clone());
        Ok(Filter {
            kind: code("kind", self.kind.as_ref(), ItemKind::of_code)?,
            state: code("state", self.state.as_ref(), ItemState::of_code)?,
            light: code("light", self.light.as_ref(), LightFilter::of_code)?,
            open: self.open,
            class: self.class.clone(),
            lead: self.lead.as_ref().map(agency),
            agency: self.agency.as_ref().map(agency),
            leader: self.leader.clone(),
            section: self.section.clone(),
            year: self.year,
            report: self.report.clone(),
            due_from: date("due_from", self.due_from.as_ref())?,
            due_until: date("due", self.due.as_ref())?,
            asking: self.asking,
            counted: self.counted()?,
            text: self.text.clone(),
            ..Filter::default()
        })
    }

    fn counted(&self) -> Result<Option<Counted>, WebError> {
        let Some(measure) = code("count", self.count.as_ref(), Measure::of_code)? else { return Ok(None) };
        let to = date("to", self.to.as_ref())?;
        let to = to.ok_or_else(|| invalid("to", "a count is of a period", "须给出截止日期"))?;
        Ok(Some(Counted { measure, from: date("from", self.from.as_ref())?.unwrap_or(to), to }))
    }

    /// The filter and the order that is asked for.
    pub(super) fn list(&self, registry: &Registry) -> Result<(Filter, Sort), WebError> {
        let sort = code("sort", self.sort.as_ref(), Sort::of_code)?.unwrap_or_default();
        Ok((self.filter(registry)?, sort))
    }

    fn after(&self) -> Result<Option<After>, WebError> {
        let Some(text) = &self.after else { return Ok(None) };
        let (due, id) = text.split_once('@').ok_or_else(|| invalid("after", "no page begins there", "没有这一页"))?;
        Ok(Some(After { due: (!due.is_empty()).then(|| due.to_owned()), id: id.to_owned() }))
    }
}

/// A row of the list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ItemRow {
    id: String,
    kind: String,
    state: String,
    open: bool,
    class: Option<String>,
    title: String,
    /// Code of the lead agency.
    lead: String,
    lead_name: String,
    leader: Option<String>,
    section: Option<String>,
    issued_on: String,
    /// The last moment for the matter as a whole, in Beijing.
    settle_due: Option<String>,
    /// The last moment for the next thing to do.
    next_due: Option<String>,
    /// green, yellow, red or none; null when it is closed and no clock runs on.
    light: Option<String>,
    closed_on: Option<String>,
    on_time: Option<bool>,
    /// Whether a date lies beyond the known holidays.
    provisional: bool,
}

/// A page of items.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ItemsPage {
    items: Vec<ItemRow>,
    /// `after` of the next page; null when this is the last.
    next: Option<String>,
}

fn row(line: ItemLine, known: &Known, now: jiff::Timestamp) -> ItemRow {
    ItemRow {
        light: line.light(now).map(str::to_owned),
        lead_name: agency_name(&known.registry, &line.lead).to_owned(),
        id: line.id,
        kind: line.kind,
        state: line.state,
        open: line.is_open,
        class: line.class,
        title: line.title,
        lead: line.lead,
        leader: line.leader,
        section: line.section,
        issued_on: line.issued_on,
        settle_due: line.settle_due,
        next_due: line.next_due,
        closed_on: line.closed_on,
        on_time: line.on_time,
        provisional: line.provisional,
    }
}

/// The items that the caller may see, a page at a time.
#[utoipa::path(get, path = "/api/v1/items", tag = "items", params(ItemsAsked),
    responses((status = 200, description = "A page", body = ItemsPage)))]
pub(crate) async fn list(
    State(app): State<App>,
    Reads(viewer): Reads,
    Asked(asked): Asked<ItemsAsked>,
) -> Result<Json<ItemsPage>, WebError> {
    let known = app.known().await?;
    let (filter, sort) = asked.list(&known.registry)?;
    let filter = viewer.restrict(filter, &known.registry);
    let limit = asked.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(invalid("limit", "1 to 500", "1 至 500"));
    }
    let now = app.now();
    let page = app.ledger().list_items(&filter, sort, asked.after()?.as_ref(), limit, now).await?;
    Ok(Json(ItemsPage {
        items: page.items.into_iter().map(|line| row(line, &known, now)).collect(),
        next: page.next.map(|after| format!("{}@{}", after.due.unwrap_or_default(), after.id)),
    }))
}
