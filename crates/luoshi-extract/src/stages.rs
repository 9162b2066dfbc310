//! The stages of reading one by one, for `benches/read.rs` alone.
//!
//! A benchmark of the whole says that something became slow, one of each stage
//! says what. The stages work on types that are nobody else's business, so
//! this module holds them together and gives back only how much was found.
//! Hidden from the documentation: no part of the crate's interface.

use crate::agency::AssignContext;
use crate::document::{Document, Level, Region, Role};
use crate::lexicon::lexicon;
use crate::outline::{self, Part};
use crate::passage::{Passage, Place};
use crate::read::{passages, read};
use crate::split::{self, Piece};
use crate::task::Found;
use crate::text::Text;
use crate::token::{self, Token};
use crate::{deadline, fact, head, indicator, place, pledge, project, task};

/// A text made ready for any of the stages.
pub struct Stages<'s> {
    text: Text<'s>,
    documents: Vec<Staged>,
}

/// What the stages before have found in one document.
struct Staged {
    piece: Piece,
    year: Option<i16>,
    region: Option<Region>,
    place: Place,
    parts: Vec<Part>,
    tokens: Vec<Vec<Token>>,
    read: Document,
}

impl<'s> Stages<'s> {
    /// Runs every stage once over a text.
    pub fn new(source: &'s str) -> Self {
        let text = Text::new(source);
        let end = text.folded().len();
        let mut read = read(source, &[]).documents.into_iter();
        let documents = split::split(&text, 0, end)
            .into_iter()
            .filter_map(|piece| Some(stage(&text, piece, read.next()?)))
            .collect();
        Self { text, documents }
    }

    /// Cuts the text into documents.
    pub fn split(&self) -> usize {
        split::split(&self.text, 0, self.text.folded().len()).len()
    }

    /// Reads who reports, where, and for which year.
    pub fn heads(&self) -> usize {
        let head = |d: &Staged| head::read(&self.text, d.piece.start, d.piece.end);
        self.documents.iter().filter(|d| head(d).region.is_some()).count()
    }

    /// Finds the sections.
    pub fn outline(&self) -> usize {
        let outline = |d: &Staged| outline::read(&self.text, d.piece.start, d.piece.end, d.year);
        self.documents.iter().map(|d| outline(d).len()).sum()
    }

    /// Cuts the passages into tokens.
    pub fn tokens(&self) -> usize {
        let tokens = |p: &Passage<'_>| token::tokens(lexicon(), self.text.folded(), p.start, p.end);
        self.passages().map(|(_, _, passage, _)| tokens(&passage).len()).sum()
    }

    /// Finds the facts among the tokens.
    pub fn facts(&self) -> usize {
        self.passages()
            .map(|(_, _, passage, tokens)| fact::read(&self.text, lexicon(), &passage, tokens, &mut None).len())
            .sum()
    }

    /// Finds projects and deadlines.
    pub fn projects_and_deadlines(&self) -> usize {
        self.passages()
            .map(|(_, _, passage, tokens)| {
                project::read(&self.text, &passage, tokens).len() + deadline::read(&self.text, &passage).len()
            })
            .sum()
    }

    /// Cuts the plan into tasks and proposes their agencies.
    pub fn tasks(&self) -> usize {
        let mut count = 0;
        for (staged, section, passage, tokens) in self.plan() {
            let read = &staged.read;
            let found = Found { facts: &read.facts, projects: &read.projects, deadlines: &read.deadlines };
            count += task::read(&self.text, &passage, section, tokens, &found, &staged.context(), 1).len();
        }
        count
    }

    /// Finds the pledges.
    pub fn pledges(&self) -> usize {
        let read = |(staged, _, passage, tokens): (&Staged, _, Passage<'_>, &[Token])| {
            pledge::read(&self.text, &passage, passage.start, tokens, &staged.context()).len()
        };
        self.plan().map(read).sum()
    }

    /// The texts of the tasks, to propose agencies for.
    pub fn task_texts(&self) -> Vec<&'s str> {
        let tasks = self.documents.iter().flat_map(|d| &d.read.tasks);
        tasks.map(|t| t.span.of(self.text.source())).collect()
    }

    fn passages(&self) -> impl Iterator<Item = (&Staged, Option<usize>, Passage<'_>, &[Token])> {
        self.documents.iter().flat_map(|staged| {
            staged
                .passages()
                .into_iter()
                .zip(&staged.tokens)
                .map(move |((section, passage), tokens)| (staged, section, passage, tokens.as_slice()))
        })
    }

    fn plan(&self) -> impl Iterator<Item = (&Staged, Option<usize>, Passage<'_>, &[Token])> {
        let looks_back = |role| matches!(role, Role::Review | Role::Other | Role::Glossary);
        self.passages().filter(move |(_, _, passage, _)| !looks_back(passage.role))
    }
}

impl Staged {
    fn passages(&self) -> Vec<(Option<usize>, Passage<'_>)> {
        passages(&self.parts, &self.piece, self.year.unwrap_or(0), &self.place)
    }

    fn context(&self) -> AssignContext<'_> {
        AssignContext {
            level: self.region.as_ref().map_or(Level::Prefecture, |r| r.level),
            year: self.year,
            region: self.region.as_ref().map(|r| r.name.as_str()),
        }
    }
}

fn stage(text: &Text<'_>, piece: Piece, read: Document) -> Staged {
    let (year, region) = (read.year, read.region.clone());
    let parts = outline::read(text, piece.start, piece.end, year);
    let place = place::of(region.as_ref(), year);
    let mut staged = Staged { piece, year, region, place, parts, tokens: Vec::new(), read };
    let tokens = |p: &Passage<'_>| token::tokens(lexicon(), text.folded(), p.start, p.end);
    staged.tokens = staged.passages().iter().map(|(_, passage)| tokens(passage)).collect();
    staged
}

/// Loads the word tables, as the first use does; gives how many names of
/// indicators there are.
pub fn load_tables() -> usize {
    let _ = lexicon();
    indicator::catalogue().len()
}
