//! The people at work on a ledger: accounts, sessions, delegations, keys for
//! programs, saved views, and the audit log of what they did beside the items.
//!
//! None of this is an event of the ledger. People leave and are deleted; the log
//! keeps their log-in names, which is all it needs.

/// Runs one statement in a transaction of its own and gives the number of rows.
macro_rules! execute {
    ($ledger:expr, $sql:expr, $($value:expr),+ $(,)?) => {
        async {
            let mut tx = $ledger.store().db.begin().await?;
            let rows = $crate::backend::on_tx!(&mut tx, executor => {
                sqlx::query($sql)$(.bind($value))+.execute(executor).await?.rows_affected()
            });
            tx.commit().await?;
            Ok::<u64, sqlx::Error>(rows)
        }
        .await
        .map_err(|error| $ledger.located(error))
    };
}

mod accounts;
mod audit;
mod delegations;
mod idempotency;
mod sessions;
mod tokens;
mod views;

pub use accounts::Account;
pub use audit::{Audited, NewAudit};
pub use delegations::Delegation;
pub use idempotency::{Answered, Attempt};
pub use sessions::{NewSession, Session};
pub use tokens::ApiToken;
pub use views::SavedView;
