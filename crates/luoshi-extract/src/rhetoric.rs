//! Sentences of a plan that ask nothing of anybody: addresses to the deputies,
//! appeals, guidance, judgements, and the short phrases that title a paragraph.
//! The phrases they are known by stand in `data/rhetoric.csv`.

use std::sync::LazyLock;

use crate::number;
use crate::phrase::Phrases;
use crate::table::rows;

/// What a phrase makes of its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Only at the start: 各位代表, 让我们.
    Opens,
    /// 以…为指导.
    Guides,
    /// …是关键时期.
    Describes,
    /// 就一定能.
    Judges,
    /// 确保: a commitment whatever else is said.
    Ensures,
    /// 预期目标.
    Targets,
}

static PHRASES: LazyLock<Phrases<Kind>> = LazyLock::new(|| {
    Phrases::new(rows(include_str!("../data/rhetoric.csv")).filter_map(|[phrase, kind]| {
        let kind = match kind {
            "opens" => Kind::Opens,
            "guides" => Kind::Guides,
            "describes" => Kind::Describes,
            "judges" => Kind::Judges,
            "ensures" => Kind::Ensures,
            "targets" => Kind::Targets,
            _ => return None,
        };
        Some((phrase, kind))
    }))
});

/// The kinds of the phrases in a sentence; those of [`Kind::Opens`] only where
/// they open it.
fn kinds(sentence: &str) -> impl Iterator<Item = Kind> {
    PHRASES.find_all(sentence).filter(|&(at, kind)| kind != Kind::Opens || at == 0).map(|(_, kind)| kind)
}

/// What a sentence is to the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sentence {
    /// Asks nothing of anybody.
    Rhetoric,
    /// Announces the year's targets.
    Targets,
    /// Says what is to be done.
    Work,
}

/// Longest phrase that titles a paragraph, in characters.
const MAX_TOPIC: usize = 18;
/// Longest description that is not part of a task, in characters.
const MAX_DESCRIPTION: usize = 90;

/// Tells what a sentence is to the plan.
pub(crate) fn classify(sentence: &str) -> Sentence {
    let sentence = sentence.trim();
    let chars = sentence.chars().count();
    if chars < 6 {
        return Sentence::Rhetoric;
    }
    let figures = number::has_digits(sentence);
    let (mut describes, mut ensures, mut targets, mut rhetoric) = (false, false, false, false);
    for kind in kinds(sentence) {
        match kind {
            Kind::Opens | Kind::Guides => rhetoric = true,
            Kind::Judges if !figures => rhetoric = true,
            Kind::Judges => {}
            Kind::Describes => describes = true,
            Kind::Ensures => ensures = true,
            Kind::Targets => targets = true,
        }
    }
    // 综合考虑各方面因素,今年主要预期目标是… announces all the same.
    if targets && figures {
        return Sentence::Targets;
    }
    if rhetoric || describes && !ensures && chars < MAX_DESCRIPTION || is_topic(sentence, chars, figures) {
        return Sentence::Rhetoric;
    }
    if targets { Sentence::Targets } else { Sentence::Work }
}

/// Whether a sentence titles its paragraph: 做实项目盘子。 推动教育“更满意”。
fn is_topic(sentence: &str, chars: usize, figures: bool) -> bool {
    let quoted = chars > 12 && sentence.contains('“');
    chars <= MAX_TOPIC && !figures && !quoted && !sentence.contains([',', '、'])
}
