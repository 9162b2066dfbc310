//! The scenarios of `tests/reconcile`: a sentence that promises, a sentence that
//! answers, and what comes of it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use luoshi_ledger::reconcile::{Account, Reconciliation, Verdict, reconcile};
use serde::Deserialize;

use super::{printed, report};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenarios {
    case: Vec<Case>,
}

/// One scenario. `base` is what the earlier report reviews, `row` the start of
/// the row's key (a kind, or a kind with an indicator) when not the first.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default)]
    base: String,
    promise: String,
    result: String,
    #[serde(default)]
    row: Option<String>,
    #[serde(default)]
    place: Option<String>,
    verdict: Verdict,
    rule: String,
    #[serde(default)]
    notes: Vec<String>,
    /// Words that the Chinese explanation must hold.
    #[serde(default)]
    says: Option<String>,
}

/// A report of `place` that reviews and plans the given sentences.
pub(super) fn text(place: &str, year: i16, review: &str, plan: &str) -> String {
    format!(
        "政府工作报告\n\n——{year}年2月20日在{place}第十六届人民代表大会第四次会议上\n\n{place}人民政府　沈牧野\n\n\
         各位代表：\n\n我代表{place}人民政府，向大会报告工作，请予审议。\n\n\
         一、{}年工作回顾\n\n{review}\n\n二、{year}年工作安排\n\n{plan}\n",
        year - 1
    )
}

fn run(case: &Case) -> Reconciliation {
    let place = case.place.as_deref().unwrap_or("霁川县");
    let earlier = text(place, 2024, &case.base, &case.promise);
    let later = text(place, 2025, &case.result, "");
    let (a, b) = (report(&earlier), report(&later));
    reconcile(
        &Account { report: "2024", text: &earlier, document: &a },
        &Account { report: "2025", text: &later, document: &b },
    )
}

/// What is wrong with a case; nothing when it is right.
fn check(case: &Case) -> Option<String> {
    let reconciliation = run(case);
    let matches = |key: &str, indicator: Option<&str>| match &case.row {
        None => true,
        Some(row) => key.starts_with(row.as_str()) || indicator == Some(row.as_str()),
    };
    let row = reconciliation.rows.iter().find(|r| matches(&r.key, r.promise.indicator.as_deref()));
    let Some(row) = row else {
        return Some(format!("no row\n{}", printed(&reconciliation)));
    };
    let notes: BTreeSet<String> =
        row.notes.iter().map(|n| serde_json::to_value(n.code).unwrap().as_str().unwrap().to_owned()).collect();
    let noted = case.notes.iter().all(|n| notes.contains(n));
    let said = case.says.as_ref().is_none_or(|w| row.rule.zh.contains(w.as_str()));
    let right = row.verdict == case.verdict && row.rule.name == case.rule && noted && said;
    (!right).then(|| format!("{:?} {} {notes:?}\n{}", row.verdict, row.rule.name, printed(&reconciliation)))
}

#[test]
fn scenarios_come_out_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reconcile");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let (mut count, mut wrong) = (0, String::new());
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "toml")) {
        let scenarios: Scenarios = toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        for case in &scenarios.case {
            count += 1;
            if let Some(difference) = check(case) {
                let file = file.file_name().unwrap().to_string_lossy();
                writeln!(wrong, "--- {file}: {}: {difference}", case.name).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count >= 60, "only {count} scenarios were found");
}
