//! A form → a command. What is wrong with a field is noted at the field.

use jiff::civil::Date;
use luoshi_ledger::command::{Command, Reassignment};
use luoshi_ledger::event::{ClockPolicy, ReportedValue};
use luoshi_ledger::item::{Funds, Item, PlanNode, ProjectStage, Promise, RequestKind};
use luoshi_ledger::registry::Registry;
use luoshi_ledger::{AgencyId, ItemId, PersonId};

use super::{Act, Verb};
use crate::forms::Form;

/// What a form becomes: a command on the item, or a reopening, which makes another.
#[derive(Debug, Clone)]
pub enum Built {
    /// A command.
    Command(Box<Command>),
    /// The matter is reopened as another item.
    Reopen {
        /// Why.
        reason: String,
        /// By when.
        due: Option<Date>,
    },
}

/// The command that a form of an act asks for. None when a field is wrong; the form
/// then says which.
pub fn command(act: &Act, form: &mut Form, item: &Item, registry: &Registry, today: Date) -> Option<Built> {
    for field in act.fields.iter().filter(|field| field.required) {
        form.required(field.name);
    }
    if act.verb == Verb::Reopen {
        let built = Built::Reopen { reason: form.required("reason"), due: form.date("due") };
        return form.is_valid().then_some(built);
    }
    let command = work(act.verb, form, item, today)
        .or_else(|| request(act.verb, form, registry))
        .or_else(|| office(act.verb, form, registry));
    command.filter(|_| form.is_valid()).map(|command| Built::Command(Box::new(command)))
}

/// What agencies do.
fn work(verb: Verb, form: &mut Form, item: &Item, today: Date) -> Option<Command> {
    Some(match verb {
        Verb::Sign => Command::Sign,
        Verb::Deploy => {
            Command::Deploy { text: form.required("text"), handler: form.optional("handler").map(PersonId) }
        }
        Verb::FeedBack => Command::FeedBack { text: form.required("text") },
        Verb::ReportProgress => Command::ReportProgress {
            text: form.required("text"),
            problems: form.optional("problems"),
            next: form.optional("next"),
            values: values(form, item, today),
        },
        Verb::Support => Command::Support { text: form.required("text") },
        Verb::ReachNode => {
            let count = item.nodes.len();
            let node = form.choice("node", |text| text.parse().ok().filter(|n: &u32| (*n as usize) < count))?;
            Command::ReachNode { node, text: form.required("text") }
        }
        Verb::Delegate => Command::Delegate { to: form.optional("to").map(PersonId) },
        Verb::Contact => Command::Contact { text: form.required("text") },
        Verb::Answer => {
            Command::Answer { text: form.required("text"), label: form.optional("label"), promise: promise(form) }
        }
        Verb::KeepPromise => Command::KeepPromise { text: form.required("text") },
        Verb::ReachStage => {
            let stage = form.choice("stage", stage)?;
            Command::ReachStage { stage, on: form.required_date("on")? }
        }
        Verb::ReportFunds => Command::ReportFunds(Funds {
            planned: form.number("planned"),
            arrived: form.number("arrived"),
            paid: form.number("paid"),
            output: form.number("output"),
        }),
        _ => return None,
    })
}

/// Requests and their decisions.
fn request(verb: Verb, form: &mut Form, registry: &Registry) -> Option<Command> {
    Some(match verb {
        Verb::AskReturn => Command::AskReturn { basis: form.required("basis") },
        Verb::AskExtension => Command::AskExtension {
            clock: form.optional("clock"),
            reason: form.required("reason"),
            progress: form.required("progress"),
            due: form.required_date("due")?,
        },
        Verb::AskSuspension => Command::AskSuspension { reason: form.required("reason") },
        Verb::SubmitPlan => Command::SubmitPlan { reason: form.required("reason"), nodes: nodes(form)? },
        Verb::AskClosing => {
            Command::AskClosing { conclusion: form.required("conclusion"), exemption: form.optional("exemption") }
        }
        Verb::Grant(request) => Command::Grant {
            request,
            reason: form.optional("reason"),
            due: form.date("due"),
            reassign: if request == RequestKind::Return {
                Some(reassignment(form, registry, ClockPolicy::Restart)?)
            } else {
                None
            },
        },
        Verb::Refuse(request) => Command::Refuse { request, reason: form.required("reason") },
        Verb::AcceptClosing => {
            Command::AcceptClosing { grade: form.optional("grade"), conclusion: form.required("conclusion") }
        }
        Verb::SendBack => Command::SendBack { reason: form.required("reason") },
        _ => return None,
    })
}

/// What the supervision office and leaders do.
fn office(verb: Verb, form: &mut Form, registry: &Registry) -> Option<Command> {
    Some(match verb {
        Verb::Clear => Command::Clear,
        Verb::Resume => Command::Resume { reason: form.required("reason") },
        Verb::Withdraw => Command::Withdraw { reason: form.required("reason") },
        Verb::Direct => Command::Direct { text: form.required("text"), due: form.date("due") },
        Verb::Judge => Command::Judge { light: form.required("light"), text: form.required("text") },
        Verb::Transfer => Command::TransferLead(reassignment(form, registry, ClockPolicy::Continue)?),
        Verb::ChangeSupport => Command::ChangeSupport { support: agencies(form, registry)? },
        Verb::Amend => Command::Amend {
            title: form.optional("title"),
            class: form.optional("class"),
            leader: form.optional("leader").map(PersonId),
            stated_due: form.date("due"),
            reason: form.required("reason"),
        },
        Verb::Rate => Command::Rate {
            satisfaction: form.required("satisfaction"),
            solved: form.choice("solved", |text| Some(text == "yes")),
        },
        Verb::LookBack => Command::LookBack { holds: form.has("holds", "yes"), text: form.required("text") },
        // Its number is given in the transaction that issues it.
        Verb::Reopen => Command::Reopen { as_item: ItemId(String::new()), reason: form.required("reason") },
        _ => return None,
    })
}

/// Values of metrics stand in fields `value-0`, `value-1` …; empty ones say nothing.
fn values(form: &mut Form, item: &Item, today: Date) -> Vec<ReportedValue> {
    let as_of = form.date("as-of").unwrap_or(today);
    let metrics = 0..item.content.metrics.len() as u32;
    metrics
        .filter_map(|metric| {
            let value = form.number(&format!("value-{metric}"))?;
            Some(ReportedValue { metric, value, as_of })
        })
        .collect()
}

fn promise(form: &mut Form) -> Option<Promise> {
    let (text, due) = (form.optional("promise"), form.date("promise-due"));
    match (text, due) {
        (Some(text), Some(due)) => Some(Promise { text, due, kept_at: None }),
        (Some(_), None) => {
            form.required_date("promise-due");
            None
        }
        (None, Some(_)) => {
            form.required("promise");
            None
        }
        (None, None) => None,
    }
}

/// An agency by its name or code.
pub(crate) fn agency(form: &mut Form, field: &str, registry: &Registry) -> Option<AgencyId> {
    let found = form.choice(field, |name| registry.find_by_name(name).map(|agency| agency.id.clone()));
    if found.is_none() {
        form.required(field);
    }
    found
}

/// Agencies, a line each or with commas between.
pub(crate) fn agencies(form: &mut Form, registry: &Registry) -> Option<Vec<AgencyId>> {
    let text = form.optional("agencies").unwrap_or_default();
    let names = text.split(['\n', '、', ',', '，', '；', ';']).map(str::trim).filter(|name| !name.is_empty());
    let mut found = Vec::new();
    for name in names {
        if let Some(agency) = registry.find_by_name(name) {
            found.push(agency.id.clone());
        } else {
            form.refuse("agencies", luoshi_ledger::rejection::Rejection::UnknownAgency(AgencyId::from(name)).zh());
            return None;
        }
    }
    found.dedup();
    Some(found)
}

fn reassignment(form: &mut Form, registry: &Registry, usual: ClockPolicy) -> Option<Reassignment> {
    let clocks = form.choice("clocks", |code| match code {
        "continue" => Some(ClockPolicy::Continue),
        "restart" => Some(ClockPolicy::Restart),
        _ => None,
    });
    let reason = form.required("reason");
    Some(Reassignment { to: agency(form, "to", registry)?, reason, clocks: clocks.unwrap_or(usual) })
}

/// `2025-09-30 主体完工`, a line each.
fn nodes(form: &mut Form) -> Option<Vec<PlanNode>> {
    let text = form.required("nodes");
    let mut nodes = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let split = line.split_once(|c: char| c.is_whitespace() || "=：:，,".contains(c));
        let node = split.and_then(|(date, title)| Some((date.parse::<Date>().ok()?, title.trim())));
        let Some((due, title)) = node.filter(|(_, title)| !title.is_empty()) else {
            form.refuse("nodes", format!("“{line}”：日期 内容，如 2025-09-30 主体完工"));
            return None;
        };
        nodes.push(PlanNode { title: title.to_owned(), due, done_at: None });
    }
    Some(nodes)
}

fn stage(code: &str) -> Option<ProjectStage> {
    serde_json::from_value(serde_json::Value::String(code.to_owned())).ok()
}
