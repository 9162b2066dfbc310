//! JSON Schemas of what is published, generated from the types themselves.

use schemars::{Schema, generate::SchemaSettings};

use crate::contract::{AssignedTask, Report};

/// The schema of what `luoshi read --format json` prints for one source.
pub fn read() -> String {
    print(schema_of::<Report>())
}

/// The schema of what `luoshi assign --format json` prints.
pub fn assign() -> String {
    print(schema_of::<Vec<AssignedTask>>())
}

fn schema_of<T: schemars::JsonSchema>() -> Schema {
    // Schemas describe what we write: a field that is skipped when absent is
    // optional, every other one is always there.
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}

fn print(schema: Schema) -> String {
    let mut printed = format!("{:#}", schema.to_value());
    printed.push('\n');
    printed
}
