//! Who takes an import: the server that holds the data folder, or the folder itself.

use std::sync::Arc;

use axum::http::uri::PathAndQuery;
use placard_api::errors::write;
use placard_api::v1::reference_service_client::ReferenceServiceClient;
use placard_api::v1::zone_service_client::ZoneServiceClient;
use placard_api::v1::{ImportListRequest, ImportListResponse, ImportZonesRequest, RejectedRow};
use placard_api::zone::struct_of_json;
use placard_control::import::Sheet;
use placard_control::{Call, MESSAGE_MAX, OfficeSettings, import};
use placard_partition::{Line, SteadyClock};
use placard_store::sqlite::FolderError;
use serde_json::Value;
use tonic::client::Grpc;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status};
use tonic_prost::ProstCodec;

use super::Report;
use crate::commands::Trouble;
use crate::commands::office::address;
use crate::serve::{self, OpenError};
use crate::settings::Settings;

/// Why nothing of a part was taken.
#[derive(Debug)]
pub(super) enum Refused {
    /// Because of what the file says.
    File(String),
    /// For any other reason.
    Trouble(Trouble),
}

impl From<Trouble> for Refused {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<Status> for Refused {
    fn from(status: Status) -> Self {
        let said = status.message().to_owned();
        match status.code() {
            Code::InvalidArgument => Self::File(said),
            Code::Unauthenticated => {
                Self::Trouble(Trouble::new(format_args!("{said}; set PLACARD_API_KEY")))
            }
            _ => Self::Trouble(Trouble::new(said)),
        }
    }
}

/// Who takes it.
pub(super) enum Target {
    /// The server that holds the folder.
    Server(Channel, Option<MetadataValue<Ascii>>),
    /// Nobody holds it: it is opened here.
    Folder(Box<(Line, OfficeSettings)>),
}

impl Target {
    pub(super) async fn find(settings: &Settings, key: Option<&str>) -> Result<Self, Trouble> {
        let clock = Arc::new(SteadyClock::default());
        match serve::open_line(settings, clock).await {
            Ok(line) => {
                let office = serve::office_settings(settings).map_err(Trouble::new)?;
                Ok(Self::Folder(Box::new((line, office))))
            }
            Err(OpenError::Folder(FolderError::Held { holder, .. })) => {
                Self::server(settings, &holder, key).await
            }
            Err(error) => Err(Trouble::new(error)),
        }
    }

    async fn server(settings: &Settings, holder: &str, key: Option<&str>) -> Result<Self, Trouble> {
        let at = address(settings, holder)?;
        let endpoint = Endpoint::from_shared(format!("http://{at}")).map_err(Trouble::new)?;
        let channel = endpoint.connect().await;
        let silent = |error| Trouble::new(format_args!("process {holder} at {at}: {error}"));
        let shown = key.map(|key| format!("Bearer {key}").parse()).transpose();
        let shown = shown.map_err(|_| Trouble::new("PLACARD_API_KEY cannot be sent as it is"))?;
        Ok(Self::Server(channel.map_err(silent)?, shown))
    }

    pub(super) async fn zones(&self, zones: &Value, check: bool) -> Result<Report, Refused> {
        match self {
            Self::Server(channel, key) => {
                let collection = struct_of_json(zones)
                    .ok_or_else(|| Refused::File("GeoJSON is an object".to_owned()))?;
                let request =
                    ImportZonesRequest { collection: Some(collection), validate_only: check };
                let client = ZoneServiceClient::new(channel.clone());
                let mut client = client.max_decoding_message_size(MESSAGE_MAX);
                let answer = client.import_zones(with_key(request, key)).await?.into_inner();
                let (accepted, revision) = (answer.accepted.into(), answer.revision);
                Ok(Report { accepted, rejected: answer.rejected, revision })
            }
            Self::Folder(open) => {
                let (line, office) = &**open;
                let call = Call::from_command_line("import zones");
                Ok(import::zones(line, office, &call, zones, check).await?.into())
            }
        }
    }

    pub(super) async fn rows<S: Sheet>(
        &self,
        rows: Vec<S>,
        check: bool,
    ) -> Result<Report, Refused> {
        match self {
            Self::Server(channel, key) => {
                let request = with_key(S::request(rows, check), key);
                let client = Grpc::new(channel.clone());
                let mut client = client.max_decoding_message_size(MESSAGE_MAX);
                client.ready().await.map_err(Trouble::new)?;
                let codec = ProstCodec::<S::Request, S::Answer>::default();
                let path = PathAndQuery::from_static(S::PATH);
                let answer = client.unary(request, path, codec).await?.into_inner();
                let (accepted, rejected, revision) = S::told(answer);
                Ok(Report { accepted: accepted.into(), rejected, revision })
            }
            Self::Folder(open) => {
                let (line, office) = &**open;
                let call = Call::from_command_line(&format!("import {}", S::PLURAL));
                Ok(import::rows(line, office, &call, rows, check).await?.into())
            }
        }
    }

    pub(super) async fn list(
        &self,
        request: ImportListRequest,
    ) -> Result<ImportListResponse, Refused> {
        match self {
            Self::Server(channel, key) => {
                let client = ReferenceServiceClient::new(channel.clone());
                let mut client = client.max_decoding_message_size(MESSAGE_MAX);
                Ok(client.import_list(with_key(request, key)).await?.into_inner())
            }
            Self::Folder(open) => {
                let (line, office) = &**open;
                let call = Call::from_command_line("import goods");
                Ok(import::list(line, office, &call, &request).await?)
            }
        }
    }

    /// Lets go of it: a folder is released in good order.
    pub(super) async fn leave(self) {
        if let Self::Folder(open) = self {
            open.0.drain().await;
        }
    }
}

fn with_key<T>(message: T, key: &Option<MetadataValue<Ascii>>) -> Request<T> {
    let mut request = Request::new(message);
    if let Some(key) = key {
        request.metadata_mut().insert("authorization", key.clone());
    }
    request
}

impl From<import::Report> for Report {
    fn from(report: import::Report) -> Self {
        let row = |row: import::Rejected| RejectedRow {
            index: row.index as u32,
            id: row.id,
            violations: row.violations.as_slice().iter().map(write).collect(),
        };
        Self {
            accepted: report.accepted as u64,
            rejected: report.rejected.into_iter().map(row).collect(),
            revision: report.revision.0,
        }
    }
}
