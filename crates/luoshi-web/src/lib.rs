#![doc = include_str!("../README.md")]

pub mod access;
pub mod acts;
pub mod api;
mod assets;
pub mod auth;
mod chart;
mod error;
pub mod forms;
mod guard;
pub mod history;
pub mod hooks;
pub mod jobs;
pub mod oidc;
pub mod pages;
pub mod readings;
mod state;
pub mod words;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tower_http::compression::CompressionLayer;

pub use error::WebError;
pub use state::{App, Demo, Options};

use pages::{
    account, admin, board, compare, desk, difference, evidence, item, items, login, my, notices, pledges, projects,
    public, publish, reconcile, report, reports, search, setup,
};

/// Every route of the product.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/", get(board::show))
        .route("/setup", get(setup::show).post(setup::step))
        .route("/login", get(login::show).post(login::log_in))
        .route("/login/oidc", get(login::external::start))
        .route("/login/oidc/back", get(login::external::back))
        .route("/logout", post(login::log_out))
        .route("/language", post(login::set_language))
        .route("/account", get(account::show).post(account::change_password))
        .route("/account/stand-in", post(account::stand_in))
        .route("/account/delegations", post(account::delegate))
        .route("/account/delegations/drop", post(account::take_back))
        .route("/my", get(my::show))
        .route("/reports", get(reports::show).post(reports::upload))
        .route("/reports/{id}", get(report::show))
        .route("/reports/{id}/desk", get(desk::show))
        .route("/reports/{id}/desk/rows", post(desk::act))
        .route("/reports/{id}/desk/rows/{number}", post(desk::act_on_row))
        .route("/reports/{id}/desk/agencies", post(desk::add_agencies))
        .route("/reports/{id}/desk/export.xlsx", get(desk::export))
        .route("/reports/{id}/desk/import", post(desk::import))
        .route("/reports/{id}/publish", get(publish::show).post(publish::publish))
        .route("/reports/{id}/compare", get(difference::show))
        .route("/items", get(items::show))
        .route("/items/views", post(items::keep_view))
        .route("/items/bulk", post(items::bulk))
        .route("/items/export.xlsx", get(items::export_xlsx))
        .route("/items/export.csv", get(items::export_csv))
        .route("/items/new", get(item::new::show).post(item::new::create))
        .route("/items/{id}", get(item::show))
        .route("/items/{id}/person", post(item::personal::reveal))
        .route("/items/{id}/acts/{act}", get(item::show_act).post(item::act))
        .route("/items/{id}/evidence", post(evidence::attach))
        .route("/items/{id}/evidence/{sha256}", get(evidence::show))
        .route("/items/{id}/notice", get(notices::slip))
        .route("/pledges", get(pledges::show))
        .route("/projects", get(projects::show))
        .route("/compare", get(compare::show))
        .route("/reconcile", get(reconcile::show).post(reconcile::decide))
        .route("/search", get(search::show))
        .route("/notices", get(notices::show))
        .merge(public_site(&app))
        .merge(admin_routes())
        .route("/api", get(pages::api::show))
        .merge(api::router(&app))
        .route("/static/{name}", get(assets::serve))
        .fallback(error::not_found)
        .layer(DefaultBodyLimit::max(app.options().max_upload_bytes()))
        .layer(from_fn_with_state(app.clone(), guard::answer_errors))
        .layer(from_fn(guard::secure))
        .layer(CompressionLayer::new().gzip(true))
        .with_state(app)
}

/// The public site: no log-in, no cookie, and answers that others may keep for a while.
fn public_site(app: &App) -> Router<App> {
    Router::new()
        .route("/public", get(public::home))
        .route("/public/items", get(public::list::show))
        .route("/public/items.csv", get(public::list::export_csv))
        .route("/public/items/{id}", get(public::item::show))
        .route("/public/pledges", get(public::list::pledges))
        .route("/public/about", get(public::about))
        .route("/public/feed.atom", get(public::feed::show))
        .route("/public/dates.ics", get(public::dates::show))
        .layer(from_fn_with_state(app.clone(), public::serve))
}

/// Administration, each page for those who may.
fn admin_routes() -> Router<App> {
    use admin::{agencies, audit, backup, calendar, catalogue, delegations, hooks, log, people, regimes, tokens};
    Router::new()
        .route("/admin", get(admin::show).post(admin::name_place))
        .route("/admin/agencies", get(agencies::show).post(agencies::add))
        .route("/admin/agencies/proposed", post(agencies::add_proposed))
        .route("/admin/agencies/edit", get(agencies::show_one).post(agencies::edit))
        .route("/admin/people", get(people::show).post(people::add))
        .route("/admin/people/new", get(people::show_new))
        .route("/admin/people/edit", get(people::show_one).post(people::edit))
        .route("/admin/people/password", post(people::reset_password))
        .route("/admin/people/unlock", post(people::unlock))
        .route("/admin/people/unlink", post(people::unlink))
        .route("/admin/delegations", get(delegations::show).post(delegations::keep))
        .route("/admin/delegations/drop", post(delegations::drop))
        .route("/admin/regimes", get(regimes::list))
        .route("/admin/regimes/new", get(regimes::show_new).post(regimes::add))
        .route("/admin/regimes/{name}", get(regimes::show).post(regimes::edit))
        .route("/admin/calendar", get(calendar::show).post(calendar::add))
        .route("/admin/catalogue", get(catalogue::show))
        .route("/admin/codes", get(catalogue::show_codes))
        .route("/admin/tokens", get(tokens::show).post(tokens::make))
        .route("/admin/tokens/revoke", post(tokens::revoke))
        .route("/admin/hooks", get(hooks::show).post(hooks::make))
        .route("/admin/hooks/act", get(hooks::show_one).post(hooks::act))
        .route("/admin/audit", get(audit::show))
        .route("/admin/log", get(log::show).post(log::verify))
        .route("/admin/log/checkpoint", get(log::show_checkpoint).post(log::take))
        .route("/admin/backup", get(backup::show).post(backup::make))
        .route("/admin/backup/check", post(backup::check))
}
