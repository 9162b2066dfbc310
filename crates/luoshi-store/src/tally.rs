//! Statistics that cost the same however many items there are.
//!
//! What an item adds to the counts is a handful of numbers with the days from which
//! they hold ([`steps`]). The table `tally` keeps their sums by group, for each kind
//! of item and for all kinds together, a row a year, a row a month and a row a day.
//! When an item changes, what it added before is subtracted and what it adds now is
//! added, in the transaction of the change; the sums always equal a recount. Figures
//! for a period are then a few dozen rows a group: whole years and months, and the
//! days at the ends.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use luoshi_ledger::statistics::{Counts, Figures, GroupBy, Outcome, steps};
use sqlx::{AssertSqlSafe, QueryBuilder, Row};

use crate::backend::{Db, Tx, on_tx};
use crate::{Store, StoreError};

/// Items whose last outcome is looked up with one statement.
const ITEMS_A_STATEMENT: usize = 256;

/// Rows written with one statement: about sixty values each.
const ROWS_A_STATEMENT: usize = 128;

/// How fine the days of a row are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Grain {
    Day,
    Month,
    Year,
}

impl Grain {
    fn code(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// The last day of the day, month or year of a day.
    fn end(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Month => day.last_of_month(),
            Self::Year => day.last_of_year(),
        }
    }
}

/// The kind that stands for all kinds.
const ALL_KINDS: &str = "";

/// The key of a row: grouping, kind, grain, day, group.
type Cell = (&'static str, String, Grain, Date, String);

fn code(by: GroupBy) -> &'static str {
    match by {
        GroupBy::Agency => "agency",
        GroupBy::Leader => "leader",
        GroupBy::Kind => "kind",
        GroupBy::Class => "class",
        GroupBy::Section => "section",
        GroupBy::Region => "region",
        GroupBy::Month => "month",
        GroupBy::SigningBatch => "signing-batch",
        GroupBy::StartingBatch => "starting-batch",
        GroupBy::CommissioningBatch => "commissioning-batch",
    }
}

/// Groupings in which every item has a place, if only the one without a name. The
/// others are about projects.
fn concerns(by: GroupBy, outcome: &Outcome) -> bool {
    match by {
        GroupBy::SigningBatch | GroupBy::StartingBatch | GroupBy::CommissioningBatch => outcome.project.is_some(),
        _ => true,
    }
}

/// Adds what an item adds, or takes it away.
fn add(cells: &mut BTreeMap<Cell, Counts>, outcome: &Outcome, sign: Sign) {
    for by in GroupBy::ALL.into_iter().filter(|by| concerns(*by, outcome)) {
        let key = by.key(outcome).unwrap_or_default();
        for (day, counts) in steps(outcome).iter() {
            let counts = if sign == Sign::Plus { *counts } else { -*counts };
            for kind in [ALL_KINDS, &outcome.kind] {
                for grain in [Grain::Day, Grain::Month, Grain::Year] {
                    let cell = (code(by), kind.to_owned(), grain, grain.end(day), key.clone());
                    *cells.entry(cell).or_default() += counts;
                }
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Plus,
    Minus,
}

/// Brings outcomes and tally up to date for items that were written. The caller
/// holds the lock on the ledger.
pub(crate) async fn count(tx: &mut Tx, ledger: &str, items: &[(&str, &Outcome)]) -> Result<(), StoreError> {
    let mut cells = BTreeMap::new();
    let mut changed: BTreeMap<&str, String> = BTreeMap::new();
    for some in items.chunks(ITEMS_A_STATEMENT) {
        let before = read_outcomes(tx, ledger, some).await?;
        for (id, outcome) in some {
            let old = before.get(*id);
            if old == Some(*outcome) {
                continue;
            }
            if let Some(old) = old {
                add(&mut cells, old, Sign::Minus);
            }
            add(&mut cells, outcome, Sign::Plus);
            let damaged = |_| StoreError::Inconsistent { table: "outcomes", column: "outcome", id: (*id).to_owned() };
            changed.insert(id, serde_json::to_string(outcome).map_err(damaged)?);
        }
    }
    cells.retain(|_, counts| *counts != Counts::default());
    let changed: Vec<(&str, String)> = changed.into_iter().collect();
    write_outcomes(tx, ledger, &changed).await?;
    write_cells(tx, ledger, &cells.into_iter().collect::<Vec<_>>()).await
}

async fn read_outcomes(
    tx: &mut Tx,
    ledger: &str,
    items: &[(&str, &Outcome)],
) -> Result<BTreeMap<String, Outcome>, StoreError> {
    let rows: Vec<(String, String)> = on_tx!(tx, executor, Database => {
        let mut query = QueryBuilder::<Database>::new("select item, outcome from outcomes where ledger = ");
        query.push_bind(ledger).push(" and item in (");
        let mut list = query.separated(", ");
        for (id, _) in items {
            list.push_bind(*id);
        }
        query.push(")");
        query.build_query_as().fetch_all(executor).await?
    });
    rows.into_iter().map(|(id, outcome)| parse(&id, &outcome).map(|outcome| (id, outcome))).collect()
}

fn parse(id: &str, outcome: &str) -> Result<Outcome, StoreError> {
    let damaged = |_| StoreError::Inconsistent { table: "outcomes", column: "outcome", id: id.to_owned() };
    serde_json::from_str(outcome).map_err(damaged)
}

async fn write_outcomes(tx: &mut Tx, ledger: &str, outcomes: &[(&str, String)]) -> Result<(), StoreError> {
    for some in outcomes.chunks(ITEMS_A_STATEMENT) {
        on_tx!(tx, executor, Database => {
            let mut query = QueryBuilder::<Database>::new("insert into outcomes (ledger, item, outcome) ");
            query.push_values(some, |mut row, (id, outcome)| {
                row.push_bind(ledger).push_bind(*id).push_bind(outcome);
            });
            query.push(" on conflict (ledger, item) do update set outcome = excluded.outcome");
            query.build().execute(executor).await?;
        });
    }
    Ok(())
}

async fn write_cells(tx: &mut Tx, ledger: &str, cells: &[(Cell, Counts)]) -> Result<(), StoreError> {
    for some in cells.chunks(ROWS_A_STATEMENT) {
        on_tx!(tx, executor, Database => {
            let columns = Counts::COLUMNS.join(", ");
            let mut query = QueryBuilder::<Database>::new(format!(
                "insert into tally (ledger, grouping_code, kind, grain, day, group_key, {columns}) "
            ));
            query.push_values(some, |mut row, ((by, kind, grain, day, key), counts)| {
                row.push_bind(ledger).push_bind(*by).push_bind(kind).push_bind(grain.code());
                row.push_bind(day.to_string()).push_bind(key);
                for value in counts.columns() {
                    row.push_bind(value);
                }
            });
            query.push(" on conflict (ledger, grouping_code, kind, grain, day, group_key) do update set ");
            let mut sums = query.separated(", ");
            for column in Counts::COLUMNS {
                sums.push(format!("{column} = tally.{column} + excluded.{column}"));
            }
            query.build().execute(executor).await?;
        });
    }
    Ok(())
}

/// The sums that a tally must have, for comparing.
#[derive(Default)]
pub(crate) struct Sums(BTreeMap<Cell, Counts>);

impl Sums {
    pub(crate) fn add(&mut self, outcome: &Outcome) {
        add(&mut self.0, outcome, Sign::Plus);
    }

    /// Names each row of a ledger's tally that is not the sum. Rows of zeros count as absent.
    pub(crate) async fn compare(mut self, tx: &mut Tx, ledger: &str) -> Result<Vec<String>, StoreError> {
        self.0.retain(|_, counts| *counts != Counts::default());
        let mut expected: BTreeMap<[String; 5], Counts> = BTreeMap::new();
        for ((by, kind, grain, day, key), counts) in self.0 {
            expected.insert([by.to_owned(), kind, grain.code().to_owned(), day.to_string(), key], counts);
        }
        let mut found = Vec::new();
        let columns = Counts::COLUMNS.join(", ");
        let sql = format!("select grouping_code, kind, grain, day, group_key, {columns} from tally where ledger = $1");
        on_tx!(tx, executor => {
            for row in sqlx::query(AssertSqlSafe(sql)).bind(ledger).fetch_all(executor).await? {
                let mut key: [String; 5] = Default::default();
                for (index, part) in key.iter_mut().enumerate() {
                    *part = row.try_get(index)?;
                }
                let values: Result<Vec<i64>, _> = (5..5 + Counts::COLUMNS.len()).map(|i| row.try_get(i)).collect();
                let counts = Counts::from_columns(&values?);
                if expected.remove(&key).unwrap_or_default() != counts {
                    found.push(format!("table tally has wrong sums for {}", key.join(" ")));
                }
            }
        });
        found.extend(expected.keys().map(|key| format!("table tally lacks {}", key.join(" "))));
        Ok(found)
    }
}

/// Days that one query adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Segment {
    grain: Grain,
    first: Date,
    last: Date,
}

/// The days from `first` to `last`: whole years as years, whole months as months.
fn segments(first: Date, last: Date) -> Vec<Segment> {
    split(Grain::Year, first, last)
}

fn split(grain: Grain, first: Date, last: Date) -> Vec<Segment> {
    if first > last {
        return Vec::new();
    }
    let finer = match grain {
        Grain::Year => Grain::Month,
        Grain::Month => Grain::Day,
        Grain::Day => return vec![Segment { grain, first, last }],
    };
    let begins = |day: Date| if grain == Grain::Year { day.first_of_year() } else { day.first_of_month() };
    let whole_from = if first == begins(first) { first } else { after(grain.end(first)) };
    let whole_until = if last == grain.end(last) { last } else { before(begins(last)) };
    if whole_from > whole_until {
        return split(finer, first, last);
    }
    let mut segments = split(finer, first, before(whole_from));
    segments.push(Segment { grain, first: whole_from, last: whole_until });
    segments.extend(split(finer, after(whole_until), last));
    segments
}

fn after(day: Date) -> Date {
    day.saturating_add(1.day())
}

fn before(day: Date) -> Date {
    day.saturating_sub(1.day())
}

/// Earlier than anything in a ledger.
const BEGINNING: Date = Date::constant(1900, 1, 1);

impl Store {
    /// The counts of each group: at the end of `to`, and within the days from `from`
    /// to `to`. With a kind, of items of that kind alone. The group without a name
    /// holds what belongs to no other.
    pub async fn list_figures(
        &self,
        ledger: &str,
        by: GroupBy,
        kind: Option<&str>,
        from: Date,
        to: Date,
    ) -> Result<BTreeMap<Option<String>, Figures>, StoreError> {
        let mut figures: BTreeMap<Option<String>, Figures> = BTreeMap::new();
        let past = segments(BEGINNING, before(from).min(to)).into_iter().map(|segment| (segment, false));
        let within = segments(from, to).into_iter().map(|segment| (segment, true));
        for (segment, is_within) in past.chain(within) {
            for (key, counts) in self.located(self.sum(ledger, by, kind, segment).await)? {
                let group = figures.entry(Some(key).filter(|key| !key.is_empty())).or_default();
                group.at += counts;
                if is_within {
                    group.within += counts;
                }
            }
        }
        figures.retain(|_, figures| *figures != Figures::default());
        Ok(figures)
    }

    /// Sums of the rows of a segment, by group.
    async fn sum(
        &self,
        ledger: &str,
        by: GroupBy,
        kind: Option<&str>,
        segment: Segment,
    ) -> Result<Vec<(String, Counts)>, StoreError> {
        // Sums of whole numbers are decimals in PostgreSQL.
        let sums: Vec<String> = Counts::COLUMNS.iter().map(|c| format!("cast(sum({c}) as bigint)")).collect();
        let sql = format!("select group_key, {} from tally where ledger = ", sums.join(", "));
        macro_rules! rows {
            ($pool:expr, $database:ty) => {{
                let mut query = QueryBuilder::<$database>::new(sql);
                query.push_bind(ledger).push(" and grouping_code = ").push_bind(code(by));
                query.push(" and kind = ").push_bind(kind.unwrap_or(ALL_KINDS));
                query.push(" and grain = ").push_bind(segment.grain.code());
                query.push(" and day >= ").push_bind(segment.first.to_string());
                query.push(" and day <= ").push_bind(segment.last.to_string());
                query.push(" group by group_key");
                let rows = query.build().fetch_all($pool).await?;
                let mut sums = Vec::with_capacity(rows.len());
                for row in rows {
                    let values: Result<Vec<i64>, _> = (1..=Counts::COLUMNS.len()).map(|i| row.try_get(i)).collect();
                    sums.push((row.try_get(0)?, Counts::from_columns(&values?)));
                }
                sums
            }};
        }
        Ok(match &self.db {
            Db::Sqlite { read, .. } => rows!(read, sqlx::Sqlite),
            Db::Postgres(pool) => rows!(pool, sqlx::Postgres),
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn whole_years_and_months_are_rows() {
        let mut table = String::new();
        for (first, last) in [
            (date(2025, 1, 1), date(2025, 12, 31)),
            (date(2025, 1, 15), date(2025, 12, 9)),
            (date(2025, 1, 15), date(2025, 1, 20)),
            (date(2025, 1, 15), date(2025, 2, 20)),
            (date(2025, 1, 1), date(2025, 1, 31)),
            (date(2025, 1, 31), date(2025, 2, 1)),
            (date(2022, 12, 31), date(2025, 3, 1)),
            (date(2023, 5, 1), date(2025, 11, 30)),
        ] {
            let parts: Vec<String> =
                segments(first, last).iter().map(|s| format!("{} {}..{}", s.grain.code(), s.first, s.last)).collect();
            table = format!("{table}{first}..{last}: {}\n", parts.join(", "));
        }
        insta::assert_snapshot!(table, @r"
        2025-01-01..2025-12-31: year 2025-01-01..2025-12-31
        2025-01-15..2025-12-09: day 2025-01-15..2025-01-31, month 2025-02-01..2025-11-30, day 2025-12-01..2025-12-09
        2025-01-15..2025-01-20: day 2025-01-15..2025-01-20
        2025-01-15..2025-02-20: day 2025-01-15..2025-02-20
        2025-01-01..2025-01-31: month 2025-01-01..2025-01-31
        2025-01-31..2025-02-01: day 2025-01-31..2025-02-01
        2022-12-31..2025-03-01: day 2022-12-31..2022-12-31, year 2023-01-01..2024-12-31, month 2025-01-01..2025-02-28, day 2025-03-01..2025-03-01
        2023-05-01..2025-11-30: month 2023-05-01..2023-12-31, year 2024-01-01..2024-12-31, month 2025-01-01..2025-11-30
        ");
    }
}
