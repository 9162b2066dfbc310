//! Symbols, full-width forms and compatibility characters.

/// What becomes of a symbol.
pub(super) enum Fold {
    Char(char),
    Space,
    Drop,
    /// The opening bracket of what may be a footnote mark.
    Mark,
}

/// Folds what is neither ASCII nor a unified ideograph.
pub(super) fn fold_symbol(c: char) -> Fold {
    match c {
        '\u{ff01}'..='\u{ff5e}' if c == '［' => Fold::Mark,
        '\u{ff01}'..='\u{ff5e}' => Fold::Char(char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)),
        '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{3000}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => {
            Fold::Space
        }
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{fe0f}' => {
            Fold::Drop
        }
        '〔' | '【' => Fold::Mark,
        '〇' | '○' | '◯' => Fold::Char('〇'),
        '‐' | '‑' | '–' | '―' | '−' | '﹣' | '─' => Fold::Char('-'),
        '〜' | '∼' => Fold::Char('~'),
        '﹪' => Fold::Char('%'),
        '「' | '『' | '〝' | '‟' => Fold::Char('“'),
        '」' | '』' | '〞' => Fold::Char('”'),
        '﹐' => Fold::Char(','),
        '﹔' => Fold::Char(';'),
        '﹕' | '∶' => Fold::Char(':'),
        '﹒' => Fold::Char('.'),
        '₀'..='₉' => Fold::Char(char::from_u32(u32::from(c) - 0x2080 + 0x30).unwrap_or(c)),
        '\u{f900}'..='\u{faff}' | '\u{2e80}'..='\u{2fdf}' => Fold::Char(compatibility(c)),
        _ => Fold::Char(c),
    }
}

/// Compatibility ideographs and radicals that stand for common characters.
fn compatibility(c: char) -> char {
    const PAIRS: &[(char, char)] = &[
        ('⺠', '民'),
        ('⻓', '长'),
        ('⻋', '车'),
        ('⻔', '门'),
        ('⻚', '页'),
        ('⻛', '风'),
        ('⻢', '马'),
        ('⻰', '龙'),
        ('⼀', '一'),
        ('⼆', '二'),
        ('⼈', '人'),
        ('⼊', '入'),
        ('⼋', '八'),
        ('⼒', '力'),
        ('⼗', '十'),
        ('⼟', '土'),
        ('⼤', '大'),
        ('⼥', '女'),
        ('⼦', '子'),
        ('⼩', '小'),
        ('⼭', '山'),
        ('⼯', '工'),
        ('⼴', '广'),
        ('⼼', '心'),
        ('⼿', '手'),
        ('⽂', '文'),
        ('⽅', '方'),
        ('⽇', '日'),
        ('⽉', '月'),
        ('⽊', '木'),
        ('⽔', '水'),
        ('⽕', '火'),
        ('⽣', '生'),
        ('⽤', '用'),
        ('⽥', '田'),
        ('⽬', '目'),
        ('⽯', '石'),
        ('⽴', '立'),
        ('⾏', '行'),
        ('⾕', '谷'),
        ('⾥', '里'),
        ('⾦', '金'),
        ('⾼', '高'),
        ('⾃', '自'),
        ('⾄', '至'),
        ('⾊', '色'),
        ('⾐', '衣'),
        ('⾛', '走'),
        ('⾜', '足'),
        ('⾝', '身'),
        ('⾬', '雨'),
        ('⾯', '面'),
        ('⾷', '食'),
        ('⾸', '首'),
        ('⿊', '黑'),
        ('⿓', '龙'),
    ];
    PAIRS.iter().find(|(from, _)| *from == c).map_or(c, |&(_, to)| to)
}
