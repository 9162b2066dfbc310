//! Reading items: one, a filtered page, what a sweep has to look at.

use jiff::Timestamp;
use jiff::civil::Date;
use luoshi_ledger::ItemId;
use luoshi_ledger::event::Recorded;
use luoshi_ledger::item::{Item, ItemKind, State};
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;

use crate::StoreError;
use crate::backend::on;
use crate::ledger::{Ledger, item_stream, recorded};
use crate::projection::{NEVER_DUE, number};
use crate::public::{self, Public};

/// Which items a list shows. What is none does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// Of this kind.
    pub kind: Option<ItemKind>,
    /// In this state.
    pub state: Option<State>,
    /// Only those that are open, or only those that are not.
    pub open: Option<bool>,
    /// Of this class.
    pub class: Option<String>,
    /// Led by this agency.
    pub lead: Option<String>,
    /// Led or helped by this agency.
    pub agency: Option<String>,
    /// Led or helped by one of these agencies; with none of them, no item.
    pub within: Option<Vec<String>>,
    /// Under this leader.
    pub leader: Option<String>,
    /// Of this part of the report.
    pub section: Option<String>,
    /// Of this plan year.
    pub year: Option<i16>,
    /// From this report.
    pub report: Option<String>,
    /// With this light now.
    pub light: Option<LightFilter>,
    /// Due on this day or earlier.
    pub due_until: Option<Date>,
    /// With these words in the title.
    pub text: Option<String>,
    /// Only what the public may know of, and of that these.
    pub public: Option<Public>,
}

/// A light to filter by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LightFilter {
    /// Open and neither yellow nor red.
    Green,
    /// Open and near its date.
    Yellow,
    /// Open and over its date.
    Red,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// What is due next comes first.
    #[default]
    Due,
    /// By number.
    Number,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct ItemLine {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// Where it stands.
    pub state: String,
    /// Whether it is open.
    pub is_open: bool,
    /// Its class.
    pub class: Option<String>,
    /// What has to be done.
    pub title: String,
    /// Who leads.
    pub lead: String,
    /// Under which leader.
    pub leader: Option<String>,
    /// Its part of the report.
    pub section: Option<String>,
    /// The day it was issued.
    pub issued_on: String,
    /// The last moment for the matter as a whole.
    pub settle_due: Option<String>,
    /// The last moment for the next thing to do.
    pub next_due: Option<String>,
    /// When its light turns yellow, in milliseconds.
    pub yellow_ms: Option<i64>,
    /// When its light turns red, in milliseconds.
    pub red_ms: Option<i64>,
    /// The day it was closed.
    pub closed_on: Option<String>,
    /// Whether that was in time.
    pub on_time: Option<bool>,
    /// Whether a date lies beyond the known holidays.
    pub provisional: bool,
}

impl ItemLine {
    /// Its light: `red`, `yellow`, `green`, `paused` or none when it is closed.
    pub fn light(&self, now: Timestamp) -> Option<&'static str> {
        if !self.is_open {
            return None;
        }
        let now = now.as_millisecond();
        Some(match (self.red_ms, self.yellow_ms) {
            (None, _) => "none",
            (Some(red), _) if red < now => "red",
            (_, Some(yellow)) if yellow <= now => "yellow",
            _ => "green",
        })
    }
}

/// Where a page begins: after this row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct After {
    /// The next due time of the last row.
    pub due: Option<String>,
    /// Its id.
    pub id: String,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// Its rows.
    pub items: Vec<ItemLine>,
    /// Where the next page begins; none when this was the last.
    pub next: Option<After>,
}

impl LightFilter {
    /// The light of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        Some(match code {
            "green" => Self::Green,
            "yellow" => Self::Yellow,
            "red" => Self::Red,
            _ => return None,
        })
    }
}

impl Sort {
    /// The order of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        Some(match code {
            "due" => Self::Due,
            "number" => Self::Number,
            _ => return None,
        })
    }
}

/// A report in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct ReportLine {
    /// Its id.
    pub id: String,
    /// SHA-256 of its text.
    pub sha256: String,
    /// Its title.
    pub title: Option<String>,
    /// The place.
    pub region: Option<String>,
    /// The year it plans.
    pub year: Option<i64>,
    /// Where the file was.
    pub path: String,
    /// Which document of the text it is.
    pub document: i64,
}

pub(crate) const COLUMNS: &str = "select id, kind, state, is_open, class, title, lead, leader, section, issued_on, settle_due, \
    next_due, yellow_ms, red_ms, closed_on, on_time, provisional from items where ledger = ";

pub(crate) fn restrict<'q, DB>(query: &mut QueryBuilder<DB>, ledger: &'q str, filter: &'q Filter, now: Timestamp)
where
    DB: sqlx::Database,
    String: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    &'q str: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    i64: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    bool: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
{
    let texts = [
        (" and kind = ", filter.kind.map(|k| k.code().to_owned())),
        (" and state = ", filter.state.map(|s| s.code().to_owned())),
        (" and class = ", filter.class.clone()),
        (" and lead = ", filter.lead.clone()),
        (" and leader = ", filter.leader.clone()),
        (" and section = ", filter.section.clone()),
        (" and report = ", filter.report.clone()),
        (" and due_key < ", filter.due_until.and_then(|d| d.tomorrow().ok()).map(|d| d.to_string())),
        (" and title like ", filter.text.as_ref().map(|t| format!("%{}%", t.replace(['%', '_'], "")))),
    ];
    for (sql, value) in texts {
        if let Some(value) = value {
            query.push(sql).push_bind(value);
        }
    }
    if let Some(public) = filter.public {
        public::restrict(query, public, now);
    }
    if let Some(open) = filter.open.or(filter.light.map(|_| true)) {
        query.push(" and is_open = ").push_bind(open);
    }
    if let Some(year) = filter.year {
        query.push(" and year = ").push_bind(i64::from(year));
    }
    if let Some(agencies) = &filter.within {
        push_involved(query, ledger, agencies);
    }
    if let Some(agency) = &filter.agency {
        push_involved(query, ledger, std::slice::from_ref(agency));
    }
    let now = now.as_millisecond();
    match filter.light {
        Some(LightFilter::Red) => {
            query.push(" and red_ms < ").push_bind(now);
        }
        Some(LightFilter::Yellow) => {
            query.push(" and red_ms >= ").push_bind(now).push(" and yellow_ms <= ").push_bind(now);
        }
        Some(LightFilter::Green) => {
            query.push(" and red_ms >= ").push_bind(now).push(" and yellow_ms > ").push_bind(now);
        }
        None => {}
    }
}

/// Restricts a list to items that one of some agencies leads or helps with.
fn push_involved<'q, DB>(query: &mut QueryBuilder<DB>, ledger: &'q str, agencies: &'q [String])
where
    DB: sqlx::Database,
    &'q str: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
{
    if agencies.is_empty() {
        query.push(" and false");
        return;
    }
    // One list of ids: "or" would keep PostgreSQL from using either index.
    query.push(" and id in (select o.id from items o where o.ledger = ").push_bind(ledger).push(" and o.lead in (");
    push_names(query, agencies);
    query.push(") union all select s.item from item_support s where s.ledger = ").push_bind(ledger);
    query.push(" and s.agency in (");
    push_names(query, agencies);
    query.push("))");
}

fn push_names<'q, DB>(query: &mut QueryBuilder<DB>, names: &'q [String])
where
    DB: sqlx::Database,
    &'q str: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
{
    let mut list = query.separated(", ");
    for name in names {
        list.push_bind(name.as_str());
    }
}

impl Ledger {
    /// The item of a number.
    pub async fn find_item(&self, id: &ItemId) -> Result<Option<Item>, StoreError> {
        const SQL: &str = "select body from item_bodies where ledger = $1 and id = $2";
        let body: Option<String> = on!(&self.store().db, executor => {
            sqlx::query_scalar(SQL).bind(self.name()).bind(id.as_str()).fetch_optional(executor).await
        })
        .map_err(|e| self.located(e))?;
        body.map(|body| parse_body(id.as_str(), &body)).transpose()
    }

    /// Everything that happened to an item, in order.
    pub async fn list_history(&self, id: &ItemId) -> Result<Vec<Recorded>, StoreError> {
        let entries = self.store().read_stream(self.name(), &item_stream(id), 0).await?;
        entries.iter().map(recorded).collect()
    }

    /// A page of the items that a filter shows.
    pub async fn list_items(
        &self,
        filter: &Filter,
        sort: Sort,
        after: Option<&After>,
        limit: u32,
        now: Timestamp,
    ) -> Result<Page, StoreError> {
        macro_rules! select {
            ($executor:expr, $database:ty) => {{
                let mut query: QueryBuilder<$database> = QueryBuilder::new(COLUMNS);
                query.push_bind(self.name());
                restrict(&mut query, self.name(), filter, now);
                match (sort, after) {
                    (Sort::Number, Some(after)) => {
                        let (year, number) = number(&after.id);
                        query.push(" and (year, number) > (").push_bind(year).push(", ").push_bind(number).push(")");
                    }
                    (Sort::Due, Some(after)) => {
                        query.push(" and (due_key, id) > (").push_bind(after.due.as_deref().unwrap_or(NEVER_DUE));
                        query.push(", ").push_bind(after.id.as_str()).push(")");
                    }
                    (_, None) => {}
                }
                query.push(match sort {
                    Sort::Number => " order by year, number limit ",
                    Sort::Due => " order by due_key, id limit ",
                });
                query.push_bind(i64::from(limit) + 1);
                query.build_query_as::<ItemLine>().fetch_all($executor).await
            }};
        }
        let rows = match &self.store().db {
            crate::backend::Db::Sqlite { read, .. } => select!(read, sqlx::Sqlite),
            crate::backend::Db::Postgres(pool) => select!(pool, sqlx::Postgres),
        };
        let mut items = rows.map_err(|e| self.located(e))?;
        let more = items.len() > limit as usize;
        items.truncate(limit as usize);
        let next = items.last().filter(|_| more).map(|i| After { due: i.next_due.clone(), id: i.id.clone() });
        Ok(Page { items, next })
    }

    /// How many items a filter shows, counting no further than `at_most`: a page that
    /// says “more than 10,000” does not have to count a million.
    pub async fn count_items(&self, filter: &Filter, at_most: u32, now: Timestamp) -> Result<u64, StoreError> {
        macro_rules! count {
            ($executor:expr, $database:ty) => {{
                let mut query: QueryBuilder<$database> =
                    QueryBuilder::new("select count(*) from (select 1 from items where ledger = ");
                query.push_bind(self.name());
                restrict(&mut query, self.name(), filter, now);
                query.push(" limit ").push_bind(i64::from(at_most)).push(") counted");
                query.build_query_scalar::<i64>().fetch_one($executor).await
            }};
        }
        let count = match &self.store().db {
            crate::backend::Db::Sqlite { read, .. } => count!(read, sqlx::Sqlite),
            crate::backend::Db::Postgres(pool) => count!(pool, sqlx::Postgres),
        };
        Ok(count.map_err(|e| self.located(e))?.unsigned_abs())
    }

    /// Every report that was read into the ledger, by year.
    pub async fn list_reports(&self) -> Result<Vec<ReportLine>, StoreError> {
        const SQL: &str = "select id, sha256, title, region, year, path, document from reports \
                           where ledger = $1 order by year, id";
        on!(&self.store().db, executor => {
            sqlx::query_as(SQL).bind(self.name()).fetch_all(executor).await
        })
        .map_err(|e| self.located(e))
    }

    /// Whole items of a report, for comparing with a corrected version.
    pub async fn list_items_of_report(&self, report: &str) -> Result<Vec<Item>, StoreError> {
        const SQL: &str = "select i.id, b.body from items i join item_bodies b on b.ledger = i.ledger and b.id = i.id \
                           where i.ledger = $1 and i.report = $2 order by i.id";
        let rows: Vec<(String, String)> = on!(&self.store().db, executor => {
            sqlx::query_as(SQL).bind(self.name()).bind(report).fetch_all(executor).await
        })
        .map_err(|e| self.located(e))?;
        rows.iter().map(|(id, body)| parse_body(id, body)).collect()
    }

    /// Open items with a rung that is reached and not noted, after the given one.
    pub(crate) async fn list_items_to_sweep(
        &self,
        now: Timestamp,
        after: Option<&ItemId>,
        limit: i64,
    ) -> Result<Vec<Item>, StoreError> {
        const SQL: &str = "select i.id, b.body from items i join item_bodies b on b.ledger = i.ledger and b.id = i.id \
                           where i.ledger = $1 and i.next_rung_ms <= $2 and i.id > $3 order by i.id limit $4";
        let after = after.map_or("", |id| id.as_str());
        let rows: Vec<(String, String)> = on!(&self.store().db, executor => {
            sqlx::query_as(SQL).bind(self.name()).bind(now.as_millisecond()).bind(after).bind(limit)
                .fetch_all(executor).await
        })
        .map_err(|e| self.located(e))?;
        rows.iter().map(|(id, body)| parse_body(id, body)).collect()
    }

    /// Open items whose dates were computed under an earlier calendar, with its version.
    pub(crate) async fn list_stale_items(&self, version: i64, limit: i64) -> Result<Vec<(Item, i64)>, StoreError> {
        // A closed item counts while a rung of a clock that runs on is to come.
        const SQL: &str = "select i.id, b.body, i.calendar_version from ( \
                           select id, calendar_version from items \
                           where ledger = $1 and is_open and calendar_version < $2 \
                           union all select id, calendar_version from items \
                           where ledger = $1 and not is_open and next_rung_ms is not null and calendar_version < $2 \
                           ) i join item_bodies b on b.ledger = $1 and b.id = i.id order by i.id limit $3";
        let rows: Vec<(String, String, i64)> = on!(&self.store().db, executor => {
            sqlx::query_as(SQL).bind(self.name()).bind(version).bind(limit).fetch_all(executor).await
        })
        .map_err(|e| self.located(e))?;
        rows.iter().map(|(id, body, version)| Ok((parse_body(id, body)?, *version))).collect()
    }

    /// The parts of an item, by number.
    pub async fn list_parts(&self, id: &ItemId) -> Result<Vec<Item>, StoreError> {
        const SQL: &str = "select i.id, b.body from items i join item_bodies b on b.ledger = i.ledger and b.id = i.id \
                           where i.ledger = $1 and i.parent = $2 order by i.year, i.number";
        let rows: Vec<(String, String)> = on!(&self.store().db, executor => {
            sqlx::query_as(SQL).bind(self.name()).bind(id.as_str()).fetch_all(executor).await
        })
        .map_err(|e| self.located(e))?;
        rows.iter().map(|(id, body)| parse_body(id, body)).collect()
    }

    /// How many parts of an item are open, and one of them; none when none is.
    pub(crate) async fn count_open_parts(&self, id: &ItemId) -> Result<Option<(u64, ItemId)>, StoreError> {
        const SQL: &str = "select id from items where ledger = $1 and parent = $2 and is_open order by id";
        let parts: Vec<String> = on!(&self.store().db, executor => {
            sqlx::query_scalar(SQL).bind(self.name()).bind(id.as_str()).fetch_all(executor).await
        })
        .map_err(|e| self.located(e))?;
        let count = parts.len() as u64;
        Ok(parts.into_iter().next().map(|first| (count, ItemId(first))))
    }

    /// The parents above an item, itself included, nearest first.
    pub(crate) async fn list_ancestors(&self, id: &ItemId) -> Result<Vec<ItemId>, StoreError> {
        const SQL: &str = "with recursive above(id, parent, depth) as ( \
            select id, parent, 0 from items where ledger = $1 and id = $2 \
            union all select i.id, i.parent, above.depth + 1 from items i join above on i.id = above.parent \
            where i.ledger = $1 and above.depth < 64) select id from above order by depth";
        let above: Vec<String> = on!(&self.store().db, executor => {
            sqlx::query_scalar(SQL).bind(self.name()).bind(id.as_str()).fetch_all(executor).await
        })
        .map_err(|e| self.located(e))?;
        if above.is_empty() {
            return Err(luoshi_ledger::rejection::Rejection::UnknownItem(id.clone()).into());
        }
        Ok(above.into_iter().map(ItemId).collect())
    }

    /// The highest running number of a year; 0 when there is none.
    pub(crate) async fn last_number(&self, year: i16) -> Result<u32, StoreError> {
        const SQL: &str = "select max(number) from items where ledger = $1 and year = $2";
        let last: Option<i64> = on!(&self.store().db, executor => {
            sqlx::query_scalar(SQL).bind(self.name()).bind(i64::from(year)).fetch_one(executor).await
        })
        .map_err(|e| self.located(e))?;
        Ok(last.and_then(|number| u32::try_from(number).ok()).unwrap_or(0))
    }

    /// When the last thing happened in the ledger.
    pub async fn find_last_time(&self) -> Result<Option<Timestamp>, StoreError> {
        const SQL: &str = "select at_ms from events where ledger = $1 order by seq desc limit 1";
        let last: Option<i64> = on!(&self.store().db, executor => {
            sqlx::query_scalar(SQL).bind(self.name()).fetch_optional(executor).await
        })
        .map_err(|e| self.located(e))?;
        Ok(last.and_then(|ms| Timestamp::from_millisecond(ms).ok()))
    }

    /// How many items a sweep would find something for.
    pub async fn count_waiting(&self, now: Timestamp) -> Result<i64, StoreError> {
        const SQL: &str = "select count(*) from items where ledger = $1 and next_rung_ms <= $2";
        on!(&self.store().db, executor => {
            sqlx::query_scalar(SQL).bind(self.name()).bind(now.as_millisecond()).fetch_one(executor).await
        })
        .map_err(|e| self.located(e))
    }

    pub(crate) fn located(&self, error: sqlx::Error) -> StoreError {
        StoreError::from(error).at(self.store().place())
    }
}

fn parse_body(id: &str, body: &str) -> Result<Item, StoreError> {
    serde_json::from_str(body).map_err(|_| StoreError::Inconsistent {
        table: "items",
        column: "body",
        id: id.to_owned(),
    })
}
