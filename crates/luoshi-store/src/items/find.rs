//! Items one by one, and what a sweep has to look at.

use std::collections::BTreeMap;

use jiff::Timestamp;
use luoshi_ledger::ItemId;
use luoshi_ledger::event::Recorded;
use luoshi_ledger::item::Item;
use sqlx::QueryBuilder;

use super::{Page, ReportLine};
use crate::StoreError;
use crate::backend::{Db, on};
use crate::ledger::{Ledger, RungPlace, item_stream, recorded};

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

    /// The whole items of a page of a list, in its order.
    pub async fn list_whole_items(&self, page: &Page) -> Result<Vec<Item>, StoreError> {
        macro_rules! select {
            ($executor:expr, $database:ty) => {{
                let mut query: QueryBuilder<$database> =
                    QueryBuilder::new("select id, body from item_bodies where ledger = ");
                query.push_bind(self.name()).push(" and id in (");
                let mut list = query.separated(", ");
                for line in &page.items {
                    list.push_bind(line.id.as_str());
                }
                query.push(")");
                query.build_query_as::<(String, String)>().fetch_all($executor).await
            }};
        }
        if page.items.is_empty() {
            return Ok(Vec::new());
        }
        let rows = match &self.store().db {
            Db::Sqlite { read, .. } => select!(read, sqlx::Sqlite),
            Db::Postgres(pool) => select!(pool, sqlx::Postgres),
        };
        let mut bodies: BTreeMap<String, Item> = BTreeMap::new();
        for (id, body) in rows.map_err(|e| self.located(e))? {
            let item = parse_body(&id, &body)?;
            bodies.insert(id, item);
        }
        Ok(page.items.iter().filter_map(|line| bodies.remove(&line.id)).collect())
    }

    /// Every report that was read into the ledger, by year.
    pub async fn list_reports(&self) -> Result<Vec<ReportLine>, StoreError> {
        const SQL: &str = "select id, sha256, title, region, year, path, document, read_ms from reports \
                           where ledger = $1 order by year, id";
        on!(&self.store().db, executor => {
            sqlx::query_as(SQL).bind(self.name()).fetch_all(executor).await
        })
        .map_err(|e| self.located(e))
    }

    /// The report of an id.
    pub async fn find_report(&self, id: &str) -> Result<Option<ReportLine>, StoreError> {
        const SQL: &str = "select id, sha256, title, region, year, path, document, read_ms from reports \
                           where ledger = $1 and id = $2";
        on!(&self.store().db, executor => {
            sqlx::query_as(SQL).bind(self.name()).bind(id).fetch_optional(executor).await
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

    /// Items with a rung that is reached, by the time of it, after a place in that order.
    pub(crate) async fn list_items_to_sweep(
        &self,
        now: Timestamp,
        after: Option<&RungPlace>,
        limit: usize,
    ) -> Result<Vec<(Item, RungPlace)>, StoreError> {
        // The first condition on the time is for planners that make no range of the second.
        const SQL: &str = "select i.id, b.body, i.next_rung_ms from ( \
                           select id, next_rung_ms from items where ledger = $1 and next_rung_ms <= $2 \
                           and next_rung_ms >= $3 and (next_rung_ms, id) > ($3, $4) \
                           order by next_rung_ms, id limit $5 \
                           ) i join item_bodies b on b.ledger = $1 and b.id = i.id order by i.next_rung_ms, i.id";
        let (rung_ms, id) = after.map_or((i64::MIN, ""), |after| (after.rung_ms, after.id.as_str()));
        let rows: Vec<(String, String, i64)> = on!(&self.store().db, executor => {
            sqlx::query_as(SQL).bind(self.name()).bind(now.as_millisecond()).bind(rung_ms).bind(id)
                .bind(i64::try_from(limit).unwrap_or(i64::MAX)).fetch_all(executor).await
        })
        .map_err(|e| self.located(e))?;
        let row = |(id, body, rung_ms): &(String, String, i64)| {
            Ok((parse_body(id, body)?, RungPlace { rung_ms: *rung_ms, id: ItemId(id.clone()) }))
        };
        rows.iter().map(row).collect()
    }

    /// Items whose dates were computed under an earlier calendar, with its version: what
    /// is open, and what is closed while a clock runs on.
    pub(crate) async fn list_stale_items(&self, version: i64, limit: usize) -> Result<Vec<(Item, i64)>, StoreError> {
        const SQL: &str = "select i.id, b.body, i.calendar_version from ( \
                           select id, calendar_version from items \
                           where ledger = $1 and calendar_version > 0 and calendar_version < $2 \
                           order by calendar_version, id limit $3 \
                           ) i join item_bodies b on b.ledger = $1 and b.id = i.id order by i.calendar_version, i.id";
        let rows: Vec<(String, String, i64)> = on!(&self.store().db, executor => {
            sqlx::query_as(SQL).bind(self.name()).bind(version).bind(i64::try_from(limit).unwrap_or(i64::MAX))
                .fetch_all(executor).await
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
