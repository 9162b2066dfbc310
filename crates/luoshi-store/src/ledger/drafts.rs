//! Reports become drafts, drafts become items.

use jiff::Timestamp;
use luoshi_ledger::actor::Actor;
use luoshi_ledger::draft::{Draft, DraftError, DraftEvent, Row, RowStatus};
use luoshi_ledger::item::{Content, Item};
use luoshi_ledger::report::{ReportEvent, ReportNoted, report_id};
use luoshi_ledger::{ItemId, ReportId};
use serde::Serialize;

use super::directory::require_supervisor;
use super::{Ledger, entry};
use crate::StoreError;
use crate::projection::{ReportRow, Writes};

/// A report that was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Its id, which is its draft's name as well.
    pub report: ReportId,
    /// Whether it was there already; nothing was changed then.
    pub known: bool,
    /// How many rows its draft has.
    pub rows: usize,
}

/// A draft that was published.
#[derive(Debug, Clone, Serialize)]
pub struct Published {
    /// The items, in the order of their rows.
    pub items: Vec<Item>,
    /// How many rows still wait to be looked at.
    pub open: usize,
}

impl Ledger {
    /// Takes in a report with the rows it became. Text, note and draft are
    /// written together; the same text again changes nothing.
    pub async fn import_report(
        &self,
        noted: &ReportNoted,
        text: &str,
        rows: Vec<Row>,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Imported, StoreError> {
        require_supervisor(actor)?;
        let noted = ReportNoted { sha256: text_hash(text), ..noted.clone() };
        let report = report_id(&noted);
        if let Some(draft) = self.find_draft(&report).await? {
            return Ok(Imported { report, known: true, rows: draft.rows.len() });
        }
        let count = rows.len();
        let read = ReportEvent::ReportRead(noted.clone());
        let opened = DraftEvent::Opened { year: noted.year.unwrap_or(0), region: noted.region.clone(), rows };
        let batch = [
            entry(&format!("report/{report}"), 0, read.encode(), actor, now),
            entry(&draft_stream(&report), 0, opened.encode(), actor, now),
        ];
        let row = ReportRow { id: report.to_string(), noted: noted.clone(), read_ms: now.as_millisecond() };
        let texts = vec![(noted.sha256, text.to_owned())];
        let writes = Writes { reports: vec![row], texts, ..Writes::default() };
        match self.append(&batch, &writes).await {
            // Somebody else has just taken in the same text.
            Err(StoreError::Conflict { .. }) => Ok(Imported { report, known: true, rows: count }),
            appended => appended.map(|_| Imported { report, known: false, rows: count }),
        }
    }

    /// The draft of a report.
    pub async fn find_draft(&self, report: &ReportId) -> Result<Option<Draft>, StoreError> {
        self.find_draft_at(report, i64::MAX).await
    }

    /// The draft of a report as it was at a version, at most: after so many events.
    pub async fn find_draft_at(&self, report: &ReportId, version: i64) -> Result<Option<Draft>, StoreError> {
        let entries = self.store.read_stream(&self.name, &draft_stream(report), 0).await?;
        if entries.is_empty() {
            return Ok(None);
        }
        let mut draft = Draft::new(report.clone());
        for entry in entries.iter().take_while(|entry| entry.version <= version) {
            draft.apply(&DraftEvent::decode(&entry.kind, entry.kind_version, &entry.payload)?);
        }
        Ok(Some(draft))
    }

    /// Changes a draft; `change` decides on the draft as it is.
    pub async fn change_draft(
        &self,
        report: &ReportId,
        change: impl Fn(&Draft) -> Result<Vec<DraftEvent>, DraftError>,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Draft, StoreError> {
        require_supervisor(actor)?;
        self.repeat(|| async {
            let mut draft = self.require_draft(report).await?;
            let mut batch = Vec::new();
            for event in change(&draft)? {
                batch.push(entry(&draft_stream(report), draft.version, event.encode(), actor, now));
                draft.apply(&event);
            }
            self.append(&batch, &Writes::default()).await?;
            Ok(draft)
        })
        .await
    }

    /// Issues the confirmed rows of a draft: all of them or none. `not_secret`
    /// is the publisher's declaration that they hold no state secret.
    pub async fn publish(
        &self,
        report: &ReportId,
        not_secret: bool,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Published, StoreError> {
        let draft = self.require_draft(report).await?;
        self.publish_draft(&draft, not_secret, actor, now).await
    }

    /// Issues the confirmed rows of a draft as the caller has read it. When somebody
    /// changed the draft meanwhile nothing is issued.
    pub async fn publish_draft(
        &self,
        draft: &Draft,
        not_secret: bool,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Published, StoreError> {
        let report = &draft.report;
        let rows: Vec<&Row> = draft.rows.iter().filter(|r| r.status == RowStatus::Confirmed).collect();
        if rows.is_empty() {
            return Ok(Published { items: Vec::new(), open: draft.count().open });
        }
        let contents: Vec<Content> = rows
            .iter()
            .map(|row| {
                let regime = row.regime.as_deref().unwrap_or(row.kind.usual_regime());
                row.content(draft, regime, 0, not_secret)
            })
            .collect();
        let numbers: Vec<u32> = rows.iter().map(|r| r.number).collect();
        let published = |items: &[Item]| {
            let items: Vec<(u32, ItemId)> = numbers.iter().copied().zip(items.iter().map(|i| i.id.clone())).collect();
            vec![entry(&draft_stream(report), draft.version, DraftEvent::Published { items }.encode(), actor, now)]
        };
        let items = self.issue_all(&contents, actor, now, published).await?;
        Ok(Published { items, open: draft.count().open })
    }

    async fn require_draft(&self, report: &ReportId) -> Result<Draft, StoreError> {
        let draft = self.find_draft(report).await?;
        draft.ok_or_else(|| StoreError::NoReport { id: report.to_string() })
    }

    /// The decisions of people on the reconciliation of a report with an earlier one.
    pub async fn list_decisions(
        &self,
        later: &ReportId,
        earlier: &ReportId,
    ) -> Result<Vec<luoshi_ledger::reconcile::Decision>, StoreError> {
        let entries = self.store.read_stream(&self.name, &format!("report/{later}"), 0).await?;
        let mut decisions = Vec::new();
        for entry in &entries {
            let event = ReportEvent::decode(&entry.kind, entry.kind_version, &entry.payload)?;
            if let ReportEvent::VerdictDecided { earlier: with, decision } = event
                && with == *earlier
            {
                decisions.push(decision);
            }
        }
        Ok(decisions)
    }

    /// Notes what a person decided on a verdict.
    pub async fn decide_verdict(
        &self,
        later: &ReportId,
        earlier: &ReportId,
        decision: luoshi_ledger::reconcile::Decision,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        require_supervisor(actor)?;
        let stream = format!("report/{later}");
        let event = ReportEvent::VerdictDecided { earlier: earlier.clone(), decision };
        self.repeat(|| async {
            let entries = self.store.read_stream(&self.name, &stream, 0).await?;
            let Some(version) = entries.last().map(|last| last.version) else {
                return Err(StoreError::NoReport { id: later.to_string() });
            };
            let batch = [entry(&stream, version, event.encode(), actor, now)];
            self.append(&batch, &Writes::default()).await?;
            Ok(())
        })
        .await
    }
}

/// SHA-256 of a decoded text, in hexadecimal: the name under which it is kept.
pub fn text_hash(text: &str) -> String {
    crate::evidence::hash(text.as_bytes())
}

fn draft_stream(report: &ReportId) -> String {
    format!("draft/{report}")
}
