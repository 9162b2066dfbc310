//! What can be given to `luoshi read`: files, folders, standard input.

use crate::{REPORT, Room};

#[test]
fn one_file_gives_one_object() {
    let room = Room::with(&["报告.txt"]);
    let report = room.run(&["read", "报告.txt"]).ok().json();
    assert_eq!(report["schema"], 1);
    assert_eq!(report["source"]["path"], "报告.txt");
    assert_eq!(report["source"]["chars"], REPORT.chars().count());
    assert_eq!(report["documents"][0]["kind"], "work_report");
}

#[test]
fn standard_input_is_a_file_named_with_a_dash() {
    let room = Room::new();
    let report = room.feed(&["read", "-"], REPORT.as_bytes()).ok().json();
    assert_eq!(report["source"]["path"], "-");
    assert_eq!(report["documents"][0]["kind"], "work_report");
}

#[test]
fn several_files_give_an_array_in_their_order() {
    let names: Vec<String> = (0..40).map(|number| format!("{number:02}.txt")).collect();
    let mut given: Vec<&str> = names.iter().map(String::as_str).collect();
    let room = Room::with(&given);
    given.reverse();
    let mut arguments = vec!["read", "--jobs", "3", "--format", "json"];
    arguments.extend(&given);
    let reports = room.run(&arguments).ok().json();
    let paths: Vec<&str> =
        reports.as_array().unwrap().iter().map(|report| report["source"]["path"].as_str().unwrap()).collect();
    assert_eq!(paths, given);
}

#[test]
fn a_folder_gives_an_array_even_of_one() {
    let room = Room::with(&["reports/2024/a.txt"]);
    let reports = room.run(&["read", "reports"]).ok().json();
    assert_eq!(reports.as_array().unwrap().len(), 1);
}

#[test]
fn an_empty_folder_gives_nothing() {
    let room = Room::new();
    std::fs::create_dir(room.path("reports")).unwrap();
    let ran = room.run(&["read", "reports"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, "[]\n"));
}
