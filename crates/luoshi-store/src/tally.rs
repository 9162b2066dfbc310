//! Statistics that cost the same however many items there are.
//!
//! What an item adds to the counts is a handful of numbers with the days from which
//! they hold ([`steps`]). The table `tally` keeps their sums by group, for each kind
//! of item and for all kinds together, a row a year, a row a month and a row a day.
//! When an item changes, what it added before is subtracted and what it adds now is
//! added, in the transaction of the change; the sums always equal a recount. Figures
//! for a period are then a few dozen rows a group: whole years and months, and the
//! days at the ends, or a whole month without the days that are too many.

mod compare;
mod figures;

use std::collections::BTreeMap;

use jiff::civil::Date;
use luoshi_ledger::statistics::{Counts, GroupBy, Outcome, steps};
use sqlx::QueryBuilder;

use crate::StoreError;
use crate::backend::{Tx, on_tx};
use crate::counted::Days;

pub(crate) use compare::Sums;

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
    let mut changed: BTreeMap<&str, (String, Days)> = BTreeMap::new();
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
            let text = serde_json::to_string(outcome).map_err(damaged)?;
            changed.insert(id, (text, Days::of(outcome)));
        }
    }
    cells.retain(|_, counts| *counts != Counts::default());
    let changed: Vec<(&str, (String, Days))> = changed.into_iter().collect();
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

async fn write_outcomes(tx: &mut Tx, ledger: &str, outcomes: &[(&str, (String, Days))]) -> Result<(), StoreError> {
    const COLUMNS: [&str; 7] =
        ["outcome", "issued_on", "due_on", "closed_on", "closed_late", "cleared_on", "withdrawn_on"];
    let updates = COLUMNS.map(|column| format!("{column} = excluded.{column}")).join(", ");
    let columns = COLUMNS.join(", ");
    for some in outcomes.chunks(ITEMS_A_STATEMENT) {
        on_tx!(tx, executor, Database => {
            let mut query =
                QueryBuilder::<Database>::new(format!("insert into outcomes (ledger, item, {columns}) "));
            query.push_values(some, |mut row, (id, (outcome, days))| {
                row.push_bind(ledger).push_bind(*id).push_bind(outcome);
                row.push_bind(days.issued_on.as_deref()).push_bind(days.due_on.as_deref());
                row.push_bind(days.closed_on.as_deref()).push_bind(days.closed_late);
                row.push_bind(days.cleared_on.as_deref()).push_bind(days.withdrawn_on.as_deref());
            });
            query.push(format!(" on conflict (ledger, item) do update set {updates}"));
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
