//! What the office has set: regimes and notices of holidays, each change an
//! event. An item keeps the version of the regime it was issued under.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, CalendarError, Notice};
use crate::event::DecodeError;
use crate::item::Item;
use crate::regime::{Regime, RegimeError};

/// The place whose ledger it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// Its name (霁川县).
    pub place: String,
    /// `nation`, `province`, `prefecture` or `county`: how its agencies are named.
    pub level: String,
}

/// What happened to the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each variant says what its fields hold")]
pub enum SettingsEvent {
    /// A regime was set; its version is how often it was.
    RegimeSet { name: String, toml: String },
    /// A notice of holidays was entered.
    NoticeAdded { notice: Notice },
    /// The place was named.
    OfficeSet { office: Office },
}

impl SettingsEvent {
    /// Kind and data, as they are stored.
    pub fn encode(&self) -> (String, String) {
        crate::event::encode(self)
    }

    /// The event of a stored kind, version and data.
    pub fn decode(kind: &str, version: i64, data: &str) -> Result<Self, DecodeError> {
        crate::event::decode(kind, version, data)
    }
}

/// A setting that cannot be.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The regime is not right.
    #[error(transparent)]
    Regime(#[from] RegimeError),
    /// The notice is not right.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// The regime's name differs from the one it is set under.
    #[error("the regime is named \"{found}\" in its file and set as \"{name}\"")]
    Misnamed {
        /// The name it is set under.
        name: String,
        /// The name in its file.
        found: String,
    },
}

impl SettingsError {
    /// What is wrong, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Regime(error) => error.zh(),
            Self::Calendar(error) => error.zh(),
            Self::Misnamed { name, found } => format!("文件中的名称（name）是“{found}”，不是“{name}”"),
        }
    }
}

/// The settings in force.
#[derive(Debug, Clone)]
pub struct Settings {
    regimes: BTreeMap<String, Vec<Arc<Regime>>>,
    /// The calendar after each notice; the last one holds.
    calendars: Vec<Arc<Calendar>>,
    office: Option<Office>,
    /// How many events made them.
    pub version: i64,
}

impl Default for Settings {
    /// No regime, and the calendar that the program ships.
    fn default() -> Self {
        let calendars = vec![Arc::new(Calendar::standard())];
        Self { regimes: BTreeMap::new(), calendars, office: None, version: 0 }
    }
}

impl Settings {
    /// Applies what happened; refuses what is not right and changes nothing then.
    pub fn apply(&mut self, event: &SettingsEvent) -> Result<(), SettingsError> {
        match event {
            SettingsEvent::RegimeSet { name, toml } => {
                let regime = Regime::parse(toml)?;
                if regime.name != *name {
                    return Err(SettingsError::Misnamed { name: name.clone(), found: regime.name });
                }
                self.regimes.entry(name.clone()).or_default().push(Arc::new(regime));
            }
            SettingsEvent::NoticeAdded { notice } => {
                let calendar = Calendar::clone(self.calendar()).with_notice(notice.clone())?;
                self.calendars.push(Arc::new(calendar));
            }
            SettingsEvent::OfficeSet { office } => self.office = Some(office.clone()),
        }
        self.version += 1;
        Ok(())
    }

    /// The regime of a name in its newest version, with that version.
    pub fn find_regime(&self, name: &str) -> Option<(&Arc<Regime>, u32)> {
        let versions = self.regimes.get(name)?;
        Some((versions.last()?, versions.len() as u32))
    }

    /// The regime of a name in the version of an item.
    pub fn find_version(&self, name: &str, version: u32) -> Option<&Arc<Regime>> {
        self.regimes.get(name)?.get(version.checked_sub(1)? as usize)
    }

    /// Every regime in its newest version, by name.
    pub fn list_regimes(&self) -> impl Iterator<Item = (&Arc<Regime>, u32)> {
        self.regimes.values().filter_map(|v| v.last().map(|r| (r, v.len() as u32)))
    }

    /// The regime of an item, in the version it was issued under.
    pub fn regime_of(&self, item: &Item) -> Option<&Arc<Regime>> {
        self.find_version(&item.content.regime, item.content.regime_version)
    }

    /// Working days.
    pub fn calendar(&self) -> &Arc<Calendar> {
        self.calendars.last().unwrap_or(&self.calendars[0])
    }

    /// How many notices made the calendar in force, and one for what was shipped.
    pub fn calendar_version(&self) -> i64 {
        i64::try_from(self.calendars.len()).unwrap_or(i64::MAX)
    }

    /// The calendar of a version.
    pub fn find_calendar(&self, version: i64) -> Option<&Arc<Calendar>> {
        self.calendars.get(usize::try_from(version).ok()?.checked_sub(1)?)
    }

    /// The place whose ledger it is.
    pub fn office(&self) -> Option<&Office> {
        self.office.as_ref()
    }
}
