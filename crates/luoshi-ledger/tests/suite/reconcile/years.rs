//! A chain of years: a promise for five years, a figure restated later.

use luoshi_extract::document::Document;
use luoshi_ledger::reconcile::{Account, Verdict, chain, reconcile, series};

use super::report;
use super::scenarios::text;

const PLACE: &str = "霁川县";

/// The reports of 2021, 2022, 2023 and 2026 with their texts.
fn reports() -> Vec<(String, Document)> {
    let years = [
        (2021, "粮食产量15.1万吨。旅游总收入9亿元。", "到2025年，粮食产量达到17万吨。全年旅游总收入达到10亿元。"),
        (2022, "粮食产量15.9万吨。旅游总收入10.4亿元。", "旅游总收入达到11亿元。"),
        (2023, "粮食产量16.2万吨。旅游总收入11.3亿元。2021年旅游总收入核定为9.6亿元。", "旅游总收入达到12亿元。"),
        (2026, "粮食产量17.3万吨。旅游总收入15亿元。", "旅游总收入达到16亿元。"),
    ];
    years
        .into_iter()
        .map(|(year, review, plan)| {
            let text = text(PLACE, year, review, plan);
            let document = report(&text);
            (text, document)
        })
        .collect()
}

fn accounts(reports: &[(String, Document)]) -> Vec<Account<'_>> {
    reports.iter().map(|(text, document)| Account { report: "r", text, document }).collect()
}

#[test]
fn a_promise_for_five_years_is_due_in_the_last() {
    let reports = reports();
    let accounts = accounts(&reports);
    let verdict = |later: usize| {
        let reconciliation = reconcile(&accounts[0], &accounts[later]);
        let row = reconciliation.rows.iter().find(|r| r.promise.indicator.as_deref() == Some("grain_output")).unwrap();
        row.verdict
    };
    assert_eq!(verdict(1), Verdict::NotDue);
    assert_eq!(verdict(2), Verdict::NotDue);
    assert_eq!(verdict(3), Verdict::Met);
}

#[test]
fn each_pair_of_a_chain_is_reconciled() {
    let reports = reports();
    let verdicts: Vec<_> = chain(&accounts(&reports)[..3])
        .iter()
        .map(|r| {
            let row = r.rows.iter().find(|r| r.promise.indicator.as_deref() == Some("tourism_revenue")).unwrap();
            (r.year, row.verdict)
        })
        .collect();
    assert_eq!(verdicts, [(Some(2021), Verdict::Met), (Some(2022), Verdict::Met)]);
}

#[test]
fn a_figure_that_a_later_report_changed_is_flagged() {
    let reports = reports();
    let tourism = series(&accounts(&reports)[..3]).into_iter().find(|s| s.indicator == "tourism_revenue").unwrap();
    let year = tourism.years.iter().find(|y| y.year == 2021).unwrap();
    let value = |f: &Option<luoshi_ledger::reconcile::Figure>| f.as_ref().map(|f| f.value.to_string());
    assert_eq!(value(&year.target).as_deref(), Some("10"));
    assert_eq!(value(&year.result).as_deref(), Some("10.4"));
    assert_eq!(value(&year.restated).as_deref(), Some("9.6"));
    assert_eq!(year.verdict, Some(Verdict::Met));
}

#[test]
fn what_is_promised_for_five_years_is_not_due_in_the_first() {
    let earlier = text(
        PLACE,
        2021,
        "粮食产量15.1万吨。",
        "扎实做好今年各项工作。\n\n三、今后五年目标任务\n\n总投资18亿元的槐汀抽水蓄能电站建成投产。\n\n建成县应急指挥中心和物资储备库。",
    );
    let later = text(PLACE, 2022, "槐汀抽水蓄能电站开工。县应急指挥中心和物资储备库加快建设。", "");
    let (a, b) = (report(&earlier), report(&later));
    assert!(a.sections.iter().any(|s| s.role == luoshi_extract::document::Role::FiveYear), "{:?}", a.sections);
    let reconciliation = reconcile(
        &Account { report: "2021", text: &earlier, document: &a },
        &Account { report: "2022", text: &later, document: &b },
    );
    let verdicts: Vec<Verdict> = reconciliation.rows.iter().map(|r| r.verdict).collect();
    assert!(!verdicts.is_empty() && verdicts.iter().all(|v| *v == Verdict::NotDue), "{:#?}", reconciliation.rows);
}
