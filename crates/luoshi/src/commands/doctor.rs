//! `luoshi doctor`: is this installation healthy?

use serde::Serialize;

use super::Outcome;
use crate::desk::{Desk, DeskArgs};

/// Look at the installation: database, settings, calendar, clocks, evidence, time
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    desk: DeskArgs,
}

#[derive(Serialize)]
struct Check {
    what: &'static str,
    ok: bool,
    says: String,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let desk = Desk::open(&args.desk)?;
    let checks = checks(&desk)?;
    let outcome = desk.answer(&checks, || {
        let mark = |ok: bool| if ok { "✓" } else { "✗" };
        let line = |check: &Check| format!("{} {}: {}", mark(check.ok), check.what, check.says);
        checks.iter().map(line).collect::<Vec<_>>().join("\n") + "\n"
    })?;
    Ok(if checks.iter().all(|check| check.ok) { outcome } else { Outcome::NothingFound })
}

fn checks(desk: &Desk) -> anyhow::Result<Vec<Check>> {
    let lang = desk.lang();
    let store = desk.ledger().store();
    let known = desk.wait(desk.ledger().known())?;
    let version = desk.wait(store.schema_version())?;
    let calendar = known.settings.calendar();
    let through = calendar.known_through();
    let agencies = known.registry.list().filter(|a| a.active).count();
    let regimes = known.settings.list_regimes().count();
    let head = desk.wait(store.find_head(desk.ledger().name()))?;
    let last = desk.wait(desk.ledger().find_last_time())?;
    let behind = last.is_some_and(|last| last > desk.now());
    let waiting = desk.wait(desk.ledger().count_waiting(desk.now()))?;
    let files = desk.evidence()?;
    let evidence = desk.block(files.check_place());
    Ok(vec![
        Check { what: lang.pick("数据库", "database"), ok: true, says: format!("{} · {version}", store.place()) },
        Check {
            what: lang.pick("日志", "log"),
            ok: head.is_some(),
            says: head.map_or_else(String::new, |h| format!("{} · {}", h.seq, h.hash)),
        },
        Check { what: lang.pick("单位名录", "agencies"), ok: agencies > 0, says: agencies.to_string() },
        Check { what: lang.pick("时限规则", "regimes"), ok: regimes > 0, says: regimes.to_string() },
        Check {
            what: lang.pick("放假安排已知至", "holidays known until"),
            ok: through >= desk.today(),
            says: through.to_string(),
        },
        Check {
            what: lang.pick("佐证文件", "evidence files"),
            ok: evidence.is_ok(),
            says: evidence.map_or_else(|error| error.to_string(), |()| files.place()),
        },
        Check {
            what: lang.pick("本机时钟", "clock of this machine"),
            ok: !behind,
            says: luoshi_ledger::time::wall(desk.now()).to_string(),
        },
        Check {
            what: lang.pick("待执行的催办（sweep）", "escalations waiting for a sweep"),
            ok: waiting == 0,
            says: waiting.to_string(),
        },
    ])
}
