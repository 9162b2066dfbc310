//! Targets that are answered in another measure: a level for a growth, a growth
//! for a level, two levels for a change in points. And bases that were restated.

use luoshi_extract::document::{Fact, Measure, Nature, Period};
use rust_decimal::Decimal;

use super::amount::{self, Wanted};
use super::model::{Figure, Note, NoteCode, Row, Verdict};
use super::prepared::{Pair, Side};
use super::{figure, target};

/// Settles a target without a result in its own measure: computes one, or finds
/// a quantity by wording, or leaves it without data.
pub(super) fn settle(pair: &Pair<'_>, target: &Fact, wanted: &Wanted, row: &mut Row) {
    if let Some((figure, base, result)) = computed(pair, target)
        && let Some(judgement) = amount::judge(wanted, &figure, pair.settings)
    {
        row.counterpart = Some(pair.later.passage(result.span));
        if !row.notes.iter().any(|n| n.code == NoteCode::MeasureDiffers) {
            row.notes.push(Note::new(NoteCode::MeasureDiffers, result.span.of(pair.later.source)));
        }
        row.notes.push(Note::new(NoteCode::Computed, base));
        target::conclude(pair, wanted, judgement, &figure, target.indicator, row);
        row.rule.name = format!("computed-{}", row.rule.name);
        return;
    }
    if !pair.follows || target.measure != Measure::Level || row.notes.iter().any(|n| n.code == NoteCode::UnitDiffers) {
        return;
    }
    if let Some(found) = figure::find(pair, target.span, wanted) {
        row.counterpart = Some(found.passage);
        row.notes.push(Note::new(NoteCode::ByWording, format!("{}%", found.likeness)));
        target::conclude(pair, wanted, found.judgement, &found.figure, target.indicator, row);
    }
}

/// The result in the target's measure, computed from what both reports state,
/// with the words of the base and the fact it rests on.
fn computed<'f>(pair: &Pair<'f>, target: &Fact) -> Option<(Figure, String, &'f Fact)> {
    let year = target.period.last;
    let single = target.period.first == year;
    (single && !pair.settings.constant_prices.holds(target.indicator)).then_some(())?;
    let base = find(&pair.earlier, target.indicator, Measure::Level, year - 1)?;
    let of = |measure| find(&pair.later, target.indicator, measure, year);
    let percent = amount::is_percentage(base.unit.as_deref());
    let base_value = base.value?;
    let (value, unit, result) = match target.measure {
        Measure::Growth if !percent => {
            let level = of(Measure::Level)?;
            let now = in_unit_of(pair, level, base)?;
            let growth = now.saturating_sub(base_value).saturating_mul(Decimal::ONE_HUNDRED);
            (growth.checked_div(base_value)?.round_dp(1), "%".to_owned(), level)
        }
        Measure::PpChange if percent => {
            let level = of(Measure::Level)?;
            (level.value?.saturating_sub(base_value), "个百分点".to_owned(), level)
        }
        Measure::Level if percent => {
            let change = of(Measure::PpChange)?;
            (base_value.saturating_add(change.value?), "%".to_owned(), change)
        }
        Measure::Level => {
            let growth = of(Measure::Growth)?;
            let factor = Decimal::ONE.saturating_add(growth.value? / Decimal::ONE_HUNDRED);
            (base_value.saturating_mul(factor).round_dp(2), base.unit.clone()?, growth)
        }
        _ => return None,
    };
    Some((Figure { value, value2: None, unit: Some(unit) }, base.span.of(pair.earlier.source).to_owned(), result))
}

/// A result's value in the unit of another.
fn in_unit_of(pair: &Pair<'_>, fact: &Fact, other: &Fact) -> Option<Decimal> {
    let figure = Figure { value: fact.value?, value2: None, unit: fact.unit.clone() };
    amount::convert(&figure, other.unit.as_deref(), pair.settings).map(|c| c.value)
}

/// The first result of an indicator in a measure and a year.
pub(super) fn find<'f>(side: &Side<'f>, id: &str, measure: Measure, year: i16) -> Option<&'f Fact> {
    side.results.iter().copied().find(|f| {
        f.nature == Nature::Actual
            && f.indicator == id
            && f.measure == measure
            && f.period == Period { first: year, last: year }
    })
}

/// Points out that the base a growth rests on is not the one reported before.
pub(super) fn note_restated(pair: &Pair<'_>, target: &Fact, row: &mut Row) {
    if !matches!(row.verdict, Verdict::Met | Verdict::Missed | Verdict::Partly) {
        return;
    }
    let year = target.period.last;
    let Some(reported) = find(&pair.earlier, target.indicator, Measure::Level, year - 1) else {
        return;
    };
    let Some(before) = reported.value.filter(|v| !v.is_zero()) else {
        return;
    };
    let Some(now) = base_now(pair, target.indicator, reported, year) else {
        return;
    };
    let off = now.saturating_sub(before).saturating_mul(Decimal::ONE_HUNDRED).checked_div(before);
    if off.is_some_and(|off| off.abs() > pair.settings.restated.percent.value) {
        let unit = reported.unit.as_deref();
        let shown = |v: Decimal| amount::shown(v.round_dp(2), unit);
        row.notes.push(Note::new(NoteCode::BaseRestated, format!("{} → {}", shown(before), shown(now))));
    }
}

/// The base as the later report has it: stated, or implied by level and growth.
fn base_now(pair: &Pair<'_>, id: &str, reported: &Fact, year: i16) -> Option<Decimal> {
    if let Some(stated) = find(&pair.later, id, Measure::Level, year - 1) {
        return in_unit_of(pair, stated, reported);
    }
    if pair.settings.constant_prices.holds(id) {
        return None;
    }
    let level = in_unit_of(pair, find(&pair.later, id, Measure::Level, year)?, reported)?;
    let growth = find(&pair.later, id, Measure::Growth, year)?.value?;
    level.checked_div(Decimal::ONE.saturating_add(growth / Decimal::ONE_HUNDRED))
}
