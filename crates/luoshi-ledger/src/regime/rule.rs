//! Rules of clocks: when they run, how long, and for whom.

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use crate::clock::{Role, Timeline, Trigger};
use crate::limit::{Limit, MonthDay, Roll};

use super::Regime;

/// A clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches of a file")]
pub struct ClockRule {
    /// Stable name within the regime: `settle`.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// What people call it in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
    /// What starts it.
    pub start: Trigger,
    /// What stops it, whichever comes first; withdrawing stops every clock.
    pub stop: Vec<Trigger>,
    /// Whether it is the one by which the item as a whole is in time.
    #[serde(default)]
    pub settles: bool,
    /// Whether a last day written into the item takes the place of the limit.
    #[serde(default)]
    pub stated_wins: bool,
    /// Whether the last node of an approved plan does, as an extension.
    #[serde(default)]
    pub plan_extends: bool,
    /// Whether a later date may be granted.
    #[serde(default)]
    pub extendable: bool,
    /// Whether it stands still while the item is suspended.
    #[serde(default = "yes")]
    pub suspendable: bool,
    /// What happens to a last day on which nobody works.
    #[serde(default)]
    pub roll: Roll,
    /// From this time of day on, what comes counts as of the next (working) day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cutoff: Option<Time>,
    /// Whether its ladder keeps quiet hours.
    #[serde(default = "yes")]
    pub quiet: bool,
    /// For which items it runs at all.
    #[serde(default, skip_serializing_if = "When::is_any")]
    pub when: When,
    /// When its light turns yellow, if not as the regime says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn: Option<Warn>,
    /// Its limits; the first whose condition holds applies. A clock of which none
    /// holds does not run.
    #[serde(rename = "limit")]
    pub limits: Vec<LimitRule>,
}

fn yes() -> bool {
    true
}

/// A limit under a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LimitRule {
    /// How long.
    pub is: Limit,
    /// For which items.
    #[serde(default, skip_serializing_if = "When::is_any")]
    pub when: When,
    /// Whether the figure was seen in the source, and not inferred.
    pub certain: bool,
    /// Where it comes from.
    pub source: String,
}

/// A condition; an empty list is met by everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct When {
    /// Kinds of items.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kind: Vec<String>,
    /// Classes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub class: Vec<String>,
    /// Urgencies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub urgency: Vec<String>,
    /// What the agency is in the item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Whether a last day is written into the item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<bool>,
}

impl When {
    /// Whether it is met by everything.
    pub fn is_any(&self) -> bool {
        *self == Self::default()
    }

    /// Whether `timeline` meets it, as `regime` sees its class and urgency.
    pub fn is_met(&self, timeline: &Timeline, regime: &Regime) -> bool {
        let among = |list: &[String], code: Option<&str>| {
            list.is_empty() || code.is_some_and(|code| list.iter().any(|one| one == code))
        };
        among(&self.kind, Some(&timeline.kind))
            && among(&self.class, regime.class_of(timeline))
            && among(&self.urgency, regime.urgency_of(timeline))
            && self.role.is_none_or(|role| role == timeline.role)
            && self.stated.is_none_or(|stated| stated == timeline.stated_due.is_some())
    }
}

/// When a light turns yellow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Warn {
    /// When.
    pub at: WarnRule,
    /// Whether the figure was seen in the source, and not inferred.
    pub certain: bool,
    /// Where it comes from.
    pub source: String,
}

/// How the moment is found at which a light turns yellow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
pub enum WarnRule {
    /// When this share of the span is left, or so many days, whichever is more.
    Left {
        /// Of the time from start to due, in percent.
        percent: u32,
        /// Calendar days at least.
        min_days: u32,
    },
    /// At the beginning of the day so many calendar days before the last.
    Days(u32),
    /// At the beginning of the working day so many working days before the last.
    Workdays(u32),
}

/// Clocks of the nodes of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NodeRule {
    /// Whether a later date may be granted for one.
    #[serde(default)]
    pub extendable: bool,
    /// Whether they stand still while the item is suspended.
    #[serde(default = "yes")]
    pub suspendable: bool,
    /// The nodes of items that come without their own: a task of the year has its
    /// quarters until a plan with other nodes is adopted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standard: Vec<StandardNode>,
    /// What ends them all, whether reached or not; withdrawing does anyway.
    pub stop: Vec<Trigger>,
    /// When their lights turn yellow, if not as the regime says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn: Option<Warn>,
    /// Whether this was seen in the source, and not inferred.
    pub certain: bool,
    /// Where it comes from.
    pub source: String,
}

/// A node that items have without a plan of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct StandardNode {
    /// What has to be reached.
    pub title: String,
    /// The same in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
    /// Its last day in the plan's year.
    pub on: MonthDay,
    /// For which items.
    #[serde(default, skip_serializing_if = "When::is_any")]
    pub when: When,
    /// Whether the day was seen in the source, and not inferred.
    pub certain: bool,
    /// Where it comes from.
    pub source: String,
}
