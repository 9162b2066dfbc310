//! Agencies and settings come in.

use jiff::Timestamp;
use luoshi_ledger::AgencyId;
use luoshi_ledger::actor::Actor;
use luoshi_ledger::registry::{Agency, RegistryEvent};
use luoshi_ledger::rejection::Rejection;
use luoshi_ledger::settings::SettingsEvent;

use super::{Ledger, entry};
use crate::StoreError;
use crate::projection::Writes;

/// Agencies by name, for adding many.
pub type Agencies = Vec<String>;

impl Ledger {
    /// Changes the directory of agencies: all changes or none.
    pub async fn change_registry(
        &self,
        events: &[RegistryEvent],
        actor: &Actor,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        require_supervisor(actor)?;
        self.repeat(|| async {
            let known = self.known().await?;
            let mut registry = known.registry.clone();
            let mut batch = Vec::new();
            for event in events {
                registry.check(event)?;
                batch.push(entry("registry", registry.version, event.encode(), actor, now));
                registry.apply(event);
            }
            self.append(&batch, &Writes::default()).await?;
            Ok(())
        })
        .await
    }

    /// Adds the agencies that the directory lacks, by name; gives those added.
    pub async fn add_agencies(&self, names: &[String], actor: &Actor, now: Timestamp) -> Result<Agencies, StoreError> {
        let known = self.known().await?;
        let mut missing: Vec<String> =
            names.iter().filter(|n| known.registry.find_by_name(n).is_none()).cloned().collect();
        missing.sort();
        missing.dedup();
        let events: Vec<_> = missing
            .iter()
            .map(|name| RegistryEvent::AgencyAdded {
                agency: Agency { id: AgencyId(name.clone()), name: name.clone(), parent: None, active: true },
            })
            .collect();
        if !events.is_empty() {
            self.change_registry(&events, actor, now).await?;
        }
        Ok(missing)
    }

    /// Changes settings: all changes or none. After a notice of holidays,
    /// [`Ledger::sweep`] moves the open clocks.
    pub async fn change_settings(
        &self,
        events: &[SettingsEvent],
        actor: &Actor,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        require_supervisor(actor)?;
        self.repeat(|| async {
            let known = self.known().await?;
            let mut settings = known.settings.clone();
            let mut batch = Vec::new();
            for event in events {
                batch.push(entry("settings", settings.version, event.encode(), actor, now));
                settings.apply(event)?;
            }
            self.append(&batch, &Writes::default()).await?;
            Ok(())
        })
        .await
    }
}

/// Drafts, agencies and settings are the supervision office's.
pub(super) fn require_supervisor(actor: &Actor) -> Result<(), Rejection> {
    if actor.supervises() {
        return Ok(());
    }
    let (person, role) = (actor.person.clone(), actor.role.code());
    Err(Rejection::NotAllowed { person, role, needs: "a supervisor" })
}
