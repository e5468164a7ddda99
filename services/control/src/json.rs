//! JSON over HTTP: each method at the path that its `google.api.http` rule gives it.
//!
//! A request's path, query and body become one JSON object in the shape of the method's message;
//! that is checked name by name against the contract, encoded, and handed to the same gRPC services
//! in this process, behind the same gate. The answer comes back the same way. There is no code for
//! any one method here.

mod answer;
mod check;
mod openapi;
mod request;
mod route;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use bytes::{BufMut as _, Bytes, BytesMut};
use http::request::Parts;
use http::{HeaderValue, Method, header};
use http_body_util::BodyExt as _;
use placard_api::errors::refuse;
use placard_domain::Reason;
use prost::Message as _;
use prost_reflect::DynamicMessage;
use tonic::{Code, Status};
use tower::ServiceExt as _;

pub(crate) use answer::answer_status;
pub(crate) use check::read_message;
pub(crate) use request::{at, put};
pub use route::RouteError;

use crate::fault;
use crate::gate::{Gate, Pass, is_the_codecs, too_large};
use route::{Bound, Found, Table};

/// The door for JSON.
pub(crate) struct Door {
    gate: Arc<Gate>,
    services: Router,
    routes: Table,
    /// The OpenAPI document.
    document: Bytes,
}

impl Door {
    /// A door to services, as they are behind the gate.
    pub(crate) fn new(gate: Arc<Gate>, services: Router) -> Result<Self, RouteError> {
        let routes = Table::new(crate::contract::pool())?;
        let document = Bytes::from(openapi::document(&routes).to_string());
        Ok(Self { gate, services, routes, document })
    }
}

/// The contract itself, which is everybody's to read.
pub(crate) async fn describe(State(door): State<Arc<Door>>) -> Response {
    let mut response = Response::new(Body::from(door.document.clone()));
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

/// Every request under `/v1/`.
pub(crate) async fn serve(State(door): State<Arc<Door>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let bound = match door.routes.find(&parts.method, parts.uri.path()) {
        Found::Method(bound) => bound,
        Found::Path(allowed) => return other_verb(&parts.method, &allowed),
        Found::Nothing => return answer_status(&refuse("", Reason::NotFound, parts.uri.path())),
    };
    let pass = match door.gate.enter(&bound.route.method, &parts).await {
        Ok(pass) => pass,
        Err(status) => return answer_status(&status),
    };
    let gate = Arc::clone(&door.gate);
    let call = pass.clone();
    let work = async move {
        match exchange(&door, &call, &bound, parts, body).await {
            Ok(response) => (response, Code::Ok),
            Err(status) => (answer_status(&status), status.code()),
        }
    };
    gate.carry(pass, work).await.unwrap_or_else(|status| answer_status(&status))
}

/// A path that is there, but not for this verb.
fn other_verb(verb: &Method, allowed: &str) -> Response {
    let status = refuse("", Reason::Unsupported, format_args!("{verb} ({allowed})"));
    let mut response = answer_status(&status);
    *response.status_mut() = http::StatusCode::METHOD_NOT_ALLOWED;
    if let Ok(allowed) = HeaderValue::from_str(allowed) {
        response.headers_mut().insert(header::ALLOW, allowed);
    }
    response
}

/// Turns the request into a message, has it served, and turns the answer back.
async fn exchange(
    door: &Door,
    pass: &Pass,
    bound: &Bound,
    parts: Parts,
    body: Body,
) -> Result<Response, Status> {
    let message = request::read(bound, &parts, body).await?;
    let mut response = ask(door, pass, bound, &message).await?;
    let answer = frame_of(&mut response).await?;
    let output = bound.route.output.clone();
    let answer = DynamicMessage::decode(output, answer).map_err(|e| fault::internal(&e))?;
    answer::answer(&answer)
}

/// Asks the service as any gRPC client would, but in this process.
async fn ask(
    door: &Door,
    pass: &Pass,
    bound: &Bound,
    message: &DynamicMessage,
) -> Result<Response, Status> {
    let length = message.encoded_len();
    let mut frame = BytesMut::with_capacity(length + 5);
    frame.put_u8(0);
    frame.put_u32(u32::try_from(length).map_err(|error| fault::internal(&error))?);
    message.encode(&mut frame).map_err(|error| fault::internal(&error))?;
    let mut request = http::Request::post(format!("/{}", bound.route.method))
        .header(header::CONTENT_TYPE, "application/grpc")
        .header(header::TE, "trailers")
        .body(Body::from(frame.freeze()))
        .map_err(|error| fault::internal(&error))?;
    pass.put(request.extensions_mut());
    let Ok(response) = door.services.clone().oneshot(request).await;
    match Status::from_header_map(response.headers()) {
        Some(status) if status.code() == Code::OutOfRange && is_the_codecs(&response) => {
            Err(too_large(""))
        }
        Some(status) if status.code() != Code::Ok => Err(status),
        _ => Ok(response),
    }
}

/// The one message of an answer.
async fn frame_of(response: &mut Response) -> Result<Bytes, Status> {
    let body = std::mem::take(response.body_mut());
    let collected = body.collect().await.map_err(|error| fault::internal(&error))?;
    let status = collected.trailers().and_then(Status::from_header_map);
    if let Some(status) = status.filter(|status| status.code() != Code::Ok) {
        return Err(status);
    }
    let bytes = collected.to_bytes();
    // One byte says "not compressed", four the length.
    match bytes.get(..5) {
        Some([0, _, _, _, _]) => Ok(bytes.slice(5..)),
        _ => Err(fault::internal(&"a service answered without a message")),
    }
}
