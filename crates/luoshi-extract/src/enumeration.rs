//! Numbered lists in running text: 一是…;二是…, 1.…2.…, (1)…, ①…, 第一件….

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// The first list with at least two items that begins soon after `start`.
pub(crate) fn first(text: &str, start: usize, end: usize) -> Vec<Item> {
    STYLES
        .iter()
        .filter_map(|style| sequence(text, start, end, *style))
        .filter(|items| items.first().is_some_and(|item| item.mark < start + REACH))
        .min_by_key(|items| (items[0].mark, std::cmp::Reverse(items.len())))
        .unwrap_or_default()
}

/// The items 1, 2, 3 … of one style.
fn sequence(text: &str, start: usize, end: usize, style: Style) -> Option<Vec<Item>> {
    let mut items: Vec<Item> = Vec::new();
    let mut at = start;
    let mut expected = 1;
    while let Some((mark, after)) = find_mark(text, at, end, style, expected) {
        if let Some(last) = items.last_mut() {
            last.end = mark;
        }
        items.push(Item { number: expected, mark, start: after, end });
        expected += 1;
        at = after;
    }
    (items.len() >= 2).then_some(items)
}

fn find_mark(text: &str, from: usize, end: usize, style: Style, number: u32) -> Option<(usize, usize)> {
    let body = text.get(from..end)?;
    let chinese = chinese_ordinal(number);
    let patterns: Vec<String> = match style {
        Style::Is => vec![format!("{chinese}是"), format!("{chinese}要")],
        Style::Digits => vec![format!("{number}."), format!("{number}、")],
        Style::Bracketed => vec![format!("({number})")],
        Style::Circled => vec![char::from_u32(0x2460 + number - 1).filter(|_| number <= 20)?.to_string()],
        Style::Chinese => vec![format!("{chinese}、")],
        Style::ChineseBracketed => vec![format!("({chinese})")],
        Style::Ordinal => {
            vec![format!("第{chinese},"), format!("第{chinese}件"), format!("第{chinese}、"), format!("第{chinese}项")]
        }
    };
    patterns
        .iter()
        .filter_map(|pattern| {
            body.match_indices(pattern.as_str())
                .map(|(offset, p)| (from + offset, from + offset + p.len()))
                .find(|&(mark, after)| opens(text, mark, after, style))
        })
        .min()
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
        first(text, 0, text.len()).iter().map(|i| format!("{} {}", i.number, &text[i.start..i.end])).collect()
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
    fn ordinals_are_written_as_lists_write_them() {
        assert_eq!([1, 10, 12, 20, 21].map(chinese_ordinal), ["一", "十", "十二", "二十", "二十一"]);
    }
}
