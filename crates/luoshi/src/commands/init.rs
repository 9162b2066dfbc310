//! `luoshi init`: makes a ledger.

use clap::ValueEnum;
use jiff::Timestamp;
use luoshi_ledger::actor::Actor;
use luoshi_ledger::regime::Regime;
use luoshi_ledger::settings::{Office, SettingsEvent};
use luoshi_store::{Ledger, Store, StoreError};
use serde::Serialize;

use super::Outcome;
use crate::cli::Level;
use crate::desk::{self, Desk, DeskArgs, Fresh};
use crate::upgrade;

/// Make a ledger for a place, with the regimes that are shipped
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  luoshi init --place 霁川县 --level county
  luoshi init --place 霁川县 --level county --db postgres://luoshi@localhost/luoshi")]
pub(crate) struct Args {
    /// The place whose promises are kept
    #[arg(long)]
    place: String,
    /// Level of its government, by which agencies are named [default: what the ledger has, else county]
    #[arg(long, value_enum)]
    level: Option<Level>,
    #[command(flatten)]
    desk: DeskArgs,
}

#[derive(Serialize)]
struct Made {
    /// Whether the ledger was there before.
    existed: bool,
    /// How many settings were written.
    settings: usize,
    database: String,
    ledger: String,
    place: String,
    regimes: Vec<String>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let lang = args.desk.lang();
    let runtime = desk::runtime()?;
    let now = args.desk.clock().now();
    let fresh = Fresh::at(&args.desk.db);
    let made = runtime.block_on(async {
        let store = Store::create(&args.desk.db).await?;
        upgrade::tell(&store, lang);
        let made = make(&store, args, now).await;
        store.close().await;
        made
    });
    let made = fresh.settle(made).map_err(|error| desk::spoken(error, lang))?;
    let desk = Desk::open(&args.desk)?;
    desk.answer(&made, || {
        let regimes = made.regimes.join(lang.pick("、", ", "));
        let says = match (made.existed, made.settings) {
            (false, _) => lang.pick("台账已建立", "ledger made"),
            (true, 0) => lang.pick("台账已存在，未改动", "the ledger is there already, nothing changed"),
            (true, _) => lang.pick("台账已存在，已更新设置", "the ledger is there already, its settings were changed"),
        };
        let (place, ledger, database) = (&made.place, &made.ledger, &made.database);
        format!("{says}: {place} · {ledger} · {database}\n{}: {regimes}\n", lang.pick("时限规则", "regimes"))
    })
}

/// Writes down the regimes that are shipped and that the ledger lacks, so that a
/// later program with other values changes nothing here; gives how many.
pub(crate) async fn add_regimes(ledger: &Ledger, actor: &Actor, now: Timestamp) -> Result<usize, StoreError> {
    let known = ledger.known().await?;
    let missing = Regime::NAMES.into_iter().filter(|name| known.settings.find_regime(name).is_none());
    let events: Vec<_> = missing
        .filter_map(|name| Some((name, Regime::standard_text(name)?)))
        .map(|(name, toml)| SettingsEvent::RegimeSet { name: name.to_owned(), toml: toml.to_owned() })
        .collect();
    if !events.is_empty() {
        ledger.change_settings(&events, actor, now).await?;
    }
    Ok(events.len())
}

/// Makes the ledger, or completes the settings of one that is there.
async fn make(store: &Store, args: &Args, now: Timestamp) -> Result<Made, StoreError> {
    let database = store.place().to_owned();
    let existed = store.list_ledgers().await?.contains(&args.desk.ledger);
    store.create_ledger(&args.desk.ledger, now).await?;
    let ledger = Ledger::open(store.clone(), &args.desk.ledger).await?;
    let known = ledger.known().await?;
    let mut events = Vec::new();
    let place = args.place.clone();
    let named = args.level.and_then(|level| level.to_possible_value()).map(|value| value.get_name().to_owned());
    let kept = known.settings.office().map(|office| office.level.clone());
    let level = named.or(kept).unwrap_or_else(|| "county".to_owned());
    let office = Office { place, level };
    if known.settings.office() != Some(&office) {
        events.push(SettingsEvent::OfficeSet { office });
    }
    ledger.change_settings(&events, &args.desk.actor(), now).await?;
    let settings = events.len() + add_regimes(&ledger, &args.desk.actor(), now).await?;
    let known = ledger.known().await?;
    let regimes = known.settings.list_regimes().map(|(r, _)| r.name.clone()).collect();
    let (ledger, place) = (args.desk.ledger.clone(), args.place.clone());
    Ok(Made { existed, settings, database, ledger, place, regimes })
}
