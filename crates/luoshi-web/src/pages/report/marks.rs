//! A text cut into pieces that are marked alike. Marks lie in each other and across
//! each other (a task holds figures, a deadline begins before a project ends), which
//! elements of a page cannot; pieces can.

use std::ops::Range;

use luoshi_extract::document::Document;
use luoshi_extract::span::Span;
use luoshi_extract::text::Text;

/// What a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Fact,
    Project,
    Deadline,
    Task,
    Pledge,
    Term,
}

impl Kind {
    pub(super) const ALL: [Self; 6] = [Self::Fact, Self::Project, Self::Deadline, Self::Task, Self::Pledge, Self::Term];

    /// The stable code, in addresses and in the style sheet.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Fact => "facts",
            Self::Project => "projects",
            Self::Deadline => "deadlines",
            Self::Task => "tasks",
            Self::Pledge => "pledges",
            Self::Term => "terms",
        }
    }

    /// The letter before its number in anchors.
    pub(super) fn letter(self) -> char {
        match self {
            Self::Fact => 'f',
            Self::Project => 'x',
            Self::Deadline => 'd',
            Self::Task => 't',
            Self::Pledge => 'p',
            Self::Term => 'g',
        }
    }

    /// Whether it marks some words, which lead to its row, rather than a whole
    /// sentence, of which a number does.
    fn is_short(self) -> bool {
        matches!(self, Self::Fact | Self::Project | Self::Deadline)
    }
}

/// A marked place: which, and where in the text that is shown.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) kind: Kind,
    pub(super) number: usize,
    pub(super) range: Range<usize>,
}

/// The marks of a document, by where they begin; longer ones first.
pub(super) fn marks(document: &Document) -> Vec<Mark> {
    let facts = document.facts.iter().chain(&document.more_facts).map(|f| (Kind::Fact, f.span));
    let projects = document.projects.iter().map(|p| (Kind::Project, p.span));
    let deadlines = document.deadlines.iter().map(|d| (Kind::Deadline, d.time));
    let tasks = document.tasks.iter().map(|t| (Kind::Task, t.span));
    let pledges = document.pledges.iter().map(|p| (Kind::Pledge, p.span));
    let terms = document.terms.iter().map(|t| (Kind::Term, t.span));
    let mut marks = Vec::new();
    let mut number = |all: &mut dyn Iterator<Item = (Kind, Span)>| {
        marks.extend((1..).zip(all).map(|(number, (kind, span))| Mark { kind, number, range: range(span) }));
    };
    number(&mut facts.into_iter());
    number(&mut projects.into_iter());
    number(&mut deadlines.into_iter());
    number(&mut tasks.into_iter());
    number(&mut pledges.into_iter());
    number(&mut terms.into_iter());
    sort(&mut marks);
    marks
}

fn sort(marks: &mut [Mark]) {
    marks.sort_by_key(|mark| (mark.range.start, std::cmp::Reverse(mark.range.end), mark.kind));
}

pub(super) fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

/// A range of the source as one of the folded text.
pub(super) fn folded(text: &Text<'_>, range: &Range<usize>) -> Range<usize> {
    text.folded_at(range.start as u32)..text.folded_at(range.end as u32)
}

/// Pieces of a line that are marked alike.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    pub(super) text: &'t str,
    /// Codes of the kinds that cover it, set apart by blanks.
    pub(super) kinds: String,
    /// The row to which its words lead.
    pub(super) row: Option<String>,
    /// Anchors of short marks that begin here.
    pub(super) anchors: Vec<String>,
    /// Long marks that begin here: anchor and number.
    pub(super) numbers: Vec<(String, usize)>,
    /// Sections that begin here.
    pub(super) sections: Vec<usize>,
    /// Whether it is of the sentence that was asked for, and its first piece.
    pub(super) here: bool,
    pub(super) here_begins: bool,
}

/// What lies over a text.
pub(super) struct Layer<'l> {
    /// Marks by where they begin.
    pub(super) marks: &'l [Mark],
    /// Sections: where they begin, and their index.
    pub(super) sections: &'l [(usize, usize)],
    /// The sentence that was asked for.
    pub(super) here: Option<Range<usize>>,
}

/// Cuts `line`, a range of `text`.
pub(super) fn cut<'t>(text: &'t str, line: Range<usize>, layer: &Layer<'_>) -> Vec<Piece<'t>> {
    let over: Vec<&Mark> =
        layer.marks.iter().filter(|mark| mark.range.start < line.end && line.start < mark.range.end).collect();
    let mut cuts = vec![line.start, line.end];
    cuts.extend(over.iter().flat_map(|mark| [mark.range.start, mark.range.end]));
    cuts.extend(layer.sections.iter().map(|(at, _)| *at));
    cuts.extend(layer.here.iter().flat_map(|here| [here.start, here.end]));
    cuts.retain(|at| (line.start..=line.end).contains(at));
    cuts.sort_unstable();
    cuts.dedup();
    let pairs = cuts.iter().zip(cuts.iter().skip(1));
    pairs.filter_map(|(&from, &to)| Some(piece(text.get(from..to)?, from, &over, layer))).collect()
}

fn piece<'t>(text: &'t str, from: usize, over: &[&Mark], layer: &Layer<'_>) -> Piece<'t> {
    let mut piece = Piece { text, ..Piece::default() };
    let covering: Vec<&Mark> = over.iter().copied().filter(|mark| mark.range.contains(&from)).collect();
    let mut kinds: Vec<&str> = covering.iter().map(|mark| mark.kind.code()).collect();
    kinds.dedup();
    piece.kinds = kinds.join(" ");
    let innermost = covering.iter().filter(|mark| mark.kind.is_short()).min_by_key(|mark| mark.range.len());
    piece.row = innermost.map(|mark| format!("r-{}{}", mark.kind.letter(), mark.number));
    for mark in covering.iter().filter(|mark| mark.range.start == from) {
        let anchor = format!("{}{}", mark.kind.letter(), mark.number);
        if mark.kind.is_short() {
            piece.anchors.push(anchor);
        } else {
            piece.numbers.push((anchor, mark.number));
        }
    }
    piece.sections = layer.sections.iter().filter(|(at, _)| *at == from).map(|(_, index)| *index).collect();
    piece.here = layer.here.as_ref().is_some_and(|here| here.contains(&from));
    piece.here_begins = layer.here.as_ref().is_some_and(|here| here.start == from);
    piece
}

/// Where a sentence ends.
const ENDS: [char; 5] = ['。', '！', '？', '；', '\n'];

/// The sentence around a byte: a task or pledge when one covers it, else from the
/// full stop before to the one after.
pub(super) fn sentence(text: &str, at: usize, marks: &[Mark]) -> Range<usize> {
    let whole = marks.iter().filter(|mark| matches!(mark.kind, Kind::Task | Kind::Pledge));
    if let Some(mark) = whole.filter(|mark| mark.range.contains(&at)).min_by_key(|mark| mark.range.len()) {
        return mark.range.clone();
    }
    let ends = |(_, c): &(usize, char)| ENDS.contains(c);
    let before = text.get(..at).and_then(|head| head.char_indices().rfind(ends));
    let after = text.get(at..).and_then(|tail| tail.char_indices().find(ends));
    let start = before.map_or(0, |(byte, c)| byte + c.len_utf8());
    let end = after.map_or(text.len(), |(byte, c)| at + byte + c.len_utf8());
    start..end
}

/// Cuts a long text into parts of at most `most` bytes, where sections, lines or
/// sentences end.
pub(super) fn parts(text: &str, whole: Range<usize>, sections: &[usize], most: usize) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = whole.start;
    while whole.end - start > most {
        let mut limit = start + most;
        while !text.is_char_boundary(limit) {
            limit -= 1;
        }
        let mut earliest = start + most / 3;
        while !text.is_char_boundary(earliest) {
            earliest += 1;
        }
        let section = sections.iter().copied().rfind(|at| (earliest..=limit).contains(at));
        let after = |mark: char| {
            let found = text.get(earliest..limit).and_then(|t| t.rfind(mark));
            found.map(|at| earliest + at + mark.len_utf8())
        };
        let cut = section.or_else(|| after('\n')).or_else(|| after('。')).unwrap_or(limit);
        parts.push(start..cut);
        start = cut;
    }
    parts.push(start..whole.end);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(kind: Kind, number: usize, range: Range<usize>) -> Mark {
        Mark { kind, number, range }
    }

    /// Pieces as people can read them: words, kinds, row.
    fn say(text: &str, marks: &[Mark]) -> Vec<String> {
        let layer = Layer { marks, sections: &[], here: None };
        let pieces = cut(text, 0..text.len(), &layer);
        pieces
            .iter()
            .map(|p| {
                format!("{}[{}]{}", p.text, p.kinds, p.row.as_deref().map(|r| format!("→{r}")).unwrap_or_default())
            })
            .collect()
    }

    #[test]
    fn marks_that_cross_each_other_become_pieces() {
        let text = "abcdefgh";
        let mut marks = vec![mark(Kind::Deadline, 1, 4..7), mark(Kind::Task, 1, 0..8), mark(Kind::Fact, 1, 2..5)];
        sort(&mut marks);
        assert_eq!(
            say(text, &marks),
            [
                "ab[tasks]",
                "cd[tasks facts]→r-f1",
                "e[tasks facts deadlines]→r-f1",
                "fg[tasks deadlines]→r-d1",
                "h[tasks]"
            ]
        );
    }

    #[test]
    fn pieces_are_the_text_again_and_each_mark_has_one_anchor() {
        let text = "一二三四五六七八九十";
        let mut marks = vec![
            mark(Kind::Task, 1, 0..15),
            mark(Kind::Task, 2, 15..30),
            mark(Kind::Fact, 1, 3..9),
            mark(Kind::Fact, 2, 3..9),
            mark(Kind::Project, 1, 6..21),
        ];
        sort(&mut marks);
        let layer = Layer { marks: &marks, sections: &[(15, 4)], here: Some(3..18) };
        let pieces = cut(text, 0..text.len(), &layer);
        assert_eq!(pieces.iter().map(|p| p.text).collect::<String>(), text);
        assert_eq!(pieces.iter().flat_map(|p| &p.anchors).collect::<Vec<_>>(), ["f1", "f2", "x1"]);
        assert_eq!(pieces.iter().flat_map(|p| &p.numbers).count(), 2);
        assert_eq!(pieces.iter().filter(|p| p.here).map(|p| p.text).collect::<String>(), "二三四五六");
        assert_eq!(pieces.iter().filter(|p| p.here_begins).count(), 1);
        assert_eq!(pieces.iter().flat_map(|p| &p.sections).collect::<Vec<_>>(), [&4]);
    }

    #[test]
    fn parts_are_the_text_again_whatever_it_holds() {
        for text in ["一".repeat(50), "一二三。".repeat(20), format!("{}\n", "字".repeat(7)).repeat(9)] {
            for most in [12, 31, 100, 1_000] {
                let parts = parts(&text, 0..text.len(), &[21], most);
                assert_eq!(parts.iter().map(|p| &text[p.clone()]).collect::<String>(), text);
                assert!(parts.iter().all(|part| part.len() <= most));
            }
        }
    }
}
