//! Hooks: addresses that are told what happens to items, how far each of them has
//! been told, and which server does it just now.
//!
//! A hook is a cursor in the log. Whoever sends claims it first, for a time; while
//! the claim lasts no other server sends for it, so that messages of a hook are in
//! order. After each message the cursor moves and the claim is renewed in one
//! statement, which does nothing when the claim was lost. A server that dies between
//! an answer and that statement leaves a message that is sent once more.

mod deliveries;

use jiff::{SignedDuration, Timestamp};
use luoshi_ledger::ItemId;
use luoshi_ledger::event::Recorded;
use serde::Serialize;

use crate::backend::{execute, on, on_tx};
use crate::ledger::{Ledger, recorded};
use crate::{Hash, StoreError};

pub use deliveries::{Delivery, NewDelivery};

/// An address that is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Hook {
    /// Its id, to name it by.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// Where messages go.
    pub url: String,
    /// What they are signed with.
    #[serde(skip)]
    pub secret: String,
    /// Kinds of events, words with blanks between; empty for all.
    pub kinds: String,
    /// When it was made.
    pub created_ms: i64,
    /// Why nothing is sent, as a code; none while it is at work.
    pub paused: Option<String>,
    /// Number of the last row of the log that was sent or passed over.
    pub cursor_seq: i64,
    /// Failures in a row of the message after it.
    pub attempts: i64,
    /// When the next message may be tried.
    pub next_ms: i64,
    /// When a message was last delivered.
    pub last_ok_ms: Option<i64>,
}

impl Hook {
    /// Whether nothing is sent because nothing arrived.
    pub fn is_failing(&self) -> bool {
        self.paused.as_deref().is_some_and(|why| why != Pause::ByHand.code())
    }

    /// Whether events of a kind are sent.
    pub fn wants(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.split(' ').any(|wanted| wanted == kind)
    }
}

/// A claim on a hook: nobody else sends while it lasts.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// Names who claims, and no other.
    pub holder: &'a str,
    /// How long it lasts without being renewed.
    pub lease: SignedDuration,
}

impl Claim<'_> {
    fn until(&self, now: Timestamp) -> i64 {
        now.saturating_add(self.lease).unwrap_or(Timestamp::MAX).as_millisecond()
    }
}

/// Why nothing is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// A person wanted it.
    ByHand,
    /// The last try of a message failed.
    Failing,
    /// The other side said that it wants no more (410).
    Gone,
}

impl Pause {
    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::ByHand => "by-hand",
            Self::Failing => "failing",
            Self::Gone => "gone",
        }
    }
}

/// Something that happened to an item, with its place in the log.
#[derive(Debug, Clone)]
pub struct Happened {
    /// Its number in the ledger.
    pub seq: i64,
    /// Its hash in the chain, which no other event has.
    pub hash: Hash,
    /// The item.
    pub item: ItemId,
    /// What, when and by whom.
    pub recorded: Recorded,
}

macro_rules! select {
    ($rest:literal) => {{
        const SQL: &str = concat!(
            "select id, name, url, secret, kinds, created_ms, paused, cursor_seq, attempts, next_ms, last_ok_ms ",
            "from hooks where ledger = $1",
            $rest
        );
        SQL
    }};
}

/// Hooks that somebody could send for now.
macro_rules! due {
    () => {
        "select id from hooks where ledger = $1 and paused is null and next_ms <= $2 and lease_until_ms <= $2 \
         and cursor_seq < (select seq from ledgers where name = $1) order by next_ms, id limit 1"
    };
}

impl Ledger {
    /// What happened to items in the rows of the log above `after`, of which `rows` are
    /// looked through, and the last of these; none when there are no more.
    pub async fn list_happened(&self, after: i64, rows: u32) -> Result<Option<(Vec<Happened>, i64)>, StoreError> {
        let entries = self.store().read_since(self.name(), after, rows).await?;
        let Some(last) = entries.last().map(|entry| entry.seq) else { return Ok(None) };
        let happened = entries.iter().filter_map(|entry| {
            let item = ItemId::from(entry.stream.strip_prefix("item/")?);
            let happened = |recorded| Happened { seq: entry.seq, hash: entry.hash, item, recorded };
            Some(recorded(entry).map(happened))
        });
        Ok(Some((happened.collect::<Result<_, _>>()?, last)))
    }

    /// Keeps a new hook.
    pub async fn add_hook(&self, hook: &Hook) -> Result<(), StoreError> {
        const SQL: &str = "insert into hooks (ledger, id, name, url, secret, kinds, created_ms, paused, cursor_seq, \
             attempts, next_ms, holder, lease_until_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', 0)";
        execute!(
            self,
            SQL,
            self.name(),
            &hook.id,
            &hook.name,
            &hook.url,
            &hook.secret,
            &hook.kinds,
            hook.created_ms,
            &hook.paused,
            hook.cursor_seq,
            hook.attempts,
            hook.next_ms
        )
        .map(|_| ())
    }

    /// Every hook, the oldest first.
    pub async fn list_hooks(&self) -> Result<Vec<Hook>, StoreError> {
        on!(&self.store().db, executor => {
            sqlx::query_as(select!(" order by created_ms, id")).bind(self.name()).fetch_all(executor).await
        })
        .map_err(|e| self.located(e))
    }

    /// The hook of an id.
    pub async fn find_hook(&self, id: &str) -> Result<Option<Hook>, StoreError> {
        on!(&self.store().db, executor => {
            sqlx::query_as(select!(" and id = $2")).bind(self.name()).bind(id).fetch_optional(executor).await
        })
        .map_err(|e| self.located(e))
    }

    /// Forgets a hook and what was sent; false when there is none.
    pub async fn drop_hook(&self, id: &str) -> Result<bool, StoreError> {
        let dropped = async {
            let mut tx = self.store().db.begin().await?;
            on_tx!(&mut tx, executor => {
                sqlx::query("delete from hook_deliveries where ledger = $1 and hook = $2")
                    .bind(self.name()).bind(id).execute(executor).await?;
            });
            let rows = on_tx!(&mut tx, executor => {
                sqlx::query("delete from hooks where ledger = $1 and id = $2")
                    .bind(self.name()).bind(id).execute(executor).await?.rows_affected()
            });
            tx.commit().await?;
            Ok(rows > 0)
        };
        dropped.await.map_err(|e: sqlx::Error| self.located(e))
    }

    /// Stops sending, for a reason; false when there is no such hook.
    pub async fn pause_hook(&self, id: &str, why: Pause) -> Result<bool, StoreError> {
        const SQL: &str = "update hooks set paused = $3 where ledger = $1 and id = $2";
        Ok(execute!(self, SQL, self.name(), id, why.code())? > 0)
    }

    /// Sends again, at once; with `skip` only what happens from now on. False when there
    /// is no such hook.
    pub async fn resume_hook(&self, id: &str, skip: bool, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str = "update hooks set paused = null, attempts = 0, next_ms = $3, \
             cursor_seq = case when $4 then (select seq from ledgers where name = $1) else cursor_seq end \
             where ledger = $1 and id = $2";
        Ok(execute!(self, SQL, self.name(), id, now.as_millisecond(), skip)? > 0)
    }

    /// Whether some hook waits to be claimed. Reads only.
    pub async fn has_due_hook(&self, now: Timestamp) -> Result<bool, StoreError> {
        let found: Option<String> = on!(&self.store().db, executor => {
            sqlx::query_scalar(due!()).bind(self.name()).bind(now.as_millisecond()).fetch_optional(executor).await
        })
        .map_err(|e| self.located(e))?;
        Ok(found.is_some())
    }

    /// Claims a hook that has something to send and that nobody else holds.
    pub async fn claim_hook(&self, claim: Claim<'_>, now: Timestamp) -> Result<Option<Hook>, StoreError> {
        // The condition on the lease stands twice: who waited for the row looks again.
        const SQL: &str = concat!(
            "update hooks set holder = $3, lease_until_ms = $4 where ledger = $1 and lease_until_ms <= $2 and id = (",
            due!(),
            ") returning id, name, url, secret, kinds, created_ms, paused, cursor_seq, attempts, next_ms, last_ok_ms"
        );
        let claimed = async {
            let mut tx = self.store().db.begin().await?;
            let hook = on_tx!(&mut tx, executor => {
                sqlx::query_as(SQL).bind(self.name()).bind(now.as_millisecond()).bind(claim.holder)
                    .bind(claim.until(now)).fetch_optional(executor).await?
            });
            tx.commit().await?;
            Ok(hook)
        };
        claimed.await.map_err(|e: sqlx::Error| self.located(e))
    }

    /// Moves the cursor past what was delivered or is not wanted, and renews the claim.
    /// False when the claim was lost, or the hook was paused: send no more then.
    pub async fn advance_hook(
        &self,
        id: &str,
        claim: Claim<'_>,
        seq: i64,
        delivered: bool,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "update hooks set cursor_seq = $4, lease_until_ms = $5, \
             attempts = 0, next_ms = $6, last_ok_ms = case when $7 then $6 else last_ok_ms end \
             where ledger = $1 and id = $2 and holder = $3 and cursor_seq <= $4 and paused is null";
        let now_ms = now.as_millisecond();
        let moved = execute!(self, SQL, self.name(), id, claim.holder, seq, claim.until(now), now_ms, delivered)?;
        Ok(moved > 0)
    }

    /// Notes that a message failed: it is tried again at `again`, or the hook is paused.
    /// The claim is given back.
    pub async fn fail_hook(
        &self,
        id: &str,
        claim: Claim<'_>,
        attempts: i64,
        again: Timestamp,
        pause: Option<Pause>,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "update hooks set attempts = $4, next_ms = $5, paused = coalesce(paused, $6), \
             holder = '', lease_until_ms = 0 where ledger = $1 and id = $2 and holder = $3";
        let why = pause.map(Pause::code);
        let failed = execute!(self, SQL, self.name(), id, claim.holder, attempts, again.as_millisecond(), why)?;
        Ok(failed > 0)
    }

    /// Gives a claim back.
    pub async fn release_hook(&self, id: &str, claim: Claim<'_>) -> Result<(), StoreError> {
        const SQL: &str = "update hooks set holder = '', lease_until_ms = 0 \
             where ledger = $1 and id = $2 and holder = $3";
        execute!(self, SQL, self.name(), id, claim.holder).map(|_| ())
    }
}
