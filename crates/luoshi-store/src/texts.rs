//! Texts of reports, beside the log: an event names a text by its SHA-256.

use crate::backend::{Tx, on, on_tx};
use crate::evidence::hash;
use crate::log::check_text;
use crate::{Store, StoreError};

impl Store {
    /// Keeps a text and gives its SHA-256, under which it is found again. The same
    /// text is kept once.
    pub async fn keep_text(&self, content: &str) -> Result<String, StoreError> {
        check_text("the text of the report", content)?;
        let sha256 = hash(content.as_bytes());
        let keep = async {
            let mut tx = self.db.begin().await?;
            insert_text(&mut tx, &sha256, content).await?;
            Ok(tx.commit().await?)
        };
        self.located(keep.await)?;
        Ok(sha256)
    }

    /// The text of a hash; none when it was never kept.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] when the text was changed by hand.
    pub async fn find_text(&self, sha256: &str) -> Result<Option<String>, StoreError> {
        const SQL: &str = "select content from texts where sha256 = $1";
        let content: Result<Option<String>, _> =
            on!(&self.db, executor => sqlx::query_scalar(SQL).bind(sha256).fetch_optional(executor).await);
        let content = self.located(content.map_err(StoreError::from))?;
        match content {
            Some(content) if hash(content.as_bytes()) != sha256 => {
                Err(StoreError::Inconsistent { table: "texts", column: "content", id: sha256.to_owned() })
            }
            content => Ok(content),
        }
    }
}

pub(crate) async fn insert_text(tx: &mut Tx, sha256: &str, content: &str) -> Result<(), StoreError> {
    on_tx!(tx, executor => {
        sqlx::query("insert into texts (sha256, content) values ($1, $2) on conflict (sha256) do nothing")
            .bind(sha256)
            .bind(content)
            .execute(executor)
            .await?;
    });
    Ok(())
}

/// The hashes of all texts, and the text of one, inside a transaction.
pub(crate) async fn list_text_hashes(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    const SQL: &str = "select sha256 from texts order by sha256";
    Ok(on_tx!(tx, executor => sqlx::query_scalar(SQL).fetch_all(executor).await?))
}

pub(crate) async fn read_text(tx: &mut Tx, sha256: &str) -> Result<String, StoreError> {
    const SQL: &str = "select content from texts where sha256 = $1";
    Ok(on_tx!(tx, executor => sqlx::query_scalar(SQL).bind(sha256).fetch_one(executor).await?))
}

/// The text of a hash inside a transaction; none when it was never kept.
pub(crate) async fn find_text_inside(tx: &mut Tx, sha256: &str) -> Result<Option<String>, StoreError> {
    const SQL: &str = "select content from texts where sha256 = $1";
    Ok(on_tx!(tx, executor => sqlx::query_scalar(SQL).bind(sha256).fetch_optional(executor).await?))
}
