//! The documents of the repository tell the truth about the repository.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Endings that make a word in a document the name of a file.
const FILE_ENDINGS: [&str; 12] = ["csv", "docx", "html", "json", "md", "pdf", "py", "rs", "sh", "toml", "txt", "xlsx"];

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().unwrap()
}

/// Every document for readers, from the root.
fn documents(root: &Path) -> Vec<PathBuf> {
    let mut documents = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && !name.starts_with('.') && name != "target" {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                documents.push(path);
            }
        }
    }
    documents.sort();
    documents
}

/// The paths that a document names: targets of its links, and words of its code
/// that have a slash or the ending of a file. Outputs of commands and what is
/// built are left out: they are not there on a fresh clone.
fn named_paths(document: &str) -> Vec<String> {
    let mut paths = Vec::new();
    // The language of the fenced block around a line.
    let mut fence: Option<&str> = None;
    for line in document.lines() {
        if let Some(language) = line.trim_start().strip_prefix("```") {
            fence = fence.xor(Some(language));
            continue;
        }
        match fence {
            None => {}
            Some("sh" | "text") => {
                list_words(line, &mut paths);
                continue;
            }
            Some(_) => continue,
        }
        for (index, piece) in line.split('`').enumerate() {
            if index % 2 == 1 {
                list_words(piece, &mut paths);
            }
        }
        for piece in line.split("](").skip(1) {
            let target = piece.split([')', '#']).next().unwrap_or_default();
            if !target.is_empty() && !target.contains("://") {
                paths.push(target.to_owned());
            }
        }
    }
    paths
}

fn list_words(code: &str, paths: &mut Vec<String>) {
    let mut before = "";
    for word in code.split_whitespace() {
        let is_output = matches!(before, "-o" | "--output" | ">") || word.starts_with("target/");
        before = word;
        let word = word.trim_end_matches([':', ',', ';']);
        let is_plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "._-/*{},".contains(c));
        let looks_like_a_path = word.starts_with(|c: char| c.is_ascii_lowercase() || c == '.')
            && word.contains('/')
            && !word.contains("//");
        let is_file =
            Path::new(word).extension().is_some_and(|ending| FILE_ENDINGS.iter().any(|known| ending == *known));
        if is_plain && !is_output && (looks_like_a_path || is_file) {
            paths.push(word.to_owned());
        }
    }
}

/// Whether the path leads somewhere from the document's folder or one above it.
fn leads_somewhere(root: &Path, document: &Path, path: &str) -> bool {
    // Of a pattern, the folder in which it looks.
    let path = match path.split_once(['*', '{']) {
        Some((fixed, _)) => fixed.rsplit_once('/').map_or("", |(folder, _)| folder),
        None => path,
    };
    document.ancestors().skip(1).take_while(|folder| folder.starts_with(root)).any(|folder| folder.join(path).exists())
}

#[test]
fn paths_that_documents_name_exist() {
    let root = root();
    let mut count = 0;
    let mut broken = Vec::new();
    for document in documents(&root) {
        let text = fs::read_to_string(&document).unwrap();
        for path in named_paths(&text) {
            count += 1;
            if !leads_somewhere(&root, &document, &path) {
                let document = document.strip_prefix(&root).unwrap().display().to_string();
                broken.push(format!("{document}: {path}"));
            }
        }
    }
    assert!(count > 100, "the search for paths has gone blind: {count} found");
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn broken_paths_are_noticed() {
    let root = root();
    let readme = root.join("README.md");
    let text = "See [this](docs/nowhere.md) and `crates/nowhere/src`, not `a / b`.\n\
                ```sh\ntarget/release/luoshi read examples/nowhere.txt -o out.xlsx\n```\n";
    let paths = named_paths(text);
    assert_eq!(paths, ["crates/nowhere/src", "docs/nowhere.md", "examples/nowhere.txt"]);
    for path in paths {
        assert!(!leads_somewhere(&root, &readme, &path), "{path}");
    }
    assert!(leads_somewhere(&root, &readme, "crates/luoshi/src/commands/*.rs"));
}

type Dependencies = BTreeMap<String, BTreeSet<String>>;

/// The packages of the workspace, as Cargo has them.
fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    let mut metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    serde_json::from_value(metadata["packages"].take()).unwrap()
}

fn name(package: &Value) -> String {
    package["name"].as_str().unwrap().to_owned()
}

fn dependencies(package: &Value) -> impl Iterator<Item = &Value> {
    package["dependencies"].as_array().unwrap().iter()
}

/// Which crate of the workspace is built on which.
fn real_dependencies() -> Dependencies {
    let packages = packages();
    let inside: BTreeSet<String> = packages.iter().map(name).collect();
    packages
        .iter()
        .map(|package| {
            // What only tests use has no place in the picture.
            let built = dependencies(package).filter(|dependency| dependency["kind"].is_null());
            let built = built.map(name).filter(|name| inside.contains(name));
            (name(package), built.collect())
        })
        .collect()
}

/// The same as ARCHITECTURE.md has it: rows `| crates/NAME | NAME, NAME | …`.
fn documented_dependencies() -> Dependencies {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    text.lines()
        .filter_map(|line| line.strip_prefix("| `crates/"))
        .map(|row| {
            let mut cells = row.split('|').map(str::trim);
            let name = cells.next().unwrap().trim_end_matches('`').to_owned();
            let dependencies = cells.next().unwrap().split(", ");
            let dependencies = dependencies.filter(|name| *name != "–");
            (name, dependencies.map(str::to_owned).collect())
        })
        .collect()
}

#[test]
fn crates_depend_on_each_other_as_documented() {
    assert_eq!(documented_dependencies(), real_dependencies());
}

#[test]
fn every_dependency_has_its_reason() {
    let packages = packages();
    let inside: BTreeSet<String> = packages.iter().map(name).collect();
    let named: BTreeSet<String> =
        packages.iter().flat_map(dependencies).map(name).filter(|name| !inside.contains(name)).collect();
    let design = fs::read_to_string(root().join("docs/design.md")).unwrap();
    let (_, table) = design.split_once("## Dependencies").unwrap();
    let documented: BTreeSet<String> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" |"))
        .map(|(name, _)| name.to_owned())
        .filter(|name| name != "crate" && name != "---")
        .collect();
    assert_eq!(documented, named);
}
