//! Random commands on several items, by people who may and who may not: the log
//! stays whole, and the tables are at every moment what the log makes of them.

use luoshi_ledger::actor::{Actor, Role};
use luoshi_ledger::command::Command;
use luoshi_ledger::item::{Evidence, Item, RequestKind, State};
use luoshi_ledger::{ItemId, PersonId};
use luoshi_store::testing::TestStore;
use luoshi_store::{Ledger, StoreError};

use crate::office::{clerk, content, later, open, reviewer, supervisor};

on_both!(random_commands_keep_log_and_tables_together);

/// A generator that gives the same numbers on every machine (Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

fn leader() -> Actor {
    Actor { person: PersonId::from("wang"), role: Role::Leader, agency: None, acting_for: None }
}

/// What mostly comes next in a life, or anything else.
fn command(item: &Item, dice: &mut Dice, day: i64) -> (Actor, Command) {
    let text = || "说明".to_owned();
    let lead = || clerk(&item.content.lead);
    let due = luoshi_ledger::time::day(later(day + 200));
    match (item.state, dice.roll(10)) {
        (State::Issued, 0) => (lead(), Command::AskReturn { basis: text() }),
        (State::Issued, _) => (lead(), Command::Sign),
        (State::Signed, _) => (lead(), Command::Deploy { text: text(), handler: None }),
        (State::ReturnReview, _) => (supervisor(), Command::Refuse { request: RequestKind::Return, reason: text() }),
        (State::Suspended, _) => (supervisor(), Command::Resume { reason: text() }),
        (State::ClosingReview, 0..3) => (reviewer(), Command::SendBack { reason: text() }),
        (State::ClosingReview, _) => (reviewer(), Command::AcceptClosing { grade: None, conclusion: text() }),
        (State::Closed, _) => (supervisor(), Command::Clear),
        (State::InProgress, 0) => (lead(), Command::AskSuspension { reason: text() }),
        (State::InProgress, 1) => {
            let request = RequestKind::Suspension;
            (supervisor(), Command::Grant { request, reason: None, due: None, reassign: None })
        }
        (State::InProgress, 2) => {
            (lead(), Command::AskExtension { clock: None, reason: text(), progress: text(), due })
        }
        (State::InProgress, 3) => {
            let request = RequestKind::Extension;
            (supervisor(), Command::Grant { request, reason: None, due: None, reassign: None })
        }
        (State::InProgress, 4) => (leader(), Command::Direct { text: text(), due: Some(due) }),
        (State::InProgress, 5) => {
            let sha256 = format!("{:064x}", dice.roll(1_000_000));
            let (name, kind, media_type) = ("现场.jpg".to_owned(), "照片".to_owned(), "image/jpeg".to_owned());
            (lead(), Command::AttachEvidence(Evidence { sha256, name, kind, media_type, bytes: 9 }))
        }
        (State::InProgress, 6..8) => (lead(), Command::AskClosing { conclusion: text(), exemption: Some(text()) }),
        (State::InProgress, 8) => (reviewer(), Command::Sign),
        _ => (supervisor(), Command::Withdraw { reason: text() }),
    }
}

async fn random_commands_keep_log_and_tables_together(test: &TestStore) {
    let ledger = open(test).await;
    let mut dice = Dice(20_250_301);
    let mut ids = Vec::new();
    for number in 0..24 {
        ids.push(ledger.issue(&content(number), &supervisor(), later(0)).await.unwrap().id);
    }
    let (mut done, mut refused) = (0, 0);
    for step in 1..=240 {
        let day = step / 4;
        let id = &ids[dice.roll(ids.len())];
        match play(&ledger, id, &mut dice, day).await {
            Ok(events) => done += events,
            Err(StoreError::Rejected(_)) => refused += 1,
            Err(error) => panic!("{error}"),
        }
        if step % 40 == 0 {
            ledger.sweep(later(day)).await.unwrap();
            let findings = ledger.verify(&[]).await.unwrap();
            assert!(findings.is_clean(), "{findings}");
        }
    }
    assert!(done > 100 && refused > 10, "{done} events, {refused} refusals: the commands say nothing");
    let live = test.tables().await;
    ledger.rebuild().await.unwrap();
    assert_eq!(test.tables().await, live);
}

/// One random command; how many events it made.
async fn play(ledger: &Ledger, id: &ItemId, dice: &mut Dice, day: i64) -> Result<usize, StoreError> {
    let item = ledger.require_item(id).await?;
    let (actor, command) = command(&item, dice, day);
    let executed = ledger.execute(id, &command, &actor, later(day)).await?;
    assert_eq!(executed.item.version, item.version + i64::try_from(executed.events.len()).unwrap());
    Ok(executed.events.len())
}
