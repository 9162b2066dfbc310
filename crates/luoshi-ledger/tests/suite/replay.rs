//! Random lives: whatever is asked by whomever in whatever order, an item never
//! reaches a state it must not, and its events make it again.

use jiff::ToSpan;
use jiff::civil::datetime;
use luoshi_ledger::calendar::Calendar;
use luoshi_ledger::event::{ItemEvent, Recorded};
use luoshi_ledger::item::{Item, RequestKind, State};
use luoshi_ledger::regime::Regime;
use luoshi_ledger::time::instant;
use luoshi_ledger::{Context, ItemId, decide};
use proptest::prelude::*;

use crate::scenarios::{actor, command_of, content_of, registry};

/// What may be asked, with the words that it takes.
const ACTS: &[&str] = &[
    "sign",
    "deploy handler=clerk",
    "feed-back",
    "report",
    "attach",
    "ask-return",
    "ask-extension due=2025-05-31",
    "ask-extension due=2025-12-31",
    "ask-suspension",
    "submit-plan nodes=2025-06-30,2025-08-31",
    "ask-closing",
    "ask-closing exemption=无需佐证",
    "grant what=return to=县交通运输局",
    "grant what=return to=县水利局 clocks=continue",
    "grant what=extension",
    "grant what=suspension",
    "grant what=plan",
    "refuse what=return",
    "refuse what=extension",
    "refuse what=suspension",
    "refuse what=plan",
    "accept grade=良",
    "send-back",
    "clear",
    "reopen as=2025-0002",
    "resume",
    "withdraw",
    "direct due=2025-11-30",
    "judge light=red",
    "transfer to=县财政局 clocks=continue",
    "set-support to=县财政局",
    "support",
    "reach-node node=0",
    "delegate to=clerk2",
    "amend title=改",
    "contact",
    "answer label=B promise=2026-06-30",
    "keep-promise",
    "rate as=satisfied solved=true",
    "sweep",
];

const PEOPLE: &[&str] = &["office", "office2", "reviewer", "leader", "clerk", "clerk2", "helper", "other"];
const ITEMS: &[&str] =
    &["directive regime=13710 class=ordinary", "directive regime=13710 class=complex", "task", "suggestion", "finding"];

fn steps() -> impl Strategy<Value = (usize, Vec<(usize, usize, i64)>)> {
    // Mostly people who may, in mostly the order of a life, so that lives go far.
    let step = (0..PEOPLE.len(), 0..ACTS.len(), prop_oneof![0..90_i64, 0..20_000_i64]);
    (0..ITEMS.len(), prop::collection::vec(step, 1..60))
}

/// Plays a life and gives all its events.
fn live(item: usize, steps: &[(usize, usize, i64)]) -> Vec<Recorded> {
    let words: Vec<&str> = ITEMS[item].split_whitespace().collect();
    let content = content_of(&words);
    let regime = Regime::standard(&content.regime).unwrap();
    let (registry, calendar, id) = (registry(), Calendar::standard(), ItemId::from("2025-0001"));
    let mut now = datetime(2025, 3, 3, 9, 0, 0, 0);
    let mut item = None;
    let mut events = Vec::new();
    let first = ("office", "issue", 0);
    let steps = steps.iter().map(|(who, act, minutes)| (PEOPLE[*who], ACTS[*act], *minutes));
    for (who, act, minutes) in std::iter::once(first).chain(steps) {
        now = now.saturating_add(minutes.minutes());
        let actor = actor(if act == "sweep" { "system" } else { who });
        let context = Context {
            now: instant(now),
            actor: &actor,
            regime: &regime,
            calendar: &calendar,
            registry: &registry,
            ancestors: &[],
            open_parts: None,
        };
        let Ok(recorded) = decide(&id, item.as_ref(), &command_of(act, &content), &context) else { continue };
        for one in recorded {
            item = Some(Item::next(&id, item.take(), &one).unwrap());
            check(item.as_ref().unwrap(), &one);
            events.push(one);
        }
    }
    events
}

/// What must hold after every event.
fn check(item: &Item, recorded: &Recorded) {
    assert!(!item.content.support.contains(&item.content.lead), "the lead does not help itself");
    if let ItemEvent::Closed { .. } = recorded.event {
        let request = item.requests.iter().rev().find(|r| r.kind == RequestKind::Closing).expect("closed as asked");
        let decided = request.decided.as_ref().expect("closed after a decision");
        assert!(decided.granted && decided.by != request.by, "closed by somebody else than who asked");
        let evidence = !item.evidence.is_empty() || request.exemption.is_some();
        assert!(evidence, "closed with evidence or a reasoned exemption");
    }
    if item.state == State::Cleared {
        assert!(
            item.conclusion.is_some() && item.submitter.as_ref() != Some(&recorded.actor.person)
                || !matches!(recorded.event, ItemEvent::Cleared {})
        );
    }
    assert_eq!(
        item.state == State::Suspended,
        item.pauses.last().is_some_and(|p| p.to.is_none()),
        "pauses and suspensions"
    );
    let pending: Vec<_> = item.requests.iter().filter(|r| r.decided.is_none()).map(|r| r.kind).collect();
    let mut once = pending.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), pending.len(), "one pending request of a kind");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_life_is_made_again_by_its_events((item, steps) in steps()) {
        let events = live(item, &steps);
        let id = ItemId::from("2025-0001");
        let once = Item::replay(&id, &events).unwrap().unwrap();
        prop_assert_eq!(once.version, i64::try_from(events.len()).unwrap());
        // Through the stored form, as a rebuild does it.
        let stored: Vec<Recorded> = events
            .iter()
            .map(|e| {
                let (kind, data) = e.event.encode();
                Recorded { event: ItemEvent::decode(&kind, 1, &data).unwrap(), ..e.clone() }
            })
            .collect();
        prop_assert_eq!(&Item::replay(&id, &stored).unwrap().unwrap(), &once);
        // And through the stored item with the rest of its events.
        let half = events.len() / 2;
        if let Some(item) = Item::replay(&id, &events[..half]).unwrap() {
            let text = serde_json::to_string(&item).unwrap();
            let mut item: Item = serde_json::from_str(&text).unwrap();
            for event in &events[half..] {
                item = Item::next(&id, Some(item), event).unwrap();
            }
            prop_assert_eq!(item, once);
        }
    }
}
