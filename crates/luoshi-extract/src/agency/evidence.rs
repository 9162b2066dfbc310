//! From the words of a task to strengths, by where the words stand.
//!
//! The first clause says what is done; later ones say how, and what for. So
//! words weigh less from clause to clause, less in a clause that only sets the
//! scene (围绕…, 依托…), less after the mark of a purpose (带动…, 实现…), and
//! less when the next word follows at once, since the last noun is the head:
//! 农产品物流园 is a 物流园.

use std::cell::LazyCell;
use std::sync::LazyLock;

use super::directory::ClassId;
use super::lexicon::{Lexicon, Match, WordId};
use super::scan::Scan;
use crate::words::Words;

/// Openings of a clause that sets the scene for the next one.
const SCENES: [&str; 17] = [
    "围绕",
    "依托",
    "聚焦",
    "立足",
    "按照",
    "根据",
    "随着",
    "结合",
    "抢抓",
    "把握",
    "发挥",
    "针对",
    "面对",
    "面向",
    "紧扣",
    "坚持以",
    "以",
];
/// Openings of a clause that names a purpose or an effect.
const PURPOSES: [&str; 17] = [
    "带动",
    "助力",
    "服务于",
    "促进",
    "推动",
    "形成",
    "打造",
    "力争",
    "确保",
    "实现",
    "提高",
    "提升",
    "让",
    "使",
    "不断",
    "满足",
    "为",
];
/// Weight of the first, second, third clause and of all later ones.
const BY_CLAUSE: [f32; 4] = [1.0, 0.8, 0.7, 0.6];
const SCENE: f32 = 0.5;
const PURPOSE: f32 = 0.7;
/// Weight of a word that the next word follows at once.
const MODIFIER: f32 = 0.7;
/// Weight of a word that shares characters with the one before: 管网改造 in
/// 农村供水管网改造 says less than 农村供水.
const OVERLAP: f32 = 0.6;
/// How far a companion word may stand from the phrase, in bytes: 30 characters.
const NEAR: u32 = 90;

/// A word that speaks for a class.
pub(super) struct Evidence<'l> {
    /// The word.
    pub(super) word: WordId,
    /// Where it begins and ends, in bytes.
    pub(super) start: u32,
    pub(super) end: u32,
    /// For whom it speaks.
    pub(super) class: ClassId,
    /// How strongly, 0 to 100.
    pub(super) strength: f32,
    /// Usual companions of that class in this duty.
    pub(super) companions: &'l [ClassId],
}

/// Weighs the words of duties in a task, in the order of the text.
pub(super) fn gather<'l>(task: &str, scan: &Scan, lexicon: &'l Lexicon) -> Vec<Evidence<'l>> {
    let clauses = Clauses::new(task, &scan.clause_ends);
    let mut evidence: Vec<Evidence> = Vec::with_capacity(scan.words.len());
    let mut covered = 0;
    for found in &scan.words {
        if found.end <= covered {
            continue;
        }
        // Most words have no conditions.
        let around = LazyCell::new(|| around(&scan.words, found));
        let near = |word| around.iter().any(|other| other.word == word && is_apart(found, other));
        let Some(duty) = lexicon.duty(found.word, near) else {
            continue;
        };
        let share = if found.start < covered { OVERLAP } else { 1.0 };
        let adjacent = found.start == covered && covered > 0;
        covered = found.end;
        let Some(class) = duty.class else {
            continue;
        };
        if adjacent && let Some(modifier) = evidence.last_mut() {
            modifier.strength *= MODIFIER;
        }
        evidence.push(Evidence {
            word: found.word,
            start: found.start,
            end: found.end,
            class,
            strength: f32::from(duty.weight) * clauses.weight(found.start) * share,
            companions: lexicon.companions(duty),
        });
    }
    evidence
}

/// The matches that begin near this one; `matches` is in order of start.
fn around<'m>(matches: &'m [Match], found: &Match) -> &'m [Match] {
    let first = matches.partition_point(|other| other.start + NEAR < found.start);
    let after = matches.partition_point(|other| other.start <= found.start + NEAR);
    matches.get(first..after).unwrap_or_default()
}

/// Whether the two share no character.
fn is_apart(found: &Match, other: &Match) -> bool {
    other.end <= found.start || found.end <= other.start
}

/// What a clause is, by how it opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opening {
    Scene,
    Purpose,
}

static OPENINGS: LazyLock<Words<Opening>> = LazyLock::new(|| {
    let scenes = SCENES.map(|word| (word, Opening::Scene));
    Words::new(scenes.into_iter().chain(PURPOSES.map(|word| (word, Opening::Purpose))).collect())
});

/// Where clauses begin and what they weigh.
struct Clauses {
    /// Start and weight, by start.
    parts: Vec<(u32, f32)>,
}

impl Clauses {
    fn new(task: &str, ends: &[usize]) -> Self {
        let mut parts = Vec::with_capacity(ends.len() + 1);
        let mut rank = 0;
        let mut start = 0;
        for end in ends.iter().copied().chain([task.len()]) {
            let opening =
                OPENINGS.opening(task.get(start..end).unwrap_or_default().trim_start()).map(|(_, opening)| opening);
            let mut weight = BY_CLAUSE[rank.min(BY_CLAUSE.len() - 1)];
            match opening {
                Some(Opening::Scene) => weight *= SCENE,
                Some(Opening::Purpose) if rank > 0 => weight *= PURPOSE,
                _ => {}
            }
            rank += usize::from(opening != Some(Opening::Scene));
            parts.push((start as u32, weight));
            start = end;
        }
        Self { parts }
    }

    /// The weight of the clause that holds this place.
    fn weight(&self, at: u32) -> f32 {
        let after = self.parts.partition_point(|&(start, _)| start <= at);
        self.parts.get(after.wrapping_sub(1)).map_or(1.0, |&(_, weight)| weight)
    }
}
