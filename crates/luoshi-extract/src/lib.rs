//! Text in; facts, projects, deadlines, tasks, pledges and terms out, each with
//! its place in the source.

pub mod agency;
pub mod division;
pub mod document;
mod fact;
mod head;
pub mod indicator;
mod lexicon;
mod lines;
mod number;
mod outline;
mod passage;
mod place;
mod quantity;
mod read;
mod scope;
pub mod span;
mod split;
mod table;
pub mod text;
mod token;
mod unit;

pub use read::read;
