//! The directory of agencies: a tree, with what each may still be given.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::event::DecodeError;
use crate::id::AgencyId;
use crate::rejection::Rejection;

/// An agency (责任单位).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agency {
    /// Its code; by default its name.
    pub id: AgencyId,
    /// Its name as printed.
    pub name: String,
    /// The agency it belongs to.
    pub parent: Option<AgencyId>,
    /// Whether new items may be given to it.
    pub active: bool,
}

/// What happened to the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each variant says what its fields hold")]
pub enum RegistryEvent {
    /// An agency came in.
    AgencyAdded { agency: Agency },
    /// It got another name; its code stays.
    AgencyRenamed { id: AgencyId, name: String },
    /// It belongs elsewhere.
    AgencyMoved { id: AgencyId, parent: Option<AgencyId> },
    /// It was closed or merged: keeps its items and gets no new ones.
    AgencyRetired { id: AgencyId, reason: String },
}

impl RegistryEvent {
    /// The agency it is about.
    pub fn agency(&self) -> &AgencyId {
        match self {
            Self::AgencyAdded { agency } => &agency.id,
            Self::AgencyRenamed { id, .. } | Self::AgencyMoved { id, .. } | Self::AgencyRetired { id, .. } => id,
        }
    }

    /// Kind and data, as they are stored.
    pub fn encode(&self) -> (String, String) {
        crate::event::encode(self)
    }

    /// The event of a stored kind, version and data.
    pub fn decode(kind: &str, version: i64, data: &str) -> Result<Self, DecodeError> {
        crate::event::decode(kind, version, data)
    }
}

/// Why the directory refuses a change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegistryError {
    /// The code is taken.
    #[error("agency \"{0}\" is there already")]
    Exists(AgencyId),
    /// There is no such agency.
    #[error("there is no agency \"{0}\"")]
    Unknown(AgencyId),
    /// The tree would have a circle.
    #[error("agency \"{0}\" would belong to itself")]
    Cycle(AgencyId),
    /// It has no name.
    #[error("an agency needs a name")]
    Nameless,
}

impl RegistryError {
    /// What is wrong, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Exists(id) => format!("单位“{id}”已存在"),
            Self::Unknown(id) => format!("没有单位“{id}”"),
            Self::Cycle(id) => format!("单位“{id}”不能隶属于自己"),
            Self::Nameless => "单位须有名称".to_owned(),
        }
    }
}

/// The directory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registry {
    agencies: BTreeMap<AgencyId, Agency>,
    /// How many events made it.
    pub version: i64,
}

impl Registry {
    /// Applies what happened.
    pub fn apply(&mut self, event: &RegistryEvent) {
        self.version += 1;
        match event {
            RegistryEvent::AgencyAdded { agency } => {
                self.agencies.insert(agency.id.clone(), agency.clone());
            }
            RegistryEvent::AgencyRenamed { id, name } => {
                if let Some(agency) = self.agencies.get_mut(id) {
                    agency.name.clone_from(name);
                }
            }
            RegistryEvent::AgencyMoved { id, parent } => {
                if let Some(agency) = self.agencies.get_mut(id) {
                    agency.parent.clone_from(parent);
                }
            }
            RegistryEvent::AgencyRetired { id, .. } => {
                if let Some(agency) = self.agencies.get_mut(id) {
                    agency.active = false;
                }
            }
        }
    }

    /// Checks a change against the directory as it is.
    pub fn check(&self, event: &RegistryEvent) -> Result<(), RegistryError> {
        match event {
            RegistryEvent::AgencyAdded { agency } => {
                if agency.name.trim().is_empty() || agency.id.as_str().trim().is_empty() {
                    return Err(RegistryError::Nameless);
                }
                if self.agencies.contains_key(&agency.id) {
                    return Err(RegistryError::Exists(agency.id.clone()));
                }
                self.check_parent(&agency.id, agency.parent.as_ref())
            }
            RegistryEvent::AgencyRenamed { id, name } => {
                self.known(id)?;
                if name.trim().is_empty() {
                    return Err(RegistryError::Nameless);
                }
                match self.find_by_name(name) {
                    Some(other) if other.id != *id => Err(RegistryError::Exists(other.id.clone())),
                    _ => Ok(()),
                }
            }
            RegistryEvent::AgencyMoved { id, parent } => {
                self.known(id)?;
                self.check_parent(id, parent.as_ref())
            }
            RegistryEvent::AgencyRetired { id, .. } => self.known(id).map(|_| ()),
        }
    }

    fn known(&self, id: &AgencyId) -> Result<&Agency, RegistryError> {
        self.agencies.get(id).ok_or_else(|| RegistryError::Unknown(id.clone()))
    }

    /// The parent is known and does not belong to the agency itself.
    fn check_parent(&self, id: &AgencyId, parent: Option<&AgencyId>) -> Result<(), RegistryError> {
        let mut next = parent;
        let mut steps = 0;
        while let Some(above) = next {
            if above == id || steps > self.agencies.len() {
                return Err(RegistryError::Cycle(id.clone()));
            }
            next = self.known(above)?.parent.as_ref();
            steps += 1;
        }
        Ok(())
    }

    /// The agency of a code.
    pub fn find(&self, id: &AgencyId) -> Option<&Agency> {
        self.agencies.get(id)
    }

    /// The agency of a printed name.
    pub fn find_by_name(&self, name: &str) -> Option<&Agency> {
        self.agencies.get(&AgencyId::from(name)).or_else(|| self.agencies.values().find(|a| a.name == name))
    }

    /// An agency with all below it, itself first; only itself when it is unknown.
    pub fn subtree(&self, top: &AgencyId) -> Vec<AgencyId> {
        let mut found = vec![top.clone()];
        let mut next = 0;
        while let Some(above) = found.get(next).cloned() {
            found.extend(self.agencies.values().filter(|a| a.parent.as_ref() == Some(&above)).map(|a| a.id.clone()));
            next += 1;
        }
        found
    }

    /// Every agency, by code.
    pub fn list(&self) -> impl Iterator<Item = &Agency> {
        self.agencies.values()
    }

    /// Refuses an agency that is unknown or not active.
    pub fn require_active(&self, id: &AgencyId) -> Result<(), Rejection> {
        match self.agencies.get(id) {
            None => Err(Rejection::UnknownAgency(id.clone())),
            Some(agency) if !agency.active => Err(Rejection::InactiveAgency(id.clone())),
            Some(_) => Ok(()),
        }
    }
}
