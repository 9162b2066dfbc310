//! The lines drawn on a page: those around a text are the borders of its table
//! cell, however close the text of the next cell stands.

use super::content::Matrix;

/// In points: a filled shape narrower than this is a line.
const NARROW: f32 = 2.5;
/// In points: a shorter line is a part of a letter or a bullet.
const SHORT: f32 = 6.0;
/// In points: borders drawn twice, and text that touches its border.
const NEAR: f32 = 3.0;
/// More lines on one page are a drawing.
const MAX_RULES: usize = 50_000;

/// One line, across or down; y grows downwards.
#[derive(Debug, Clone, Copy)]
struct Rule {
    /// Its x if it goes down, its y if it goes across.
    at: f32,
    from: f32,
    to: f32,
}

impl Rule {
    fn covers(&self, place: f32) -> bool {
        self.from - NEAR <= place && place <= self.to + NEAR
    }
}

/// The lines of a page.
#[derive(Debug, Default)]
pub(super) struct Rules {
    down: Vec<Rule>,
    across: Vec<Rule>,
}

/// The box of lines around a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub(super) left: f32,
    top: f32,
    bottom: f32,
}

impl Cell {
    /// Whether two cells are one.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.is_beside(other) && near(self.left, other.left)
    }

    /// Whether two cells are of one row.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        near(self.top, other.top) && near(self.bottom, other.bottom)
    }
}

fn near(a: f32, b: f32) -> bool {
    (a - b).abs() < NEAR
}

impl Rules {
    /// Whether a line passes down between two places at a height.
    pub(super) fn pass(&self, from: f32, to: f32, y: f32) -> bool {
        let start = self.down.partition_point(|rule| rule.at < from);
        let rest = self.down.get(start..).unwrap_or_default();
        rest.iter().take_while(|rule| rule.at <= to).any(|rule| rule.covers(y))
    }

    /// The cell around a text at a height, if lines close it on all sides.
    pub(super) fn cell(&self, x0: f32, x1: f32, y: f32) -> Option<Cell> {
        let middle = f32::midpoint(x0, x1);
        let (left, _) = around(&self.down, x0 + NEAR, y);
        let (_, right) = around(&self.down, x1 - NEAR, y);
        let (top, bottom) = around(&self.across, y, middle);
        right?;
        Some(Cell { left: left?, top: top?, bottom: bottom? })
    }
}

/// The nearest lines on both sides of a place that cover another.
fn around(rules: &[Rule], place: f32, covering: f32) -> (Option<f32>, Option<f32>) {
    let (before, after) = rules.split_at(rules.partition_point(|rule| rule.at <= place));
    let covers = |rule: &&Rule| rule.covers(covering);
    (before.iter().rev().find(covers).map(|rule| rule.at), after.iter().find(covers).map(|rule| rule.at))
}

/// Follows the path that is being drawn.
#[derive(Debug, Default)]
pub(super) struct Pen {
    /// Corners of the shape that is open.
    shape: Vec<(f32, f32)>,
    /// Lines that the path has if it is filled, and if it is drawn along.
    filled: Rules,
    stroked: Rules,
    rules: Rules,
}

impl Pen {
    pub(super) fn move_to(&mut self, x: f64, y: f64, page: Matrix) {
        self.end_shape();
        self.shape.push(place(x, y, page));
    }

    pub(super) fn line_to(&mut self, x: f64, y: f64, page: Matrix) {
        if self.shape.len() < MAX_RULES {
            self.shape.push(place(x, y, page));
        }
    }

    pub(super) fn rectangle(&mut self, [x, y, width, height]: [f64; 4], page: Matrix) {
        self.move_to(x, y, page);
        self.line_to(x + width, y, page);
        self.line_to(x + width, y + height, page);
        self.line_to(x, y + height, page);
        self.line_to(x, y, page);
    }

    /// The path is painted.
    pub(super) fn paint(&mut self, fill: bool, stroke: bool) {
        self.end_shape();
        if fill {
            self.rules.take(&mut self.filled);
        }
        if stroke {
            self.rules.take(&mut self.stroked);
        }
        self.clear();
    }

    /// The path is only a boundary, or not used.
    pub(super) fn clear(&mut self) {
        self.shape.clear();
        self.filled = Rules::default();
        self.stroked = Rules::default();
    }

    pub(super) fn finish(mut self) -> Rules {
        self.rules.down.sort_by(|a, b| a.at.total_cmp(&b.at));
        self.rules.across.sort_by(|a, b| a.at.total_cmp(&b.at));
        self.rules
    }

    fn end_shape(&mut self) {
        let shape = std::mem::take(&mut self.shape);
        for pair in shape.windows(2) {
            self.stroked.add(pair, 1.0);
        }
        self.filled.add(&shape, NARROW);
    }
}

impl Rules {
    fn take(&mut self, other: &mut Self) {
        self.down.append(&mut other.down);
        self.across.append(&mut other.across);
        self.down.truncate(MAX_RULES);
        self.across.truncate(MAX_RULES);
    }

    /// Adds the line that corners make, if it is narrow and long.
    fn add(&mut self, corners: &[(f32, f32)], narrow: f32) {
        let (left, right) = bounds(corners.iter().map(|corner| corner.0));
        let (top, bottom) = bounds(corners.iter().map(|corner| corner.1));
        if right - left < narrow && bottom - top > SHORT && self.down.len() < MAX_RULES {
            self.down.push(Rule { at: f32::midpoint(left, right), from: top, to: bottom });
        } else if bottom - top < narrow && right - left > SHORT && self.across.len() < MAX_RULES {
            self.across.push(Rule { at: f32::midpoint(top, bottom), from: left, to: right });
        }
    }
}

fn bounds(values: impl Iterator<Item = f32>) -> (f32, f32) {
    values.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}

fn place(x: f64, y: f64, m: Matrix) -> (f32, f32) {
    ((x * m[0] + y * m[2] + m[4]) as f32, (x * m[1] + y * m[3] + m[5]) as f32)
}
