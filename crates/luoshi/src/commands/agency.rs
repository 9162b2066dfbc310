//! `luoshi agency`: the directory of agencies.

use clap::Subcommand;
use luoshi_export::grid::{Align, Grid};
use luoshi_ledger::registry::{Agency, RegistryEvent};
use luoshi_ledger::{AgencyId, ReportId};

use super::Outcome;
use crate::desk::{Desk, DeskArgs};

/// Agencies that items can be given to
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    desk: DeskArgs,
}

/// An agency is `which` here: `agency` is the one for which somebody acts.
#[derive(Debug, Subcommand)]
enum What {
    /// The directory
    List,
    /// Add agencies by name
    Add {
        /// Their names
        names: Vec<String>,
        /// The agency they belong to
        #[arg(long, value_name = "AGENCY")]
        parent: Option<String>,
        /// Add all that the draft of this report proposes
        #[arg(long, value_name = "REPORT")]
        from: Option<String>,
    },
    /// Give an agency another name; it keeps its items
    Rename {
        /// Its present name
        #[arg(value_name = "AGENCY")]
        which: String,
        /// Its new name
        name: String,
    },
    /// Move it below another one, or to the top
    Move {
        /// The agency to move
        #[arg(value_name = "AGENCY")]
        which: String,
        /// The agency above it; none for the top
        parent: Option<String>,
    },
    /// Close it: it keeps its items and gets no new ones
    Retire {
        /// The agency to close
        #[arg(value_name = "AGENCY")]
        which: String,
        /// Why: merged, dissolved
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let desk = Desk::open(&args.desk)?;
    let events = match &args.what {
        What::List => return print(&desk, |_| true),
        What::Add { names, parent, from } => {
            let mut names = names.clone();
            if let Some(report) = from {
                names.extend(proposed(&desk, report)?);
            }
            if parent.is_none() {
                let added = desk.wait(desk.ledger().add_agencies(&names, desk.actor(), desk.now()))?;
                return desk.answer(&added, || {
                    format!("{} {}\n", desk.lang().pick("新增单位", "agencies added:"), added.len())
                });
            }
            let parent = parent.as_deref().map(|a| desk.agency_id(a));
            let add = |name: String| RegistryEvent::AgencyAdded {
                agency: Agency { id: AgencyId(name.clone()), name, parent: parent.clone(), active: true },
            };
            names.into_iter().map(add).collect()
        }
        What::Rename { which, name } => {
            vec![RegistryEvent::AgencyRenamed { id: desk.agency_id(which), name: name.clone() }]
        }
        What::Move { which, parent } => {
            vec![RegistryEvent::AgencyMoved {
                id: desk.agency_id(which),
                parent: parent.as_deref().map(|a| desk.agency_id(a)),
            }]
        }
        What::Retire { which, reason } => {
            vec![RegistryEvent::AgencyRetired { id: desk.agency_id(which), reason: reason.clone() }]
        }
    };
    desk.wait(desk.ledger().change_registry(&events, desk.actor(), desk.now()))?;
    let changed: Vec<&AgencyId> = events.iter().map(RegistryEvent::agency).collect();
    print(&desk, |agency| changed.contains(&&agency.id))
}

/// The agencies that a draft proposes.
fn proposed(desk: &Desk, report: &str) -> anyhow::Result<Vec<String>> {
    let draft = desk.wait(desk.ledger().find_draft(&ReportId::from(report)))?;
    let draft = draft.ok_or_else(|| anyhow::anyhow!("there is no draft \"{report}\""))?;
    let named = draft.rows.iter().flat_map(|r| r.lead.iter().chain(&r.support));
    let mut names: Vec<String> = named.map(ToString::to_string).collect();
    names.sort();
    names.dedup();
    Ok(names)
}

/// Prints the agencies of the directory that are wanted.
fn print(desk: &Desk, wanted: impl Fn(&Agency) -> bool) -> anyhow::Result<Outcome> {
    let known = desk.wait(desk.ledger().known())?;
    let agencies: Vec<&Agency> = known.registry.list().filter(|agency| wanted(agency)).collect();
    desk.answer(&agencies, || {
        let mut grid = Grid::new(vec![Align::Start, Align::Start, Align::Start]);
        for agency in &agencies {
            let parent = agency.parent.as_ref().and_then(|id| known.registry.find(id));
            let parent = parent.map(|a| a.name.clone()).unwrap_or_default();
            let state = if agency.active { "" } else { desk.lang().pick("已停用", "retired") };
            grid.push(vec![agency.name.clone(), parent, state.to_owned()]);
        }
        lines(&grid, desk)
    })
}

fn lines(grid: &Grid, desk: &Desk) -> String {
    grid.lines(desk.width()).into_iter().map(|line| line + "\n").collect()
}
