//! The summary for a terminal: the whole of it, narrow, wide and in colour.

use luoshi_export::labels::Lang;
use luoshi_export::text::{Options, render};
use unicode_width::UnicodeWidthStr;

use crate::sample;

const PLAIN: Options = Options { lang: Lang::Zh, width: 90, color: false };

#[test]
fn sample_in_chinese() {
    insta::assert_snapshot!("summary.txt", render(&sample::report(), &PLAIN));
}

#[test]
fn sample_in_english() {
    let english = Options { lang: Lang::En, ..PLAIN };
    insta::assert_snapshot!("summary-en.txt", render(&sample::report(), &english));
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in 40..120 {
        let summary = render(&sample::report(), &Options { width, ..PLAIN });
        for line in summary.lines() {
            assert!(line.width() <= width, "{width}: {line}");
        }
    }
}

#[test]
fn colours_change_no_word() {
    let colored = render(&sample::report(), &Options { color: true, ..PLAIN });
    assert!(colored.contains("\u{1b}["));
    let mut plain = String::new();
    for piece in colored.split("\u{1b}[") {
        plain.push_str(
            piece
                .split_once('m')
                .filter(|(code, _)| code.chars().all(|c| c.is_ascii_digit() || c == ';'))
                .map_or(piece, |(_, rest)| rest),
        );
    }
    assert_eq!(plain, render(&sample::report(), &PLAIN));
}

#[test]
fn long_lists_say_how_much_is_left_out() {
    let mut report = sample::report();
    let document = &mut report.documents[0];
    document.tasks = document.tasks.iter().cycle().take(40).cloned().collect();
    document.projects = document.projects.iter().cycle().take(25).cloned().collect();
    let summary = render(&report, &PLAIN);
    assert!(summary.contains("…另有 37 项"));
    assert!(summary.contains("…另有 15 项"));
}
