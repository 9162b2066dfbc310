//! Evidence files (佐证), each under the hash of its bytes: the same file is kept
//! once, a name can never lead out of the folder, and a change shows.
//!
//! In a folder a file is written beside its place, made durable and then renamed; a
//! bucket shows an object when all of it has arrived. So a place holds either the
//! whole file or none. The log names a file only after that; a file that no event
//! names is left over from an attempt and harmless.

#[cfg(feature = "s3")]
mod bucket;
mod copy;
mod folder;
mod media;
mod place;

use std::path::PathBuf;

use sha2::{Digest, Sha256};

pub use copy::Copied;
use folder::Folder;
pub use media::MediaType;
use place::Place;

/// The hash that none is found to have.
const NO_FILE: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Why a file is not kept or not given.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// It has no content.
    #[error("the file is empty")]
    Empty,
    /// It is larger than what is allowed.
    #[error("the file has {bytes} bytes, at most {most} are allowed: hand in a smaller one")]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The largest size that is kept.
        most: u64,
    },
    /// Its content is of no type that is kept.
    #[error("the content of the file is of no known type: hand in one of {known}")]
    UnknownType {
        /// The endings of those that are.
        known: String,
    },
    /// A hash is not one.
    #[error("\"{0}\" is not the SHA-256 of a file")]
    BadName(String),
    /// There is no such file.
    #[error("evidence {sha256} is missing at {place}: restore it from a backup")]
    Missing {
        /// Its hash.
        sha256: String,
        /// Where it was looked for.
        place: String,
    },
    /// Its bytes are not those that were kept.
    #[error("evidence {sha256} at {place} was changed: restore it from a backup")]
    Changed {
        /// Its hash.
        sha256: String,
        /// Where it is.
        place: String,
    },
    /// Evidence cannot be kept where it was told to be.
    #[error("evidence cannot be kept at \"{place}\": {why}")]
    BadPlace {
        /// What was told.
        place: String,
        /// What is wrong with it and what to do.
        why: String,
    },
    /// It could not be read or written.
    #[error("{place}: {cause}")]
    File {
        /// The file or folder.
        place: String,
        /// What the system says. Part of the message, and so not the error's source too.
        cause: std::io::Error,
    },
}

impl EvidenceError {
    /// Whether the file itself is refused, and not the keeping of it that failed.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Empty | Self::TooLarge { .. } | Self::UnknownType { .. } | Self::BadName(_))
    }

    /// What is wrong and what to do, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Empty => "文件是空的".to_owned(),
            Self::TooLarge { bytes, most } => {
                format!("文件有 {} MB，最多 {} MB，请压缩后再传", bytes.div_ceil(1_000_000), most / 1_000_000)
            }
            Self::UnknownType { known } => format!("不支持这种文件，可用：{known}"),
            Self::BadName(_) => "文件编号有误".to_owned(),
            Self::Missing { .. } => "佐证文件缺失，请联系管理员从备份恢复".to_owned(),
            Self::Changed { .. } => "佐证文件已被改动，请联系管理员从备份恢复".to_owned(),
            Self::BadPlace { .. } | Self::File { .. } => "佐证文件无法读写，请联系管理员".to_owned(),
        }
    }

    /// The stable code, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "evidence-empty",
            Self::TooLarge { .. } => "evidence-too-large",
            Self::UnknownType { .. } => "evidence-unknown-type",
            Self::BadName(_) => "evidence-bad-name",
            Self::Missing { .. } => "evidence-missing",
            Self::Changed { .. } => "evidence-changed",
            Self::BadPlace { .. } => "evidence-bad-place",
            Self::File { .. } => "evidence-file",
        }
    }
}

/// A file that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// SHA-256 of its bytes, in hexadecimal: its name.
    pub sha256: String,
    /// Its type, by content.
    pub media_type: &'static str,
    /// Its size.
    pub bytes: u64,
}

/// Where evidence is kept.
#[derive(Debug, Clone)]
pub struct EvidenceFiles {
    place: Place,
    most_bytes: u64,
}

impl EvidenceFiles {
    /// Keeps evidence below a folder, which is made when it is needed. Files of more
    /// than `most_bytes` are refused.
    pub fn in_folder(folder: impl Into<PathBuf>, most_bytes: u64) -> Self {
        Self { place: Place::Folder(Folder::new(folder.into())), most_bytes }
    }

    /// Keeps evidence at a place that a person named: the path of a folder, or
    /// `s3://BUCKET/PREFIX`. Of `variables` those of AWS say how a bucket is reached, as
    /// with every program that uses S3: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
    /// `AWS_REGION`, `AWS_ENDPOINT_URL`, and `AWS_ALLOW_HTTP` for a server without TLS.
    ///
    /// # Errors
    /// [`EvidenceError::BadPlace`]; also for every bucket without the feature `s3`.
    pub fn at(
        place: &str,
        variables: impl IntoIterator<Item = (String, String)>,
        most_bytes: u64,
    ) -> Result<Self, EvidenceError> {
        Ok(Self { place: Place::named(place, variables)?, most_bytes })
    }

    /// The largest file that is kept, in bytes.
    pub fn most_bytes(&self) -> u64 {
        self.most_bytes
    }

    /// Where evidence is kept, as a person would name it.
    pub fn place(&self) -> String {
        self.place.root()
    }

    /// Checks size and type, and keeps the file. Answers when it is durable.
    pub async fn keep(&self, bytes: Vec<u8>) -> Result<Kept, EvidenceError> {
        let kept = self.check(&bytes)?;
        self.place.write(&kept.sha256, bytes).await?;
        Ok(kept)
    }

    /// Checks size and type without keeping the file: for a trial import.
    pub fn check(&self, bytes: &[u8]) -> Result<Kept, EvidenceError> {
        let size = bytes.len() as u64;
        if size == 0 {
            return Err(EvidenceError::Empty);
        }
        if size > self.most_bytes {
            return Err(EvidenceError::TooLarge { bytes: size, most: self.most_bytes });
        }
        let Some(media) = MediaType::find(bytes) else {
            let known: Vec<&str> = MediaType::list().iter().map(|media| media.extension).collect();
            return Err(EvidenceError::UnknownType { known: known.join(" ") });
        };
        Ok(Kept { sha256: hash(bytes), media_type: media.name, bytes: size })
    }

    /// The bytes of a file, checked against its hash.
    pub async fn read(&self, sha256: &str) -> Result<Vec<u8>, EvidenceError> {
        check_name(sha256)?;
        let bytes = self.place.read(sha256).await?;
        if hash(&bytes) != sha256 {
            let place = self.place.of(sha256);
            return Err(EvidenceError::Changed { sha256: sha256.to_owned(), place });
        }
        Ok(bytes)
    }

    /// Whether evidence can be read there at all: a bucket that is not, or a key that is
    /// refused, shows before somebody hands in a file.
    pub async fn check_place(&self) -> Result<(), EvidenceError> {
        // No file has this hash.
        match self.place.read(NO_FILE).await {
            Ok(_) | Err(EvidenceError::Missing { .. }) => Ok(()),
            Err(EvidenceError::File { cause, .. }) => {
                Err(EvidenceError::BadPlace { place: self.place.root(), why: cause.to_string() })
            }
            Err(error) => Err(error),
        }
    }

    /// Reads every file of a list and names those that are missing or changed. Where
    /// nothing can be read at all, that alone is said.
    pub async fn verify<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Vec<EvidenceError> {
        let mut found = Vec::new();
        for name in names {
            let Err(error) = self.read(name).await else { continue };
            if let Err(error) = self.check_after(&error).await {
                return vec![error];
            }
            found.push(error);
        }
        found
    }

    /// Whether it is this file alone that cannot be read: a server that is gone would
    /// else be waited for as many times as there are files.
    async fn check_after(&self, error: &EvidenceError) -> Result<(), EvidenceError> {
        if matches!(error, EvidenceError::File { .. }) { self.check_place().await } else { Ok(()) }
    }
}

/// SHA-256 in hexadecimal.
pub(crate) fn hash(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or('?');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A name that comes from outside could be a path.
fn check_name(sha256: &str) -> Result<(), EvidenceError> {
    let is_hash = sha256.len() == 64 && sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if is_hash { Ok(()) } else { Err(EvidenceError::BadName(sha256.to_owned())) }
}
