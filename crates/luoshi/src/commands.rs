//! One file a command. A command returns its outcome; `main` makes the exit
//! code of it.

pub(crate) mod assign;
pub(crate) mod read;
pub(crate) mod schema;

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
