//! Whether the tables say what the log says: each item is replayed and its rows are
//! compared, column by column, within one state of the database and without holding
//! anybody up.

use std::collections::{BTreeMap, BTreeSet};

use luoshi_ledger::item::Item;
use luoshi_ledger::settings::Settings;

use crate::backend::{Tx, on_tx};
use crate::counted::Days;
use crate::log::read_rows_since;
use crate::projection::{ITEM_COLUMNS, ItemRow, ReportRow};
use crate::rebuild::{PAGE, Replay, read_reports, read_settings};
use crate::search::write::{event_words, item_words, report_words};
use crate::search::{CUTTER, index};
use crate::tally::Sums;
use crate::texts::find_text_inside;
use crate::{Entry, Store, StoreError};

/// Rows that are named; of more, only the number.
const MOST_FINDINGS: usize = 100;

/// After every id.
const END: &str = "\u{10ffff}";

/// What was found, up to a limit.
#[derive(Default)]
struct Findings {
    named: Vec<String>,
    more: usize,
}

impl Findings {
    fn push(&mut self, found: String) {
        if self.named.len() < MOST_FINDINGS {
            self.named.push(found);
        } else {
            self.more += 1;
        }
    }

    /// Compares what should be there with what is, by key.
    fn compare(&mut self, table: &str, expected: &BTreeMap<String, String>, stored: &BTreeMap<String, String>) {
        for (key, value) in expected {
            match stored.get(key) {
                None => self.push(format!("table {table} lacks {key}")),
                Some(found) if found != value => self.push(format!("table {table} has a changed row for {key}")),
                Some(_) => {}
            }
        }
        for key in stored.keys().filter(|key| !expected.contains_key(*key)) {
            self.push(format!("table {table} has {key}, of which the log knows nothing"));
        }
    }
}

impl Store {
    /// Names each row of a ledger's tables that is not what the log makes of it.
    pub(crate) async fn compare_tables(&self, ledger: &str) -> Result<Vec<String>, StoreError> {
        let mut tx = self.db.begin_read().await?;
        let settings = read_settings(&mut tx, ledger).await?;
        let mut findings = Findings::default();
        let mut sums = Sums::default();
        let mut replay = Replay::new();
        let mut after = String::new();
        loop {
            let items = replay.next(&mut tx, ledger).await?;
            let until = items.last().map_or(END.to_owned(), |item| item.id.to_string());
            let range = Range { ledger, after: &after, until: &until };
            compare_items(&mut tx, &range, &items, &settings, (&mut sums, &mut findings)).await?;
            if items.is_empty() {
                break;
            }
            after = until;
        }
        compare_cutter(&mut tx, ledger, &mut findings).await?;
        compare_reports(&mut tx, ledger, &mut findings).await?;
        compare_events(&mut tx, ledger, &mut findings).await?;
        for subject in index::suspicious(&mut tx).await? {
            if self.db.is_damaged(subject).await? {
                findings.push(format!("the index of {subject}_words does not hold its words: run `luoshi db rebuild`"));
            }
        }
        for found in sums.compare(&mut tx, ledger).await? {
            findings.push(found);
        }
        let Findings { mut named, more } = findings;
        if more > 0 {
            named.push(format!("and {more} more"));
        }
        Ok(named)
    }
}

/// Ids after one and up to another.
struct Range<'r> {
    ledger: &'r str,
    after: &'r str,
    until: &'r str,
}

async fn compare_items(
    tx: &mut Tx,
    range: &Range<'_>,
    items: &[Item],
    settings: &Settings,
    (sums, findings): (&mut Sums, &mut Findings),
) -> Result<(), StoreError> {
    // A row holds until the next sweep under the calendar it was written with.
    let calendars = read_calendars(tx, range).await?;
    let mut rows = BTreeMap::new();
    for item in items {
        let calendar = calendars.get(item.id.as_str()).copied().unwrap_or(0);
        let calendar = if calendar == 0 { settings.calendar_version() } else { calendar };
        rows.insert(item.id.to_string(), ItemRow::under(item.clone(), settings, calendar)?);
    }
    compare_columns(tx, range, &rows, findings).await?;
    let bodies = rows.iter().map(|(id, row)| (id.clone(), row.body.clone())).collect();
    findings.compare("item_bodies", &bodies, &read_pairs(tx, range, BODIES).await?);
    let mut outcomes = BTreeMap::new();
    let mut agencies = BTreeMap::new();
    let mut words = BTreeMap::new();
    for (id, row) in &rows {
        sums.add(&row.outcome);
        let outcome = serde_json::to_string(&row.outcome).unwrap_or_default();
        outcomes.insert(id.clone(), format!("{outcome} {}", Days::of(&row.outcome).text()));
        for agency in row.agencies() {
            agencies.insert(format!("{id} {agency}"), format!("{} {}", row.item.state.is_open(), row.due_key()));
        }
        words.insert(id.clone(), item_words(row));
    }
    findings.compare("outcomes", &outcomes, &read_pairs(tx, range, OUTCOMES).await?);
    findings.compare("item_agencies", &agencies, &read_pairs(tx, range, AGENCIES).await?);
    findings.compare("item_words", &words, &read_pairs(tx, range, WORDS).await?);
    Ok(())
}

const BODIES: &str = "select id, body from item_bodies where ledger = $1 and id > $2 and id <= $3";
const OUTCOMES: &str = "select item, outcome || ' ' || coalesce(issued_on, '-') || ' ' || coalesce(due_on, '-') \
    || ' ' || coalesce(closed_on, '-') || ' ' || coalesce(cleared_on, '-') || ' ' || coalesce(withdrawn_on, '-') \
    || case when closed_late then ' 1' else ' 0' end \
    from outcomes where ledger = $1 and item > $2 and item <= $3";
const WORDS: &str = "select id, words from item_words where ledger = $1 and id > $2 and id <= $3";
const AGENCIES: &str = "select item || ' ' || agency, case when is_open then 'true ' else 'false ' end || due_key \
    from item_agencies where ledger = $1 and item > $2 and item <= $3";

async fn read_pairs(tx: &mut Tx, range: &Range<'_>, sql: &'static str) -> Result<BTreeMap<String, String>, StoreError> {
    let rows: Vec<(String, String)> = on_tx!(tx, executor => {
        sqlx::query_as(sql).bind(range.ledger).bind(range.after).bind(range.until).fetch_all(executor).await?
    });
    Ok(rows.into_iter().collect())
}

async fn read_calendars(tx: &mut Tx, range: &Range<'_>) -> Result<BTreeMap<String, i64>, StoreError> {
    const SQL: &str = "select id, calendar_version from items where ledger = $1 and id > $2 and id <= $3";
    let rows: Vec<(String, i64)> = on_tx!(tx, executor => {
        sqlx::query_as(SQL).bind(range.ledger).bind(range.after).bind(range.until).fetch_all(executor).await?
    });
    Ok(rows.into_iter().collect())
}

/// Compares the table of items, column by column.
async fn compare_columns(
    tx: &mut Tx,
    range: &Range<'_>,
    rows: &BTreeMap<String, ItemRow>,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let columns = ITEM_COLUMNS.join(", ");
    let sql = format!("select {columns} from items where ledger = $1 and id > $2 and id <= $3");
    let mut seen = BTreeSet::new();
    on_tx!(tx, executor => {
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(range.ledger).bind(range.after).bind(range.until);
        for stored in query.fetch_all(executor).await? {
            let id: String = sqlx::Row::try_get(&stored, 1)?;
            let Some(row) = rows.get(&id) else {
                findings.push(format!("table items has {id}, of which the log knows nothing"));
                continue;
            };
            for (index, (column, value)) in ITEM_COLUMNS.iter().zip(row.values(range.ledger)).enumerate() {
                let found = value.read_like(&stored, index)?;
                if found != value {
                    findings.push(format!("table items, row {id}: {column} is {found}, the log says {value}"));
                }
            }
            seen.insert(id);
        }
    });
    for id in rows.keys().filter(|id| !seen.contains(*id)) {
        findings.push(format!("table items lacks {id}"));
    }
    Ok(())
}

async fn compare_reports(tx: &mut Tx, ledger: &str, findings: &mut Findings) -> Result<(), StoreError> {
    const SQL: &str = "select id, sha256, path from reports where ledger = $1";
    const WORDS: &str = "select report || ' ' || cast(start_char as text), cast(end_char as text) || ' ' || words \
        from report_words where ledger = $1 and report = $2";
    let rows: Vec<(String, String, String)> = on_tx!(tx, executor => {
        sqlx::query_as(SQL).bind(ledger).fetch_all(executor).await?
    });
    let stored: BTreeMap<_, _> = rows.into_iter().map(|(id, sha256, path)| (id, format!("{sha256} {path}"))).collect();
    let reports = read_reports(tx, ledger).await?;
    let line = |row: &ReportRow| (row.id.clone(), format!("{} {}", row.noted.sha256, row.noted.path));
    findings.compare("reports", &reports.iter().map(line).collect(), &stored);
    for report in &reports {
        let text = find_text_inside(tx, &report.noted.sha256).await?.unwrap_or_default();
        let expected = report_words(report, &text).into_iter();
        let expected =
            expected.map(|(start, end, words)| (format!("{} {start}", report.id), format!("{end} {words}"))).collect();
        let rows: Vec<(String, String)> = on_tx!(tx, executor => {
            sqlx::query_as(WORDS).bind(ledger).bind(&report.id).fetch_all(executor).await?
        });
        findings.compare("report_words", &expected, &rows.into_iter().collect());
    }
    Ok(())
}

async fn compare_cutter(tx: &mut Tx, ledger: &str, findings: &mut Findings) -> Result<(), StoreError> {
    const SQL: &str = "select cutter from cutters where ledger = $1";
    let cutter: Option<String> = on_tx!(tx, executor => {
        sqlx::query_scalar(SQL).bind(ledger).fetch_optional(executor).await?
    });
    if cutter.as_deref() != Some(CUTTER) {
        findings.push("words were cut by another program: run `luoshi db rebuild`".to_owned());
    }
    Ok(())
}

/// Compares the words of what people wrote, along the log.
async fn compare_events(tx: &mut Tx, ledger: &str, findings: &mut Findings) -> Result<(), StoreError> {
    const WORDS: &str = "select cast(seq as text), id || ' ' || words from event_words \
        where ledger = $1 and seq > $2 and seq <= $3";
    let mut last = 0;
    loop {
        let rows = read_rows_since(tx, ledger, last, PAGE).await?;
        let entries = rows.into_iter().map(Entry::try_from).collect::<Result<Vec<_>, _>>()?;
        let end = entries.last().map_or(i64::MAX, |entry| entry.seq);
        let words = |entry| event_words(entry).map(|(id, words)| (entry.seq.to_string(), format!("{id} {words}")));
        let expected = entries.iter().filter_map(words).collect();
        let stored: Vec<(String, String)> = on_tx!(tx, executor => {
            sqlx::query_as(WORDS).bind(ledger).bind(last).bind(end).fetch_all(executor).await?
        });
        findings.compare("event_words", &expected, &stored.into_iter().collect());
        if entries.is_empty() {
            return Ok(());
        }
        last = end;
    }
}
