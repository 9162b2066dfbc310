//! `luoshi item`: the ledger's rows.

mod details;

use clap::Subcommand;
use jiff::civil::Date;
use luoshi_ledger::item::{Content, ItemKind, People, State};
use luoshi_ledger::{ItemId, PersonId, clock, light};
use luoshi_store::{After, Filter, LightFilter, Sort};
use luoshi_web::history::Teller;

use self::details::DetailArgs;
use super::Outcome;
use crate::desk::{Desk, DeskArgs};
use crate::view::{self, words};

/// The ledger's items
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    desk: DeskArgs,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List items
    List(Box<ListArgs>),
    /// One item with its clocks and its history
    Show {
        /// The item's number
        item: String,
    },
    /// Issue an item by hand: a directive, a demand, a finding …
    Add(Box<AddArgs>),
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    /// task, target, project, pledge, directive, demand, suggestion, proposal, finding
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// issued, signed, in-progress, closing-review, closed, cleared, return-review, suspended, withdrawn
    #[arg(long, value_name = "STATE")]
    state: Option<String>,
    /// Only open ones (true) or only the others (false)
    #[arg(long, value_name = "true|false")]
    open: Option<bool>,
    /// Of this class
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// Led by this agency
    #[arg(long, value_name = "AGENCY")]
    lead: Option<String>,
    /// Led or helped by this agency
    #[arg(long = "of", value_name = "AGENCY")]
    of: Option<String>,
    /// Under this leader
    #[arg(long, value_name = "PERSON")]
    leader: Option<String>,
    /// Of this part of the report
    #[arg(long, value_name = "TEXT")]
    section: Option<String>,
    /// Of this plan year
    #[arg(long, value_name = "YEAR")]
    year: Option<i16>,
    /// Of this report
    #[arg(long, value_name = "REPORT")]
    report: Option<String>,
    /// green, yellow, red
    #[arg(long, value_name = "LIGHT")]
    light: Option<String>,
    /// Due on this day or earlier
    #[arg(long, value_name = "DATE")]
    due: Option<Date>,
    /// Words of the title, the sentence, the steps, the agencies or the number
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
    /// due, or number
    #[arg(long, default_value = "due", value_name = "ORDER")]
    sort: String,
    /// How many at most
    #[arg(long, default_value_t = 50, value_name = "NUMBER")]
    limit: u32,
    /// Where the page before ended
    #[arg(long, value_name = "PLACE")]
    after: Option<String>,
}

#[derive(Debug, clap::Args)]
struct AddArgs {
    /// directive, demand, suggestion, proposal, finding, task …
    #[arg(long, value_name = "KIND")]
    kind: String,
    /// What has to be done
    #[arg(long, value_name = "TEXT")]
    title: String,
    /// The one agency that answers for it
    #[arg(long, value_name = "AGENCY")]
    lead: String,
    /// An agency that helps; may be given more than once
    #[arg(long, value_name = "AGENCY")]
    support: Vec<String>,
    /// Its set of clocks [default: the usual one of its kind]
    #[arg(long, value_name = "REGIME")]
    regime: Option<String>,
    /// Class within its regime, which decides the limit
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// Urgency within its regime
    #[arg(long, value_name = "URGENCY")]
    urgency: Option<String>,
    /// A stated date; wins over the regime's limit
    #[arg(long, value_name = "DATE")]
    due: Option<Date>,
    /// The leader in charge
    #[arg(long, value_name = "PERSON")]
    leader: Option<String>,
    /// The item it is a part of
    #[arg(long, value_name = "ITEM")]
    parent: Option<String>,
    /// The superior government's reference
    #[arg(long, value_name = "TEXT")]
    upstream: Option<String>,
    /// Heading of its part of the report
    #[arg(long, value_name = "TEXT")]
    section: Option<String>,
    /// Declare that it holds no state secret
    #[arg(long)]
    not_secret: bool,
    #[command(flatten)]
    details: DetailArgs,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let desk = Desk::open(&args.desk)?;
    match &args.what {
        What::List(list) => self::list(&desk, list),
        What::Show { item } => show(&desk, item),
        What::Add(add) => {
            let item = desk.wait(desk.ledger().issue(&content(add, &desk)?, desk.actor(), desk.now()))?;
            desk.answer(&item, || format!("{} {}\n", item.id, item.content.title))
        }
    }
}

fn list(desk: &Desk, args: &ListArgs) -> anyhow::Result<Outcome> {
    let filter = Filter {
        kind: args.kind.as_deref().map(|code| known("kind", code, ItemKind::of_code(code))).transpose()?,
        state: args.state.as_deref().map(|code| known("state", code, State::of_code(code))).transpose()?,
        open: args.open,
        class: args.class.clone(),
        lead: args.lead.as_deref().map(|a| desk.agency_id(a).0),
        agency: args.of.as_deref().map(|a| desk.agency_id(a).0),
        leader: args.leader.clone(),
        section: args.section.clone(),
        year: args.year,
        report: args.report.clone(),
        light: args.light.as_deref().map(|code| known("light", code, LightFilter::of_code(code))).transpose()?,
        due_until: args.due,
        text: args.text.clone(),
        ..Filter::default()
    };
    let sort = known("order", &args.sort, Sort::of_code(&args.sort))?;
    let after = args.after.as_deref().map(|after| match after.split_once('@') {
        Some((due, id)) => After { due: Some(due.to_owned()), id: id.to_owned() },
        None => After { due: None, id: after.to_owned() },
    });
    let mut page = desk.wait(desk.ledger().list_items(&filter, sort, after.as_ref(), args.limit, desk.now()))?;
    if let (Sort::Number, Some(next)) = (sort, &mut page.next) {
        // The place in an order by number is the number alone.
        next.due = None;
    }
    let outcome = desk.answer(&page, || view::item::page(&page, desk))?;
    Ok(if page.items.is_empty() { Outcome::NothingFound } else { outcome })
}

fn known<T>(what: &str, code: &str, found: Option<T>) -> anyhow::Result<T> {
    found.ok_or_else(|| anyhow::anyhow!("\"{code}\" is no {what}; see `luoshi item list --help`"))
}

fn show(desk: &Desk, id: &str) -> anyhow::Result<Outcome> {
    let id = ItemId::from(id);
    let item = desk.wait(desk.ledger().require_item(&id))?;
    let history = desk.wait(desk.ledger().list_history(&id))?;
    let known = desk.wait(desk.ledger().known())?;
    let clocks = desk.wait(async { desk.ledger().list_clocks(&item, &known) })?;
    let calendar = known.settings.calendar();
    let regime = known.settings.regime_of(&item);
    let lit: Vec<_> = clocks
        .into_iter()
        .map(|mut clock| {
            let light = regime.map_or("", |r| words::light_code(light::light(&clock, r, calendar, desk.now())));
            clock.title = regime.map_or_else(String::new, |r| r.title_of(&clock, desk.language()));
            (clock, light)
        })
        .collect();
    let reports = regime.map(|r| clock::reports(&item.timeline(), r, desk.now())).unwrap_or_default();
    let parts = desk.wait(desk.ledger().list_parts(&id))?;
    let agency = |id: &str| desk.agency_name(id).to_owned();
    let teller = Teller { item: &item, regime: regime.map(std::sync::Arc::as_ref), agency: &agency, lang: desk.lang() };
    let shown = view::item::Shown::new(&teller, &lit, reports, &parts, &history, desk.today());
    desk.answer(&shown, || shown.text(desk))
}

fn content(args: &AddArgs, desk: &Desk) -> anyhow::Result<Content> {
    let kind = super::draft::item_kind(&args.kind)?;
    let region = desk.wait(desk.ledger().known())?.settings.office().map(|o| o.place.clone());
    Ok(Content {
        title: args.title.clone(),
        kind,
        details: args.details.details(kind)?,
        source: None,
        more_sources: Vec::new(),
        class: args.class.clone(),
        urgency: args.urgency.clone(),
        lead: desk.agency_id(&args.lead),
        support: args.support.iter().map(|a| desk.agency_id(a)).collect(),
        people: People { leader: args.leader.clone().map(PersonId), ..People::default() },
        regime: args.regime.clone().unwrap_or_else(|| kind.usual_regime().to_owned()),
        regime_version: 0,
        stated_due: args.due,
        stated_due_text: None,
        nodes: Vec::new(),
        metrics: Vec::new(),
        parent: args.parent.clone().map(ItemId),
        reopens: None,
        year: desk.today().year(),
        region,
        section: args.section.clone(),
        upstream: args.upstream.clone(),
        not_secret: args.not_secret,
    })
}
