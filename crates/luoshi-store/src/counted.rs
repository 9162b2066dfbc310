//! The items behind a number of the statistics.
//!
//! A tally says how many, a list says which. Both rest on the same days of the same
//! [`Outcome`]: what [`luoshi_ledger::statistics::steps`] counts on a day is kept in
//! columns of the table `outcomes`, and each measure here is the condition under
//! which an item is counted in it. The suite compares the two.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use luoshi_ledger::item::State;
use luoshi_ledger::statistics::Outcome;
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;

use crate::StoreError;
use crate::backend::on;
use crate::ledger::Ledger;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Issued within the days (交办).
    Assigned,
    /// Closed within the days (办结).
    Closed,
    /// Of these, in time.
    ClosedOnTime,
    /// Of these, late.
    ClosedLate,
    /// Of these, those with a limit.
    ClosedLimited,
    /// Cleared within the days (销号).
    Cleared,
    /// Taken back within the days.
    Withdrawn,
    /// Open at the end of the last day (在办).
    Open,
    /// Of these, past their last day (超期).
    Overdue,
    /// Whose last day has come by then (应办结).
    Due,
    /// Of these, closed.
    DueClosed,
}

impl Measure {
    /// All measures.
    pub const ALL: [Self; 11] = [
        Self::Assigned,
        Self::Closed,
        Self::ClosedOnTime,
        Self::ClosedLate,
        Self::ClosedLimited,
        Self::Cleared,
        Self::Withdrawn,
        Self::Open,
        Self::Overdue,
        Self::Due,
        Self::DueClosed,
    ];

    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Closed => "closed",
            Self::ClosedOnTime => "closed-on-time",
            Self::ClosedLate => "closed-late",
            Self::ClosedLimited => "closed-limited",
            Self::Cleared => "cleared",
            Self::Withdrawn => "withdrawn",
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Due => "due",
            Self::DueClosed => "due-closed",
        }
    }

    /// The measure of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.code() == code)
    }

    /// Whether it is a state at the end of the last day, of which the first says nothing.
    pub fn is_at_end(self) -> bool {
        matches!(self, Self::Open | Self::Overdue | Self::Due | Self::DueClosed)
    }

    /// The day on which something happened that it counts, as a column: a list of such
    /// items comes in the order of that day.
    pub(crate) fn day(self) -> Option<&'static str> {
        match self {
            Self::Assigned => Some("o.issued_on"),
            Self::Closed | Self::ClosedOnTime | Self::ClosedLate | Self::ClosedLimited => Some("o.closed_on"),
            Self::Cleared => Some("o.cleared_on"),
            Self::Withdrawn => Some("o.withdrawn_on"),
            Self::Open | Self::Overdue | Self::Due | Self::DueClosed => None,
        }
    }

    /// The condition; `{a}` and `{z}` stand for the first and the last day.
    fn condition(self) -> &'static str {
        match self {
            Self::Assigned => "o.issued_on >= {a} and o.issued_on <= {z}",
            Self::Closed => CLOSED,
            Self::ClosedOnTime => {
                "o.closed_on >= {a} and o.closed_on <= {z} and o.due_on is not null and not o.closed_late \
                 and (o.withdrawn_on is null or o.closed_on <= o.withdrawn_on)"
            }
            Self::ClosedLate => {
                "o.closed_on >= {a} and o.closed_on <= {z} and o.due_on is not null and o.closed_late \
                 and (o.withdrawn_on is null or o.closed_on <= o.withdrawn_on)"
            }
            Self::ClosedLimited => {
                "o.closed_on >= {a} and o.closed_on <= {z} and o.due_on is not null \
                 and (o.withdrawn_on is null or o.closed_on <= o.withdrawn_on)"
            }
            Self::Cleared => {
                "o.cleared_on >= {a} and o.cleared_on <= {z} \
                 and (o.withdrawn_on is null or o.cleared_on <= o.withdrawn_on)"
            }
            Self::Withdrawn => "o.withdrawn_on >= {a} and o.withdrawn_on <= {z}",
            Self::Open => {
                "o.issued_on <= {z} and (o.closed_on is null or o.closed_on > {z}) \
                 and (o.withdrawn_on is null or o.withdrawn_on > {z})"
            }
            // What is not closed has an index of its own: that is a small part of a ledger.
            Self::Overdue => {
                "o.due_on < {z} and coalesce(o.closed_on, '9999-12-31') > {z} \
                 and (o.withdrawn_on is null or o.withdrawn_on > {z})"
            }
            Self::Due => "o.due_on <= {z} and (o.withdrawn_on is null or o.withdrawn_on > {z})",
            Self::DueClosed => {
                "o.due_on <= {z} and o.closed_on <= {z} and (o.withdrawn_on is null or o.withdrawn_on > {z})"
            }
        }
    }
}

const CLOSED: &str = "o.closed_on >= {a} and o.closed_on <= {z} \
    and (o.withdrawn_on is null or o.closed_on <= o.withdrawn_on)";

/// Items that were counted in a measure for some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// What is counted.
    pub measure: Measure,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// The days of an outcome in the columns of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Days {
    pub(crate) issued_on: Option<String>,
    pub(crate) due_on: Option<String>,
    pub(crate) closed_on: Option<String>,
    pub(crate) closed_late: bool,
    pub(crate) cleared_on: Option<String>,
    pub(crate) withdrawn_on: Option<String>,
}

impl Days {
    pub(crate) fn of(outcome: &Outcome) -> Self {
        let issued_on = outcome.issued_on;
        let day = |day: Option<Date>| day.map(|day| day.max(issued_on).to_string());
        let is_late = outcome.closed_on.zip(outcome.due_on).is_some_and(|(closed_on, due_on)| closed_on > due_on);
        Self {
            issued_on: (!outcome.repeat).then(|| issued_on.to_string()),
            due_on: day(outcome.due_on),
            closed_on: day(outcome.closed_on),
            closed_late: outcome.closed_late || is_late,
            cleared_on: day(outcome.cleared_on),
            withdrawn_on: day(outcome.withdrawn_on),
        }
    }

    /// All of it in one text, for comparing.
    pub(crate) fn text(&self) -> String {
        let days = [&self.issued_on, &self.due_on, &self.closed_on, &self.cleared_on, &self.withdrawn_on];
        let days: Vec<&str> = days.iter().map(|day| day.as_deref().unwrap_or("-")).collect();
        format!("{} {}", days.join(" "), i32::from(self.closed_late))
    }
}

/// Restricts a list, of what is open or closed or both, to what was counted. Where most
/// items of the list are, or the list is short because it is that of one lead, each is
/// looked up while the list is walked; else the counted ones are found first, by the
/// index alone.
pub(crate) fn push<'q, DB>(
    query: &mut QueryBuilder<DB>,
    ledger: &'q str,
    counted: Counted,
    is_short: bool,
    open: Option<bool>,
) where
    DB: sqlx::Database,
    String: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    &'q str: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
{
    if counted.measure == Measure::DueClosed {
        // What is closed is a list of its own, and nearly all of it was due.
        query.push(" and not items.is_open");
    }
    let is_most = match counted.measure {
        Measure::Assigned | Measure::Open | Measure::Due | Measure::DueClosed => true,
        Measure::Overdue => open == Some(true),
        _ => false,
    };
    let is_walked = is_short || is_most;
    if is_walked {
        // With "limit" the row is found by the item: an index of days would be read
        // through for each.
        query.push(" and exists (select 1 from (select * from outcomes where item = items.id and ledger = ");
        query.push_bind(ledger).push(" limit 1) o where true");
    } else {
        query.push(" and items.id in (select o.item from outcomes o where o.ledger = ").push_bind(ledger);
    }
    push_condition(query, counted);
    if counted.measure == Measure::Overdue && open == Some(false) && !is_walked {
        // What is not closed is another range of the index; what was withdrawn later is
        // in it, and in an index of its own.
        query.push(" and coalesce(o.closed_on, '9999-12-31') < '9999-12-31'");
        query.push(" union all select o.item from outcomes o where o.ledger = ").push_bind(ledger);
        push_condition(query, counted);
        query.push(" and o.withdrawn_on > ").push_bind(counted.to.to_string());
    }
    query.push(")");
}

/// The condition under which a row of the table `outcomes o` is counted.
pub(crate) fn push_condition<'q, DB>(query: &mut QueryBuilder<DB>, counted: Counted)
where
    DB: sqlx::Database,
    String: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
{
    query.push(" and o.issued_on is not null and ");
    let mut rest = counted.measure.condition();
    while let Some((before, after)) = rest.split_once('{') {
        query.push(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let day = if name == "a" { counted.from } else { counted.to };
        query.push_bind(day.to_string());
        rest = after;
    }
    query.push(rest);
}

/// How many items there are of each state, and with each light now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Board {
    /// By state.
    pub states: BTreeMap<String, u64>,
    /// Open.
    pub open: u64,
    /// Over a date. This and the next two count what is closed with a clock that runs on.
    pub red: u64,
    /// Near one.
    pub yellow: u64,
    /// Neither.
    pub green: u64,
    /// Open, with a clock that stands still or none.
    pub paused: u64,
}

impl Board {
    /// Items in a state.
    pub fn count(&self, state: State) -> u64 {
        self.states.get(state.code()).copied().unwrap_or(0)
    }
}

/// What was decided within some days, in events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Decisions {
    /// Due dates that were moved by an extension.
    pub extended: u64,
    /// Items that were given back and passed on, or passed on otherwise.
    pub transferred: u64,
    /// Requests that were refused, closings sent back among them.
    pub refused: u64,
}

impl Ledger {
    /// Counts what was decided from one instant up to, but not including, another.
    pub async fn count_decisions(&self, from: Timestamp, until: Timestamp) -> Result<Decisions, StoreError> {
        const SQL: &str = "select kind, count(*) from events where ledger = $1 \
            and kind in ('extended', 'lead-transferred', 'refused') and at_ms >= $2 and at_ms < $3 group by kind";
        let rows: Vec<(String, i64)> = on!(&self.store().db, executor => {
            sqlx::query_as(SQL).bind(self.name()).bind(from.as_millisecond()).bind(until.as_millisecond())
                .fetch_all(executor).await
        })
        .map_err(|e| self.located(e))?;
        let mut decisions = Decisions::default();
        for (kind, count) in rows {
            *match kind.as_str() {
                "extended" => &mut decisions.extended,
                "lead-transferred" => &mut decisions.transferred,
                _ => &mut decisions.refused,
            } = count.unsigned_abs();
        }
        Ok(decisions)
    }

    /// Counts all items by state and by light.
    pub async fn count_board(&self, now: Timestamp) -> Result<Board, StoreError> {
        const STATES: &str = "select state, count(*) from items where ledger = $1 group by state";
        // A light is two instants: over the one it is red, over the other yellow.
        const LIGHTS: &str = "select is_open, light, count(*) from (select is_open, case when red_ms is null then 'none' \
            when red_ms < $2 then 'red' when yellow_ms <= $2 then 'yellow' else 'green' end as light from ( \
            select is_open, red_ms, yellow_ms from items where ledger = $1 and is_open \
            union all select is_open, red_ms, yellow_ms from items \
            where ledger = $1 and not is_open and red_ms is not null) lit) lights group by is_open, light";
        let states: Vec<(String, i64)> = on!(&self.store().db, executor => {
            sqlx::query_as(STATES).bind(self.name()).fetch_all(executor).await
        })
        .map_err(|e| self.located(e))?;
        let lights: Vec<(bool, String, i64)> = on!(&self.store().db, executor => {
            sqlx::query_as(LIGHTS).bind(self.name()).bind(now.as_millisecond()).fetch_all(executor).await
        })
        .map_err(|e| self.located(e))?;
        let sum = |wanted: &dyn Fn(bool, &str) -> bool| {
            let counts = lights.iter().filter(|(open, light, _)| wanted(*open, light));
            counts.map(|(_, _, n)| n.unsigned_abs()).sum()
        };
        let light = |code: &str| sum(&|_, light| light == code);
        Ok(Board {
            states: states.into_iter().map(|(state, n)| (state, n.unsigned_abs())).collect(),
            open: sum(&|open, _| open),
            red: light("red"),
            yellow: light("yellow"),
            green: light("green"),
            paused: light("none"),
        })
    }
}
