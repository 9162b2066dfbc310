//! Why a command is refused. A refusal is a normal answer: it names what is
//! wrong and what would be right, and has a code that never changes.

mod zh;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use crate::id::{AgencyId, ItemId, PersonId};
use crate::item::{RequestKind, State};
use crate::time::wall;

/// Why a command is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// There is no such item.
    #[error("there is no item {0}")]
    UnknownItem(ItemId),
    /// The number is taken.
    #[error("item {0} is there already")]
    ItemExists(ItemId),
    /// The state does not allow it.
    #[error("item is {}; this needs {}", .state.code(), list(.needs))]
    WrongState {
        /// The state it is in.
        state: State,
        /// The states that would allow it.
        needs: Vec<State>,
    },
    /// The actor may not do this.
    #[error("{person} may not do this as {role}; it takes {needs}")]
    NotAllowed {
        /// Who tried.
        person: PersonId,
        /// In which role.
        role: &'static str,
        /// Who may.
        needs: &'static str,
    },
    /// Nobody decides what they asked for themselves.
    #[error("{0} asked for this and cannot decide it; another person must")]
    OwnReview(PersonId),
    /// A text is missing.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// Nobody declared that the matter holds no state secret.
    #[error("declare that the matter holds no state secret; secret matters are never entered")]
    SecretUndeclared,
    /// The agency is not in the ledger's directory.
    #[error("there is no agency \"{0}\" in the directory; add it first")]
    UnknownAgency(AgencyId),
    /// The agency was closed or merged.
    #[error("agency \"{0}\" is not active any more")]
    InactiveAgency(AgencyId),
    /// The lead is named as a helper too.
    #[error("\"{0}\" leads and cannot help as well")]
    LeadIsSupport(AgencyId),
    /// The details are those of another kind.
    #[error("these details do not belong to a {0}")]
    WrongDetails(&'static str),
    /// A date lies before the start.
    #[error("{due} lies before {start}")]
    DueBeforeStart {
        /// The date.
        due: Date,
        /// The day before which it may not lie.
        start: Date,
    },
    /// A result lies in the future.
    #[error("{on} lies in the future; today is {today}")]
    InFuture {
        /// The day of the result.
        on: Date,
        /// Today.
        today: Date,
    },
    /// The clock of the machine runs backwards.
    #[error("it is {} in Beijing, but the item's last event happened at {}; set the clock of this machine", wall(*.now), wall(*.last))]
    ClockBackwards {
        /// What the machine says.
        now: Timestamp,
        /// When the last event happened.
        last: Timestamp,
    },
    /// Such a request waits for a decision already.
    #[error("a request for {} waits for a decision already", .0.code())]
    AlreadyPending(RequestKind),
    /// There is no such request.
    #[error("no request for {} waits for a decision", .0.code())]
    NothingPending(RequestKind),
    /// The regime has no such clock, or none that runs.
    #[error("no clock \"{0}\" runs on this item")]
    NoClock(String),
    /// The clock cannot be extended.
    #[error("clock \"{0}\" cannot be extended")]
    NotExtendable(String),
    /// An extension has to be asked for before the clock is over.
    #[error("clock \"{clock}\" was due at {due}; an extension is asked for before that")]
    Expired {
        /// The clock.
        clock: String,
        /// When it was due.
        due: DateTime,
    },
    /// The new date is not later than the one that holds.
    #[error("{asked} is not later than {due}")]
    NotLater {
        /// The date asked for.
        asked: Date,
        /// The date that holds.
        due: Date,
    },
    /// No more extensions.
    #[error("clock \"{clock}\" was extended {limit} times, which is the limit")]
    TooManyExtensions {
        /// The clock.
        clock: String,
        /// How many the regime allows.
        limit: u32,
    },
    /// No more returns.
    #[error("the item was asked to be returned {0} times, which is the limit")]
    TooManyReturns(u32),
    /// The date lies beyond what the regime allows.
    #[error("{asked} is later than {latest}, the last day this regime allows")]
    TooFar {
        /// The date asked for.
        asked: Date,
        /// The last day allowed.
        latest: Date,
    },
    /// The window for returning has closed.
    #[error("an item can be returned until {0}")]
    ReturnWindowClosed(DateTime),
    /// The closing needs evidence.
    #[error("this closing needs evidence ({0}) or the reason why there is none")]
    EvidenceMissing(String),
    /// The regime knows no exemption from evidence.
    #[error("this regime knows no closing without evidence")]
    NoExemption,
    /// A word is not in its code table.
    #[error("\"{value}\" is not one of {allowed}")]
    NotInTable {
        /// The word.
        value: String,
        /// The words of the table.
        allowed: String,
    },
    /// The regime has no code table for such a word at all.
    #[error("the item's regime has no table of codes for \"{0}\": leave it out, or add the table to the regime")]
    NoTable(String),
    /// There is no such metric or node.
    #[error("the item has no {what} {index}")]
    NoSuchPart {
        /// `metric` or `node`.
        what: &'static str,
        /// Its index, from 0.
        index: u32,
    },
    /// A request that waits for a decision is in the way.
    #[error("a request for {} waits for a decision and is in the way", .0.code())]
    Undecided(RequestKind),
    /// A parent would be its own descendant.
    #[error("item {0} would be its own parent")]
    CyclicParent(ItemId),
    /// An open part is in the way.
    #[error("{open} of the item's parts are open, {first} among them")]
    OpenParts {
        /// How many.
        open: u64,
        /// One of them.
        first: ItemId,
    },
    /// The regime is not known.
    #[error("there is no regime \"{0}\"")]
    UnknownRegime(String),
}

fn list(states: &[State]) -> String {
    states.iter().map(|s| s.code()).collect::<Vec<_>>().join(" or ")
}

impl Rejection {
    /// The stable code, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownItem(_) => "unknown-item",
            Self::ItemExists(_) => "item-exists",
            Self::WrongState { .. } => "wrong-state",
            Self::NotAllowed { .. } => "not-allowed",
            Self::OwnReview(_) => "own-review",
            Self::Missing(_) => "missing",
            Self::SecretUndeclared => "secret-undeclared",
            Self::UnknownAgency(_) => "unknown-agency",
            Self::InactiveAgency(_) => "inactive-agency",
            Self::LeadIsSupport(_) => "lead-is-support",
            Self::WrongDetails(_) => "wrong-details",
            Self::DueBeforeStart { .. } => "due-before-start",
            Self::InFuture { .. } => "in-future",
            Self::ClockBackwards { .. } => "clock-backwards",
            Self::AlreadyPending(_) => "already-pending",
            Self::NothingPending(_) => "nothing-pending",
            Self::NoClock(_) => "no-clock",
            Self::NotExtendable(_) => "not-extendable",
            Self::Expired { .. } => "expired",
            Self::NotLater { .. } => "not-later",
            Self::TooManyExtensions { .. } => "too-many-extensions",
            Self::TooManyReturns(_) => "too-many-returns",
            Self::TooFar { .. } => "too-far",
            Self::ReturnWindowClosed(_) => "return-window-closed",
            Self::EvidenceMissing(_) => "evidence-missing",
            Self::NoExemption => "no-exemption",
            Self::NotInTable { .. } => "not-in-table",
            Self::NoTable(_) => "no-table",
            Self::NoSuchPart { .. } => "no-such-part",
            Self::Undecided(_) => "undecided",
            Self::CyclicParent(_) => "cyclic-parent",
            Self::OpenParts { .. } => "open-parts",
            Self::UnknownRegime(_) => "unknown-regime",
        }
    }
}
