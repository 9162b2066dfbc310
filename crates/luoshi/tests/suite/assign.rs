//! `luoshi assign`: one entry a line, in order.

use crate::Room;

#[test]
fn every_line_gets_its_entry() {
    let room = Room::new();
    let tasks = "\u{feff}新建改扩建幼儿园3所\r\n\n新增公办学位540个";
    let ran = room.feed(&["assign", "--level", "county"], tasks.as_bytes()).ok();
    let entries = ran.json();
    let entries = entries.as_array().unwrap();
    let tasks: Vec<&str> = entries.iter().map(|entry| entry["task"].as_str().unwrap()).collect();
    assert_eq!(tasks, ["新建改扩建幼儿园3所", "", "新增公办学位540个"]);
    let lead = &entries[0]["agencies"][0];
    assert!(lead["name"].as_str().unwrap().starts_with('县'));
    assert_eq!(lead["role"], "lead");
    assert!(lead["score"].as_f64().unwrap() > 0.0);
    assert!(!lead["why"].as_array().unwrap().is_empty());
    assert!(entries[1]["agencies"].as_array().unwrap().is_empty());
}

#[test]
fn no_tasks_give_an_empty_array() {
    let ran = Room::new().feed(&["assign", "--level", "province"], b"");
    assert_eq!((ran.code, ran.stdout.as_str()), (1, "[]\n"));
}

#[test]
fn text_is_for_people() {
    let arguments = ["assign", "--level", "prefecture", "--format", "text"];
    let ran = Room::new().feed(&arguments, "新建改扩建幼儿园3所".as_bytes()).ok();
    let mut lines = ran.stdout.lines();
    assert_eq!(lines.next(), Some("新建改扩建幼儿园3所"));
    assert!(lines.next().unwrap().starts_with("  牵头  市"));
}

#[test]
fn bytes_that_are_no_text_are_an_error_with_their_line() {
    let ran = Room::new().feed(&["assign", "--level", "county"], b"ab\n\xff\xfe\n");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("line 2 of standard input"));
}
