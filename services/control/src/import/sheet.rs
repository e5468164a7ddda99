//! What is imported row by row: the one list of messages, each with the method that takes it.

use placard_api::v1;
use placard_partition::Line;
use prost::Message;
use tonic::Status;

use super::{Report, by_rows, rejected_row};
use crate::call::Call;
use crate::fleet::{Carriers, People, Vehicles};
use crate::hall::{Hall, OfficeSettings};
use crate::parties::{Parties, Tanks};
use crate::reference::Sites;

/// A message that is imported row by row.
#[tonic::async_trait]
pub trait Sheet: Message + Default + Clone + 'static {
    /// Its name in `placard.v1`.
    const MESSAGE: &'static str;
    /// Many of them, as requests and commands name them.
    const PLURAL: &'static str;
    /// The path of the method that takes them.
    const PATH: &'static str;
    /// What that method is asked.
    type Request: Message + Default + 'static;
    /// What it answers.
    type Answer: Message + Default + 'static;

    /// The request that brings rows.
    fn request(rows: Vec<Self>, validate_only: bool) -> Self::Request;

    /// The rows that a request brings, and whether they are only to be checked.
    fn asked(request: &Self::Request) -> (&[Self], bool);

    /// The answer that tells what became of them.
    fn answer(report: &Report) -> Self::Answer;

    /// What an answer tells: how many rows were taken, which were not, the revision of the world.
    fn told(answer: Self::Answer) -> (u32, Vec<v1::RejectedRow>, u64);

    /// Takes the rows into the records.
    async fn import(
        line: &Line,
        settings: &OfficeSettings,
        call: &Call,
        rows: Vec<Self>,
        check: bool,
    ) -> Result<Report, Status>;
}

macro_rules! sheets {
    ($(
        $message:ident: $noun:ty, $field:ident, $request:ident, $answer:ident, $path:literal;
    )*) => {$(
        #[tonic::async_trait]
        impl Sheet for v1::$message {
            const MESSAGE: &'static str = stringify!($message);
            const PLURAL: &'static str = stringify!($field);
            const PATH: &'static str = $path;
            type Request = v1::$request;
            type Answer = v1::$answer;

            fn request(rows: Vec<Self>, validate_only: bool) -> v1::$request {
                v1::$request { $field: rows, validate_only }
            }

            fn asked(request: &v1::$request) -> (&[Self], bool) {
                (&request.$field, request.validate_only)
            }

            fn answer(report: &Report) -> v1::$answer {
                v1::$answer {
                    accepted: report.accepted as u32,
                    rejected: report.rejected.iter().map(rejected_row).collect(),
                    revision: report.revision.0,
                }
            }

            fn told(answer: v1::$answer) -> (u32, Vec<v1::RejectedRow>, u64) {
                (answer.accepted, answer.rejected, answer.revision)
            }

            async fn import(
                line: &Line,
                settings: &OfficeSettings,
                call: &Call,
                rows: Vec<Self>,
                check: bool,
            ) -> Result<Report, Status> {
                let hall = Hall::new(line.clone(), settings.clone());
                by_rows::<$noun>(&hall, call, rows, check).await
            }
        }
    )*};
}

sheets! {
    Vehicle: Vehicles, vehicles, ImportVehiclesRequest, ImportVehiclesResponse,
        "/placard.v1.FleetService/ImportVehicles";
    Carrier: Carriers, carriers, ImportCarriersRequest, ImportCarriersResponse,
        "/placard.v1.FleetService/ImportCarriers";
    Person: People, people, ImportPeopleRequest, ImportPeopleResponse,
        "/placard.v1.FleetService/ImportPeople";
    Party: Parties, parties, ImportPartiesRequest, ImportPartiesResponse,
        "/placard.v1.PartyService/ImportParties";
    Tank: Tanks, tanks, ImportTanksRequest, ImportTanksResponse,
        "/placard.v1.PartyService/ImportTanks";
    Site: Sites, sites, ImportSitesRequest, ImportSitesResponse,
        "/placard.v1.ReferenceService/ImportSites";
}
