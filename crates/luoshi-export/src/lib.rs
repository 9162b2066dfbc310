#![doc = include_str!("../README.md")]

pub mod contract;
pub mod csv;
pub mod error;
mod heading;
pub mod labels;
pub mod markdown;
mod money;
mod outline;
mod phrase;
pub mod schema;
pub mod table;
pub mod text;
pub mod xlsx;
