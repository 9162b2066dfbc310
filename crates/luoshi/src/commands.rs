//! One file a command. A command returns its outcome; `main` makes the exit
//! code of it.

pub(crate) mod act;
pub(crate) mod agency;
pub(crate) mod assign;
pub(crate) mod calendar;
pub(crate) mod db;
pub(crate) mod doctor;
pub(crate) mod draft;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod item;
pub(crate) mod publish;
pub(crate) mod read;
pub(crate) mod reconcile;
pub(crate) mod regime;
pub(crate) mod schema;
pub(crate) mod search;
pub(crate) mod serve;
pub(crate) mod stats;
pub(crate) mod sweep;
pub(crate) mod verify;
pub(crate) mod why;

/// How a command ended, when it could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything was done.
    Done,
    /// There was nothing to find.
    NothingFound,
    /// Some input could not be read; the others were.
    Failed,
}
