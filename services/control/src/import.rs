//! Imports: many records in one revision of the world, every row that is not taken named with its
//! reasons. The services and the command line share this code.

mod csv;
mod rows;
mod sheet;

use placard_api::errors::{refuse, status, write};
use placard_api::v1;
use placard_api::zone::json_of_struct;
use placard_domain::{Reason, Revision, Violations};
use placard_partition::Line;
use placard_store::records::Change;
use prost::Message;
use serde_json::Value;
use tonic::Status;

use crate::call::Call;
use crate::hall::{Hall, OfficeSettings};
use crate::records::{Noun, commit};
use crate::reference::import_edition;
use crate::zones::{ZoneItems, features};

pub use csv::read;
pub use sheet::Sheet;

/// The most rows of one import.
pub const ROWS_MAX: usize = 100_000;
/// Zones, by name.
const ZONES: &str = "zones";

/// One row as it was read.
#[derive(Debug)]
pub struct Row<P> {
    /// The id it gave.
    pub id: String,
    /// What it says, or what is wrong with it.
    pub proto: Result<P, Violations>,
}

/// What became of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many rows were taken, or would be.
    pub accepted: usize,
    /// Those that were not.
    pub rejected: Vec<Rejected>,
    /// The revision of the world that holds them.
    pub revision: Revision,
}

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Its place in what was sent, from 0.
    pub index: usize,
    /// Its id, where it had one.
    pub id: String,
    /// What is wrong with it.
    pub violations: Violations,
}

/// Imports a GeoJSON FeatureCollection of zones. With `check` it only says what would become of it.
///
/// # Errors
/// The whole is no FeatureCollection, or the records say no.
pub async fn zones(
    line: &Line,
    settings: &OfficeSettings,
    call: &Call,
    collection: &Value,
    check: bool,
) -> Result<Report, Status> {
    let hall = Hall::new(line.clone(), settings.clone());
    let rows = features::read(collection).map_err(|found| status(&found))?;
    let import = Import { hall: &hall, call, what: ZONES, check, beside: Vec::new() };
    import.run::<ZoneItems, ()>(rows, &(), |_| ()).await.map(Outcome::report)
}

/// Imports rows of any other kind. With `check` it only says what would become of them.
///
/// # Errors
/// The records say no.
pub async fn rows<S: Sheet>(
    line: &Line,
    settings: &OfficeSettings,
    call: &Call,
    rows: Vec<S>,
    check: bool,
) -> Result<Report, Status> {
    S::import(line, settings, call, rows, check).await
}

/// Puts another edition of a reference list in the place of the one in use: all of it, or none and
/// every fault named.
///
/// # Errors
/// There is no such list, or the records say no.
pub async fn list(
    line: &Line,
    settings: &OfficeSettings,
    call: &Call,
    request: &v1::ImportListRequest,
) -> Result<v1::ImportListResponse, Status> {
    let hall = Hall::new(line.clone(), settings.clone());
    import_edition(&hall, call, request).await
}

async fn by_rows<N: Noun>(
    hall: &Hall,
    call: &Call,
    sent: Vec<N::Proto>,
    check: bool,
) -> Result<Report, Status>
where
    N::Proto: Sheet,
{
    let row = |proto: N::Proto| Row { id: N::given(&proto).id.to_owned(), proto: Ok(proto) };
    let rows = sent.into_iter().map(row).collect();
    let import = Import { hall, call, what: N::Proto::PLURAL, check, beside: Vec::new() };
    import.run::<N, ()>(rows, &(), |_| ()).await.map(Outcome::report)
}

/// The starter's zones, with the areas they lie in: all of them or none.
pub(crate) async fn starter(
    hall: &Hall,
    call: &Call,
    collection: &Value,
    areas: Vec<Change>,
) -> Result<Report, Status> {
    let rows = || features::read(collection).map_err(|found| status(&found));
    let trial = Import { hall, call, what: ZONES, check: true, beside: Vec::new() };
    let report = trial.run::<ZoneItems, ()>(rows()?, &(), |_| ()).await?.report();
    if !report.rejected.is_empty() {
        return Ok(report);
    }
    let import = Import { hall, call, what: ZONES, check: false, beside: areas };
    import.run::<ZoneItems, ()>(rows()?, &(), |_| ()).await.map(Outcome::report)
}

/// `ZoneService/ImportZones`.
pub(crate) async fn serve_zones(
    hall: &Hall,
    call: &Call,
    request: v1::ImportZonesRequest,
) -> Result<v1::ImportZonesResponse, Status> {
    let Some(collection) = &request.collection else {
        return Err(refuse("collection", Reason::Required, ""));
    };
    let rows = features::read(&json_of_struct(collection)).map_err(|below| {
        let mut found = Violations::new();
        found.absorb("collection", below);
        status(&found)
    })?;
    let check = request.validate_only;
    let import = Import { hall, call, what: ZONES, check, beside: Vec::new() };
    let answer = import.run::<ZoneItems, _>(rows, &request, |report| v1::ImportZonesResponse {
        accepted: report.accepted as u32,
        rejected: report.rejected.iter().map(rejected_row).collect(),
        revision: report.revision.0,
    });
    answer.await.map(Outcome::answer)
}

/// Every other method that imports.
pub(crate) async fn serve<N: Noun>(
    hall: &Hall,
    call: &Call,
    request: <N::Proto as Sheet>::Request,
) -> Result<<N::Proto as Sheet>::Answer, Status>
where
    N::Proto: Sheet,
{
    let (sent, check) = N::Proto::asked(&request);
    let row =
        |proto: &N::Proto| Row { id: N::given(proto).id.to_owned(), proto: Ok(proto.clone()) };
    let rows = sent.iter().map(row).collect();
    let import = Import { hall, call, what: N::Proto::PLURAL, check, beside: Vec::new() };
    import.run::<N, _>(rows, &request, N::Proto::answer).await.map(Outcome::answer)
}

fn rejected_row(rejected: &Rejected) -> v1::RejectedRow {
    v1::RejectedRow {
        index: rejected.index as u32,
        id: rejected.id.clone(),
        violations: rejected.violations.as_slice().iter().map(write).collect(),
    }
}

struct Import<'a> {
    hall: &'a Hall,
    call: &'a Call,
    /// Many of what is imported, by name.
    what: &'static str,
    check: bool,
    /// Changes that go with it.
    beside: Vec<Change>,
}

/// What became of it, and how it is answered: as now, or as the first time under its key.
struct Outcome<M> {
    report: Report,
    answer: M,
}

impl<M> Outcome<M> {
    fn report(self) -> Report {
        self.report
    }

    fn answer(self) -> M {
        self.answer
    }
}

impl Import<'_> {
    async fn run<N: Noun, M: Message + Default>(
        self,
        rows: Vec<Row<N::Proto>>,
        request: &impl Message,
        answer: impl Fn(&Report) -> M,
    ) -> Result<Outcome<M>, Status> {
        let (hall, call) = (self.hall, self.call);
        call.about(self.what.to_owned());
        if rows.len() > ROWS_MAX {
            let detail = format!("{} > {ROWS_MAX}", rows.len());
            return Err(refuse(self.what, Reason::TooLarge, detail));
        }
        let now = hall.now();
        let mut desk = hall.line().desk().await;
        let revision = desk.world().revision();
        if let Some(answer) = call.answered(hall.records(), now, request).await? {
            let report = Report { accepted: 0, rejected: Vec::new(), revision };
            return Ok(Outcome { report, answer });
        }
        let mut taken = rows::Taken::<N>::new(hall, call, now);
        for row in rows {
            taken.take(row).await?;
        }
        let rows::Taken { accepted, mut changes, rejected, .. } = taken;
        changes.extend(self.beside);
        let writes = !self.check && !changes.is_empty();
        let revision = if writes { revision.next() } else { revision };
        let report = Report { accepted, rejected, revision };
        let answer = answer(&report);
        if writes {
            let trace = call.trace(now, request, &answer);
            commit(&mut desk, &changes, &trace, N::key_field).await?;
            call.traced();
        }
        Ok(Outcome { report, answer })
    }
}
