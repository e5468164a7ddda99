//! The list of metrics: every name that Placard counts under, with its kind and its words. `tidy`
//! holds it against what the crates count.

use std::time::Duration;

use metrics::Unit;
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

/// One metric.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// What it means, with its labels.
    pub help: &'static str,
}

/// What a metric is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Only rises.
    Counter,
    /// Rises and falls.
    Gauge,
    /// Spread over buckets.
    Histogram,
}

const fn counter(name: &'static str, help: &'static str) -> Metric {
    Metric { name, kind: Kind::Counter, help }
}

const fn gauge(name: &'static str, help: &'static str) -> Metric {
    Metric { name, kind: Kind::Gauge, help }
}

const fn histogram(name: &'static str, help: &'static str) -> Metric {
    Metric { name, kind: Kind::Histogram, help }
}

/// Every metric.
pub const LIST: &[Metric] = &[
    // The doors.
    counter("placard_fixes_acknowledged_total", "Reports acknowledged after they were durable"),
    counter("placard_fixes_refused_total", "Reports that were not taken, by reason and source"),
    counter("placard_jt808_frames_refused_total", "Frames of which nothing was taken, by reason"),
    counter("placard_jt808_unsupported_total", "Messages that are not handled, by message id"),
    counter("placard_jt808_driver_cards_total", "Driver's cards (0x0702) kept in the audit"),
    counter("placard_jt808_texts_total", "Texts to drivers (0x8300), by outcome"),
    gauge("placard_jt808_connections", "Open JT/T 808 connections"),
    counter("placard_jt808_closed_total", "JT/T 808 connections that ended, by why"),
    gauge("placard_http_connections", "Open HTTP connections"),
    counter("placard_calls_total", "Calls that ended, by method and code"),
    gauge("placard_watchers", "Open watches, by kind"),
    counter("placard_watchers_let_go_total", "Watchers that did not read, by kind"),
    // The line.
    counter("placard_fixes_accepted_total", "Fixes that became durable"),
    histogram("placard_commit_seconds", "What a commit of the journal took"),
    gauge("placard_disk_full", "1 while the disk has no room and nothing is taken"),
    histogram("placard_judge_seconds", "What judging a batch of fixes took"),
    gauge("placard_fixes_on_the_way", "Fixes from a gateway's hand to judged"),
    gauge("placard_partition_lag_fixes", "Fixes journalled and not yet judged, by partition"),
    gauge("placard_partition_lag_seconds", "Age of what was last judged, by partition"),
    gauge("placard_partition_held", "1 while a partition's engine does not run, by partition"),
    counter("placard_alerts_total", "Alerts that opened, by rule"),
    counter("placard_chunks_total", "Chunks that went into the archive"),
    counter("placard_snapshots_total", "Snapshots saved"),
    counter("placard_journal_rows_cut_total", "Rows cut from the journal: archived, or released"),
    gauge("placard_recovery_seconds", "What recovery took at the last start"),
    gauge("placard_clock_steady", "1 while the machine's clock is followed"),
    // The process.
    counter("placard_panics_total", "Panics, each with a line at level error in the log"),
    gauge("placard_build_info", "1, with the version"),
    gauge("process_start_time_seconds", "When the process started, since 1970"),
    gauge("process_resident_memory_bytes", "Memory that the process has in RAM"),
];

/// Buckets of what is measured in seconds: 50 µs to 5 s.
const SECONDS: [f64; 16] = [
    0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
    1.0, 2.5, 5.0,
];

/// Old samples are let go this often, whether or not anybody asks.
const UPKEEP: Duration = Duration::from_secs(5);

/// Starts counting, for the whole process.
///
/// # Errors
/// Where something else counts already.
pub fn install() -> Result<PrometheusHandle, BuildError> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
        .install_recorder()?;
    for Metric { name, kind, help } in LIST {
        match kind {
            Kind::Counter => metrics::describe_counter!(*name, *help),
            Kind::Gauge => metrics::describe_gauge!(*name, *help),
            Kind::Histogram => metrics::describe_histogram!(*name, Unit::Seconds, *help),
        }
    }
    metrics::gauge!("placard_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    let started = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    metrics::gauge!("process_start_time_seconds").set(started.unwrap_or_default().as_secs_f64());
    Ok(handle)
}

/// Lets old samples go for as long as the process runs.
pub async fn keep_up(handle: PrometheusHandle) {
    loop {
        tokio::time::sleep(UPKEEP).await;
        handle.run_upkeep();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_their_unit_and_stand_once() {
        let mut names: Vec<_> = LIST.iter().map(|metric| metric.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), LIST.len());
        for metric in LIST {
            assert!(!metric.help.is_empty() && !metric.help.ends_with('.'), "{}", metric.name);
            assert_eq!(metric.name.ends_with("_total"), metric.kind == Kind::Counter);
            let seconds = metric.name.ends_with("_seconds");
            assert!(metric.kind != Kind::Histogram || seconds, "{}", metric.name);
        }
    }
}
