//! Columns that line up when Chinese and Latin characters are mixed: a Chinese
//! character takes two cells of a terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Cells between two columns.
const GAP: usize = 2;

/// How many cells of a terminal the words take.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The words on one line, runs of white space as one space.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words as far as they fit, with `…` when something was cut.
pub fn clip(text: &str, limit: usize) -> String {
    if width(text) <= limit {
        return text.to_owned();
    }
    let mut clipped = String::new();
    let mut used = 1;
    for character in text.chars() {
        used += character.width().unwrap_or(0);
        if used > limit {
            break;
        }
        clipped.push(character);
    }
    clipped.push('…');
    clipped
}

/// How a column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// To the left, as wide as its widest cell.
    Start,
    /// To the right, as wide as its widest cell.
    End,
    /// To the left, cut so that the line fits.
    Fill,
}

/// Rows of cells that are printed in line.
pub struct Grid {
    aligns: Vec<Align>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// A grid without rows, one column an alignment.
    pub fn new(aligns: Vec<Align>) -> Self {
        Self { aligns, rows: Vec::new() }
    }

    /// Adds a row; it has one cell a column.
    pub fn push(&mut self, row: Vec<String>) {
        debug_assert_eq!(row.len(), self.aligns.len(), "one cell a column");
        self.rows.push(row);
    }

    /// The rows as lines of at most `limit` cells.
    pub fn lines(&self, limit: usize) -> Vec<String> {
        let widths = self.widths(limit);
        self.rows.iter().map(|row| self.line(row, &widths)).collect()
    }

    fn line(&self, row: &[String], widths: &[usize]) -> String {
        let mut line = String::new();
        for ((cell, align), &column) in row.iter().zip(&self.aligns).zip(widths) {
            // A column without content takes no gap either.
            if column == 0 {
                continue;
            }
            if !line.is_empty() {
                line.push_str(&" ".repeat(GAP));
            }
            let cell = clip(cell, column);
            let padding = " ".repeat(column.saturating_sub(width(&cell)));
            match align {
                Align::End => line.extend([padding.as_str(), &cell]),
                Align::Start | Align::Fill => line.extend([cell.as_str(), &padding]),
            }
        }
        line.truncate(line.trim_end().len());
        line
    }

    /// Each column's width: what it needs, less what must be cut for the limit.
    fn widths(&self, limit: usize) -> Vec<usize> {
        let mut widths: Vec<usize> = (0..self.aligns.len())
            .map(|column| self.rows.iter().map(|row| width(&row[column])).max())
            .map(Option::unwrap_or_default)
            .collect();
        let gaps = GAP * widths.iter().filter(|&&w| w > 0).count().saturating_sub(1);
        let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(limit);
        if let Some(fill) = self.aligns.iter().position(|align| *align == Align::Fill) {
            let cut = excess.min(widths[fill].saturating_sub(limit / 3));
            widths[fill] -= cut;
            excess -= cut;
        }
        // Whatever is left is taken from the widest, cell by cell.
        while excess > 0 {
            let Some(widest) = (0..widths.len()).max_by_key(|&column| widths[column]) else {
                break;
            };
            if widths[widest] <= 2 {
                break;
            }
            widths[widest] -= 1;
            excess -= 1;
        }
        widths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_words_never_exceed_their_limit() {
        let text = "规模以上工业增加值增长8%";
        for limit in 1..30 {
            assert!(width(&clip(text, limit)) <= limit.max(1));
        }
        assert_eq!(clip(text, 80), text);
        assert_eq!(clip(text, 6), "规模…");
    }

    #[test]
    fn columns_line_up_across_scripts() {
        let mut grid = Grid::new(vec![Align::End, Align::Fill, Align::Start]);
        grid.push(vec!["1".into(), "GDP增长".into(), "市发改委".into()]);
        grid.push(vec!["12".into(), "新建公园、绿道和广场".into(), "市住建局".into()]);
        assert_eq!(grid.lines(80), [" 1  GDP增长               市发改委", "12  新建公园、绿道和广场  市住建局"]);
        assert!(grid.lines(24).iter().all(|line| width(line) <= 24));
    }
}
