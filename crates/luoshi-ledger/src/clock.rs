//! Clocks of an item.

mod timeline;

pub use timeline::{Extension, Mark, Node, Pause, Role, Timeline, Trigger};
