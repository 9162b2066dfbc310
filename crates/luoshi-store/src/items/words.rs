//! How the words of a filter are looked for in the titles and sentences of items.

use sqlx::QueryBuilder;

use super::Filter;
use crate::StoreError;
use crate::backend::Matching;
use crate::ledger::Ledger;
use crate::search::{FEW, HitKind, Terms};

/// How the words of a filter are looked for.
pub(super) enum WordFilter {
    /// There are none.
    Any,
    /// No item has them.
    Nothing,
    /// By the index.
    Few(Matching, String),
    /// While walking, by these patterns.
    Many(Vec<String>),
    /// In every title: the words were cut by another program.
    Titles(String),
}

impl WordFilter {
    /// Whether the best plan depends on the words.
    pub(super) fn vary(&self) -> bool {
        !matches!(self, Self::Any)
    }
}

/// The ids of the items that the index of words has.
pub(super) fn push_found<'q, DB>(
    query: &mut QueryBuilder<DB>,
    ledger: &'q str,
    matching: &'q Matching,
    expression: &'q str,
) where
    DB: sqlx::Database,
    &'q str: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
{
    query.push("select item_words.id from ").push(&matching.from).push(" where ").push(&matching.condition);
    query.push_bind(expression).push(matching.cast).push(" and item_words.ledger = ").push_bind(ledger);
}

impl Ledger {
    /// Decides how the words of a filter are looked for: as words, and if no item has
    /// them, as parts of words.
    pub(super) async fn find_words(&self, filter: &Filter) -> Result<WordFilter, StoreError> {
        let Some(text) = filter.text.as_deref().filter(|text| !text.trim().is_empty()) else {
            return Ok(WordFilter::Any);
        };
        if !self.store().has_words(self.name()).await? {
            return Ok(WordFilter::Titles(format!("%{}%", text.replace(['%', '_'], ""))));
        }
        for terms in [Terms::words(text), Terms::parts(text)].into_iter().filter(|terms| !terms.is_empty()) {
            let expression = terms.expression(&self.store().db);
            match self.count_words(HitKind::Item, &expression).await? {
                0 => {}
                count if count <= FEW => {
                    return Ok(WordFilter::Few(self.store().db.matching("item"), expression));
                }
                _ => return Ok(WordFilter::Many(terms.patterns())),
            }
        }
        Ok(WordFilter::Nothing)
    }
}
