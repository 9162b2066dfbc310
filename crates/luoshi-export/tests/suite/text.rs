//! The summary for a terminal: the whole of it, narrow, wide and in colour.

use luoshi_export::contract::{Fact, Nature};
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

#[test]
fn every_doubt_has_words_in_both_languages() {
    // The codes stand where doubts are made, as the only words in kebab-case.
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../luoshi-extract/src/doubt.rs");
    let code = std::fs::read_to_string(path).unwrap();
    let codes: Vec<String> = code
        .split('"')
        .skip(1)
        .step_by(2)
        .filter(|word| word.contains('-') && word.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
        .map(str::to_owned)
        .collect();
    assert!(codes.len() >= 9, "{codes:?}");
    for code in codes {
        let mut report = sample::report();
        report.documents[0].doubts[0].code = code.clone().leak();
        for lang in [Lang::Zh, Lang::En] {
            let summary = render(&report, &Options { lang, ..PLAIN });
            assert!(!summary.contains(&code), "no words for {code}");
        }
    }
}

#[test]
fn a_doubt_about_the_whole_report_has_no_empty_quotation_marks() {
    let mut report = sample::report();
    let doubt = &mut report.documents[0].doubts[0];
    doubt.code = "no-speaker";
    doubt.quote.clear();
    let summary = render(&report, &PLAIN);
    assert!(summary.ends_with("  没有读出报告人\n"), "{summary}");
}

#[test]
fn a_rate_stands_beside_a_rate() {
    let mut report = sample::report();
    let facts = &mut report.documents[0].facts;
    let jobs = |facts: &[Fact], nature| {
        let position = facts.iter().position(|fact| fact.indicator == "urban_jobs" && fact.nature == nature);
        position.unwrap()
    };
    let result = jobs(facts, Nature::Actual);
    facts.insert(result, facts[result].clone());
    facts[result].unit = Some("%".to_owned());
    let target = jobs(facts, Nature::Target);
    assert_eq!(facts[target].unit.as_deref(), Some("人"));
    let summary = render(&report, &PLAIN);
    let line = summary.lines().find(|line| line.contains("城镇新增就业"));
    let line = line.unwrap();
    assert!(line.contains("3120人") && !line.contains('%'), "{line}");
}
