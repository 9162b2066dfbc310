//! A progress bar on standard error for runs over many files, shown only when
//! it takes longer than a person would wonder.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::terminal;

/// Shorter runs need no bar.
const PATIENCE: Duration = Duration::from_secs(1);

pub(super) struct Progress {
    bar: Option<ProgressBar>,
    begun: Instant,
}

impl Progress {
    /// A bar for `total` files; none for a single file, where nobody would see
    /// it, or where results scroll by on the same terminal.
    pub(super) fn new(total: usize) -> Self {
        let wanted = total > 1 && terminal::is_stderr() && !terminal::is_stdout();
        let bar = wanted.then(|| {
            let target = ProgressDrawTarget::hidden();
            let bar = ProgressBar::with_draw_target(Some(total as u64), target);
            let style = ProgressStyle::with_template("{bar:40} {pos}/{len}  {elapsed} / {duration}");
            style.map_or(bar.clone(), |style| bar.with_style(style))
        });
        Self { bar, begun: Instant::now() }
    }

    /// One more file is done.
    pub(super) fn advance(&mut self) {
        if let Some(bar) = &self.bar {
            if bar.is_hidden() && self.begun.elapsed() > PATIENCE {
                bar.set_draw_target(ProgressDrawTarget::stderr());
            }
            bar.inc(1);
        }
    }

    /// Takes the bar away while something else is written to standard error.
    pub(super) fn pause(&self, write: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Takes the bar away for good.
    pub(super) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
