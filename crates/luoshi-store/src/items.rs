//! Reading items: one, a filtered page, what a sweep has to look at.

mod find;
pub(crate) mod list;
mod parts;
mod words;

use jiff::Timestamp;
use jiff::civil::Date;
use luoshi_ledger::item::{ItemKind, State};
use serde::{Deserialize, Serialize};

use crate::counted::Counted;
use crate::public::Public;

/// What a filter asks for that wants items without a class, leader or section.
pub const NOT_STATED: &str = "-";

/// Which items a list shows. What is none does not restrict; class, leader and section
/// can be [`NOT_STATED`].
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
    /// Due on this day or later.
    pub due_from: Option<Date>,
    /// Due on this day or earlier.
    pub due_until: Option<Date>,
    /// With a request that waits for a decision, or without one.
    pub asking: Option<bool>,
    /// Counted by the statistics in this measure.
    pub counted: Option<Counted>,
    /// With these words in the title, the sentence, the titles of nodes, the names of agencies
    /// or the number.
    pub text: Option<String>,
    /// Only what the public may know of, and of that these.
    pub public: Option<Public>,
}

/// A light to filter by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LightFilter {
    /// A clock runs, and it is neither yellow nor red. This and the next two are lights
    /// of closed items too, while something is left to do on them.
    Green,
    /// Near its date.
    Yellow,
    /// Over its date.
    Red,
    /// Open, and no clock runs: it waits for a decision or is suspended.
    None,
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
    /// Behind a number of the statistics: by the day on which they were counted. Where
    /// there is no such day, or an agency's list is short anyhow, as [`Sort::Due`].
    Day,
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
    /// Its light: `red`, `yellow`, `green`, or `none` when it is open and no clock runs;
    /// nothing when it is closed and no clock runs on.
    pub fn light(&self, now: Timestamp) -> Option<&'static str> {
        let now = now.as_millisecond();
        match (self.red_ms, self.yellow_ms) {
            (None, _) => self.is_open.then_some("none"),
            (Some(red), _) if red < now => Some("red"),
            (_, Some(yellow)) if yellow <= now => Some("yellow"),
            _ => Some("green"),
        }
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

impl After {
    /// After this row.
    pub(crate) fn of(line: &ItemLine) -> Self {
        Self { due: line.next_due.clone(), id: line.id.clone() }
    }
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
            "none" => Self::None,
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
            "day" => Self::Day,
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
    /// When it was read into the ledger, in milliseconds since 1970.
    pub read_ms: i64,
}
