//! Corrections of a row.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::id::{AgencyId, PersonId};
use crate::item::{Details, ItemKind};
use crate::schedule::Metric;

/// A correction of a row. What is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowEdit {
    /// What has to be done.
    pub title: Option<String>,
    /// What it is.
    pub kind: Option<ItemKind>,
    /// Its class.
    pub class: Option<String>,
    /// Its regime.
    pub regime: Option<String>,
    /// The lead.
    pub lead: Option<AgencyId>,
    /// Agencies that help.
    pub support: Option<Vec<AgencyId>>,
    /// 牵头领导.
    pub leader: Option<PersonId>,
    /// The date.
    pub stated_due: Option<Date>,
    /// What it can be measured by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metrics: Option<Vec<Metric>>,
    /// What is taken away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clear: Vec<RowField>,
}

/// What a row can do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowField {
    /// Its class.
    Class,
    /// Its regime: the usual one of its kind holds.
    Regime,
    /// The lead, until there is another.
    Lead,
    /// 牵头领导.
    Leader,
    /// The date.
    StatedDue,
}

impl RowEdit {
    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Row {
    pub(super) fn edit(&mut self, edit: &RowEdit) {
        for field in &edit.clear {
            match field {
                RowField::Class => self.class = None,
                RowField::Regime => self.regime = None,
                RowField::Lead => self.lead = None,
                RowField::Leader => self.leader = None,
                RowField::StatedDue => self.stated_due = None,
            }
        }
        if let Some(title) = &edit.title {
            self.title.clone_from(title);
        }
        if let Some(kind) = edit.kind {
            self.kind = kind;
            if !self.details.fit(kind) {
                self.details = Details::None;
            }
        }
        if let Some(support) = &edit.support {
            self.support.clone_from(support);
        }
        if let Some(metrics) = &edit.metrics {
            self.metrics.clone_from(metrics);
        }
        self.class = edit.class.clone().or(self.class.take());
        self.regime = edit.regime.clone().or(self.regime.take());
        self.lead = edit.lead.clone().or(self.lead.take());
        self.leader = edit.leader.clone().or(self.leader.take());
        self.stated_due = edit.stated_due.or(self.stated_due);
    }
}
