//! The people at work on a ledger: accounts, who they are elsewhere, sessions, delegations,
//! keys for programs, saved views, and the audit log of what they did beside the items.
//!
//! None of this is an event of the ledger. People leave and are deleted; the log
//! keeps their log-in names, which is all it needs.

mod accounts;
mod audit;
mod delegations;
mod idempotency;
mod identities;
mod sessions;
mod tokens;
mod views;

pub use accounts::Account;
pub use audit::{Audited, NewAudit};
pub use delegations::Delegation;
pub use idempotency::{Answered, Attempt, Keyed};
pub use identities::LoginAttempt;
pub use sessions::{NewSession, Session};
pub use tokens::ApiToken;
pub use views::SavedView;
