//! What opening a database of an earlier program does beside migrations: tables that
//! the earlier program made otherwise are made again from the log.

use crate::backend::{on, on_tx};
use crate::log::lock_head;
use crate::rebuild::refill;
use crate::search::CUTTER;
use crate::{Store, StoreError};

/// What became of tables that an earlier program made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Upgrade {
    /// They were made again, all of them in one transaction.
    Done {
        /// The ledgers.
        ledgers: Vec<String>,
        /// How many items they have.
        items: u64,
    },
    /// They could not be made again and are as they were: `luoshi verify` says where
    /// they differ from the log.
    Failed {
        /// The ledgers.
        ledgers: Vec<String>,
        /// What hindered it.
        why: String,
    },
}

impl Store {
    /// What opening found out of date and did about it; none when there was nothing.
    pub fn upgrade(&self) -> Option<&Upgrade> {
        self.upgrade.as_deref()
    }

    /// Makes tables again that are not as this program makes them. A log that cannot be
    /// replayed is no reason not to open: how else could anybody look for the damage?
    pub(crate) async fn catch_up(&self) -> Result<Option<Upgrade>, StoreError> {
        const SQL: &str = "select l.name from ledgers l left join cutters c on c.ledger = l.name \
                           where coalesce(c.cutter, '') <> $1 order by l.name";
        let ledgers: Vec<String> = on!(&self.db, executor => {
            sqlx::query_scalar(SQL).bind(CUTTER).fetch_all(executor).await?
        });
        if ledgers.is_empty() {
            return Ok(None);
        }
        Ok(Some(match self.refill_behind(&ledgers).await {
            Ok(items) => Upgrade::Done { ledgers, items },
            Err(error) => Upgrade::Failed { ledgers, why: error.at(self.place()).to_string() },
        }))
    }

    async fn refill_behind(&self, ledgers: &[String]) -> Result<u64, StoreError> {
        const SQL: &str = "select cutter from cutters where ledger = $1";
        let mut tx = self.db.begin().await?;
        let mut items = 0;
        for ledger in ledgers {
            lock_head(&mut tx, ledger).await?;
            let cutter: Option<String> = on_tx!(&mut tx, executor => {
                sqlx::query_scalar(SQL).bind(ledger).fetch_optional(executor).await?
            });
            // Another program may have done it while this one waited.
            if cutter.as_deref() != Some(CUTTER) {
                items += refill(&mut tx, ledger).await?;
            }
        }
        tx.commit().await?;
        Ok(items)
    }
}
