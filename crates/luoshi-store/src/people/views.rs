//! Saved views: filters of the ledger's list that somebody named.

use jiff::Timestamp;
use serde::Serialize;

use crate::StoreError;
use crate::backend::{execute, on};
use crate::ledger::Ledger;

/// A filter with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct SavedView {
    /// Its name.
    pub name: String,
    /// The query of the list's address: `light=red&kind=task`.
    pub query: String,
}

impl Ledger {
    /// A person's views, by name.
    pub async fn list_views(&self, person: &str) -> Result<Vec<SavedView>, StoreError> {
        const SQL: &str = "select name, query from saved_views where ledger = $1 and person = $2 order by name";
        on!(&self.store().db, executor => {
            sqlx::query_as(SQL).bind(self.name()).bind(person).fetch_all(executor).await
        })
        .map_err(|e| self.located(e))
    }

    /// Keeps a view; one of the same name is replaced.
    pub async fn keep_view(&self, person: &str, view: &SavedView, now: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "insert into saved_views (ledger, person, name, query, created_ms) \
             values ($1, $2, $3, $4, $5) on conflict (ledger, person, name) do update set query = excluded.query";
        execute!(self, SQL, self.name(), person, &view.name, &view.query, now.as_millisecond()).map(|_| ())
    }

    /// Forgets a view.
    pub async fn drop_view(&self, person: &str, name: &str) -> Result<(), StoreError> {
        execute!(
            self,
            "delete from saved_views where ledger = $1 and person = $2 and name = $3",
            self.name(),
            person,
            name
        )
        .map(|_| ())
    }
}
