//! A trial: the dates of a sample item under the regime in force and under the one
//! that was typed, side by side.

use jiff::civil::DateTime;
use luoshi_export::labels::Lang;
use luoshi_ledger::calendar::Calendar;
use luoshi_ledger::regime::{Regime, RegimeError, Trial};
use luoshi_ledger::time::wall;

use super::super::super::{due, minutes};
use super::figures::{conditions, language, titled};

/// A limit before and after.
pub(super) struct Tried {
    pub(super) clock: String,
    pub(super) when: String,
    /// Under the regime in force; none for a limit that is new.
    pub(super) before: Option<Dates>,
    /// Under the one that was typed; none for a limit that falls away.
    pub(super) after: Option<Dates>,
    /// What became of it, in words; empty when it stays.
    pub(super) change: &'static str,
    pub(super) certain: bool,
    pub(super) source: String,
    /// How the new date was found.
    pub(super) why: Vec<String>,
}

/// What a limit gives.
#[derive(PartialEq, Eq)]
pub(super) struct Dates {
    pub(super) limit: String,
    pub(super) due: String,
    pub(super) yellow: String,
    /// Its ladder: what is reached when.
    pub(super) rungs: Vec<(String, String)>,
}

/// One limit of a regime with its place among those of its clock.
struct Placed<'r> {
    regime: &'r Regime,
    trial: Trial,
    place: usize,
}

/// The limits of both regimes in the order of the new one; what falls away comes last.
pub(super) fn compare(
    current: Option<&Regime>,
    new: &Regime,
    start: DateTime,
    calendar: &Calendar,
    lang: Lang,
) -> Result<Vec<Tried>, RegimeError> {
    let after = placed(new, start, calendar)?;
    // What is in force may be impossible for this start; then there is nothing beside.
    let before = current.and_then(|regime| placed(regime, start, calendar).ok()).unwrap_or_default();
    let same = |one: &Placed, other: &Placed| one.trial.clock == other.trial.clock && one.place == other.place;
    let mut rows: Vec<Tried> =
        after.iter().map(|new| row(before.iter().find(|old| same(old, new)), Some(new), lang)).collect();
    let gone = before.iter().filter(|old| !after.iter().any(|new| same(old, new)));
    rows.extend(gone.map(|old| row(Some(old), None, lang)));
    Ok(rows)
}

fn placed<'r>(regime: &'r Regime, start: DateTime, calendar: &Calendar) -> Result<Vec<Placed<'r>>, RegimeError> {
    let mut placed: Vec<Placed> = Vec::new();
    for trial in regime.trial(start, calendar)? {
        let place = placed.iter().filter(|one| one.trial.clock == trial.clock).count();
        placed.push(Placed { regime, trial, place });
    }
    Ok(placed)
}

fn row(before: Option<&Placed>, after: Option<&Placed>, lang: Lang) -> Tried {
    let dates = |placed: &Placed| {
        let trial = &placed.trial;
        let titled = |name: &str, zh: &str| {
            let english = placed.regime.rungs.iter().find(|rung| rung.name == name).and_then(|r| r.title_en.as_ref());
            titled(zh, english, lang)
        };
        Dates {
            limit: trial.limit.render(language(lang)),
            due: due(&trial.due.to_string()),
            yellow: minutes(trial.yellow_at),
            rungs: trial.rungs.iter().map(|rung| (titled(&rung.rung, &rung.title), minutes(wall(rung.at)))).collect(),
        }
    };
    let (old, new) = (before.map(dates), after.map(dates));
    let change = match (&old, &new) {
        (Some(old), Some(new)) if old == new => "",
        (Some(_), Some(_)) => lang.pick("有变化", "changed"),
        (None, _) => lang.pick("新增", "new"),
        (_, None) => lang.pick("取消", "falls away"),
    };
    let Some(shown) = after.or(before) else { unreachable!("a row is of one regime or the other") };
    let (regime, trial) = (shown.regime, &shown.trial);
    let english = regime.find_clock(&trial.clock).and_then(|rule| rule.title_en.as_ref());
    Tried {
        clock: titled(&trial.title, english, lang),
        when: conditions(&[&trial.runs_when, &trial.when], regime, lang),
        before: old,
        after: new,
        change,
        certain: trial.certain,
        source: trial.source.clone(),
        why: trial.calculation.render(language(lang)),
    }
}
