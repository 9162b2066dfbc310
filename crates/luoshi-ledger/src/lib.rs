#![doc = include_str!("../README.md")]

pub mod actor;
pub mod calendar;
pub mod chain;
pub mod clock;
pub mod command;
pub mod decide;
pub mod draft;
pub mod event;
mod id;
pub mod item;
pub mod light;
pub mod limit;
pub mod reconcile;
pub mod regime;
pub mod registry;
pub mod rejection;
pub mod report;
pub mod schedule;
pub mod settings;
pub mod statistics;
pub mod summary;
pub mod time;

pub use decide::{Context, decide};
pub use id::{AgencyId, ItemId, PersonId, ReportId};
