//! What the port serves beside the services: `/`, `/healthz`, `/readyz`, `/metrics`.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use placard_partition::Line;
use serde_json::json;

/// Where metrics gather.
pub(super) type Recorder = PrometheusHandle;

/// Begins to gather metrics.
pub(super) fn recorder() -> Result<Recorder, BuildError> {
    PrometheusBuilder::new().install_recorder()
}

/// The pages.
pub(super) fn router(line: Line, metrics: Recorder) -> Router {
    Router::new()
        .route("/", get(door))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready).with_state(line))
        .route("/metrics", get(gathered).with_state(metrics))
}

async fn door() -> &'static str {
    "Placard / 危险货物道路运输监管\n\n\
     The console is not built yet / 控制台尚未构建.\n\
     JSON: /v1/zones /v1/vehicles /v1/alerts   health: /readyz   metrics: /metrics\n"
}

async fn gathered(State(metrics): State<PrometheusHandle>) -> impl IntoResponse {
    metrics.run_upkeep();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], metrics.render())
}

/// Whether fixes are taken and judged, and if not, why not.
async fn ready(State(line): State<Line>) -> impl IntoResponse {
    let health = line.health();
    let mut reasons = Vec::new();
    let mut note = |holds: bool, why: &str| {
        if holds {
            reasons.push(why.to_owned());
        }
    };
    note(health.failed, "the journal's writer has failed");
    note(health.draining, "draining");
    note(health.disk_full, "the disk is full");
    note(!health.clock_steady, "the machine's clock jumped and is not followed");
    for (number, partition) in health.partitions.iter().enumerate() {
        if let Some(why) = &partition.held {
            reasons.push(format!("partition {number} is held: {why}"));
        }
    }
    let partitions: Vec<_> = health
        .partitions
        .iter()
        .map(|partition| {
            json!({
                "asOf": partition.as_of.to_string(),
                "lagFixes": partition.lag_fixes,
                "held": partition.held,
            })
        })
        .collect();
    let body = json!({
        "ready": reasons.is_empty(),
        "reasons": reasons,
        "fixesOnTheWay": health.fixes_on_the_way,
        "partitions": partitions,
    });
    let code = if reasons.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, [(header::CONTENT_TYPE, "application/json")], format!("{body:#}\n"))
}
