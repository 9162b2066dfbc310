//! The crate's one integration-test binary.

mod agencies;
mod corpus;
mod data_files;
mod divisions;
mod properties;
mod sound;
mod structure;
