//! The last twelve months: what came in and what was settled, what stayed open.

use jiff::ToSpan;
use jiff::civil::Date;
use luoshi_export::labels::Lang;
use luoshi_ledger::statistics::{Figures, GroupBy};
use rust_decimal::Decimal;

use super::groups::counted;
use super::{Number, Period};
use crate::chart::{Chart, Drawn, Series};
use crate::{App, WebError};

/// Months on the axis.
const MONTHS: i64 = 12;

/// Two pictures and the table of their numbers.
pub(super) struct Trend {
    /// Issued and closed, month by month.
    pub(super) flows: String,
    /// Open and overdue at the end of each.
    pub(super) stocks: String,
    pub(super) months: Vec<Month>,
}

pub(super) struct Month {
    pub(super) name: String,
    /// Issued, closed, open, overdue.
    pub(super) numbers: Vec<Number>,
}

/// The months up to that of a day.
pub(super) async fn read(app: &App, to: Date, lang: Lang) -> Result<Trend, WebError> {
    let (store, name) = (app.ledger().store(), app.ledger().name());
    let mut months = store.list_months(name, to).await?;
    // What lies ahead in the last month has not happened yet.
    let last = store.list_figures(name, GroupBy::Kind, None, to.first_of_month(), to).await?;
    months.insert(to.last_of_month(), Figures::total(last.values()));
    let earliest = to.first_of_month().saturating_sub((MONTHS - 1).months());
    let begins = months.keys().next().map_or(earliest, |first| first.first_of_month()).max(earliest);
    let mut rows: Vec<(Period, Figures)> = Vec::new();
    let mut month = begins;
    while month <= to {
        let end = month.last_of_month();
        let before = months.range(..=end).next_back().map(|(_, figures)| figures.at).unwrap_or_default();
        let figures = months.get(&end).copied().unwrap_or(Figures { at: before, ..Figures::default() });
        rows.push((Period { from: month, to: end.min(to) }, figures));
        month = month.saturating_add(1.month());
    }
    Ok(draw(&rows, lang))
}

fn draw(rows: &[(Period, Figures)], lang: Lang) -> Trend {
    let names = [("交办", "issued"), ("办结", "closed"), ("在办", "open"), ("超期", "overdue")];
    let values =
        |figures: &Figures| [figures.within.assigned, figures.within.closed, figures.at.open, figures.at.open_overdue];
    let codes = ["assigned", "closed", "open", "overdue"];
    let series = |index: usize, drawn| Series {
        name: lang.pick(names[index].0, names[index].1).to_owned(),
        drawn,
        values: rows.iter().map(|(_, figures)| Some(Decimal::from(values(figures)[index]))).collect(),
    };
    let chart = |title: &str, series| Chart {
        title: title.to_owned(),
        labels: rows.iter().map(|(period, _)| period.from.strftime("%Y-%m").to_string()).collect(),
        series,
        unit: lang.pick("件", "items").to_owned(),
    };
    let month = |(period, figures): &(Period, Figures)| Month {
        name: period.from.strftime("%Y-%m").to_string(),
        numbers: (0..4).map(|i| counted("", values(figures)[i], codes[i], period, &[])).collect(),
    };
    let flows = chart(
        lang.pick("每月交办与办结", "issued and closed each month"),
        vec![series(0, Drawn::Bars), series(1, Drawn::Bars)],
    );
    let stocks = chart(
        lang.pick("月末在办与超期", "open and overdue at the end of each month"),
        vec![series(2, Drawn::Line), series(3, Drawn::Line)],
    );
    Trend { flows: flows.svg(), stocks: stocks.svg(), months: rows.iter().map(month).collect() }
}
