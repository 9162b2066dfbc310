//! `luoshi init`: makes a ledger.

use clap::ValueEnum;
use luoshi_ledger::regime::Regime;
use luoshi_ledger::settings::{Office, SettingsEvent};
use luoshi_store::{Ledger, Store};
use serde::Serialize;

use super::Outcome;
use crate::desk::{self, Desk, DeskArgs};

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
    /// Level of its government, by which agencies are named
    #[arg(long, value_enum, default_value = "county")]
    level: Level,
    #[command(flatten)]
    desk: DeskArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Level {
    /// 国务院
    Nation,
    /// 省、自治区、直辖市
    Province,
    /// 地级市、州、盟
    Prefecture,
    /// 县、县级市、市辖区、旗
    County,
}

#[derive(Serialize)]
struct Made {
    database: String,
    ledger: String,
    place: String,
    regimes: Vec<String>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let lang = args.desk.lang();
    let runtime = desk::runtime()?;
    let now = args.desk.clock().now();
    let made = runtime.block_on(async {
        let store = Store::create(&args.desk.db).await?;
        let database = store.place().to_owned();
        store.create_ledger(&args.desk.ledger, now).await?;
        let ledger = Ledger::open(store, &args.desk.ledger).await?;
        let known = ledger.known().await?;
        let mut events = Vec::new();
        let place = args.place.clone();
        let level = args.level.to_possible_value().map(|v| v.get_name().to_owned()).unwrap_or_default();
        let office = Office { place, level };
        if known.settings.office() != Some(&office) {
            events.push(SettingsEvent::OfficeSet { office });
        }
        // Written down, so that a later program with other values changes nothing here.
        for name in Regime::NAMES {
            if let Some(toml) = Regime::standard_text(name).filter(|_| known.settings.find_regime(name).is_none()) {
                events.push(SettingsEvent::RegimeSet { name: name.to_owned(), toml: toml.to_owned() });
            }
        }
        ledger.change_settings(&events, &args.desk.actor(), now).await?;
        let known = ledger.known().await?;
        let regimes = known.settings.list_regimes().map(|(r, _)| r.name.clone()).collect();
        Ok(Made { database, ledger: args.desk.ledger.clone(), place: args.place.clone(), regimes })
    });
    let made = made.map_err(|error| desk::spoken(error, lang))?;
    let desk = Desk::open(&args.desk)?;
    desk.answer(&made, || {
        let regimes = made.regimes.join("、");
        lang.pick("台账已建立", "ledger made").to_owned()
            + &format!(
                ": {} · {} · {}\n{}: {regimes}\n",
                made.place,
                made.ledger,
                made.database,
                lang.pick("时限规则", "regimes")
            )
    })
}
