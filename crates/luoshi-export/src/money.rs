//! Amounts of money in one unit, so that projects can be put in order.

use std::cmp::Ordering;

use crate::contract::Project;

/// A project's amount in 亿元; none for other currencies.
pub(crate) fn yi_yuan(project: &Project) -> Option<f64> {
    let factor = match project.unit.as_str() {
        "万亿元" | "萬億元" => 1e4,
        "千亿元" => 1e3,
        "百亿元" => 1e2,
        "亿元" | "億元" | "亿" | "億" => 1.0,
        "千万元" => 1e-1,
        "百万元" => 1e-2,
        "万元" | "萬元" | "万" => 1e-4,
        "元" => 1e-8,
        _ => return None,
    };
    // Twelve significant digits, so that 5000万元 is 0.5 and not 0.5000000000000001.
    format!("{:.11e}", project.amount.as_f64() * factor).parse().ok()
}

/// Largest first; amounts in other currencies last.
pub(crate) fn by_amount(a: &Project, b: &Project) -> Ordering {
    let key = |project| yi_yuan(project).unwrap_or(-1.0);
    key(b).total_cmp(&key(a))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{AmountKind, Number};

    fn project(amount: f64, unit: &str) -> Project {
        Project {
            name: String::new(),
            count: None,
            amount: Number::Real(amount),
            unit: unit.to_owned(),
            kind: AmountKind::Total,
            stage: None,
            quote: String::new(),
            span: [0, 0],
        }
    }

    #[test]
    fn amounts_are_put_in_order_whatever_their_unit() {
        let mut projects =
            [project(9000.0, "万元"), project(5.0, "亿美元"), project(1.2, "万亿元"), project(12.6, "億元")];
        projects.sort_by(by_amount);
        let units = projects.each_ref().map(|project| project.unit.as_str());
        assert_eq!(units, ["万亿元", "億元", "万元", "亿美元"]);
        assert_eq!(yi_yuan(&project(5000.0, "万元")), Some(0.5));
        assert_eq!(yi_yuan(&project(7.0, "万元")), Some(0.0007));
    }
}
