//! Reports of two places say much in the same words. What one promised must not
//! be answered by what the other did.

use luoshi_ledger::reconcile::{Account, Kind, Verdict, Warning, reconcile};

use super::report;

const PROMISES: &str = include_str!("../../../../../examples/jichuan-2024.txt");
const OTHER: &str = include_str!("../../reconcile/reports/yunhe-2023.txt");

#[test]
fn another_place_answers_almost_nothing() {
    let (earlier, later) = (report(PROMISES), report(OTHER));
    let reconciliation = reconcile(
        &Account { report: "jichuan-2024", text: PROMISES, document: &earlier },
        &Account { report: "yunhe-2023", text: OTHER, document: &later },
    );
    assert_eq!(reconciliation.warnings, [Warning::OtherRegion, Warning::OtherYear]);
    for kind in [Kind::Project, Kind::Pledge, Kind::Task] {
        let tally = reconciliation.tally(Some(kind));
        let answered: Vec<_> =
            reconciliation.rows.iter().filter(|r| r.promise.kind == kind && r.counterpart.is_some()).collect();
        assert!(tally.known() * 10 <= tally.promised, "{answered:#?}");
    }
}

#[test]
fn what_is_not_mentioned_is_never_a_miss() {
    let (earlier, later) = (report(PROMISES), report(OTHER));
    let reconciliation = reconcile(
        &Account { report: "jichuan-2024", text: PROMISES, document: &earlier },
        &Account { report: "yunhe-2023", text: OTHER, document: &later },
    );
    for row in &reconciliation.rows {
        let silent = row.counterpart.is_none();
        let known = matches!(row.verdict, Verdict::Met | Verdict::Missed | Verdict::Partly);
        assert!(!(silent && known), "{row:#?}");
    }
}
