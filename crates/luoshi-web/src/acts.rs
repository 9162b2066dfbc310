//! The acts on an item: what each is called, which fields its form has, and which
//! command it becomes. Pages and API share this table.

mod build;
mod offer;
mod table;

use luoshi_export::labels::Lang;
use luoshi_ledger::item::RequestKind;

pub use build::{Built, command};
pub(crate) use build::{agencies, agency};
pub use offer::{Offer, offers};
pub use table::ACTS;

/// An act.
#[derive(Debug, Clone, Copy)]
pub struct Act {
    /// Which.
    pub verb: Verb,
    /// The stable code, part of its address.
    pub code: &'static str,
    /// What it is called, in Chinese and in English.
    pub title: (&'static str, &'static str),
    /// What its form asks.
    pub fields: &'static [Field],
}

impl Act {
    /// The act of a code.
    pub fn find(code: &str) -> Option<&'static Self> {
        ACTS.iter().find(|act| act.code == code)
    }

    /// What it is called.
    pub fn name(&self, lang: Lang) -> &'static str {
        lang.pick(self.title.0, self.title.1)
    }
}

/// A field of a form.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it is called, in Chinese and in English.
    pub title: (&'static str, &'static str),
    /// What is typed into it.
    pub input: Input,
    /// Whether it has to be filled in.
    pub required: bool,
}

impl Field {
    /// What it is called.
    pub fn name_in(&self, lang: Lang) -> &'static str {
        lang.pick(self.title.0, self.title.1)
    }
}

/// What is typed into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// A line.
    Line,
    /// A text.
    Text,
    /// A day.
    Date,
    /// A number.
    Number,
    /// An agency of the directory.
    Agency,
    /// Several agencies, one a line.
    Agencies,
    /// A person with an account.
    Person,
    /// Yes or no.
    Check,
    /// One of these codes, with their words.
    Choice(&'static [(&'static str, &'static str, &'static str)]),
    /// A word of the item's regime: its clocks that can be extended.
    Clock,
    /// A word of the item's regime: its classes.
    Class,
    /// A word of the item's regime: its labels of answers.
    Label,
    /// A word of the item's regime: its grades.
    Grade,
    /// A node of the item's plan.
    Node,
    /// The item's metrics, a number each.
    Metrics,
    /// Nodes of a plan: a line each, its date first.
    Nodes,
}

/// Which act. Requests and their decisions name what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as the commands of the ledger are")]
pub enum Verb {
    Sign,
    Deploy,
    FeedBack,
    ReportProgress,
    AskReturn,
    AskExtension,
    AskSuspension,
    SubmitPlan,
    AskClosing,
    Grant(RequestKind),
    Refuse(RequestKind),
    AcceptClosing,
    SendBack,
    Clear,
    Reopen,
    Resume,
    Withdraw,
    Direct,
    Judge,
    Transfer,
    ChangeSupport,
    Support,
    ReachNode,
    Delegate,
    Amend,
    Contact,
    Answer,
    KeepPromise,
    Rate,
    ReachStage,
    ReportFunds,
    LookBack,
}
