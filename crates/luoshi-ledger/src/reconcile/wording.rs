//! How alike two wordings are: pairs of characters they share, weighted by how
//! rare the pair is in both reports.
//!
//! Figures, time phrases and the verbs that stand in every promise do not
//! count. Weights are whole numbers (powers of two), so the answer is the same
//! on every machine.

use std::collections::HashMap;

use luoshi_extract::text::Text;

use super::settings::Settings;

/// A pair of neighbouring characters.
type Pair = (char, char);

/// Marks that end a clause, in folded text.
const CLAUSE_MARKS: [char; 7] = [',', ';', '。', ':', '!', '?', '\n'];

/// Marks that end a stretch about one thing.
const SEGMENT_MARKS: [char; 5] = [';', '。', '!', '?', '\n'];

/// A clause of a folded text with what makes it recognisable.
#[derive(Debug, Clone)]
pub(super) struct Clause {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Which stretch between semicolons and stops it belongs to.
    pub(super) segment: usize,
    /// Its pairs, sorted, each once.
    pub(super) pairs: Vec<Pair>,
}

/// The clauses of the folded ranges.
pub(super) fn clauses(text: &Text<'_>, ranges: &[(usize, usize)], common: &Common<'_>) -> Vec<Clause> {
    let mut out: Vec<Clause> = Vec::new();
    let mut segment = 0;
    for &(from, to) in ranges {
        let mut at = from;
        for piece in text.slice(from, to).split_inclusive(CLAUSE_MARKS) {
            let bare = piece.trim_end_matches(CLAUSE_MARKS);
            if !bare.trim().is_empty() {
                out.push(Clause { start: at, end: at + bare.len(), segment, pairs: common.pairs(bare) });
            }
            at += piece.len();
            segment += usize::from(piece.ends_with(SEGMENT_MARKS));
        }
        segment += 1;
    }
    out
}

/// The words that count for nothing, by their first character.
pub(super) struct Common<'s> {
    by_first: HashMap<char, Vec<&'s str>>,
}

impl<'s> Common<'s> {
    pub(super) fn new(settings: &'s Settings) -> Self {
        let phrases = settings.phrase.iter().map(|p| &p.word);
        let mut by_first: HashMap<char, Vec<&str>> = HashMap::new();
        for word in settings.common.words.iter().chain(&settings.short.words).chain(phrases) {
            if let Some(first) = word.chars().next() {
                by_first.entry(first).or_default().push(word);
            }
        }
        for words in by_first.values_mut() {
            words.sort_by_key(|w| std::cmp::Reverse(w.len()));
        }
        Self { by_first }
    }

    /// Whether `words` begin with one that counts for nothing.
    pub(super) fn starts(&self, words: &str) -> bool {
        let first = words.chars().next();
        first.and_then(|c| self.by_first.get(&c)).is_some_and(|held| held.iter().any(|w| words.starts_with(w)))
    }

    /// The pairs of characters of `words`, sorted, each once: over Han
    /// characters and letters, not across anything else.
    pub(super) fn pairs(&self, words: &str) -> Vec<Pair> {
        let mut out = Vec::new();
        let mut before = None;
        let mut rest = words;
        while let Some(c) = rest.chars().next() {
            let skip = if c.is_ascii_digit() { figure_at(rest) } else { self.skipped(c, rest) };
            if skip > 0 {
                before = None;
                rest = rest.get(skip..).unwrap_or_default();
                continue;
            }
            if let Some(b) = before {
                out.push((b, c));
            }
            before = Some(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    /// Bytes at the start of `rest` that do not count.
    fn skipped(&self, c: char, rest: &str) -> usize {
        let word = self.by_first.get(&c).and_then(|words| words.iter().find(|w| rest.starts_with(**w)));
        match word {
            Some(word) => word.len(),
            None if !c.is_alphanumeric() || "的和与及等了为将并到各".contains(c) => c.len_utf8(),
            None => 0,
        }
    }
}

/// Units and times that belong to the digits before them.
const SUFFIXES: &[&str] = &[
    "月底前",
    "月底",
    "月份",
    "月前",
    "日前",
    "年底前",
    "年底",
    "%",
    "余",
    "多",
    "万",
    "亿",
    "千",
    "元",
    "个",
    "月",
    "日",
    "年",
];

/// Length of the figure at the start of `rest` with its unit or time; 0 for a
/// digit that belongs to a name (5G).
fn figure_at(rest: &str) -> usize {
    let mut after = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    if after.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return 0;
    }
    while let Some(shorter) = SUFFIXES.iter().find_map(|s| after.strip_prefix(s)) {
        after = shorter;
    }
    rest.len() - after.len()
}

/// What a result that is wholly in the promise adds to the likeness.
const SHORTENED: u32 = 40;

/// How rare each pair is in both reports.
#[derive(Debug, Default)]
pub(super) struct Rarity {
    seen_in: HashMap<Pair, u32>,
    clauses: u32,
}

impl Rarity {
    /// Counts in which share of the clauses of a report a pair occurs, by the
    /// report that has it more often: a pair that each report has once is rare.
    pub(super) fn of(reports: [&[Clause]; 2]) -> Self {
        let mut rarity = Self::default();
        for clauses in reports {
            let mut seen_in: HashMap<Pair, u32> = HashMap::new();
            for pair in clauses.iter().flat_map(|c| &c.pairs) {
                *seen_in.entry(*pair).or_default() += 1;
            }
            for (pair, seen) in seen_in {
                let held = rarity.seen_in.entry(pair).or_default();
                *held = seen.max(*held);
            }
            rarity.clauses = rarity.clauses.max(clauses.len() as u32);
        }
        rarity
    }

    /// 1 for a pair of every clause, one more for each halving of how often it
    /// occurs.
    fn weight(&self, pair: Pair) -> u32 {
        let seen = self.seen_in.get(&pair).copied().unwrap_or(1).max(1);
        1 + (self.clauses.max(seen) / seen).ilog2()
    }

    pub(super) fn weigh(&self, pairs: &[Pair]) -> u32 {
        pairs.iter().map(|p| self.weight(*p)).sum()
    }

    /// What two sorted lists of pairs share: how many, and their weight.
    pub(super) fn shared(&self, a: &[Pair], b: &[Pair]) -> (usize, u32) {
        let (mut i, mut j, mut count, mut weight) = (0, 0, 0, 0);
        while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
            match x.cmp(y) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    count += 1;
                    weight += self.weight(*x);
                    i += 1;
                    j += 1;
                }
            }
        }
        (count, weight)
    }

    /// How much of the promise's wording the result has, in hundredths.
    pub(super) fn covered(&self, promise: &[Pair], result: &[Pair]) -> u32 {
        let (count, weight) = self.shared(promise, result);
        let whole = self.weigh(promise);
        if whole == 0 || count < 2.min(promise.len()) { 0 } else { weight * 100 / whole }
    }

    /// As [`Self::covered`], and more when a short result is wholly in the
    /// promise (为适龄妇女免费开展“两癌”筛查 and “两癌”免费筛查).
    pub(super) fn alike(&self, promise: &[Pair], result: &[Pair]) -> u32 {
        let (count, weight) = self.shared(promise, result);
        let covered = self.covered(promise, result);
        let whole = self.weigh(result);
        if count < 3 || whole == 0 {
            return covered;
        }
        covered.max((weight * 100 / whole).min(covered + SHORTENED))
    }
}

/// Whether a result lacks a code that the promise names: 4G is not 5G.
pub(super) fn lacks_code(promise: &[Pair], result: &[Pair]) -> bool {
    promise.iter().any(|pair| pair.0.is_ascii_digit() && result.binary_search(pair).is_err())
}

/// The stretch between semicolons and stops that holds the folded byte `at`.
pub(super) fn segment_at(text: &Text<'_>, at: usize) -> (usize, usize) {
    let folded = text.folded();
    let before = folded.get(..at).unwrap_or_default();
    let start =
        before.char_indices().rev().find(|(_, c)| SEGMENT_MARKS.contains(c)).map_or(0, |(p, c)| p + c.len_utf8());
    let after = folded.get(at..).unwrap_or_default();
    (start, after.find(SEGMENT_MARKS).map_or(folded.len(), |p| at + p))
}
