//! The crate's one integration-test binary.

mod agencies;
mod corpus;
mod divisions;
