//! Lives of items as text: who does what when, and where the item stands then or
//! why it is refused. The files in `tests/scenarios` can be read and extended
//! without knowing Rust.
//!
//! ```text
//! item directive regime=13710 class=ordinary      a new item, issued by the supervision office
//! 2025-03-03T09:00 office issue => issued
//! 2025-03-03T10:00 clerk sign => signed           a command and the state after it
//! 2025-03-03T10:05 other deploy !not-allowed      a command and the code of its refusal
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use jiff::civil::DateTime;
use luoshi_ledger::actor::{Actor, Role};
use luoshi_ledger::calendar::Calendar;
use luoshi_ledger::command::{Command, Reassignment};
use luoshi_ledger::event::{ClockPolicy, ReportedValue};
use luoshi_ledger::item::{
    Content, Details, Evidence, Item, ItemKind, People, PlanNode, ProjectStage, Promise, RequestKind,
};
use luoshi_ledger::regime::Regime;
use luoshi_ledger::registry::{Agency, Registry, RegistryEvent};
use luoshi_ledger::time::instant;
use luoshi_ledger::{AgencyId, Context, ItemId, PersonId, decide};

/// The agencies of every scenario; 县档案馆 is retired.
pub(crate) fn registry() -> Registry {
    let mut registry = Registry::default();
    for name in ["县水利局", "县财政局", "县交通运输局", "县档案馆"] {
        let agency = Agency { id: AgencyId::from(name), name: name.to_owned(), parent: None, active: true };
        registry.apply(&RegistryEvent::AgencyAdded { agency });
    }
    registry
        .apply(&RegistryEvent::AgencyRetired { id: AgencyId::from("县档案馆"), reason: "机构改革".to_owned() });
    registry
}

/// The people of every scenario.
pub(crate) fn actor(who: &str) -> Actor {
    let (role, agency) = match who {
        "office" | "office2" => (Role::Supervisor, None),
        "reviewer" => (Role::Reviewer, None),
        "leader" => (Role::Leader, None),
        "clerk" | "clerk2" => (Role::Clerk, Some("县水利局")),
        "helper" => (Role::Clerk, Some("县财政局")),
        "other" => (Role::Clerk, Some("县交通运输局")),
        "system" => (Role::System, None),
        _ => panic!("nobody is called {who}"),
    };
    Actor { person: PersonId::from(who), role, agency: agency.map(AgencyId::from), acting_for: None }
}

/// `key=value` words of a line.
struct Words<'l>(BTreeMap<&'l str, &'l str>);

impl<'l> Words<'l> {
    fn of(words: &[&'l str]) -> Self {
        Self(words.iter().filter_map(|word| word.split_once('=')).collect())
    }

    fn text(&self, key: &str) -> String {
        self.0.get(key).map_or_else(String::new, |v| (*v).to_owned())
    }

    fn find(&self, key: &str) -> Option<String> {
        self.0.get(key).map(|v| (*v).to_owned())
    }

    fn parsed<T: std::str::FromStr>(&self, key: &str) -> Option<T> {
        self.0.get(key).map(|v| v.parse().unwrap_or_else(|_| panic!("{key}={v}")))
    }
}

fn content(words: &[&str]) -> Content {
    let given = Words::of(words);
    let kind = ItemKind::of_code(words[0]).unwrap();
    Content {
        title: given.find("title").unwrap_or_else(|| "完成水库除险加固".to_owned()),
        kind,
        details: Details::None,
        source: None,
        more_sources: Vec::new(),
        class: given.find("class"),
        urgency: given.find("urgency"),
        lead: AgencyId(given.find("lead").unwrap_or_else(|| "县水利局".to_owned())),
        support: given.find("support").into_iter().map(AgencyId).collect(),
        people: People::default(),
        regime: given.find("regime").unwrap_or_else(|| kind.usual_regime().to_owned()),
        regime_version: 1,
        stated_due: given.parsed("due"),
        stated_due_text: None,
        nodes: Vec::new(),
        metrics: Vec::new(),
        parent: given.find("parent").map(ItemId),
        reopens: None,
        year: 2025,
        region: None,
        section: None,
        upstream: None,
        not_secret: given.find("secret").is_none(),
    }
}

fn command(verb: &str, words: &Words, content: &Content) -> Command {
    let text = || words.find("text").unwrap_or_else(|| "说明".to_owned());
    let reason = || words.find("reason").unwrap_or_else(|| "理由".to_owned());
    let reassign = || Reassignment {
        to: AgencyId(words.find("to").unwrap_or_else(|| "县交通运输局".to_owned())),
        reason: "职责".to_owned(),
        clocks: if words.text("clocks") == "continue" { ClockPolicy::Continue } else { ClockPolicy::Restart },
    };
    match verb {
        "issue" => Command::Issue(Box::new(content.clone())),
        "sign" => Command::Sign,
        "deploy" => Command::Deploy { text: text(), handler: words.find("handler").map(PersonId) },
        "feed-back" => Command::FeedBack { text: text() },
        "report" => {
            let metric = words.parsed("metric");
            let value = |metric| ReportedValue { metric, value: 1.into(), as_of: words.parsed("on").unwrap() };
            let values = metric.map(value).into_iter().collect();
            Command::ReportProgress { text: text(), problems: None, next: None, values }
        }
        "attach" => Command::AttachEvidence(Evidence {
            sha256: words.find("file").unwrap_or_else(|| "f00d".to_owned()),
            name: "现场.jpg".to_owned(),
            kind: words.find("kind").unwrap_or_else(|| "佐证".to_owned()),
            media_type: "image/jpeg".to_owned(),
            bytes: 1,
        }),
        "ask-return" => Command::AskReturn { basis: text() },
        "ask-extension" => Command::AskExtension {
            clock: words.find("clock"),
            reason: reason(),
            progress: words.find("progress").unwrap_or_else(|| "过半".to_owned()),
            due: words.parsed("due").unwrap(),
        },
        "ask-suspension" => Command::AskSuspension { reason: reason() },
        "submit-plan" => {
            let node = |due: &str| PlanNode { title: "节点".to_owned(), due: due.parse().unwrap(), done_at: None };
            let nodes = words.text("nodes");
            let nodes = nodes.split(',').filter(|n| !n.is_empty()).map(node).collect();
            Command::SubmitPlan { reason: reason(), nodes }
        }
        "ask-closing" => Command::AskClosing { conclusion: text(), exemption: words.find("exemption") },
        "grant" => Command::Grant {
            request: request(&words.text("what")),
            reason: None,
            due: words.parsed("due"),
            reassign: words.find("to").map(|_| reassign()),
        },
        "refuse" => Command::Refuse { request: request(&words.text("what")), reason: reason() },
        "accept" => Command::AcceptClosing { grade: words.find("grade"), conclusion: text() },
        "send-back" => Command::SendBack { reason: reason() },
        "clear" => Command::Clear,
        "reopen" => {
            Command::Reopen { as_item: ItemId(words.find("as").unwrap_or("2025-0002".to_owned())), reason: reason() }
        }
        "resume" => Command::Resume { reason: reason() },
        "withdraw" => Command::Withdraw { reason: reason() },
        "direct" => Command::Direct { text: text(), due: words.parsed("due") },
        "judge" => Command::Judge { light: words.text("light"), text: text() },
        "transfer" => Command::TransferLead(reassign()),
        "set-support" => Command::ChangeSupport { support: words.find("to").into_iter().map(AgencyId).collect() },
        "support" => Command::Support { text: text() },
        "reach-node" => Command::ReachNode { node: words.parsed("node").unwrap(), text: text() },
        "delegate" => Command::Delegate { to: words.find("to").map(PersonId) },
        "amend" => Command::Amend {
            title: words.find("title"),
            class: words.find("class"),
            leader: None,
            stated_due: words.parsed("due"),
            reason: reason(),
        },
        "contact" => Command::Contact { text: text() },
        "answer" => {
            let promise = words.parsed("promise").map(|due| Promise { text: "建成".to_owned(), due, kept_at: None });
            Command::Answer { label: words.find("label"), text: text(), promise }
        }
        "keep-promise" => Command::KeepPromise { text: text() },
        "rate" => Command::Rate { satisfaction: words.text("as"), solved: words.parsed("solved") },
        "reach-stage" => Command::ReachStage { stage: ProjectStage::Started, on: words.parsed("on").unwrap() },
        "look-back" => Command::LookBack { holds: true, text: text() },
        "sweep" => Command::Sweep,
        _ => panic!("nothing is called {verb}"),
    }
}

fn request(code: &str) -> RequestKind {
    match code {
        "return" => RequestKind::Return,
        "extension" => RequestKind::Extension,
        "suspension" => RequestKind::Suspension,
        "plan" => RequestKind::Plan,
        "closing" => RequestKind::Closing,
        _ => panic!("no request is called {code}"),
    }
}

/// The content that words describe, for other tests.
pub(crate) fn content_of(words: &[&str]) -> Content {
    content(words)
}

/// The command of a verb and its words, for other tests.
pub(crate) fn command_of(act: &str, content: &Content) -> Command {
    let words: Vec<&str> = act.split_whitespace().collect();
    command(words[0], &Words::of(&words[1..]), content)
}

/// A scenario under way.
struct Scene {
    content: Option<Content>,
    item: Option<Item>,
    registry: Registry,
    calendar: Calendar,
}

impl Scene {
    /// What the line comes to: the state, or `!` with the code of the refusal,
    /// and the kinds of the events.
    fn play(&mut self, line: &str) -> (String, String) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [at, who, verb, rest @ ..] = words.as_slice() else { panic!("{line}") };
        let at: DateTime = at.parse().unwrap_or_else(|_| panic!("{line}"));
        let actor = actor(who);
        let given = Words::of(rest);
        let content = self.content.as_ref().expect("a scenario begins with an item");
        let regime = Regime::standard(&content.regime).unwrap();
        let open_parts = given.find("parts").map(|n| (n.parse().unwrap(), ItemId::from("2025-0009")));
        let ancestors: Vec<ItemId> = given.find("ancestor").into_iter().map(ItemId).collect();
        let context = Context {
            now: instant(at),
            actor: &actor,
            regime: &regime,
            calendar: &self.calendar,
            registry: &self.registry,
            ancestors: &ancestors,
            open_parts: open_parts.as_ref(),
        };
        let id = ItemId::from("2025-0001");
        match decide(&id, self.item.as_ref(), &command(verb, &given, content), &context) {
            Err(rejection) => {
                assert!(!rejection.zh().is_empty() && !rejection.to_string().is_empty());
                (format!("!{}", rejection.code()), String::new())
            }
            Ok(events) => {
                let kinds: Vec<String> = events.iter().map(|e| e.event.kind()).collect();
                for event in &events {
                    self.item = Some(Item::next(&id, self.item.take(), event).unwrap());
                }
                let state = self.item.as_ref().map_or("none", |i| i.state.code());
                (format!("=> {state}"), kinds.join(" "))
            }
        }
    }
}

/// Plays a file and gives the lines that came out otherwise.
fn differences(text: &str) -> String {
    let mut scene = Scene { content: None, item: None, registry: registry(), calendar: Calendar::standard() };
    let mut different = String::new();
    for line in text.lines() {
        let plain = line.split(" #").next().unwrap_or_default().trim();
        if plain.is_empty() || plain.starts_with('#') {
            continue;
        }
        if let Some(item) = plain.strip_prefix("item ") {
            scene.content = Some(content(&item.split_whitespace().collect::<Vec<_>>()));
            scene.item = None;
            continue;
        }
        let at = plain.find("=> ").or_else(|| plain.find('!')).unwrap_or(plain.len());
        let (act, expected) = plain.split_at(at);
        let (expected, events) = expected.split_once(" [").map_or((expected, None), |(e, k)| (e, k.strip_suffix(']')));
        let (came, kinds) = scene.play(act);
        if came != expected.trim() || events.is_some_and(|events| events != kinds) {
            let _ = writeln!(different, "{plain}\n    came to: {came} [{kinds}]");
        }
    }
    different
}

#[test]
fn lives_of_items_go_as_their_scenarios_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut count = 0;
    let mut report = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let different = differences(&std::fs::read_to_string(&path).unwrap());
        if !different.is_empty() {
            let _ = writeln!(report, "{}\n{different}", path.display());
        }
        count += 1;
    }
    assert!(count >= 6, "the scenarios are gone");
    assert!(report.is_empty(), "{report}");
}
