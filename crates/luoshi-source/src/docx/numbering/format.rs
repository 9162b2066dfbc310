//! Number formats of ECMA-376 (`ST_NumberFormat`) that Chinese documents use.

/// How a level writes its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberFormat {
    /// 1 2 3, and every format not known here.
    Decimal,
    /// 01 02 03.
    DecimalZero,
    /// １ ２ ３.
    FullWidth,
    /// ① ② ③.
    Circled,
    /// 一 十二 一百二十三.
    Chinese,
    /// 壹 拾贰.
    ChineseLegal,
    /// 一二三 digit by digit: 一〇.
    ChineseDigits,
    /// 甲乙丙丁.
    Stems,
    /// 子丑寅卯.
    Branches,
    /// a b c.
    LowerLetter,
    /// A B C.
    UpperLetter,
    /// i ii iii.
    LowerRoman,
    /// I II III.
    UpperRoman,
    /// A symbol, no number.
    Bullet,
    /// Nothing.
    None,
}

impl NumberFormat {
    pub(super) fn parse(name: &str) -> Self {
        match name {
            "decimalZero" => Self::DecimalZero,
            "decimalFullWidth" | "decimalFullWidth2" => Self::FullWidth,
            "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => Self::Circled,
            "chineseCounting"
            | "chineseCountingThousand"
            | "japaneseCounting"
            | "taiwaneseCounting"
            | "taiwaneseCountingThousand"
            | "koreanCounting" => Self::Chinese,
            "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal" => Self::ChineseLegal,
            "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => Self::ChineseDigits,
            "ideographTraditional" => Self::Stems,
            "ideographZodiac" => Self::Branches,
            "lowerLetter" => Self::LowerLetter,
            "upperLetter" => Self::UpperLetter,
            "lowerRoman" => Self::LowerRoman,
            "upperRoman" => Self::UpperRoman,
            "bullet" => Self::Bullet,
            "none" => Self::None,
            _ => Self::Decimal,
        }
    }

    /// Writes a number; one that the format cannot write is written as decimal.
    pub(super) fn render(self, number: u32) -> String {
        self.special(number).unwrap_or_else(|| number.to_string())
    }

    fn special(self, number: u32) -> Option<String> {
        match self {
            Self::Decimal => None,
            Self::DecimalZero => Some(format!("{number:02}")),
            Self::FullWidth => Some(digits(number, "０１２３４５６７８９")),
            Self::Circled => pick("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", number),
            Self::Chinese => counting(number, "零一二三四五六七八九", "十百千"),
            Self::ChineseLegal => counting(number, "零壹贰叁肆伍陆柒捌玖", "拾佰仟"),
            Self::ChineseDigits => Some(digits(number, "〇一二三四五六七八九")),
            Self::Stems => pick("甲乙丙丁戊己庚辛壬癸", number),
            Self::Branches => pick("子丑寅卯辰巳午未申酉戌亥", number),
            Self::LowerLetter => letters(number),
            Self::UpperLetter => letters(number).map(|letters| letters.to_ascii_uppercase()),
            Self::LowerRoman => roman(number).map(|roman| roman.to_ascii_lowercase()),
            Self::UpperRoman => roman(number),
            Self::Bullet | Self::None => Some(String::new()),
        }
    }
}

/// The character for a number from 1.
fn pick(characters: &str, number: u32) -> Option<String> {
    let index = usize::try_from(number.checked_sub(1)?).ok()?;
    characters.chars().nth(index).map(String::from)
}

fn digits(number: u32, ten: &str) -> String {
    number.to_string().chars().filter_map(|digit| ten.chars().nth(digit.to_digit(10)? as usize)).collect()
}

/// 1 to 9999 as spoken: 十, 十一, 二十, 一百零一, 一千零一十.
fn counting(number: u32, ten: &str, units: &str) -> Option<String> {
    if number == 0 || number > 9999 {
        return None;
    }
    let digit = |n: u32| ten.chars().nth(n as usize);
    let mut text = String::new();
    let mut gap = false;
    for power in (0..4).rev() {
        let value = number / 10_u32.pow(power) % 10;
        if value == 0 {
            gap = !text.is_empty();
            continue;
        }
        if gap {
            text.push(digit(0)?);
            gap = false;
        }
        // 十二, not 一十二, at the start.
        if !(power == 1 && value == 1 && text.is_empty()) {
            text.push(digit(value)?);
        }
        if power > 0 {
            text.push(units.chars().nth(power as usize - 1)?);
        }
    }
    Some(text)
}

/// a to z, then aa to zz as Word counts: the letter repeated.
fn letters(number: u32) -> Option<String> {
    let index = number.checked_sub(1)?;
    let letter = char::from(b'a' + u8::try_from(index % 26).ok()?);
    let times = usize::try_from(index / 26 + 1).ok()?;
    (times <= 30).then(|| letter.to_string().repeat(times))
}

fn roman(number: u32) -> Option<String> {
    const STEPS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number == 0 || number > 3999 {
        return None;
    }
    let mut rest = number;
    let mut text = String::new();
    for (value, letters) in STEPS {
        while rest >= value {
            text.push_str(letters);
            rest -= value;
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_word_writes_them() {
        for (name, number, expected) in [
            ("decimal", 12, "12"),
            ("decimalZero", 3, "03"),
            ("decimalFullWidth", 12, "１２"),
            ("decimalEnclosedCircle", 3, "③"),
            ("decimalEnclosedCircle", 21, "21"),
            ("chineseCounting", 1, "一"),
            ("chineseCounting", 10, "十"),
            ("chineseCounting", 12, "十二"),
            ("chineseCounting", 20, "二十"),
            ("chineseCountingThousand", 21, "二十一"),
            ("chineseCountingThousand", 101, "一百零一"),
            ("chineseCountingThousand", 110, "一百一十"),
            ("chineseCountingThousand", 1001, "一千零一"),
            ("chineseCountingThousand", 1010, "一千零一十"),
            ("chineseCounting", 10_000, "10000"),
            ("chineseLegalSimplified", 12, "拾贰"),
            ("ideographDigital", 10, "一〇"),
            ("ideographTraditional", 3, "丙"),
            ("ideographZodiac", 12, "亥"),
            ("lowerLetter", 2, "b"),
            ("lowerLetter", 28, "bb"),
            ("upperLetter", 3, "C"),
            ("lowerRoman", 9, "ix"),
            ("upperRoman", 14, "XIV"),
            ("bullet", 1, ""),
            ("none", 1, ""),
            ("something new", 7, "7"),
        ] {
            assert_eq!(NumberFormat::parse(name).render(number), expected, "{name} {number}");
        }
    }
}
