//! Targets that follow another indicator: 与经济增长同步, 高于经济增长.

use luoshi_extract::document::{Comparator, Fact, Measure};
use luoshi_extract::indicator;
use rust_decimal::Decimal;

use super::amount;
use super::model::{Note, NoteCode, Row, Rule, Verdict};
use super::prepared::Pair;

/// Compares the growth of the target's indicator with that of the one it
/// follows, both as the later report states them.
pub(super) fn settle(pair: &Pair<'_>, target: &Fact, row: &mut Row) {
    let followed = followed(target, pair.earlier.words(target.span));
    let own = growth(pair, target, target.indicator);
    let other = growth(pair, target, followed);
    let name = indicator::find(followed).map_or(followed, |i| i.name);
    if let Some((fact, _)) = own {
        row.counterpart = Some(pair.later.passage(fact.span));
    }
    let (Some((_, own)), Some((reference, other))) = (own, other) else {
        row.rule = Rule::new(
            "relation-without-data",
            format!("缺少本指标或{name}的增速"),
            format!("the growth of the indicator or of {followed} is missing"),
        );
        return;
    };
    let slack = pair.settings.sync.points.value;
    let in_step = target.comparator == Comparator::Sync;
    let met = if in_step { own >= other.saturating_sub(slack) } else { own > other };
    if in_step && met && own < other {
        row.notes.push(Note::new(NoteCode::WithinTolerance, format!("±{slack}")));
        row.notes.push(Note::new(NoteCode::Setting, "sync"));
    }
    let (own, other) = (amount::shown(own, Some("%")), amount::shown(other, Some("%")));
    row.verdict = if met { Verdict::Met } else { Verdict::Missed };
    let source = reference.span.of(pair.later.source);
    row.rule = if in_step {
        Rule::new(
            "in-step",
            format!("增长{own}，{name}增长{other}（{source}），“同步”容许慢{slack}个百分点"),
            format!("grew {own}, {followed} {other}; 同步 allows {slack} points less"),
        )
    } else {
        Rule::new(
            "faster",
            format!("增长{own}，应高于{name}增长{other}（{source}）"),
            format!("grew {own}, wanted more than {followed} {other}"),
        )
    };
}

/// The indicator that a target follows: one named behind 与, 高于, 快于; else
/// output, which 经济增长 means.
fn followed(target: &Fact, words: &str) -> &'static str {
    let behind = ["高于", "快于", "与", "同"].iter().find_map(|w| words.split_once(w)).map_or("", |(_, after)| after);
    indicator::catalogue()
        .iter()
        .filter(|i| i.id != target.indicator)
        .flat_map(|i| i.aliases().map(move |a| (i.id, a)))
        .filter(|(_, alias)| behind.contains(alias))
        .max_by_key(|(_, alias)| alias.len())
        .map_or("gdp", |(id, _)| id)
}

/// The growth of an indicator in the target's year.
fn growth<'f>(pair: &Pair<'f>, target: &Fact, id: &str) -> Option<(&'f Fact, Decimal)> {
    pair.later
        .results
        .iter()
        .copied()
        .find(|f| f.indicator == id && f.measure == Measure::Growth && f.period == target.period)
        .and_then(|f| Some((f, f.value?)))
}
