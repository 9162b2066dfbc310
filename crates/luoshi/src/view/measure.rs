//! What is measured of an item: its metrics against the schedule, and the reports
//! of progress it owes. No figure, no progress and not yet due are three things.

use jiff::civil::Date;
use luoshi_export::labels::Lang;
use luoshi_ledger::clock::{ReportDue, ReportState};
use luoshi_ledger::item::Item;
use luoshi_ledger::schedule::{self, Metric, Plan, Progress, Settings, Standing};
use rust_decimal::Decimal;
use serde::Serialize;

/// A metric with how far it is.
#[derive(Serialize)]
pub(crate) struct Measure {
    metric: Metric,
    progress: Progress,
    standing: Standing,
}

/// The metrics of an item as of today.
pub(crate) fn measures(item: &Item, today: Date) -> Vec<Measure> {
    let settings = Settings::default();
    let metrics = (0u32..).zip(&item.content.metrics);
    metrics
        .filter_map(|(index, metric)| {
            let progress = item.progress_of(index, &settings, today)?;
            let standing = schedule::standing(&progress, &Plan::Elapsed, metric.period, &settings, today);
            Some(Measure { metric: metric.clone(), progress, standing })
        })
        .collect()
}

impl Measure {
    /// What is measured, the target, how far it is, and against the schedule.
    pub(crate) fn cells(&self, lang: Lang) -> Vec<String> {
        let metric = &self.metric;
        let target = match metric.target2 {
            Some(upper) => format!("{}–{upper}{}", metric.target, metric.unit),
            None => format!("{}{}", metric.target, metric.unit),
        };
        let progress = says(&self.progress, lang);
        let standing = match &self.standing {
            Standing::Judged(judged) => lang.pick(judged.pace.zh(), judged.pace.en()).to_owned(),
            Standing::NoData { .. } | Standing::NotYetDue => String::new(),
        };
        vec![metric.what.clone(), target, progress, standing]
    }
}

/// How far something is, or why that cannot be said.
pub(crate) fn says(progress: &Progress, lang: Lang) -> String {
    match progress {
        Progress::Value(_) | Progress::NoProgress(_) => progress.share().map(percent).unwrap_or_default(),
        Progress::NoData { reason } => no_data(&if lang == Lang::Zh { reason.zh() } else { reason.en() }, lang),
        Progress::NotYetDue => lang.pick("未到上报时间", "not yet due").to_owned(),
    }
}

fn no_data(reason: &str, lang: Lang) -> String {
    format!("{}: {reason}", lang.pick("无数据", "no data"))
}

fn percent(share: Decimal) -> String {
    format!("{}%", (share * Decimal::ONE_HUNDRED).round_dp(1).normalize())
}

/// The reports of progress in one line: the next one, and how many are missing.
pub(crate) fn reports(reports: &[ReportDue], lang: Lang) -> String {
    let count = |state| reports.iter().filter(|r| r.state == state).count();
    let next = reports.iter().find(|r| r.state == ReportState::NotDue).map(|r| r.due.to_string());
    format!(
        "{}: {} {} · {} {} · {} {} · {} {}",
        lang.pick("进展报送", "progress reports"),
        lang.pick("按期", "in time"),
        count(ReportState::Done),
        lang.pick("迟报", "late"),
        count(ReportState::Late),
        lang.pick("漏报", "missing"),
        count(ReportState::Missing),
        lang.pick("下次", "next"),
        next.as_deref().unwrap_or("—"),
    )
}
