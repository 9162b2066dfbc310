//! Figures for a period, from the sums.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use luoshi_ledger::statistics::{Counts, Figures, GroupBy};
use sqlx::{AssertSqlSafe, QueryBuilder, Row};

use super::{ALL_KINDS, Grain, Sign, code};
use crate::backend::{Db, on};
use crate::{Store, StoreError};

/// Days that one query adds up, or takes away again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Segment {
    grain: Grain,
    first: Date,
    last: Date,
    sign: Sign,
}

impl Segment {
    fn plus(grain: Grain, first: Date, last: Date) -> Self {
        Self { grain, first, last, sign: Sign::Plus }
    }
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
        Grain::Day => return parts(Grain::Day, Grain::Month, first, last),
    };
    let whole_from = if first == begin(grain, first) { first } else { after(grain.end(first)) };
    let whole_until = if last == grain.end(last) { last } else { before(begin(grain, last)) };
    if whole_from > whole_until {
        return split(finer, first, last);
    }
    let mut segments = split(finer, first, before(whole_from));
    segments.extend(match grain {
        Grain::Month => parts(Grain::Month, Grain::Year, whole_from, whole_until),
        _ => vec![Segment::plus(grain, whole_from, whole_until)],
    });
    segments.extend(split(finer, after(whole_until), last));
    segments
}

/// Days or whole months within one or two months or years: each as it is or, where that
/// is fewer rows, the month or year without its others.
fn parts(grain: Grain, whole: Grain, first: Date, last: Date) -> Vec<Segment> {
    let (from, to) = (begin(whole, first), whole.end(first));
    if last > to {
        let mut segments = parts(grain, whole, first, to);
        segments.extend(parts(grain, whole, after(to), last));
        return segments;
    }
    let count = |from: Date, to: Date| match grain {
        Grain::Day => i32::from(to.day()) - i32::from(from.day()) + 1,
        _ => i32::from(to.month()) - i32::from(from.month()) + 1,
    };
    let inside = count(first, last);
    if inside <= count(from, to) - inside + 1 {
        return vec![Segment::plus(grain, first, last)];
    }
    let mut segments = vec![Segment::plus(whole, to, to)];
    for (from, to) in [(from, before(first)), (after(last), to)].into_iter().filter(|(from, to)| from <= to) {
        segments.push(Segment { sign: Sign::Minus, ..Segment::plus(grain, from, to) });
    }
    segments
}

/// The first day of the month or year of a day.
fn begin(grain: Grain, day: Date) -> Date {
    if grain == Grain::Year { day.first_of_year() } else { day.first_of_month() }
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
        for (key, counts) in self.sum_until(ledger, by, kind, to).await? {
            let group = figures.entry(key).or_default();
            group.at += counts;
            group.within += counts;
        }
        for (key, counts) in self.sum_until(ledger, by, kind, before(from).min(to)).await? {
            figures.entry(key).or_default().within += -counts;
        }
        figures.retain(|_, figures| *figures != Figures::default());
        Ok(figures)
    }

    /// The names of the groups in which items were ever counted, in order, without the
    /// ones that have no name: for each grouping that is asked for.
    pub async fn list_group_names<const N: usize>(
        &self,
        ledger: &str,
        groupings: [GroupBy; N],
    ) -> Result<[Vec<String>; N], StoreError> {
        let codes = groupings.map(code);
        let places: Vec<String> = (4..N + 4).map(|place| format!("${place}")).collect();
        let sql = format!(
            "select distinct grouping_code, group_key from tally where ledger = $1 and kind = $2 and grain = $3 \
             and group_key <> '' and grouping_code in ({}) order by group_key",
            places.join(", ")
        );
        let rows: Result<Vec<(String, String)>, _> = on!(&self.db, executor => {
            let query = sqlx::query_as(AssertSqlSafe(sql)).bind(ledger).bind(ALL_KINDS).bind(Grain::Year.code());
            codes.iter().fold(query, |query, code| query.bind(*code)).fetch_all(executor).await
        });
        let mut names = codes.map(|_| Vec::new());
        for (code, name) in self.located(rows.map_err(StoreError::from))? {
            if let Some(place) = codes.iter().position(|asked| *asked == code) {
                names[place].push(name);
            }
        }
        Ok(names)
    }

    /// What happened in each month and how things stood at its end, of all items, from
    /// the first month in which something happened to that of `to`. The figures of the
    /// last month are those at its end too, even when that lies ahead.
    pub async fn list_months(&self, ledger: &str, to: Date) -> Result<BTreeMap<Date, Figures>, StoreError> {
        let sums: Vec<String> = Counts::COLUMNS.iter().map(|c| format!("cast(sum({c}) as bigint)")).collect();
        let sql = format!(
            "select day, {} from tally where ledger = $1 and grouping_code = $2 and kind = $3 and grain = $4 \
             and day <= $5 group by day order by day",
            sums.join(", ")
        );
        let last = to.last_of_month();
        let read = on!(&self.db, executor => {
            let query = sqlx::query(AssertSqlSafe(sql)).bind(ledger).bind(code(GroupBy::Kind)).bind(ALL_KINDS);
            let rows = query.bind(Grain::Month.code()).bind(last.to_string()).fetch_all(executor).await;
            rows.and_then(|rows| {
                let mut months = Vec::with_capacity(rows.len());
                for row in rows {
                    let values: Result<Vec<i64>, _> = (1..=Counts::COLUMNS.len()).map(|i| row.try_get(i)).collect();
                    months.push((row.try_get::<String, _>(0)?, Counts::from_columns(&values?)));
                }
                Ok(months)
            })
        });
        let mut at = Counts::default();
        let mut months = BTreeMap::new();
        for (day, within) in self.located(read.map_err(StoreError::from))? {
            at += within;
            let damaged = |_| StoreError::Inconsistent { table: "tally", column: "day", id: day.clone() };
            months.insert(day.parse::<Date>().map_err(damaged)?, Figures { at, within });
        }
        Ok(months)
    }

    /// The counts of each group at the end of a day.
    async fn sum_until(
        &self,
        ledger: &str,
        by: GroupBy,
        kind: Option<&str>,
        day: Date,
    ) -> Result<BTreeMap<Option<String>, Counts>, StoreError> {
        let mut sums: BTreeMap<Option<String>, Counts> = BTreeMap::new();
        for segment in segments(BEGINNING, day) {
            for (key, counts) in self.located(self.sum(ledger, by, kind, segment).await)? {
                let counts = if segment.sign == Sign::Plus { counts } else { -counts };
                *sums.entry(Some(key).filter(|key| !key.is_empty())).or_default() += counts;
            }
        }
        Ok(sums)
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
            (date(1900, 1, 1), date(2024, 12, 19)),
            (date(2024, 2, 3), date(2024, 2, 28)),
        ] {
            let sign = |segment: &Segment| if segment.sign == Sign::Plus { "" } else { "-" };
            let part = |s: &Segment| format!("{}{} {}..{}", sign(s), s.grain.code(), s.first, s.last);
            let parts: Vec<String> = segments(first, last).iter().map(part).collect();
            table = format!("{table}{first}..{last}: {}\n", parts.join(", "));
        }
        insta::assert_snapshot!(table, @r"
            2025-01-01..2025-12-31: year 2025-01-01..2025-12-31
            2025-01-15..2025-12-09: month 2025-01-31..2025-01-31, -day 2025-01-01..2025-01-14, year 2025-12-31..2025-12-31, -month 2025-01-01..2025-01-31, -month 2025-12-01..2025-12-31, day 2025-12-01..2025-12-09
            2025-01-15..2025-01-20: day 2025-01-15..2025-01-20
            2025-01-15..2025-02-20: month 2025-01-31..2025-01-31, -day 2025-01-01..2025-01-14, month 2025-02-28..2025-02-28, -day 2025-02-21..2025-02-28
            2025-01-01..2025-01-31: month 2025-01-01..2025-01-31
            2025-01-31..2025-02-01: day 2025-01-31..2025-01-31, day 2025-02-01..2025-02-01
            2022-12-31..2025-03-01: day 2022-12-31..2022-12-31, year 2023-01-01..2024-12-31, month 2025-01-01..2025-02-28, day 2025-03-01..2025-03-01
            2023-05-01..2025-11-30: year 2023-12-31..2023-12-31, -month 2023-01-01..2023-04-30, year 2024-01-01..2024-12-31, year 2025-12-31..2025-12-31, -month 2025-12-01..2025-12-31
            1900-01-01..2024-12-19: year 1900-01-01..2023-12-31, year 2024-12-31..2024-12-31, -month 2024-12-01..2024-12-31, month 2024-12-31..2024-12-31, -day 2024-12-20..2024-12-31
            2024-02-03..2024-02-28: month 2024-02-29..2024-02-29, -day 2024-02-01..2024-02-02, -day 2024-02-29..2024-02-29
        ");
    }
}
