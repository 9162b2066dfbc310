//! What was promised as items, and what drives them to zero.

pub mod calendar;
pub mod chain;
pub mod clock;
pub mod light;
pub mod limit;
pub mod reconcile;
pub mod regime;
pub mod schedule;
pub mod statistics;
pub mod time;
