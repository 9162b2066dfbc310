//! The product through HTTP: each page as each role, each act as a form.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod acts;
mod admin;
mod api;
mod board;
mod calls;
mod desk;
mod hooks;
mod login;
mod office;
mod public;
mod reading_room;
mod reports;
mod roles;
mod secrets;
mod setup;
