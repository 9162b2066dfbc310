//! Text in; facts, projects, deadlines, tasks, pledges and terms out, each with
//! its place in the source.

pub mod division;
pub mod document;
pub mod span;
