//! Charts as SVG made on the server. What a series is can be told without colours:
//! each has its own pattern, dash and mark, and a legend with its name. The picture
//! carries its figures as text for those who do not see it.
//!
//! Coordinates are decimals, like the figures they stand for.

use std::fmt::Write as _;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// How a series is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Drawn {
    /// A bar a label, beside those of other series.
    Bars,
    /// Marks joined by a line; a missing value is a gap.
    Line,
    /// Marks alone.
    Points,
}

/// Values of one thing, one for each label.
#[derive(Debug, Clone)]
pub(crate) struct Series {
    /// What it is.
    pub name: String,
    /// How it is drawn.
    pub drawn: Drawn,
    /// Its values; none is no data, not zero.
    pub values: Vec<Option<Decimal>>,
}

/// A chart.
#[derive(Debug, Clone)]
pub(crate) struct Chart {
    /// What it shows.
    pub title: String,
    /// The places on the axis: months, years.
    pub labels: Vec<String>,
    /// What is drawn.
    pub series: Vec<Series>,
    /// The unit of the values.
    pub unit: String,
}

/// Colours that people with any colour vision tell apart, dark enough on white.
const COLOURS: [&str; 6] = ["#14508c", "#b35900", "#1b6e4b", "#7a3b8f", "#46525e", "#8c1d40"];

/// Dashes of lines.
const DASHES: [&str; 6] = ["none", "7 4", "2 3", "10 3 2 3", "5 2", "1 4"];

const WIDTH: i64 = 720;
const HEIGHT: i64 = 250;
const LEFT: i64 = 52;
const RIGHT: i64 = 12;
const BOTTOM: i64 = 26;
const LEGEND: i64 = 18;

/// Names of a legend that stand on one line.
const NAMES_A_LINE: usize = 4;

impl Chart {
    /// Whether there is anything to draw.
    pub(crate) fn is_empty(&self) -> bool {
        self.series.iter().all(|series| series.values.iter().all(Option::is_none))
    }

    /// The picture.
    pub(crate) fn svg(&self) -> String {
        let scale = Scale::of(self);
        let mut svg = format!(
            "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\" font-size=\"12\">",
            escape(&self.text())
        );
        svg += &patterns(self.series.len());
        svg += &self.grid(&scale);
        let bars = self.series.iter().filter(|series| series.drawn == Drawn::Bars).count();
        let mut bar = 0;
        for (number, series) in self.series.iter().enumerate() {
            match series.drawn {
                Drawn::Bars => {
                    svg += &scale.bars(series, number, (bar, bars));
                    bar += 1;
                }
                Drawn::Line => svg += &scale.line(series, number, true),
                Drawn::Points => svg += &scale.line(series, number, false),
            }
        }
        svg += &self.legend();
        svg + "</svg>"
    }

    /// The figures in words.
    fn text(&self) -> String {
        let mut text = self.title.clone();
        for series in &self.series {
            let values = self.labels.iter().zip(&series.values);
            let values: Vec<String> = values
                .filter_map(|(label, value)| value.map(|value| format!("{label} {}{}", value.normalize(), self.unit)))
                .collect();
            let _ = write!(text, "；{}：{}", series.name, values.join("，"));
        }
        text
    }

    fn grid(&self, scale: &Scale) -> String {
        let mut svg = String::new();
        for tick in &scale.ticks {
            let y = scale.y(*tick);
            let _ = write!(
                svg,
                "<path d=\"M{LEFT} {y}H{}\" stroke=\"#d5dae0\"/>\
                 <text x=\"{}\" y=\"{}\" text-anchor=\"end\" fill=\"#46525e\">{}</text>",
                WIDTH - RIGHT,
                LEFT - 6,
                y + Decimal::from(4),
                tick.normalize()
            );
        }
        // Labels that would touch each other are left out.
        let every = self.labels.len().div_ceil(14).max(1);
        for (index, label) in self.labels.iter().enumerate().filter(|(index, _)| index % every == 0) {
            let _ = write!(
                svg,
                "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"#46525e\">{}</text>",
                scale.x(index),
                HEIGHT - 8,
                escape(label)
            );
        }
        if !self.unit.is_empty() {
            let y = scale.top - Decimal::from(8);
            let _ = write!(svg, "<text x=\"4\" y=\"{y}\" fill=\"#46525e\">{}</text>", escape(&self.unit));
        }
        svg
    }

    fn legend(&self) -> String {
        let mut svg = String::new();
        let step = (WIDTH - LEFT) / i64::try_from(NAMES_A_LINE).unwrap_or(1);
        for (number, series) in self.series.iter().enumerate() {
            let column = i64::try_from(number % NAMES_A_LINE).unwrap_or(0);
            let row = i64::try_from(number / NAMES_A_LINE).unwrap_or(0);
            let (x, y) = (LEFT + column * step, 12 + row * LEGEND);
            let middle = (Decimal::from(x + 12), Decimal::from(y - 4));
            match series.drawn {
                Drawn::Bars => {
                    let _ =
                        write!(svg, "<rect x=\"{x}\" y=\"{}\" width=\"24\" height=\"11\" {}/>", y - 10, fill(number));
                }
                Drawn::Line => {
                    let _ = write!(svg, "<path d=\"M{x} {}h24\" {}/>{}", y - 4, stroke(number), mark(middle, number));
                }
                Drawn::Points => svg += &mark(middle, number),
            }
            let _ = write!(svg, "<text x=\"{}\" y=\"{y}\">{}</text>", x + 30, escape(&series.name));
        }
        svg
    }
}

/// Where values lie in the picture.
struct Scale {
    labels: usize,
    low: Decimal,
    high: Decimal,
    ticks: Vec<Decimal>,
    top: Decimal,
}

impl Scale {
    fn of(chart: &Chart) -> Self {
        let values = || chart.series.iter().flat_map(|series| series.values.iter().flatten().copied());
        let (high, low) = (values().max().unwrap_or(Decimal::ONE), values().min().unwrap_or(Decimal::ZERO));
        // Bars begin at zero; so does a line, unless all its values are far from it.
        let has_bars = chart.series.iter().any(|series| series.drawn == Drawn::Bars);
        let spread = high - low;
        let from_zero = has_bars || low < spread;
        let (low, high) = if from_zero { (low.min(Decimal::ZERO), high.max(Decimal::ZERO)) } else { (low, high) };
        let step = nice((high - low).checked_div(Decimal::from(4)).unwrap_or_default());
        let first = (low / step).floor() * step;
        let mut ticks = vec![first];
        let mut tick = first;
        while tick < high && ticks.len() < 12 {
            tick += step;
            ticks.push(tick);
        }
        if ticks.len() == 1 {
            ticks.push(first + step);
        }
        let rows = chart.series.len().div_ceil(NAMES_A_LINE);
        let top = Decimal::from(18 + LEGEND * i64::try_from(rows).unwrap_or(1));
        let high = ticks.last().copied().unwrap_or(Decimal::ONE);
        Self { labels: chart.labels.len(), low: first, high, ticks, top }
    }

    /// The width of a label's place.
    fn place(&self) -> Decimal {
        Decimal::from(WIDTH - LEFT - RIGHT).checked_div(Decimal::from(self.labels.max(1))).unwrap_or_default()
    }

    fn x(&self, index: usize) -> Decimal {
        let half = Decimal::new(5, 1);
        (Decimal::from(LEFT) + self.place() * (Decimal::from(index) + half)).round_dp(1)
    }

    fn y(&self, value: Decimal) -> Decimal {
        let height = Decimal::from(HEIGHT - BOTTOM) - self.top;
        let share = (self.high - value).checked_div(self.high - self.low).unwrap_or_default();
        (self.top + height * share).round_dp(1)
    }

    fn bars(&self, series: &Series, number: usize, (bar, bars): (usize, usize)) -> String {
        let room = self.place() * Decimal::new(7, 1);
        let width = room.checked_div(Decimal::from(bars.max(1))).unwrap_or_default().min(Decimal::from(40));
        let left = width * (Decimal::from(bar) - Decimal::from(bars) / Decimal::TWO);
        let zero = self.y(Decimal::ZERO.max(self.low));
        let mut svg = String::new();
        for (index, value) in series.values.iter().enumerate() {
            let Some(value) = value else { continue };
            let y = self.y(*value);
            let (top, height) = (y.min(zero), (y - zero).abs());
            let _ = write!(
                svg,
                "<rect x=\"{}\" y=\"{top}\" width=\"{}\" height=\"{height}\" {}/>",
                (self.x(index) + left).round_dp(1),
                width.round_dp(1),
                fill(number)
            );
        }
        svg
    }

    fn line(&self, series: &Series, number: usize, joined: bool) -> String {
        let (mut path, mut marks) = (String::new(), String::new());
        let mut is_down = false;
        for (index, value) in series.values.iter().enumerate() {
            let Some(value) = value else {
                is_down = false;
                continue;
            };
            let (x, y) = (self.x(index), self.y(*value));
            let _ = write!(path, "{}{x} {y}", if is_down { "L" } else { "M" });
            is_down = true;
            marks += &mark((x, y), number);
        }
        let path = if joined { format!("<path d=\"{path}\" {}/>", stroke(number)) } else { String::new() };
        path + &marks
    }
}

/// A step that people count in: 1, 2 or 5 with zeros.
fn nice(step: Decimal) -> Decimal {
    if step <= Decimal::ZERO {
        return Decimal::ONE;
    }
    let mut unit = Decimal::ONE;
    while unit > step {
        unit /= Decimal::TEN;
    }
    while unit * Decimal::TEN <= step {
        unit *= Decimal::TEN;
    }
    let times = [1, 2, 5, 10].map(Decimal::from).into_iter().find(|times| unit * times >= step);
    unit * times.unwrap_or(Decimal::TEN)
}

fn colour(number: usize) -> &'static str {
    COLOURS[number % COLOURS.len()]
}

/// Full colour for the first bars, slanted lines for the next, dots for the third.
fn fill(number: usize) -> String {
    match number % 3 {
        0 => format!("fill=\"{}\"", colour(number)),
        _ => format!("fill=\"url(#p{})\" stroke=\"{}\"", number % 3, colour(number)),
    }
}

fn patterns(series: usize) -> String {
    let mut svg = "<defs>".to_owned();
    if series > 1 {
        let _ = write!(
            svg,
            "<pattern id=\"p1\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">\
             <rect width=\"6\" height=\"6\" fill=\"#fff\"/><path d=\"M-1 7L7 -1\" stroke=\"{}\" stroke-width=\"2\"/></pattern>",
            colour(1)
        );
    }
    if series > 2 {
        let _ = write!(
            svg,
            "<pattern id=\"p2\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\">\
             <rect width=\"5\" height=\"5\" fill=\"#fff\"/><circle cx=\"2.5\" cy=\"2.5\" r=\"1.4\" fill=\"{}\"/></pattern>",
            colour(2)
        );
    }
    svg + "</defs>"
}

fn stroke(number: usize) -> String {
    let dash = DASHES[number % DASHES.len()];
    let dash = if dash == "none" { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
    format!("fill=\"none\" stroke=\"{}\" stroke-width=\"2\"{dash}", colour(number))
}

/// A circle, square, triangle, diamond, ring or cross.
fn mark((x, y): (Decimal, Decimal), number: usize) -> String {
    let [x, y] = [x, y].map(|at| at.to_f64().unwrap_or_default());
    let colour = colour(number);
    match number % 6 {
        0 => format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"4\" fill=\"{colour}\"/>"),
        1 => format!("<rect x=\"{}\" y=\"{}\" width=\"8\" height=\"8\" fill=\"{colour}\"/>", x - 4.0, y - 4.0),
        2 => format!("<path d=\"M{x} {}l5 9h-10z\" fill=\"{colour}\"/>", y - 5.0),
        3 => format!("<path d=\"M{x} {}l5 5-5 5-5-5z\" fill=\"{colour}\"/>", y - 5.0),
        4 => format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"4\" fill=\"#fff\" stroke=\"{colour}\" stroke-width=\"2\"/>"),
        _ => format!(
            "<path d=\"M{} {}l8 8m0-8l-8 8\" stroke=\"{colour}\" stroke-width=\"2\" fill=\"none\"/>",
            x - 4.0,
            y - 4.0
        ),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_those_people_count_in() {
        let steps = ["0", "0.03", "0.2", "0.7", "1", "3", "4", "26", "1200"];
        let nice: Vec<String> = steps.iter().map(|step| nice(step.parse().unwrap()).normalize().to_string()).collect();
        assert_eq!(nice.join(" "), "1 0.05 0.2 1 1 5 5 50 2000");
    }

    #[test]
    fn a_missing_value_is_a_gap_and_names_are_escaped() {
        let chart = Chart {
            title: "A<B".to_owned(),
            labels: ["1月", "2月", "3月"].map(str::to_owned).into(),
            series: vec![Series {
                name: "\"办结\"".to_owned(),
                drawn: Drawn::Line,
                values: vec![Some(Decimal::ONE), None, Some(Decimal::TWO)],
            }],
            unit: "件".to_owned(),
        };
        let svg = chart.svg();
        assert!(svg.contains("aria-label=\"A&lt;B；&quot;办结&quot;：1月 1件，3月 2件\""), "{svg}");
        assert!(svg.contains("d=\"M161.3 224M598.7 36\""), "nothing joins the gap: {svg}");
    }
}
