//! `pdftotext` as a second reader, run as a child process with limits.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::xml::{self, Element, Visitor};

use super::Layer;
use super::layout::{Line, Page, push_apart};
use super::radical;

/// A report takes a tenth of a second.
const TIME_LIMIT: Duration = Duration::from_secs(30);
const CHECK_EVERY: Duration = Duration::from_millis(20);
/// The tool's output names the place of every word: about forty bytes a character.
const MAX_OUTPUT: u64 = 256 * 1024 * 1024;

/// Reads a text layer; `None` if the tool is absent, fails, or takes too long.
pub(super) fn read(bytes: &[u8]) -> Option<Layer> {
    let output = run(bytes)?;
    let mut words = Words::default();
    xml::walk(output.as_slice(), &mut words).ok()?;
    let unknown = words
        .pages
        .iter()
        .flat_map(|page| &page.lines)
        .map(|line| line.text.matches(char::REPLACEMENT_CHARACTER).count())
        .sum();
    Some(Layer { pages: words.pages, unknown })
}

fn run(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut child = Command::new("pdftotext")
        .args(["-q", "-enc", "UTF-8", "-bbox-layout", "-", "-"])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let input = child.stdin.take();
    let output = child.stdout.take();
    thread::scope(|scope| {
        scope.spawn(move || {
            // The tool may stop reading early: then its output tells.
            let _ = input.map(|mut input| input.write_all(bytes));
        });
        let reader = scope.spawn(move || {
            let mut text = Vec::new();
            let read = output?.take(MAX_OUTPUT).read_to_end(&mut text);
            read.ok().map(|_| text)
        });
        let finished = wait(&mut child);
        let text = reader.join().ok().flatten();
        text.filter(|_| finished)
    })
}

/// Waits for the tool's good end, and ends it when its time is over.
fn wait(child: &mut Child) -> bool {
    let started = Instant::now();
    while started.elapsed() < TIME_LIMIT {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => thread::sleep(CHECK_EVERY),
            Err(_) => break,
        }
    }
    // It is ended or never ran; either way it is waited for.
    let _ = child.kill();
    let _ = child.wait();
    false
}

/// Collects `<page>`, `<line>` and `<word>` of the tool's output.
#[derive(Default)]
struct Words {
    pages: Vec<Page>,
    line: Option<Line>,
    word: Option<Word>,
}

struct Word {
    text: String,
    x0: f32,
    x1: f32,
}

impl Words {
    fn end_word(&mut self) {
        let (Some(word), Some(line)) = (self.word.take(), &mut self.line) else {
            return;
        };
        let mut characters = word.text.trim().chars().map(radical::fold);
        let Some(first) = characters.next() else {
            return;
        };
        let gap = if line.text.is_empty() { 0.0 } else { (word.x0 - line.x1) / line.size.max(1.0) };
        push_apart(&mut line.text, first, gap);
        line.text.extend(characters);
        line.x1 = word.x1;
    }
}

impl Visitor for Words {
    fn start(&mut self, element: &Element<'_>) {
        let at = |name: &str| element.number::<f32>(name).unwrap_or(0.0);
        match element.name() {
            "page" => self.pages.push(Page { lines: Vec::new(), height: at("height") }),
            "line" => {
                self.line = Some(Line {
                    text: String::new(),
                    x0: at("xMin"),
                    x1: at("xMin"),
                    y: at("yMax"),
                    // The box of a line is a little higher than its letters.
                    size: (at("yMax") - at("yMin")).max(1.0) * 0.85,
                });
            }
            "word" => {
                self.word = Some(Word { text: String::new(), x0: at("xMin"), x1: at("xMax") });
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "word" => self.end_word(),
            "line" => {
                let line = self.line.take().filter(|line| !line.text.is_empty());
                if let (Some(line), Some(page)) = (line, self.pages.last_mut()) {
                    page.lines.push(line);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(word) = &mut self.word {
            word.text.push_str(text);
        }
    }
}
