//! The office that answers a command: the server that holds the data folder, or the folder itself.
//!
//! Either is asked in JSON at the paths of the API, so that what a command reads has passed the
//! same gate as everybody's questions.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use placard_control::{Identity, MESSAGE_MAX, Office as Services};
use placard_partition::{Line, SteadyClock};
use placard_store::sqlite::FolderError;
use serde_json::Value;
use tokio::net::TcpStream;
use tower::ServiceExt as _;

use super::Trouble;
use crate::serve::{self, OpenError};
use crate::settings::Settings;

/// The key that a command shows to the server, where it knows callers by name: a secret, and so by
/// variable alone.
const KEY: &str = "PLACARD_API_KEY";

/// Who answers.
pub(super) enum Office {
    /// The server that holds the folder.
    Server(SocketAddr, Option<String>),
    /// Nobody holds it: it is opened here.
    Folder(Box<(Line, axum::Router)>),
}

impl Office {
    /// Finds out who holds the folder of the settings.
    ///
    /// # Errors
    /// Where neither the folder opens nor its holder can be found.
    pub(super) async fn find(settings: &Settings) -> Result<Self, Trouble> {
        match serve::open_line(settings, Arc::new(SteadyClock::default())).await {
            Ok(line) => {
                let office = serve::office_settings(settings).map_err(Trouble::new)?;
                let services = Services::new(line.clone(), Identity::default(), office);
                let router = services.router(tonic::service::Routes::default());
                Ok(Self::Folder(Box::new((line, router.map_err(Trouble::new)?))))
            }
            Err(OpenError::Folder(FolderError::Held { holder, .. })) => {
                Ok(Self::Server(address(settings, &holder)?, std::env::var(KEY).ok()))
            }
            Err(error) => Err(Trouble::new(error)),
        }
    }

    /// Asks for a path of the API.
    ///
    /// # Errors
    /// Where there is no answer, or it is a refusal.
    pub(super) async fn get(&self, path: &str) -> Result<Value, Trouble> {
        let request = Request::get(path).header(header::HOST, "localhost");
        let (status, body) = match self {
            Self::Server(at, key) => {
                let request = match key {
                    Some(key) => request.header(header::AUTHORIZATION, format!("Bearer {key}")),
                    None => request,
                };
                ask(*at, request.body(Body::empty()).map_err(Trouble::new)?).await?
            }
            Self::Folder(open) => {
                let mut request = request.body(Body::empty()).map_err(Trouble::new)?;
                let here = SocketAddr::from(([127, 0, 0, 1], 0));
                request.extensions_mut().insert(ConnectInfo(here));
                let Ok(answer) = open.1.clone().oneshot(request).await;
                let status = answer.status();
                (status, to_bytes(answer.into_body(), MESSAGE_MAX).await.map_err(Trouble::new)?)
            }
        };
        let said: Value = serde_json::from_slice(&body).unwrap_or_default();
        if status.is_success() {
            return Ok(said);
        }
        let message = said["message"].as_str().unwrap_or("no reason given").to_owned();
        Err(Trouble::new(match status {
            StatusCode::UNAUTHORIZED => format!("{path}: {message}; set {KEY}"),
            _ => format!("{path}: {message}"),
        }))
    }

    /// Lets go of it: a folder is released in good order.
    pub(super) async fn leave(self) {
        if let Self::Folder(open) = self {
            open.0.drain().await;
        }
    }
}

/// Where the process that holds a folder serves.
///
/// # Errors
/// Where it has not said so.
pub(super) fn address(settings: &Settings, holder: &str) -> Result<SocketAddr, Trouble> {
    let path = serve::address_file(&settings.data.folder);
    let unknown = |error: &dyn std::fmt::Display| {
        let path = path.display();
        Trouble::new(format_args!("process {holder} holds the folder, but {path}: {error}"))
    };
    let text = std::fs::read_to_string(&path).map_err(|error| unknown(&error))?;
    text.trim().parse().map_err(|error| unknown(&error))
}

/// Asks a server once.
///
/// # Errors
/// Where it does not answer.
pub(super) async fn ask(
    at: SocketAddr,
    request: Request<Body>,
) -> Result<(StatusCode, Bytes), Trouble> {
    let silent = |error: &dyn std::fmt::Display| Trouble::new(format_args!("{at}: {error}"));
    let stream = TcpStream::connect(at).await.map_err(|error| silent(&error))?;
    let handshake = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(|error| silent(&error))?;
    tokio::spawn(connection);
    let answer = sender.send_request(request).await.map_err(|error| silent(&error))?;
    let status = answer.status();
    let body = to_bytes(Body::new(answer.into_body()), MESSAGE_MAX).await;
    Ok((status, body.map_err(|error| silent(&error))?))
}
