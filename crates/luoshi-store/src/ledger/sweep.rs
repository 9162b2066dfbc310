//! The sweep: what the clocks brought about since the last time. Safe to run
//! twice and from several machines: each item is decided on its own version, and
//! who comes second finds nothing left to do.

use jiff::Timestamp;
use luoshi_ledger::actor::Actor;
use luoshi_ledger::clock::Clock;
use luoshi_ledger::command::Command;
use luoshi_ledger::event::{ItemEvent, Recorded};
use luoshi_ledger::item::Item;
use luoshi_ledger::{Context, ItemId, decide};
use serde::Serialize;

use super::{Known, Ledger, entries, replay_on};
use crate::StoreError;
use crate::projection::{ItemRow, Unmoved, Writes, is_unmoved};

/// Items handled in one transaction.
const BATCH: usize = 500;

/// A place in the order in which items are swept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RungPlace {
    /// When the item's next rung is reached, in milliseconds.
    pub(crate) rung_ms: i64,
    pub(crate) id: ItemId,
}

/// What a sweep did: one digest, whatever the number of items.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Swept {
    /// Rungs that were reached.
    pub escalations: Vec<Escalation>,
    /// Due times that a notice of holidays moved.
    pub moved: Vec<Moved>,
}

/// A rung that was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Escalation {
    /// The item.
    pub item: ItemId,
    /// What it says.
    pub title: String,
    /// Who leads.
    pub lead: String,
    /// The clock.
    pub clock: String,
    /// The rung.
    pub rung: String,
    /// When it was or is due.
    pub due: jiff::civil::DateTime,
    /// Who is told.
    pub audience: Vec<String>,
}

/// A due time that moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// The item.
    pub item: ItemId,
    /// The clock.
    pub clock: String,
    /// The due time before.
    pub from: jiff::civil::DateTime,
    /// The due time now.
    pub to: jiff::civil::DateTime,
    /// The notice that moved it.
    pub notice: String,
}

impl Ledger {
    /// Runs the clocks up to `now`.
    pub async fn sweep(&self, now: Timestamp) -> Result<Swept, StoreError> {
        let mut swept = Swept::default();
        self.recalculate(now, &mut swept).await?;
        let mut after = None;
        loop {
            let known = self.known().await?;
            let items = self.list_items_to_sweep(now, after.as_ref(), BATCH).await?;
            let Some((_, place)) = items.last() else { break };
            after = Some(place.clone());
            let commanded = items.into_iter().map(|(item, _)| (item, Command::Sweep)).collect();
            self.command_all(commanded, now, &known, &mut swept).await?;
        }
        // A sweep runs from time to time, which is when that is to be done.
        self.store().optimize().await?;
        Ok(swept)
    }

    /// Brings open items up to the calendar in force.
    async fn recalculate(&self, now: Timestamp, swept: &mut Swept) -> Result<(), StoreError> {
        loop {
            let known = self.known().await?;
            let version = known.settings.calendar_version();
            let stale = self.list_stale_items(version, BATCH).await?;
            if stale.is_empty() {
                return Ok(());
            }
            let notice = known.settings.calendar().notices().last().map(|n| n.number.clone()).unwrap_or_default();
            let mut moved = Vec::new();
            let mut unmoved = Unmoved { calendar: version, items: Vec::new() };
            for (item, earlier) in stale {
                if is_unmoved(&item, &known.settings, earlier)? {
                    unmoved.items.push((item.id, item.version));
                } else {
                    let before = dues(&item, earlier, &known);
                    moved.push((item, Command::Recalculate { notice: notice.clone(), before }));
                }
            }
            self.append(&[], &Writes { unmoved, ..Writes::default() }).await?;
            self.command_all(moved, now, &known, swept).await?;
        }
    }

    /// Decides one command an item and writes all of them in one transaction. If
    /// somebody was faster with one of them, each is tried on its own.
    async fn command_all(
        &self,
        commanded: Vec<(Item, Command)>,
        now: Timestamp,
        known: &Known,
        swept: &mut Swept,
    ) -> Result<(), StoreError> {
        let actor = Actor::system();
        let mut batch = Vec::new();
        let mut writes = Writes::default();
        let mut digest = Swept::default();
        for (item, command) in &commanded {
            let recorded = decide_alone(item, command, &actor, now, known)?;
            digest.note(item, &recorded);
            batch.extend(entries(&item.id, item.version, &recorded));
            writes.items.push(ItemRow::new(replay_on(&item.id, Some(item.clone()), &recorded)?, &known.settings)?);
        }
        match self.append(&batch, &writes).await {
            Ok(_) => {
                swept.escalations.extend(digest.escalations);
                swept.moved.extend(digest.moved);
                Ok(())
            }
            Err(StoreError::Conflict { .. }) => self.command_each(commanded, now, swept).await,
            Err(error) => Err(error),
        }
    }

    async fn command_each(
        &self,
        commanded: Vec<(Item, Command)>,
        now: Timestamp,
        swept: &mut Swept,
    ) -> Result<(), StoreError> {
        let actor = Actor::system();
        for (item, command) in commanded {
            let known = self.known().await?;
            let Some(item) = self.find_item(&item.id).await? else { continue };
            let recorded = decide_alone(&item, &command, &actor, now, &known)?;
            let after = replay_on(&item.id, Some(item.clone()), &recorded)?;
            let writes = Writes { items: vec![ItemRow::new(after, &known.settings)?], ..Writes::default() };
            match self.append(&entries(&item.id, item.version, &recorded), &writes).await {
                // Whoever was faster leaves a row that is up to date.
                Err(StoreError::Conflict { .. }) => {}
                appended => {
                    appended?;
                    swept.note(&item, &recorded);
                }
            }
        }
        Ok(())
    }
}

/// The due times of an item's running clocks under an earlier calendar.
fn dues(item: &Item, version: i64, known: &Known) -> Vec<(String, jiff::civil::DateTime)> {
    let calendar = known.settings.find_calendar(version);
    let (Some(calendar), Some(regime)) = (calendar, known.settings.regime_of(item)) else { return Vec::new() };
    item.clocks(regime, calendar).into_iter().filter(Clock::is_running).map(|c| (c.rule, c.due)).collect()
}

fn decide_alone(
    item: &Item,
    command: &Command,
    actor: &Actor,
    now: Timestamp,
    known: &Known,
) -> Result<Vec<Recorded>, StoreError> {
    let regime = known.settings.regime_of(item).ok_or_else(|| super::inconsistent(item))?;
    let context = Context {
        now,
        actor,
        regime,
        calendar: known.settings.calendar(),
        registry: &known.registry,
        ancestors: &[],
        open_parts: None,
    };
    Ok(decide(&item.id, Some(item), command, &context)?)
}

impl Swept {
    fn note(&mut self, item: &Item, recorded: &[Recorded]) {
        for one in recorded {
            match &one.event {
                ItemEvent::Escalated { clock, rung, due, audience } => self.escalations.push(Escalation {
                    item: item.id.clone(),
                    title: item.content.title.clone(),
                    lead: item.content.lead.to_string(),
                    clock: clock.clone(),
                    rung: rung.clone(),
                    due: *due,
                    audience: audience.clone(),
                }),
                ItemEvent::ClockMoved { clock, from, to, notice } => self.moved.push(Moved {
                    item: item.id.clone(),
                    clock: clock.clone(),
                    from: *from,
                    to: *to,
                    notice: notice.clone(),
                }),
                _ => {}
            }
        }
    }
}
