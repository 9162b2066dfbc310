//! Which line breaks of a source end a paragraph, and which only broke a line.
//!
//! A newspaper page, a PDF or a hard-wrapped file breaks lines in the middle of
//! sentences; a heading line has no full stop and must stay a line. What
//! decides is how the line before ends, how the next begins, and how long the
//! lines of this source are.

use crate::heads::char_len;
use crate::lexicon::{self, Word};
use crate::text;

/// A run of line breaks, blank lines and page-turn lines between two lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Break {
    /// First byte of the run.
    pub(crate) start: usize,
    /// First byte of the line that follows.
    pub(crate) end: usize,
    /// Whether the run ends a paragraph.
    pub(crate) hard: bool,
}

/// A line of the source that is neither blank nor a page turn.
struct Line<'s> {
    start: usize,
    text: &'s str,
    chars: usize,
}

/// What the lines joined so far amount to; decisions rest on it rather than on
/// the last line, so that joining a joined text again changes nothing.
#[derive(Default)]
struct Paragraph {
    chars: usize,
    has_clauses: bool,
}

impl Paragraph {
    fn add(&mut self, line: &Line<'_>) {
        self.chars += line.chars;
        self.has_clauses |= line.text.contains(['。', ',', '，', ';', '；']);
    }
}

/// A line longer than this that ends without a stop was broken by a page.
const LONG_LINE: usize = 45;

/// Finds the breaks of `source`, in order; one at the start of a row of a table
/// ends a paragraph in any case. `rows` are the rows' starts, in order.
pub(crate) fn breaks(source: &str, rows: &[usize]) -> Vec<Break> {
    let lines = lines(source);
    let width = wrap_width(&lines);
    let mut out = Vec::with_capacity(lines.len() + 1);
    let mut end_of_last = 0;
    let mut last: Option<&Line<'_>> = None;
    let mut paragraph = Paragraph::default();
    for line in &lines {
        let next_row = rows.partition_point(|&row| row < end_of_last);
        let ends_row = rows.get(next_row).is_some_and(|&row| row <= line.start);
        let hard = last.is_some_and(|before| ends_row || ends_paragraph(before, line, width, &paragraph));
        if line.start > end_of_last {
            out.push(Break { start: end_of_last, end: line.start, hard });
        }
        if hard {
            paragraph = Paragraph::default();
        }
        paragraph.add(line);
        end_of_last = line.start + line.text.len();
        last = Some(line);
    }
    if end_of_last < source.len() {
        out.push(Break { start: end_of_last, end: source.len(), hard: false });
    }
    out
}

/// Longest width that matters.
const MOST_WIDTH: usize = 200;

/// Characters of a line that are not space or markup, as far as they matter.
fn width_of(line: &str) -> usize {
    let mut width = 0;
    let mut at = 0;
    while width < MOST_WIDTH
        && let Some(&first) = line.as_bytes().get(at)
    {
        // What begins so is an ideograph.
        let counts = matches!(first, 0xE4..=0xE9)
            || line.get(at..).and_then(|rest| rest.chars().next()).is_some_and(|c| !c.is_whitespace() && c != '*');
        width += usize::from(counts);
        at += char_len(first);
    }
    width
}

fn lines(source: &str) -> Vec<Line<'_>> {
    let mut out: Vec<Line<'_>> = Vec::new();
    let mut at = 0;
    for raw in source.split_inclusive('\n') {
        let text = raw.trim();
        if !text.is_empty() && !is_of_the_page(text) {
            let start = at + raw.len() - raw.trim_start().len();
            out.push(Line { start, text, chars: width_of(text) });
        }
        at += raw.len();
    }
    out
}

/// Longest line, in bytes, that can belong to the page and not to the text.
const MAX_PAGE_LINE: usize = 120;

/// Whether a line is a page turn or a page number, however it is printed.
fn is_of_the_page(line: &str) -> bool {
    if line.len() > MAX_PAGE_LINE {
        return false;
    }
    let line = text::folded_line(line);
    is_page_turn(&line) || is_page_number(&line)
}

/// (上接第1版), （下转第三版）: a newspaper's page turn.
pub(crate) fn is_page_turn(line: &str) -> bool {
    let inner = line.trim_matches(|c: char| "()（）[]【】<>《》→▶ ".contains(c));
    (inner.starts_with("上接") || inner.starts_with("下转") || inner.starts_with("紧接") || inner.starts_with("下轉"))
        && inner.ends_with('版')
        && inner.chars().count() <= 14
}

/// A line that only separates the records of a listing: a rule, or a date.
pub(crate) fn is_separator(line: &str) -> bool {
    let rule = !line.is_empty() && line.chars().all(|c| matches!(c, '-' | '—' | '=' | '*' | '_' | '·' | '~'));
    let date = line.len() == 10
        && line.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    rule || date
}

/// “— 3 —”, “- 12 -”, “第3页”: a page number on its own line.
fn is_page_number(line: &str) -> bool {
    let inner = line.trim_matches(|c: char| "-—–－·. 第页頁共/".contains(c));
    !inner.is_empty()
        && inner.len() <= 4
        && inner.bytes().all(|b| b.is_ascii_digit())
        && inner.len() < line.len()
        && !line.contains('.')
}

/// The width at which a hard-wrapped source breaks its lines, if it is one.
fn wrap_width(lines: &[Line<'_>]) -> Option<usize> {
    if lines.len() < 15 {
        return None;
    }
    let mut lengths: Vec<usize> = lines.iter().map(|l| l.chars).collect();
    lengths.sort_unstable();
    let width = lengths[lengths.len() * 9 / 10];
    if !(15..=80).contains(&width) {
        return None;
    }
    let near = lengths.iter().filter(|&&l| l * 100 >= width * 85 && l <= width + 3).count();
    (near * 100 >= lengths.len() * 55).then_some(width)
}

fn ends_paragraph(before: &Line<'_>, after: &Line<'_>, width: Option<usize>, paragraph: &Paragraph) -> bool {
    if is_separator(before.text) || is_separator(after.text) {
        return true;
    }
    let last = before.text.chars().rev().find(|c| !"”’」』*".contains(*c)).unwrap_or('。');
    if "。!?！？;；:：…".contains(last) {
        return true;
    }
    if starts_numbered(after.text) {
        return true;
    }
    let first = after.text.chars().next().unwrap_or('。');
    if ",，、".contains(last) || ",，、。;；:：)）%％”’》".contains(first) {
        return false;
    }
    if last == '(' || last == '（' || last == '“' {
        return false;
    }
    if breaks_a_word(before.text, after.text) {
        return false;
    }
    if paragraph.chars > LONG_LINE && paragraph.has_clauses {
        return false;
    }
    width.is_none_or(|width| before.chars * 100 < width * 85)
}

/// Whether a number or the name of an indicator goes on across the break.
fn breaks_a_word(before: &str, after: &str) -> bool {
    let last = before.chars().next_back().unwrap_or(' ');
    let first = after.chars().next().unwrap_or(' ');
    let number_goes_on = (last.is_ascii_digit() || last == '.') && first.is_ascii_digit();
    let only_digits = before.len() <= 6 && before.chars().all(|c| c.is_ascii_digit() || c == '.');
    let unfinished = "居的和与及为达到在了是将要把对从由等".contains(last);
    if unfinished
        || number_goes_on
        || only_digits
        || width_of(before) <= 3
        || before.ends_with("PM") && first.is_ascii_digit()
    {
        return true;
    }
    // A line with a figure in it is no heading.
    if before.contains(['%', '％']) {
        return true;
    }
    let tail: String = before.chars().rev().take(10).collect::<Vec<_>>().into_iter().rev().collect();
    let head: String = after.chars().take(10).collect();
    let junction = tail.len();
    lexicon::lexicon().find(&format!("{tail}{head}")).any(|(start, end, word)| {
        matches!(word, Word::Indicator(_) | Word::Compound(_)) && start < junction && end > junction
    })
}

/// Whether a line begins with a heading's or a list's number.
fn starts_numbered(line: &str) -> bool {
    let line = line.trim_start_matches(['*', '#', ' ']);
    let mut chars = line.chars();
    let Some(first) = chars.next() else {
        return false;
    };
    match first {
        '(' | '（' => chars.next().is_some_and(|c| is_numeral(c) || c.is_ascii_digit()),
        '第' => chars.next().is_some_and(is_numeral) && chars.any(|c| c == '章' || c == '部' || c == '篇'),
        c if is_numeral(c) => chars.find(|c| !is_numeral(*c)).is_some_and(|c| c == '、' || c == '是'),
        _ => false,
    }
}

fn is_numeral(c: char) -> bool {
    matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The source with `|` for each hard break and nothing for each soft one.
    fn marked(source: &str) -> String {
        let mut out = String::new();
        let mut at = 0;
        for b in breaks(source, &[]) {
            out.push_str(&source[at..b.start]);
            if b.hard {
                out.push('|');
            }
            at = b.end;
        }
        out.push_str(&source[at..]);
        out
    }

    #[test]
    fn headings_stay_lines_and_broken_sentences_are_joined() {
        assert_eq!(
            marked("二、今年工作\n\n今年要做好工作。\n(一)稳增长\n抓好"),
            "二、今年工作|今年要做好工作。|(一)稳增长|抓好"
        );
        assert_eq!(marked("围绕三大重点,\n\n全力推动"), "围绕三大重点,全力推动");
        assert_eq!(marked("去年成绩来之不易。\n\n(上接第1版)\n\n一年来"), "去年成绩来之不易。|一年来");
        let long = "拓宽农民增收致富渠道。持续巩固拓展脱贫攻坚成果同乡村振兴有效衔接,健全防止返贫动态监测和帮扶机制,办结案件756件,为";
        assert_eq!(marked(&format!("{long}\n\n1515名劳动者")), format!("{long}1515名劳动者"));
    }

    #[test]
    fn rows_of_a_table_are_never_joined() {
        let source = "增长5%,\n完成57.3";
        let second = source.find("完成").unwrap();
        assert!(breaks(source, &[]).iter().all(|b| !b.hard));
        assert!(breaks(source, &[0, second]).iter().all(|b| b.hard));
        assert!(breaks(source, &[0, second - 1]).iter().all(|b| b.hard));
    }

    #[test]
    fn a_wrapped_file_is_joined_at_its_width() {
        let line = "全市地区生产总值增长百分之六左右规上工业增加值稳步提升";
        let source = format!("{}\n较短的一行\n{line}", [line; 16].join("\n"));
        assert_eq!(marked(&source).matches('|').count(), 1);
    }
}
