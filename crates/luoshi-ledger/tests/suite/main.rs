//! Integration tests of the ledger, in one binary.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod calendar;
mod clock;
mod draft;
mod events;
mod limit;
mod reconcile;
mod regime;
mod replay;
mod scenarios;
mod schedule;
mod statistics;
