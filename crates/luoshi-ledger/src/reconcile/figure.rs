//! The quantity of a review that answers a promised quantity, by wording: same
//! dimension, and the words it stands among.

use luoshi_extract::document::Level;
use luoshi_extract::scale::{self, Scale};
use luoshi_extract::span::Span;

use super::amount::{self, Judgement, Wanted};
use super::model::{Figure, Passage};
use super::name::Name;
use super::prepared::{Measured, Pair};
use super::wording;

/// A quantity that answers.
pub(super) struct Found {
    pub(super) passage: Passage,
    pub(super) judgement: Judgement,
    pub(super) figure: Figure,
    /// How alike the wordings are, in hundredths.
    pub(super) likeness: u32,
}

/// What is looked for.
pub(super) struct Query<'q> {
    /// Pairs of the promised quantity's own element.
    pub(super) element: &'q [(char, char)],
    /// Pairs of its clause and of the clause that names the thing.
    pub(super) whole: &'q [(char, char)],
    /// The promise's words, folded.
    pub(super) words: &'q str,
    /// The name that the answer must have.
    pub(super) name: Option<&'q Name>,
}

/// An element of fewer pairs than this tells too little by itself.
const TELLING: usize = 3;

/// What the very same figure adds to the likeness of its words (交付…安置房386套
/// and 386套棚改安置房).
const SAME_FIGURE: u32 = 20;

/// Whether a result repeats the promised figure, and the figure is no round one
/// that many things have.
fn says_the_same(wanted: &Wanted, found: &Figure) -> bool {
    let digits = wanted.figure.value.normalize().mantissa().unsigned_abs();
    wanted.figure == *found && digits >= 100
}

/// Whether a result is so much larger or smaller than what was promised that it
/// must be of something else.
fn is_far(pair: &Pair<'_>, wanted: &Wanted, found: &Figure) -> bool {
    let far = &pair.settings.far;
    let Some(converted) = amount::convert(found, wanted.figure.unit.as_deref(), pair.settings) else {
        return true;
    };
    let (promised, result) = (wanted.figure.value.abs(), converted.value.abs());
    result > promised.saturating_mul(far.above) || result.saturating_mul(far.below) < promised
}

/// Finds the quantity that answers a target's clause.
pub(super) fn find(pair: &Pair<'_>, span: Span, wanted: &Wanted) -> Option<Found> {
    let (start, end) = pair.earlier.folded(span);
    let clause = pair.earlier.clauses.get(pair.earlier.clause_at(end.saturating_sub(1))?)?;
    let words = pair.earlier.text.slice(start.min(clause.start), clause.end);
    let element = pair.common.pairs(pair.earlier.text.slice(start.max(clause.start), end));
    let query = Query { element: &element, whole: &clause.pairs, words, name: None };
    answer(pair, &query, wanted)
}

/// Finds the quantity that answers a query.
pub(super) fn answer(pair: &Pair<'_>, query: &Query<'_>, wanted: &Wanted) -> Option<Found> {
    let unit = wanted.figure.unit.as_deref();
    let scale = unit.and_then(scale::of_unit)?;
    let likeness = pair.settings.likeness.figure;
    let mut best: Option<((u32, u32), &Measured)> = None;
    for measured in &pair.later.metrics {
        if !measured.scale.as_ref().is_some_and(|s: &Scale| amount::comparable(&scale, s, &pair.settings.kin)) {
            continue;
        }
        if is_far(pair, wanted, &measured.figure) {
            continue;
        }
        let score = score(pair, query, measured, says_the_same(wanted, &measured.figure));
        if score.0 >= likeness
            && best.as_ref().is_none_or(|(held, _)| score > *held)
            && !is_foreign(pair, query, measured)
        {
            best = Some((score, measured));
        }
    }
    let ((likeness, _), measured) = best?;
    let judgement = amount::judge(wanted, &measured.figure, pair.settings)?;
    let passage = pair.later.clause_passage(measured.clause, measured.clause)?;
    Some(Found { passage, judgement, figure: measured.figure.clone(), likeness: likeness.min(100) })
}

/// How well a quantity answers: by its own words, then by those around it. One
/// whose own words say little is found by the whole clause.
fn score(pair: &Pair<'_>, query: &Query<'_>, measured: &Measured, same: bool) -> (u32, u32) {
    let around = context(pair, measured.clause);
    if query.name.is_some_and(|name| !name.is_in(pair, &around)) {
        return (0, 0);
    }
    let whole = pair.rarity.covered(query.whole, &around);
    if wording::lacks_code(query.element, &around) {
        return (0, 0);
    }
    let own = pair.rarity.alike(query.element, &measured.pairs);
    let own = if same && own > 0 { own + SAME_FIGURE } else { own };
    if query.element.len() >= TELLING {
        return (own, whole);
    }
    let likeness = pair.settings.likeness.figure;
    let alone = !query.element.is_empty() && query.element == measured.pairs;
    let known =
        alone || query.name.is_some() || query.whole.len() > TELLING && whole >= likeness || same && own >= likeness;
    let agrees = query.element.is_empty() || own > 0;
    if known && agrees { (whole.max(own), own) } else { (0, 0) }
}

/// The pairs of a clause of the review and of the one before it, when they are
/// about one thing.
pub(super) fn context(pair: &Pair<'_>, clause: usize) -> Vec<(char, char)> {
    let clauses = &pair.later.clauses;
    let Some(own) = clauses.get(clause) else {
        return Vec::new();
    };
    let before = clause.checked_sub(1).and_then(|i| clauses.get(i)).filter(|c| c.segment == own.segment);
    let mut pairs = own.pairs.clone();
    pairs.extend(before.into_iter().flat_map(|c| &c.pairs));
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Whether a quantity is of another place: a region above, or a town or park
/// that the promise does not name.
fn is_foreign(pair: &Pair<'_>, query: &Query<'_>, measured: &Measured) -> bool {
    let Some(clause) = pair.later.clauses.get(measured.clause) else {
        return false;
    };
    let (at, _) = pair.later.folded(measured.span);
    is_of_other_place(pair, pair.later.text.slice(clause.start, at), query.words)
}

/// Whether the words before a quantity speak of a place that `promise` does not.
pub(super) fn is_of_other_place(pair: &Pair<'_>, before: &str, promise: &str) -> bool {
    let scope = &pair.settings.scope;
    let region = pair.later.document.region.as_ref();
    let own = |word: &str| match region.map(|r| r.level) {
        Some(Level::Nation) => word == "全国",
        Some(Level::Province) => matches!(word, "全省" | "全市" | "全区"),
        Some(Level::Prefecture) => word == "全市",
        Some(Level::County) => region.is_some_and(|r| r.name.chars().last() == word.chars().last()),
        None => true,
    };
    if scope.above.iter().any(|w| before.contains(w.as_str()) && !promise.contains(w.as_str()) && !own(w)) {
        return true;
    }
    let name = region.map_or("", |r| r.name.as_str());
    let before = before.trim_start().trim_start_matches("其中").trim_start_matches([',', ' ']);
    leading_place(pair, before).is_some_and(|place| {
        !promise.contains(place) && !name.contains(place) && !place.starts_with(['全', '我', '各'])
    })
}

/// Endings that words other than places have, too: 城市, 老旧小区.
const COMMON_ENDINGS: &[&str] = &["县", "区", "市", "旗"];

/// The name of a place at the start of a clause: two to seven characters and an
/// ending, which stands before a verb when other words end so as well (白鹭区改造…).
fn leading_place<'w>(pair: &Pair<'_>, words: &'w str) -> Option<&'w str> {
    let starts: Vec<usize> = words.char_indices().map(|(at, _)| at).take(8).collect();
    starts.into_iter().skip(2).find_map(|at| {
        let rest = words.get(at..)?;
        let end = pair.settings.scope.ends.iter().find(|e| rest.starts_with(e.as_str()))?;
        let after = rest.get(end.len()..)?;
        let sure = !COMMON_ENDINGS.contains(&end.as_str()) || pair.common.starts(after);
        sure.then(|| words.get(..at + end.len())).flatten()
    })
}
