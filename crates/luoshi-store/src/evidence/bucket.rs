//! Evidence in a bucket of an S3 server: `PREFIX/ab/cd/abcd…`, named as in a folder,
//! so that either can be copied to the other. Feature `s3`.
//!
//! One request writes a file; the server shows it when all of it has arrived and
//! its hash is the one that was signed.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey as Key};
use object_store::client::ClientConfigKey;
use object_store::path::Path;
use object_store::{ClientOptions, Error, ObjectStoreExt, RetryConfig};

use super::EvidenceError;

/// How long one file may take; `AWS_TIMEOUT` says otherwise.
const TIMEOUT: Duration = Duration::from_mins(5);

/// How often and how long a request is repeated that the server did not answer.
const RETRIES: usize = 3;
const RETRY_TIMEOUT: Duration = Duration::from_secs(30);

/// A bucket, and the folder in it.
#[derive(Clone)]
pub(super) struct Bucket {
    /// `s3://BUCKET`.
    name: Arc<str>,
    prefix: Path,
    server: Arc<AmazonS3>,
}

impl fmt::Debug for Bucket {
    /// Without what the server is asked with.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bucket").field("name", &self.name).field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl Bucket {
    /// The bucket at `BUCKET/PREFIX`; nothing is asked of the server yet. The error says
    /// what to do.
    pub(super) fn open(address: &str, variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, String> {
        let (bucket, prefix) = address.split_once('/').unwrap_or((address, ""));
        if bucket.is_empty() {
            return Err("it names no bucket: s3://BUCKET/PREFIX".to_owned());
        }
        let prefix = Path::parse(prefix.trim_matches('/')).map_err(|error| one_line(&error))?;
        let retries = RetryConfig { max_retries: RETRIES, retry_timeout: RETRY_TIMEOUT, ..RetryConfig::default() };
        let options = ClientOptions::new().with_timeout(TIMEOUT);
        let mut builder = AmazonS3Builder::new().with_retry(retries).with_client_options(options);
        for (name, value) in variables {
            if name.starts_with("AWS_")
                && let Ok(key) = name.to_ascii_lowercase().parse::<Key>()
            {
                builder = builder.with_config(key, value);
            }
        }
        check(&builder)?;
        use_ring();
        let server = builder.with_bucket_name(bucket).build().map_err(|error| one_line(&error))?;
        Ok(Self { name: format!("s3://{bucket}").into(), prefix, server: Arc::new(server) })
    }

    fn path(&self, sha256: &str) -> Path {
        let part = |range| sha256.get(range).unwrap_or_default();
        self.prefix.clone().join(part(0..2)).join(part(2..4)).join(sha256)
    }

    pub(super) fn root(&self) -> String {
        format!("{}/{}", self.name, self.prefix).trim_end_matches('/').to_owned()
    }

    /// Where a file is, for messages.
    pub(super) fn of(&self, sha256: &str) -> String {
        format!("{}/{}", self.name, self.path(sha256))
    }

    pub(super) async fn write(&self, sha256: &str, bytes: Vec<u8>) -> Result<(), EvidenceError> {
        // The same file again; a damaged one is put right.
        match self.read(sha256).await {
            Ok(there) if there == bytes => return Ok(()),
            Ok(_) | Err(EvidenceError::Missing { .. }) => {}
            Err(error) => return Err(error),
        }
        let put = self.server.put(&self.path(sha256), bytes.into()).await;
        put.map(|_| ()).map_err(|error| self.failed(sha256, &error))
    }

    pub(super) async fn read(&self, sha256: &str) -> Result<Vec<u8>, EvidenceError> {
        let got = async { self.server.get(&self.path(sha256)).await?.bytes().await };
        got.await.map(Vec::from).map_err(|error| self.missing_or_failed(sha256, &error))
    }

    pub(super) async fn has(&self, sha256: &str) -> Result<bool, EvidenceError> {
        match self.server.head(&self.path(sha256)).await {
            Ok(_) => Ok(true),
            Err(Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(self.failed(sha256, &error)),
        }
    }

    fn missing_or_failed(&self, sha256: &str, error: &Error) -> EvidenceError {
        // A bucket that is missing answers with the same number as a file that is.
        if matches!(error, Error::NotFound { .. }) && code(&one_line(error)) != Some("NoSuchBucket") {
            return EvidenceError::Missing { sha256: sha256.to_owned(), place: self.of(sha256) };
        }
        self.failed(sha256, error)
    }

    fn failed(&self, sha256: &str, error: &Error) -> EvidenceError {
        EvidenceError::File { place: self.of(sha256), cause: io::Error::other(why(error)) }
    }
}

/// What a server's refusal means for whoever set this up; with its own words, for what
/// is not known here.
fn why(error: &Error) -> String {
    let said = one_line(error);
    let is_silent = said.contains("error sending request");
    let deepest = if is_silent { deepest(error) } else { String::new() };
    let answer = code(&said).unwrap_or(&deepest);
    let advice = match (answer, error) {
        ("NoSuchBucket", _) => "there is no such bucket: make it, or correct its name",
        ("InvalidAccessKeyId" | "SignatureDoesNotMatch", _) | (_, Error::Unauthenticated { .. }) => {
            "the server does not know this key: check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        }
        ("RequestTimeTooSkewed", _) => "the clock of this machine is wrong: set it",
        (_, Error::PermissionDenied { .. }) => {
            "the key may not do this: check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and let it read and write there"
        }
        _ if is_silent => "the server does not answer: check AWS_ENDPOINT_URL and AWS_REGION, and the network",
        _ => return said,
    };
    if answer.is_empty() { advice.to_owned() } else { format!("{advice} ({answer})") }
}

/// What is under an error, such as a connection that was refused.
fn deepest(error: &Error) -> String {
    let mut under: &dyn std::error::Error = error;
    while let Some(next) = under.source() {
        under = next;
    }
    one_line(&under)
}

/// The code in the answer of a server.
fn code(said: &str) -> Option<&str> {
    said.split_once("<Code>")?.1.split_once("</Code>").map(|(code, _)| code)
}

/// Names what would else fail late, or wait for a server that is not there.
fn check(builder: &AmazonS3Builder) -> Result<(), String> {
    let has = |key| builder.get_config_value(&key).is_some_and(|value| !value.is_empty());
    let is_set = |key| builder.get_config_value(&key).is_some_and(|value| value == "true");
    let keys = has(Key::AccessKeyId) && has(Key::SecretAccessKey);
    let others = [Key::WebIdentityTokenFile, Key::ContainerCredentialsRelativeUri, Key::ContainerCredentialsFullUri];
    if !keys && !others.into_iter().any(has) && !is_set(Key::SkipSignature) {
        return Err("nobody is named who may use it: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY".to_owned());
    }
    let plain = [Key::S3Endpoint, Key::Endpoint].into_iter().find_map(|key| builder.get_config_value(&key));
    if plain.is_some_and(|address| address.starts_with("http://")) && !is_set(Key::Client(ClientConfigKey::AllowHttp)) {
        return Err("AWS_ENDPOINT_URL is plain http: use https, or set AWS_ALLOW_HTTP=true for a server that \
                    nobody can listen to"
            .to_owned());
    }
    Ok(())
}

/// TLS by ring, as with PostgreSQL; without this the client finds none. It is fine if it
/// was chosen already.
fn use_ring() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Answers of servers are XML on several lines.
fn one_line(error: &impl fmt::Display) -> String {
    error.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}
