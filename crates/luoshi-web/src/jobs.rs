//! What runs beside the pages: the sweep, which says whom the clocks call, and the
//! messages to hooks.

use std::time::Duration;

use crate::{App, hooks};

/// How often the clocks are looked at. A light needs no sweep; only reminders do.
const SWEEP: Duration = Duration::from_mins(10);

/// Sweeps every ten minutes for as long as the server runs.
pub async fn sweep(app: App) {
    loop {
        match app.ledger().sweep(app.now()).await {
            Ok(swept) if swept.escalations.is_empty() && swept.moved.is_empty() => {}
            Ok(swept) => tracing::info!(
                sweep.escalations = swept.escalations.len(),
                sweep.moved = swept.moved.len(),
                "clocks were swept"
            ),
            Err(error) => tracing::error!(error.code = error.code(), "clocks could not be swept: {error}"),
        }
        tokio::time::sleep(SWEEP).await;
    }
}

/// Tells hooks what happens, for as long as the server runs.
pub async fn tell(app: App) {
    hooks::deliver(app).await;
}
