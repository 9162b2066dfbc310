//! Passwords: hashed with Argon2id (RFC 9106; 19 MiB, two passes, as OWASP advises),
//! and what a new one must be.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use luoshi_export::labels::Lang;

use crate::{App, WebError};

/// Fewest characters of a password.
const MIN_CHARS: usize = 8;

/// Most bytes that are hashed: more is no safer and slow to read.
const MAX_BYTES: usize = 256;

/// What is wrong with a new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordFault {
    /// It is too short.
    Short,
    /// It is too long.
    Long,
    /// It is the log-in name, or the same character again and again.
    Easy,
}

impl PasswordFault {
    /// What is wrong, for a person.
    pub fn said(self, lang: Lang) -> &'static str {
        match self {
            Self::Short => lang.pick("口令至少 8 个字符", "at least 8 characters"),
            Self::Long => lang.pick("口令过长", "too long"),
            Self::Easy => lang.pick("口令过于简单", "too easy to guess"),
        }
    }
}

/// Checks a new password: long enough, and not what everybody would try first.
pub fn check_new(password: &str, person: &str) -> Result<(), PasswordFault> {
    if password.len() > MAX_BYTES {
        return Err(PasswordFault::Long);
    }
    if password.chars().count() < MIN_CHARS {
        return Err(PasswordFault::Short);
    }
    let first = password.chars().next();
    let run = password.chars().all(|c| Some(c) == first);
    let easy = ["12345678", "123456789", "1234567890", "password", "88888888", "qwertyui", "luoshi123"];
    if run || password == person || easy.contains(&password.to_lowercase().as_str()) {
        return Err(PasswordFault::Easy);
    }
    Ok(())
}

/// The hash of a password in PHC form. Takes a tenth of a second of a core.
pub async fn hash(app: &App, password: &str) -> Result<String, WebError> {
    let password = password.to_owned();
    off_thread(app, move || {
        let hashed = Argon2::default().hash_password(password.as_bytes());
        hashed.map(|hash| hash.to_string()).map_err(|error| WebError::Internal(error.to_string()))
    })
    .await?
}

/// Whether a password is the right one. Takes as long for an account that does not
/// exist (`phc` none) as for one that does.
pub async fn verify(app: &App, password: &str, phc: Option<&str>) -> Result<bool, WebError> {
    if password.len() > MAX_BYTES {
        return Ok(false);
    }
    let (password, phc) = (password.to_owned(), phc.map(str::to_owned));
    off_thread(app, move || match phc {
        Some(phc) => Argon2::default().verify_password(password.as_bytes(), phc.as_str()).is_ok(),
        None => Argon2::default().hash_password(password.as_bytes()).is_err(),
    })
    .await
}

/// Hashing waits for its turn, so that a rush of log-ins takes neither all memory nor
/// the threads that answer pages.
async fn off_thread<T: Send + 'static>(app: &App, work: impl FnOnce() -> T + Send + 'static) -> Result<T, WebError> {
    let turn = app.hashing().acquire().await;
    let done = tokio::task::spawn_blocking(work).await;
    drop(turn);
    done.map_err(|error| WebError::Internal(error.to_string()))
}
