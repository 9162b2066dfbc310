//! The places that evidence is kept at: a folder, or a bucket (feature `s3`).

use std::path::PathBuf;

use super::EvidenceError;
#[cfg(feature = "s3")]
use super::bucket::Bucket;
use super::folder::Folder;

/// A place.
#[derive(Debug, Clone)]
pub(super) enum Place {
    Folder(Folder),
    #[cfg(feature = "s3")]
    Bucket(Bucket),
}

impl Place {
    /// The place that a person named.
    pub(super) fn named(
        place: &str,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, EvidenceError> {
        let bad = |why: &str| EvidenceError::BadPlace { place: place.to_owned(), why: why.to_owned() };
        match place.split_once("://") {
            Some(("s3", address)) => Self::bucket(place, address, variables),
            Some(_) => Err(bad("name a folder by its path, or a bucket as s3://BUCKET/PREFIX")),
            None if place.is_empty() => Err(bad("name a folder by its path")),
            None => Ok(Self::Folder(Folder::new(PathBuf::from(place)))),
        }
    }

    #[cfg(feature = "s3")]
    fn bucket(
        place: &str,
        address: &str,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, EvidenceError> {
        let bucket = Bucket::open(address, variables);
        bucket.map(Self::Bucket).map_err(|why| EvidenceError::BadPlace { place: place.to_owned(), why })
    }

    #[cfg(not(feature = "s3"))]
    fn bucket(place: &str, _: &str, _: impl IntoIterator<Item = (String, String)>) -> Result<Self, EvidenceError> {
        let why = "this program was built without S3: build it with its feature `s3`, or name a folder".to_owned();
        Err(EvidenceError::BadPlace { place: place.to_owned(), why })
    }

    /// Where it is, for messages.
    pub(super) fn root(&self) -> String {
        match self {
            Self::Folder(folder) => folder.root(),
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.root(),
        }
    }

    /// Where a file is, for messages.
    pub(super) fn of(&self, sha256: &str) -> String {
        match self {
            Self::Folder(folder) => folder.of(sha256),
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.of(sha256),
        }
    }

    /// Keeps a file, unless it is there with the same bytes.
    pub(super) async fn write(&self, sha256: &str, bytes: Vec<u8>) -> Result<(), EvidenceError> {
        match self {
            Self::Folder(folder) => folder.write(sha256, bytes).await,
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.write(sha256, bytes).await,
        }
    }

    /// The bytes that are there, not yet compared with their hash.
    pub(super) async fn read(&self, sha256: &str) -> Result<Vec<u8>, EvidenceError> {
        match self {
            Self::Folder(folder) => folder.read(sha256).await,
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.read(sha256).await,
        }
    }

    /// Whether the file is there, without reading it.
    pub(super) async fn has(&self, sha256: &str) -> Result<bool, EvidenceError> {
        match self {
            Self::Folder(folder) => folder.has(sha256).await,
            #[cfg(feature = "s3")]
            Self::Bucket(bucket) => bucket.has(sha256).await,
        }
    }
}
