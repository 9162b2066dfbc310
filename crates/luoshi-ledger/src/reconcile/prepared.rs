//! The two reports made ready: the clauses of what was promised and of what was
//! reviewed, with the quantities in them.

use luoshi_extract::document::{Document, Fact, Metric, Nature, Role};
use luoshi_extract::read_metrics;
use luoshi_extract::scale::{self, Scale};
use luoshi_extract::span::Span;
use luoshi_extract::text::Text;

use super::Account;
use super::model::{Figure, Passage};
use super::settings::Settings;
use super::wording::{self, Clause, Common, Rarity};

/// One report, folded and cut.
pub(super) struct Side<'a> {
    pub(super) source: &'a str,
    pub(super) document: &'a Document,
    pub(super) text: Text<'a>,
    /// The clauses that matter: of the plan, or of the review.
    pub(super) clauses: Vec<Clause>,
    /// The results among the facts, in the order of the text.
    pub(super) results: Vec<&'a Fact>,
    /// The quantities of the review with where they stand; none for a plan.
    pub(super) metrics: Vec<Measured>,
}

/// A quantity with the words it stands among.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    pub(super) figure: Figure,
    pub(super) scale: Option<Scale>,
    pub(super) span: Span,
    /// Index of its clause.
    pub(super) clause: usize,
    /// Pairs of its own element of a list.
    pub(super) pairs: Vec<(char, char)>,
}

/// Both reports and what weighs their words.
pub(super) struct Pair<'a> {
    pub(super) earlier: Side<'a>,
    pub(super) later: Side<'a>,
    pub(super) rarity: Rarity,
    pub(super) common: Common<'a>,
    pub(super) settings: &'a Settings,
    /// The year that is reviewed; the year promised when the later report is not
    /// later.
    pub(super) year: Option<i16>,
    /// The later report reviews the year that the earlier one plans.
    pub(super) follows: bool,
}

impl<'a> Pair<'a> {
    pub(super) fn new(earlier: &'a Account<'a>, later: &'a Account<'a>, settings: &'a Settings) -> Self {
        let common = Common::new(settings);
        let earlier = Side::new(earlier, Part::Plan, &common);
        let later = Side::new(later, Part::Review, &common);
        let rarity = Rarity::of([&earlier.clauses, &later.clauses]);
        let (promised, reviewed) = (earlier.document.year, later.document.year.map(|y| y - 1));
        let year = reviewed.filter(|r| promised.is_none_or(|p| p <= *r)).or(promised);
        let follows = promised.is_none() || reviewed.is_none() || promised == reviewed;
        Self { earlier, later, rarity, common, settings, year, follows }
    }
}

impl Pair<'_> {
    /// The last year of what is promised at `span`, when the part that holds it
    /// speaks of the coming five years and they are not over.
    pub(super) fn five_years_at(&self, span: Span) -> Option<i16> {
        let document = self.earlier.document;
        let section = document.sections.iter().rev().find(|s| s.span.contains(span))?;
        let last = document.year? + 4;
        (section.role == Role::FiveYear && self.year.is_some_and(|y| last > y)).then_some(last)
    }
}

/// Which part of a report matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Plan,
    Review,
}

impl<'a> Side<'a> {
    fn new(account: &'a Account<'a>, part: Part, common: &Common<'_>) -> Self {
        let text = Text::new(account.text);
        let ranges = ranges(&text, account.document, part);
        let clauses = wording::clauses(&text, &ranges, common);
        let document = account.document;
        let (metrics, results) = (Vec::new(), Vec::new());
        let mut side = Self { source: account.text, document, text, clauses, results, metrics };
        side.results = side.facts().into_iter().filter(|f| f.nature == Nature::Actual).collect();
        if part == Part::Review {
            let found: Vec<Metric> = ranges.iter().flat_map(|&(from, to)| read_metrics(&side.text, from, to)).collect();
            side.metrics = side.measure(&found, common);
        }
        side
    }

    /// Quantities with their clauses and the words of their elements.
    pub(super) fn measure(&self, metrics: &[Metric], common: &Common<'_>) -> Vec<Measured> {
        let places: Vec<(usize, usize)> = metrics.iter().map(|m| self.folded(m.span)).collect();
        metrics
            .iter()
            .enumerate()
            .filter_map(|(index, metric)| {
                let (start, end) = places[index];
                let clause = self.clause_at(start)?;
                let bounds = &self.clauses[clause];
                let before = index.checked_sub(1).map_or(0, |i| places[i].1);
                let after = places.get(index + 1).map_or(usize::MAX, |p| p.0);
                // 由11户整合为5户: where it came from is no result.
                if self.text.slice(bounds.start, start).ends_with(['由', '从']) {
                    return None;
                }
                let words = self.element((start, end), (bounds.start.max(before), bounds.end.min(after)));
                Some(Measured {
                    figure: Figure { value: metric.value, value2: metric.value2, unit: metric.unit.clone() },
                    scale: metric.unit.as_deref().and_then(scale::of_unit),
                    span: metric.span,
                    clause,
                    pairs: common.pairs(&words),
                })
            })
            .collect()
    }

    /// The words of a list's element around a quantity, without the quantity.
    fn element(&self, (start, end): (usize, usize), (from, to): (usize, usize)) -> String {
        let before = self.text.slice(from, start);
        let before = before.rsplit('、').next().unwrap_or_default();
        let after = self.text.slice(end, to);
        let after = after.split('、').next().unwrap_or_default();
        format!("{before},{after}")
    }

    /// Index of the clause that holds a folded byte.
    pub(super) fn clause_at(&self, at: usize) -> Option<usize> {
        let index = self.clauses.partition_point(|c| c.end <= at);
        self.clauses.get(index).filter(|c| c.start <= at).map(|_| index)
    }

    /// The folded range of a span.
    pub(super) fn folded(&self, span: Span) -> (usize, usize) {
        (self.text.folded_at(span.start), self.text.folded_at(span.end))
    }

    /// The folded words of a span.
    pub(super) fn words(&self, span: Span) -> &str {
        let (start, end) = self.folded(span);
        self.text.slice(start, end)
    }

    /// A span as a passage with its section.
    pub(super) fn passage(&self, span: Span) -> Passage {
        let section = self.document.sections.iter().rev().find(|s| s.span.contains(span));
        Passage {
            quote: span.of(self.source).to_owned(),
            start: span.start,
            end: span.end,
            section: section.map(|s| s.title.clone()),
        }
    }

    /// The clauses `first..=last` as one passage.
    pub(super) fn clause_passage(&self, first: usize, last: usize) -> Option<Passage> {
        let (first, last) = (self.clauses.get(first)?, self.clauses.get(last)?);
        let lead = self.text.slice(first.start, first.end);
        let start = first.start + lead.len() - lead.trim_start().len();
        Some(self.passage(self.text.span(start, last.end)))
    }

    /// All facts in the order of the text.
    pub(super) fn facts(&self) -> Vec<&'a Fact> {
        let mut facts: Vec<&Fact> = self.document.facts.iter().chain(&self.document.more_facts).collect();
        facts.sort_by_key(|f| (f.span.end, f.span.start));
        facts
    }
}

/// The folded ranges of the plan or of the review. A passage without sections is
/// taken whole.
fn ranges(text: &Text<'_>, document: &Document, part: Part) -> Vec<(usize, usize)> {
    let place = |span: Span| (text.folded_at(span.start), text.folded_at(span.end));
    let whole = place(document.span);
    let Some(first) = document.sections.first() else {
        return vec![whole];
    };
    let mut out = Vec::new();
    if part == Part::Review {
        out.push((whole.0, place(first.span).0));
    }
    for (index, section) in document.sections.iter().enumerate() {
        let wanted = match section.role {
            Role::Review => part == Part::Review,
            Role::Plan | Role::FiveYear | Role::SelfConstruction => part == Part::Plan,
            Role::Glossary | Role::Other => false,
        };
        // A section's text up to the next heading: parts below it come by themselves.
        let (start, end) = place(section.span);
        let next = document.sections.get(index + 1).map_or(usize::MAX, |s| place(s.span).0);
        if wanted && start < end.min(next) {
            out.push((start, end.min(next)));
        }
    }
    out
}
