//! `luoshi search`: words in items, in what was written on them and in reports.

use std::fmt::Write as _;

use anyhow::Context;
use jiff::Timestamp;
use luoshi_ledger::item::State;
use luoshi_ledger::time::day;
use luoshi_store::{Filter, Hit, HitKind, SearchAfter, SearchPage, SearchQuery};

use super::Outcome;
use crate::desk::{Desk, DeskArgs};
use crate::view::words;

/// Find words in items, in what was written on them and in reports
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Words are found in traditional script too. A hit has all of them; when nothing has,
parts of words are looked for. Exit code 1 when nothing is found.")]
pub(crate) struct Args {
    /// What to look for
    #[arg(required = true)]
    words: Vec<String>,
    /// item, report or progress; several times for several [default: all]
    #[arg(long = "in", value_name = "KIND")]
    kinds: Vec<String>,
    /// Items that this agency leads or helps with
    #[arg(long = "of", value_name = "AGENCY")]
    of: Option<String>,
    /// Items in this state
    #[arg(long)]
    state: Option<String>,
    /// Only open items (true) or only the others (false)
    #[arg(long)]
    open: Option<bool>,
    /// Of this plan year
    #[arg(long)]
    year: Option<i16>,
    /// Of this report
    #[arg(long)]
    report: Option<String>,
    /// Hits on a page
    #[arg(long, default_value_t = 20)]
    limit: u32,
    /// Where the page before ended
    #[arg(long)]
    after: Option<String>,
    #[command(flatten)]
    desk: DeskArgs,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let desk = Desk::open(&args.desk)?;
    let unknown = |what: &str, code: &str| anyhow::anyhow!("\"{code}\" is no {what}; see `luoshi search --help`");
    let kind = |code: &String| HitKind::of_code(code).ok_or_else(|| unknown("kind of hit", code));
    let state = |code: &String| State::of_code(code).ok_or_else(|| unknown("state", code));
    let query = SearchQuery {
        words: args.words.join(" "),
        kinds: args.kinds.iter().map(kind).collect::<Result<_, _>>()?,
        filter: Filter {
            agency: args.of.as_deref().map(|name| desk.agency_id(name).0),
            state: args.state.as_ref().map(state).transpose()?,
            open: args.open,
            year: args.year,
            report: args.report.clone(),
            ..Filter::default()
        },
        limit: args.limit,
        after: args.after.as_deref().map(parse_after).transpose()?,
    };
    let page = desk.wait(desk.ledger().search(&query, desk.now()))?;
    let outcome = desk.answer(&page, || text(&page, &desk))?;
    Ok(if page.hits.is_empty() { Outcome::NothingFound } else { outcome })
}

/// `item:12`, or `item:12:parts`.
fn parse_after(after: &str) -> anyhow::Result<SearchAfter> {
    let mut fields = after.split(':');
    let kind = fields.next().and_then(HitKind::of_code);
    let number = fields.next().and_then(|number| number.parse().ok());
    let (kind, number) = kind.zip(number).with_context(|| format!("\"{after}\" is no place where a page ended"))?;
    Ok(SearchAfter { kind, number, parts: fields.next().is_some() })
}

fn text(page: &SearchPage, desk: &Desk) -> String {
    let lang = desk.lang();
    let mut text = String::new();
    if page.parts && !page.hits.is_empty() {
        let (words, said) = (page.words.join(" "), lang.pick("没有这些词，按字查找", "no such words; by characters"));
        let _ = writeln!(text, "{said}: {words}");
    }
    for hit in &page.hits {
        let _ = writeln!(text, "{}  {}", head(hit, desk), marked(hit));
    }
    if let Some(next) = page.next {
        let parts = if next.parts { ":parts" } else { "" };
        let _ = writeln!(text, "… --after {}:{}{parts}", next.kind.code(), next.number);
    }
    text
}

/// What it is in, and what a person has to know to open it.
fn head(hit: &Hit, desk: &Desk) -> String {
    let lang = desk.lang();
    let state = hit.state.as_deref().map_or("", |state| words::state_of(state, lang));
    match (hit.kind, hit.span) {
        (HitKind::Report, Some([start, end])) => format!("{} {start}–{end}", hit.id),
        (HitKind::Progress, _) => {
            let on = hit.at_ms.and_then(|ms| Timestamp::from_millisecond(ms).ok());
            let on = on.map(|at| day(at).to_string()).unwrap_or_default();
            format!("{} {} {on}", hit.id, words::event(hit.event.as_deref().unwrap_or_default(), lang))
        }
        _ => format!("{} {state} {}", hit.id, desk.agency_name(hit.lead.as_deref().unwrap_or_default())),
    }
}

/// The snippet on one line, with its words in brackets.
fn marked(hit: &Hit) -> String {
    let mut text = String::new();
    for (at, c) in hit.snippet.chars().enumerate() {
        if hit.marks.iter().any(|mark| mark[0] == at) {
            text.push('【');
        }
        text.push(if c.is_whitespace() { ' ' } else { c });
        if hit.marks.iter().any(|mark| mark[1] == at + 1) {
            text.push('】');
        }
    }
    text
}
