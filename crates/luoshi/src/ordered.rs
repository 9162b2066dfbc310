//! Work on many inputs at once, results in the order of the inputs, memory that
//! does not grow with their number.
//!
//! Workers take the next input as they become free, but never run further ahead
//! of the consumer than a window; so a slow first file holds up a few others
//! and not a folder's worth of results.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

/// Results that may wait for each worker.
const AHEAD: usize = 4;

/// Calls `work` on every input with `jobs` threads and `take` on every result,
/// in the order of the inputs, on the calling thread. Stops when `take` breaks.
pub(crate) fn for_each<I: Sync, T: Send>(
    inputs: &[I],
    jobs: usize,
    work: impl Fn(&I) -> T + Sync,
    mut take: impl FnMut(T) -> ControlFlow<()>,
) {
    let jobs = jobs.min(inputs.len());
    if jobs <= 1 {
        let _ = inputs.iter().try_for_each(|input| take(work(input)));
        return;
    }
    let queue = Queue::new(inputs.len(), jobs * AHEAD);
    let (sender, results) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..jobs {
            let (sender, queue, work) = (sender.clone(), &queue, &work);
            scope.spawn(move || {
                while let Some(index) = queue.next() {
                    if sender.send((index, work(&inputs[index]))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut taken = 0;
        for (index, result) in results {
            waiting.insert(index, result);
            while let Some(result) = waiting.remove(&taken) {
                taken += 1;
                queue.advance(taken);
                if take(result).is_break() {
                    queue.stop();
                    return;
                }
            }
        }
    });
}

/// Hands out indices, at most `window` ahead of what was taken.
struct Queue {
    state: Mutex<State>,
    changed: Condvar,
    window: usize,
}

struct State {
    next: usize,
    end: usize,
    taken: usize,
}

impl Queue {
    fn new(end: usize, window: usize) -> Self {
        Self { state: Mutex::new(State { next: 0, end, taken: 0 }), changed: Condvar::new(), window }
    }

    /// Waits for the window and takes the next index; none at the end.
    fn next(&self) -> Option<usize> {
        let full = |state: &mut State| state.next < state.end && state.next >= state.taken + self.window;
        let mut state = self.changed.wait_while(self.lock(), full).unwrap_or_else(PoisonError::into_inner);
        (state.next < state.end).then(|| {
            state.next += 1;
            state.next - 1
        })
    }

    fn advance(&self, taken: usize) {
        self.lock().taken = taken;
        self.changed.notify_all();
    }

    fn stop(&self) {
        self.lock().end = 0;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code panics while it holds the lock, and the numbers stay true.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_inputs() {
        let inputs: Vec<u64> = (0..200).collect();
        for jobs in [1, 2, 7] {
            let mut seen = Vec::new();
            let work = |input: &u64| {
                thread::sleep(Duration::from_micros((input * 37) % 300));
                *input
            };
            for_each(&inputs, jobs, work, |result| {
                seen.push(result);
                ControlFlow::Continue(())
            });
            assert_eq!(seen, inputs);
        }
    }

    #[test]
    fn workers_do_not_run_away_from_a_slow_consumer() {
        let inputs: Vec<usize> = (0..100).collect();
        let begun = AtomicUsize::new(0);
        let mut taken = 0;
        for_each(
            &inputs,
            2,
            |_| begun.fetch_add(1, Ordering::SeqCst),
            |_| {
                thread::sleep(Duration::from_millis(1));
                taken += 1;
                assert!(begun.load(Ordering::SeqCst) <= taken + 2 * AHEAD + 2);
                ControlFlow::Continue(())
            },
        );
        assert_eq!(taken, 100);
    }

    #[test]
    fn breaking_off_ends_the_work() {
        let inputs: Vec<usize> = (0..10_000).collect();
        let begun = AtomicUsize::new(0);
        for_each(&inputs, 3, |_| begun.fetch_add(1, Ordering::SeqCst), |_| ControlFlow::Break(()));
        assert!(begun.load(Ordering::SeqCst) < 100);
    }
}
