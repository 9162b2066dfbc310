//! The published schemas are the ones in `docs/schema`, and the sample obeys.
//!
//! The checker below knows the keywords that our schemas use and fails on any
//! other, which costs fewer than a hundred lines against seventy crates.

use luoshi_export::contract::AssignedTask;
use luoshi_export::schema;
use serde_json::{Value, json};

use crate::sample;

#[test]
fn committed_schemas_are_generated_from_the_types() {
    let hint = "differs from the types: run `luoshi schema read` or `luoshi schema assign`";
    let read = include_str!("../../../../docs/schema/read-v1.json");
    assert!(schema::read() == read, "docs/schema/read-v1.json {hint}");
    let assign = include_str!("../../../../docs/schema/assign-v1.json");
    assert!(schema::assign() == assign, "docs/schema/assign-v1.json {hint}");
}

#[test]
fn sample_obeys_its_schema() {
    let schema: Value = serde_json::from_str(&schema::read()).unwrap();
    let report = serde_json::to_value(sample::report()).unwrap();
    assert_eq!(faults(&schema, &report), Vec::<String>::new());
}

#[test]
fn assignments_obey_their_schema() {
    let reading = sample::reading();
    let agencies = &reading.documents[0].tasks[0].agencies;
    let printed = serde_json::to_value([AssignedTask::new("改造供热管网", agencies)]).unwrap();
    let schema: Value = serde_json::from_str(&schema::assign()).unwrap();
    assert_eq!(faults(&schema, &printed), Vec::<String>::new());
    assert_eq!(printed[0]["agencies"][0], json!({"name": "县住建局", "role": "lead", "score": 0.912, "why": ["供热"]}));
}

#[test]
fn what_breaks_the_schema_is_noticed() {
    let schema: Value = serde_json::from_str(&schema::read()).unwrap();
    let mut report = serde_json::to_value(sample::report()).unwrap();
    report["documents"][0]["facts"][0]["nature"] = json!("wish");
    report["documents"][0]["facts"][1]["span"] = json!([1]);
    report["documents"][0]["year"] = json!("2024");
    report["schema"] = json!(2);
    assert_eq!(faults(&schema, &report).len(), 4);
}

fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    check(schema, schema, value, "$", &mut faults);
    faults
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    for (keyword, rule) in schema.as_object().unwrap() {
        let holds = match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => true,
            "$ref" => {
                let pointer = rule.as_str().unwrap().trim_start_matches('#');
                check(root, root.pointer(pointer).unwrap(), value, at, faults);
                true
            }
            "type" => is_any_type(rule, value),
            "const" => rule == value,
            "enum" => rule.as_array().unwrap().contains(value),
            "format" => has_format(rule.as_str().unwrap(), value),
            "minimum" => value.as_f64().is_none_or(|n| n >= rule.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|n| n <= rule.as_f64().unwrap()),
            "minItems" => value.as_array().is_none_or(|a| a.len() as u64 >= rule.as_u64().unwrap()),
            "maxItems" => value.as_array().is_none_or(|a| a.len() as u64 <= rule.as_u64().unwrap()),
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, rule, item, &format!("{at}[{index}]"), faults);
                }
                true
            }
            "properties" => {
                for (name, rule) in rule.as_object().unwrap() {
                    if let Some(inner) = value.get(name) {
                        check(root, rule, inner, &format!("{at}.{name}"), faults);
                    }
                }
                true
            }
            "required" => {
                let names = rule.as_array().unwrap();
                names.iter().all(|name| value.get(name.as_str().unwrap()).is_some())
            }
            "anyOf" | "oneOf" => rule.as_array().unwrap().iter().any(|choice| {
                let mut inner = Vec::new();
                check(root, choice, value, at, &mut inner);
                inner.is_empty()
            }),
            other => panic!("the schema uses {other}, which this checker does not know"),
        };
        if !holds {
            faults.push(format!("{at}: {keyword} {rule} does not hold for {value}"));
        }
    }
}

fn is_any_type(rule: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str().unwrap() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("unknown type {other}"),
    };
    rule.as_array().map_or_else(|| is(rule), |names| names.iter().any(is))
}

fn has_format(format: &str, value: &Value) -> bool {
    match (format, value) {
        ("date", Value::String(date)) => date.parse::<jiff::civil::Date>().is_ok(),
        // Widths of Rust's numbers; the range is checked by minimum and maximum.
        ("uint" | "uint8" | "uint32" | "int16" | "double" | "date", _) => true,
        (other, _) => panic!("unknown format {other}"),
    }
}
