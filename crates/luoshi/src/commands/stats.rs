//! `luoshi stats`: rates with their numerator, denominator and definition.

mod rank;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::ValueEnum;
use jiff::civil::Date;
use luoshi_export::grid::{Align, Grid};
use luoshi_export::labels::Lang;
use luoshi_ledger::statistics::{self, Cohort, Figures, GroupBy, Rate, RateCode, Settings, rates};
use serde::Serialize;

use super::Outcome;
use crate::desk::{Desk, DeskArgs};
use crate::view;

/// Rates of a period, as a whole or by agency, leader, class, section, region, month
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Every rate shows numerator and denominator; over nothing it prints “—”. A rate over few items is
marked with ~. --definitions prints what each means.

Examples:
  luoshi stats --by agency
  luoshi stats --rank on-time-closing-rate --min-sample 10
  luoshi stats --from 2025-01-01 --to 2025-06-30 --kind demand --definitions")]
pub(crate) struct Args {
    /// First day [default: 1 January of the year of the last one]
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    /// Last day [default: today]
    #[arg(long, value_name = "DATE")]
    to: Option<Date>,
    /// A group a row
    #[arg(long, value_enum, default_value = "all")]
    by: By,
    /// Only items of this kind
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Rank agencies by this rate, with their workload beside; people are never ranked
    #[arg(long, value_name = "RATE", value_parser = rank::parse_rate, conflicts_with = "definitions")]
    rank: Option<RateCode>,
    /// Mark rates over fewer items as small samples, and give those no place; not below 2
    #[arg(long, value_name = "NUMBER", default_value_t = Settings::default().min_sample)]
    min_sample: i64,
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
    let by = if args.rank.is_some() && args.by == By::All { GroupBy::Agency } else { args.by.group() };
    let figures = desk.wait(ledger.store().list_figures(ledger.name(), by, args.kind.as_deref(), from, to))?;
    let (cohort, settings) = (Cohort::within(from, to), Settings { min_sample: args.min_sample });
    if let Some(code) = args.rank {
        let ranking = statistics::rank(by, code, &figures, &cohort, settings)?;
        let outcome = desk.answer(&ranking, || rank::text(&ranking, &cohort, &desk))?;
        return Ok(if ranking.places.is_empty() { Outcome::NothingFound } else { outcome });
    }
    let figures = if args.by == By::All { BTreeMap::from([(None, Figures::total(figures.values()))]) } else { figures };
    let groups: Vec<Group> = figures
        .iter()
        .map(|(name, figures)| Group {
            name: name.clone(),
            assigned: figures.within.assigned,
            closed: figures.within.closed,
            cleared: figures.within.cleared,
            open: figures.at.open,
            overdue: figures.at.open_overdue,
            rates: rates(figures, &cohort, settings),
        })
        .collect();
    let outcome = desk.answer(&groups, || text(&groups, &cohort, args, &desk))?;
    Ok(if groups.is_empty() { Outcome::NothingFound } else { outcome })
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
            name_of("assigned", lang),
            group.assigned,
            name_of("closed", lang),
            group.closed,
            name_of("cleared", lang),
            group.cleared,
            name_of("open", lang),
            group.open,
            name_of("overdue", lang),
            group.overdue,
        );
        text += &rate_lines(&group.rates, args.definitions, desk);
    }
    text
}

/// What a number of items is called.
fn name_of(count: &str, lang: Lang) -> &str {
    match count {
        "assigned" => lang.pick("交办", "issued"),
        "closed" => lang.pick("办结", "closed"),
        "cleared" => lang.pick("销号", "cleared"),
        "open" => lang.pick("在办", "open"),
        _ => lang.pick("超期", "overdue"),
    }
}

/// The value of a rate, marked when its sample is small, and its fraction.
fn value(rate: &Rate, lang: Lang) -> [String; 2] {
    let small = if rate.small_sample { "~" } else { "" };
    let value = format!("{rate}{small}");
    let value = if lang == Lang::Zh { value } else { value.replace('天', " days") };
    [value, format!("{}/{}", rate.numerator.normalize(), rate.denominator.normalize())]
}

/// Rates that speak of something; with the definitions also those over nothing, as “—”.
fn rate_lines(rates: &[Rate], definitions: bool, desk: &Desk) -> String {
    let lang = desk.lang();
    let mut grid = Grid::new(vec![Align::Start, Align::End, Align::End, Align::Fill]);
    for rate in rates.iter().filter(|r| definitions || !r.denominator.is_zero()) {
        let definition = rate.definition;
        let [value, fraction] = value(rate, lang);
        let meaning = if lang == Lang::Zh { definition.definition_zh } else { definition.definition_en };
        grid.push(vec![
            format!("  {}", if lang == Lang::Zh { definition.title_zh } else { definition.title_en }),
            value,
            fraction,
            if definitions { meaning.to_owned() } else { String::new() },
        ]);
    }
    view::lines(&grid, desk)
}
