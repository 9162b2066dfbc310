//! Evidence from one place to another, for backups and their way back.

use serde::Serialize;

use super::{EvidenceError, EvidenceFiles, check_name};
use crate::{Ledger, Store, StoreError};

/// What copying evidence came to.
#[derive(Debug, Default, Serialize)]
pub struct Copied {
    /// How many files there are to copy.
    pub files: usize,
    /// How many were copied; the others were there already.
    pub copied: usize,
    /// Size of those that were copied.
    pub bytes: u64,
    /// What could not be copied: missing or changed where it came from.
    #[serde(skip)]
    pub lacking: Vec<EvidenceError>,
}

impl EvidenceFiles {
    /// Copies the files of these names that are not at the other place yet, each checked
    /// against its hash. What is there already is not read; [`EvidenceFiles::verify`] does.
    ///
    /// # Errors
    /// When the other place cannot be written, or nothing can be read at this one; what
    /// was copied stays and counts when this is repeated.
    pub async fn copy_to<'n>(
        &self,
        other: &Self,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Result<Copied, EvidenceError> {
        let mut copied = Copied::default();
        for name in names {
            copied.files += 1;
            check_name(name)?;
            if other.place.has(name).await? {
                continue;
            }
            match self.read(name).await {
                Ok(bytes) => {
                    copied.bytes += bytes.len() as u64;
                    other.place.write(name, bytes).await?;
                    copied.copied += 1;
                }
                Err(error) => {
                    self.check_after(&error).await?;
                    copied.lacking.push(error);
                }
            }
        }
        Ok(copied)
    }
}

impl Store {
    /// The hashes of all files that events of any ledger name.
    pub async fn list_evidence(&self) -> Result<Vec<String>, StoreError> {
        let mut names = Vec::new();
        for ledger in self.list_ledgers().await? {
            names.extend(Ledger::open(self.clone(), &ledger).await?.list_evidence().await?);
        }
        names.sort();
        names.dedup();
        Ok(names)
    }
}
