//! Runs code of others that may panic or recurse deeply on hostile input.
//!
//! The file formats with the hardest grammars (pdf, xlsx) are parsed by crates
//! that promise not to panic; a mistake there must cost one file, not the run.

use std::panic;
use std::sync::Once;
use std::thread;

const THREAD_NAME: &str = "luoshi-source-guard";
/// Reserved, not used, memory: only pages that are touched count.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// Runs `work` on a thread of its own with a large stack; `None` if it panicked.
pub(crate) fn run<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    keep_quiet();
    thread::scope(|scope| {
        thread::Builder::new()
            .name(THREAD_NAME.to_owned())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, work)
            .ok()?
            .join()
            .ok()
    })
}

/// A panic that becomes an error must not be printed as well: the user gets one
/// line for each file. Panics of all other threads are reported as before.
fn keep_quiet() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if thread::current().name() != Some(THREAD_NAME) {
                report(info);
            }
        }));
    });
}
