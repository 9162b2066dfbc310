//! The first page after logging in: the dashboard for those who see everything, the
//! own matters for those who work on some.

use axum::extract::State;
use axum::response::Response;

use super::go;
use crate::access::Permission;
use crate::auth::Viewer;
use crate::{App, WebError};

/// Leads to where this person's work is.
pub(crate) async fn show(State(_): State<App>, viewer: Viewer) -> Result<Response, WebError> {
    Ok(go(if viewer.may(Permission::SeeStatistics) { "/items" } else { "/my" }))
}
