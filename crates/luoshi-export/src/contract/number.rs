//! Numbers of the published JSON.
//!
//! Inside the program amounts are decimals. Here, and only here, they become
//! what JSON and spreadsheets can hold: 73 stays `73`, 57.30 is `57.3`.

use std::fmt;

use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

/// A number as JSON prints it: whole numbers without a decimal point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// A whole number.
    Whole(i64),
    /// Any other number.
    Real(f64),
}

impl Number {
    /// The number as spreadsheets and charts hold it.
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Whole(whole) => whole as f64,
            Self::Real(real) => real,
        }
    }
}

impl From<Decimal> for Number {
    fn from(decimal: Decimal) -> Self {
        let decimal = decimal.normalize();
        if decimal.scale() == 0
            && let Ok(whole) = i64::try_from(decimal.mantissa())
        {
            return Self::Whole(whole);
        }
        // By way of the digits, because that gives the nearest f64, which
        // prints as the same digits again; dividing mantissa by scale does not.
        Self::Real(decimal.to_string().parse().unwrap_or_default())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(whole) => write!(f, "{whole}"),
            Self::Real(real) => write!(f, "{real}"),
        }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Whole(whole) => serializer.serialize_i64(*whole),
            Self::Real(real) => serializer.serialize_f64(*real),
        }
    }
}

impl JsonSchema for Number {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_print_as_the_text_states_them() {
        let cases = [
            ("57.3", "57.3"),
            ("57.30", "57.3"),
            ("73.0", "73"),
            ("-2.9", "-2.9"),
            ("0", "0"),
            ("1000", "1000"),
            ("0.56", "0.56"),
            ("24109.000", "24109"),
            ("7.01", "7.01"),
            ("123456789.12", "123456789.12"),
        ];
        for (given, printed) in cases {
            let number = Number::from(given.parse::<Decimal>().unwrap());
            assert_eq!(number.to_string(), printed);
            assert_eq!(serde_json::to_string(&number).unwrap(), printed);
        }
    }
}
