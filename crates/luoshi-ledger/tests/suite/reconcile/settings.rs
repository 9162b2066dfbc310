//! An office may set the tolerances otherwise; each shipped one says why.

use luoshi_ledger::reconcile::{Account, Reconciliation, Settings, Verdict, reconcile_by};

use super::report;
use super::scenarios::text;

const SHIPPED: &str = include_str!("../../../data/reconcile.toml");

fn run(settings: &Settings, promise: &str, result: &str) -> Reconciliation {
    let earlier = text("霁川县", 2024, "", promise);
    let later = text("霁川县", 2025, result, "");
    let (a, b) = (report(&earlier), report(&later));
    reconcile_by(
        &Account { report: "a", text: &earlier, document: &a },
        &Account { report: "b", text: &later, document: &b },
        settings,
    )
}

#[test]
fn the_tolerance_of_about_is_the_offices() {
    let strict = SHIPPED.replacen("value = \"0.5\"", "value = \"0.1\"", 1);
    let (promise, result) = ("地区生产总值增长6%左右。", "地区生产总值增长5.8%。");
    assert_eq!(run(Settings::standard(), promise, result).rows[0].verdict, Verdict::Met);
    let row = run(&Settings::parse(&strict).unwrap(), promise, result).rows.remove(0);
    assert_eq!(row.verdict, Verdict::Missed);
    assert_eq!(row.rule.zh, "实际5.8%，应不低于6%，“左右”按±0.1个百分点计");
}

#[test]
fn work_done_in_part_may_count_as_missed() {
    let strict = SHIPPED.replacen("verdict = \"partly\"", "verdict = \"missed\"", 1);
    let row = run(&Settings::parse(&strict).unwrap(), "改造老旧小区26个。", "改造老旧小区24个。").rows.remove(0);
    assert_eq!(row.verdict, Verdict::Missed);
    assert!(row.rule.zh.contains("完成92.3%"), "{}", row.rule.zh);
}

#[test]
fn a_price_target_need_not_be_a_ceiling() {
    let near = SHIPPED.replacen("indicators = []", "indicators = [\"cpi\"]", 1);
    let (promise, result) = ("居民消费价格涨幅3%左右。", "居民消费价格上涨0.4%。");
    assert_eq!(run(Settings::standard(), promise, result).rows[0].verdict, Verdict::Met);
    let row = run(&Settings::parse(&near).unwrap(), promise, result).rows.remove(0);
    assert_eq!((row.verdict, row.rule.name.as_str()), (Verdict::Missed, "about"));
}

#[test]
fn an_unknown_setting_is_refused() {
    let wrong = SHIPPED.replacen("[sync.points]", "[synchronous.points]", 1);
    assert!(Settings::parse(&wrong).unwrap_err().to_string().contains("synchronous"));
}

#[test]
fn every_shipped_setting_gives_its_reason() {
    let settings = Settings::standard();
    let reasons = [
        &settings.about.points.reason,
        &settings.about.percent_of_level.reason,
        &settings.sync.points.reason,
        &settings.restated.percent.reason,
        &settings.shortfall_of_work.reason,
        &settings.ceiling.reason,
        &settings.both_sides.reason,
        &settings.constant_prices.reason,
        &settings.likeness.reason,
        &settings.far.reason,
    ];
    assert!(reasons.iter().all(|r| r.len() > 20));
    assert!(!settings.about.points.certain && !settings.ceiling.certain && settings.constant_prices.certain);
}
