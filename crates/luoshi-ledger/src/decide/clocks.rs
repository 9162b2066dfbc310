//! What the clocks bring about: a stop that is written down, a rung of the
//! ladder that was reached, a due time that a notice of holidays moved.

use jiff::civil::DateTime;

use super::Context;
use crate::event::{ItemEvent, Recorded};
use crate::item::Item;
use crate::light;
use crate::time::instant;

/// The clocks that `recorded` stops, with their due times as they are now: what
/// happens to the calendar later does not change what was in time.
pub(super) fn stopped(item: &Item, recorded: &[Recorded], context: &Context) -> Vec<ItemEvent> {
    let mut after = item.clone();
    for one in recorded {
        let Ok(next) = Item::next(&item.id, Some(after.clone()), one) else { return Vec::new() };
        after = next;
    }
    after
        .clocks(context.regime, context.calendar)
        .into_iter()
        .filter(|clock| !after.frozen.contains_key(&clock.rule))
        .filter_map(|clock| {
            let at = clock.stopped_at?;
            let on_time = at <= instant(clock.due);
            Some(ItemEvent::ClockStopped { clock: clock.rule, due: clock.due, on_time })
        })
        .collect()
}

/// The rungs of the escalation ladder that were reached and not yet noted.
/// Sweeping twice finds nothing the second time.
pub(super) fn escalations(item: &Item, context: &Context) -> Vec<ItemEvent> {
    item.clocks(context.regime, context.calendar)
        .iter()
        .filter(|clock| clock.is_running())
        .flat_map(|clock| light::rungs(clock, context.regime, context.calendar))
        .filter(|rung| rung.at <= context.now)
        .filter(|rung| !item.escalated.contains(&crate::item::escalation_key(&rung.clock, &rung.rung, rung.due)))
        .map(|rung| ItemEvent::Escalated { clock: rung.clock, rung: rung.rung, due: rung.due, audience: rung.audience })
        .collect()
}

/// The running clocks whose due time differs from what it was `before` the
/// calendar changed.
pub(super) fn moved(item: &Item, notice: &str, before: &[(String, DateTime)], context: &Context) -> Vec<ItemEvent> {
    item.clocks(context.regime, context.calendar)
        .into_iter()
        .filter(crate::clock::Clock::is_running)
        .filter_map(|clock| {
            let (_, from) = before.iter().find(|(rule, due)| *rule == clock.rule && *due != clock.due)?;
            let (clock, to, notice) = (clock.rule, clock.due, notice.to_owned());
            Some(ItemEvent::ClockMoved { clock, from: *from, to, notice })
        })
        .collect()
}
