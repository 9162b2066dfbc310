//! Lines in the cells of drawn tables to rows: the lines of a cell are one text,
//! the cells of a row one line with tabs.

use super::layout::{Line, join};
use super::rules::{Cell, Rules};

/// A cell and the lines found in it.
struct Filled {
    cell: Cell,
    lines: Vec<Line>,
}

/// Puts the rows of tables together; lines outside tables stay as they are.
pub(super) fn assemble(lines: Vec<Line>, rules: &Rules) -> Vec<Line> {
    let mut assembled = Vec::with_capacity(lines.len());
    let mut table: Vec<Filled> = Vec::new();
    for line in lines {
        if let Some(cell) = rules.cell(line.x0, line.x1, line.middle()) {
            fill(&mut table, cell, line);
        } else {
            close(&mut table, &mut assembled);
            assembled.push(line);
        }
    }
    close(&mut table, &mut assembled);
    assembled
}

fn fill(table: &mut Vec<Filled>, cell: Cell, line: Line) {
    // Tables are written cell by cell: the cell is one of the last.
    let known = table.iter_mut().rev().take(64).find(|known| known.cell.is(&cell));
    match known {
        Some(known) => known.lines.push(line),
        None => table.push(Filled { cell, lines: vec![line] }),
    }
}

/// Hands the table's rows over, in the order in which each row began.
fn close(table: &mut Vec<Filled>, assembled: &mut Vec<Line>) {
    let mut rows: Vec<Vec<Filled>> = Vec::new();
    for filled in table.drain(..) {
        let row = rows.iter_mut().rev().take(16).find(|row| row.iter().any(|other| other.cell.is_beside(&filled.cell)));
        match row {
            Some(row) => row.push(filled),
            None => rows.push(vec![filled]),
        }
    }
    for mut row in rows {
        if row.len() == 1 {
            // A frame around text, or a cell over several rows.
            assembled.extend(row.into_iter().flat_map(|filled| filled.lines));
        } else {
            row.sort_by(|a, b| a.cell.left.total_cmp(&b.cell.left));
            let cells = row.into_iter().filter_map(one_line);
            assembled.extend(cells.reduce(|row, cell| beside(row, &cell)));
        }
    }
}

/// The text of a cell as one line.
fn one_line(filled: Filled) -> Option<Line> {
    filled.lines.into_iter().reduce(|mut cell, line| {
        join(&mut cell.text, &line.text);
        cell.x1 = cell.x1.max(line.x1);
        cell
    })
}

fn beside(mut row: Line, cell: &Line) -> Line {
    row.text.push('\t');
    row.text.push_str(&cell.text);
    row.x1 = row.x1.max(cell.x1);
    row
}
