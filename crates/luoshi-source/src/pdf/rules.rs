//! The vertical lines drawn on a page: between two characters they are the
//! border of a table's cells, however close the characters stand.

use super::content::Matrix;

/// In points: a filled shape narrower than this is a line.
const NARROW: f32 = 2.5;
/// In points: a shorter line is a part of a letter or a bullet.
const SHORT: f32 = 6.0;
/// More lines on one page are a drawing.
const MAX_RULES: usize = 50_000;

/// One vertical line; y grows downwards.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    x: f32,
    top: f32,
    bottom: f32,
}

/// The vertical lines of a page, by x.
#[derive(Debug, Default)]
pub(super) struct Rules(Vec<Rule>);

impl Rules {
    pub(super) fn new(mut rules: Vec<Rule>) -> Self {
        rules.sort_by(|a, b| a.x.total_cmp(&b.x));
        Self(rules)
    }

    /// Whether a line passes between two places at a height.
    pub(super) fn pass(&self, from: f32, to: f32, y: f32) -> bool {
        let start = self.0.partition_point(|rule| rule.x < from);
        self.0
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take_while(|rule| rule.x <= to)
            .any(|rule| rule.top <= y && y <= rule.bottom)
    }
}

/// Follows the path that is being drawn.
#[derive(Debug, Default)]
pub(super) struct Pen {
    /// Corners of the shape that is open.
    shape: Vec<(f32, f32)>,
    /// Lines that the path has if it is filled, and if it is drawn along.
    filled: Vec<Rule>,
    stroked: Vec<Rule>,
    rules: Vec<Rule>,
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
        if fill && self.rules.len() < MAX_RULES {
            self.rules.append(&mut self.filled);
        }
        if stroke && self.rules.len() < MAX_RULES {
            self.rules.append(&mut self.stroked);
        }
        self.clear();
    }

    /// The path is only a boundary, or not used.
    pub(super) fn clear(&mut self) {
        self.shape.clear();
        self.filled.clear();
        self.stroked.clear();
    }

    pub(super) fn finish(self) -> Rules {
        Rules::new(self.rules)
    }

    fn end_shape(&mut self) {
        let shape = std::mem::take(&mut self.shape);
        if self.stroked.len() + shape.len() > MAX_RULES {
            return;
        }
        for pair in shape.windows(2) {
            if let [from, to] = pair {
                self.stroked.extend(rule(&[*from, *to], 1.0));
            }
        }
        self.filled.extend(rule(&shape, NARROW));
    }
}

fn place(x: f64, y: f64, m: Matrix) -> (f32, f32) {
    (
        (x * m[0] + y * m[2] + m[4]) as f32,
        (x * m[1] + y * m[3] + m[5]) as f32,
    )
}

/// The line that corners make, if they are narrow and high.
fn rule(corners: &[(f32, f32)], narrow: f32) -> Option<Rule> {
    let bounds = |values: &mut dyn Iterator<Item = f32>| {
        values.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        })
    };
    let (left, right) = bounds(&mut corners.iter().map(|corner| corner.0));
    let (top, bottom) = bounds(&mut corners.iter().map(|corner| corner.1));
    (right - left < narrow && bottom - top > SHORT).then(|| Rule {
        x: f32::midpoint(left, right),
        top,
        bottom,
    })
}
