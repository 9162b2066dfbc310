//! An open ledger: load, decide, append and project.
//!
//! A command takes one transaction. When somebody else was faster the item is
//! loaded and decided again, so that no decision rests on a state that has gone.

mod bulk;
mod directory;
mod drafts;
mod issue;
mod sweep;

use std::sync::Arc;

use jiff::Timestamp;
use luoshi_ledger::actor::Actor;
use luoshi_ledger::clock::Clock;
use luoshi_ledger::command::Command;
use luoshi_ledger::event::{ItemEvent, Recorded};
use luoshi_ledger::item::Item;
use luoshi_ledger::registry::{Registry, RegistryEvent};
use luoshi_ledger::settings::{Settings, SettingsEvent};
use luoshi_ledger::{Context, ItemId, decide};
use serde::Serialize;
use tokio::sync::RwLock;

use crate::projection::{ItemRow, Writes};
use crate::{Entry, NewEntry, Store, StoreError};

pub use bulk::{Bulk, BulkDone};
pub use directory::Agencies;
pub use drafts::{Imported, Published, text_hash};
pub(crate) use sweep::RungPlace;
pub use sweep::Swept;

/// How often a command is tried again after somebody else was faster.
const TRIES: usize = 8;

/// An open ledger. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Ledger {
    store: Store,
    name: Arc<str>,
    known: Arc<RwLock<Arc<Known>>>,
}

/// What every decision needs, kept in memory and brought up to date from the log.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The agencies.
    pub registry: Registry,
    /// Regimes, calendar, place.
    pub settings: Settings,
}

/// What a command brought about.
#[derive(Debug, Clone, Serialize)]
pub struct Executed {
    /// The item after it.
    pub item: Item,
    /// Kinds of the events, in order.
    pub events: Vec<String>,
}

impl Ledger {
    /// Opens the ledger of a name.
    pub async fn open(store: Store, name: &str) -> Result<Self, StoreError> {
        if store.find_head(name).await?.is_none() {
            return Err(StoreError::UnknownLedger { name: name.to_owned() });
        }
        let ledger = Self { store, name: name.into(), known: Arc::default() };
        ledger.known().await?;
        Ok(ledger)
    }

    /// The store it lies in.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The agencies and settings, as they are now.
    pub async fn known(&self) -> Result<Arc<Known>, StoreError> {
        let held = self.known.read().await.clone();
        let registry = self.store.read_stream(&self.name, "registry", held.registry.version).await?;
        let settings = self.store.read_stream(&self.name, "settings", held.settings.version).await?;
        if registry.is_empty() && settings.is_empty() {
            return Ok(held);
        }
        let mut known = Known::clone(&held);
        for entry in &registry {
            let event = RegistryEvent::decode(&entry.kind, entry.kind_version, &entry.payload)?;
            known.registry.apply(&event);
        }
        for entry in &settings {
            let event = SettingsEvent::decode(&entry.kind, entry.kind_version, &entry.payload)?;
            known.settings.apply(&event)?;
        }
        let known = Arc::new(known);
        *self.known.write().await = Arc::clone(&known);
        Ok(known)
    }

    /// Gives a command on an item.
    pub async fn execute(
        &self,
        id: &ItemId,
        command: &Command,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Executed, StoreError> {
        self.repeat(|| async {
            let known = self.known().await?;
            let item = self.find_item(id).await?;
            let recorded = self.decide(id, item.as_ref(), command, actor, now, &known).await?;
            self.append_to_item(id, item, recorded, &known).await
        })
        .await
    }

    /// Loads, decides and appends, again when somebody else was faster: `attempt` has to
    /// begin with loading.
    async fn repeat<T, F>(&self, attempt: impl Fn() -> F) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, StoreError>>,
    {
        for _ in 0..TRIES {
            match attempt().await {
                Err(StoreError::Conflict { .. }) => {}
                done => return done,
            }
        }
        Err(StoreError::Busy { place: self.store.place().to_owned() })
    }

    /// The item of a number, or the refusal that says there is none.
    pub async fn require_item(&self, id: &ItemId) -> Result<Item, StoreError> {
        let item = self.find_item(id).await?;
        item.ok_or_else(|| luoshi_ledger::rejection::Rejection::UnknownItem(id.clone()).into())
    }

    /// The clocks of an item under the settings in force.
    pub fn list_clocks(&self, item: &Item, known: &Known) -> Result<Vec<Clock>, StoreError> {
        let regime = known.settings.regime_of(item).ok_or_else(|| inconsistent(item))?;
        Ok(item.clocks(regime, known.settings.calendar()))
    }

    async fn decide(
        &self,
        id: &ItemId,
        item: Option<&Item>,
        command: &Command,
        actor: &Actor,
        now: Timestamp,
        known: &Known,
    ) -> Result<Vec<Recorded>, StoreError> {
        let regime = match item {
            Some(item) => known.settings.regime_of(item).ok_or_else(|| inconsistent(item))?,
            None => return Err(luoshi_ledger::rejection::Rejection::UnknownItem(id.clone()).into()),
        };
        let open_parts = match command {
            Command::AskClosing { .. } => self.count_open_parts(id).await?,
            _ => None,
        };
        let context = Context {
            now,
            actor,
            regime,
            calendar: known.settings.calendar(),
            registry: &known.registry,
            ancestors: &[],
            open_parts: open_parts.as_ref(),
        };
        Ok(decide(id, item, command, &context)?)
    }

    /// Appends what was decided on one item and writes its row.
    async fn append_to_item(
        &self,
        id: &ItemId,
        item: Option<Item>,
        recorded: Vec<Recorded>,
        known: &Known,
    ) -> Result<Executed, StoreError> {
        let version = item.as_ref().map_or(0, |i| i.version);
        let batch = entries(id, version, &recorded);
        let item = replay_on(id, item, &recorded)?;
        let events = batch.iter().map(|e| e.kind.clone()).collect();
        if !batch.is_empty() {
            let writes = Writes { items: vec![ItemRow::new(item.clone(), &known.settings)?], ..Writes::default() };
            self.append(&batch, &writes).await?;
        }
        Ok(Executed { item, events })
    }

    pub(crate) async fn append(&self, batch: &[NewEntry], writes: &Writes) -> Result<Vec<Entry>, StoreError> {
        self.store.append_with(&self.name, batch, None, writes).await
    }
}

/// The item after more events.
fn replay_on(id: &ItemId, item: Option<Item>, recorded: &[Recorded]) -> Result<Item, StoreError> {
    let mut next = item;
    for one in recorded {
        next = Some(Item::next(id, next, one)?);
    }
    next.ok_or_else(|| luoshi_ledger::rejection::Rejection::UnknownItem(id.clone()).into())
}

fn inconsistent(item: &Item) -> StoreError {
    StoreError::Inconsistent { table: "items", column: "regime", id: item.id.to_string() }
}

/// The stream of an item.
pub(crate) fn item_stream(id: &ItemId) -> String {
    format!("item/{id}")
}

/// Rows of the log for events on an item that is at `version`.
pub(crate) fn entries(id: &ItemId, version: i64, recorded: &[Recorded]) -> Vec<NewEntry> {
    let stream = item_stream(id);
    recorded.iter().zip(version..).map(|(one, before)| item_entry(&stream, before, one)).collect()
}

fn item_entry(stream: &str, before: i64, recorded: &Recorded) -> NewEntry {
    let (kind, payload) = recorded.event.encode();
    entry(stream, before, (kind, payload), &recorded.actor, recorded.at)
}

/// A row of the log.
pub(crate) fn entry(
    stream: &str,
    before: i64,
    (kind, payload): (String, String),
    actor: &Actor,
    at: Timestamp,
) -> NewEntry {
    NewEntry {
        stream: stream.to_owned(),
        expected_version: before,
        kind,
        kind_version: ItemEvent::VERSION,
        at_ms: at.as_millisecond(),
        actor: serde_json::to_string(actor).unwrap_or_default(),
        payload,
    }
}

/// A row of the log as an event of an item.
pub(crate) fn recorded(entry: &Entry) -> Result<Recorded, StoreError> {
    let damaged = |column| StoreError::Inconsistent { table: "events", column, id: entry.seq.to_string() };
    Ok(Recorded {
        at: Timestamp::from_millisecond(entry.at_ms).map_err(|_| damaged("at_ms"))?,
        actor: serde_json::from_str(&entry.actor).map_err(|_| damaged("actor"))?,
        event: ItemEvent::decode(&entry.kind, entry.kind_version, &entry.payload)?,
    })
}
