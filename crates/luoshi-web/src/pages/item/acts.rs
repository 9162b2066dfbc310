//! Which acts the page offers to whom, the next one first, and the form of one.

use luoshi_export::labels::Lang;
use luoshi_ledger::actor::Actor;
use luoshi_ledger::clock::{Clock, Trigger};
use luoshi_ledger::item::{Item, State};
use luoshi_ledger::regime::Regime;
use luoshi_store::Known;

use crate::acts::{Act, Input, Verb, offers};
use crate::forms::Form;

/// The acts of a page.
pub(super) struct Offered {
    /// What to do next, when it is this person's turn.
    pub(super) next: Option<&'static Act>,
    /// What is done often.
    pub(super) usual: Vec<&'static Act>,
    /// What is done seldom.
    pub(super) seldom: Vec<&'static Act>,
}

/// What may be done to an item by somebody.
pub(super) fn offered(item: &Item, actor: &Actor, clocks: &[Clock], known: &Known, now: jiff::Timestamp) -> Offered {
    let acts: Vec<&'static Act> = offers(item, actor, known, now).into_iter().map(|offer| offer.act).collect();
    let regime = known.settings.regime_of(item);
    let on_lead = actor.agency.as_ref() == Some(&item.content.lead);
    let next = acts.iter().copied().find(|act| is_next(act.verb, item, clocks, regime.map(AsRef::as_ref), on_lead));
    let rest = acts.into_iter().filter(|act| next.is_none_or(|next| next.code != act.code));
    let (usual, seldom) = rest.partition(|act| is_usual(act.verb, on_lead));
    Offered { next, usual, seldom }
}

/// Whether an act is the next step of the matter. What an agency has to do is its
/// turn and nobody else's, although a supervisor may enter it for them.
fn is_next(verb: Verb, item: &Item, clocks: &[Clock], regime: Option<&Regime>, on_lead: bool) -> bool {
    let waits_for = |trigger| {
        let ours = |clock: &&Clock| clock.is_running() && !clock.rule.contains('@');
        clocks.iter().filter(ours).any(|clock| regime.is_some_and(|regime| regime.stops_at(&clock.rule, trigger)))
    };
    match verb {
        Verb::Grant(_) | Verb::AcceptClosing => true,
        Verb::Clear => item.state == State::Closed,
        Verb::Sign | Verb::Deploy | Verb::ReportProgress => on_lead,
        Verb::FeedBack => on_lead && waits_for(Trigger::FedBack),
        Verb::Contact => on_lead && waits_for(Trigger::Contacted),
        Verb::Answer => on_lead && item.answer.is_none(),
        Verb::Support => !on_lead,
        _ => false,
    }
}

fn is_usual(verb: Verb, on_lead: bool) -> bool {
    use Verb as V;
    match verb {
        V::Grant(_)
        | V::Refuse(_)
        | V::AcceptClosing
        | V::SendBack
        | V::Clear
        | V::Direct
        | V::Support
        | V::Rate
        | V::LookBack => true,
        V::ReportProgress
        | V::AskClosing
        | V::AskExtension
        | V::FeedBack
        | V::ReachNode
        | V::Answer
        | V::Contact
        | V::KeepPromise
        | V::ReachStage
        | V::ReportFunds => on_lead,
        _ => false,
    }
}

/// A field of the form of an act, ready to be drawn.
pub(super) struct Drawn {
    pub(super) name: String,
    pub(super) label: String,
    /// `text`, `area`, `date`, `number`, `choice`, `check`.
    pub(super) kind: &'static str,
    pub(super) required: bool,
    pub(super) choices: Vec<(String, String)>,
    /// The list of agencies helps with typing.
    pub(super) agencies: bool,
}

/// The fields of an act on an item.
pub(super) fn fields(act: &Act, item: &Item, clocks: &[Clock], known: &Known, lang: Lang) -> Vec<Drawn> {
    let regime = known.settings.regime_of(item);
    act.fields
        .iter()
        .flat_map(|field| {
            let plain = |kind, choices| Drawn {
                name: field.name.to_owned(),
                label: field.name_in(lang).to_owned(),
                kind,
                required: field.required,
                choices,
                agencies: field.input == Input::Agency,
            };
            let drawn = match field.input {
                Input::Line | Input::Person | Input::Agency => plain("text", Vec::new()),
                Input::Text | Input::Nodes | Input::Agencies => plain("area", Vec::new()),
                Input::Date => plain("date", Vec::new()),
                Input::Number => plain("number", Vec::new()),
                Input::Check => plain("check", Vec::new()),
                Input::Choice(table) => plain(
                    "choice",
                    table.iter().map(|(c, zh, en)| ((*c).to_owned(), lang.pick(zh, en).to_owned())).collect(),
                ),
                Input::Clock => plain("choice", extendable(clocks, regime.map(AsRef::as_ref))),
                Input::Class => plain("choice", classes(regime.map(AsRef::as_ref))),
                Input::Label => {
                    let labels = regime.map(|r| r.labels.as_slice()).unwrap_or_default();
                    plain(
                        "choice",
                        labels.iter().map(|l| (l.code.clone(), format!("{} {}", l.code, l.title))).collect(),
                    )
                }
                Input::Grade => {
                    let grades = regime.map(|r| r.closing.grades.as_slice()).unwrap_or_default();
                    plain("choice", grades.iter().map(|g| (g.clone(), g.clone())).collect())
                }
                Input::Node => plain("choice", open_nodes(item)),
                Input::Metrics => return metrics(item),
            };
            // A choice of nothing is not asked.
            if drawn.kind == "choice" && drawn.choices.is_empty() { Vec::new() } else { vec![drawn] }
        })
        .collect()
}

fn metrics(item: &Item) -> Vec<Drawn> {
    let metrics = item.content.metrics.iter().enumerate();
    metrics
        .map(|(index, metric)| Drawn {
            name: format!("value-{index}"),
            label: format!("{}（{}）", metric.what, metric.unit),
            kind: "number",
            required: false,
            choices: Vec::new(),
            agencies: false,
        })
        .collect()
}

fn extendable(clocks: &[Clock], regime: Option<&Regime>) -> Vec<(String, String)> {
    let may = |clock: &&Clock| clock.is_running() && regime.is_some_and(|regime| regime.is_extendable(&clock.rule));
    clocks.iter().filter(may).map(|clock| (clock.rule.clone(), clock.title.clone())).collect()
}

fn classes(regime: Option<&Regime>) -> Vec<(String, String)> {
    let classes = regime.map(|r| r.classes.as_slice()).unwrap_or_default();
    classes.iter().map(|class| (class.code.clone(), class.title.clone())).collect()
}

fn open_nodes(item: &Item) -> Vec<(String, String)> {
    let nodes = item.nodes.iter().enumerate().filter(|(_, node)| node.done_at.is_none());
    nodes.map(|(index, node)| (index.to_string(), format!("{} {}", node.due, node.title))).collect()
}

/// What a form begins with: the last report carried over, today's date, the words of
/// the item that are corrected. Nothing is asked twice.
pub(super) fn prefill(form: Form, act: &Act, item: &Item, today: jiff::civil::Date) -> Form {
    let content = &item.content;
    match act.verb {
        Verb::ReportProgress => {
            let last = item.progress.as_ref();
            let mut form = form
                .or("text", last.map(|p| p.text.clone()).unwrap_or_default())
                .or("problems", last.and_then(|p| p.problems.clone()).unwrap_or_default())
                .or("next", last.and_then(|p| p.next.clone()).unwrap_or_default());
            for (index, value) in &item.values {
                form = form.or(&format!("value-{index}"), value.value.normalize().to_string());
            }
            form
        }
        Verb::AskClosing | Verb::AskExtension => {
            let last = item.progress.as_ref().map(|p| p.text.clone()).unwrap_or_default();
            form.or(if act.verb == Verb::AskClosing { "conclusion" } else { "progress" }, last)
        }
        Verb::ReachStage => form.or("on", today.to_string()),
        Verb::Amend => form.or("title", content.title.clone()),
        Verb::ChangeSupport => {
            let names: Vec<&str> = content.support.iter().map(luoshi_ledger::AgencyId::as_str).collect();
            form.or("agencies", names.join("\n"))
        }
        Verb::ReportFunds => {
            let text =
                |value: Option<rust_decimal::Decimal>| value.map(|v| v.normalize().to_string()).unwrap_or_default();
            form.or("planned", text(item.funds.planned))
                .or("arrived", text(item.funds.arrived))
                .or("paid", text(item.funds.paid))
                .or("output", text(item.funds.output))
        }
        _ => form,
    }
}
