//! Steps promised in words (开工, 主体封顶, 投产), and promises that name neither
//! a step nor a quantity.

use jiff::civil::Date;

use super::figure;
use super::model::{Note, NoteCode, Part, Row, Rule, Verdict};
use super::name::Name;
use super::prepared::Pair;
use super::settings::Settings;
use super::target;
use super::wording::{self, Rarity};
use super::work::{self, Work};

/// The step of going on with something, which promises no end.
const GOING_ON: u8 = 3;

/// The step from which on a thing is done.
const DONE: u8 = 5;

/// A clause of fewer pairs than this is a slogan that any report may have.
const TELLING: usize = 6;

/// Whether words promise a step that can be told from going on.
pub(super) fn is_promised(settings: &Settings, words: &str) -> bool {
    !matches!(settings.step_in(words).0, 0 | GOING_ON)
}

/// Settles a promised step.
pub(super) fn settle(pair: &Pair<'_>, work: &Work<'_>, clause: usize, notes: &mut Vec<Note>) -> Part {
    let words = work::words_of(pair, clause);
    let mut part = silent(words);
    let due = due_in(pair, clause);
    if let (Some(due), Some(year)) = (due, pair.year)
        && due.year() > year
    {
        part.verdict = Verdict::NotDue;
        part.rule = target::not_due(due.year());
        return part;
    }
    let own = pair.earlier.clauses.get(clause).map_or(&[][..], |c| &c.pairs);
    let whole = work::joined(pair, work, clause);
    let promise = pair.earlier.text.slice(work.start, work.end);
    let found = if let Some(name) = &work.name {
        of_project(pair, name, own)
    } else {
        let (query, measure): (_, Likeness) =
            if names_thing(pair, words) { (own, Rarity::covered) } else { (&whole, Rarity::alike) };
        best_clause(pair, query, measure, promise, pair.settings.likeness.action)
    };
    if let Some((likeness, found)) = found {
        // A project was found by its name.
        part.likeness = work.name.is_none().then_some(likeness);
        judge(pair, words, window(pair, found, own), due, &mut part, notes);
    }
    part
}

/// Whether a clause itself says what its step is a step of (建成应急指挥中心), or
/// leaves it to the clause before (三季度末投入使用).
pub(super) fn names_thing(pair: &Pair<'_>, words: &str) -> bool {
    pair.common.pairs(&pair.settings.without_steps(words)).len() >= 3
}

/// A part of which nothing is known yet.
fn silent(words: &str) -> Part {
    Part {
        wanted: words.trim().to_owned(),
        found: None,
        likeness: None,
        verdict: Verdict::NoData,
        rule: target::no_data(),
    }
}

/// The clause that answers a step of a project: of the stretches that name the
/// project, the clause that says most of the step; the one with the name when
/// none says anything.
fn of_project(pair: &Pair<'_>, name: &Name, own: &[(char, char)]) -> Option<(u32, usize)> {
    let clauses = &pair.later.clauses;
    let named: Vec<usize> = (0..clauses.len()).filter(|i| name.is_in(pair, &clauses[*i].pairs)).collect();
    let near = |from: usize| {
        let segment = clauses[from].segment;
        (from..=from + REACH).take_while(move |i| clauses.get(*i).is_some_and(|c| c.segment == segment))
    };
    let best = named.iter().flat_map(|from| near(*from)).map(|i| (pair.rarity.covered(own, &clauses[i].pairs), i));
    let best = best.filter(|(score, _)| *score > 0).max_by_key(|(score, i)| (*score, std::cmp::Reverse(*i)));
    best.or_else(|| named.first().map(|i| (0, *i)))
}

/// Settles a promise that names neither step nor quantity, by wording alone.
pub(super) fn settle_soft(pair: &Pair<'_>, work: &Work<'_>, row: &mut Row) {
    let promise = pair.earlier.text.slice(work.start, work.end);
    for clause in work::clauses_in(pair, work) {
        let Some(own) = pair.earlier.clauses.get(clause).filter(|c| c.pairs.len() >= TELLING) else {
            continue;
        };
        let words = work::words_of(pair, clause);
        let mut part = silent(words);
        if let Some((likeness, found)) =
            best_clause(pair, &own.pairs, Rarity::covered, promise, pair.settings.likeness.soft)
        {
            part.likeness = Some(likeness);
            judge(pair, words, window(pair, found, &own.pairs), None, &mut part, &mut row.notes);
        }
        row.parts.push(part);
    }
}

/// How alike a promise's pairs and a result's are, in hundredths.
type Likeness = fn(&Rarity, &[(char, char)], &[(char, char)]) -> u32;

/// The clause of the review that is most like a promise.
fn best_clause(
    pair: &Pair<'_>,
    query: &[(char, char)],
    measure: Likeness,
    promise: &str,
    least: u32,
) -> Option<(u32, usize)> {
    let mut best: Option<(u32, usize)> = None;
    for (index, clause) in pair.later.clauses.iter().enumerate() {
        let (shared, _) = pair.rarity.shared(query, &clause.pairs);
        if shared < 3.min(query.len()) || wording::lacks_code(query, &clause.pairs) {
            continue;
        }
        let score = measure(&pair.rarity, query, &clause.pairs);
        let words = pair.later.text.slice(clause.start, clause.end);
        if score >= least
            && best.is_none_or(|(held, _)| score > held)
            && !figure::is_of_other_place(pair, words, promise)
        {
            best = Some((score, index));
        }
    }
    best
}

/// How many clauses behind the one that names a thing may still be about it.
const REACH: usize = 3;

/// The clauses that go on about the thing of clause `found`: up to the last of
/// its stretch that speaks of the promise's own words or admits a shortfall.
fn window(pair: &Pair<'_>, found: usize, own: &[(char, char)]) -> (usize, usize) {
    let clauses = &pair.later.clauses;
    let mut last = found;
    for next in found + 1..=found + REACH {
        let Some(clause) = clauses.get(next).filter(|c| c.segment == clauses[found].segment) else {
            break;
        };
        let words = pair.later.text.slice(clause.start, clause.end);
        let admits = pair.settings.shortfall_in(words).is_some();
        // A clause with a long name of its own opens another matter.
        let same = pair.rarity.shared(own, &clause.pairs).0 > 0;
        if admits || same {
            last = next;
        } else if clause.pairs.len() > 6 {
            break;
        }
    }
    (found, last)
}

/// Sets the verdict of a step from the words of the review.
fn judge(
    pair: &Pair<'_>,
    promise: &str,
    (first, last): (usize, usize),
    due: Option<Date>,
    part: &mut Part,
    notes: &mut Vec<Note>,
) {
    let clauses = &pair.later.clauses;
    let words = pair.later.text.slice(clauses[first].start, clauses[last].end);
    part.found = pair.later.clause_passage(first, last);
    let (wanted, wanted_word) = pair.settings.step_in(promise);
    let (reached, reached_word) = pair.settings.step_in(words);
    if let Some(short) = pair.settings.shortfall_in(words) {
        notes.push(Note::new(NoteCode::Admitted, short));
        part.verdict = Verdict::Partly;
        part.rule = Rule::new("admitted-shortfall", format!("结果中有“{short}”"), format!("the result says “{short}”"));
        return;
    }
    if let (Some(due), Some(month)) = (due, month_in(words))
        && month > due.month()
        && reached <= wanted
    {
        notes.push(Note::new(NoteCode::Late, format!("{} < {month}月", due.strftime("%-m月%-d日"))));
        part.verdict = Verdict::Partly;
        part.rule = Rule::new(
            "late",
            format!("应于{}前，实际{month}月", due.strftime("%-m月%-d日")),
            format!("due by {due}, done in month {month}"),
        );
        return;
    }
    // What promises no step of its own is done when the result says an end.
    let (wanted, wanted_word) = if matches!(wanted, 0 | GOING_ON) { (DONE, "完成") } else { (wanted, wanted_word) };
    let done = reached >= wanted;
    part.verdict = if done { Verdict::Met } else { Verdict::Partly };
    let (name, zh, en) = if done {
        ("step-reached", "已达到承诺的进度", "the step was reached")
    } else {
        ("going-on", "尚未说明达到承诺的进度", "the step is not said to be reached")
    };
    let said = if reached == 0 { "—" } else { reached_word };
    part.rule = Rule::new(
        name,
        format!("承诺“{wanted_word}”，结果“{said}”，{zh}"),
        format!("promised “{wanted_word}”, result “{said}”: {en}"),
    );
}

/// The last day that a clause of the plan allows.
fn due_in(pair: &Pair<'_>, clause: usize) -> Option<Date> {
    let bounds = pair.earlier.clauses.get(clause)?;
    let span = pair.earlier.text.span(bounds.start, bounds.end);
    let deadlines = pair.earlier.document.deadlines.iter();
    deadlines.filter(|d| span.contains(d.time)).map(|d| d.due).max()
}

/// The month a result names (7月才开工, 12月18日并网); none for 去年9月底 and
/// other months that are not when something happened.
fn month_in(words: &str) -> Option<i8> {
    words.match_indices('月').find_map(|(at, _)| {
        let before = words.get(..at)?;
        let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let month: i8 = before.get(before.len() - digits..)?.parse().ok()?;
        (1..=12).contains(&month).then_some(month)
    })
}
