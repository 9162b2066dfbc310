//! Work on a ledger from the terminal, as transcripts in `tests/transcripts`:
//!
//! ```text
//! # What is shown here.
//! @ 2025-01-20T09:00
//! $ act 2025-0001 sign
//! 2025-0001 待部署 · 签收
//! $ act 2025-0001 sign
//! ! luoshi: 事项当前为“待部署”，此操作须在“待签收”时进行（wrong-state）
//! [2]
//! ```
//!
//! `@` sets the time, `$` runs the program, `!` is what it complains, `[1]` an
//! exit code other than 0, `> FILE` at the end keeps the answer in a file. With
//! `LUOSHI_BLESS=1` in the environment the answers are written anew, to be read
//! before they are believed.

mod copies;
mod database;
mod sheet;
mod trouble;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::{Ran, Room};

/// A clerk of the water bureau.
pub(super) const CLERK: &str = "--as 李芸 --role clerk --agency 县水利局";

/// A ledger in a fresh directory, with the files of the transcripts.
pub(super) struct Office {
    pub(super) room: Room,
}

impl Office {
    /// The directory without a ledger.
    pub(super) fn empty() -> Self {
        let room = Room::new();
        for entry in std::fs::read_dir(folder().join("files")).unwrap() {
            let entry = entry.unwrap();
            room.put(&entry.file_name().into_string().unwrap(), &std::fs::read(entry.path()).unwrap());
        }
        room.put("photo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
        room.put("program.png", b"MZ\x90\0\x03\0\0\0");
        room.put("paper.pdf", b"%PDF-1.4\n%%EOF\n");
        Self { room }
    }

    /// A ledger with some agencies.
    pub(super) fn new() -> Self {
        let office = Self::empty();
        office.ok("2025-01-20T09:00", "init --place 霁川县 --level county");
        office.ok("2025-01-20T09:00", "agency add 县水利局 县教育局 县财政局");
        office
    }

    pub(super) fn run(&self, now: &str, line: &str) -> Ran {
        let arguments: Vec<&str> = line.split_whitespace().collect();
        Ran::new(self.room.command(&arguments).env("LUOSHI_NOW", now).output().unwrap())
    }

    /// What a command that succeeds says.
    pub(super) fn ok(&self, now: &str, line: &str) -> String {
        let ran = self.run(now, line);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{line}");
        ran.stdout
    }

    /// The one line that a refused command says.
    pub(super) fn refused(&self, now: &str, line: &str) -> String {
        let ran = self.run(now, line);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{line}");
        let mut lines = ran.stderr.lines();
        let complaint = lines.next().unwrap_or_default().to_owned();
        assert_eq!(lines.next(), None, "{line}: one line is enough");
        complaint
    }

    /// Issues a directive by hand and gives its number.
    pub(super) fn directive(&self, now: &str, title: &str) -> String {
        let said = self.ok(now, &format!("item add --kind directive --title {title} --lead 县水利局 --not-secret"));
        said.split_whitespace().next().unwrap().to_owned()
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts")
}

fn transcripts() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = entries.filter(|path| path.extension().is_some_and(|e| e == "txt")).collect();
    paths.sort();
    paths
}

/// The transcript as it comes out now; each command is run as `run` says.
fn play(text: &str, mut run: impl FnMut(&Office, &str, &str) -> Ran) -> String {
    let office = Office::empty();
    let (mut now, mut out) = (String::new(), String::new());
    for line in text.lines() {
        if let Some(time) = line.strip_prefix("@ ") {
            time.clone_into(&mut now);
        }
        if let Some(command) = line.strip_prefix("$ ") {
            let (command, file) = command.split_once(" > ").map_or((command, None), |(c, f)| (c, Some(f)));
            writeln!(out, "{line}").unwrap();
            let ran = run(&office, &now, command);
            match file {
                Some(file) => office.room.put(file, ran.stdout.as_bytes()),
                None => out += &ran.stdout,
            }
            ran.stderr.lines().for_each(|complaint| writeln!(out, "! {complaint}").unwrap());
            if ran.code != 0 {
                writeln!(out, "[{}]", ran.code).unwrap();
            }
        } else if line.starts_with(['@', '#']) {
            writeln!(out, "{line}").unwrap();
        }
    }
    out
}

/// The lines without the empty ones, and without what a new version of the
/// tables or of a shipped regime changes: hashes, sizes and the version itself.
fn dense(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let is_hash = |word: &str| word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit());
    lines
        .map(|line| {
            let number = line.contains(".db · ");
            let settle = |word| match word {
                word if is_hash(word) => "HASH",
                word if number && word.parse::<u64>().is_ok() => "NUMBER",
                word => word,
            };
            line.split(' ').map(settle).collect::<Vec<_>>().join(" ")
        })
        .collect()
}

/// Does this with every transcript, all of them at once.
fn with_each(check: impl Fn(&Path, &str) + Sync) {
    std::thread::scope(|scope| {
        for path in transcripts() {
            let check = &check;
            scope.spawn(move || check(&path, &std::fs::read_to_string(&path).unwrap()));
        }
    });
}

#[test]
fn transcripts_come_out_as_written() {
    with_each(|path, text| {
        let played = dense(&play(text, Office::run)).join("\n");
        if std::env::var_os("LUOSHI_BLESS").is_some() {
            std::fs::write(path, played + "\n").unwrap();
        } else {
            let written = dense(text).join("\n");
            let differs = played.lines().zip(written.lines()).find(|(now, then)| now != then);
            assert_eq!(differs, None, "{}: first difference, now and then", path.display());
            assert_eq!(played.len(), written.len(), "{}", path.display());
        }
    });
}

#[test]
fn every_answer_can_be_json() {
    with_each(|path, text| {
        play(text, |office, now, command| {
            // A file that a later command reads is kept as it is.
            if text.contains(&format!("$ {command} > ")) || command.starts_with("export") {
                return office.run(now, command);
            }
            let ran = office.run(now, &format!("{command} --json"));
            let parsed = serde_json::from_str::<serde_json::Value>(&ran.stdout);
            assert!(ran.code == 2 || parsed.is_ok(), "{}: {command}: {}", path.display(), ran.stdout);
            ran
        });
    });
}

/// Chinese words of an answer: runs of characters that are neither ASCII nor signs.
fn chinese(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !('\u{4e00}'..='\u{9fff}').contains(&c)).filter(|word| !word.is_empty())
}

/// What an English answer may say in Chinese: what was typed, what stands in files
/// of the office, names of agencies and holidays, grades, and where limits stand.
fn quotable(office: &Office, transcript: &str) -> String {
    use luoshi_ledger::{calendar::Calendar, regime::Regime};
    let typed = transcript.lines().filter(|line| line.starts_with("$ ")).collect::<Vec<_>>().join("\n");
    let names = office.room.names(".").into_iter().filter(|name| !name.contains(".db"));
    let files = names.filter_map(|name| std::fs::read_to_string(office.room.path(&name)).ok());
    let regimes = Regime::NAMES.iter().filter_map(|name| Regime::standard_text(name));
    let sources = regimes
        .flat_map(str::lines)
        .filter(|line| line.contains("source = ") || line.starts_with("grades"))
        .map(str::to_owned);
    let calendar = serde_json::to_string(Calendar::standard().notices()).unwrap();
    // Who acts by default, and signs of figures.
    let known = "督查室 左右 个百分点".to_owned();
    files.chain(sources).chain([typed, calendar, known]).collect::<Vec<_>>().join("\n")
}

#[test]
fn english_answers_hold_no_chinese_words_of_the_program() {
    with_each(|path, text| {
        let mut said = String::new();
        let mut quotes = String::new();
        play(text, |office, now, command| {
            let is_data = command.starts_with("regime show") || command.contains("--json");
            let ran = office.run(now, &format!("{} --lang en", command.replace("--lang en", "")));
            quotes = quotable(office, text);
            if !is_data {
                said += &ran.stdout;
                said += &ran.stderr;
            }
            ran
        });
        let is_agency = |word: &str| word.starts_with('县') && word.ends_with('局');
        let own = chinese(&said).filter(|word| !is_agency(word) && !quotes.contains(*word));
        let own: std::collections::BTreeSet<&str> = own.collect();
        assert!(own.is_empty(), "{}: {own:?}", path.display());
    });
}

#[test]
fn the_language_is_that_of_the_locale() {
    let office = Office::new();
    office.directive("2025-03-03T09:00", "fix-the-road");
    let ran = office.run("2025-03-03T09:00", "item list --lang en");
    assert_eq!(ran.stdout, "2025-0001  directive  fix-the-road  县水利局  issued  yellow, near  2025-03-03\n");
    let mut command = office.room.command(&["item", "list"]);
    command.env("LANG", "en_US.UTF-8").env("LUOSHI_NOW", "2025-03-03T09:00");
    assert_eq!(Ran::new(command.output().unwrap()).stdout, ran.stdout);
}
