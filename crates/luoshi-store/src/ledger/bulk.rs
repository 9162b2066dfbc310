//! Many commands at once, all of them or none: a corrected sheet, a batch of
//! demands. Every refusal is named, not only the first.

use std::collections::BTreeMap;

use jiff::Timestamp;
use luoshi_ledger::ItemId;
use luoshi_ledger::actor::Actor;
use luoshi_ledger::command::Command;
use luoshi_ledger::item::{Content, Item};
use luoshi_ledger::rejection::Rejection;

use super::{Ledger, entries, replay_on};
use crate::projection::{ItemRow, Writes};
use crate::{NewEntry, StoreError};

/// What is to be done. The number tells where it stands in the caller's list.
#[derive(Debug, Clone, Default)]
pub struct Bulk {
    /// Commands on items that are there.
    pub commands: Vec<(usize, ItemId, Command)>,
    /// New items.
    pub issues: Vec<(usize, Content)>,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct BulkDone {
    /// What was refused, by the caller's number. If there is any, nothing was done.
    pub refused: Vec<(usize, Rejection)>,
    /// How many items were or would be changed.
    pub changed: usize,
    /// The new items; without numbers that hold in a dry run.
    pub issued: Vec<Item>,
}

impl Ledger {
    /// Does all of it in one transaction, or finds out what would be refused.
    pub async fn bulk(
        &self,
        bulk: &Bulk,
        dry_run: bool,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<BulkDone, StoreError> {
        self.repeat(|| async {
            let mut done = BulkDone::default();
            let mut batch = Vec::new();
            let mut items: BTreeMap<ItemId, Item> = BTreeMap::new();
            self.decide_commands(bulk, actor, now, (&mut done, &mut batch, &mut items)).await?;
            done.changed = items.len();
            self.decide_issues(bulk, actor, now, (&mut done, &mut batch)).await?;
            if dry_run || !done.refused.is_empty() {
                return Ok(done);
            }
            let known = self.known().await?;
            let touched = items.into_values().chain(done.issued.iter().cloned());
            let rows = touched.map(|item| ItemRow::new(item, &known.settings)).collect::<Result<_, _>>()?;
            self.append(&batch, &Writes { items: rows, ..Writes::default() }).await?;
            Ok(done)
        })
        .await
    }

    async fn decide_commands(
        &self,
        bulk: &Bulk,
        actor: &Actor,
        now: Timestamp,
        (done, batch, items): (&mut BulkDone, &mut Vec<NewEntry>, &mut BTreeMap<ItemId, Item>),
    ) -> Result<(), StoreError> {
        let known = self.known().await?;
        for (at, id, command) in &bulk.commands {
            let held = items.remove(id);
            let found = if held.is_some() { held } else { self.find_item(id).await? };
            let Some(item) = found else {
                done.refused.push((*at, Rejection::UnknownItem(id.clone())));
                continue;
            };
            match self.decide(id, Some(&item), command, actor, now, &known).await {
                Ok(recorded) => {
                    batch.extend(entries(id, item.version, &recorded));
                    items.insert(id.clone(), replay_on(id, Some(item), &recorded)?);
                }
                Err(StoreError::Rejected(rejection)) => {
                    done.refused.push((*at, rejection));
                    items.insert(id.clone(), item);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn decide_issues(
        &self,
        bulk: &Bulk,
        actor: &Actor,
        now: Timestamp,
        (done, batch): (&mut BulkDone, &mut Vec<NewEntry>),
    ) -> Result<(), StoreError> {
        let known = self.known().await?;
        let contents: Vec<Content> = bulk.issues.iter().map(|(_, content)| content.clone()).collect();
        let ids = self.next_ids(&contents).await?;
        for (id, (at, content)) in ids.iter().zip(&bulk.issues) {
            match self.decide_issue(id, content, actor, now, &known).await {
                Ok(recorded) => {
                    batch.extend(entries(id, 0, &recorded));
                    done.issued.push(replay_on(id, None, &recorded)?);
                }
                Err(StoreError::Rejected(rejection)) => done.refused.push((*at, rejection)),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
