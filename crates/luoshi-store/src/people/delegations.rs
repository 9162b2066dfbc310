//! Delegations: who stands in for whom, and in which days.

use jiff::civil::Date;
use serde::Serialize;

use crate::StoreError;
use crate::backend::{execute, on};
use crate::ledger::Ledger;

/// Somebody stands in for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Delegation {
    /// Who is stood in for.
    pub person: String,
    /// Who stands in.
    pub delegate: String,
    /// First day.
    pub from_on: String,
    /// Last day.
    pub until_on: String,
}

impl Ledger {
    /// Delegations that name a person on either side; all of them without one.
    pub async fn list_delegations(&self, person: Option<&str>) -> Result<Vec<Delegation>, StoreError> {
        const SQL: &str = "select person, delegate, from_on, until_on from delegations where ledger = $1 \
             and ($2 = '' or person = $2 or delegate = $2) order by person, delegate";
        on!(&self.store().db, executor => {
            sqlx::query_as(SQL).bind(self.name()).bind(person.unwrap_or("")).fetch_all(executor).await
        })
        .map_err(|e| self.located(e))
    }

    /// Whether `delegate` stands in for `person` on a day.
    pub async fn is_delegate(&self, person: &str, delegate: &str, on: Date) -> Result<bool, StoreError> {
        const SQL: &str = "select count(*) from delegations where ledger = $1 and person = $2 and delegate = $3 \
             and from_on <= $4 and until_on >= $4";
        let count: i64 = on!(&self.store().db, executor => {
            sqlx::query_scalar(SQL).bind(self.name()).bind(person).bind(delegate).bind(on.to_string())
                .fetch_one(executor).await
        })
        .map_err(|e| self.located(e))?;
        Ok(count > 0)
    }

    /// Sets a delegation; one that is there gets the new days.
    pub async fn keep_delegation(&self, delegation: &Delegation) -> Result<(), StoreError> {
        const SQL: &str = "insert into delegations (ledger, person, delegate, from_on, until_on) \
             values ($1, $2, $3, $4, $5) on conflict (ledger, person, delegate) \
             do update set from_on = excluded.from_on, until_on = excluded.until_on";
        execute!(
            self,
            SQL,
            self.name(),
            &delegation.person,
            &delegation.delegate,
            &delegation.from_on,
            &delegation.until_on
        )
        .map(|_| ())
    }

    /// Takes a delegation back.
    pub async fn drop_delegation(&self, person: &str, delegate: &str) -> Result<(), StoreError> {
        execute!(
            self,
            "delete from delegations where ledger = $1 and person = $2 and delegate = $3",
            self.name(),
            person,
            delegate
        )
        .map(|_| ())
    }
}
