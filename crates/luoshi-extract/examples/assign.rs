//! Scores `Assigner` before the program has the command.
use std::io::BufRead;

use luoshi_extract::agency::{AssignContext, Assigner};
use luoshi_extract::document::{AgencyRole, Level};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let at = args.iter().position(|a| a == "--level").unwrap();
    let level = match args[at + 1].as_str() {
        "nation" => Level::Nation,
        "province" => Level::Province,
        "prefecture" => Level::Prefecture,
        _ => Level::County,
    };
    let year = args
        .iter()
        .position(|a| a == "--year")
        .map(|at| args[at + 1].parse().unwrap());
    let context = AssignContext {
        level,
        year,
        region: None,
    };
    let rows: Vec<_> = std::io::stdin()
        .lock()
        .lines()
        .map(|line| {
            let task = line.unwrap();
            let agencies: Vec<_> = Assigner::standard()
                .assign(&task, &context)
                .into_iter()
                .map(|a| {
                    let role = if a.role == AgencyRole::Lead { "lead" } else { "support" };
                    serde_json::json!({"name": a.name, "role": role, "score": a.score, "why": a.why})
                })
                .collect();
            serde_json::json!({"task": task, "agencies": agencies})
        })
        .collect();
    println!("{}", serde_json::to_string(&rows).unwrap());
}
