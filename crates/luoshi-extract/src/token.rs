//! Cuts the folded text into the tokens that the grammar works on.
//!
//! One pass: words from the lexicon, quantities, years and punctuation. What is
//! none of these is not a token; how many bytes of it lie between two tokens is
//! part of the grammar (an indicator and its figure stand close together).

use std::sync::LazyLock;

use rust_decimal::prelude::ToPrimitive;

use crate::heads::{Characters, Glance};
use crate::lexicon::{Lexicon, Word};
use crate::number;
use crate::quantity::{self, Quantity};

/// A piece of the folded text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
}

/// What a token is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Word(Word),
    Quantity(Quantity),
    /// 2019年, 二〇二六年.
    Year(i16),
    /// 2021—2025年.
    Years(i16, i16),
    /// 。!? and line ends.
    Stop,
    /// ;
    Semicolon,
    /// , and :
    Comma,
    /// 、
    Pause,
    /// (
    Open,
    /// )
    Close,
}

/// Cuts `folded[start..end]` into tokens with offsets into `folded`.
pub(crate) fn tokens(lexicon: &Lexicon, folded: &str, start: usize, end: usize) -> Vec<Token> {
    // No number or unit goes on behind the end.
    let text = folded.get(..end).unwrap_or(folded);
    let mut lexer = Lexer { text, at: start, end, out: Vec::with_capacity((end - start) / 12) };
    let section = folded.get(start..end).unwrap_or_default();
    for (from, to, word) in lexicon.find(section) {
        let (from, to) = (start + from, start + to);
        if from < lexer.at {
            continue;
        }
        lexer.scan_until(from);
        if from < lexer.at {
            continue; // a quantity ran into the word (占 of 占地 never does, 户 of 户厕 may)
        }
        lexer.out.push(Token { start: from, end: to, kind: Kind::Word(word) });
        lexer.at = to;
    }
    lexer.scan_until(end);
    lexer.out
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    out: Vec<Token>,
}

impl Lexer<'_> {
    /// Reads quantities and punctuation up to `limit`, where a word begins.
    fn scan_until(&mut self, limit: usize) {
        let firsts = &*FIRSTS;
        while self.at < limit
            && let Some(next) = Glance::at(self.text.as_bytes(), self.at)
        {
            // Most characters are none of these.
            if !firsts.may_hold(next.first) {
                self.at += next.width;
                continue;
            }
            let Some(c) = self.text.get(self.at..).and_then(|rest| rest.chars().next()) else { break };
            self.at = match c {
                '0'..='9' => self.digits(),
                '零' | '〇' | '一' | '二' | '两' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百'
                | '千' | '半' => self.chinese(c),
                '第' | '前' | '首' | '榜' => self.rank(c),
                '万' | '亿' => self.magnitude(c),
                _ => {
                    let next = self.at + c.len_utf8();
                    if let Some(kind) = punctuation(c) {
                        self.out.push(Token { start: self.at, end: next, kind });
                    }
                    next
                }
            };
        }
        self.at = self.at.max(limit);
    }

    fn push(&mut self, end: usize, kind: Kind) -> usize {
        self.out.push(Token { start: self.at, end, kind });
        end
    }

    fn digits(&mut self) -> usize {
        let at = self.at;
        // A digit inside a Latin word or a name (PM2.5, A4, G108) counts nothing.
        if at > 0 && self.text.as_bytes()[at - 1].is_ascii_alphabetic() {
            return number::digits_at(self.text, at).map_or_else(|| end_of_digits(self.text, at), |n| n.end);
        }
        if let Some((end, kind)) = year_at(self.text, at) {
            return self.push(end, kind);
        }
        match quantity::digits_at(self.text, at) {
            Some(q) if q.end <= self.end => {
                let q = unranked(self.text, q);
                self.push(q.end, Kind::Quantity(q))
            }
            _ => number::digits_at(self.text, at).map_or_else(|| end_of_digits(self.text, at), |n| n.end),
        }
    }

    fn chinese(&mut self, c: char) -> usize {
        let at = self.at;
        // A year has four digits: 二〇二六.
        let next = self.text.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
        if next.is_some_and(|next| number::chinese_digit(next).is_some())
            && let Some((end, kind)) = year_at(self.text, at)
        {
            return self.push(end, kind);
        }
        match quantity::chinese_at(self.text, at) {
            Some(q) if q.end <= self.end => {
                let q = unranked(self.text, q);
                self.push(q.end, Kind::Quantity(q))
            }
            _ => at + c.len_utf8(),
        }
    }

    /// 超万亿元, 突破亿元: one of the magnitude.
    fn magnitude(&mut self, c: char) -> usize {
        match quantity::magnitude_at(self.text, self.at) {
            Some(q) if q.end <= self.end => self.push(q.end, Kind::Quantity(q)),
            _ => self.at + c.len_utf8(),
        }
    }

    fn rank(&mut self, c: char) -> usize {
        match quantity::rank_at(self.text, self.at) {
            Some(q) if q.end <= self.end => self.push(q.end, Kind::Quantity(q)),
            _ => self.at + c.len_utf8(),
        }
    }
}

/// What a token other than a word may begin with.
static FIRSTS: LazyLock<Characters> =
    LazyLock::new(|| Characters::of("0123456789零〇一二两三四五六七八九十百千半第前首榜万亿。!?\n…;,:、()"));

/// 前移3位 moves by places, it is not a place: only 第3位 and 居3位 are ranks.
fn unranked(text: &str, mut quantity: Quantity) -> Quantity {
    let before = text.get(..quantity.start).unwrap_or_default();
    if quantity.dimension == "rank" && !before.ends_with(['第', '居', '列', '排']) {
        quantity.dimension = "ordinal";
    }
    quantity
}

/// The end of a run of digits that is too long to be a number.
fn end_of_digits(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|t| t.find(|c: char| !c.is_ascii_digit())).map_or(text.len(), |len| at + len)
}

fn punctuation(c: char) -> Option<Kind> {
    Some(match c {
        '。' | '!' | '?' | '\n' | '…' => Kind::Stop,
        ';' => Kind::Semicolon,
        ',' | ':' => Kind::Comma,
        '、' => Kind::Pause,
        '(' => Kind::Open,
        ')' => Kind::Close,
        _ => return None,
    })
}

/// Reads 2019年, 二〇二六年 or 2021—2025年 at `at`.
pub(crate) fn year_at(text: &str, at: usize) -> Option<(usize, Kind)> {
    let (first, end) = year_number(text, at)?;
    let rest = text.get(end..)?;
    if let Some(after) = rest.strip_prefix('年') {
        let end = end + '年'.len_utf8();
        if let Some((last, last_end)) = after
            .strip_prefix(['-', '—', '~', '至', '到'])
            .map(|t| text.len() - t.trim_start_matches('—').len())
            .and_then(|from| year_number(text, from))
            && text.get(last_end..).is_some_and(|t| t.starts_with('年'))
        {
            return Some((last_end + '年'.len_utf8(), Kind::Years(first, last)));
        }
        return Some((end, Kind::Year(first)));
    }
    let dashes = rest.trim_start_matches(['-', '—', '~', '至', '到']);
    if dashes.len() == rest.len() {
        return None;
    }
    let (last, last_end) = year_number(text, text.len() - dashes.len())?;
    let after = text.get(last_end..)?;
    after.starts_with('年').then(|| (last_end + '年'.len_utf8(), Kind::Years(first, last)))
}

/// Four digits, Arabic or Chinese, between 1949 and 2099.
fn year_number(text: &str, at: usize) -> Option<(i16, usize)> {
    let numeral = number::any_at(text, at)?;
    let printed = text.get(numeral.start..numeral.end)?;
    if printed.chars().count() != 4 || printed.contains([',', '.', '千', '百', '十']) {
        return None;
    }
    let year = numeral.value.to_i16().filter(|y| (1949..2100).contains(y))?;
    Some((year, numeral.end))
}
