//! Hooks: who may send, how far it was sent, pausing, and what is remembered.

use jiff::{SignedDuration, Timestamp, ToSpan};
use luoshi_store::Ledger;
use luoshi_store::hooks::{Claim, Hook, NewDelivery, Pause};
use luoshi_store::testing::TestStore;

use crate::{LEDGER, note};

on_both!(
    one_at_a_time_sends_for_a_hook,
    a_claim_that_lapsed_is_taken_and_the_old_one_moves_nothing,
    failures_wait_and_pause,
    a_paused_hook_goes_on_where_it_was_or_from_now,
    the_last_messages_are_remembered,
);

const AT: Timestamp = Timestamp::constant(1_740_794_400, 0);
const FIRST: Claim<'static> = Claim { holder: "first", lease: SignedDuration::from_secs(60) };
const SECOND: Claim<'static> = Claim { holder: "second", ..FIRST };

fn after(seconds: i64) -> Timestamp {
    AT.saturating_add(seconds.seconds()).unwrap()
}

fn hook(id: &str) -> Hook {
    Hook {
        id: id.to_owned(),
        name: "大屏".to_owned(),
        url: "https://example.org/in".to_owned(),
        secret: "whsec_x".to_owned(),
        kinds: "signed closed".to_owned(),
        created_ms: AT.as_millisecond(),
        paused: None,
        cursor_seq: 0,
        attempts: 0,
        next_ms: AT.as_millisecond(),
        last_ok_ms: None,
    }
}

/// A ledger with three rows and a hook that has seen none of them.
async fn ledger(test: &TestStore) -> Ledger {
    test.store.create_ledger(LEDGER, AT).await.unwrap();
    let batch: Vec<_> = (0..3).map(|version| note("x", version, "y")).collect();
    test.store.append(LEDGER, &batch, None).await.unwrap();
    let ledger = Ledger::open(test.store.clone(), LEDGER).await.unwrap();
    ledger.add_hook(&hook("h")).await.unwrap();
    ledger
}

async fn one_at_a_time_sends_for_a_hook(test: &TestStore) {
    let ledger = ledger(test).await;
    assert!(ledger.has_due_hook(AT).await.unwrap());
    let (a, b) = tokio::join!(ledger.claim_hook(FIRST, AT), ledger.claim_hook(SECOND, AT));
    let (a, b) = (a.unwrap(), b.unwrap());
    assert!(a.is_some() != b.is_some(), "{a:?} {b:?}");
    let claim = if a.is_some() { FIRST } else { SECOND };
    assert_eq!(a.or(b).unwrap(), hook("h"));
    assert!(!ledger.has_due_hook(AT).await.unwrap());
    ledger.add_hook(&Hook { cursor_seq: 3, ..hook("idle") }).await.unwrap();
    assert!(!ledger.has_due_hook(AT).await.unwrap(), "it has been told of everything");
    assert!(ledger.advance_hook("h", claim, 2, true, AT).await.unwrap());
    assert!(!ledger.advance_hook("h", claim, 1, true, AT).await.unwrap(), "a cursor never goes back");
    ledger.release_hook("h", claim).await.unwrap();
    let moved = ledger.claim_hook(SECOND, AT).await.unwrap().unwrap();
    assert_eq!((moved.cursor_seq, moved.last_ok_ms), (2, Some(AT.as_millisecond())));
    assert!(ledger.advance_hook("h", SECOND, 3, false, after(1)).await.unwrap());
    ledger.release_hook("h", SECOND).await.unwrap();
    assert!(!ledger.has_due_hook(after(100)).await.unwrap());
    assert!(hook("h").wants("closed") && !hook("h").wants("close") && !hook("h").wants("cleared"));
    assert!(Hook { kinds: String::new(), ..hook("h") }.wants("cleared"));
}

async fn a_claim_that_lapsed_is_taken_and_the_old_one_moves_nothing(test: &TestStore) {
    let ledger = ledger(test).await;
    ledger.claim_hook(FIRST, AT).await.unwrap().unwrap();
    assert!(ledger.advance_hook("h", FIRST, 1, true, after(30)).await.unwrap());
    assert!(ledger.claim_hook(SECOND, after(89)).await.unwrap().is_none(), "it was renewed with the message");
    assert_eq!(ledger.claim_hook(SECOND, after(90)).await.unwrap().unwrap().cursor_seq, 1);
    assert!(!ledger.advance_hook("h", FIRST, 2, true, after(91)).await.unwrap());
    assert!(!ledger.fail_hook("h", FIRST, 1, after(95), None).await.unwrap());
    ledger.release_hook("h", FIRST).await.unwrap();
    assert!(ledger.claim_hook(FIRST, after(92)).await.unwrap().is_none(), "only its holder gives a claim back");
    assert!(ledger.advance_hook("h", SECOND, 2, true, after(92)).await.unwrap());
}

async fn failures_wait_and_pause(test: &TestStore) {
    let ledger = ledger(test).await;
    ledger.claim_hook(FIRST, AT).await.unwrap().unwrap();
    assert!(ledger.fail_hook("h", FIRST, 1, after(5), None).await.unwrap());
    assert!(ledger.claim_hook(FIRST, after(4)).await.unwrap().is_none());
    assert_eq!(ledger.claim_hook(FIRST, after(5)).await.unwrap().unwrap().attempts, 1);
    assert!(ledger.fail_hook("h", FIRST, 2, after(6), Some(Pause::Failing)).await.unwrap());
    assert!(ledger.claim_hook(FIRST, after(1_000)).await.unwrap().is_none());
    let paused = ledger.find_hook("h").await.unwrap().unwrap();
    assert_eq!((paused.paused.as_deref(), paused.attempts, paused.cursor_seq), (Some("failing"), 2, 0));
}

async fn a_paused_hook_goes_on_where_it_was_or_from_now(test: &TestStore) {
    let ledger = ledger(test).await;
    ledger.claim_hook(FIRST, AT).await.unwrap().unwrap();
    assert!(ledger.pause_hook("h", Pause::ByHand).await.unwrap());
    assert!(!ledger.advance_hook("h", FIRST, 1, true, AT).await.unwrap(), "whoever sends just now stops");
    ledger.release_hook("h", FIRST).await.unwrap();
    assert!(ledger.resume_hook("h", false, AT).await.unwrap());
    assert_eq!(ledger.claim_hook(FIRST, AT).await.unwrap().unwrap().cursor_seq, 0);
    ledger.release_hook("h", FIRST).await.unwrap();
    assert!(ledger.resume_hook("h", true, AT).await.unwrap());
    assert_eq!(ledger.find_hook("h").await.unwrap().unwrap().cursor_seq, 3);
    assert!(!ledger.resume_hook("x", true, AT).await.unwrap() && !ledger.pause_hook("x", Pause::Gone).await.unwrap());
}

async fn the_last_messages_are_remembered(test: &TestStore) {
    let ledger = ledger(test).await;
    let new = NewDelivery { seq: 1, kind: "signed", attempt: 1, status: Some(204), error: "", took_ms: 12 };
    for number in 0..105 {
        ledger.note_delivery("h", NewDelivery { attempt: number, ..new }, AT).await.unwrap();
    }
    let failed = NewDelivery { status: None, error: "timeout", ..new };
    tokio::try_join!(ledger.note_delivery("h", failed, AT), ledger.note_delivery("h", new, AT)).unwrap();
    let last = ledger.list_deliveries("h", 200).await.unwrap();
    assert_eq!((last.len(), last[0].number, last[99].number), (100, 107, 8));
    assert_eq!(last.iter().filter(|one| one.is_delivered()).count(), 99);
    ledger.note_delivery("gone", new, AT).await.unwrap();
    assert!(ledger.list_deliveries("gone", 5).await.unwrap().is_empty());
    assert!(ledger.drop_hook("h").await.unwrap() && !ledger.drop_hook("h").await.unwrap());
    assert!(ledger.list_deliveries("h", 5).await.unwrap().is_empty());
    assert!(ledger.list_hooks().await.unwrap().is_empty());
}
