//! The corpus: passages with marked spans, and what must be read from them.
//!
//! The files are the specification of the language; `tests/corpus/README.md`
//! describes their form. Cases that fail today are listed in
//! `tests/corpus/known.txt`, so that none is lost and none is won unnoticed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use luoshi_extract::document::{AmountKind, Comparator, Document, Fact, Level, Measure, Region, Role};
use luoshi_extract::span::Span;
use luoshi_extract::{Surroundings, read_passage};

/// A passage and what its file expects of it.
struct Case {
    /// `facts/shares:12`, the line of the passage.
    id: String,
    around: Surroundings,
    text: String,
    marks: Vec<Span>,
    /// One per mark; several facts of one mark are joined with ` & `.
    expected: Vec<String>,
    kinds: String,
}

fn corpus_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

fn cases() -> Vec<Case> {
    let mut out = Vec::new();
    for kind in ["facts", "projects", "deadlines"] {
        let mut files: Vec<PathBuf> = std::fs::read_dir(corpus_dir().join(kind))
            .expect("the corpus has this folder")
            .map(|entry| entry.expect("a readable entry").path())
            .collect();
        files.sort();
        for file in files {
            let name = format!("{kind}/{}", file.file_stem().expect("a name").to_string_lossy());
            parse(&name, &std::fs::read_to_string(&file).expect("a readable file"), &mut out);
        }
    }
    out
}

fn parse(name: &str, file: &str, out: &mut Vec<Case>) {
    let mut kinds = String::new();
    let mut around = None;
    for (line, number) in file.lines().zip(1..) {
        if let Some(rest) = line.strip_prefix("kinds: ") {
            rest.clone_into(&mut kinds);
        } else if let Some(rest) = line.strip_prefix("## ") {
            around = Some(surroundings(rest));
        } else if line.starts_with('#') || line.trim().is_empty() {
        } else if let Some(expectation) = line.strip_prefix("  ") {
            if expectation.trim() != "none" {
                out.last_mut().expect("a passage before it").expected.push(expectation.trim().to_owned());
            }
        } else {
            let (text, marks) = unmark(&line.replace("\\n", "\n"));
            let around = around.clone().unwrap_or_else(|| panic!("{name}:{number} has no context"));
            let id = format!("{name}:{number}");
            out.push(Case { id, around, text, marks, expected: Vec::new(), kinds: kinds.clone() });
        }
    }
}

/// `review 2024 市`: the part, the plan year, the level's word.
fn surroundings(header: &str) -> Surroundings {
    let words: Vec<&str> = header.split_whitespace().collect();
    let role = match words[0] {
        "review" => Role::Review,
        "plan" => Role::Plan,
        "five_year" => Role::FiveYear,
        "self" => Role::SelfConstruction,
        other => panic!("unknown part {other}"),
    };
    let (name, level) = match words[2] {
        "县" => ("云州县", Level::County),
        "区" => ("云州区", Level::County),
        "市" => ("云州市", Level::Prefecture),
        "省" => ("云州省", Level::Province),
        "全国" => ("全国", Level::Nation),
        other => panic!("unknown level {other}"),
    };
    let region = Region { name: name.to_owned(), code: None, level };
    Surroundings { role, year: words[1].parse().expect("a year"), region }
}

/// Takes the marks ⟦ ⟧ out of a passage.
fn unmark(line: &str) -> (String, Vec<Span>) {
    let mut text = String::new();
    let mut marks = Vec::new();
    let mut open = None;
    for c in line.chars() {
        match c {
            '⟦' => open = Some(text.len()),
            '⟧' => marks.push(Span::new(open.take().expect("a mark opens before it closes"), text.len())),
            _ => text.push(c),
        }
    }
    (text, marks)
}

/// What was read, in the corpus's words, with where.
fn read(case: &Case) -> Vec<(String, Span)> {
    let document = read_passage(&case.text, &case.around);
    match case.kinds.as_str() {
        "facts" => document.facts.iter().map(|f| (fact_words(f, case), f.span)).collect(),
        "projects" => projects(&document),
        "deadlines" => document
            .deadlines
            .iter()
            .map(|d| (format!("deadline {}{}", d.due, if d.hedged { " hedged" } else { "" }), d.time))
            .collect(),
        other => panic!("unknown kind {other}"),
    }
}

fn projects(document: &Document) -> Vec<(String, Span)> {
    document
        .projects
        .iter()
        .map(|p| {
            let kind = match p.kind {
                AmountKind::Total => "total",
                AmountKind::Annual => "annual",
                AmountKind::Completed => "completed",
                AmountKind::Unspecified => "unspecified",
            };
            (format!("project {} {kind}", amount(&p.amount.to_string(), &p.unit)), p.span)
        })
        .collect()
}

fn fact_words(fact: &Fact, case: &Case) -> String {
    let mut out = format!("{} {}", fact.indicator, measure(fact.measure));
    let value = match (fact.value, fact.value2, fact.comparator) {
        (Some(low), Some(high), _) => {
            let unit = fact.unit.as_deref().unwrap_or_default();
            format!(" range {}..{}", amount(&low.to_string(), unit), amount(&high.to_string(), unit))
        }
        (Some(value), None, comparator) => {
            let unit = fact.unit.as_deref().unwrap_or_default();
            format!("{} {}", comparator_words(comparator), amount(&value.to_string(), unit))
        }
        (None, _, comparator) => comparator_words(comparator).to_owned(),
    };
    out.push_str(&value);
    let default = if case.around.role == Role::Review { case.around.year - 1 } else { case.around.year };
    if (fact.period.first, fact.period.last) != (default, default) {
        let _ = if fact.period.first == fact.period.last {
            write!(out, " {}", fact.period.last)
        } else {
            write!(out, " {}-{}", fact.period.first, fact.period.last)
        };
    }
    if fact.hedged {
        out.push_str(" hedged");
    }
    out
}

fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::Level => "level",
        Measure::Growth => "growth",
        Measure::PpChange => "pp_change",
        Measure::Share => "share",
        Measure::Rank => "rank",
        Measure::Relation => "relation",
    }
}

fn comparator_words(comparator: Comparator) -> &'static str {
    match comparator {
        Comparator::Eq | Comparator::Range => "",
        Comparator::Ge | Comparator::Gt => " ge",
        Comparator::Le | Comparator::Lt => " le",
        Comparator::About => " about",
        Comparator::Sync => " sync",
        Comparator::Above => " above",
    }
}

/// A value in a form that does not depend on how the text divides magnitude and
/// unit: 1.5亿吨 and 15000万吨 are the same, and so are 家, 户 and 个.
fn amount(value: &str, unit: &str) -> String {
    let mut value: f64 = value.parse().unwrap_or_else(|_| panic!("{value} is no number"));
    let simplified: String = unit.chars().map(simplify).collect();
    let mut unit = simplified.as_str();
    if unit == "百分点" {
        unit = "个百分点";
    }
    let magnitudes =
        [("万亿", 1e12), ("千万", 1e7), ("百万", 1e6), ("亿", 1e8), ("万", 1e4), ("千", 1e3), ("百", 1e2), ("十", 1e1)];
    if !unit.starts_with("千瓦") && !unit.ends_with("百分点") {
        for (word, factor) in magnitudes {
            if let Some(rest) = unit.strip_prefix(word) {
                value *= factor;
                unit = rest;
                break;
            }
        }
    }
    if unit == "成" {
        value *= 10.0;
        unit = "%";
    }
    let class = match unit {
        "家" | "户" | "所" | "座" | "件" | "起" | "条" | "村" | "单" | "例" | "处" | "项" | "只" => "个",
        "名" | "人次" => "人",
        "名次" => "位",
        other => other,
    };
    format!("{}{class}", (value * 1e6).round() / 1e6)
}

fn simplify(c: char) -> char {
    match c {
        '億' => '亿',
        '萬' => '万',
        '畝' => '亩',
        '戶' => '户',
        '個' => '个',
        '點' => '点',
        '噸' => '吨',
        '處' => '处',
        '裡' | '裏' => '里',
        '單' => '单',
        '條' => '条',
        '項' => '项',
        '時' => '时',
        '畫' => '画',
        '％' => '%',
        other => other,
    }
}

/// An expectation in the same form as what is read.
fn normal(expectation: &str, case: &Case) -> String {
    let kinds = case.kinds.as_str();
    if kinds == "deadlines" {
        return expectation.to_owned();
    }
    if kinds == "projects" {
        let rest = expectation.rsplit_once('"').expect("a quoted name").1.trim();
        let words: Vec<&str> = rest.split_whitespace().collect();
        return format!("project {} {}", value_and_unit(words[0]), words[1]);
    }
    let mut out: Vec<String> = Vec::new();
    for word in expectation.split_whitespace() {
        let printed = match word.split_once("..") {
            Some((low, high)) => {
                let unit = high.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
                let low =
                    if low.ends_with(|c: char| c.is_ascii_digit()) { format!("{low}{unit}") } else { low.to_owned() };
                format!("{}..{}", value_and_unit(&low), value_and_unit(high))
            }
            None if word.starts_with(|c: char| c.is_ascii_digit() || c == '-')
                && out.len() >= 2
                && !is_period(word) =>
            {
                value_and_unit(word)
            }
            None => word.to_owned(),
        };
        out.push(printed);
    }
    // The default period may be written out.
    let default = if case.around.role == Role::Review { case.around.year - 1 } else { case.around.year };
    out.retain(|word| *word != default.to_string());
    out.join(" ")
}

fn is_period(word: &str) -> bool {
    let year = |part: &str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit()) && part.starts_with(['1', '2']);
    match word.split_once('-') {
        Some((first, last)) => year(first) && year(last),
        None => year(word),
    }
}

fn value_and_unit(word: &str) -> String {
    let digits = word.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-')).unwrap_or(word.len());
    let (value, unit) = word.split_at(digits);
    amount(value, unit)
}

/// What is wrong with a case, if anything.
fn fault(case: &Case) -> Option<String> {
    assert_eq!(case.marks.len(), case.expected.len(), "{}: one line for each mark", case.id);
    let mut open = read(case);
    let mut faults = String::new();
    for (mark, line) in case.marks.iter().zip(&case.expected) {
        for expectation in line.split(" & ") {
            let wanted = normal(expectation, case);
            match open.iter().position(|(words, span)| *words == wanted && span.overlaps(*mark)) {
                Some(found) => {
                    open.remove(found);
                }
                None => {
                    let _ = writeln!(faults, "    missing  {wanted}");
                }
            }
        }
    }
    for (words, span) in open {
        let _ = writeln!(faults, "    too much {words}  «{}»", span.of(&case.text));
    }
    (!faults.is_empty()).then(|| format!("{}\n    {}\n{faults}", case.id, case.text))
}

#[test]
fn the_corpus_is_read_as_it_says() {
    let known: BTreeSet<String> = std::fs::read_to_string(corpus_dir().join("known.txt"))
        .expect("the list of known failures")
        .lines()
        .filter(|l| !l.starts_with('#') && !l.is_empty())
        .map(str::to_owned)
        .collect();
    let cases = cases();
    let mut report = String::new();
    let mut failing = BTreeSet::new();
    for case in &cases {
        if let Some(fault) = fault(case) {
            failing.insert(case.id.clone());
            if !known.contains(&case.id) {
                report.push_str(&fault);
            }
        }
    }
    for won in known.difference(&failing) {
        let _ = writeln!(report, "{won} passes now: take it out of known.txt");
    }
    assert!(
        report.is_empty(),
        "{} of {} cases fail, {} of them known\n{report}",
        failing.len(),
        cases.len(),
        known.intersection(&failing).count()
    );
}
