//! Every format of `luoshi read`, on standard output and in files.

use calamine::{Reader, Xlsx};

use crate::{REPORT, Room};

#[test]
fn json_lines_are_one_object_each() {
    let room = Room::with(&["a.txt", "b.txt"]);
    let ran = room.run(&["read", "a.txt", "b.txt", "--format", "jsonl"]).ok();
    let paths: Vec<String> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|report| report["source"]["path"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(paths, ["a.txt", "b.txt"]);
}

#[test]
fn quotes_are_slices_of_the_text_that_text_only_prints() {
    let room = Room::with(&["a.txt"]);
    let text = room.run(&["read", "a.txt", "--format", "text-only"]).ok().stdout;
    assert_eq!(text, REPORT);
    let text: Vec<char> = text.chars().collect();
    let report = room.run(&["read", "a.txt"]).ok().json();
    for kind in ["facts", "projects", "deadlines"] {
        for row in report["documents"][0][kind].as_array().unwrap() {
            let offset = |at: usize| usize::try_from(row["span"][at].as_u64().unwrap()).unwrap();
            let slice: String = text[offset(0)..offset(1)].iter().collect();
            assert_eq!(row["quote"], slice);
        }
    }
}

#[test]
fn text_only_takes_one_file() {
    let room = Room::with(&["a.txt", "b.txt"]);
    let ran = room.run(&["read", "a.txt", "b.txt", "--format", "text-only"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("text-only takes one file"));
}

#[test]
fn summary_is_in_the_language_asked_for_and_without_colours() {
    let room = Room::with(&["a.txt"]);
    let chinese = room.run(&["read", "a.txt", "--format", "text"]).ok().stdout;
    assert!(chinese.contains("政府工作报告"));
    assert!(!chinese.contains('\u{1b}'));
    let by_flag = room.run(&["read", "a.txt", "--format", "text", "--lang", "en"]).ok();
    assert!(by_flag.stdout.contains("work report"));
    let mut command = room.command(&["read", "a.txt", "--format", "text"]);
    let by_locale = command.env("LANG", "en_GB.UTF-8").output().unwrap();
    assert_eq!(String::from_utf8(by_locale.stdout).unwrap(), by_flag.stdout);
}

#[test]
fn csv_goes_to_standard_output_or_to_a_folder() {
    let room = Room::with(&["a.txt", "b.txt"]);
    let facts = room.run(&["read", "a.txt", "--format", "csv"]).ok().stdout;
    assert!(facts.starts_with("\u{feff}文件,地区,年度,编号,指标,"));
    let documents = room.run(&["read", "a.txt", "b.txt", "--format", "csv", "--table", "documents"]).ok().stdout;
    assert_eq!(documents.lines().count(), 3);
    assert_eq!(documents.matches('\u{feff}').count(), 1);
    room.run(&["read", "a.txt", "b.txt", "--format", "csv", "-o", "out"]).ok();
    assert_eq!(
        room.names("out"),
        [
            "deadlines.csv",
            "documents.csv",
            "doubts.csv",
            "facts.csv",
            "pledges.csv",
            "projects.csv",
            "tasks.csv",
            "terms.csv"
        ]
    );
    let written = std::fs::read_to_string(room.path("out/documents.csv")).unwrap();
    assert_eq!(written, documents);
}

#[test]
fn the_name_of_the_output_says_its_format() {
    let room = Room::with(&["a.txt"]);
    for name in ["out.xlsx", "out.json", "out.jsonl", "out.md", "out.csv", "out.txt"] {
        let ran = room.run(&["read", "a.txt", "-o", name]).ok();
        assert_eq!(ran.stdout, "");
    }
    let book: Xlsx<_> = calamine::open_workbook(room.path("out.xlsx")).unwrap();
    assert_eq!(book.sheet_names().len(), 8);
    let json = std::fs::read_to_string(room.path("out.json")).unwrap();
    assert_eq!(json, room.run(&["read", "a.txt", "--format", "json"]).ok().stdout);
    let page = std::fs::read_to_string(room.path("out.md")).unwrap();
    assert!(page.starts_with("# "));
    assert_eq!(room.names("."), ["a.txt", "out.csv", "out.json", "out.jsonl", "out.md", "out.txt", "out.xlsx"]);
}

#[test]
fn explaining_prints_words_and_not_data() {
    let room = Room::with(&["a.txt"]);
    let ran = room.run(&["read", "a.txt", "--explain", "增长6.2%"]).ok();
    assert!(!ran.stdout.is_empty());
    assert!(!ran.stdout.starts_with('{'));
}

#[test]
fn reading_twice_prints_the_same() {
    let room = Room::with(&["a.txt", "b.txt"]);
    for name in ["out.json", "out.csv", "out.md", "out.txt", "out.xlsx"] {
        let read = || {
            room.run(&["read", "a.txt", "b.txt", "-o", name]).ok();
            std::fs::read(room.path(name)).unwrap()
        };
        assert!(read() == read(), "{name}");
    }
}
