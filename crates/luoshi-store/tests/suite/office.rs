//! An office to test with: agencies, people, regimes, and items that come in.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use luoshi_ledger::actor::{Actor, Role};
use luoshi_ledger::command::Command;
use luoshi_ledger::item::{Content, Details, Item, ItemKind, People};
use luoshi_ledger::regime::Regime;
use luoshi_ledger::settings::SettingsEvent;
use luoshi_ledger::{AgencyId, ItemId, PersonId};
use luoshi_store::testing::TestStore;
use luoshi_store::{Bulk, Ledger};

use crate::LEDGER;

/// 1 March 2025, ten in the morning in Beijing.
pub(crate) const AT: Timestamp = Timestamp::constant(1_740_794_400, 0);

pub(crate) const AGENCIES: [&str; 4] = ["县发改局", "县住建局", "县教育局", "县水利局"];

pub(crate) fn later(days: i64) -> Timestamp {
    AT.saturating_add((days * 24).hours()).unwrap()
}

pub(crate) fn supervisor() -> Actor {
    Actor { person: PersonId::from("zhao"), role: Role::Supervisor, agency: None, acting_for: None }
}

pub(crate) fn reviewer() -> Actor {
    Actor { person: PersonId::from("qian"), role: Role::Reviewer, agency: None, acting_for: None }
}

pub(crate) fn clerk(agency: &AgencyId) -> Actor {
    Actor { person: PersonId::from("sun"), role: Role::Clerk, agency: Some(agency.clone()), acting_for: None }
}

/// The ledger of the tests with its agencies and the regimes that are shipped.
pub(crate) async fn open(test: &TestStore) -> Ledger {
    test.store.create_ledger(LEDGER, AT).await.unwrap();
    let ledger = Ledger::open(test.store.clone(), LEDGER).await.unwrap();
    let agencies: Vec<String> = AGENCIES.iter().map(|&name| name.to_owned()).collect();
    ledger.add_agencies(&agencies, &supervisor(), AT).await.unwrap();
    let regimes: Vec<SettingsEvent> = Regime::NAMES
        .into_iter()
        .map(|name| SettingsEvent::RegimeSet {
            name: name.to_owned(),
            toml: Regime::standard_text(name).unwrap_or_default().to_owned(),
        })
        .collect();
    ledger.change_settings(&regimes, &supervisor(), AT).await.unwrap();
    ledger
}

/// The content of the item of a number.
pub(crate) fn content(number: i32) -> Content {
    let pick = number.unsigned_abs() as usize;
    let kind = [ItemKind::Task, ItemKind::Directive, ItemKind::Project, ItemKind::Finding][pick % 4];
    Content {
        title: format!("第{number}件：新建改建农村公路“四好”工程"),
        kind,
        details: Details::None,
        source: None,
        more_sources: Vec::new(),
        class: None,
        urgency: None,
        lead: AgencyId::from(AGENCIES[pick % 4]),
        support: vec![AgencyId::from(AGENCIES[(pick + 1) % 4])],
        people: People { leader: Some(PersonId::from("wang")), ..People::default() },
        regime: kind.usual_regime().to_owned(),
        regime_version: 1,
        stated_due: Some(Date::constant(2025, 6, 30).saturating_add((number % 90).days())),
        stated_due_text: None,
        nodes: Vec::new(),
        metrics: Vec::new(),
        parent: None,
        reopens: None,
        year: 2025,
        region: Some("霁川县".to_owned()),
        section: Some("二、2025年工作安排".to_owned()),
        upstream: None,
        not_secret: true,
    }
}

/// Issues items.
pub(crate) async fn issue(ledger: &Ledger, count: i32) -> Vec<Item> {
    let issues = (0..count).map(|number| (number.unsigned_abs() as usize, content(number))).collect();
    let done = ledger.bulk(&Bulk { issues, ..Bulk::default() }, false, &supervisor(), AT).await.unwrap();
    assert!(done.refused.is_empty(), "{:?}", done.refused);
    done.issued
}

/// Drives an item through its life up to a step.
pub(crate) async fn drive(ledger: &Ledger, item: &Item, steps: usize) {
    let clerk = clerk(&item.content.lead);
    let text = || "已完成主体工程".to_owned();
    let life = [
        (&clerk, Command::Sign),
        (&clerk, Command::Deploy { text: text(), handler: None }),
        (&clerk, Command::FeedBack { text: text() }),
        (&clerk, Command::ReportProgress { text: text(), problems: None, next: None, values: Vec::new() }),
        (&clerk, Command::AskClosing { conclusion: text(), exemption: Some("现场核验".to_owned()) }),
        (&reviewer(), Command::AcceptClosing { grade: None, conclusion: text() }),
        (&supervisor(), Command::Clear),
    ];
    for (day, (actor, command)) in (1..).zip(life).take(steps) {
        ledger.execute(&item.id, &command, actor, later(day)).await.unwrap();
    }
}

/// Some items in every stage of their lives.
pub(crate) async fn fill(ledger: &Ledger) -> Vec<ItemId> {
    let items = issue(ledger, 24).await;
    for (steps, item) in (0..).zip(&items) {
        drive(ledger, item, steps % 8).await;
    }
    items.into_iter().map(|item| item.id).collect()
}
