//! A ledger full of marked secrets: every text that is not for the public has the
//! mark in it.

use jiff::ToSpan;
use luoshi_ledger::actor::{Actor, Role};
use luoshi_ledger::command::{Command, Reassignment};
use luoshi_ledger::draft::{Row, RowStatus};
use luoshi_ledger::event::{ClockPolicy, ReportedValue};
use luoshi_ledger::item::{
    DemandPart, Details, Evidence, FindingPart, Item, ItemKind, PlanNode, RequestKind, Source, SuggestionPart,
};
use luoshi_ledger::registry::RegistryEvent;
use luoshi_ledger::report::ReportNoted;
use luoshi_ledger::{AgencyId, ItemId, PersonId};
use luoshi_store::people::Account;

use crate::office::{Office, supervisor};

/// The mark.
pub(crate) const MARK: &str = "绝密记号";

/// A telephone number that is in every field for one.
pub(crate) const PHONE: &str = "13800013710";

/// What the public may read of the item that was closed.
pub(crate) const CONCLUSION: &str = "二十所学校已全部投用";

fn secret(what: &str) -> String {
    format!("{what}{MARK}{PHONE}")
}

fn person(name: &str, role: Role, agency: Option<&AgencyId>) -> Actor {
    let person = PersonId::from(format!("{name}{MARK}").as_str());
    Actor { person, role, agency: agency.cloned(), acting_for: None }
}

/// Fills a ledger; gives the items that nobody outside may see.
pub(crate) async fn fill(office: &Office) -> Vec<ItemId> {
    people(office).await;
    report(office).await;
    let items = office.ledger.list_items_of_report(office.report.as_str()).await.unwrap();
    let [first, second, third, ..] = items.as_slice() else { panic!("the example has three items at least") };
    work(office, first).await;
    close(office, first).await;
    work(office, second).await;
    let withdraw = Command::Withdraw { reason: secret("撤销") };
    office.ledger.execute(&third.id, &withdraw, &supervisor(), office.app.now()).await.unwrap();
    let reason = secret("重启");
    let reopened = office.ledger.reopen(&first.id, &reason, None, &supervisor(), office.app.now()).await.unwrap();
    let mut hidden = vec![third.id.clone(), reopened.item.id];
    hidden.extend(others(office).await);
    office.ledger.sweep(office.app.now().saturating_add((24 * 400).hours()).unwrap()).await.unwrap();
    hidden
}

async fn people(office: &Office) {
    for (name, role) in [("a", "leader"), ("b", "clerk"), ("c", "head")] {
        let account = Account {
            person: secret(name),
            name: secret("姓名"),
            role: role.to_owned(),
            agency: Some("县商务局".to_owned()),
            phone: Some(PHONE.to_owned()),
            is_active: true,
            password: None,
            must_change: false,
            failures: 0,
            locked_until_ms: 0,
            created_ms: 0,
            last_login_ms: None,
        };
        office.ledger.keep_account(&account).await.unwrap();
    }
}

/// A report that nobody has published: its rows wait in the draft.
async fn report(office: &Office) {
    let text = format!("2025年{MARK}县政府工作报告\n\n新建{MARK}学校20所。\n");
    let noted = ReportNoted {
        sha256: luoshi_store::text_hash(&text),
        title: Some(secret("报告")),
        region: None,
        year: Some(2025),
        path: secret("/tmp/"),
        chars: u32::try_from(text.chars().count()).unwrap(),
        document: 0,
    };
    let id = luoshi_ledger::report::report_id(&noted);
    let draft = office.ledger.find_draft(&office.report).await.unwrap().unwrap();
    let rows = draft.rows.into_iter().take(5).map(|row| {
        let source = Source { report: id.clone(), quote: secret("原句"), ..row.source.clone() };
        Row { status: RowStatus::Open, title: secret("草稿"), section: Some(secret("章节")), source, ..row }
    });
    office.ledger.import_report(&noted, &text, rows.collect(), &supervisor(), office.app.now()).await.unwrap();
}

/// Everything that can be written on an item that is being worked on.
async fn work(office: &Office, item: &Item) {
    let lead = &item.content.lead;
    let clerk = person("经办", Role::Clerk, Some(lead));
    let (leader, office_desk) = (person("领导", Role::Leader, None), person("督查", Role::Supervisor, None));
    let due = item.content.stated_due.unwrap_or(jiff::civil::date(2025, 12, 31)).saturating_add(20.days());
    let evidence = Evidence {
        sha256: "a".repeat(64),
        name: secret("照片"),
        kind: secret("佐证"),
        media_type: "image/png".to_owned(),
        bytes: 7,
    };
    let values = (0..item.content.metrics.len() as u32)
        .map(|metric| ReportedValue { metric, value: 7.into(), as_of: office.app.today() })
        .collect();
    let ask = || Command::AskExtension { clock: None, reason: secret("理由"), progress: secret("进展"), due };
    let plan = |days| {
        let nodes =
            vec![PlanNode { title: secret("节点"), due: due.saturating_sub(i64::from(days).days()), done_at: None }];
        Command::SubmitPlan { reason: secret("方案"), nodes }
    };
    let grant = |request| Command::Grant { request, reason: Some(secret("同意")), due: None, reassign: None };
    let refuse = |request| Command::Refuse { request, reason: secret("不同意") };
    let other = AgencyId::from(if lead.as_str() == "县商务局" { "县教育局" } else { "县商务局" });
    let to = |to: &AgencyId| {
        let to = to.clone();
        Command::TransferLead(Reassignment { to, reason: secret("调整"), clocks: ClockPolicy::Continue })
    };
    let amend = Command::Amend {
        title: None,
        class: None,
        leader: Some(PersonId::from(secret("县长").as_str())),
        stated_due: None,
        reason: secret("更正"),
    };
    let steps = [
        (&clerk, Command::Sign),
        (&clerk, Command::Deploy { text: secret("部署"), handler: Some(PersonId::from(secret("承办").as_str())) }),
        (&clerk, Command::FeedBack { text: secret("反馈") }),
        (
            &clerk,
            Command::ReportProgress {
                text: secret("进展"),
                problems: Some(secret("问题")),
                next: Some(secret("打算")),
                values,
            },
        ),
        (&clerk, Command::AttachEvidence(evidence)),
        (&leader, Command::Direct { text: secret("批示"), due: None }),
        (&leader, Command::Judge { light: "red".to_owned(), text: secret("研判") }),
        (&office_desk, amend),
        (&clerk, Command::Delegate { to: Some(PersonId::from(secret("代办").as_str())) }),
        (&clerk, ask()),
        (&office_desk, refuse(RequestKind::Extension)),
        (&clerk, ask()),
        (&office_desk, grant(RequestKind::Extension)),
        (&clerk, plan(3)),
        (&leader, grant(RequestKind::Plan)),
        (&clerk, Command::AskSuspension { reason: secret("中止") }),
        (&office_desk, refuse(RequestKind::Suspension)),
        (&office_desk, to(&other)),
        (&office_desk, to(lead)),
        (&clerk, Command::Sign),
        (&clerk, Command::Deploy { text: secret("部署"), handler: None }),
    ];
    let mut done = 0;
    for (actor, command) in steps {
        match office.ledger.execute(&item.id, &command, actor, office.app.now()).await {
            Ok(_) => done += 1,
            Err(error) => eprintln!("{}: {command:?}: {error}", item.id),
        }
    }
    assert!(done >= 12, "only {done} secrets were written on {}", item.id);
}

async fn close(office: &Office, item: &Item) {
    let clerk = person("经办", Role::Clerk, Some(&item.content.lead));
    let reviewer = person("审核", Role::Reviewer, None);
    let ask = || Command::AskClosing { conclusion: secret("自评"), exemption: Some(secret("免附")) };
    let steps = [
        (&clerk, ask()),
        (&reviewer, Command::SendBack { reason: secret("退回") }),
        (&clerk, ask()),
        (&reviewer, Command::AcceptClosing { grade: None, conclusion: CONCLUSION.to_owned() }),
    ];
    for (actor, command) in steps {
        office.ledger.execute(&item.id, &command, actor, office.app.now()).await.unwrap();
    }
}

/// Items of the kinds that are never public, and one issued by hand.
async fn others(office: &Office) -> Vec<ItemId> {
    let some = || Some(secret(""));
    let demand = DemandPart { person: some(), contact: some(), channel: some(), type_: some(), repeats: None };
    let suggestion = || SuggestionPart { number: some(), deputy: some(), session: some() };
    let finding = FindingPart { inspection: some(), number: some(), rectification: some(), look_back_on: None };
    let kinds = [
        (ItemKind::Directive, Details::None),
        (ItemKind::Demand, Details::Demand(demand)),
        (ItemKind::Suggestion, Details::Suggestion(suggestion())),
        (ItemKind::Proposal, Details::Suggestion(suggestion())),
        (ItemKind::Finding, Details::Finding(finding)),
        (ItemKind::Task, Details::None),
        (ItemKind::Pledge, Details::None),
    ];
    let mut ids = Vec::new();
    for (kind, details) in kinds {
        ids.push(office.issue(kind, &secret("事项"), "县商务局", details).await.id);
    }
    let agency = RegistryEvent::AgencyAdded {
        agency: luoshi_ledger::registry::Agency {
            id: AgencyId::from(secret("机构").as_str()),
            name: secret("机构"),
            parent: None,
            active: true,
        },
    };
    office.ledger.change_registry(&[agency], &supervisor(), office.app.now()).await.unwrap();
    ids
}
