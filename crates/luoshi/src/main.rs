//! The `luoshi` command line.

fn main() {}
