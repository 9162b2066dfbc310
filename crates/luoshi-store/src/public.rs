//! What the public may know of the ledger: promises of its reports, by part of the
//! report and by how they stand. The rule is [`Item::is_public`]; here it is SQL.
//!
//! [`Item::is_public`]: luoshi_ledger::item::Item::is_public

use jiff::Timestamp;
use luoshi_ledger::ItemId;
use luoshi_ledger::item::{ItemKind, State};
use luoshi_ledger::time::wall;
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;

use crate::StoreError;
use crate::backend::{Db, on};
use crate::items::list::COLUMNS;
use crate::items::{Filter, ItemLine, list};
use crate::ledger::Ledger;

/// How a promise stands, in the words of the public: three states, of which each
/// promise has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Public {
    /// However it stands.
    Any,
    /// Its closing was accepted.
    Done,
    /// Not done, and the last moment for the matter as a whole has not passed, or it
    /// is suspended.
    Ongoing,
    /// Not done, and that moment has passed.
    Overdue,
}

impl Public {
    /// The states, without [`Public::Any`].
    pub const STATES: [Self; 3] = [Self::Ongoing, Self::Done, Self::Overdue];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Done => "done",
            Self::Ongoing => "ongoing",
            Self::Overdue => "overdue",
        }
    }

    /// The state of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::STATES.into_iter().find(|state| state.code() == code)
    }
}

impl ItemLine {
    /// How a promise stands, in the words of the public.
    pub fn public_state(&self, now: Timestamp) -> Public {
        let late = self.settle_due.as_ref().is_some_and(|due| *due < moment(now));
        match (self.is_open, late) {
            (false, _) => Public::Done,
            (true, true) if self.state != State::Suspended.code() => Public::Overdue,
            (true, _) => Public::Ongoing,
        }
    }
}

/// How many promises there are of a part of a report, and how many stand how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Promises {
    /// The year of the plan.
    pub year: i64,
    /// Heading of the part; none for what stands before the first.
    pub section: Option<String>,
    /// The lowest number among them: parts in the order of the report.
    pub first: i64,
    /// All of them.
    pub count: i64,
    /// Done.
    pub done: i64,
    /// Overdue; the rest is under way.
    pub overdue: i64,
}

/// The wall time in Beijing as the table writes it.
fn moment(now: Timestamp) -> String {
    wall(now).to_string()
}

const IS_OVERDUE: &str = "items.is_open and items.state <> 'suspended' and items.settle_due < ";

/// Restricts a list to what is public.
pub(crate) fn restrict<'q, DB>(query: &mut QueryBuilder<DB>, public: Public, now: Timestamp)
where
    DB: sqlx::Database,
    String: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    &'q str: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
{
    query.push(" and items.report is not null and items.kind in (");
    let mut kinds = query.separated(", ");
    for kind in ItemKind::ALL.into_iter().filter(|kind| kind.is_promise()) {
        kinds.push_bind(kind.code());
    }
    query.push(") and items.state <> ").push_bind(State::Withdrawn.code());
    match public {
        Public::Any => {}
        Public::Done => {
            query.push(" and not items.is_open");
        }
        Public::Overdue => {
            query.push(" and ").push(IS_OVERDUE).push_bind(moment(now));
        }
        Public::Ongoing => {
            query.push(" and items.is_open and not coalesce(").push(IS_OVERDUE).push_bind(moment(now)).push(", false)");
        }
    }
}

impl Ledger {
    /// The promises by year and part of the report, the newest year first.
    pub async fn count_promises(&self, now: Timestamp) -> Result<Vec<Promises>, StoreError> {
        let filter = Filter { public: Some(Public::Any), ..Filter::default() };
        macro_rules! count {
            ($executor:expr, $database:ty) => {{
                let mut query: QueryBuilder<$database> = QueryBuilder::new(
                    "select year, section, min(number) as first, count(*) as count, \
                     count(case when not is_open then 1 end) as done, count(case when ",
                );
                query
                    .push(IS_OVERDUE)
                    .push_bind(moment(now))
                    .push(" then 1 end) as overdue from items where ledger = ");
                query.push_bind(self.name());
                list::restrict(&mut query, self.name(), &filter, now);
                query.push(" group by year, section order by year desc, first");
                query.build_query_as::<Promises>().fetch_all($executor).await
            }};
        }
        let rows = match &self.store().db {
            Db::Sqlite { read, .. } => count!(read, sqlx::Sqlite),
            Db::Postgres(pool) => count!(pool, sqlx::Postgres),
        };
        rows.map_err(|e| self.located(e))
    }

    /// The promises that changed last for the public: by the day they were done, else
    /// the moment they became overdue, else the day they were issued.
    pub async fn list_promise_news(
        &self,
        filter: &Filter,
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<ItemLine>, StoreError> {
        macro_rules! select {
            ($executor:expr, $database:ty) => {{
                let mut query: QueryBuilder<$database> = QueryBuilder::new(COLUMNS);
                query.push(" from items where items.ledger = ").push_bind(self.name());
                list::restrict(&mut query, self.name(), filter, now);
                query.push(" order by case when not is_open then coalesce(closed_on, issued_on) when ");
                query.push(IS_OVERDUE).push_bind(moment(now));
                query.push(" then settle_due else issued_on end desc, year desc, number desc limit ");
                query.push_bind(i64::from(limit));
                query.build_query_as::<ItemLine>().fetch_all($executor).await
            }};
        }
        let rows = match &self.store().db {
            Db::Sqlite { read, .. } => select!(read, sqlx::Sqlite),
            Db::Postgres(pool) => select!(pool, sqlx::Postgres),
        };
        rows.map_err(|e| self.located(e))
    }

    /// The row of an item.
    pub async fn find_line(&self, id: &ItemId) -> Result<Option<ItemLine>, StoreError> {
        const SQL: &str = "select id, kind, state, is_open, class, title, lead, leader, section, issued_on, \
            settle_due, next_due, yellow_ms, red_ms, closed_on, on_time, provisional from items \
            where ledger = $1 and id = $2";
        on!(&self.store().db, executor => {
            sqlx::query_as(SQL).bind(self.name()).bind(id.as_str()).fetch_optional(executor).await
        })
        .map_err(|e| self.located(e))
    }

    /// The title of a report.
    pub async fn find_report_title(&self, report: &str) -> Result<Option<String>, StoreError> {
        const SQL: &str = "select title from reports where ledger = $1 and id = $2";
        let title: Option<Option<String>> = on!(&self.store().db, executor => {
            sqlx::query_scalar(SQL).bind(self.name()).bind(report).fetch_optional(executor).await
        })
        .map_err(|e| self.located(e))?;
        Ok(title.flatten())
    }
}
