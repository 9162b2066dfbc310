//! What goes wrong is said in one line, with the right exit code, and stops
//! nothing else.

use std::io::Read;
use std::process::Stdio;

use crate::Room;

#[test]
fn what_cannot_be_read_stops_nothing_else() {
    let room = Room::with(&["a.txt", "b.txt"]);
    room.put("empty.txt", b"");
    let ran = room.run(&["read", "a.txt", "missing.txt", "empty.txt", "b.txt", "--format", "json"]);
    assert_eq!(ran.code, 2);
    assert_eq!(ran.json().as_array().unwrap().len(), 2);
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("luoshi: missing.txt: "));
    assert!(lines[1].starts_with("luoshi: empty.txt: "));
}

#[test]
fn a_text_that_says_nothing_of_the_kind_is_told_from_a_report() {
    let room = Room::with(&["a.txt"]);
    room.put("poem.txt", "床前明月光，疑是地上霜。\n".as_bytes());
    let ran = room.run(&["read", "poem.txt", "--format", "text"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("没有读出指标、任务等内容"));
    assert_eq!(room.run(&["read", "poem.txt", "a.txt"]).code, 0);
}

#[test]
fn nothing_readable_leaves_no_file() {
    let room = Room::new();
    room.put("empty.txt", b"");
    for output in ["out.json", "out.xlsx", "out.csv", "folder"] {
        let ran = room.run(&["read", "empty.txt", "empty.txt", "--format", "json", "-o", output]);
        assert_eq!(ran.code, 2);
    }
    let ran = room.run(&["read", "empty.txt", "-o", "out.xlsx"]);
    assert_eq!(ran.code, 2);
    assert_eq!(room.names("."), ["empty.txt"]);
}

#[test]
fn an_output_that_cannot_be_written_is_an_error() {
    let room = Room::with(&["a.txt"]);
    let ran = room.run(&["read", "a.txt", "-o", "no/such/folder/out.json"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.starts_with("luoshi: cannot write no/such/folder/out.json: "));
    std::fs::create_dir(room.path("folder.json")).unwrap();
    let ran = room.run(&["read", "a.txt", "-o", "folder.json"]);
    assert_eq!(ran.code, 2);
    assert_eq!(ran.stderr, "luoshi: cannot write folder.json: it is a folder\n");
}

#[test]
fn an_output_is_replaced_whole_or_not_at_all() {
    let room = Room::with(&["a.txt"]);
    room.put("out.json", b"old");
    assert_eq!(room.run(&["read", "missing.txt", "-o", "out.json"]).code, 2);
    assert_eq!(std::fs::read(room.path("out.json")).unwrap(), b"old");
    room.run(&["read", "a.txt", "-o", "out.json"]).ok();
    assert!(std::fs::read(room.path("out.json")).unwrap().starts_with(b"{"));
    assert_eq!(room.names("."), ["a.txt", "out.json"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported() {
    let room = Room::with(&["a.txt"]);
    let ran = room.run(&["read", "a.txt", "--format", "json", "-o", "/dev/full"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.starts_with("luoshi: cannot write /dev/full: No space left"));
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let mut command = room.command(&["read", "a.txt", "--format", "json"]);
    let output = command.stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.starts_with("luoshi: cannot write standard output: No space left"));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let names: Vec<String> = (0..300).map(|number| format!("{number}.txt")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let room = Room::with(&names);
    let mut command = room.command(&["read", ".", "--format", "jsonl"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn wrong_arguments_are_explained() {
    let room = Room::with(&["a.txt"]);
    for arguments in [
        &["read"][..],
        &["read", "a.txt", "--format", "pdf"],
        &["read", "a.txt", "--table", "tasks", "--format", "json"],
        &["read", "a.txt", "--explain", "1", "--format", "json"],
        &["assign"],
        &[],
    ] {
        let ran = room.run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(!ran.stderr.is_empty(), "{arguments:?}");
    }
    let version = room.run(&["--version"]).ok().stdout;
    assert_eq!(version, concat!("luoshi ", env!("CARGO_PKG_VERSION"), "\n"));
    assert!(room.run(&["read", "--help"]).ok().stdout.contains("Examples:"));
}
