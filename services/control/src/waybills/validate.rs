//! Validations without keeping anything: one, many, and the checks that there are.

use futures_util::stream::{self, BoxStream, StreamExt as _};
use placard_api::errors::refuse;
use placard_api::v1;
use placard_api::waybill::read_waybill;
use placard_domain::Reason;
use placard_waybill::checks::SPECS;
use tonic::{Status, Streaming};

use super::check::check;
use super::report::{write, write_check};
use crate::call::Call;
use crate::hall::Hall;

/// What a stream of validations answers.
pub(super) type Reports = BoxStream<'static, Result<v1::ValidateWaybillsResponse, Status>>;

/// Checks one document.
pub(super) async fn one(
    hall: &Hall,
    call: &Call,
    waybill: Option<&v1::Waybill>,
) -> Result<v1::ValidationReport, Status> {
    let proto = waybill.ok_or_else(|| refuse("waybill", Reason::Required, ""))?;
    let (waybill, unread) = read_waybill(proto);
    let register = hall.registrar().register(hall.records()).await?;
    let id = waybill.id.as_str();
    let report = check(hall, call.caller(), &register, &waybill, id, &unread).await?;
    Ok(write(&report))
}

/// Checks as many as come, one after the other: whoever does not read what is answered is not read
/// from either, so that a stream takes the room of one message each way.
pub(super) fn many(
    hall: &Hall,
    call: &Call,
    asked: Streaming<v1::ValidateWaybillsRequest>,
) -> Reports {
    let (hall, call) = (hall.clone(), call.clone());
    let reports = stream::unfold(Some((hall, call, asked)), |state| async {
        let (hall, call, mut asked) = state?;
        let answer = match asked.message().await {
            Ok(None) => return None,
            Err(status) => return Some((Err(status), None)),
            Ok(Some(request)) => {
                let sequence = request.sequence;
                let report = one(&hall, &call, request.waybill.as_ref()).await;
                report.map(|report| v1::ValidateWaybillsResponse { sequence, report: Some(report) })
            }
        };
        // A stream ends with what could not be answered.
        let next = answer.is_ok().then_some((hall, call, asked));
        Some((answer, next))
    });
    reports.boxed()
}

/// A page of the checks that there are, in the order in which they are run.
pub(super) fn checks(
    hall: &Hall,
    call: &Call,
    mut request: v1::ListChecksRequest,
) -> Result<v1::ListChecksResponse, Status> {
    let page = hall.pages().open(call, &mut request)?;
    let (told, next_page_token) = hall.pages().part(&page, SPECS)?;
    let checks = told.iter().map(|spec| write_check(spec)).collect();
    Ok(v1::ListChecksResponse { checks, next_page_token })
}
