//! Words of what is written, in the transaction that writes it.

use luoshi_ledger::chain::Entry;
use luoshi_ledger::event::ItemEvent;
use sqlx::QueryBuilder;

use super::cutter::{self, CUTTER};
use super::texts;
use crate::StoreError;
use crate::backend::{Tx, on_tx};
use crate::projection::{ItemRow, ReportRow};
use crate::texts::find_text_inside;

/// Rows written with one statement.
const ROWS_A_STATEMENT: usize = 128;

/// The words of an item.
pub(crate) fn item_words(row: &ItemRow) -> String {
    cutter::row(texts::of_item(&row.item), true)
}

/// The item and the words of an entry in which somebody wrote something.
pub(crate) fn event_words(entry: &Entry) -> Option<(&str, String)> {
    let id = entry.stream.strip_prefix("item/")?;
    let event = ItemEvent::decode(&entry.kind, entry.kind_version, &entry.payload).ok()?;
    let texts = texts::of_event(&event);
    if texts.is_empty() {
        return None;
    }
    Some((id, cutter::row(texts, false))).filter(|(_, words)| !words.is_empty())
}

/// Start, end and words of each paragraph of a report.
pub(crate) fn report_words(report: &ReportRow, text: &str) -> Vec<(i64, i64, String)> {
    let passages = texts::passages(text, report.noted.document).into_iter();
    passages.map(|passage| (passage.start, passage.end, cutter::row([&*passage.folded], true))).collect()
}

/// Writes the words of items; of those that have not changed, nothing.
pub(crate) async fn write_items(tx: &mut Tx, ledger: &str, rows: &[&ItemRow]) -> Result<(), StoreError> {
    for some in rows.chunks(ROWS_A_STATEMENT) {
        on_tx!(tx, executor, Database => {
            let mut query = QueryBuilder::<Database>::new("insert into item_words (ledger, id, words) ");
            query.push_values(some, |mut values, row| {
                values.push_bind(ledger).push_bind(row.item.id.as_str()).push_bind(item_words(row));
            });
            query.push(" on conflict (ledger, id) do update set words = excluded.words");
            query.push(" where item_words.words <> excluded.words").build().execute(executor).await?;
        });
    }
    Ok(())
}

/// Writes the words of entries.
pub(crate) async fn write_events(tx: &mut Tx, ledger: &str, entries: &[Entry]) -> Result<(), StoreError> {
    let words = |entry| event_words(entry).map(|(id, words)| (entry.seq, id, words));
    let rows: Vec<(i64, &str, String)> = entries.iter().filter_map(words).collect();
    for some in rows.chunks(ROWS_A_STATEMENT) {
        on_tx!(tx, executor, Database => {
            let mut query = QueryBuilder::<Database>::new("insert into event_words (ledger, seq, id, words) ");
            query.push_values(some, |mut values, (seq, id, words)| {
                values.push_bind(ledger).push_bind(*seq).push_bind(*id).push_bind(words.as_str());
            });
            query.build().execute(executor).await?;
        });
    }
    Ok(())
}

/// Writes the words of a report whose text is kept.
pub(crate) async fn write_report(tx: &mut Tx, ledger: &str, report: &ReportRow) -> Result<(), StoreError> {
    let Some(text) = find_text_inside(tx, &report.noted.sha256).await? else { return Ok(()) };
    for some in report_words(report, &text).chunks(ROWS_A_STATEMENT) {
        on_tx!(tx, executor, Database => {
            let mut query =
                QueryBuilder::<Database>::new("insert into report_words (ledger, report, start_char, end_char, words) ");
            query.push_values(some, |mut values, (start, end, words)| {
                values.push_bind(ledger).push_bind(report.id.as_str()).push_bind(*start).push_bind(*end);
                values.push_bind(words.as_str());
            });
            query.push(" on conflict (ledger, report, start_char) do nothing").build().execute(executor).await?;
        });
    }
    Ok(())
}

/// Notes that all words of a ledger are cut as this program cuts.
pub(crate) async fn write_cutter(tx: &mut Tx, ledger: &str) -> Result<(), StoreError> {
    const SQL: &str = "insert into cutters (ledger, cutter) values ($1, $2) \
                       on conflict (ledger) do update set cutter = excluded.cutter";
    on_tx!(tx, executor => { sqlx::query(SQL).bind(ledger).bind(CUTTER).execute(executor).await?; });
    Ok(())
}
