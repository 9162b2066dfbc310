//! Numerals: `2458.8`, `1,065.6`, 二〇二六, 三千五百, 三分之一, 八成, 一半.
//!
//! Reads what stands at a place and says how far it goes; what the number
//! measures is decided in [`crate::quantity`].

use rust_decimal::Decimal;

/// A numeral at a place of the folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Numeral {
    /// Its value, without a magnitude that belongs to the unit (万, 亿).
    pub(crate) value: Decimal,
    /// First folded byte.
    pub(crate) start: usize,
    /// One past the last folded byte.
    pub(crate) end: usize,
    /// How it is written.
    pub(crate) script: NumeralScript,
}

/// How a numeral is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumeralScript {
    /// 57.3
    Digits,
    /// 三十五, 二〇二六
    Chinese,
}

/// Whether a text holds Arabic digits. Looks at all of it, since without a way
/// out many bytes are looked at in one instruction.
pub(crate) fn has_digits(text: &str) -> bool {
    text.bytes().fold(false, |found, byte| found | byte.is_ascii_digit())
}

/// Reads digits at `at`: `57.3`, `1,065.6`, `-2.9`.
pub(crate) fn digits_at(text: &str, at: usize) -> Option<Numeral> {
    let bytes = text.as_bytes();
    let mut end = at;
    while bytes.get(end).is_some_and(u8::is_ascii_digit) {
        end += 1;
    }
    if end == at {
        return None;
    }
    let mut grouped = false;
    while end - at <= 3 || grouped {
        let group = bytes.get(end + 1..end + 4).is_some_and(|g| g.iter().all(u8::is_ascii_digit));
        if bytes.get(end) != Some(&b',') || !group || bytes.get(end + 4).is_some_and(u8::is_ascii_digit) {
            break;
        }
        grouped = true;
        end += 4;
    }
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        end += 1;
        while bytes.get(end).is_some_and(u8::is_ascii_digit) {
            end += 1;
        }
    }
    let value = decimal(bytes.get(at..end)?)?;
    Some(Numeral { value, start: at, end, script: NumeralScript::Digits })
}

/// Decimal digits with an optional point, commas skipped; none when too long.
fn decimal(digits: &[u8]) -> Option<Decimal> {
    let mut mantissa: i128 = 0;
    let mut scale = 0;
    let mut after_point = false;
    for &b in digits {
        match b {
            b'0'..=b'9' => {
                mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(b - b'0'))?;
                scale += u32::from(after_point);
            }
            b'.' => after_point = true,
            _ => {}
        }
    }
    Decimal::try_from_i128_with_scale(mantissa, scale).ok().map(|d| d.normalize())
}

/// A Chinese digit's value; 两 and 〇 included.
pub(crate) fn chinese_digit(c: char) -> Option<i64> {
    Some(match c {
        '零' | '〇' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn chinese_magnitude(c: char) -> Option<i64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

/// Reads Chinese numerals at `at` up to thousands (三千五百, 十二, 二〇二六,
/// 五点三); 万 and 亿 are left to the unit.
pub(crate) fn chinese_at(text: &str, at: usize) -> Option<Numeral> {
    let mut total = 0i64;
    let mut pending: Option<i64> = None;
    let mut positional = 0i64;
    let mut digits_only = true;
    let mut end = at;
    let mut count = 0;
    let mut last_magnitude = 0;
    for c in text.get(at..)?.chars() {
        if let Some(digit) = chinese_digit(c) {
            if digit == 0 && !digits_only {
                count += 1;
                end += c.len_utf8();
                continue;
            }
            if pending.is_some() && !digits_only {
                break;
            }
            positional = positional.checked_mul(10)?.checked_add(digit)?;
            pending = Some(digit);
        } else if let Some(magnitude) = chinese_magnitude(c) {
            if digits_only && count > 1 {
                break;
            }
            digits_only = false;
            total += pending.take().unwrap_or(1) * magnitude;
            last_magnitude = magnitude;
        } else {
            break;
        }
        count += 1;
        end += c.len_utf8();
        if count > 12 {
            return None;
        }
    }
    if count == 0 {
        return None;
    }
    let value = if digits_only {
        positional
    } else {
        // 一百五 is 150, 一百零五 is 105.
        let tail = pending.unwrap_or(0);
        let spoken = tail > 0 && last_magnitude >= 100 && !text.get(at..end)?.contains(['零', '〇']);
        total + if spoken { tail * last_magnitude / 10 } else { tail }
    };
    let numeral = Numeral { value: Decimal::from(value), start: at, end, script: NumeralScript::Chinese };
    Some(chinese_fraction(text, numeral))
}

/// Extends 五 by 点三.
fn chinese_fraction(text: &str, numeral: Numeral) -> Numeral {
    let Some(rest) = text.get(numeral.end..).and_then(|r| r.strip_prefix('点')) else {
        return numeral;
    };
    let mut value = numeral.value;
    let mut unit = Decimal::ONE;
    let mut end = numeral.end + '点'.len_utf8();
    let before = end;
    for c in rest.chars().take(4) {
        let Some(digit) = chinese_digit(c) else { break };
        unit /= Decimal::TEN;
        value += Decimal::from(digit) * unit;
        end += c.len_utf8();
    }
    if end == before { numeral } else { Numeral { value: value.normalize(), end, ..numeral } }
}

/// Reads a whole Chinese or Arabic cardinal at `at`, for ordinals and counts.
pub(crate) fn any_at(text: &str, at: usize) -> Option<Numeral> {
    digits_at(text, at).or_else(|| chinese_at(text, at))
}

/// Reads a string that is one ordinal and nothing else: `12`, `十二`.
pub(crate) fn ordinal(text: &str) -> Option<u32> {
    let numeral = any_at(text, 0)?;
    (numeral.end == text.len()).then(|| u32::try_from(numeral.value).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        any_at(text, 0).map_or_else(|| "none".to_owned(), |n| format!("{} +{}", n.value, &text[n.end..]))
    }

    #[test]
    fn numerals_are_read_as_far_as_they_go() {
        let cases = [
            ("57.3亿元", "57.3 +亿元"),
            ("1,065.6亿元", "1065.6 +亿元"),
            ("12,10家", "12 +,10家"),
            ("6.5%5.2%", "6.5 +%5.2%"),
            ("6.5,5", "6.5 +,5"),
            ("三千五百万元", "3500 +万元"),
            ("十二条", "12 +条"),
            ("二十五", "25 +"),
            ("一百零五", "105 +"),
            ("一百五", "150 +"),
            ("二〇二六年", "2026 +年"),
            ("五点三亿", "5.3 +亿"),
            ("两座", "2 +座"),
            ("百亿", "100 +亿"),
            ("亿元", "none"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn absurdly_long_numbers_are_refused_not_wrapped() {
        assert_eq!(digits_at(&"9".repeat(60), 0), None);
        assert_eq!(chinese_at(&"九".repeat(60), 0), None);
    }
}
