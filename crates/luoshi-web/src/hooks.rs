//! Hooks: the job that tells other programs what happens to items, as messages that
//! are signed and tried again (<https://www.standardwebhooks.com>).
//!
//! At least once and in order per hook, one message an event. A message that fails is
//! tried again after the times of `AGAIN`; the ones behind it wait. What is sent is
//! what the API shows to an observer. Which server sends for a hook is settled in the
//! database (`luoshi_store::hooks`), so that several on one database do not both.

pub(crate) mod keep;
pub(crate) mod message;
mod reach;
pub(crate) mod send;

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use luoshi_store::hooks::{Claim, Hook, NewDelivery, Pause};
use tokio::task::JoinSet;

use crate::{App, WebError, auth};
use message::Message;
use send::Sent;

/// When a message is tried again after its first, second … failure, in seconds; after
/// as many, the hook is paused. In all some two days, so that a weekend's failure of a
/// small office is seen on Monday and nothing is lost.
const AGAIN: [i64; 11] = [5, 30, 120, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 43_200, 86_400];

/// How far a time is moved at random, in hundredths, so that many do not come at once.
const JITTER: i64 = 20;

/// How often it is looked whether something is to be sent.
const LOOK: Duration = Duration::from_secs(1);

/// How long a claim lasts without a message: several times the longest wait for an answer.
const LEASE: SignedDuration = SignedDuration::from_secs(60);

/// Hooks that are sent for at the same time.
const AT_ONCE: usize = 8;

/// Rows of the log that are looked through at a time.
const ROWS: u32 = 200;

/// After so long the next hook has its turn.
const TURN: Duration = Duration::from_secs(30);

/// Sends for as long as the server runs.
pub(crate) async fn deliver(app: App) {
    let mut working = JoinSet::new();
    loop {
        while working.try_join_next().is_some() {}
        while working.len() < AT_ONCE {
            match claim(&app).await {
                Ok(Some((hook, holder))) => {
                    let app = app.clone();
                    working.spawn(async move { work(&app, &hook, &holder).await });
                }
                Ok(None) => break,
                Err(error) => {
                    tracing::error!(error.code = error.code(), "hooks could not be claimed: {error}");
                    break;
                }
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Sends what is due now, for one hook after the other.
pub async fn deliver_due(app: &App) -> Result<(), WebError> {
    while let Some((hook, holder)) = claim(app).await? {
        work(app, &hook, &holder).await;
    }
    Ok(())
}

/// Claims a hook that has something to send.
async fn claim(app: &App) -> Result<Option<(Hook, String)>, WebError> {
    let now = app.now();
    // Most of the time there is nothing; looking takes no writer's turn.
    if !app.ledger().has_due_hook(now).await? {
        return Ok(None);
    }
    let holder = auth::random()?;
    let hook = app.ledger().claim_hook(Claim { holder: &holder, lease: LEASE }, now).await?;
    Ok(hook.map(|hook| (hook, holder)))
}

async fn work(app: &App, hook: &Hook, holder: &str) {
    if let Err(error) = send_all(app, hook, Claim { holder, lease: LEASE }).await {
        // The claim lapses, and somebody tries again.
        tracing::error!(error.code = error.code(), hook.id = hook.id, "a hook could not be served: {error}");
    }
}

/// Sends what the hook has not been told, until there is no more, a message fails, the
/// claim is lost or its turn is over.
async fn send_all(app: &App, hook: &Hook, claim: Claim<'_>) -> Result<(), WebError> {
    let ledger = app.ledger();
    let began = Instant::now();
    let (mut after, mut failures) = (hook.cursor_seq, hook.attempts);
    while began.elapsed() < TURN {
        let Some((happened, last)) = ledger.list_happened(after, ROWS).await? else { break };
        for one in happened.iter().filter(|one| hook.wants(&one.recorded.event.kind())) {
            let message = Message::of(ledger.name(), one, app.now())?;
            let sent = send::send(app, hook, &message).await;
            note(app, hook, one.seq, &message, failures + 1, &sent).await?;
            if !sent.is_delivered() {
                return fail(app, hook, claim, failures + 1, &sent).await;
            }
            failures = 0;
            if !ledger.advance_hook(&hook.id, claim, one.seq, true, app.now()).await? {
                return Ok(());
            }
        }
        if !ledger.advance_hook(&hook.id, claim, last, false, app.now()).await? {
            break;
        }
        after = last;
    }
    Ok(ledger.release_hook(&hook.id, claim).await?)
}

/// Remembers what came of a message.
async fn note(app: &App, hook: &Hook, seq: i64, message: &Message, attempt: i64, sent: &Sent) -> Result<(), WebError> {
    let new = NewDelivery {
        seq,
        kind: &message.kind,
        attempt,
        status: sent.status.map(i64::from),
        error: &sent.error,
        took_ms: i64::try_from(sent.took.as_millis()).unwrap_or(i64::MAX),
    };
    Ok(app.ledger().note_delivery(&hook.id, new, app.now()).await?)
}

/// Lets the message wait, or pauses the hook after the last try.
async fn fail(app: &App, hook: &Hook, claim: Claim<'_>, failures: i64, sent: &Sent) -> Result<(), WebError> {
    let wait = usize::try_from(failures - 1).ok().and_then(|failed| AGAIN.get(failed));
    let pause = match wait {
        _ if sent.is_gone() => Some(Pause::Gone),
        Some(_) => None,
        None => Some(Pause::Failing),
    };
    if let Some(pause) = pause {
        tracing::warn!(hook.id = hook.id, hook.paused = pause.code(), "a hook was paused: {}", sent.error);
    }
    let again = later(app.now(), wait.copied().unwrap_or_default(), random_hundredths()?);
    app.ledger().fail_hook(&hook.id, claim, failures, again, pause).await?;
    Ok(())
}

/// So many seconds later, moved by hundredths of them.
fn later(now: Timestamp, seconds: i64, hundredths: i64) -> Timestamp {
    let millis = seconds * 10 * (100 + hundredths);
    now.saturating_add(SignedDuration::from_millis(millis)).unwrap_or(Timestamp::MAX)
}

/// A number from minus to plus [`JITTER`].
fn random_hundredths() -> Result<i64, WebError> {
    let mut byte = [0; 1];
    getrandom::fill(&mut byte).map_err(|_| WebError::Internal("the system gives no random numbers".to_owned()))?;
    Ok(i64::from(byte[0]) % (2 * JITTER + 1) - JITTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_from_seconds_to_a_day_and_are_moved_by_a_fifth() {
        assert!(AGAIN.is_sorted() && AGAIN[0] == 5 && AGAIN[10] == 86_400);
        let now = Timestamp::UNIX_EPOCH;
        let wait = |hundredths| later(now, 100, hundredths).as_second();
        assert_eq!((wait(-JITTER), wait(0), wait(JITTER)), (80, 100, 120));
        for _ in 0..200 {
            assert!((-JITTER..=JITTER).contains(&random_hundredths().unwrap_or(99)));
        }
    }
}
