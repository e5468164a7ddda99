//! gRPC health: whether the line takes fixes and judges them.

use std::pin::Pin;
use std::time::Duration;

use futures_util::{Stream, stream};
use placard_api::errors::refuse;
use placard_domain::Reason;
use placard_partition::Line;
use tonic::{Request, Response, Status};
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_server::Health;
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};

use crate::contract;

/// A watcher hears of a change within this.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Answers for the line; every service stands and falls with it.
pub(crate) struct LineHealth(pub(crate) Line);

impl LineHealth {
    fn status(&self) -> ServingStatus {
        let health = self.0.health();
        let held = health.partitions.iter().any(|partition| partition.held.is_some());
        let refuses = health.failed || health.draining || health.disk_full;
        match refuses || held {
            true => ServingStatus::NotServing,
            false => ServingStatus::Serving,
        }
    }
}

fn is_known(service: &str) -> bool {
    service.is_empty() || contract::pool().get_service_by_name(service).is_some()
}

fn response(status: ServingStatus) -> HealthCheckResponse {
    HealthCheckResponse { status: status.into() }
}

#[tonic::async_trait]
impl Health for LineHealth {
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        let service = &request.get_ref().service;
        if !is_known(service) {
            return Err(refuse("service", Reason::NotFound, service));
        }
        Ok(Response::new(response(self.status())))
    }

    type WatchStream =
        Pin<Box<dyn Stream<Item = Result<HealthCheckResponse, Status>> + Send + 'static>>;

    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let known = is_known(&request.get_ref().service);
        let health = Self(self.0.clone());
        let told = stream::unfold((health, None), move |(health, last)| async move {
            loop {
                let now = if known { health.status() } else { ServingStatus::ServiceUnknown };
                if last != Some(now) {
                    return Some((Ok(response(now)), (health, Some(now))));
                }
                tokio::time::sleep(LOOK_EVERY).await;
            }
        });
        Ok(Response::new(Box::pin(told)))
    }
}
