//! How answers look on a terminal.

pub(crate) mod draft;
pub(crate) mod item;
pub(crate) mod measure;
pub(crate) mod words;

use luoshi_export::grid::Grid;

use crate::desk::Desk;

/// The grid's rows as lines that fit the terminal.
pub(crate) fn lines(grid: &Grid, desk: &Desk) -> String {
    grid.lines(desk.width()).into_iter().map(|line| line + "\n").collect()
}

/// Wall time to the minute: 2025-03-01T23:59:59.999 → 2025-03-01 23:59.
pub(crate) fn minutes(wall: &str) -> String {
    wall.replace('T', " ").chars().take(16).collect()
}
