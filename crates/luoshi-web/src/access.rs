//! Who may see what: the one place that decides. What may be *done* to an item is
//! decided by the ledger alone (`luoshi_ledger::decide`); here it is said in which
//! capacity somebody acts on it.

use luoshi_ledger::AgencyId;
use luoshi_ledger::PersonId;
use luoshi_ledger::actor::{Actor, Role};
use luoshi_ledger::item::Item;
use luoshi_ledger::registry::Registry;
use luoshi_store::{Filter, Public};

use crate::WebError;
use crate::auth::Viewer;

/// Something that a role allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// See every agency's items; without it, only those of one's own agencies.
    SeeAllItems,
    /// See reports, their readings and their reconciliation.
    SeeReports,
    /// Take reports in, work on drafts and publish them.
    Draft,
    /// Issue items by hand.
    Issue,
    /// See statistics of all agencies.
    SeeStatistics,
    /// Read who asked for something, which is noted each time.
    SeePersonalData,
    /// See agencies, regimes, calendar and code tables.
    SeeSettings,
    /// Add, rename, move and retire agencies.
    KeepAgencies,
    /// Manage people, regimes, calendar, keys, backups.
    Administer,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 9] = [
        Self::SeeAllItems,
        Self::SeeReports,
        Self::Draft,
        Self::Issue,
        Self::SeeStatistics,
        Self::SeePersonalData,
        Self::SeeSettings,
        Self::KeepAgencies,
        Self::Administer,
    ];

    /// Whether a role has it.
    pub fn is_of(self, role: Role) -> bool {
        use Role::{Administrator, Clerk, Head, Leader, Observer, Reviewer, Supervisor};
        match self {
            Self::SeeAllItems | Self::SeeStatistics => {
                matches!(role, Administrator | Supervisor | Reviewer | Leader | Observer)
            }
            Self::SeeReports => {
                matches!(role, Administrator | Supervisor | Reviewer | Leader | Observer | Clerk | Head)
            }
            Self::Draft | Self::SeeSettings | Self::KeepAgencies => matches!(role, Administrator | Supervisor),
            Self::Issue => matches!(role, Administrator | Supervisor | Leader),
            Self::SeePersonalData => matches!(role, Supervisor | Clerk | Head),
            Self::Administer => role == Administrator,
        }
    }
}

/// Restricts a list to what everybody may see, whoever they are.
pub fn restrict_to_public(filter: Filter) -> Filter {
    Filter { public: Some(filter.public.unwrap_or(Public::Any)), within: None, leader: None, ..filter }
}

/// Whether everybody may see an item.
pub fn is_public(item: &Item) -> bool {
    item.is_public()
}

impl Viewer {
    /// Whether the role has a permission.
    pub fn may(&self, permission: Permission) -> bool {
        permission.is_of(self.role)
    }

    /// Refuses whoever lacks a permission.
    pub fn require(&self, permission: Permission) -> Result<(), WebError> {
        if self.may(permission) { Ok(()) } else { Err(WebError::Forbidden) }
    }

    /// The agencies whose items this person sees: their own with all below it. None
    /// when they see all.
    pub fn scope(&self, registry: &Registry) -> Option<Vec<AgencyId>> {
        if self.may(Permission::SeeAllItems) {
            return None;
        }
        Some(self.agency.as_ref().map(|own| registry.subtree(own)).unwrap_or_default())
    }

    /// Whether this person sees an item.
    pub fn sees(&self, item: &Item, registry: &Registry) -> bool {
        let Some(scope) = self.scope(registry) else { return true };
        std::iter::once(&item.content.lead).chain(&item.content.support).any(|agency| scope.contains(agency))
    }

    /// Restricts a list to what this person sees.
    pub fn restrict(&self, filter: Filter, registry: &Registry) -> Filter {
        let within = self.scope(registry).map(|scope| scope.into_iter().map(|agency| agency.0).collect());
        Filter { within, ..filter }
    }

    /// In which capacity this person acts on an item: for the agency of theirs that
    /// leads it, else for one that helps, else for their own.
    pub fn actor_on(&self, item: &Item, registry: &Registry) -> Actor {
        let below = self.agency.as_ref().map(|own| registry.subtree(own)).unwrap_or_default();
        let involved = std::iter::once(&item.content.lead).chain(&item.content.support);
        let agency = involved.into_iter().find(|agency| below.contains(agency)).or(self.agency.as_ref());
        Actor { agency: agency.cloned(), ..self.actor() }
    }

    /// In which capacity this person acts on what is no item.
    pub fn actor(&self) -> Actor {
        Actor {
            person: PersonId(self.account.person.clone()),
            role: self.role,
            agency: self.agency.clone(),
            acting_for: self.acting_for.as_ref().map(|account| PersonId(account.person.clone())),
        }
    }
}
