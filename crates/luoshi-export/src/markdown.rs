//! Markdown tables, to be read as they are or pasted into a page.

use std::fmt::Write;

use crate::contract::{Document, Report};
use crate::labels::Lang;
use crate::table::{Cell, PLACE_COLUMNS, Table, TableKind};

/// One section a document, one table a kind; kinds without rows are left out.
pub fn render(report: &Report, lang: Lang) -> String {
    let mut page = String::new();
    for document in &report.documents {
        if !page.is_empty() {
            page.push('\n');
        }
        push_head(&mut page, report, document, lang);
        for kind in TableKind::ALL {
            if kind != TableKind::Documents {
                let mut table = Table::new(kind);
                table.push(report, document, lang);
                push_table(&mut page, &table, lang);
            }
        }
    }
    page
}

fn push_head(page: &mut String, report: &Report, document: &Document, lang: Lang) {
    let title = crate::heading::title(document, lang);
    let facts = crate::heading::particulars(document, lang).join(" · ");
    let source = &report.source;
    // Writing to a string cannot fail.
    let _ = writeln!(page, "# {}\n", escape(&title));
    if !facts.is_empty() {
        let _ = writeln!(page, "{}  ", escape(&facts));
    }
    let _ = writeln!(page, "{} {} · SHA-256 `{}`", lang.pick("来源", "Source"), escape(&source.path), source.sha256);
}

fn push_table(page: &mut String, table: &Table, lang: Lang) {
    if table.rows.is_empty() {
        return;
    }
    let shown: Vec<usize> = (PLACE_COLUMNS..table.heads.len())
        .filter(|&column| !table.heads[column].technical && is_used(table, column))
        .collect();
    let _ = writeln!(page, "\n## {}\n", table.kind.title(lang));
    push_row(page, shown.iter().map(|&column| table.heads[column].title(lang).to_owned()));
    // Numbers to the right, everything else to the left.
    let rules = shown.iter().map(|&column| {
        let is_numeric = table.heads[column].numeric;
        if is_numeric { "---:" } else { "---" }.to_owned()
    });
    push_row(page, rules);
    for row in &table.rows {
        push_row(page, shown.iter().map(|&column| print(&row[column])));
    }
}

/// Whether any row has something in the column; an empty one wastes width.
fn is_used(table: &Table, column: usize) -> bool {
    table.rows.iter().any(|row| row[column] != Cell::Empty)
}

fn push_row(page: &mut String, cells: impl Iterator<Item = String>) {
    page.push('|');
    for cell in cells {
        let _ = write!(page, " {cell} |");
    }
    page.push('\n');
}

fn print(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => escape(text),
        Cell::Number(number) => number.to_string(),
        Cell::Date(date) => date.to_string(),
    }
}

/// The words with nothing left that Markdown would take for its own.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' => escaped.push(' '),
            '|' | '*' | '_' | '`' | '\\' | '<' | '[' | ']' => {
                escaped.push('\\');
                escaped.push(character);
            }
            _ => escaped.push(character),
        }
    }
    escaped
}
