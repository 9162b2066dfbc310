use std::fs;
use std::path::{Path, PathBuf};

use luoshi_source::list;

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("luoshi-list-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn names(root: &Path, paths: &[PathBuf]) -> Vec<String> {
    list(paths)
        .into_iter()
        .map(|entry| match entry {
            Ok(path) => path.strip_prefix(root).unwrap().display().to_string(),
            Err(error) => error.code().to_owned(),
        })
        .collect()
}

#[test]
fn folders_are_walked_in_order_without_hidden_files() {
    let root = folder("order");
    for name in ["b.txt", "a/2.txt", "a/1.txt", ".git/x", "a/.hidden", "~$b.docx"] {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "text").unwrap();
    }
    assert_eq!(names(&root, std::slice::from_ref(&root)), ["a/1.txt", "a/2.txt", "b.txt"]);
    assert_eq!(
        names(&root, &[root.join("b.txt"), root.join("none"), root.join("a")]),
        ["b.txt", "io", "a/1.txt", "a/2.txt"]
    );
    fs::remove_dir_all(root).unwrap();
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_end_and_broken_links_are_told() {
    use std::os::unix::fs::symlink;
    let root = folder("links");
    fs::write(root.join("a.txt"), "text").unwrap();
    symlink(&root, root.join("self")).unwrap();
    symlink(root.join("a.txt"), root.join("b.txt")).unwrap();
    symlink(root.join("none"), root.join("c.txt")).unwrap();
    assert_eq!(names(&root, std::slice::from_ref(&root)), ["a.txt", "b.txt", "io"]);
    fs::remove_dir_all(root).unwrap();
}
