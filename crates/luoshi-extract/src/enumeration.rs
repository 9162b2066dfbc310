//! Numbered lists in running text: 一是…;二是…, 1.…2.…, (1)…, ①…, 第一件….

use std::collections::HashMap;

/// An item of a list: its ordinal, and the folded bytes after its mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) number: u32,
    /// First folded byte of the mark.
    pub(crate) mark: usize,
    /// First folded byte of the text.
    pub(crate) start: usize,
    /// Where the next mark begins, or the list's end.
    pub(crate) end: usize,
}

/// A way of numbering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Style {
    /// 一是, 十一是; or 一要.
    Is,
    /// 1. or 1、
    Digits,
    /// (1)
    Bracketed,
    /// ①
    Circled,
    /// 一、 at the start of a sentence.
    Chinese,
    /// (一) at the start of a sentence.
    ChineseBracketed,
    /// 第一, or 第一件.
    Ordinal,
}

const STYLES: [Style; 7] = [
    Style::Is,
    Style::Circled,
    Style::Bracketed,
    Style::Digits,
    Style::Chinese,
    Style::ChineseBracketed,
    Style::Ordinal,
];

/// Farthest that the first item may stand from the start, in bytes.
const REACH: usize = 900;

/// Most items of a list; there are no longer ones, and 百 is not spelt.
const MOST: u32 = 99;

/// From where a mark was searched, and where it stands.
type Searched = (usize, Option<(usize, usize)>);

/// The lists in a text up to `end`.
///
/// Many places may ask for the list that follows them; what was found for one
/// is kept for the next, so that asking everywhere takes one pass a mark.
pub(crate) struct Lists<'t> {
    text: &'t str,
    end: usize,
    /// The last search for a mark: from where, and what it found.
    known: HashMap<(Style, u32), Searched>,
}

impl<'t> Lists<'t> {
    pub(crate) fn new(text: &'t str, end: usize) -> Self {
        Self { text, end, known: HashMap::new() }
    }

    /// The first list with at least two items that begins soon after `start`.
    pub(crate) fn first(&mut self, start: usize) -> Vec<Item> {
        STYLES
            .iter()
            .filter_map(|style| self.sequence(start, *style))
            .min_by_key(|items| (items[0].mark, std::cmp::Reverse(items.len())))
            .unwrap_or_default()
    }

    /// The items 1, 2, 3 … of one style.
    fn sequence(&mut self, start: usize, style: Style) -> Option<Vec<Item>> {
        let mut items: Vec<Item> = Vec::new();
        let mut at = start;
        for number in 1..=MOST {
            let Some((mark, after)) = self.find(at, style, number) else { break };
            match items.last_mut() {
                Some(last) => last.end = mark,
                None if mark >= start + REACH => return None,
                None => {}
            }
            items.push(Item { number, mark, start: after, end: self.end });
            at = after;
        }
        (items.len() >= 2).then_some(items)
    }

    /// The first mark of that number at or after `from`.
    fn find(&mut self, from: usize, style: Style, number: u32) -> Option<(usize, usize)> {
        if let Some(&(known_from, found)) = self.known.get(&(style, number))
            && known_from <= from
            && found.is_none_or(|(mark, _)| from <= mark)
        {
            return found;
        }
        let found = find_mark(self.text, from, self.end, style, number);
        self.known.insert((style, number), (from, found));
        found
    }
}

fn find_mark(text: &str, from: usize, end: usize, style: Style, number: u32) -> Option<(usize, usize)> {
    let (begin, endings) = pattern(style, number)?;
    let mut at = from;
    loop {
        let mark = at + text.get(at..end)?.find(&begin)?;
        let rest = text.get(mark + begin.len()..end)?;
        if let Some(ending) = endings.iter().find(|ending| rest.starts_with(**ending)) {
            let after = mark + begin.len() + ending.len();
            if opens(text, mark, after, style) {
                return Some((mark, after));
            }
        }
        at = mark + begin.chars().next()?.len_utf8();
    }
}

/// How the mark of a number is written: its beginning, and what may follow.
fn pattern(style: Style, number: u32) -> Option<(String, &'static [&'static str])> {
    let chinese = chinese_ordinal(number);
    Some(match style {
        Style::Is => (chinese, &["是", "要"]),
        Style::Digits => (number.to_string(), &[".", "、"]),
        Style::Bracketed => (format!("({number})"), &[""]),
        Style::Circled => (char::from_u32(0x2460 + number - 1).filter(|_| number <= 20)?.to_string(), &[""]),
        Style::Chinese => (chinese, &["、"]),
        Style::ChineseBracketed => (format!("({chinese})"), &[""]),
        Style::Ordinal => (format!("第{chinese}"), &[",", "件", "、", "项"]),
    })
}

/// Whether a mark stands where an item can begin.
fn opens(text: &str, mark: usize, after: usize, style: Style) -> bool {
    let before = text.get(..mark).unwrap_or_default().trim_end_matches(' ');
    match style {
        // 十一是 must not be found in 二十一是.
        Style::Is => !before.ends_with(|c: char| "一二三四五六七八九十第".contains(c)),
        Style::Digits => {
            let digit_after = text.get(after..).is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit()));
            !digit_after && (before.is_empty() || before.ends_with(['。', ';', '\n', ':', '”', '!', ')']))
        }
        Style::Chinese | Style::ChineseBracketed | Style::Ordinal => {
            before.is_empty() || before.ends_with(['。', ';', '\n', ':', '!', '”'])
        }
        Style::Bracketed | Style::Circled => true,
    }
}

/// 1 → 一, 12 → 十二, 21 → 二十一.
pub(crate) fn chinese_ordinal(number: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = (number / 10 % 10, number % 10);
    let tens = match tens {
        0 => String::new(),
        1 => "十".to_owned(),
        n => format!("{}十", DIGITS[n as usize]),
    };
    format!("{tens}{}", DIGITS[ones as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> Vec<String> {
        Lists::new(text, text.len())
            .first(0)
            .iter()
            .map(|i| format!("{} {}", i.number, &text[i.start..i.end]))
            .collect()
    }

    #[test]
    fn lists_are_found_in_every_form() {
        assert_eq!(items("一是修路;二是架桥。三是通水"), ["1 修路;", "2 架桥。", "3 通水"]);
        assert_eq!(items("实事:1.修路12.5公里;2.架桥"), ["1 修路12.5公里;", "2 架桥"]);
        assert_eq!(items("①修路②架桥"), ["1 修路", "2 架桥"]);
        assert_eq!(items("一、修路。二、架桥。"), ["1 修路。", "2 架桥。"]);
        assert_eq!(items("第一件,修路。"), Vec::<String>::new());
    }

    #[test]
    fn what_is_kept_from_one_question_answers_the_next() {
        let text = "一是修路;二是架桥。三是通水。".repeat(40);
        let mut lists = Lists::new(&text, text.len());
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        for &start in starts.iter().chain(starts.iter().rev()) {
            assert_eq!(lists.first(start), Lists::new(&text, text.len()).first(start), "{start}");
        }
    }

    #[test]
    fn ordinals_are_written_as_lists_write_them() {
        assert_eq!([1, 10, 12, 20, 21].map(chinese_ordinal), ["一", "十", "十二", "二十", "二十一"]);
    }
}
