//! How the year's items fared until July: signed, reported on, late, extended, sent
//! back, suspended, returned, closed and cleared, each by its place in the list.

use jiff::civil::{Date, DateTime, date};
use luoshi_ledger::ItemId;
use luoshi_ledger::actor::{Actor, Role};
use luoshi_ledger::command::Command;
use luoshi_ledger::event::ReportedValue;
use luoshi_ledger::item::{Evidence, Funds, Item, ItemKind, ProjectStage, RequestKind};
use luoshi_ledger::schedule::{Direction, Metric};
use luoshi_ledger::time;
use luoshi_store::{Bulk, Filter, Ledger, Sort};
use luoshi_web::App;
use rust_decimal::Decimal;

use super::{clerk, person, supervisor};

/// Something somebody does at a time.
pub(super) struct Step {
    pub(super) at: DateTime,
    pub(super) actor: Actor,
    pub(super) item: ItemId,
    pub(super) command: Command,
}

/// The steps of every item of the year.
pub(super) async fn steps(ledger: &Ledger) -> anyhow::Result<Vec<Step>> {
    let now = time::instant(date(2025, 3, 3).at(9, 0, 0, 0));
    let mut steps = Vec::new();
    let page = ledger.list_items(&Filter::default(), Sort::Number, None, 1_000, now).await?;
    for (place, line) in (0i64..).zip(&page.items) {
        let item = ledger.require_item(&ItemId(line.id.clone())).await?;
        steps.extend(of_item(place, &item));
    }
    Ok(steps)
}

/// The life of the item at a place in the list.
fn of_item(place: i64, item: &Item) -> Vec<Step> {
    let mut life = Life { item, steps: Vec::new() };
    if place % 17 == 16 {
        return life.steps;
    }
    let lead = clerk(&item.content.lead);
    let first = date(2025, 3, 4).saturating_add(jiff::Span::new().days(place % 3));
    life.add(first.at(10, 20, 0, 0), &lead, Command::Sign);
    let text = "已召开专题会议研究，明确分管负责人、责任股室和完成时限。".to_owned();
    life.add(first.at(16, 0, 0, 0), &lead, Command::Deploy { text, handler: Some(lead.person.clone()) });
    life.progress(place, &lead);
    life.nodes(place, &lead);
    life.extra(&lead);
    life.turns(place, &lead);
    life.steps
}

struct Life<'i> {
    item: &'i Item,
    steps: Vec<Step>,
}

impl Life<'_> {
    fn add(&mut self, at: DateTime, actor: &Actor, command: Command) {
        self.steps.push(Step { at, actor: actor.clone(), item: self.item.id.clone(), command });
    }

    /// Monthly reports, some late, some missing.
    fn progress(&mut self, place: i64, lead: &Actor) {
        let what = self.item.content.title.chars().take_while(|c| !"，。；".contains(*c)).collect::<String>();
        for (month, share) in [(3, 15_i64), (4, 27), (5, 40), (6, 55)] {
            let is_suspended = place % 22 == 12 && month == 6;
            if (place + i64::from(month)) % 9 == 8 || is_suspended {
                continue;
            }
            let on = date(2025, month, 22).saturating_add(jiff::Span::new().days(place % 6));
            // Some are ahead of the schedule and some behind it.
            let share = share * (70 + place % 6 * 12) / 100;
            let text = format!("{what}：按计划推进，截至{month}月底完成年度任务的{share}%左右。");
            let problems = (place % 5 == 2).then(|| "部分项目用地手续尚在办理，进度略慢。".to_owned());
            let next = Some("加强调度，倒排工期，确保按期完成。".to_owned());
            let values = values(self.item, share, on);
            self.add(on.at(15, 0, 0, 0), lead, Command::ReportProgress { text, problems, next, values });
        }
    }

    /// The nodes of the first two quarters, which most reach in time.
    fn nodes(&mut self, place: i64, lead: &Actor) {
        let passed = (0u32..).zip(&self.item.nodes).filter(|(_, node)| node.due < date(2025, 7, 1));
        let passed: Vec<(u32, Date)> = passed.map(|(node, of)| (node, of.due)).collect();
        for (node, due) in passed {
            let is_missed = (place + i64::from(node)) % 8 == 5;
            let is_suspended = place % 22 == 12 && due > date(2025, 6, 4);
            if is_missed || is_suspended {
                continue;
            }
            let on = due.saturating_sub(jiff::Span::new().days(3));
            let text = "本季度形象进度已按计划完成。".to_owned();
            self.add(on.at(17, 0, 0, 0), lead, Command::ReachNode { node, text });
        }
    }

    /// Stages of projects and money of pledges.
    fn extra(&mut self, lead: &Actor) {
        match self.item.content.kind {
            ItemKind::Project => {
                let (stage, on) = (ProjectStage::Started, date(2025, 4, 18));
                self.add(date(2025, 4, 21).at(11, 0, 0, 0), lead, Command::ReachStage { stage, on });
            }
            ItemKind::Pledge => {
                let planned = Some(Decimal::from(1_200));
                let funds =
                    Funds { planned, arrived: Some(Decimal::from(800)), paid: Some(Decimal::from(430)), output: None };
                self.add(date(2025, 6, 26).at(11, 0, 0, 0), lead, Command::ReportFunds(funds));
            }
            _ => {}
        }
    }

    /// What is out of the ordinary, and how items end.
    fn turns(&mut self, place: i64, lead: &Actor) {
        let reviewer = person("shenhe", Role::Reviewer);
        let (office, leader) = (supervisor(), person("xianzhang", Role::Leader));
        if place % 19 == 4 {
            let text = "要盯住关键节点，七月底前拿出阶段性成果，请督查室跟踪。".to_owned();
            self.add(date(2025, 7, 1).at(9, 0, 0, 0), &leader, Command::Direct { text, due: None });
        }
        if place % 37 == 2 {
            let (light, text) = ("yellow".to_owned(), "进度偏慢，需县级协调用地指标。".to_owned());
            self.add(date(2025, 7, 2).at(9, 0, 0, 0), &leader, Command::Judge { light, text });
        }
        match place % 22 {
            3 | 10 | 14 => {
                self.close(date(2025, 6, 28), lead);
                let accept = Command::AcceptClosing {
                    grade: None,
                    conclusion: "经核查，任务已完成，佐证齐全。".to_owned(),
                };
                self.add(date(2025, 7, 1).at(14, 0, 0, 0), &reviewer, accept);
                if place % 22 != 10 {
                    self.add(date(2025, 7, 2).at(9, 0, 0, 0), &office, Command::Clear);
                }
            }
            5 => self.close(date(2025, 7, 10), lead),
            7 => {
                self.close(date(2025, 7, 4), lead);
                let reason = "佐证只有会议记录，缺少现场照片和验收材料，请补齐后再报。".to_owned();
                self.add(date(2025, 7, 8).at(10, 0, 0, 0), &reviewer, Command::SendBack { reason });
            }
            9 | 11 | 13 => self.extension(place, lead, &office),
            12 => {
                let reason = "等待省级资金计划下达。".to_owned();
                self.add(date(2025, 6, 5).at(9, 0, 0, 0), lead, Command::AskSuspension { reason });
                let grant =
                    Command::Grant { request: RequestKind::Suspension, reason: None, due: None, reassign: None };
                self.add(date(2025, 6, 6).at(9, 0, 0, 0), &office, grant);
            }
            _ => {}
        }
    }

    fn close(&mut self, on: Date, lead: &Actor) {
        let proof = Evidence {
            sha256: String::new(),
            name: "验收单.txt".to_owned(),
            kind: "验收单".to_owned(),
            media_type: "text/plain".to_owned(),
            bytes: 0,
        };
        self.add(on.at(9, 0, 0, 0), lead, Command::AttachEvidence(proof));
        let conclusion = "年度目标任务已全部完成，经自查符合要求，申请办结。".to_owned();
        self.add(on.at(9, 30, 0, 0), lead, Command::AskClosing { conclusion, exemption: None });
    }

    /// Asked for; granted, refused or waiting.
    fn extension(&mut self, place: i64, lead: &Actor, office: &Actor) {
        let Some(due) = self.item.content.stated_due.filter(|due| *due > date(2025, 7, 14)) else { return };
        let due = due.saturating_add(jiff::Span::new().days(30));
        let reason = "汛期施工受限，剩余工程须顺延。".to_owned();
        let progress = "主体工程已完成，附属工程过半。".to_owned();
        let ask = Command::AskExtension { clock: None, reason, progress, due };
        self.add(date(2025, 7, 11).at(9, 0, 0, 0), lead, ask);
        let request = RequestKind::Extension;
        let decide = match place % 22 {
            9 => Command::Grant {
                request, reason: Some("情况属实，同意。".to_owned()), due: None, reassign: None
            },
            11 => Command::Refuse { request, reason: "可调整工序，期限不变。".to_owned() },
            _ => return,
        };
        self.add(date(2025, 7, 14).at(10, 0, 0, 0), office, decide);
    }
}

/// What is reported of each metric that begins at zero: a share of its target.
fn values(item: &Item, share: i64, as_of: Date) -> Vec<ReportedValue> {
    let value = |metric: &Metric| (metric.target * Decimal::from(share) / Decimal::ONE_HUNDRED).round_dp(1);
    let metrics = (0u32..).zip(&item.content.metrics);
    let counted = metrics.filter(|(_, metric)| metric.direction == Direction::Up);
    counted.map(|(index, metric)| ReportedValue { metric: index, value: value(metric), as_of }).collect()
}

/// Plays the steps in the order of time, those of one person at one time together,
/// and sweeps at the end of each month and on the last morning.
pub(super) async fn play(app: &App, mut steps: Vec<Step>) -> anyhow::Result<()> {
    steps.sort_by(|a, b| (a.at, &a.actor.person, &a.item).cmp(&(b.at, &b.actor.person, &b.item)));
    let mut sweeps = vec![
        date(2025, 4, 1).at(8, 30, 0, 0),
        date(2025, 5, 6).at(8, 30, 0, 0),
        date(2025, 6, 3).at(8, 30, 0, 0),
        date(2025, 7, 1).at(8, 30, 0, 0),
        date(2025, 7, 15).at(8, 30, 0, 0),
    ]
    .into_iter()
    .peekable();
    let proof = app.evidence().keep("霁川县重点任务完成情况验收单\n验收结论：合格\n".as_bytes().to_vec()).await?;
    let mut steps = steps.into_iter().peekable();
    while let Some(first) = steps.next() {
        while let Some(at) = sweeps.next_if(|at| *at < first.at) {
            app.ledger().sweep(time::instant(at)).await?;
        }
        let (at, actor) = (first.at, first.actor.clone());
        let mut bulk = Bulk { commands: vec![(0, first.item, first.command)], issues: Vec::new() };
        while let Some(next) = steps.next_if(|next| next.at == at && next.actor == actor) {
            bulk.commands.push((bulk.commands.len(), next.item, next.command));
        }
        for (_, _, command) in &mut bulk.commands {
            if let Command::AttachEvidence(evidence) = command {
                evidence.sha256.clone_from(&proof.sha256);
                evidence.bytes = proof.bytes;
            }
        }
        let done = app.ledger().bulk(&bulk, false, &actor, time::instant(at)).await?;
        if let Some((number, refused)) = done.refused.first() {
            let item = bulk.commands.get(*number).map(|(_, item, _)| item.to_string()).unwrap_or_default();
            anyhow::bail!("the demonstration cannot be played: {item} at {at}: {refused}");
        }
    }
    for at in sweeps {
        app.ledger().sweep(time::instant(at)).await?;
    }
    Ok(())
}
