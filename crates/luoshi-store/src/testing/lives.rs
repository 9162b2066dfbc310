//! Lives of items for large ledgers: invented, but the same on every run.

use jiff::civil::date;
use jiff::{Timestamp, ToSpan};
use luoshi_ledger::actor::{Actor, Role};
use luoshi_ledger::event::{ItemEvent, Recorded};
use luoshi_ledger::item::{Content, Details, ItemKind, People, Request, RequestKind};
use luoshi_ledger::regime::Regime;
use luoshi_ledger::settings::SettingsEvent;
use luoshi_ledger::time::instant;
use luoshi_ledger::{AgencyId, ItemId, PersonId};

use super::TestStore;
use crate::Ledger;

/// What the ledger is called.
pub const LEDGER: &str = "霁川市";

/// Items written with one append.
const ITEMS_AN_APPEND: u64 = 2_000;

/// How many agencies lead items.
pub const AGENCIES: u64 = 300;
/// How many leaders are in charge, `leader-0` and on.
pub const LEADERS: u64 = 12;
/// How many sections items stand in, `第0部分` and on.
pub const SECTIONS: u64 = 30;

const WORKS: [&str; 6] = [
    "新建改建农村公路",
    "改造老旧小区",
    "推进标准厂房建设",
    "办理群众反映的供暖问题",
    "整改环保督察问题",
    "引进产业项目",
];

/// A number that looks random, from a seed (SplitMix64).
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    /// The next number, below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

/// The name of the agency of a number.
pub fn agency(number: u64) -> String {
    format!("第{number:03}责任单位")
}

/// Day 0 is 1 January 2023; the last items come in during 2025.
fn at(day: u64, minute: u64) -> Timestamp {
    let start = instant(date(2023, 1, 1).at(8, 0, 0, 0));
    let minutes = day * 24 * 60 + minute;
    start.saturating_add(i64::try_from(minutes).unwrap_or(0).minutes()).unwrap_or(start)
}

/// When the measurements look at the ledger: the end of 2025.
pub fn now() -> Timestamp {
    at(1_085, 0)
}

/// Makes a ledger of so many items, with its agencies and the usual regimes.
///
/// # Panics
/// When the database refuses something.
pub async fn fill(test: &TestStore, count: u64) -> Ledger {
    let actor = Actor { person: "zhao".into(), role: Role::Supervisor, agency: None, acting_for: None };
    test.store.create_ledger(LEDGER, at(0, 0)).await.expect("a ledger");
    let ledger = Ledger::open(test.store.clone(), LEDGER).await.expect("a ledger");
    let agencies: Vec<String> = (0..AGENCIES).map(agency).collect();
    ledger.add_agencies(&agencies, &actor, at(0, 0)).await.expect("agencies");
    let regimes: Vec<SettingsEvent> = Regime::NAMES
        .into_iter()
        .map(|name| SettingsEvent::RegimeSet {
            name: name.to_owned(),
            toml: Regime::standard_text(name).unwrap_or_default().to_owned(),
        })
        .collect();
    ledger.change_settings(&regimes, &actor, at(0, 0)).await.expect("regimes");
    let mut first = 0;
    while first < count {
        let lives: Vec<_> = (first..count.min(first + ITEMS_AN_APPEND)).map(|number| life(number, count)).collect();
        test.write_lives(&ledger, &lives).await;
        first += ITEMS_AN_APPEND;
    }
    test.analyze().await;
    ledger
}

fn content(dice: &mut Dice, year: i16, number: u64) -> Content {
    let kind = match dice.below(10) {
        0..6 => ItemKind::Demand,
        6..8 => ItemKind::Task,
        8 => ItemKind::Directive,
        _ => ItemKind::Finding,
    };
    let work = WORKS[usize::try_from(dice.below(WORKS.len() as u64)).unwrap_or(0)];
    let lead = dice.below(AGENCIES);
    Content {
        title: format!("{work}第{number}件，涉及{}，按期办结并反馈结果", agency(dice.below(AGENCIES))),
        kind,
        details: Details::None,
        source: None,
        more_sources: Vec::new(),
        class: (dice.below(3) == 0).then(|| "complex".to_owned()),
        urgency: None,
        lead: AgencyId(agency(lead)),
        support: (0..dice.below(3)).map(|_| AgencyId(agency(dice.below(AGENCIES)))).collect(),
        people: People { leader: Some(PersonId(format!("leader-{}", lead % LEADERS))), ..People::default() },
        regime: kind.usual_regime().to_owned(),
        regime_version: 1,
        stated_due: None,
        stated_due_text: None,
        nodes: Vec::new(),
        metrics: Vec::new(),
        parent: None,
        reopens: None,
        year,
        region: Some(format!("第{}街道", lead % 10)),
        section: Some(format!("第{}部分", dice.below(SECTIONS))),
        upstream: None,
        not_secret: true,
    }
}

/// The life of the item of a number, about ten events; most items are closed.
pub fn life(number: u64, count: u64) -> (ItemId, Vec<Recorded>) {
    let mut dice = Dice(number);
    let issued = number * 1_080 / count;
    let year = 2023 + i16::try_from(issued / 365).unwrap_or(0).min(2);
    let content = content(&mut dice, year, number);
    let clerk = Actor {
        person: PersonId::from("clerk"),
        role: Role::Clerk,
        agency: Some(content.lead.clone()),
        acting_for: None,
    };
    let text = |what: &str| format!("{what}：已完成现场核实和责任分工，正在按计划推进。");
    let progress = |step: u64| ItemEvent::ProgressReported {
        text: text(&format!("第{step}次进展")),
        problems: None,
        next: Some("继续推进".to_owned()),
        values: Vec::new(),
    };
    let mut events = vec![
        ItemEvent::Issued { content: Box::new(content) },
        ItemEvent::Signed {},
        ItemEvent::Deployed { text: text("部署"), handler: None },
        ItemEvent::FedBack { text: text("反馈") },
    ];
    events.extend((1..=3).map(progress));
    events.push(ItemEvent::Requested { request: Box::new(closing(at(issued + 10, 0), text("申请办结"))) });
    events.push(ItemEvent::Closed { grade: None, conclusion: text("办结") });
    events.push(ItemEvent::Cleared {});
    // The last days' items are in every stage; of the others one in twelve stays open.
    let days = dice.below(40) + 3;
    let keep = if dice.below(12) == 0 || issued > 1_060 { 1 + dice.below(7) } else { 10 };
    let step = |index: u64| at(issued + days * index / 10, index * 7);
    let life = (0..).zip(events).take(usize::try_from(keep).unwrap_or(1));
    let recorded = life.map(|(index, event)| Recorded { at: step(index), actor: clerk.clone(), event }).collect();
    (ItemId(format!("{year}-{number:04}")), recorded)
}

fn closing(at: Timestamp, reason: String) -> Request {
    Request {
        number: 1,
        kind: RequestKind::Closing,
        by: PersonId::from("clerk"),
        at,
        reason,
        progress: None,
        clock: None,
        due: None,
        nodes: Vec::new(),
        exemption: Some("现场核验".to_owned()),
        decided: None,
    }
}
