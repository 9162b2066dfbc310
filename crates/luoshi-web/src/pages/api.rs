//! The page of the API: its document, to read.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use super::render;
use crate::auth::Visitor;
use crate::{App, WebError, assets};

#[derive(Template)]
#[template(path = "api.html")]
struct Page {
    lang: luoshi_export::labels::Lang,
    version: &'static str,
    groups: Vec<Group>,
}

struct Group {
    name: String,
    calls: Vec<Call>,
}

struct Call {
    method: String,
    path: String,
    says: String,
    fields: Vec<Field>,
    body: String,
    answer: String,
}

struct Field {
    name: String,
    place: String,
    says: String,
    required: bool,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The name of the schema that a request or an answer has.
fn schema(content: &Value) -> String {
    let Some((kind, media)) = content["content"].as_object().and_then(|content| content.iter().next()) else {
        return String::new();
    };
    let schema = media["schema"]["$ref"].as_str().and_then(|name| name.rsplit('/').next()).unwrap_or("object");
    if kind == "application/json" { schema.to_owned() } else { kind.clone() }
}

fn call(method: &str, path: &str, operation: &Value) -> Call {
    let field = |field: &Value| Field {
        name: text(&field["name"]),
        place: text(&field["in"]),
        says: text(&field["description"]),
        required: field["required"].as_bool().unwrap_or(false),
    };
    let right = ["200", "201"].iter().map(|status| &operation["responses"][status]).find(|answer| !answer.is_null());
    Call {
        method: method.to_uppercase(),
        path: path.to_owned(),
        says: format!("{} {}", text(&operation["summary"]), text(&operation["description"])).trim().to_owned(),
        fields: operation["parameters"].as_array().into_iter().flatten().map(field).collect(),
        body: schema(&operation["requestBody"]),
        answer: right.map(schema).unwrap_or_default(),
    }
}

/// The page.
pub(crate) async fn show(State(_): State<App>, visitor: Visitor) -> Result<Response, WebError> {
    let document = serde_json::to_value(crate::api::document()).map_err(|e| WebError::Internal(e.to_string()))?;
    let mut groups: Vec<Group> = Vec::new();
    for (path, operations) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in operations.as_object().into_iter().flatten() {
            let name = text(&operation["tags"][0]);
            let at = groups.iter().position(|group| group.name == name).unwrap_or_else(|| {
                groups.push(Group { name, calls: Vec::new() });
                groups.len() - 1
            });
            groups[at].calls.push(call(method, path, operation));
        }
    }
    render(&Page { lang: visitor.lang, version: &assets::VERSION, groups })
}
