//! Events → tables. What a list shows is written in the transaction that
//! appends the events, and can be dropped and made again from the log.

mod value;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use luoshi_ledger::ItemId;
use luoshi_ledger::item::Item;
use luoshi_ledger::settings::Settings;
use luoshi_ledger::statistics::Outcome;
use luoshi_ledger::summary::Summary;
use luoshi_ledger::time::day;
use sqlx::QueryBuilder;

pub(crate) use value::Value;

use crate::StoreError;
use crate::backend::{Tx, on_tx};
use crate::search::write as words;
use crate::tally;
use crate::texts::insert_text;

/// Sorts after every due time: items without one come last.
pub(crate) const NEVER_DUE: &str = "9999-12-31T23:59:59";

/// Rows written with one statement.
const ROWS_A_STATEMENT: usize = 64;

/// What is written beside the log in the same transaction.
#[derive(Debug, Default)]
pub(crate) struct Writes {
    pub(crate) items: Vec<ItemRow>,
    pub(crate) reports: Vec<ReportRow>,
    /// Texts by their hash.
    pub(crate) texts: Vec<(String, String)>,
    /// Open items on which the calendar of a version changes nothing.
    pub(crate) unmoved: Unmoved,
}

/// Items, each at a version of its own, whose rows hold under a newer calendar too.
#[derive(Debug, Default)]
pub(crate) struct Unmoved {
    /// The calendar's version.
    pub(crate) calendar: i64,
    /// The items with their versions.
    pub(crate) items: Vec<(ItemId, i64)>,
}

impl Writes {
    /// Whether there is nothing to write.
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty() && self.reports.is_empty() && self.texts.is_empty() && self.unmoved.items.is_empty()
    }
}

/// Writes all of it.
pub(crate) async fn write(tx: &mut Tx, ledger: &str, writes: &Writes) -> Result<(), StoreError> {
    for (sha256, content) in &writes.texts {
        insert_text(tx, sha256, content).await?;
    }
    for report in &writes.reports {
        write_report(tx, ledger, report).await?;
    }
    write_unmoved(tx, ledger, &writes.unmoved).await?;
    write_items(tx, ledger, &writes.items).await
}

/// Notes that rows hold under a newer calendar, unless they were changed meanwhile.
async fn write_unmoved(tx: &mut Tx, ledger: &str, unmoved: &Unmoved) -> Result<(), StoreError> {
    for some in unmoved.items.chunks(ROWS_A_STATEMENT) {
        on_tx!(tx, executor, Database => {
            let mut query: QueryBuilder<Database> = QueryBuilder::new("update items set calendar_version = ");
            query.push_bind(unmoved.calendar).push(" where ledger = ").push_bind(ledger);
            // SQLite finds rows by the id alone, not by the pair.
            query.push(" and id in (");
            let mut ids = query.separated(", ");
            for (id, _) in some {
                ids.push_bind(id.as_str());
            }
            query.push(") and (id, version) in (");
            query.push_values(some, |mut values, (id, version)| {
                values.push_bind(id.as_str()).push_bind(*version);
            });
            query.push(")").build().execute(executor).await?;
        });
    }
    Ok(())
}

/// A row of the table of items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ItemRow {
    pub(crate) item: Item,
    summary: Summary,
    pub(crate) body: String,
    calendar_version: i64,
    pub(crate) outcome: Outcome,
}

impl ItemRow {
    /// The row of an item under the settings in force.
    pub(crate) fn new(item: Item, settings: &Settings) -> Result<Self, StoreError> {
        Self::under(item, settings, settings.calendar_version())
    }

    /// The row of an item under the calendar of a version.
    pub(crate) fn under(item: Item, settings: &Settings, calendar_version: i64) -> Result<Self, StoreError> {
        let (summary, outcome) = dated(&item, settings, calendar_version)?;
        let body = serde_json::to_string(&item).map_err(|_| StoreError::Inconsistent {
            table: "items",
            column: "body",
            id: item.id.to_string(),
        })?;
        // What is closed no longer depends on the calendar, unless a clock runs on.
        let depends = item.state.is_open() || summary.next_due.is_some();
        let calendar_version = if depends { calendar_version } else { 0 };
        Ok(Self { item, summary, body, calendar_version, outcome })
    }
}

/// Whether the row of an item that was computed under an earlier calendar holds under
/// the one in force.
pub(crate) fn is_unmoved(item: &Item, settings: &Settings, earlier: i64) -> Result<bool, StoreError> {
    Ok(dated(item, settings, earlier)? == dated(item, settings, settings.calendar_version())?)
}

/// What of an item's row depends on the calendar, under that of a version.
fn dated(item: &Item, settings: &Settings, calendar_version: i64) -> Result<(Summary, Outcome), StoreError> {
    let calendar = settings.find_calendar(calendar_version).unwrap_or(settings.calendar());
    let regime = settings.regime_of(item).ok_or_else(|| StoreError::Inconsistent {
        table: "items",
        column: "regime",
        id: item.id.to_string(),
    })?;
    let clocks = item.clocks(regime, calendar);
    Ok((item.summary(regime, calendar, &clocks), item.outcome(regime, &clocks)))
}

/// The columns of the table of items, in the order of [`ItemRow::values`]. The first
/// two never change.
pub(crate) const ITEM_COLUMNS: [&str; 30] = [
    "ledger",
    "id",
    "version",
    "number",
    "kind",
    "state",
    "is_open",
    "class",
    "title",
    "lead",
    "leader",
    "region",
    "section",
    "report",
    "regime",
    "regime_version",
    "year",
    "parent",
    "issued_on",
    "settle_due",
    "next_due",
    "due_key",
    "yellow_ms",
    "red_ms",
    "next_rung_ms",
    "closed_on",
    "on_time",
    "provisional",
    "updated_ms",
    "is_asking",
];

impl ItemRow {
    /// The agencies that it concerns, each once.
    pub(crate) fn agencies(&self) -> BTreeSet<&str> {
        let content = &self.item.content;
        [&content.lead].into_iter().chain(&content.support).map(luoshi_ledger::AgencyId::as_str).collect()
    }

    /// What lists are sorted by.
    pub(crate) fn due_key(&self) -> String {
        self.summary.next_due.map_or_else(|| NEVER_DUE.to_owned(), |due| due.to_string())
    }

    /// The values of [`ITEM_COLUMNS`].
    pub(crate) fn values(&self, ledger: &str) -> [Value; 30] {
        let (item, content, summary) = (&self.item, &self.item.content, &self.summary);
        let optional = |text: Option<&str>| Value::Text(text.map(str::to_owned));
        let instant = |at: Option<Timestamp>| Value::Number(at.map(Timestamp::as_millisecond));
        let due = summary.next_due.map(|due| due.to_string());
        [
            Value::text(ledger),
            Value::text(item.id.as_str()),
            Value::Number(Some(item.version)),
            Value::Number(Some(number(item.id.as_str()).1)),
            Value::text(content.kind.code()),
            Value::text(item.state.code()),
            Value::Flag(Some(item.state.is_open())),
            optional(content.class.as_deref()),
            Value::text(&*content.title),
            Value::text(content.lead.as_str()),
            optional(content.people.leader.as_ref().map(luoshi_ledger::PersonId::as_str)),
            optional(content.region.as_deref()),
            optional(content.section.as_deref()),
            optional(content.source.as_ref().map(|source| source.report.as_str())),
            Value::text(&*content.regime),
            Value::Number(Some(content.regime_version.into())),
            Value::Number(Some(content.year.into())),
            optional(content.parent.as_ref().map(luoshi_ledger::ItemId::as_str)),
            Value::text(day(item.issued_at).to_string()),
            Value::Text(summary.settle_due.map(|due| due.to_string())),
            Value::Text(due),
            Value::Text(Some(self.due_key())),
            instant(summary.yellow_at),
            instant(summary.red_at),
            instant(summary.next_rung_at),
            Value::Text(summary.closed_on.map(|day| day.to_string())),
            Value::Flag(summary.on_time),
            Value::Flag(Some(summary.provisional)),
            Value::Number(Some(item.last_at.as_millisecond())),
            Value::Flag(Some(item.requests.iter().any(|request| request.decided.is_none()))),
        ]
    }
}

/// Writes rows of items, new or changed.
async fn write_items(tx: &mut Tx, ledger: &str, rows: &[ItemRow]) -> Result<(), StoreError> {
    let mut fresh = Vec::with_capacity(rows.len());
    for some in rows.chunks(ROWS_A_STATEMENT) {
        let stored = read_versions(tx, ledger, some).await?;
        // A row that was computed without an event may come after somebody else's change.
        let is_fresh = |row: &&ItemRow| stored.get(row.item.id.as_str()).is_none_or(|v| *v <= row.item.version);
        fresh.extend(some.iter().filter(is_fresh));
    }
    let [_, _, changeable @ ..] = ITEM_COLUMNS;
    let columns = ITEM_COLUMNS.join(", ");
    let updates: Vec<String> = changeable.iter().map(|column| format!("{column} = excluded.{column}")).collect();
    let updates = updates.join(", ");
    for some in fresh.chunks(ROWS_A_STATEMENT) {
        on_tx!(tx, executor, Database => {
            let mut query: QueryBuilder<Database> =
                QueryBuilder::new(format!("insert into items ({columns}, calendar_version) "));
            query.push_values(some, |mut values, row| {
                for value in row.values(ledger) {
                    value.bind(&mut values);
                }
                values.push_bind(row.calendar_version);
            });
            query.push(format!(
                " on conflict (ledger, id) do update set {updates}, calendar_version = excluded.calendar_version"
            ));
            query.build().execute(executor).await?;
        });
        write_bodies(tx, ledger, some).await?;
        write_agencies(tx, ledger, some).await?;
        words::write_items(tx, ledger, some).await?;
    }
    let outcomes: Vec<_> = fresh.iter().map(|row| (row.item.id.as_str(), &row.outcome)).collect();
    tally::count(tx, ledger, &outcomes).await
}

/// Year and running number of an id, 2025 and 12 of `2025-0012`; 0 for what it lacks.
pub(crate) fn number(id: &str) -> (i64, i64) {
    let (year, number) = id.rsplit_once('-').unwrap_or_default();
    (year.parse().unwrap_or(0), number.parse().unwrap_or(0))
}

async fn read_versions(tx: &mut Tx, ledger: &str, rows: &[ItemRow]) -> Result<BTreeMap<String, i64>, StoreError> {
    let versions: Vec<(String, i64)> = on_tx!(tx, executor, Database => {
        let mut query = QueryBuilder::<Database>::new("select id, version from items where ledger = ");
        query.push_bind(ledger).push(" and id in (");
        let mut list = query.separated(", ");
        for row in rows {
            list.push_bind(row.item.id.as_str());
        }
        query.push(")");
        query.build_query_as().fetch_all(executor).await?
    });
    Ok(versions.into_iter().collect())
}

async fn write_bodies(tx: &mut Tx, ledger: &str, rows: &[&ItemRow]) -> Result<(), StoreError> {
    on_tx!(tx, executor, Database => {
        let mut query: QueryBuilder<Database> = QueryBuilder::new("insert into item_bodies (ledger, id, body) ");
        query.push_values(rows, |mut values, row| {
            values.push_bind(ledger).push_bind(row.item.id.as_str()).push_bind(row.body.as_str());
        });
        query.push(" on conflict (ledger, id) do update set body = excluded.body");
        query.build().execute(executor).await?;
    });
    Ok(())
}

/// Notes which agencies an item concerns, and forgets those that it no longer does.
async fn write_agencies(tx: &mut Tx, ledger: &str, rows: &[&ItemRow]) -> Result<(), StoreError> {
    let pairs: Vec<(&ItemRow, &str)> =
        rows.iter().flat_map(|row| row.agencies().into_iter().map(|agency| (*row, agency))).collect();
    for some in pairs.chunks(ROWS_A_STATEMENT) {
        on_tx!(tx, executor, Database => {
            let mut query = QueryBuilder::<Database>::new(
                "insert into item_agencies (ledger, agency, item, is_open, due_key) ",
            );
            query.push_values(some, |mut values, (row, agency)| {
                values.push_bind(ledger).push_bind(*agency).push_bind(row.item.id.as_str());
                values.push_bind(row.item.state.is_open()).push_bind(row.due_key());
            });
            query.push(" on conflict (ledger, agency, item) do update set is_open = excluded.is_open, ");
            query.push("due_key = excluded.due_key where item_agencies.is_open <> excluded.is_open ");
            query.push("or item_agencies.due_key <> excluded.due_key").build().execute(executor).await?;
        });
    }
    let changed: Vec<&ItemRow> = rows.iter().copied().filter(|row| row.item.version > 1).collect();
    if changed.is_empty() {
        return Ok(());
    }
    on_tx!(tx, executor, Database => {
        let mut query = QueryBuilder::<Database>::new("delete from item_agencies where ledger = ");
        query.push_bind(ledger).push(" and item in (");
        let mut items = query.separated(", ");
        for row in &changed {
            items.push_bind(row.item.id.as_str());
        }
        query.push(") and (item, agency) not in (");
        let pairs = changed.iter().flat_map(|row| row.agencies().into_iter().map(|agency| (*row, agency)));
        query.push_values(pairs, |mut values, (row, agency)| {
            values.push_bind(row.item.id.as_str()).push_bind(agency);
        });
        query.push(")").build().execute(executor).await?;
    });
    Ok(())
}

/// A report as it is noted in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReportRow {
    /// Its id.
    pub(crate) id: String,
    /// What the event said.
    pub(crate) noted: luoshi_ledger::report::ReportNoted,
    /// When.
    pub(crate) read_ms: i64,
}

/// Writes a report.
async fn write_report(tx: &mut Tx, ledger: &str, row: &ReportRow) -> Result<(), StoreError> {
    const SQL: &str = "insert into reports (ledger, id, sha256, title, region, year, path, chars, document, read_ms) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (ledger, id) do nothing";
    let noted = &row.noted;
    on_tx!(tx, executor => {
        sqlx::query(SQL)
            .bind(ledger)
            .bind(row.id.as_str())
            .bind(noted.sha256.as_str())
            .bind(noted.title.as_deref())
            .bind(noted.region.as_deref())
            .bind(noted.year.map(i64::from))
            .bind(noted.path.as_str())
            .bind(i64::from(noted.chars))
            .bind(i64::from(noted.document))
            .bind(row.read_ms)
            .execute(executor)
            .await?;
    });
    words::write_report(tx, ledger, row).await
}
