//! The log, and the hook that no panic passes unseen.

use std::error::Error;
use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use crate::settings::{Log, LogFormat};

/// Starts the log, for the whole process. It goes to standard error: what a command finds goes to
/// standard output.
pub(super) fn init(log: &Log) -> Result<(), Box<dyn Error + Send + Sync>> {
    let filter = EnvFilter::try_new(log.level.directives())?;
    let terminal = std::io::stderr().is_terminal();
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let as_text = match log.format {
        LogFormat::Auto => terminal,
        LogFormat::Text => true,
        LogFormat::Json => false,
    };
    if as_text {
        builder.with_ansi(terminal).try_init()?;
    } else {
        builder.json().flatten_event(true).try_init()?;
    }
    hook_panics();
    Ok(())
}

/// A panic ends its task and no more; it is counted and said at level error, with where and why.
fn hook_panics() {
    std::panic::set_hook(Box::new(|info| {
        metrics::counter!("placard_panics_total").increment(1);
        let thread = std::thread::current();
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let trace = std::backtrace::Backtrace::force_capture();
        let what = info.payload_as_str().unwrap_or("a value");
        let thread = thread.name().unwrap_or("unnamed");
        tracing::error!(thread, place, %trace, "panic: {what}");
    }));
}
