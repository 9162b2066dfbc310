//! What happened to an item, with what was said: the clock, the request, the text.
//! The pages and the terminal say it alike.

use luoshi_export::labels::Lang;
use luoshi_ledger::event::{ClockPolicy, ItemEvent, ReportedValue};
use luoshi_ledger::item::{Funds, Item, PlanNode, Request, RequestKind};
use luoshi_ledger::limit::Language;
use luoshi_ledger::regime::Regime;
use rust_decimal::Decimal;

use crate::pages::due;
use crate::words;

/// Tells of the events of one item.
pub struct Teller<'t> {
    /// The item, as it is now.
    pub item: &'t Item,
    /// The regime under which it was issued.
    pub regime: Option<&'t Regime>,
    /// The present name of an agency.
    pub agency: &'t dyn Fn(&str) -> String,
    /// The language.
    pub lang: Lang,
}

impl Teller<'_> {
    /// What an event says beyond its kind; nothing where its kind is all.
    pub fn tell(&self, event: &ItemEvent) -> String {
        use ItemEvent as E;
        match event {
            E::Issued { content } => self.named("牵头", "lead", (self.agency)(content.lead.as_str())),
            E::FedBack { text } | E::Contacted { text } | E::PromiseKept { text } => text.clone(),
            E::Deployed { text, handler } => {
                self.joined([text.clone(), self.maybe("经办", "handler", handler.as_ref())])
            }
            E::ProgressReported { text, problems, next, values } => self.joined([
                text.clone(),
                self.maybe("问题", "problems", problems.as_ref()),
                self.maybe("下一步", "next", next.as_ref()),
                self.values(values),
            ]),
            E::EvidenceAttached { evidence } => self.joined([evidence.name.clone(), evidence.kind.clone()]),
            E::Supported { agency, text } => self.joined([(self.agency)(agency.as_str()), text.clone()]),
            E::NodeReached { node, text } => self.joined([self.node(*node as usize), text.clone()]),
            E::Delegated { to } => {
                to.as_ref().map_or_else(|| self.lang().pick("收回", "taken back").into(), ToString::to_string)
            }
            E::Answered { label, text, promise } => self.joined([
                label.clone().unwrap_or_default(),
                text.clone(),
                promise
                    .as_ref()
                    .map(|p| self.named("承诺", "promise", format!("{} {}", p.due, p.text)))
                    .unwrap_or_default(),
            ]),
            E::Rated { satisfaction, solved } => {
                let solved = solved.map(|solved| if solved { ("已解决", "solved") } else { ("未解决", "not solved") });
                let solved = solved.map(|(zh, en)| self.lang().pick(zh, en).to_owned());
                self.joined([words::satisfaction(satisfaction, self.lang()).to_owned(), solved.unwrap_or_default()])
            }
            E::StageReached { stage, on } => format!("{} {on}", words::stage(*stage, self.lang())),
            E::FundsReported { funds } => self.funds(funds),
            E::LookedBack { holds, text } => {
                let holds = if *holds { ("整改有效", "holds") } else { ("问题反弹", "does not hold") };
                self.joined([self.lang().pick(holds.0, holds.1).to_owned(), text.clone()])
            }
            _ => self.tell_of_office(event),
        }
    }

    /// Requests and what the office, reviewers and leaders do.
    fn tell_of_office(&self, event: &ItemEvent) -> String {
        use ItemEvent as E;
        match event {
            E::Requested { request } => self.request(request),
            E::Granted { number, reason } => self.joined([self.asked(*number), reason.clone().unwrap_or_default()]),
            E::Refused { number, reason } => self.joined([self.asked(*number), reason.clone()]),
            E::Extended { clock, from, to, reason } => {
                self.joined([format!("{} {} → {to}", self.clock(clock), from.date()), reason.clone()])
            }
            E::LeadTransferred { to, reason, clocks } => {
                let clocks = match clocks {
                    ClockPolicy::Continue => self.lang().pick("计时继续", "clocks go on"),
                    ClockPolicy::Restart => self.lang().pick("重新计时", "clocks start again"),
                };
                self.joined([(self.agency)(to.as_str()), reason.clone(), clocks.to_owned()])
            }
            E::SupportChanged { support } => {
                let names: Vec<_> = support.iter().map(|a| (self.agency)(a.as_str())).collect();
                names.join(self.comma())
            }
            E::Resumed { reason } | E::Withdrawn { reason } => reason.clone(),
            E::PlanAdopted { nodes } => self.nodes(nodes),
            E::Closed { grade, conclusion } => self.joined([grade.clone().unwrap_or_default(), conclusion.clone()]),
            E::Reopened { as_item, reason } => self.joined([as_item.to_string(), reason.clone()]),
            E::Directed { text, due } => self.joined([text.clone(), self.maybe("期限", "due", due.as_ref())]),
            E::Judged { light, text } => self.joined([words::light(Some(light), self.lang()).to_owned(), text.clone()]),
            E::Amended { title, class, leader, stated_due, reason } => self.joined([
                self.maybe("标题", "title", title.as_ref()),
                self.maybe("分类", "class", class.as_ref()),
                self.maybe("分管领导", "leader", leader.as_ref()),
                self.maybe("期限", "due", stated_due.as_ref()),
                reason.clone(),
            ]),
            E::ClockStopped { clock, due, on_time } => {
                let code = if *on_time { "done" } else { "done-late" };
                let due = self.named("期限", "due", self::due(&due.to_string()));
                self.joined([self.clock(clock), words::light(Some(code), self.lang()).to_owned(), due])
            }
            E::ClockMoved { clock, from, to, notice } => {
                self.joined([format!("{} {} → {}", self.clock(clock), from.date(), to.date()), notice.clone()])
            }
            E::Escalated { clock, rung, due, .. } => self.joined([
                self.clock(clock),
                self.rung(rung),
                self.named("期限", "due", self::due(&due.to_string())),
            ]),
            _ => String::new(),
        }
    }

    fn lang(&self) -> Lang {
        self.lang
    }

    fn language(&self) -> Language {
        match self.lang {
            Lang::Zh => Language::Zh,
            Lang::En => Language::En,
        }
    }

    /// The parts that say something.
    fn joined(&self, parts: impl IntoIterator<Item = String>) -> String {
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(self.lang().pick("；", "; "))
    }

    fn comma(&self) -> &'static str {
        self.lang().pick("、", ", ")
    }

    fn named(&self, zh: &'static str, en: &'static str, value: impl std::fmt::Display) -> String {
        format!("{} {value}", self.lang().pick(zh, en))
    }

    fn maybe(&self, zh: &'static str, en: &'static str, value: Option<&impl std::fmt::Display>) -> String {
        value.map(|value| self.named(zh, en, value)).unwrap_or_default()
    }

    fn clock(&self, rule: &str) -> String {
        let number = rule.strip_prefix("node-").and_then(|number| number.parse::<usize>().ok());
        let node = number.map_or_else(|| rule.to_owned(), |number| self.node(number.saturating_sub(1)));
        self.regime.map_or(node.clone(), |regime| regime.name_of(rule, &node, self.language()))
    }

    fn node(&self, index: usize) -> String {
        self.item.nodes.get(index).map_or_else(|| format!("node-{}", index + 1), |node| node.title.clone())
    }

    fn rung(&self, name: &str) -> String {
        let rung = self.regime.and_then(|regime| regime.rungs.iter().find(|rung| rung.name == name));
        let english = rung.and_then(|rung| rung.title_en.clone()).filter(|_| self.lang() == Lang::En);
        english.or_else(|| rung.map(|rung| rung.title.clone())).unwrap_or_else(|| name.to_owned())
    }

    fn kind(&self, kind: RequestKind) -> &'static str {
        self.lang().pick(kind.zh(), kind.code())
    }

    /// What was asked for under that number.
    fn asked(&self, number: u32) -> String {
        let request = self.item.requests.iter().find(|request| request.number == number);
        request.map_or_else(|| number.to_string(), |request| self.kind(request.kind).to_owned())
    }

    fn request(&self, request: &Request) -> String {
        let clock = request.clock.as_deref().map(|clock| self.clock(clock)).unwrap_or_default();
        self.joined([
            self.kind(request.kind).to_owned(),
            request.due.map_or(clock.clone(), |due| format!("{clock} → {due}")),
            request.reason.clone(),
            self.maybe("进展", "progress", request.progress.as_ref()),
            self.maybe("免附佐证", "no evidence", request.exemption.as_ref()),
            self.nodes(&request.nodes),
        ])
    }

    fn values(&self, values: &[ReportedValue]) -> String {
        let one = |value: &ReportedValue| {
            let metric = self.item.content.metrics.get(value.metric as usize);
            let (what, unit) = metric.map_or(("", ""), |metric| (metric.what.as_str(), metric.unit.as_str()));
            format!("{what} {}{unit}", value.value.normalize())
        };
        values.iter().map(one).collect::<Vec<_>>().join(self.comma())
    }

    fn nodes(&self, nodes: &[PlanNode]) -> String {
        nodes.iter().map(|node| format!("{} {}", node.due, node.title)).collect::<Vec<_>>().join(self.comma())
    }

    fn funds(&self, funds: &Funds) -> String {
        let amount = |zh, en, amount: Option<Decimal>| self.maybe(zh, en, amount.map(|a| a.normalize()).as_ref());
        let amounts = self.joined([
            amount("计划", "planned", funds.planned),
            amount("到位", "arrived", funds.arrived),
            amount("支付", "paid", funds.paid),
            amount("产值", "output", funds.output),
        ]);
        format!("{amounts} {}", self.lang().pick("（万元）", "(10 000 yuan)"))
    }
}
