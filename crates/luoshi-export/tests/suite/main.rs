//! Every format says what the reading says, and its files open.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod csv;
mod json;
mod markdown;
mod sample;
mod schema;
mod sheet;
mod text;
mod xlsx;
