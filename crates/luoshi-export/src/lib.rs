#![doc = include_str!("../README.md")]

pub mod contract;
pub mod csv;
pub mod error;
pub mod grid;
mod heading;
pub mod labels;
pub mod markdown;
mod money;
mod outline;
mod phrase;
pub mod schema;
pub mod sheet;
pub mod table;
pub mod text;
pub mod xlsx;
