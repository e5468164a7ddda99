//! `AlertService`: the queue that every officer sees alike, and what they do to it.

mod act;
mod list;
mod watch;

use placard_api::v1;
use placard_api::v1::alert_service_server::AlertService;
use placard_domain::alert::Act;
use tonic::{Request, Response, Status};

pub(crate) use act::{TRIES_MAX, refused};
use act::{Wish, act};

use crate::call::Call;
use crate::hall::Hall;
use crate::watch::Watched;

/// The service.
pub(crate) struct AlertDesk(pub(crate) Hall);

type Answer = Result<Response<v1::Alert>, Status>;

#[tonic::async_trait]
impl AlertService for AlertDesk {
    async fn list_alerts(
        &self,
        request: Request<v1::ListAlertsRequest>,
    ) -> Result<Response<v1::ListAlertsResponse>, Status> {
        let (call, request) = Call::of(request)?;
        list::list(&self.0, &call, request).await.map(Response::new)
    }

    async fn get_alert(&self, request: Request<v1::GetAlertRequest>) -> Answer {
        let (call, request) = Call::of(request)?;
        let alert = list::seen(&self.0, &call, &request.id).await?;
        Ok(Response::new(placard_api::alert::write(&alert)))
    }

    type WatchAlertsStream = Watched<v1::WatchAlertsResponse>;

    async fn watch_alerts(
        &self,
        request: Request<v1::WatchAlertsRequest>,
    ) -> Result<Response<Self::WatchAlertsStream>, Status> {
        let (call, request) = Call::of(request)?;
        watch::watch(&self.0, &call, request).map(Response::new)
    }

    async fn acknowledge_alert(&self, request: Request<v1::AcknowledgeAlertRequest>) -> Answer {
        let (call, request) = Call::of(request)?;
        let wish = Wish::new(&request.id, Act::Acknowledge, &request.note)?.read_at(&request.etag);
        act(&self.0, &call, &request, wish).await
    }

    async fn hand_back_alert(&self, request: Request<v1::HandBackAlertRequest>) -> Answer {
        let (call, request) = Call::of(request)?;
        let wish = Wish::new(&request.id, Act::HandBack, &request.note)?.read_at(&request.etag);
        act(&self.0, &call, &request, wish).await
    }

    async fn escalate_alert(&self, request: Request<v1::EscalateAlertRequest>) -> Answer {
        let (call, request) = Call::of(request)?;
        let wish = Wish::new(&request.id, Act::Escalate, &request.note)?.read_at(&request.etag);
        act(&self.0, &call, &request, wish).await
    }

    async fn close_alert(&self, request: Request<v1::CloseAlertRequest>) -> Answer {
        let (call, request) = Call::of(request)?;
        let disposition = act::disposition(&self.0, &call, &request).await?;
        let wish = Wish::new(&request.id, Act::Close(disposition), &request.note)?;
        act(&self.0, &call, &request, wish.read_at(&request.etag)).await
    }

    async fn reopen_alert(&self, request: Request<v1::ReopenAlertRequest>) -> Answer {
        let (call, request) = Call::of(request)?;
        let wish = Wish::with_words(&request.id, Act::Reopen, &request.note)?;
        act(&self.0, &call, &request, wish.read_at(&request.etag)).await
    }

    async fn comment_alert(&self, request: Request<v1::CommentAlertRequest>) -> Answer {
        let (call, request) = Call::of(request)?;
        let wish = Wish::with_words(&request.id, Act::Comment, &request.note)?;
        act(&self.0, &call, &request, wish).await
    }
}
