//! A progress bar for what takes over two seconds; nothing for what does not, nor off a terminal.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

const QUIET: Duration = Duration::from_secs(2);

/// Progress over steps.
#[derive(Debug)]
pub struct Progress {
    what: &'static str,
    /// How many there are, where that is known.
    total: Option<u64>,
    done: u64,
    since: Instant,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Begins; shows nothing yet.
    #[must_use]
    pub fn new(what: &'static str, total: u64) -> Self {
        Self { what, total: Some(total), done: 0, since: Instant::now(), bar: None }
    }

    /// Begins a count whose end nobody knows; shows nothing yet.
    #[must_use]
    pub fn counting(what: &'static str) -> Self {
        Self { what, total: None, done: 0, since: Instant::now(), bar: None }
    }

    /// So many more steps are done.
    pub fn add(&mut self, steps: u64) {
        self.reach(self.done + steps);
    }

    /// So many steps are done by now.
    pub fn reach(&mut self, done: u64) {
        self.done = done;
        if self.bar.is_none() && self.since.elapsed() >= QUIET {
            let (bar, form) = match self.total {
                Some(total) => (ProgressBar::new(total), "{msg} {wide_bar} {pos}/{len} {eta}"),
                None => (ProgressBar::new_spinner(), "{msg} {spinner} {pos}"),
            };
            let (style, bar) = (ProgressStyle::with_template(form), bar.with_message(self.what));
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            self.bar = Some(bar);
        }
        self.bar.iter().for_each(|bar| bar.set_position(self.done));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.iter().for_each(ProgressBar::finish_and_clear);
    }
}
