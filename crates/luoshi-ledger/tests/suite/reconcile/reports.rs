//! Two reports of one place in following years.

use luoshi_ledger::reconcile::{Account, reconcile};

use super::{printed, report};

const EARLIER: &str = include_str!("../../../../../examples/jichuan-2024.txt");
const LATER: &str = include_str!("../../../../../examples/jichuan-2025.txt");

#[test]
fn the_sample_reports_are_reconciled() {
    let (earlier, later) = (report(EARLIER), report(LATER));
    let reconciliation = reconcile(
        &Account { report: "jichuan-2024", text: EARLIER, document: &earlier },
        &Account { report: "jichuan-2025", text: LATER, document: &later },
    );
    insta::assert_snapshot!("jichuan", printed(&reconciliation));
}

const FIRST: &str = include_str!("../../reconcile/reports/yunhe-2022.txt");
const SECOND: &str = include_str!("../../reconcile/reports/yunhe-2023.txt");

#[test]
fn a_citys_reports_are_reconciled() {
    let (earlier, later) = (report(FIRST), report(SECOND));
    let reconciliation = reconcile(
        &Account { report: "yunhe-2022", text: FIRST, document: &earlier },
        &Account { report: "yunhe-2023", text: SECOND, document: &later },
    );
    insta::assert_snapshot!("yunhe", printed(&reconciliation));
}
