//! Items come in: one by one, many at once, and as the new life of a closed one.

use jiff::Timestamp;
use jiff::civil::Date;
use luoshi_ledger::actor::Actor;
use luoshi_ledger::command::Command;
use luoshi_ledger::event::Recorded;
use luoshi_ledger::item::{Content, Item, ItemKind};
use luoshi_ledger::rejection::Rejection;
use luoshi_ledger::{Context, ItemId, decide};

use super::{Executed, Known, Ledger, entries, replay_on};
use crate::projection::{ItemRow, Writes};
use crate::{NewEntry, StoreError};

impl Ledger {
    /// Issues an item under the next free number of its year. The regime's
    /// version is the newest one, whatever the content says.
    pub async fn issue(&self, content: &Content, actor: &Actor, now: Timestamp) -> Result<Item, StoreError> {
        let mut items = self.issue_all(std::slice::from_ref(content), actor, now, |_| Vec::new()).await?;
        items.pop().ok_or_else(|| Rejection::Missing("title").into())
    }

    /// Issues items in one transaction, all or none, with what `beside` adds to
    /// the log for them.
    pub(super) async fn issue_all(
        &self,
        contents: &[Content],
        actor: &Actor,
        now: Timestamp,
        beside: impl Fn(&[Item]) -> Vec<NewEntry>,
    ) -> Result<Vec<Item>, StoreError> {
        self.repeat(|| async {
            let known = self.known().await?;
            let ids = self.next_ids(contents).await?;
            let mut batch = Vec::new();
            let mut items = Vec::new();
            for (id, content) in ids.iter().zip(contents) {
                let recorded = self.decide_issue(id, content, actor, now, &known).await?;
                batch.extend(entries(id, 0, &recorded));
                items.push(replay_on(id, None, &recorded)?);
            }
            batch.extend(beside(&items));
            let rows = items.iter().map(|i| ItemRow::new(i.clone(), &known.settings)).collect::<Result<_, _>>()?;
            self.append(&batch, &Writes { items: rows, ..Writes::default() }).await?;
            Ok(items)
        })
        .await
    }

    pub(super) async fn decide_issue(
        &self,
        id: &ItemId,
        content: &Content,
        actor: &Actor,
        now: Timestamp,
        known: &Known,
    ) -> Result<Vec<Recorded>, StoreError> {
        let found = known.settings.find_regime(&content.regime);
        let (regime, version) = found.ok_or_else(|| Rejection::UnknownRegime(content.regime.clone()))?;
        let content = Content { regime_version: version, ..content.clone() };
        let ancestors = match &content.parent {
            Some(parent) => self.list_ancestors(parent).await?,
            None => Vec::new(),
        };
        let context = Context {
            now,
            actor,
            regime,
            calendar: known.settings.calendar(),
            registry: &known.registry,
            ancestors: &ancestors,
            open_parts: None,
        };
        Ok(decide(id, None, &Command::Issue(Box::new(content)), &context)?)
    }

    /// The next free numbers: the plan year and a running number.
    pub(super) async fn next_ids(&self, contents: &[Content]) -> Result<Vec<ItemId>, StoreError> {
        let mut next = std::collections::BTreeMap::new();
        let mut ids = Vec::with_capacity(contents.len());
        for content in contents {
            let number = match next.get(&content.year) {
                Some(number) => *number,
                None => self.last_number(content.year).await? + 1,
            };
            ids.push(ItemId(format!("{}-{number:04}", content.year)));
            next.insert(content.year, number + 1);
        }
        Ok(ids)
    }

    /// A new directive on a closed or cleared item: the matter goes on as a
    /// linked item. Both are written together.
    pub async fn reopen(
        &self,
        id: &ItemId,
        reason: &str,
        due: Option<Date>,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Executed, StoreError> {
        self.repeat(|| async {
            let known = self.known().await?;
            let Some(old) = self.find_item(id).await? else {
                return Err(Rejection::UnknownItem(id.clone()).into());
            };
            let mut content = old.content.clone();
            content.kind = if content.kind == ItemKind::Finding { ItemKind::Finding } else { ItemKind::Directive };
            if !content.details.fit(content.kind) {
                content.details = luoshi_ledger::item::Details::None;
            }
            content.kind.usual_regime().clone_into(&mut content.regime);
            // Words of the old regime that the new one does not have say nothing there.
            if let Some((regime, _)) = known.settings.find_regime(&content.regime) {
                content.class = content.class.filter(|class| regime.classes.iter().any(|c| c.code == *class));
                content.urgency = content.urgency.filter(|word| regime.urgencies.iter().any(|c| c.code == *word));
            }
            content.title = format!("{}（{reason}）", old.content.title);
            content.reopens = Some(id.clone());
            content.stated_due = due;
            content.stated_due_text = None;
            content.nodes = Vec::new();
            let ids = self.next_ids(std::slice::from_ref(&content)).await?;
            let new = ids.into_iter().next().ok_or(Rejection::Missing("title"))?;
            let command = Command::Reopen { as_item: new.clone(), reason: reason.to_owned() };
            let reopened = self.decide(id, Some(&old), &command, actor, now, &known).await?;
            let issued = self.decide_issue(&new, &content, actor, now, &known).await?;
            let mut batch = entries(id, old.version, &reopened);
            batch.extend(entries(&new, 0, &issued));
            let item = replay_on(&new, None, &issued)?;
            let old = replay_on(id, Some(old), &reopened)?;
            let rows = vec![ItemRow::new(old, &known.settings)?, ItemRow::new(item.clone(), &known.settings)?];
            let appended = self.append(&batch, &Writes { items: rows, ..Writes::default() }).await?;
            Ok(Executed { item, events: appended.into_iter().map(|e| e.kind).collect() })
        })
        .await
    }
}
