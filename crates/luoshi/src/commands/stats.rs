//! `luoshi stats`: rates with their numerator, denominator and definition.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::ValueEnum;
use jiff::civil::Date;
use luoshi_export::grid::{Align, Grid};
use luoshi_export::labels::Lang;
use luoshi_ledger::statistics::{Cohort, Figures, GroupBy, Rate, Settings, rates};
use serde::Serialize;

use super::Outcome;
use crate::desk::{Desk, DeskArgs};
use crate::view;

/// Rates of a period, as a whole or by agency, leader, class, section, region, month
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Every rate shows numerator and denominator; over nothing it prints “—”. A rate over few items is
marked with ~. --definitions prints what each means and where that stands.")]
pub(crate) struct Args {
    /// First day [default: 1 January of the year of the last one]
    #[arg(long)]
    from: Option<Date>,
    /// Last day [default: today]
    #[arg(long)]
    to: Option<Date>,
    /// A group a row
    #[arg(long, value_enum, default_value = "all")]
    by: By,
    /// Only items of this kind
    #[arg(long)]
    kind: Option<String>,
    /// What the rates mean
    #[arg(long)]
    definitions: bool,
    #[command(flatten)]
    desk: DeskArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// 全部
    All,
    /// 责任单位
    Agency,
    /// 分管领导
    Leader,
    /// 事项类别
    Kind,
    /// 分类
    Class,
    /// 板块
    Section,
    /// 区划
    Region,
    /// 月份
    Month,
}

impl By {
    fn group(self) -> GroupBy {
        match self {
            Self::Agency => GroupBy::Agency,
            Self::Leader => GroupBy::Leader,
            Self::Class => GroupBy::Class,
            Self::Section => GroupBy::Section,
            Self::Region => GroupBy::Region,
            Self::Month => GroupBy::Month,
            Self::All | Self::Kind => GroupBy::Kind,
        }
    }
}

#[derive(Serialize)]
struct Group {
    name: Option<String>,
    assigned: i64,
    closed: i64,
    cleared: i64,
    open: i64,
    overdue: i64,
    rates: Vec<Rate>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let desk = Desk::open(&args.desk)?;
    let to = args.to.unwrap_or_else(|| desk.today());
    let from = args.from.unwrap_or_else(|| jiff::civil::date(to.year(), 1, 1));
    anyhow::ensure!(from <= to, "{from} lies after {to}");
    let ledger = desk.ledger();
    let by = args.by.group();
    let figures = desk.wait(ledger.store().list_figures(ledger.name(), by, args.kind.as_deref(), from, to))?;
    let figures = if args.by == By::All { whole(&figures) } else { figures };
    let cohort = Cohort::within(from, to);
    let groups: Vec<Group> = figures
        .iter()
        .map(|(name, figures)| Group {
            name: name.clone(),
            assigned: figures.within.assigned,
            closed: figures.within.closed,
            cleared: figures.within.cleared,
            open: figures.at.open,
            overdue: figures.at.open_overdue,
            rates: rates(figures, &cohort, Settings::default()),
        })
        .collect();
    let outcome = desk.answer(&groups, || text(&groups, &cohort, args, &desk))?;
    Ok(if groups.is_empty() { Outcome::NothingFound } else { outcome })
}

/// All groups as one.
fn whole(figures: &BTreeMap<Option<String>, Figures>) -> BTreeMap<Option<String>, Figures> {
    let mut sum = Figures::default();
    for one in figures.values() {
        sum.at += one.at;
        sum.within += one.within;
    }
    BTreeMap::from([(None, sum)])
}

fn text(groups: &[Group], cohort: &Cohort, args: &Args, desk: &Desk) -> String {
    let lang = desk.lang();
    let mut text = format!("{}\n", if lang == Lang::Zh { cohort.zh() } else { cohort.en() });
    for group in groups {
        let name = match (&group.name, args.by) {
            (Some(code), By::Kind) => view::words::kind_of(code, lang).to_owned(),
            (Some(id), By::Agency) => desk.agency_name(id).to_owned(),
            (Some(name), _) => name.clone(),
            (None, By::All) => lang.pick("全部事项", "all items").to_owned(),
            (None, _) => lang.pick("（未注明）", "(not stated)").to_owned(),
        };
        let _ = writeln!(
            text,
            "\n{name}  {} {} · {} {} · {} {} · {} {} · {} {}",
            lang.pick("交办", "issued"),
            group.assigned,
            lang.pick("办结", "closed"),
            group.closed,
            lang.pick("销号", "cleared"),
            group.cleared,
            lang.pick("在办", "open"),
            group.open,
            lang.pick("超期", "overdue"),
            group.overdue,
        );
        text += &rate_lines(&group.rates, args.definitions, desk);
    }
    text
}

/// Rates that speak of something; with the definitions also those over nothing, as “—”.
fn rate_lines(rates: &[Rate], definitions: bool, desk: &Desk) -> String {
    let lang = desk.lang();
    let mut grid = Grid::new(vec![Align::Start, Align::End, Align::End, Align::Fill]);
    for rate in rates.iter().filter(|r| definitions || !r.denominator.is_zero()) {
        let definition = rate.definition;
        let small = if rate.small_sample { "~" } else { "" };
        let meaning = if lang == Lang::Zh { definition.definition_zh } else { definition.definition_en };
        grid.push(vec![
            format!("  {}", if lang == Lang::Zh { definition.title_zh } else { definition.title_en }),
            if lang == Lang::Zh { format!("{rate}{small}") } else { format!("{rate}{small}").replace('天', " days") },
            format!("{}/{}", rate.numerator.normalize(), rate.denominator.normalize()),
            if definitions { meaning.to_owned() } else { String::new() },
        ]);
    }
    view::lines(&grid, desk)
}
