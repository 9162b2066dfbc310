//! Text → words: folded as reading folds (traditional script, full-width digits),
//! then cut by a dictionary. 老旧小区改造 gives 老旧, 小区, 改造.
//!
//! A word may be looked for in part (区改). For that there are pairs of neighbouring
//! characters, marked by a full stop before them: `.老旧` `.旧小` `.小区` … `.造`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jieba_rs::Jieba;
use luoshi_extract::text::Text;
use luoshi_extract::{agency, division};

/// Names what cuts, and with it how tables are made from the log. Another dictionary,
/// other names or rules, and anything else in a table that the same log would now fill
/// otherwise, need another number: opening then makes the tables again. They need a
/// migration too, so that the earlier program does not open the database and make its
/// own tables again.
pub(crate) const CUTTER: &str = "jieba-0.11/2";

/// More of a text is not searched.
const MOST_CHARS: usize = 100_000;

/// Longer words are shortened: no database has to index a number of a thousand digits.
const MOST_WORD_CHARS: usize = 64;

/// How much a name counts against the words it may be cut into.
const NAME_FREQUENCY: usize = 100_000;

/// Loading it takes a while: only what writes or searches words waits for it.
static JIEBA: LazyLock<Jieba> = LazyLock::new(|| {
    let mut jieba = Jieba::new();
    let places = division::all().iter().map(|division| division.name);
    // Names of two characters (城区, 矿区) are ordinary words as well.
    for name in places.chain(agency::list_names()).filter(|name| name.chars().count() > 2) {
        jieba.add_word(name, Some(NAME_FREQUENCY), Some("n"));
    }
    jieba
});

/// A word of a folded text, with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The words of a folded text, as they stand and as parts of longer ones.
pub(crate) fn cut(folded: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for token in JIEBA.cut_for_search(folded, true) {
        let mut at = token.byte_start;
        for piece in token.word.split_inclusive(|c| !is_kept(c)) {
            let word = piece.trim_end_matches(|c: char| !is_kept(c) || c == '.').trim_start_matches('.');
            if word.chars().any(char::is_alphanumeric) {
                let start = at + piece.find(word).unwrap_or(0);
                let text = word.chars().take(MOST_WORD_CHARS).collect::<String>().to_ascii_lowercase();
                words.push(Word { text, start, end: start + word.len() });
            }
            at += piece.len();
        }
    }
    words
}

/// The pairs of neighbouring characters of a folded text, marked, and the last
/// character of each run alone.
pub(crate) fn pairs(folded: &str) -> Vec<String> {
    let mut pairs = Vec::new();
    for run in folded.split(|c| !is_ideograph(c)) {
        let chars: Vec<char> = run.chars().collect();
        pairs.extend(chars.windows(2).map(|pair| format!(".{}", pair.iter().collect::<String>())));
        pairs.extend(chars.last().map(|last| format!(".{last}")));
    }
    pairs
}

/// What a row of words holds for some texts: each word once, in the order in which
/// they stand, then the pairs if they are wanted.
pub(crate) fn row<'t>(texts: impl IntoIterator<Item = &'t str>, with_pairs: bool) -> String {
    let mut seen = BTreeSet::new();
    let mut row = String::new();
    let mut add = |word: String| {
        if !seen.contains(&word) {
            if !row.is_empty() {
                row.push(' ');
            }
            row.push_str(&word);
            seen.insert(word);
        }
    };
    let folded: Vec<String> = texts.into_iter().map(fold).collect();
    folded.iter().flat_map(|text| cut(text)).for_each(|word| add(word.text));
    if with_pairs {
        folded.iter().flat_map(|text| pairs(text)).for_each(&mut add);
    }
    row
}

/// The text as it is searched.
pub(crate) fn fold(text: &str) -> String {
    let end = text.char_indices().nth(MOST_CHARS).map_or(text.len(), |(at, _)| at);
    Text::new(text.get(..end).unwrap_or(text)).folded().to_owned()
}

/// What both databases take as a part of a word; everything else parts words.
fn is_kept(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '%') || is_ideograph(c)
}

pub(crate) fn is_ideograph(c: char) -> bool {
    matches!(c, '〇' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{2fa1f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_pairs() {
        let mut table = String::new();
        for text in [
            "老旧小区改造",
            "老舊小區改造",
            "太谷区灌区改造１２．５亿元，增长23.6%",
            "市教育局",
            "2025-0012",
            "𠮷林䶮",
            "GDP增长5.5%左右。",
            "…—、",
        ] {
            table = format!("{table}{text}: {}\n", row([text], true));
        }
        insta::assert_snapshot!(table, @r"
            老旧小区改造: 老旧 小区 改造 .老旧 .旧小 .小区 .区改 .改造 .造
            老舊小區改造: 老旧 小区 改造 .老旧 .旧小 .小区 .区改 .改造 .造
            太谷区灌区改造１２．５亿元，增长23.6%: 太谷 太谷区 灌区 改造 12.5 亿元 增长 23.6% .太谷 .谷区 .区灌 .灌区 .区改 .改造 .造 .亿元 .元 .增长 .长
            市教育局: 教育 教育局 市教育局 .市教 .教育 .育局 .局
            2025-0012: 2025 0012
            𠮷林䶮: 𠮷 林 䶮 .𠮷林 .林䶮 .䶮
            GDP增长5.5%左右。: gdp 增长 5.5% 左右 .增长 .长 .左右 .右
            …—、:
        ");
    }

    #[test]
    fn words_stand_where_they_say() {
        for text in ["太谷区灌区改造12.5亿元，GDP增长23.6%。", "（一）2025-0012、A.B.C...", ". .5 5."]
        {
            for word in cut(text) {
                assert_eq!(text[word.start..word.end].to_ascii_lowercase(), word.text);
            }
        }
    }
}
