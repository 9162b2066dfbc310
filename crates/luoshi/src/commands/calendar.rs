//! `luoshi calendar`: working days, holidays, make-up workdays.

use std::path::PathBuf;

use anyhow::Context;
use clap::Subcommand;
use jiff::civil::Date;
use luoshi_export::grid::{Align, Grid};
use luoshi_ledger::calendar::{DayKind, Notice};
use luoshi_ledger::settings::SettingsEvent;

use super::Outcome;
use crate::desk::{Desk, DeskArgs};
use crate::view;

/// Working days by the notices of the State Council
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    desk: DeskArgs,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The notices, and until when days are known
    Notices,
    /// What a day is
    Day {
        /// The day
        date: Date,
    },
    /// Enter a new notice (JSON: year, number, issued_on, off and work days); `luoshi sweep` then moves open clocks
    Add {
        /// The notice as JSON; docs/sla.md shows one
        file: PathBuf,
    },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let desk = Desk::open(&args.desk)?;
    match &args.what {
        What::Notices => notices(&desk),
        What::Day { date } => day(*date, &desk),
        What::Add { file } => {
            let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
            let notice: Notice =
                serde_json::from_str(&text).with_context(|| format!("{} is no notice", file.display()))?;
            let event = SettingsEvent::NoticeAdded { notice };
            desk.wait(desk.ledger().change_settings(&[event], desk.actor(), desk.now()))?;
            notices(&desk)
        }
    }
}

fn notices(desk: &Desk) -> anyhow::Result<Outcome> {
    let lang = desk.lang();
    let known = desk.wait(desk.ledger().known())?;
    let calendar = known.settings.calendar();
    desk.answer(&calendar.notices(), || {
        let mut grid = Grid::new(vec![Align::Start, Align::Start, Align::End, Align::End]);
        for notice in calendar.notices() {
            grid.push(vec![
                notice.year.to_string(),
                notice.number.clone(),
                format!("{} {}", lang.pick("休", "off"), notice.off.len()),
                format!("{} {}", lang.pick("班", "work"), notice.work.len()),
            ]);
        }
        let through = lang.pick("放假安排已知至", "days are known until");
        format!("{}{through} {}\n", view::lines(&grid, desk), calendar.known_through())
    })
}

fn day(date: Date, desk: &Desk) -> anyhow::Result<Outcome> {
    let lang = desk.lang();
    let known = desk.wait(desk.ledger().known())?;
    let day = known.settings.calendar().day(date);
    desk.answer(&day, || {
        let kind = match day.kind {
            DayKind::Workday => lang.pick("工作日", "workday"),
            DayKind::Weekend => lang.pick("周末", "weekend"),
            DayKind::Holiday => lang.pick("放假", "holiday"),
            DayKind::MakeUp => lang.pick("调休上班", "make-up workday"),
        };
        let name = day.name.as_deref().unwrap_or_default();
        let notice = day.notice.as_deref().unwrap_or_default();
        let provisional = if day.provisional { lang.pick("（暂定）", " (provisional)") } else { "" };
        format!("{date} {kind} {name} {notice}{provisional}\n")
    })
}
