//! The API `/api/v1`: thin handlers over the functions that the pages use as well.
//! [`crate::access`] decides who may see what, the ledger what may be done.
//!
//! The document of it is made from the code and kept in `docs/openapi.json`; what
//! holds for every call (errors, keys, limits) is said in `docs/api.md`.

mod acts;
mod attempt;
mod body;
mod bulk;
mod caller;
mod comparison;
mod directory;
mod drafts;
mod evidence;
mod figures;
mod form;
mod hooks;
pub(crate) mod items;
mod keys;
mod list;
mod log;
mod office;
mod read;
mod reports;
mod rules;
mod search;
mod sheets;
mod texts;

use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use serde_json::Value;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, ObjectBuilder, Ref, Required, ResponseBuilder, Type};
use utoipa::{OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::{App, WebError};

/// Why a call was refused.
#[derive(Debug, Serialize, ToSchema)]
struct Refused {
    error: RefusedFor,
}

/// The reason, for programs and for people.
#[derive(Debug, Serialize, ToSchema)]
struct RefusedFor {
    /// The stable code.
    code: String,
    /// What is wrong and what to do.
    message: String,
    /// The same in Chinese.
    message_zh: String,
    /// The field that is wrong.
    field: Option<String>,
    /// With `items-refused`, what each item says.
    items: Option<Vec<bulk::RefusedItem>>,
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Luoshi",
        version = "1",
        description = "The ledger of promises: items, reports, drafts, agencies, rules, statistics and the log.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(Refused, RefusedFor, bulk::RefusedItem))
)]
struct Api;

/// Statuses with which any call can be refused.
const REFUSALS: [(&str, &str); 10] = [
    ("400", "The request cannot be understood"),
    ("401", "No key or session, or one that has ended"),
    ("403", "Role or scope does not allow it"),
    ("404", "There is nothing, or nothing the caller may see"),
    ("409", "Somebody was faster, or a key is at work"),
    ("413", "Too large"),
    ("422", "A field is wrong, or the ledger refuses"),
    ("429", "Too many calls: wait as long as Retry-After says"),
    ("500", "Something inside failed"),
    ("503", "The database is busy: try again"),
];

fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Api::openapi())
        .routes(routes!(directory::me))
        .routes(routes!(list::list, items::issue))
        .routes(routes!(items::show))
        .routes(routes!(items::history))
        .routes(routes!(sheets::items_xlsx))
        .routes(routes!(sheets::items_csv))
        .routes(routes!(bulk::perform))
        .routes(routes!(bulk::list))
        .routes(routes!(bulk::keep, bulk::forget))
        .routes(routes!(acts::list))
        .routes(routes!(acts::perform))
        .routes(routes!(search::search))
        .routes(routes!(evidence::attach))
        .routes(routes!(evidence::show))
        .routes(routes!(reports::list, reports::upload))
        .routes(routes!(reports::show))
        .routes(routes!(reports::reading))
        .routes(routes!(texts::text))
        .routes(routes!(texts::explanation))
        .routes(routes!(reports::reconciliation))
        .routes(routes!(reports::decide))
        .routes(routes!(read::read))
        .routes(routes!(drafts::show, drafts::change))
        .routes(routes!(sheets::draft_xlsx))
        .routes(routes!(sheets::take_draft))
        .routes(routes!(comparison::versions))
        .routes(routes!(drafts::publish))
        .routes(routes!(directory::list_agencies, directory::add_agency))
        .routes(routes!(directory::change_agency))
        .routes(routes!(directory::list_people, directory::keep_person))
        .routes(routes!(directory::reset_password))
        .routes(routes!(directory::unlock))
        .routes(routes!(keys::list, keys::make))
        .routes(routes!(keys::revoke))
        .routes(routes!(keys::list_delegations, keys::delegate))
        .routes(routes!(keys::take_back))
        .routes(routes!(office::show, office::set))
        .routes(routes!(office::audit))
        .routes(routes!(office::backups, office::back_up))
        .routes(routes!(office::check))
        .routes(routes!(office::indicators))
        .routes(routes!(rules::list))
        .routes(routes!(rules::trial))
        .routes(routes!(rules::set))
        .routes(routes!(rules::calendar))
        .routes(routes!(rules::add_notice))
        .routes(routes!(figures::show))
        .routes(routes!(figures::definitions))
        .routes(routes!(comparison::show))
        .routes(routes!(log::sweep))
        .routes(routes!(log::verify))
        .routes(routes!(log::list, log::take))
        .routes(routes!(hooks::list, hooks::make))
        .routes(routes!(hooks::show, hooks::drop))
        .routes(routes!(hooks::test))
        .routes(routes!(hooks::pause))
        .routes(routes!(hooks::resume))
}

/// Every route of the API.
pub(crate) fn router(app: &App) -> Router<App> {
    let (router, _) = routes().split_for_parts();
    router
        .layer(from_fn_with_state(app.clone(), attempt::keep))
        .layer(from_fn_with_state(app.clone(), attempt::count))
        .route("/api/v1/openapi.json", get(async || Json(document())))
}

/// The OpenAPI document of the API.
pub fn document() -> utoipa::openapi::OpenApi {
    let (_, mut document) = routes().split_for_parts();
    let mut components = document.components.take().unwrap_or_default();
    components.add_security_scheme("key", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    let cookie = ApiKey::Cookie(ApiKeyValue::new("luoshi_session"));
    components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    document.components = Some(components);
    for path in document.paths.paths.values_mut() {
        for (operation, writes) in [
            (path.get.as_mut(), false),
            (path.post.as_mut(), true),
            (path.put.as_mut(), true),
            (path.delete.as_mut(), true),
        ] {
            if let Some(operation) = operation {
                complete(operation, writes);
            }
        }
    }
    document
}

/// Adds what holds for every call.
fn complete(operation: &mut Operation, writes: bool) {
    for (status, description) in REFUSALS {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Refused"))).build();
        let response = ResponseBuilder::new().description(description).content("application/json", content).build();
        operation.responses.responses.insert(status.to_owned(), response.into());
    }
    let no_scopes: [&str; 0] = [];
    operation.security =
        Some(vec![SecurityRequirement::new("key", no_scopes), SecurityRequirement::new("session", no_scopes)]);
    if writes {
        let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(200)).build();
        let key = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some("The same key with the same request does nothing twice, for a day"))
            .schema(Some(text))
            .build();
        operation.parameters.get_or_insert_default().push(utoipa::openapi::RefOr::T(key));
    }
}

/// Something as JSON.
fn value<T: Serialize + ?Sized>(of: &T) -> Result<Value, WebError> {
    serde_json::to_value(of).map_err(|error| WebError::Internal(error.to_string()))
}
