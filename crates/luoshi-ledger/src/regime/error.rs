//! Why a regime is refused.

/// A regime is not right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegimeError {
    /// The file is not TOML, or has a field or a value that no regime has; the text
    /// names line and column.
    #[error("not a regime: {0}")]
    Toml(String),
    /// A value cannot be.
    #[error("regime \"{regime}\", {place}: {field} = {value} {problem}")]
    Value {
        /// The regime's name.
        regime: String,
        /// Where in it: `clock "settle"`.
        place: String,
        /// The field.
        field: &'static str,
        /// Its value.
        value: String,
        /// What is wrong with it: `is not …`.
        problem: String,
    },
    /// A trial calculation came to a date before its start.
    #[error("regime \"{regime}\", clock \"{clock}\": a start on {start} would be due on {due}, which is before it")]
    Backwards {
        /// The regime's name.
        regime: String,
        /// The clock's name.
        clock: String,
        /// The day of the start.
        start: jiff::civil::Date,
        /// The last day.
        due: jiff::civil::Date,
    },
}
