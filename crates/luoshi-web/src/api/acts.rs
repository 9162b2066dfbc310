//! Acts on an item: the table that the pages have as well, with JSON for the form.

use axum::Json;
use axum::extract::{Path, State};
use luoshi_export::labels::Lang;
use luoshi_ledger::item::Item;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::body::{Body, invalid};
use super::caller::{Reads, Writes};
use super::items::{WholeItem, whole};
use crate::acts::{Act, Built, Input, command, offers};
use crate::forms::Form;
use crate::{App, WebError};

/// A field of an act.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActField {
    name: String,
    title: String,
    title_zh: String,
    required: bool,
    /// text, date, number, flag, agency, agencies, person, choice, values, nodes or code.
    input: String,
    /// What can be chosen.
    choices: Vec<String>,
}

/// An act that the caller may do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OfferedAct {
    code: String,
    title: String,
    title_zh: String,
    fields: Vec<ActField>,
}

/// The acts that the caller may do now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Offered {
    acts: Vec<OfferedAct>,
}

fn input(input: Input) -> &'static str {
    match input {
        Input::Line | Input::Text => "text",
        Input::Date => "date",
        Input::Number => "number",
        Input::Check => "flag",
        Input::Agency => "agency",
        Input::Agencies => "agencies",
        Input::Person => "person",
        Input::Choice(_) => "choice",
        Input::Metrics => "values",
        Input::Nodes => "nodes",
        Input::Clock | Input::Class | Input::Label | Input::Grade | Input::Node => "code",
    }
}

fn described(act: &Act) -> OfferedAct {
    let field = |field: &crate::acts::Field| ActField {
        name: field.name.to_owned(),
        title: field.title.1.to_owned(),
        title_zh: field.title.0.to_owned(),
        required: field.required,
        input: input(field.input).to_owned(),
        choices: match field.input {
            Input::Choice(choices) => choices.iter().map(|(code, ..)| (*code).to_owned()).collect(),
            _ => Vec::new(),
        },
    };
    OfferedAct {
        code: act.code.to_owned(),
        title: act.title.1.to_owned(),
        title_zh: act.title.0.to_owned(),
        fields: act.fields.iter().map(field).collect(),
    }
}

/// The acts that the caller may do to an item now, with their fields.
#[utoipa::path(get, path = "/api/v1/items/{id}/acts", tag = "items", params(("id" = String, Path, description = "Its number")),
    responses((status = 200, description = "What may be done", body = Offered)))]
pub(crate) async fn list(
    State(app): State<App>,
    Reads(viewer): Reads,
    Path(id): Path<String>,
) -> Result<Json<Offered>, WebError> {
    let item = crate::pages::item::find(&app, &viewer, &id).await?;
    let known = app.known().await?;
    let actor = viewer.actor_on(&item, &known.registry);
    let acts = offers(&item, &actor, &known, app.now()).iter().map(|offer| described(offer.act)).collect();
    Ok(Json(Offered { acts }))
}

/// Does an act; the body has the fields of its form.
#[utoipa::path(post, path = "/api/v1/items/{id}/acts/{act}", tag = "items",
    params(("id" = String, Path, description = "The item's number"), ("act" = String, Path, description = "Code of the act")),
    request_body(content = Object, description = "The fields of the act, by name"),
    responses((status = 200, description = "It was done; the item after it", body = WholeItem)))]
pub(crate) async fn perform(
    State(app): State<App>,
    Writes(viewer): Writes,
    Path((id, act)): Path<(String, String)>,
    Body(fields): Body<Map<String, Value>>,
) -> Result<Json<WholeItem>, WebError> {
    let item = crate::pages::item::find(&app, &viewer, &id).await?;
    let act = Act::find(&act).ok_or(WebError::NotFound)?;
    let known = app.known().await?;
    let values = values(act, &item, &fields)?;
    let build = |lang| {
        let mut form = Form::with(lang, values.clone());
        let built = command(act, &mut form, &item, &known.registry, app.today());
        built.ok_or_else(|| {
            form.first_error().map(|(field, why)| (field.to_owned(), why.to_owned())).unwrap_or_default()
        })
    };
    let built = match build(Lang::En) {
        Ok(built) => built,
        Err((field, en)) => {
            let zh = build(Lang::Zh).err().map(|(_, zh)| zh).unwrap_or_default();
            return Err(invalid(&field, en, zh));
        }
    };
    let (actor, now) = (viewer.actor_on(&item, &known.registry), app.now());
    let done = match &built {
        Built::Command(command) => app.ledger().execute(&item.id, command, &actor, now).await?,
        Built::Reopen { reason, due } => app.ledger().reopen(&item.id, reason, *due, &actor, now).await?,
    };
    Ok(Json(whole(&app, &viewer, &done.item, &known)?))
}

/// JSON as a form would send it.
pub(super) fn values(act: &Act, item: &Item, fields: &Map<String, Value>) -> Result<Vec<(String, String)>, WebError> {
    let has_metrics = act.fields.iter().any(|field| field.input == Input::Metrics);
    let is_metric = |name: &str| {
        let number = name.strip_prefix("value-").and_then(|number| number.parse::<usize>().ok());
        has_metrics && (name == "as-of" || number.is_some_and(|number| number < item.content.metrics.len()))
    };
    let mut values = Vec::new();
    for (name, value) in fields {
        let is_field = act.fields.iter().any(|field| field.name == name && field.input != Input::Metrics);
        if !is_field && !is_metric(name) {
            return Err(WebError::Field {
                code: "unknown-field",
                field: name.clone(),
                en: format!("\"{}\" has no such field", act.code),
                zh: "没有这个字段".to_owned(),
            });
        }
        let text = match value {
            Value::Null => continue,
            Value::String(text) => text.replace('\0', ""),
            Value::Bool(true) => "yes".to_owned(),
            Value::Bool(false) => String::new(),
            Value::Number(number) => number.to_string(),
            Value::Array(list) if list.iter().all(Value::is_string) => {
                list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
            }
            Value::Array(_) | Value::Object(_) => {
                return Err(invalid(
                    name,
                    "a text, a number, a flag or a list of texts",
                    "须为文字、数字、是否或文字列表",
                ));
            }
        };
        values.push((name.clone(), text));
    }
    Ok(values)
}
