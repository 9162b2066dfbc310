//! Amounts of money in one unit, so that they can be added.

use rust_decimal::Decimal;

/// An amount in 万元; none for a unit that is not one of yuan, or out of range.
/// This is a matter of zeros only: other currencies are refused.
pub fn in_ten_thousand_yuan(amount: Decimal, unit: &str) -> Option<Decimal> {
    let factor = match unit.trim() {
        "元" => Decimal::new(1, 4),
        "千元" => Decimal::new(1, 1),
        "万元" => Decimal::ONE,
        "百万元" => Decimal::ONE_HUNDRED,
        "千万元" => Decimal::ONE_THOUSAND,
        "亿元" => Decimal::from(10_000),
        "万亿元" => Decimal::from(100_000_000),
        _ => return None,
    };
    amount.checked_mul(factor).map(|amount| amount.normalize())
}
