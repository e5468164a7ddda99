//! gRPC-Web: what a browser may send of gRPC, on the same port.

use std::convert::Infallible;

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::header;
use tonic_web::GrpcWebLayer;
use tower::{Layer as _, ServiceExt as _, service_fn};

/// Turns a call over gRPC-Web into one over gRPC, and its answer back; lets every other pass as it
/// is. It stands outside the gate, which sees all calls alike.
///
/// No header lets pages of other origins in. A browser asks first before it sends a call of theirs,
/// since its content type is none that a form has, and is told nothing.
pub(crate) async fn door(request: Request, next: Next) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE);
    if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/grpc-web")) {
        return next.run(request).await;
    }
    let inside = service_fn(move |request: http::Request<tonic::body::Body>| {
        let next = next.clone();
        async move { Ok::<_, Infallible>(next.run(request.map(Body::new)).await) }
    });
    let Ok(answer) = GrpcWebLayer::new().layer(inside).oneshot(request).await;
    answer.map(Body::new)
}
