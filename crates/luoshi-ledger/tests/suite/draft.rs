//! Drafts: whatever is split, merged and corrected, every row keeps its sentences as
//! they stand in the report; nobody overwrites what they have not seen.

use luoshi_ledger::ReportId;
use luoshi_ledger::draft::{self, Draft, DraftError, DraftEvent, Row, RowEdit, RowField, RowStatus};
use proptest::prelude::*;

const TEXT: &str = include_str!("../../../../examples/jichuan-2025.txt");

fn open() -> Draft {
    let reading = luoshi_extract::read(TEXT, &[]);
    let report = ReportId::from("霁川县-2025-000000");
    let rows = draft::rows(&report, TEXT, &reading.documents[0]);
    assert!(rows.len() >= 3, "the text has rows: {rows:?}");
    let mut draft = Draft::new(report);
    draft.apply(&DraftEvent::Opened { year: 2025, region: None, rows });
    draft
}

/// Every sentence of every row is what stands in the text at its place.
fn check(draft: &Draft) {
    let chars: Vec<char> = TEXT.chars().collect();
    for source in draft.rows.iter().flat_map(Row::sources) {
        let there: String = chars[source.start as usize..source.end as usize].iter().collect();
        assert_eq!(there, source.quote);
        assert!(!source.quote.is_empty());
    }
}

fn live(draft: &Draft) -> Vec<u32> {
    let open = draft.rows.iter().filter(|row| matches!(row.status, RowStatus::Open | RowStatus::Confirmed));
    open.map(|row| row.number).collect()
}

proptest! {
    /// Splits and merges at random: no word of the rows is lost and none is added.
    #[test]
    fn sentences_survive_whatever_is_done(acts in prop::collection::vec((any::<bool>(), 0..50_usize, 0..80_usize), 1..12)) {
        let mut draft = open();
        let words = |draft: &Draft| {
            let mut all: Vec<char> = Vec::new();
            for number in live(draft) {
                all.extend(draft.find(number).unwrap().sentences().chars());
            }
            all.sort_unstable();
            all
        };
        let before = words(&draft);
        for (split, first, place) in acts {
            let rows = live(&draft);
            let row = rows[first % rows.len()];
            let event = if split {
                draft.split_at(row, place)
            } else {
                draft.merge(&[row, rows[place % rows.len()]])
            };
            if let Ok(event) = event {
                draft.apply(&event);
            }
            check(&draft);
            prop_assert_eq!(words(&draft), before.clone());
        }
    }
}

#[test]
fn a_merged_row_is_split_again_between_its_sentences() {
    let mut draft = open();
    let kind = draft.rows[0].kind;
    let pair: Vec<u32> = draft.rows.iter().filter(|r| r.kind == kind).take(2).map(|r| r.number).collect();
    let first = draft.find(pair[0]).unwrap().clone();
    draft.apply(&draft.merge(&pair).unwrap());
    let merged = draft.rows.last().unwrap().clone();
    assert_eq!(merged.sources().len(), 2);
    draft.apply(&draft.split_at(merged.number, first.source.quote.chars().count()).unwrap());
    let [.., one, two] = draft.rows.as_slice() else { panic!("two rows") };
    assert_eq!((one.sources(), one.sources()[0]), (vec![&first.source], &first.source));
    assert_eq!(two.source, draft.find(pair[1]).unwrap().source);
    check(&draft);
}

#[test]
fn a_split_needs_words_on_both_sides() {
    let draft = open();
    let row = &draft.rows[0];
    let length = row.source.quote.chars().count();
    for place in [0, length, length + 5] {
        assert!(matches!(draft.split_at(row.number, place), Err(DraftError::NoSplit { .. })), "{place}");
    }
    for words in ["", "没有的词", &row.source.quote] {
        assert!(matches!(draft.split(row.number, words), Err(DraftError::NoSplit { .. })), "{words}");
    }
}

#[test]
fn a_form_that_saw_an_older_row_is_told() {
    let mut draft = open();
    let number = draft.rows[0].number;
    let seen = draft.rows[0].fingerprint();
    assert_eq!(draft.require_seen(number, &seen), Ok(()));
    let edit = RowEdit { title: Some("别的标题".to_owned()), ..RowEdit::default() };
    draft.apply(&draft.edit(number, edit).unwrap());
    assert_eq!(draft.require_seen(number, &seen), Err(DraftError::Changed(number)));
    let other = draft.rows[1].number;
    assert_eq!(draft.require_seen(other, &draft.rows[1].fingerprint()), Ok(()), "others are not touched");
}

#[test]
fn what_a_row_can_do_without_is_taken_away() {
    let mut draft = open();
    let number = draft.rows.iter().find(|row| row.stated_due.is_some()).unwrap().number;
    let clear = vec![RowField::StatedDue, RowField::Lead, RowField::Class, RowField::Leader, RowField::Regime];
    let edit = RowEdit { clear, ..RowEdit::default() };
    let event = draft.edit(number, edit).unwrap();
    let (kind, data) = event.encode();
    assert_eq!(DraftEvent::decode(&kind, 1, &data).unwrap(), event);
    draft.apply(&event);
    let row = draft.find(number).unwrap();
    assert_eq!((row.stated_due, row.lead.as_ref()), (None, None));
    assert_eq!(draft.confirm(&[number]), Err(DraftError::NoLead(number)));
}

#[test]
fn a_confirmed_row_stays_one_that_can_be_issued() {
    let mut draft = open();
    let row = draft.rows[0].clone();
    draft.apply(&draft.confirm(&[row.number]).unwrap());
    let without = RowEdit { clear: vec![RowField::Lead], ..RowEdit::default() };
    assert_eq!(draft.edit(row.number, without), Err(DraftError::NoLead(row.number)));
    let lead = row.lead.unwrap();
    let twice = RowEdit { support: Some(vec![lead.clone()]), ..RowEdit::default() };
    assert_eq!(draft.edit(row.number, twice), Err(DraftError::LeadIsSupport { row: row.number, agency: lead }));
}
