//! Text in; facts, projects, deadlines, tasks, pledges and terms out, each with
//! its place in the source.

pub mod agency;
mod clause;
mod deadline;
pub mod division;
pub mod document;
mod doubt;
mod enumeration;
mod explain;
mod fact;
mod head;
mod heads;
pub mod indicator;
mod lexicon;
mod lines;
mod mention;
mod metric;
mod number;
mod outline;
mod pairs;
mod passage;
mod phrase;
mod place;
mod pledge;
mod project;
mod quantity;
mod read;
mod rhetoric;
pub mod scale;
mod scope;
pub mod span;
mod split;
#[doc(hidden)]
pub mod stages;
mod table;
mod task;
mod term;
pub mod text;
mod token;
mod unit;
mod words;

pub use explain::explain;
pub use metric::read_metrics;
pub use read::{Surroundings, read, read_passage};
