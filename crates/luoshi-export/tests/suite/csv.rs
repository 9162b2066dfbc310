//! CSV: whole files, and read back by a CSV reader.

use luoshi_export::csv::{write_heads, write_rows};
use luoshi_export::labels::Lang;
use luoshi_export::table::{Table, TableKind};

use crate::sample;

fn print(kind: TableKind, lang: Lang) -> String {
    let table = Table::of(kind, &sample::report(), lang);
    let mut bytes = Vec::new();
    write_heads(&table, lang, &mut bytes).unwrap();
    write_rows(&table, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn every_table_is_written_in_full() {
    for kind in TableKind::ALL {
        let printed = print(kind, Lang::Zh);
        assert!(printed.starts_with('\u{feff}'));
        assert_eq!(printed.matches('\n').count(), printed.matches("\r\n").count());
        let shown = printed.trim_start_matches('\u{feff}').replace('\r', "");
        insta::assert_snapshot!(format!("{}.csv", kind.as_str()), shown);
    }
}

#[test]
fn english_headings_change_nothing_else() {
    let english = print(TableKind::Projects, Lang::En);
    insta::assert_snapshot!("projects-en.csv", english.trim_start_matches('\u{feff}').replace('\r', ""));
}

#[test]
fn words_that_look_like_formulas_are_guarded_and_numbers_are_not() {
    let tasks = print(TableKind::Tasks, Lang::Zh);
    assert!(tasks.contains(",'-全力推进"));
    let facts = print(TableKind::Facts, Lang::Zh);
    assert!(facts.contains(",-2.9,"));
}

#[test]
fn a_csv_reader_reads_back_every_row() {
    let printed = print(TableKind::Facts, Lang::Zh);
    let mut reader = csv::Reader::from_reader(printed.trim_start_matches('\u{feff}').as_bytes());
    let quote = reader.headers().unwrap().iter().position(|head| head == "原文").unwrap();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let report = sample::report();
    let facts = report.documents[0].all_facts();
    assert_eq!(rows.len(), 11);
    for (row, fact) in rows.iter().zip(facts) {
        assert_eq!(&row[quote], fact.quote);
    }
}
