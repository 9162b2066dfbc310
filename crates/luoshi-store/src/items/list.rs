//! Lists of items: filters, order, pages.
//!
//! A list stops after a page, so its order comes from an index. An agency's list
//! walks the agency's own table, and a list of what was closed in some days the days.
//! Words that few items have are found in the index of words; words that many have are
//! compared while the list is walked.

use jiff::Timestamp;
use sqlx::QueryBuilder;

use super::parts::{merge, parts};
use super::words::{WordFilter, push_found};
use super::{After, Filter, ItemLine, LightFilter, NOT_STATED, Page, Sort};
use crate::StoreError;
use crate::backend::Db;
use crate::counted::{self, Counted};
use crate::ledger::Ledger;
use crate::projection::{NEVER_DUE, number};
use crate::public;

pub(crate) const COLUMNS: &str = "select items.id, items.kind, items.state, items.is_open, items.class, items.title, items.lead, \
    items.leader, items.section, items.issued_on, items.settle_due, items.next_due, items.yellow_ms, items.red_ms, \
    items.closed_on, items.on_time, items.provisional";

/// Appends tables and conditions; gives the columns that the list is sorted by.
fn select<'q, DB>(
    query: &mut QueryBuilder<DB>,
    ledger: &'q str,
    filter: &'q Filter,
    words: &'q WordFilter,
    by_day: Option<(Counted, &'static str)>,
    now: Timestamp,
) -> (&'static str, &'static str)
where
    DB: sqlx::Database,
    String: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    &'q str: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    i64: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    bool: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
{
    // What is yellow is a short range of the index of lights, what few words find is short
    // too. A planner that does not know how short walks all that is due instead, unless no
    // index has the order.
    let is_sorted = filter.light == Some(LightFilter::Yellow) || matches!(words, WordFilter::Few(..));
    let mut order = (if is_sorted { "(items.due_key || '')" } else { "items.due_key" }, "items.id");
    // "cross" keeps SQLite from looking through all items first.
    if let Some(agency) = one_agency(filter) {
        order = ("item_agencies.due_key", "item_agencies.item");
        query.push(" from item_agencies cross join items where item_agencies.ledger = ").push_bind(ledger);
        query.push(" and item_agencies.agency = ").push_bind(agency);
        if let Some(open) = wants_open(filter) {
            query.push(" and item_agencies.is_open = ").push_bind(open);
        }
        query.push(" and items.id = item_agencies.item");
    } else if let WordFilter::Few(matching, expression) = words {
        query.push(" from (");
        push_found(query, ledger, matching, expression);
        query.push(") found cross join items where items.id = found.id");
    } else if let Some((counted, day)) = by_day {
        order = (day, "o.item");
        query.push(" from outcomes o cross join items where o.ledger = ").push_bind(ledger);
        counted::push_condition(query, counted);
        query.push(" and items.id = o.item");
    } else {
        query.push(" from items where true");
    }
    query.push(" and items.ledger = ").push_bind(ledger);
    match words {
        WordFilter::Nothing => {
            query.push(" and false");
        }
        WordFilter::Few(matching, expression) if one_agency(filter).is_some() => {
            query.push(" and items.id in (");
            push_found(query, ledger, matching, expression);
            query.push(")");
        }
        WordFilter::Any | WordFilter::Few(..) => {}
        WordFilter::Many(patterns) => {
            // A value and not "exists": PostgreSQL would read all words first.
            query.push(" and (select true");
            for pattern in patterns {
                query.push(" and (' ' || w.words || ' ') like ").push_bind(pattern.as_str()).push(" escape '\\'");
            }
            query.push(" from item_words w where w.ledger = items.ledger and w.id = items.id)");
        }
        WordFilter::Titles(pattern) => {
            query.push(" and items.title like ").push_bind(pattern.as_str());
        }
    }
    if let (Some(_), Some(agencies)) = (&filter.agency, &filter.within) {
        push_involved(query, ledger, agencies);
    } else if let Some(agencies) = filter.within.as_ref().filter(|agencies| agencies.len() != 1) {
        push_involved(query, ledger, agencies);
    }
    restrict_rows(query, ledger, filter, now);
    if filter.light.is_some() && filter.open == Some(false) {
        // Of all that is closed, only what has a clock: the beginning of the list.
        query.push(format!(" and {} < ", order.0)).push_bind(NEVER_DUE);
    }
    order
}

/// The measure and the column of the day, for a list that walks the days. One by light
/// does not: it may be two lists, which are put together in the order of what is due.
fn by_day(filter: &Filter, sort: Sort, words: &WordFilter) -> Option<(Counted, &'static str)> {
    let is_short = filter.light.is_some()
        || one_agency(filter).is_some()
        || filter.lead.is_some()
        || matches!(words, WordFilter::Few(..));
    let counted = filter.counted.filter(|_| sort == Sort::Day && !is_short)?;
    Some((counted, counted.measure.day()?))
}

/// The agency whose table is walked.
pub(super) fn one_agency(filter: &Filter) -> Option<&str> {
    match (&filter.agency, filter.within.as_deref()) {
        (Some(agency), _) | (None, Some([agency])) => Some(agency),
        _ => None,
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
    query.push(" and items.id in (select a.item from item_agencies a where a.ledger = ").push_bind(ledger);
    query.push(" and a.agency in (");
    let mut list = query.separated(", ");
    for agency in agencies {
        list.push_bind(agency.as_str());
    }
    query.push("))");
}

pub(super) fn wants_open(filter: &Filter) -> Option<bool> {
    filter.open.or((filter.light == Some(LightFilter::None)).then_some(true))
}

/// Restricts the table `items` in a query on other tables too; not by words.
pub(crate) fn restrict<'q, DB>(query: &mut QueryBuilder<DB>, ledger: &'q str, filter: &'q Filter, now: Timestamp)
where
    DB: sqlx::Database,
    String: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    &'q str: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    i64: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    bool: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
{
    if let Some(agencies) = &filter.within {
        push_involved(query, ledger, agencies);
    }
    if let Some(agency) = &filter.agency {
        push_involved(query, ledger, std::slice::from_ref(agency));
    }
    restrict_rows(query, ledger, filter, now);
}

fn restrict_rows<'q, DB>(query: &mut QueryBuilder<DB>, ledger: &'q str, filter: &'q Filter, now: Timestamp)
where
    DB: sqlx::Database,
    String: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    &'q str: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    i64: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    bool: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
{
    let texts = [
        (" and items.kind = ", filter.kind.map(|k| k.code().to_owned())),
        (" and items.state = ", filter.state.map(|s| s.code().to_owned())),
        (" and items.class = ", stated(filter.class.as_ref())),
        (" and items.lead = ", filter.lead.clone()),
        (" and items.leader = ", stated(filter.leader.as_ref())),
        (" and items.section = ", stated(filter.section.as_ref())),
        (" and items.report = ", filter.report.clone()),
        (" and items.due_key >= ", filter.due_from.map(|d| d.to_string())),
        (" and items.due_key < ", filter.due_until.and_then(|d| d.tomorrow().ok()).map(|d| d.to_string())),
    ];
    for (sql, value) in texts {
        if let Some(value) = value {
            query.push(sql).push_bind(value);
        }
    }
    let absent = [
        (" and items.class is null", &filter.class),
        (" and items.leader is null", &filter.leader),
        (" and items.section is null", &filter.section),
    ];
    for (sql, _) in absent.into_iter().filter(|(_, wanted)| wanted.as_deref() == Some(NOT_STATED)) {
        query.push(sql);
    }
    match filter.asking {
        Some(true) => query.push(" and items.is_asking"),
        Some(false) => query.push(" and not items.is_asking"),
        None => query,
    };
    if let Some(counted) = filter.counted {
        counted::push(query, ledger, counted, filter.lead.is_some(), wants_open(filter));
    }
    if let Some(public) = filter.public {
        public::restrict(query, public, now);
    }
    if let Some(open) = wants_open(filter) {
        query.push(" and items.is_open = ").push_bind(open);
    }
    if let Some(year) = filter.year {
        query.push(" and items.year = ").push_bind(i64::from(year));
    }
    let now = now.as_millisecond();
    match filter.light {
        Some(LightFilter::Red) => {
            query.push(" and items.red_ms < ").push_bind(now);
        }
        Some(LightFilter::Yellow) => {
            query.push(" and items.red_ms >= ").push_bind(now).push(" and items.yellow_ms <= ").push_bind(now);
        }
        Some(LightFilter::None) => {
            query.push(" and items.red_ms is null");
        }
        Some(LightFilter::Green) => {
            query.push(" and items.red_ms >= ").push_bind(now).push(" and items.yellow_ms > ").push_bind(now);
        }
        None => {}
    }
}

/// A name to look for, unless what is looked for has none.
fn stated(name: Option<&String>) -> Option<String> {
    name.filter(|name| *name != NOT_STATED).cloned()
}

impl Ledger {
    /// A page of the items that a filter shows.
    pub async fn list_items(
        &self,
        filter: &Filter,
        sort: Sort,
        after: Option<&After>,
        limit: u32,
        now: Timestamp,
    ) -> Result<Page, StoreError> {
        let Some([open, closed]) = parts(filter, sort) else {
            return self.list_page(filter, sort, after, limit, now).await;
        };
        let open = self.list_page(&open, sort, after, limit, now).await?;
        Ok(merge([open, self.list_page(&closed, sort, after, limit, now).await?], sort, limit))
    }

    async fn list_page(
        &self,
        filter: &Filter,
        sort: Sort,
        after: Option<&After>,
        limit: u32,
        now: Timestamp,
    ) -> Result<Page, StoreError> {
        let words = self.find_words(filter).await?;
        let by_day = by_day(filter, sort, &words);
        // What the days are walked for need not be looked up again.
        let rest = Filter { counted: filter.counted.filter(|_| by_day.is_none()), ..filter.clone() };
        macro_rules! select {
            ($executor:expr, $database:ty) => {{
                let mut query: QueryBuilder<$database> = QueryBuilder::new(COLUMNS);
                let (due, id) = select(&mut query, self.name(), &rest, &words, by_day, now);
                match (sort, after) {
                    (Sort::Day, Some(after)) if by_day.is_some() => {
                        // The first condition is for planners that make no range of the second.
                        let row = format!("(select {due}, o.item from outcomes o where o.ledger = ");
                        query.push(format!(" and {due} >= (select {due} from outcomes o where o.ledger = "));
                        query.push_bind(self.name()).push(" and o.item = ").push_bind(after.id.as_str());
                        query.push(format!(") and ({due}, {id}) > {row}"));
                        query.push_bind(self.name()).push(" and o.item = ").push_bind(after.id.as_str()).push(")");
                    }
                    (Sort::Number, Some(after)) => {
                        let (year, number) = number(&after.id);
                        query.push(" and (items.year, items.number) > (").push_bind(year);
                        query.push(", ").push_bind(number).push(")");
                    }
                    (Sort::Due | Sort::Day, Some(after)) => {
                        query.push(format!(" and ({due}, {id}) > ("));
                        query.push_bind(after.due.as_deref().unwrap_or(NEVER_DUE));
                        query.push(", ").push_bind(after.id.as_str()).push(")");
                    }
                    (_, None) => {}
                }
                query.push(match sort {
                    Sort::Number => " order by items.year, items.number limit ".to_owned(),
                    Sort::Due | Sort::Day => format!(" order by {due}, {id} limit "),
                });
                query.push_bind(i64::from(limit) + 1);
                query.build_query_as::<ItemLine>().persistent(!words.vary()).fetch_all($executor).await
            }};
        }
        let rows = match &self.store().db {
            Db::Sqlite { read, .. } => select!(read, sqlx::Sqlite),
            Db::Postgres(pool) => select!(pool, sqlx::Postgres),
        };
        let mut items = rows.map_err(|e| self.located(e))?;
        let more = items.len() > limit as usize;
        items.truncate(limit as usize);
        let next = items.last().filter(|_| more).map(After::of);
        Ok(Page { items, next })
    }

    /// How many items a filter shows, counting no further than `at_most`: a page that
    /// says “more than 10,000” does not have to count a million.
    pub async fn count_items(&self, filter: &Filter, at_most: u32, now: Timestamp) -> Result<u64, StoreError> {
        let Some([open, closed]) = parts(filter, Sort::Number) else {
            return self.count_page(filter, at_most, now).await;
        };
        let open = self.count_page(&open, at_most, now).await?;
        Ok((open + self.count_page(&closed, at_most, now).await?).min(at_most.into()))
    }

    async fn count_page(&self, filter: &Filter, at_most: u32, now: Timestamp) -> Result<u64, StoreError> {
        let words = self.find_words(filter).await?;
        macro_rules! count {
            ($executor:expr, $database:ty) => {{
                let mut query: QueryBuilder<$database> = QueryBuilder::new("select count(*) from (select 1");
                select(&mut query, self.name(), filter, &words, None, now);
                query.push(" limit ").push_bind(i64::from(at_most)).push(") counted");
                query.build_query_scalar::<i64>().persistent(!words.vary()).fetch_one($executor).await
            }};
        }
        let count = match &self.store().db {
            Db::Sqlite { read, .. } => count!(read, sqlx::Sqlite),
            Db::Postgres(pool) => count!(pool, sqlx::Postgres),
        };
        Ok(count.map_err(|e| self.located(e))?.unsigned_abs())
    }
}
