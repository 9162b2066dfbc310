//! A person confirms or corrects; rates show numerator and denominator.

use luoshi_ledger::reconcile::{
    Account, Decision, DecisionError, Kind, Outcome, Reconciliation, Verdict, chain, series,
};

use super::report;

const EARLIER: &str = include_str!("../../../../../examples/jichuan-2024.txt");
const LATER: &str = include_str!("../../../../../examples/jichuan-2025.txt");

fn sample() -> Reconciliation {
    let (earlier, later) = (report(EARLIER), report(LATER));
    let accounts = [
        Account { report: "jichuan-2024", text: EARLIER, document: &earlier },
        Account { report: "jichuan-2025", text: LATER, document: &later },
    ];
    chain(&accounts).remove(0)
}

fn decision(row: &str, outcome: Outcome, verdict: Verdict, reason: Option<&str>) -> Decision {
    Decision { row: row.to_owned(), outcome, verdict, reason: reason.map(str::to_owned), by: "周砚".to_owned() }
}

#[test]
fn a_correction_replaces_the_verdict_and_the_count() {
    let mut reconciliation = sample();
    let before = reconciliation.tally(Some(Kind::Target));
    let key = reconciliation.rows.iter().find(|r| r.verdict == Verdict::NoData).unwrap().key.clone();
    let correction = decision(&key, Outcome::Corrected, Verdict::Met, Some("统计公报：上涨0.2%"));
    reconciliation.apply(correction.clone()).unwrap();
    let after = reconciliation.tally(Some(Kind::Target));
    assert_eq!((after.met, after.no_data), (before.met + 1, before.no_data - 1));
    assert_eq!((after.known(), after.decided), (before.known() + 1, 1));
    let row = reconciliation.rows.iter().find(|r| r.key == key).unwrap();
    assert_eq!((row.verdict, row.settled()), (Verdict::NoData, Verdict::Met));
    assert_eq!(row.decision, Some(correction));
}

#[test]
fn decisions_that_say_nothing_are_refused() {
    let mut reconciliation = sample();
    let row = &reconciliation.rows[0];
    let (key, verdict) = (row.key.clone(), row.verdict);
    let other = if verdict == Verdict::Met { Verdict::Missed } else { Verdict::Met };
    let refused = [
        (
            decision("target@0-1/gdp", Outcome::Confirmed, verdict, None),
            DecisionError::UnknownRow("target@0-1/gdp".into()),
        ),
        (decision(&key, Outcome::Confirmed, other, None), DecisionError::NotTheVerdict(key.clone())),
        (decision(&key, Outcome::Corrected, verdict, Some("相同")), DecisionError::NothingCorrected(key.clone())),
        (decision(&key, Outcome::Corrected, other, None), DecisionError::NoReason(key.clone())),
        (decision(&key, Outcome::Corrected, other, Some(" ")), DecisionError::NoReason(key.clone())),
        (
            Decision { by: String::new(), ..decision(&key, Outcome::Confirmed, verdict, None) },
            DecisionError::NobodyDecided(key.clone()),
        ),
    ];
    for (decision, error) in refused {
        assert_eq!(reconciliation.apply(decision), Err(error));
    }
    assert_eq!(reconciliation, sample());
}

#[test]
fn rows_without_data_are_in_no_rate() {
    let tally = sample().tally(None);
    assert_eq!(tally.known() + tally.no_data + tally.not_due, tally.promised);
    assert_eq!(tally.known(), tally.met + tally.missed + tally.partly);
}

#[test]
fn a_reconciliation_survives_being_stored() {
    let reconciliation = sample();
    let stored = serde_json::to_string(&reconciliation).unwrap();
    assert!(stored.contains("\"no-data\"") && stored.contains("\"about-at-least\""));
    assert_eq!(serde_json::from_str::<Reconciliation>(&stored).unwrap(), reconciliation);
}

#[test]
fn every_quote_is_its_span() {
    let reconciliation = sample();
    let is_quote = |text: &str, passage: &luoshi_ledger::reconcile::Passage| {
        text.get(passage.start as usize..passage.end as usize) == Some(passage.quote.as_str())
    };
    let mut keys = std::collections::BTreeSet::new();
    for row in &reconciliation.rows {
        assert!(is_quote(EARLIER, &row.promise.passage), "{}", row.key);
        let found = row.counterpart.iter().chain(row.parts.iter().filter_map(|p| p.found.as_ref()));
        for passage in found {
            assert!(is_quote(LATER, passage), "{}", row.key);
        }
        assert!(keys.insert(&row.key), "{} twice", row.key);
    }
}

#[test]
fn an_indicator_over_the_years_shows_target_result_and_verdict() {
    let (earlier, later) = (report(EARLIER), report(LATER));
    let accounts = [
        Account { report: "jichuan-2024", text: EARLIER, document: &earlier },
        Account { report: "jichuan-2025", text: LATER, document: &later },
    ];
    let gdp = series(&accounts).into_iter().find(|s| s.indicator == "gdp" && s.measure == "growth").unwrap();
    let shown: Vec<String> = gdp
        .years
        .iter()
        .map(|y| {
            let value = |f: &Option<luoshi_ledger::reconcile::Figure>| {
                f.as_ref().map_or("—".to_owned(), |f| f.value.to_string())
            };
            format!("{} {} {} {:?}", y.year, value(&y.target), value(&y.result), y.verdict)
        })
        .collect();
    assert_eq!(shown, ["2023 — 5.4 None", "2024 6 5.2 Some(Missed)", "2025 5.5 — None"]);
}
