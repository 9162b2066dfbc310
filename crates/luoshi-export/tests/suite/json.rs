//! The published JSON: the whole of it, and its spans.

use serde_json::Value;

use crate::sample;

#[test]
fn sample_is_published_in_full() {
    let printed = serde_json::to_string_pretty(&sample::report()).unwrap();
    insta::assert_snapshot!("report.json", printed);
}

#[test]
fn spans_count_characters_and_slice_to_their_quotes() {
    let report = serde_json::to_value(sample::report()).unwrap();
    let characters: Vec<char> = sample::TEXT.chars().collect();
    assert_eq!(report["source"]["chars"], characters.len());
    let document = &report["documents"][0];
    let mut checked = 0;
    for (kind, words) in [
        ("facts", "quote"),
        ("more_facts", "quote"),
        ("projects", "quote"),
        ("deadlines", "quote"),
        ("tasks", "text"),
        ("pledges", "text"),
        ("doubts", "quote"),
    ] {
        for row in document[kind].as_array().unwrap() {
            let offset = |at: usize| usize::try_from(row["span"][at].as_u64().unwrap()).unwrap();
            let slice: String = characters[offset(0)..offset(1)].iter().collect();
            assert_eq!(row[words], Value::String(slice));
            checked += 1;
        }
    }
    assert_eq!(checked, 22);
}

#[test]
fn whole_numbers_have_no_point_and_absent_fields_are_left_out() {
    let printed = serde_json::to_string(&sample::report()).unwrap();
    assert!(printed.contains(r#""value":86.4,"unit":"亿元""#));
    assert!(printed.contains(r#""value":3120,"unit":"人""#));
    assert!(printed.contains(r#""value":4,"value2":5,"#));
    assert!(printed.contains(r#""value":null,"unit":null,"comparator":"sync""#));
    assert!(!printed.contains(r#""value2":null"#));
    assert!(!printed.contains(r#""stage":null"#));
    assert!(printed.contains(r#""code":"090321""#));
}
