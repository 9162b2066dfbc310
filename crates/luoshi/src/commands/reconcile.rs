//! `luoshi reconcile`: last year's promises against this year's account.

mod series;

use anyhow::Context;
use luoshi_export::labels::Lang;
use luoshi_extract::document::Document;
use luoshi_ledger::ReportId;
use luoshi_ledger::reconcile::{self, Account, Decision, Outcome as Decided, Reconciliation, Row, Verdict, labels};
use luoshi_store::ReportLine;
use std::fmt::Write as _;

use super::Outcome;
use crate::desk::{Desk, DeskArgs};
use crate::terminal;

/// Set the promises of each report against the report of the year after
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  luoshi reconcile                               the whole chain of years in the ledger
  luoshi reconcile 霁川县-2024-1a2b3c 霁川县-2025-4d5e6f
  luoshi reconcile --series                      each indicator over the years
  luoshi reconcile A B --confirm target@4323-4355/gdp
  luoshi reconcile A B --correct target@4323-4355/gdp --verdict missed --reason 口径不同")]
pub(crate) struct Args {
    /// Reports in the order of their years [default: all of the ledger]
    reports: Vec<String>,
    /// Show each indicator over the years instead: promised, reported, restated later
    #[arg(long, conflicts_with_all = ["confirm", "correct"])]
    series: bool,
    /// Confirm the verdict of a row
    #[arg(long, value_name = "ROW", conflicts_with = "correct")]
    confirm: Option<String>,
    /// Correct the verdict of a row
    #[arg(long, value_name = "ROW", requires_all = ["verdict", "reason"])]
    correct: Option<String>,
    /// The right verdict: met, missed, partly, no-data, not-due
    #[arg(long, value_name = "VERDICT")]
    verdict: Option<String>,
    /// Why the verdict is corrected
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    desk: DeskArgs,
}

/// A report of the ledger, read again.
struct Loaded {
    id: String,
    region: Option<String>,
    text: String,
    document: Document,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let desk = Desk::open(&args.desk)?;
    let loaded = load(&args.reports, &desk)?;
    if loaded.len() < 2 {
        terminal::complain("reconciling takes two reports of following years: import them first");
        desk.answer(&Vec::<Reconciliation>::new(), String::new)?;
        return Ok(Outcome::NothingFound);
    }
    // Reports that were named belong together as they are, all others by place.
    let is_one = |one: &Loaded, next: &Loaded| !args.reports.is_empty() || one.region == next.region;
    let places: Vec<Vec<Account>> =
        loaded.chunk_by(is_one).map(|chain| chain.iter().map(Loaded::account).collect()).collect();
    if args.confirm.is_some() || args.correct.is_some() {
        let [earlier, later] = places.concat()[..] else { anyhow::bail!("name the two reports of the row") };
        decide(args, &reconcile::reconcile(&earlier, &later), &desk)?;
    }
    let chains = places.iter().map(|accounts| chain(accounts, &desk)).collect::<anyhow::Result<Vec<_>>>()?;
    if args.series {
        return series::answer(&places, &chains, &desk);
    }
    let chain = chains.concat();
    desk.answer(&chain, || chain.iter().map(|one| text(one, desk.lang())).collect())
}

/// Each report against the one after it, with what people have decided.
fn chain(accounts: &[Account], desk: &Desk) -> anyhow::Result<Vec<Reconciliation>> {
    let mut chain = reconcile::chain(accounts);
    for one in &mut chain {
        let (later, earlier) = (ReportId(one.later.clone()), ReportId(one.earlier.clone()));
        for decision in desk.wait(desk.ledger().list_decisions(&later, &earlier))? {
            // A row that a corrected text no longer has keeps no decision.
            let _ = one.apply(decision);
        }
    }
    Ok(chain)
}

impl Loaded {
    fn account(&self) -> Account<'_> {
        Account { report: &self.id, text: &self.text, document: &self.document }
    }
}

/// The reports named, or all, by year; of several versions of a year the last.
fn load(names: &[String], desk: &Desk) -> anyhow::Result<Vec<Loaded>> {
    let known = desk.wait(desk.ledger().list_reports())?;
    let chosen: Vec<&ReportLine> = if names.is_empty() {
        let mut by_year = std::collections::BTreeMap::new();
        for report in known.iter().filter(|r| r.year.is_some()) {
            by_year.insert((report.region.clone(), report.year), report);
        }
        by_year.into_values().collect()
    } else {
        let find = |name: &String| {
            known.iter().find(|r| r.id == *name).with_context(|| format!("there is no report \"{name}\""))
        };
        names.iter().map(find).collect::<anyhow::Result<_>>()?
    };
    chosen.into_iter().map(|report| read(report, desk)).collect()
}

fn read(report: &ReportLine, desk: &Desk) -> anyhow::Result<Loaded> {
    let text = desk.wait(desk.ledger().store().find_text(&report.sha256))?;
    let text = text.with_context(|| format!("the text of {} is not there; run `luoshi verify`", report.id))?;
    let mut documents = luoshi_extract::read(&text, &[]).documents;
    let at = usize::try_from(report.document)?;
    anyhow::ensure!(at < documents.len(), "{} is not in its text any more", report.id);
    let (id, region) = (report.id.clone(), report.region.clone());
    Ok(Loaded { id, region, document: documents.swap_remove(at), text })
}

fn decide(args: &Args, reconciliation: &Reconciliation, desk: &Desk) -> anyhow::Result<()> {
    let by = desk.actor().person.to_string();
    let decision = if let Some(row) = &args.confirm {
        let found = reconciliation.find_row(row).with_context(|| format!("there is no row \"{row}\""))?;
        let reason = args.reason.clone();
        Decision { row: row.clone(), outcome: Decided::Confirmed, verdict: found.verdict, reason, by }
    } else {
        let row = args.correct.clone().unwrap_or_default();
        let verdict = parse_verdict(args.verdict.as_deref().unwrap_or_default())?;
        Decision { row, outcome: Decided::Corrected, verdict, reason: args.reason.clone(), by }
    };
    reconciliation.clone().apply(decision.clone())?;
    let (later, earlier) = (ReportId(reconciliation.later.clone()), ReportId(reconciliation.earlier.clone()));
    desk.wait(desk.ledger().decide_verdict(&later, &earlier, decision, desk.actor(), desk.now()))
}

fn parse_verdict(code: &str) -> anyhow::Result<Verdict> {
    let quoted = serde_json::Value::String(code.to_owned());
    serde_json::from_value(quoted)
        .map_err(|_| anyhow::anyhow!("\"{code}\" is no verdict; there are met, missed, partly, no-data, not-due"))
}

fn text(reconciliation: &Reconciliation, lang: Lang) -> String {
    let tally = reconciliation.tally(None);
    let mut text = format!("{} → {}\n", reconciliation.earlier, reconciliation.later);
    for warning in &reconciliation.warnings {
        let label = labels::warning(*warning);
        let _ = writeln!(text, "  ! {}", lang.pick(label.zh, label.en));
    }
    let _ = writeln!(
        text,
        "{}: {} / {} · {} {} · {} {} · {} {} · {} {}",
        lang.pick("兑现 / 有数据", "met / known"),
        tally.met,
        tally.known(),
        lang.pick("未兑现", "missed"),
        tally.missed,
        lang.pick("部分", "partly"),
        tally.partly,
        lang.pick("无数据", "no data"),
        tally.no_data,
        lang.pick("未到期", "not due"),
        tally.not_due,
    );
    for row in &reconciliation.rows {
        text += &line(row, lang);
    }
    text
}

fn line(row: &Row, lang: Lang) -> String {
    let verdict = labels::verdict(row.settled());
    let kind = labels::kind(row.promise.kind);
    let decided =
        if row.decision.is_some() { lang.pick("（已人工认定）", " (decided by a person)") } else { "" };
    let mut text = format!(
        "\n[{}] {} {}{decided}\n  {} {}\n",
        lang.pick(verdict.zh, verdict.en),
        lang.pick(kind.zh, kind.en),
        row.key,
        lang.pick("承诺", "promised"),
        row.promise.passage.quote.trim(),
    );
    if let Some(found) = &row.counterpart {
        let _ = writeln!(text, "  {} {}", lang.pick("结果", "account "), found.quote.trim());
    }
    let _ = writeln!(
        text,
        "  {} {}",
        lang.pick("依据", "rule    "),
        if lang == Lang::Zh { &row.rule.zh } else { &row.rule.en }
    );
    for note in &row.notes {
        let label = labels::note(note.code);
        let _ = writeln!(text, "  · {} {}", lang.pick(label.zh, label.en), note.detail);
    }
    text
}
