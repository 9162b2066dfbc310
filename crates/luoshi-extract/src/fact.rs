//! Figures of indicators: which number measures which indicator, and how.
//!
//! A sentence is read clause by clause. A clause names its subjects (one
//! indicator, or a list that shares a verb) and then gives quantities; a clause
//! without a subject goes on with the one before (“…完成57.3亿元,增长7.1%”).
//! How a subject and a quantity belong together is in [`bind`], what the
//! quantity measures in [`measure`], which years it is for in [`when`].

mod bind;
mod clause;
mod context;
mod measure;
mod near;
mod structure;
mod subject;
mod when;

use crate::clause as running;
use crate::document::{Comparator, Fact, Measure, Nature, Period, Role, Trace};
use crate::indicator::{self, IndicatorIndex};
use crate::lexicon::{Lexicon, Word};
use crate::passage::{self, Passage};
use crate::quantity::Quantity;
use crate::text::Text;
use crate::token::{Kind, Token};

/// Reads the facts of a passage whose tokens are `tokens`.
///
/// `period` carries what a review's sentences speak of (last year, the last five
/// years) from one passage to the next.
pub(crate) fn read(
    text: &Text<'_>,
    lexicon: &Lexicon,
    passage: &Passage<'_>,
    tokens: &[Token],
    period: &mut Option<Period>,
) -> Vec<Fact> {
    let mut reader = Reader {
        text,
        lexicon,
        passage,
        out: Vec::new(),
        period: period.unwrap_or(passage.period()),
        misses: None,
        nature: passage.nature(),
    };
    for sentence in sentences(tokens) {
        reader.notice_year(sentence);
        if sentence.iter().any(|t| matches!(t.kind, Kind::Quantity(_) | Kind::Word(Word::Sync | Word::Gap))) {
            reader.sentence(sentence);
        }
    }
    *period = (passage.role == Role::Review).then_some(reader.period);
    reader.out
}

/// The sentences of a passage.
fn sentences(tokens: &[Token]) -> impl Iterator<Item = &[Token]> {
    tokens
        .split(|t| matches!(t.kind, Kind::Stop))
        .flat_map(|sentence| running::in_pieces(sentence, running::LONGEST_SENTENCE))
}

/// Why the quantities of a passage gave no fact, for an explanation: the folded
/// range of each with the reason.
pub(crate) fn misses(
    text: &Text<'_>,
    lexicon: &Lexicon,
    passage: &Passage<'_>,
    tokens: &[Token],
) -> Vec<((usize, usize), &'static str)> {
    let mut reader = Reader {
        text,
        lexicon,
        passage,
        out: Vec::new(),
        period: passage.period(),
        misses: Some(Vec::new()),
        nature: passage.nature(),
    };
    for sentence in sentences(tokens) {
        reader.sentence(sentence);
    }
    reader.misses.unwrap_or_default()
}

/// A mention of an indicator.
#[derive(Debug, Clone, Copy)]
struct Mention {
    indicator: IndicatorIndex,
    start: usize,
    end: usize,
}

/// Stands for something measurable that the catalogue does not hold, or that is
/// not the region's own.
const OTHER: IndicatorIndex = IndicatorIndex::MAX;

/// What a clause, or the one before it, speaks of.
#[derive(Debug, Clone, Default)]
struct Subject {
    mentions: Vec<Mention>,
    /// A quantity before the name has counted it already.
    counted: bool,
}

/// Verbs and words that stand between a subject and its quantity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word that was seen, and they combine freely")]
struct Mood {
    direction: Direction,
    /// The direction already has its quantity.
    used: bool,
    share: bool,
    /// The whole a share is taken of.
    share_of: Option<IndicatorIndex>,
    gap: bool,
    reached: bool,
    worked: bool,
    /// 累计, 共.
    total: bool,
    both: bool,
    respectively: bool,
    annual: bool,
    /// 稳定在, 保持在.
    kept: bool,
    hedged: bool,
    /// Counts verbs, so that quantities under one verb are known as a list.
    verb: u16,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Direction {
    #[default]
    None,
    Grow,
    Fall,
    /// 提高到, 下降到: the quantity is where it ended.
    To,
}

struct Reader<'r, 's> {
    text: &'r Text<'s>,
    lexicon: &'r Lexicon,
    passage: &'r Passage<'r>,
    out: Vec<Fact>,
    /// The period of figures without a year of their own.
    period: Period,
    /// Whether figures are results or promises.
    nature: Nature,
    /// Why quantities gave nothing; kept only for an explanation.
    misses: Option<Vec<((usize, usize), &'static str)>>,
}

/// A figure found, before it becomes a [`Fact`].
#[derive(Debug, Clone, Copy)]
struct Found {
    indicator: IndicatorIndex,
    measure: Measure,
    negative: bool,
    comparator: Comparator,
    period: Period,
    hedged: bool,
    quote: (usize, usize),
    rule: &'static str,
}

impl Reader<'_, '_> {
    fn sentence(&mut self, sentence: &[Token]) {
        let Some(first) = sentence.first() else {
            return;
        };
        let mut state = clause::State::new(
            running::sentence_start(self.text.folded(), 0, first.start),
            when::When::new(self.passage, self.period),
        );
        for part in sentence.split(|t| matches!(t.kind, Kind::Semicolon)) {
            state.next_part();
            let part = without_short_brackets(part);
            let clauses = part.split(|t| matches!(t.kind, Kind::Comma | Kind::Open));
            for clause in clauses.flat_map(|clause| running::in_pieces(clause, running::LONGEST_CLAUSE)) {
                clause::clause(self, &mut state, clause);
            }
        }
        structure::read(self, sentence);
    }

    /// Parts about five years turn to this year at their end, and reviews turn
    /// between last year and the last five: from such a sentence on, figures
    /// without a year are for what it named.
    fn notice_year(&mut self, sentence: &[Token]) {
        let (Some(first), Some(last)) = (sentence.first(), sentence.last()) else { return };
        let year = self.passage.year;
        match self.passage.role {
            Role::FiveYear => {
                let named = sentence.iter().any(|t| matches!(t.kind, Kind::Year(y) if y == year));
                let words = self.text.slice(running::sentence_start(self.text.folded(), 0, first.start), last.end);
                let opening = opening(words);
                if let Some(past) = reviewed_period(opening, year) {
                    self.period = past;
                    self.nature = Nature::Actual;
                } else if passage::plan_named_in(words).is_some_and(|p| p.last >= year)
                    || words.contains("今后五年")
                    || words.contains("未来五年")
                    || words.contains("到20")
                {
                    self.period = self.passage.five_years;
                    self.nature = Nature::Target;
                }
                if named || words.contains("今年") {
                    self.period = Period { first: year, last: year };
                    self.nature = Nature::Target;
                }
            }
            Role::Review => {
                let from = running::sentence_start(self.text.folded(), 0, first.start);
                let opening = opening(self.text.slice(from, last.end));
                if let Some(period) = reviewed_period(opening, year) {
                    self.period = period;
                }
            }
            _ => {}
        }
    }

    fn emit(&mut self, found: Found, quantity: Option<&Quantity>, words: Vec<(&'static str, (usize, usize))>) {
        let Some(indicator) = indicator::catalogue().get(usize::from(found.indicator)) else {
            return;
        };
        let text = self.text;
        let value = quantity.map(|q| if found.negative { -q.value } else { q.value });
        let unit = quantity.and_then(|q| unit_of(text, q));
        let words = words.into_iter().map(|(label, (a, b))| (label, text.span(a, b))).collect();
        self.out.push(Fact {
            indicator: indicator.id,
            name: indicator.name,
            nature: self.nature,
            period: found.period,
            measure: found.measure,
            value,
            value2: quantity.and_then(|q| q.value2),
            unit,
            comparator: found.comparator,
            hedged: found.hedged,
            span: text.span(found.quote.0, found.quote.1),
            trace: Trace { rule: found.rule, words },
        });
    }
}

/// The tokens without brackets that hold a word or two and no figure (新(改)建,
/// 收入(扣除退税因素)增长): they do not begin a clause, and their words are aside.
fn without_short_brackets(part: &[Token]) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(part.len());
    let mut index = 0;
    while let Some(token) = part.get(index) {
        index += 1;
        let rest = part.get(index..).unwrap_or_default();
        if !matches!(token.kind, Kind::Open) {
            out.push(*token);
            continue;
        }
        let close = rest.iter().take_while(|t| t.start <= token.end + 30).position(|t| matches!(t.kind, Kind::Close));
        let aside = close.filter(|&at| {
            let inner = rest.get(..at).unwrap_or_default();
            let figures = inner.iter().any(|t| matches!(t.kind, Kind::Quantity(_)));
            !figures
        });
        match aside {
            Some(at) => index += at + 1,
            None => out.push(*token),
        }
    }
    out
}

/// What of a sentence counts as its opening.
fn opening(sentence: &str) -> &str {
    let end = sentence.char_indices().nth(24).map_or(sentence.len(), |(at, _)| at);
    sentence.get(..end).unwrap_or_default()
}

/// The period that the opening of a review's sentence turns to.
fn reviewed_period(opening: &str, year: i16) -> Option<Period> {
    // Every phrase below holds one of these.
    if !opening.contains(['年', '届', '五']) {
        return None;
    }
    let last = Period { first: year - 1, last: year - 1 };
    // 2025年,我们… opens a review of the year; 2025年优良天数242天 is one figure.
    let named =
        opening.strip_prefix(&format!("{}年", year - 1)).is_some_and(|t| t.starts_with([',', '是', '极', '我', '全']));
    if ["去年", "过去一年", "过去的一年", "一年来"].iter().any(|w| opening.contains(w))
        || named
        || opening.contains(&format!("过去的{}年", year - 1))
    {
        return Some(last);
    }
    let five = ["五年来", "过去五年", "过去的五年", "这五年", "五年间", "五年里", "本届政府"]
        .iter()
        .any(|w| opening.contains(w));
    if five {
        return Some(Period { first: year - 5, last: year - 1 });
    }
    let plan = passage::plan_named_in(opening)?;
    let spoken = ["时期", "以来", "期间", "五年", "这五年"].iter().any(|w| opening.contains(w));
    (spoken && plan.last < year).then_some(plan)
}

/// The unit as the source prints it.
fn unit_of(text: &Text<'_>, quantity: &Quantity) -> Option<String> {
    let printed = text.clean_quote(quantity.unit.0, quantity.unit.1);
    match quantity.dimension {
        "rank" => Some("位".to_owned()),
        "percent" | "doubling" if printed.is_empty() || printed == "番" => Some("%".to_owned()),
        _ if printed.is_empty() => None,
        // 万多亩: the words between belong to the number.
        _ => Some(printed.replace(['多', '余'], "")),
    }
}
