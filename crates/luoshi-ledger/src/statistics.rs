//! Rates with numerator, denominator, definition and cohort.
