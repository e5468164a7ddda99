//! What the HTTP port serves beside the services and the console: health, readiness, metrics.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;
use placard_partition::Line;

use super::readiness;

pub(super) fn router(line: Line, recorder: PrometheusHandle) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(readyz).with_state(line.clone()))
        .route("/metrics", get(metrics_text).with_state((line, recorder)))
}

async fn readyz(State(line): State<Line>) -> Response {
    let readiness = readiness::of(&line.health(), line.clock().now());
    let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, axum::Json(readiness.body)).into_response()
}

async fn metrics_text(State((line, recorder)): State<(Line, PrometheusHandle)>) -> Response {
    gauge_line(&line);
    gauge_process();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], recorder.render()).into_response()
}

/// What stands now is asked for when somebody looks.
fn gauge_line(line: &Line) {
    let (health, now) = (line.health(), line.clock().now());
    metrics::gauge!("placard_fixes_on_the_way").set(health.fixes_on_the_way as f64);
    metrics::gauge!("placard_clock_steady").set(f64::from(u8::from(health.clock_steady)));
    metrics::gauge!("placard_disk_full").set(f64::from(u8::from(health.disk_full)));
    for (no, partition) in health.partitions.iter().enumerate() {
        let label = || no.to_string();
        let held = f64::from(u8::from(partition.held.is_some()));
        let age = (now - partition.as_of).0.max(0) as f64 / 1000.0;
        let lag = partition.lag_fixes as f64;
        metrics::gauge!("placard_partition_held", "partition" => label()).set(held);
        metrics::gauge!("placard_partition_lag_seconds", "partition" => label()).set(age);
        metrics::gauge!("placard_partition_lag_fixes", "partition" => label()).set(lag);
    }
}

fn gauge_process() {
    // `VmRSS:     12345 kB`
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = resident.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    if let Some(kib) = kib {
        metrics::gauge!("process_resident_memory_bytes").set((kib * 1024) as f64);
    }
}
