//! Checkpoints: where a chain ended when somebody wrote it down.

use jiff::Timestamp;
use luoshi_ledger::chain::Checkpoint;

use crate::backend::{Tx, on, on_tx};
use crate::{Store, StoreError};

#[derive(sqlx::FromRow)]
struct CheckpointRow {
    seq: i64,
    hash: String,
    at_ms: i64,
}

impl Store {
    /// Writes down where the ledger's chain ends now, to be printed or published.
    pub async fn take_checkpoint(&self, ledger: &str, at: Timestamp) -> Result<Checkpoint, StoreError> {
        let Some(head) = self.find_head(ledger).await? else {
            return Err(StoreError::UnknownLedger { name: ledger.to_owned() });
        };
        let checkpoint = Checkpoint { ledger: ledger.to_owned(), seq: head.seq, hash: head.hash, at };
        let keep = async {
            let mut tx = self.db.begin().await?;
            insert_checkpoint(&mut tx, &checkpoint).await?;
            Ok(tx.commit().await?)
        };
        self.located(keep.await)?;
        Ok(checkpoint)
    }

    /// The checkpoints that were taken of a ledger, oldest first.
    pub async fn list_checkpoints(&self, ledger: &str) -> Result<Vec<Checkpoint>, StoreError> {
        let rows = on!(&self.db, executor => {
            sqlx::query_as::<_, CheckpointRow>(LIST_CHECKPOINTS).bind(ledger).fetch_all(executor).await
        });
        self.located(rows.map_err(StoreError::from).and_then(|rows| into_checkpoints(ledger, rows)))
    }
}

const LIST_CHECKPOINTS: &str = "select seq, hash, at_ms from checkpoints where ledger = $1 order by seq, at_ms";

fn into_checkpoints(ledger: &str, rows: Vec<CheckpointRow>) -> Result<Vec<Checkpoint>, StoreError> {
    let into_checkpoint = |row: CheckpointRow| {
        let damaged = |column| StoreError::Inconsistent { table: "checkpoints", column, id: row.seq.to_string() };
        let hash = row.hash.parse().map_err(|_| damaged("hash"))?;
        let at = Timestamp::from_millisecond(row.at_ms).map_err(|_| damaged("at_ms"))?;
        Ok(Checkpoint { ledger: ledger.to_owned(), seq: row.seq, hash, at })
    };
    rows.into_iter().map(into_checkpoint).collect()
}

/// The checkpoints of a ledger inside a transaction.
pub(crate) async fn read_checkpoints(tx: &mut Tx, ledger: &str) -> Result<Vec<Checkpoint>, StoreError> {
    let rows = on_tx!(tx, executor => {
        sqlx::query_as::<_, CheckpointRow>(LIST_CHECKPOINTS).bind(ledger).fetch_all(executor).await?
    });
    into_checkpoints(ledger, rows)
}

pub(crate) async fn insert_checkpoint(tx: &mut Tx, checkpoint: &Checkpoint) -> Result<(), StoreError> {
    on_tx!(tx, executor => {
        sqlx::query(
            "insert into checkpoints (ledger, seq, hash, at_ms) values ($1, $2, $3, $4) \
             on conflict (ledger, seq, hash) do nothing",
        )
        .bind(&checkpoint.ledger)
        .bind(checkpoint.seq)
        .bind(checkpoint.hash.to_string())
        .bind(checkpoint.at.as_millisecond())
        .execute(executor)
        .await?;
    });
    Ok(())
}
