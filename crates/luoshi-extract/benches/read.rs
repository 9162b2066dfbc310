//! How fast reports are read: the whole pipeline, each stage, and the start.
//!
//! ```text
//! cargo bench -p luoshi-extract --bench read              # everything
//! cargo bench -p luoshi-extract --bench read -- whole     # the whole pipeline
//! ```
//!
//! Texts are the repository's `examples/*.txt`, and the annotated reports of
//! `shared/eval/texts` when that folder stands beside the repository or above
//! it; a line on stderr says so when it does not. Throughput counts bytes of
//! UTF-8. What the first use of the word tables costs is measured once, before
//! the benchmarks, since it happens once in a process.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Instant;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use luoshi_extract::agency::{AssignContext, Assigner};
use luoshi_extract::document::Level;
use luoshi_extract::stages::{self, Stages};
use luoshi_extract::text::Text;
use luoshi_extract::{division, read};

fn main() {
    print_first_uses();
    if reports().is_empty() {
        eprintln!("no folder shared/eval/texts here: only the texts of examples/ are read");
    }
    divan::main();
}

/// What the first use of each table costs.
fn print_first_uses() {
    let timed = |name: &str, work: &dyn Fn()| {
        let begun = Instant::now();
        work();
        eprintln!("first use of {name}: {:.2} ms", begun.elapsed().as_secs_f64() * 1000.0);
    };
    timed("the lexicon", &|| {
        black_box(stages::load_tables());
    });
    timed("the divisions", &|| {
        black_box(division::all().len());
    });
    timed("the assigner", &|| {
        black_box(Assigner::standard());
    });
    timed("the script table", &|| {
        black_box(Text::new("報告").traditional());
    });
    timed("everything else", &|| {
        for text in examples() {
            black_box(read(text, &[]));
        }
    });
}

fn texts_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    paths.sort();
    paths.iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the crate stands in crates/ of the repository")
}

/// The sample reports of the repository.
fn examples() -> &'static [String] {
    static TEXTS: OnceLock<Vec<String>> = OnceLock::new();
    TEXTS.get_or_init(|| texts_in(&root().join("examples")))
}

/// The annotated reports, where they are at hand.
fn reports() -> &'static [String] {
    static TEXTS: OnceLock<Vec<String>> = OnceLock::new();
    TEXTS.get_or_init(|| {
        let mut folders = root().ancestors().map(|above| above.join("shared/eval/texts"));
        folders.find(|folder| folder.is_dir()).map(|folder| texts_in(&folder)).unwrap_or_default()
    })
}

/// The reports, or the examples where there are none.
fn texts() -> &'static [String] {
    if reports().is_empty() { examples() } else { reports() }
}

fn bytes(texts: &[String]) -> BytesCount {
    BytesCount::new(texts.iter().map(String::len).sum::<usize>())
}

mod whole {
    use super::{Bencher, BytesCount, black_box, bytes, examples, read, reports};

    fn bench(bencher: Bencher<'_, '_>, texts: &[String]) {
        if texts.is_empty() {
            return;
        }
        bencher.counter(bytes(texts)).bench_local(|| {
            for text in texts {
                black_box(read(black_box(text), &[]));
            }
        });
    }

    /// The reports of `examples/`, one by one.
    #[divan::bench]
    fn each_example(bencher: Bencher<'_, '_>) {
        bench(bencher, examples());
    }

    /// The annotated reports, one by one.
    #[divan::bench]
    fn each_annotated_report(bencher: Bencher<'_, '_>) {
        bench(bencher, reports());
    }

    /// A megabyte of the examples as documents of one source, like the rows of
    /// a table.
    #[divan::bench]
    fn a_megabyte_of_rows(bencher: Bencher<'_, '_>) {
        let mut source = String::new();
        let mut rows = Vec::new();
        for text in examples().iter().cycle().take_while(|_| !examples().is_empty()) {
            let start = source.len();
            source.push_str(text);
            rows.push(start..source.len());
            source.push('\n');
            if source.len() >= 1_000_000 {
                break;
            }
        }
        bencher.counter(BytesCount::new(source.len())).bench_local(|| read(black_box(&source), black_box(&rows)));
    }
}

mod stage {
    use super::{AssignContext, Assigner, Bencher, BytesCount, Level, Stages, Text, black_box, bytes, texts};

    /// Benches one stage over the texts made ready for it.
    fn bench(bencher: Bencher<'_, '_>, stage: fn(&Stages<'static>) -> usize) {
        let ready: Vec<Stages<'_>> = texts().iter().map(|text| Stages::new(text)).collect();
        bencher
            .counter(bytes(texts()))
            .bench_local(|| ready.iter().map(|stages| stage(black_box(stages))).sum::<usize>());
    }

    #[divan::bench]
    fn a_folding(bencher: Bencher<'_, '_>) {
        bencher.counter(bytes(texts())).bench_local(|| {
            for text in texts() {
                black_box(Text::new(black_box(text)));
            }
        });
    }

    #[divan::bench]
    fn b_split(bencher: Bencher<'_, '_>) {
        bench(bencher, Stages::split);
    }

    #[divan::bench]
    fn c_heads(bencher: Bencher<'_, '_>) {
        bench(bencher, Stages::heads);
    }

    #[divan::bench]
    fn d_outline(bencher: Bencher<'_, '_>) {
        bench(bencher, Stages::outline);
    }

    #[divan::bench]
    fn e_tokens(bencher: Bencher<'_, '_>) {
        bench(bencher, Stages::tokens);
    }

    #[divan::bench]
    fn f_facts(bencher: Bencher<'_, '_>) {
        bench(bencher, Stages::facts);
    }

    #[divan::bench]
    fn g_projects_and_deadlines(bencher: Bencher<'_, '_>) {
        bench(bencher, Stages::projects_and_deadlines);
    }

    #[divan::bench]
    fn h_tasks_with_agencies(bencher: Bencher<'_, '_>) {
        bench(bencher, Stages::tasks);
    }

    #[divan::bench]
    fn i_pledges(bencher: Bencher<'_, '_>) {
        bench(bencher, Stages::pledges);
    }

    /// Agencies alone; throughput counts the bytes of the tasks.
    #[divan::bench]
    fn j_assign(bencher: Bencher<'_, '_>) {
        let tasks: Vec<&str> = texts().iter().flat_map(|text| Stages::new(text).task_texts()).collect();
        let context = AssignContext { level: Level::Prefecture, year: Some(2025), region: None };
        bencher.counter(BytesCount::new(tasks.iter().map(|t| t.len()).sum::<usize>())).bench_local(|| {
            for task in &tasks {
                black_box(Assigner::standard().assign(black_box(task), &context));
            }
        });
    }
}
