//! Where a heading's title ends when it runs into its text.

use super::{Heading, role};
use crate::text::Text;

/// Words that begin a sentence of a report; a title that has lost its line
/// break ends where one of them follows a noun.
const OPENERS: &[&str] = &[
    "深化",
    "围绕",
    "推动",
    "构建",
    "实施",
    "编制",
    "大力",
    "优先",
    "积极",
    "坚持",
    "加快",
    "推进",
    "做好",
    "统筹",
    "全面",
    "深入",
    "落实",
    "严格",
    "强化",
    "聚焦",
    "突出",
    "抓好",
    "持续",
    "切实",
    "牢固",
    "牢牢",
    "紧紧",
    "紧扣",
    "着力",
    "加强",
    "建立",
    "健全",
    "完善",
    "按照",
    "认真",
    "以",
    "要",
    "把",
    "一是",
    "一年来",
    "过去",
    "今年",
    "去年",
    "我们",
    "优化",
    "扎实",
    "稳步",
    "支持",
    "启动",
    "发挥",
    "依托",
    "树立",
    "贯彻",
    "保障",
    "改善",
    "扩大",
    "培育",
    "巩固",
    "促进",
    "打造",
    "创新",
    "提升",
    "增强",
    "抢抓",
    "立足",
    "锚定",
    "精准",
    "加大",
    "开展",
    "经济社会发展主要预期目标",
    "主要预期目标",
    "发展是",
    "创新是",
    "民生",
    "人民",
    "狠抓",
    "做大",
    "做强",
    "建设",
    "实行",
    "用好",
    "守牢",
    "千方百计",
    "毫不",
    "刚刚过去",
    "新的一年",
    "本届政府",
    "五年来",
    "这五年",
    "良好",
    "始终",
    "创建",
    "探索",
    "引导",
    "鼓励",
    "完成",
    "新建",
    "全力",
    "提高",
    "注重",
    "针对",
    "为",
    "在",
    "对",
    "是",
    "将",
    "充分",
    "主动",
    "有序",
    "有效",
    "高质量",
    "高标准",
    "压实",
    "严守",
    "广泛",
    "集中",
    "不断",
    "进一步",
    "继续",
    "努力",
    "综合",
    "科学",
    "合理",
    "重点",
];

/// Longest title in characters before it is taken to have swallowed text.
const MAX_TITLE: usize = 52;

/// How far into a text that a title runs into its end is looked for, in bytes.
const LONGEST: usize = 1200;

/// Sets the end of each heading's title.
pub(super) fn settle(text: &Text<'_>, end: usize, headings: &mut [Heading]) {
    let folded = text.folded();
    let glued = is_glued(folded, end, headings);
    for index in 0..headings.len() {
        let limit = headings.get(index + 1).map_or(end, |h| h.start);
        let heading = &mut headings[index];
        if heading.number.is_none() {
            continue;
        }
        let start = heading.title.0;
        let body = folded.get(start..limit).unwrap_or_default();
        let skip = body.len() - body.trim_start().len();
        let len = title_len(body.trim_start(), glued);
        heading.title = (start + skip, start + skip + len);
    }
}

/// Whether most headings run into their text without any mark.
fn is_glued(folded: &str, end: usize, headings: &[Heading]) -> bool {
    let mut marked = 0;
    let mut unmarked = 0;
    for (index, heading) in headings.iter().enumerate() {
        if heading.number.is_none() {
            continue;
        }
        let limit = headings.get(index + 1).map_or(end, |h| h.start);
        let body = folded.get(heading.title.0..limit).unwrap_or_default();
        let (first, stop) = first_sentence(body);
        let clean = first.chars().count() <= MAX_TITLE && (stop == Some('\n') || boundary(first).is_none());
        if clean {
            marked += 1;
        } else {
            unmarked += 1;
        }
    }
    unmarked > marked
}

/// The text up to the first stop, with the stop.
fn first_sentence(body: &str) -> (&str, Option<char>) {
    match body.find(['。', '\n', '!', ';', ':']) {
        Some(at) => (body.get(..at).unwrap_or_default(), body.get(at..).and_then(|t| t.chars().next())),
        None => (body, None),
    }
}

fn title_len(body: &str, glued: bool) -> usize {
    if let Some(len) = year_title(body) {
        return len;
    }
    let (first, stop) = first_sentence(body);
    let ends_line = stop == Some('\n') || stop.is_none();
    let long = first.chars().count() > if ends_line { 2 * MAX_TITLE } else { MAX_TITLE };
    if (ends_line || !glued) && !long {
        return first.trim_end().len();
    }
    boundary(first).unwrap_or_else(|| first.trim_end().len())
}

/// A main title with a year and a closing word, glued to a text that opens with
/// a year again: 2019年工作安排|2019年是….
fn year_title(body: &str) -> Option<usize> {
    let len = role::leading_main_title(body)?;
    let after = body.get(len..)?;
    let closed = after.starts_with(['\n', '。', ' ']) || after.is_empty();
    let new_sentence =
        after.starts_with("20") || after.starts_with('(') || OPENERS.iter().any(|w| after.starts_with(w));
    (closed || new_sentence).then_some(len)
}

/// Shortest clause that can stand before an opener, in characters.
const MIN_CLAUSE: usize = 6;

/// Where in `first` a new sentence begins without a stop before it.
///
/// Titles have up to three clauses of like length; the text begins inside the
/// clause where an opener follows at least six characters of title.
fn boundary(first: &str) -> Option<usize> {
    let first = first.get(..first.floor_char_boundary(LONGEST)).unwrap_or(first);
    let mut clause_start = 0;
    let mut clauses = 0;
    let mut length = 0;
    let mut quotes = 0;
    for (at, c) in first.char_indices() {
        if c == ',' {
            clause_start = at + 1;
            clauses += 1;
            if clauses > 3 {
                return None;
            }
            (length, quotes) = (0, 0);
            continue;
        }
        let stands_inside = length < MIN_CLAUSE || quotes > 0;
        length += 1;
        quotes += i32::from(c == '“') - i32::from(c == '”');
        if stands_inside {
            continue;
        }
        let clause = first.get(clause_start..at).unwrap_or_default();
        let rest = first.get(at..).unwrap_or_default();
        let before = first.get(..clause_start).unwrap_or_default();
        if is_parallel(before, clause) || takes_up(before, rest) {
            return Some(at);
        }
        if opens(clause, rest) {
            // 要坚持…, 我们将围绕…: the auxiliary belongs to the new sentence.
            let aside = ["我们要", "我们将", "要", "将", "我们"].iter().find(|w| clause.ends_with(**w));
            return Some(at - aside.map_or(0, |w| w.len()));
        }
    }
    None
}

/// Whether a clause is as long as the one before it and built like it
/// (向改革要动力,向开放要活力|…): the title is complete.
fn is_parallel(before: &str, clause: &str) -> bool {
    let last = before.trim_end_matches(',').rsplit(',').next().unwrap_or_default();
    let same_length = last.chars().count() == clause.chars().count();
    let alike = last.chars().zip(clause.chars()).filter(|(a, b)| a == b).count();
    same_length && last.chars().next() == clause.chars().next() && alike >= 2 && alike < clause.chars().count()
}

/// Whether the text takes up words of the title, as the first sentence under a
/// heading often does.
fn takes_up(title: &str, rest: &str) -> bool {
    if title.is_empty() {
        return false;
    }
    let end = rest.char_indices().nth(4).map_or(rest.len(), |(at, c)| at + c.len_utf8());
    let opening = rest.get(..end).unwrap_or_default();
    opening.chars().count() == 5 && !opening.contains(['、', ',', '“', '”']) && title.contains(opening)
}

/// Whether a sentence opens at `rest`, after the title's `clause`.
fn opens(clause: &str, rest: &str) -> bool {
    // The first bytes tell most words apart, and leave out those of one character.
    let head = rest.as_bytes().first_chunk::<4>();
    let begins = |word: &str| word.as_bytes().first_chunk::<4>() == head && rest.starts_with(word);
    let Some(word) = OPENERS.iter().filter(|word| word.len() > 3).find(|word| begins(word)) else {
        return false;
    };
    // An opener is not one when an adverb or a verb governs it, or when it is
    // itself an attribute (“转型发展基础”, “高质量发展”).
    let governed = [
        "”",
        "进一步",
        "持续",
        "全面",
        "加快",
        "大力",
        "着力",
        "扎实",
        "深入",
        "不断",
        "切实",
        "有效",
        "和",
        "与",
        "、",
        "的",
        "中",
        "以",
        "巩固",
        "提升",
        "推动",
        "促进",
        "政府",
        "社会",
        "经济",
        "更",
        "为",
        "并",
        "项目",
        "自身",
        "文明",
        "城乡",
        "能力",
        "科技",
        "动能",
        "体系",
    ];
    let attribute =
        ["高质量", "综合", "重点", "民生", "人民", "科学", "建设", "创新", "发展是", "创新是", "改善", "保障", "提升"];
    !governed.iter().any(|g| clause.ends_with(g)) && !attribute.contains(word)
}
